"""How numbers of a county's own work are written."""

from django import template

from handslag.indicators.reach.outputs import Amount
from handslag.indicators.reach.rates import NOT_TOLD, printed
from handslag.swedish import numbers

register = template.Library()


@register.filter
def amount(value: Amount) -> str:
    """Return an amount with what is stated about it: "ca 50"."""
    return printed(value)


@register.filter
def told(value: int | str | None) -> str:
    """Return a count, the word that stands instead of it, or that nobody has said."""
    if value is None:
        return NOT_TOLD
    return value if isinstance(value, str) else numbers.number(value)


@register.filter
def decimals(value: float, places: int) -> str:
    """Return a number with so many decimals: "1,25"."""
    return numbers.rounded(value, places)
