"""Requirements on the plan and its frameworks (R1-R11, R18), on the example."""

import pytest

from handslag.plans.models import Framework, FrameworkNode, GoalNode, Plan, QuestionAnswer, Term
from handslag.plans.queries.coverage import coverage
from handslag.plans.queries.frameworks import frameworks
from handslag.plans.queries.goals import Tree
from handslag.plans.queries.register import filters, search_register
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.queries.thread import thread
from handslag.trust import search
from handslag.trust.models import SearchEntry

pytestmark = pytest.mark.django_db

Rows = list[InitiativeRow]


def numbers(rows: Rows) -> list[int | None]:
    return sorted(row.number for row in rows)


def filtered(rows: Rows, tree: Tree, plan: Plan, **asked: str) -> Rows:
    """The rows that the register shows for this address."""
    return search_register(rows, filters(plan, tree, rows), asked, plan=plan).rows


# R1-R3: the plan's own tree


def test_r1_the_plan_tells_who_adopted_it_and_when(plan: Plan) -> None:
    assert plan.adopted_by == "Chefsgruppen för social välfärd samt vård och omsorg"
    assert plan.adopted_text == "oktober 2020"
    assert plan.period.text == "2020–2023"
    assert plan.status == "expired"


@pytest.mark.parametrize("query", ["Individer rustade", "individer som är rustade", "Rustade individer"])
def test_r2_either_spelling_finds_goal_2(plan: Plan, query: str) -> None:
    entries = SearchEntry.objects.filter(scope="18", kind="goal")

    found = search.find(query, among=entries, allow=set).entries

    assert [entry.title for entry in found] == [GoalNode.objects.get(plan=plan, key="mal-2").title]


def test_r2_goal_areas_come_in_order(tree: Tree) -> None:
    assert [(goal.kind, goal.code) for goal in tree.roots] == [(("goal_area"), code) for code in "123"]


def test_r3_nine_challenges_carry_sixteen_questions_and_none_is_answered(tree: Tree) -> None:
    challenges = tree.of_kind("challenge")

    assert len(challenges) == 9
    assert sum(len(challenge.questions) for challenge in challenges) == 16
    assert len(tree.of_kind("question")) == 16
    assert not QuestionAnswer.objects.filter(goal__in=tree.by_id).exists()


def test_r3_challenges_stand_in_the_order_of_the_plan(tree: Tree, plan: Plan) -> None:
    keys = dict(GoalNode.objects.filter(plan=plan).values_list("id", "key"))

    assert [[keys[child.id] for child in root.branches] for root in tree.roots] == [
        ["kunskap", "corona", "befolkning", "stigma"],
        ["nara-vard", "tidigt-stod", "suicidprevention", "medskapare"],
        ["samordnat-stod"],
    ]


# R4-R6: frameworks


def test_r4_each_of_seven_sub_goals_lists_what_serves_it_and_empty_ones_stay(
    plan: Plan, tree: Tree, rows: Rows
) -> None:
    strategy = Framework.objects.get(key="national-strategi-2025")

    down, up = thread(plan, strategy, tree, rows, proposed=True)

    sub_goals = [each for each in down if each.node.kind == "delmål"]
    assert [each.node.code for each in sub_goals] == list("1234567")
    assert all(each.goals for each in sub_goals)
    without_initiatives = [each.node.code for each in sub_goals if not each.rows]
    assert without_initiatives == ["1", "3"]
    suicide = next(each for each in sub_goals if each.node.code == "6")
    assert [each.row.number for each in suicide.rows] == [14, 23]
    assert any(node.code == "6" for each in up for node, _ in each.nodes)


def test_r4_without_our_proposals_every_sub_goal_is_shown_as_empty(plan: Plan, tree: Tree, rows: Rows) -> None:
    strategy = Framework.objects.get(key="national-strategi-2025")

    down, _ = thread(plan, strategy, tree, rows, proposed=False)

    assert all(each.is_empty for each in down)
    assert len([each for each in down if each.node.kind == "delmål"]) == 7


def test_r4_the_strategy_is_in_our_words_and_says_so() -> None:
    wordings = FrameworkNode.objects.filter(framework__key="national-strategi-2025").values_list("wording", flat=True)

    assert set(wordings) == {"own"}


def test_r4_the_decided_strategy_comes_before_the_proposal() -> None:
    assert [each.key for each in frameworks()][:2] == ["national-strategi-2025", "national-strategi-forslag-2023"]


def test_r5_nine_work_areas_and_filter_f_gives_the_tagged_initiatives(plan: Plan, tree: Tree, rows: Rows) -> None:
    areas = FrameworkNode.objects.filter(framework__key="arbetsomraden")

    found = filtered(rows, tree, plan, ramverk="omrade-f")

    assert [area.code for area in areas] == list("ABCDEFGHI")
    assert numbers(found) == [1, 2, 3, 8, 23]


def test_r6_twenty_arenas_stand_in_number_order() -> None:
    arenas = list(FrameworkNode.objects.filter(framework__key="delarenor"))

    codes = [arena.code for arena in arenas]
    assert codes == [f"{goal}.{n}" for goal, last in ((1, 7), (2, 7), (3, 6)) for n in range(1, last + 1)]
    assert all(1 <= len(arena.questions) <= 3 for arena in arenas)


# R7-R11, R18: words and lenses


def test_r7_three_forms_of_collaboration_are_three_things(plan: Plan, rows: Rows) -> None:
    terms = Term.objects.filter(plan=plan, kind="collaboration")

    forms = {party.form for row in rows for party in row.parties} - {""}
    assert {term.key for term in terms} == {"samarbete", "samordning", "samverkan"}
    assert len({term.definition for term in terms}) == 3
    assert forms <= {term.key for term in terms}


def test_r8_three_types_of_problem_are_defined(plan: Plan) -> None:
    assert Term.objects.filter(plan=plan, kind="problem_type").count() == 3


def test_r9_definitions_say_what_they_are_not(plan: Plan) -> None:
    ill_health = Term.objects.get(plan=plan, key="psykisk-ohalsa")

    assert ill_health.definition
    assert Term.objects.filter(plan=plan, not_same_as__isnull=False).exists()


def test_r10_three_levels_stand_side_by_side_and_an_empty_one_says_so(plan: Plan, tree: Tree, rows: Rows) -> None:
    seen = coverage(plan, tree, rows, dimension="level", proposed=False)

    row = next(row for row in seen.rows if row.title.startswith("En god vård"))
    states = {cell.column.title: (cell.state, cell.n) for cell in row.cells}
    assert states["Länsgemensamt"] == ("counted", 11)
    assert states["Delregionalt"] == states["Själva"] == ("not_reported", 0)


def test_r11_suicide_prevention_is_a_filter_of_the_same_plan(plan: Plan, tree: Tree, rows: Rows) -> None:
    found = filtered(rows, tree, plan, ramverk="lens-suicidprevention")

    assert numbers(found) == [9, 14, 23]
    assert all(row.goals for row in found)


def test_r18_target_groups_without_initiatives_are_rows_too(plan: Plan, tree: Tree, rows: Rows) -> None:
    seen = coverage(plan, tree, rows, dimension="level", proposed=True, by="groups")

    empty = [row.title for row in seen.silent]
    assert "Äldre" in empty
    assert "Unga som är placerade hos SiS" in empty
    assert len(seen.rows) == 19


@pytest.mark.parametrize("framework", ["arbetsomraden", "national-strategi-2025", "perspektiv"])
def test_r22_every_node_that_initiatives_are_linked_to_is_a_row_of_its_framework(
    plan: Plan, tree: Tree, rows: Rows, framework: str
) -> None:
    linked = FrameworkNode.objects.filter(framework__key=framework, initiative_links__isnull=False).distinct()

    seen = coverage(plan, tree, rows, dimension="level", proposed=True, by=framework)

    assert {node.key for node in linked} <= {row.key for row in seen.rows}


def test_the_strategy_is_covered_by_sub_goal_and_not_by_what_lies_above_or_below(
    plan: Plan, tree: Tree, rows: Rows
) -> None:
    seen = coverage(plan, tree, rows, dimension="level", proposed=True, by="national-strategi-2025")

    assert [row.key for row in seen.rows] == [f"strategi-delmal-{n}" for n in range(1, 8)]
