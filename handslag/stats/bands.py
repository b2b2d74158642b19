"""Arguments by age band: brought to one shape with the bands first, and summed band by band."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from handslag.stats.errors import StatsInputError
from handslag.stats.flags import Fault, has_gaps
from handslag.stats.inputs import Floats, same_shape


def bands_first(axis: int, **named: Floats) -> tuple[Floats, ...]:
    """Return the arrays broadcast to one shape with the bands' axis first, without copying.

    An array of one axis lies along the bands. Raises StatsInputError where they do not fit, or differ in bands: one band
    is never stretched to many.
    """
    deepest = max(array.ndim for array in named.values())
    if not -deepest <= axis < deepest:
        raise StatsInputError("shape_mismatch", "axis", (), f"Det finns ingen axel {axis}.")
    place = axis % deepest - deepest
    after = (1,) * (-place - 1)
    aligned = {name: array.reshape(-1, *after) if array.ndim == 1 else array for name, array in named.items()}
    bands: int | None = None
    for name, array in aligned.items():
        own = array.shape[place] if array.ndim >= -place else 0
        bands = own if bands is None else bands
        if own != bands:
            raise StatsInputError("shape_mismatch", name, (), f"{name} har {own} åldersgrupper, inte {bands}.")
    return tuple(np.moveaxis(array, place, 0) for array in same_shape(**aligned))


def over_bands(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults of cells: that of any band is that of the whole."""
    return [replace(fault, where=np.asarray(fault.where.any(axis=0))) for fault in faults]


def added(parts: Iterable[Floats]) -> Floats:
    """Return the sum of the parts, always in the same order: a row alone then sums to the very same bits as in a batch."""
    each = iter(parts)
    total = np.array(next(each))
    for part in each:
        total += part
    return total


def zero_where_missing(array: Floats) -> Floats:
    """Return the array with 0 for what is missing, as the references count an age band without a row."""
    return np.where(np.isnan(array), 0, array) if has_gaps(array) else array
