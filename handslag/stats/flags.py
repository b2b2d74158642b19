"""Which cells cannot be computed: an error that names the first of them, or a flag on each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handslag.stats.inputs import (
    COUNT_EXCEEDS_TOTAL,
    MISSING,
    NEGATIVE_COUNT,
    ZERO_EXPOSURE,
    Flags,
    Floats,
    choice,
    named,
    refuse_where,
)

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Fault:
    """Cells of one argument that cannot be what it is. told: ends a sentence about the first of them."""

    flag: int
    code: str
    field: str
    where: Mask
    told: str


def negative(field: str, array: Floats) -> list[Fault]:
    """Return the fault that some counts are negative, if they are."""
    return _fault(NEGATIVE_COUNT, "negative_count", field, array, lambda: array < 0, "är negativt.")


def without_exposure(field: str, array: Floats) -> list[Fault]:
    """Return the fault that some denominators are 0 or negative, if they are."""
    return _fault(ZERO_EXPOSURE, "zero_exposure", field, array, lambda: array <= 0, "är inte större än 0.")


def above(field: str, count: Floats, total: Floats) -> list[Fault]:
    """Return the fault that some counts exceed their totals, if they do. Both of one shape."""
    wrong = count > total
    return (
        [Fault(COUNT_EXCEEDS_TOTAL, "count_exceeds_total", field, wrong, "är större än antalet.")]
        if wrong.any()
        else []
    )


def gaps(*arrays: Floats) -> list[Mask]:
    """Return where each array has a value missing, of those that have."""
    return [np.isnan(array) for array in arrays if has_gaps(array)]


def refuse(faults: list[Fault], errors: str) -> None:
    """Raise StatsInputError on the first fault, unless errors is "flag"."""
    if choice("errors", errors, ("raise", "flag")) == "raise":
        for fault in faults:
            refuse_where(fault.code, fault.field, fault.where, fault.told)


def flags_of(faults: list[Fault], missing: list[Mask], shape: tuple[int, ...]) -> Flags | None:
    """Return the flag of each cell, or None where no cell has one: missing before any fault, an earlier fault before a later."""
    if not faults and not missing:
        return None
    flags = np.zeros(shape, dtype=np.uint8)
    for fault in reversed(faults):
        flags[np.broadcast_to(fault.where, shape)] = fault.flag
    for gap in missing:
        flags[np.broadcast_to(gap, shape)] = MISSING
    return flags


def also(flags: Flags | None, flag: int, where: Mask) -> Flags | None:
    """Return the flags with one more on the cells that have none yet."""
    if not where.any():
        return flags
    if flags is None:
        flags = np.zeros(where.shape, dtype=np.uint8)
    return np.where((flags == 0) & where, np.uint8(flag), flags)


def has_gaps(array: Floats) -> bool:
    """Return whether a value is missing. A sum is one pass and no array; infinity has been refused."""
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.isnan(array.sum()))


def filled(array: Floats, flags: Flags | None, harmless: float) -> Floats:
    """Return the array, with a harmless value where a flag says that nothing will be computed."""
    return array if flags is None else np.where(flags > 0, harmless, array)


def withheld(value: Floats, lower: Floats, upper: Floats, flags: Flags | None) -> dict[str, Any]:
    """Return the fields value, lower, upper and flag, with NaN in the cells that have a flag. The arrays are changed."""
    if flags is not None:
        for array in (value, lower, upper):
            array[flags > 0] = np.nan
    return {"value": value[()], "lower": lower[()], "upper": upper[()], "flag": named(flags, value.shape)}


def _fault(flag: int, code: str, field: str, array: Floats, wrong: Callable[[], Mask], told: str) -> list[Fault]:
    # The least value is one pass and no array. It is NaN where a value is missing: then each one is looked at.
    least = array.min(initial=np.inf)
    if least > 0 or (code == "negative_count" and least >= 0):
        return []
    where = wrong()
    return [Fault(flag, code, field, where, told)] if where.any() else []
