"""The plan: its tree, one goal, its questions, its terms and its survey."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from handslag.plans import panels
from handslag.plans.models import Adoption, GoalLink, Plan, QuestionAnswer
from handslag.plans.pages import need_plan, open_page
from handslag.plans.queries.citations import citation_book
from handslag.plans.queries.goals import Goal, Tree, glossary, goal_tree
from handslag.plans.queries.overview import goal_states
from handslag.plans.queries.proposals import answered_by, offered
from handslag.plans.queries.quotes import every_quote, shown_quotes
from handslag.plans.queries.rows import InitiativeRow, initiative_rows
from handslag.plans.queries.ways import ways_on
from handslag.plans.rights import may_edit_plan, may_plan, may_start
from handslag.plans.words import LEVEL_COLUMNS, PROBLEM_PATHS, PROBLEM_TYPES
from handslag.trust.permissions import Permission, can


def plan_list(request: HttpRequest, county: str) -> HttpResponse:
    """The plans of a county that the reader may know of."""
    page = open_page(request, county)
    plans = Plan.objects.visible_to(request.user).filter(county=page.county).select_related("county")
    context = page.context("plan", plans=plans, may_plan=may_plan(request.user, page.county))
    return render(request, "plans/plan_list.html", context)


def plan(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """The plan as a tree: every initiative in each place it serves, counted once."""
    page = open_page(request, county, plan)
    proposed = request.GET.get("forslag") == "1"
    tree = goal_tree(page.plan, notes=True)
    rows = initiative_rows(page.plan, user=request.user, day=page.day, parts=frozenset({"goals"}))
    context = page.context(
        "plan",
        tree=tree,
        glossary=glossary(page.plan),
        counts=_counts(tree),
        states=goal_states(tree, rows, proposed=proposed),
        near=_near(tree, rows),
        totals={root.id: _total(root, rows, proposed) for root in tree.roots},
        initiatives=rows,
        proposed=proposed,
        relations=page.plan.relations.all(),
        unplaced=[row for row in rows if not row.goals],
        adoptions=_adoptions(page.plan),
        may_edit=may_edit_plan(request.user, page.plan),
        may_adopt=can(request.user, Permission.ADOPT),
        ways=ways_on(page.plan),
        has_carries=page.plan.status == "draft" and page.plan.carries.exists(),
    )
    return render(request, "plans/plan.html", context)


def _counts(tree: Tree) -> list[tuple[int, str]]:
    """Return how many goals of each kind there are, with the plan's own word, from the top down."""
    found: dict[str, list[Goal]] = {}
    for goal in tree.by_id.values():
        found.setdefault(goal.kind, []).append(goal)
    return [(len(goals), goals[0].level_name.lower()) for goals in found.values()]


def _near(tree: Tree, rows: list[InitiativeRow]) -> dict[int, list[InitiativeRow]]:
    """Return for each goal the initiatives that only our proposals tie to it."""
    return {
        goal.id: [
            row for row in rows if row.serves(goal.ids, proposed=True) and not row.serves(goal.ids, proposed=False)
        ]
        for goal in tree.bearing
    }


def _total(root: Goal, rows: list[InitiativeRow], proposed: bool) -> int:
    return sum(row.serves(root.ids, proposed=proposed) for row in rows)


def goal(request: HttpRequest, county: str, plan: str, goal, slug: str) -> HttpResponse:
    """One goal: what serves it on each level, its questions and answers, what it serves in turn."""
    page = open_page(request, county, plan)
    tree = goal_tree(page.plan, notes=True)
    found = next((each for each in tree.by_id.values() if each.uuid == goal), None)
    if found is None:
        raise Http404
    if slug != found.url.rstrip("/").rsplit("/", 1)[-1]:
        return redirect(found.url)
    rows = initiative_rows(page.plan, user=request.user, day=page.day, parts=frozenset({"goals"}))
    here = [row for row in rows if row.serves(found.ids, proposed=False)]
    near = [row for row in rows if row not in here and row.serves(found.ids, proposed=True)]
    edits = may_edit_plan(request.user, page.plan)
    levels = [(title, [row for row in here if row.level == key]) for key, title in LEVEL_COLUMNS.items()]
    shown = panels.for_goal(request, found)
    context = page.context(
        "plan",
        goal=found,
        glossary=glossary(page.plan),
        path=_path(tree, found),
        here=here,
        near=near,
        levels=levels,
        no_level=[row for row in here if not row.level],
        links=GoalLink.objects.filter(goal__in=found.ids).select_related("node__framework", "goal"),
        answers=_answers(found),
        citations=citation_book([each.uuid for each in found.walk()]),
        answers_to=answered_by(found.id, user=request.user),
        may_answer=edits and offered(page.plan, user=request.user).exists(),
        about_suicide=_about_suicide(found) or any(isinstance(each, panels.AboutSuicide) for each in shown),
        problem_types=PROBLEM_TYPES,
        problem_paths=PROBLEM_PATHS,
        may_edit=edits,
        may_start=may_start(request.user, page.plan),
        panels=shown,
    )
    return render(request, "plans/goal.html", context)


def _path(tree: Tree, goal: Goal) -> list[Goal]:
    path: list[Goal] = []
    above = tree.by_id.get(goal.parent_id or 0)
    while above:
        path.insert(0, above)
        above = tree.by_id.get(above.parent_id or 0)
    return path


def _about_suicide(goal: Goal) -> bool:
    return any("suicid" in f"{each.title} {each.text}".lower() for each in goal.walk())


def _answers(goal: Goal) -> dict[int, QuestionAnswer]:
    """Return the current answer of each question under the goal; one query."""
    found = QuestionAnswer.objects.filter(goal__in=goal.ids).order_by("answered_on", "id")
    return {answer.goal_id: answer for answer in found}


def questions(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """All questions of the plan, each answered, partly or not: none can vanish."""
    page = open_page(request, county, plan)
    tree = goal_tree(page.plan)
    answers = {
        answer.goal_id: answer
        for answer in QuestionAnswer.objects.filter(goal__plan=page.plan).order_by("answered_on", "id")
    }
    asked = tree.of_kind("question")
    groups = [(above, above.questions) for above in tree.by_id.values() if above.questions]
    context = page.context("plan", groups=groups, asked=asked, answers=answers, unanswered=len(asked) - len(answers))
    context["may_edit"] = may_edit_plan(request.user, page.plan)
    return render(request, "plans/questions.html", context)


def terms(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """The plan's definitions, in the one place where they stand."""
    page = open_page(request, county, plan)
    found = list(page.plan.terms.prefetch_related("not_same_as"))
    groups = [
        (heading, [term for term in found if term.kind == kind])
        for kind, heading in (
            ("concept", "Begrepp"),
            ("collaboration", "Tre former av att arbeta ihop"),
            ("problem_type", "Tre slags problem"),
        )
    ]
    context = page.context("plan", groups=groups, citations=citation_book([page.plan.uuid]))
    context["may_edit"] = may_edit_plan(request.user, page.plan)
    return render(request, "plans/terms.html", context)


def survey(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """What was answered in the plan's survey, question by question, with its number of answers."""
    page = open_page(request, county, plan)
    found = list(need_plan(page).surveys.all())
    figures = list(page.plan.figures.all())
    edits = may_edit_plan(request.user, page.plan)
    context = page.context(
        "plan",
        surveys=found,
        figures=figures,
        quotes=every_quote(found) if edits else shown_quotes(found),
        citations=citation_book([page.plan.uuid]),
        adoptions=_adoptions(page.plan),
        may_edit=edits,
    )
    return render(request, "plans/survey.html", context)


def _adoptions(plan: Plan) -> list[Adoption]:
    return list(plan.adoptions.select_related("organisation"))
