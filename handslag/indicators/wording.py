"""How an indicator's figures are written in Swedish: value with unit, interval, base and period."""

import re
from collections.abc import Sequence

from handslag.indicators.reading import Definition
from handslag.indicators.rules import months
from handslag.indicators.series import NO_GROUND, Value
from handslag.swedish.numbers import NO_BREAK_SPACE, rounded

KINDS = {
    "outcome": "hur invånarna mår",
    "determinant": "det som påverkar hälsan",
    "care": "vård och stöd",
    "output": "det länet själv gör",
}
POLARITIES = {"low": "lägre är bättre", "high": "högre är bättre", "none": "varken högt eller lågt är bättre i sig"}
SEXES = {"T": "båda könen", "K": "kvinnor", "M": "män"}
INTERVAL = "95-procentigt osäkerhetsintervall"


def ages(told: str) -> str:
    """Return an age in words: "15+" -> "15 år och äldre", "16-84" -> "16–84 år"; "" for all."""
    if not told:
        return ""
    return f"{told[:-1]} år och äldre" if told.endswith("+") else f"{told.replace('-', '–')} år"


def decimals(definition: Definition) -> int:
    """Return how many decimals a value is written with."""
    return 0 if definition.measure == "count" else 1


def is_percent(definition: Definition) -> bool:
    return definition.measure == "proportion" and definition.per == 100


def written(value: float, definition: Definition) -> str:
    """Return a value without its unit, except percent: "16,6", "81,3 %"."""
    text = rounded(value, decimals(definition))
    return f"{text}{NO_BREAK_SPACE}%" if is_percent(definition) else text


def unit(definition: Definition, values: Sequence[Value] = ()) -> str:
    """Return the unit of some values: what a month or a quarter had is told as that, and not as what a year has."""
    if not any(each.is_part_of_year for each in values):
        return definition.unit
    lengths = {months(each.period_from, each.period_to) for each in values}
    span = _PARTS.get(lengths.pop(), "") if len(lengths) == 1 else ""
    return _A_YEAR.sub(lambda found: f"{found[1]} {span}" if span and found[1] in _WITH else "", definition.unit)


_A_YEAR = re.compile(r"(,| per| och| om) (år|året|kalenderår)$")
_WITH = (" per", " och")
_PARTS = {1: "månad", 3: "kvartal"}


def with_unit(value: float, definition: Definition, of: Value | None = None) -> str:
    """Return a value with its unit: "16,6 per 100 000 invånare och år", "81,3 %". of: whose period it is."""
    text = written(value, definition)
    return text if is_percent(definition) else f"{text} {unit(definition, [of] if of else [])}"


def interval(value: Value, definition: Definition) -> str:
    """Return the limits, or in words why there are none; "" where there is no value, or all is counted."""
    if value.value is None or value.limits == "whole":
        return ""
    if value.lower is None or value.upper is None:
        return NO_GROUND
    low, high = (rounded(each, decimals(definition)) for each in (value.lower, value.upper))
    return f"{low}–{high}"


def base(value: Value) -> str:
    """Return what a value is made of: "42 av 253 106"; "" where the source does not tell, or it is the value itself."""
    if value.value is None or value.numerator is None:
        return ""
    if value.denominator is None and value.numerator == value.value:
        return ""
    counted = _whole(value.numerator)
    return counted if value.denominator is None else f"{counted} av {_whole(value.denominator)}"


def _whole(value: float) -> str:
    return rounded(value, 0 if float(value).is_integer() else 1)


def latest(value: Value, definition: Definition) -> str:
    """Return a value with all that it travels with: "16,6 per 100 000 (11,9–22,4), 42 av 253 106, 2022"."""
    if value.value is None:
        return f"{value.word}, {value.label}"
    limits = interval(value, definition)
    parts = [with_unit(value.value, definition, value) + (f" ({limits})" if limits else ""), base(value), value.label]
    return ", ".join(part for part in parts if part)
