"""Short series beside their middle: the runs test, and what a control chart promises of a target."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr

from handslag.stats.charts import Chart
from handslag.stats.errors import StatsInputError
from handslag.stats.inputs import floats, same_shape
from handslag.stats.results import Columns
from handslag.stats.signals import median_of

ENOUGH_USEFUL = 10  # with fewer points the test has next to no power
_ALPHA = 0.05


@dataclass(frozen=True, eq=False)
class RunsTest(Columns):
    """How a series wanders about its middle. All fields have the series' shape without the axis of time.

    longest_run: points in a row on one side. longest_expected: the longest that chance explains. crossings: changes of
    side. fewest_expected: the fewest that chance explains. useful: points that are not on the centre. signal: whether
    the run is too long or the crossings too few. usable: whether there are at least 10 useful points.
    """

    longest_run: Any
    longest_expected: Any
    crossings: Any
    fewest_expected: Any
    useful: Any
    signal: Any
    usable: Any


def runs_test(y: ArrayLike, centre: ArrayLike | None = None) -> RunsTest:
    """Return the runs test of each series about its centre, on the last axis (..., T).

    centre: a number, one per series (...), or one per point (..., T); by default the median. Points on the centre and
    missing points do not count. The longest run is too long above round(log2 n) + 3, crossings too few below the 5 %
    quantile of the binomial distribution of n - 1 and 1/2, n the useful points.
    Raises StatsInputError: shape_mismatch, not_a_number, too_few_points (no point at all).
    Source: Anhøj and Olesen 2014; Schilling 2012; Chen 2010.
    """
    series = np.atleast_1d(floats("y", y))
    if series.shape[-1] == 0:
        raise StatsInputError("too_few_points", "y", (), "y har inga punkter.")
    side = np.sign(series - _middle(series, centre))
    is_useful = (side != 0) & ~np.isnan(side)
    # Useful points first: those on the centre then neither break nor lengthen a run.
    order = np.argsort(~is_useful, axis=-1, kind="stable")
    side = np.take_along_axis(np.where(is_useful, side, 0), order, axis=-1)
    useful = is_useful.sum(axis=-1)
    crossings = (side[..., 1:] * side[..., :-1] < 0).sum(axis=-1)

    longest = np.zeros(useful.shape, dtype=np.int64)
    run = longest.copy()
    for place in range(series.shape[-1]):
        goes_on = side[..., place] == side[..., place - 1] if place else False
        run = np.where(side[..., place] == 0, 0, np.where(goes_on, run + 1, 1))
        longest = np.maximum(longest, run)

    longest_expected = np.where(useful > 0, np.rint(np.log2(np.maximum(useful, 1))) + 3, 0).astype(np.int64)
    fewest_expected = _fewest_crossings(series.shape[-1])[useful]
    return RunsTest(
        longest_run=longest[()],
        longest_expected=longest_expected[()],
        crossings=crossings[()],
        fewest_expected=fewest_expected,
        useful=useful[()],
        signal=((longest > longest_expected) | (crossings < fewest_expected))[()],
        usable=(useful >= ENOUGH_USEFUL)[()],
    )


def assurance(chart: Chart, target: ArrayLike) -> Any:
    """Return whether a series left alone meets its target: texts in the series' shape (...).

    "consistent_pass" or "consistent_fail" when the target lies beyond the limits of the last point, "inconsistent" when
    it lies between them, "" without limits, target or better direction. target: a number or one per series (...).
    Raises StatsInputError: shape_mismatch, not_a_number.
    Source: NHS England, Making Data Count.
    """
    has_limits = ~np.isnan(np.asarray(chart.lower))
    length = has_limits.shape[-1]
    last = (length - 1 - np.argmax(has_limits[..., ::-1], axis=-1))[..., None]
    lower, upper = (np.take_along_axis(each, last, axis=-1)[..., 0] for each in (chart.lower, chart.upper))
    lower, upper, wanted = same_shape(lower=lower, upper=upper, target=floats("target", target))
    above, below = ("pass", "fail") if chart.better in ("lower", "low") else ("fail", "pass")
    said = np.select([wanted > upper, wanted < lower], [f"consistent_{above}", f"consistent_{below}"], "inconsistent")
    is_untold = np.isnan(lower) | np.isnan(wanted) | (chart.better == "none")
    return np.where(is_untold, "", said)[()]


def _middle(series: Any, centre: ArrayLike | None) -> Any:
    """Return the centre of each series with an axis for time."""
    if centre is None:
        return median_of(series)
    middle = floats("centre", centre)
    if 0 < middle.ndim < series.ndim:
        middle = middle[..., None]
    try:
        np.broadcast_shapes(middle.shape, series.shape)
    except ValueError as error:
        raise StatsInputError(
            "shape_mismatch", "centre", (), f"Måtten går inte ihop: y {series.shape}, centre {middle.shape}."
        ) from error
    return middle


def _fewest_crossings(most: int) -> Any:
    """Return the 5 % quantile of the binomial distribution of n - 1 and 1/2 for n from 0 to `most`."""
    tosses = np.maximum(np.arange(most + 1) - 1, 0)
    heads = np.arange(most + 1, dtype=np.float64)
    below = bdtr(np.minimum(heads, tosses[:, None]), tosses[:, None], 0.5)
    return np.argmax(below >= _ALPHA, axis=-1)
