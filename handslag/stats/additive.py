"""Which cells add up to which: the callers' additive sets as linear equations over numbered cells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handslag.stats.errors import StatsInputError

Whole = NDArray[np.int64]

MISSING, HIDDEN = -1, -2
"""What stands in a table instead of a count."""


@dataclass(frozen=True)
class Now:
    """A cell of the table about to be published, in the additive set of an earlier one. index: as in that table."""

    index: Any


@dataclass(frozen=True)
class Published:
    """An earlier table, with how its cells hang together with each other and with the table about to be published.

    values: as it was published, -2 hidden and -1 missing. additive_sets: as in `suppress`; an index is a cell of this
    earlier table, `Now(index)` a cell of the table about to be published, and a text names a count that is in no table
    (a single year within a rolling sum, say) and is the same count wherever the text stands.
    """

    values: Any
    additive_sets: Sequence[Any] = ()


@dataclass(frozen=True)
class AddsUp:
    """total = the sum of parts, by cell number. total None: what the parts add up to is known to the public."""

    total: int | None
    parts: tuple[int, ...]


@dataclass
class Cells:
    """Every count that takes part, numbered: the table's first, then earlier tables', then those that only have names.

    values: the counts, MISSING or HIDDEN where nobody has told.
    """

    values: list[int]
    sets: list[AddsUp] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)

    def add(self, table: Whole) -> int:
        """Take in an earlier table's cells. Returns the number of its first."""
        first = len(self.values)
        self.values.extend(table.ravel().tolist())
        return first

    def named(self, name: str) -> int:
        """Return the number of a count that is in no table."""
        if name not in self.names:
            self.names[name] = len(self.values)
            self.values.append(HIDDEN)
        return self.names[name]


def whole_numbers(name: str, data: Any, *, lowest: int) -> Whole:
    """Return counts as whole numbers, None and NaN as MISSING. Raises StatsInputError on fractions and below `lowest`."""
    try:
        array = np.asarray(data)
        if array.dtype.kind not in "iu":
            array = array.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise StatsInputError("not_a_number", name, (), f"{name} innehåller annat än tal.") from error
    if array.dtype.kind == "f":
        array = np.where(np.isnan(array), MISSING, array)
        _refuse("not_a_number", name, array != np.rint(array), "är inte ett heltal.")
    _refuse("negative_count", name, array < lowest, "är negativt.")
    return array.astype(np.int64)


def _refuse(code: str, name: str, wrong: NDArray[np.bool_], told: str) -> None:
    if wrong.any():
        where = tuple(int(place) for place in np.argwhere(wrong)[0])
        raise StatsInputError(code, name, where, f"{name}{list(where) or ''} {told}")


def take_in(
    cells: Cells, additive_sets: Iterable[Any], *, shape: tuple[int, ...], first: int, table: tuple[int, ...]
) -> None:
    """Add the sets of one table to the cells'.

    shape: that table's. first: the number of its first cell. table: the shape of the one about to be published.
    """

    def number(member: Any, place: int) -> int:
        if isinstance(member, str):
            return cells.named(member)
        if isinstance(member, Now):
            return flat_index(member.index, table, place)
        return first + flat_index(member, shape, place)

    if not isinstance(additive_sets, Iterable) or isinstance(additive_sets, str):
        told = f"additive_sets är en lista av mängder (tom om inget summerar), inte {additive_sets!r}."
        raise StatsInputError("shape_mismatch", "additive_sets", (), told)
    unmarked = []
    for place, given in enumerate(additive_sets):
        total, members = _split(given, len(shape), place)
        parts = tuple(number(member, place) for member in members)
        if len({*parts, -1 if total is None else number(total, place)}) <= len(parts):
            told = f"{given!r} har en cell två gånger."
            raise StatsInputError("shape_mismatch", "additive_sets", (place,), told)
        if total is None:
            unmarked.append(parts)
        else:
            cells.sets.append(AddsUp(number(total, place), parts))
    cells.sets.extend(_marked(unmarked, cells.values))


def flat_index(index: Any, shape: tuple[int, ...], place: int) -> int:
    """Return a cell's number within its table. Raises StatsInputError if there is no such cell."""
    try:
        if isinstance(index, int | np.integer):
            size = int(np.prod(shape))
            return range(size)[int(index)]
        where = tuple(range(size)[int(i)] for i, size in zip(index, shape, strict=True))
        return int(np.ravel_multi_index(where, shape))
    except (IndexError, TypeError, ValueError) as error:
        raise StatsInputError(
            "shape_mismatch",
            "additive_sets",
            (place,),
            f"Det finns ingen cell {index!r} i en tabell med måtten {shape}.",
        ) from error


def _split(given: Any, dimensions: int, place: int) -> tuple[Any, list[Any]]:
    """Return a set's marked total (None if it marks none) and its other members."""
    members = list(given) if isinstance(given, list | tuple | np.ndarray) else []
    if len(members) == 2 and _is_group(members[1], dimensions, is_tuple=isinstance(given, tuple)):
        return members[0], list(members[1])
    if len(members) < 2:
        raise StatsInputError("shape_mismatch", "additive_sets", (place,), f"{given!r} är ingen mängd av celler.")
    return None, members


def _is_group(second: Any, dimensions: int, *, is_tuple: bool) -> bool:
    """Tell whether the second of two is the parts of a (total, parts) pair rather than a cell's index.

    A list is always parts, except in a list of two lists that are as long as an index. A tuple of numbers as long as
    an index is taken for one.
    """
    if isinstance(second, np.ndarray):
        return second.ndim > 0
    if not isinstance(second, list | tuple | range):
        return False
    is_index = len(second) == dimensions and all(isinstance(each, int | np.integer) for each in second)
    if isinstance(second, list):
        return is_tuple or not is_index or dimensions == 1
    return not is_index or (is_tuple and dimensions == 1)


def _marked(unmarked: list[tuple[int, ...]], values: list[int]) -> list[AddsUp]:
    """Return sets that mark no total with the total that their counts show.

    If the last member is the sum of the others in every set it is the total; else the first if that holds for it; else
    the members are parts of a total that is in no table and known to all. Zeros and sets with a gap decide nothing.
    """
    telling = [
        counts
        for parts in unmarked
        if len(counts := [values[part] for part in parts]) > 2 and min(counts) >= 0 and any(counts)
    ]
    if telling and all(counts[-1] == sum(counts[:-1]) for counts in telling):
        return [AddsUp(parts[-1], parts[:-1]) for parts in unmarked]
    if telling and all(counts[0] == sum(counts[1:]) for counts in telling):
        return [AddsUp(parts[0], parts[1:]) for parts in unmarked]
    return [AddsUp(None, parts) for parts in unmarked]
