"""Rows of a table made into figures, and what is wrong with the others, by row and column. Pure; knows no Django."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from handslag.indicators.importing import cells
from handslag.indicators.importing.columns import Choices, mark_of
from handslag.indicators.importing.periods import Days, period
from handslag.indicators.importing.places import BadPlace, Place, Places
from handslag.indicators.reading import Definition
from handslag.opendata.tables import Row, Table

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the file that cannot be taken in. line: as the file counts. also: other lines that it concerns."""

    line: int
    column: str
    told: str
    also: tuple[int, ...] = ()

    @property
    def message(self) -> str:
        """All of it to a person: "Rad 14, kolumn Värde: ”12,3,4” är inget tal"."""
        place = f"Rad {self.line}, kolumn {self.column}" if self.column else f"Rad {self.line}"
        return f"{place}: {self.told}"


@dataclass(slots=True)
class Figure:
    """A figure with its place in the file. columns: the heading by role. decimals: as the value is written.

    value is None exactly where `state` says why.
    """

    line: int
    place: Place
    days: Days
    sex: str = "T"
    age: str = ""
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    state: str = ""
    note: str = ""
    decimals: int = 0
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def series(self) -> tuple[str, str, str]:
        return self.place.code, self.sex, self.age


@dataclass(frozen=True)
class Ground:
    """What a table is read against. today: no period may begin after it."""

    definition: Definition
    places: Places
    today: date


def figures_of(table: Table, choices: Choices, ground: Ground) -> tuple[list[Figure], list[Fault]]:
    """Return the figures of a table, those with a fault left out, and the faults."""
    reader = _Reader(table, choices, ground)
    for row in table.rows:
        reader.read(row)
    return reader.figures, reader.faults


def completed(made: Figure, definition: Definition, *, empty: str = "missing") -> Figure:
    """Let the value follow from its base where only the base is told. empty: the state of what has neither."""
    if made.state:
        return made
    if made.value is None and made.numerator is not None:
        if definition.measure == "count":
            made.value = made.numerator
        elif definition.measure in ("proportion", "rate") and made.denominator and definition.standard == "crude":
            made.value, made.decimals = made.numerator / made.denominator * definition.per, 12
    if definition.measure == "count" and definition.kind != "output" and made.numerator is None:
        made.numerator = made.value  # a count is its own numerator, so that few are hidden
    if made.value is None:
        made.state, made.numerator, made.denominator = empty, None, None
    return made


class _Reader:
    def __init__(self, table: Table, choices: Choices, ground: Ground) -> None:
        self.choices, self.ground, self.headings = choices, ground, table.headings
        self.figures: list[Figure] = []
        self.faults: list[Fault] = []
        self.columns = {role: self._heading(n) for n, role in enumerate(choices.roles) if role}
        self.periods = {n: period(table.headings[n]) for n in choices.wide}

    def read(self, row: Row) -> None:
        before, definition = len(self.faults), self.ground.definition
        place = self._place(row)
        sex = self._cell(row, self.choices.column("sex"), cells.sex, "T")
        age = self._cell(row, self.choices.column("age"), lambda text: cells.age(text, definition), "")
        note = self._cell(row, self.choices.column("note"), cells.note, "")
        periods = self.periods or {
            self.choices.column("value"): self._cell(row, self.choices.column("period"), _period, None)
        }
        for at, days in periods.items():
            value_column = {} if at is None else {"value": self._heading(at)}
            made = Figure(row.number, place, days, sex, age, note=note, columns={**self.columns, **value_column})  # type: ignore[arg-type]
            is_there = self._fill(row, at, made)
            if is_there and len(self.faults) == before:
                self.figures.append(completed(made, definition, empty=self._empty()))

    def _empty(self) -> str:
        meaning = self.choices.meaning("")
        return meaning if meaning not in ("zero", "left_out") else "missing"

    def _fill(self, row: Row, at: int | None, made: Figure) -> bool:
        """Set the figure's numbers, or why there are none; return whether there is a figure at all."""
        read = {"numerator": cells.count, "denominator": cells.count, "lower": self._amount, "upper": self._amount}
        others = {role: self._counted(row, role, reader) for role, reader in read.items()}
        meaning = "" if at is None else self._mark(row, at)
        if meaning and meaning != "zero":
            made.state = meaning
            return meaning != "left_out"
        if meaning == "zero":
            made.value = 0.0
        elif at is not None and (row.cells[at].fault or mark_of(row.cells[at].content) is None):
            found = self._cell(row, at, self._amount, None)
            if found is not None:
                made.value, made.decimals = found
        for role, number in others.items():
            setattr(made, role, number)
        return True

    def _mark(self, row: Row, at: int) -> str:
        """Return what the mark in a value's cell means; "" where there is none, and where the base stands in its place."""
        cell = row.cells[at]
        mark = mark_of(cell.content)
        if mark is None or cell.fault or (mark == "" and self.choices.column("numerator") is not None):
            return ""
        return self.choices.meaning(mark)

    def _amount(self, text: str) -> cells.Written:
        return cells.amount(text, self.ground.definition, shares=self.choices.shares)

    def _counted(self, row: Row, role: str, read: Callable[[str], cells.Written]) -> float | None:
        at = self.choices.column(role)
        if at is None:
            return None
        mark = mark_of(row.cells[at].content)
        if mark is not None and not row.cells[at].fault:
            return 0.0 if self.choices.meaning(mark) == "zero" else None
        found = self._cell(row, at, read, None)
        return found.value if found else None

    def _place(self, row: Row) -> Place | None:
        at = self.choices.column("area")
        if at is None:
            return self._place_of_all(row)
        return self._cell(row, at, _filled(self.ground.places.find, "området saknas."), None)

    def _place_of_all(self, row: Row) -> Place | None:
        """Return the area that all rows are about; it was chosen from a list, and the file is read again much later."""
        try:
            return self.ground.places.find(self.choices.area)
        except BadPlace as why:
            self.faults.append(Fault(row.number, "", str(why)))
            return None

    def _cell(self, row: Row, at: int | None, read: Callable[[str], T], default: T) -> T:
        """Return what a cell says, or the default where there is none or where what is wrong with it has been told."""
        if at is None:
            return default
        cell = row.cells[at]
        try:
            if cell.fault:
                raise ValueError(cell.fault)
            return read(cell.content)
        except ValueError as why:
            self.faults.append(Fault(row.number, self._heading(at), str(why)))
            return default

    def _heading(self, at: int) -> str:
        return self.headings[at] or str(at + 1)


def _filled(read: Callable[[str], T], empty: str) -> Callable[[str], T]:
    """Return a reader that says so where there is nothing to read."""

    def checked(text: str) -> T:
        if not text:
            raise ValueError(empty)
        return read(text)

    return checked


_period = _filled(period, "perioden saknas.")
