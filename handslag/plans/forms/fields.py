"""Fields for time in words, lists of lines, and days; with Swedish messages."""

import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from handslag.plans.rights import may_plan
from handslag.swedish.dates import parse_day
from handslag.swedish.moments import moment
from handslag.swedish.periods import Period, stated_period

LONGEST_TEXT = 10_000
LONGEST_ANSWER = 500


class Text(forms.CharField):
    """Running text of several lines."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_TEXT)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(**kwargs)


class PeriodField(forms.CharField):
    """Time as people write it. Words that are not understood are kept, and sort last."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Period"))
        kwargs.setdefault("help_text", _("Skriv som ni säger: hösten 2024 – juni 2026, från 2023, våren 2025."))
        super().__init__(max_length=300, **kwargs)

    def clean(self, value: Any) -> Period | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return stated_period(text)
        except ValueError:
            raise forms.ValidationError(_("Slutet ligger före början. Kontrollera åren.")) from None


class DayField(forms.CharField):
    """A day: 2024-03-01 or 1 mars 2024."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Till exempel 2024-03-01 eller 1 mars 2024."))
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any):
        text = super().clean(value)
        if not text:
            return None
        try:
            day = parse_day(text)
        except ValueError:
            day = _named_day(text)
        if not 1900 <= day.year <= 2200:
            raise forms.ValidationError(_("Kontrollera årtalet."))
        return day


def _named_day(text: str) -> datetime.date:
    """Return the day of "1 mars 2024". Raises ValidationError."""
    found = moment(" ".join(text.lower().split()))
    if found is None or found.precision != "day" or found.first is None:
        raise forms.ValidationError(_("Skriv dagen som 2024-03-01 eller 1 mars 2024."))
    return found.first


class LinesField(forms.CharField):
    """A list of short texts, one to a line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        kwargs.setdefault("max_length", LONGEST_TEXT)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.clean(self.prepare_value(initial) or "") != self.clean(data or "")

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class AnswersField(forms.CharField):
    """The answers to a question of a survey, one to a line: the answer; per cent; number. What is not stated is left out."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 6}))
        kwargs.setdefault("max_length", LONGEST_TEXT)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(answer_line(each) for each in value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.clean(self.prepare_value(initial) or "") != self.clean(data or "")
        except forms.ValidationError:
            return True

    def clean(self, value: Any) -> list[dict[str, Any]]:
        lines = enumerate(super().clean(value).splitlines(), start=1)
        return [_answer(line, n) for n, line in lines if line.strip()]


def answer_line(answer: dict[str, Any]) -> str:
    """Return an answer as its field shows it: "Ofta; 45,5; 12"."""
    percent, count = (
        "" if answer.get(name) is None else str(answer[name]).replace(".", ",") for name in ("percent", "count")
    )
    stated = [percent, count] if count or ";" in answer["label"] else [percent] if percent else []
    return "; ".join([answer["label"], *stated])


def _answer(line: str, n: int) -> dict[str, Any]:
    """Return the answer of a line. Raises ValidationError that names the line."""
    label, *stated = (part.strip() for part in line.rsplit(";", 2))
    percent, count = (*stated, "", "")[:2]
    if not label or len(label) > LONGEST_ANSWER:
        raise forms.ValidationError(_("Rad %(n)s: Skriv svaret först, högst 500 tecken."), params={"n": n})
    try:
        share = Decimal(percent.rstrip(" %").replace(",", ".")) if percent else None
    except InvalidOperation:
        share = Decimal(-1)
    if share is not None and not (share.is_finite() and 0 <= share <= 100 and len(percent) < 10):
        raise forms.ValidationError(
            _("Rad %(n)s: Andelen skrivs i procent, till exempel 45,5. Skriv så här: svaret; procent; antal."),
            params={"n": n},
        )
    if count and not (count.isascii() and count.isdigit() and len(count) < 10):
        raise forms.ValidationError(_("Rad %(n)s: Antalet är ett heltal."), params={"n": n})
    return {"label": label, "percent": None if share is None else str(share), "count": int(count) if count else None}


def ways_to_frameworks(user: Any, plan: Any) -> SafeString:
    """Return where the frameworks are read, and for those who may, how one that is missing is added."""
    county = plan.county
    listed = format_html('<a href="{}">{}</a>', reverse("frameworks", args=[county.slug]), _("Läs om ramverken"))
    if not may_plan(user, county):
        return listed
    address = reverse("read_framework", args=[county.slug])
    return format_html('{} · <a href="{}">{}</a>', listed, address, _("Saknas ett? Läs in det från en fil"))


NOT_STATED = _("Inte angivet")


def choices(words: dict[str, str], *, empty: Any = NOT_STATED) -> list[tuple[str, Any]]:
    """Return the choices of a select, nothing chosen beforehand."""
    return [("", empty), *((key, word[:1].upper() + word[1:]) for key, word in words.items())]
