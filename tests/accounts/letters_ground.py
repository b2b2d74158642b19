"""A round whose letters wait in the queue, and what tests ask of the queue."""

import email
import email.policy
import json
from email.message import EmailMessage

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from handslag.accounts import letters
from handslag.accounts.models import OutgoingMail
from handslag.plans.followup import rounds
from handslag.plans.models import FollowUpRequest, FollowUpRound
from handslag.trust.changes import Actor
from tests import factories as make

LEAD = Actor(7, "länsledning, Regionen")
SITE = "http://testserver/"


def point_at(settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5


def ask(asked: FollowUpRound, *addresses: str, kind: str = "ask", **fields) -> list[FollowUpRequest]:
    """Queue a letter to each address about the plan's initiatives."""
    found = [
        make.follow_up_request(asked, *asked.plan.initiatives.all(), email=address, **fields) for address in addresses
    ]
    letters.queue(rounds.PURPOSE, kind, [each.pk for each in found], site=SITE)
    return found


def parsed(letter: str) -> EmailMessage:
    return email.message_from_bytes(letter.encode(), policy=email.policy.default)  # type: ignore[return-value]


def subject(letter: EmailMessage) -> str:
    """The subject, decoded. A long one begins on a line of its own, which leaves a space."""
    return letter["Subject"].strip()


def due_now() -> None:
    """Let the time pass until every letter may be tried again."""
    OutgoingMail.objects.filter(state="waiting").update(next_at=timezone.now())


def minutes_left(row: OutgoingMail) -> float:
    return (row.next_at - timezone.now()).total_seconds() / 60


def everything_stored() -> str:
    """All that stands in the queue: the letters' rows and the tasks', tracebacks included."""
    rows = [*OutgoingMail.objects.values(), *DBTaskResult.objects.values()]
    return json.dumps(rows, default=str)
