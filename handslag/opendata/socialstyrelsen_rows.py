"""What Socialstyrelsen's answers say: names, values, and rows held against what was asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from handslag.opendata import codes, labels
from handslag.opendata.answers import Answer
from handslag.opendata.numbers import number
from handslag.opendata.records import MISSING, SUPPRESSED, Observation

NAME = "Socialstyrelsen"
MARKS = {"": MISSING, "..": MISSING, "X": SUPPRESSED}
APART = ("region", "kon", "ar")
"""Variables that an observation has fields for."""

_SEXES = {"3": "T", "2": "K", "1": "M"}  # only where a subject does not tell the labels of its sexes

Chosen = dict[str, list[str]]


@dataclass(frozen=True)
class Named:
    """A subject, or a variable of one."""

    name: str
    text: str
    info: str = ""


@dataclass(frozen=True)
class Value:
    """A value of a variable. code: the common code, where the source tells one ("X60-X84")."""

    id: str
    text: str
    code: str = ""


def named(answer: Answer) -> list[Named]:
    """Return the subjects or variables of an answer. Raises SourceError."""
    return [
        Named(answer.part(each, "namn", str), answer.part(each, "text", str), str(each.get("info") or ""))
        for each in answer.as_a(list)
    ]


def values(answer: Answer) -> list[Value]:
    """Return the values of an answer. Raises SourceError."""
    return [
        Value(_id(answer, each, "id"), str(answer.part(each, "text", str, int)), str(each.get("kod") or ""))
        for each in answer.as_a(list)
    ]


def plain(id: str) -> str:
    """Return an id without the zeros that it may start with: the same one is 0 or "00", 18 or "018"."""
    return (id.lstrip("0") or "0") if id.isdecimal() else id


def row_ids(answer: Answer, row: Any) -> dict[str, str]:
    """Return a row's ids by variable, the year as "ar". Raises SourceError."""
    if not isinstance(row, dict):
        raise answer.refused("En rad är inget objekt.")
    ids = {name.removesuffix("Id"): _id(answer, row, name) for name in row if name.endswith("Id")}
    return ids | {"ar": _id(answer, row, "ar")}


def row_value(answer: Answer, row: Mapping[str, Any]) -> tuple[float | None, str]:
    """Return a row's value and status. Raises SourceError on a value that is neither a number nor a known mark."""
    told = answer.part(row, "varde", str, int, float, type(None))
    try:
        read = number("" if told is None else str(told), MARKS)
    except ValueError as error:
        raise answer.refused(str(error)) from error
    return answer.number({"varde": read.value}, "varde"), read.status


def prove(answer: Answer, ids: Mapping[str, str], asked: Mapping[str, Iterable[str]]) -> None:
    """Raise SourceError if a row is not among what was asked for: some filters are ignored without a word.

    asked: variable -> plain ids. A filter that leaves no trace in the row cannot be trusted either.
    """
    for name, some in asked.items():
        if name not in ids:
            raise answer.refused(f"Raderna säger inget om {name!r}, så valet kan ha hoppats över.", "ignored_filter")
        if plain(ids[name]) not in some:
            raise answer.refused(f"En rad har {name} {ids[name]!r}, som inte efterfrågades.", "ignored_filter")


@dataclass(frozen=True)
class Labels:
    """A subject's labels: plain id -> text."""

    regions: Mapping[str, str]
    sexes: Mapping[str, str]
    measures: Mapping[str, str]

    def observation(
        self, subject: str, ids: Mapping[str, str], value: float | None, status: str = "", note: str = ""
    ) -> Observation:
        """Return a row as an observation. ids: as `row_ids` gives them."""
        region, sex = ids.get("region", ""), ids.get("kon", "")
        label = self.sexes.get(plain(sex), "")
        return Observation(
            indicator=subject,
            area=region,
            period=ids["ar"],
            sex=codes.sex(label, sex) if label else _SEXES.get(sex, ""),
            value=value,
            status=status,
            unit=self.measures.get(plain(ids.get("matt", "")), ""),
            source=NAME,
            note=note,
            sex_code=sex,
            area_name=labels.without_code(self.regions.get(plain(region), ""), region),
            other=tuple((name, id) for name, id in ids.items() if name not in APART),
        )


def _id(answer: Answer, of: Any, name: str) -> str:
    return str(answer.part(of, name, str, int)).strip()
