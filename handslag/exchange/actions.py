"""What is done with whole documents: each is told of in the audit trail."""

from collections import Counter

from django.db import transaction

from handslag.exchange.exporter import export_plan
from handslag.exchange.loader import load
from handslag.exchange.run import CannotLoad
from handslag.exchange.schema import Exchange
from handslag.places.models import Area
from handslag.plans.models import Framework, Plan
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


@transaction.atomic
def add_frameworks(document: Exchange, *, county: Area, by: Actor) -> list[Framework]:
    """Add the frameworks of a document that are not here, all or nothing, and tell of each. Returns the added.

    The document holds frameworks alone, and nothing that would change one that is here: see
    `framework_file.shared_faults`. Raises CannotLoad where another county added one of them in the same moment.
    """
    keys = [item.id for item in document.frameworks]
    here = set(Framework.objects.filter(key__in=keys).values_list("key", flat=True))
    new = [key for key in keys if key not in here]
    if load(document)["frameworks"] != len(new):
        raise CannotLoad("A framework of the file was added by somebody else.")
    added = {row.key: row for row in Framework.objects.filter(key__in=new)}
    for key in new:
        AuditEvent.objects.create(
            kind="import",
            role=by.role[:300],
            user_id=by.user_id,
            county_id=county.pk,
            what=f"Läste in ramverket {key} ur en fil: {added[key].nodes.count()} delar",
            target=added[key].title[:500],
        )
    return [added[key] for key in new]


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
