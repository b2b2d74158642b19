"""Following the link of an invitation. The key stands in the address once; the form carries it after that."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.ratelimit import consume_or_429
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from handslag.accounts import actions, audit
from handslag.accounts.forms import FirstPasswordForm
from handslag.accounts.models import Invitation, User


@never_cache
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """What the link offers, and how to accept it: choose a password, sign in, or one button."""
    return _show(request, key, FirstPasswordForm())


@sensitive_post_parameters("password1", "password2", "nyckel")
@require_POST
@never_cache
def accept_invitation(request: HttpRequest) -> HttpResponse:
    """Take the role; with a new account also choose its password."""
    if stopped := consume_or_429(request, action="accept_invitation"):
        return stopped
    key = request.POST.get("nyckel", "")
    found = actions.find(key)
    form = FirstPasswordForm(request.POST)
    if found is None or found.state != "open" or _way(request, found) not in ("password", "button"):
        return _show(request, key, FirstPasswordForm())
    if _way(request, found) == "password" and not form.is_valid():
        return _show(request, key, form)
    return _accept(request, found, key, form)


def _accept(request: HttpRequest, found: Invitation, key: str, form: FirstPasswordForm) -> HttpResponse:
    is_new = not request.user.is_authenticated
    try:
        password = form.cleaned_data["password1"] if is_new else ""
        user = actions.accept(found, user=None if is_new else request.user, password=password)
    except (actions.NotOpen, actions.OtherAccount):
        return _show(request, key, FirstPasswordForm())  # it changed a moment ago: show what holds now
    if is_new:
        get_adapter().login(request, user)
        audit.tell_of_login("sign_in", "Loggade in", user=user)
    return redirect("lage", found.organisation.county.slug)


def _way(request: HttpRequest, found: Invitation) -> str:
    """Return how the reader can accept: "password", "button", "sign_in", or "other" who must sign out first."""
    if request.user.is_authenticated:
        return "button" if request.user.email == found.email else "other"
    return "sign_in" if User.objects.filter(email=found.email).exists() else "password"


def _show(request: HttpRequest, key: str, form: FirstPasswordForm) -> HttpResponse:
    found = actions.find(key)
    if found is None or found.state != "open":
        return _refuse(request, found)
    context: dict[str, Any] = {"invitation": found, "way": _way(request, found), "form": form, "key": key}
    return render(request, "accounts/invitation.html", context)


def _refuse(request: HttpRequest, found: Invitation | None) -> HttpResponse:
    """Say what the link is: wrong (404), or until when it held (410)."""
    if found is None:
        title = _("Länken finns inte")
        text = _("Kontrollera att hela adressen i brevet kom med, eller be den som bjöd in om en ny.")
        return render(request, "error.html", {"title": title, "text": text}, status=404)
    return render(request, "accounts/invitation_closed.html", {"invitation": found}, status=410)
