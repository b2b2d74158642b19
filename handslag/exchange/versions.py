"""Freezes a plan as a version, and reads one back: an export with a hash."""

import datetime
import hashlib
import json
import zlib
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from handslag.exchange.exporter import export_plan, to_json
from handslag.exchange.models import PlanVersion, PlanVisit
from handslag.plans.models import Plan
from handslag.trust.changes import Actor
from handslag.trust.models import AuditEvent

MAX_TEXT = 100_000_000
"""Bytes of an export: what is stored as more is not unpacked."""

SAME_VISIT = datetime.timedelta(minutes=30)


class Altered(Exception):
    """What is stored is not what was frozen."""


@transaction.atomic
def freeze(
    plan: Plan,
    *,
    by: Actor,
    title: str,
    decided_on: datetime.date | None = None,
    body: str = "",
    section_number: str = "",
    registry_number: str = "",
) -> PlanVersion:
    """Keep the plan as it is now as its next version. decided_on, body, section_number (§): the decision on it, if any."""
    held = Plan.everything.select_for_update().get(pk=plan.pk)
    text = to_json(export_plan(held)).encode()
    last = PlanVersion.objects.filter(plan=held).aggregate(last=Max("number"))["last"] or 0
    version = PlanVersion.objects.create(
        plan=held,
        number=last + 1,
        title=title,
        decided_on=decided_on,
        body=body,
        section_number=section_number,
        registry_number=registry_number,
        visibility=held.visibility,
        role=by.role,
        user_id=by.user_id,
        sha256=hashlib.sha256(text).hexdigest(),
        content=zlib.compress(text, level=9),
    )
    AuditEvent.objects.create(
        kind="export",
        role=by.role,
        user_id=by.user_id,
        county_id=held.county_id,
        organisation_id=held.lead_id,
        what=f"Frös version {version.number} av planen {held.key}"[:300],
        target=title,
    )
    return version


def text_of(version: PlanVersion) -> str:
    """Return the export's text as it was frozen. Raises Altered where it is not what the hash says."""
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(bytes(version.content), MAX_TEXT)
    except zlib.error:
        raise Altered(f"Version {version.number} går inte att packa upp.") from None
    if unpacker.unconsumed_tail or hashlib.sha256(text).hexdigest() != version.sha256:
        raise Altered(f"Version {version.number} är inte som den frystes.")
    return text.decode()


def document_of(version: PlanVersion) -> dict[str, Any]:
    """Return the frozen document. Raises Altered where what is stored is not what the hash says."""
    document: dict[str, Any] = json.loads(text_of(version))
    return document


def visited(user_id: int, plan: Plan) -> datetime.datetime | None:
    """Note that somebody looks at the plan now; return when they did so the time before. Two queries."""
    now = timezone.now()
    visit, is_new = PlanVisit.objects.get_or_create(user_id=user_id, plan=plan.uuid, defaults={"seen_at": now})
    if not is_new:
        previous = visit.seen_at if now - visit.seen_at > SAME_VISIT else visit.previous_at
        PlanVisit.objects.filter(pk=visit.pk).update(seen_at=now, previous_at=previous)
        return previous
    return None
