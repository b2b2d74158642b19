"""Importing an export changes nothing: exported again it is the same, byte for byte."""

import datetime
import json
from pathlib import Path

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handslag.accounts.models import Membership
from handslag.exchange.exporter import export_plan, to_json
from handslag.exchange.loader import load
from handslag.exchange.reader import BrokenFile, read
from handslag.exchange.schema import Exchange
from handslag.funding.models import (
    Agreement,
    AllocationRun,
    Award,
    FeeTotal,
    GrantDate,
    GrantLine,
    LedgerEntry,
    Payee,
    Pot,
    PotDecision,
    Proposal,
    ProposalLine,
    PublishedShare,
)
from handslag.indicators.models import Fetch, HiddenFigures, Indicator, Observation
from handslag.places.models import Area, LansdelDivision, Organisation, OrganisationList
from handslag.plans.models import (
    CoverageNote,
    Figure,
    Framework,
    FundingStatement,
    GoalNode,
    Initiative,
    Obstacle,
    Participation,
    Plan,
    QuestionAnswer,
    StatusEntry,
)
from handslag.trust.append_only import release
from handslag.trust.models import Citation, SearchEntry, SearchWord, SourceDocument

DAY = datetime.date(2024, 2, 1)


def empty_the_installation() -> None:
    """Leave Sweden's areas and population, and nothing else."""
    _empty_the_purse()
    for model in (Membership, Plan):
        model.objects.all().delete()
    for model in (HiddenFigures, Observation, Fetch, Indicator):
        model.objects.all()._raw_delete(DEFAULT_DB_ALIAS)
    Organisation.objects.update(parent=None)
    for model in (Organisation, OrganisationList, LansdelDivision, Framework, Citation, SourceDocument):
        model.objects.all().delete()
    for model in (SearchEntry, SearchWord):
        model.objects.all().delete()
    Area.objects.filter(is_example=True, kind=Area.MUNICIPALITY).delete()
    Area.objects.filter(is_example=True).delete()


def _empty_the_purse() -> None:
    """Remove all about money: the ledger too, which the database lets nobody do."""
    release(connection, "delete", table="funding_ledgerentry")
    release(connection, "delete", table="funding_allocationrun")
    for model in (
        LedgerEntry,
        AllocationRun,
        FeeTotal,
        Award,
        PotDecision,
        ProposalLine,
        Proposal,
        PublishedShare,
        Payee,
    ):
        getattr(model, "everything", model.objects).all()._raw_delete(DEFAULT_DB_ALIAS)
    for model in (Pot, GrantDate, GrantLine, Agreement):
        model.everything.all()._raw_delete(DEFAULT_DB_ALIAS)


def cut(plan: Plan, *keys: str) -> Plan:
    """Leave these initiatives of the plan, for a test of something else than the plan as it is: that one moves it whole."""
    plan.initiatives.exclude(key__in=keys).delete()
    return plan


def exported(key: str) -> str:
    return to_json(export_plan(Plan.objects.get(key=key)))


def moved(key: str, folder: Path) -> tuple[str, str]:
    """Return a plan's export here, and its export from an empty installation that has imported it."""
    before = exported(key)
    file = folder / "plan.json"
    file.write_text(before, encoding="utf-8")
    empty_the_installation()
    load(read(file))
    return before, exported(key)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["orebro-2020-2023", "exempellan-2026"])
def test_an_export_comes_back_the_same(key: str, tmp_path: Path) -> None:
    before, after = moved(key, tmp_path)

    assert after == before


def test_a_second_import_adds_nothing(plan: Plan, tmp_path: Path) -> None:
    before = exported(plan.key)
    file = tmp_path / "plan.json"
    file.write_text(before, encoding="utf-8")

    added = load(read(file))

    assert not any(added.values())
    assert exported(plan.key) == before


def test_the_same_initiatives_have_the_same_uuid_and_owner(plan: Plan, tmp_path: Path) -> None:
    before = set(Initiative.objects.filter(plan=plan).values_list("uuid", "key", "owner__key"))

    moved(plan.key, tmp_path)

    assert set(Initiative.objects.filter(plan__key=plan.key).values_list("uuid", "key", "owner__key")) == before


def test_what_no_file_has_said_yet_comes_back_too(plan: Plan, tmp_path: Path) -> None:
    add_what_the_example_lacks(cut(plan, "mhfa"))

    before, after = moved(plan.key, tmp_path)

    assert after == before


def add_what_the_example_lacks(plan: Plan) -> None:
    """Money, decimals, answers, positions 0, twins, odd keys, no owner, space around a text."""
    goal = plan.goals.get(key="nara-vard")
    GoalNode.objects.filter(plan=plan, key="tidigt-stod").update(position=0)
    for state in ("partly", "answered"):
        QuestionAnswer.objects.create(goal=goal, answered_on=DAY, state=state, text=f" {state}\n")
    CoverageNote.objects.create(goal=goal, role="Länssamordnare", date=DAY)
    row = Initiative.objects.create(
        plan=plan, key="a/b~c", uuid="00000000-0000-0000-0000-000000000001", title=" Ny  insats "
    )
    FundingStatement.objects.create(initiative=row, source_text="Regionen: stimulansmedel", kronor=0)
    Figure.objects.create(initiative=row, key="x", kind="rating", label="medel", value="17.0", value_decimals=1)
    Figure.objects.create(initiative=row, key="y", kind="other", label="del", value="0.5", denominator="2.25")
    for status in ("struggling", "ending", "finished"):
        StatusEntry.objects.create(initiative=row, status=status, as_of=DAY)
    for party in Organisation.objects.filter(key__in=["valfard-och-folkhalsa", "regional-utveckling"]):
        Participation.objects.create(initiative=row, organisation=party, role="lead")


def test_citations_that_a_source_text_cannot_carry_come_back_too(plan: Plan, tmp_path: Path) -> None:
    document = SourceDocument.objects.get(key="002")
    row = cut(plan, "mhfa").initiatives.get()
    about = {"root": row.uuid, "target_kind": "initiative", "target_id": row.id}
    Citation.objects.create(**about, field="purpose", document=document, lines="s. 5", stated_by="Samordnare", date=DAY)
    Citation.objects.create(**about, field="places", document=document, lines="")
    for reason in ("Ett skäl.", "Ett annat skäl."):
        Citation.objects.create(**about, ours=reason)
        Citation.objects.create(**about, field="period", ours=reason)
    Citation.objects.create(**about, field="level", ours="Vår läsning.", stated_by="Analytiker")

    before, after = moved(plan.key, tmp_path)

    assert after == before
    assert all(text in after for text in ("s. 5", "Ett skäl.", "Ett annat skäl.", "Vår läsning.", "Analytiker"))


def test_twins_keep_their_own_citations(plan: Plan, tmp_path: Path) -> None:
    document = SourceDocument.objects.get(key="002")
    row = cut(plan, "mhfa").initiatives.get()
    for lines in ("900", "100"):
        twin = Obstacle.objects.create(initiative=row, text="Tiden räcker inte.", theme="time")
        Citation.objects.create(
            root=row.uuid, target_kind="obstacle", target_id=twin.id, document=document, lines=lines
        )

    before, after = moved(plan.key, tmp_path)

    assert after == before


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
title = words.filter(lambda text: text.strip() != "")
lines = st.lists(st.integers(1, 999).map(str), min_size=1, max_size=2).map(lambda places: "d:" + ", ".join(places))
source = st.lists(lines, min_size=1, max_size=2).map("; ".join)
said = {"source": st.none() | source, "ours": st.none() | title}
amount = st.decimals(0, 10**9, places=2) | st.integers(0, 10**9).map(str)
day = st.dates(datetime.date(2015, 1, 1), datetime.date(2030, 1, 1))
period = st.none() | st.builds(lambda text, at: {"text": text, "from": at, "to": at, "precision": "day"}, title, day)


def things(**fields: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(st.fixed_dictionaries(said | fields), max_size=3)


def keyed(**fields: st.SearchStrategy) -> st.SearchStrategy:
    fields = {"id": title.map(str.strip)} | fields
    return st.lists(st.fixed_dictionaries(said | fields), max_size=3, unique_by=lambda thing: thing["id"])


initiative = st.fixed_dictionaries(
    {
        "id": title.map(str.strip),
        "title": title,
        "aliases": st.lists(title, max_size=3),
        "sources": st.dictionaries(st.sampled_from(["title", "purpose", "places"]), source),
        "period": period,
        "places": st.none()
        | st.fixed_dictionaries(
            {"precision": st.just("named"), "named": st.sets(st.sampled_from(["0980"])).map(list), "note": words} | said
        ),
        "statuses": things(status=st.sampled_from(["ongoing", "finished"]), as_of=st.none() | day, words=words),
        "figures": keyed(kind=st.just("other"), label=title, value=st.none() | amount, period=period, text=st.none()),
        "obstacles": things(text=words, theme=st.sampled_from(["time", "funding"])),
        "posts": keyed(
            role=title, tasks=things(theme=st.just("network"), text=words), percent=st.none() | st.just("62.5")
        ),
        "funding": things(source_text=title, kronor=st.none() | st.integers(0, 10**10)),
        "missing": st.lists(title, max_size=2),
    }
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(items=st.lists(initiative, max_size=2, unique_by=lambda item: item["id"]))
def test_any_initiatives_come_back_the_same(items: list[dict]) -> None:
    document = Exchange.model_validate(
        {
            "plan": {"id": "provplan", "title": "Prov", "county": "09", "kind": "county_plan", "status": "draft"},
            "documents": [{"id": "d", "title": "Källa", "kind": "report"}],
            "initiatives": items,
        }
    )

    first = loaded_and_exported(document)
    second = loaded_and_exported(Exchange.model_validate(json.loads(first)))

    assert second == first


def loaded_and_exported(document: Exchange) -> str:
    """Return what comes out of an installation without that plan, which it has not afterwards either."""
    with transaction.atomic():
        load(document)
        text = exported("provplan")
        transaction.set_rollback(True)
    return text


def broken(change: dict[str, object], folder: Path, document: dict) -> str:
    document["citations"][0] |= change
    file = folder / "plan.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(BrokenFile) as caught:
        read(file)
    assert {problem.file for problem in caught.value.problems} == {str(file)}
    return str(caught.value)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"target": "initiatives/finns-inte/figures/0"}, "fältet citations.0.target"),
        ({"target": "goals"}, "fältet citations.0.target"),
        ({"target": "goals/mal-1", "field": "finns_inte"}, "fältet citations.0.field"),
        ({"document": "999"}, "fältet citations.0.document"),
        ({"document": None}, "fältet citations.0.document"),
        ({"target": 7}, "fältet citations.0.target"),
    ],
)
def test_a_broken_citation_is_refused_with_file_and_field(
    plan: Plan, tmp_path: Path, change: dict[str, object], field: str
) -> None:
    assert field in broken(change, tmp_path, json.loads(exported(plan.key)))
