"""The timeline: when things went on, and how exactly that is known.

A square end: day or month known. A tapered end: season or year, and the taper covers the possible days.
Fading dashes: no day stated. A notched end: goes on outside the picture.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from handslag.documents.drawing import (
    BROAD,
    LINE,
    NARROW,
    Drawing,
    Picture,
    draw,
    label,
    num,
    path,
    text,
)
from handslag.documents.lettering import fit, measure, visible, wrap
from handslag.swedish.dates import day as day_in_words
from handslag.swedish.periods import Period

NOT_STATED = "period inte angiven"
_HALF = 8.0  # px, half the height of a bar
_DASHES = ((4.0, 10.0), (18.0, 6.0), (28.0, 3.0))  # px from the bar's end, and length
_DASHED = 31.0  # px that the dashes take
_LEAST = 4.0  # px, so that a single day can be seen
_YEAR_LABEL = 44.0  # px that a year's label needs
_TOP_LABELS_FROM = 14  # rows; a taller picture has the years above it too
_EXACT = ("day", "month")
_NOTES = {
    "square": "Rak ände: dagen eller månaden är känd.",
    "taper": "Spetsig ände: datum känt till årstid eller år.",
    "open": "Streckad ände: datum inte angivet.",
    "cut": "Urtagen ände: fortsätter utanför bilden.",
}


@dataclass(frozen=True)
class Span:
    """One row: what, when, and its status as a word.

    as_of: the day up to which an open period is known to have gone on; today if not given.
    group: the heading it stands under. Rows keep their order; a heading comes where the group changes.
    """

    label: str
    period: Period | None
    href: str | None = None
    status_word: str = ""
    group: str | None = None
    as_of: date | None = None


@dataclass(frozen=True)
class _Bar:
    """A bar's outline in days (ordinals; `until` and `full_until` are the day after).

    It grows from `start` to `full_from` and narrows from `full_until` to `until`.
    """

    start: int
    full_from: int
    full_until: int
    until: int
    start_end: str
    until_end: str


@dataclass(frozen=True)
class _Scale:
    first: int  # ordinals: the first day, and the day after the last
    beyond: int
    left: float
    right: float

    def x(self, day: int) -> float:
        return self.left + (self.right - self.left) * (day - self.first) / (self.beyond - self.first)

    def january(self) -> Iterator[tuple[int, float]]:
        """Give the years and their x, so far apart that their labels have room."""
        years = range(date.fromordinal(self.first).year, date.fromordinal(self.beyond - 1).year + 1)
        per_year = (self.right - self.left) / len(years)
        step = next(n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10000) if n * per_year >= _YEAR_LABEL)
        return ((year, self.x(date(year, 1, 1).toordinal())) for year in years if year % step == 0)


def timeline(
    rows: Sequence[Span],
    *,
    key: str,
    title: str,
    finding: str,
    today: date,
    first_year: int | None = None,
    last_year: int | None = None,
    note: str = "",
) -> Drawing:
    """Return a drawing with a row for each span; the years are those of the spans and today if not given.

    Raises ValueError if first_year comes after last_year.
    """
    bars = [_bar(row, today) for row in rows]
    first, beyond = _years(bars, today, first_year, last_year)
    broad = _Layout(rows, bars, first=first, beyond=beyond, today=today).broad()
    narrow = _Layout(rows, bars, first=first, beyond=beyond, today=today).narrow()
    return draw(
        key=key,
        title=title,
        finding=finding,
        description=_description(title, rows, today),
        broad=broad,
        narrow=narrow,
        columns=_columns(rows),
        rows=tuple(_cells(row, rows) for row in rows),
        note=" ".join(part for part in (*_reading(bars, first, beyond, today), note) if part),
        links=any(row.href for row in rows),
    )


def _words(period: Period | None) -> str:
    return (visible(period.text) if period else "") or NOT_STATED


def _bar(row: Span, today: date) -> _Bar | None:
    """Return the row's bar; None if its period has no days, only words."""
    period = row.period
    if period is None or not (period.first or period.last):
        return None
    start, end = period.start_span, period.end_span
    if start is None and period.first:
        start = (period.first, period.first)
    if end is None and start:
        return _open_bar(period, start, known=row.as_of or today)
    if end is None:
        return None
    until, until_end = end[1].toordinal() + 1, _end(period.end_precision)
    full_until = until if until_end == "square" else end[0].toordinal()
    if start is None:
        return _Bar(full_until, full_until, full_until, until, "open", until_end)
    start_end = _end(period.start_precision)
    full_from = start[0].toordinal() if start_end == "square" else start[1].toordinal() + 1
    full_from, full_until = _parted(full_from, full_until, start_end, until_end)
    return _Bar(start[0].toordinal(), full_from, full_until, until, start_end, until_end)


def _open_bar(period: Period, start: tuple[date, date], *, known: date) -> _Bar:
    """Return a bar without end: drawn to the day it is known to go on; only begun if nobody says that it does."""
    first, start_end = start[0].toordinal(), _end(period.start_precision)
    full_from = first if start_end == "square" else start[1].toordinal() + 1
    until = max(full_from, known.toordinal() if period.is_open else full_from)
    return _Bar(first, full_from, until, until, start_end, "open")


def _end(precision: str) -> str:
    return "square" if precision in _EXACT else "taper"


def _parted(full_from: int, full_until: int, start_end: str, until_end: str) -> tuple[int, int]:
    """Return the full part where the possible days of start and end overlap ("hösten 2020" alone)."""
    if full_from <= full_until:
        return full_from, full_until
    if start_end == "square":
        return full_from, full_from
    if until_end == "square":
        return full_until, full_until
    middle = (full_from + full_until) // 2
    return middle, middle


def _years(bars: Sequence[_Bar | None], today: date, first_year: int | None, last_year: int | None) -> tuple[int, int]:
    """Return the first day and the day after the last, as ordinals of whole years."""
    drawn = [bar for bar in bars if bar]
    first = min([bar.start for bar in drawn] + [today.toordinal()])
    last = max([bar.until - 1 for bar in drawn] + [today.toordinal()])
    begins = first_year or min(date.fromordinal(first).year, last_year or date.max.year)
    ends = last_year or max(date.fromordinal(last).year, begins)
    if begins > ends:
        raise ValueError(f"the first year, {begins}, comes after the last, {ends}")
    return date(begins, 1, 1).toordinal(), date(ends, 12, 31).toordinal() + 1


def _outside(bar: _Bar, first: int, beyond: int) -> bool:
    return bar.start >= beyond or bar.until <= first


class _Layout:
    """Places the rows in one picture, broad or narrow."""

    def __init__(
        self, rows: Sequence[Span], bars: Sequence[_Bar | None], *, first: int, beyond: int, today: date
    ) -> None:
        self.rows, self.bars = rows, bars
        self.first, self.beyond, self.today = first, beyond, today
        self.grid: list[tuple[float, float]] = []  # stretches of y where the grid is drawn
        self.grid_of_today: list[tuple[float, float]] = []
        self.under: list[str] = []
        self.over: list[str] = []
        self.width = BROAD
        self.y = 0.0

    def broad(self) -> Picture:
        """Return label, bar and status side by side, the grid through them all."""
        labels = max((measure(visible(row.label)) for row in self.rows), default=0)
        room = min(labels, 210.0) + 4
        status = min(max((measure(visible(row.status_word)) for row in self.rows), default=0), 150.0)
        self.scale = self._scale(room + 14, BROAD - (status + 18 if status else 0))
        self._head()
        step = 38.0 if len(self.rows) <= _TOP_LABELS_FROM else 32.0
        for before, row, bar in zip([None, *self.rows], self.rows, self.bars, strict=False):
            self._heading(row, before)
            lines = wrap(row.label, within=room, lines=4)
            height = max(step, LINE * len(lines) + 12)
            middle = self.y + height / 2
            baseline = middle + 5 - (len(lines) - 1) * LINE / 2
            self.over.append(label(0, baseline, lines, href=row.href))
            self._mark(row, bar, middle)
            if row.status_word:
                words = fit(row.status_word, within=status + 0.1)
                self.over.append(text(BROAD - status, middle + 5, words, tone="muted"))
            self._stretch(self.y, self.y + height)
            self.y += height
        return self._finish()

    def narrow(self) -> Picture:
        """Return the label above its bar; the grid only behind the bars, not through the words."""
        self.width = NARROW
        self.scale = self._scale(0, NARROW)
        self._head()
        for before, row, bar in zip([None, *self.rows], self.rows, self.bars, strict=False):
            self._heading(row, before)
            status = min(measure(visible(row.status_word)), 140.0)
            lines = wrap(row.label, within=NARROW - (status + 14 if status else 0), lines=4)
            self.over.append(label(0, self.y + 16, lines, href=row.href))
            if row.status_word:
                words = fit(row.status_word, within=status + 0.1)
                self.over.append(text(NARROW, self.y + 16, words, tone="muted", anchor="end"))
            middle = self.y + LINE * max(len(lines), 1) + 15
            self._mark(row, bar, middle)
            self.grid.append((middle - 12, middle + 12))
            self.y = middle + 21
        return self._finish()

    def _scale(self, left: float, right: float) -> _Scale:
        """Return the scale, narrower where the dashes of an open end would not have room."""
        drawn = [bar for bar in self.bars if bar and not _outside(bar, self.first, self.beyond)]
        scale = _Scale(self.first, self.beyond, left, right)
        starts = [scale.x(bar.full_from) - left for bar in drawn if bar.start_end == "open"]
        ends = [right - scale.x(bar.full_until) for bar in drawn if bar.until_end == "open"]
        ample = 1.25 * _DASHED  # making room on one side moves the bars of the other
        return _Scale(
            self.first,
            self.beyond,
            left + (_DASHED if min(starts, default=ample) < ample else 0),
            right - (_DASHED if min(ends, default=ample) < ample else 0),
        )

    def _head(self) -> None:
        """Write today's date above the rows, and above that the years where the picture is tall."""
        if len(self.rows) > _TOP_LABELS_FROM:
            self._year_labels(14)
            self.y = 24
        if self.first <= self.today.toordinal() < self.beyond:
            words = day_in_words(self.today)
            half = measure(words) / 2
            x = min(max(self.scale.x(self.today.toordinal()), half), self.width - half)
            self.over.append(text(x, self.y + 14, words, anchor="middle"))
            self.y += 26
            self.grid_of_today = [(self.y - 7, self.y)]

    def _heading(self, row: Span, before: Span | None) -> None:
        """Write the group's heading where it changes."""
        if not row.group or (before and before.group == row.group):
            return
        self.y += 10 if before else 0
        self.over.append(text(0, self.y + 18, fit(row.group, within=self.width, bold=True), bold=True))
        self.y += 30

    def _stretch(self, top: float, bottom: float) -> None:
        """Let the grid go on from the row above, or begin anew under a heading."""
        if self.grid and self.grid[-1][1] == top:
            top = self.grid.pop()[0]
        self.grid.append((top, bottom))

    def _mark(self, row: Span, bar: _Bar | None, middle: float) -> None:
        """Draw the bar; where there is none, or none inside the picture, the words."""
        scale = self.scale
        if bar and not _outside(bar, self.first, self.beyond):
            self.under.append(_shape(bar, scale, middle))
            return
        left = scale.left + 8
        words = fit(_words(row.period), within=scale.right - left - 4)
        back = f"M{num(left - 4)} {num(middle - 10)}h{num(measure(words) + 8)}v20H{num(left - 4)}Z"
        self.over.append(path(back, name="k-paper", fill="paper"))
        self.over.append(text(left, middle + 5, words, tone="muted"))

    def _finish(self) -> Picture:
        years = "".join(
            f"M{num(x)} {num(top)}V{num(bottom)}" for _, x in self.scale.january() for top, bottom in self.grid
        )
        grid = path(years, name="k-grid", stroke="line") if years else ""
        self._year_labels(self.y + 18)
        body = grid + "".join(self.under) + self._today_line() + "".join(self.over)
        return Picture(body, self.y + 28)

    def _today_line(self) -> str:
        today = self.today.toordinal()
        if not self.first <= today < self.beyond:
            return ""
        x = num(self.scale.x(today))
        d = "".join(f"M{x} {num(top)}V{num(bottom)}" for top, bottom in (*self.grid_of_today, *self.grid))
        # Ink on spruce cannot be told apart: where the line crosses a bar it has the page's colour round it.
        around = path(d, name="k-case", stroke="paper", width=5)
        return around + path(d, name="k-today", stroke="ink", width=1.5, dash="2 3")

    def _year_labels(self, baseline: float) -> None:
        for year, x in self.scale.january():
            if x + 4 + measure(str(year)) <= max(self.scale.right, self.scale.x(self.beyond)):
                self.over.append(text(x + 4, baseline, str(year), tone="muted"))


def _shape(bar: _Bar, scale: _Scale, middle: float) -> str:
    """Return the bar as one outline; a notch where the picture cuts it, dashes where no day is stated."""
    left, right = scale.x(max(bar.full_from, scale.first)), scale.x(min(bar.full_until, scale.beyond))
    left, right = min(left, scale.right), max(right, scale.left)
    tip_left, tip_right = scale.x(max(bar.start, scale.first)), scale.x(min(bar.until, scale.beyond))
    if tip_right - tip_left < _LEAST:
        tip_right = right = min(tip_left + _LEAST, scale.right)
        tip_left = left = tip_right - _LEAST
    if bar.start < scale.first:
        left, tip_left = scale.left, scale.left + 6
    if bar.until > scale.beyond:
        right, tip_right = scale.right, scale.right - 6
    right = max(left, right)
    up, down, at = num(middle - _HALF), num(middle + _HALF), num(middle)
    outline = (
        f"M{num(tip_left)} {at}L{num(left)} {up}H{num(right)}L{num(tip_right)} {at}L{num(right)} {down}H{num(left)}Z"
    )
    return path(outline + _dashes(bar, scale, left, right, middle), name="k-span", fill="spruce")


def _dashes(bar: _Bar, scale: _Scale, left: float, right: float, middle: float) -> str:
    """Return the fading dashes of the open ends, shorter and shorter."""
    up, thick = num(middle - _HALF), num(2 * _HALF)
    d = ""
    for gap, length in _DASHES:
        if bar.until_end == "open" and bar.until <= scale.beyond:
            d += f"M{num(right + gap)} {up}h{num(length)}v{thick}h-{num(length)}Z"
        if bar.start_end == "open" and bar.start >= scale.first:
            d += f"M{num(left - gap)} {up}h-{num(length)}v{thick}h{num(length)}Z"
    return d


def _reading(bars: Sequence[_Bar | None], first: int, beyond: int, today: date) -> list[str]:
    """Return how to read the marks that occur, and which day the dotted line is."""
    seen = set()
    for bar in bars:
        if bar and not _outside(bar, first, beyond):
            seen |= {"cut" if bar.start < first else bar.start_end}
            seen |= {"cut" if bar.until > beyond else bar.until_end}
    words = [sentence for end, sentence in _NOTES.items() if end in seen]
    if first <= today.toordinal() < beyond:
        words.append(f"Prickad linje: {day_in_words(today)}.")
    return words


def _columns(rows: Sequence[Span]) -> tuple[str, ...]:
    head = ("Grupp",) if any(row.group for row in rows) else ()
    return (
        (*head, "Insats", "Period", "Status") if any(row.status_word for row in rows) else (*head, "Insats", "Period")
    )


def _cells(row: Span, rows: Sequence[Span]) -> tuple[str, ...]:
    values = {"Grupp": row.group or "", "Insats": row.label, "Period": _words(row.period), "Status": row.status_word}
    return tuple(visible(values[column]) for column in _columns(rows))


def _description(title: str, rows: Sequence[Span], today: date) -> str:
    told = [
        f"{row.label}: {_words(row.period)}" + (f", {row.status_word.lower()}" if row.status_word else "")
        for row in rows
    ]
    return visible(". ".join([title, *told, f"Dagens datum: {day_in_words(today)}"])) + "."
