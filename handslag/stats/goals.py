"""Can this goal be seen in the statistics, and when; and at follow-up: is it reached?

The goal and its series are small frozen values; plain mappings with the same names do as well.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from handslag.stats.errors import StatsInputError
from handslag.stats.goal_texts import FEWEST_TOLD, follow_up_text, plan_text
from handslag.stats.inputs import Floats, choice, floats, refuse_where, same_shape
from handslag.stats.power import KINDS, power
from handslag.stats.proportions import proportion
from handslag.stats.rates import rate

POWER, LEVEL = 0.8, 0.95
"""How often a true change must be found for a goal to be measurable, and the level of the interval at follow-up."""
LONGEST_WAIT = 10
"""So many years after its date a goal may still be waited for; later it is not measurable."""


@dataclass(frozen=True)
class Goal:
    """What is wished.

    kind: "rate" (events per population and year) or "proportion". baseline_period: first and last year. year: by when.
    target: the level wished, per `per` for rates (12.0 per 100 000), 0-1 for proportions; or change: relative for rates
    (-0.25), in absolute terms for proportions (-0.04). direction: "lower" or "higher". lag: years until a year's data are
    published. start: the first year that counts as after, the year after the baseline when None. definition: what
    exactly is counted; it must be that of the series.
    """

    indicator: str
    kind: str
    baseline_period: tuple[int, int]
    year: int
    target: float | None = None
    change: float | None = None
    direction: str = "lower"
    area: str = ""
    lag: int = 1
    start: int | None = None
    definition: str = ""
    per: float = 100_000

    @property
    def first_after(self) -> int:
        """The first year that counts as after."""
        return self.baseline_period[1] + 1 if self.start is None else self.start


@dataclass(frozen=True)
class Series:
    """What has been measured, one value a period, periods that do not overlap.

    periods: years, increasing. counts, exposures: events and population, or those who answered so and all who answered;
    None = missing. window: how many years each value covers; above 1 the periods overlap and are refused. definition: one
    for all, or one for each period. deff: design effect. county: the county's series, if this is one of its parts.
    """

    periods: Sequence[int]
    counts: Sequence[float | None]
    exposures: Sequence[float | None]
    window: int = 1
    definition: str | Sequence[str] = ""
    indicator: str = ""
    deff: float = 1.0
    county: "Series | Mapping[str, Any] | None" = None


@dataclass(frozen=True)
class Verdict:
    """What can be said of a goal.

    code: before its year has data "measurable", "only_after_year", "measurable_only_for_county" or "not_measurable";
    then "reached", "not_reached" or "cannot_be_told". reasons: codes. earliest_year: when the statistics can show it, for
    the county where that is the verdict; None when never or when the time has come. proposals: "longer_period",
    "county_instead", "process_indicator".
    """

    code: str
    text_sv: str
    reasons: tuple[str, ...] = ()
    earliest_year: int | None = None
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Measured:
    """A series as arrays, without its missing periods, and how many years lie between periods."""

    periods: NDArray[np.int64]
    counts: Floats
    exposures: Floats
    step: int
    deff: float

    def within(self, first: int, last: int) -> "_Measured":
        here = (self.periods >= first) & (self.periods <= last)
        return _Measured(self.periods[here], self.counts[here], self.exposures[here], self.step, self.deff)


def check_goal(goal: Goal | Mapping[str, Any], series: Series | Mapping[str, Any]) -> Verdict:
    """Return whether the goal can be seen in the statistics and when, or at follow-up whether it is reached.

    Planning: measurable when a true change of the wished size would be found in 4 of 5 cases by a two-sided test at 5 %,
    with the years of the baseline before and those published by the goal's year after; if not, the first later year when
    it would (at most 10 years later), or the county's. Follow-up begins when the series has the goal's year: as many
    periods as the baseline has, up to that year, but none before the start; reached when their 95 % interval (exact Poisson, or
    Wilson) lies wholly on the right side of the target, not reached when wholly on the wrong side.
    Raises StatsInputError: overlapping_periods, mixed_definitions, shape_mismatch, negative_count, zero_exposure,
    count_exceeds_total, unknown_choice (kind, direction, a name that is none), too_few_points (neither target nor change).
    Source: as `power`; Garwood 1936; Wilson 1927.
    """
    wish, given = _read(Goal, goal, "goal"), _read(Series, series, "series")
    choice("kind", wish.kind, KINDS)
    choice("direction", wish.direction, ("lower", "higher"))
    if wish.target is None and wish.change is None:
        raise StatsInputError("too_few_points", "goal", (), "Målet behöver en nivå eller en förändring.")
    own = _measured(wish, given, "series")
    before = own.within(*wish.baseline_period)
    if not before.counts.size:
        return _verdict(wish, "not_measurable", ("no_baseline",))
    level = float(before.counts.sum() / before.exposures.sum())
    change, target = _wished(wish, level)
    if own.periods.max() >= wish.year:
        return _follow_up(wish, own, before, target)
    if level == 0 and wish.direction == "lower":
        return _verdict(wish, "not_measurable", ("no_events",), change=change)
    if change == 0 or (change > 0) != (wish.direction == "higher"):
        return _verdict(wish, "not_measurable", ("no_change_wished",), change=change)
    seen = _first_seen(wish, own, change)
    return _instead(wish, given, change) if seen is None else _in_time_or_later(wish, own, change, *seen)


def _in_time_or_later(wish: Goal, own: _Measured, change: float, points: int, year: int) -> Verdict:
    told: dict[str, Any] = {"change": change, "earliest_year": year, "points": points, "step": own.step}
    if year <= wish.year:
        return _verdict(wish, "measurable", (), **told)
    late = ("data_lag",) if year - wish.lag <= wish.year else ("too_few_years",)
    return _verdict(wish, "only_after_year", late, ("longer_period", "process_indicator"), **told)


def _instead(wish: Goal, given: Series, change: float) -> Verdict:
    """Return the verdict on a goal whose own numbers are too small: perhaps the county's are not."""
    if given.county is not None:
        county = _measured(wish, _read(Series, given.county, "county"), "county")
        seen = _first_seen(wish, county, change)
        if seen is not None:
            points, year = seen
            proposals = ("county_instead", "process_indicator")
            told: dict[str, Any] = {"change": change, "earliest_year": year, "points": points, "step": county.step}
            return _verdict(wish, "measurable_only_for_county", ("too_few_events",), proposals, **told)
    proposals = ("longer_period", "process_indicator")
    return _verdict(wish, "not_measurable", ("too_few_events",), proposals, change=change)


def _verdict(wish: Goal, code: str, reasons: tuple[str, ...], proposals: tuple[str, ...] = (), **told: Any) -> Verdict:
    text = plan_text(code, reasons, kind=wish.kind, area=wish.area, **told)
    return Verdict(code, text, reasons, told.get("earliest_year"), proposals)


def _wished(wish: Goal, level: float) -> tuple[float, float]:
    """Return the change wished and the level wished (0-1, or per unit of exposure)."""
    is_rate = wish.kind == "rate"
    if wish.target is not None:
        target = wish.target / wish.per if is_rate else wish.target
        if not is_rate:
            return target - level, target
        return (target / level - 1 if level else 0.0), target
    change = float(wish.change or 0.0)
    return change, (level * (1 + change) if is_rate else level + change)


def _first_seen(wish: Goal, own: _Measured, change: float) -> tuple[int, int] | None:
    """Return after how many periods the change is found, and when the last of them is published; None if too late."""
    before = own.within(*wish.baseline_period)
    if not before.counts.sum():
        return None
    level = float(before.counts.sum() / before.exposures.sum())
    if wish.kind == "proportion" and not 0 <= level + change <= 1:
        return None

    def is_enough(points: int) -> bool:
        found = power(
            level,
            before.exposures.mean(),
            change,
            years_before=len(before.periods),
            years_after=points,
            kind=wish.kind,
            deff=before.deff,
        )
        return bool(found >= POWER)

    # Periods go on as they have come; the first one after the start is the first that does not lie before it.
    last = int(own.periods.max())
    first = last - (last - wish.first_after) // own.step * own.step
    most = (wish.year + LONGEST_WAIT - wish.lag - first) // own.step + 1
    if most < 1 or not is_enough(most):
        return None
    points = 1 + bisect_left(range(1, most), True, key=is_enough)
    return points, first + (points - 1) * own.step + wish.lag


def _follow_up(wish: Goal, own: _Measured, before: _Measured, target: float) -> Verdict:
    first = max(wish.first_after, wish.year - len(before.periods) * own.step + 1)
    after = own.within(first, wish.year)
    count, exposure = float(after.counts.sum()), float(after.exposures.sum())
    if not exposure:
        return Verdict("cannot_be_told", follow_up_text("cannot_be_told", wish), ("missing_years",))
    lower, upper = _interval(wish.kind, count, exposure, own.deff)
    is_low = wish.direction == "lower"
    if (upper <= target) if is_low else (lower >= target):
        code, reason = "reached", "interval_clears_target"
    elif (lower > target) if is_low else (upper < target):
        code, reason = "not_reached", "interval_misses_target"
    else:
        code, reason = "cannot_be_told", "interval_covers_target"
    years = (int(after.periods.min()), int(after.periods.max()))
    # A level that follows from few events before would give them back.
    told = target if wish.target is not None or before.counts.sum() >= FEWEST_TOLD else None
    text = follow_up_text(code, wish, years=years, count=count, exposure=exposure, limits=(lower, upper), target=told)
    return Verdict(code, text, (reason,))


def _interval(kind: str, count: float, exposure: float, deff: float) -> tuple[float, float]:
    """Return the limits per unit of exposure, each for so many events as `deff` leaves."""
    if kind == "rate":
        found = rate(count / deff, exposure / deff, per=1, confidence=LEVEL)
    else:
        found = proportion(count, exposure, per=1, confidence=LEVEL, deff=deff)
    return float(found.lower), float(found.upper)


def _measured(wish: Goal, given: Series, field: str) -> _Measured:
    """Return the series as arrays. Raises StatsInputError on what must not be compared."""
    if given.window > 1:
        told = "Varje värde täcker flera år. Värdena överlappar och kan inte räknas som skilda: ange ett värde per år."
        raise StatsInputError("overlapping_periods", field, (), told)
    refuse_where(
        "overlapping_periods",
        field,
        np.diff(floats(field, given.periods)) <= 0,
        "följs av en period som inte är senare.",
    )
    if given.indicator not in ("", wish.indicator):
        raise StatsInputError(
            "mixed_definitions", field, (), f"Målet gäller {wish.indicator}, värdena {given.indicator}."
        )
    each = [given.definition] * len(given.periods) if isinstance(given.definition, str) else list(given.definition)
    other = np.array([definition != wish.definition for definition in each], dtype=bool)
    refuse_where("mixed_definitions", field, other, "räknas på ett annat sätt än målet.")
    numbers: dict[str, Any] = {"counts": given.counts, "exposures": given.exposures}
    counts, exposures = same_shape(**{name: floats(name, data) for name, data in numbers.items()})
    if counts.shape != (len(given.periods),):
        raise StatsInputError("shape_mismatch", "counts", (), "counts ska ha ett värde för varje period.")
    refuse_where("negative_count", "counts", counts < 0, "är under noll.")
    refuse_where("zero_exposure", "exposures", exposures <= 0, "ska vara över noll.")
    if wish.kind == "proportion":
        refuse_where("count_exceeds_total", "counts", counts > exposures, "är fler än alla.")
    whole = ~(np.isnan(counts) | np.isnan(exposures))
    periods = np.asarray(given.periods, dtype=np.int64)
    step = int(np.diff(periods).min()) if len(periods) > 1 else 1
    return _Measured(periods[whole], counts[whole], exposures[whole], step, given.deff)


_Kind = TypeVar("_Kind", Goal, Series)


def _read(kind: type[_Kind], given: _Kind | Mapping[str, Any], field: str) -> _Kind:
    """Return the value itself, or one made from a mapping with its names."""
    if isinstance(given, kind):
        return given
    names = {each.name for each in fields(kind)}
    if not isinstance(given, Mapping) or (strange := sorted(set(given) - names)):
        told = (
            f"{field} har namn som inte finns: {', '.join(strange)}." if isinstance(given, Mapping) else "Okänt slag."
        )
        raise StatsInputError("unknown_choice", field, (), told)
    try:
        return kind(**given)
    except TypeError as error:
        raise StatsInputError("unknown_choice", field, (), f"{field} saknar uppgifter som behövs.") from error
