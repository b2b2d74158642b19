"""Limits of a Poisson count: exact by table, Byar's approximation where the table ends or was asked for.

A count's exact limits depend on nothing but the count and the level. So they are computed once for each whole number
and fetched after that, a hundred times faster than they are computed.
"""

import threading

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainccinv, gammaincinv, ndtri

from handslag.stats.inputs import Floats

LARGEST_EXACT = 200_000
"""Above this Byar's limits take over. At 100 000 the probability outside them is still up to 1.3e-8 off at 99 %."""
BYAR_FROM = 10
"""Method "byar" is exact below this, as in the English public health methods."""

_CHUNK = 16_384  # cells at a time: the buffers of one chunk stay in the processor's cache
_STEPS = (8_192, 32_768, LARGEST_EXACT)
_LEVELS_KEPT = 16
_tables: dict[float, NDArray[np.float64]] = {}
_beyond: dict[float, int] = {}  # cells that were computed since the table last grew
_growing = threading.Lock()


def poisson_limits(
    count: Floats, exposure: Floats, *, tails: tuple[float, ...], per: float = 1.0, method: str = "exact"
) -> tuple[Floats, Floats]:
    """Return lower and upper limits of count / exposure * per, with the tails' axis last.

    count, exposure: one shape; no value missing, counts not negative, exposure above 0. tails: the probability outside
    each limit, half of what the confidence leaves over. In memory each tail's limits lie together.
    Source: Garwood 1936; Byar in Breslow & Day 1987.
    """
    lower, upper = (np.empty((len(tails), *count.shape)) for _ in range(2))
    counts, exposures = count.reshape(-1), exposure.reshape(-1)
    for place, tail in enumerate(tails):
        table = _table(tail, counts) if method == "exact" else _grown(tail, BYAR_FROM)[:, :BYAR_FROM]
        low, high = lower[place, ...].reshape(-1), upper[place, ...].reshape(-1)
        for start in range(0, counts.size, _CHUNK):
            part = slice(start, start + _CHUNK)
            _fill(counts[part], table, tail, method, low[part], high[part])
            for limit in (low[part], high[part]):
                np.multiply(limit, per, out=limit)
                np.divide(limit, exposures[part], out=limit)
    return np.moveaxis(lower, 0, -1), np.moveaxis(upper, 0, -1)


def tail_of(level: float) -> float:
    """Return the probability outside each limit: 0.95 -> 0.025. Rounded, since 1 - 0.998 is not 0.002 in binary."""
    return round((1 - level) / 2, 15) or (1 - level) / 2


def z_of(level: float) -> float:
    """Return the normal distribution's point for a level: 0.95 -> 1.96."""
    return float(-ndtri(tail_of(level)))


def _fill(counts: Floats, table: Floats, tail: float, method: str, lower: Floats, upper: Floats) -> None:
    last = table.shape[1] - 1
    index = np.minimum(counts, last).astype(np.intp)
    np.take(table[0], index, out=lower, mode="clip")
    np.take(table[1], index, out=upper, mode="clip")
    outside = np.not_equal(index, counts)  # not whole, or beyond the table
    if outside.any():
        lower[outside], upper[outside] = _computed(counts[outside], tail, method)


def _computed(counts: Floats, tail: float, method: str) -> tuple[Floats, Floats]:
    by_byar = counts > LARGEST_EXACT if method == "exact" else counts >= BYAR_FROM
    lower, upper = np.empty_like(counts), np.empty_like(counts)
    lower[by_byar], upper[by_byar] = _byar(counts[by_byar], tail)
    lower[~by_byar], upper[~by_byar] = _exact(counts[~by_byar], tail)
    return lower, upper


def _exact(counts: Floats, tail: float) -> tuple[Floats, Floats]:
    lower = np.nan_to_num(gammaincinv(counts, tail))  # a shape of 0, or next to it, gives NaN for 0
    return lower, np.asarray(gammainccinv(counts + 1, tail))


def _byar(counts: Floats, tail: float) -> tuple[Floats, Floats]:
    # Cubes by multiplication: a power need not come out alike in a short and in a long array.
    z, above = float(-ndtri(tail)), counts + 1
    low = 1 - 1 / (9 * counts) - z / (3 * np.sqrt(counts))
    high = 1 - 1 / (9 * above) + z / (3 * np.sqrt(above))
    return counts * (low * low * low), above * (high * high * high)


def _table(tail: float, counts: Floats) -> Floats:
    """Return limits of 0, 1, 2 ... as two rows. It grows towards the largest count by steps, when that pays.

    A step costs as much as computing that many cells. So it is taken when as many, in this call and those before it, lie
    beyond the table: a page of a few large counts builds no table, and one that is shown again and again does.
    """
    table = _grown(tail, 1)
    largest = int(min(counts.max(initial=0), LARGEST_EXACT))
    for step in _STEPS:
        have, need = table.shape[1], min(step, largest) + 1
        if need > have:
            _beyond[tail] = _beyond.get(tail, 0) + int(np.count_nonzero(counts >= have))
            if _beyond[tail] < need - have:
                break
            _beyond[tail] = 0
            table = _grown(tail, need)
    return table


def _grown(tail: float, need: int) -> Floats:
    """Return the tail's table with at least so many columns."""
    table = _tables.get(tail)
    if table is not None and table.shape[1] >= need:
        return table
    with _growing:
        table = _tables.get(tail, np.empty((2, 0)))
        have = table.shape[1]
        if need > have:
            table = np.hstack([table, _exact(np.arange(have, need, dtype=np.float64), tail)])
            # A caller may ask for any level: the oldest one's table makes room.
            if tail not in _tables and len(_tables) >= _LEVELS_KEPT:
                oldest = next(iter(_tables))
                del _tables[oldest]
                _beyond.pop(oldest, None)
            _tables[tail] = table
        return table
