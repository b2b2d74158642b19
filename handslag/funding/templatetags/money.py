"""How kronor are written. An amount that is not known says so in words: it is not zero."""

from decimal import Decimal

from django import template

from handslag.swedish import numbers
from handslag.swedish.kronor import kronor as in_kronor
from handslag.swedish.kronor import millions as in_millions

register = template.Library()
NOT_KNOWN = "inte angivet"


@register.filter
def amount(value: int | None) -> str:
    """ "7 803 798" in a column of kronor, or that it is not stated."""
    return NOT_KNOWN if value is None else numbers.number(value)


@register.filter
def kronor(value: int | None) -> str:
    """ "7 803 798 kr", or that it is not stated."""
    return NOT_KNOWN if value is None else in_kronor(value)


@register.filter
def millions(value: int | None) -> str:
    """ "1 716 miljoner kronor", or that it is not stated."""
    return NOT_KNOWN if value is None else in_millions(value, decimals=0, unit="miljoner kronor")


@register.filter
def signed(value: int) -> str:
    """A difference with its sign: "+12", "−3", "0"."""
    return f"+{numbers.number(value)}" if value > 0 else numbers.number(value)


@register.filter
def in_ore(value: int) -> str:
    """A sum in öre as kronor: "1 234,50 kr", "−12 kr"."""
    whole = value % 100 == 0
    return f"{numbers.number(Decimal(value) / 100, decimals=0 if whole else 2)}{numbers.NO_BREAK_SPACE}kr"
