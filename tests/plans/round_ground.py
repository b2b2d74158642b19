"""A plan with rounds in it: what the tests of follow-up begin with."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.models import (
    FollowUp,
    FollowUpRequest,
    FollowUpRound,
    Initiative,
    Plan,
    RequestItem,
    RoundInitiative,
)

TODAY = timezone.localdate


def days(n: int) -> datetime.date:
    """The day so many days from today."""
    return TODAY() + datetime.timedelta(days=n)


def a_round(plan: Plan, *initiatives: Initiative, state: str = "open", **fields: Any) -> FollowUpRound:
    """A round about these initiatives: opened a week ago unless it is a draft, closed today if it is closed."""
    base: dict[str, Any] = {"title": "Uppföljning våren", "due_on": days(20), "state": state}
    if state != "draft":
        base |= {"opened_on": days(-7), "site": "https://handslag.example.invalid/"}
    if state == "closed":
        base["closed_on"] = TODAY()
    made = FollowUpRound.objects.create(plan=plan, **{**base, **fields})
    RoundInitiative.objects.bulk_create(RoundInitiative(round=made, initiative=each) for each in initiatives)
    return made


def ask(
    asked: FollowUpRound,
    *initiatives: Initiative,
    function: str = "folkhälsoplanerare",
    organisation: Organisation | None = None,
    place: Area | Lansdel | None = None,
    **fields: Any,
) -> FollowUpRequest:
    """A respondent asked about these initiatives; sent unless the round is a draft."""
    base: dict[str, Any] = {"email": f"{function.replace(' ', '.')}@example.invalid", "organisation": organisation}
    if asked.state == "draft":
        base["state"] = "new"
    else:
        base |= {"state": "sent", "sent_on": days(-7), "sector": organisation.sector if organisation else ""}
    made = FollowUpRequest.objects.create(round=asked, function=function, **{**base, **fields})
    where = {"area": place} if isinstance(place, Area) else {"lansdel": place} if place else {}
    RequestItem.objects.bulk_create(RequestItem(request=made, initiative=each, **where) for each in initiatives)
    return made


def answer(request: FollowUpRequest, initiative: Initiative, *, state: str = "sent", **fields: Any) -> FollowUp:
    """An answer of a respondent about one initiative: "nothing has changed" unless it says something else."""
    item = request.items.get(initiative=initiative)
    base: dict[str, Any] = {"by_function": request.function, "state": state, "number": item.answers.count() + 1}
    if state != "draft":
        base["sent_at"] = timezone.now()
    if state == "accepted":
        base |= {"accepted_at": timezone.now(), "accepted_by": "utvecklingsledare"}
    if state == "returned":
        base |= {"returned_at": timezone.now(), "returned_note": "Hur många kom?"}
    if not fields:
        base["nothing_changed"] = True
    return FollowUp.objects.create(item=item, round=request.round, initiative=initiative, **{**base, **fields})


def address(name: str, asked: FollowUpRound, *more: Any) -> str:
    return reverse(name, args=[asked.plan.county.slug, asked.plan.key, asked.uuid, *more])


def settings_of(initiatives: Iterable[Initiative], **fields: Any) -> dict[str, Any]:
    """What the form of a round is sent with."""
    base = {
        "title": "Uppföljning hösten",
        "period": "våren 2025",
        "due_on": days(20).isoformat(),
        "questions": ["figures", "status", "happened", "obstacle"],
        "remind_days": "7, 1",
        "initiatives": [each.pk for each in initiatives],
    }
    return {**base, **fields}
