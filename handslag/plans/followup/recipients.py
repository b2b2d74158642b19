"""Who a round asks: functions, each with an address and what it answers for."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.followup.rounds import NotNow, Stale
from handslag.plans.models import FollowUp, FollowUpRequest, FollowUpRound, Initiative, Participation, RequestItem
from handslag.trust.audit import tell
from handslag.trust.changes import Actor


class AlreadyAsked(Exception):
    """The same function is asked at the same address already."""


@dataclass(frozen=True)
class About:
    """What somebody is asked about: an initiative (id), all of it or what is done in one place."""

    initiative_id: int
    place: Area | Lansdel | None = None

    def item(self, request: FollowUpRequest) -> RequestItem:
        area = self.place if isinstance(self.place, Area) else None
        lansdel = self.place if isinstance(self.place, Lansdel) else None
        return RequestItem(request=request, initiative_id=self.initiative_id, area=area, lansdel=lansdel)

    @property
    def key(self) -> tuple[int, int | None, int | None]:
        """As `RequestItem.values_list("initiative_id", "area_id", "lansdel_id")`."""
        area = self.place.pk if isinstance(self.place, Area) else None
        return self.initiative_id, area, self.place.pk if isinstance(self.place, Lansdel) else None


def seen(request: FollowUpRequest) -> str:
    """Return a mark of what a request says, for a form: another mark when it is saved means that it has changed."""
    items = sorted(request.items.values_list("pk", flat=True))
    said = f"{request.state}|{request.function}|{request.organisation_id}|{request.email}|{items}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


@transaction.atomic
def add(
    asked: FollowUpRound, values: Mapping[str, Any], about: Iterable[About], *, by: Actor, key: uuid.UUID | None = None
) -> FollowUpRequest:
    """Add a recipient, not sent yet. values: function, organisation, email. key: the same twice adds once.

    Raises NotNow where the round is closed, AlreadyAsked.
    """
    now = _open_round(asked)
    if key and (before := now.requests.filter(uuid=key).first()):
        return before
    made = _add(now, values, about, key=key)
    tell("follow_up", "Lade till en tillfrågad", by=by, of=now.plan, target=now.title)
    return made


def _add(
    asked: FollowUpRound, values: Mapping[str, Any], about: Iterable[About], *, key: uuid.UUID | None = None
) -> FollowUpRequest:
    _check_new(asked, values)
    made = FollowUpRequest.objects.create(round=asked, uuid=key or uuid.uuid4(), **values)
    RequestItem.objects.bulk_create(each.item(made) for each in {each.key: each for each in about}.values())
    return made


def _check_new(asked: FollowUpRound, values: Mapping[str, Any], *, other_than: int | None = None) -> None:
    same = asked.requests.filter(function=values["function"], email=values["email"], state__in=["new", "sent"])
    if values["email"] and same.exclude(pk=other_than).exists():
        raise AlreadyAsked


@transaction.atomic
def add_many(
    asked: FollowUpRound, wanted: Iterable[tuple[Mapping[str, Any], list[About]]], *, by: Actor
) -> tuple[int, int]:
    """Add recipients; return how many were added, and how many were there already: those are left as they are."""
    now = _open_round(asked)
    added = left = 0
    for values, about in wanted:
        try:
            _add(now, values, about)
        except AlreadyAsked:
            left += 1
        else:
            added += 1
    if added:
        tell("follow_up", f"Lade till {added} tillfrågade", by=by, of=now.plan, target=now.title)
    return added, left


@transaction.atomic
def suggest(asked: FollowUpRound, initiatives: Iterable[Initiative], *, by: Actor) -> int:
    """Add a recipient for each organisation that is responsible for some of these initiatives; return how many.

    Responsible is who leads it, else who owns it in the register. The address and the function's own name are left to
    fill in. Raises NotNow.
    """
    now = _open_round(asked)
    wanted = list(initiatives)
    leads: dict[int, Organisation] = {}
    parties = Participation.objects.filter(initiative__in=wanted, role__in=["lead", "joint_lead"])
    for each in parties.select_related("organisation").order_by("role", "-pk"):
        leads[each.initiative_id] = each.organisation  # who leads alone goes before who shares it
    about: dict[Organisation, list[About]] = {}
    for initiative in wanted:
        if responsible := leads.get(initiative.pk) or initiative.owner:
            about.setdefault(responsible, []).append(About(initiative.pk))
    for organisation, items in about.items():
        function = f"Ansvarig hos {organisation.name}"[:200]
        _add(now, {"function": function, "organisation": organisation, "email": ""}, items)
    if about:
        tell("follow_up", f"Lade till {len(about)} tillfrågade", by=by, of=now.plan, target=now.title)
    return len(about)


@transaction.atomic
def change(
    request: FollowUpRequest,
    values: Mapping[str, Any],
    *,
    keep: Iterable[int],
    more: Iterable[About],
    by: Actor,
    mark: str,
) -> None:
    """Change a recipient that was read at `mark`. keep: items that stay; more: what is added.

    An item that has been answered stays in any case. Raises NotNow, Stale, AlreadyAsked.
    """
    asked = _open_round(request.round)
    now = _held(request)
    if seen(now) != mark:
        raise Stale
    _check_new(asked, {"email": now.email, **values}, other_than=now.pk)
    for name, value in values.items():
        setattr(now, name, value)
    answered = FollowUp.objects.filter(item__request=now).values("item_id")
    now.items.exclude(pk__in=list(keep)).exclude(pk__in=answered).delete()
    there = set(now.items.values_list("initiative_id", "area_id", "lansdel_id"))
    new = {each.key: each for each in more if each.key not in there}
    RequestItem.objects.bulk_create(each.item(now) for each in new.values())
    if new:
        now.answered_on = None
    now.save()
    tell("follow_up", "Ändrade en tillfrågad", by=by, of=asked.plan, target=asked.title)


@transaction.atomic
def remove(request: FollowUpRequest, *, by: Actor) -> None:
    """Take away a recipient that was never sent anything. Raises NotNow for others: those are revoked."""
    asked = _open_round(request.round)
    now = _held(request)
    if now.state != "new":
        raise NotNow
    now.delete()
    tell("follow_up", "Tog bort en tillfrågad", by=by, of=asked.plan, target=asked.title)


def _open_round(asked: FollowUpRound) -> FollowUpRound:
    """Return the round, held; one change of its recipients at a time. Raises NotNow where it is closed."""
    now = FollowUpRound.objects.select_for_update(of=("self",)).select_related("plan").get(pk=asked.pk)
    if now.state == "closed":
        raise NotNow
    return now


def _held(request: FollowUpRequest) -> FollowUpRequest:
    """Return the request as it stands, held. Raises NotNow where it is gone or answers no more."""
    now = FollowUpRequest.objects.select_for_update(of=("self",)).filter(pk=request.pk).first()
    if now is None or now.state not in ("new", "sent"):
        raise NotNow
    return now
