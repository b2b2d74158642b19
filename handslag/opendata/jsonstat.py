"""JSON-stat 2: reads tables, checking each member, and writes them.

Source: the JSON-stat 2.0 dataset format, json-stat.org/full. Beyond it these are refused: a `value` that is not as long
as the product of `size`, categories that do not match their size, and a table too large to be held.
"""

import json
import math
import reprlib
from collections.abc import Mapping
from typing import Any

from handslag.opendata.cube import Cube

__all__ = ["Cube", "JsonStatError", "read", "write"]

MAX_CELLS = 10_000_000
"""A few kilobytes can describe more cells than any memory holds, when `value` is a sparse object."""

_OWN = {
    "table": {"version", "class", "id", "size", "role", "dimension", "value", "status"},
    "dimension": {"label", "category"},
    "category": {"index", "label", "unit", "child"},
}


class JsonStatError(ValueError):
    """A document that is no JSON-stat 2 dataset.

    path: the member at fault, "dimension.Region.category.index". reason: what is wrong with it, in Swedish.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def read(document: Mapping[str, Any] | str | bytes, *, values: bool = True) -> Cube:
    """Return the table that a JSON-stat 2 document holds.

    document: the parsed JSON, or its text. values=False reads a description, whose `value` is empty or absent.
    Raises JsonStatError (path, reason).
    """
    table = _table(document)
    ids = _texts(table.get("id"), "id")
    sizes = _sizes(table.get("size"), len(ids))
    cube = Cube(ids=ids, sizes=sizes, codes={}, values=[], roles=_roles(table.get("role", {}), ids))
    cube.about.update(_rest(table, "table"))
    _check_notes(cube.about, "note")
    dimensions = _object(table.get("dimension"), "dimension")
    for name, size in zip(ids, sizes, strict=True):
        _read_dimension(cube, name, size, dimensions.get(name))
    if values:
        cells = _count(sizes)
        cube.values.extend(_values(table.get("value"), cells))
        cube.status.extend(_status(table.get("status"), cells))
    return cube


def write(cube: Cube) -> dict[str, Any]:
    """Return a table as a JSON-stat 2 document: `read` of it gives the same table back.

    Raises JsonStatError where the cube does not hold together: its sizes, codes and values must match.
    """
    table: dict[str, Any] = {"version": "2.0", "class": "dataset", **cube.about}
    table |= {"id": list(cube.ids), "size": list(cube.sizes)}
    if cube.roles:
        table["role"] = {role: list(having) for role, having in cube.roles.items()}
    table["dimension"] = {name: _written_dimension(cube, name) for name in cube.ids}
    table["value"] = list(cube.values)
    if status := _written_status(cube.status):
        table["status"] = status
    again = read(table, values=bool(cube.values))
    if again.codes != cube.codes:
        raise JsonStatError("dimension", "saknar dimensioner som kuben har koder för")
    return table


def _table(document: Mapping[str, Any] | str | bytes) -> Mapping[str, Any]:
    try:
        parsed = json.loads(document) if isinstance(document, str | bytes) else document
    except (ValueError, RecursionError) as error:
        raise JsonStatError("document", f"är inte JSON: {error}") from error
    table = _object(parsed, "document")
    for member, needed in (("version", "2.0"), ("class", "dataset")):
        if table.get(member) != needed:
            raise JsonStatError(member, f'ska vara "{needed}" men är {_short(table.get(member))}')
    return table


def _sizes(size: Any, count: int) -> list[int]:
    if not isinstance(size, list) or not all(type(each) is int and each >= 0 for each in size):
        raise JsonStatError("size", f"ska vara en lista med heltal men är {_short(size)}")
    if len(size) != count:
        raise JsonStatError("size", f"har {len(size)} tal för {count} dimensioner")
    return list(size)


def _count(sizes: list[int]) -> int:
    cells = math.prod(sizes)
    if cells > MAX_CELLS:
        raise JsonStatError("size", f"ger {cells} celler, fler än {MAX_CELLS}")
    return cells


def _roles(role: Any, ids: list[str]) -> dict[str, list[str]]:
    roles = {name: _texts(having, f"role.{name}") for name, having in _object(role, "role").items()}
    for name, having in roles.items():
        for each in having:
            if each not in ids:
                raise JsonStatError(f"role.{name}", f"nämner {_short(each)}, som inte är en dimension")
    return roles


def _read_dimension(cube: Cube, name: str, size: int, dimension: Any) -> None:
    """Put what a dimension says of itself into the cube's members."""
    path = f"dimension.{name}"
    dimension = _object(dimension, path)
    category = _object(dimension.get("category"), f"{path}.category")
    labels = _object(category.get("label", {}), f"{path}.category.label")
    codes = _codes(category.get("index"), labels, size, f"{path}.category")
    cube.codes[name] = codes
    cube.labels[name] = {code: _text(labels.get(code, code), f"{path}.category.label.{code}") for code in codes}
    if "label" in dimension:
        cube.names[name] = _text(dimension["label"], f"{path}.label")
    if "unit" in category:
        units = _object(category["unit"], f"{path}.category.unit")
        cube.units[name] = {code: dict(_object(unit, f"{path}.category.unit.{code}")) for code, unit in units.items()}
    if "child" in category:
        child = _object(category["child"], f"{path}.category.child")
        cube.children[name] = {code: _texts(under, f"{path}.category.child.{code}") for code, under in child.items()}
    more = _rest(dimension, "dimension")
    _check_notes(more, f"{path}.note")
    if others := _rest(category, "category"):
        more["category"] = others
    if more:
        cube.more[name] = more


def _codes(index: Any, labels: Mapping[str, Any], size: int, path: str) -> list[str]:
    if index is None:
        if size != 1 or len(labels) != 1:
            raise JsonStatError(f"{path}.index", "får saknas bara för en enda kategori med en etikett")
        return list(labels)
    if isinstance(index, Mapping):
        index = _in_places(index, f"{path}.index")
    codes = _texts(index, f"{path}.index")
    if len(codes) != size:
        raise JsonStatError(f"{path}.index", f"har {len(codes)} kategorier men size säger {size}")
    return codes


def _in_places(index: Mapping[str, Any], path: str) -> list[str]:
    if not all(type(place) is int for place in index.values()):
        raise JsonStatError(path, "ska ge varje kategori ett heltal")
    if sorted(index.values()) != list(range(len(index))):
        raise JsonStatError(path, f"ska ge platserna 0 till {len(index) - 1}, var och en en gång")
    return sorted(index, key=lambda code: index[code])


def _values(value: Any, cells: int) -> list[Any]:
    if isinstance(value, Mapping):
        filled: list[Any] = [None] * cells
        for place, one in _by_place(value, cells, "value"):
            filled[place] = one
        value = filled
    if not isinstance(value, list):
        raise JsonStatError("value", f"ska vara en lista eller ett objekt men är {_short(value)}")
    if len(value) != cells:
        raise JsonStatError("value", f"har {len(value)} värden men size ger {cells}")
    if not set(map(type, value)) <= {int, float, str, type(None)}:
        place = next(at for at, one in enumerate(value) if type(one) not in (int, float, str, type(None)))
        raise JsonStatError(f"value.{place}", f"ska vara ett tal, en text eller null men är {_short(value[place])}")
    for place, one in enumerate(value):
        if type(one) is float and not math.isfinite(one):
            raise JsonStatError(f"value.{place}", f"är inget tal i JSON: {one}")
    return value


def _status(status: Any, cells: int) -> list[str | None]:
    if status is None:
        return [None] * cells
    if isinstance(status, str):
        return [status] * cells
    if isinstance(status, Mapping):
        marks: list[str | None] = [None] * cells
        for place, mark in _by_place(status, cells, "status"):
            marks[place] = mark
    elif isinstance(status, list):
        marks = status * cells if len(status) == 1 else status
    else:
        raise JsonStatError("status", f"ska vara en lista, ett objekt eller en text men är {_short(status)}")
    if len(marks) != cells:
        raise JsonStatError("status", f"har {len(marks)} märken men size ger {cells}")
    for place, mark in enumerate(marks):
        if mark is not None and type(mark) is not str:
            raise JsonStatError(f"status.{place}", f"ska vara en text eller null men är {_short(mark)}")
    return marks


def _by_place(sparse: Mapping[Any, Any], cells: int, path: str) -> list[tuple[int, Any]]:
    found: dict[int, Any] = {}
    for place, one in sparse.items():
        if not (
            isinstance(place, str) and place.isascii() and place.isdecimal() and len(place) < 10 and int(place) < cells
        ):
            raise JsonStatError(f"{path}.{_short(place)}", f"ska vara en plats från 0 till {cells - 1}")
        if int(place) in found:
            raise JsonStatError(f"{path}.{_short(place)}", "är samma plats som en annan")
        found[int(place)] = one
    return list(found.items())


def _check_notes(members: Mapping[str, Any], path: str) -> None:
    if "note" in members:
        for note in members["note"] if isinstance(members["note"], list) else [None]:
            _text(note, path)


def _written_dimension(cube: Cube, name: str) -> dict[str, Any]:
    more = dict(cube.more.get(name, {}))
    others = more.pop("category", {})
    codes, labels = cube.codes[name], cube.labels.get(name, {})
    category: dict[str, Any] = {"index": list(codes)}
    if any(labels.get(code, code) != code for code in codes):
        category["label"] = {code: labels.get(code, code) for code in codes}
    if name in cube.units:
        category["unit"] = cube.units[name]
    if name in cube.children:
        category["child"] = cube.children[name]
    label = {"label": cube.names[name]} if name in cube.names else {}
    return {**label, **more, "category": {**category, **others}}


def _written_status(status: list[str | None]) -> str | dict[str, str] | None:
    """One text where all cells share a mark; otherwise the marked cells alone, which are few."""
    if status and status[0] and len(set(status)) == 1:
        return status[0]
    return {str(place): mark for place, mark in enumerate(status) if mark is not None} or None


def _object(value: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise JsonStatError(path, f"ska vara ett objekt men är {_short(value)}")
    return value


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise JsonStatError(path, f"ska vara en text men är {_short(value)}")
    return value


def _texts(value: Any, path: str) -> list[str]:
    if not isinstance(value, list):
        raise JsonStatError(path, f"ska vara en lista med texter men är {_short(value)}")
    texts = [_text(each, path) for each in value]
    if len(set(texts)) != len(texts):
        raise JsonStatError(path, "nämner något två gånger")
    return texts


def _rest(members: Mapping[str, Any], of: str) -> dict[str, Any]:
    return {name: member for name, member in members.items() if name not in _OWN[of]}


def _short(value: Any) -> str:
    """A value for a message. It is the source's own: however long or deep, a line is enough."""
    return "inget" if value is None else reprlib.repr(value)
