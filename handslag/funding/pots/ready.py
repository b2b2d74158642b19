"""Lets pots, proposals and decisions be changed, taken back and read in the history like parts of a plan.

While a decision about a pot is in force nothing of it changes: not its sums, its proposals or their lines.
"""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from handslag.funding.grounds import finder, keeps
from handslag.funding.models import Pot, PotDecision, Proposal, ProposalLine
from handslag.funding.pots import words
from handslag.funding.pots.forms import CriteriaForm, LineForm, PotForm, ProposalForm
from handslag.funding.pots.queries import is_locked, may_read_proposals
from handslag.plans.editors import Editor, add_editor
from handslag.plans.field_words import add_kind
from handslag.plans.models import Plan
from handslag.plans.rights import add_rule
from handslag.plans.views.editing import add_page_kind
from handslag.swedish.kronor import kronor


@dataclass(frozen=True)
class OnPotsPage(Editor):
    """A part of a plan that is shown on the page of the county's pots."""

    def address_of(self, page: Any) -> str:
        return reverse("pots", args=[page.of_plan.county.slug])


def add_pots() -> None:
    """Called once, when the area starts."""
    for model in (Pot, Proposal, ProposalLine):
        add_rule(model.KIND, keeps_open, follow=keeps)
    # No form leads to a decision, and none is undone: see PotDecision.in_the_way_of, which says so in words.
    add_rule(PotDecision.KIND, keeps)
    add_page_kind(Pot.KIND, finder(Pot))
    add_page_kind(Proposal.KIND, find_proposal)
    _add_editors()
    _add_words()


def keeps_open(user: Any, page: Any, row: Any = None) -> bool:
    """Whether `user` keeps the money, and no decision in force locks the page's pot. See `handslag.plans.rights.add_rule`."""
    if not keeps(user, page):
        return False
    return isinstance(page, Plan) or not is_locked(page if isinstance(page, Pot) else page.pot)


_any_proposal = finder(Proposal)


def find_proposal(key: Any, request: HttpRequest, county: str) -> Proposal:
    """Return a proposal by its uuid, or answer 404 to those who may not read it."""
    found: Proposal = _any_proposal(key, request, county)
    if not may_read_proposals(request.user, found.plan):
        raise Http404
    return found


def _add_editors() -> None:
    new = {"parent": "plan", "add": _("Gör en pott"), "shown_on": "pots"}
    add_editor(OnPotsPage("ny-pott", "plan", PotForm, _("Pott"), "", **new))
    add_editor(Editor("pott", "pot", PotForm, _("Pottens uppgifter"), ""))
    add_editor(Editor("pott-kriterier", "pot", CriteriaForm, _("Kriterier"), "kriterier"))
    proposal = {"parent": "pot", "add": _("Lägg till ett förslag")}
    add_editor(Editor("pott-forslag", "pot", ProposalForm, _("Förslag"), "forslag", **proposal))
    line = {"parent": "proposal", "add": _("Lägg till en rad")}
    add_editor(Editor("pott-rad", "proposal", LineForm, _("Rad i ett förslag"), "", **line))


def _add_words() -> None:
    add_kind(
        Pot.KIND, "Pott", words.POT, {"criteria": words.criteria, "year": str, "kronor": kronor, "carried": kronor}
    )
    add_kind(Proposal.KIND, "Förslag", words.PROPOSAL)
    add_kind(ProposalLine.KIND, "Rad i ett förslag", words.PROPOSAL_LINE, {"kronor": kronor})
    told = {"lines": words.decided_lines, "kronor": kronor, "left": kronor}
    add_kind(PotDecision.KIND, "Beslut om en pott", words.POT_DECISION, told)
