"""What somebody typed outlives the session: it is carried, signed, through a new sign-in and sent again.

Nothing is stored: the text stands in the page as a sealed field (`FIELD`), for a day at most. Passwords and
files are never carried.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property, wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from handslag.accounts.actors import act_of, begin_anew
from handslag.accounts.forms import SignInForm
from handslag.accounts.personas import offered
from handslag.trust.changes import DoneAlready, done_by, row_of
from handslag.trust.models import Change

FIELD = "kvar"
SALT = "handslag.accounts.kept"
MAX_AGE = 24 * 60 * 60
MAX_CHARACTERS = 400_000
"""More is shown to be copied by hand: the proxy takes no larger form."""
NOT_SHOWN = frozenset({FIELD, "next", "version", "nyckel", "seen", "key", "mark"})
"""Fields that are sent again and that nobody typed."""


@dataclass(frozen=True)
class Kept:
    """A form that was sent: its local address, its fields in order, words for them, and whether files were left out."""

    address: str
    fields: list[tuple[str, str]]
    labels: dict[str, str] = field(default_factory=dict)
    files: bool = False

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What a person typed or chose, as (label or "", text)."""
        return [
            (self.labels.get(name, ""), value)
            for name, value in self.fields
            if value.strip() and value != "on" and name not in NOT_SHOWN
        ]

    @property
    def is_too_long(self) -> bool:
        return sum(len(name) + len(value) for name, value in self.fields) > MAX_CHARACTERS

    @cached_property
    def sealed(self) -> str:
        """The value of the field that carries it; empty where it is too long to carry."""
        return "" if self.is_too_long else signing.dumps(asdict(self), salt=SALT, compress=True)


def is_local(address: str) -> bool:
    """Return whether an address is a path of this installation."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)


def typed(request: HttpRequest, *, labels: Mapping[str, str] | None = None) -> Kept:
    """Return the form that came with a request, without its token and passwords; empty where it cannot be read."""
    try:
        sent, files = request.POST, bool(request.FILES)
    except UnreadablePostError:
        return Kept(request.get_full_path(), [])
    fields = [(name, value) for name, values in sent.lists() if _may_be_kept(name) for value in values]
    return Kept(request.get_full_path(), fields, dict(labels or {}), files)


def _may_be_kept(name: str) -> bool:
    return name != "csrfmiddlewaretoken" and not any(part in name.lower() for part in ("password", "losenord"))


def opened(request: HttpRequest) -> Kept | None:
    """Return what a sign-in form carries; None where it carries nothing, too old or changed."""
    try:
        found = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=MAX_AGE)
        kept = Kept(**(found | {"fields": [(name, value) for name, value in found["fields"]]}))
    except (signing.BadSignature, TypeError, ValueError, KeyError):
        return None
    return kept if is_local(kept.address) else None


def comes_from_here(request: HttpRequest) -> bool:
    """Return False where the browser says that another site sent the form.

    Such a form must not be offered for sending again with our own token.
    """
    for header in ("Origin", "Referer"):
        if told := request.headers.get(header):
            return urlsplit(told).netloc == request.get_host()
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


def sign_in_context(request: HttpRequest, kept: Kept | None) -> dict[str, Any]:
    """Return what the sign-in page needs beside its form."""
    return {"kept": kept, "personas": offered() if settings.DEMO else []}


def sign_in_again(request: HttpRequest, *, labels: Mapping[str, str] | None = None) -> HttpResponse:
    """Answer a form from somebody who is not signed in (any more): the sign-in page, with what was typed.

    labels: what the fields are called to a person. Status 403, as nothing has been saved.
    """
    kept = typed(request, labels=labels)
    context = {"form": SignInForm(request=request), **sign_in_context(request, kept)}
    response = render(request, "accounts/sign_in.html", context, status=403)
    response["Cache-Control"] = "no-store"
    return as_whole_page(response)


def as_whole_page(response: HttpResponse) -> HttpResponse:
    """Let an answer to a form that htmx sent take the whole page, and not stand inside the form."""
    response["HX-Retarget"] = response["HX-Reselect"] = "#innehall"
    response["HX-Reswap"] = "outerHTML"
    return response


def show(request: HttpRequest, kept: Kept) -> HttpResponse:
    """Answer a sign-in that carried a form: what was typed, and the button that saves it."""
    response = render(request, "accounts/kept.html", {"kept": kept})
    response["Cache-Control"] = "no-store"
    return response


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only somebody signed in through; a form that was sent is kept through a new sign-in.

    A form that comes a second time is answered as the first was meant to be.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return stop(request)
        try:
            return view(request, *args, **kwargs)
        except (DoneAlready, Http404, PermissionDenied):
            # What was taken away by the first click is not there for the second.
            if request.method != "POST" or not (change := done_by(act_of(request).key)):
                raise
        if not hasattr(change, "undone_by"):
            return _done_already(request, change)
        begin_anew(request)  # it was taken back since, and is wanted again
        return view(request, *args, **kwargs)

    return checked


def _done_already(request: HttpRequest, change: Change) -> HttpResponse:
    """Answer a form that was sent twice: it is saved, once, and the page where it stands is shown."""
    told = _("Det är sparat. Samma formulär kom en gång till; det sparades bara en gång.")
    messages.success(request, told, extra_tags=str(change.pk))
    page = row_of(change.target_kind, change.target_id).page
    address = (page.of_plan if page.withdrawn_on else page).get_absolute_url()
    return HttpResponse(headers={"HX-Redirect": address}) if request.headers.get("HX-Request") else redirect(address)


def stop(request: HttpRequest) -> HttpResponse:
    """Answer somebody who must sign in first."""
    return sign_in_again(request) if request.method == "POST" else redirect_to_login(request.get_full_path())
