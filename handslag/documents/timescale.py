"""The axis of time: where periods stand, which of them overlap, and their words under a plot."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from handslag.documents.drawing import LINE, RISE, text
from handslag.documents.lettering import fit, measure
from handslag.documents.series import Line, Point

_LONGEST_PERIOD = 130.0  # px
_WINDOW = re.compile(r"\D*(\d{4})\s*[-–]\s*(\d{4})\D*")


@dataclass(frozen=True)
class Times:
    """Where the points of one line or two stand along time.

    own, other: the place of each point. marks: each period once: its place and its words. timed: whether places are years.
    """

    own: tuple[float, ...]
    other: tuple[float, ...]
    marks: tuple[tuple[float, str], ...]
    timed: bool

    def pairs(self, own: Line, other: Line | None) -> list[tuple[Point | None, Point | None]]:
        """Return the points of each period, in order; a year and a window round it are two periods in one place."""
        first = dict(zip(self.own, own.points, strict=True))
        second = dict(zip(self.other, other.points, strict=True)) if other else {}
        found: list[tuple[Point | None, Point | None]] = []
        for place, _ in self.marks:
            one, two = first.get(place), second.get(place)
            alike = one is None or two is None or one.label == two.label
            found += [(one, two)] if alike else [(one, None), (None, two)]
        return found


def times(own: Line, other: Line | None = None) -> Times:
    """Return where the points stand: at their `at` if all have one, else in their order, the same words in one place.

    Raises ValueError if two points of a line have the same `at`, or the points are not in the order of time.
    """
    lines = [own.points, other.points if other else ()]
    if all(point.at is not None for points in lines for point in points) and any(lines):
        placed = [tuple(float(point.at or 0) for point in points) for points in lines]
        for points in placed:
            if any(a >= b for a, b in itertools.pairwise(points)):
                raise ValueError(f"not in the order of time: {points}")
        words = {at: point.label for i in (1, 0) for at, point in zip(placed[i], lines[i], strict=True)}
        return Times(placed[0], placed[1], tuple(sorted(words.items())), timed=True)
    order, keys = _merged([[point.label for point in points] for points in lines])
    index = {key: float(at) for at, key in enumerate(order)}
    first, second = (tuple(index[key] for key in each) for each in keys)
    return Times(first, second, tuple((index[key], key[0]) for key in order), timed=False)


_Key = tuple[str, int]


def _merged(labels: Sequence[Sequence[str]]) -> tuple[list[_Key], list[list[_Key]]]:
    """Return the periods of two lines in one order, and those of each; the same words twice are two periods."""
    keys: list[list[_Key]] = []
    for words in labels:
        seen: dict[str, int] = {}
        keys.append([])
        for each in words:
            seen[each] = seen.get(each, 0) + 1
            keys[-1].append((each, seen[each]))
    order = list(keys[0])
    next_place = 0
    for key in keys[1]:
        if key in order:
            next_place = order.index(key) + 1
        else:
            order.insert(next_place, key)
            next_place += 1
    return order, keys


def overlaps(before: Point, after: Point) -> bool:
    """Whether two periods written as years ("2018–2022") have years in common."""
    first, second = _WINDOW.fullmatch(before.label), _WINDOW.fullmatch(after.label)
    return bool(first and second and int(second[1]) <= int(first[2]) and int(first[1]) <= int(second[2]))


def period_labels(marks: Sequence[tuple[float, str]], *, y: float, width: float) -> tuple[list[str], float]:
    """Return the words of the periods under the plot, so many as there is room for, counted from the last; and their foot.

    marks: x in px and words, from the left. y: the top of the words. width: of the picture.
    """
    fitted = [(x, fit(words, within=_LONGEST_PERIOD)) for x, words in marks]
    for in_two in (False, True):
        lines = [_two_lines(words) if in_two else (words,) for _, words in fitted]
        boxes = [_box(x, each, width) for (x, _), each in zip(fitted, lines, strict=True)]
        if _stand_apart(boxes):
            return _written(lines, boxes, y)
    boxes = [_box(x, (words,), width) for x, words in fitted]
    for every in range(2, len(boxes) + 1):
        kept = boxes[::-1][::every][::-1]
        if _stand_apart(kept) or every == len(boxes):
            return _written([(words,) for _, words in fitted[::-1][::every][::-1]], kept, y)
    return _written([(words,) for _, words in fitted], boxes, y)


def _two_lines(words: str) -> tuple[str, ...]:
    """Return a window of years, or two words, as two lines."""
    for sign, kept in (("–", 1), (" ", 0)):
        if 0 < (at := words.find(sign)) < len(words) - 1:
            return words[: at + kept], words[at + 1 :]
    return (words,)


def _box(x: float, lines: Sequence[str], width: float) -> tuple[float, float]:
    half = max((measure(line) for line in lines), default=0) / 2
    middle = min(max(x, half), width - half)
    return middle - half, middle + half


def _stand_apart(boxes: Sequence[tuple[float, float]]) -> bool:
    return all(a[1] + 8 <= b[0] for a, b in itertools.pairwise(boxes))


def _written(
    lines: Sequence[tuple[str, ...]], boxes: Sequence[tuple[float, float]], y: float
) -> tuple[list[str], float]:
    body = [
        text((low + high) / 2, y + RISE + at * LINE, line, tone="muted", anchor="middle")
        for each, (low, high) in zip(lines, boxes, strict=True)
        for at, line in enumerate(each)
    ]
    return body, y + max(map(len, lines), default=0) * LINE
