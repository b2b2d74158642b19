"""How allauth does things here: no sign-up, no passing messages, every sign-in in the audit trail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import clean_client_ip
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from handslag.accounts import audit
from handslag.accounts.models import User
from handslag.accounts.tasks import tell_of_new_password

PASSWORD_EVENTS = {
    "account/email/password_changed": "Bytte lösenord",
    "account/email/password_reset": "Valde nytt lösenord efter återställning",
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-postadressen eller lösenordet stämmer inte. Kontrollera båda och försök igen."),
        "account_inactive": _("Kontot är avslutat. Hör av dig till den som sköter installationen."),
        "enter_current_password": _("Lösenordet stämmer inte med det du har nu."),
        "too_many_login_attempts": _("För många försök. Vänta några minuter."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come by invitation or the command line."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page that follows tells what happened."""

    def is_safe_url(self, url: str) -> bool:
        """Return whether `url` leads to a page of this host."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts={self.request.get_host()})

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that limits are counted by: the one our own outermost proxy saw.

        Entries of X-Forwarded-For before it are the client's own words. Without a proxy, or where the header
        is shorter than it should be, the address of the connection; "unknown" for a socket without one.
        """
        proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
        forwarded = request.headers.get("x-forwarded-for", "").split(",")
        told = forwarded[-proxies] if 0 < proxies <= len(forwarded) else ""
        return clean_client_ip(told) or clean_client_ip(request.META.get("REMOTE_ADDR") or "") or "unknown"

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        audit.tell_of_login("sign_in", "Loggade in", user=user)
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Tell of it without what was typed: an unknown address may be a slip of somebody's password."""
        user = User.objects.filter(email=credentials.get("email", "").lower()).first()
        audit.tell_of_login("sign_in_failed", "Fel lösenord" if user else "Okänd adress", user=user)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """Tell the audit trail and the owner of the account that the password is new."""
        audit.tell_of_login("account", PASSWORD_EVENTS[template_prefix], user=user)
        tell_of_new_password.enqueue(user.pk)
