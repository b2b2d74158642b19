"""The rules that tell a signal from chance in a control chart, in the order in which they are named."""

import numpy as np
from numpy.typing import NDArray

from handslag.stats.inputs import Floats

Signs = NDArray[np.int8]
Codes = NDArray[np.uint8]

RULES = ("", "outside", "trend", "two_of_three", "shift")
OUTSIDE, TREND, TWO_OF_THREE, SHIFT = 1, 2, 3, 4
SEVEN = 7  # points one after another that make a trend or a shift
_DUST = 1e-12  # of the largest value: a difference this small is rounding


def median_of(value: Floats) -> Floats:
    """Return the median of each series (..., 1) without its missing points, NaN if there are no others."""
    ordered = np.sort(value, axis=-1)  # missing ones come last
    points = (~np.isnan(value)).sum(axis=-1, keepdims=True)
    low = np.take_along_axis(ordered, np.maximum(points - 1, 0) // 2, axis=-1)
    return (low + np.take_along_axis(ordered, points // 2, axis=-1)) / 2


def dust_of(value: Floats) -> Floats:
    """Return the difference that is no more than rounding in each series (..., 1)."""
    return _DUST * np.maximum(np.fmax.reduce(value, -1, keepdims=True), -np.fmin.reduce(value, -1, keepdims=True))


def side_of(value: Floats, centre: Floats, reach: Floats) -> Signs:
    """Return 1 for points above centre + reach, -1 below centre - reach, else 0; also for missing ones."""
    return _signs(value > centre + reach, value < centre - reach)


def rules_of(
    value: Floats, centre: Floats, lower: Floats, upper: Floats, reach: Floats, side: Signs, dust: Floats
) -> Codes:
    """Return the code in RULES of the first rule that each point belongs to. Missing values must come last.

    outside: beyond the limits. trend: seven points that each rise, or each fall. two_of_three: beyond two thirds of the
    way to the limit on the same side, two of three after one another. shift: seven on one side of the centre.
    reach: three standard deviations, before a limit was stopped at what is possible.
    """
    outside = (value > upper + dust) | (value < lower - dust)
    near = side_of(value, centre, reach * (2 / 3) + dust)
    steps = np.diff(value, axis=-1)
    codes = np.zeros(value.shape, dtype=np.uint8)
    codes[_spread(np.abs(_window(side, SEVEN)) == SEVEN, SEVEN, value.shape)] = SHIFT
    for sign in (-1, 1):
        there = near == sign
        codes[there & _spread(_window(there.view(np.int8), 3) >= 2, 3, value.shape)] = TWO_OF_THREE
    climbs = np.abs(_window(_signs(steps > 0, steps < 0), SEVEN - 1)) == SEVEN - 1
    codes[_spread(climbs, SEVEN, value.shape)] = TREND
    codes[outside] = OUTSIDE
    return codes


def leaning(value: Floats, codes: Codes, side: Signs) -> Signs:
    """Return the sides, and for a point of a trend that lies on the centre the way that the trend goes."""
    is_level = (side == 0) & (codes == TREND)
    if not is_level.any():
        return side
    steps = np.diff(value, axis=-1, prepend=value[..., :1])
    return np.where(is_level, _signs(steps > 0, steps < 0), side)


def _signs(up: NDArray[np.bool_], down: NDArray[np.bool_]) -> Signs:
    return up.view(np.int8) - down.view(np.int8)


def _window(data: Signs, width: int) -> Signs:
    """Return the sums of each `width` points after one another."""
    places = max(data.shape[-1] - width + 1, 0)
    total = np.zeros((*data.shape[:-1], places), dtype=np.int8)
    for start in range(width if places else 0):
        total += data[..., start : start + places]
    return total


def _spread(hit: NDArray[np.bool_], width: int, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return which points belong to a window that is hit."""
    member = np.zeros(shape, dtype=bool)
    places = hit.shape[-1]
    for start in range(width if places else 0):
        member[..., start : start + places] |= hit
    return member
