"""Pots as pages show them: what there is, what is decided, what is left, and the proposals for those who may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from handslag.funding.grounds import may_keep
from handslag.funding.models import Award, LedgerEntry, Pot, PotDecision, Proposal, ProposalLine
from handslag.funding.pots.rules import Purse, purse_of
from handslag.places.models import Area
from handslag.plans.models import Initiative, Plan
from handslag.swedish.kronor import kronor
from handslag.trust.models import Change
from handslag.trust.permissions import Permission, can


@dataclass(frozen=True)
class PotRow:
    """A pot in a list. next_step: what is to be done with it."""

    pot: Pot
    purse: Purse
    decision: PotDecision | None
    next_step: str


def may_read_proposals(user: Any, plan: Plan) -> bool:
    """Whether `user` may read proposals that are not decided: members of the organisation that leads the plan, and whoever
    reads what is shared in the county (its lead, its analysts and controllers)."""
    return can(user, Permission.READ_INTERNAL, on=plan) or can(user, Permission.READ_SHARED_IN_COUNTY, on=plan)


def pots_of(county: str, user: Any) -> QuerySet[Pot]:
    """Return the pots of a county, given by its slug, that `user` may know of, with what a page tells of each."""
    seen = Pot.objects.filter(plan__in=Plan.objects.visible_to(user).filter(county__slug=county))
    return seen.select_related("plan__county", "plan__lead", "lansdel", "line__agreement", "carried_from")


def pot_rows(county: Area, user: Any, *, year: int | None, kind: str) -> tuple[list[PotRow], list[int]]:
    """Return the county's pots, and the years that there are pots of. Four queries however many pots there are."""
    every = list(pots_of(county.slug, user))
    keys = [pot.pk for pot in every]
    in_force = PotDecision.objects.in_force().filter(pot__in=keys).select_related("body")
    decisions = {each.pot_id: each for each in in_force}
    later: dict[int, list[int | None]] = {}
    for carried_from, carried in Pot.objects.filter(carried_from__in=keys).values_list("carried_from", "carried"):
        later.setdefault(carried_from, []).append(carried)
    readable = [pot.pk for pot in every if may_read_proposals(user, pot.plan)]
    counted = Proposal.objects.filter(pot__in=readable).values("pot").annotate(n=Count("id"))
    proposals = dict(counted.values_list("pot", "n"))
    rows = [_row(pot, decisions.get(pot.pk), later.get(pot.pk, ()), proposals.get(pot.pk), user=user) for pot in every]
    shown = [row for row in rows if year in (None, row.pot.year) and kind in ("", row.pot.kind)]
    return shown, sorted({pot.year for pot in every}, reverse=True)


def _row(
    pot: Pot, decision: PotDecision | None, later: Sequence[int | None], proposals: int | None, *, user: Any
) -> PotRow:
    decided = decision.kronor if decision else None
    purse = purse_of(pot.kronor, pot.carried_known, later=later, decided=decided)
    return PotRow(pot, purse, decision, _next_step(purse, proposals, keeps=may_keep(user, pot.plan)))


def _next_step(purse: Purse, proposals: int | None, *, keeps: bool) -> str:
    if purse.decided is not None:
        return _("Beslutad.")
    if not keeps:
        return _("Inget beslut än.")
    if purse.to_share is None:
        return _("Ange hur mycket det finns att fördela.")
    return _("Registrera beslutet.") if proposals else _("Gör ett förslag.")


def purse_with(pot: Pot, decision: PotDecision | None) -> Purse:
    """Return a pot's money, with a decision in force that is fetched already. One query."""
    later = Pot.objects.filter(carried_from=pot).values_list("carried", flat=True)
    return purse_of(pot.kronor, pot.carried_known, later=later, decided=decision.kronor if decision else None)


def decisions_of(pot: Pot) -> list[PotDecision]:
    """Return the pot's decisions, the latest first, reopened ones too. One query."""
    return list(pot.decisions.select_related("body", "proposal", "pot__plan__county").order_by("-id"))


def proposals_of(pot: Pot, user: Any) -> list[Proposal]:
    """Return the pot's proposals with their lines, where `user` may read them. Two queries at most."""
    if not may_read_proposals(user, pot.plan):
        return []
    lines = ProposalLine.objects.select_related("initiative", "goal", "lansdel", "area")
    proposals = Proposal.objects.filter(pot=pot).prefetch_related(Prefetch("lines", lines))
    return list(proposals)


def known_initiatives(keys: Sequence[Any], user: Any, *, by: str = "pk") -> dict[Any, Initiative]:
    """Return those initiatives that `user` may know of, by the field that `keys` are of. One query; none without keys."""
    if not keys:
        return {}
    seen = Initiative.objects.visible_to(user).filter(**{f"{by}__in": list(keys)}).select_related("plan__county")
    return {getattr(each, by): each for each in seen}


def latest_change(pot: Pot) -> int:
    """Return the number of the latest change of a pot and its proposals: what a decision is taken on. One query."""
    roots = [pot.uuid, *Proposal.everything.filter(pot=pot).values_list("uuid", flat=True)]
    return Change.objects.filter(root__in=roots).aggregate(last=Max("id"))["last"] or 0


def booked(decision: PotDecision) -> int:
    """Return the kronor that stand in the ledgers of what a decision gave; what is taken back does not. One query."""
    standing = LedgerEntry.objects.filter(Q(corrects__isnull=True), corrected_by__isnull=True)
    awards = Award.objects.filter(decision=decision)
    return sum(standing.filter(award__in=awards).values_list("kronor", flat=True))


def is_locked(pot: Pot) -> bool:
    """Whether a decision about the pot is in force: then neither it nor its proposals change. One query."""
    return PotDecision.objects.in_force().filter(pot=pot).exists()


def amount(value: int | None) -> str:
    """Return kronor in words, or that the sum is not known."""
    return _("belopp inte angivet") if value is None else kronor(value)
