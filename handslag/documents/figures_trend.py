"""The trend: an area's values over time with their intervals, and the country beside it.

A line is drawn only between values of the same method that follow each other. A gap says in words why it is one.
"""

import itertools
import math
from dataclasses import dataclass

from handslag.documents.axes import Axis, draw_value_axis, left_margin, value_axis
from handslag.documents.captions import Beside, beside_width, break_words, draw_beside, told_below, unit_lines
from handslag.documents.drawing import BROAD, FALL, NARROW, Drawing, Picture, draw, num, path, text
from handslag.documents.gaps import missing_words
from handslag.documents.lettering import visible
from handslag.documents.plots import Plot, diamond, dot_radius, draw_other, draw_own, is_cut, wall, wall_line
from handslag.documents.series import (
    BREAK,
    INTERVAL,
    NO_INTERVAL,
    NOT_ACROSS,
    Breaks,
    Line,
    Point,
    Style,
    finite,
    limits,
    line_table,
)
from handslag.documents.timescale import Times, overlaps, period_labels, times

Target = tuple[str, float, float | None]
"""Words, the value that is wished for, and the year by which."""

Band = tuple[str, float, float]
"""Words, and the limits between which the whole period lies."""

_NONE = "inga uppgifter"


def trend_chart(
    own: Line,
    *,
    key: str,
    title: str,
    finding: str,
    unit: str,
    decimals: int = 1,
    other: Line | None = None,
    target: Target | None = None,
    band: Band | None = None,
    percent: bool = False,
    breaks: Breaks = (),
    span: tuple[float, float] | None = None,
    note: str = "",
) -> Drawing:
    """Return the trend. unit: printed over the axis. percent: the values are 0 to 100, and so is the axis.

    span: the ends of the axis for a measure where zero means nothing (life expectancy); the note says so. Otherwise the
    axis holds zero. Overlapping periods ("2018–2022", "2019–2023") are dots with a faint dotted connection where their
    points have `at`, and with none otherwise.
    Raises ValueError on values outside 0-100 or the span, on a band whose limits are in the wrong order, and on
    periods that are not in the order of time.
    """
    if band and band[1] > band[2]:
        raise ValueError(f"a band with its limits in the wrong order: {band}")
    style = Style(visible(unit), decimals, percent)
    chart = _Chart(
        own,
        other,
        target,
        band,
        tuple(breaks),
        style,
        times(own, other),
        _axis(own, other, target, band, percent, span),
    )
    pairs = chart.times.pairs(own, other)
    columns, rows = line_table(own, other, pairs, style=style)
    return draw(
        key=key,
        title=title,
        finding=finding,
        description=_description(title, chart),
        broad=_Layout(chart, width=BROAD, height=270, side=165, pad=24).picture(),
        narrow=_Layout(chart, width=NARROW, height=240, side=96, pad=16).picture(),
        columns=columns,
        rows=tuple(rows),
        note=" ".join(each for each in (*_reading(chart), note) if each),
    )


@dataclass(frozen=True)
class _Chart:
    """Everything that is drawn."""

    own: Line
    other: Line | None
    target: Target | None
    band: Band | None
    breaks: tuple[tuple[float, str], ...]
    style: Style
    times: Times
    axis: Axis

    @property
    def points(self) -> tuple[Point, ...]:
        return (*self.own.points, *(self.other.points if self.other else ()))

    @property
    def has_values(self) -> bool:
        """Whether there is anything to place on an axis."""
        return bool(self.target or self.band) or any(point.value is not None for point in self.points)


def _axis(
    own: Line,
    other: Line | None,
    target: Target | None,
    band: Band | None,
    percent: bool,
    span: tuple[float, float] | None,
) -> Axis:
    points = (*own.points, *(other.points if other else ()))
    values = [*finite(point.value for point in points), *([target[1]] if target else [])]
    held = [*limits(own.points), *(finite(band[1:]) if band else [])]
    return value_axis(values, limits=held, percent=percent, span=span)


class _Layout:
    """Places one picture. height: of the plot. side: the most room for the names beside it."""

    def __init__(self, chart: _Chart, *, width: float, height: float, side: float, pad: float) -> None:
        self.chart, self.width, self.height = chart, width, height if chart.has_values else 96.0
        self.body, top = unit_lines(chart.style.unit, width=width)
        self.left = left_margin(chart.axis) if chart.has_values else 0.0
        self.side = beside_width(self._beside(None), most=side)
        right = width - (self.side + 10 if self.side else 0)
        marks = [place for place, _ in chart.times.marks]
        self.year = chart.target[2] if chart.target and chart.times.timed else None
        if self.year is not None:
            marks.append(self.year)
        first, last = min(marks, default=0.0), max(marks, default=0.0)
        self.plot = Plot(self.left, right, top, top + self.height, chart.axis, first, last, pad)
        self.walls = [wall(self.plot, chart.times, place) for place, _ in chart.breaks]
        told = zip(self.walls, (words for _, words in chart.breaks), strict=True)
        written, self.wall_tops, top = break_words(list(told), top=top, width=width)
        self.body += written
        self.plot = Plot(self.left, right, top, top + self.height, chart.axis, first, last, pad)

    def picture(self) -> Picture:
        chart, plot = self.chart, self.plot
        if chart.has_values:
            self._band()
            self.body += draw_value_axis(chart.axis, left=plot.left, right=plot.right, top=plot.top, bottom=plot.bottom)
        else:
            self.body.append(path(f"M0 {num(plot.bottom)}H{num(plot.right)}", name="k-axis", stroke="edge"))
        self._walls()
        self._target()
        breaks = [place for place, _ in chart.breaks]
        if chart.other:
            self.body += draw_other(plot, chart.other.points, chart.times.other, breaks=breaks)
        radius = dot_radius([plot.x(place) for place in chart.times.own])
        if chart.own.points:
            self.body += draw_own(plot, chart.own.points, chart.times.own, breaks=breaks, radius=radius)
        else:
            middle = (plot.left + plot.right) / 2
            self.body.append(text(middle, (plot.top + plot.bottom) / 2 + 5, _NONE, tone="muted", anchor="middle"))
        self.body += draw_beside(
            self._beside(plot), x=plot.right + 10, within=self.side, top=plot.top - 8, bottom=plot.bottom + 4
        )
        foot = self._foot(radius)
        return Picture("".join(self.body), foot + 4)

    def _band(self) -> None:
        if self.chart.band:
            upper, lower = (num(self.plot.y(value)) for value in (self.chart.band[2], self.chart.band[1]))
            d = f"M{num(self.plot.left)} {upper}H{num(self.plot.right)}V{lower}H{num(self.plot.left)}Z"
            self.body.append(path(d, name="k-band", fill="lake_soft"))

    def _target(self) -> None:
        if not self.chart.target:
            return
        y = self.plot.y(self.chart.target[1])
        d = f"M{num(self.plot.left)} {num(y)}H{num(self.plot.right)}"
        self.body.append(path(d, name="k-goal", stroke="ink", width=1.25, dash="9 3 2 3"))
        if self.year is not None:
            self.body.append(diamond(self.plot.x(self.year), y, 7, name="k-goal-mark", fill="paper", stroke="ink"))

    def _beside(self, plot: Plot | None) -> list[Beside]:
        """Return what stands beside the plot; the levels do not count where it has no place yet."""
        chart, style = self.chart, self.chart.style
        found = []
        if chart.target:
            words, value, _ = chart.target
            found.append(Beside(plot.y(value) if plot else 0, f"{visible(words)}:", style.value(value), "ink"))
        if chart.band:
            middle = (plot.y(chart.band[1]) + plot.y(chart.band[2])) / 2 if plot else 0
            found.append(Beside(middle, visible(chart.band[0])))
        for line, tone in ((chart.other, "muted"), (chart.own, "lake")):
            last = _last(line)
            if line and last and last.value is not None:
                latest = chart.times.marks[-1][1] == last.label
                value_words = style.value(last.value) if latest else f"{visible(last.label)}: {style.value(last.value)}"
                level = plot.y(last.value) if plot else 0
                found.append(Beside(level, visible(line.name), value_words, "lake" if tone == "lake" else "muted"))
        return found

    def _walls(self) -> None:
        for x, top in self.wall_tops:
            self.body.append(wall_line(self.plot, x, top))

    def _foot(self, radius: float) -> float:
        """Write what is missing, the periods, and below them the gaps that had no room for their words."""
        chart, plot = self.chart, self.plot
        lines = []
        if chart.other:
            placed = zip(chart.times.other, chart.other.points, strict=True)
            lines.append([(plot.x(place), plot.y(point.value)) for place, point in placed if point.value is not None])
        if chart.target:
            lines.append([(plot.left, plot.y(chart.target[1])), (plot.right, plot.y(chart.target[1]))])
        words, without_room = missing_words(
            plot, chart.own.points, chart.times.own, lines=lines, walls=self.walls, radius=radius
        )
        marks = [(plot.x(place), label) for place, label in chart.times.marks]
        if self.year is not None and str(math.floor(self.year)) not in (label for _, label in marks):
            marks = sorted([*marks, (plot.x(self.year), str(math.floor(self.year)))])
        labels, foot = period_labels(marks, y=plot.bottom + 10, width=self.width)
        said, foot = told_below(without_room, top=foot, x=0, width=self.width)
        self.body += [*words, *labels, *said]
        return foot + FALL


def _last(line: Line | None) -> Point | None:
    return next((point for point in reversed(line.points) if point.value is not None), None) if line else None


def _reading(chart: _Chart) -> list[str]:
    """Return how to read the marks that occur."""
    points, style = chart.own.points, chart.style
    valued = [point for point in points if point.value is not None]
    pairs = list(itertools.pairwise(points))
    overlapping = [pair for pair in pairs if overlaps(*pair) and None not in (pair[0].value, pair[1].value)]
    dotted = [pair for pair in overlapping if None not in (pair[0].at, pair[1].at)]
    band = (
        f"Ljust band: {visible(chart.band[0])} ({style.between(chart.band[1], chart.band[2])})." if chart.band else ""
    )
    beside = f"Intervall för {visible(chart.other.name)} står i tabellen." if chart.other else ""
    not_zero = not chart.axis.low <= 0 <= chart.axis.high and chart.has_values
    return [
        words
        for words, occurs in (
            (f"Lodräta streck: {INTERVAL}.", any(point.has_interval for point in valued)),
            (
                "Talen är räknade och har inget osäkerhetsintervall.",
                bool(valued) and all(point.whole for point in valued),
            ),
            (f"Öppen ring: {NO_INTERVAL}.", any(point.is_bare for point in valued)),
            ("Pil: intervallet fortsätter utanför bilden, talen står i tabellen.", is_cut(chart.axis, points)),
            (beside, bool(chart.other) and any(point.has_interval for point in chart.points[len(points) :])),
            (band, bool(band)),
            ("Prickad linje: perioderna överlappar varandra och är inte skilda mätningar.", bool(dotted)),
            ("Perioderna överlappar varandra, därför dras ingen linje mellan dem.", len(dotted) < len(overlapping)),
            (f"{BREAK}. {NOT_ACROSS}", bool(chart.breaks)),
            (f"Axeln börjar vid {chart.axis.words(chart.axis.low)}, inte vid noll.", not_zero),
        )
        if occurs
    ]


def _description(title: str, chart: _Chart) -> str:
    style = chart.style
    told = [title, style.unit] if style.unit else [title]
    for line in (chart.own, chart.other):
        if line:
            values = "; ".join(f"{point.label} {style.told(point)}" for point in line.points)
            told.append(f"{line.name}: {values or _NONE}")
    if chart.target:
        words, value, _ = chart.target
        told.append(f"{words}: {style.value(value)}")
    if chart.band:
        told.append(f"{chart.band[0]}: {style.between(chart.band[1], chart.band[2])}")
    told += [f"Metoden ändrades: {words}" for _, words in chart.breaks]
    return visible(". ".join(told)) + "."
