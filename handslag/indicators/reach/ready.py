"""What reach, training and roll-outs add to an initiative's page."""

from handslag.indicators.reach.editing import add_editors
from handslag.indicators.reach.panels import claims_panel, read_beside
from handslag.plans.panels import add_initiative_panel


def add_to_initiatives() -> None:
    """Add the parts that people change, and the ladder of claims. Called once, when the area starts."""
    add_editors()
    read_beside()
    add_initiative_panel(claims_panel)
