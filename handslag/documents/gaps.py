"""Words where a value is missing in a plot: they stand in the gap, and say why it is one."""

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from handslag.documents.drawing import FALL, LINE, RISE, text
from handslag.documents.lettering import measure, wrap
from handslag.documents.plots import ROOMY, Plot
from handslag.documents.series import Point

_CLEAR = 5.0  # px between words and what stands beside them


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
