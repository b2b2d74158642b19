"""Parts read with SQL that is written once are those that Django reads, and are asked no further."""

import datetime
from threading import Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handslag.plans.models import Figure, Initiative, StatusEntry
from handslag.plans.queries.initiative import PARTS, read_parts
from handslag.trust import prepared
from handslag.trust.prepared import Written

pytestmark = pytest.mark.django_db


def told(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("name", list(PARTS))
def test_the_rows_are_those_that_django_reads_in_its_order(plan, name: str) -> None:
    any_rows = False
    for initiative in plan.initiatives.all():
        asked = list(getattr(initiative, name).all())
        read = PARTS[name].read(initiative, name)

        assert [told(row) for row in read] == [told(row) for row in asked]
        any_rows = any_rows or bool(read)
    assert any_rows or name in ("decisions", "handovers")  # the follow-up of 2023 states none of these


def test_one_query_and_no_other_for_what_hangs_on_the_rows(plan) -> None:
    initiative = plan.initiatives.get(key="mhfa")
    with CaptureQueriesContext(connection) as asked:
        PARTS["participations"].read(initiative, "participations")
    assert len(asked) == 1

    with CaptureQueriesContext(connection) as more:
        assert [part.organisation.name for part in initiative.participations.all()]
        assert all(part.initiative is initiative for part in initiative.participations.all())
    assert len(more) == 0


def test_what_is_withdrawn_is_not_read(plan) -> None:
    initiative = plan.initiatives.get(key="mhfa")
    first, *others = PARTS["figures"].read(initiative, "figures")
    Figure.everything.filter(pk=first.pk).update(withdrawn_on="2024-01-01")

    assert PARTS["figures"].read(initiative, "figures") == others


def test_rows_that_are_read_are_not_asked_further(plan) -> None:
    initiative = plan.initiatives.get(key="mhfa")
    read_parts(initiative)

    with pytest.raises(TypeError, match="filter and sort them in Python"):
        initiative.figures.all().filter(value=1)


def test_each_thread_writes_its_own() -> None:
    """What one thread has written is bound to its connection; another's answer is the same."""
    found = []

    def read() -> None:
        initiative = Initiative.objects.get(key="mhfa")
        found.append([row.pk for row in PARTS["figures"].read(initiative, "figures")])
        connection.close()

    threads = [Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3 and found[0] and found[0] == found[1] == found[2]


def test_a_question_with_other_values_is_answered_as_django_answers_it(plan) -> None:
    question = Written(
        lambda key, day: StatusEntry.objects.filter(initiative=key, as_of__lte=day).values_list("pk", "as_of"),
        (prepared.number(), prepared.day()),
    )
    for initiative in plan.initiatives.all()[:5]:
        for day in (datetime.date(2020, 1, 1), datetime.date(2024, 3, 1)):
            asked = StatusEntry.objects.filter(initiative=initiative, as_of__lte=day).values_list("pk", "as_of")
            assert question.rows(initiative.pk, day) == list(asked)


def test_each_shape_has_a_question_of_its_own(plan) -> None:
    question = Written(
        lambda key, listing: Initiative.objects.filter(plan=key, listing=listing).values_list("pk"),
        (prepared.number(),),
    )
    reported, mentioned = (question.rows(plan.pk, shape=(listing,)) for listing in ("reported", "mentioned"))

    assert len(reported) == 24 and len(mentioned) == 13


def test_a_question_that_nothing_can_answer_is_answered_with_nothing(plan) -> None:
    question = Written(lambda key: Initiative.objects.filter(plan=key, pk__in=[]), (prepared.number(),))

    assert question.rows(plan.pk) == question.instances(plan.pk) == []


def test_a_value_that_is_lost_on_the_way_is_told_of(plan) -> None:
    question = Written(lambda key: Initiative.objects.values_list("pk"), (prepared.number(),))

    with pytest.raises(ValueError, match="does not reach"):
        question.rows(plan.pk)
