"""The power of the exact test of two Poisson counts, for many pairs at once.

Given the first count, the test finds a change when the second is at most `below` or at least `above`. Both limits depend
only on the two lengths of time, so they are tables; what is left is a sum over the first count where its mass is.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from handslag.stats.inputs import Floats

# Poisson mass further out than this adds less than 1e-11 to a power.
_DEVIATIONS, _MARGIN = 7.0, 15.0
_SMALLEST_TABLE = 256
# Binomial tails that equal the level exactly must count as within it in spite of rounding.
_ROUNDING = 1 + 1e-10


class Pairs:
    """Pairs of counts: first of mean `before`, second over `share` of all the time, tested at the level `alpha`.

    before, share: one-dimensional arrays of one length, all finite.
    """

    def __init__(self, before: Floats, share: Floats, alpha: float) -> None:
        half = _DEVIATIONS * np.sqrt(before) + _MARGIN
        first = np.floor(np.maximum(before - half, 0)).astype(np.int64)
        lengths = np.ceil(before + half).astype(np.int64) - first + 1
        self._cells = len(before)
        self._cell = np.repeat(np.arange(self._cells), lengths)
        starts = np.cumsum(lengths) - lengths
        count = np.arange(len(self._cell)) - np.repeat(starts - first, lengths)
        mean = before[self._cell]
        self._mass = np.exp(special.xlogy(count, mean) - mean - special.gammaln(count + 1.0))
        self._below, self._above = _gathered(count, share, self._cell, alpha)

    def power(self, after: Floats) -> Floats:
        """Return the chance that the test finds a change, up or down, when the second counts have these means."""
        mean = after[self._cell]
        with np.errstate(invalid="ignore"):
            falls = special.gammaincc(self._below + 1, mean)
            rises = special.gammainc(self._above, mean)
        # gammaincc(0, 0) has no value: no count is below zero.
        falls[self._below < 0] = 0.0
        # bincount adds in order within each cell, so that a cell's sum is the same whatever stands beside it.
        return np.bincount(self._cell, self._mass * (falls + rises), minlength=self._cells).astype(
            np.float64, copy=False
        )


def _gathered(count: NDArray[Any], share: Floats, cell: NDArray[Any], alpha: float) -> tuple[Floats, Floats]:
    """Return below and above for each first count. The loop is over lengths of time, which are few."""
    size = _SMALLEST_TABLE
    while len(count) and size <= count.max():
        size *= 2
    different, which = np.unique(share, return_inverse=True)
    if not len(different):
        return np.empty(0), np.empty(0)
    tables = [_limits(float(value), alpha, size) for value in different]
    below, above = (np.stack(side)[which[cell], count] for side in zip(*tables, strict=True))
    return below, above


@lru_cache(maxsize=64)
def _limits(share: float, alpha: float, size: int) -> tuple[Floats, Floats]:
    """Return, for first counts 0..size-1, the largest second count that shows a fall and the least that shows a rise.

    Each tail of the binomial may hold half of alpha. -1 where no second count is low enough.
    """
    first, tail = np.arange(size, dtype=np.float64), alpha / 2 * _ROUNDING
    z = -special.ndtri(alpha / 2)

    def is_fall(second: Floats, among: Floats) -> NDArray[np.bool_]:
        chance = special.betainc(np.maximum(among, 1), second + 1, 1 - share)
        return np.asarray((second < 0) | ((among > 0) & (chance <= tail)))

    def is_rise(second: Floats, among: Floats) -> NDArray[np.bool_]:
        chance = special.betainc(np.maximum(second, 1), among + 1, share)
        return np.asarray((second >= 1) & (chance <= tail))

    below = _settled(np.maximum(np.floor(_guess(first, share, z)), -1), is_fall, first, step=1)
    above = _settled(np.maximum(np.ceil(_guess(first, share, -z)), 1), is_rise, first, step=-1)
    below.flags.writeable = above.flags.writeable = False
    return below, above


def _guess(first: Floats, share: float, z: float) -> Floats:
    """Return where the normal approximation has the limit: (second - T share) = -z sqrt(T share (1 - share))."""
    slope = z * np.sqrt(share * (1 - share))
    root = (-slope + np.sqrt(slope**2 + 4 * (1 - share) * first)) / (2 * (1 - share))
    return np.asarray(root**2 - first)


def _settled(guess: Floats, is_found: Any, first: Floats, *, step: int) -> Floats:
    """Return the last found count in the direction of step, walking from a guess that is a few counts off at most."""
    second = guess
    while not (found := is_found(second, first)).all():
        second = np.where(found, second, second - step)
    while (more := is_found(second + step, first)).any():
        second = np.where(more, second + step, second)
    return second
