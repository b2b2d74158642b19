"""What those who are asked do: write comments, send them together, or say that they have none.

Nobody is signed in here: whoever holds the link speaks for the organisation or function. What is sent is never
changed; whoever has more to say sends a new comment.
"""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from handslag.plans.consultation.actions import tell
from handslag.plans.consultation.queries import Paragraph
from handslag.plans.models import Comment, Consultation, ConsultationRequest
from handslag.trust.changes import Actor


@dataclass(frozen=True)
class Said:
    """What somebody writes of a paragraph. key: the comment's own, made with the form, so that it is saved once."""

    key: uuid.UUID
    text: str
    proposal: str = ""


class Stale(Exception):
    """The comment was saved or sent somewhere else since it was read: on another device, or by a colleague."""

    def __init__(self, now: Comment) -> None:
        super().__init__(f"comment {now.pk} is at version {now.version}")
        self.now = now


class Closed(Exception):
    """Nothing can be written now: the consultation is closed, its last day has passed, or question or plan is taken back."""


class HasDrafts(Exception):
    """Whoever says that there is nothing to say has begun to say something."""


@transaction.atomic
def save(request: ConsultationRequest, paragraph: Paragraph, said: Said, *, version: int) -> Comment:
    """Save a comment that was read at `version` (0: a new one). The same form sent twice saves once.

    Raises Stale, Closed.
    """
    now = _open(request)
    found = now.comments.filter(uuid=said.key).first()
    if found is None and Comment.objects.filter(uuid=said.key).exists():
        raise Closed  # another's comment
    if found and (found.text, found.proposal, found.words) == (said.text, said.proposal, paragraph.words):
        return found
    if found and (found.state != "draft" or found.version != version):
        raise Stale(found)
    draft = found or Comment(request=now, uuid=said.key, version=0)
    draft.target_kind, draft.target_id, draft.field = paragraph.target
    draft.heading, draft.words = paragraph.heading[:600], paragraph.words
    draft.text, draft.proposal = said.text, said.proposal
    draft.version += 1
    draft.save()
    return draft


@transaction.atomic
def throw_away(request: ConsultationRequest, key: uuid.UUID) -> bool:
    """Delete a comment that was not sent; False where there is none. Raises Closed."""
    return bool(_open(request).comments.filter(uuid=key, state="draft").delete()[0])


@transaction.atomic
def send(request: ConsultationRequest) -> int:
    """Send all that is written; return how many comments. Raises Closed."""
    now = _open(request)
    sent = now.comments.filter(state="draft").update(state="sent", sent_at=timezone.now())
    if sent:
        _answered(now)
        tell(f"Skickade {sent} synpunkter", now.consultation, by=Actor(None, now.name))
    return sent


@transaction.atomic
def nothing(request: ConsultationRequest) -> None:
    """Say that there are no comments. More may be said until the day. Raises HasDrafts, Closed."""
    now = _open(request)
    if now.comments.filter(state="draft").exists():
        raise HasDrafts
    if now.answered_on is None:
        _answered(now)
        tell("Svarade att det inte finns några synpunkter", now.consultation, by=Actor(None, now.name))


def _answered(request: ConsultationRequest) -> None:
    ConsultationRequest.objects.filter(pk=request.pk).update(answered_on=timezone.localdate())


def _open(request: ConsultationRequest) -> ConsultationRequest:
    """Return the request as it stands, held until the transaction ends. Raises Closed."""
    found = ConsultationRequest.objects.select_for_update(of=("self",))
    now = found.select_related("organisation").get(pk=request.pk)
    # Asked after the lock is held: whoever closes takes it too, and is not overlooked then.
    now.consultation = asked = Consultation.objects.select_related("plan").get(pk=now.consultation_id)
    if now.state != "sent" or asked.state != "open" or asked.due_on < timezone.localdate() or asked.plan.withdrawn_on:
        raise Closed
    return now
