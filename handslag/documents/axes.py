"""The axis of values: round steps, from zero unless zero means nothing for the measure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from handslag.documents.drawing import num, path, text
from handslag.documents.lettering import measure
from handslag.documents.series import figure

HEADROOM = 4.0  # times the largest value: a longer interval is cut, or it would flatten all the rest
_DUST = 1e-12  # smaller than this is zero: it comes from floating point, not from a measure
_STEPS = (1, 2, 5, 10)


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
    if max(abs(low), abs(high)) < _DUST:
        low, high = 0, 1
    elif high - low <= 1e-9 * max(abs(low), abs(high)):
        low, high = min(low, 0), max(high, 0)
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
