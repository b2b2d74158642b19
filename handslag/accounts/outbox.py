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


class OutboxBackend(BaseEmailBackend):
    """Writes each letter to a file of its own, complete before it is seen."""

    def send_messages(self, email_messages: Sequence) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{uuid.uuid4().hex[:8]}"
            part = folder / f"{name}.part"
            part.write_bytes(message.message().as_bytes())
            part.rename(folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Kept:
    """A letter in the outbox."""

    name: str
    at: datetime.datetime
    to: str
    subject: str
    text: str


def letters() -> list[Kept]:
    """Return the latest letters, newest first."""
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.eml"), reverse=True)[:MOST]
    return [_read(path) for path in files]


def forget(about: str) -> int:
    """Delete the letters filed under something; return how many. Outside demo mode there are none."""
    found = [path for path in Path(settings.EMAIL_FILE_PATH).glob("*.eml") if _parse(path)["X-Handslag-About"] == about]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _parse(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)  # type: ignore[return-value]


def _read(path: Path) -> Kept:
    message = _parse(path)
    body = message.get_body(("plain",))
    at = datetime.datetime.fromtimestamp(path.stat().st_mtime, tz=datetime.UTC)
    return Kept(path.stem, at, str(message["To"]), str(message["Subject"]), body.get_content() if body else "")


@require_safe
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """Every letter that the demo would have sent, with its links."""
    if not settings.DEMO:
        raise Http404
    return render(request, "accounts/outbox.html", {"letters": letters(), "folder": settings.EMAIL_FILE_PATH.name})
