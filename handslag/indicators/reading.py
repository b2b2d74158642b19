"""Reads the definitions of indicators: a file each, in `definitions/`, changed by commits that readers can see. Knows no Django.

A definition says which figures are meant, so exactly that two series that count different things cannot be taken for one.
"""

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from handslag.swedish.sorting import sort_key

FOLDER = Path(__file__).resolve().parent / "definitions"

KINDS = ("outcome", "determinant", "care", "output")
MEASURES = ("proportion", "rate", "mean", "count", "index")
POLARITIES = ("low", "high", "none")
LEVELS = ("country", "county", "municipality")
INTENTS = ("", "certain", "undetermined", "certain_and_undetermined")
SOURCES = ("kolada", "scb", "folkhalsodata", "skolverket", "socialstyrelsen", "forsakringskassan", "own", "file")
STANDARDS = ("crude", "age_standardised")


class BadDefinition(ValueError):
    """A file that is no definition. The message names the file and the field."""


@dataclass(frozen=True)
class Source:
    """Where the figures come from. name: one of SOURCES. table: the KPI, table or subject there. choice: what of it.

    margin: the KPI or category that holds the margin of error, or "". note: what misleads in it.
    """

    name: str
    table: str = ""
    choice: Mapping[str, tuple[str, ...]] | None = None
    margin: str = ""
    note: str = ""


@dataclass(frozen=True)
class NotComparable:
    """Counties whose figures are made in another way. areas: their codes. why: how."""

    areas: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Change:
    """One line of the definition's history."""

    on: datetime.date
    what: str


@dataclass(frozen=True)
class Definition:
    """An indicator. key: the file's name. plain: what it is, to anybody. serves: keys of the strategy's parts.

    numerator, denominator: in words; the latter "" where there is none. per: the unit of a value (100 for percent).
    ages: "15+", "16-84", or "" for all. intent: of deaths and injuries, else "". window: years that a value covers.
    as_of, review_by: when the sources' descriptions were read, and when they must be read again.
    lag: years until a year's figures are published. smallest: counts below it are not shown. single_years: whether
    single years may be shown below county level. needs_help: help lines stand first where it is shown.
    """

    key: str
    title: str
    plain: str
    why: str
    kind: str
    measure: str
    unit: str
    polarity: str
    numerator: str
    shows: str
    does_not_show: str
    owner: str
    as_of: datetime.date
    review_by: datetime.date
    sources: tuple[Source, ...]
    changes: tuple[Change, ...]
    denominator: str = ""
    per: int = 1
    ages: str = ""
    intent: str = ""
    standard: str = "crude"
    standard_population: str = ""
    window: int = 1
    lag: int = 1
    levels: tuple[str, ...] = ()
    breakdowns: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    smallest: int = 5
    single_years: bool = True
    needs_help: bool = False
    not_comparable: tuple[NotComparable, ...] = ()

    def differs_from(self, other: "Definition") -> tuple[str, ...]:
        """Return the names of what makes two series uncomparable; () where they may stand in one."""
        said = ("measure", "per", "ages", "intent", "standard", "standard_population", "window")
        return tuple(name for name in said if getattr(self, name) != getattr(other, name))


@cache
def definitions(folder: Path = FOLDER) -> dict[str, Definition]:
    """Return every definition by key, in the Swedish order of their titles. Raises BadDefinition."""
    found = (read(file) for file in sorted(folder.glob("*.toml")))
    return {each.key: each for each in sorted(found, key=lambda each: sort_key(each.title))}


def read(file: Path) -> Definition:
    """Return the definition in a file. Raises BadDefinition, which names the field."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadDefinition(f"{file.name}: {error}") from None
    made = {
        **told,
        "key": file.stem,
        "sources": tuple(_made(Source, each, file, "sources") for each in told.get("sources", ())),
        "changes": tuple(_made(Change, each, file, "changes") for each in told.get("changes", ())),
        "not_comparable": tuple(
            _made(NotComparable, each, file, "not_comparable") for each in told.get("not_comparable", ())
        ),
    }
    found = _made(Definition, made, file, "")
    _check(found, file)
    return found


def _made(kind: Any, told: Mapping[str, Any], file: Path, place: str) -> Any:
    """Return a value of the kind. Lists become tuples. Raises BadDefinition on a field that is missing or unknown."""
    known = {each.name: each for each in fields(kind)}
    within = f"{place}." if place else ""
    if unknown := sorted(set(told) - set(known)):
        raise BadDefinition(f"{file.name}: {within}{unknown[0]} is no field")
    for name, each in known.items():
        if name not in told and each.default is MISSING:
            raise BadDefinition(f"{file.name}: {within}{name} is missing")
    return kind(**{name: _frozen(value) for name, value in told.items()})


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return {name: _frozen(each) for name, each in value.items()}
    return value


def _check(found: Definition, file: Path) -> None:
    """Raise BadDefinition where a definition says what cannot be."""
    words = {
        "kind": KINDS, "measure": MEASURES, "polarity": POLARITIES, "intent": INTENTS, "standard": STANDARDS,
    }  # fmt: skip
    for name, allowed in words.items():
        if getattr(found, name) not in allowed:
            raise BadDefinition(f"{file.name}: {name} is {getattr(found, name)!r}, not one of {', '.join(allowed)}")
    faults = {
        "levels": not set(found.levels) <= set(LEVELS) or not found.levels,
        "sources": not found.sources or any(each.name not in SOURCES for each in found.sources),
        "changes": not found.changes
        or [each.on for each in found.changes] != sorted(each.on for each in found.changes),
        "review_by": found.review_by <= found.as_of,
        "denominator": (found.measure in ("proportion", "rate")) != bool(found.denominator),
        "standard_population": (found.standard == "age_standardised") != bool(found.standard_population),
        "needs_help": bool(found.intent) and not found.needs_help,
        "single_years": bool(found.intent) and found.single_years,
        "window": found.window < 1,
    }
    for name, is_wrong in faults.items():
        if is_wrong:
            raise BadDefinition(f"{file.name}: {name} cannot be as it is")
