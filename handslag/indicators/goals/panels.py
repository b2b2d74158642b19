"""What indicators add to pages of plans: on a goal, on Läget and under the parts of a framework."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from handslag.indicators import queries, wording
from handslag.indicators.goals import measured
from handslag.indicators.models import GoalIndicator, Target
from handslag.indicators.reading import Definition, definitions
from handslag.indicators.series import Key, Series
from handslag.places.models import Area
from handslag.plans.panels import AboutSuicide, Link
from handslag.plans.rights import may_edit_plan

SERVES = "Indikatorer"
"""The heading under a part of a framework."""


def of_goal(request: HttpRequest, goal: Any) -> SafeString:
    """Return what the goal is followed by, its latest value, and its targets with what can be said of them."""
    county = goal.plan.county
    ties = list(GoalIndicator.objects.filter(goal=goal.id).select_related("indicator"))
    targets = list(Target.objects.filter(goal=goal.id).order_by("-id").values_list(*measured.FIELDS))
    rows = [measured.Row(*each) for each in targets]
    known = measured.known_of(
        [*(tie.indicator.key for tie in ties), *(row.indicator for row in rows)], county, request.user
    )
    aims = measured.answered(rows, county, known)
    shown = [(tie, known[tie.indicator.key]) for tie in ties if tie.indicator.key in known]
    series = queries.all_series([each for _, each in shown], [county]) if shown else {}
    followed = [(tie, each, _latest(each, series[Key(each.key, county.code)])) for tie, each in shown]
    context = {
        "county": county,
        "plan": goal.plan,
        "goal": goal,
        "followed": followed,
        "aims": aims,
        "may_edit": may_edit_plan(request.user, goal.plan),
    }
    html = render_to_string("indicators/_goal_panel.html", context, request)
    is_about = any(each.needs_help for _, each in shown) or any(aim.definition.needs_help for aim in aims)
    return AboutSuicide(html) if is_about else SafeString(html)


def _latest(definition: Definition, series: Series) -> str:
    """Return the last value with all that it travels with, or why there is none."""
    value = series.latest or series.last
    return wording.latest(value, definition) if value else "Inga uppgifter är inlästa."


def on_overview(request: HttpRequest, plan: Any) -> str:
    """Return how many of the plan's goals can be measured, and the next step. One query, as long as no figures come in."""
    found = measured.tally(plan, request.user)
    if not found.goals:
        return ""
    context = {"county": plan.county, "plan": plan, "found": found}
    return render_to_string("indicators/_overview_panel.html", context, request)


def by_node(county: Area) -> Mapping[str, Sequence[Link]]:
    """Return the indicators that serve each part of a framework, by its key."""
    found: dict[str, list[Link]] = {}
    for each in definitions().values():
        for key in each.serves:
            found.setdefault(key, []).append(Link(each.title, reverse("indicator", args=[county.slug, each.key])))
    return found
