"""The axes of the charts: round steps for values, periods along time, and what is written beside them."""

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from handslag.documents.drawing import LINE, RISE, Tone, num, path, spread, text
from handslag.documents.lettering import fit, measure, visible, wrap
from handslag.documents.series import Line, Point, figure

HEADROOM = 4.0  # times the largest value: a longer interval is cut, or it would flatten all the rest
_STEPS = (1, 2, 5, 10)
_LONGEST_PERIOD = 130.0  # px
_WINDOW = re.compile(r"\D*(\d{4})\s*[-–]\s*(\d{4})\D*")


@dataclass(frozen=True)
class Axis:
    """Values from low to high, both whole numbers of steps."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[float]:
        """Return the values that are marked, lowest first."""
        first = round(self.low / self.step)
        return [(first + at) * self.step for at in range(round((self.high - self.low) / self.step) + 1)]

    @property
    def decimals(self) -> int:
        return max(0, -math.floor(math.log10(self.step) + 1e-9))

    def px(self, value: float, start: float, end: float) -> float:
        """Return where a value stands between the px of low and those of high; outside them, at the end."""
        if value <= self.low:
            return start
        return end if value >= self.high else start + (end - start) * (value - self.low) / (self.high - self.low)

    def words(self, tick: float) -> str:
        return figure(tick, decimals=self.decimals)


def value_axis(
    values: Sequence[float],
    *,
    limits: Sequence[float] = (),
    percent: bool = False,
    span: tuple[float, float] | None = None,
    from_zero: bool = True,
    steps: int = 5,
) -> Axis:
    """Return an axis of at most `steps` steps that holds the values, and their limits as far as there is room.

    percent: 0 to 100 whatever the values. span: its ends, where zero has no meaning for the measure.
    Raises ValueError on a value outside 0-100 or outside the span.
    """
    if percent:
        if wrong := [value for value in values if not -1e-6 <= value <= 100 + 1e-6]:
            raise ValueError(f"not a percentage from 0 to 100: {wrong[0]}")
        return Axis(0, 100, 20 if steps >= 5 else 50)
    if span is not None:
        if not span[0] < span[1] or any(not span[0] <= value <= span[1] for value in values):
            raise ValueError(f"not inside {span}: {sorted(values)}")
        return _rounded(*span, steps=steps)
    room = HEADROOM * max((abs(value) for value in values), default=0) or math.inf
    held = [*values, *(min(max(limit, -room), room) for limit in limits)] or [0.0]
    low, high = min(held), max(held)
    if from_zero or not _needs_closer_look(low, high):
        low, high = min(low, 0), max(high, 0)
    return _rounded(low, high, steps=steps)


def _needs_closer_look(low: float, high: float) -> bool:
    """Whether the values lie so close to each other, far from zero, that an axis from zero would hide them."""
    return (low > 0 or high < 0) and 0 < high - low < max(abs(low), abs(high)) / 3


@lru_cache(maxsize=512)
def _rounded(low: float, high: float, *, steps: int) -> Axis:
    """Return the axis with the smallest round step that needs no more than so many steps."""
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-300):
        low, high = min(low, 0), max(high, 0) or (1 if low == 0 else 0)
    power = 10.0 ** math.floor(math.log10((high - low) / steps))
    for factor in _STEPS:
        step = factor * power
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first <= steps:
            return Axis(first * step, last * step, step)
    step = 20 * power
    return Axis(math.floor(low / step) * step, math.ceil(high / step) * step, step)


def left_margin(axis: Axis) -> float:
    """Return the room in px for the values left of the plot."""
    return max(measure(axis.words(tick)) for tick in axis.ticks) + 10


def draw_value_axis(axis: Axis, *, left: float, right: float, top: float, bottom: float) -> list[str]:
    """Return the hairlines with their values, and the line at zero; at the lowest value where zero is not there."""
    base = 0.0 if axis.low <= 0 <= axis.high else axis.low
    body = []
    for tick in axis.ticks:
        y = axis.px(tick, bottom, top)
        name, token = ("k-axis", "edge") if abs(tick - base) < axis.step / 2 else ("k-grid", "line")
        body.append(path(f"M{num(left)} {num(y)}H{num(right)}", name=name, stroke=token))
        body.append(text(left - 10, y + 5, axis.words(tick), tone="muted", anchor="end"))
    return body


# Time


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
        """Return the points of each period, in order."""
        first = dict(zip(self.own, own.points, strict=True))
        second = dict(zip(self.other, other.points, strict=True)) if other else {}
        return [(first.get(place), second.get(place)) for place, _ in self.marks]


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


# Beside the plot


@dataclass(frozen=True)
class Beside:
    """What is written beside the end of a line, at its level. tone "lake" is this county's, and strong."""

    y: float
    words: str
    value: str = ""
    tone: Tone = "muted"

    @property
    def bold(self) -> bool:
        return self.tone == "lake"

    def lines(self, within: float) -> tuple[str, ...]:
        """Return the words and the value in one line, or the value under them: it is never cut for a long name."""
        whole = f"{self.words} {self.value}".strip()
        if not self.value or measure(whole, bold=self.bold) <= within:
            return wrap(whole, within=within, lines=2, bold=self.bold)
        value = fit(self.value, within=within, bold=self.bold)
        return *wrap(self.words, within=within, lines=2, bold=self.bold), value


def beside_width(labels: Sequence[Beside], *, most: float) -> float:
    """Return the room in px that the labels need, at most so much; none for no labels."""
    within = [measure(line, bold=each.bold) for each in labels for line in each.lines(most)]
    return max(within, default=0)


def draw_beside(labels: Sequence[Beside], *, x: float, within: float, top: float, bottom: float) -> list[str]:
    """Return the labels, each as near its level as the others let it."""
    ordered = sorted(labels, key=lambda each: each.y)
    lines = [each.lines(within) for each in ordered]
    heights = [len(each) * LINE for each in lines]
    middles = spread([each.y for each in ordered], heights=heights, gap=1, top=top, bottom=bottom)
    return [
        text(x, middle - height / 2 + RISE + 2 + at * LINE, line, tone=label.tone, bold=label.bold)
        for label, each, height, middle in zip(ordered, lines, heights, middles, strict=True)
        for at, line in enumerate(each)
    ]


def unit_lines(unit: str, *, width: float) -> tuple[list[str], float]:
    """Return the unit over the axis, and where the plot may begin."""
    lines = wrap(unit, within=width, lines=2)
    body = [text(0, RISE + at * LINE, line, tone="muted") for at, line in enumerate(lines)]
    return body, len(lines) * LINE + 12


def period_range(labels: Sequence[str]) -> str:
    """Return consecutive periods in words: "2019", "2019 till 2023"."""
    first, last = visible(labels[0]), visible(labels[-1])
    return first if len(labels) == 1 else f"{first} till {last}"
