"""Writes in an award's ledger: entries are added, never changed; a mistake is met by its opposite."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from handslag.funding.models import Award, LedgerEntry
from handslag.trust.audit import tell
from handslag.trust.changes import Actor


class Refused(Exception):
    """An entry cannot be made; the message says why, in Swedish."""


class EnteredAlready(Exception):
    """The same form has been sent before: the entry is there, once."""


def enter(
    award: Award, *, kind: str, kronor: int, on: datetime.date, by: Actor, text: str = "", reference: str = ""
) -> LedgerEntry:
    """Add an entry of more than zero kronor. Raises Refused, EnteredAlready."""
    if kronor <= 0:
        raise Refused("Beloppet ska vara över noll. En felaktig post tas tillbaka för sig.")
    return _write(award, by, kind=kind, kronor=kronor, on=on, text=text, reference=reference)


def take_back(entry: LedgerEntry, *, on: datetime.date, by: Actor, text: str) -> LedgerEntry:
    """Add the opposite of an entry, once. Raises Refused, EnteredAlready."""
    if entry.corrects_id:
        raise Refused("Posten tar själv tillbaka en annan. Lägg till en ny post i stället.")
    if LedgerEntry.objects.filter(corrects=entry).exists():
        raise Refused("Posten är redan tillbakatagen.")
    told = {"kind": entry.kind, "kronor": -entry.kronor, "reference": entry.reference}
    return _write(entry.award, by, corrects=entry, on=on, text=text, **told)


def _write(award: Award, by: Actor, **told: object) -> LedgerEntry:
    act, place = (by.act.key, by.act.written) if by.act else (None, 0)
    try:
        with transaction.atomic():
            # Held, so that nobody takes the award away, or opens its decision again, while something is booked on it.
            if Award.everything.select_for_update().get(pk=award.pk).withdrawn_on:
                raise Refused("Tilldelningen är borttagen.")
            made = LedgerEntry.objects.create(
                award=award,
                act=act,
                act_place=place,
                role=by.role[:300],
                user_id=by.user_id,
                made_at=timezone.now(),
                **told,
            )
            _record(made, by)
    except IntegrityError as error:
        if act and LedgerEntry.objects.filter(act=act, act_place=place).exists():
            raise EnteredAlready from error
        if told.get("corrects"):
            raise Refused("Posten är redan tillbakatagen.") from error
        raise
    if by.act:
        by.act.written += 1
    return made


def _record(entry: LedgerEntry, by: Actor) -> None:
    """Tell of an entry in the audit trail: its number and kind, not what was written."""
    what = f"Bokförde: {entry.get_kind_display()}, post {entry.pk}"
    tell("change", what, by=by, of=entry.award.plan, target=f"award {entry.award.uuid}")
