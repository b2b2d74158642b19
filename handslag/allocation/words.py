"""Exact numbers as Swedish text."""

from decimal import Decimal
from fractions import Fraction

from handslag.swedish.kronor import kronor
from handslag.swedish.numbers import NO_BREAK_SPACE, number


def decimals(value: Fraction | int, places: int) -> str:
    """Return the value with so many decimals, rounded half up from the exact value: 2/3 -> "0,67"."""
    scaled = (abs(value) * 10**places + Fraction(1, 2)) // 1
    return number(Decimal(-scaled if value < 0 else scaled).scaleb(-places), decimals=places)


def plain(value: Fraction) -> str:
    """Return a whole number as it is, another with at most four decimals: 1/4 -> "0,25"."""
    if value.denominator == 1:
        return number(value.numerator)
    return decimals(value, 4).rstrip("0").rstrip(",")


def percent(value: Fraction, places: int) -> str:
    """Return a part of one as a percentage: 0.0295137 -> "2,951 %"."""
    return f"{decimals(100 * value, places)}{NO_BREAK_SPACE}%"


def exact_kronor(value: Fraction) -> str:
    """Return whole kronor as they are, others with two decimals: "2 803 797,54 kr"."""
    return kronor(value.numerator) if value.denominator == 1 else kronor_and_ore(value)


def kronor_and_ore(value: Fraction) -> str:
    """Return an amount with two decimals, whatever they are: "25,60 kr"."""
    return f"{decimals(value, 2)}{NO_BREAK_SPACE}kr"
