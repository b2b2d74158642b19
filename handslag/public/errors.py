"""Error pages in Swedish and in the design. They ask the database for nothing."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    context = {"title": title, "text": text, "status": status}
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "Adressen går inte att läsa", "Kontrollera adressen, eller börja om från startsidan.")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        403,
        "Din roll får inte göra det här",
        "Logga in med en annan roll, eller hör av dig till den som ansvarar för planen.",
    )


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: an old page, or cookies refused, or another site's form."""
    return _page(
        request,
        403,
        "Formuläret hann bli för gammalt",
        "Gå tillbaka, ladda om sidan och skicka igen. Webbläsaren behöver ta emot kakor för formulär.",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        404,
        "Sidan finns inte",
        "Den kan ha flyttats, eller så är den inte offentlig. Sök gärna, eller börja om från startsidan.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    request.user = AnonymousUser()  # to ask who is signed in could fail as the page did
    return _page(
        request,
        500,
        "Något gick fel hos oss",
        "Felet är noterat. Försök igen om en stund. Inget du har sparat har försvunnit.",
    )
