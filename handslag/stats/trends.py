"""Has it changed lately? The trend of the last points, as the English public health profiles test it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtri

from handslag.stats.errors import StatsInputError
from handslag.stats.inputs import Floats, choice, floats, in_rows, refuse_where, same_shape
from handslag.stats.results import Columns, aside

REASONS = ("", "too_few_points", "missing", "zero_exposure", "zero_standard_error")
"""Why a series has no trend, by its code. The first is that it has one."""
TOO_FEW_POINTS, MISSING, ZERO_EXPOSURE, ZERO_STANDARD_ERROR = 1, 2, 3, 4
_REASONS = np.array(REASONS)

WIDTH_95 = 3.92
"""A 95 % interval is this many standard errors wide, as the profiles count (2 x 1.96)."""
_DUST = 1e-9  # a slope this small beside that of all points is rounding, not a direction


@dataclass(frozen=True, eq=False)
class Trend(Columns):
    """How the last points of each series move. All fields have the series' shape without the axis of time.

    slope: change per period, in the unit of the value (a share 0-1, a count, events per unit of exposure).
    chi_square: of the slope, one degree of freedom. direction: -1 down, 0 no certain change, 1 up. better: 1 better,
    -1 worse, 0 neither. usable: whether there is a result; else slope and chi_square are NaN and reason says why (REASONS).
    """

    slope: Any
    chi_square: Any
    direction: Any
    better: Any
    usable: Any
    reason: Any
    kind: str = aside("")
    points: int = aside(5)
    critical: float = aside(0.998)
    polarity: str = aside("none")


def trend(
    count: ArrayLike | None = None,
    total: ArrayLike | None = None,
    *,
    value: ArrayLike | None = None,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    exposure: ArrayLike | None = None,
    points: int = 5,
    critical: float = 0.998,
    leave_one_out: bool = True,
    polarity: str = "none",
    window: int = 1,
) -> Trend:
    """Return the trend of the last `points` of each series, series on the last axis (..., T), oldest first.

    count, total: a proportion, by the chi-square test for linear trend. count alone: events, each period as long and as
    many people; count with exposure: events by person-years; both by the same test for Poisson counts. value, lower,
    upper: anything else with its 95 % limits, by the slope weighted with 1 / SE², SE = (upper - lower) / 3.92.
    A direction is given when chi_square exceeds the quantile `critical` (99.8 %: 9.5495) and, with leave_one_out, the
    slope keeps its sign whichever single point is left out. polarity: "low", "high" (what is good) or "none".
    window: periods that each value sums; the test is for one. A series that cannot be tested (too few points, missing
    among the last, nobody in a group, no variance) is not usable and says why.
    Raises StatsInputError: overlapping_periods, too_few_points (fewer than 3 asked for), negative_count,
    zero_exposure (negative), count_exceeds_total, confidence_range, shape_mismatch, not_a_number, unknown_choice.
    Source: Cochran 1954; Armitage 1955; Public Health England 2016 (recent trends in Fingertips).
    """
    if window != 1:
        raise StatsInputError(
            "overlapping_periods", "window", (), "Trenden prövas på enskilda perioder, inte på summor som överlappar."
        )
    if points < 3:
        raise StatsInputError("too_few_points", "points", (), f"points ska vara minst 3, inte {points}.")
    choice("polarity", polarity, ("low", "high", "none"))
    if not 0.9 <= critical < 1:
        raise StatsInputError(
            "confidence_range", "critical", (), f"critical ska vara minst 0,9 och under 1, inte {critical}."
        )
    kind, y, weight = _series(count, total, value, lower, upper, exposure)

    slope, chi_square, reason = _tested(kind, y, weight, points)
    certain = chi_square > chdtri(1, 1 - critical)
    if leave_one_out:
        certain &= _keeps_sign(kind, y, weight, points, slope)
    direction = np.where(certain, np.sign(np.nan_to_num(slope)), 0).astype(np.int8)
    good = {"low": -1, "high": 1, "none": 0}[polarity]
    return Trend(
        slope=slope[()],
        chi_square=chi_square[()],
        direction=direction[()],
        better=(direction * np.int8(good))[()],
        usable=(reason == 0)[()],
        reason=_REASONS[reason],
        kind=kind,
        points=points,
        critical=critical,
        polarity=polarity,
    )


def _series(
    count: ArrayLike | None,
    total: ArrayLike | None,
    value: ArrayLike | None,
    lower: ArrayLike | None,
    upper: ArrayLike | None,
    exposure: ArrayLike | None,
) -> tuple[str, Floats, Floats]:
    """Return what kind of series it is, its counts or values, and its totals, exposures or standard errors."""
    if count is None:
        if value is None or lower is None or upper is None or total is not None or exposure is not None:
            raise StatsInputError(
                "unknown_choice", "value", (), "Ange count (och total), eller value, lower och upper."
            )
        y, low, high = same_shape(value=_line("value", value), lower=_line("lower", lower), upper=_line("upper", upper))
        return "value", y, (high - low) / WIDTH_95
    if value is not None or lower is not None or upper is not None or (total is not None and exposure is not None):
        raise StatsInputError("unknown_choice", "count", (), "Ange count (och total), eller value, lower och upper.")
    kind = "count" if total is None else "proportion"
    field, size = ("exposure", exposure) if total is None else ("total", total)
    y, weight = same_shape(count=_line("count", count), **{field: _line(field, 1.0 if size is None else size)})
    refuse_where("negative_count", "count", y < 0, "är negativt.")
    refuse_where("zero_exposure", field, weight < 0, "är negativt.")
    if kind == "proportion":
        refuse_where("count_exceeds_total", "count", y > weight, "är större än total.")
    return kind, y, weight


def _line(field: str, data: ArrayLike) -> Floats:
    return np.atleast_1d(floats(field, data))


def _tested(kind: str, y: Floats, weight: Floats, points: int) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Return slope and chi-square of the last points, NaN where they cannot be had, and the code of the reason."""
    shape = y.shape[:-1]
    if y.shape[-1] < points:
        empty = np.full(shape, np.nan)
        return empty, empty.copy(), np.full(shape, TOO_FEW_POINTS)
    y, weight = in_rows(y[..., -points:], weight[..., -points:])
    is_missing = np.isnan(y) | np.isnan(weight)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        numerator, spread, variance = _score(kind, y, weight, np.arange(points, dtype=np.float64))
        slope = numerator / spread
        chi_square = numerator * numerator / (spread * variance)
        is_flat = ~(variance * spread > 0) | ~np.isfinite(chi_square)
    reason = np.zeros(shape, dtype=np.intp)
    reason[is_flat] = ZERO_STANDARD_ERROR
    reason[(weight <= 0).any(axis=-1)] = ZERO_STANDARD_ERROR if kind == "value" else ZERO_EXPOSURE
    reason[is_missing.any(axis=-1)] = MISSING
    cannot = reason > 0
    return np.where(cannot, np.nan, slope), np.where(cannot, np.nan, chi_square), reason


def _score(kind: str, y: Floats, weight: Floats, time: Floats) -> tuple[Floats, Floats, Floats]:
    """Return sum w (t - mean t) y, sum w (t - mean t)², and the variance of a value of weight 1.

    The slope is the first by the second; its chi-square the first squared by the second times the third.
    """
    if kind == "value":
        weight = 1 / (weight * weight)
        sums = weight * (y - y[..., :1])  # a flat series of large values then sums to nothing instead of to rounding
    else:
        sums = y  # a count is its value times its total
    whole = weight.sum(axis=-1)
    centred = time - ((weight * time).sum(axis=-1) / whole)[..., None]
    level = sums.sum(axis=-1) / whole
    numerator = (centred * sums).sum(axis=-1)
    spread = (weight * centred * centred).sum(axis=-1)
    variance = {"value": np.ones_like(level), "count": level, "proportion": level * (1 - level)}[kind]
    return numerator, spread, variance


def _keeps_sign(kind: str, y: Floats, weight: Floats, points: int, slope: Floats) -> NDArray[np.bool_]:
    """Return whether the slope points the same way with each of the last points left out in turn."""
    keeps = np.ones(slope.shape, dtype=bool)
    if y.shape[-1] < points:
        return keeps
    y, weight = in_rows(y[..., -points:], weight[..., -points:])
    for left_out in range(points):
        rest = np.delete(np.arange(points), left_out)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            numerator, spread, _ = _score(
                kind, y.take(rest, axis=-1), weight.take(rest, axis=-1), rest.astype(np.float64)
            )
            keeps &= numerator / spread * np.sign(slope) > _DUST * np.abs(slope)
    return keeps
