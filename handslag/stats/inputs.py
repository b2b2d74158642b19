"""How arguments become arrays: one shape, floats, NaN for what is missing, and a clear error for what cannot be meant.

Nothing here changes what it is given: an array of floats is read where it stands, anything else is copied once.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from handslag.stats.errors import StatsInputError

Floats = NDArray[np.float64]
Flags = NDArray[np.uint8]

LARGEST = 1e100
"""Beyond this, squares and products may leave what a float can hold."""
FLAG_NAMES = (
    "",
    "missing",
    "zero_exposure",
    "too_few_events",
    "suppressed",
    "negative_count",
    "count_exceeds_total",
    "too_few_points",
    "zero_mean",
    "no_limits",
    "no_ratio",
)
"""What a cell's flag says, by its code. The first is that there is nothing to say."""
MISSING, ZERO_EXPOSURE, TOO_FEW_EVENTS, SUPPRESSED = 1, 2, 3, 4
NEGATIVE_COUNT, COUNT_EXCEEDS_TOTAL, TOO_FEW_POINTS = 5, 6, 7
ZERO_MEAN, NO_LIMITS, NO_RATIO = 8, 9, 10
# Objects, so that a cell takes 8 bytes for the name it shares with others and not 76 for letters of its own.
_NAMES = np.array(FLAG_NAMES, dtype=object)


def floats(field: str, data: ArrayLike) -> Floats:
    """Return an argument as an array of floats, None as NaN. Raises StatsInputError on text, infinity and beyond LARGEST."""
    if isinstance(data, np.ma.MaskedArray):  # or what its mask hides would come to light as a number
        data = np.ma.filled(data.astype(np.float64), np.nan)
    try:
        array = np.asarray(data, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatsInputError("not_a_number", field, (), f"{field} innehåller annat än tal.") from error
    # The sum of squares is one pass and no array; only when it is too large, or not a number, is each value looked at.
    with np.errstate(invalid="ignore", over="ignore"):
        is_ordinary = np.vdot(array, array) <= LARGEST * LARGEST
    if not is_ordinary:
        refuse_where("not_a_number", field, np.isinf(array), "är oändligt.")
        refuse_where("out_of_range", field, np.abs(array) > LARGEST, "är för stort att räkna med.")
    return array


def same_shape(**named: Floats) -> tuple[Floats, ...]:
    """Return the arrays broadcast to one shape, without copying. Raises StatsInputError where they do not fit."""
    try:
        return tuple(np.broadcast_arrays(*named.values()))
    except ValueError as error:
        sizes = ", ".join(f"{name} {array.shape}" for name, array in named.items())
        raise StatsInputError("shape_mismatch", _misfit(named), (), f"Måtten går inte ihop: {sizes}.") from error


def _misfit(named: dict[str, Floats]) -> str:
    """Return the name of the first array that does not fit those before it."""
    shape: tuple[int, ...] = ()
    for name, array in named.items():
        try:
            shape = np.broadcast_shapes(shape, array.shape)
        except ValueError:
            return name
    raise AssertionError("they fit")


def in_rows(*arrays: Floats) -> tuple[Floats, ...]:
    """Return the arrays laid out row by row: a series in a batch is then added up in the same order as alone."""
    return tuple(np.ascontiguousarray(array) for array in arrays)


def refuse_where(code: str, field: str, wrong: NDArray[np.bool_], told: str) -> None:
    """Raise StatsInputError with the first index where `wrong` is true, if it is anywhere. told: ends the sentence."""
    if wrong.any():
        where = tuple(int(place) for place in np.unravel_index(int(wrong.argmax()), wrong.shape))
        raise StatsInputError(code, field, where, f"{field}{list(where) or ''} {told}")


def refuse_overflow(field: str, upper: Floats) -> None:
    """Raise StatsInputError where a limit became infinite: the denominator named by `field` is too small to divide by."""
    with np.errstate(over="ignore", invalid="ignore"):
        is_ordinary = np.isfinite(upper.sum())
    if not is_ordinary:
        refuse_where("out_of_range", field, np.isinf(upper), "är för litet att dela med.")


def positive(field: str, value: float) -> float:
    """Return the value if it is a finite number above 0; else raise StatsInputError."""
    is_number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not is_number or not 0 < value < np.inf:
        raise StatsInputError("out_of_range", field, (), f"{field} ska vara ett tal över 0, inte {value!r}.")
    return float(value)


def choice(field: str, value: str, allowed: tuple[str, ...]) -> str:
    """Return the value if it is one of those allowed; else raise StatsInputError."""
    if value not in allowed:
        raise StatsInputError("unknown_choice", field, (), f"{field} kan vara {', '.join(allowed)}, inte {value!r}.")
    return value


def levels(confidence: float | tuple[float, ...]) -> tuple[float, ...]:
    """Return the confidence levels asked for. Raises StatsInputError unless each is at least 0.9 and below 1."""
    asked: tuple[Any, ...] = tuple(np.asarray(confidence, dtype=object).reshape(-1))
    for place, level in enumerate(asked):
        if not isinstance(level, int | float | np.number) or not 0.9 <= level < 1:
            where = (place,) if len(asked) > 1 else ()
            raise StatsInputError(
                "confidence_range", "confidence", where, f"confidence ska vara minst 0,9 och under 1, inte {level}."
            )
    if not asked:
        raise StatsInputError("confidence_range", "confidence", (), "confidence saknar nivå.")
    return tuple(float(level) for level in asked)


def is_several(confidence: object) -> bool:
    """Return whether levels were asked for as a sequence: then limits have a last axis for them, be it of one."""
    return isinstance(confidence, tuple | list | np.ndarray)


def at_levels(limits: list[Floats], confidence: float | tuple[float, ...]) -> Any:
    """Return the limits of several levels with a last axis for them, or those of a single one as they are."""
    return np.stack(limits, axis=-1) if is_several(confidence) else limits[0]


def named(flags: Flags | None, shape: tuple[int, ...]) -> Any:
    """Return what the flags say, as texts. flags: codes, None where no cell has one: then no memory is taken."""
    if flags is None:
        return np.broadcast_to(_NAMES[:1].reshape(()), shape)[()]
    return _NAMES[flags.reshape(-1)].reshape(flags.shape)[()]
