"""The initiatives that somebody has looked at as investments, for those who steer across organisations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handslag.funding.longview.queries import rows_of
from handslag.plans.pages import need_plan, open_page


@require_safe
def long_views(request: HttpRequest, county: str) -> HttpResponse:
    """Every initiative with a long view; those whose benefit falls elsewhere than their cost first, and marked."""
    page = open_page(request, county)
    rows = rows_of(need_plan(page), request.user)
    context = page.context("money", rows=rows, elsewhere=sum(row.elsewhere for row in rows))
    return render(request, "funding/long_views.html", context)
