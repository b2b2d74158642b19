"""Is a value better or worse than a benchmark, or may the difference be chance?"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from handslag.stats.errors import StatsInputError
from handslag.stats.inputs import Floats, choice, floats, same_shape

RULES = ("interval", "two_levels", "overlap", "funnel", "target", "target_interval")
POLARITIES = ("low", "high", "none")
Side = NDArray[np.int8]


class Code(np.float64):
    """One code from `compare`: a number, and known to `explain` for what it is."""


class Codes(np.ndarray[Any, np.dtype[np.float64]]):
    """Codes from `compare`: an array of numbers, and known to `explain` for what they are. One of them is a `Code`."""

    def __getitem__(self, key: Any) -> Any:
        """Return some of the codes, or one."""
        one = super().__getitem__(key)
        return Code(one) if isinstance(one, np.float64) else one


def compare(
    value: ArrayLike,
    lower: ArrayLike | None,
    upper: ArrayLike | None,
    benchmark: Any,
    *,
    polarity: str,
    rule: str = "interval",
) -> Any:
    """Return how each value stands to its benchmark: -2 worst, -1 worse, 0 similar, 1 better, 2 best, NaN not known.

    polarity: "low" where low is good, "high" where high is; with "none" the codes say lower (-) and higher (+). All
    broadcast. A code is NaN where something that the rule needs is missing: that is not the same as similar.

    rule "interval": the interval does not hold the benchmark. "two_levels": the same at two levels, which are the last
    axis of lower and upper (95, 99.8 %); 2 is for the second. "overlap": benchmark is (value, lower, upper), the intervals
    do not meet. "funnel": value is outside lower and upper, which are the limits of `funnel_limits`, with one axis more
    than value where they have several levels; benchmark is not used. "target": a target is met or not, exactly met is
    better; the interval is not used. "target_interval": the interval clears the target: all of it below, or none of it
    below; touching the target from above is therefore worse where low is good.
    Raises StatsInputError unknown_choice, shape_mismatch, not_a_number.
    Source: the English public health profiles (Fingertips), as their published code compares.
    """
    choice("polarity", polarity, POLARITIES)
    choice("rule", rule, RULES)
    own = floats("value", value)
    low, high = (_limits(name, given, rule) for name, given in (("lower", lower), ("upper", upper)))
    if rule == "two_levels":
        side, missing = _two_levels(own, low, high, floats("benchmark", benchmark))
    elif rule == "funnel":
        side, missing = _funnel(own, low, high)
    elif rule == "overlap":
        _, other_low, other_high = _interval(benchmark)
        side, missing = _interval_side(own, low, high, other_low, other_high)
    elif rule == "interval":
        mark = floats("benchmark", benchmark)
        side, missing = _interval_side(own, low, high, mark, mark)
    else:
        side, missing = _target(own, low, high, floats("benchmark", benchmark), by_value=rule == "target")
    codes = np.multiply(side, -1.0 if polarity == "low" else 1.0)
    codes = np.where(missing, np.nan, codes + 0.0)  # -0.0 + 0.0 is 0.0
    if rule == "target" and polarity != "none":
        codes = np.where(codes == 0, 1.0, codes)
    return codes.view(Codes) if codes.ndim else Code(codes[()])


def _limits(name: str, given: ArrayLike | None, rule: str) -> Floats:
    if given is None and rule != "target":
        raise StatsInputError("shape_mismatch", name, (), f"Regeln {rule} behöver {name}.")
    return floats(name, 0.0 if given is None else given)


def _interval(benchmark: Any) -> tuple[Floats, Floats, Floats]:
    if not isinstance(benchmark, tuple | list) or len(benchmark) != 3:
        raise StatsInputError("shape_mismatch", "benchmark", (), "benchmark ska vara värde, undre och övre gräns.")
    value, lower, upper = (floats("benchmark", part) for part in benchmark)
    return value, lower, upper


def _interval_side(
    value: Floats, lower: Floats, upper: Floats, mark_low: Floats, mark_high: Floats
) -> tuple[Side, NDArray[np.bool_]]:
    value, lower, upper, mark_low, mark_high = same_shape(
        value=value, lower=lower, upper=upper, benchmark=mark_low, benchmark_upper=mark_high
    )
    return _outside(lower, mark_high, mark_low, upper), _missing(value, lower, upper, mark_low, mark_high)


def _two_levels(value: Floats, lower: Floats, upper: Floats, mark: Floats) -> tuple[Side, NDArray[np.bool_]]:
    for name, limits in (("lower", lower), ("upper", upper)):
        if limits.ndim == 0 or limits.shape[-1] != 2:
            raise StatsInputError("shape_mismatch", name, (), f"{name} ska ha två nivåer sist, inte {limits.shape}.")
    first, missing = _interval_side(value, lower[..., 0], upper[..., 0], mark, mark)
    second, also_missing = _interval_side(value, lower[..., 1], upper[..., 1], mark, mark)
    return first + second, missing | also_missing


def _funnel(value: Floats, lower: Floats, upper: Floats) -> tuple[Side, NDArray[np.bool_]]:
    if lower.ndim != value.ndim + 1:
        value, lower, upper = same_shape(value=value, lower=lower, upper=upper)
        return _outside(value, upper, lower, value), _missing(value, lower, upper)
    value, lower, upper = same_shape(value=value[..., None], lower=lower, upper=upper)
    side = _outside(value, upper, lower, value).sum(axis=-1, dtype=np.int8)
    return side, np.asarray(_missing(value, lower, upper).any(axis=-1))


def _target(
    value: Floats, lower: Floats, upper: Floats, target: Floats, *, by_value: bool
) -> tuple[Side, NDArray[np.bool_]]:
    if by_value:
        value, target = same_shape(value=value, benchmark=target)
        return _outside(value, target, target, value), _missing(value, target)
    value, lower, upper, target = same_shape(value=value, lower=lower, upper=upper, benchmark=target)
    side = (lower >= target).astype(np.int8)
    side -= upper < target
    return side, _missing(value, lower, upper, target)


def _outside(least: Floats, top: Floats, bottom: Floats, most: Floats) -> Side:
    """Return 1 where even the least is above the top, -1 where even the most is below the bottom."""
    side = (least > top).astype(np.int8)
    side -= most < bottom
    return side


def _missing(*arrays: Floats) -> NDArray[np.bool_]:
    missing = np.isnan(arrays[0])
    for array in arrays[1:]:
        missing |= np.isnan(array)
    return missing
