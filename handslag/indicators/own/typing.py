"""Figures typed by hand: a period, and for each area a value and a comment."""

import datetime
import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handslag.indicators.importing import cells, checks
from handslag.indicators.importing.columns import mark_of
from handslag.indicators.importing.figures import Figure, Ground, completed
from handslag.indicators.importing.periods import BadPeriod, Days, next_part, period
from handslag.indicators.models import Indicator, Observation
from handslag.indicators.reading import Definition
from handslag.indicators.rules import LONGEST_NOTE, PARTS_OF_YEAR
from handslag.places.models import Area
from handslag.plans.forms.base import guard
from handslag.swedish.numbers import plain

_OF = re.compile(r"(.+?)\s+av\s+(.+)", re.IGNORECASE)
MISSING = ".."
"""What is typed where a value is known to be missing."""


EXAMPLES = {
    "year": gettext_lazy("Till exempel 2025 eller läsåret 2024/25. Delar av ett år tas inte in."),
    "quarter": gettext_lazy("Till exempel kvartal 1 2025."),
    "month": gettext_lazy("Till exempel mars 2025 eller 2025-03."),
}


class PeriodForm(forms.Form):
    """Which period the figures are for."""

    period = forms.CharField(
        label=gettext_lazy("Period"),
        max_length=40,
        error_messages={"required": gettext_lazy("Skriv vilken period talen gäller.")},
    )

    def clean_period(self) -> Days:
        try:
            return period(self.cleaned_data["period"])
        except BadPeriod as bad:
            raise forms.ValidationError(str(bad)) from None


class FiguresForm(PeriodForm):
    """A value and a comment for each area. What is left empty is not taken in."""

    def __init__(self, *args: Any, areas: list[Area], ground: Ground, indicator: Indicator, **kwargs: Any) -> None:
        self.areas, self.ground, self.indicator = areas, ground, indicator
        super().__init__(*args, **kwargs)
        definition = ground.definition
        self.fields["period"].help_text = EXAMPLES.get(definition.frequency, EXAMPLES["year"])
        with_base = definition.measure in ("proportion", "rate")
        for area in areas:
            self.fields[f"value_{area.pk}"] = forms.CharField(
                label=_("Värde, %s") % area.name, max_length=60, required=False
            )
            self.fields[f"note_{area.pk}"] = forms.CharField(
                label=_("Kommentar, %s") % area.name, max_length=LONGEST_NOTE, required=False,
                error_messages={"max_length": _("Korta kommentaren: högst %(limit_value)d tecken får plats.")},
            )  # fmt: skip
        self.hint = _("Skriv 36 eller 18 av 50.") if with_base else _("Skriv ett tal.")
        self.figures: list[Figure] = []

    @property
    def lines(self) -> list[tuple[Area, forms.BoundField, forms.BoundField]]:
        """Each area with its two fields."""
        return [(area, self[f"value_{area.pk}"], self[f"note_{area.pk}"]) for area in self.areas]

    @property
    def own_lines(self) -> list[tuple[Area, forms.BoundField, forms.BoundField]]:
        return [line for line in self.lines if line[0].kind == Area.COUNTY]

    @property
    def other_lines(self) -> list[tuple[Area, forms.BoundField, forms.BoundField]]:
        return [line for line in self.lines if line[0].kind != Area.COUNTY]

    @property
    def others_are_open(self) -> bool:
        """Whether a municipality has something typed, or wrong."""
        return any(value.value() or value.errors or note.errors for _area, value, note in self.other_lines)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        guard(self, {name: text for name, text in cleaned.items() if name.startswith("note_") and text})
        days = cleaned.get("period")
        if days is None:
            return cleaned
        for n, area in enumerate(self.areas, start=1):
            text, note = cleaned.get(f"value_{area.pk}", ""), cleaned.get(f"note_{area.pk}", "")
            if text:
                self._add(area, text, note, days, n)
            elif note:
                self.add_error(f"value_{area.pk}", _("Skriv ett värde till kommentaren, eller .. om uppgiften saknas."))
        if not self.errors and not self.figures:
            self.add_error(f"value_{self.areas[0].pk}", _("Skriv minst ett värde."))
        return cleaned

    def _add(self, area: Area, text: str, note: str, days: Days, n: int) -> None:
        definition = self.ground.definition
        made = Figure(n, self.ground.places.by_code[area.code], days, note=note)
        try:
            _fill(made, text, definition)
        except ValueError as why:
            self.add_error(f"value_{area.pk}", str(why))
            return
        problems = checks.problems(completed(made, definition), self.ground)
        for role, told in problems:
            field = "period" if role == "period" else f"value_{area.pk}"
            if told not in self.errors.get(field, []):
                self.add_error(field, told)
        if not problems:
            self.figures.append(made)


def _fill(made: Figure, text: str, definition: Definition) -> None:
    """Put what is typed into a figure: 36, "18 av 50", ".." Raises ValueError."""
    if mark_of(text) is not None:
        if text != MISSING:
            raise ValueError(_("Skriv 0 om det är noll, eller .. om uppgiften saknas."))
        made.state = "missing"
    elif parts := _OF.fullmatch(text):
        if definition.measure not in ("proportion", "rate"):
            raise ValueError(_("Skriv ett tal. ”av” hör till andelar."))
        made.numerator, made.denominator = (cells.count(each, definition).value for each in parts.groups())
    else:
        made.value, made.decimals = cells.amount(text, definition)


def typed_before(indicator: Indicator, areas: list[Area], days: Days) -> dict[str, str]:
    """Return what the form shows for a period that has figures already. One query."""
    rows = Observation.objects.filter(
        indicator=indicator, latest=True, area__in=areas, sex="T", age="", period_from=days[0], period_to=days[1]
    )
    found: dict[str, str] = {}
    for row in rows:
        found[f"value_{row.area_id}"] = _typed(row)
        found[f"note_{row.area_id}"] = row.note
    return found


def _typed(row: Observation) -> str:
    if row.value is None:
        return MISSING
    if row.numerator is not None and row.denominator is not None:
        return f"{plain(row.numerator)} av {plain(row.denominator)}"
    return plain(row.value)


def next_period(indicator: Indicator, definition: Definition, *, today: datetime.date) -> str:
    """Return the period that is probably typed next: the one after the last, else the last that has ended. One query."""
    last = Observation.objects.filter(indicator=indicator, latest=True).order_by("-period_to").first()
    if part := PARTS_OF_YEAR.get(definition.frequency):
        return next_part(last.period_to if last else None, part, today=today)
    year = last.period_to.year + 1 if last else today.year - 1
    year = min(year, today.year)
    return str(year) if definition.window == 1 else f"{year - definition.window + 1}–{year}"
