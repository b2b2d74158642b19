"""What is drawn inside the axes of a chart: lines that stop at gaps, dots, whiskers, and words where a value is missing."""

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from handslag.documents.axes import Axis, overlaps
from handslag.documents.drawing import FALL, LINE, RISE, circle, num, path, text
from handslag.documents.lettering import measure, wrap
from handslag.documents.series import Point, known

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
    body = [whisker(plot, x, point) for x, point in zip(xs, points, strict=True) if point.has_interval]
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
            body.append(dot(x, plot.y(point.value), radius, is_open=not point.has_interval))
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


def whisker(plot: Plot, x: float, point: Point) -> str:
    """Return the upright interval of a point, with an arrow where it goes on outside the picture."""
    value = point.value or 0.0
    lower = value if point.lower is None else point.lower
    upper = value if point.upper is None else point.upper
    low, high = plot.y(lower), plot.y(upper)
    d = f"M{num(x)} {num(low)}V{num(high)}"
    if upper > plot.axis.high + 1e-6:
        d += f"M{num(x - 4)} {num(high + 6)}L{num(x)} {num(high)}L{num(x + 4)} {num(high + 6)}"
    if lower < plot.axis.low - 1e-6:
        d += f"M{num(x - 4)} {num(low - 6)}L{num(x)} {num(low)}L{num(x + 4)} {num(low - 6)}"
    return path(d, name="k-whisker", stroke="lake", width=1.75)


def is_cut(axis: Axis, points: Sequence[Point]) -> bool:
    """Whether any interval goes on outside the axis."""
    held = [limit for point in points if point.value is not None for limit in (point.lower, point.upper)]
    return any(limit is not None and not axis.low - 1e-6 <= limit <= axis.high + 1e-6 for limit in held)


def dot(x: float, y: float, radius: float, *, is_open: bool = False, name: str = "k-lake", token: str = "lake") -> str:
    """Return a dot with the page's colour round it, so that it stands free of lines; an open ring is hollow."""
    around = circle(x, y, radius + (2 if radius >= 4 else 1), name="k-paper", fill="paper")
    if is_open:
        return around + circle(x, y, radius - 1, name="k-hollow", fill="paper", stroke="lake", width=2)
    return around + circle(x, y, radius, name=name, fill=token)


def diamond(x: float, y: float, radius: float, *, name: str, fill: str, stroke: str = "") -> str:
    """Return a square on its corner."""
    r = num(radius)
    d = f"M{num(x)} {num(y - radius)}l{r} {r}l-{r} {r}l-{r} -{r}Z"
    return path(d, name=name, fill=fill, stroke=stroke, width=1.75)


def joined(along: Sequence[tuple[float, float]]) -> str:
    """Return a path through the points."""
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in along)


def steps(plot: Plot, xs: Sequence[float], values: Sequence[float | None]) -> list[tuple[str, float]]:
    """Return the path of each stretch of known values as steps, half way to the neighbours, and the level of its end."""
    edges = [plot.left, *((a + b) / 2 for a, b in itertools.pairwise(xs)), plot.right]
    found: list[tuple[str, float]] = []
    d, level = "", 0.0
    for at, value in enumerate(known(each) for each in values):
        if value is None or not plot.axis.low - 1e-9 <= value <= plot.axis.high + 1e-9:
            if d:
                found.append((d, level))
            d = ""
            continue
        level = plot.y(value)
        d += f"V{num(level)}H{num(edges[at + 1])}" if d else f"M{num(edges[at])} {num(level)}H{num(edges[at + 1])}"
    return [*found, (d, level)] if d else found


# What is missing


@dataclass(frozen=True)
class _Gap:
    """Missing values beside each other that have the same word, and the room in px between what stands round them."""

    words: str
    labels: tuple[str, ...]
    left: float
    right: float
    wanted: float

    def middle(self, width: float) -> float:
        """Return where words of so many px have their middle: as near the missing values as the room lets them."""
        return min(max(self.wanted, self.left + width / 2), self.right - width / 2)


def missing_words(
    plot: Plot,
    points: Sequence[Point],
    places: Sequence[float],
    *,
    lines: Sequence[Sequence[tuple[float, float]]] = (),
    walls: Sequence[float] = (),
    radius: float = ROOMY,
) -> tuple[list[str], list[tuple[tuple[str, ...], str]]]:
    """Return the words in the gaps, and the periods and words of those gaps that have no room for theirs.

    lines: what else runs through the plot, as points in px, that words must not stand across. walls: x of upright lines.
    """
    body: list[str] = []
    without_room = []
    for gap in _gaps(plot, points, places, walls, radius):
        drawn = _lying(plot, gap, lines) or _standing(plot, gap, lines)
        if drawn:
            body.append(drawn)
        else:
            without_room.append((gap.labels, gap.words))
    return body, without_room


def _gaps(
    plot: Plot, points: Sequence[Point], places: Sequence[float], walls: Sequence[float], radius: float
) -> list[_Gap]:
    found: list[_Gap] = []
    xs = [plot.x(place) for place in places]
    at = 0
    while at < len(points):
        if points[at].value is not None:
            at += 1
            continue
        end = at
        while end + 1 < len(points) and points[end + 1].value is None and points[end + 1].missing == points[at].missing:
            end += 1
        left, right = _edge(points, xs, at, -1, radius), _edge(points, xs, end, 1, radius)
        left, right = plot.left + _CLEAR if left is None else left, plot.right if right is None else right
        edges = [left, *sorted(x for x in walls if left < x < right), right]
        left, right = max(itertools.pairwise(edges), key=lambda pair: pair[1] - pair[0])
        labels = tuple(point.label for point in points[at : end + 1])
        found.append(_Gap(points[at].missing, labels, left, right, (xs[at] + xs[end]) / 2))
        at = end + 1
    return found


def _edge(points: Sequence[Point], xs: Sequence[float], at: int, step: int, radius: float) -> float | None:
    """Return how far the words at a missing point may go: to its neighbour, or half way to another gap's words."""
    beside = at + step
    if not 0 <= beside < len(points):
        return None
    if points[beside].value is None:
        return (xs[at] + xs[beside]) / 2 - step * _CLEAR / 2
    return xs[beside] - step * (radius + _CLEAR)


def _lying(plot: Plot, gap: _Gap, lines: Sequence[Sequence[tuple[float, float]]]) -> str:
    """Return the words in one to three lines, above the foot of the plot or where nothing runs; "" without room."""
    room = gap.right - gap.left
    if max((measure(word) for word in gap.words.split()), default=0) > room:
        return ""
    written = wrap(gap.words, within=room, lines=3)
    if written[-1].endswith("…"):
        return ""
    height = len(written) * LINE
    width = max(measure(line) for line in written)
    middle = gap.middle(width)
    across = [levels(line, middle - width / 2, middle + width / 2) for line in lines]
    for top in (plot.bottom - height - 6, plot.top + 4, (plot.top + plot.bottom - height) / 2):
        if top >= plot.top and all(not each or each[1] < top or each[0] > top + height for each in across):
            return "\n".join(
                text(middle, top + RISE + 2 + at * LINE, line, tone="muted", anchor="middle")
                for at, line in enumerate(written)
            )
    return ""


def _standing(plot: Plot, gap: _Gap, lines: Sequence[Sequence[tuple[float, float]]]) -> str:
    """Return the words upwards from the foot of the plot; "" without room."""
    half, length = (RISE + FALL) / 2, measure(gap.words)
    middle = gap.middle(2 * half)
    if gap.right - gap.left < 2 * half or length > plot.bottom - plot.top - 12:
        return ""
    for start in (plot.bottom - 6, plot.top + 6 + length):
        across = [levels(line, middle - half, middle + half) for line in lines]
        if all(not each or each[1] < start - length or each[0] > start for each in across):
            return text(middle + (RISE - FALL) / 2, start, gap.words, tone="muted", turned=True)
    return ""


def levels(line: Sequence[tuple[float, float]], left: float, right: float) -> tuple[float, float] | None:
    """Return the highest and the lowest y that a line has between two x; None where it does not pass there.

    line: points in px, from the left.
    """
    found: list[float] = []
    first = max(bisect_left(line, left, key=itemgetter(0)) - 1, 0)
    for at in range(first, len(line) - 1):
        (x, y), (to_x, to_y) = line[at], line[at + 1]
        if x > right:
            break
        if to_x < left or to_x == x:
            continue
        slope = (to_y - y) / (to_x - x)
        found += (y + slope * (max(x, left) - x), y + slope * (min(to_x, right) - x))
    return (min(found) - 3, max(found) + 3) if found else None
