"""Dots with whiskers: areas or groups in a fixed order, each with its interval, beside one level to compare with.

Never in the order of their values: where intervals overlap such an order says nothing, and it is read as a ranking.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from handslag.documents.axes import Axis, value_axis
from handslag.documents.drawing import BROAD, FALL, LINE, NARROW, RISE, Drawing, Picture, draw, label, num, path, text
from handslag.documents.lettering import fit, measure, visible, wrap
from handslag.documents.plots import dot, is_cut
from handslag.documents.series import INTERVAL, NO_INTERVAL, Point, Style, finite, limits

_NONE = "inga uppgifter"
_LABELS, _SAID = 200.0, 130.0  # px, the most room in the broad picture for labels, and for what stands out
_PAD = 10.0  # px from the ends of the scale to the edge of its strip
_STRIP = 26.0  # px, the height of one interval in the narrow picture


@dataclass(frozen=True)
class WhiskerRow:
    """One area or group. group: the heading it stands under. stands_out: "högre än riket", "" where nothing is sure."""

    label: str
    point: Point
    group: str = ""
    stands_out: str = ""


def whisker_chart(
    rows: Sequence[WhiskerRow],
    *,
    reference: tuple[str, float] | None = None,
    key: str,
    title: str,
    finding: str,
    unit: str,
    decimals: int = 1,
    percent: bool = False,
    span: tuple[float, float] | None = None,
    head: str = "Område",
    group_head: str = "Grupp",
    note: str = "",
) -> Drawing:
    """Return the chart, its rows in the order given. reference: what they are compared with, and its value.

    A heading stands where the group changes. Raises ValueError on a row that stands out without a value or an interval,
    on values outside 0-100 where `percent`, and outside the span.
    """
    for row in rows:
        if row.stands_out and not row.point.has_interval:
            raise ValueError(f"{row.label!r} stands out, and has no interval")
    style = Style(visible(unit), decimals, percent)
    values = [*finite(row.point.value for row in rows), *([reference[1]] if reference else [])]
    axis = value_axis(values, limits=limits(row.point for row in rows), percent=percent, span=span)
    told = [f"{row.label}: {_told(row, style)}" for row in rows] or [_NONE]
    compared = [f"{reference[0]}: {style.value(reference[1])}"] if reference else []
    columns, cells = _table(rows, style, head, group_head)
    return draw(
        key=key,
        title=title,
        finding=finding,
        description=visible(". ".join([title, *([style.unit] if style.unit else []), *compared, *told])) + ".",
        broad=_Layout(rows, reference, style, axis, width=BROAD).broad(),
        narrow=_Layout(rows, reference, style, axis, width=NARROW).narrow(),
        columns=columns,
        rows=cells,
        note=" ".join(each for each in (*_reading(rows, axis), note) if each),
    )


def _said(row: WhiskerRow) -> str:
    """Return what is said of a row beside its figures."""
    bare = row.point.value is not None and not row.point.has_interval
    return visible(row.stands_out) or (NO_INTERVAL if bare else "")


def _told(row: WhiskerRow, style: Style) -> str:
    return style.told(row.point) + (f", {row.stands_out}" if row.stands_out else "")


def _table(
    rows: Sequence[WhiskerRow], style: Style, head: str, group_head: str
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    grouped, bases = any(row.group for row in rows), any(row.point.base for row in rows)
    said, remarks = (
        any(row.stands_out for row in rows),
        any(row.point.word for row in rows if row.point.value is not None),
    )
    columns = [*([group_head] if grouped else []), head, style.head("Värde"), INTERVAL.capitalize()]
    columns += ["Jämförelse"] * said + ["Underlag"] * bases + ["Anmärkning"] * remarks
    cells = []
    for row in rows:
        cell = [*([row.group] if grouped else []), row.label, *style.cells(row.point)]
        cell += [row.stands_out or "–"] * said + [row.point.base or "–"] * bases
        cell += [(row.point.word if row.point.value is not None else "") or "–"] * remarks
        cells.append(tuple(visible(each) for each in cell))
    return tuple(visible(each) for each in columns), tuple(cells)


def _reading(rows: Sequence[WhiskerRow], axis: Axis) -> list[str]:
    points = [row.point for row in rows if row.point.value is not None]
    return [
        words
        for words, occurs in (
            (f"Streck: {INTERVAL}.", any(point.has_interval for point in points)),
            (f"Öppen ring: {NO_INTERVAL}.", any(not point.has_interval for point in points)),
            ("Pil: intervallet fortsätter utanför bilden.", is_cut(axis, points)),
            ("Ordningen är fast och säger inget om värdena.", len(rows) > 1),
            (
                f"Skalan börjar vid {axis.words(axis.low)}, inte vid noll.",
                bool(points) and not axis.low <= 0 <= axis.high,
            ),
        )
        if occurs
    ]


class _Layout:
    """Places the rows in one picture."""

    def __init__(
        self,
        rows: Sequence[WhiskerRow],
        reference: tuple[str, float] | None,
        style: Style,
        axis: Axis,
        *,
        width: float,
    ) -> None:
        self.rows, self.reference, self.style, self.axis, self.width = rows, reference, style, axis, width
        self.has_values = any(row.point.value is not None for row in rows)
        self.left, self.right = 0.0, width
        self.over: list[str] = []
        self.strips: list[tuple[float, float]] = []  # stretches of y where the scale's lines are drawn
        self.y = 0.0

    def broad(self) -> Picture:
        """Return label, interval, figures and what stands out side by side."""
        labels = min(max((measure(visible(row.label)) for row in self.rows), default=0), _LABELS)
        figures = max((measure(self._figures(row), bold=True) for row in self.rows), default=0)
        figures = min(figures, _SAID + 30)
        said = min(max((measure(_said(row)) for row in self.rows), default=0), _SAID)
        self.left = labels + 14
        self.right = self.width - figures - 14 - (said + 14 if said else 0)
        self._head()
        for before, row in zip([None, *self.rows], self.rows, strict=False):
            self._heading(row, before)
            lines = wrap(row.label, within=labels + 0.1, lines=3)
            told = wrap(_said(row), within=said + 0.1, lines=2)
            height = max(30.0, max(len(lines), len(told)) * LINE + 10)
            middle = self.y + height / 2
            self.over.append(label(0, middle + 5 - (len(lines) - 1) * LINE / 2, lines))
            self._mark(row, middle)
            words = fit(self._figures(row), within=figures + 0.1, bold=bool(row.stands_out))
            self.over.append(text(self.right + 14, middle + 5, words, bold=bool(row.stands_out)))
            self.over.append(label(self.width - said, middle + 5 - (len(told) - 1) * LINE / 2, told))
            self._strip(self.y, self.y + height)
            self.y += height
        return self._finish()

    def narrow(self) -> Picture:
        """Return label and figures above the interval."""
        self._head()
        for before, row in zip([None, *self.rows], self.rows, strict=False):
            self._heading(row, before)
            told = ", ".join(each for each in (self._figures(row), _said(row)) if each)
            strong = bool(row.stands_out)
            together = measure(visible(row.label)) + 12 + measure(told, bold=strong) <= self.width
            lines = wrap(row.label, within=self.width, lines=3)
            self.over.append(label(0, self.y + RISE, lines))
            if together:
                self.over.append(text(self.width, self.y + RISE, told, bold=strong, anchor="end"))
                self.y += max(len(lines), 1) * LINE
            else:
                self.y += len(lines) * LINE
                for line in wrap(told, within=self.width, lines=2, bold=strong):
                    self.over.append(text(0, self.y + RISE, line, bold=strong))
                    self.y += LINE
            self._mark(row, self.y + _STRIP / 2 - 2)
            self._strip(self.y, self.y + _STRIP - 4)
            self.y += _STRIP + 4
        return self._finish()

    def _figures(self, row: WhiskerRow) -> str:
        """Return the value with its interval; for no value nothing, its word stands on the scale."""
        point = row.point
        if point.value is None:
            return ""
        interval = self.style.interval(point)
        return self.style.value(point.value) + (f" ({interval})" if interval else "")

    def _x(self, value: float) -> float:
        return self.axis.px(value, self.left + _PAD, self.right - _PAD)

    def _head(self) -> None:
        """Write the unit, and the name of what they are compared with at its place."""
        for line in wrap(self.style.unit, within=self.width, lines=2):
            self.over.append(text(0, self.y + RISE, line, tone="muted"))
            self.y += LINE
        if self.reference:
            words = fit(f"{visible(self.reference[0])} {self.style.value(self.reference[1])}", within=self.width)
            half = measure(words) / 2
            x = min(max(self._x(self.reference[1]), half), self.width - half)
            self.over.append(text(x, self.y + RISE + 2, words, tone="muted", anchor="middle"))
            self.y += LINE + 4
        self.y += 4
        self.first = self.y

    def _heading(self, row: WhiskerRow, before: WhiskerRow | None) -> None:
        """Write the group's heading where it changes."""
        if not row.group or (before and before.group == row.group):
            return
        self.y += 10 if before else 0
        self.over.append(text(0, self.y + RISE + 2, fit(row.group, within=self.width, bold=True), bold=True))
        self.y += LINE + 6

    def _strip(self, top: float, bottom: float) -> None:
        if self.strips and self.strips[-1][1] == top:
            top = self.strips.pop()[0]
        self.strips.append((top, bottom))

    def _mark(self, row: WhiskerRow, y: float) -> None:
        """Draw the interval and the dot; where there is no value, its word."""
        point = row.point
        if point.value is None:
            left = self.left + (_PAD + 7 if self.has_values else 0)
            words = fit(point.missing, within=self.right - left - 4)
            back = f"M{num(left - 4)} {num(y - 10)}h{num(measure(words) + 8)}v20H{num(left - 4)}Z"
            self.over += [path(back, name="k-paper", fill="paper")] if self.has_values else []
            self.over.append(text(left, y + 5, words, tone="muted"))
            return
        if point.has_interval:
            self.over.append(self._whisker(point, point.value, y))
        self.over.append(dot(self._x(point.value), y, 6, is_open=not point.has_interval))

    def _whisker(self, point: Point, value: float, y: float) -> str:
        lower = value if point.lower is None else point.lower
        upper = value if point.upper is None else point.upper
        low, high = self._x(lower), self._x(upper)
        d = f"M{num(low)} {num(y)}H{num(high)}"
        if upper > self.axis.high + 1e-6:
            d += f"M{num(high - 6)} {num(y - 4)}L{num(high)} {num(y)}L{num(high - 6)} {num(y + 4)}"
        if lower < self.axis.low - 1e-6:
            d += f"M{num(low + 6)} {num(y - 4)}L{num(low)} {num(y)}L{num(low + 6)} {num(y + 4)}"
        return path(d, name="k-whisker", stroke="lake", width=1.75)

    def _finish(self) -> Picture:
        """Draw the scale behind the rows, the level compared with, and the figures of the scale below."""
        if not self.rows:
            self.over.append(text(0, self.y + RISE, _NONE, tone="muted"))
            return Picture("".join(self.over), self.y + LINE + FALL)
        under = []
        base = 0.0 if self.axis.low <= 0 <= self.axis.high else self.axis.low
        if self.has_values or self.reference:
            for tick in self._ticks():
                x = num(self._x(tick))
                name, token = ("k-axis", "edge") if abs(tick - base) < self.axis.step / 2 else ("k-grid", "line")
                d = "".join(f"M{x} {num(top)}V{num(bottom)}" for top, bottom in self.strips)
                under.append(path(d, name=name, stroke=token))
                self.over.append(
                    text(self._x(tick), self.y + RISE + 4, self.axis.words(tick), tone="muted", anchor="middle")
                )
            self.y += LINE + 4
        if self.reference:
            x = num(self._x(self.reference[1]))
            d = "".join(f"M{x} {num(top)}V{num(bottom)}" for top, bottom in self.strips)
            under.append(path(d, name="k-line2", stroke="muted", width=1.75, dash="5 4"))
        return Picture("".join([*under, *self.over]), self.y + FALL)

    def _ticks(self) -> list[float]:
        """Return the ticks whose figures have room: every one, every other, or the ends; all within the picture."""
        ticks = self.axis.ticks
        inside = [
            tick
            for tick in ticks
            if self._x(tick) - measure(self.axis.words(tick)) / 2 >= 0
            and self._x(tick) + measure(self.axis.words(tick)) / 2 <= self.width
        ]
        for every in range(1, len(inside) + 1):
            kept = inside[::every]
            edges = [(self._x(tick), measure(self.axis.words(tick)) / 2) for tick in kept]
            if all(a + half + 8 <= b - other for (a, half), (b, other) in itertools.pairwise(edges)):
                return kept
        return inside[:1]
