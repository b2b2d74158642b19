"""The figures of an own measure in words, for a table: value with its base, interval, comment."""

from collections.abc import Sequence
from dataclasses import dataclass

from handslag.indicators.series import NO_GROUND, Value
from handslag.swedish.numbers import plain, rounded

WHOLE = "allt är räknat"
BEFORE = 3
"""Reports before the last one that a list tells, so that it is seen where the figure is going."""


@dataclass(frozen=True)
class Line:
    """A figure as a table tells it. limits: the interval, or why there is none; "" where there is no value."""

    period: str
    value: str
    limits: str
    note: str
    is_revised: bool


def line_of(value: Value) -> Line:
    """Return a figure in words."""
    return Line(value.label, value_of(value), _limits(value), value.note, value.vintage > 1)


def reports_of(values: Sequence[Value]) -> list[Line]:
    """Return the last report of a measure and the few before it, the last first; nothing where none has come."""
    return [line_of(each) for each in reversed(values[-1 - BEFORE :])]


def value_of(value: Value) -> str:
    """Return a value with its base, or the word for why there is none."""
    if value.value is None:
        return value.word
    if value.numerator is None or value.denominator is None:
        return plain(value.value)
    return f"{rounded(value.value)} ({plain(value.numerator)} av {plain(value.denominator)})"


def _limits(value: Value) -> str:
    if value.value is None:
        return ""
    if value.limits == "whole":
        return WHOLE
    if value.lower is None or value.upper is None:
        return NO_GROUND
    return f"{rounded(value.lower)}–{rounded(value.upper)}"
