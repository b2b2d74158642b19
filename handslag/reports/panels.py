"""What reports add to pages of the areas below them."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from handslag.reports.accounts_of_years import year_rows
from handslag.reports.catalogue import ACCOUNT, TEMPLATES
from handslag.reports.grounds import may_make, open_to_all


def latest_report(request: HttpRequest, plan: Any) -> str:
    """Return a line that leads to the plan's latest published report; "" where there is none."""
    latest = next(iter(open_to_all(plan)), None)
    if latest is None:
        return ""
    return render_to_string("reports/_latest.html", {"edition": latest}, request)


def accounts_panel(request: HttpRequest, plan: Any, years: list[int]) -> str:
    """Return how the account of each year stands, for those who make them. Three queries."""
    if not may_make(request.user, plan, TEMPLATES[ACCOUNT]):
        return ""
    context = {"county": plan.county, "plan": plan, "rows": year_rows(plan, years, user=request.user)}
    return render_to_string("reports/_accounts.html", context, request)
