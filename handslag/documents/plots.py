"""What is drawn inside the axes of a chart: lines that stop at gaps, dots, whiskers, and words where a value is missing."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from handslag.documents.axes import Axis
from handslag.documents.drawing import circle, colour, num, path
from handslag.documents.series import Point, known
from handslag.documents.timescale import Times, overlaps

ROOMY, CLOSE = 6.0, 2.5  # px, the radius of a dot where there is room, and where points crowd
_CLEAR = 5.0  # px between words and what stands beside them


@dataclass(frozen=True)
class Plot:
    """The inside of the axes. first, last: the places at its ends in time. pad: px from its edges to those."""

    left: float
    right: float
    top: float
    bottom: float
    axis: Axis
    first: float = 0.0
    last: float = 0.0
    pad: float = 24.0

    def x(self, place: float) -> float:
        """Return where a place in time stands; the middle where all is one place."""
        if self.last <= self.first:
            return (self.left + self.right) / 2
        inside = self.right - self.left - 2 * self.pad
        return self.left + self.pad + inside * (place - self.first) / (self.last - self.first)

    def y(self, value: float) -> float:
        return self.axis.px(value, self.bottom, self.top)


def dot_radius(xs: Sequence[float], *, most: float = ROOMY) -> float:
    """Return the radius of dots that stand so close."""
    nearest = min((b - a for a, b in itertools.pairwise(xs)), default=100.0)
    return max(min(most, nearest / 3.2), CLOSE)


def pieces(
    points: Sequence[Point], places: Sequence[float], breaks: Sequence[float] = ()
) -> tuple[list[list[int]], list[tuple[int, int]]]:
    """Return the stretches that a line is drawn along, and the pairs of overlapping periods that are only dotted.

    A stretch ends at a missing value, at a break (from its place on another method holds), and where two periods have
    years in common: those are not independent, and a line between them would look like a course. They are dotted where
    both say where in time they stand, otherwise apart.
    """
    solid: list[list[int]] = []
    dotted: list[tuple[int, int]] = []
    for at, point in enumerate(points):
        if point.value is None:
            continue
        before = points[at - 1] if at else None
        joined = before is not None and before.value is not None
        joined = joined and not any(places[at - 1] < place <= places[at] for place in breaks)
        if joined and before and overlaps(before, point):
            joined = False
            if before.at is not None and point.at is not None:
                dotted.append((at - 1, at))
        if joined:
            solid[-1].append(at)
        else:
            solid.append([at])
    return solid, dotted


def draw_own(
    plot: Plot, points: Sequence[Point], places: Sequence[float], *, breaks: Sequence[float] = (), radius: float = ROOMY
) -> list[str]:
    """Return whiskers, then lines, then dots: an open ring where nothing is known of the uncertainty."""
    xs = [plot.x(place) for place in places]
    held = "".join(_whisker(plot, x, point) for x, point in zip(xs, points, strict=True) if point.has_interval)
    body = [path(held, name="k-whisker", stroke="lake", width=1.75)] if held else []
    solid, dotted = pieces(points, places, breaks)
    narrow = radius < 4
    for stretch in (stretch for stretch in solid if len(stretch) > 1):
        d = joined([(xs[at], plot.y(points[at].value or 0)) for at in stretch])
        body.append(path(d, name="k-course", stroke="lake", width=2 if narrow else 2.5))
    for pair in dotted:
        d = joined([(xs[at], plot.y(points[at].value or 0)) for at in pair])
        body.append(path(d, name="k-course", stroke="lake", width=1.3, dash="1.5 4"))
    for x, point in zip(xs, points, strict=True):
        if point.value is not None:
            body.append(dot(x, plot.y(point.value), radius, is_open=point.is_bare))
    return body


def draw_other(
    plot: Plot, points: Sequence[Point], places: Sequence[float], *, breaks: Sequence[float] = ()
) -> list[str]:
    """Return the muted dashed line of the area compared with; a single point is a short dash."""
    solid, _ = pieces(points, places, breaks)
    xs = [plot.x(place) for place in places]
    body = []
    for stretch in solid:
        along = [(xs[at], plot.y(points[at].value or 0)) for at in stretch]
        if len(along) == 1:
            x, y = along[0]
            along = [(max(x - 12, plot.left), y), (min(x + 12, plot.right), y)]
        body.append(path(joined(along), name="k-line2", stroke="muted", width=1.75, dash="5 4"))
    return body


def _whisker(plot: Plot, x: float, point: Point) -> str:
    """Return the path of a point's upright interval, with an arrow where it goes on outside the picture."""
    value = point.value or 0.0
    lower = value if point.lower is None else point.lower
    upper = value if point.upper is None else point.upper
    low, high = plot.y(lower), plot.y(upper)
    d = f"M{num(x)} {num(low)}V{num(high)}"
    if upper > plot.axis.high + 1e-6:
        d += f"M{num(x - 4)} {num(high + 6)}L{num(x)} {num(high)}L{num(x + 4)} {num(high + 6)}"
    if lower < plot.axis.low - 1e-6:
        d += f"M{num(x - 4)} {num(low - 6)}L{num(x)} {num(low)}L{num(x + 4)} {num(low - 6)}"
    return d


def is_cut(axis: Axis, points: Sequence[Point]) -> bool:
    """Whether any interval goes on outside the axis."""
    held = [limit for point in points if point.value is not None for limit in (point.lower, point.upper)]
    return any(limit is not None and not axis.low - 1e-6 <= limit <= axis.high + 1e-6 for limit in held)


def dot(x: float, y: float, radius: float, *, is_open: bool = False, name: str = "k-lake", token: str = "lake") -> str:
    """Return a dot with the page's colour round it, so that it stands free of lines; an open ring is hollow."""
    rim = num(radius + (2 if radius >= 4 else 1))
    place = f'cx="{num(x)}" cy="{num(y)}"'
    around = f'<circle class="k-paper" fill="{colour("paper")}" {place} r="{rim}"/>'
    if is_open:
        return around + circle(x, y, radius - 1, name="k-hollow", fill="paper", stroke="lake", width=2)
    return around + f'<circle class="{name}" fill="{colour(token)}" {place} r="{num(radius)}"/>'


def diamond(x: float, y: float, radius: float, *, name: str, fill: str, stroke: str = "") -> str:
    """Return a square on its corner."""
    r = num(radius)
    d = f"M{num(x)} {num(y - radius)}l{r} {r}l-{r} {r}l-{r} -{r}Z"
    return path(d, name=name, fill=fill, stroke=stroke, width=1.75)


def joined(along: Sequence[tuple[float, float]]) -> str:
    """Return a path through the points."""
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in along)


def wall(plot: Plot, times: Times, place: float) -> float:
    """Return the x where a break is drawn: half way between the periods before and after it."""
    marks = [each for each, _ in times.marks]
    before = [each for each in marks if each < place]
    after = [each for each in marks if each >= place]
    x = plot.x((before[-1] + after[0]) / 2 if before and after else place)
    return min(max(x, plot.left), plot.right)


def wall_line(plot: Plot, x: float, top: float) -> str:
    """Return the upright line of a break, from so high down to the foot of the plot."""
    return path(f"M{num(x)} {num(top)}V{num(plot.bottom)}", name="k-break", stroke="muted", width=1.25, dash="4 4")


def steps(plot: Plot, xs: Sequence[float], values: Sequence[float | None]) -> list[str]:
    """Return the path of each stretch of known values as steps, from half way to half way between neighbours."""
    edges = [plot.left, *((a + b) / 2 for a, b in itertools.pairwise(xs)), plot.right]
    found = [""]
    for at, value in enumerate(known(each) for each in values):
        if value is None or not plot.axis.low - 1e-9 <= value <= plot.axis.high + 1e-9:
            found.append("")
            continue
        level, end = num(plot.y(value)), num(edges[at + 1])
        found[-1] += f"V{level}H{end}" if found[-1] else f"M{num(edges[at])} {level}H{end}"
    return [d for d in found if d]
