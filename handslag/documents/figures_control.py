"""The control chart: values in order, their centre and limits, and the points that are more than chance, told in words."""

import itertools
from collections.abc import Sequence

from handslag.documents.axes import (
    Beside,
    beside_width,
    draw_beside,
    draw_value_axis,
    left_margin,
    period_labels,
    period_range,
    times,
    unit_lines,
    value_axis,
)
from handslag.documents.drawing import BROAD, FALL, LINE, NARROW, RISE, Drawing, Picture, draw, num, path, text
from handslag.documents.lettering import visible, wrap
from handslag.documents.plots import Plot, diamond, dot, dot_radius, joined, missing_words, pieces, steps
from handslag.documents.series import EMPTY, Line, Style, finite, known

_NONE = "inga uppgifter"
_NAMES = ("övre gräns", "medelvärde", "nedre gräns")
_SHAPES = 3


def control_figure(
    line: Line,
    *,
    centre: Sequence[float | None],
    lower: Sequence[float | None],
    upper: Sequence[float | None],
    signals: Sequence[str],
    key: str,
    title: str,
    finding: str,
    unit: str,
    decimals: int = 1,
    centre_name: str = "medelvärde",
    note: str = "",
) -> Drawing:
    """Return the chart. centre, lower, upper: for each point, None or NaN where they cannot be had.

    signals: for each point "", or the rule that it belongs to, in words. The axis need not hold zero: what is looked for is variation,
    not size; the note says where it begins. Raises ValueError if any of them has not one entry for each point.
    """
    n = len(line.points)
    for name, given in (("centre", centre), ("lower", lower), ("upper", upper), ("signals", signals)):
        if len(given) != n:
            raise ValueError(f"{name} has {len(given)} entries for {n} points")
    chart = _Chart(line, (upper, centre, lower), signals, Style(visible(unit), decimals), visible(centre_name))
    return draw(
        key=key,
        title=title,
        finding=finding,
        description=chart.description(title),
        broad=_Layout(chart, width=BROAD, height=250, side=150, pad=24).picture(),
        narrow=_Layout(chart, width=NARROW, height=220, side=96, pad=16).picture(),
        columns=chart.columns(),
        rows=tuple(chart.rows()),
        note=" ".join(each for each in (*chart.reading(), note) if each),
    )


class _Chart:
    """Everything that is drawn. levels: upper, centre, lower."""

    def __init__(
        self,
        line: Line,
        levels: tuple[Sequence[float | None], Sequence[float | None], Sequence[float | None]],
        signals: Sequence[str],
        style: Style,
        centre_name: str,
    ) -> None:
        self.line, self.style = line, style
        self.levels = tuple([known(each) for each in level] for level in levels)
        self.signals = [visible(words) for words in signals]
        self.names = (_NAMES[0], centre_name, _NAMES[2])
        self.times = times(line)
        values = finite(point.value for point in line.points)
        held = finite(itertools.chain(values, *self.levels))
        self.axis = value_axis(held, from_zero=False)
        self.has_values = bool(held)
        self.rules = list(dict.fromkeys(filter(None, self.signals)))

    def shape(self, words: str) -> int:
        """Return which of the shapes a rule has: in the order in which they first occur, and again from the first."""
        return self.rules.index(words) % _SHAPES

    def told(self) -> list[tuple[str, str]]:
        """Return each stretch of points with the same signal: its rule, and its periods."""
        marked = zip(self.signals, self.line.points, strict=True)
        return [
            (words, period_range([point.label for _, point in members]))
            for words, members in ((words, list(each)) for words, each in itertools.groupby(marked, lambda one: one[0]))
            if words
        ]

    def columns(self) -> tuple[str, ...]:
        upper, centre, lower = (name.capitalize() for name in self.names)
        base = ("Underlag",) if self._has_base() else ()
        return tuple(
            visible(each) for each in ("Period", self.style.head(self.line.name), centre, lower, upper, "Signal", *base)
        )

    def rows(self) -> list[tuple[str, ...]]:
        found = []
        for point, upper, centre, lower, words in zip(self.line.points, *self.levels, self.signals, strict=True):
            value = point.missing if point.value is None else self.style.value(point.value)
            levels = [EMPTY if each is None else self._limit(each) for each in (centre, lower, upper)]
            base = [point.base or EMPTY] if self._has_base() else []
            found.append(tuple(visible(each) for each in (point.label, value, *levels, words or EMPTY, *base)))
        return found

    def description(self, title: str) -> str:
        values = (
            f"{point.label} {point.missing if point.value is None else self.style.value(point.value)}"
            + (f" ({words})" if words else "")
            for point, words in zip(self.line.points, self.signals, strict=True)
        )
        told = [
            title,
            *([self.style.unit] if self.style.unit else []),
            f"{self.line.name}: {'; '.join(values) or _NONE}",
        ]
        for name, level in zip(self.names, self.levels, strict=True):
            last = next((each for each in reversed(level) if each is not None), None)
            if last is not None:
                told.append(f"{name.capitalize()} {self._limit(last)}")
        return visible(". ".join(told)) + "."

    def reading(self) -> list[str]:
        not_zero = self.has_values and not self.axis.low <= 0 <= self.axis.high
        has_limits = any(each is not None for level in (self.levels[0], self.levels[2]) for each in level)
        return [
            words
            for words, occurs in (
                ("Mellan de streckade linjerna brukar värdena variera av slump.", has_limits),
                ("Ockra form: mer än vad slumpen brukar ge, se orden under bilden.", bool(self.rules)),
                (f"Axeln börjar vid {self.axis.words(self.axis.low)}, inte vid noll.", not_zero),
            )
            if occurs
        ]

    def _has_base(self) -> bool:
        return any(point.base for point in self.line.points)

    def _limit(self, value: float) -> str:
        return self.style.value(value) if finite([value]) else "ingen gräns"


class _Layout:
    """Places one picture. height: of the plot. side: the most room for the names beside it."""

    def __init__(self, chart: _Chart, *, width: float, height: float, side: float, pad: float) -> None:
        self.chart, self.width = chart, width
        height = height if chart.has_values else 96.0
        self.body, top = unit_lines(chart.style.unit, width=width)
        left = left_margin(chart.axis) if chart.has_values else 0.0
        places = chart.times.own or (0.0,)
        plot = Plot(left, width, top, top + height, chart.axis, places[0], places[-1], pad)
        self.side = beside_width(self._beside(plot), most=side)
        right = width - (self.side + 10 if self.side else 0)
        self.plot = Plot(left, right, top, top + height, chart.axis, places[0], places[-1], pad)
        self.xs = [self.plot.x(place) for place in chart.times.own]

    def picture(self) -> Picture:
        chart, plot = self.chart, self.plot
        if chart.has_values:
            self.body += draw_value_axis(chart.axis, left=plot.left, right=plot.right, top=plot.top, bottom=plot.bottom)
        else:
            self.body.append(path(f"M0 {num(plot.bottom)}H{num(plot.right)}", name="k-axis", stroke="edge"))
        for level, name, token, dash in zip(
            chart.levels, ("k-limit", "k-centre", "k-limit"), ("muted", "ink", "muted"), ("6 4", "", "6 4"), strict=True
        ):
            for d, _ in steps(plot, self.xs, level):
                self.body.append(path(d, name=name, stroke=token, width=1.25, dash=dash))
        radius = dot_radius(self.xs, most=5)
        self._values(radius)
        self.body += draw_beside(
            self._beside(plot), x=plot.right + 10, within=self.side, top=plot.top - 8, bottom=plot.bottom + 4
        )
        foot = self._foot(radius)
        return Picture("".join(self.body), foot + 4)

    def _values(self, radius: float) -> None:
        chart, plot = self.chart, self.plot
        solid, _ = pieces(chart.line.points, chart.times.own)
        levels = [None if point.value is None else plot.y(point.value) for point in chart.line.points]
        for stretch in solid:
            if len(stretch) > 1:
                d = joined([(self.xs[at], levels[at] or 0.0) for at in stretch])
                self.body.append(path(d, name="k-course", stroke="lake", width=1.5))
        for x, y, words in zip(self.xs, levels, chart.signals, strict=True):
            if y is not None:
                self.body.append(_shape(x, y, radius + 2.5, chart.shape(words)) if words else dot(x, y, radius))
        if not chart.line.points:
            middle = (plot.left + plot.right) / 2
            self.body.append(text(middle, (plot.top + plot.bottom) / 2 + 5, _NONE, tone="muted", anchor="middle"))

    def _beside(self, plot: Plot) -> list[Beside]:
        """Return the names of the limits and the centre, with their last levels."""
        found = []
        for name, level in zip(self.chart.names, self.chart.levels, strict=True):
            last = next((each for each in reversed(level) if each is not None and finite([each])), None)
            if last is not None:
                is_centre = level is self.chart.levels[1]
                found.append(Beside(plot.y(last), name, self.chart.style.value(last), "ink" if is_centre else "muted"))
        return found

    def _foot(self, radius: float) -> float:
        """Write what is missing, the periods, and below them each signal: its shape, when, and which rule."""
        chart, plot = self.chart, self.plot
        lines = []
        for level in chart.levels:
            placed = zip(self.xs, level, strict=True)
            lines.append([(x, plot.y(value)) for x, value in placed if value is not None])
        words, without_room = missing_words(plot, chart.line.points, chart.times.own, lines=lines, radius=radius)
        marks = [(plot.x(place), label) for place, label in chart.times.marks]
        labels, foot = period_labels(marks, y=plot.bottom + 10, width=self.width)
        self.body += [*words, *labels]
        foot += FALL
        for rule, periods in chart.told():
            self.body.append(_shape(8, foot + 13, 6.5, chart.shape(rule)))
            foot = self._line(f"{periods}: {rule}", 22, foot + 6)
        for labels_of, why in without_room:
            foot = self._line(f"{period_range(labels_of)}: {why}", 0, foot + 6)
        return foot

    def _line(self, words: str, x: float, top: float) -> float:
        """Write a line, or more, and return its foot."""
        lines = wrap(words, within=self.width - x, lines=3)
        self.body += [text(x, top + RISE + at * LINE, line) for at, line in enumerate(lines)]
        return top + len(lines) * LINE


def _shape(x: float, y: float, radius: float, which: int) -> str:
    """Return the shape of a signal: a diamond, a square or a triangle."""
    if which == 0:
        return diamond(x, y, radius, name="k-signal", fill="ochre")
    half = radius * 0.8
    if which == 1:
        d = f"M{num(x - half)} {num(y - half)}h{num(2 * half)}v{num(2 * half)}h{num(-2 * half)}Z"
    else:
        d = f"M{num(x)} {num(y - radius)}l{num(radius)} {num(1.7 * radius)}h{num(-2 * radius)}Z"
    return path(d, name="k-signal", fill="ochre")
