"""Values over time or between areas, with their intervals, as the charts take them; and how they are written.

A value never stands without its interval or the words that say why it has none.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from handslag.documents.lettering import visible
from handslag.swedish.numbers import NO_BREAK_SPACE, number

NOT_KNOWN = "uppgift saknas"
NO_INTERVAL = "underlag för osäkerhet saknas"
INTERVAL = "95-procentigt osäkerhetsintervall"
EMPTY = "–"
Breaks = Sequence[tuple[float, str]]
"""Where another method begins, in the measure of the points' `at` (without it their place in the order), and its words."""
BREAK = "Streckad lodrät linje: metoden ändrades"
NOT_ACROSS = "Jämför inte värden på olika sidor av den."


@dataclass(frozen=True)
class Point:
    """One value. label: its period as printed. lower, upper: 95 %, infinite where there is no limit.

    word: why there is no value, in few words, or a remark in the table. base: "30 fall". at: its place on the axis of
    time (a year, or the middle of a window); None: its place in the order. whole: everything is counted, and nothing is
    uncertain, so that there is no interval to miss. NaN counts as None.
    Raises ValueError on an infinite value and on limits in the wrong order.
    """

    label: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    word: str = ""
    base: str = ""
    at: float | None = None
    whole: bool = False

    def __post_init__(self) -> None:
        for name in ("value", "lower", "upper", "at"):
            object.__setattr__(self, name, known(getattr(self, name)))
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError(f"{self.label!r} has no finite value: {self.value}")
        if self.at is not None and not math.isfinite(self.at):
            raise ValueError(f"{self.label!r} has no finite place: {self.at}")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError(f"{self.label!r} has its limits in the wrong order: {self.lower}, {self.upper}")

    @property
    def has_interval(self) -> bool:
        """Whether there is at least one limit round a value."""
        return self.value is not None and (self.lower is not None or self.upper is not None)

    @property
    def is_bare(self) -> bool:
        """Whether there is a value whose uncertainty is not known."""
        return self.value is not None and not self.has_interval and not self.whole

    @property
    def remark(self) -> str:
        """Return what is said of the value beside its interval."""
        return "" if self.value is None or self.word == NO_INTERVAL else visible(self.word)

    @property
    def missing(self) -> str:
        """Return why there is no value."""
        return visible(self.word) or NOT_KNOWN


@dataclass(frozen=True)
class Line:
    """The values of one area, oldest first. name: "Örebro län", "Riket"."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Style:
    """How the figures of a chart are written. unit: "per 100 000 invånare". percent: they are shares, 0 to 100."""

    unit: str
    decimals: int = 1
    percent: bool = False

    def value(self, value: float) -> str:
        """Return a value: "17,0", or "17,0 %"."""
        return figure(value, decimals=self.decimals) + (f"{NO_BREAK_SPACE}%" if self.percent else "")

    def interval(self, point: Point) -> str:
        """Return the interval in figures: "14,9–26,5", "−1,2 till 3,4", "14,9 eller mer"; "" where there is none."""
        return self.between(point.lower, point.upper)

    def between(self, lower: float | None, upper: float | None) -> str:
        """Return two limits in figures; a dash between negative numbers would be read as a sign."""
        if lower is None and upper is None:
            return ""
        if lower is None:
            return f"till {self._limit(upper)}, undre gräns saknas"
        if upper is None:
            return f"från {self._limit(lower)}, övre gräns saknas"
        if math.isinf(lower) and math.isinf(upper):
            return "utan gränser"
        if math.isinf(upper):
            return f"{self._limit(lower)} eller mer"
        if math.isinf(lower):
            return f"{self._limit(upper)} eller mindre"
        low, high = figure(lower, decimals=self.decimals), self.value(upper)
        return f"{low} till {high}" if lower < 0 or upper < 0 else f"{low}–{high}"

    def told(self, point: Point) -> str:
        """Return a point in words: "17,0 (14,8–19,5)", or why there is no value."""
        if point.value is None:
            return point.missing
        interval = self.interval(point) or (NO_INTERVAL if point.is_bare else "")
        return self.value(point.value) + (f" ({interval})" if interval else "")

    def cells(self, point: Point | None) -> tuple[str, str]:
        """Return the two cells of a point in a table: its value, and its interval."""
        if point is None:
            return EMPTY, EMPTY
        if point.value is None:
            return point.missing, EMPTY
        return self.value(point.value), self.interval(point) or (NO_INTERVAL if point.is_bare else EMPTY)

    def head(self, name: str) -> str:
        """Return the head of a column of values: percent stands in its cells, another unit in the head."""
        return f"{name} ({self.unit})" if self.unit and not self.percent else name

    def _limit(self, limit: float | None) -> str:
        return "oändligt" if limit is None or math.isinf(limit) else self.value(limit)


def known(value: float | None) -> float | None:
    """Return the value as a float; None for None and for NaN, as the statistics write what is missing."""
    return None if value is None or math.isnan(value) else float(value)


@lru_cache(maxsize=4096)  # each stands in both pictures, in the table and in the description
def figure(value: float, *, decimals: int) -> str:
    """Return a number in Swedish: "1 234,5", "−0,3". Raises ValueError if it is not finite."""
    return number(Decimal(repr(float(value))), decimals=decimals)


def finite(values: Iterable[float | None]) -> list[float]:
    """Return the values that are known and finite."""
    return [value for value in values if value is not None and math.isfinite(value)]


def limits(points: Iterable[Point]) -> list[float]:
    """Return the finite limits of the points that have a value."""
    return finite(limit for point in points if point.value is not None for limit in (point.lower, point.upper))


def line_table(
    own: Line, other: Line | None, pairs: Sequence[tuple[Point | None, Point | None]], *, style: Style
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the columns and rows of one line or two over the same periods; a column that would be empty is left out.

    pairs: the point of each line in each period, in order.
    """
    beside = [pair[1] for pair in pairs]
    has_other_interval = any(point and point.has_interval for point in beside)
    has_interval = any(point is None or not point.whole for point, _ in pairs) or not pairs
    has_base = any(point and point.base for point, _ in pairs)
    has_remark = any(point and point.remark for point, _ in pairs)
    columns = ["Period", style.head(own.name), *([INTERVAL.capitalize()] if has_interval else [])]
    if other:
        columns += [other.name, *([f"{other.name}: {INTERVAL}"] if has_other_interval else [])]
    columns += [*(["Underlag"] if has_base else []), *(["Anmärkning"] if has_remark else [])]
    rows = []
    for point, second in pairs:
        row = [(point or second or _NOWHERE).label, *style.cells(point)[: 2 if has_interval else 1]]
        if other:
            row += style.cells(second)[: 2 if has_other_interval else 1]
        row += [point.base or EMPTY if point else EMPTY] * has_base
        row += [point.remark or EMPTY if point else EMPTY] * has_remark
        rows.append(tuple(visible(each) for each in row))
    return tuple(visible(each) for each in columns), rows


_NOWHERE = Point("", None)
