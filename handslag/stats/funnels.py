"""Funnel limits: how far from the centre chance alone may take a unit of each size."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainccinv, gammaincinv, ndtr

from handslag.stats.errors import StatsInputError
from handslag.stats.flags import also, filled, flags_of, gaps, withheld
from handslag.stats.inputs import (
    TOO_FEW_EVENTS,
    Floats,
    choice,
    floats,
    is_several,
    levels,
    refuse_where,
    same_shape,
)
from handslag.stats.limits import poisson_limits, tail_of, z_of
from handslag.stats.results import Funnel

KINDS = ("proportion", "rate", "ratio")


def funnel_limits(
    x: ArrayLike,
    centre: ArrayLike,
    *,
    kind: str,
    confidence: float | tuple[float, ...] = (0.95, 0.998),
    overdispersion: ArrayLike | None = None,
) -> Funnel:
    """Return the limits around the centre for units of each size, in the unit of the centre.

    kind "proportion": x is the denominators, centre a share 0-1; the score test turned round, within 0 and 1. kind "rate"
    or "ratio": x is the observed events; the exact Poisson limits turned round, as the English funnel charts do: a value
    is outside just when its own exact interval does not hold the centre. 0 events tell nothing without their exposure: no
    limits there (flag "too_few_events"). x and centre broadcast; limits get a last axis where `confidence` is a tuple, as
    it is by default. overdispersion: how many times larger than chance the variance between units is (`dispersion`);
    what is below 1 counts as 1; it takes the units' own numbers, which are not here, so True is refused. None and NaN in x or centre are missing: NaN out, flag "missing".
    Raises StatsInputError negative_count (x, rates), zero_exposure (x, proportions), out_of_range (centre), unknown_choice,
    shape_mismatch, confidence_range, not_a_number.
    Source: Spiegelhalter 2005 (Statistics in Medicine 24:1185, limits; Quality and Safety in Health Care 14:347,
    overdispersion).
    """
    asked = levels(confidence)
    choice("kind", kind, KINDS)
    size, middle = floats("x", x), floats("centre", centre)
    _refuse(size, middle, kind)
    if isinstance(overdispersion, bool | np.bool_):
        told = "overdispersion är ett tal (se dispersion), inte sant eller falskt."
        raise StatsInputError("unknown_choice", "overdispersion", (), told)
    factor = floats("overdispersion", 1.0 if overdispersion is None else overdispersion)
    size, middle, factor = same_shape(x=size, centre=middle, overdispersion=factor)
    flags = flags_of([], gaps(size, middle, factor), size.shape)
    if kind != "proportion":
        flags = also(flags, TOO_FEW_EVENTS, size == 0)
    safe, around = filled(size, flags, 1), filled(middle, flags, 0.5)
    inflation = None if overdispersion is None else np.sqrt(np.maximum(filled(factor, flags, 1), 1))
    points = tuple(map(z_of, asked))
    if kind == "proportion":
        lower, upper = _score(safe, around, points, inflation)
    else:
        low, high = _poisson(safe, tuple(map(tail_of, asked)), points, inflation)
        events = (safe * around)[..., None]
        lower, upper = events / high, events / low
    if not is_several(confidence):
        lower, upper = lower[..., 0], upper[..., 0]
    shown = withheld(np.array(middle), np.asarray(lower), np.asarray(upper), flags)
    return Funnel(
        centre=middle[()],
        lower=shown["lower"],
        upper=shown["upper"],
        flag=shown["flag"],
        kind=kind,
        confidence=asked,
        x=size[()],
    )


def dispersion(
    observed: ArrayLike,
    expected: ArrayLike,
    *,
    total: ArrayLike | None = None,
    winsorise: float = 0.1,
    axis: int = -1,
) -> Floats:
    """Return how many times larger than chance the variance between units is: about 1 where chance explains it all.

    observed, expected: events of each unit, the units along `axis`; they broadcast, and a missing unit is left out. total:
    for proportions, of how many. winsorise: the share of units at each end that are set to the value next to them, so
    that a few units that do stand out do not widen the limits that are to find them.
    Raises StatsInputError negative_count, zero_exposure, out_of_range, too_few_points, shape_mismatch, not_a_number.
    Source: Spiegelhalter 2005 (Quality and Safety in Health Care 14:347).
    """
    if not 0 <= winsorise < 0.5:
        raise StatsInputError("out_of_range", "winsorise", (), "winsorise ska vara minst 0 och under 0,5.")
    cases, chance = floats("observed", observed), floats("expected", expected)
    people = floats("total", np.nan if total is None else total)
    refuse_where("negative_count", "observed", cases < 0, "är negativt.")
    refuse_where("zero_exposure", "expected", chance <= 0, "är inte större än 0.")
    cases, chance, people = same_shape(observed=cases, expected=chance, total=people)
    variance = chance if total is None else chance * (1 - chance / people)
    refuse_where("zero_exposure", "total", variance <= 0, "är inte större än det väntade antalet.")
    apart = np.moveaxis(np.atleast_1d((cases - chance) / np.sqrt(variance)), axis, -1)
    ordered = np.sort(apart, axis=-1)  # missing ones last
    there = np.sum(~np.isnan(ordered), axis=-1, keepdims=True)
    if (there < 2).any():
        raise StatsInputError("too_few_points", "observed", (), "Det behövs minst två enheter.")
    cut = (winsorise * there).astype(np.int64)
    least, most = (np.take_along_axis(ordered, place, axis=-1) for place in (cut, there - 1 - cut))
    squares = np.where(np.isnan(ordered), 0, np.clip(ordered, least, most) ** 2)
    return np.asarray(np.sum(squares, axis=-1) / there[..., 0])[()]


def _refuse(size: Floats, middle: Floats, kind: str) -> None:
    if kind == "proportion":
        refuse_where("zero_exposure", "x", size <= 0, "är inte större än 0.")
        refuse_where("out_of_range", "centre", (middle < 0) | (middle > 1), "är ingen andel mellan 0 och 1.")
    else:
        refuse_where("negative_count", "x", size < 0, "är negativt.")
        refuse_where("out_of_range", "centre", middle < 0, "är negativt.")


def _score(size: Floats, middle: Floats, points: tuple[float, ...], inflation: Floats | None) -> tuple[Floats, Floats]:
    error = np.sqrt(middle * (1 - middle) / size)
    half = np.multiply.outer(error if inflation is None else error * inflation, np.array(points))
    return np.clip(middle[..., None] - half, 0, 1), np.clip(middle[..., None] + half, 0, 1)


def _poisson(
    events: Floats, tails: tuple[float, ...], points: tuple[float, ...], inflation: Floats | None
) -> tuple[Floats, Floats]:
    if inflation is None:
        return poisson_limits(events, np.ones_like(events), tails=tails)
    # The level is moved out as far as the factor stretches the normal distribution's point.
    outer = ndtr(-np.multiply.outer(inflation, np.array(points)))
    return np.asarray(gammaincinv(events[..., None], outer)), np.asarray(gammainccinv(events[..., None] + 1, outer))
