"""What the trail adds to other pages: on a goal, the money that reaches it; on an award, the way of its krona."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Window
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from handslag.funding.ledger.queries import granted_kronor, in_words
from handslag.funding.ledger.rules import known_sums
from handslag.funding.models import Award, GrantLine
from handslag.plans.models import FundingStatement, GoalContribution, Initiative, Result
from handslag.plans.models.initiatives import county_address
from handslag.plans.queries.goals import Goal

RESULTS = 5
"""So many stated results are shown in a panel; the initiatives' pages have all."""


@dataclass(frozen=True)
class Given:
    """An award as a goal's page tells of it. kronor: None where nobody has said."""

    url: str
    year: int
    where_from: str
    kronor: int | None


@dataclass(frozen=True)
class Serving:
    """An initiative that serves a goal, with its awards, and what the plan says of its money where there is none."""

    id: int
    title: str
    url: str
    awards: tuple[Given, ...]
    statements: tuple[FundingStatement, ...]

    @property
    def sums(self) -> list[int]:
        return known_sums([each.kronor for each in self.awards], [each.kronor for each in self.statements])

    @property
    def kronor(self) -> int | None:
        return sum(self.sums) if self.sums else None

    @property
    def names_money(self) -> bool:
        return bool(self.awards or self.statements)


def goal_panel(request: HttpRequest, goal: object) -> str:
    """Return the money that reaches a goal, whatever the year; "" for a question. Four queries at most."""
    assert isinstance(goal, Goal)
    if goal.kind == "question":
        return ""
    serving = _serving(goal, request.user)
    results, all_results = _results([each.id for each in serving])
    context = {
        "county": goal.plan.county,
        "goal": goal,
        "serving": [each for each in serving if each.names_money],
        "initiatives": len(serving),
        "with_sum": sum(bool(each.sums) for each in serving),
        "kronor": sum(sum(each.sums) for each in serving),
        "results": results,
        "more": all_results - len(results),
    }
    return render_to_string("funding/_goal_money_panel.html", context, request=request)


def _serving(goal: Goal, user: Any) -> list[Serving]:
    """Return the reported initiatives that serve the goal and that `user` may know of."""
    ties = GoalContribution.objects.filter(goal__in=goal.ids).exclude(origin="proposed").order_by()
    seen = Initiative.objects.visible_to(user).filter(
        plan=goal.plan, listing="reported", pk__in=ties.values("initiative")
    )
    told = list(seen.order_by("sort_key", "id").values_list("pk", "uuid", "title"))
    if not told:
        return []
    keys = [pk for pk, _, _ in told]
    given = _given(goal, keys)
    stated: dict[int, list[FundingStatement]] = defaultdict(list)
    for each in FundingStatement.objects.filter(initiative__in=keys).order_by("id"):
        stated[each.initiative_id].append(each)
    address = county_address(goal.plan.county.slug)
    return [Serving(pk, title, address(uuid, title), tuple(given[pk]), tuple(stated[pk])) for pk, uuid, title in told]


def _given(goal: Goal, initiatives: list[int]) -> dict[int, list[Given]]:
    """Return the initiatives' awards in their order, no more of them than is told. One query."""
    found: dict[int, list[Given]] = defaultdict(list)
    rows = Award.objects.filter(plan=goal.plan, initiative__in=initiatives).annotate(granted=granted_kronor())
    slug = goal.plan.county.slug
    for initiative, uuid, year, granted, pot, of_year, line, words in rows.values_list(
        "initiative_id", "uuid", "year", "granted", "pot__title", "line__agreement__year", "line__title", "source_text"
    ):
        where_from = in_words(pot, None if line is None else (of_year, line), words)
        found[initiative].append(Given(reverse("award", args=[slug, uuid]), year, where_from, granted))
    return found


def _results(initiatives: list[int]) -> tuple[list[Result], int]:
    """Return the first stated results with their initiatives, and how many there are of all. One query."""
    if not initiatives:
        return [], 0
    found = Result.objects.filter(initiative__in=initiatives).select_related("initiative__plan__county")
    shown = list(found.annotate(of_all=Window(Count("pk")))[:RESULTS])
    return shown, shown[0].of_all if shown else 0


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
