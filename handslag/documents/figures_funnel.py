"""The funnel: units of different sizes round one level, with how far chance alone may take a unit of each size."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from handslag.documents.axes import (
    Axis,
    Beside,
    beside_width,
    draw_beside,
    draw_value_axis,
    left_margin,
    unit_lines,
    value_axis,
)
from handslag.documents.drawing import BROAD, FALL, LINE, NARROW, RISE, Drawing, Picture, draw, path, text
from handslag.documents.lettering import fit, measure, visible, wrap
from handslag.documents.plots import Plot, diamond, dot, joined, levels
from handslag.documents.series import EMPTY, NOT_KNOWN, Style, figure, finite, known

Limit = tuple[float, float | None, float | None, float | None, float | None]
"""An exposure, and the limits there: lower and upper at 95 %, lower and upper at 99.8 %."""

_NONE = "inga uppgifter"
_CROWD = 60  # points; above that the dots lie on each other, and are smaller
_NAMED = 8  # names beside their dots at most; all stand in the list below
_CURVES = ((2, "95 %", "5 4"), (1, "95 %", "5 4"), (4, "99,8 %", ""), (3, "99,8 %", ""))


@dataclass(frozen=True)
class FunnelPoint:
    """One unit. value: None where there is none. outside: which limit it is beyond, in words, or "".

    own: the reader's own unit, named. word: why there is no value.
    """

    label: str
    exposure: float
    value: float | None
    outside: str = ""
    own: bool = False
    word: str = ""


def funnel_chart(
    points: Sequence[FunnelPoint],
    *,
    limits: Sequence[Limit],
    centre: float,
    key: str,
    title: str,
    finding: str,
    unit: str,
    decimals: int = 1,
    percent: bool = False,
    exposure_unit: str = "antal personer",
    centre_name: str = "medelvärde",
    head: str = "Område",
    note: str = "",
) -> Drawing:
    """Return the funnel. limits: by exposure, smallest first; None, NaN and infinity where there is no limit.

    Units are told in the order given. Raises ValueError on an exposure that is negative or not finite, on limits not
    in the order of exposure, and on values outside 0-100 where `percent`.
    """
    for point in points:
        if not (math.isfinite(point.exposure) and point.exposure >= 0):
            raise ValueError(f"{point.label!r} has no possible exposure: {point.exposure}")
    sizes = [limit[0] for limit in limits]
    if sizes != sorted(sizes):
        raise ValueError(f"limits not in the order of exposure: {sizes}")
    style = Style(visible(unit), decimals, percent)
    chart = _Chart(points, limits, centre, style, visible(exposure_unit), visible(centre_name))
    said = [f"{point.label}: {_told(point, style)}" for point in points] or [_NONE]
    return draw(
        key=key,
        title=title,
        finding=finding,
        description=visible(". ".join([title, f"{centre_name} {style.value(centre)}", *said])) + ".",
        broad=_Layout(chart, width=BROAD, height=300, side=150).picture(),
        narrow=_Layout(chart, width=NARROW, height=260, side=90).picture(),
        columns=tuple(
            visible(each) for each in (head, exposure_unit.capitalize(), style.head("Värde"), "Mot gränserna")
        ),
        rows=tuple(_cells(point, style) for point in points),
        note=" ".join(each for each in (*_reading(chart), note) if each),
    )


def _value(point: FunnelPoint, style: Style) -> str:
    value = known(point.value)
    return (visible(point.word) or NOT_KNOWN) if value is None else style.value(value)


def _told(point: FunnelPoint, style: Style) -> str:
    return _value(point, style) + (f", {point.outside}" if point.outside else "")


def _cells(point: FunnelPoint, style: Style) -> tuple[str, ...]:
    inside = EMPTY if known(point.value) is None else "innanför"
    cells = (point.label, figure(point.exposure, decimals=0), _value(point, style), point.outside or inside)
    return tuple(visible(each) for each in cells)


@dataclass(frozen=True)
class _Chart:
    """Everything that is drawn."""

    points: Sequence[FunnelPoint]
    limits: Sequence[Limit]
    centre: float
    style: Style
    exposure_unit: str
    centre_name: str

    @property
    def shown(self) -> list[tuple[FunnelPoint, float]]:
        """Return the points that have a value, with it."""
        pairs = ((point, known(point.value)) for point in self.points)
        return [(point, value) for point, value in pairs if value is not None]

    def values(self) -> Axis:
        """Return the axis of values: the funnel's mouth is cut where it is wider than twice the largest value."""
        values = [*(value for _, value in self.shown), self.centre]
        smallest = min((point.exposure for point, _ in self.shown), default=0.0)
        mouth = next((limit for limit in self.limits if limit[0] >= smallest), None)
        room = 2 * max(abs(value) for value in values)
        held = [max(min(each, room), -room) for each in finite(known(each) for each in mouth[1:])] if mouth else []
        return value_axis(values, limits=held, percent=self.style.percent)

    def sizes(self) -> Axis:
        held = [point.exposure for point, _ in self.shown] or [limit[0] for limit in self.limits]
        return value_axis(held, steps=4)


def _reading(chart: _Chart) -> list[str]:
    outside = any(point.outside for point, _ in chart.shown)
    return [
        words
        for words, occurs in (
            (
                "Om bara slumpen skiljer dem åt ligger 95 procent mellan de streckade linjerna och 99,8 procent mellan de heldragna.",
                bool(chart.limits),
            ),
            ("Ju större underlag, desto smalare gränser.", bool(chart.limits)),
            ("Ockra romb: utanför gränserna, se orden under bilden.", outside),
        )
        if occurs
    ]


class _Layout:
    """Places one picture. height: of the plot. side: the most room for the names beside it."""

    def __init__(self, chart: _Chart, *, width: float, height: float, side: float) -> None:
        self.chart, self.width = chart, width
        self.body, top = unit_lines(chart.style.unit, width=width)
        self.axis, self.sizes = chart.values(), chart.sizes()
        left = left_margin(self.axis)
        draft = Plot(left, width, top, top + height, self.axis)
        self.side = beside_width(self._beside(draft), most=side)
        self.plot = Plot(left, width - (self.side + 10 if self.side else 0), top, top + height, self.axis)
        level = self.plot.y(chart.centre)
        self.lines = [[(self.plot.left, level), (self.plot.right, level)]]
        self.radius = 5.0 if len(chart.shown) <= _CROWD else 3.5

    def picture(self) -> Picture:
        plot = self.plot
        if not self.chart.shown:  # an axis of nothing would say that there is something
            self.body.append(text(0, plot.top + RISE, _NONE, tone="muted"))
            return Picture("".join(self.body), plot.top + LINE + FALL)
        self.body += draw_value_axis(self.axis, left=plot.left, right=plot.right, top=plot.top, bottom=plot.bottom)
        self._curves()
        self.body.append(path(joined(self.lines[0]), name="k-centre", stroke="ink", width=1.25))
        self._points()
        self.body += draw_beside(
            self._beside(plot), x=plot.right + 10, within=self.side, top=plot.top - 8, bottom=plot.bottom + 4
        )
        foot = self._foot()
        return Picture("".join(self.body), foot + 4)

    def _x(self, exposure: float) -> float:
        return self.sizes.px(exposure, self.plot.left + 8, self.plot.right - 8)

    def _curves(self) -> None:
        for column, _, dash in _CURVES:
            placed = [(limit[0], known(limit[column])) for limit in self.chart.limits if limit[0] <= self.sizes.high]
            for piece in (each for each in _within(placed, self.axis) if len(each) > 1):
                along = [(self._x(size), self.plot.y(value)) for size, value in piece]
                self.lines.append(along)
                self.body.append(path(joined(along), name="k-limit", stroke="muted", width=1.25, dash=dash))

    def _beside(self, plot: Plot) -> list[Beside]:
        """Return the name of the level, and of each limit at its last known place."""
        chart = self.chart
        found = [Beside(plot.y(chart.centre), chart.centre_name, chart.style.value(chart.centre), "ink")]
        for column, words, _ in _CURVES:
            ends = [known(limit[column]) for limit in chart.limits if limit[0] <= self.sizes.high]
            last = ends[-1] if ends else None
            if last is not None and self.axis.low <= last <= self.axis.high:
                found.append(Beside(plot.y(last), words))
        return found

    def _points(self) -> None:
        plot, chart = self.plot, self.chart
        placed = [(point, self._x(point.exposure), plot.y(value)) for point, value in chart.shown]
        has_own = any(point.own for point, _, _ in placed)
        for point, x, y in sorted(placed, key=lambda each: (each[0].own, bool(each[0].outside))):
            name, token = ("k-muted", "muted") if has_own and not point.own else ("k-lake", "lake")
            if point.outside:
                self.body.append(diamond(x, y, self.radius + 3, name="k-signal", fill="ochre"))
            else:
                self.body.append(dot(x, y, self.radius + point.own, name=name, token=token))
        self._names(placed)

    def _names(self, placed: Sequence[tuple[FunnelPoint, float, float]]) -> None:
        """Write the names of what is outside and of the reader's own where there is room: across no dot, name or line."""
        taken = [(x - 7, y - 7, x + 7, y + 7) for _, x, y in placed]
        named = sorted((each for each in placed if each[0].outside or each[0].own), key=lambda each: not each[0].own)
        for point, x, y in named[:_NAMED]:
            words = fit(point.label, within=140, bold=point.own)
            width = measure(words, bold=point.own)
            for left, base in _spots(x, y, width):
                box = (left, base - RISE, left + width, base + FALL)
                if words and self._is_free(box, taken):
                    taken.append(box)
                    self.body.append(text(left, base, words, bold=point.own, tone="lake" if point.own else "ink"))
                    break

    def _is_free(self, box: tuple[float, float, float, float], taken: Sequence[tuple[float, ...]]) -> bool:
        plot = self.plot
        if not (plot.left <= box[0] and box[2] <= plot.right and plot.top <= box[1] and box[3] <= plot.bottom):
            return False
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            return False
        crossing = (levels(line, box[0], box[2]) for line in self.lines)
        return all(not each or each[1] < box[1] or each[0] > box[3] for each in crossing)

    def _foot(self) -> float:
        """Write the sizes with their unit, and each unit outside the limits in words."""
        plot, y = self.plot, self.plot.bottom + 10
        free = plot.left - 10
        for tick in self.sizes.ticks:
            words = self.sizes.words(tick)
            half = measure(words) / 2
            x = min(max(self._x(tick), half), self.width - half)
            if x - half >= free:
                self.body.append(text(x, y + RISE, words, tone="muted", anchor="middle"))
                free = x + half + 10
        y += LINE
        for line in wrap(self.chart.exposure_unit, within=self.width - plot.left, lines=2):
            self.body.append(text(plot.left, y + RISE, line, tone="muted"))
            y += LINE
        y += FALL
        for point, _ in self.chart.shown:
            if point.outside:
                self.body.append(diamond(8, y + 13, 6.5, name="k-signal", fill="ochre"))
                lines = wrap(f"{point.label}: {point.outside}", within=self.width - 22, lines=3)
                self.body += [text(22, y + 6 + RISE + at * LINE, line) for at, line in enumerate(lines)]
                y += 6 + len(lines) * LINE
        return y


def _spots(x: float, y: float, width: float) -> list[tuple[float, float]]:
    """Return where the words of a dot may begin, the best place first: beside it, above and below, and farther away."""
    beside = [(x + 10, y + 5), (x - 10 - width, y + 5)]
    return [*beside, *((x - width / 2, y + at) for at in (-13, 24, -24, 35, -36, 46))]


def _within(placed: Sequence[tuple[float, float | None]], axis: Axis) -> list[list[tuple[float, float]]]:
    """Return the pieces of a curve inside the axis, cut where it leaves it."""
    found: list[list[tuple[float, float]]] = []
    before: tuple[float, float] | None = None
    for size, limit in placed:
        if limit is None or math.isinf(limit):
            before = None
            continue
        here = (size, limit)
        inside = axis.low <= limit <= axis.high
        was_inside = before is not None and axis.low <= before[1] <= axis.high
        if before is not None and inside != was_inside:
            edge = axis.high if max(limit, before[1]) > axis.high else axis.low
            cut = (before[0] + (size - before[0]) * (edge - before[1]) / (limit - before[1]), edge)
            if inside:
                found.append([cut, here])
            else:
                found[-1].append(cut)
        elif inside and was_inside:
            found[-1].append(here)
        elif inside:
            found.append([here])
        before = here
    return found
