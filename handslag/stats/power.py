"""Whether a change could be seen at all: the power of a comparison before and after, what it can show, and when."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from handslag.stats.errors import StatsInputError
from handslag.stats.inputs import Floats, choice, floats, refuse_where, same_shape
from handslag.stats.poisson_pairs import Pairs
from handslag.stats.results import Columns, aside

KINDS = ("rate", "proportion")
LONGEST_YEARS = 100

WHY_NEVER_SV = {
    "": "",
    "missing": "Underlag saknas.",
    "no_events": "Det finns inga händelser att minska.",
    "no_change": "Ingen förändring är önskad, så det finns inget att se.",
    "too_long": f"Inte ens {LONGEST_YEARS} år före och efter räcker för att en så liten förändring ska synas.",
}
"""What the reasons of `years_until_visible` say to a person."""


@dataclass(frozen=True, eq=False)
class Detectable(Columns, np.lib.mixins.NDArrayOperatorsMixin):
    """The smallest change that would be found. In arithmetic it stands for its value.

    value: a share of the baseline (rates: 0.25 = 25 % fewer) or points (proportions, 0-1); NaN where there is none.
    flag: "never" (not even no events at all, or everybody, would be found), "missing" or "".
    """

    value: Any
    flag: Any
    kind: str = aside("")
    power: float = aside(0.8)
    alpha: float = aside(0.05)
    years_before: Any = aside()
    years_after: Any = aside()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.value, dtype=dtype)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **named: Any) -> Any:
        return getattr(ufunc, method)(*(x.value if isinstance(x, Detectable) else x for x in inputs), **named)

    def __float__(self) -> float:
        return float(self.value)


@dataclass(frozen=True, eq=False)
class YearsUntilVisible(Columns):
    """How many years are needed before and after a start, as many each. Unpacks as the two.

    years_before, years_after: whole numbers, or None with a `reason`; for arrays floats, NaN with a reason.
    reason: "", "missing", "no_events", "no_change" or "too_long" (WHY_NEVER_SV says it to a person).
    """

    years_before: Any
    years_after: Any
    reason: Any
    kind: str = aside("")
    change: Any = aside()
    power: float = aside(0.8)

    def __iter__(self) -> Any:
        return iter((self.years_before, self.years_after))


def power(
    baseline: ArrayLike,
    exposure: ArrayLike,
    change: ArrayLike,
    *,
    years_before: ArrayLike = 1,
    years_after: ArrayLike = 1,
    kind: str = "rate",
    alpha: float = 0.05,
    deff: ArrayLike = 1.0,
) -> Any:
    """Return the chance (0-1) that a true change is found by a two-sided test at the level alpha.

    kind "rate": baseline = events per unit of exposure and year (15 / 100_000), exposure = the population, change
    relative (-0.25 = a quarter fewer). Exact: the counts before and after are Poisson, their test is the conditional
    binomial one with at most alpha / 2 in each tail. kind "proportion": baseline 0-1, exposure = answers per survey,
    change in absolute terms (-0.04), years = number of surveys; normal approximation, the tail in the change's direction.
    deff: design effect, or overdispersion of counts; the events or answers are worth 1 / deff of their number.
    All broadcast; NaN where something is missing; a number in gives a number. Raises StatsInputError: negative_count,
    zero_exposure, count_exceeds_total (a proportion above 1), too_few_points (no years), shape_mismatch,
    confidence_range (alpha), unknown_choice.
    Source: Przyborowski & Wilenski 1940; Gu, Ng, Tang & Schucany 2008. Proportions: Fleiss, Levin & Paik 2003.
    """
    choice("kind", kind, KINDS)
    _refuse_chance("alpha", alpha)
    rate, size, shift, before, after, effect = _arguments(
        kind, baseline, exposure, years_before, years_after, deff, change=floats("change", change)
    )
    changed = rate * (1 + shift) if kind == "rate" else rate + shift
    refuse_where("negative_count", "change", changed < 0, "ger ett värde under noll.")
    if kind == "proportion":
        refuse_where("count_exceeds_total", "change", changed > 1 + 1e-12, "ger en andel över 1.")
        return _power_of_proportions(rate, changed, size * before / effect, size * after / effect, alpha)[()]

    def found(few: list[Floats]) -> Floats:
        first, second, share = few
        return Pairs(first, share, alpha).power(second)

    mean = size / effect
    return _where_complete(found, rate * mean * before, changed * mean * after, after / (before + after))[()]


def minimum_detectable_change(
    baseline: ArrayLike,
    exposure: ArrayLike,
    *,
    years_before: ArrayLike = 1,
    years_after: ArrayLike = 1,
    kind: str = "rate",
    power: float = 0.8,
    alpha: float = 0.05,
    deff: ArrayLike = 1.0,
) -> Detectable:
    """Return the smallest change that is found with this power. Arguments and errors as in `power`.

    kind "rate": the smallest relative decrease, exactly (0.25 = 25 % fewer); flag "never" and NaN where even a fall to no
    events at all would be found less often. kind "proportion": points (0-1), (z_a + z_b) sqrt(p (1 - p) deff (1/n + 1/n));
    flag "never" where the share has no room for it, neither downwards nor upwards.
    Source: Przyborowski & Wilenski 1940; Gu et al. 2008; for proportions Fleiss, Levin & Paik 2003.
    """
    choice("kind", kind, KINDS)
    _refuse_chance("alpha", alpha)
    _refuse_chance("power", power)
    rate, size, _, before, after, effect = _arguments(kind, baseline, exposure, years_before, years_after, deff)
    if kind == "proportion":
        z = special.ndtri(1 - alpha / 2) + special.ndtri(power)
        value = z * np.sqrt(rate * (1 - rate) * effect * (1 / (size * before) + 1 / (size * after)))
        is_never = (value > np.maximum(rate, 1 - rate)) | (rate * (1 - rate) == 0)
        value = np.where(is_never, np.nan, value)
    else:
        mean = rate * size / effect

        def smallest(few: list[Floats]) -> Floats:
            first, ratio = few
            return _smallest_decrease(first, ratio, power, alpha)

        value = _where_complete(smallest, mean * before, after / before)
    is_missing = np.isnan(rate) | np.isnan(size) | np.isnan(effect) | np.isnan(before) | np.isnan(after)
    flag = np.where(is_missing, "missing", np.where(np.isnan(value), "never", ""))
    return Detectable(value[()], flag[()], kind, power, alpha, years_before, years_after)


def years_until_visible(
    baseline: ArrayLike,
    exposure: ArrayLike,
    change: ArrayLike,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    kind: str = "rate",
    deff: ArrayLike = 1.0,
) -> YearsUntilVisible:
    """Return how many years before, and as many after, a change needs to be found with this power.

    Arguments and errors as in `power`; for proportions a year stands for a survey. At most 100 years are tried.
    Source: as `power`.
    """
    _refuse_chance("power", power)
    with_change = np.broadcast_arrays(
        floats("baseline", baseline), floats("exposure", exposure), floats("change", change)
    )
    rate, size, shift = with_change
    effect = floats("deff", deff)

    def is_enough(years: Floats) -> NDArray[np.bool_]:
        found = _power(rate, size, shift, years_before=years, years_after=years, kind=kind, alpha=alpha, deff=effect)
        return np.asarray(found >= power)

    shape = np.broadcast_shapes(rate.shape, effect.shape)
    low, high = np.zeros(shape), np.full(shape, float(LONGEST_YEARS))
    is_ever = is_enough(high)
    # The years are halved until one number is left: the first that is enough. NaN years cost no time.
    low[~is_ever] = np.nan
    for _ in range(LONGEST_YEARS.bit_length()):
        middle = np.maximum(np.floor((low + high) / 2), 1)
        enough = is_enough(middle)
        low, high = np.where(enough, low, np.minimum(middle, high - 1)), np.where(enough, middle, high)
    is_missing = np.isnan(rate) | np.isnan(size) | np.isnan(shift) | np.isnan(effect)
    why = np.select([is_missing, is_ever, rate == 0, shift == 0], ["missing", "", "no_events", "no_change"], "too_long")
    years = np.where(why == "", high, np.nan)
    each: Any = years if shape else (int(years) if why == "" else None)
    return YearsUntilVisible(each, each, why[()] if shape else str(why), kind, change, power)


_power = power


def _arguments(
    kind: str,
    baseline: ArrayLike,
    exposure: ArrayLike,
    years_before: ArrayLike,
    years_after: ArrayLike,
    deff: ArrayLike,
    change: Floats | None = None,
) -> tuple[Floats, ...]:
    """Return baseline, exposure, change, years before and after and deff, of one shape and fit to be used."""
    named = {
        "baseline": floats("baseline", baseline),
        "exposure": floats("exposure", exposure),
        "change": np.zeros(()) if change is None else change,
        "years_before": floats("years_before", years_before),
        "years_after": floats("years_after", years_after),
        "deff": floats("deff", deff),
    }
    refuse_where("negative_count", "baseline", named["baseline"] < 0, "är under noll.")
    if kind == "proportion":
        refuse_where("count_exceeds_total", "baseline", named["baseline"] > 1, "är en andel över 1.")
    for field in ("exposure", "deff"):
        refuse_where("zero_exposure", field, named[field] <= 0, "ska vara över noll.")
    for field in ("years_before", "years_after"):
        refuse_where("too_few_points", field, named[field] <= 0, "ska vara minst ett år.")
    return same_shape(**named)


def _refuse_chance(field: str, value: float) -> None:
    if not 0 < value < 1:
        raise StatsInputError("confidence_range", field, (), f"{field} ska ligga mellan 0 och 1, inte {value}.")


def _where_complete(answer: Callable[[list[Floats]], Floats], *arguments: Floats) -> Floats:
    """Return the answers for the cells where no argument is missing, NaN for the rest, in the arguments' shape."""
    flat = [np.ravel(each) for each in arguments]
    complete = ~np.isnan(sum(flat))
    result = np.full(flat[0].shape, np.nan)
    if complete.any():
        result[complete] = answer([each[complete] for each in flat])
    return result.reshape(arguments[0].shape)


def _power_of_proportions(p: Floats, changed: Floats, before: Floats, after: Floats, alpha: float) -> Floats:
    pooled = (before * p + after * changed) / (before + after)
    under_none = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * (1 / before + 1 / after))
    under_change = np.sqrt(np.maximum(p * (1 - p) / before + changed * (1 - changed) / after, 0))
    beyond = np.abs(changed - p) - special.ndtri(1 - alpha / 2) * under_none
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = special.ndtr(beyond / under_change)
    # From nobody to everybody there is no variation left; from nobody to nobody there is nothing to find.
    certain = np.where(p == changed, 0.0, 1.0)
    return np.where(under_change > 0, chance, np.where(np.isnan(beyond), np.nan, certain))


def _smallest_decrease(before: Floats, ratio: Floats, power: float, alpha: float) -> Floats:
    """Return 1 - after / (ratio before) where the power is as asked, NaN where no fall has it. ratio: years after to before."""
    pairs = Pairs(before, ratio / (1 + ratio), alpha)
    # Seen as a normal deviate against the square root of the mean after, the power is almost a straight line.
    top = np.sqrt(before * ratio)
    wanted = special.ndtri(power)

    def excess(root: Floats) -> Floats:
        return np.asarray(special.ndtri(np.clip(pairs.power(root**2), 1e-15, 1 - 1e-15)) - wanted)

    low, high = np.zeros_like(before), top.copy()
    at_low, at_high = excess(low), excess(high)
    is_never = (at_low < 0) | (before == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        root = _crossing(excess, low, high, at_low, at_high)
        return np.where(is_never, np.nan, 1 - (root / top) ** 2)


def _crossing(excess: Callable[[Floats], Floats], low: Floats, high: Floats, at_low: Floats, at_high: Floats) -> Floats:
    """Return where `excess` passes zero between low (above zero) and high (below), by the Illinois method.

    A cell that has arrived stays where it is, so that it ends at the same number alone as among others.
    """
    root = np.where(at_low <= 0, low, high)
    is_there = (at_low <= 0) | (at_high >= 0)
    last_side = np.zeros(root.shape)
    for _ in range(60):
        root = np.where(is_there, root, (low * at_high - high * at_low) / (at_high - at_low))
        here = excess(root)
        side = np.sign(here)
        is_there |= (np.abs(here) < 1e-10) | (high - low < 1e-12 * high)
        if is_there.all():
            break
        # The end that stays twice counts for half, or the steps would creep.
        again = side == last_side
        at_high = np.where(side > 0, np.where(again, at_high / 2, at_high), here)
        at_low = np.where(side < 0, np.where(again, at_low / 2, at_low), here)
        low, high = np.where(side > 0, root, low), np.where(side < 0, root, high)
        last_side = side
    return root
