"""Is it chance or something else? Control charts: what a series varies between when nothing has happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from handslag.stats.errors import StatsInputError
from handslag.stats.inputs import Floats, choice, floats, in_rows, refuse_where, same_shape
from handslag.stats.results import Columns, aside
from handslag.stats.signals import RULES, Codes, Signs, dust_of, leaning, median_of, rules_of, side_of

TO_LIMITS = 2.66  # 3 / 1.128, from the mean moving range to three standard deviations
TO_SIGMA = 1.128  # the mean range of two values, in standard deviations
SCREENED = 3.267  # a moving range beyond this many mean moving ranges is no ordinary variation (Nelson 1982)
ENOUGH_POINTS = 12  # limits of fewer are on trial

_BY_SIZE = ("p", "u")
_RULES = np.array(RULES)
_GOOD = {"lower": -1, "low": -1, "higher": 1, "high": 1, "none": 0}  # low and high as polarity says elsewhere


@dataclass(frozen=True, eq=False)
class Chart(Columns):
    """A control chart. centre, lower, upper: (..., T), NaN where they cannot be had.

    rule: (..., T), the first of the rules that a point belongs to: "outside", "trend", "two_of_three", "shift" or "".
    variation: (...), what the last point says: "improvement", "concern", "neutral_high", "neutral_low", "common_cause",
    or "" without limits. trial: (...), whether the last limits rest on fewer than 12 points.
    """

    centre: Any
    lower: Any
    upper: Any
    rule: Any
    variation: Any
    trial: Any
    value: Any = aside()
    kind: str = aside("xmr")
    better: str = aside("lower")


def control_chart(
    y: ArrayLike | None = None,
    exposure: ArrayLike | None = None,
    *,
    kind: str = "xmr",
    baseline: int | slice | None = None,
    rebase: Sequence[int] = (),
    screen: bool = True,
    better: str = "lower",
    overdispersion: bool = False,
    count: ArrayLike | None = None,
) -> Chart:
    """Return a control chart of each series, on the last axis (..., T), oldest first; missing points are passed over.

    y: values, or counts, which may be called `count` instead.
    kind: "xmr" single values (mean ± 2.66 mean moving ranges; `screen` leaves out ranges beyond 3.267 times the mean),
    "c" counts, "g" counts between rare events (geometric), "p" shares (y of `exposure`) and "u" rates (y by `exposure`),
    whose limits vary with the exposure; a point without exposure is passed over. Centre and limits have the unit of y, for
    p and u of y / exposure. overdispersion: Laney's p' and u', for large exposures. baseline: the number of first points
    (of each part), or a slice, that the limits rest on. rebase: the places where new parts with their own limits start.
    better: "lower", "higher" or "none". A constant series gives no signal; its limits equal the mean
    for xmr, while those of c, g, p and u come from the distribution and keep their width (unless it has none: no events).
    Raises StatsInputError: negative_count, zero_exposure (negative), count_exceeds_total (kind p), shape_mismatch,
    too_few_points (no point, or a baseline of less than 2), out_of_range (rebase), not_a_number, unknown_choice.
    Source: Shewhart 1931; Nelson 1982; Montgomery 2013; Benneyan 2001 (g); Laney 2002; NHS England, Making Data Count.
    """
    choice("kind", kind, ("xmr", "p", "u", "c", "g"))
    if (y is None) == (count is None):
        raise StatsInputError("unknown_choice", "y", (), "Ange antingen y eller count.")
    given: Any = y if count is None else count
    choice("better", better, tuple(_GOOD))
    if overdispersion and kind not in _BY_SIZE:
        raise StatsInputError("unknown_choice", "overdispersion", (), "overdispersion finns för p och u.")
    events, size = _input(kind, given, exposure)
    length = events.shape[-1]
    parts = _parts(length, rebase, baseline)
    drawn = [
        _part(kind, events[..., part], size[..., part], _base(part, baseline, length), screen, overdispersion)
        for part in parts
    ]
    centre, lower, upper, codes, side = (
        pieces[0] if len(parts) == 1 else np.concatenate(pieces, axis=-1)
        for pieces in zip(*(each[:5] for each in drawn), strict=True)
    )
    value = events if kind not in _BY_SIZE else _share(events, size)
    return Chart(
        centre=centre,
        lower=lower,
        upper=upper,
        rule=_RULES[codes],
        variation=_variation(value, lower, codes, side, better),
        trial=(drawn[-1][5] < ENOUGH_POINTS)[()],
        value=value,
        kind=kind,
        better=better,
    )


def _input(kind: str, y: ArrayLike, exposure: ArrayLike | None) -> tuple[Floats, Floats]:
    """Return counts or values, and exposures (one where the chart has none), in one shape with time last."""
    count = np.atleast_1d(floats("y", y))
    if (exposure is not None) != (kind in _BY_SIZE):
        raise StatsInputError("unknown_choice", "exposure", (), "exposure hör till p och u, och behövs för dem.")
    size = np.ones(1) if exposure is None else np.atleast_1d(floats("exposure", exposure))
    count, size = same_shape(y=count, exposure=size)
    (count,) = in_rows(count)
    if exposure is not None:
        (size,) = in_rows(size)
    if count.shape[-1] == 0:
        raise StatsInputError("too_few_points", "y", (), "y har inga punkter.")
    if kind != "xmr":
        refuse_where("negative_count", "y", count < 0, "är negativt.")
    if kind in _BY_SIZE:
        refuse_where("zero_exposure", "exposure", size < 0, "är negativt.")
    if kind == "p":
        refuse_where("count_exceeds_total", "y", count > size, "är större än exposure.")
    return count, size


def _parts(length: int, rebase: Sequence[int], baseline: int | slice | None) -> list[slice]:
    """Return the parts of the series that each have their own limits."""
    starts = [0, *rebase]
    if any(later <= earlier for earlier, later in zip(starts, [*starts[1:], length], strict=True)):
        raise StatsInputError(
            "out_of_range", "rebase", (), f"rebase ska vara platser i stigande ordning mellan 1 och {length - 1}."
        )
    if rebase and isinstance(baseline, slice):
        raise StatsInputError("unknown_choice", "baseline", (), "Med rebase anges baseline som antal punkter.")
    return [slice(start, stop) for start, stop in zip(starts, [*starts[1:], length], strict=True)]


def _base(part: slice, baseline: int | slice | None, length: int) -> NDArray[np.bool_]:
    """Return which points of a part its limits rest on."""
    is_base = np.zeros(length, dtype=bool)
    is_base[baseline if isinstance(baseline, slice) else slice(part.start, _end(part, baseline))] = True
    if baseline is not None and is_base.sum() < min(2, length):
        raise StatsInputError("too_few_points", "baseline", (), "baseline ska vara minst två punkter.")
    return is_base[part]


def _end(part: slice, points: int | None) -> int:
    return int(part.stop if points is None else min(part.start + max(points, 0), part.stop))


def _part(
    kind: str, count: Floats, size: Floats, base: NDArray[np.bool_], screen: bool, overdispersion: bool
) -> tuple[Floats, Floats, Floats, Codes, Signs, NDArray[np.intp]]:
    """Return centre, limits, rules and sides of one part, and on how many points they rest."""
    is_missing = np.isnan(count) | np.isnan(size) | (size <= 0)
    order = None
    if is_missing.any():
        # What is missing goes last, so that its neighbours become neighbours of each other.
        order = np.argsort(is_missing, axis=-1, kind="stable")
        count, size = np.take_along_axis(count, order, axis=-1), np.take_along_axis(size, order, axis=-1)
        is_missing = np.take_along_axis(is_missing, order, axis=-1)
        base = np.take_along_axis(np.broadcast_to(base, count.shape), order, axis=-1) & ~is_missing
    with np.errstate(divide="ignore", invalid="ignore"):
        value = count if kind not in _BY_SIZE else np.where(is_missing, np.nan, count / size)
        centre, reach, middle = _limits(kind, count, size, value, base, screen, overdispersion)
        lower, upper = centre - reach, centre + reach
        if kind != "xmr":
            lower = np.maximum(lower, 0)
        if kind == "p":
            upper = np.minimum(upper, 1)
        dust = dust_of(value)
        side = side_of(value, middle, dust)
        codes = rules_of(value, centre, lower, upper, reach, side, dust)
        side = leaning(value, codes, side)
    drawn = (centre, lower, upper, codes, side)
    placed = [_placed(each, count.shape, order) for each in drawn]
    return (*placed, np.broadcast_to(base.sum(axis=-1), count.shape[:-1]))


def _placed(drawn: Any, shape: tuple[int, ...], order: NDArray[np.intp] | None) -> Any:
    """Return the points where they came from."""
    drawn = np.broadcast_to(drawn, shape)
    if order is None:
        return drawn
    placed = np.empty(shape, dtype=drawn.dtype)
    np.put_along_axis(placed, order, drawn, axis=-1)
    return placed


def _limits(
    kind: str,
    count: Floats,
    size: Floats,
    value: Floats,
    base: NDArray[np.bool_],
    screen: bool,
    overdispersion: bool,
) -> tuple[Floats, Floats, Floats]:
    """Return the centre (..., 1), three standard deviations (..., 1 or T), and the middle that sides are counted from."""
    centre = _sum(count, base) / (_sum(size, base) if kind in _BY_SIZE else base.sum(axis=-1, keepdims=True))
    based = value if base.all() else np.where(base, value, np.nan)
    # A mean outside its values is rounding: without this a constant series would lie beside its own limits.
    centre = np.clip(centre, np.fmin.reduce(based, -1, keepdims=True), np.fmax.reduce(based, -1, keepdims=True))
    if kind == "xmr":
        return centre, TO_LIMITS * _moving_range(value, base, screen), centre
    variance = {"p": centre * (1 - centre) / size, "u": centre / size, "c": centre, "g": centre * (centre + 1)}[kind]
    sigma = np.sqrt(variance)
    if overdispersion:
        scores = np.where(sigma > 0, (value - centre) / sigma, 0)
        sigma = sigma * (_moving_range(scores, base, screen) / TO_SIGMA)
    # Waiting times are skew: more than half of them lie under the mean, so their sides are counted from the median.
    middle = median_of(based) if kind == "g" else centre
    return centre, 3 * sigma, middle


def _moving_range(value: Floats, base: NDArray[np.bool_], screen: bool) -> Floats:
    """Return the mean step between neighbours (..., 1), without those that are no ordinary variation."""
    ranges = np.abs(np.diff(value, axis=-1))
    counted = base[..., 1:] & base[..., :-1]
    mean: Floats = _sum(ranges, counted) / counted.sum(axis=-1, keepdims=True)
    if not screen:
        return mean
    counted = counted & (ranges <= SCREENED * mean)
    mean = _sum(ranges, counted) / counted.sum(axis=-1, keepdims=True)
    return mean


def _sum(data: Floats, counted: NDArray[np.bool_]) -> Floats:
    total: Floats = np.where(counted, data, 0.0).sum(axis=-1, keepdims=True)
    return total


def _share(count: Floats, size: Floats) -> Floats:
    share: Floats = np.divide(count, size, out=np.full(count.shape, np.nan), where=size > 0)
    return share


def _variation(value: Floats, lower: Floats, codes: Codes, side: Signs, better: str) -> Any:
    """Return what the last point that is there says of each series."""
    last = value.shape[-1] - 1 - np.argmax(~np.isnan(value[..., ::-1]), axis=-1)
    code: Any
    code, sign, limit = (np.take_along_axis(each, last[..., None], axis=-1)[..., 0] for each in (codes, side, lower))
    names = {-1: "neutral_low", 1: "neutral_high"} if better == "none" else {_GOOD[better]: "improvement"}
    said = np.select([sign == each for each in names], list(names.values()), "concern")
    return np.where(np.isnan(limit), "", np.where(code > 0, said, "common_cause"))[()]
