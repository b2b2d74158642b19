"""What every page needs: help lines, demo mode, and where the reader is. Asks the database for nothing."""

from django.conf import settings
from django.http import HttpRequest

from handslag import __version__
from handslag.accounts.personas import PERSONAS
from handslag.places.help_lines import help_lines


def everywhere(request: HttpRequest) -> dict[str, object]:
    """Return the context of every template."""
    return {
        "help_lines": help_lines(),
        "demo": settings.DEMO,
        "persona_title": _persona_title(request) if settings.DEMO else "",
        "version": __version__,
    }


def _persona_title(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    return next((persona.title for persona in PERSONAS if persona.key == user.persona), "")
