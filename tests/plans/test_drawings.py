"""Drawings from what the queries return: the example's own figures, and links for the page, elsewhere or nowhere."""

import re

import pytest
from django.test import Client

from handslag.documents.figures import Drawing
from handslag.plans.drawings import chain_drawing, status_drawing, thread_drawing, timeline_drawing
from handslag.plans.drawings_coverage import coverage_drawing, tile_drawing
from handslag.plans.drawings_survey import survey_base, survey_drawing
from handslag.plans.models import Framework, Plan, StatedSurveyResult
from handslag.plans.queries.coverage import Coverage, coverage
from handslag.plans.queries.goals import Tree, goal_tree
from handslag.plans.queries.overview import status_counts
from handslag.plans.queries.relations import relations_around
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.queries.thread import thread
from handslag.plans.words import DIMENSIONS
from handslag.swedish.numbers import word
from tests import factories as make
from tests.documents.svg import check
from tests.example_fixtures import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.pure]

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


# Coverage, municipalities, surveys


def seen(plan: Plan, tree: Tree, rows: Rows, dimension: str) -> Coverage:
    return coverage(plan, tree, rows, dimension=dimension, proposed=False)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_matrix_is_the_coverage_view_in_the_plans_order(plan: Plan, tree: Tree, rows: Rows, dimension: str) -> None:
    found = seen(plan, tree, rows, dimension)
    drawing = coverage_drawing(found, plan=plan)

    assert [row[1] for row in drawing.rows] == [row.title for row in found.rows]
    assert [row[-1] for row in drawing.rows if row[-1] != "ej redovisad"] == ["6", "11", "7"]
    assert drawing.finding.startswith("Sex av nio utmaningar är ej redovisade")
    assert addresses(coverage_drawing(found, plan=plan, site=SITE))[0].startswith(f"{SITE}/orebro/")
    assert addresses(coverage_drawing(found, plan=plan, links=False)) == []
    check(drawing)


def test_a_confirmed_gap_says_who_confirmed_it_and_when(plan: Plan, rows: Rows) -> None:
    silent = next(goal for goal in plan.goals.order_by("id") if goal.title.startswith("Corona"))
    make.coverage_note(silent)
    drawing = coverage_drawing(seen(plan, goal_tree(plan, notes=True), rows, "lansdel"), plan=plan)

    assert "0, bekräftat av utvecklingsledare, 1 mars 2024" in [row[-1] for row in drawing.rows]


def test_the_map_counts_each_initiative_where_it_surely_stands(plan: Plan, tree: Tree, rows: Rows) -> None:
    found = seen(plan, tree, rows, "municipality")
    drawing = tile_drawing(found, rows=rows)
    cells = {name: said for name, _, said in drawing.rows}

    assert list(dict.fromkeys(part for _, part, _ in drawing.rows)) == ["Norr", "Väster", "Söder", "Örebro"]
    assert cells["Ljusnarsberg"] == "minst 4" and cells["Nora"] == "minst 3"
    assert drawing.finding == "Alla tolv kommuner har minst en redovisad insats utöver de 13 som gäller hela länet."
    assert "6 insatser har ingen plats som kan visas" in drawing.note
    check(drawing)


def test_silent_municipalities_are_named_without_a_ranking(plan: Plan, tree: Tree, rows: Rows) -> None:
    named = [row for row in rows if row.areas and not row.lansdelar and row.places_precision == "named"]
    drawing = tile_drawing(seen(plan, tree, named, "municipality"), rows=named)

    silent = [name for name, _, said in drawing.rows if said == "ej redovisad"]
    assert 0 < len(silent) < 12 and "Nora" in silent
    assert drawing.finding.startswith(f"I {word(len(silent), gender='en')} av tolv kommuner är ingen insats redovisad")


def test_a_map_of_other_columns_is_refused(plan: Plan, tree: Tree, rows: Rows) -> None:
    with pytest.raises(ValueError, match="lansdel"):
        tile_drawing(seen(plan, tree, rows, "lansdel"), rows=rows)


def test_a_share_never_stands_without_its_number_of_answers() -> None:
    made = StatedSurveyResult.objects.get(title="Elevernas omdöme om YAM")
    drawing = survey_drawing(made)

    assert drawing
    assert [row[1] for row in drawing.rows] == ["51\u00a0% av 135", "41\u00a0% av 135", "8\u00a0% av 135"]
    assert drawing.finding == "Flest svarade ”mycket bra eller bra”: 51\u00a0% av 135."
    assert drawing.note.startswith("135 svarande; antal tillfrågade okänt")
    made.n_answering = None
    unknown = survey_drawing(made)
    assert unknown and unknown.rows[0][1] == "51\u00a0%, n okänt"
    check(drawing)


def test_r56_one_of_27_is_told_as_one_of_27_and_few_are_told_to_be_few(plan: Plan) -> None:
    drawn = [drawing for each in plan.surveys.all() if (drawing := survey_drawing(each))]

    assert [drawing.rows for drawing in drawn] == [(("emot en gemensam handlingsplan", "1 av 27"),)]
    assert "svarsfrekvens kan inte räknas" in drawn[0].note
    assert drawn[0].note.endswith("ett enda svar mer eller mindre ändrar en andel med ungefär 4 procentenheter.")


@pytest.mark.parametrize(("n", "warned"), [(1, True), (29, True), (30, False), (None, False)])
def test_r56_the_warning_comes_under_a_chosen_number(plan: Plan, n: int | None, warned: bool) -> None:
    survey = plan.surveys.first()
    survey.n_answering = n

    assert ("Få svar" in survey_base(survey)) is warned


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([("Ja", None, 12), ("Nej", None, 3)], ("12 av 20", "3 av 20")),
        ([("Ja", "60", 12), ("Nej", None, None)], ("12 av 20 (60\u00a0%)", "inte angivet")),
        ([("Ja", "60", 12), ("Nej", "40", None)], ("12 av 20 (60\u00a0%)", "40\u00a0% av 20")),
        ([("Ja", "60.5", None), ("Nej", None, 5)], ("60,5\u00a0% av 20", "5 av 20")),
        ([("Ja", None, 25), ("Nej", None, 0)], ("25 av 20", "0 av 20")),
        ([("Ja", 160, None), ("Nej", 0, None)], ("160\u00a0% av 20", "0\u00a0% av 20")),
    ],
)
def test_any_answers_are_told_as_stated(plan: Plan, answers: list, said: tuple[str, str]) -> None:
    made = make.survey(plan, n_answering=20, answers=[{"label": a, "percent": b, "count": c} for a, b, c in answers])
    drawing = survey_drawing(made)

    assert drawing and tuple(row[1] for row in drawing.rows) == said
    check(drawing)


def test_answers_without_any_figure_are_not_drawn(plan: Plan) -> None:
    assert survey_drawing(make.survey(plan, answers=[{"label": "Ja", "percent": None, "count": None}])) is None
    assert survey_drawing(make.survey(plan, answers=[])) is None


def test_the_pages_show_these_drawings(client: Client, plan: Plan, tree: Tree, rows: Rows) -> None:
    address = f"/orebro/planer/{plan.key}"
    picture = client.get(f"{address}/luckor/?visa=bild&kolumner=municipality")
    table = client.get(f"{address}/luckor/?kolumner=municipality").content.decode()
    found = seen(plan, tree, rows, "municipality")

    assert picture.context["drawing"] == coverage_drawing(found, plan=plan)
    assert picture.context["tiles"] == tile_drawing(found, rows=rows)
    assert 'id="bild-kommuner"' in table and 'id="bild-tackning"' not in table and '<table class="cover' in table
    assert '<table class="cover' not in picture.content.decode()
    assert 'id="bild-svar-' in client.get(f"{address}/enkat/").content.decode()
