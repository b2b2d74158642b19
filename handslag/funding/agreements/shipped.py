"""Writes the agreements that ship with Handslag to the database, where every county reads them and nobody changes them."""

from collections import Counter
from typing import Any

from django.db import transaction
from django.utils import timezone

from handslag.allocation import GrantAgreement, agreements
from handslag.funding.models import Agreement, GrantDate, GrantLine
from handslag.funding.words import DATE_KINDS
from handslag.swedish.dates import parse_day

GONE = "Posten finns inte i den nya utgåvan av Handslags filer."
_KINDS = {"last_requisition": "requisition", "report": "account"}
"""Kinds of day that the files call something else."""


@transaction.atomic
def register() -> Counter[str]:
    """Add the agreements, lines and days that are missing, and bring what a newer file says up to date. Return what was added.

    Seven queries where nothing is new. A line that a file no longer has is withdrawn: runs and pots may stand on it.
    """
    added: Counter[str] = Counter()
    shipped = agreements()
    known = {each.slug: each for each in Agreement.everything.filter(plan=None)}
    for year, told in shipped.items():
        found = known.get(str(year)) or Agreement(slug=str(year))
        added["agreements"] += _put(found, _of_agreement(told))
        known[str(year)] = found
    lines = {(each.agreement_id, each.slug): each for each in GrantLine.everything.filter(agreement__plan=None)}
    days = {(each.agreement_id, each.kind, each.on): each for each in GrantDate.objects.filter(agreement__plan=None)}
    for year, told in shipped.items():
        agreement = known[str(year)]
        for line in told.lines:
            found = lines.pop((agreement.pk, line.slug), None) or GrantLine(agreement=agreement, slug=line.slug)
            added["grant_lines"] += _put(found, _of_line(line) | {"withdrawn_on": None, "withdrawn_reason": ""})
        for day in told.dates:
            kind = _kind(day.key)
            found = days.pop((agreement.pk, kind, day.on), None) or GrantDate(agreement=agreement, kind=kind, on=day.on)
            _put(found, {"words": day.words, "source": told.source})
    for gone in (*lines.values(), *days.values()):
        if not gone.withdrawn_on:
            _put(gone, {"withdrawn_on": timezone.localdate(), "withdrawn_reason": GONE})
    return +added


def _put(row: Agreement | GrantLine | GrantDate, values: dict[str, Any]) -> bool:
    """Write what differs; return whether the row is new."""
    is_new = row.pk is None
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if is_new or changed:
        row.version += 0 if is_new else 1
        row.save()
    return is_new


def _of_agreement(told: GrantAgreement) -> dict[str, Any]:
    return {
        "year": told.year,
        "title": told.title,
        "status": told.status,
        "parties": ", ".join(told.parties),
        "kronor": told.kronor,
        "stated_sums": {"+".join(each.receivers): each.kronor for each in told.stated_sums},
        "is_complete": told.is_complete,
        "source": told.source,
        "note": told.note,
    }


def _of_line(line: Any) -> dict[str, Any]:
    return {
        "position": line.position,
        "title": line.title,
        "receiver": line.receiver,
        "kronor": line.kronor,
        "allocation_key": line.key.as_json() if line.key else None,
        "conditions": line.conditions,
        "use_by": parse_day(line.use_by) if line.use_by else None,
        "repay_rule": line.repay_rule,
        "source": line.source,
        "note": line.note,
    }


def _kind(key: str) -> str:
    return key if key in DATE_KINDS else _KINDS.get(key, "other")
