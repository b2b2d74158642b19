"""What a single figure may say, whoever tells it. Pure: knows no Django and no other rows."""

import math
import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from handslag.indicators.reading import Definition
from handslag.indicators.series import SEXES, STATES

if TYPE_CHECKING:
    from handslag.indicators.writing import Row

NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
LONGEST_NOTE = 300
LARGEST = 1e12
"""No figure is larger: what is, is a slip of the hand or the source."""
NEVER_NEGATIVE = ("proportion", "rate", "count")
PARTS_OF_YEAR = {"month": 1, "quarter": 3}
"""Months that a figure covers where there are several a year, by how often there is one."""
_AGE = re.compile(r"\d{1,3}(\+|-\d{1,3})?", re.ASCII)
_ROUNDING = 1e-9

Fault = tuple[str, str]
"""Which field, and what is wrong with it, in Swedish."""


@lru_cache(maxsize=1024)  # a million figures are of some hundred periods
def months(first: date, last: date) -> int:
    """Return how many months a period covers; what is shorter than half a month is 0."""
    return round(((last - first).days + 1) / 30.4375)


def too_short(first: date, last: date, definition: Definition) -> bool:
    """Whether a period is less than a year where figures are of years: a month's number is never taken for a year's.

    Only a definition that has a new figure every month or quarter takes it in, and never one whose single years are not
    shown.
    """
    least = PARTS_OF_YEAR.get(definition.frequency, 12) if definition.single_years else 12
    return months(first, last) < least


def fault_of(row: "Row", definition: Definition | None) -> Fault | None:
    """Return what is wrong with a figure; None where nothing is. definition: None where it is not known what it is of."""
    return _form(row) or _numbers(row) or (_meaning(row, definition) if definition else None)


def _form(row: "Row") -> Fault | None:
    if row.period_to < row.period_from:
        return "period_to", "Perioden slutar innan den börjar."
    if row.sex not in SEXES:
        return "sex", f"Könet kan inte vara {row.sex!r}: det skrivs T, K eller M."
    if row.age and not _AGE.fullmatch(row.age):
        return "age", f"Åldern kan inte vara {row.age!r}: den skrivs som 15-24 eller 85+."
    if row.state not in STATES:
        return "state", f"{row.state!r} säger inte varför talet saknas."
    if (row.value is None) != bool(row.state):
        told = "Talet saknas, men inte varför." if row.value is None else "Talet finns, men sägs också saknas."
        return "value", told
    if len(row.note) > LONGEST_NOTE:
        return "note", f"Anteckningen är längre än {LONGEST_NOTE} tecken."
    return None


def _numbers(row: "Row") -> Fault | None:
    for name, told in zip(NUMBERS, (row.value, row.lower, row.upper, row.numerator, row.denominator), strict=True):
        if told is None or -LARGEST <= told <= LARGEST:
            continue
        return name, "Talet är för stort för att stämma." if math.isfinite(told) else "Det är inget tal."
    if row.numerator is not None and row.numerator < 0:
        return "numerator", "Antalet är under noll."
    if row.denominator is not None and row.denominator <= 0:
        return "denominator", "Basen måste vara över noll."
    for name, limit, sign in (("lower", row.lower, 1), ("upper", row.upper, -1)):
        if limit is not None and (row.value is None or sign * (limit - row.value) > _ROUNDING):
            return name, "Talet ligger utanför sina gränser."
    return None


def _meaning(row: "Row", definition: Definition) -> Fault | None:
    if too_short(row.period_from, row.period_to, definition):
        return "period_to", "Perioden är kortare än ett år."
    if definition.measure in NEVER_NEGATIVE and row.value is not None and row.value < 0:
        return "value", "Talet är under noll."
    if definition.measure != "proportion":
        return None
    if row.numerator is not None and row.denominator is not None and row.numerator > row.denominator:
        return "numerator", "Antalet är större än basen."
    if row.value is not None and row.value > definition.per * (1 + _ROUNDING):
        return "value", f"En andel kan inte vara över {definition.per}."
    return None
