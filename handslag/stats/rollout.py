"""A way of working that units begin with in different years: did something change where it began?

The comparison is with what unit and year alone would give, and the uncertainty comes from dealing out the same start
years over the units in every other way. Designs too small to tell anything are refused, with the reason.
"""

from dataclasses import dataclass, field
from math import comb
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from handslag.stats.assignments import Starts, assignments
from handslag.stats.errors import StatsInputError
from handslag.stats.imputation import Linear, Poisson, Window
from handslag.stats.inputs import Floats, floats, refuse_where
from handslag.stats.results import Columns, aside

MIN_COMPARISON, MIN_BEFORE, MIN_AFTER, MIN_EVENTS, LEVEL = 8, 5, 2, 20, 0.05
"""The least that a design must have: comparison units, years before and after the first start, events expected in the
treated units; and the level that the smallest possible p must be below."""
_LEADS = 3

REASONS_SV = {
    "no_treated_units": "Ingen enhet har börjat under de år som finns med.",
    "few_comparison_units": f"Färre än {MIN_COMPARISON} enheter kan vara jämförelse, alltså har inte börjat när den första börjar.",
    "few_years_before": f"Det finns mindre än {MIN_BEFORE} år före den första starten.",
    "few_years_after": f"Det finns mindre än {MIN_AFTER} år efter den första starten.",
    "few_events": f"Färre än {MIN_EVENTS} händelser är att vänta i de enheter som har börjat.",
    "never_certain": "För få enheter har börjat: också den största skillnaden uppstår av en slump i minst 1 av {ways} fall.",
    "units_left_out": "Enheter där något år saknas är inte med.",
    "pre_trend": "De enheter som började skilde sig från de andra redan åren före starten.",
    "not_randomised": "Vilka som började lottades inte. Att de skiljer sig på andra sätt kan förklara hela eller delar av skillnaden.",
}
"""What the reasons of an effect say to a person. ways: how many at least, of which the one that was is the largest."""


@dataclass(frozen=True, eq=False)
class Profile(Columns):
    """The difference by years since the start: 0 is the year of the start, negative years are before it.

    estimate: in the unit of the effect. cells: how many unit-years it rests on. Years before the start should lie around
    zero; each is judged by a fit that has not seen it.
    """

    event_time: NDArray[np.int64]
    estimate: Floats
    cells: Floats


@dataclass(frozen=True, eq=False)
class Effect(Columns):
    """What changed where it began, and how easily chance gives as much.

    estimate: without exposure the mean difference in the unit of y; with exposure the relative change of the events
    (-0.25 = a quarter fewer than expected). NaN when not usable. p: the share of all ways to deal out the start years
    that give at least as large a difference; never below smallest_possible_p, which is 1 / C(units, begun), begun as in the
    year when it is least. margin: how much chance gives in 19 of 20 ways, in the unit of the estimate: half an interval
    that holds 0 just where p is 0.05 or more.
    reasons: codes (REASONS_SV): why it is not usable, or what speaks against reading it as caused by the work.
    leave_one_out: the estimate without each treated unit in turn; left_out: their row numbers. detectable: the difference
    that such a design finds four times in five.
    """

    estimate: float
    by_event_time: Profile = field(metadata={"column": False})
    p: float
    smallest_possible_p: float
    usable: bool
    reasons: tuple[str, ...] = field(metadata={"column": False})
    scale: str = aside("difference")
    units: int = aside(0)
    treated: int = aside(0)
    pre_trend_p: float = aside(float("nan"))
    leave_one_out: Any = aside()
    left_out: Any = aside()
    detectable: float = aside(float("nan"))
    observed: float = aside(float("nan"))
    expected: float = aside(float("nan"))
    ways: int = aside(0)
    is_every_way: bool = aside(False)
    margin: float = aside(float("nan"))

    @property
    def reasons_sv(self) -> tuple[str, ...]:
        """The reasons to a person."""
        ways = round(1 / self.smallest_possible_p)
        return tuple(REASONS_SV[code].format(ways=ways) for code in self.reasons)


def rollout_effect(
    y: ArrayLike,
    start_year: ArrayLike,
    *,
    exposure: ArrayLike | None = None,
    draws: int = 1999,
    seed: int = 0,
    first_year: int = 0,
) -> Effect:
    """Return the difference after units began, compared with units that had not, or why it cannot be told.

    y: (units, years), independent yearly values, or counts when exposure is given. start_year: (units,), the first
    treated year, as a column number or, with first_year = the year of the first column, as a calendar year; None, NaN,
    infinity or a year after the last = not begun. exposure: broadcasts to y, above zero.
    Unit and year effects are fitted on untreated cells and taken forward to the treated ones: least squares, or Poisson
    quasi-likelihood for counts. p is by randomisation of the start years over the units: every way when they are at most
    `draws`, else `draws` random ones from `seed`. Units with a missing year are left out.
    Raises StatsInputError: shape_mismatch, negative_count, zero_exposure, not_a_number, too_few_points (draws).
    Source: Borusyak, Jaravel & Spiess 2024; Wooldridge 2023; Conley & Taber 2011; MacKinnon & Webb 2020; Roth &
    Sant'Anna 2023.
    """
    values, held, starts, left_out = _arguments(y, start_year, exposure, first_year)
    if draws < 1:
        raise StatsInputError("too_few_points", "draws", (), "draws ska vara minst 1.")
    units, years = values.shape
    treated = int((starts < years).sum())
    # Of all years the one that parts the units best: with a common start that is 1 / C(units, treated).
    smallest = 1 / max((comb(units, int((starts <= year).sum())) for year in range(years)), default=1)
    told = {"units": units, "treated": treated, "scale": "difference" if held is None else "relative"}
    warnings = ("units_left_out",) if left_out else ()
    refused = _too_small(starts, years, smallest)
    fit: Linear | Poisson = Linear(values) if held is None else Poisson(values, held)
    if not refused and isinstance(fit, Poisson):
        observed, expected, _ = (float(each[0]) for each in fit.totals(starts[None], Window()))
        told |= {"observed": observed, "expected": expected}
        refused = ("few_events",) if expected < MIN_EVENTS else ()
    if refused:
        return Effect(np.nan, _NO_PROFILE, np.nan, smallest, False, refused + warnings, **told)
    ways, is_every = assignments(starts, draws=draws, seed=seed)
    p, others, margin = _chance(fit, starts, ways, is_every, Window())
    profile, before_p = _profile(fit, starts, years, ways, is_every)
    rows = np.flatnonzero(starts < years)
    return Effect(
        float(fit.gaps(starts[None], Window())[0][0]),
        profile,
        max(p, smallest),
        smallest,
        True,
        ("not_randomised", *(("pre_trend",) if before_p < LEVEL else ()), *warnings),
        **told,
        pre_trend_p=before_p,
        leave_one_out=_without_each(fit, starts, rows),
        left_out=rows,
        # The largest that chance gives one time in twenty, and as much more as chance takes away one time in five.
        detectable=float(np.quantile(np.abs(others), 1 - LEVEL) + np.quantile(np.abs(others), 0.6)),
        ways=len(ways),
        is_every_way=is_every,
        margin=margin,
    )


_NO_PROFILE = Profile(np.empty(0, np.int64), np.empty(0), np.empty(0))


def _arguments(
    y: ArrayLike, start_year: ArrayLike, exposure: ArrayLike | None, first_year: int
) -> tuple[Floats, Floats | None, Starts, int]:
    """Return values, exposure, start columns (the number of years = not begun) and how many units were left out."""
    values = floats("y", y)
    if values.ndim != 2:
        raise StatsInputError("shape_mismatch", "y", (), f"y ska ha enheter och år, inte {values.ndim} axlar.")
    units, years = values.shape
    starts = _start_columns(start_year, first_year, years)
    if starts.shape != (units,):
        raise StatsInputError(
            "shape_mismatch", "start_year", (), f"start_year ska ha ett år för var och en av {units} enheter."
        )
    is_whole = ~np.isnan(values).any(axis=1)
    held = None
    if exposure is not None:
        refuse_where("negative_count", "y", values < 0, "är under noll.")
        held = floats("exposure", exposure)
        refuse_where("zero_exposure", "exposure", held <= 0, "ska vara över noll.")
        try:
            held = np.broadcast_to(held, values.shape)
        except ValueError as error:
            raise StatsInputError("shape_mismatch", "exposure", (), "exposure passar inte till y.") from error
        is_whole &= ~np.isnan(held).any(axis=1)
        held = held[is_whole]
    return values[is_whole], held, starts[is_whole], int((~is_whole).sum())


def _start_columns(start_year: ArrayLike, first_year: int, years: int) -> Starts:
    try:
        begun = np.asarray(start_year, dtype=np.float64) - first_year
    except (TypeError, ValueError) as error:
        raise StatsInputError("not_a_number", "start_year", (), "start_year innehåller annat än år.") from error
    has_begun = np.isfinite(begun)
    refuse_where("not_a_number", "start_year", has_begun & (begun != np.floor(begun)), "är inget helt år.")
    # A calendar year read as a column would make every unit one that never begins, silently.
    refuse_where("not_a_number", "start_year", has_begun & (begun > 1000), "är ett kalenderår: ange first_year.")
    return np.clip(np.where(has_begun, begun, years), 0, years).astype(np.int64)


def _too_small(starts: Starts, years: int, smallest: float) -> tuple[str, ...]:
    """Return why the design cannot tell anything, whatever the values are; nothing if it can."""
    if not (starts < years).any():
        return ("no_treated_units",)
    first = starts.min()
    wrong = {
        "few_comparison_units": (starts > first).sum() < MIN_COMPARISON,
        "few_years_before": first < MIN_BEFORE,
        "few_years_after": years - first < MIN_AFTER,
        "never_certain": smallest >= LEVEL,
    }
    return tuple(code for code, is_wrong in wrong.items() if is_wrong)


def _chance(
    fit: Linear | Poisson, starts: Starts, ways: NDArray[np.int64], is_every: bool, window: Window
) -> tuple[float, Floats, float]:
    """Return how often the starts dealt out otherwise give at least as much, the estimates that they give, and how much
    19 of 20 of them stay within."""
    estimate, here = (float(each[0]) for each in fit.gaps(starts[None], window))
    estimates, others = fit.gaps(ways, window)
    # Ways are compared in units of their own chance variation: the limit is put back into the unit of this estimate.
    margin = float(np.quantile(np.abs(others), 1 - LEVEL)) * (estimate / here if here else 1)
    as_much = int((np.abs(others) >= np.abs(here) * (1 - 1e-9) - fit.dust).sum())
    # Among random ways the true one counts as one more, or p would be too small.
    return (as_much / len(ways) if is_every else (1 + as_much) / (1 + len(ways))), estimates, abs(margin)


def _profile(
    fit: Linear | Poisson, starts: Starts, years: int, ways: NDArray[np.int64], is_every: bool
) -> tuple[Profile, float]:
    """Return the profile, and how easily chance gives as much already before the start.

    The last years before the start are set aside as if treated, and foretold from what was before them.
    """
    earlier, others = (np.where(each < years, each - _LEADS, years) for each in (starts, ways))
    p, _, _ = _chance(fit, earlier, others, is_every, Window(_LEADS))
    time, *before = fit.profile(earlier, Window(_LEADS))
    after = fit.profile(starts, Window())
    return Profile(*(np.concatenate(each) for each in zip((time - _LEADS, *before), after, strict=True))), p


def _without_each(fit: Linear | Poisson, starts: Starts, rows: NDArray[np.int64]) -> Floats:
    """Return the estimate without each of these units; NaN where none is left."""
    if len(rows) < 2:
        return np.full(len(rows), np.nan)
    return np.array([fit.without(row).gaps(np.delete(starts, row)[None], Window())[0][0] for row in rows])
