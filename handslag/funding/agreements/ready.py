"""Lets agreements and what is said of their lines be changed, taken back and read in the history like parts of a plan."""

from handslag.funding.grounds import finder, keeps
from handslag.funding.models import Agreement, GrantDate, GrantLine, Payee, PublishedShare
from handslag.plans.rights import add_rule
from handslag.plans.views.editing import add_page_kind


def add_agreements() -> None:
    """Called once, when the area starts."""
    for model in (Agreement, GrantLine, GrantDate, PublishedShare, Payee):
        add_rule(model.KIND, keeps)
    add_page_kind(Agreement.KIND, finder(Agreement))
