"""A place on the money page for areas above this one: each adds its own panel when it starts."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Panel = Callable[[HttpRequest, Any, list[int]], str]
"""Takes the request, the plan and the years of the agreements; returns safe HTML, or "" to stay away."""
_panels: list[Panel] = []


def add_money_panel(panel: Panel) -> None:
    """Add a panel to the end of the page of a year's money."""
    _panels.append(panel)


def for_money(request: HttpRequest, plan: Any, years: list[int]) -> list[str]:
    """Return the panels' HTML, empty ones left out; none where the county has no plan."""
    return [html for panel in _panels if (html := panel(request, plan, years))] if plan else []
