"""Each part of the strategy with the county's goals, initiatives and indicators; what is empty is shown as empty (R4)."""

import pytest
from django.test import Client
from django.urls import reverse

from handslag.indicators.reading import definitions
from handslag.plans.models import FrameworkNode, GoalLink, InitiativeNodeLink
from tests import factories as make
from tests.indicators.test_goals_pages import asked, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def strategy(static_files):
    """A strategy with two sub-goals, of which a goal, an initiative and an indicator serve the first, and none the second."""
    plan = make.plan(county=make.county(parent=make.county()))
    served = FrameworkNode.objects.select_related("framework").get(key="strategi-delmal-7")
    framework = served.framework
    make.node(framework, key="tomt-delmal", title="Det som väntar", kind=served.kind, position=99)
    GoalLink.objects.create(goal=make.goal(plan, title="Provmålet"), node=served, origin="confirmed")
    InitiativeNodeLink.objects.create(
        initiative=make.initiative(plan, title="Provinsatsen"), node=served, origin="confirmed"
    )
    make.initiative(plan, title="Utkastet", visibility="draft")
    return plan, framework


def address(strategy) -> str:
    plan, framework = strategy
    return reverse("framework", args=[plan.county.slug, framework.key])


def parts(strategy, client=None) -> dict[str, str]:
    text = text_of((client or Client()).get(address(strategy)))
    return {key: text.split(f'id="{key}"')[1].split('<li id="')[0] for key in ("strategi-delmal-7", "tomt-delmal")}


def test_r4_a_sub_goal_lists_goals_initiatives_and_indicators(strategy):
    found = parts(strategy)["strategi-delmal-7"]

    assert "Provmålet" in found and "Provinsatsen" in found
    assert definitions()["utbildade"].title in found


def test_r4_a_sub_goal_that_nothing_serves_stays_and_says_so(strategy):
    found = parts(strategy)["tomt-delmal"]

    assert "[ inget mål ]" in found and "[ ingen insats ]" in found and "[ inget ]" in found


def test_nothing_of_a_draft_stands_there(strategy):
    plan, framework = strategy
    draft = plan.initiatives.get(title="Utkastet")
    InitiativeNodeLink.objects.create(
        initiative=draft, node=framework.nodes.get(key="strategi-delmal-7"), origin="confirmed"
    )

    assert "Utkastet" not in text_of(Client().get(address(strategy)))


def test_r4_of_the_national_strategy_all_seven_sub_goals_stand_there(client):
    text = text_of(client.get("/orebro/ramverk/national-strategi-2025/"))

    assert all(f'id="strategi-delmal-{n}"' in text for n in range(1, 8))
    assert text.count("Länets mål") >= 7


def test_a_county_without_a_plan_reads_the_framework_all_the_same(strategy):
    _, framework = strategy
    county = make.county(parent=make.county())

    text = text_of(Client().get(reverse("framework", args=[county.slug, framework.key])))

    assert "Det som väntar" in text and "Länets mål" not in text


def test_the_page_asks_as_much_however_much_there_is(strategy):
    plan, framework = strategy
    few = asked(Client(), address(strategy))
    for node in framework.nodes.all():
        for _ in range(3):
            GoalLink.objects.create(goal=make.goal(plan), node=node, origin="confirmed")
            InitiativeNodeLink.objects.create(initiative=make.initiative(plan), node=node, origin="proposed")

    assert asked(Client(), address(strategy)) == few <= 15
