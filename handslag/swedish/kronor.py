"""Money in kronor."""

from decimal import Decimal

from handslag.swedish.numbers import NO_BREAK_SPACE, number

_MILLION = 1_000_000


def kronor(amount: int) -> str:
    """Return whole kronor as text: "1 716 000 000 kr", with no-break spaces."""
    return f"{number(amount)}{NO_BREAK_SPACE}kr"


def millions(amount: int, *, decimals: int = 1, unit: str = "mkr") -> str:
    """Return kronor as millions: 7_800_000 -> "7,8 mkr".

    unit: "mkr", or "mnkr" where the county writes so. An amount so small that it would be shown as
    zero millions is given in kronor instead: a small grant is not no grant.
    """
    value = number(Decimal(amount) / _MILLION, decimals=decimals)
    if amount and value == number(0, decimals=decimals):
        return kronor(amount)
    return f"{value}{NO_BREAK_SPACE}{unit}"
