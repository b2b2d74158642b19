"""Figures as pages read them: a series for each indicator, area, sex and age, with what can be said of each value.

Pure values; knows no Django.
"""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from handslag.swedish.dates import MONTHS, month, month_end

SEXES = ("T", "K", "M")
STATES = ("", "missing", "suppressed_source", "not_published")
"""What stands with a figure as it is taken in: "" beside a value, else why there is none."""
HIDDEN_HERE = "hidden_here"
SINGLE_YEAR = "single_year"
WORDS = {
    "missing": "uppgift saknas",
    "suppressed_source": "dolt av källan",
    "not_published": "inte publicerat",
    HIDDEN_HERE: "visas inte: skyddar enskilda",
    SINGLE_YEAR: "visas inte för enskilda år",
}
"""Why a value is not shown, in a few words. What is hidden here does not say whether it is small or would tell a small one."""
NO_GROUND = "underlag för osäkerhet saknas"
"""Said of a value whose limits neither the source tells nor counts can give."""


class Key(NamedTuple):
    """Which series: the indicator's key, the area's code, sex T, K or M, and age ("" for the definition's own)."""

    indicator: str
    area: str
    sex: str = "T"
    age: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A figure for a period, or the word for why there is none.

    limits: "source" where lower and upper are the source's, "counts" where we have made them of numerator and
    denominator, "whole" where everything is counted and nothing is uncertain, "" where there is no ground for any.
    vintage: above 1 where the source has revised it. fetch: the id of the taking in that it came with.
    """

    period_from: datetime.date
    period_to: datetime.date
    value: float | None
    lower: float | None = None
    upper: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    state: str = ""
    note: str = ""
    limits: str = ""
    vintage: int = 1
    fetch: int = 0

    @property
    def years(self) -> int:
        """How many years the period covers; 0 for a part of a year, as a month or a quarter."""
        return 0 if self.is_part_of_year else max(1, round((self.period_to - self.period_from).days / 365.25))

    @property
    def is_part_of_year(self) -> bool:
        return (self.period_to - self.period_from).days < _SHORTEST_YEAR

    @property
    def is_single_year(self) -> bool:
        return self.years == 1

    @property
    def label(self) -> str:
        """The period as printed: "2019", "2018–2022", "läsåret 2018/19", "kvartal 1 2024" or "mars 2024"."""
        first, last = self.period_from, self.period_to
        of_whole_months = first.day == 1 and last == month_end(last)
        if of_whole_months and first.year == last.year:
            return _within_a_year(first, last)
        if of_whole_months and (first.month, last.month, last.year - first.year) == (7, 6, 1):
            return f"läsåret {first.year}/{last.year % 100:02d}"
        if of_whole_months and (first.month, last.month) == (1, 12):
            return f"{first.year}–{last.year}"
        return f"{first.isoformat()}–{last.isoformat()}"

    @property
    def at(self) -> float:
        """The middle of the period, in years: 2019.5 for the year 2019."""
        middle = self.period_from + (self.period_to - self.period_from) / 2
        start = datetime.date(middle.year, 1, 1)
        return middle.year + (middle - start).days / 365.25

    @property
    def word(self) -> str:
        """Why there is no value, or no interval; "" where nothing need be said."""
        if self.value is None:
            return WORDS[self.state]
        return "" if self.limits else NO_GROUND


_SHORTEST_YEAR = 360
"""Days from the first to the last below which a period is a part of a year."""


def _within_a_year(first: datetime.date, last: datetime.date) -> str:
    """Return whole months of one year: "2024", "kvartal 1 2024", "mars 2024", "januari–juni 2024"."""
    if (first.month, last.month) == (1, 12):
        return str(first.year)
    if first.month == last.month:
        return month(first)
    if first.month % 3 == 1 and last.month == first.month + 2:
        return f"kvartal {last.month // 3} {first.year}"
    return f"{MONTHS[first.month - 1]}–{month(last)}"


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one key in the order of their periods; () where nothing has been taken in."""

    key: Key
    values: tuple[Value, ...] = ()

    @property
    def latest(self) -> Value | None:
        """The last value that is a number; None where there is none."""
        return next((each for each in reversed(self.values) if each.value is not None), None)

    @property
    def last(self) -> Value | None:
        """The last period, with a number or the word for why there is none."""
        return self.values[-1] if self.values else None
