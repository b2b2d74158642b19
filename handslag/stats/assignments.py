"""Who could have started when: every way to deal out the start years over the units, or a sample of them."""

from functools import lru_cache
from itertools import combinations
from math import factorial, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

Starts = NDArray[np.int64]


def ways(starts: Starts) -> int:
    """Return in how many different ways these start years can be dealt out over the units."""
    _, sizes = np.unique(starts, return_counts=True)
    return factorial(len(starts)) // prod(factorial(int(size)) for size in sizes)


def assignments(starts: Starts, *, draws: int, seed: int) -> tuple[NDArray[np.int64], bool]:
    """Return ways to deal out the start years, one a row, and whether they are all there are.

    All of them when they are no more than `draws` (the true one is among them), else `draws` random ones.
    """
    if ways(starts) <= draws:
        which, sizes = np.unique(starts, return_counts=True)
        return which[_every(tuple(int(size) for size in sizes))], True
    shuffled = np.broadcast_to(starts, (draws, len(starts)))
    return np.random.default_rng(seed).permuted(shuffled, axis=1), False


@lru_cache(maxsize=32)
def _every(sizes: tuple[int, ...]) -> NDArray[np.int64]:
    """Return each way to part sum(sizes) units in groups of these sizes, as group numbers. Few ways only."""
    units = sum(sizes)
    largest = int(np.argmax(sizes))
    ways: list[tuple[dict[int, int], frozenset[int]]] = [({}, frozenset(range(units)))]
    for group, size in enumerate(sizes):
        if group != largest:
            ways = [
                ({**taken, **dict.fromkeys(chosen, group)}, free - set(chosen))
                for taken, free in ways
                for chosen in combinations(sorted(free), size)
            ]
    rows: Any = np.full((len(ways), units), largest)
    for row, (taken, _) in zip(rows, ways, strict=True):
        row[list(taken)] = list(taken.values())
    rows.flags.writeable = False
    return np.asarray(rows)
