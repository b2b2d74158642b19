"""Reads the definitions of indicators: a file each, in `definitions/`, changed by commits that readers can see. Knows no Django.

A definition says which figures are meant, so exactly that two series that count different things cannot be taken for one.
"""

import datetime
import re
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
GIVES = ("value", "numerator", "denominator")
YEARS = ("calendar", "school")
FREQUENCIES = ("month", "quarter", "year", "every_other_year", "every_fourth_year", "irregular", "once", "ended")
AGES = re.compile(r"\d{1,3}(\+|-\d{1,3})?")
"""How ages are written: "15-24", "85+" or "15"."""


class BadDefinition(ValueError):
    """A file that is no definition. The message names the file and the field."""


@dataclass(frozen=True)
class Source:
    """Where the figures come from. name: one of SOURCES. table: the KPI, table or subject there.

    choice: the whole question, in the words of the source's client: `fetch(address, table, choice)` asks just this.
    adds: the variables whose chosen codes are added together into one figure; all others stay apart.
    gives: whether its figures are the values, or what is counted, or the base to divide by (the mean of the year's
    beginning and end where the source tells the day). levels: for which areas it is used, () for all of the
    definition's. margin: the KPI that holds the margin of error, or "". year: "school" where a year of the source is
    the school year that ends in it. note: what misleads in it.
    """

    name: str
    table: str = ""
    choice: Mapping[str, tuple[str, ...]] | None = None
    adds: tuple[str, ...] = ()
    gives: str = "value"
    levels: tuple[str, ...] = ()
    margin: str = ""
    year: str = "calendar"
    note: str = ""


@dataclass(frozen=True)
class NotComparable:
    """Counties, with their municipalities, whose figures are made in another way. areas: their codes. why: how.

    ages, window: what they have instead of the definition's; "" and 0 where it is not known to differ.
    """

    areas: tuple[str, ...]
    why: str
    ages: str = ""
    window: int = 0


@dataclass(frozen=True)
class Change:
    """One line of the definition's history, or a day from which its figures are made in another way."""

    on: datetime.date
    what: str


@dataclass(frozen=True)
class Definition:
    """An indicator. key: the file's name. plain: what it is, to anybody. serves: keys of the strategy's parts.

    numerator, denominator: in words; the latter "" where there is none. per: the unit of a value (100 for percent).
    ages: "15+", "16-84", or "" for all. intent: of deaths and injuries, else "". window: years that a value covers.
    as_of, review_by: when the sources' descriptions were read, and when they must be read again.
    lag: years until a year's figures are published, 1 for those that come in December. frequency: how often there is a
    new one. smallest: counts below it are not shown. single_years: whether single years may be shown below county level.
    needs_help: help lines stand first where it is shown. reported_by: who reports the figures to the source; owner: who
    in the county answers for the definition. comparable: what may be compared with what, in words.
    breaks: days from which figures are not comparable with earlier ones. followed_by: of a series that has begun anew
    elsewhere, the key of that one.
    target_group, population_ages: of own outputs, whom they are for, in words, and the ages of the population that they
    are divided by where reach is shown ("0+" for all); "" where it says nothing to divide by people. figure_kinds: of own
    outputs, the kinds of initiatives' figures that tell it.
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
    reported_by: str = ""
    comparable: str = ""
    frequency: str = "year"
    target_group: str = ""
    population_ages: str = ""
    figure_kinds: tuple[str, ...] = ()
    not_comparable: tuple[NotComparable, ...] = ()
    breaks: tuple[Change, ...] = ()
    followed_by: str = ""

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
        "breaks": tuple(_made(Change, each, file, "breaks") for each in told.get("breaks", ())),
    }
    found: Definition = _made(Definition, made, file, "")
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
        "frequency": FREQUENCIES,
    }  # fmt: skip
    for name, allowed in words.items():
        if getattr(found, name) not in allowed:
            raise BadDefinition(f"{file.name}: {name} is {getattr(found, name)!r}, not one of {', '.join(allowed)}")
    faults = {
        "levels": not set(found.levels) <= set(LEVELS) or not found.levels,
        "sources": not found.sources or not all(_is_source(each, found) for each in found.sources),
        "changes": not found.changes or not _is_in_order(found.changes),
        "breaks": not _is_in_order(found.breaks),
        "ages": bool(found.ages) and not AGES.fullmatch(found.ages),
        "reported_by": not found.reported_by,
        "comparable": not found.comparable,
        "target_group": bool(found.target_group) and found.kind != "output",
        "figure_kinds": bool(found.figure_kinds) and found.kind != "output",
        "population_ages": bool(found.target_group) != bool(AGES.fullmatch(found.population_ages)),
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


def _is_source(source: Source, definition: Definition) -> bool:
    """True if a source names what it is, and gives what the definition can take."""
    gives_known = source.gives == "value" or (source.gives in GIVES and definition.measure != "mean")
    adds_known = not source.adds or set(source.adds) <= set(source.choice or ())
    return (
        source.name in SOURCES
        and source.year in YEARS
        and gives_known
        and adds_known
        and set(source.levels) <= set(definition.levels)
    )


def _is_in_order(changes: tuple[Change, ...]) -> bool:
    days = [each.on for each in changes]
    return days == sorted(days)
