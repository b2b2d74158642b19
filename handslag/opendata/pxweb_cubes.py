"""A PxWeb answer as a table: read, proved to be what was asked for, and joined with the other parts of the question."""

import math
from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from typing import Any, TypeVar

from handslag.opendata import jsonstat
from handslag.opendata.answers import Answer
from handslag.opendata.cube import Cube
from handslag.opendata.pxweb_selection import Chosens
from handslag.opendata.pxweb_tables import Table

CONTENTS = "ContentsCode"
T = TypeVar("T")


def from_jsonstat(answer: Answer) -> Cube:
    """Return the table of a JSON-stat 2 answer. Raises SourceError."""
    try:
        return jsonstat.read(answer.as_a(dict))
    except jsonstat.JsonStatError as error:
        raise answer.refused(str(error)) from error


def from_json(answer: Answer, table: Table, asked: Chosens) -> Cube:
    """Return the table of an answer in PxWeb's own `json`, whose values are text. Raises SourceError."""
    document = answer.as_a(dict)
    columns = [
        (answer.part(each, "code", str), answer.part(each, "type", str), str(each.get("text", "")))
        for each in answer.part(document, "columns", list)
    ]
    names = {code: text for code, kind, text in columns if kind != "c"}
    contents = {code: text for code, kind, text in columns if kind == "c"}
    cells: dict[tuple[str, ...], Any] = {}
    for row in answer.part(document, "data", list):
        key, values = answer.part(row, "key", list), answer.part(row, "values", list)
        if len(key) != len(names) or len(values) != len(contents):
            raise answer.refused("En rad har inte lika många delar som det finns kolumner.")
        for content, value in zip(contents, values, strict=True):
            cells[(*map(str, key), content)] = value
    codes = {name: _in_order(asked, name, [key[at] for key in cells]) for at, name in enumerate(names)}
    codes[CONTENTS] = list(contents)
    return Cube(
        ids=list(codes),
        sizes=[len(each) for each in codes.values()],
        codes=codes,
        labels={**{name: _labels(table, name, some) for name, some in codes.items()}, CONTENTS: contents},
        values=[cells.get(key) for key in product(*codes.values())],
        roles={"metric": [CONTENTS]},
        names=names,
    )


def _in_order(asked: Chosens, name: str, found: list[str]) -> list[str]:
    """Return codes as they were asked for; any that were not come last, for `prove` to see."""
    known = asked[name].codes if name in asked else []
    among = dict.fromkeys(found)
    return [*(code for code in known if code in among), *(code for code in among if code not in known)]


def _labels(table: Table, name: str, codes: list[str]) -> dict[str, str]:
    variable = table.variable(name)
    return {code: variable.labels.get(code, code) if variable else code for code in codes}


def prove(answer: Answer, cube: Cube, asked: Chosens) -> None:
    """Raise SourceError unless the table holds the cells that were asked for, and no others."""
    for name, some in asked.items():
        came, wanted = set(cube.codes.get(name, ())), set(some.codes)
        if came != wanted:
            differing = ", ".join(sorted(came ^ wanted)[:5])
            raise answer.refused(f"Variabeln {name!r} kom inte som den efterfrågades: {differing}.", "ignored_filter")
    for name in cube.ids:
        if name not in asked and len(cube.codes[name]) > 1 and name not in cube.role("metric"):
            raise answer.refused(f"Variabeln {name!r} kom utan att efterfrågas.", "ignored_filter")


def joined(cubes: list[Cube], asked: Chosens) -> Cube:
    """Return the parts of a question as one table, in the order in which it was asked.

    Raises ValueError where they are not parts of one table.
    """
    first = cubes[0]
    if len(cubes) == 1:
        return first
    codes = {name: asked[name].codes if name in asked else first.codes[name] for name in first.ids}
    cells: dict[tuple[str, ...], tuple[Any, str | None]] = {}
    for cube in cubes:
        status = cube.status or [None] * len(cube.values)
        cells.update(zip(_keys(cube, first.ids), zip(cube.values, status, strict=True), strict=True))
    if len(cells) != math.prod(map(len, codes.values())) or not set(product(*codes.values())) <= set(cells):
        raise ValueError("Delarna av svaret hör inte ihop.")
    ordered = [cells[key] for key in product(*codes.values())]
    return replace(
        first,
        sizes=[len(each) for each in codes.values()],
        codes=codes,
        labels=_merged([cube.labels for cube in cubes]),
        units=_merged([cube.units for cube in cubes]),
        values=[value for value, _ in ordered],
        status=[mark for _, mark in ordered],
    )


def _keys(cube: Cube, ids: list[str]) -> Iterable[tuple[str, ...]]:
    """The codes of each cell, in another table's order of dimensions."""
    if cube.ids == ids:
        return cube.cell_codes()
    if sorted(cube.ids) != sorted(ids):
        raise ValueError("Delarna av svaret har olika variabler.")
    places = [cube.ids.index(name) for name in ids]
    return (tuple(key[at] for at in places) for key in cube.cell_codes())


def _merged(parts: list[dict[str, dict[str, T]]]) -> dict[str, dict[str, T]]:
    whole: dict[str, dict[str, T]] = {}
    for part in parts:
        for name, by_code in part.items():
            whole[name] = whole.get(name, {}) | by_code
    return whole
