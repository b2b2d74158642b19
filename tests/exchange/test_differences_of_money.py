"""What differs in money between two documents: agreements, pots with decisions, awards with their ledgers."""

import copy
import datetime

import pytest

from handslag.exchange.differences import Difference, differences, summary
from handslag.exchange.exporter import export_plan
from handslag.plans.models import Plan
from tests import factories as make
from tests.reports.money_world import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return Plan.objects.select_related("county", "lead").get(key="orebro-2020-2023")


def of(found: list[Difference], section: str) -> list[tuple[str, ...]]:
    return [
        tuple(
            each.replace("\u00a0", " ")
            for each in (line.kind, line.title, line.what, line.field, line.before, line.after)
        )
        for line in found
        if line.section == section
    ]


def test_money_that_came_is_told_of_kind_by_kind(plan):
    before = copy.deepcopy(export_plan(plan))
    money = kept(plan)

    found = differences(before, export_plan(plan))

    assert of(found, "agreements")[0][:3] == ("Överenskommelse", "Länets egen överenskommelse", "tillkom")
    assert [line[1] for line in of(found, "pots")] == ["Gemensamma potten", "Hemliga utkastet"]
    assert sorted(line[1] for line in of(found, "awards")) == sorted(str(award) for award in money.awards)
    assert {"1 överenskommelse tillkom", "2 potter tillkom", "3 tilldelningar tillkom"} <= set(summary(found))


def test_another_sum_a_decision_and_an_entry_are_told_in_words(plan):
    money = kept(plan)
    before = copy.deepcopy(export_plan(plan))
    type(money.awards[2]).objects.filter(pk=money.awards[2].pk).update(kronor=75_000)
    make.ledger_entry(money.awards[0], kronor=1_000, on=datetime.date(2024, 5, 2))
    make.pot_decision(make.pot_proposal(money.undecided, 700_000))

    found = differences(before, export_plan(plan))

    assert ("Tilldelning", str(money.awards[2]), "ändrades", "Beviljat", "", "75 000 kr") in of(found, "awards")
    booked = ("Tilldelning", str(money.awards[0]), "ändrades", "Bokfört", "", "använt 1 000 kr, 2 maj 2024")
    assert booked in of(found, "awards")
    decided = ("Pott", "Hemliga utkastet", "ändrades", "Beslut", "", "Chefsgruppen 1 mars 2026, 700 000 kr")
    assert decided in of(found, "pots")


def test_what_was_taken_away_is_gone(plan):
    money = kept(plan)
    before = copy.deepcopy(export_plan(plan))
    type(money.awards[2]).objects.filter(pk=money.awards[2].pk).update(
        withdrawn_on=datetime.date(2024, 6, 1), withdrawn_reason="Dubblett"
    )

    (gone,) = [line for line in differences(before, export_plan(plan)) if line.section == "awards"]

    assert (gone.what, gone.reason) == ("togs bort", "Dubblett")
