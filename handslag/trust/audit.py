"""Writes lines in the audit trail."""

from typing import Any

from handslag.trust.changes import Actor
from handslag.trust.models import AuditEvent


def tell(kind: str, what: str, *, by: Actor, of: Any, target: str) -> None:
    """Write what somebody did to something that a county and an organisation own (county_id, owner_id).

    No address, and nothing that somebody wrote, may stand in it: the trail is never destroyed.
    """
    AuditEvent.objects.create(
        kind=kind,
        role=by.role[:300],
        user_id=by.user_id,
        county_id=of.county_id,
        organisation_id=of.owner_id,
        what=what[:300],
        target=target[:500],
    )
