"""Places on pages for areas above this one: each adds its own panel when it starts.

A panel takes the request and the thing that the page is about and returns safe HTML, or "" to stay away.
"""

from collections.abc import Callable

from django.http import HttpRequest

Panel = Callable[[HttpRequest, object], str]
_initiative_panels: list[Panel] = []
_overview_panels: list[Panel] = []


def add_initiative_panel(panel: Panel) -> None:
    """Add a panel to the end of every initiative's side column."""
    _initiative_panels.append(panel)


def for_initiative(request: HttpRequest, initiative: object) -> list[str]:
    """Return the panels' HTML, empty ones left out."""
    return [html for panel in _initiative_panels if (html := panel(request, initiative))]


def add_overview_panel(panel: Panel) -> None:
    """Add a panel to the top of a county's front page; it takes the plan."""
    _overview_panels.append(panel)


def for_overview(request: HttpRequest, plan: object) -> list[str]:
    """Return the panels' HTML, empty ones left out."""
    return [html for panel in _overview_panels if (html := panel(request, plan))]
