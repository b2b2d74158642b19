"""Days and months in words, and the distance between two days."""

import calendar
import re
from datetime import date

from handslag.swedish.numbers import word

MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAYS_A_MONTH = 365.2425 / 12
_NEAR = {-1: "i går", 0: "i dag", 1: "i morgon"}


def day(value: date) -> str:
    """Return a day in words: "1 mars 2024"."""
    return f"{value.day} {month(value)}"


def month(value: date) -> str:
    """Return the month of a day in words: "mars 2024"."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def month_end(value: date) -> date:
    """Return the last day of the month."""
    return value.replace(day=calendar.monthrange(value.year, value.month)[1])


def parse_day(text: str) -> date:
    """Return the day of a text such as "2024-03-01".

    Raises ValueError that quotes the text if it is written in another way or is no day in the calendar.
    """
    # date.fromisoformat alone would also take "20240301" and week dates.
    if _ISO_DAY.fullmatch(text.strip()):
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            pass
    raise ValueError(f"not a day written as YYYY-MM-DD: {text!r}")


def distance(from_day: date, to_day: date) -> str:
    """Return how far away to_day is, seen from from_day: "om fem månader", "för två år sedan", "i dag".

    Rounded: days for two weeks, weeks up to four, months up to two years, then years.
    """
    days = (to_day - from_day).days
    if days in _NEAR:
        return _NEAR[days]
    length = _length(abs(days))
    return f"om {length}" if days > 0 else f"för {length} sedan"


def _length(days: int) -> str:
    """Return a number of days in the unit that a person would choose."""
    if days < 14:
        return f"{word(days, gender='en')} dagar"
    if days < 28:
        return f"{word(round(days / 7), gender='en')} veckor"
    months = round(days / _DAYS_A_MONTH)
    if months == 12 or months >= 24:
        return f"{word(round(months / 12), gender='ett')} år"
    return f"{word(months, gender='en')} {'månad' if months == 1 else 'månader'}"
