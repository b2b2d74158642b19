"""What the trail adds to other pages: on a goal, the money that reaches it; on an award, the way of its krona."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string

from handslag.funding.ledger.queries import Line, lines_of
from handslag.funding.ledger.rules import known_sums
from handslag.funding.models import Award, GrantLine
from handslag.plans.models import FundingStatement, GoalContribution, Initiative, Result
from handslag.plans.queries.goals import Goal

RESULTS = 5
"""So many stated results are shown in a panel; the initiatives' pages have all."""


@dataclass(frozen=True)
class Serving:
    """An initiative that serves a goal, with its awards, and what the plan says of its money where there is none."""

    initiative: Initiative
    lines: tuple[Line, ...]
    statements: tuple[FundingStatement, ...]

    @property
    def sums(self) -> list[int]:
        return known_sums([each.standing.granted for each in self.lines], [each.kronor for each in self.statements])

    @property
    def kronor(self) -> int | None:
        return sum(self.sums) if self.sums else None

    @property
    def names_money(self) -> bool:
        return bool(self.lines or self.statements)


def goal_panel(request: HttpRequest, goal: object) -> str:
    """Return the money that reaches a goal, whatever the year; "" for a question. Five queries at most."""
    assert isinstance(goal, Goal)
    if goal.kind == "question":
        return ""
    ties = GoalContribution.objects.filter(goal__in=goal.ids).exclude(origin="proposed").order_by()
    seen = Initiative.objects.visible_to(request.user).filter(
        plan=goal.plan, listing="reported", pk__in=ties.values("initiative")
    )
    serving = _serving(goal, list(seen.select_related("plan__county").order_by("sort_key", "id")))
    keys = [each.initiative.pk for each in serving]
    results = (
        list(Result.objects.filter(initiative__in=keys).select_related("initiative__plan__county")) if keys else []
    )
    context = {
        "county": goal.plan.county,
        "goal": goal,
        "serving": [each for each in serving if each.names_money],
        "initiatives": len(serving),
        "with_sum": sum(bool(each.sums) for each in serving),
        "kronor": sum(sum(each.sums) for each in serving),
        "results": results[:RESULTS],
        "more": max(0, len(results) - RESULTS),
    }
    return render_to_string("funding/_goal_money_panel.html", context, request=request)


def _serving(goal: Goal, initiatives: list[Initiative]) -> list[Serving]:
    keys = [each.pk for each in initiatives]
    if not keys:
        return []
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in lines_of(goal.plan, of=Q(initiative__in=keys)):
        lines[line.award.initiative_id].append(line)
    stated: dict[int, list[FundingStatement]] = defaultdict(list)
    for each in FundingStatement.objects.filter(initiative__in=keys).order_by("id"):
        stated[each.initiative_id].append(each)
    return [Serving(each, tuple(lines[each.pk]), tuple(stated[each.pk])) for each in initiatives]


@dataclass(frozen=True)
class Way:
    """Where an award is from and leads to: its line, the goals of its initiative, and what is stated to have come of it.

    more: how many stated results there are besides.
    """

    line: GrantLine | None
    goals: tuple[GoalContribution, ...]
    results: tuple[Result, ...]
    more: int


def way_of(award: Award) -> Way:
    """Return the way of an award's money. Three queries at most."""
    key = award.pot.line_id if award.pot else award.line_id
    line = GrantLine.objects.filter(pk=key).select_related("agreement").first() if key else None
    if award.initiative_id is None:
        return Way(line, (), (), 0)
    ties = GoalContribution.objects.filter(initiative=award.initiative_id).exclude(origin="proposed")
    goals = tuple(ties.filter(plan=award.plan_id).select_related("goal__plan__county"))
    results = list(Result.objects.filter(initiative=award.initiative_id))
    return Way(line, goals, tuple(results[:RESULTS]), max(0, len(results) - RESULTS))
