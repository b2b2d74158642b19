"""In which role somebody acts, in words: what history and audit trail tell instead of a name."""

import uuid
from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from handslag.trust.changes import Act, Actor
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


def acting(request: HttpRequest, *, on: Any = None, apart: bool = False) -> Actor:
    """Return who acts, as `actor_for`; all that is written while the request is answered is one act.

    The same form sent twice, by a double click or the Back button, is the same act, and is done once: its
    token differs each time a page is drawn. apart: an act of its own, for a form that holds several.
    """
    who = actor_for(request.user, on=on)
    if apart:
        return replace(who, act=Act(uuid.uuid4()))
    return replace(who, act=act_of(request))


def act_of(request: HttpRequest) -> Act:
    """Return what is done while the request is answered."""
    if not hasattr(request, "act"):
        request.act = Act(_key(request))
    return request.act


def begin_anew(request: HttpRequest) -> None:
    """Let what is done from here on be another act."""
    request.act = Act(uuid.uuid4())


def _key(request: HttpRequest) -> uuid.UUID:
    if not request.POST.get("csrfmiddlewaretoken"):
        return uuid.uuid4()
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{request.user.pk} {request.path} {request.POST.urlencode()}")
