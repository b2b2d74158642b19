"""What reports add to pages of the areas below them."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from handslag.reports.grounds import open_to_all


def latest_report(request: HttpRequest, plan: Any) -> str:
    """Return a line that leads to the plan's latest published report; "" where there is none."""
    latest = next(iter(open_to_all(plan)), None)
    if latest is None:
        return ""
    return render_to_string("reports/_latest.html", {"edition": latest}, request)
