"""Lets awards and what is said of money beside them be changed, taken back and read in the history like parts of a plan."""

from handslag.funding.grounds import finder, keeps
from handslag.funding.models import Award, FeeTotal, OwnGrant
from handslag.plans.rights import add_rule
from handslag.plans.views.editing import add_page_kind


def add_ledger() -> None:
    """Called once, when the area starts."""
    for model in (Award, OwnGrant, FeeTotal):
        add_rule(model.KIND, keeps)
    add_page_kind(Award.KIND, finder(Award))
