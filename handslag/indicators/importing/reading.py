"""A file read for an indicator: its table, what can be taken in, and everything that is wrong with it. Pure; knows no Django."""

from collections.abc import Iterator
from dataclasses import dataclass

from handslag.indicators.importing import checks
from handslag.indicators.importing.columns import Choices, marks_in, unsaid
from handslag.indicators.importing.figures import Fault, Figure, Ground, figures_of
from handslag.opendata import tables
from handslag.opendata.tables import Table
from handslag.trust.guard import PERSONAL, findings, personal_numbers

MAX_BYTES = 5_000_000
MAX_ROWS = 20_000
"""More than every area of a county in every year needs. Larger files are read by the operator's command."""
SHORTEST_NUMBER = 10


class Unreadable(ValueError):
    """The file cannot be used at all. The message says why and what to do, in Swedish."""


@dataclass(frozen=True)
class Reading:
    """What a file holds. figures: those without a fault. questions: what must be said first ("-" and other marks, "shares").

    mixed: why the file counts something else than the indicator; nothing of it can be taken in then.
    """

    figures: tuple[Figure, ...]
    faults: tuple[Fault, ...]
    questions: tuple[str, ...] = ()
    mixed: str = ""

    @property
    def faulty_lines(self) -> list[int]:
        """Return the lines that cannot be taken in, in order."""
        return sorted({line for each in self.faults for line in (each.line, *each.also)})

    @property
    def sound(self) -> list[Figure]:
        """Return the figures of lines that nothing is wrong with."""
        faulty = set(self.faulty_lines)
        return [each for each in self.figures if each.line not in faulty]


def table_of(raw: bytes, *, max_rows: int = MAX_ROWS) -> Table:
    """Return the table of a file. Raises Unreadable, also where it holds what points at a person."""
    if not raw.strip():
        raise Unreadable("Filen är tom.")
    if raw.count(b"\n") > max_rows + 100 and not raw.startswith(tables.ZIP):
        raise Unreadable(f"Filen har fler än {max_rows} rader. Dela den i flera.")
    try:
        table = tables.read(raw, max_rows=max_rows)
    except tables.TableError as error:
        raise Unreadable(error.message_sv) from None
    if not table.rows:
        raise Unreadable("Filen har rubriker men inga rader.")
    if told := next(_persons(table), ""):
        raise Unreadable(told)
    return table


def read(table: Table, choices: Choices, ground: Ground) -> Reading:
    """Return what a table holds, read so, and what is wrong with it."""
    questions = unsaid(marks_in(table, choices), choices)
    if questions:
        return Reading((), (), tuple(questions))
    told = (*table.headings, *table.title, *table.notes)
    if mixed := checks.mixing(told, ground.definition):
        return Reading((), (), mixed=mixed)
    figures, faults = figures_of(table, choices, ground)
    if not choices.shares and checks.looks_like_shares(figures, ground.definition):
        return Reading((), (), ("shares",))
    found = sorted([*faults, *checks.faults_of(figures, ground)], key=lambda each: each.line)
    return Reading(tuple(figures), tuple(found))


def _persons(table: Table) -> Iterator[str]:
    """Yield what points at a person, with its place. Numbers alone are looked at for personal identity numbers only."""
    around = [*table.headings, *table.title, *table.notes]
    texts = [("Ovanför, i rubrikerna eller under tabellen", text) for text in around]
    cells = ((f"Rad {row.number}, kolumn {cell.heading}", cell.content) for row in table.rows for cell in row.cells)
    for place, text in (*texts, *(each for each in cells if len(each[1]) >= 6)):
        if len(text) >= SHORTEST_NUMBER and any(personal_numbers(text)):
            found = next(each for each in findings(text) if each.kind == PERSONAL)
            yield f"{place}: {found.message} Filen sparas inte."
        elif any(map(str.isalpha, text)):
            certain = next((each for each in findings(text) if each.certain), None)
            if certain:
                yield f"{place}: {certain.message} Filen sparas inte."
