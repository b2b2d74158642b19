"""Who may say what of the money beside awards: an organisation of its own, the keeper of the plan's lead."""

from typing import Any

from django.db.models import QuerySet

from handslag.funding.grounds import may_keep
from handslag.places.models import Organisation
from handslag.plans.models import Plan
from handslag.trust.permissions import Permission, grants_of


def organisations_of(user: Any, plan: Plan) -> QuerySet[Organisation]:
    """Return the organisations of the county whose own money `user` may state."""
    ours = set(grants_of(user).where(Permission.ADOPT))
    if may_keep(user, plan) and plan.lead_id:
        ours.add(plan.lead_id)
    return Organisation.objects.filter(pk__in=ours, county=plan.county_id).order_by("sort_key")


def may_state(user: Any, page: Any, row: Any = None) -> bool:
    """Whether `user` may state an organisation's own money; row None: of some organisation of the county."""
    found = organisations_of(user, page.of_plan)
    return (
        found.exists() if row is None or row.organisation_id is None else found.filter(pk=row.organisation_id).exists()
    )
