"""Error pages in Swedish and in the design. They ask the database for nothing."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handslag.accounts import kept


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
    return response


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
