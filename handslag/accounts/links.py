"""Links that let somebody do one thing without a login: the key in a letter is exchanged for a cookie at once.

Opening a link changes nothing, so a mail scanner that follows it does no harm. The cookie holds for the one bare
address that the link leads to, on the device that opened it, and only as long as the link itself does.
"""

import datetime
import secrets
from collections.abc import Callable, Iterable

from allauth.core.internal import ratelimit
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from handslag.accounts.actions import hash_of
from handslag.accounts.models import TaskLink
from handslag.swedish.dates import day as swedish_day

COOKIE = "handslag_lank"
SALT = "handslag.accounts.links"
COOKIE_AGE = 7 * 24 * 60 * 60
"""So that an answer can be resumed where it was begun; the letter opens it anew after that."""

_destinations: dict[str, Callable[[int], str | None]] = {}


def register(purpose: str, destination: Callable[[int], str | None]) -> None:
    """Say where links of a purpose lead: target id -> bare address; None where the target is gone."""
    _destinations[purpose] = destination


def make(purpose: str, target_id: int, *, valid_to: datetime.date) -> str:
    """Make a link and return the path that goes into a letter. Its key is kept nowhere."""
    key = secrets.token_urlsafe(32)
    TaskLink.objects.create(purpose=purpose, target_id=target_id, key_hash=hash_of(key), valid_to=valid_to)
    return reverse("task_link", args=[key])


def revoke(purpose: str, target_ids: Iterable[int]) -> int:
    """Close the links to some targets; return how many were open. Cookies made from them end with them."""
    held = TaskLink.objects.open().filter(purpose=purpose, target_id__in=target_ids)
    return held.update(revoked_at=timezone.now())


def extend(purpose: str, target_ids: Iterable[int], *, valid_to: datetime.date) -> None:
    """Let the links to some targets that nobody has revoked hold to another day."""
    TaskLink.objects.filter(purpose=purpose, target_id__in=target_ids, revoked_at__isnull=True).update(
        valid_to=valid_to
    )


def forget(purpose: str, target_ids: Iterable[int]) -> int:
    """Delete the links to some targets, hashes and all; return how many."""
    return TaskLink.objects.filter(purpose=purpose, target_id__in=target_ids).delete()[0]


@require_safe
@never_cache
def follow(request: HttpRequest, key: str) -> HttpResponse:
    """Exchange a key for a cookie and lead on to the bare address. Nothing that comes after learns the key."""
    response = _follow(request, key)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _follow(request: HttpRequest, key: str) -> HttpResponse:
    link = TaskLink.objects.filter(key_hash=hash_of(key)).first()
    address = link and link.purpose in _destinations and _destinations[link.purpose](link.target_id)
    if not link or not address:
        return _refuse(request, None) if _may_try(request) else respond_429(request)
    if not link.is_open:
        return _refuse(request, link)
    response = redirect(address)
    response.set_cookie(
        COOKIE,
        signing.dumps(link.pk, salt=SALT),
        path=address,
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _may_try(request: HttpRequest) -> bool:
    """Count one unknown key from this network address; return False where it has tried too many."""
    # Not by the library's public function, which counts no GET.
    return bool(ratelimit.consume(request, app="allauth.account", action="unknown_link", limit_get=True))


def carried(request: HttpRequest, purpose: str, target_id: int) -> TaskLink | None:
    """Return the link whose cookie the request carries, where it is for this target. It may have closed: see `is_open`."""
    try:
        number = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_AGE)
    except signing.BadSignature:
        return None
    return TaskLink.objects.filter(pk=number, purpose=purpose, target_id=target_id).first()


def had_one(request: HttpRequest) -> bool:
    """Return whether the request carries a cookie that a link of ours gave, whatever has become of the link."""
    try:
        signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return False
    return True


def refuse(request: HttpRequest, link: TaskLink | None) -> HttpResponse:
    """Answer somebody who comes to a bare address without a link that holds."""
    return _refuse(request, link)


def _refuse(request: HttpRequest, link: TaskLink | None) -> HttpResponse:
    """Say what the link is: unknown (404), withdrawn or past its day (410)."""
    again = _("Be den som skickade brevet om en ny länk.")
    if link is None:
        title = _("Länken finns inte")
        text = _("Öppna länken i brevet igen, och kontrollera att hela adressen kom med.") + " " + again
        return render(request, "error.html", {"title": title, "text": text}, status=404)
    if link.revoked_at:
        title, text = (
            _("Länken gäller inte längre"),
            _("Den har tagits tillbaka eller lämnats över till någon annan, eller så tas inga svar emot längre."),
        )
    else:
        title = _("Länken gällde till och med %(day)s") % {"day": swedish_day(link.valid_to)}
        text = _("Det ni har skrivit finns kvar.")
    return render(request, "error.html", {"title": title, "text": f"{text} {again}"}, status=410)
