"""What was withdrawn, handed over or carried to a new plan travels with the plan, and comes back the same."""

import datetime
import json
from pathlib import Path

import pytest
from django.apps import apps

from handslag.exchange.loader import load
from handslag.exchange.models import AwaitedCarry, AwaitedPlan
from handslag.exchange.reader import BrokenFile, read
from handslag.places.models import Area, Organisation
from handslag.plans.models import (
    Adoption,
    GoalCarry,
    GoalContribution,
    GoalNode,
    Handover,
    Initiative,
    InitiativeRelation,
    PilotDecision,
    Plan,
    PlanRelation,
    SuccessFactor,
)
from handslag.trust.changes import OPERATOR, withdraw
from handslag.trust.models import Change, Citation, Versioned
from tests import factories as make
from tests.exchange.test_import_of_export import cut, empty_the_installation, exported, moved

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
DAY = datetime.date(2026, 3, 2)


@pytest.fixture
def few(plan: Plan) -> Plan:
    """The example's plan with one initiative: what the tests add to it is what they move."""
    return cut(plan, "mhfa")


def versioned() -> list[type[Versioned]]:
    return [model for model in apps.get_models() if issubclass(model, Versioned)]


def fill(plan: Plan) -> None:
    """Give the plan a row of what the example lacks."""
    row = plan.initiatives.get(key="mhfa")
    party = Organisation.objects.get(county=plan.county, key="valfard-och-folkhalsa")
    Handover.objects.create(
        initiative=row,
        area=Area.objects.get(code="1880"),
        owner=party,
        state="planned",
        agreed_on=DAY,
        recheck_on=DAY,
        contact_role="Folkhälsochef",
        text="Tas över i höst.",
    )
    Handover.objects.create(initiative=row, area=Area.objects.get(code="1860"), state="silent")
    PilotDecision.objects.create(
        initiative=row, subject="MHFA", decision="spread", section_number="§ 12", registry_number="24RS100"
    )
    SuccessFactor.objects.create(initiative=row, text="Tid", rank=1)
    Adoption.objects.create(plan=plan, organisation=party, extent="all", body="Nämnden", section_number="§ 4")
    Plan.objects.filter(pk=plan.pk).update(adopted_section="§ 31", adopted_registry_number="20RS7")


def successor(plan: Plan) -> Plan:
    """A plan that comes after, with what became of the earlier goals."""
    new = make.plan(key="nasta-plan", county=plan.county, lead=plan.lead, title="Nästa plan")
    kept = make.goal(new, key="vidare", title="Vidare")
    first, second, third = GoalNode.objects.filter(plan=plan).order_by("id")[:3]
    GoalCarry.objects.create(plan=new, old_goal=first, new_goal=kept, outcome="changed", reason="Nytt uppdrag.")
    GoalCarry.objects.create(plan=new, old_goal=second, outcome="dropped", reason="Klart.")
    carry = GoalCarry.objects.create(plan=new, old_goal=third)
    make.citation(new.uuid, of=carry, kind="goal_carry")
    PlanRelation.objects.create(from_plan=new, kind="replaces", to_plan=plan, text="Ersätter den förra.")
    return new


def test_one_withdrawn_row_of_every_kind_comes_back(plan: Plan, tmp_path: Path) -> None:
    fill(plan)
    taken = set()
    for model in versioned():
        if model is not Plan and (row := model.objects.first()) is not None:
            model.objects.filter(pk=row.pk).update(withdrawn_on=DAY, withdrawn_reason=f"Fel: {model.KIND}")
            taken.add(model.KIND)

    before, after = moved(plan.key, tmp_path)

    assert after == before
    assert taken >= {"goal", "initiative", "contribution", "figure", "post", "handover", "term", "status", "method"}
    assert before.count('"withdrawn": {') >= 20


def test_a_withdrawn_plan_comes_back_withdrawn(few: Plan, tmp_path: Path) -> None:
    before = exported(few.key)
    file = tmp_path / "plan.json"
    document = json.loads(before)
    document["plan"]["withdrawn"] = {"date": "2026-03-02", "reason": None}
    file.write_text(json.dumps(document), encoding="utf-8")
    empty_the_installation()

    load(read(file))

    row = Plan.everything.get(key=few.key)
    assert (row.withdrawn_on, row.withdrawn_reason) == (DAY, "")
    assert not Plan.objects.filter(key=few.key).exists()


def test_a_withdrawn_contribution_beside_a_standing_one_to_the_same_goal(few: Plan, tmp_path: Path) -> None:
    row = few.initiatives.get(key="mhfa")
    old = row.contributions.filter(primary=True).get()
    withdraw(old, by=OPERATOR, version=old.version, reason="Fel mål")
    again = GoalContribution.objects.create(initiative=row, goal=old.goal, plan=few, primary=True, origin="confirmed")
    make.citation(row.uuid, of=again, kind="contribution", document=None, ours="Ny läsning.")

    before, after = moved(few.key, tmp_path)

    goals = [ref for ref in found(before, "mhfa")["goals"] if ref["id"] == old.goal.key]
    assert after == before
    assert [ref.get("withdrawn", {}).get("reason") for ref in goals] == ["Fel mål", None]
    contributions = Initiative.objects.get(plan__key=few.key, key="mhfa").contributions
    assert contributions.filter(primary=True).count() == 1


def found(text: str, key: str) -> dict:
    return next(item for item in json.loads(text)["initiatives"] if item["id"] == key)


def test_a_withdrawn_relation_beside_a_standing_one(plan: Plan, tmp_path: Path) -> None:
    old = InitiativeRelation.objects.filter(from_initiative__plan=plan).first()
    withdraw(old, by=OPERATOR, version=1, reason="Fel")
    InitiativeRelation.objects.create(
        from_initiative=old.from_initiative, to_initiative=old.to_initiative, kind=old.kind, text="Igen"
    )

    before, after = moved(plan.key, tmp_path)

    assert after == before


def test_hand_overs_and_decisions_come_back(few: Plan, tmp_path: Path) -> None:
    fill(few)

    before, after = moved(few.key, tmp_path)

    told = json.loads(before)
    assert after == before
    assert {each["area"] for each in found(before, "mhfa")["handovers"]} == {"1860", "1880"}
    assert (told["plan"]["adopted_section"], told["plan"]["adopted_registry_number"]) == ("§ 31", "20RS7")


def test_versions_and_changes_do_not_travel(few: Plan, tmp_path: Path) -> None:
    row = few.initiatives.get(key="mhfa")
    Initiative.objects.filter(pk=row.pk).update(version=7)

    before, _ = moved(few.key, tmp_path)

    assert Initiative.objects.get(plan__key=few.key, key="mhfa").version == 1
    assert '"version": 7' not in before
    assert not Change.objects.exists()


@pytest.mark.parametrize("newest_first", [True, False])
def test_two_plans_find_each_other_whichever_comes_first(few: Plan, tmp_path: Path, newest_first: bool) -> None:
    new = successor(few)
    keys = [new.key, few.key] if newest_first else [few.key, new.key]
    before = {key: exported(key) for key in keys}
    for key, text in before.items():
        (tmp_path / f"{key}.json").write_text(text, encoding="utf-8")
    empty_the_installation()

    for key in keys:
        load(read(tmp_path / f"{key}.json"))

    assert {key: exported(key) for key in keys} == before
    assert GoalCarry.objects.filter(plan__key=new.key, old_goal__plan__key=few.key).count() == 3
    assert PlanRelation.objects.get(from_plan__key=new.key).to_plan.key == few.key
    assert not AwaitedCarry.objects.exists() and not AwaitedPlan.objects.exists()
    assert Citation.objects.filter(target_kind="goal_carry").count() == 1


def test_what_leads_to_a_plan_that_never_comes_is_kept(few: Plan, tmp_path: Path) -> None:
    new = successor(few)

    before, after = moved(new.key, tmp_path)

    assert after == before
    assert not GoalCarry.objects.exists()
    assert AwaitedCarry.objects.count() == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"handovers": [{"area": "9999", "state": "planned"}]}, "handovers.0.area: Nyckeln 9999 finns inte."),
        ({"handovers": [{"area": "1880", "state": "kanske"}]}, "handovers.0.state: Ordet är okänt."),
        ({"handovers": [{"area": "1880", "state": "silent"}] * 2}, "handovers.1.area: Nyckeln 1880 finns redan."),
        ({"withdrawn": {"reason": "Utan dag"}}, "withdrawn.date: Fältet saknas."),
        ({"withdrawn": "ja"}, "withdrawn: Här ska stå namngivna fält."),
    ],
)
def test_a_broken_part_is_refused_with_its_field(plan: Plan, tmp_path: Path, change: dict, said: str) -> None:
    document = json.loads(exported(plan.key))
    document["initiatives"][0] |= change
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(document), encoding="utf-8")

    with pytest.raises(BrokenFile) as caught:
        read(file)

    assert f"{file}, rad 1, fältet initiatives.0.{said}" in str(caught.value)
