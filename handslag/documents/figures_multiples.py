"""Small multiples: the same trend for several groups or areas, each in its own panel, all on one scale."""

from collections.abc import Sequence

from handslag.documents.axes import Axis, draw_value_axis, left_margin, value_axis
from handslag.documents.captions import told_below
from handslag.documents.drawing import BROAD, LINE, NARROW, RISE, Drawing, Picture, draw, label, num, path, text
from handslag.documents.gaps import missing_words
from handslag.documents.lettering import fit, measure, visible, wrap
from handslag.documents.plots import Plot, dot_radius, draw_other, draw_own, is_cut, wall, wall_line
from handslag.documents.series import (
    BREAK,
    EMPTY,
    INTERVAL,
    NO_INTERVAL,
    NOT_ACROSS,
    Breaks,
    Line,
    Style,
    finite,
    limits,
)
from handslag.documents.timescale import Times, times

Panel = tuple[str, Line, Line | None, str]
"""Its title, the line, the line compared with, and its finding."""

_GAP = 28.0  # px between panels
_PLOT = 110.0  # px, the height of a panel's plot
_NONE = "inga uppgifter"


def small_multiples(
    panels: Sequence[Panel],
    *,
    key: str,
    title: str,
    finding: str,
    unit: str,
    decimals: int = 1,
    percent: bool = False,
    span: tuple[float, float] | None = None,
    breaks: Sequence[Breaks] = (),
    head: str = "Grupp",
    note: str = "",
) -> Drawing:
    """Return the panels in the order given, all on the same scale: three beside each other, one in the narrow picture.

    breaks: of each panel, as trend_chart has them; () for none in any.

    Raises ValueError as trend_chart does.
    """
    style = Style(visible(unit), decimals, percent)
    lines = [line for _, own, other, _ in panels for line in (own, other) if line]
    values = finite(point.value for line in lines for point in line.points)
    held = [limit for _, own, _, _ in panels for limit in limits(own.points)]
    axis = value_axis(values, limits=held, percent=percent, span=span, steps=3)
    placed = [times(own, other) for _, own, other, _ in panels]
    broken = tuple(breaks) or ((),) * len(panels)
    columns, rows = _table(panels, placed, style, head)
    return draw(
        key=key,
        title=title,
        finding=finding,
        description=_description(title, panels, style) + _broken(broken),
        broad=_Grid(panels, placed, broken, style, axis, width=BROAD, across=3).picture(),
        narrow=_Grid(panels, placed, broken, style, axis, width=NARROW, across=1).picture(),
        columns=columns,
        rows=rows,
        note=" ".join(each for each in (*_reading(panels, axis), _read_breaks(broken), note) if each),
    )


class _Grid:
    """Places the panels in rows."""

    def __init__(
        self,
        panels: Sequence[Panel],
        placed: Sequence[Times],
        broken: Sequence[Breaks],
        style: Style,
        axis: Axis,
        *,
        width: float,
        across: int,
    ) -> None:
        self.panels, self.placed, self.broken, self.style, self.axis = panels, placed, broken, style, axis
        self.width, self.across = width, across
        self.size = (width + _GAP) / across - _GAP
        places = [place for each in placed for place, _ in each.marks]
        self.is_shared = all(each.timed for each in placed)  # then a year stands in one place in all panels
        self.first, self.last = min(places, default=0.0), max(places, default=0.0)
        self.body: list[str] = []

    def picture(self) -> Picture:
        y = 0.0
        for line in wrap(self.style.unit, within=self.width, lines=2):
            self.body.append(text(0, y + RISE, line, tone="muted"))
            y += LINE
        y += 10 if y else 0
        if not self.panels:
            self.body.append(text(0, y + RISE, _NONE, tone="muted"))
            y += LINE
        together = list(zip(self.panels, self.placed, self.broken, strict=True))
        for at in range(0, len(together), self.across):
            row = together[at : at + self.across]
            words = [self._words(panel) for panel, _, _ in row]
            head = max(len(title) + len(said) for title, said in words) * LINE + 12
            feet = [
                self._panel(panel, placed, breaks, place * (self.size + _GAP), y, head, drawn)
                for place, ((panel, placed, breaks), drawn) in enumerate(zip(row, words, strict=True))
            ]
            y = max(feet) + 24
        return Picture("".join(self.body), y - (20 if self.panels else 0))

    def _words(self, panel: Panel) -> tuple[tuple[str, ...], tuple[str, ...]]:
        title, _, _, finding = panel
        return wrap(title, within=self.size, lines=2, bold=True), wrap(finding, within=self.size, lines=4)

    def _panel(
        self,
        panel: Panel,
        placed: Times,
        breaks: Breaks,
        x: float,
        y: float,
        head: float,
        words: tuple[tuple[str, ...], tuple[str, ...]],
    ) -> float:
        """Draw one panel with its upper left corner at x, y, its plot so far below; return its foot."""
        _, own, other, _ = panel
        self.body.append(label(x, y + RISE, words[0], bold=True))
        self.body.append(label(x, y + RISE + len(words[0]) * LINE, words[1]))
        top = y + head
        left = x + left_margin(self.axis)
        ends = (self.first, self.last) if self.is_shared else self._ends(placed)
        latest = self._latest(own)
        room = measure(latest, bold=True) + 8 if latest else 0
        plot = Plot(left, max(x + self.size - room, left + 40), top, top + _PLOT, self.axis, *ends, pad=12)
        self.body += draw_value_axis(self.axis, left=plot.left, right=plot.right, top=plot.top, bottom=plot.bottom)
        walls = [wall(plot, placed, place) for place, _ in breaks]
        self.body += [wall_line(plot, each, plot.top) for each in walls]
        broken = [place for place, _ in breaks]
        if other:
            self.body += draw_other(plot, other.points, placed.other, breaks=broken)
        radius = dot_radius([plot.x(place) for place in placed.own], most=4)
        self.body += draw_own(plot, own.points, placed.own, breaks=broken, radius=radius)
        lines = [self._course(plot, other, placed)] if other else []
        said, without_room = missing_words(plot, own.points, placed.own, lines=lines, walls=walls, radius=radius)
        self.body += said
        self._last_value(plot, own, latest)
        self._periods(plot, placed, x)
        below, foot = told_below(without_room, top=plot.bottom + LINE + 8, x=x, width=self.size)
        self.body += below
        return foot

    def _course(self, plot: Plot, other: Line, placed: Times) -> list[tuple[float, float]]:
        points = zip(placed.other, other.points, strict=True)
        return [(plot.x(place), plot.y(point.value)) for place, point in points if point.value is not None]

    def _ends(self, placed: Times) -> tuple[float, float]:
        places = [place for place, _ in placed.marks]
        return min(places, default=0.0), max(places, default=0.0)

    def _latest(self, own: Line) -> str:
        """Return the last value, if it belongs to the last period: otherwise it would be read as that one's."""
        last = own.points[-1].value if own.points else None
        return "" if last is None else self.style.value(last)

    def _last_value(self, plot: Plot, own: Line, latest: str) -> None:
        if latest and own.points[-1].value is not None:
            y = min(max(plot.y(own.points[-1].value) + 5, plot.top + 5), plot.bottom - 2)
            self.body.append(text(plot.right + 6, y, latest, tone="lake", bold=True))

    def _periods(self, plot: Plot, placed: Times, x: float) -> None:
        """Write the first and the last period under the plot; the last alone where they have no room."""
        if not placed.marks:
            middle, y = (plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2
            back = f"M{num(middle - 50)} {num(y - 10)}h100v20h-100Z"
            self.body.append(path(back, name="k-paper", fill="paper"))
            self.body.append(text(middle, y + 5, _NONE, tone="muted", anchor="middle"))
            return
        baseline = plot.bottom + RISE + 10
        (first, begins), (last, ends) = placed.marks[0], placed.marks[-1]
        shown = [(last, fit(ends, within=self.size - 20))]
        if len(placed.marks) > 1:
            shown.insert(0, (first, fit(begins, within=self.size - 20)))
        boxes = []
        for place, words in shown:
            half = measure(words) / 2
            middle = min(max(plot.x(place), x + half), x + self.size - half)
            boxes.append((middle - half, middle + half, words))
        if len(boxes) == 2 and boxes[0][1] + 8 > boxes[1][0]:
            boxes = boxes[1:]
        for begin, end, words in boxes:
            self.body.append(text((begin + end) / 2, baseline, words, tone="muted", anchor="middle"))


def _table(
    panels: Sequence[Panel], placed: Sequence[Times], style: Style, head: str
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return one table of all panels; the line compared with has a column where any panel has one."""
    compared = any(other for _, _, other, _ in panels)
    columns = (
        visible(head),
        "Period",
        style.head("Värde"),
        INTERVAL.capitalize(),
        *(["Jämförelse"] if compared else []),
    )
    rows = []
    for (title, own, other, _), each in zip(panels, placed, strict=True):
        for point, second in each.pairs(own, other):
            label = point.label if point else second.label if second else ""
            beside = f"{other.name} {style.cells(second)[0]}" if other else EMPTY
            row = (title, label, *style.cells(point), *([beside] if compared else []))
            rows.append(tuple(visible(cell) for cell in row))
    return columns, tuple(rows)


def _reading(panels: Sequence[Panel], axis: Axis) -> list[str]:
    points = [point for _, own, _, _ in panels for point in own.points if point.value is not None]
    compared = list(dict.fromkeys(visible(other.name) for _, _, other, _ in panels if other))
    return [
        words
        for words, occurs in (
            ("Samma skala i alla rutor.", len(panels) > 1),
            (f"Streckad linje: {', '.join(compared)}.", bool(compared)),
            (f"Lodräta streck: {INTERVAL}.", any(point.has_interval for point in points)),
            (f"Öppen ring: {NO_INTERVAL}.", any(point.is_bare for point in points)),
            ("Pil: intervallet fortsätter utanför bilden, talen står i tabellen.", is_cut(axis, points)),
            (
                f"Axeln börjar vid {axis.words(axis.low)}, inte vid noll.",
                bool(points) and not axis.low <= 0 <= axis.high,
            ),
        )
        if occurs
    ]


def _read_breaks(broken: Sequence[Breaks]) -> str:
    """Return what the upright lines are, with the words that have no room in the panels."""
    told = dict.fromkeys(visible(words) for breaks in broken for _, words in breaks)
    return f"{BREAK} ({'; '.join(told)}). {NOT_ACROSS}" if told else ""


def _broken(broken: Sequence[Breaks]) -> str:
    told = dict.fromkeys(visible(words) for breaks in broken for _, words in breaks)
    return f" Metoden ändrades: {'; '.join(told)}." if told else ""


def _description(title: str, panels: Sequence[Panel], style: Style) -> str:
    """Return each panel's finding and last values; all the others stand in the table, and would be long to hear."""
    told = [title, *([style.unit] if style.unit else [])]
    for name, own, other, finding in panels:
        told.append(f"{name}: {finding}" if finding else name)
        for line in (own, other):
            if line:
                last = f"{line.points[-1].label} {style.told(line.points[-1])}" if line.points else _NONE
                told.append(f"{line.name}: {last}")
    return visible(". ".join(each.rstrip(".") for each in told)) + "."
