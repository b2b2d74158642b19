"""Appendices, quotes and what goals answer travel with the plan, and come back the same."""

import json
from pathlib import Path

import pytest

from handslag.exchange.exporter import export_plan
from handslag.exchange.loader import load
from handslag.exchange.models import AwaitedProposal
from handslag.exchange.reader import BrokenFile, read
from handslag.places.models import Area, Lansdel
from handslag.plans.models import Appendix, GoalProposal, Plan, Recommendation, SurveyQuote
from handslag.trust.models import Citation
from tests import factories as make
from tests.exchange.test_import_of_export import empty_the_installation, exported, moved

pytestmark = [pytest.mark.django_db, pytest.mark.pure]


@pytest.fixture
def small(db: None) -> Plan:
    """A plan of a county without any, with what the rest hangs on: quick to take out and read in."""
    county = Area.objects.get(code="01")
    division = make.division(county=county)
    make.lansdel(division, key="norr")
    plan = make.plan(county=county, division=division, lead=make.organisation(county=county))
    first = make.initiative(plan, key="first")
    for owner in (plan, first):
        make.survey(owner)
        make.recommendation(owner, key="rad", basis="Enkätens fråga 8")
    return plan


def test_appendices_and_quotes_come_back_the_same(small: Plan, tmp_path: Path) -> None:
    first = small.initiatives.get()
    of_plan, of_initiative = small.surveys.get(), first.surveys.get()
    part = Lansdel.objects.get(division=small.division)
    make.quote(of_plan, permission="given", respondents_in_group=7, shown=True, sector="municipality", lansdel=part)
    make.quote(of_plan, permission="not_given", place_text="Kilsbergen")
    few = {"respondents_in_group": 1, "shown": True, "shown_anyway_reason": "De har själva bett om det"}
    make.citation(first.uuid, of=make.quote(of_initiative, permission="given", **few), kind="quote")
    make.quote(of_plan, permission="given", shown=True, withdrawn_on="2024-03-01", withdrawn_reason="Fel")
    row = make.appendix(small, state="broken", url="https://www.exempel.se/b?x=1&y=2", about=first, holds="Statistik")
    make.citation(small.uuid, of=row, kind="appendix")
    make.appendix(small, state="linked", withdrawn_on="2024-03-01", withdrawn_reason="Gallrad")

    before, after = moved(small.key, tmp_path)

    assert after == before
    assert SurveyQuote.everything.count() == 4
    assert Appendix.objects.get(state="broken").about.key == "first"
    assert {row.basis for row in Recommendation.objects.all()} == {"Enkätens fråga 8"}
    assert Citation.objects.filter(target_kind__in=("quote", "appendix")).count() == 2


def next_plan(old: Plan) -> Plan:
    """A plan after this one, whose goal answers a recommendation of the plan, and one of an initiative."""
    new = make.plan(key="nasta-plan", county=old.county, lead=old.lead, title="Nästa plan")
    goal = make.goal(new, key="vidare", title="Vidare")
    of_plan, of_initiative = old.recommendations.get(), old.initiatives.get().recommendations.get()
    row = make.goal_proposal(goal, of_plan, origin="reported")
    make.goal_proposal(goal, of_initiative)
    make.goal_proposal(goal, of_plan, withdrawn_on="2024-03-01", withdrawn_reason="Två gånger")
    make.citation(goal.uuid, of=row, kind="goal_proposal")
    return new


@pytest.mark.parametrize("newest_first", [True, False])
def test_two_plans_find_each_other_whichever_comes_first(small: Plan, tmp_path: Path, newest_first: bool) -> None:
    new = next_plan(small)
    keys = [new.key, small.key] if newest_first else [small.key, new.key]
    before = {key: exported(key) for key in keys}
    for key, text in before.items():
        (tmp_path / f"{key}.json").write_text(text, encoding="utf-8")
    empty_the_installation()

    for key in keys:
        load(read(tmp_path / f"{key}.json"))

    assert {key: exported(key) for key in keys} == before
    assert not AwaitedProposal.objects.exists()
    assert {row.recommendation.page.of_plan.key for row in GoalProposal.objects.all()} == {small.key}
    assert Citation.objects.filter(target_kind="goal_proposal").count() == 1


def test_what_answers_a_plan_that_never_comes_is_kept(small: Plan, tmp_path: Path) -> None:
    new = next_plan(small)

    before, after = moved(new.key, tmp_path)

    assert after == before
    assert not GoalProposal.objects.exists()
    assert AwaitedProposal.objects.count() == 3
    load(read(tmp_path / "plan.json"))  # once more: it waits once
    assert AwaitedProposal.objects.count() == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url": "https://exempel.se"}, "appendices.0.url: Ange url för en bilaga som finns på en adress"),
        ({"state": "linked"}, "appendices.0.url: Ange url för en bilaga som finns på en adress"),
        ({"state": "linked", "url": "javascript:alert(1)"}, "appendices.0.url: En adress börjar med https://"),
        ({"about": "finns-inte"}, "appendices.0.about: Nyckeln finns-inte finns inte."),
        ({"number": 2}, "appendices.1.number: Bilaga 2 finns redan."),
        ({"id": "bilaga-2"}, "appendices.1.id: Nyckeln bilaga-2 finns redan."),
        ({"url": "https://exempel.se/?a=maja@exempel.se", "state": "linked"}, "Texten innehåller en e-postadress"),
    ],
)
def test_a_broken_appendix_is_refused_with_its_field(small: Plan, tmp_path: Path, change: dict, said: str) -> None:
    for n in (1, 2):
        make.appendix(small, key=f"bilaga-{n}", number=n)
    document = json.loads(exported(small.key))
    document["plan"]["appendices"][0] |= change
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(document), encoding="utf-8")

    with pytest.raises(BrokenFile) as caught:
        read(file)

    assert said in str(caught.value)


def test_a_document_from_before_reads_as_it_did(small: Plan, tmp_path: Path) -> None:
    document = json.loads(exported(small.key))
    del document["plan"]["appendices"]
    for survey in document["plan"]["surveys"]:
        del survey["quotes"]
    for goal in document["goals"]:
        del goal["proposals"]
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    empty_the_installation()

    load(read(file))

    told = export_plan(Plan.objects.get(key=small.key))
    assert told["plan"]["appendices"] == []
    assert {tuple(survey["quotes"]) for survey in told["plan"]["surveys"]} == {()}
