"""Obstacles and recommendations of the county."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handslag.plans.pages import open_page
from handslag.plans.queries import statements
from handslag.plans.rights import may_edit_plan

OBSTACLE_GROUPS = {"theme": "Tema", "level": "Vem som kan lösa det"}
ADVICE_GROUPS = {"theme": "Tema", "to": "Vem som ska svara", "by": "Avsändare"}


def obstacle_list(request: HttpRequest, county: str) -> HttpResponse:
    """The county's obstacles, grouped by theme or by who can solve them."""
    page = open_page(request, county)
    by = request.GET.get("ordna", "theme")
    by = by if by in OBSTACLE_GROUPS else "theme"
    groups, total = statements.obstacles(page.county, user=request.user, by=by)
    items = [item for group in groups for item in group.items]
    context = page.context(
        "obstacles",
        groups=groups,
        total=total,
        by=by,
        choices=OBSTACLE_GROUPS,
        citations=statements.book_for(items, kind="obstacle"),
    )
    return render(request, "plans/obstacles.html", context)


def recommendation_list(request: HttpRequest, county: str) -> HttpResponse:
    """The county's recommendations with their answers; the unanswered are counted."""
    page = open_page(request, county)
    by = request.GET.get("ordna", "theme")
    by = by if by in ADVICE_GROUPS else "theme"
    only_open = request.GET.get("svar") == "utan"
    groups, total, unanswered = statements.recommendations(page.county, user=request.user, by=by, only_open=only_open)
    items = [item for group in groups for item in group.items]
    context = page.context(
        "obstacles",
        groups=groups,
        total=total,
        unanswered=unanswered,
        only_open=only_open,
        by=by,
        choices=ADVICE_GROUPS,
        citations=statements.book_for(items, kind="recommendation"),
        may_answer=page.plan is not None and may_edit_plan(request.user, page.plan),
    )
    return render(request, "plans/recommendations.html", context)
