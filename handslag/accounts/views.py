"""Signing in and out. Stepping into a persona exists in demo mode only."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from handslag.accounts.forms import SignInForm
from handslag.accounts.models import User
from handslag.accounts.personas import PERSONAS


class SignIn(LoginView):
    """The sign-in page; in demo mode it also offers the personas that exist."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = False

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if settings.DEMO:
            present = set(User.objects.exclude(persona="").values_list("persona", flat=True))
            context["personas"] = [persona for persona in PERSONAS if persona.key in present]
        return context


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
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    known = next((each for each in PERSONAS if each.key == persona), None)
    membership = user.memberships.select_related("organisation__county").first()
    if known and membership and membership.organisation.county:
        return redirect("lage", membership.organisation.county.slug)
    return redirect(settings.LOGIN_REDIRECT_URL)
