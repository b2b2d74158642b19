"""Signing in and out, passwords, one's own account. Stepping into a persona exists in demo mode only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView, PasswordChangeView, PasswordResetFromKeyView, PasswordResetView
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST

from handslag.accounts import audit, kept
from handslag.accounts.forms import ChangeForm, ForgotForm, NewPasswordForm, SignInForm
from handslag.accounts.models import User
from handslag.accounts.personas import PERSONAS
from handslag.places.models import Area
from handslag.trust.permissions import Permission

# allauth's own get_context_data looks up pages that do not exist here (sign-up and others): each view below
# goes past it, to the one above in line.


class SignIn(LoginView):
    """The sign-in page; in demo mode it also offers the personas that exist. Carries what was typed, if anything."""

    template_name = "accounts/sign_in.html"
    form_class = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super(LoginView, self).get_context_data(**kwargs)
        is_new = "nytt" in self.request.GET
        return context | kept.sign_in_context(self.request, kept.opened(self.request)) | {"new_password": is_new}

    def form_valid(self, form: SignInForm) -> HttpResponse:
        carried = kept.opened(self.request)
        response = super().form_valid(form)
        return kept.show(self.request, carried) if carried and self.request.user.is_authenticated else response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        if form.has_error("__all__", "too_many_login_attempts"):
            return respond_429(self.request)
        return super().form_invalid(form)


class ForgotPassword(PasswordResetView):
    template_name = "accounts/forgot.html"
    form_class = ForgotForm
    success_url = reverse_lazy("password_link_sent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super(PasswordResetView, self).get_context_data(**kwargs)


def password_link_sent(request: HttpRequest) -> HttpResponse:
    """The same page whether or not the address was known."""
    return render(request, "accounts/link_sent.html")


class NewPassword(PasswordResetFromKeyView):
    """Where the link in the mail leads. The key moves to the session, so that it stays out of the address and logs."""

    template_name = "accounts/new_password.html"
    form_class = NewPasswordForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super(PasswordResetFromKeyView, self).get_context_data(**kwargs)

    def get_success_url(self) -> str:
        return f"{reverse('sign_in')}?nytt"

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return super().render_to_response(context, **kwargs | ({"status": 410} if "token_fail" in context else {}))


class ChangePassword(PasswordChangeView):
    template_name = "accounts/change_password.html"
    form_class = ChangeForm
    success_url = reverse_lazy("account")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A login without password (a persona) has none to change."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return f"{reverse('account')}?bytt"


@kept.signed_in
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: address, roles, password, and the counties that one administers."""
    held = request.user.memberships.current().select_related("organisation__county").order_by("id")

    def counties(permission: Permission) -> list[Area]:
        there = request.user.grants().counties(permission)
        found = {each.organisation.county for each in held if each.organisation.county_id in there}
        return sorted(found, key=lambda county: county.code)

    context = {
        "held": held,
        "counties": counties(Permission.MANAGE_ACCESS),
        "with_records": counties(Permission.SET_RETENTION),
        "changed": "bytt" in request.GET,
    }
    return render(request, "accounts/account.html", context)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and show the front page."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def in_demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404 outside demo mode, to any method."""

    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


@in_demo_only
@require_POST
def try_as(request: HttpRequest, persona: str) -> HttpResponse:
    """Step into a persona. Outside demo mode the address does not exist."""
    user = get_object_or_404(User, persona=persona, is_active=True)
    carried = kept.opened(request)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    audit.tell_of_login("sign_in", "Provade som i demon", user=user)
    if carried:
        return kept.show(request, carried)
    return redirect(_after_stepping_in(request, user))


def _after_stepping_in(request: HttpRequest, user: User) -> str:
    """Return the page asked for, else Läget of the persona's county."""
    asked = request.POST.get("next", "")
    if asked and get_adapter().is_safe_url(asked):
        return asked
    known = next((each for each in PERSONAS if each.key == user.persona), None)
    membership = user.memberships.select_related("organisation__county").first()
    if known and membership and membership.organisation.county:
        return reverse("lage", args=[membership.organisation.county.slug])
    return reverse(settings.LOGIN_REDIRECT_URL)
