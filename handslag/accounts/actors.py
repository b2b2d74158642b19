"""In which role somebody acts, in words: what history and audit trail tell instead of a name."""

from typing import Any

from handslag.trust.changes import Actor
from handslag.trust.permissions import ROLE_LABELS, Role


def actor_for(user: Any, *, on: Any = None) -> Actor:
    """Return the login's number and the role it acts in on something that has `owner_id` and `county_id`.

    The role in the owning organisation, else one in its county, else any: "insatsägare, Karlskoga kommun". One query.
    """
    held = list(user.memberships.current().select_related("organisation").order_by("id"))
    if not held:
        return Actor(user.pk, "inloggad utan roll")

    def nearness(membership) -> tuple[bool, bool]:
        organisation = membership.organisation
        return organisation.id != getattr(on, "owner_id", None), organisation.county_id != getattr(
            on, "county_id", None
        )

    nearest = min(held, key=nearness)
    return Actor(user.pk, f"{ROLE_LABELS[Role(nearest.role)]}, {nearest.organisation.name}")
