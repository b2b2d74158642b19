"""Means with Student's limits, and quantiles as the English deprivation groups are cut."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from handslag.stats.errors import StatsInputError
from handslag.stats.flags import also, filled, flags_of, gaps, withheld
from handslag.stats.inputs import TOO_FEW_POINTS, Floats, floats, is_several, levels
from handslag.stats.limits import tail_of
from handslag.stats.results import Estimate

Ints = NDArray[np.int64]


def mean(
    values: ArrayLike, groups: ArrayLike | None = None, *, confidence: float | tuple[float, ...] = 0.95
) -> Estimate:
    """Return means with Student's t limits, in the unit of the values.

    values: (..., N); without groups one estimate over the last axis. groups: labels of N values, (N,); then one estimate
    per group in the sorted order of the labels. lower and upper get a last axis where `confidence` is a tuple. A missing
    value (None, NaN) makes its group's mean missing (flag): leave those out yourself, and say so. One value has a mean
    and no limits, none has neither (flag "too_few_points"). `count` holds each group's number of values.
    Raises StatsInputError shape_mismatch, confidence_range, not_a_number.
    Source: Student 1908; Altman 2000.
    """
    asked = levels(confidence)
    data = np.atleast_1d(floats("values", values))
    cell, shape = _last_axis_cells(data) if groups is None else _cells_of(data, groups)
    numbers = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape).astype(np.float64)
    total = _added(data.reshape(-1), cell, shape)
    flags = flags_of([], gaps(total), shape)
    value = filled(total, flags, 0) / np.maximum(numbers, 1)
    # About each group's own mean: the difference of two large sums would lose what is between them.
    apart = data.reshape(-1) - value.reshape(-1)[cell]
    squares = _added(apart * apart, cell, shape)
    flags = also(flags, TOO_FEW_POINTS, numbers < 2)
    degrees = np.maximum(numbers - 1, 1)
    error = np.sqrt(squares / degrees / np.maximum(numbers, 1))
    half = np.stack([stdtrit(degrees, 1 - tail_of(level)) * error for level in asked], axis=-1)
    lower, upper = value[..., None] - half, value[..., None] + half
    if not is_several(confidence):
        lower, upper = lower[..., 0], upper[..., 0]
    shown = withheld(np.asarray(value), np.asarray(lower), np.asarray(upper), flags)
    shown["value"] = np.where(numbers == 1, total, shown["value"])[()]  # its own mean: only limits are out of reach
    return Estimate(**shown, method="student", kind="mean", confidence=asked, count=numbers[()])


def quantiles(values: ArrayLike, n: int, groups: ArrayLike | None = None, *, highest_first: bool = False) -> Ints:
    """Return which of n quantiles each value is in, 1 to n: 1 holds the lowest values, or the highest with highest_first.

    values: (N,). groups: labels, (N,): each group is cut by itself. Equal values fall in one quantile. 0 where a value is
    missing, or its group has fewer values than n: such groups cannot be cut.
    Raises StatsInputError shape_mismatch, not_a_number, out_of_range.
    Source: OHID, Assigning deprivation categories (floor((n+1) - ceil(((N+1) - rank) / (N/n))), at least 1).
    """
    data = np.atleast_1d(floats("values", values))
    if not isinstance(n, int | np.integer) or n < 1:
        raise StatsInputError("out_of_range", "n", (), f"n ska vara ett heltal från 1, inte {n!r}.")
    cell, _ = _cells_of(data, np.zeros(data.shape) if groups is None else groups)
    result = np.zeros(data.shape, dtype=np.int64)
    there = np.flatnonzero(~np.isnan(data))
    if not there.size:
        return result
    ranks, sizes = _ranks(-data[there] if highest_first else data[there], cell[there])
    # In whole numbers: a division that leaves dust would move an area to the next quantile.
    place = (n + 1) + (-((sizes + 1 - ranks) * n) // sizes)
    result[there] = np.where(sizes < n, 0, np.maximum(place, 1))
    return result


def _added(values: Floats, cell: Ints, shape: tuple[int, ...]) -> Floats:
    """Return each cell's sum, one value after the other: then a group alone sums to the same bits as among others."""
    return np.bincount(cell, values, minlength=int(np.prod(shape))).reshape(shape).astype(np.float64, copy=False)


def _ranks(values: Floats, cell: Ints) -> tuple[Ints, Ints]:
    """Return each value's rank in its group, from 1, equal values with the least of theirs; and its group's size."""
    order = np.lexsort((values, cell))
    sorted_values, sorted_cell = values[order], cell[order]
    place = np.arange(values.size)
    new_group = np.r_[True, sorted_cell[1:] != sorted_cell[:-1]]
    new_value = new_group | np.r_[True, sorted_values[1:] != sorted_values[:-1]]
    first = np.maximum.accumulate(np.where(new_value, place, 0))
    start = np.maximum.accumulate(np.where(new_group, place, 0))
    ranks = np.empty_like(place)
    ranks[order] = first - start + 1
    return ranks, np.bincount(cell)[cell]


def _last_axis_cells(data: Floats) -> tuple[Ints, tuple[int, ...]]:
    shape = data.shape[:-1]
    return np.repeat(np.arange(int(np.prod(shape))), data.shape[-1]), shape


def _cells_of(data: Floats, groups: ArrayLike) -> tuple[Ints, tuple[int, ...]]:
    labels = np.asarray(groups)
    if data.ndim != 1 or labels.shape != data.shape:
        told = f"values {data.shape} och groups {labels.shape} ska vara lika långa rader."
        raise StatsInputError("shape_mismatch", "groups", (), told)
    found, cell = np.unique(labels, return_inverse=True)
    return cell, (found.size,)
