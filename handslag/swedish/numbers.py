"""Numbers as Swedish readers expect them: decimal comma, no-break spaces, a real minus sign."""

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"

_UNITS = "noll ett två tre fyra fem sex sju åtta nio"
_TEENS = "tio elva tolv tretton fjorton femton sexton sjutton arton nitton"
_TENS = "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio"
_TO_NINETEEN, _FROM_TWENTY = [*_UNITS.split(), *_TEENS.split()], _TENS.split()
_LARGEST_AS_WORD = 12  # Swedish style: words up to twelve, then digits

# The default context has 28 digits and raises when a rounded value needs more.
_WIDE = Context(prec=1000)


def number(value: Decimal | int, *, decimals: int | None = None) -> str:
    """Return a number as text: 3993 -> "3 993", Decimal("17.0") -> "17,0".

    decimals: how many to show, rounded half up; None keeps the value's own, trailing zeros too.
    Thousands are parted by no-break spaces. Raises ValueError if the value is not finite.
    """
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueError(f"not a finite number: {value}")
    if decimals is not None:
        step = Decimal(1).scaleb(-decimals)
        exact = exact.quantize(step, rounding=ROUND_HALF_UP, context=_WIDE)
    # A rounded -0.4 must not come out as minus zero; abs() would round to the context's 28 digits.
    digits = format(exact.copy_abs(), ",f").replace(",", NO_BREAK_SPACE).replace(".", ",")
    return f"{MINUS}{digits}" if exact < 0 else digits


def rounded(value: float, decimals: int = 1) -> str:
    """Return a measured value with so many decimals: 16.59 -> "16,6"."""
    return number(Decimal(repr(float(value))), decimals=decimals)


def plain(value: float, most: int = 6) -> str:
    """Return a value with the decimals that it has, and no more than so many: 20.0 -> "20", 12.5 -> "12,5"."""
    exact = Decimal(repr(round(float(value), most)))
    return number(exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize())


def percent(value: Decimal | int, *, decimals: int | None = None) -> str:
    """Return a percentage (0-100, not a share) as text: 51 -> "51 %", with a no-break space."""
    return f"{number(value, decimals=decimals)}{NO_BREAK_SPACE}%"


def word(n: int, *, gender: Literal["en", "ett"] = "ett") -> str:
    """Return 0-12 as a word ("tre") and any other number in digits ("13").

    gender: what 1 is called; "en" before words such as insats, "ett" before words such as mål.
    """
    if n == 1:
        return gender
    return _TO_NINETEEN[n] if 0 <= n <= _LARGEST_AS_WORD else number(n)


def words_for(n: int) -> set[str]:
    """Return every Swedish spelling of n in words: 1 -> {"en", "ett"}, 21 -> {"tjugoen", "tjugoett"}.

    Covers 0-100; other numbers give an empty set, as texts write them in digits.
    """
    if n == 1:
        return {"en", "ett"}
    if n == 100:
        return {"hundra", "etthundra", "ett hundra"}
    if not 0 <= n < 100:
        return set()
    if n < 20:
        return {_TO_NINETEEN[n]}
    ten, unit = _FROM_TWENTY[n // 10 - 2], n % 10
    return {ten + ending for ending in words_for(unit)} if unit else {ten}


def count(n: int, singular: str, plural: str) -> str:
    """Return a number with its noun: "1 insats", "3 insatser", "0 insatser"."""
    return f"{number(n)} {singular if n == 1 else plural}"


def capitalised(text: str) -> str:
    """Return the text with its first letter large and the rest untouched ("BUP och elevhälsan" stays)."""
    return text[:1].upper() + text[1:]
