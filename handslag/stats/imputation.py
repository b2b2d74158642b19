"""What treated units would have had without their treatment: unit and year fitted on the untreated cells only.

Two fits of one design. Least squares is linear in each unit's series with weights that depend only on when the unit
started; so a thousand other ways to deal out the starts cost one product of small matrices. Counts are fitted as Poisson
by making the margins agree in turn, all ways at once. Start columns are numbers 0..T, T = not within these years.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handslag.stats.assignments import Starts
from handslag.stats.inputs import Floats

# So many cells are fitted at once: enough to be fast, few enough for a small machine.
_CELLS_AT_ONCE = 1_000_000
_ROUNDS, _CLOSE_ENOUGH = 500, 1e-10


@dataclass(frozen=True)
class Window:
    """The treated cells that are looked at: `length` years from the start (None: all to the end)."""

    length: int | None = None

    def cells(self, starts: Starts, years: int) -> NDArray[np.bool_]:
        """Return (..., units, years), true in the window, but not in years when no unit is untreated: nothing tells what
        such a year was like."""
        since = np.arange(years) - starts[..., None]
        is_within = since >= 0 if self.length is None else (since >= 0) & (since < self.length)
        has_untreated = (since < 0).any(axis=-2, keepdims=True)
        return np.asarray(is_within & has_untreated & (starts < years)[..., None])


class Linear:
    """The least-squares fit of values (units, years)."""

    def __init__(self, values: Floats) -> None:
        self._values = values
        # Differences below this are the dust of floating point, not differences.
        self.dust = 1e-10 * float(np.abs(values).max(initial=0))

    def without(self, row: int) -> "Linear":
        return Linear(np.delete(self._values, row, axis=0))

    def gaps(self, ways: Starts, window: Window) -> tuple[Floats, Floats]:
        """Return, for each way to deal out the same starts, the mean gap of the treated cells; twice: it is also the
        statistic that ways are compared by."""
        cohorts, weights, cells = linear_weights(ways[0], self._values.shape[1], window)
        table = self._values @ (np.einsum("e,get->gt", cells, weights) / max(cells.sum(), 1)).T
        gap = table[np.arange(len(table)), np.searchsorted(cohorts, ways)].sum(axis=1)
        return gap, gap

    def profile(self, starts: Starts, window: Window) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Return event times from 0, the mean gap at each, and the number of its cells."""
        cohorts, weights, cells = linear_weights(starts, self._values.shape[1], window)
        gaps = np.einsum("nt,net->e", self._values, weights[np.searchsorted(cohorts, starts)])
        return np.arange(len(cells)), gaps, cells


class Poisson:
    """The Poisson fit of counts (units, years) with their exposure."""

    dust = 1e-7

    def __init__(self, counts: Floats, exposure: Floats) -> None:
        self._counts, self._exposure = counts, exposure

    def without(self, row: int) -> "Poisson":
        return Poisson(np.delete(self._counts, row, axis=0), np.delete(self._exposure, row, axis=0))

    def gaps(self, ways: Starts, window: Window) -> tuple[Floats, Floats]:
        """Return, for each way, the relative difference between events and expected events in the treated cells, and it in
        units of its own chance variation: else ways that treat small units would be compared with those that treat large."""
        observed, expected, variance = self.totals(ways, window)
        return _quotient(observed - expected, expected), _quotient(observed - expected, np.sqrt(variance))

    def totals(self, ways: Starts, window: Window) -> tuple[Floats, Floats, Floats]:
        """Return, for each way, the events in treated cells, those expected there without treatment, and the variance of
        their difference by chance."""
        units, years = self._counts.shape
        step = max(1, _CELLS_AT_ONCE // (units * years))
        parts = [self._totals(ways[begin : begin + step], window) for begin in range(0, len(ways), step)]
        observed, expected, variance = (np.concatenate(each) for each in zip(*parts, strict=True))
        return observed, expected, variance

    def _totals(self, ways: Starts, window: Window) -> tuple[Floats, Floats, Floats]:
        years = self._counts.shape[1]
        cells = window.cells(ways, years)
        untreated = np.arange(years) < ways[:, :, None]
        fitted = poisson_rates(self._counts, self._exposure, untreated)
        observed, by_year = (
            np.einsum("dnt,nt->d", cells * 1.0, self._counts),
            np.einsum("dnt,dnt->dt", cells * 1.0, fitted),
        )
        is_treated = cells.any(axis=2)
        held = untreated * self._counts
        before = np.einsum("dn,dnt->d", is_treated * 1.0, held)
        same_years = np.einsum("dn,dnt->dt", ~is_treated * 1.0, held)
        elsewhere_before = (same_years * ~cells.any(axis=1)).sum(axis=1)
        expected = by_year.sum(axis=1)
        # Of the events themselves, of the units' level (their own events before), and of the years (events elsewhere).
        variance = expected + _quotient(expected**2, before) + _quotient(expected**2, elsewhere_before)
        return observed, expected, variance + _quotient(by_year**2, held.sum(axis=1)).sum(axis=1)

    def profile(self, starts: Starts, window: Window) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Return event times from 0, the relative difference at each, and the number of its cells."""
        years = self._counts.shape[1]
        cells = window.cells(starts, years)
        expected = poisson_rates(self._counts, self._exposure, (np.arange(years) < starts[:, None])[None])[0]
        since = (np.arange(years) - starts[:, None])[cells]
        number = np.bincount(since).astype(np.float64)
        events, wanted = (np.bincount(since, each[cells]).astype(np.float64) for each in (self._counts, expected))
        return np.arange(len(number)), _quotient(events - wanted, wanted), number


def linear_weights(starts: Starts, years: int, window: Window) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Return the different starts, weights (starts, event times, years), and how many cells each event time has.

    The gap at an event time, mean over its cells, is the sum over units of the unit's series times the weights of its
    start. Every start lies after the first column.
    """
    cohorts, first, sizes = np.unique(starts, return_index=True, return_counts=True)
    untreated = (np.arange(years) < cohorts[:, None]).astype(np.float64)
    mean = untreated / cohorts[:, None]
    within = untreated[:, :, None] * (np.eye(years) - mean[:, None, :])
    of_years = np.linalg.pinv(np.einsum("g,gts->ts", sizes, within), hermitian=True)
    cells = window.cells(starts, years)[first]
    # at: 1 where a cohort's cell of an event time stands, (starts, event times, years).
    at = np.zeros((len(cohorts), int(cells.sum(axis=1).max(initial=0)), years))
    cohort, column = np.nonzero(cells)
    at[cohort, column - cohorts[cohort], column] = 1
    number = np.einsum("g,get->e", sizes, at)
    own = (at - at.sum(axis=2, keepdims=True) * mean[:, None, :]) / number[:, None]
    through_years = np.einsum("g,get->et", sizes, own) @ of_years
    return cohorts, own - np.einsum("es,gst->get", through_years, within), number


def poisson_rates(counts: Floats, exposure: Floats, untreated: NDArray[np.bool_]) -> Floats:
    """Return exposure x unit x year (ways, units, years) whose sums over the untreated cells are those of the counts.

    untreated: (ways, units, years). That is the Poisson quasi-likelihood fit of unit and year; its margins are made to
    agree in turn, which needs no start and holds with zeros.
    """
    held = untreated * exposure
    of_units, of_years = (untreated * counts).sum(axis=2), (untreated * counts).sum(axis=1)
    year = np.ones_like(of_years)
    for _ in range(_ROUNDS):
        unit = _quotient(of_units, np.matmul(held, year[:, :, None])[:, :, 0])
        before, year = year, _quotient(of_years, np.matmul(unit[:, None, :], held)[:, 0, :])
        if np.abs(year - before).max(initial=0) <= _CLOSE_ENOUGH * year.max(initial=0):
            break
    return np.asarray(exposure * unit[:, :, None] * year[:, None, :])


def _quotient(above: Floats, below: Floats) -> Floats:
    """Return above / below, 0 where nothing is below."""
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
