"""Mail that the worker sends. A queued task names a login by number: no address and no link waits in the queue."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django_tasks import task

from handslag.accounts.models import User


@task()
def send_reset_link(user_id: int | None, site: str) -> None:
    """Mail a link to choose a new password. `site` is the installation's address, with a slash at its end.

    A task without user is queued for an unknown address, so that asking takes the same time.
    """
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    path = reverse("new_password", args=[user_pk_to_url_str(user), default_token_generator.make_token(user)])
    text = render_to_string("accounts/mail/reset.txt", {"link": site.rstrip("/") + path, "site": site})
    send_mail("Nytt lösenord till Handslag", text, None, [user.email])


@task()
def tell_of_new_password(user_id: int) -> None:
    """Tell the owner of a login that its password is new."""
    user = User.objects.filter(pk=user_id).first()
    if user and not user.persona:
        send_mail(
            "Ditt lösenord till Handslag är bytt", render_to_string("accounts/mail/changed.txt"), None, [user.email]
        )
