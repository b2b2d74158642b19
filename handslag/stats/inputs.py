"""How arguments become arrays: one shape, floats, NaN for what is missing, and a clear error for what cannot be meant.

Nothing here changes what it is given: an array of floats is read where it stands, anything else is copied once.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from handslag.stats.errors import StatsInputError

Floats = NDArray[np.float64]
Flags = NDArray[np.uint8]

FLAG_NAMES = ("", "missing", "zero_exposure", "too_few_events", "suppressed")
"""What a cell's flag says, by its code. The first is that there is nothing to say."""
MISSING, ZERO_EXPOSURE, TOO_FEW_EVENTS, SUPPRESSED = 1, 2, 3, 4
_NAMES = np.array(FLAG_NAMES)


def floats(field: str, data: ArrayLike) -> Floats:
    """Return an argument as an array of floats, None as NaN. Raises StatsInputError on text and on infinity."""
    try:
        array = np.asarray(data, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatsInputError("not_a_number", field, (), f"{field} innehåller annat än tal.") from error
    # A sum is one pass and no array; only when it is infinite is each value looked at.
    with np.errstate(invalid="ignore", over="ignore"):
        is_suspect = np.isinf(array.sum())
    if is_suspect:
        refuse_where("not_a_number", field, np.isinf(array), "är oändligt.")
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


def refuse_where(code: str, field: str, wrong: NDArray[np.bool_], told: str) -> None:
    """Raise StatsInputError with the first index where `wrong` is true, if it is anywhere. told: ends the sentence."""
    if wrong.any():
        where = tuple(int(place) for place in np.unravel_index(int(wrong.argmax()), wrong.shape))
        raise StatsInputError(code, field, where, f"{field}{list(where) or ''} {told}")


def choice(field: str, value: str, allowed: tuple[str, ...]) -> str:
    """Return the value if it is one of those allowed; else raise StatsInputError."""
    if value not in allowed:
        raise StatsInputError("unknown_choice", field, (), f"{field} kan vara {', '.join(allowed)}, inte {value!r}.")
    return value


def levels(confidence: float | tuple[float, ...]) -> tuple[float, ...]:
    """Return the confidence levels asked for. Raises StatsInputError unless each is at least 0.9 and below 1."""
    asked = tuple(confidence) if isinstance(confidence, tuple | list) else (confidence,)
    for place, level in enumerate(asked):
        if isinstance(level, str | bool) or not 0.9 <= level < 1:
            where = (place,) if len(asked) > 1 else ()
            raise StatsInputError(
                "confidence_range", "confidence", where, f"confidence ska vara minst 0,9 och under 1, inte {level}."
            )
    if not asked:
        raise StatsInputError("confidence_range", "confidence", (), "confidence saknar nivå.")
    return asked


def at_levels(limits: list[Floats], confidence: float | tuple[float, ...]) -> Any:
    """Return the limits of several levels with a last axis for them, or those of a single one as they are."""
    return np.stack(limits, axis=-1) if isinstance(confidence, tuple | list) else limits[0]


def named(flags: Flags | None, shape: tuple[int, ...]) -> Any:
    """Return what the flags say, as texts. flags: codes, None where no cell has one: then no memory is taken."""
    if flags is None:
        return np.broadcast_to(_NAMES[0], shape)[()]
    return np.asarray(_NAMES[flags])[()]
