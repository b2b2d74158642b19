"""Periods as tables write them: 2023, 2018–2022, 2024M03, 2023-04, 2024K1, 2018/19. Pure; knows no Django."""

import calendar
import datetime
import re
from collections.abc import Callable

from handslag.indicators.series import Value
from handslag.swedish.dates import MONTHS, month_end

Days = tuple[datetime.date, datetime.date]

HOW = "Skriv till exempel 2023, 2018–2022, 2024-03 eller läsåret 2018/19."
FIRST_YEAR, LAST_YEAR = 1900, 2100
_DASH = r"\s*[-–—]\s*"
_DAY = r"(\d{4})-(\d{2})-(\d{2})"


class BadPeriod(ValueError):
    """The text is no period. The message says how one is written, in Swedish."""


def period(text: str) -> Days:
    """Return the first and last day of a period. Raises BadPeriod."""
    plain = " ".join(text.split()).casefold()
    for pattern, read in _KINDS:
        if found := pattern.fullmatch(plain):
            days = read(*found.groups())
            if not FIRST_YEAR <= days[0].year <= days[1].year <= LAST_YEAR:
                raise BadPeriod(f"”{text[:40]}” har ett årtal som inte kan stämma. {HOW}")
            return days
    raise BadPeriod(f"”{text[:40]}” är ingen period. {HOW}")


def is_period(text: str) -> bool:
    """Whether a text, as a heading, is a period."""
    try:
        period(text)
    except BadPeriod:
        return False
    return True


def _day(year: str | int, month: str | int, day: str | int) -> datetime.date:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        raise BadPeriod(f"{year}-{month}-{day} är ingen dag. {HOW}") from None


def _years(first: str, last: str) -> Days:
    if int(last) < int(first):
        raise BadPeriod(f"{first}–{last} slutar innan den börjar.")
    return _day(first, 1, 1), _day(last, 12, 31)


def _school_year(first: str, last: str) -> Days:
    if int(last) % 100 != (int(first) + 1) % 100:
        raise BadPeriod(f"{first}/{last} är inget läsår. Flera år skrivs med streck: {first}–{last}.")
    return _day(first, 7, 1), _day(int(first) + 1, 6, 30)


def _month(year: str, month: str) -> Days:
    if not 1 <= int(month) <= 12:
        raise BadPeriod(f"{year}-{month} är ingen månad. Flera år skrivs med fyra siffror: 2018–2019.")
    return _day(year, month, 1), _day(year, month, calendar.monthrange(int(year), int(month))[1])


def _named_month(name: str, year: str) -> Days:
    return _month(year, str(next(n for n, each in enumerate(MONTHS, start=1) if each.startswith(name[:3]))))


def _quarter(year: str, quarter: str) -> Days:
    last = 3 * int(quarter)
    return _day(year, last - 2, 1), _month(year, str(last))[1]


def _named_quarter(quarter: str, year: str) -> Days:
    return _quarter(year, quarter)


def _days(*parts: str) -> Days:
    first, last = _day(*parts[:3]), _day(*parts[3:])
    if last < first:
        raise BadPeriod(f"{first}–{last} slutar innan den börjar.")
    return first, last


_NAMES = "|".join([*MONTHS, *(f"{each[:3]}\\.?" for each in MONTHS)])
_KINDS: tuple[tuple[re.Pattern[str], Callable[..., Days]], ...] = (
    (re.compile(r"(\d{4})", re.ASCII), lambda year: _years(year, year)),
    (re.compile(rf"(\d{{4}}){_DASH}(\d{{4}})", re.ASCII), _years),
    (re.compile(r"(?:läsåret |läsår )?(\d{4})/(\d{4}|\d{2})", re.ASCII), _school_year),
    (re.compile(r"(\d{4})[-m](\d{2})", re.ASCII), _month),
    (re.compile(rf"({_NAMES}) (\d{{4}})"), _named_month),
    (re.compile(r"(\d{4}) ?(?:k|q|kv|kvartal) ?([1-4])", re.ASCII), _quarter),
    (re.compile(r"(?:k|q|kv|kvartal) ?([1-4]) (\d{4})", re.ASCII), _named_quarter),
    (re.compile(rf"{_DAY}{_DASH}{_DAY}", re.ASCII), _days),
)


def next_part(last: datetime.date | None, part: int, *, today: datetime.date) -> str:
    """Return the month or the quarter after a day, or the last one that has ended; never one that has not begun."""
    this = today.year * 12 + (today.month - 1) // part * part
    after = this - part if last is None else last.year * 12 + last.month
    first = min(after, this)
    begins = datetime.date(first // 12, first % 12 + 1, 1)
    ends = month_end(begins.replace(month=begins.month + part - 1))
    return Value(begins, ends, None).label
