"""Drawings from what the queries return: the example's own figures, and links for the page, elsewhere or nowhere."""

import re

import pytest
from django.test import Client

from handslag.documents.figures import Drawing
from handslag.plans.drawings import chain_drawing, status_drawing, thread_drawing, timeline_drawing
from handslag.plans.models import Framework, Plan
from handslag.plans.queries.goals import Tree
from handslag.plans.queries.overview import status_counts
from handslag.plans.queries.relations import relations_around
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.queries.thread import thread
from tests import factories as make
from tests.documents.svg import check
from tests.example_fixtures import DAY

pytestmark = pytest.mark.django_db

SITE = "https://handslag.example"
Rows = list[InitiativeRow]


def draw(name: str, plan: Plan, tree: Tree, rows: Rows, **wanted) -> Drawing:
    """The drawing of this name, of the example, as a visitor sees it."""
    if name == "timeline":
        return timeline_drawing(rows, today=DAY, **wanted)
    if name == "chain":
        initiative = next(each for each in plan.initiatives.order_by("id") if relations_around(each, user=None))
        made = chain_drawing(initiative, relations=relations_around(initiative, user=None), **wanted)
        assert made
        return made
    framework = Framework.objects.order_by("id").first()
    assert framework
    down, _ = thread(plan, framework, tree, rows, proposed=True)
    return thread_drawing(down, plan=plan, framework=framework, tree=tree, rows=rows, proposed=True, **wanted)


def addresses(drawing: Drawing) -> list[str]:
    return re.findall(r'href="([^"]*)"', drawing.broad)


@pytest.mark.parametrize("name", ["timeline", "chain", "thread"])
def test_a_drawing_links_here_elsewhere_or_not_at_all(plan: Plan, tree: Tree, rows: Rows, name: str) -> None:
    here, away, none = (draw(name, plan, tree, rows, **wanted) for wanted in ({}, {"site": SITE}, {"links": False}))

    assert here.key != draw(name, plan, tree, rows, key="annan").key == "annan"
    assert all(address.startswith(("/orebro/", "#")) for address in addresses(here))
    assert len(addresses(away)) == len(addresses(here)) > 0
    assert all(address.startswith(f"{SITE}/orebro/") for address in addresses(away))
    assert addresses(none) == []
    for each in (here, away, none):
        check(each)


def test_the_statuses_are_those_of_the_register(rows: Rows) -> None:
    drawing = status_drawing(rows)

    assert [int(n) for _, n in drawing.rows] == [each.n for each in status_counts(rows)]
    assert sum(int(n) for _, n in drawing.rows) == 24
    assert drawing.finding.startswith("24 insatser: ") and drawing.note == "Varje insats räknas en gång, n = 24."
    check(drawing)


def test_no_initiative_and_one_are_told_of_too(rows: Rows) -> None:
    assert status_drawing([]).finding == "Ingen insats är redovisad."
    assert status_drawing(rows[:1]).finding.startswith("Den enda insatsen: ")


def test_a_goal_confirmed_empty_is_lit_in_the_red_thread(client: Client, plan: Plan, tree: Tree) -> None:
    silent = next(goal for goal in plan.goals.order_by("id") if goal.title.startswith("Corona"))
    make.coverage_note(silent)

    page = client.get(f"/orebro/planer/{plan.key}/trad/?forslag=0")

    assert ("Länets mål och utmaningar", silent.title, "0, bekräftat", "", "") in page.context["drawing"].rows


def test_the_page_shows_the_same_drawing(client: Client, rows: Rows) -> None:
    page = client.get("/orebro/insatser/tidslinje/")
    assert page.context["drawing"] == timeline_drawing(rows, today=DAY)
