"""What a plan's lead does with a consultation: makes, sends, reminds, closes, answers and publishes it.

Each step is told of in the audit trail, without addresses and without what anybody wrote.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from handslag.accounts import letters, links
from handslag.places.models import Organisation
from handslag.plans.followup import rounds
from handslag.plans.followup.rounds import NotNow, Stale
from handslag.plans.models import Comment, Consultation, ConsultationRequest, Plan
from handslag.trust import audit
from handslag.trust.changes import Actor
from handslag.trust.retention import is_destroyed_at_close

PURPOSE = "consultation"
RECORD = "consultation_address"
"""What the county's retention rules call the addresses."""


@dataclass(frozen=True)
class Recipient:
    """Who is to be asked: an organisation of the register, a function in words, or both; and the address."""

    organisation: Organisation | None
    function: str
    email: str


def tell(what: str, consultation: Consultation, *, by: Actor, kind: str = "consultation") -> None:
    """Write a line about a consultation in the audit trail. No address, and nothing that somebody wrote."""
    audit.tell(kind, what, by=by, of=consultation.plan, target=consultation.title)


@transaction.atomic
def create(plan: Plan, values: Mapping[str, Any], *, by: Actor) -> Consultation:
    """Make a consultation that nobody has been sent yet, with the recipients of the plan's former one."""
    Plan.everything.select_for_update(of=("self",)).get(pk=plan.pk)  # two at once must not get the same number
    before = plan.consultations.first()
    latest = plan.consultations.aggregate(number=Max("number"))["number"] or 0
    made = Consultation.objects.create(plan=plan, number=latest + 1, **values)
    if before:
        asked = before.requests.exclude(state="revoked").exclude(email="").select_related("organisation")
        add_recipients(made, [Recipient(each.organisation, each.function, each.email) for each in asked], by=by)
    tell("Började förbereda en remiss", made, by=by)
    return made


@transaction.atomic
def create_once(
    plan: Plan, values: Mapping[str, Any], *, key: uuid.UUID | None, by: Actor
) -> tuple[Consultation, bool]:
    """Make a consultation as `create` does, or return the one that the same form made; and whether it is new.

    key: the form's own, which becomes the consultation's. Raises NotNow where it is of another plan's.
    """
    Plan.everything.select_for_update(of=("self",)).get(pk=plan.pk)  # the same form at the same moment waits here
    before = Consultation.objects.filter(uuid=key).first() if key else None
    if before and before.plan_id != plan.pk:
        raise NotNow
    return (before, False) if before else (create(plan, {**values, "uuid": key or uuid.uuid4()}, by=by), True)


@transaction.atomic
def change(consultation: Consultation, values: Mapping[str, Any], *, version: int, by: Actor) -> Consultation:
    """Change the settings, as read at `version`; links hold as long as the last day says.

    Raises Stale; NotNow where it is closed.
    """
    now = _locked(consultation)
    if now.version != version:
        raise Stale
    if now.state == "closed":
        raise NotNow
    was = now.due_on
    for name, value in values.items():
        setattr(now, name, value)
    now.version += 1
    now.forgotten_on = None if now.reply_to else now.forgotten_on
    now.save()
    if now.state == "open":
        links.extend(PURPOSE, now.requests.filter(state="sent").values("pk"), valid_to=now.due_on)
    what = f"Sista dag blev {now.due_on}" if now.due_on != was else "Ändrade remissens inställningar"
    tell(what, now, by=by)
    return now


@transaction.atomic
def add_recipients(consultation: Consultation, recipients: Iterable[Recipient], *, by: Actor) -> int:
    """Add those who are not there yet; return how many. Raises NotNow where it is closed."""
    now = _locked(consultation)
    if now.state == "closed":
        raise NotNow
    held = set(now.requests.exclude(state="revoked").values_list("organisation_id", "function", "email"))
    new = [each for each in recipients if (_key(each.organisation), each.function, each.email) not in held]
    ConsultationRequest.objects.bulk_create(
        ConsultationRequest(consultation=now, organisation=each.organisation, function=each.function, email=each.email)
        for each in new
    )
    if new:
        _has_addresses_again(now)
        tell(f"Lade till {len(new)} mottagare", now, by=by)
    return len(new)


def _key(organisation: Organisation | None) -> int | None:
    return organisation.pk if organisation else None


def new_recipients(consultation: Consultation) -> QuerySet[ConsultationRequest]:
    """Return those who have an address and have not been sent the consultation."""
    return consultation.requests.filter(state="new").exclude(email="")


def silent(consultation: Consultation) -> QuerySet[ConsultationRequest]:
    """Return those who were asked and have not answered."""
    return consultation.requests.filter(state="sent", answered_on__isnull=True)


def late(consultation: Consultation) -> QuerySet[ConsultationRequest]:
    """Return those who get a reminder today: silent, and not written to today already."""
    today = timezone.localdate()
    return silent(consultation).exclude(email="").exclude(sent_on=today).exclude(reminded_on=today)


@transaction.atomic
def send(consultation: Consultation, *, site: str, by: Actor) -> int:
    """Send it to all who have not been sent it; return how many letters.

    Raises NotNow where it is closed, its last day has passed, or there is nobody to send to.
    """
    now, today = _locked(consultation), timezone.localdate()
    new = list(new_recipients(now).select_related("organisation"))
    if now.state == "closed" or now.due_on < today or not new:
        raise NotNow
    if now.state == "draft":
        now.state, now.opened_on = "open", today
    now.site = site
    now.save(update_fields=["state", "opened_on", "site"])
    for request in new:
        request.state, request.sent_on = "sent", today
        request.sector = request.organisation.sector if request.organisation else ""
    ConsultationRequest.objects.bulk_update(new, ["state", "sent_on", "sector"])
    letters.queue(PURPOSE, "ask", [request.pk for request in new], site=site)
    tell(f"Skickade remissen till {len(new)}", now, by=by)
    return len(new)


@transaction.atomic
def remind(consultation: Consultation, *, by: Actor) -> int:
    """Remind those who have not answered, each at most once a day; return how many.

    Raises NotNow where it is not open, or its last day has passed: then their links do not open.
    """
    now = _locked(consultation)
    if now.state != "open" or now.due_on < timezone.localdate():
        raise NotNow
    keys = list(late(now).values_list("pk", flat=True))
    now.requests.filter(pk__in=keys).update(reminded_on=timezone.localdate())
    letters.queue(PURPOSE, "remind", keys, site=now.site)
    if keys:
        tell(f"Påminde {len(keys)}", now, by=by)
    return len(keys)


@transaction.atomic
def close(consultation: Consultation, *, by: Actor) -> None:
    """Take in no more comments. Those that were never sent go with the links that led to them.

    Addresses go at once where the county's rule says so. Raises NotNow where it is not open.
    """
    now = _locked(consultation)
    if now.state != "open":
        raise NotNow
    now.state, now.closed_on = "closed", timezone.localdate()
    now.version += 1
    now.save(update_fields=["state", "closed_on", "version"])
    asked = list(now.requests.select_for_update().values_list("pk", flat=True))  # what is being saved comes first
    links.revoke(PURPOSE, asked)
    Comment.objects.filter(request__consultation=now, state="draft").delete()
    tell("Stängde remissen", now, by=by)
    if is_destroyed_at_close(RECORD, now.plan.county_id):
        forget([now])
        tell("Gallrade adresser och länkar", now, by=by, kind="retention")


def forget(consultations: Iterable[Consultation]) -> int:
    """Destroy the addresses and links of consultations; return how many addresses. Open ones open to nobody then."""
    return rounds.forget(consultations, purpose=PURPOSE)


def _has_addresses_again(consultation: Consultation) -> None:
    """Let the county's rule find what was forgotten while it was open, and has got a new address since."""
    Consultation.objects.filter(pk=consultation.pk).update(forgotten_on=None)


@transaction.atomic
def discard(consultation: Consultation, *, by: Actor) -> None:
    """Throw away one that was never sent. Raises NotNow for others: what was asked is kept."""
    now = _locked(consultation)
    if now.state != "draft":
        raise NotNow
    tell("Kastade en remiss som inte var skickad", now, by=by)
    now.delete()


@transaction.atomic
def publish(consultation: Consultation, *, by: Actor) -> None:
    """Let all who may know of the plan read the account. Raises NotNow where it is not closed, or is published."""
    now = _locked(consultation)
    if now.state != "closed" or now.published_on:
        raise NotNow
    Consultation.objects.filter(pk=now.pk).update(published_on=timezone.localdate())
    tell("Publicerade remissens redogörelse", now, by=by, kind="publication")


@transaction.atomic
def unpublish(consultation: Consultation, *, by: Actor) -> None:
    """Let only the lead read the account again. Raises NotNow where it is not published."""
    now = _locked(consultation)
    if not now.published_on:
        raise NotNow
    Consultation.objects.filter(pk=now.pk).update(published_on=None)
    tell("Tog tillbaka remissens redogörelse", now, by=by, kind="publication")


@transaction.atomic
def take_away(request: ConsultationRequest, *, by: Actor) -> None:
    """Ask somebody no more: the link ends, what has been said stays. One that was not sent is deleted.

    Raises NotNow where the consultation is closed.
    """
    now = _locked(request.consultation)
    if now.state == "closed":
        raise NotNow
    if now.requests.filter(pk=request.pk, state="new").delete()[0]:
        tell("Tog bort en mottagare", now, by=by)
    elif now.requests.filter(pk=request.pk, state="sent").update(state="revoked"):
        links.revoke(PURPOSE, [request.pk])
        tell("Drog tillbaka en fråga", now, by=by)


@transaction.atomic
def send_again(request: ConsultationRequest, *, email: str, by: Actor) -> None:
    """Send a new link, to a right address where the old was wrong; former links end.

    Raises NotNow where the consultation is not open or its last day has passed.
    """
    now = _locked(request.consultation)
    if now.state != "open" or now.due_on < timezone.localdate():
        raise NotNow
    asked = now.requests.filter(Q(state="sent") | Q(state="revoked"), pk=request.pk)
    if not asked.update(email=email, state="sent"):
        raise NotNow
    links.forget(PURPOSE, [request.pk])
    _has_addresses_again(now)
    letters.queue(PURPOSE, "ask", [request.pk], site=now.site)
    tell("Skickade en ny länk", now, by=by)


@transaction.atomic
def answer(comment: Comment, values: Mapping[str, str], *, version: int, by: Actor) -> Comment:
    """Answer a comment, or answer it anew. values: answer, reason, changed_what.

    Raises Stale where somebody else has answered it since `version`; NotNow where it has not been sent.
    """
    found = Comment.objects.select_for_update(of=("self",)).select_related("request__consultation__plan")
    now = found.get(pk=comment.pk)
    if now.state != "sent":
        raise NotNow
    if now.version != version:
        raise Stale
    for name in ("answer", "reason", "changed_what"):
        setattr(now, name, values[name])
    now.answered_on, now.answered_by = timezone.localdate(), by.role[:300]
    now.version += 1
    now.save(update_fields=["answer", "reason", "changed_what", "answered_on", "answered_by", "version"])
    tell(f"Svarade på synpunkt {now.uuid}", now.request.consultation, by=by)
    return now


def _locked(consultation: Consultation) -> Consultation:
    found = Consultation.objects.select_for_update(of=("self",)).select_related("plan")
    return found.get(pk=consultation.pk)
