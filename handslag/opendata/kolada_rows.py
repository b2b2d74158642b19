"""What Kolada's answers hold, as plain values; each answer is read to its end before any of it is handed on."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from handslag.opendata.answers import Answer
from handslag.opendata.records import DELETED, MISSING, Observation

NAME = "Kolada"
GENDERS = "TKM"
"""Kolada's own words for total, women and men; its answers hold one to three of them in any order."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """An indicator. municipality_type: "K" municipalities, "L" regions, "A" both. publ_period: next published year.

    None: Kolada does not say.
    """

    id: str
    title: str
    description: str | None
    is_divided_by_gender: bool | None
    municipality_type: str | None
    auspice: str | None
    operating_area: str | None
    perspective: str | None
    prel_publication_date: str | None
    publication_date: str | None
    publ_period: str | None
    has_ou_data: bool | None


@dataclass(frozen=True, slots=True)
class Municipality:
    """An area. type: "K" for a municipality, "L" for a region or the country ("0000")."""

    id: str
    title: str
    type: str


@dataclass(frozen=True, slots=True)
class Group:
    """Areas that Kolada takes the unweighted mean of. members: (id, title) of each."""

    id: str
    title: str
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A school, a home for the elderly ... municipality: the id of where it lies."""

    id: str
    title: str
    municipality: str


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page of values. next: the address of the one after it, "" after the last of its question."""

    address: str
    observations: tuple[Observation, ...]
    next: str


def kpi(answer: Answer, row: Any) -> Kpi:
    """Return an indicator of an answer; raise SourceError where it has not the recorded shape."""
    texts = ("description", "auspice", "operating_area", "perspective")
    dates = ("prel_publication_date", "publication_date", "publ_period")
    return Kpi(
        id=answer.part(row, "id", str),
        title=answer.part(row, "title", str),
        municipality_type=answer.maybe(row, "municipality_type", str),
        is_divided_by_gender=answer.maybe(row, "is_divided_by_gender", bool),
        has_ou_data=answer.maybe(row, "has_ou_data", bool),
        **{name: answer.maybe(row, name, str) for name in texts + dates},
    )


def municipality(answer: Answer, row: Any) -> Municipality:
    """Return an area of an answer; raise SourceError where it has not the recorded shape."""
    return Municipality(*(answer.part(row, name, str) for name in ("id", "title", "type")))


def group(answer: Answer, row: Any) -> Group:
    """Return a group of an answer; raise SourceError where it has not the recorded shape."""
    members = answer.part(row, "members", list)
    pairs = tuple((answer.part(each, "id", str), answer.part(each, "title", str)) for each in members)
    return Group(answer.part(row, "id", str), answer.part(row, "title", str), pairs)


def unit(answer: Answer, row: Any) -> Unit:
    """Return a unit of an answer; raise SourceError where it has not the recorded shape."""
    return Unit(*(answer.part(row, name, str) for name in ("id", "title", "municipality")))


def page(
    answer: Answer, next: str, *, place: str, seen: set[tuple[str, str, str]], asked: Mapping[str, Set[str]]
) -> Page:
    """Return a page of values. place: what areas are called there. seen: the rows before this page; grows by its own.

    asked: part ("kpi", place, "year") -> the ids asked for in capitals; a part that was left out may hold any. Raises
    SourceError on another shape, on a row that has come before, and on one that was not asked for.
    """
    found: list[Observation] = []
    for row in answer.part(answer.document, "values", list):
        key = answer.part(row, "kpi", str), answer.part(row, place, str), str(answer.part(row, "period", int))
        if key in seen:
            raise answer.refused(f"{key[0]} för {key[1]} {key[2]} kom två gånger.", "loop")
        seen.add(key)
        for name, id in zip(("kpi", place, "year"), key, strict=True):
            if name in asked and id.upper() not in asked[name]:
                raise answer.refused(f"En rad har {name} {id!r}, som inte efterfrågades.", "ignored_filter")
        found.extend(_observations(answer, row, key))
    return Page(answer.address, tuple(found), next)


def _observations(answer: Answer, row: Any, key: tuple[str, str, str]) -> Iterator[Observation]:
    values = {answer.part(each, "gender", str): each for each in answer.part(row, "values", list)}
    if len(values) < len(row["values"]) or not set(values) <= set(GENDERS):
        raise answer.refused(f"Könen är {[each['gender'] for each in row['values']]} för {' '.join(key)}.")
    for gender in filter(values.__contains__, GENDERS):
        yield _observation(answer, values[gender], key, gender)


def _observation(answer: Answer, each: Any, key: tuple[str, str, str], gender: str) -> Observation:
    indicator, area, period = key
    value = answer.number(each, "value")
    is_deleted = answer.maybe(each, "isdeleted", bool)
    if is_deleted:
        value, status = None, DELETED
    else:
        value, status = (None, MISSING) if value is None else (value, "")
    count, own = each.get("count"), each.get("status")
    notes = []
    if area.startswith("G"):
        notes.append(f"Ovägt medel av {count}." if isinstance(count, int) else "Ovägt medel.")
    if own:  # nobody has said what it means: it is handed on as it is
        notes.append(f"Källans status: {own}.")
    return Observation(
        indicator, area, period, gender, value, status, source=NAME, note=" ".join(notes), sex_code=gender
    )
