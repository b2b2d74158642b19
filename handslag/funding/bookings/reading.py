"""The rows of an accounting export, read as they were said to be, and what cannot be read. Pure; knows no Django."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from handslag.funding.bookings import cells
from handslag.funding.bookings.columns import Choices
from handslag.opendata.tables import Row as TableRow
from handslag.opendata.tables import Table, TableError
from handslag.trust.guard import findings

LONGEST_TEXT, LONGEST_REFERENCE, LONGEST_CODE = 300, 60, 60
NAMED = {"reference": "Verifikationen", "code": "Koden"}
EARLIEST = datetime.date(1990, 1, 1)


@dataclass(frozen=True)
class Row:
    """A row of the accounts. number: its line in the file. ore: what is used above zero, what is cancelled below.

    text: "" where it may name a person.
    """

    number: int
    code: str
    on: datetime.date
    ore: int
    reference: str = ""
    text: str = ""

    @property
    def mark(self) -> str:
        """What a row has in common with itself in another file. Its text is no part: that may be edited, and may name somebody."""
        told = f"{self.code.casefold()}\n{self.on}\n{self.ore}\n{self.reference.casefold()}"
        return sha256(told.encode()).hexdigest()


@dataclass(frozen=True)
class Fault:
    """A row that cannot be read, and why. What it would be about is not known, so that its sum is part of no total."""

    number: int
    told: str


@dataclass(frozen=True)
class Reading:
    """What a file holds. untold: how many rows have a text that is not kept."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    untold: int = 0


def read(table: Table, choices: Choices, *, latest: datetime.date = datetime.date.max) -> Reading:
    """Return the rows of a table, read so. latest: no row is of a later day."""
    rows, faults, untold = [], [], 0
    for each in table.rows:
        try:
            row, is_told = _row(each, choices, latest)
        except TableError as error:
            faults.append(Fault(each.number, error.message_sv.partition(": ")[2] or error.message_sv))
        except ValueError as error:
            faults.append(Fault(each.number, str(error)))
        else:
            rows.append(row)
            untold += not is_told
    return Reading(tuple(rows), tuple(faults), untold)


def _row(line: TableRow, choices: Choices, latest: datetime.date) -> tuple[Row, bool]:
    """Return a row, and whether its text is kept. Raises TableError, ValueError."""
    told = {role: " ".join(line.cells[n].text().split()) for n, role in enumerate(choices.roles) if role}
    for name, most in (("reference", LONGEST_REFERENCE), ("code", LONGEST_CODE)):
        if len(told.get(name, "")) > most:
            raise ValueError(f"”{told[name][:40]}…” är längre än {most} tecken.")
        if not may_be_kept(told.get(name, "")):
            raise ValueError(f"{NAMED[name]} kan peka ut en person, och sparas inte.")
    if "amount" in told:
        if not told["amount"]:
            raise ValueError("Beloppet saknas.")
        size = cells.ore(told["amount"])
    else:
        if not (told.get("debit") or told.get("credit")):
            raise ValueError("Beloppet saknas.")
        size = cells.ore(told.get("debit", "")) - cells.ore(told.get("credit", ""))
    text = kept_text(told.get("text", ""))
    signed = -size if choices.is_cost_below else size
    on = cells.day(told["on"])
    if not EARLIEST <= on <= latest:
        raise ValueError("Dagen har inte varit än." if on > latest else "Dagen är för länge sedan.")
    row = Row(line.number, told["code"], on, signed, told.get("reference", ""), text)
    return row, bool(text) or not told.get("text")


def kept_text(text: str) -> str:
    """Return a text that can be kept; "" where it may point at a person."""
    return text[:LONGEST_TEXT] if may_be_kept(text) else ""


def may_be_kept(text: str) -> bool:
    """Whether nothing in a text points at a person.

    Names are looked for in quotes alone where people write; an account's free text is looked through as if it were all one.
    """
    return not findings(text) and not findings(f"”{text}”")


def total(rows: Sequence[Row]) -> int:
    """Return the rows' sum in öre."""
    return sum(each.ore for each in rows)
