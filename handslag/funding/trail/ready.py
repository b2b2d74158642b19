"""Lets the page of a goal show the money that reaches it."""

from handslag.funding.trail.panels import goal_panel
from handslag.plans.panels import add_goal_panel


def add_trail() -> None:
    """Called once, when the area starts."""
    add_goal_panel(goal_panel)
