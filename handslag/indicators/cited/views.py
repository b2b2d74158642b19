"""The figures of the population that the county cites from others, each with its year, its place and its source."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from handslag.indicators.cited.rows import Row, has_year, row_of
from handslag.indicators.models import CitedFigure
from handslag.plans.models import Plan
from handslag.plans.pages import open_page
from handslag.plans.queries.citations import citation_book
from handslag.plans.rights import may_edit_plan


def cited_figures(request: HttpRequest, county: str) -> HttpResponse:
    """All cited figures of the county's plans that the reader may know of, by what they are shares of. Four queries."""
    page = open_page(request, county)
    seen = Plan.objects.visible_to(request.user).filter(county=page.county)
    found = list(CitedFigure.objects.filter(plan__in=seen).select_related("plan__lead", "area"))
    today, user = timezone.localdate(), request.user
    may = {plan.pk: may_edit_plan(user, plan) for plan in {each.plan for each in found}}
    rows = [row_of(each, page.county, today=today, may_edit=may[each.plan_id]) for each in found]
    context = page.context(
        "indicators",
        groups=_by_base(rows),
        total=len(rows),
        undated=sum(not has_year(each) for each in found),
        citations=citation_book({each.plan.uuid for each in found}, kind=CitedFigure.KIND),
        may_edit=page.plan is not None and may_edit_plan(user, page.plan),
        about_suicide=any(row.about_suicide for row in rows),
    )
    return render(request, "indicators/cited_figures.html", context)


def _by_base(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """Return the rows under their headings, these in the order in which they first stand."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.figure.base, []).append(row)
    return list(groups.items())
