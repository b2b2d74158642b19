"""A table with any number of dimensions, as JSON-stat describes it."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

CELL = ("value", "status")


@dataclass(frozen=True)
class Cube:
    """Values by dimensions, the last dimension varying fastest.

    ids: the dimensions in order. sizes: how many categories each has. codes: dimension -> its codes in order. labels:
    dimension -> code -> label, the code itself where the source gives no label. values: one for each cell (number,
    text or None), [] where only the table's description was read. status: one for each value, None where the source
    marks nothing. units: dimension -> code -> the unit as an object (label, base, symbol, decimals). roles: "time",
    "geo" or "metric" -> dimensions. names: dimension -> its own label. children: dimension -> code -> the codes under
    it. more: dimension -> its other members (note, link, extension; "category" for those of its categories).
    about: the table's other members (label, source, updated, note, extension).
    """

    ids: list[str]
    sizes: list[int]
    codes: dict[str, list[str]]
    values: list[Any]
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    status: list[str | None] = field(default_factory=list)
    units: dict[str, dict[str, Any]] = field(default_factory=dict)
    roles: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    children: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    more: dict[str, dict[str, Any]] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)

    def cell_codes(self) -> Iterator[tuple[str, ...]]:
        """The codes of each cell, in the order of the values."""
        return itertools.product(*(self.codes[each] for each in self.ids))

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each cell as a dict: dimension -> code, and the cell's "value" and "status" (None where nothing is marked).

        Raises ValueError where a dimension is itself called "value" or "status".
        """
        for taken in set(CELL) & set(self.ids):
            raise ValueError(f"a dimension is called {taken!r}, so rows would have two of them")
        names = (*self.ids, *CELL)
        status = self.status or [None] * len(self.values)
        cells = zip(self.cell_codes(), self.values, status, strict=True)
        return (dict(zip(names, (*key, value, mark), strict=True)) for key, value, mark in cells)

    def role(self, name: str) -> list[str]:
        """The dimensions that have a role, in the order of `ids`."""
        having = self.roles.get(name, [])
        return [each for each in self.ids if each in having]

    def notes(self) -> list[str]:
        """The table's own notes and those of its dimensions."""
        everywhere: list[Mapping[str, Any]] = [self.about, *(self.more.get(each, {}) for each in self.ids)]
        return [note for place in everywhere for note in place.get("note", [])]
