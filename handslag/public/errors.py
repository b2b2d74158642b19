"""Error pages in Swedish and in the design. They ask the database for nothing."""

import logging
import sys

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handslag.accounts import kept
from handslag.trust.storage import trouble

logger = logging.getLogger("handslag.storage")


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    context = {"title": title, "text": text, "status": status}
    return kept.as_whole_page(render(request, "error.html", context, status=status))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "Adressen går inte att läsa", "Kontrollera adressen, eller börja om från startsidan.")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    title = "Din roll får inte göra det här"
    text = "Logga in med en annan roll, eller hör av dig till den som ansvarar för planen."
    if _was_written(request):
        return _again(request, 403, title, f"Inget är sparat, men det du skrev står kvar här. {text}")
    return _page(request, 403, title, text)


def _was_written(request: HttpRequest) -> bool:
    """Whether somebody signed in sent a form with words in it: a right may end, or a thing go, while one writes."""
    return (
        request.method == "POST"
        and getattr(request, "user", AnonymousUser()).is_authenticated
        and kept.comes_from_here(request)
        and bool(kept.typed(request).shown)
    )


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: an old page, or cookies refused, or another site's form.

    Only our own form is offered for sending again: another site's would get our token that way.
    """
    title = "Formuläret hann bli för gammalt"
    if not kept.comes_from_here(request):
        text = "Gå tillbaka, ladda om sidan och skicka igen. Webbläsaren behöver ta emot kakor för formulär."
        return _page(request, 403, title, text)
    text = "Det du skrev finns kvar. Skicka det igen. Webbläsaren behöver ta emot kakor för formulär."
    return _again(request, 403, title, text)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Somebody tried too often: to sign in, to get a new password and the like."""
    text = "Vänta några minuter och försök igen. Det skyddar kontona mot den som gissar lösenord."
    if request.method != "POST":
        return _page(request, 429, "För många försök", text)
    return _again(request, 429, "För många försök", text)


def _again(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """A page with what was typed, and the button that sends it once more."""
    context = {"title": title, "text": text, "kept": kept.typed(request)}
    response = render(request, "accounts/again.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return kept.as_whole_page(response)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if _was_written(request):
        text = "Någon kan ha tagit bort den medan du skrev. Inget är sparat, men det du skrev står kvar här."
        return _again(request, 404, "Sidan finns inte längre", text)
    return _page(
        request,
        404,
        "Sidan finns inte",
        "Den kan ha flyttats, eller så är den inte offentlig. Sök gärna, eller börja om från startsidan.",
    )


def cannot_write(request: HttpRequest, why: str) -> HttpResponse:
    """The database takes nothing: the disk is full, read-only or failing. What was typed is kept in the page.

    Every write is a transaction, so nothing of it is left half done. Status 507, which monitoring can tell apart.
    """
    logger.critical("The database cannot be written to: %s", why)
    title = "Det gick inte att spara"
    told = "Inget av det du skickade är sparat, och inget som var sparat förut har försvunnit."
    if request.method != "POST" or not kept.comes_from_here(request):
        return _page(request, 507, title, f"Servern kan inte spara just nu. {told} Försök igen om en stund.")
    text = f"Servern kan inte spara just nu. {told} Det du skrev står kvar här: försök igen om en stund, eller kopiera det."
    return _again(request, 507, title, text)


def server_error(request: HttpRequest) -> HttpResponse:
    known = getattr(request, "_cached_user", None)  # by Django, once it has asked
    request.user = known or AnonymousUser()  # to ask who is signed in could fail as the page did
    if why := trouble(sys.exception()):  # Django calls this while it handles the error
        return cannot_write(request, why)
    return _page(
        request,
        500,
        "Något gick fel hos oss",
        "Felet är noterat. Försök igen om en stund. Inget du har sparat har försvunnit.",
    )
