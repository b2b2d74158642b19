"""What the plan's lead does with answers: accepts them, asks back, and sets the status where several have answered.

What is accepted becomes part of the initiative, stated by the function that said it; the answer itself stands as sent.
"""

import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from handslag.accounts import letters
from handslag.accounts.links import revoke as revoke_links
from handslag.plans import actions
from handslag.plans.followup.rounds import PURPOSE, NotNow
from handslag.plans.models import (
    Figure,
    FollowUp,
    FollowUpRequest,
    FollowUpRound,
    Initiative,
    Obstacle,
    RequestItem,
    Result,
    StatusEntry,
)
from handslag.plans.rules import PILOTS
from handslag.plans.words import CONTINUATIONS, THEMES
from handslag.trust.audit import tell
from handslag.trust.changes import Act, Actor, row_of
from handslag.trust.models import Change

CORRECTED = "Rättat i ett nytt svar."


class AlreadyRead(Exception):
    """The answer is not waiting to be read: it is accepted, asked back, or followed by a newer one."""


def is_shared(answer: FollowUp) -> bool:
    """Whether several answer for the initiative in the round: then nobody's answer alone sets its status.

    Who has declined, or is asked no more, does not count unless it answered first.
    """
    items = RequestItem.objects.filter(request__round=answer.round_id, initiative=answer.initiative_id)
    waits = Q(request__state="sent") | Q(answers__state__in=["sent", "accepted"])
    return items.filter(waits).distinct().count() > 1


@transaction.atomic
def accept(answer: FollowUp, *, by: Actor, remark: str = "", theme: str = "") -> FollowUp:
    """Take an answer into the initiative. theme: what kind of obstacle it tells of, where it tells of one.

    Raises AlreadyRead; ValueError where an obstacle is told of and no theme is chosen.
    """
    now = _waiting(answer)
    if now.obstacle and theme not in THEMES:
        raise ValueError("what kind of obstacle it is must be said")
    act = Act(uuid.uuid4())
    who = Actor(by.user_id, f"{now.by_function}, i {now.round.title}"[:300], act)
    for former in now.item.answers.filter(state="accepted", number__lt=now.number):
        _take_back(former, who, with_status=bool(now.status))
    _write(now, who, theme=theme)
    now.state, now.accepted_at, now.accepted_by = "accepted", timezone.now(), by.role[:300]
    now.accepted_remark, now.accepted_act = remark, act.key
    now.save(update_fields=["state", "accepted_at", "accepted_by", "accepted_remark", "accepted_act"])
    tell(
        "follow_up",
        f"Godkände ett svar om insats {now.initiative_id}",
        by=by,
        of=now.round.plan,
        target=str(now.uuid),
    )
    return now


def _take_back(former: FollowUp, who: Actor, *, with_status: bool) -> None:
    """Withdraw what an answer wrote that is now corrected; what somebody has changed since is left as it is.

    with_status: its status too. A correction that states none ("nothing has changed") is about the status that stands.
    """
    for change in Change.objects.filter(act=former.accepted_act, before__isnull=True):
        if change.target_kind == StatusEntry.KIND and not with_status:
            continue
        row = row_of(change.target_kind, change.target_id)
        if row.version == change.version and not row.withdrawn_on:
            actions.withdraw(row, by=who, version=row.version, reason=CORRECTED)


def _write(answer: FollowUp, who: Actor, *, theme: str) -> None:
    initiative, place = answer.initiative, answer.item.place
    first = f"{place}: " if place else ""
    if not is_shared(answer):
        _write_status(answer, who)
    for kind, text, grade in (("done", answer.happened, ""), ("outcome", answer.outcome, answer.attribution)):
        if text:
            actions.add(Result(initiative=initiative, kind=kind, text=f"{first}{text}", attribution=grade), by=who)
    if answer.obstacle:
        row = Obstacle(initiative=initiative, text=f"{first}{answer.obstacle}", theme=theme, state="open")
        actions.add(row, by=who)
    for said in answer.figures:
        if figure := _figure(answer, said):
            actions.add(figure, by=who)
    if answer.influence and answer.influence != initiative.user_influence:
        initiative.refresh_from_db()
        actions.save(initiative, {"user_influence": answer.influence}, by=who, version=initiative.version)


def _write_status(answer: FollowUp, who: Actor) -> None:
    status, words, last = answer.status, "", None
    if not status and answer.nothing_changed:
        last = answer.initiative.statuses.last()
        status, words = (last.status, "Inget har ändrats") if last else ("", "")
    if answer.continuation == "other" and answer.continues:
        words = f"Fortsätter som: {answer.continues}"
    if not status or status == "unknown":
        return
    entry = StatusEntry(
        initiative=answer.initiative,
        status=status,
        words=words,
        as_of=timezone.localtime(answer.sent_at).date(),
        reason=answer.reason or (last.reason if last else ""),
        role=answer.by_function,
        continuation=answer.continuation if answer.continuation in CONTINUATIONS else "",
    )
    actions.add(entry, by=who)


def _figure(answer: FollowUp, said: dict[str, Any]) -> Figure | None:
    """Return a figure as it was said, beside the former one; None where no number was given."""
    if not said.get("value"):
        return None
    former = Figure.everything.filter(pk=said.get("figure"), initiative=answer.initiative_id).first()
    value = Decimal(said["value"])
    row = Figure(
        initiative=answer.initiative,
        kind=said["kind"],
        label=said["label"],
        definition=former.definition if former else "",
        value=value,
        value_decimals=max(0, -int(value.as_tuple().exponent)),
        text=said.get("text", ""),
        unit=said.get("unit", ""),
        approximate=bool(said.get("approximate")),
        numerator=_number(said.get("numerator")),
        denominator=_number(said.get("denominator")),
        n_answering=said.get("n_answering"),
        area=answer.item.area or (former.area if former else None),
        lansdel=answer.item.lansdel or (former.lansdel if former else None),
        series=former.series if former else "",
    )
    row.set_period(answer.round.period)
    return row


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


@transaction.atomic
def accept_all(answers: Iterable[FollowUp], *, by: Actor) -> int:
    """Accept answers that need nothing said of them; return how many. One that somebody has read since is left."""
    count = 0
    for answer in answers:
        try:
            accept(answer, by=by)
        except AlreadyRead:
            continue
        count += 1
    return count


@transaction.atomic
def ask_back(answer: FollowUp, note: str, *, by: Actor) -> FollowUp:
    """Send an answer back with a question. The respondent gets a letter and goes on from what was said.

    Raises AlreadyRead; NotNow where the round is closed.
    """
    now = _waiting(answer)
    if now.round.state != "open":
        raise NotNow
    now.state, now.returned_at, now.returned_note = "returned", timezone.now(), note
    now.save(update_fields=["state", "returned_at", "returned_note"])
    FollowUpRequest.objects.filter(pk=now.item.request_id).update(answered_on=None)
    if not letters.is_waiting(PURPOSE, "returned", now.item.request_id):  # one letter holds all that is asked
        letters.queue(PURPOSE, "returned", [now.item.request_id], site=now.round.site)
    tell(
        "follow_up",
        f"Frågade om ett svar om insats {now.initiative_id}",
        by=by,
        of=now.round.plan,
        target=str(now.uuid),
    )
    return now


@transaction.atomic
def set_status(asked: FollowUpRound, initiative: Initiative, values: dict[str, Any], *, by: Actor) -> None:
    """Set the status of an initiative for which several have answered."""
    actions.add(StatusEntry(initiative=initiative, role=by.role[:200], **values), by=by)
    tell("follow_up", f"Satte status på insats {initiative.pk}", by=by, of=asked.plan, target=asked.title)


@transaction.atomic
def revoke(request: FollowUpRequest, *, by: Actor) -> None:
    """Ask a respondent no more: its link ends. What has been answered stays."""
    if not FollowUpRequest.objects.filter(pk=request.pk, state="sent").update(state="revoked"):
        raise NotNow
    revoke_links(PURPOSE, [request.pk])
    tell("follow_up", "Drog tillbaka en fråga", by=by, of=request.round.plan, target=request.round.title)


@transaction.atomic
def send_again(request: FollowUpRequest, *, email: str, by: Actor) -> None:
    """Send a new link, to a right address where the old was wrong; former links end. Raises NotNow."""
    changed = FollowUpRequest.objects.filter(pk=request.pk, state__in=["sent", "revoked"], round__state="open")
    if not changed.update(email=email, state="sent"):
        raise NotNow
    revoke_links(PURPOSE, [request.pk])
    letters.queue(PURPOSE, "ask", [request.pk], site=request.round.site)
    tell("follow_up", "Skickade en ny länk", by=by, of=request.round.plan, target=request.round.title)


def is_undecided_pilot(initiative: Initiative) -> bool:
    """Whether the initiative tries something and nothing is decided about it."""
    return initiative.kind in PILOTS and not initiative.decisions.exists()


def _waiting(answer: FollowUp) -> FollowUp:
    """Return an answer that waits to be read, held until the transaction ends. Raises AlreadyRead."""
    now = (
        FollowUp.objects.select_for_update(of=("self",))
        .select_related("round__plan__county", "initiative__plan__county", "item__area", "item__lansdel")
        .get(pk=answer.pk)
    )
    if now.state != "sent" or now.item.answers.filter(number__gt=now.number).exclude(state="draft").exists():
        raise AlreadyRead
    return now
