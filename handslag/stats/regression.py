"""What to expect next of units that were picked because their value stood out: most of it was chance, and chance moves on."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from handslag.stats.errors import StatsInputError
from handslag.stats.inputs import Floats, at_levels, floats, levels, refuse_where
from handslag.stats.results import Columns, aside

# Beyond this many deviations above the mean no limit of any level lies.
_FURTHEST = 60.0
# A gamma this narrow is a single value: the count is then Poisson.
_LARGEST_SHAPE = 1e12


@dataclass(frozen=True, eq=False)
class Shrunk(Columns):
    """The next value of each selected unit, had nothing been done.

    value: expected rate. lower, upper: between which the next observed rate will lie, with a last axis for the levels
    where several were asked for. regression_share: the share (0-1) of the distance to the mean of all that is expected to
    vanish by itself. flag: "missing" or "". observed: the rate that the unit was picked by; mean: that of all units;
    between: the standard deviation of true rates between units; all per `per`.
    """

    value: Any
    lower: Any
    upper: Any
    regression_share: Any
    flag: Any
    observed: Any = aside()
    mean: Any = aside()
    between: Any = aside()
    per: float = aside(100_000)
    confidence: tuple[float, ...] = aside((0.95,))
    count: Any = aside()
    exposure: Any = aside()


def expected_without_action(
    count: ArrayLike,
    exposure: ArrayLike,
    *,
    selected: ArrayLike,
    per: float = 100_000,
    confidence: float | tuple[float, ...] = 0.95,
) -> Shrunk:
    """Return what to expect next, without any action, of units that were selected because of their value.

    count, exposure: (..., units), events and person-years of ALL units, not only the selected. selected: a mask (units,) or
    row numbers; the results have these units last, in this order, and no last axis for a single number. Each rate is
    drawn towards the mean of all, r' = m + B (r - m), B = s2 / (s2 + m / n), s2 by moments. The limits are those of the next
    count, with the same exposure: a gamma of that mean and variance s2 (1 - B), and Poisson chance on top.
    A unit with a missing value is left out of the mean and gets flag "missing".
    Raises StatsInputError: negative_count, zero_exposure, shape_mismatch (also a selection outside the units),
    too_few_points (fewer than two units), confidence_range.
    Source: Marshall 1991; Davis 1976; Morton & Torgerson 2003.
    """
    asked = levels(confidence)
    events, held, chosen = _arguments(count, exposure, selected)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean, between = _moments(events, held)
        own, size = events[..., chosen], held[..., chosen]
        m, s2 = (each[..., None] if np.ndim(chosen) else each for each in (mean, between))
        chance = m / size
        kept = np.where(s2 + chance > 0, s2 / (s2 + chance), 0.0)
        rate = m + kept * (own / size - m)
        limits = [_limits(rate, s2 * (1 - kept), size, level) for level in asked]
    is_missing = np.isnan(own) | np.isnan(size)
    value, share = (np.where(is_missing, np.nan, each) for each in (rate * per, 1 - kept))
    lower, upper = ([np.where(is_missing, np.nan, each * per) for each in side] for side in zip(*limits, strict=True))
    return Shrunk(
        value[()],
        at_levels(lower, confidence)[()],
        at_levels(upper, confidence)[()],
        share[()],
        np.where(is_missing, "missing", "")[()],
        observed=own / size * per,
        mean=mean * per,
        between=np.sqrt(between) * per,
        per=per,
        confidence=asked,
        count=own,
        exposure=size,
    )


def _arguments(count: ArrayLike, exposure: ArrayLike, selected: ArrayLike) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Return counts and exposures of one shape, NaN in both where either is missing, and the rows that are selected."""
    events, held = floats("count", count), floats("exposure", exposure)
    refuse_where("negative_count", "count", events < 0, "är under noll.")
    refuse_where("zero_exposure", "exposure", held <= 0, "ska vara över noll.")
    try:
        events, held = np.broadcast_arrays(events, held)
    except ValueError as error:
        raise StatsInputError("shape_mismatch", "exposure", (), "exposure passar inte till count.") from error
    units = events.shape[-1] if events.ndim else 1
    if events.ndim == 0 or units < 2:
        raise StatsInputError("too_few_points", "count", (), "Minst två enheter behövs: alla, inte bara de utvalda.")
    rows = np.asarray(selected)
    if rows.dtype == bool and rows.shape == (units,):
        return events, held, np.flatnonzero(rows)
    rows = rows if rows.size else rows.astype(np.int64)
    if rows.ndim > 1 or not np.issubdtype(rows.dtype, np.integer):
        raise StatsInputError(
            "shape_mismatch", "selected", (), "selected ska vara en mask över enheterna eller radnummer."
        )
    refuse_where("shape_mismatch", "selected", (rows < -units) | (rows >= units), "ligger utanför enheterna.")
    return events, held, rows.astype(np.int64)


def _moments(events: Floats, held: Floats) -> tuple[Floats, Floats]:
    """Return the mean rate of all, and the variance of true rates between units: what exceeds chance, never below 0."""
    whole = ~(np.isnan(events) | np.isnan(held))
    size = np.where(whole, held, 0.0)
    total = size.sum(axis=-1)
    mean = np.where(whole, events, 0.0).sum(axis=-1) / total
    away = np.where(whole, events / held - mean[..., None], 0.0)
    seen = (size * away**2).sum(axis=-1) / total
    return mean, np.maximum(seen - mean * whole.sum(axis=-1) / total, 0.0)


def _limits(rate: Floats, variance: Floats, size: Floats, level: float) -> tuple[Floats, Floats]:
    """Return between which the next rate lies with this probability. The mean itself is never outside."""
    mean = rate * size
    least = rate**2 / _LARGEST_SHAPE + np.finfo(float).tiny
    shape = np.maximum(rate**2 / np.maximum(variance, least), 1e-6)
    lower, upper = (_quantile(mean, shape, tail) / size for tail in ((1 - level) / 2, (1 + level) / 2))
    return np.minimum(lower, rate), np.maximum(upper, rate)


def _quantile(mean: Floats, shape: Floats, tail: float) -> Floats:
    """Return the smallest count that at least `tail` of the negative binomial distribution does not exceed."""
    most = np.ceil(mean + _FURTHEST * np.sqrt(mean + mean**2 / shape) + _FURTHEST)
    low, high = np.full_like(mean, -1.0), most
    # Halved as often as the largest needs; where a limit is found already, the halving leaves it.
    for _ in range(int(np.nanmax(most, initial=1)).bit_length() + 1):
        middle = np.floor((low + high) / 2)
        is_enough = special.betaincc(np.maximum(middle, 0) + 1, shape, mean / (shape + mean)) >= tail
        is_enough &= middle >= 0
        low, high = np.where(is_enough, low, middle), np.where(is_enough, middle, high)
    return np.asarray(high)
