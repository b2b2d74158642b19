"""A PxWeb table as the source describes it, alike for both versions of the interface."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handslag.opendata import codes, jsonstat
from handslag.opendata.answers import Answer
from handslag.opendata.cube import Cube

SEX_NAMES = {"kön", "kon", "sex", "gender"}
AREA_NAMES = {"region", "län", "lan", "kommun", "municipality", "county"}
TIME_NAMES = {"tid", "år", "ar", "time", "year", "period"}


@dataclass(frozen=True)
class Variable:
    """One of a table's variables. labels: code -> label, in the table's order. can_be_left_out: the source then gives
    its total. codelists: id -> label of groupings and value sets that may be asked for instead of its codes."""

    code: str
    label: str
    labels: dict[str, str]
    can_be_left_out: bool = False
    is_time: bool = False
    codelists: dict[str, str] = field(default_factory=dict)

    @property
    def codes(self) -> list[str]:
        return list(self.labels)

    @property
    def names(self) -> set[str]:
        return {self.code.casefold(), self.label.casefold()}


@dataclass(frozen=True)
class Table:
    """A table's variables, in its order, and what a reader of its values must know."""

    id: str
    title: str
    variables: list[Variable]
    source: str = ""
    updated: str = ""
    notes: list[str] = field(default_factory=list)

    def variable(self, name: str) -> Variable | None:
        """Return the variable with that code or, failing that, that label; None if there is none."""
        by_code = next((each for each in self.variables if each.code == name), None)
        return by_code or next((each for each in self.variables if name.casefold() in each.names), None)

    @property
    def time(self) -> Variable | None:
        told = next((each for each in self.variables if each.is_time), None)
        return told or next((each for each in self.variables if each.names & TIME_NAMES), None)

    @property
    def sex(self) -> Variable | None:
        """The variable whose labels are women and men; in a table with only one of them, the one called sex."""
        by_label = next((each for each in self.variables if codes.is_sex(each.labels)), None)
        return by_label or next((each for each in self.variables if each.names & SEX_NAMES), None)

    @property
    def area(self) -> Variable | None:
        """The variable called region, or whose labels are places."""
        by_name = next((each for each in self.variables if each.names & AREA_NAMES), None)
        return by_name or next((each for each in self.variables if codes.is_area(each.labels)), None)


def described_by_v2(answer: Answer, table: str) -> Table:
    """Return the table that a JSON-stat 2 answer without values describes. Raises SourceError."""
    try:
        cube = jsonstat.read(answer.as_a(dict), values=False)
    except jsonstat.JsonStatError as error:
        raise answer.refused(str(error)) from error
    return described_by_cube(cube, table)


def described_by_cube(cube: Cube, table: str) -> Table:
    """Return what a JSON-stat 2 table tells of itself."""
    about = cube.about
    return Table(
        id=table,
        title=_text(about.get("label")),
        variables=[_variable(cube, each) for each in cube.ids],
        source=_text(about.get("source")),
        updated=_text(about.get("updated")),
        notes=cube.notes(),
    )


def _variable(cube: Cube, name: str) -> Variable:
    extension = cube.more.get(name, {}).get("extension")
    extension = extension if isinstance(extension, Mapping) else {}
    lists = extension.get("codelists", extension.get("codeLists"))
    return Variable(
        code=name,
        label=cube.names.get(name, name),
        labels=cube.labels[name],
        can_be_left_out=extension.get("elimination") is True,
        is_time=name in cube.role("time"),
        codelists={each["id"]: _text(each.get("label")) for each in lists or [] if _text(each.get("id"))},
    )


def described_by_v1(answer: Answer, table: str) -> Table:
    """Return the table that a description of the older interface tells of. Raises SourceError."""
    document = answer.as_a(dict)
    variables = [_older_variable(answer, each) for each in answer.part(document, "variables", list)]
    return Table(id=table, title=_text(document.get("title")), variables=variables)


def _older_variable(answer: Answer, told: Any) -> Variable:
    values = answer.part(told, "values", list)
    texts = told.get("valueTexts") or values
    if len(texts) != len(values) or not all(isinstance(each, str) for each in (*values, *texts)):
        raise answer.refused("Koder och etiketter går inte ihop.")
    code = answer.part(told, "code", str)
    return Variable(
        code=code,
        label=_text(told.get("text")) or code,
        labels=dict(zip(values, texts, strict=True)),
        can_be_left_out=told.get("elimination") is True,
        is_time=told.get("time") is True,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
