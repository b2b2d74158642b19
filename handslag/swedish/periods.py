"""Time as people write it: "hösten 2020", "juni 2022 – januari 2024", "från 2021".

A period prints as it was written; its days say no more than the words do.
"""

from dataclasses import dataclass
from datetime import date

from handslag.swedish.dates import day, month, month_end
from handslag.swedish.phrases import read, runs_backwards

PRECISIONS = frozenset({"day", "month", "season", "year", "duration", "unknown", "open"})

Span = tuple[date, date]


@dataclass(frozen=True)
class Period:
    """A stretch of time with vague ends.

    text: the words, printed as they are.
    first, last: first and last possible day; None where nothing is stated. An open period has no last.
    precision: day, month, season (a term or a third of a year too), year, duration (only a length is
    known), unknown or open. Where the ends differ both are given: "month/season", "month/open".
    Raises ValueError on another precision, or a last day before the first.
    """

    text: str
    first: date | None
    last: date | None
    precision: str

    def __post_init__(self) -> None:
        ends = self.precision.split("/")
        if len(ends) > 2 or not PRECISIONS.issuperset(ends):
            raise ValueError(f"not a precision: {self.precision!r}")
        if self.first and self.last and self.last < self.first:
            raise ValueError(f"{self.text!r} ends {self.last}, before it starts {self.first}")

    @property
    def start_precision(self) -> str:
        """How exactly the start is known. "open" alone says nothing about the start: unknown."""
        start = self.precision.partition("/")[0]
        return "unknown" if start == "open" else start

    @property
    def end_precision(self) -> str:
        """How exactly the end is known; "open" if it goes on."""
        return self.precision.rpartition("/")[2]

    @property
    def is_open(self) -> bool:
        """Whether no end is stated because it goes on."""
        return self.end_precision == "open"

    @property
    def start_span(self) -> Span | None:
        """The earliest and latest possible day of the start, or None if not stated."""
        if self.first is None:
            return None
        words = read(self.text)
        if words and (words.start.first, words.start.precision) == (self.first, self.start_precision):
            latest = words.start.last
        else:
            latest = _last_of(self.first, self.start_precision)
        possible = [day for day in (latest, self.last) if day]
        return (self.first, min(possible)) if possible else None

    @property
    def end_span(self) -> Span | None:
        """The earliest and latest possible day of the end, or None if open or not stated."""
        if self.last is None or self.is_open:
            return None
        words = read(self.text)
        if words and (words.end.last, words.end.precision) == (self.last, self.end_precision):
            earliest = words.end.first
        else:
            earliest = _first_of(self.last, self.end_precision)
        possible = [day for day in (earliest, self.first) if day]
        return (max(possible), self.last) if possible else None

    @property
    def sort_key(self) -> tuple[bool, date, date, date]:
        """Sorts by first possible day; of two with the same, the more exact first; no start last.

        So "hösten 2020" comes after any day in August and before "vintern 2020".
        """
        start = self.start_span
        return (
            self.first is None,
            self.first or date.max,
            start[1] if start else date.max,
            self.last or date.max,
        )

    def overlaps(self, year: int) -> bool:
        """Return whether some possible day lies in the year; an open period reaches every later year.

        Where one end is unknown only the days stated for the other count.
        """
        start, end = self.start_span, self.end_span
        first = self.first or (end[0] if end else None)
        last = self.last or (start[1] if start else first)
        if first is None or last is None:
            return False
        return first.year <= year and (self.is_open or year <= last.year)

    def has_ended(self, on: date) -> bool | None:
        """Return True if even the last possible day is before `on`, else False; None if no end is stated."""
        if self.last is None or self.is_open:
            return None
        return self.last < on


def start_words(period: Period) -> str:
    """Return the start alone, as exactly as it is known: "hösten 2021"; "" if not stated."""
    return _end_in_words(period.first, period.start_precision)


def end_words(period: Period) -> str:
    """Return the end alone, as exactly as it is known: "augusti 2024"; "" if open or not stated."""
    return "" if period.is_open else _end_in_words(period.last, period.end_precision)


_SEASONS = ("vintern", "våren", "sommaren", "hösten")


def _end_in_words(at: date | None, precision: str) -> str:
    if at is None:
        return ""
    match precision:
        case "day":
            return day(at)
        case "year":
            return str(at.year)
        case "season":
            return f"{_SEASONS[at.month % 12 // 3]} {at.year}"
        case _:
            return month(at)


def parse_period(text: str) -> Period | None:
    """Return the period that Swedish words describe, or None if they are not read or end before they start.

    The text is kept as written. Reads one point in time (see moments), two of them ("april–september
    2023", "våren 2022 till sommaren 2023", "mellan 2020 och 2021"), an open end ("från och med 2021"), an
    open start ("till och med 2023") and a length alone ("under två år").
    """
    words = read(text)
    if words is None:
        return None
    start, end = words
    precision = start.precision if start.precision == end.precision else f"{start.precision}/{end.precision}"
    return Period(text.strip(), start.first, end.last, precision)


def stated_period(text: str) -> Period:
    """Return the period that somebody states: words that are not read are kept, and say no days.

    Raises ValueError where the words end before they start.
    """
    if period := parse_period(text):
        return period
    if runs_backwards(text):
        raise ValueError(f"{text!r} ends before it starts")
    return Period(text.strip(), None, None, "unknown")


def _last_of(first: date, precision: str) -> date | None:
    """Return the last day of the unit that starts `first`. A season not read is three months."""
    match precision:
        case "day":
            return first
        case "month":
            return month_end(first)
        case "season":
            return month_end(_month_away(first, 2))
        case "year":
            return first.replace(month=12, day=31)
    return None


def _first_of(last: date, precision: str) -> date | None:
    """Return the first day of the unit that ends `last`; see _last_of."""
    match precision:
        case "day":
            return last
        case "month":
            return last.replace(day=1)
        case "season":
            return _month_away(last, -2)
        case "year":
            return last.replace(month=1, day=1)
    return None


def _month_away(day: date, months: int) -> date:
    """Return the first of the month so many months away, within the calendar."""
    place = min(max(day.year * 12 + day.month - 1 + months, 12), 9999 * 12 + 11)
    return date(place // 12, place % 12 + 1, 1)
