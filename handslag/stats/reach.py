"""Who is better or worse off, and who is reached? Two groups compared, and how evenly an effort is spread."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv

from handslag.stats.errors import StatsInputError
from handslag.stats.flags import also
from handslag.stats.inputs import (
    MISSING,
    NO_LIMITS,
    NO_RATIO,
    ZERO_EXPOSURE,
    Flags,
    Floats,
    at_levels,
    floats,
    in_rows,
    levels,
    named,
    positive,
    refuse_where,
    same_shape,
)
from handslag.stats.limits import poisson_limits, tail_of
from handslag.stats.results import Columns, aside

PER = 1_000
_Limits = list[tuple[Floats, Floats]]


@dataclass(frozen=True, eq=False)
class RangeMeasures(Columns):
    """Two groups compared, absolute and relative; shape (...), limits with a last axis where several levels were asked.

    difference: of the first group's value to the reference's. ratio: of the same. gap: how much lower the whole would be
    with the reference's value everywhere, gap_share the same as a share of the whole; NaN without population.
    method: how the ratio's limits were made, "exact" or "mover". flag: "missing", "no_limits" where a value had none, or
    "no_ratio" where the ratio or a limit of it cannot be had.
    """

    difference: Any
    difference_lower: Any
    difference_upper: Any
    ratio: Any
    ratio_lower: Any
    ratio_upper: Any
    gap: Any
    gap_share: Any
    method: str
    flag: Any
    confidence: tuple[float, ...] = aside((0.95,))
    per: float = aside(1)
    groups: tuple[int, int] = aside((0, -1))


@dataclass(frozen=True, eq=False)
class Reach(Columns):
    """How an effort reached each unit, (..., U), and how evenly, (...).

    per_1000: participants per 1 000 in the target group. expected: participants if all were spread by target group (or
    need). ratio: observed to expected, with exact limits. gini, hoover: 0 is even; hoover is the share of participants
    that would have to be somewhere else, would_move their number. is_empty: units with nobody reached; empty: their
    places, or the units' names where they were given. is_small: units with so few participants (1 to minimum - 1) that
    texts do not show what gives them back. flag: "missing" or "zero_exposure" (nobody in the target group, or nobody
    reached at all).
    """

    per_1000: Any
    observed: Any
    expected: Any
    ratio: Any
    ratio_lower: Any
    ratio_upper: Any
    is_empty: Any
    is_small: Any
    flag: Any
    gini: Any = aside()
    hoover: Any = aside()
    would_move: Any = aside()
    empty: tuple[Any, ...] = aside(())
    confidence: tuple[float, ...] = aside((0.95,))


def range_measures(
    value: ArrayLike | None = None,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    *,
    count: ArrayLike | None = None,
    exposure: ArrayLike | None = None,
    population: ArrayLike | None = None,
    groups: tuple[int, int] = (0, -1),
    per: float = 100_000,
    confidence: float | tuple[float, ...] = 0.95,
) -> RangeMeasures:
    """Return the difference and the ratio of two groups, on the last axis (..., Q): by default the first to the last.

    value, lower, upper: any values with their limits at `confidence` (several levels: on a last axis); limits of
    difference and ratio by MOVER. Or count and exposure: rates `per` so many, limits of the difference by MOVER on exact limits, of the ratio exact
    (conditional binomial). population: people in each group, for the gap (by default the exposure). A ratio's limit that
    cannot be had is NaN, without end it is infinite.
    Raises StatsInputError: negative_count, zero_exposure (not above 0), shape_mismatch, out_of_range (no such group),
    confidence_range, not_a_number, unknown_choice.
    Source: Zou and Donner 2008 (difference); Donner and Zou 2012 (ratio); Przyborowski and Wilenski 1940; Clopper and
    Pearson 1934.
    """
    asked = levels(confidence)
    counts = _counts(count, exposure) if value is None and lower is None and upper is None else None
    if counts is not None:
        unit = per / counts[1]
        y, limits = counts[0] * unit, [(low * unit, high * unit) for low, high in _poisson_limits(counts[0], asked)]
    elif value is None or lower is None or upper is None or count is not None or exposure is not None:
        raise StatsInputError("unknown_choice", "value", (), "Ange value, lower och upper, eller count och exposure.")
    else:
        y, limits = _given(value, lower, upper, confidence)
    people = np.array([np.nan]) if counts is None else counts[1]
    y, people = _weighed(y, people if population is None else _line("population", population))
    if any(not -y.shape[-1] <= group < y.shape[-1] for group in groups):
        raise StatsInputError("out_of_range", "groups", (), f"groups pekar utanför de {y.shape[-1]} grupperna.")

    one, two = y[..., groups[0]], y[..., groups[1]]
    differences, ratios = _limits_of_two(y, limits, counts, groups, asked)
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = (y * people).sum(axis=-1) / people.sum(axis=-1)
        ratio, gap = np.asarray(one / two), whole - two
        gap_share = np.asarray(gap / whole)
    return RangeMeasures(
        difference=(one - two)[()],
        difference_lower=at_levels([low for low, _ in differences], confidence)[()],
        difference_upper=at_levels([high for _, high in differences], confidence)[()],
        ratio=ratio[()],
        ratio_lower=at_levels([low for low, _ in ratios], confidence)[()],
        ratio_upper=at_levels([high for _, high in ratios], confidence)[()],
        gap=gap[()],
        gap_share=gap_share[()],
        method="mover" if counts is None else "exact",
        flag=named(_why_not(one - two, ratio, differences, ratios), ratio.shape),
        confidence=asked,
        per=1 if counts is None else per,
        groups=groups,
    )


def _counts(count: ArrayLike | None, exposure: ArrayLike | None) -> tuple[Floats, Floats] | None:
    """Return counts and exposure in one shape, None where they were not both given."""
    if count is None or exposure is None:
        return None
    events, years = same_shape(count=_line("count", count), exposure=_line("exposure", exposure))
    refuse_where("negative_count", "count", events < 0, "är negativt.")
    refuse_where("zero_exposure", "exposure", years <= 0, "är inte större än 0.")
    return events, years


def _weighed(y: Floats, people: Floats) -> tuple[Floats, Floats]:
    y, people = in_rows(*same_shape(value=y, population=people))
    refuse_where("zero_exposure", "population", people < 0, "är negativt.")
    return y, people


def _limits_of_two(
    y: Floats, limits: _Limits, counts: tuple[Floats, Floats] | None, groups: tuple[int, int], asked: tuple[float, ...]
) -> tuple[_Limits, _Limits]:
    """Return the limits of the difference and of the ratio of the two groups, at each level."""
    differences, ratios = [], []
    with np.errstate(divide="ignore", invalid="ignore"):
        for level, (low, high) in zip(asked, limits, strict=True):
            around = [each[..., group] for group in groups for each in (y, low, high)]
            differences.append(_mover_difference(*around))
            if counts is None:
                ratios.append(_mover_ratio(*around))
            else:
                pairs = (each[..., group] for group in groups for each in counts)
                ratios.append(_exact_ratio(*pairs, tail=tail_of(level)))
    return differences, ratios


def _why_not(difference: Floats, ratio: Floats, differences: _Limits, ratios: _Limits) -> Flags | None:
    """Return why what is NaN is so: a value or a limit that was not given, or nothing to divide by."""
    flags = np.where(np.isnan(difference), MISSING, 0).astype(np.uint8)
    for code, numbers in ((NO_LIMITS, _all_of(differences)), (NO_RATIO, [ratio, *_all_of(ratios)])):
        told = also(flags, code, np.asarray(np.isnan(numbers).any(axis=0)))
        flags = flags if told is None else told
    return flags if flags.any() else None


def _all_of(limits: _Limits) -> list[Floats]:
    return [limit for pair in limits for limit in pair]


def _given(
    value: ArrayLike, lower: ArrayLike, upper: ArrayLike, confidence: float | tuple[float, ...]
) -> tuple[Floats, _Limits]:
    """Return values and their limits, which have a last axis for the levels where several were asked for."""
    y, low, high = _line("value", value), _line("lower", lower), _line("upper", upper)
    if not isinstance(confidence, tuple | list):
        y, low, high = same_shape(value=y, lower=low, upper=high)
        return y, [(low, high)]
    y, low, high = same_shape(value=y[..., None], lower=low, upper=high)
    if low.shape[-1] != len(confidence):
        raise StatsInputError(
            "shape_mismatch", "lower", (), "lower och upper ska ha en nivå för varje confidence sist."
        )
    return y[..., 0], [(low[..., place], high[..., place]) for place in range(len(confidence))]


def reach_equity(
    participants: ArrayLike,
    target_group: ArrayLike,
    *,
    need: ArrayLike | None = None,
    names: Sequence[str] | None = None,
    minimum: float = 5,
    confidence: float | tuple[float, ...] = 0.95,
) -> Reach:
    """Return how evenly participants are spread over units (municipalities, parts of the county), on the last axis.

    participants, target_group: people by unit (..., U). need: what else to expect participants by, such as the number
    with poor mental health; by default the target group. Units where something is missing are left out of the sums.
    names: of the units, (U,). minimum: 1 to minimum - 1 participants are a small count, to be hidden (see `suppress`) before anything but a text is shown.
    Raises StatsInputError: negative_count, zero_exposure (negative target group or need), shape_mismatch,
    out_of_range (minimum), confidence_range, not_a_number.
    Source: Garwood 1936 (limits); Gini 1912; Hoover 1936.
    """
    asked = levels(confidence)
    observed, target, wanted = same_shape(
        participants=_line("participants", participants),
        target_group=_line("target_group", target_group),
        need=_line("need", target_group if need is None else need),
    )
    observed, target, wanted = in_rows(observed, target, wanted)
    refuse_where("negative_count", "participants", observed < 0, "är negativt.")
    refuse_where("zero_exposure", "target_group", target < 0, "är negativt.")
    refuse_where("zero_exposure", "need", wanted < 0, "är negativt.")
    if names is not None and len(names) != observed.shape[-1]:
        told = f"names har {len(names)} namn till {observed.shape[-1]} enheter."
        raise StatsInputError("shape_mismatch", "names", (), told)
    minimum = positive("minimum", minimum)
    is_missing = np.isnan(observed) | np.isnan(target) | np.isnan(wanted)
    with np.errstate(divide="ignore", invalid="ignore"):
        there = np.where(is_missing, 0, observed)
        share = np.where(is_missing, 0, wanted)
        total = there.sum(axis=-1, keepdims=True)
        share = share / share.sum(axis=-1, keepdims=True)
        expected = np.where(is_missing, np.nan, total * share)
        has_any = expected > 0
        limits = [[_over(limit, expected, has_any) for limit in pair] for pair in _poisson_limits(observed, asked)]
        per_1000 = np.where(target > 0, PER * observed / target, np.nan)
        got = there / total
        hoover = np.abs(got - share).sum(axis=-1) / 2
    is_empty = observed == 0
    flags = np.where(is_missing, MISSING, np.where(has_any, 0, ZERO_EXPOSURE)).astype(np.uint8)
    places = np.argwhere(is_empty)
    return Reach(
        per_1000=per_1000,
        observed=observed,
        expected=expected,
        ratio=_over(observed, expected, has_any),
        ratio_lower=at_levels([low for low, _ in limits], confidence),
        ratio_upper=at_levels([high for _, high in limits], confidence),
        is_empty=is_empty,
        is_small=(observed > 0) & (observed < minimum),
        flag=named(flags if flags.any() else None, flags.shape),
        gini=_gini(got, share)[()],
        hoover=hoover[()],
        would_move=(hoover * total[..., 0])[()],
        empty=tuple(_called(tuple(map(int, place)), names) for place in places),
        confidence=asked,
    )


def _called(place: tuple[int, ...], names: Sequence[str] | None) -> Any:
    """Return what stands for a unit: its place, with a name instead of its number where there is one."""
    called = place if names is None else (*place[:-1], names[place[-1]])
    return called[0] if len(called) == 1 else called


def _line(field: str, data: ArrayLike) -> Floats:
    return np.atleast_1d(floats(field, data))


def _over(amount: Floats, expected: Floats, has_any: NDArray[np.bool_]) -> Floats:
    return np.asarray(np.divide(amount, expected, out=np.full(expected.shape, np.nan), where=has_any))


def _gini(got: Floats, share: Floats) -> Floats:
    """Return the Gini coefficient of what units got beside their share: twice the area between the Lorenz curve and even."""
    with np.errstate(divide="ignore", invalid="ignore"):
        order = np.argsort(np.where(share > 0, got / share, np.inf), axis=-1, kind="stable")
        got, share = np.take_along_axis(got, order, axis=-1), np.take_along_axis(share, order, axis=-1)
        curve = got.cumsum(axis=-1)
        # Rounding can bring an even spread just under 0.
        return np.asarray(np.maximum(1 - (share * (2 * curve - got)).sum(axis=-1), 0))


def _poisson_limits(count: Floats, asked: tuple[float, ...]) -> _Limits:
    """Return the exact limits of counts at each level, NaN where the count is missing."""
    is_missing = np.isnan(count)
    tails = tuple(tail_of(level) for level in asked)
    lower, upper = poisson_limits(np.where(is_missing, 0, count), np.ones(count.shape), tails=tails)
    lower, upper = (np.where(is_missing[..., None], np.nan, limit) for limit in (lower, upper))
    return [(lower[..., place], upper[..., place]) for place in range(len(asked))]


def _exact_ratio(
    count: Floats, size: Floats, other: Floats, other_size: Floats, *, tail: float
) -> tuple[Floats, Floats]:
    """Return the limits of a ratio of two rates: given the sum of the counts, the first is binomial."""
    to_ratio = other_size / size
    is_missing = np.isnan(count + other)
    low = np.where(count > 0, betaincinv(np.maximum(count, 1e-9), other + 1, tail), 0.0)
    high = np.where(other > 0, betaincinv(count + 1, np.maximum(other, 1e-9), 1 - tail), 1.0)
    lower, upper = low / (1 - low) * to_ratio, high / (1 - high) * to_ratio
    return np.where(is_missing, np.nan, lower), np.where(is_missing, np.nan, upper)


def _mover_difference(
    one: Floats, low_one: Floats, high_one: Floats, two: Floats, low_two: Floats, high_two: Floats
) -> tuple[Floats, Floats]:
    """Return the limits of one - two from the limits of each."""
    difference = one - two
    return difference - np.hypot(one - low_one, high_two - two), difference + np.hypot(high_one - one, two - low_two)


def _mover_ratio(
    one: Floats, low_one: Floats, high_one: Floats, two: Floats, low_two: Floats, high_two: Floats
) -> tuple[Floats, Floats]:
    """Return the limits of one / two from the limits of each; without end where the second may be nothing."""
    product = one * two
    near, far = low_one * (2 * one - low_one), high_one * (2 * one - high_one)
    down, up = high_two * (2 * two - high_two), low_two * (2 * two - low_two)
    # Written so that nothing is divided by `down`, which is 0 where the second's upper limit is twice its value.
    lower = np.where(near == 0, 0, near / (product + np.sqrt(np.maximum(product * product - near * down, 0))))
    upper = (product + np.sqrt(np.maximum(product * product - far * up, 0))) / up
    return np.where(two > 0, lower, np.nan), np.where(two > 0, np.where(up > 0, upper, np.inf), np.nan)
