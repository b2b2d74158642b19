"""Places on an initiative's page for areas above this one: each adds its own panel when it starts.

A panel takes the request and the initiative and returns safe HTML, or "" to stay away.
"""

from collections.abc import Callable

from django.http import HttpRequest

Panel = Callable[[HttpRequest, object], str]
_initiative_panels: list[Panel] = []


def add_initiative_panel(panel: Panel) -> None:
    """Add a panel to the end of every initiative's side column."""
    _initiative_panels.append(panel)


def for_initiative(request: HttpRequest, initiative: object) -> list[str]:
    """Return the panels' HTML, empty ones left out."""
    return [html for panel in _initiative_panels if (html := panel(request, initiative))]
