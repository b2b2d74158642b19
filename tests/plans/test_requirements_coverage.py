"""R22: three states that are never mixed, on the example and on small plans."""

import pytest

from handslag.plans.models import GoalNode, Plan
from handslag.plans.queries.coverage import CONFIRMED, COUNTED, NOT_REPORTED, Coverage, CoverRow, coverage
from handslag.plans.queries.goals import Tree, goal_tree
from handslag.plans.queries.overview import goal_states
from handslag.plans.queries.rows import InitiativeRow, initiative_rows
from tests import factories as make
from tests.example_fixtures import DAY, PARTS

pytestmark = pytest.mark.django_db

Rows = list[InitiativeRow]


def seen(plan: Plan, *, dimension: str = "lansdel", proposed: bool = False) -> Coverage:
    """The coverage view of a plan as it stands now, for a visitor."""
    from django.contrib.auth.models import AnonymousUser

    rows = initiative_rows(plan, user=AnonymousUser(), day=DAY, parts=PARTS)
    return coverage(plan, goal_tree(plan, notes=True), rows, dimension=dimension, proposed=proposed)


def of_goal(view: Coverage, goal: GoalNode) -> CoverRow:
    return next(row for row in view.rows if row.key == str(goal.uuid))


def cell(row: CoverRow, column: str) -> tuple[str, int, bool]:
    found = next(each for each in row.cells if each.column.key == column)
    return found.state, found.n, found.at_least


# The example


def test_r22_as_reported_three_challenges_hold_6_11_and_7_and_six_are_silent(
    plan: Plan, tree: Tree, rows: Rows
) -> None:
    view = coverage(plan, tree, rows, dimension="lansdel", proposed=False)

    assert [row.n for row in view.counted] == [6, 11, 7]
    assert len(view.silent) == 6
    assert {row.state for row in view.silent} == {NOT_REPORTED}
    assert view.confirmed == ()


def test_r22_with_our_proposals_only_corona_is_silent(plan: Plan, tree: Tree, rows: Rows) -> None:
    view = coverage(plan, tree, rows, dimension="lansdel", proposed=True)

    assert [row.title for row in view.silent] == ["Corona pandemin – effekter nu och framåt"]
    assert {row.n for row in view.counted} != {6, 11, 7}


def test_r22_what_is_near_a_silent_challenge_is_told(plan: Plan, tree: Tree, rows: Rows) -> None:
    view = coverage(plan, tree, rows, dimension="lansdel", proposed=False)

    suicide = of_goal(view, GoalNode.objects.get(plan=plan, key="suicidprevention"))
    assert suicide.n == 0
    assert sorted(row.number for row in suicide.near) == [9, 14, 23]


def test_r22_a_person_who_says_that_nothing_exists_makes_a_confirmed_zero(plan: Plan) -> None:
    corona = GoalNode.objects.get(plan=plan, key="corona")
    make.coverage_note(corona, role="utvecklingsledare", text="Inget pågår.")

    row = of_goal(seen(plan), corona)

    assert (row.state, row.n, row.note.role) == (CONFIRMED, 0, "utvecklingsledare")
    assert len(seen(plan).silent) == 5


def test_r22_a_person_who_links_an_initiative_makes_it_count(plan: Plan) -> None:
    corona = GoalNode.objects.get(plan=plan, key="corona")
    make.contribution(plan.initiatives.get(key="mhfa"), corona, origin="confirmed")

    row = of_goal(seen(plan), corona)

    assert (row.state, row.n) == (COUNTED, 1)


def test_r31_mhfa_is_listed_once_and_counted_in_every_cell_it_serves(plan: Plan, tree: Tree, rows: Rows) -> None:
    mhfa = next(row for row in rows if row.number == 9)
    view = coverage(plan, tree, rows, dimension="lansdel", proposed=True)

    places = [row for row in view.counted if mhfa in row.rows]
    assert [row.id for row in rows].count(mhfa.id) == 1
    assert [ref.primary for ref in mhfa.goals].count(True) == 1
    assert len(places) == 3
    assert all(mhfa in each.rows for row in places for each in row.cells if each.column.key == "orebro")


def test_r22_a_count_of_places_makes_at_least(plan: Plan, tree: Tree, rows: Rows) -> None:
    view = coverage(plan, tree, rows, dimension="lansdel", proposed=False)

    knowledge = of_goal(view, GoalNode.objects.get(plan=plan, key="kunskap"))
    assert cell(knowledge, "vastra") == (COUNTED, 1, True)
    assert {row.number for row in knowledge.counts_of_places} == {1, 2, 3}


def test_laget_and_coverage_count_the_same(plan: Plan, tree: Tree, rows: Rows) -> None:
    states = goal_states(tree, rows)
    view = coverage(plan, tree, rows, dimension="lansdel", proposed=False)

    assert [len(state.rows) for state in states.values()] == [row.n for row in view.rows]


# Small plans


def divided() -> tuple[Plan, GoalNode]:
    """A plan with one challenge in a county of two länsdelar: "a" with two municipalities, "b" with one."""
    county = make.county()
    parts = make.division(county=county)
    towns = [make.municipality(parent=county, code=code, slug=code) for code in ("a1", "a2", "b1")]
    make.lansdel(parts, *towns[:2], key="a")
    make.lansdel(parts, towns[2], key="b")
    plan = make.plan(county=county, division=parts)
    return plan, make.goal(plan)


def test_a_challenge_without_initiatives_has_no_cells() -> None:
    plan, goal = divided()

    row = of_goal(seen(plan), goal)

    assert (row.state, row.n, row.cells) == (NOT_REPORTED, 0, ())


def test_an_initiative_in_a_municipality_stands_in_its_lansdel_only() -> None:
    plan, goal = divided()
    initiative = make.initiative(plan, serves=goal, places_precision="named")
    make.place(initiative, plan.county.children.get(code="a1"))

    row = of_goal(seen(plan), goal)

    assert cell(row, "a") == (COUNTED, 1, False)
    assert cell(row, "b") == (NOT_REPORTED, 0, False)


def test_an_initiative_for_the_whole_county_stands_under_joint() -> None:
    plan, goal = divided()
    make.initiative(plan, serves=goal, places_precision="county")

    row = of_goal(seen(plan), goal)

    assert cell(row, "*") == (COUNTED, 1, False)
    assert cell(row, "a") == (NOT_REPORTED, 0, False)


def test_a_count_of_places_is_put_nowhere_for_certain() -> None:
    plan, goal = divided()
    make.initiative(plan, serves=goal, places_precision="count", places_count=1, places_of=3)

    row = of_goal(seen(plan), goal)

    assert cell(row, "-") == (COUNTED, 1, False)
    assert cell(row, "a") == (NOT_REPORTED, 0, False)


def test_a_count_so_large_that_a_lansdel_must_be_in_it_is_put_there() -> None:
    plan, goal = divided()
    make.initiative(plan, serves=goal, places_precision="count", places_count=2, places_of=3, places_unit="kommuner")

    row = of_goal(seen(plan), goal)

    assert cell(row, "a") == (COUNTED, 1, False)  # one of three is missing, and "a" has two
    assert cell(row, "b") == (NOT_REPORTED, 0, False)


def test_a_count_of_schools_says_nothing_of_municipalities() -> None:
    plan, goal = divided()
    make.initiative(plan, serves=goal, places_precision="count", places_count=3, places_of=3, places_unit="skolor")

    row = of_goal(seen(plan), goal)

    assert cell(row, "a") == (NOT_REPORTED, 0, False)


def test_a_part_that_somebody_has_confirmed_as_empty_differs_from_a_silent_one() -> None:
    plan, goal = divided()
    initiative = make.initiative(plan, serves=goal, places_precision="named")
    make.place(initiative, plan.county.children.get(code="b1"))
    make.coverage_note(goal, dimension="lansdel", value="a")

    row = of_goal(seen(plan), goal)

    assert cell(row, "a") == (CONFIRMED, 0, False)
    assert cell(row, "b") == (COUNTED, 1, False)


def test_a_note_for_one_part_does_not_confirm_the_whole() -> None:
    plan, goal = divided()
    make.coverage_note(goal, dimension="lansdel", value="a")

    assert of_goal(seen(plan), goal).state == NOT_REPORTED


def test_a_count_beats_a_note_that_nothing_exists() -> None:
    plan, goal = divided()
    make.coverage_note(goal)
    make.initiative(plan, serves=goal)

    assert of_goal(seen(plan), goal).state == COUNTED


def test_a_proposed_link_counts_only_when_asked_for() -> None:
    plan, goal = divided()
    initiative = make.initiative(plan)
    make.contribution(initiative, goal, origin="proposed")

    assert of_goal(seen(plan), goal).state == NOT_REPORTED
    assert of_goal(seen(plan, proposed=True), goal).state == COUNTED


def test_an_initiative_that_is_only_mentioned_is_not_counted() -> None:
    plan, goal = divided()
    make.initiative(plan, serves=goal, listing="mentioned")

    assert of_goal(seen(plan), goal).state == NOT_REPORTED


@pytest.mark.parametrize("dimension", ["lansdel", "level", "target_group", "tier", "municipality"])
def test_every_initiative_stands_in_some_column_of_every_dimension(
    plan: Plan, tree: Tree, rows: Rows, dimension: str
) -> None:
    view = coverage(plan, tree, rows, dimension=dimension, proposed=True)

    for row in view.counted:
        assert {each for cell in row.cells for each in cell.rows} == set(row.rows)


@pytest.mark.parametrize("proposed", [True, False])
@pytest.mark.parametrize("dimension", ["lansdel", "level", "target_group", "tier", "municipality"])
def test_a_cell_is_counted_if_and_only_if_it_holds_something(
    plan: Plan, tree: Tree, rows: Rows, dimension: str, proposed: bool
) -> None:
    view = coverage(plan, tree, rows, dimension=dimension, proposed=proposed)

    assert all((each.state == COUNTED) is (each.n > 0) for row in view.rows for each in row.cells)
    assert len(view.silent) + len(view.confirmed) + len(view.counted) == len(view.rows) == 9
