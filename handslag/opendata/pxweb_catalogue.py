"""What a PxWeb source tells of itself: its limits, its folders and its tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handslag.opendata.answers import Answer


@dataclass(frozen=True)
class Config:
    """A source's limits. max_data_cells: in one question. max_calls: in `time_window` seconds. told: all that it says."""

    max_data_cells: int
    max_calls: int
    time_window: int
    told: Mapping[str, Any]


CAUTIOUS = Config(max_data_cells=10_000, max_calls=30, time_window=10, told={})
"""Kept to where a source does not tell its limits: some bases of the older interface do not."""


@dataclass(frozen=True)
class Found:
    """A table in a catalogue. first, last: its periods."""

    id: str
    label: str
    updated: str = ""
    first: str = ""
    last: str = ""
    variables: tuple[str, ...] = ()
    time_unit: str = ""
    discontinued: bool = False


@dataclass(frozen=True)
class Entry:
    """What lies in a folder. path: to ask for it with. is_table: otherwise it is a folder."""

    id: str
    text: str
    path: str
    is_table: bool
    updated: str = ""


def config(answer: Answer, cells: str, calls: str) -> Config:
    """Return the limits that an answer tells, by the names that this version gives them. Raises SourceError."""
    told = answer.as_a(dict)
    max_cells, max_calls, window = (answer.part(told, name, int) for name in (cells, calls, "timeWindow"))
    if min(max_cells, max_calls, window) < 1:
        raise answer.refused(f"Gränserna är {max_cells}, {max_calls} och {window}.")
    return Config(max_cells, max_calls, window, told)


def found_table(answer: Answer, told: Any) -> Found:
    """Return a table as an answer tells of it. Raises SourceError."""
    names = told.get("variableNames") if isinstance(told, dict) else None
    return Found(
        id=answer.part(told, "id", str),
        label=answer.part(told, "label", str),
        updated=_text(told, "updated"),
        first=_text(told, "firstPeriod"),
        last=_text(told, "lastPeriod"),
        variables=tuple(str(each) for each in names or ()),
        time_unit=_text(told, "timeUnit"),
        discontinued=told.get("discontinued") is True,
    )


def entry(answer: Answer, told: Any, folder: str) -> Entry:
    """Return what an answer tells of something in a folder. Raises SourceError."""
    # The topmost level lists databases, which have a dbid instead.
    name = told.get("id", told.get("dbid")) if isinstance(told, dict) else None
    if not isinstance(name, str):
        raise answer.refused("Fältet 'id' saknas.")
    path = f"{folder}/{name}" if folder else name
    return Entry(name, _text(told, "text"), path, told.get("type") == "t", _text(told, "updated"))


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""
