"""Lets pots, proposals and decisions be changed, taken back and read in the history like parts of a plan."""

from handslag.funding.grounds import finder, keeps
from handslag.funding.models import Pot, PotDecision, Proposal, ProposalLine
from handslag.plans.rights import add_rule
from handslag.plans.views.editing import add_page_kind


def add_pots() -> None:
    """Called once, when the area starts."""
    for model in (Pot, Proposal, ProposalLine, PotDecision):
        add_rule(model.KIND, keeps)
    add_page_kind(Pot.KIND, finder(Pot))
    add_page_kind(Proposal.KIND, finder(Proposal))
