"""Rounding of tables against disclosure, and of numbers for display: once, half up, no more decimals than they bear."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from handslag.stats.errors import StatsInputError
from handslag.stats.inputs import Floats, floats, refuse_where, same_shape

MARKS = (-1, -2)
"""Whole numbers of a table that are no counts: missing and masked. They stay what they are."""
FEW_ANSWERS = 1_000
"""With fewer than this a percentage has no decimals."""


def round_to(table: ArrayLike, base: int = 5) -> NDArray[Any]:
    """Return counts rounded to the nearest multiple of `base`, halves up: 2 -> 0, 3 -> 5, 7.5 -> 10.

    table: counts of any shape; NaN, -1 (missing) and -2 (masked) stay as they are. Whole numbers stay whole numbers.
    Work out percentages, rates and differences from the rounded numbers: from the true ones they give these back.
    Rounded parts need not add up to a rounded total.
    Raises StatsInputError negative_count, not_a_number, out_of_range.
    Source: NHS Digital 2018 (rounding to 5 of subnational hospital counts).
    """
    if not isinstance(base, int | np.integer) or base < 1:
        raise StatsInputError("out_of_range", "base", (), f"base ska vara ett heltal från 1, inte {base!r}.")
    given = np.asarray(table)
    counts = floats("table", table)
    is_mark = np.isin(counts, MARKS)
    refuse_where("negative_count", "table", (counts < 0) & ~is_mark, "är negativt.")
    rounded = np.where(is_mark, counts, np.floor(counts / base + 0.5) * base)
    return (rounded.astype(given.dtype) if given.dtype.kind in "iu" else rounded)[()]


def round_half_up(values: ArrayLike, decimals: int = 0) -> Floats:
    """Return values rounded with halves away from zero, as people round: 0.5 -> 1, 2.675 -> 2.68, -0.5 -> -1.

    The half is judged on the number as it is written in decimals; in binary 2.675 is a little less. NaN stays.
    Raises StatsInputError not_a_number.
    """
    array = floats("values", values)
    step = 10.0**decimals
    # Two units in the last place lift what is a half in decimals; nothing else is so near one.
    size = np.floor(np.abs(array) * step * (1 + 2 * np.finfo(float).eps) + 0.5) / step
    return np.copysign(size, np.where(size == 0, 1, array))[()]


def display_decimals(lower: ArrayLike, upper: ArrayLike, *, total: ArrayLike | None = None) -> NDArray[np.int64]:
    """Return how many decimals a value with these limits is shown with: 1 where half the interval is below 10, else 0.

    A half-width of 4.6 has one digit that counts and one of courtesy; further ones would be chance. total: for
    percentages, how many answered: fewer than 1 000 give 0. All broadcast; 0 where a limit is missing.
    Raises StatsInputError shape_mismatch, not_a_number.
    """
    answered = np.float64(FEW_ANSWERS) if total is None else total
    low, high, people = same_shape(
        lower=floats("lower", lower), upper=floats("upper", upper), total=floats("total", answered)
    )
    return ((high - low < 20) & (people >= FEW_ANSWERS)).astype(np.int64)[()]
