"""Places on pages for areas above this one: each adds its own panel when it starts.

A panel takes the request and the thing that the page is about and returns safe HTML, or "" to stay away.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.safestring import SafeString

from handslag.places.models import Area

Panel = Callable[[HttpRequest, object], str]
_initiative_panels: list[Panel] = []
_overview_panels: list[Panel] = []
_goal_panels: list[Panel] = []


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


class AboutSuicide(SafeString):
    """A panel with figures of suicide or self-harm: the page that it stands on gives help first."""


def add_goal_panel(panel: Panel) -> None:
    """Add a panel to the end of every goal's side column; it takes the goal as `queries.goals.Goal`."""
    _goal_panels.append(panel)


def for_goal(request: HttpRequest, goal: object) -> list[str]:
    """Return the panels' HTML, empty ones left out."""
    return [html for panel in _goal_panels if (html := panel(request, goal))]


class Link(NamedTuple):
    """Something that is listed: what it is called, and where it is read."""

    title: str
    url: str


NodeListing = Callable[[Area], Mapping[str, Sequence[Link]]]
_node_lists: dict[str, NodeListing] = {}


def add_node_list(heading: str, listing: NodeListing) -> None:
    """List more under each part of a framework; it takes the county and returns what stands there, by the part's key."""
    _node_lists[heading] = listing


def under_nodes(county: Area) -> list[tuple[str, Mapping[str, Sequence[Link]]]]:
    """Return what areas above this one list under a framework's parts: each heading, and what there is by key."""
    return [(heading, listing(county)) for heading, listing in _node_lists.items()]
