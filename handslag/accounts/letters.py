"""Letters that leave by the queue: each is a row without address or text, and becomes a letter when it is sent.

A mail server that does not answer is asked again, with longer and longer waits; what goes wrong is told in words to
whoever sent the letters. A letter is sent at least once: where the program dies between the server's yes and our
note of it, it is sent again with the same Message-ID.
"""

import contextlib
import datetime
import logging
import smtplib
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from handslag.accounts.models import OutgoingMail

WAITS = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))
"""How long until the next attempt at a letter that the server does not take now; after the last it has failed."""

OUTAGE = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
"""While the server itself is away a letter waits as long again as it has waited: at least, and at most, so long.
It never fails by that."""

LEASE = datetime.timedelta(minutes=5)
"""For how long a letter belongs to the worker that took it up: if that one dies, another takes it after this."""

NO_ANSWER = "E-postservern svarar inte. Brevet skickas så snart den gör det."
NOT_SECURE = "Förbindelsen till e-postservern går inte att kryptera. Be driften se över inställningarna."
REFUSED = "Mottagarens adress godtogs inte av e-postservern ({code})."
NOT_TAKEN = "E-postservern tog inte emot brevet ({code})."
OUR_SENDER = "E-postservern godtar inte vår avsändaradress ({code}). Be driften se över inställningarna."
NOT_NOW = "E-postservern kan inte ta emot brevet just nu ({code})."
NO_LOGIN = "E-postservern godtar inte vår inloggning. Be driften se över inställningarna."
UNREADABLE = "Adressen går inte att skicka till."
OUR_FAULT = "Brevet gick inte att göra. Felet står i loggen."

log = logging.getLogger("handslag.letters")


class CannotMake(Exception):
    """A letter could not be made of its row: a fault of ours."""


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


def is_waiting(purpose: str, kind: str, target_id: int) -> bool:
    """Whether such a letter waits that nobody has tried to send yet."""
    same = OutgoingMail.objects.filter(purpose=purpose, kind=kind, target_id=target_id)
    return same.filter(state="waiting", attempts=0).exists()


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
        _hang_up(connection)
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
    """Send a letter and note what came of it. Returns False where the others would meet the same trouble."""
    is_fresh: bool | None = True
    try:
        is_fresh = connection.open()
        message = _message(mail, connection)
        if message is None:
            _note(mail, state="dropped")
            return True
        message.send()
    except OSError as error:  # smtplib's own errors are among these
        _hang_up(connection)
        if not is_fresh and _has_gone(error):
            return _send(mail, connection)  # many servers take only so many letters at a time
        return _meet(mail, error)
    except CannotMake:
        _wait(mail, OUR_FAULT)
    except ValueError:  # Django's BadHeaderError is one
        _note(mail, state="failed", trouble=UNREADABLE)
    else:
        _note(mail, state="sent", sent_at=timezone.now(), attempts=mail.attempts + 1, trouble="")
    return True


def _message(mail: OutgoingMail, connection: BaseEmailBackend) -> EmailMultiAlternatives | None:
    """Return the letter as it is now; None where it is not needed. Raises CannotMake."""
    try:
        letter = _composers[mail.purpose](mail)
        if letter is None or not letter.to:
            return None
        context = {**letter.context, "site": mail.site}
        plain, rich = (render_to_string(f"{letter.template}.{kind}", context) for kind in ("txt", "html"))
    except Exception as error:
        # One letter's fault must not stop the others. Only its kind is told: its words may hold what is written in it.
        log.error("A letter (%s, %s) could not be made: %s", mail.purpose, mail.kind, type(error).__name__)
        raise CannotMake from None
    message = EmailMultiAlternatives(
        " ".join(letter.subject.split()),  # a line break in a title must not become a header of its own
        plain.strip() + "\n",
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Message-ID": _message_id(mail), "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    message.attach_alternative(rich, "text/html")
    if letter.about:
        message.extra_headers["X-Handslag-About"] = letter.about
    return message


def _message_id(mail: OutgoingMail) -> str:
    """Return what a mail program knows the letter by: the same at every attempt."""
    return f"<{mail.unique_id}@{urlsplit(mail.site).hostname or 'handslag'}>"


def _has_gone(error: OSError) -> bool:
    """Whether the server has closed the line, or says that it will."""
    return isinstance(error, (smtplib.SMTPServerDisconnected, ConnectionError)) or getattr(error, "smtp_code", 0) == 421


def _meet(mail: OutgoingMail, error: OSError) -> bool:
    """Note what the server said, or that it said nothing. Returns False where the other letters would meet the same."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _answered_no(mail, REFUSED, int(next(iter(error.recipients.values()))[0]))
    if isinstance(error, smtplib.SMTPDataError):
        return _answered_no(mail, NOT_TAKEN, error.smtp_code)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _all_wait(mail, NO_LOGIN)
    if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code >= 500:
        return _all_wait(mail, OUR_SENDER.format(code=error.smtp_code))
    if isinstance(error, smtplib.SMTPResponseException):
        return _all_wait(mail, NOT_NOW.format(code=error.smtp_code))
    if isinstance(error, (ssl.SSLError, smtplib.SMTPNotSupportedError)):
        return _all_wait(mail, NOT_SECURE)
    return _all_wait(mail, NO_ANSWER)


def _answered_no(mail: OutgoingMail, words: str, code: int) -> bool:
    """Note that the server takes the others but not this one: for ever (5xx), or not now. Returns True."""
    if code >= 500:
        _note(mail, state="failed", trouble=words.format(code=code), attempts=mail.attempts + 1)
    else:
        _wait(mail, NOT_NOW.format(code=code))
    return True


def _wait(mail: OutgoingMail, trouble: str) -> None:
    """Put one letter off, longer for each attempt."""
    if mail.attempts >= len(WAITS):
        _note(mail, state="failed", trouble=trouble)
        return
    _note(mail, attempts=mail.attempts + 1, next_at=timezone.now() + WAITS[mail.attempts], trouble=trouble)


def _all_wait(mail: OutgoingMail, trouble: str) -> bool:
    """Put a letter off, and with it all others that are due. Returns False."""
    now = timezone.now()
    least, most = OUTAGE
    later = now + min(max(now - mail.made_at, least), most)
    due = OutgoingMail.objects.filter(Q(pk=mail.pk) | Q(next_at__lte=now), state="waiting")
    due.update(next_at=later, trouble=trouble)
    return False


def _hang_up(connection: BaseEmailBackend) -> None:
    with contextlib.suppress(OSError):  # it may have hung up already
        connection.close()


def _note(mail: OutgoingMail, **values: Any) -> None:
    OutgoingMail.objects.filter(pk=mail.pk).update(**values)
