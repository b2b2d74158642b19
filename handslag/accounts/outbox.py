"""The demo's outbox: no letter leaves; each becomes a file, and a page shows them all. Only in demo mode."""

import datetime
import email
import email.policy
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

MOST = 200
"""Letters on the page; older ones are in the folder."""

NAMED = "%Y%m%d-%H%M%S-%f"
"""When a letter was sent stands in its file's name, so that names sort by time."""


class OutboxBackend(BaseEmailBackend):
    """Writes each letter to a file of its own, complete before it is seen."""

    def send_messages(self, email_messages: Sequence) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.datetime.now(tz=datetime.UTC):{NAMED}}-{uuid.uuid4().hex[:8]}"
            part = folder / f"{name}.part"
            part.write_bytes(message.message().as_bytes())
            part.rename(folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Kept:
    """A letter in the outbox. at: in Swedish time."""

    at: datetime.datetime
    to: str
    subject: str
    text: str

    @property
    def day(self) -> datetime.date:
        return self.at.date()


def letters() -> list[Kept]:
    """Return the latest letters, newest first."""
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.eml"), reverse=True)[:MOST]
    return [letter for path in files if (letter := _read(path))]


def forget(about: str) -> int:
    """Delete the letters filed under something; return how many. Outside demo mode there are none."""
    found = [path for path in Path(settings.EMAIL_FILE_PATH).glob("*.eml") if _is_about(path, about)]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _is_about(path: Path, about: str) -> bool:
    message = _parse(path)
    return message is not None and message["X-Handslag-About"] == about


def _parse(path: Path) -> EmailMessage | None:
    """Return a letter; None where it was forgotten a moment ago."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    return email.message_from_bytes(raw, policy=email.policy.default)  # type: ignore[return-value]


def _read(path: Path) -> Kept | None:
    message = _parse(path)
    if message is None:
        return None
    body = message.get_body(("plain",))
    moment = datetime.datetime.strptime(path.stem.rpartition("-")[0], NAMED).replace(tzinfo=datetime.UTC)
    subject = str(message["Subject"]).strip()
    return Kept(timezone.localtime(moment), str(message["To"]), subject, body.get_content() if body else "")


@require_safe
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """Every letter that the demo would have sent, with its links."""
    if not settings.DEMO:
        raise Http404
    found = letters()
    return render(request, "accounts/outbox.html", {"letters": found, "is_cut": len(found) == MOST, "most": MOST})
