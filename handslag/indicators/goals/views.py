"""Is this goal measurable? To be tried by anyone who reads the plan, and saved by those who edit it."""

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from handslag.indicators import queries
from handslag.indicators.goals import measured
from handslag.indicators.goals.forms import TargetForm
from handslag.indicators.goals.trying import ways
from handslag.indicators.goals.verdicts import Answer, answer
from handslag.indicators.models import Target
from handslag.indicators.reading import Definition
from handslag.indicators.series import Key
from handslag.places.models import Area
from handslag.plans.models import GoalNode
from handslag.plans.pages import Page, need_plan, open_page
from handslag.plans.queries.goals import goal_tree
from handslag.plans.rights import may_edit_plan
from handslag.swedish.numbers import word


def measurable(request: HttpRequest, county: str, plan: str, goal) -> HttpResponse:
    """Whether a goal could be seen in the figures: what is wished stands in the address, so that it can be shared."""
    page = open_page(request, county, plan)
    node = _goal(page, goal)
    typed = request.GET if "indicator" in request.GET else None
    start = {"indicator": request.GET.get("prova", ""), "area": page.county.code}
    form = TargetForm(typed, instance=Target(goal=node), initial=start, page=node, user=request.user)
    context = page.context("plan", goal=node, form=form, may_edit=may_edit_plan(request.user, node.plan))
    if form.is_bound and form.is_valid() and form.definition:
        definition, area = form.definition, form.cleaned_data["area"]
        found = _answered(form, definition, area, page.county)
        context |= {
            "definition": definition,
            "answer": found,
            "about_suicide": definition.needs_help,
            "ways": ways(definition, form.wish, found, county=page.county, kind=area.kind, typed=request.GET.dict()),
            "typed": [(field.html_name, field.value() or "") for field in form.visible_fields()],
        }
    return render(request, "indicators/measurable.html", context, status=422 if form.errors else 200)


def _goal(page: Page, uuid) -> GoalNode:
    found = GoalNode.objects.filter(plan=need_plan(page), uuid=uuid).first()
    if found is None:
        raise Http404
    found.plan = page.plan  # its page asks for it, with its county
    return found


def _answered(form: TargetForm, definition: Definition, area: Area, county: Area) -> Answer:
    """Return what can be said of the wish in the form. One query."""
    areas = [area] if area.pk == county.pk else [area, county]
    found = queries.series_of(definition, areas)
    above = found[Key(definition.key, county.code)] if len(areas) > 1 else None
    return answer(definition, form.wish, found[Key(definition.key, area.code)], above)


def measurable_goals(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """Every goal of the plan, and whether it can be measured; none can vanish."""
    page = open_page(request, county, plan)
    every = measured.of_plan(goal_tree(need_plan(page)), page.county, request.user)
    chosen = request.GET.get("visa", "")
    counts = Counter(each.state for each in every)
    context = page.context(
        "plan",
        goals=[each for each in every if chosen not in measured.STATES or each.state == chosen],
        total=len(every),
        chosen=chosen if chosen in measured.STATES else "",
        counts=[(key, title, counts[key]) for key, title in measured.STATES.items()],
        finding=finding(len(every), counts["measurable"]),
        may_edit=may_edit_plan(request.user, page.plan),
        about_suicide=any(each.needs_help for goal in every for each in goal.indicators),
    )
    return render(request, "indicators/measurable_goals.html", context)


def finding(total: int, n: int) -> str:
    """Return how many goals can be measured, in a sentence."""
    if not total:
        return "Planen har inga mål än."
    return f"{word(n).capitalize()} av {word(total)} mål går att mäta."
