"""What a respondent does: writes, saves as it goes, sends, hands on, declines.

Nobody is signed in here: whoever holds the link speaks for the function. What is sent is never changed; a correction
is a new answer.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from handslag.accounts import letters, links
from handslag.plans.followup.rounds import PURPOSE, answered_items
from handslag.plans.models import AskedTime, FollowUp, FollowUpRequest, FollowUpRound, RequestItem
from handslag.trust.audit import tell
from handslag.trust.changes import Actor

CARRIED = (
    "nothing_changed", "no_new_figures", "figures", "status", "reason", "continuation", "continues", "happened",
    "outcome", "attribution", "obstacle", "granted", "used", "left", "money_note", "influence",
)  # fmt: skip
"""What of an answer that was asked back, or is corrected, stands in the next one."""

LONGEST = 30 * 60
"""Seconds of one sitting that are counted: a page left open overnight took nobody's time."""


class Stale(Exception):
    """The draft was saved somewhere else since it was read: on another device, or by a colleague."""

    def __init__(self, now: FollowUp) -> None:
        super().__init__(f"draft {now.pk} is at version {now.version}")
        self.now = now


class Closed(Exception):
    """The answer cannot be written now: the round is closed, or the request is no longer this respondent's."""


def latest(item: RequestItem) -> FollowUp | None:
    """Return the last answer to an item, in whatever state."""
    return item.answers.order_by("-number").first()


def writable(item: RequestItem) -> FollowUp:
    """Return the draft that a respondent goes on with; a new one, not saved, where there is none."""
    return go_on(item, latest(item))


def go_on(item: RequestItem, last: FollowUp | None) -> FollowUp:
    """Return the draft that follows on an item's latest answer: itself, or a new one in which what was said stands."""
    if last and last.state == "draft":
        return last
    request = item.request
    new = FollowUp(
        item=item,
        round_id=request.round_id,
        initiative_id=item.initiative_id,
        number=last.number + 1 if last else 1,
        version=last.version if last else 0,  # goes on counting: a form from before is told from a new one
        by_function=request.function,
    )
    if last:
        for name in CARRIED:
            setattr(new, name, getattr(last, name))
    return new


@transaction.atomic
def save(item: RequestItem, values: Mapping[str, Any], *, version: int) -> FollowUp:
    """Save a draft that was read at `version` (0: nothing was ever saved). Raises Stale, Closed."""
    request = _held(item)
    draft = writable(item)
    if draft.version != version:
        raise Stale(draft)
    for name, value in values.items():
        setattr(draft, name, value)
    draft.by_function = request.function
    draft.version += 1
    draft.save()
    if request.begun_on is None:
        FollowUpRequest.objects.filter(pk=request.pk).update(begun_on=timezone.localdate())
    return draft


@transaction.atomic
def send(item: RequestItem, values: Mapping[str, Any], *, version: int, seconds: int = 0) -> FollowUp:
    """Save and send an answer. seconds: how long the respondent sat with it. Raises Stale, Closed."""
    answer = save(item, values, version=version)
    answer.state, answer.sent_at = "sent", timezone.now()
    answer.save(update_fields=["state", "sent_at"])
    request = item.request
    _note_answered(request)
    count_time(request, seconds, answers=1)
    who = Actor(None, answer.by_function)
    tell("follow_up", f"Svarade om insats {item.initiative_id}", by=who, of=request.round.plan, target=str(answer.uuid))
    return answer


def _note_answered(request: FollowUpRequest) -> None:
    """Note the day when everything that a respondent is asked about was answered; no day while something is not."""
    is_done = request.items.exists() and not request.items.exclude(pk__in=answered_items(request.round)).exists()
    FollowUpRequest.objects.filter(pk=request.pk).update(answered_on=timezone.localdate() if is_done else None)


def count_time(request: FollowUpRequest, seconds: int, *, answers: int = 0) -> None:
    """Add a sitting to the organisation's sum; whose it was is not kept."""
    where = {"round_id": request.round_id, "organisation_id": request.organisation_id}
    AskedTime.objects.get_or_create(**where)
    AskedTime.objects.filter(**where).update(
        seconds=F("seconds") + max(0, min(seconds, LONGEST)), answers=F("answers") + answers
    )


@transaction.atomic
def decline(request: FollowUpRequest, reason: str) -> None:
    """Say that the question is not this function's to answer. The link ends. Raises Closed."""
    now = _open(request)
    now.state, now.declined_reason = "declined", reason
    now.save(update_fields=["state", "declined_reason"])
    links.revoke(PURPOSE, [now.pk])
    tell("follow_up", "Avböjde att svara", by=Actor(None, now.function), of=now.round.plan, target=now.round.title)


@transaction.atomic
def hand_on(
    request: FollowUpRequest, items: Iterable[RequestItem], *, function: str, email: str, by: Actor | None = None
) -> FollowUpRequest:
    """Let somebody else answer for some of the items: with a letter and a link of its own.

    What is written so far follows. Where all is handed on the former link ends. A colleague who is asked already is
    asked about these too. Raises Closed also where nothing of it is this respondent's to hand on: it has been already.
    """
    now = _open(request)
    moved = list(now.items.filter(pk__in=[item.pk for item in items]))
    new = now.round.requests.filter(function=function, email=email, state__in=["new", "sent"]).first()
    if new:
        had = set(new.items.values_list("initiative_id", "area_id", "lansdel_id"))
        moved = [item for item in moved if (item.initiative_id, item.area_id, item.lansdel_id) not in had]
    if not moved:
        raise Closed
    new = new or FollowUpRequest(
        round=now.round,
        function=function,
        organisation_id=now.organisation_id,
        sector=now.sector,
        email=email,
        handed_from=now,
    )
    if new.state == "new":
        new.state, new.sent_on = "sent", timezone.localdate()
        new.sector = new.organisation.sector if new.organisation else now.sector
        new.save()
    RequestItem.objects.filter(pk__in=[item.pk for item in moved]).update(request=new)
    for each in (now, new):
        _note_answered(each)
    if not now.items.exists():
        now.state = "handed_on"
        now.save(update_fields=["state"])
        links.revoke(PURPOSE, [now.pk])
    letters.queue(PURPOSE, "handed", [new.pk], site=now.round.site)
    who = by or Actor(None, now.function)
    tell("follow_up", "Lämnade frågan vidare", by=who, of=now.round.plan, target=now.round.title)
    return new


def _open(request: FollowUpRequest) -> FollowUpRequest:
    """Return the request as it stands, held until the transaction ends. Raises Closed.

    The round is held first: what is sent or handed on is in it before it closes and its addresses go, or not at all.
    """
    FollowUpRound.objects.select_for_update(no_key=True).get(pk=request.round_id)
    now = (
        FollowUpRequest.objects.select_for_update(of=("self",)).select_related("round__plan__county").get(pk=request.pk)
    )
    if now.state != "sent" or now.round.state != "open" or now.round.plan.withdrawn_on:
        raise Closed
    return now


def _held(item: RequestItem) -> FollowUpRequest:
    """Return the item's request, held; the item may have been handed on since it was read. Raises Closed."""
    fresh = RequestItem.objects.filter(pk=item.pk).values_list("request_id", flat=True).first()
    if fresh != item.request_id:
        raise Closed
    return _open(item.request)
