"""A round's life: made, sent, reminded, extended, closed. Each step is told of in the audit trail."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from handslag.accounts import letters, links, outbox
from handslag.plans.followup.figures import due_figures
from handslag.plans.models import (
    Consultation,
    FollowUp,
    FollowUpRequest,
    FollowUpRound,
    Initiative,
    Plan,
    RequestItem,
    RoundInitiative,
)
from handslag.trust.audit import tell
from handslag.trust.changes import Actor
from handslag.trust.retention import is_destroyed_at_close, leave_the_file

PURPOSE = "follow_up"
GRACE = datetime.timedelta(days=14)
"""How long after the last day a link still opens: a late answer is better than none."""


def links_until(asked: FollowUpRound) -> datetime.date:
    """Return the day to which a link holds that is made today, also where the last day to answer has passed."""
    return max(asked.due_on, timezone.localdate()) + GRACE


class NotNow(Exception):
    """The round is not in a state for this: a closed one is not sent, one without recipients neither."""


class Stale(Exception):
    """Somebody else has changed the round since it was read."""


@transaction.atomic
def create(plan: Plan, values: Mapping[str, Any], initiatives: Iterable[Initiative], *, by: Actor) -> FollowUpRound:
    """Make a round that nobody has been sent yet, with the recipients of the plan's latest round as far as they hold.

    values: the round's own fields; `period` is a Period or None.
    """
    fields = dict(values)
    made = FollowUpRound(plan=plan, **{name: value for name, value in fields.items() if name != "period"})
    made.set_period(fields.get("period"))
    made.save()
    choose_initiatives(made, initiatives)
    before = FollowUpRound.objects.filter(plan=plan).exclude(pk=made.pk).first()
    if before:
        _ask_the_same(made, before)
    tell("follow_up", "Började förbereda en uppföljning", by=by, of=plan, target=made.title)
    return made


def choose_initiatives(asked: FollowUpRound, initiatives: Iterable[Initiative]) -> None:
    """Let the round be about these initiatives; recipients of the others are asked about them no more.

    One that somebody has begun to answer for stays, chosen or not: what was said is kept.
    """
    wanted = {each.pk: each for each in initiatives}
    held = set(asked.initiatives.values_list("initiative_id", flat=True))
    staying = wanted.keys() | set(FollowUp.objects.filter(round=asked).values_list("initiative_id", flat=True))
    asked.initiatives.exclude(initiative_id__in=staying).delete()
    RequestItem.objects.filter(request__round=asked).exclude(initiative_id__in=staying).delete()
    due = due_figures(pk for pk in wanted if pk not in held)
    RoundInitiative.objects.bulk_create(
        RoundInitiative(round=asked, initiative=each, figures=[figure.pk for figure in due.get(pk, [])])
        for pk, each in wanted.items()
        if pk not in held
    )


def _ask_the_same(made: FollowUpRound, before: FollowUpRound) -> None:
    wanted = set(made.initiatives.values_list("initiative_id", flat=True))
    for former in before.requests.exclude(state__in=["declined", "handed_on", "revoked"]).prefetch_related("items"):
        items = [item for item in former.items.all() if item.initiative_id in wanted]
        if not items:
            continue
        request = FollowUpRequest.objects.create(
            round=made, function=former.function, organisation_id=former.organisation_id, email=former.email
        )
        RequestItem.objects.bulk_create(
            RequestItem(
                request=request,
                initiative_id=item.initiative_id,
                area_id=item.area_id,
                lansdel_id=item.lansdel_id,
            )
            for item in items
        )


@transaction.atomic
def change(
    asked: FollowUpRound,
    values: Mapping[str, Any],
    *,
    version: int,
    by: Actor,
    initiatives: Iterable[Initiative] | None = None,
    figures: Mapping[int, list[int]] | None = None,
) -> FollowUpRound:
    """Change a round's settings, as read at `version`. Raises Stale; NotNow where it is closed.

    initiatives: those that it is about from now on. figures: initiative -> ids of the figures that are due.
    """
    now = _locked(asked)
    if now.version != version:
        raise Stale
    if now.state == "closed":
        raise NotNow
    for name, value in values.items():
        if name == "period":
            now.set_period(value)
        else:
            setattr(now, name, value)
    now.version += 1
    now.save()
    if initiatives is not None:
        choose_initiatives(now, initiatives)
    for row in now.initiatives.filter(initiative_id__in=figures or ()):
        row.figures = (figures or {})[row.initiative_id]
        row.save(update_fields=["figures"])
    if now.state == "open":
        _extend_links(now)
    tell("follow_up", "Ändrade uppföljningens inställningar", by=by, of=now.plan, target=now.title)
    return now


@transaction.atomic
def send(asked: FollowUpRound, *, site: str, by: Actor) -> int:
    """Send the round to every recipient that has an address and has not been sent yet; return how many letters.

    Raises NotNow where the round is closed, or where there is nobody to send to.
    """
    now = _locked(asked)
    new = list(now.requests.filter(state="new", items__isnull=False).exclude(email="").distinct())
    if now.state == "closed" or not new:
        raise NotNow
    today = timezone.localdate()
    if now.state == "draft":
        now.state, now.opened_on = "open", today
    now.site = site
    now.save(update_fields=["state", "opened_on", "site"])
    sectors = dict(now.requests.values_list("pk", "organisation__sector"))
    for request in new:
        request.state, request.sent_on, request.sector = "sent", today, sectors[request.pk] or ""
    FollowUpRequest.objects.bulk_update(new, ["state", "sent_on", "sector"])
    letters.queue(PURPOSE, "ask", [request.pk for request in new], site=site)
    tell("follow_up", f"Skickade uppföljningen till {len(new)}", by=by, of=now.plan, target=now.title)
    asked.refresh_from_db()
    return len(new)


def answered_items(asked: FollowUpRound) -> QuerySet:
    """Return the ids of the round's items that are answered: one whose last answer was asked back is not."""
    said = FollowUp.objects.filter(round=asked).exclude(state="draft")
    returned = said.filter(item=OuterRef("item"), number__gt=OuterRef("number"), state="returned")
    return said.exclude(state="returned").filter(~Exists(returned)).values("item_id")


def unanswered(asked: FollowUpRound) -> QuerySet[FollowUpRequest]:
    """Return the requests that were sent and lack an answer to something."""
    open_items = RequestItem.objects.filter(request__round=asked).exclude(pk__in=answered_items(asked))
    return asked.requests.filter(state="sent", pk__in=open_items.values("request_id"))


@transaction.atomic
def remind(
    asked: FollowUpRound,
    *,
    by: Actor,
    only: FollowUpRequest | None = None,
    unless_since: datetime.date | None = None,
) -> int:
    """Remind those who have not answered, each at most once a day; return how many. Raises NotNow where it is not open.

    unless_since: not those who got their letter, or a reminder, on that day or later.
    """
    now = _locked(asked)
    if now.state != "open":
        raise NotNow
    today = timezone.localdate()
    late = unanswered(now).exclude(email="").exclude(reminded_on=today).exclude(sent_on=today)
    if only:
        late = unanswered(now).exclude(email="").exclude(reminded_on=today).filter(pk=only.pk)
    if unless_since:
        late = late.filter(Q(sent_on=None) | Q(sent_on__lt=unless_since))
        late = late.filter(Q(reminded_on=None) | Q(reminded_on__lt=unless_since))
    reminded = list(late)
    for request in reminded:
        request.reminders, request.reminded_on = request.reminders + 1, today
    FollowUpRequest.objects.bulk_update(reminded, ["reminders", "reminded_on"])
    letters.queue(PURPOSE, "remind", [request.pk for request in reminded], site=now.site)
    if reminded:
        tell("follow_up", f"Påminde {len(reminded)}", by=by, of=now.plan, target=now.title)
    return len(reminded)


def reminders_due(*, day: datetime.date) -> list[tuple[FollowUpRound, datetime.date]]:
    """Return the open rounds in which a reminder is to have been sent by itself, each with the latest such day.

    A day on which nothing ran is made up for as long as links hold; of several that have passed only the latest counts.
    """
    found = []
    open_rounds = FollowUpRound.objects.filter(state="open", due_on__gte=day - GRACE, plan__withdrawn_on__isnull=True)
    for each in open_rounds.select_related("plan"):
        wanted = [each.due_on - datetime.timedelta(days=n) for n in each.remind_days]
        passed = [then for then in wanted if each.opened_on <= then <= day]
        if passed:
            found.append((each, max(passed)))
    return found


@transaction.atomic
def extend(asked: FollowUpRound, due_on: datetime.date, *, by: Actor) -> None:
    """Give more time; links hold as much longer. Raises NotNow where the round is not open."""
    now = _locked(asked)
    if now.state != "open":
        raise NotNow
    now.due_on = due_on
    now.version += 1
    now.save(update_fields=["due_on", "version"])
    _extend_links(now)
    tell("follow_up", f"Sista dag blev {due_on}", by=by, of=now.plan, target=now.title)
    asked.refresh_from_db()


def _extend_links(asked: FollowUpRound) -> None:
    links.extend(PURPOSE, asked.requests.filter(state="sent").values("pk"), valid_to=links_until(asked))


@transaction.atomic
def close(asked: FollowUpRound, *, by: Actor) -> None:
    """Take in no more answers. Addresses and links go at once where the county's rule says so; counts stay.

    Raises NotNow where the round is not open.
    """
    now = _locked(asked)
    if now.state != "open":
        raise NotNow
    now.state, now.closed_on = "closed", timezone.localdate()
    now.version += 1
    now.save(update_fields=["state", "closed_on", "version"])
    # A respondent who hands on holds its own request while it writes the colleague's address. Waiting for all of them
    # here lets what follows see that address too; who comes after finds the round closed.
    list(now.requests.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
    links.revoke(PURPOSE, now.requests.values("pk"))
    tell("follow_up", "Stängde uppföljningen", by=by, of=now.plan, target=now.title)
    if is_destroyed_at_close("follow_up_address", now.plan.county_id):
        forget([now])
        tell("retention", "Gallrade adresser och länkar", by=by, of=now.plan, target=now.title)
    asked.refresh_from_db()


def forget(rounds: Iterable[FollowUpRound | Consultation], *, purpose: str = PURPOSE) -> int:
    """Destroy the addresses and links of rounds; return how many addresses. Functions and counts stay.

    One that was never closed can be answered no more by those who were asked: their links are gone.
    """
    count = 0
    for asked in rounds:
        links.forget(purpose, asked.requests.values("pk"))
        count += asked.requests.exclude(email="").update(email="")
        type(asked).objects.filter(pk=asked.pk).update(reply_to="", forgotten_on=timezone.localdate())
        about = str(asked.uuid)
        transaction.on_commit(lambda about=about: outbox.forget(about))
    transaction.on_commit(leave_the_file)
    return count


@transaction.atomic
def discard(asked: FollowUpRound, *, by: Actor) -> None:
    """Throw away a round that was never sent. Raises NotNow for others: what was asked is kept."""
    now = _locked(asked)
    if now.state != "draft":
        raise NotNow
    tell("follow_up", "Kastade en uppföljning som inte var skickad", by=by, of=now.plan, target=now.title)
    now.delete()


def _locked(asked: FollowUpRound) -> FollowUpRound:
    # no_key: what a respondent saves refers to the round, and would wait for a step that waits for the respondent.
    held = FollowUpRound.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("plan").get(pk=asked.pk)
