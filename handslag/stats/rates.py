"""Crude rates with Poisson limits, and sums over several years."""

import numpy as np
from numpy.typing import ArrayLike

from handslag.stats.errors import StatsInputError
from handslag.stats.flags import filled, flags_of, gaps, negative, refuse, withheld, without_exposure
from handslag.stats.inputs import (
    Floats,
    choice,
    floats,
    is_several,
    levels,
    positive,
    refuse_overflow,
    refuse_where,
    same_shape,
)
from handslag.stats.limits import poisson_limits, tail_of
from handslag.stats.results import Estimate


def rate(
    count: ArrayLike,
    exposure: ArrayLike,
    *,
    per: float = 100_000,
    confidence: float | tuple[float, ...] = 0.95,
    method: str = "exact",
    errors: str = "raise",
) -> Estimate:
    """Return crude rates with Poisson limits, in the unit of `per`.

    count: events; 0 is valid, and a rate of it has limits. exposure: person-years. They broadcast to one shape, which
    value has; lower and upper get a last axis where `confidence` is a tuple. None and NaN are missing: NaN out, flag
    "missing". method: "exact", or "byar", which is exact below 10 as in the English references.
    Raises StatsInputError negative_count, zero_exposure, shape_mismatch, confidence_range, not_a_number, out_of_range,
    unknown_choice; with errors="flag" the first two are flags of their cells instead.
    Source: Garwood 1936 (exact); Byar in Breslow & Day 1987.
    """
    asked, per = levels(confidence), positive("per", per)
    choice("method", method, ("exact", "byar"))
    events, years = floats("count", count), floats("exposure", exposure)
    faults = negative("count", events) + without_exposure("exposure", years)
    refuse(faults, errors)
    events, years = same_shape(count=events, exposure=years)
    flags = flags_of(faults, gaps(events, years), events.shape)
    safe, divisor = filled(events, flags, 0), filled(years, flags, 1)
    with np.errstate(over="ignore"):
        value = np.multiply(safe, per, out=np.empty(safe.shape))
        np.divide(value, divisor, out=value)
        lower, upper = poisson_limits(safe, divisor, tails=tuple(map(tail_of, asked)), per=per, method=method)
    refuse_overflow("exposure", upper[..., -1])
    if not is_several(confidence):
        lower, upper = lower[..., 0], upper[..., 0]
    shown = withheld(value, lower, upper, flags)
    return Estimate(
        **shown, method=method, kind="rate", per=per, confidence=asked, count=events[()], exposure=years[()]
    )


def rolling(count: ArrayLike, exposure: ArrayLike, *, window: int, axis: int = -1) -> tuple[Floats, Floats]:
    """Return sums of counts and of exposure over every full window of periods, oldest first.

    Both of the broadcast shape, with `window` - 1 fewer periods along `axis`: element i covers the periods i to
    i + window - 1. A rate of several years is their events by their person-years (`rate` of these two), never a mean of
    the years' rates. A window with a missing value is NaN. Windows overlap: they are not for `trend`.
    Raises StatsInputError negative_count, zero_exposure (below 0), too_few_points, out_of_range, shape_mismatch.
    """
    events, years = floats("count", count), floats("exposure", exposure)
    refuse_where("negative_count", "count", events < 0, "är negativt.")
    refuse_where("zero_exposure", "exposure", years < 0, "är negativt.")
    events, years = same_shape(count=events, exposure=years)
    if not isinstance(window, int | np.integer) or window < 1:
        raise StatsInputError("out_of_range", "window", (), f"window ska vara ett heltal från 1, inte {window!r}.")
    if not -events.ndim <= axis < events.ndim:
        raise StatsInputError("shape_mismatch", "axis", (), f"Det finns ingen axel {axis}.")
    if events.shape[axis] < window:
        told = f"{events.shape[axis]} perioder räcker inte till {window} i följd."
        raise StatsInputError("too_few_points", "count", (), told)
    return _window_sums(events, window, axis), _window_sums(years, window, axis)


def _window_sums(array: Floats, window: int, axis: int) -> Floats:
    # Sums of each window by itself: a running sum would carry a missing value, and dust, to every later window.
    periods = np.moveaxis(array, axis, -1)
    left = periods.shape[-1] - window + 1
    total = periods[..., :left].copy()
    for start in range(1, window):
        total += periods[..., start : start + left]
    return np.moveaxis(total, -1, axis)
