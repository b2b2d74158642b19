"""Rates and ratios that allow for a different age structure: direct and indirect standardisation."""

import numpy as np
from numpy.typing import ArrayLike

from handslag.stats.bands import added, bands_first, over_bands, zero_where_missing
from handslag.stats.errors import StatsInputError
from handslag.stats.flags import also, filled, flags_of, gaps, negative, refuse, withheld, without_exposure
from handslag.stats.inputs import (
    TOO_FEW_EVENTS,
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
from handslag.stats.results import Estimate, Ratio


def directly_standardised_rate(
    count: ArrayLike,
    population: ArrayLike,
    standard: ArrayLike,
    *,
    axis: int = -1,
    per: float = 100_000,
    confidence: float | tuple[float, ...] = 0.95,
    min_events: float = 10,
    events_per_person: ArrayLike | None = None,
    errors: str = "raise",
) -> Estimate:
    """Return the rates that the areas would have with the age structure of a standard population.

    count, population: events and person-years by age band, (..., A) with the bands along `axis`. standard: people of the
    standard population by band, (A,) or with the same axes. The result has the shape without the bands; lower and upper
    get a last axis where `confidence` is a tuple. A missing count is 0 events in that band, as in the references, unless
    all bands are missing; a missing population is missing (flag). Fewer than `min_events` events in all: value and limits
    are withheld (flag "too_few_events"). events_per_person: persons by band and number of events, (..., A, F) with bands
    and numbers last, column f for those with f + 1 events: repeat events by one person then widen the limits.
    Raises StatsInputError negative_count, zero_exposure, shape_mismatch, mixed_definitions (events_per_person tells of
    more events than count), confidence_range, not_a_number; with errors="flag" the first two are flags instead.
    Source: Dobson, Kuulasmaa, Eberle & Scherer 1991, on Byar's limits of the total (exact below 10).
    """
    asked, per = levels(confidence), positive("per", per)
    events, people, weights = floats("count", count), floats("population", population), floats("standard", standard)
    _refuse_standard(weights)
    refuse(negative("count", events) + without_exposure("population", people), errors)
    events, people, weights = bands_first(axis, count=events, population=people, standard=weights)
    faults = over_bands(negative("count", events) + without_exposure("population", people))
    missing = [np.asarray(gap.any(axis=0)) for gap in gaps(people)]
    missing += [np.asarray(gap.all(axis=0)) for gap in gaps(events)]
    events = zero_where_missing(events)
    squares = events
    if events_per_person is not None:
        squares = _squares(events_per_person, events)
        missing += [np.asarray(gap.any(axis=0)) for gap in gaps(squares)]
    flags = flags_of(faults, missing, events.shape[1:])

    total, value, variance = _weighted(events, people, weights, squares)
    flags = also(flags, TOO_FEW_EVENTS, (total < min_events) | (total == 0))
    safe, value, variance = (filled(array, flags, 1) for array in (total, value, variance))
    with np.errstate(over="ignore"):
        for each in (value * per, variance):
            refuse_overflow("population", each)
    lower, upper = poisson_limits(safe, np.ones_like(safe), tails=tuple(map(tail_of, asked)), method="byar")
    scale = np.sqrt(variance / safe)[..., None]
    lower = np.maximum(value[..., None] + scale * (lower - safe[..., None]), 0) * per
    upper = (value[..., None] + scale * (upper - safe[..., None])) * per
    if not is_several(confidence):
        lower, upper = lower[..., 0], upper[..., 0]
    shown = withheld(np.asarray(value * per), np.asarray(lower), np.asarray(upper), flags)
    extent = added(people)
    return Estimate(
        **shown, method="dobson", kind="dsr", per=per, confidence=asked, count=total[()], exposure=extent[()]
    )


def standardised_ratio(
    observed: ArrayLike,
    population: ArrayLike,
    ref_count: ArrayLike,
    ref_population: ArrayLike,
    *,
    axis: int = -1,
    per: float = 100,
    confidence: float | tuple[float, ...] = 0.95,
    method: str = "exact",
    errors: str = "raise",
) -> Ratio:
    """Return observed events as a share of those that the reference's rates by age would give, in the unit of `per`.

    population, ref_count, ref_population: by age band, along `axis`; they broadcast. observed: events by band with as many
    axes as those, or, with one axis fewer, the totals (the ages of the cases are not needed). expected, value, lower and
    upper have the shape without the bands; limits get a last axis where `confidence` is a tuple. A missing count in a band
    is 0 unless all are missing; a missing population is missing (flag). method: "exact", or "byar" (exact below 10).
    Raises StatsInputError negative_count, zero_exposure, shape_mismatch, confidence_range, not_a_number, unknown_choice;
    with errors="flag" the first two are flags instead.
    Source: Breslow & Day 1987; limits Garwood 1936.
    """
    asked, per = levels(confidence), positive("per", per)
    choice("method", method, ("exact", "byar"))
    cases, people = floats("observed", observed), floats("population", population)
    ref_cases, ref_people = floats("ref_count", ref_count), floats("ref_population", ref_population)
    refuse(negative("ref_count", ref_cases) + without_exposure("ref_population", ref_people), "raise")
    refuse(negative("observed", cases) + negative("population", people), errors)
    reference = {"population": people, "ref_count": ref_cases, "ref_population": ref_people}
    if cases.ndim >= max(array.ndim for array in reference.values()):
        by_band, people, ref_cases, ref_people = bands_first(axis, observed=cases, **reference)
        faults = over_bands(negative("observed", by_band))
        cases = _total(by_band)
    else:
        people, ref_cases, ref_people = bands_first(axis, **reference)
        faults = negative("observed", cases)
    faults += over_bands(negative("population", people))
    expected = added((one * two / three for one, two, three in zip(people, ref_cases, ref_people, strict=True)))
    faults += without_exposure("population", expected)
    cases, expected = same_shape(observed=cases, population=expected)
    refuse(faults, errors)
    flags = flags_of(faults, gaps(cases, expected), cases.shape)
    safe, divisor = filled(cases, flags, 0), filled(expected, flags, 1)
    value = np.divide(safe * per, divisor, out=np.empty(cases.shape))
    lower, upper = poisson_limits(safe, divisor, tails=tuple(map(tail_of, asked)), per=per, method=method)
    if not is_several(confidence):
        lower, upper = lower[..., 0], upper[..., 0]
    return Ratio(
        **withheld(value, lower, upper, flags),
        method=method,
        expected=expected[()],
        kind="ratio",
        per=per,
        confidence=asked,
        count=cases[()],
        exposure=expected[()],
    )


def _refuse_standard(weights: Floats) -> None:
    refuse_where("negative_count", "standard", weights < 0, "är negativt.")
    refuse_where("not_a_number", "standard", np.isnan(weights), "saknas.")
    if not weights.any():
        raise StatsInputError("zero_exposure", "standard", (), "Standardbefolkningen är tom.")


def _squares(persons: ArrayLike, events: Floats) -> Floats:
    """Return the sum of squared events of each band's persons: the variance of a sum of repeat events, bands first."""
    table = floats("events_per_person", persons)
    refuse(negative("events_per_person", table), "raise")
    each = np.arange(1, table.shape[-1] + 1, dtype=np.float64) if table.ndim else np.ones(1)
    try:
        told, squares = (
            np.broadcast_to(np.moveaxis(added(np.moveaxis(table * factor, -1, 0)), -1, 0), events.shape)
            for factor in (each, each * each)
        )
    except ValueError as error:
        raise StatsInputError(
            "shape_mismatch", "events_per_person", (), f"Måttet {table.shape} går inte ihop med antalen."
        ) from error
    # The last column may stand for "so many or more": then it tells of fewer events, never of more.
    excess = np.moveaxis(told > events * (1 + 1e-9), 0, -1)
    refuse_where("mixed_definitions", "events_per_person", excess, "ger fler händelser än count.")
    return squares


def _weighted(events: Floats, people: Floats, weights: Floats, squares: Floats) -> tuple[Floats, Floats, Floats]:
    """Return all events, the standardised rate of one person and its variance. All arguments with the bands first."""
    total, value, variance, whole = (np.zeros(events.shape[1:]) for _ in range(4))
    # Band by band: in the same order alone and in a batch, and without an array for all bands at once.
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # where a flag withholds what comes of it
        for count, population, weight, square in zip(events, people, weights, squares, strict=True):
            each = weight / population
            total += count
            value += count * each
            variance += square * each * each
            whole += weight
    return total, value / whole, variance / whole / whole


def _total(by_band: Floats) -> Floats:
    total = added(zero_where_missing(by_band))
    return np.where(np.isnan(by_band).all(axis=0), np.nan, total)
