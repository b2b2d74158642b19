"""What is done to a pot: a proposal copied, a decision taken and opened again. Each is one act, with its history."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from handslag.funding.indexing import index_pot
from handslag.funding.models import Award, Pot, PotDecision, Proposal, ProposalLine
from handslag.funding.pots.queries import booked
from handslag.funding.pots.rules import Refused
from handslag.trust import changes
from handslag.trust.changes import Actor

COPIED = ("position", "title", "kronor", "initiative", "goal", "lansdel", "area", "points", "text")


@transaction.atomic
def copy_proposal(proposal: Proposal, *, title: str, by: Actor) -> Proposal:
    """Write a new proposal with the lines of another."""
    made = Proposal(plan=proposal.plan, pot=proposal.pot, position=proposal.pot.proposals.count(), title=title)
    made.text = proposal.text
    changes.create(made, by=by)
    for line in proposal.lines.all():
        changes.create(ProposalLine(proposal=made, **{name: getattr(line, name) for name in COPIED}), by=by)
    return made


@transaction.atomic
def decide(proposal: Proposal, values: Mapping[str, Any], *, by: Actor) -> PotDecision:
    """Write a decision on a proposal with its lines as they stand, and an award for each line: one act.

    values: body or body_text, decided_on, paragraph, registry_number, note. Raises Refused.
    """
    pot = _held(proposal.pot_id)
    lines = list(_lines(proposal))
    purse = pot.purse().deciding(sum(line.kronor for line in lines))
    decision = PotDecision(pot=pot, proposal=proposal, kronor=purse.decided, left=purse.left, **values)
    decision.lines = [as_decided(line) for line in lines]
    try:
        with transaction.atomic():
            changes.create(decision, by=by)
    except IntegrityError:  # the database holds one decision in force for each pot
        raise Refused("decided_already") from None
    awards = [_award(line, decision) for line in lines]
    for award in awards:
        changes.create(award, by=by)
    index_pot(pot, awards)
    return decision


@transaction.atomic
def reopen(decision: PotDecision, *, reason: str, on: datetime.date, by: Actor, version: int) -> None:
    """Open a decision again, and withdraw what it gave. Raises Refused where that has been booked, and Collision."""
    pot = _held(decision.pot_id)
    awards = list(Award.objects.select_for_update().filter(decision=decision))
    if kronor := booked(decision):
        raise Refused("booked", kronor)
    pot.purse().reopened()
    changes.save(decision, {"reopened_on": on, "reopened_reason": reason}, by=by, version=version, reason=reason)
    for award in awards:
        changes.withdraw(award, by=by, version=award.version, reason=reason)
    decision.files.all().delete()  # they say that it is in force
    index_pot(pot, awards)


def _held(pot_id: int) -> Pot:
    """Return the pot, held until the transaction ends. Who has it open in a form saves no more over what is done now."""
    Pot.everything.filter(pk=pot_id).update(version=F("version") + 1)
    return Pot.objects.select_for_update().get(pk=pot_id)


def _lines(proposal: Proposal) -> QuerySet[ProposalLine]:
    return proposal.lines.select_related("initiative__owner", "goal", "lansdel", "area", "proposal__pot")


def as_decided(line: ProposalLine) -> dict[str, Any]:
    """Return a line in the words that a decision keeps."""
    owner = line.initiative.owner if line.initiative else None
    who = owner or line.area or line.lansdel
    return {
        "title": line.title,
        "kronor": line.kronor,
        "who": str(who) if who else "",
        "goal": str(line.goal) if line.goal else "",
        "initiative": str(line.initiative.uuid) if line.initiative else "",
    }


def _award(line: ProposalLine, decision: PotDecision) -> Award:
    pot = decision.pot
    is_named = line.initiative is None or line.title != line.initiative.title
    return Award(
        plan=pot.plan,
        initiative=line.initiative,
        title=line.title if is_named else "",
        year=pot.year,
        kronor=line.kronor,
        pot=pot,
        decision=decision,
    )
