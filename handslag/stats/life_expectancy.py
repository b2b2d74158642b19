"""Life expectancy from an abridged life table."""

import numpy as np
from numpy.typing import ArrayLike

from handslag.stats.bands import added, bands_first, over_bands
from handslag.stats.errors import StatsInputError
from handslag.stats.flags import Fault, above, also, flags_of, gaps, negative, refuse, withheld, without_exposure
from handslag.stats.inputs import TOO_FEW_EVENTS, Floats, floats, is_several, levels, refuse_where
from handslag.stats.limits import z_of
from handslag.stats.results import Estimate

WIDEST = 20.0
"""Years: a 95 % interval wider than this withholds the value."""
INFANT_SHARE, SHARE = 0.1, 0.5
"""How much of a band those who die in it have lived: infants die early, the others on average half-way."""


def life_expectancy(
    age_start: ArrayLike,
    deaths: ArrayLike,
    population: ArrayLike,
    *,
    confidence: float | tuple[float, ...] = 0.95,
    min_population: float = 5_000,
    errors: str = "raise",
) -> Estimate:
    """Return the years that are left at the start of each age band, if every age kept the mortality of the period.

    age_start: where the bands begin, (A,): 0, 1, 5, 10 ... 90, the last one open. deaths, population (person-years):
    (..., A). value has that shape: the first of the last axis is life expectancy at birth; lower and upper get one axis
    more where `confidence` is a tuple. A missing band makes the whole table missing. Withheld (flag "too_few_events"):
    where the 95 % interval is wider than 20 years, the whole table with `min_population` person-years or fewer, or with
    no deaths in the last band.
    Raises StatsInputError negative_count, zero_exposure, count_exceeds_total (more deaths than person-years in a band),
    shape_mismatch, confidence_range, not_a_number; with errors="flag" the first three are flags of the table instead.
    Source: Chiang 1968 (table II); Silcocks, Jenner & Reza 2001 (variance of the last band); Eayres & Williams 2004
    (withholding); Toson & Baker 2003 (least population).
    """
    asked = levels(confidence)
    ages, dead, people = floats("age_start", age_start), floats("deaths", deaths), floats("population", population)
    widths = _widths(ages)
    refuse(negative("deaths", dead) + without_exposure("population", people), errors)
    dead, people, _ = bands_first(-1, deaths=dead, population=people, age_start=ages)
    refuse(_more_deaths(dead, people), errors)
    faults = negative("deaths", dead) + without_exposure("population", people) + above("deaths", dead, people)
    flags = flags_of(over_bands(faults), gaps(added(dead), added(people)), dead.shape[1:])
    flags = also(flags, TOO_FEW_EVENTS, (added(people) <= min_population) | (dead[-1] == 0))
    usable = np.ones(dead.shape[1:], dtype=bool) if flags is None else flags == 0
    left, error = _table(widths, np.where(usable, dead, 1), np.where(usable, people, 2))

    flags = None if flags is None else np.broadcast_to(flags[..., None], left.shape)
    flags = also(flags, TOO_FEW_EVENTS, 2 * z_of(0.95) * error > WIDEST)
    half = np.stack([z_of(level) * error for level in asked], axis=-1)
    lower, upper = left[..., None] - half, left[..., None] + half
    if not is_several(confidence):
        lower, upper = lower[..., 0], upper[..., 0]
    shown = withheld(left, lower, upper, flags)
    counts, years = (np.moveaxis(array, 0, -1) for array in (dead, people))
    return Estimate(**shown, method="chiang", kind="life_expectancy", confidence=asked, count=counts, exposure=years)


def _widths(ages: Floats) -> Floats:
    """Return the width of every band but the last, which is open."""
    if ages.ndim != 1 or ages.size < 3 or ages[0] != 0 or ages[1] != 1:
        told = "Åldersgrupperna ska börja med 0 och 1 år."
        raise StatsInputError("shape_mismatch", "age_start", (), told)
    refuse_where("shape_mismatch", "age_start", ~(np.diff(ages, prepend=-1) > 0), "är inte äldre än gruppen före.")
    return np.diff(ages)


def _more_deaths(dead: Floats, people: Floats) -> list[Fault]:
    return above("deaths", np.moveaxis(dead, 0, -1), np.moveaxis(people, 0, -1))


def _table(widths: Floats, dead: Floats, people: Floats) -> tuple[Floats, Floats]:
    """Return years left at the start of each band and their standard errors, bands last. Arguments with bands first."""
    last = dead.shape[0] - 1
    rates = dead / people
    dying = np.empty((last, *dead.shape[1:]))
    alive = np.ones(dead.shape)
    for band, width in enumerate(widths):
        lived = INFANT_SHARE if band == 0 else SHARE
        dying[band] = np.minimum(width * rates[band] / (1 + width * (1 - lived) * rates[band]), 1)
        alive[band + 1] = alive[band] * (1 - dying[band])
    years, left, spread, error = (np.empty(dead.shape) for _ in range(4))
    years[last] = alive[last] / rates[last]
    left[last] = 1 / rates[last]
    spread[last] = alive[last] * alive[last] / (dead[last] * rates[last] * rates[last])
    error[last] = left[last] / np.sqrt(dead[last])
    for band in range(last - 1, -1, -1):
        lived = INFANT_SHARE if band == 0 else SHARE
        width, living = widths[band], np.maximum(alive[band], np.finfo(float).tiny)
        years[band] = years[band + 1] + width * (alive[band + 1] + lived * (alive[band] - alive[band + 1]))
        left[band] = years[band] / living
        variance = dying[band] * dying[band] * (1 - dying[band]) / np.maximum(dead[band], 1)
        reach = alive[band] * ((1 - lived) * width + left[band + 1])
        spread[band] = spread[band + 1] + reach * reach * variance
        error[band] = np.sqrt(spread[band]) / living
    return np.moveaxis(left, 0, -1).copy(), np.moveaxis(error, 0, -1)
