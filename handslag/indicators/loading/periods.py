"""What a source's word for a period means, in days. Pure."""

import datetime
import re
from calendar import monthrange

Span = tuple[datetime.date, datetime.date]
"""First and last day."""

_YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?", re.ASCII)
_MONTH = re.compile(r"(\d{4})M(\d{1,2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})[KQ]([1-4])", re.ASCII)
_SCHOOL_YEAR = re.compile(r"(\d{4})/(\d{2}|\d{4})", re.ASCII)


class UnknownPeriod(ValueError):
    """A period in no form that we know. The message tells it, in Swedish."""


def span(told: str) -> Span:
    """Return the days of "2024", "2021-2024", "2026M04", "2026K2" or "2018/19". Raises UnknownPeriod."""
    text = told.strip()
    try:
        if found := _YEARS.fullmatch(text):
            return years(int(found[1]), int(found[2] or found[1]))
        if found := _MONTH.fullmatch(text):
            return _months(int(found[1]), int(found[2]), 1)
        if found := _QUARTER.fullmatch(text):
            return _months(int(found[1]), 3 * int(found[2]) - 2, 3)
        if (found := _SCHOOL_YEAR.fullmatch(text)) and (int(found[1]) + 1 - int(found[2])) % 100 == 0:
            return school_year(int(found[1]) + 1)
    except ValueError:
        pass
    raise UnknownPeriod(f"Perioden {told!r} går inte att läsa.")


def years(first: int, last: int) -> Span:
    """Return the days of whole years. Raises ValueError where they stand backwards."""
    if not 1800 <= first <= last <= 2200:
        raise ValueError(f"{first}-{last} are no years")
    return datetime.date(first, 1, 1), datetime.date(last, 12, 31)


def school_year(last: int) -> Span:
    """Return the days of the school year that ends in a year."""
    return datetime.date(last - 1, 7, 1), datetime.date(last, 6, 30)


def is_a_year(days: Span) -> bool:
    """Whether it is one calendar year."""
    return days == (datetime.date(days[0].year, 1, 1), datetime.date(days[0].year, 12, 31))


def _months(year: int, month: int, count: int) -> Span:
    last = month + count - 1
    return datetime.date(year, month, 1), datetime.date(year, last, monthrange(year, last)[1])
