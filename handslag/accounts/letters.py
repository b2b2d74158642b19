"""Letters that leave by the queue: each is a row without address or text, and becomes a letter when it is sent.

A mail server that does not answer is asked again, with longer and longer waits; what goes wrong is told in words to
whoever sent the letters. A letter is sent at least once: where the program dies between the server's yes and our
note of it, it is sent again with the same Message-ID.
"""

import contextlib
import datetime
import smtplib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import BadHeaderError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from handslag.accounts.models import OutgoingMail

WAITS = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))
"""How long until the next attempt; after the last the letter has failed."""

LEASE = datetime.timedelta(minutes=5)
"""For how long a letter belongs to the worker that took it up: if that one dies, another takes it after this."""

NO_ANSWER = "E-postservern svarar inte. Brevet skickas så snart den gör det."
REFUSED = "Mottagarens adress godtogs inte av e-postservern ({code})."
NOT_NOW = "E-postservern kan inte ta emot brevet just nu ({code})."
NO_LOGIN = "E-postservern godtar inte vår inloggning. Be driften se över inställningarna."
UNREADABLE = "Adressen går inte att skicka till."


@dataclass(frozen=True)
class Letter:
    """A letter to one address. template: rendered with .txt and with .html. about: what a demo's outbox files it under."""

    to: str
    subject: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    reply_to: str = ""
    about: str = ""


Composer = Callable[[OutgoingMail], Letter | None]
_composers: dict[str, Composer] = {}


def register(purpose: str, compose: Composer) -> None:
    """Say who makes the letters of a purpose. None instead of a letter: it is not needed any more."""
    _composers[purpose] = compose


@transaction.atomic
def queue(purpose: str, kind: str, target_ids: Iterable[int], *, site: str) -> int:
    """Let letters be sent to some targets as soon as what we write now stands; return how many.

    site: the installation's address, with a slash at its end.
    """
    rows = [OutgoingMail(purpose=purpose, kind=kind, target_id=each, site=site) for each in target_ids]
    OutgoingMail.objects.bulk_create(rows)
    if rows:
        transaction.on_commit(lambda: wake(timezone.now()))
    return len(rows)


def wake(moment: datetime.datetime) -> None:
    """See to it that the queue is looked at then, or before."""
    waiting = DBTaskResult.objects.filter(task_path=send_waiting.module_path, status=TaskResultStatus.READY)
    if not waiting.filter(run_after__lte=moment).exists():
        send_waiting.using(run_after=moment).enqueue()


def wake_if_needed() -> None:
    """Look at the queue where something waits in it: after a stop, or a crash in the middle of a letter."""
    if OutgoingMail.objects.filter(state="waiting").exists():
        wake(timezone.now())


@task()
def send_waiting() -> None:
    """Send what is due, one letter at a time. Where the server does not answer the rest waits too."""
    connection = get_connection()
    try:
        while (mail := _take()) and _send(mail, connection):
            pass
    finally:
        with contextlib.suppress(OSError):  # it may have hung up already
            connection.close()
    left = OutgoingMail.objects.filter(state="waiting").order_by("next_at").values_list("next_at", flat=True).first()
    if left:
        wake(left)


def _take() -> OutgoingMail | None:
    """Return the next letter that is due, held for this worker."""
    now = timezone.now()
    with transaction.atomic():
        due = OutgoingMail.objects.filter(state="waiting", next_at__lte=now).order_by("next_at", "id")
        mail = due.select_for_update(skip_locked=True).first() if _can_skip() else due.first()
        if mail:
            OutgoingMail.objects.filter(pk=mail.pk).update(next_at=now + LEASE)
    return mail


def _can_skip() -> bool:
    return transaction.get_connection().features.has_select_for_update_skip_locked


def _send(mail: OutgoingMail, connection: BaseEmailBackend) -> bool:
    """Send a letter and note what came of it. Returns False where the server does not answer at all."""
    try:
        connection.open()
        message = _message(mail, connection)
        if message is None:
            _note(mail, state="dropped")
            return True
        message.send()
    except smtplib.SMTPAuthenticationError:
        return _wait(mail, NO_LOGIN, all_of_them=True)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
        return _answered_no(mail, _code(error))
    except (ValueError, BadHeaderError):
        _note(mail, state="failed", trouble=UNREADABLE)
        return True
    except OSError:  # smtplib's other errors are among these
        return _wait(mail, NO_ANSWER, all_of_them=True)
    _note(mail, state="sent", sent_at=timezone.now(), attempts=mail.attempts + 1, trouble="")
    return True


def _message(mail: OutgoingMail, connection: BaseEmailBackend) -> EmailMultiAlternatives | None:
    letter = _composers[mail.purpose](mail)
    if letter is None or not letter.to:
        return None
    context = {**letter.context, "site": mail.site}
    message = EmailMultiAlternatives(
        letter.subject,
        render_to_string(f"{letter.template}.txt", context).strip() + "\n",
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Message-ID": f"<{mail.unique_id}@handslag>", "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    message.attach_alternative(render_to_string(f"{letter.template}.html", context), "text/html")
    if letter.about:
        message.extra_headers["X-Handslag-About"] = letter.about
    return message


def _code(error: smtplib.SMTPException) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return int(next(iter(error.recipients.values()))[0])
    return int(getattr(error, "smtp_code", 0))


def _answered_no(mail: OutgoingMail, code: int) -> bool:
    """Note what a server that answers says: no for ever (5xx), or not now."""
    if code >= 500:
        _note(mail, state="failed", trouble=REFUSED.format(code=code), attempts=mail.attempts + 1)
        return True
    _wait(mail, NOT_NOW.format(code=code))
    return True


def _wait(mail: OutgoingMail, trouble: str, *, all_of_them: bool = False) -> bool:
    """Put a letter off; all_of_them: also the others that are due, which would meet the same. Returns False."""
    now = timezone.now()
    if mail.attempts >= len(WAITS):
        _note(mail, state="failed", trouble=trouble)
        return False
    later = now + WAITS[mail.attempts]
    _note(mail, attempts=mail.attempts + 1, next_at=later, trouble=trouble)
    if all_of_them:
        OutgoingMail.objects.filter(state="waiting", next_at__lte=now).update(next_at=later, trouble=trouble)
    return False


def _note(mail: OutgoingMail, **values: Any) -> None:
    OutgoingMail.objects.filter(pk=mail.pk).update(**values)
