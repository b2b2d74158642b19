"""A source's answer: the document, where it came from, and the refusal of one that has not the recorded shape."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from handslag.opendata.errors import SourceError

T = TypeVar("T")
LARGEST = 1e300


@dataclass(frozen=True)
class Answer:
    """A whole answer that could be read. document: what json made of it. address: as asked. time: when, in UTC.

    size: its bytes, unpacked.
    """

    source: str
    address: str
    time: datetime
    document: Any
    size: int = 0

    def refused(self, told: str, reason: str = "shape") -> SourceError:
        """Return the error to raise on an answer that cannot be used. told: why, in Swedish."""
        return SourceError(self.source, self.address, reason, told)

    def as_a(self, kind: type[T]) -> T:
        """Return the document if it is of that kind (dict or list); else raise SourceError."""
        if not isinstance(self.document, kind):
            raise self.refused(f"Det är {_kind(self.document)} i stället för {_KINDS[kind]}.")
        return self.document

    def part(self, of: Any, name: str, *kinds: type) -> Any:
        """Return of[name] if it is of one of the kinds; else raise SourceError. A bool is not taken for a number."""
        found = of.get(name, _ABSENT) if isinstance(of, dict) else _ABSENT
        is_right = isinstance(found, kinds) and (bool in kinds or not isinstance(found, bool))
        if found is _ABSENT or not is_right:
            raise self.refused(
                f"Fältet {name!r} saknas." if found is _ABSENT else f"Fältet {name!r} är {_kind(found)}."
            )
        return found

    def maybe(self, of: Any, name: str, kind: type[T]) -> T | None:
        """Return of[name] if it is of that kind, None if it is null or absent; else raise SourceError."""
        if isinstance(of, dict) and of.get(name) is None:
            return None
        found: T = self.part(of, name, kind)
        return found

    def number(self, of: Any, name: str) -> float | None:
        """Return the number of[name], None where it is null; else raise SourceError, on one without bounds too."""
        found = self.part(of, name, int, float, type(None))
        if found is not None and not abs(found) < LARGEST:  # JSON may hold numbers that no float can
            raise self.refused(f"Fältet {name!r} är för stort.")
        return None if found is None else float(found)


class Unreadable(ValueError):
    """Not JSON. The message says why, in Swedish."""


def parsed(body: bytes) -> Any:
    """Return what a JSON text says. Raises Unreadable on all that is not one, NaN and endless nesting included."""
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise Unreadable("Det är inte text i UTF-8.") from None
    except RecursionError:
        raise Unreadable("Det är för djupt nästlat.") from None
    except ValueError as error:
        raise Unreadable(f"Det är inte JSON ({str(error)[:80]}).") from None


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


_ABSENT = object()
_KINDS = {
    dict: "ett objekt",
    list: "en lista",
    str: "text",
    int: "ett tal",
    float: "ett tal",
    bool: "sant eller falskt",
}


def _kind(value: Any) -> str:
    return _KINDS.get(type(value), "null")
