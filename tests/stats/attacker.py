"""Someone who works out hidden counts from what is shown, with an exact solver."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Pair = tuple[tuple[int, ...], list[tuple[int, ...]]]


def with_totals(inner: np.ndarray) -> tuple[np.ndarray, list[Pair]]:
    """Return a table with a total last along each axis, and its additive sets as (total, parts)."""
    table = inner
    for axis in range(inner.ndim):
        table = np.concatenate([table, table.sum(axis, keepdims=True)], axis)
    sets: list[Pair] = []
    for axis in range(inner.ndim):
        for rest in np.ndindex(*np.delete(table.shape, axis)):
            line = [tuple(int(i) for i in np.insert(rest, axis, place)) for place in range(table.shape[axis])]
            sets.append((line[-1], line[:-1]))
    return table, sets


def intervals(
    shown: np.ndarray,
    equations: Sequence[tuple[dict[int, int], int]],
    wanted: Sequence[int],
    *,
    least: np.ndarray,
    most: np.ndarray,
) -> dict[int, tuple[float, float]]:
    """Return the least and greatest whole number that each wanted cell has in any table that fits.

    shown: flat, negative where not known. equations: coefficient by cell, and what they come to.
    """
    matrix = np.zeros((len(equations), shown.size))
    rest = np.zeros(len(equations))
    for row, (terms, right) in enumerate(equations):
        for cell, factor in terms.items():
            matrix[row, cell] += factor
        rest[row] = right
    low, high = np.where(shown >= 0, shown, least), np.where(shown >= 0, shown, most)
    return {
        cell: (_extreme(matrix, rest, low, high, cell, 1), _extreme(matrix, rest, low, high, cell, -1))
        for cell in wanted
    }


def _extreme(matrix: np.ndarray, rest: np.ndarray, low: np.ndarray, high: np.ndarray, cell: int, sign: int) -> float:
    goal = np.zeros(low.size)
    goal[cell] = sign
    answer = milp(
        goal,
        integrality=np.ones(low.size),
        bounds=Bounds(low, high),
        constraints=LinearConstraint(matrix, rest, rest) if len(rest) else (),
    )
    assert answer.status in (0, 3, 4), answer.message  # solved; unbounded; unbounded or infeasible: the truth fits
    return float(answer.x[cell]) if answer.x is not None else -sign * np.inf


def of_pairs(sets: Sequence[Pair], shape: tuple[int, ...]) -> list[tuple[dict[int, int], int]]:
    """Return (total, parts) as equations."""

    def flat(index: tuple[int, ...]) -> int:
        return int(np.ravel_multi_index(index, shape))

    return [({flat(total): 1, **{flat(part): -1 for part in parts}}, 0) for total, parts in sets]
