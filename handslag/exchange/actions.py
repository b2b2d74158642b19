"""What is done with whole documents: each is told of in the audit trail."""

from collections import Counter

from django.db import transaction

from handslag.exchange.exporter import export_plan
from handslag.exchange.loader import load
from handslag.exchange.schema import Exchange
from handslag.plans.models import Plan
from handslag.trust.changes import OPERATOR, Actor
from handslag.trust.models import AuditEvent


@transaction.atomic
def import_document(document: Exchange, *, by: Actor = OPERATOR) -> Counter[str]:
    """Add what is missing, all or nothing, and tell of it where anything was. Returns how many of each kind.

    Raises CannotLoad where the document does not fit this installation.
    """
    added = load(document)
    if any(added.values()):
        key = document.plan.id if document.plan else None
        plan = Plan.everything.filter(key=key).first()
        _tell("import", f"Läste in {added.total()} nya uppgifter ur en fil", plan, by)
    return added


def export_document(plan: Plan, *, by: Actor = OPERATOR) -> dict[str, object]:
    """Return the whole plan as a document, and tell that it was taken out."""
    document = export_plan(plan)
    _tell("export", f"Tog ut hela planen {plan.key}", plan, by)
    return document


def _tell(kind: str, what: str, plan: Plan | None, by: Actor) -> None:
    AuditEvent.objects.create(
        kind=kind,
        role=by.role,
        user_id=by.user_id,
        county_id=plan.county_id if plan else None,
        organisation_id=plan.lead_id if plan else None,
        what=what[:300],
        target=plan.title[:500] if plan else "",
    )
