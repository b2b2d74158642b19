"""Many recipients at once, as lines: "funktion; adress; insatsens nummer eller namn; plats"."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handslag.places.models import Organisation
from handslag.plans.followup.recipient_forms import LOOKS_LIKE_A_NAME, Places, names_a_person
from handslag.plans.followup.recipients import About
from handslag.plans.followup.round_forms import Guarded
from handslag.plans.forms.base import MESSAGES, NOT_A_NAME, ask_about_names
from handslag.plans.models import FollowUpRound, Initiative
from handslag.swedish.search import fold
from handslag.trust.guard import findings

MOST_LINES = 500
LONGEST = 100_000


@dataclass(frozen=True)
class Line:
    """What a line was understood as. errors: what is wrong with it; then the rest may be empty."""

    n: int
    function: str
    email: str
    initiative: Initiative | None
    place: Any
    organisation: Organisation | None
    errors: tuple[str, ...]
    looks_like_name: bool = False


class PasteForm(Guarded):
    """Lines of recipients. After `is_valid` `lines` holds what was understood, faulty ones too."""

    text = forms.CharField(
        label=gettext_lazy("En tillfrågad och en insats på varje rad"),
        max_length=LONGEST,
        strip=False,  # a line keeps its number
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Skriv så här: funktion; adress; insatsens nummer eller namn; plats. Platsen är en kommun eller en länsdel och kan "
            "utelämnas. Samma funktion och adress på flera rader blir ett brev med alla insatserna."
        ),
    )

    def __init__(self, *args: Any, asked: FollowUpRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = Reader(asked) if self.is_bound else None
        self.lines: list[Line] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        rows = [(n, row) for n, row in enumerate(cleaned.get("text", "").splitlines(), start=1) if row.strip()]
        if not rows and "text" not in self.errors:
            self.add_error("text", MESSAGES["required"])
        if len(rows) > MOST_LINES:
            self.add_error("text", _("Högst 500 rader i taget."))
            return cleaned
        sure = bool(self.data.get(NOT_A_NAME))
        self.lines = [self.reader.line(n, row, names_are_sure=sure) for n, row in rows]
        for line in self.lines:
            for error in line.errors:
                self.add_error("text", _("Rad %(n)s: %(error)s") % {"n": line.n, "error": error})
        if any(line.looks_like_name for line in self.lines):
            ask_about_names(self)
        return cleaned

    def wanted(self) -> list[tuple[dict[str, Any], list[About]]]:
        """Return each recipient once, with all that its lines ask about."""
        found: dict[tuple[str, str], list[Line]] = defaultdict(list)
        for line in self.lines:
            found[line.function, line.email].append(line)
        return [
            (
                {"function": function, "email": email, "organisation": _organisation(lines)},
                [About(line.initiative.pk, line.place) for line in lines if line.initiative],
            )
            for (function, email), lines in found.items()
        ]


def _organisation(lines: Iterable[Line]) -> Organisation | None:
    return next((line.organisation for line in lines if line.organisation), None)


class Reader:
    """Understands lines about one round. Four queries, however many lines."""

    def __init__(self, asked: FollowUpRound) -> None:
        self.places = Places(asked.plan)
        self.initiatives = [row.initiative for row in asked.initiatives.select_related("initiative")]
        organisations = Organisation.objects.filter(county_id=asked.plan.county_id)
        self.organisations = sorted(organisations, key=lambda each: -len(each.name))
        self.known = [*(each.name for each in self.organisations), *(each.name for each in self.places.areas)]

    def line(self, n: int, text: str, *, names_are_sure: bool) -> Line:
        """Return what a line says."""
        function, email, about, place_text, *rest = [*(part.strip() for part in text.split(";")), "", "", "", ""][:5]
        errors = [self._function_error(function), _email_error(email)]
        initiative, fault = self._initiative(about)
        errors.append(fault)
        place = self.places.named(place_text) if place_text else None
        if place_text and place is None:
            errors.append(_("Platsen ”%(place)s” är ingen kommun eller länsdel i länet.") % {"place": place_text})
        if rest and rest[0]:
            errors.append(_("Raden har fler delar än fyra. Använd semikolon bara mellan delarna."))
        name = "" if names_are_sure else names_a_person(function, known=self.known)
        if name:
            errors.append(str(LOOKS_LIKE_A_NAME).format(found=name))
        told = tuple(error for error in errors if error)
        return Line(n, function, email, initiative, place, self._named(function), told, bool(name))

    def _function_error(self, function: str) -> str:
        if not function:
            return _("Funktionen saknas.")
        if len(function) > 200:
            return _("Funktionen är längre än 200 tecken.")
        return next((each.message for each in findings(function) if each.certain), "")

    def _initiative(self, text: str) -> tuple[Initiative | None, str]:
        """Return the initiative of the round that a number or a name means, or what is wrong."""
        if not text:
            return None, _("Insatsen saknas. Skriv dess nummer eller namn.")
        if text.isascii() and text.isdigit():
            numbered = [each for each in self.initiatives if each.number == int(text)] if len(text) < 9 else []
            if numbered:
                return numbered[0], ""
            return None, _("Ingen insats i uppföljningen har nummer %(n)s.") % {"n": text}
        wanted = fold(text)
        exact = [each for each in self.initiatives if wanted in {fold(name) for name in (each.title, *each.aliases)}]
        found = exact or [each for each in self.initiatives if wanted in fold(each.title)]
        if len(found) == 1:
            return found[0], ""
        if found:
            return None, _("”%(text)s” passar flera insatser. Skriv hela namnet, eller numret.") % {"text": text}
        return None, _("Ingen insats i uppföljningen heter ”%(text)s”.") % {"text": text}

    def _named(self, function: str) -> Organisation | None:
        """Return the organisation whose name stands in the function's, the longest first."""
        within = function.casefold()
        return next((each for each in self.organisations if each.name.casefold() in within), None)


def _email_error(email: str) -> str:
    try:
        validate_email(email)
    except ValidationError:
        return _("”%(email)s” är ingen e-postadress.") % {"email": email} if email else _("Adressen saknas.")
    return "" if len(email) <= 254 else _("Adressen är för lång.")
