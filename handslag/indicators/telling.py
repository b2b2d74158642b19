"""A figure in words: never without its interval or the words for why there is none, its base and its period."""

from decimal import Decimal

from handslag.indicators.reading import Definition
from handslag.indicators.series import Value
from handslag.swedish.numbers import number


def told(definition: Definition, value: Value | None) -> str:
    """Return "12,5 per 100 000 invånare och år (8,8–17,1), 38 av 304 805, 2019", or why there is no value."""
    if value is None:
        return "Inga uppgifter är hämtade än"
    if value.value is None:
        return f"{value.word.capitalize()}, {value.label}"
    unit = "procent" if definition.unit == "procent" else definition.unit
    parts = [f"{figure(value.value, decimals=_decimals(definition))} {unit}{_interval(definition, value)}"]
    if base := _base(value):
        parts.append(base)
    return ", ".join([*parts, value.label])


def figure(value: float, *, decimals: int = 1) -> str:
    """Return a number in Swedish: "12,5"."""
    return number(Decimal(repr(float(value))), decimals=decimals)


def _decimals(definition: Definition) -> int:
    return 0 if definition.measure == "count" else 1


def _interval(definition: Definition, value: Value) -> str:
    if value.limits == "whole":
        return ""
    if value.lower is None or value.upper is None:
        return f" ({value.word})"
    decimals = _decimals(definition)
    return f" ({figure(value.lower, decimals=decimals)}–{figure(value.upper, decimals=decimals)})"


def _base(value: Value) -> str:
    if value.numerator is None or value.denominator is None:
        return ""
    return f"{figure(value.numerator, decimals=0)} av {figure(value.denominator, decimals=0)}"
