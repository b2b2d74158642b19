"""`python -m tests.ground make N` or `tell`: what `tests.server` asks of the database, in a process of its own."""

import json
import sys
from collections import Counter
from typing import Any

import django


def make(initiatives: int) -> dict[str, Any]:
    """Make a county with a plan, its lead signed in, and so many initiatives; return a `tests.server.Ground`."""
    from django.test import Client

    from handslag.trust.permissions import Role
    from tests import factories

    county = factories.county(parent=factories.county(), slug="provlan", name="Provlän")
    lead = factories.organisation(county=county)
    plan = factories.plan(county=county, lead=lead)
    rows = [factories.initiative(plan, owner=lead) for _ in range(initiatives)]
    client = Client()
    client.force_login(factories.member(Role.COUNTY_LEAD, lead))
    return {
        "county": county.slug,
        "session": client.cookies["sessionid"].value,
        "initiatives": [str(row.uuid) for row in rows],
    }


def tell() -> dict[str, dict[str, Any]]:
    """Return, by initiative: version, text, texts of all changes in order, whether every version has one change,
    and how many lines the audit trail has about it."""
    from handslag.plans.models import Initiative
    from handslag.trust.models import AuditEvent, Change

    events = Counter(AuditEvent.objects.filter(kind="change").values_list("what", flat=True))
    told = {}
    for row in Initiative.everything.filter(plan__county__slug="provlan"):
        changes = list(Change.objects.filter(target_kind="initiative", target_id=row.pk).order_by("version"))
        told[str(row.uuid)] = {
            "version": row.version,
            "text": row.summary,
            "texts": [change.after.get("summary") for change in changes],
            "is_whole": [change.version for change in changes] == list(range(2, row.version + 1)),
            "events": events[f"Ändrade: initiative {row.pk}"],
        }
    return told


if __name__ == "__main__":
    django.setup()
    print(json.dumps(make(int(sys.argv[2])) if sys.argv[1] == "make" else tell()))
