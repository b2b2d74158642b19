"""Among whom is it gathered? The concentration index along a ranking of groups, and Erreygers' absolute twin."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from handslag.stats.errors import StatsInputError
from handslag.stats.inputs import (
    MISSING,
    ZERO_MEAN,
    Flags,
    Floats,
    at_levels,
    floats,
    in_rows,
    levels,
    named,
    refuse_where,
    same_shape,
)
from handslag.stats.limits import z_of
from handslag.stats.results import Columns, aside


@dataclass(frozen=True, eq=False)
class ConcentrationIndex(Columns):
    """Concentration index C (relative) and Erreygers' index (absolute, of bounded values) of each series; shape (...).

    Negative: concentrated among the first groups. erreygers and its limits are NaN without bounds. flag: "missing", or
    "zero_mean" where there is nothing to be a share of; then all is NaN.
    """

    value: Any
    lower: Any
    upper: Any
    standard_error: Any
    erreygers: Any
    erreygers_lower: Any
    erreygers_upper: Any
    flag: Any
    confidence: tuple[float, ...] = aside((0.95,))


def concentration_index(
    value: ArrayLike,
    population: ArrayLike | None = None,
    *,
    bounds: tuple[float, float] | None = None,
    deviation: ArrayLike | None = None,
    confidence: float | tuple[float, ...] = 0.95,
) -> ConcentrationIndex:
    """Return the concentration index of values ranked from the worst off, on the last axis (..., Q).

    C = 2 cov(value, relative rank) / mean, from -1 to 1; Erreygers' index 4 mean C / (b - a) for values bounded by
    `bounds` = (a, b). population: people in each group, by default one each. deviation: standard deviation between people
    within each group; without it the groups count as that many single observations. Erreygers' limits take the mean as
    known.
    Raises StatsInputError: zero_exposure (population not above 0), too_few_points (fewer than 2), shape_mismatch,
    confidence_range, not_a_number.
    Source: Kakwani, Wagstaff and van Doorslaer 1997; Erreygers 2009.
    """
    asked = levels(confidence)
    y, size = same_shape(
        value=np.atleast_1d(floats("value", value)),
        population=np.atleast_1d(floats("population", 1.0 if population is None else population)),
    )
    y, size = in_rows(y, size)
    refuse_where("zero_exposure", "population", size <= 0, "är inte större än 0.")
    if y.shape[-1] < 2:
        raise StatsInputError("too_few_points", "value", (), "Minst två grupper behövs.")
    with np.errstate(invalid="ignore", divide="ignore"):
        share = size / size.sum(axis=-1, keepdims=True)
        rank = share.cumsum(axis=-1) - share / 2
        mean = (share * y).sum(axis=-1)
        index = 2 * (share * y * (rank - 0.5)).sum(axis=-1) / mean
        error = np.sqrt(_variance(y, size, share, rank, mean, index, deviation))
        to_erreygers = np.nan if bounds is None else 4 * mean / (bounds[1] - bounds[0])
        is_missing = np.isnan(y).any(axis=-1) | np.isnan(size).any(axis=-1)
        flags: Flags = np.select([is_missing, mean == 0], [MISSING, ZERO_MEAN], 0).astype(np.uint8)
        index, error = (np.where(flags > 0, np.nan, each) for each in (index, error))
    reach = [z_of(level) * error for level in asked]
    lower, upper = (
        at_levels([index - each for each in reach], confidence),
        at_levels([index + each for each in reach], confidence),
    )
    factor = np.asarray(to_erreygers)[..., None] if isinstance(confidence, tuple | list) else to_erreygers
    return ConcentrationIndex(
        value=index[()],
        lower=lower[()],
        upper=upper[()],
        standard_error=error[()],
        erreygers=(to_erreygers * index)[()],
        erreygers_lower=(factor * lower)[()],
        erreygers_upper=(factor * upper)[()],
        flag=named(flags if flags.any() else None, flags.shape),
        confidence=asked,
    )


def _variance(
    y: Floats, size: Floats, share: Floats, rank: Floats, mean: Floats, index: Floats, deviation: ArrayLike | None
) -> Floats:
    """Return the variance of the concentration index (Kakwani, Wagstaff and van Doorslaer 1997)."""
    relative = y / mean[..., None]
    offset = 2 * rank - 1 - index[..., None]
    curve = (share * relative).cumsum(axis=-1)  # the concentration curve's height at the end of each group
    term = relative * offset + 2 - curve - (curve - share * relative)
    between = np.maximum((share * term * term).sum(axis=-1) - (1 + index) * (1 + index), 0)
    if deviation is None:
        return np.asarray(between / y.shape[-1])
    _, within = in_rows(*same_shape(value=y, deviation=floats("deviation", deviation)))
    own = (share * within * within * offset * offset).sum(axis=-1) / (mean * mean)
    return np.asarray((between + own) / size.sum(axis=-1))
