"""One unit that began, against a mixture of units that did not: synthetic control, with its refusals."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from handslag.stats.errors import StatsInputError
from handslag.stats.inputs import Floats, floats, refuse_where
from handslag.stats.results import Columns, aside

MIN_DONORS, MIN_BEFORE, MIN_AFTER, MIN_EVENTS_A_YEAR, LARGEST_WEIGHT, WORST_FIT = 10, 10, 2, 20, 0.8, 2
"""The least that a synthetic control must have; the most that one donor may weigh; and how many times worse than the
donors' own median fit the fit before the start may be."""

REASONS_SV = {
    "missing_years": "År saknas för enheten.",
    "few_donors": f"Färre än {MIN_DONORS} enheter finns att blanda en jämförelse av.",
    "few_years_before": f"Det finns mindre än {MIN_BEFORE} år före starten.",
    "few_years_after": f"Det finns mindre än {MIN_AFTER} år efter starten.",
    "few_events": f"Enheten hade i genomsnitt {MIN_EVENTS_A_YEAR} händelser om året eller färre före starten.",
    "poor_fit": "Ingen blandning av andra enheter liknar enheten ens åren före starten.",
    "one_donor": "Jämförelsen vilar nästan helt på en enda annan enhet.",
    "never_certain": "Med så få enheter kan också den största skillnaden uppstå av en slump i minst 1 av 20 fall.",
    "donors_left_out": "Enheter där något år saknas är inte med i jämförelsen.",
    "not_randomised": "Enheten lottades inte fram. Att den skiljer sig på andra sätt kan förklara hela eller delar av skillnaden.",
}
"""What the reasons of a synthetic control say to a person."""


@dataclass(frozen=True, eq=False)
class Synthetic(Columns):
    """The unit's difference from its mixture after the start, and how it ranks among the same for units that did not begin.

    estimate: without exposure the mean difference, with exposure the relative change (-0.25 = a quarter fewer events than
    expected); NaN when not usable. p: the share of units, itself included, whose error after the start grew as many
    times as the unit's. reasons: codes (REASONS_SV). weights: (units,), of the mixture, adding up to 1. fitted: (years,),
    the mixture, in the unit of y / exposure. gap: (years,), the unit minus the mixture. error_before: root of the mean
    squared gap before the start.
    """

    estimate: float
    p: float
    smallest_possible_p: float
    usable: bool
    reasons: tuple[str, ...] = field(metadata={"column": False})
    weights: Any = aside()
    fitted: Any = aside()
    gap: Any = aside()
    error_before: float = aside(float("nan"))
    scale: str = aside("difference")

    @property
    def reasons_sv(self) -> tuple[str, ...]:
        """The reasons to a person."""
        return tuple(REASONS_SV[code] for code in self.reasons)


def synthetic_control(
    y: ArrayLike, treated: int, start_year: int, *, exposure: ArrayLike | None = None, first_year: int = 0
) -> Synthetic:
    """Return one unit's difference from the mixture of other units that was most like it before the start.

    y: (units, years), values, or counts when exposure (broadcasts to y, above zero) is given. treated: the unit's row.
    start_year: its first treated year, as a column number or, with first_year = the year of the first column, as a
    calendar year. No other unit may have begun. Donors with a missing year are left out. Weights are never negative and
    add up to 1. p is by rank among placebos, each donor in the unit's place.
    Refused, with reasons: under 10 donors or 10 years before, counts of 20 a year or less, a poor fit before the start, or
    one donor that weighs more than 0.8. Raises StatsInputError: shape_mismatch, negative_count, zero_exposure,
    not_a_number (start or unit outside y).
    Source: Abadie, Diamond & Hainmueller 2010; Lawson & Hanson 1974 for the least squares.
    """
    counts = floats("y", y)
    held, start = _checked(counts, treated, start_year, exposure, first_year)
    values = counts if held is None else counts / held
    donors = np.flatnonzero(~np.isnan(values).any(axis=1) & (np.arange(len(values)) != treated))
    smallest = 1 / (len(donors) + 1)
    scale = "difference" if held is None else "relative"
    warnings = ("donors_left_out",) if len(donors) < len(values) - 1 else ()
    refused = _too_small(counts[treated], len(donors), start, is_counts=held is not None)
    if refused:
        return Synthetic(np.nan, np.nan, smallest, False, refused + warnings, scale=scale)
    weights = np.zeros(len(values))
    weights[donors] = _mixture(values[treated], values[donors], start)
    fitted = weights[donors] @ values[donors]
    gap = values[treated] - fitted
    others = np.array([_placebo_gap(values[donors], row, start) for row in range(len(donors))])
    error, errors = _error(gap[:start]), _error(others[:, :start])
    made = {"weights": weights, "fitted": fitted, "gap": gap, "error_before": float(error), "scale": scale}
    poor = {"poor_fit": error > WORST_FIT * np.median(errors), "one_donor": weights.max() > LARGEST_WEIGHT}
    refused = tuple(code for code, is_wrong in poor.items() if is_wrong)
    if refused:
        return Synthetic(np.nan, np.nan, smallest, False, refused + warnings, **made)
    # A fit without error would make any later difference infinite; an error of a billionth is none.
    least = 1e-9 * float(np.abs(values).max())
    growth = _error(gap[start:]) / max(float(error), least)
    growths = _error(others[:, start:]) / np.maximum(errors, least)
    p = (1 + int((growths >= growth * (1 - 1e-9)).sum())) / (1 + len(donors))
    expected = fitted if held is None else fitted * held[treated]
    difference = counts[treated, start:] - expected[start:]
    estimate = difference.mean() if held is None else difference.sum() / expected[start:].sum()
    cautions = ("not_randomised", *(("never_certain",) if smallest >= 0.05 else ()), *warnings)
    return Synthetic(float(estimate), p, smallest, True, cautions, **made)


def _checked(
    y: Floats, treated: int, start_year: int, exposure: ArrayLike | None, first_year: int
) -> tuple[Floats | None, int]:
    """Return the exposure in the shape of y, if any, and the start's column."""
    if y.ndim != 2:
        raise StatsInputError("shape_mismatch", "y", (), f"y ska ha enheter och år, inte {y.ndim} axlar.")
    start = int(start_year) - first_year
    for name, value, size in (("treated", treated, y.shape[0]), ("start_year", start, y.shape[1])):
        if not 0 <= value < size:
            raise StatsInputError("not_a_number", name, (), f"{name} ligger utanför y.")
    if exposure is None:
        return None, start
    refuse_where("negative_count", "y", y < 0, "är under noll.")
    held = floats("exposure", exposure)
    refuse_where("zero_exposure", "exposure", held <= 0, "ska vara över noll.")
    try:
        return np.broadcast_to(held, y.shape), start
    except ValueError as error:
        raise StatsInputError("shape_mismatch", "exposure", (), "exposure passar inte till y.") from error


def _too_small(own: Floats, donors: int, start: int, *, is_counts: bool) -> tuple[str, ...]:
    wrong = {
        "missing_years": np.isnan(own).any(),
        "few_donors": donors < MIN_DONORS,
        "few_years_before": start < MIN_BEFORE,
        "few_years_after": len(own) - start < MIN_AFTER,
        "few_events": is_counts and start > 0 and own[:start].mean() <= MIN_EVENTS_A_YEAR,
    }
    return tuple(code for code, is_wrong in wrong.items() if is_wrong)


def _mixture(own: Floats, donors: Floats, start: int) -> NDArray[np.float64]:
    """Return the weights, none negative, sum 1, that bring the donors closest to the unit before the start.

    With a row of ones below, nnls finds the point of the donors' convex hull nearest to the unit, up to a factor.
    """
    from scipy.optimize import nnls  # takes longer to load than all the rest of this package

    away = (donors[:, :start] - own[:start]).T
    away = away / max(float(np.abs(away).max(initial=0)), np.finfo(float).tiny)
    weights, _ = nnls(np.vstack([away, np.ones(len(donors))]), np.append(np.zeros(start), 1.0))
    return np.asarray(weights / weights.sum())


def _placebo_gap(donors: Floats, row: int, start: int) -> Floats:
    others = np.delete(donors, row, axis=0)
    return np.asarray(donors[row] - _mixture(donors[row], others, start) @ others)


def _error(gap: Floats) -> Floats:
    return np.asarray(np.sqrt((gap**2).mean(axis=-1)))
