"""R52: a länsdel's budget, what is granted of it, used and left."""

import pytest
from django.test import Client

from handslag.funding.models import Award
from tests import factories as make
from tests.funding.ledger_ground import Purse
from tests.funding.pots_ground import Ground, ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(static_files, db) -> Ground:
    return ground()


def test_r52_a_budget_shows_what_is_left_after_three_bookings_and_a_cancellation(world: Ground) -> None:
    pot = make.pot(world.plan, kind="lansdel", lansdel=world.north, kronor=500_000, title="Norrs budget")
    award = Award.objects.create(plan=world.plan, title="Utbildare", year=2026, kronor=300_000, pot=pot)
    purse = Purse(world.plan)
    first, *_ = (purse.booked(award, "used", kronor) for kronor in (100_000, 50_000, 25_000))
    purse.booked(award, "used", -100_000, corrects=first)

    page = Client().get(purse.url("lansdel_budgets"))

    of_north, of_south = page.context["places"]
    (budget,) = of_north.budgets
    assert (budget.granted, budget.spent, budget.left, budget.not_granted) == (300_000, 75_000, 425_000, 200_000)
    assert of_south.budgets == ()
    told = page.content.decode()
    assert award.get_absolute_url() in told and "Ingen budget är angiven." in told


def test_a_budget_that_is_not_known_is_not_zero(world: Ground) -> None:
    pot = make.pot(world.plan, kind="lansdel", lansdel=world.north, kronor=None)
    Award.objects.create(plan=world.plan, title="Utbildare", year=2026, pot=pot)

    page = Client().get(Purse(world.plan).url("lansdel_budgets"))

    (budget,) = page.context["places"][0].budgets
    assert (budget.left, budget.not_granted, budget.spent, budget.unknown) == (None, None, None, 1)
    assert "inte angivet" in page.content.decode() and "inget bokfört" in page.content.decode()


def test_an_award_of_a_draft_is_no_part_of_what_a_stranger_sees(world: Ground) -> None:
    pot = make.pot(world.plan, kind="lansdel", lansdel=world.north)
    draft = make.initiative(world.plan, visibility="draft")
    Award.objects.create(plan=world.plan, initiative=draft, year=2026, kronor=7, pot=pot)

    page = Client().get(Purse(world.plan).url("lansdel_budgets"))

    assert page.context["places"][0].budgets[0].lines == ()


def test_what_a_later_pot_has_taken_over_is_in_one_budget_alone(world: Ground) -> None:
    pot = make.pot(world.plan, kind="lansdel", lansdel=world.north, kronor=300_000, year=2024)
    make.pot(
        world.plan, kind="lansdel", lansdel=world.north, kronor=100_000, year=2025, carried_from=pot, carried=200_000
    )

    page = Client().get(Purse(world.plan).url("lansdel_budgets"))

    left = {each.pot.year: each.left for each in page.context["places"][0].budgets}
    assert left == {2024: 100_000, 2025: 300_000}
    assert "Fört vidare till senare år" in page.content.decode()
