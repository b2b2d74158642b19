"""A document as JSON and back: what an edition keeps, and what its hash is taken of."""

import dataclasses
import datetime
import json
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from handslag.documents import blocks
from handslag.documents.drawing import Drawing

FORMAT = "handslag-report"
VERSION = 1
_CLASSES = {
    made.__name__: made
    for made in (*vars(blocks).values(), Drawing)
    if isinstance(made, type) and dataclasses.is_dataclass(made)
}


class Unreadable(ValueError):
    """What was stored is not a document of a form that this version knows."""


def to_json(document: blocks.Document) -> str:
    """Return the document as JSON: the same document always gives the same text."""
    held = {"format": FORMAT, "version": VERSION, "document": _written(document)}
    return json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> blocks.Document:
    """Return the document that `to_json` wrote. Raises Unreadable on anything else."""
    try:
        held = json.loads(text)
        if held["format"] != FORMAT or held["version"] != VERSION:
            raise Unreadable(f"not {FORMAT} version {VERSION}: {held['format']!r} {held['version']!r}")
        document = _read(held["document"], blocks.Document)
    except Unreadable:
        raise
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
        raise Unreadable(str(error)) from error
    if not isinstance(document, blocks.Document):
        raise Unreadable("not a document")
    return document


def _written(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        # What stands at its default is left out: an edition is mostly text, and stays so.
        named = {
            each.name: _written(getattr(value, each.name))
            for each in dataclasses.fields(value)
            if getattr(value, each.name) != _default(each)
        }
        return {"is": type(value).__name__, **named}
    if isinstance(value, tuple | list):
        return [_written(each) for each in value]
    if isinstance(value, dict):
        return {key: _written(each) for key, each in value.items()}
    if isinstance(value, datetime.date):
        return {"is": "date", "date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"is": "decimal", "decimal": str(value)}
    return value


def _default(each: "dataclasses.Field[Any]") -> Any:
    if each.default is not dataclasses.MISSING:
        return each.default
    if each.default_factory is not dataclasses.MISSING:
        return each.default_factory()
    return dataclasses.MISSING


def _read(value: Any, wanted: Any) -> Any:
    """Return a stored value as what its field wants. Raises Unreadable where it is something else."""
    read = _made(value)
    if not _fits(read, wanted):
        raise Unreadable(f"{type(read).__name__} where {wanted} should stand")
    return read


def _made(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_made(each) for each in value)
    if not isinstance(value, dict):
        return value
    kind = value.get("is")
    if kind == "date":
        return datetime.date.fromisoformat(value["date"])
    if kind == "decimal":
        return Decimal(value["decimal"])
    if kind is None:
        return {key: _made(each) for key, each in value.items()}
    made = _CLASSES.get(kind)
    if made is None:
        raise Unreadable(f"unknown part: {kind!r}")
    hints = _hints(made)
    return made(**{name: _read(each, hints[name]) for name, each in value.items() if name != "is"})


@cache
def _hints(made: type) -> dict[str, Any]:
    return get_type_hints(made)


def _fits(value: Any, wanted: Any) -> bool:
    origin, inside = get_origin(wanted), get_args(wanted)
    if origin in (Union, UnionType):
        return any(_fits(value, each) for each in inside)
    if origin is Literal:
        return value in inside
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if len(inside) == 2 and inside[1] is ...:
            return all(_fits(each, inside[0]) for each in value)
        return len(value) == len(inside) and all(_fits(*pair) for pair in zip(value, inside, strict=True))
    if origin is dict:
        return isinstance(value, dict) and all(_fits(each, inside[1]) for each in value.values())
    if wanted is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if wanted is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return (wanted is None and value is None) or (isinstance(wanted, type) and isinstance(value, wanted))
