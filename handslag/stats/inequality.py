"""How unequal is it along a ranking of groups? The slope index of inequality, absolute and relative."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from handslag.stats.errors import StatsInputError
from handslag.stats.flags import also
from handslag.stats.inputs import (
    MISSING,
    NO_LIMITS,
    NO_RATIO,
    TOO_FEW_EVENTS,
    Flags,
    Floats,
    at_levels,
    choice,
    floats,
    in_rows,
    levels,
    named,
    refuse_where,
    same_shape,
)
from handslag.stats.limits import tail_of, z_of
from handslag.stats.results import Columns, aside

FEWEST_GROUPS, MOST_GROUPS, STEADY_GROUPS = 5, 100, 10


@dataclass(frozen=True, eq=False)
class SlopeIndex(Columns):
    """Slope (SII) and relative (RII) index of inequality of each series, with limits; shape (...).

    sii: the fitted value at the top of the ranking minus that at its bottom, in the unit of the value. rii: the same as
    a ratio. Limits have a last axis for the levels where several were asked for. note: "many_groups" above 10 groups,
    where small groups make the slope unsteady. flag: "missing", or "too_few_events" where a value or limit of 0 (or a
    proportion of 1) has no logarithm; then there are no limits, with transform no values either; "no_limits" where none were given; "no_ratio" where the
    fitted bottom is not above 0, or may not be, so that rii or its limits are NaN.
    """

    sii: Any
    sii_lower: Any
    sii_upper: Any
    rii: Any
    rii_lower: Any
    rii_upper: Any
    flag: Any
    note: str = ""
    kind: str = aside("mean")
    confidence: tuple[float, ...] = aside((0.95,))


def slope_index(
    value: ArrayLike,
    population: ArrayLike,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    *,
    kind: str = "mean",
    transform: bool = False,
    confidence: float | tuple[float, ...] = 0.95,
    draws: int = 100_000,
    seed: int = 0,
) -> SlopeIndex:
    """Return the slope and the relative index of inequality, groups on the last axis (..., Q), worst off first.

    value is regressed on the relative rank (midpoint of the cumulative population), weighted by population share.
    lower, upper: 95 % limits of each value, needed for limits of the indices and for transform. kind: "mean" (normal
    values: limits in closed form), "rate" (> 0) or "proportion" (0-1): limits from `draws` sets of values drawn on the
    log or logit scale with `seed`. transform: fit on that scale. 5 to 100 groups.
    Raises StatsInputError: zero_exposure (population not above 0), too_few_points and out_of_range (groups), shape_mismatch,
    negative_count, count_exceeds_total (a proportion above 1), confidence_range, not_a_number, unknown_choice.
    Source: Low and Low 2004; Public Health England, PHEindicatormethods (phe_sii); Fieller 1954 for the RII of means.
    """
    choice("kind", kind, ("mean", "rate", "proportion"))
    asked = levels(confidence)
    if (lower is None) != (upper is None) or (transform and (lower is None or kind == "mean")):
        raise StatsInputError(
            "unknown_choice", "transform" if transform else "lower", (), "lower och upper behövs båda."
        )
    y, size, low, high = _groups(value, population, lower, upper)
    if kind != "mean":
        refuse_where("negative_count", "value", y < 0, "är negativt.")
    if kind == "proportion":
        refuse_where("count_exceeds_total", "value", y > 1, "är större än 1.")

    bottom, top = _ends(size)
    scaled, error, flags = _scaled(kind, y, low, high)
    fitted = scaled if transform else y
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        first, last = (_back(kind if transform else "mean", (ends * fitted).sum(axis=-1)) for ends in (bottom, top))
        sii, rii = last - first, np.where(first > 0, last / first, np.nan)
        if kind == "mean":
            limits = [_closed_limits(first, last, bottom, top, error, level) for level in asked]
        else:
            limits = _drawn_limits(kind, scaled, error, bottom, top, asked, transform, draws, seed)
    is_bare = flags == TOO_FEW_EVENTS
    limits = [[np.where(is_bare, np.nan, limit) for limit in each] for each in limits]
    if transform:
        sii, rii = np.where(is_bare, np.nan, sii), np.where(is_bare, np.nan, rii)
    sii_lower, sii_upper, rii_lower, rii_upper = (
        at_levels([each[place] for each in limits], confidence)[()] for place in range(4)
    )
    return SlopeIndex(
        sii=sii[()],
        sii_lower=sii_lower,
        sii_upper=sii_upper,
        rii=rii[()],
        rii_lower=rii_lower,
        rii_upper=rii_upper,
        flag=named(_told(flags, rii, limits), sii.shape),
        note="many_groups" if y.shape[-1] > STEADY_GROUPS else "",
        kind=kind,
        confidence=asked,
    )


def _told(flags: Flags, rii: Floats, limits: list[list[Floats]]) -> Flags | None:
    """Return the flags, with why a series without one has no limits or no ratio."""
    told = also(flags, NO_LIMITS, np.isnan(limits[0][0]))
    return also(
        told, NO_RATIO, np.isnan(rii) | np.isnan([each[place] for each in limits for place in (2, 3)]).any(axis=0)
    )


def _groups(value: ArrayLike, population: ArrayLike, lower: Any, upper: Any) -> tuple[Floats, Floats, Floats, Floats]:
    """Return values, populations and limits (NaN without) in one shape, once they can be meant."""
    y, size, low, high = same_shape(
        value=np.atleast_1d(floats("value", value)),
        population=np.atleast_1d(floats("population", population)),
        lower=np.atleast_1d(floats("lower", np.nan if lower is None else lower)),
        upper=np.atleast_1d(floats("upper", np.nan if upper is None else upper)),
    )
    if y.shape[-1] < FEWEST_GROUPS:
        raise StatsInputError("too_few_points", "value", (), f"Minst {FEWEST_GROUPS} grupper behövs.")
    if y.shape[-1] > MOST_GROUPS:
        raise StatsInputError("out_of_range", "value", (), f"Högst {MOST_GROUPS} grupper går att ordna.")
    refuse_where("zero_exposure", "population", ~(size > 0), "är inte större än 0.")
    y, size, low, high = in_rows(y, size, low, high)
    return y, size, low, high


def _ends(size: Floats) -> tuple[Floats, Floats]:
    """Return what each value weighs in the fitted value at rank 0 and at rank 1: regression is a weighted sum."""
    share = size / size.sum(axis=-1, keepdims=True)
    rank = share.cumsum(axis=-1) - share / 2
    middle = (share * rank).sum(axis=-1, keepdims=True)
    spread = (share * (rank - middle) * (rank - middle)).sum(axis=-1, keepdims=True)
    slope = share * (rank - middle) / spread
    return share - middle * slope, share + (1 - middle) * slope


def _scaled(kind: str, y: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats, Flags]:
    """Return values and their standard errors on the scale where they are normal, and the flag of each series."""
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled, low, high = (_there(kind, each) for each in (y, low, high))
        error = (high - low) / (2 * z_of(0.95))
        is_bare = (np.isinf(scaled) | np.isinf(error)).any(axis=-1)
    flags = np.where(is_bare, TOO_FEW_EVENTS, 0).astype(np.uint8)
    flags[np.isnan(y).any(axis=-1)] = MISSING
    return scaled, error, flags


def _there(kind: str, value: Floats) -> Floats:
    """Return values on the scale where their errors are normal."""
    if kind == "rate":
        return np.log(value)
    return np.log(value) - np.log1p(-value) if kind == "proportion" else value


def _back(kind: str, scaled: Floats) -> Floats:
    """Return values of that scale in their own unit."""
    if kind == "rate":
        return np.exp(scaled)
    return 1 / (1 + np.exp(-scaled)) if kind == "proportion" else scaled


def _closed_limits(
    first: Floats, last: Floats, bottom: Floats, top: Floats, error: Floats, level: float
) -> list[Floats]:
    """Return limits of SII and RII from the variances of the two ends of the line; the ratio's by Fieller's theorem."""
    z = z_of(level)
    variance = error * error
    of_first, of_last = (bottom * bottom * variance).sum(axis=-1), (top * top * variance).sum(axis=-1)
    shared = (bottom * top * variance).sum(axis=-1)
    reach = z * np.sqrt(of_first + of_last - 2 * shared)
    a, b, c = first * first - z * z * of_first, first * last - z * z * shared, last * last - z * z * of_last
    is_bounded = (a > 0) & (first > 0)
    root = np.sqrt(np.maximum(b * b - a * c, 0))
    return [
        last - first - reach,
        last - first + reach,
        np.where(is_bounded, (b - root) / a, np.nan),
        np.where(is_bounded, (b + root) / a, np.nan),
    ]


def _drawn_limits(
    kind: str,
    scaled: Floats,
    error: Floats,
    bottom: Floats,
    top: Floats,
    asked: tuple[float, ...],
    transform: bool,
    draws: int,
    seed: int,
) -> list[list[Floats]]:
    """Return limits of SII and RII at each level from drawn values. Every series is drawn with the same numbers."""
    noise = np.random.default_rng(seed).standard_normal((draws, scaled.shape[-1]))
    tails = [tail for level in asked for tail in (tail_of(level), 1 - tail_of(level))]
    found = np.full((*scaled.shape[:-1], 2, len(tails)), np.nan)
    # One series at a time: a hundred thousand draws of each at once would not fit in memory.
    for place in np.ndindex(scaled.shape[:-1]):
        if not np.isfinite(scaled[place] + error[place]).all():
            continue
        drawn = scaled[place] + error[place] * noise
        first, last = _line_ends(kind, drawn, bottom[place], top[place], transform)
        found[place] = np.quantile([last - first, last / first], tails, axis=-1).T
    return [
        [found[..., 0, 2 * k], found[..., 0, 2 * k + 1], found[..., 1, 2 * k], found[..., 1, 2 * k + 1]]
        for k in range(len(asked))
    ]


def _line_ends(kind: str, drawn: Floats, bottom: Floats, top: Floats, transform: bool) -> tuple[Floats, Floats]:
    """Return the fitted values at rank 0 and at rank 1 of each drawn set."""
    if transform:
        return _back(kind, drawn @ bottom), _back(kind, drawn @ top)
    values = _back(kind, drawn)
    return values @ bottom, values @ top
