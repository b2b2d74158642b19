"""Change: version, history, undo, collision and the audit trail are one mechanism."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from handslag.plans.models import Initiative, Obstacle
from handslag.swedish.sorting import sort_key
from handslag.trust import changes
from handslag.trust.append_only import protect, release
from handslag.trust.changes import Actor, CannotUndo, Collision
from handslag.trust.models import AuditEvent, Change
from tests import factories as make

ME = Actor(7, "insatsägare, Exempelkommunen")
pytestmark = pytest.mark.django_db


@pytest.fixture
def initiative() -> Initiative:
    return make.initiative(make.plan(), title="Som det var", summary="Första texten")


def save(row, version, **values):
    return changes.save(row, values, by=ME, version=version)


def test_a_save_raises_the_version_and_tells_what_it_was(initiative) -> None:
    change = save(initiative, 1, title="Som det blev", summary="Första texten")
    assert (initiative.title, initiative.version) == ("Som det blev", 2)
    assert (change.before, change.after) == ({"title": "Som det var"}, {"title": "Som det blev"})
    assert (change.role, change.user_id, change.scope) == (ME.role, 7, initiative.plan.uuid)
    assert initiative.sort_key == sort_key("Som det blev")


def test_a_save_that_changes_nothing_says_nothing(initiative) -> None:
    assert save(initiative, 1, title="Som det var") is None
    assert not Change.objects.filter(root=initiative.uuid).exists()
    assert Initiative.objects.get(pk=initiative.pk).version == 1


def test_the_second_to_save_is_told_and_nothing_is_written(initiative) -> None:
    save(Initiative.objects.get(pk=initiative.pk), 1, title="Den förstas")
    with pytest.raises(Collision) as told:
        save(initiative, 1, title="Den andras")
    assert told.value.row.title == "Den förstas"
    assert Initiative.objects.get(pk=initiative.pk).title == "Den förstas"


def test_days_keys_and_lists_come_back_as_they_were(initiative) -> None:
    group = make.target_group(initiative.plan)
    day = datetime.date(2024, 3, 1)
    first = save(initiative, 1, period_from=day, aliases=["MHFA", "y"], target_groups=[group], places_count=4)
    assert first.after == {
        "period_from": "2024-03-01",
        "aliases": ["MHFA", "y"],
        "target_groups": [group.pk],
        "places_count": 4,
    }
    changes.undo(first, by=ME)
    initiative.refresh_from_db()
    assert (initiative.period_from, initiative.aliases, initiative.places_count) == (None, [], None)
    assert not initiative.target_groups.exists()


def test_undo_is_a_change_too_and_only_once(initiative) -> None:
    change = save(initiative, 1, title="Fel")
    back = changes.undo(change, by=ME)
    initiative.refresh_from_db()
    assert (initiative.title, initiative.version, back.undoes) == ("Som det var", 3, change)
    with pytest.raises(CannotUndo):
        changes.undo(change, by=ME)
    changes.undo(back, by=ME)
    initiative.refresh_from_db()
    assert initiative.title == "Fel"


def test_a_change_that_was_built_on_cannot_be_undone(initiative) -> None:
    change = save(initiative, 1, title="Ett")
    save(initiative, 2, title="Två")
    with pytest.raises(CannotUndo):
        changes.undo(change, by=ME)
    save(initiative, 3, summary="Annan text")
    changes.undo(Change.objects.get(version=3, target_id=initiative.pk, target_kind="initiative"), by=ME)
    initiative.refresh_from_db()
    assert (initiative.title, initiative.summary) == ("Ett", "Annan text")


def test_what_is_withdrawn_leaves_the_lists_and_can_come_back(initiative) -> None:
    made = changes.create(Obstacle(initiative=initiative, text="Få instruktörer", theme="instructors"), by=ME)
    row = initiative.obstacles.get()
    gone = changes.withdraw(row, by=ME, version=1, reason="Stod två gånger")
    assert not initiative.obstacles.exists()
    kept = Obstacle.everything.get(pk=row.pk)
    assert kept.withdrawn_on and kept.withdrawn_reason == "Stod två gånger"
    changes.undo(gone, by=ME)
    assert initiative.obstacles.get() == row
    with pytest.raises(CannotUndo):
        changes.undo(gone, by=ME)
    changes.undo(made, by=ME)
    assert not initiative.obstacles.exists()


def test_values_at_an_earlier_version(initiative) -> None:
    save(initiative, 1, title="Två")
    save(initiative, 2, summary="Tre")
    fields = ["title", "summary"]
    assert changes.values_at(initiative, 1, fields) == {"title": "Som det var", "summary": "Första texten"}
    assert changes.values_at(initiative, 2, fields) == {"title": "Två", "summary": "Första texten"}


def test_every_change_stands_in_the_audit_trail(initiative) -> None:
    save(initiative, 1, title="Nytt namn")
    event = AuditEvent.objects.first()
    assert (event.kind, event.role, event.user_id, event.target) == ("change", ME.role, 7, "Nytt namn")
    assert event.county_id == initiative.plan.county_id


@pytest.mark.parametrize("action", ["update", "delete"])
def test_r119_nobody_can_change_the_audit_trail(action: str) -> None:
    release(connection)
    protect(connection)
    event = AuditEvent.objects.create(kind="account", what="prov")
    rows = AuditEvent.objects.filter(pk=event.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(what="annat") if action == "update" else rows.delete()
    assert AuditEvent.objects.get(pk=event.pk).what == "prov"


class UndoIsExact(TestCase):
    """Any run of saves, undone from the last to the first, ends where it began."""

    @settings(max_examples=20, deadline=None)
    @given(
        st.lists(
            st.dictionaries(
                st.sampled_from(["title", "summary", "purpose", "kind", "places_count", "aliases"]),
                st.integers(0, 3),
                min_size=1,
            ),
            max_size=6,
        )
    )
    def test_undo_of_all_is_the_start(self, saves: list[dict[str, int]]) -> None:
        row = make.initiative(make.plan(), title="start", summary="x")
        fields = changes.fields_of(Initiative)
        at_start = changes.stated(row, fields)
        told = []
        for values in saves:
            wanted = {name: as_value(name, n) for name, n in values.items()}
            told.append(save(row, row.version, **wanted))
        for change in reversed([each for each in told if each]):
            changes.undo(change, by=ME)
        row.refresh_from_db()
        assert changes.stated(row, fields) == at_start


def as_value(name: str, n: int):
    if name == "kind":
        return ["", "project", "activity", "other"][n]
    if name == "places_count":
        return n or None
    return [f"alias {n}"] * n if name == "aliases" else f"text {n}"
