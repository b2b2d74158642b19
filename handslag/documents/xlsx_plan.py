"""Which sheets a document becomes, and what type each cell has there: what an analyst can filter, sort and sum.

A column of numbers, kronor or dates holds numbers and dates, nothing else can be calculated with. Where the words of a
cell say more than its value ("minst 12,5", "ca 50", "våren 2023 till 31 december"), the value stands in the typed cell and
the words beside it, in a column "…, i ord" that exists only where it is needed: neither the figure nor its reservation is
lost. A cell without a value holds its words. So does a cell that is silent or confirmed: "ej redovisad" and "0, bekräftat"
never become a blank or a zero that a sum takes for a figure. Numbers of sources stand in a column of their own, so that
texts can be filtered by what they say.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from handslag.documents.blocks import Cell, Column, Document, Table, every_block
from handslag.documents.docx_xml import address
from handslag.documents.lettering import clean
from handslag.documents.plain_text import line, source_mark
from handslag.swedish import dates, kronor, numbers

INDEX, SOURCES = "Innehåll", "Källor"
IN_WORDS, SOURCE_COLUMN, TABLE_COLUMN = ", i ord", "Källa", "Tabell"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_NAME_LENGTH = 31

Shown = Literal["text", "silent", "confirmed", "number", "date"]


@dataclass(frozen=True)
class Typed:
    """A cell as it stands in the sheet. value: a float, int or date where `shown` says so, else a text.

    number_format: Excel's. href: an address that Excel takes, or "".
    """

    value: str | float | datetime.date
    shown: Shown = "text"
    number_format: str = ""
    href: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet with one table: titles are unique, every row has as many cells. kinds: of the columns."""

    name: str
    caption: str
    notes: tuple[str, ...]
    titles: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[tuple[Typed, ...], ...]


def sheets(document: Document) -> tuple[Sheet, ...]:
    """Return the sheets of the tables in the document's text that have one, then of its lists."""
    numbers_of = document.numbers()
    taken = {INDEX.casefold(), SOURCES.casefold(), "history"}  # the last is Excel's own
    made = []
    for tables in _grouped(_tables(document)):
        name = sheet_name(tables[0].sheet, taken)
        taken.add(name.casefold())
        made.append(_sheet(name, tables, numbers_of))
    return tuple(made)


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """Return a name that Excel takes, made different from those that are taken (casefolded) by a number."""
    name = first_letters(_FORBIDDEN.sub(" ", clean(wanted)).strip("' "), _NAME_LENGTH).strip("' ") or TABLE_COLUMN
    if name.casefold() not in taken:
        return name
    number = 2
    while True:
        ending = f" {number}"
        candidate = first_letters(name, _NAME_LENGTH - len(ending)).rstrip("' ") + ending
        if candidate.casefold() not in taken:
            return candidate
        number += 1


def first_letters(text: str, most: int) -> str:
    """Return the beginning of a text, at most as long as Excel counts: an emoji is two."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _tables(document: Document) -> Iterator[Table]:
    for section in document.walk():
        for block in every_block(section.blocks):
            if isinstance(block, Table) and block.sheet:
                yield block
    yield from (table for table in document.lists if table.sheet)


def _grouped(tables: Iterable[Table]) -> list[list[Table]]:
    """Return tables of one name and the same columns together; one that says nothing new is left out."""
    groups: dict[object, list[Table]] = {}
    for table in tables:
        columns = tuple((column.title, column.kind) for column in table.columns)
        group = groups.setdefault((clean(table.sheet).casefold(), columns), [])
        if all(each.rows != table.rows for each in group):
            group.append(table)
    return list(groups.values())


def _sheet(name: str, tables: list[Table], numbers_of: Mapping[str, int]) -> Sheet:
    columns = tables[0].columns
    rows = [(table, row) for table in tables for row in table.rows]
    worded = [
        column.kind != "text" and any(says_more(row[place]) for _, row in rows) for place, column in enumerate(columns)
    ]
    cited = any(_sources(row, numbers_of) for _, row in rows)
    several = len({table.caption for table in tables}) > 1
    made = []
    for table, row in rows:
        cells: list[Typed] = []
        for cell, column, in_words in zip(row, columns, worded, strict=True):
            cells.append(typed(cell, column))
            if in_words:
                cells.append(Typed(line(cell.words, {}) if says_more(cell) else ""))
        cells += [Typed(_sources(row, numbers_of))] if cited else []
        cells += [Typed(clean(table.caption))] if several else []
        made.append(tuple(cells))
    titles, kinds = _headings(columns, worded)
    titles += [SOURCE_COLUMN] * cited + [TABLE_COLUMN] * several
    kinds += ["text"] * cited + ["text"] * several
    caption = clean(tables[0].caption) if not several else name
    notes = tuple(dict.fromkeys(clean(table.note) for table in tables if table.note))
    return Sheet(name, caption, notes, _unique(titles), tuple(kinds), tuple(made))


def _headings(columns: tuple[Column, ...], worded: list[bool]) -> tuple[list[str], list[str]]:
    titles: list[str] = []
    kinds: list[str] = []
    for column, in_words in zip(columns, worded, strict=True):
        titles += [clean(column.title)] + [clean(column.title) + IN_WORDS] * in_words
        kinds += [column.kind] + ["text"] * in_words
    return titles, kinds


def _unique(titles: list[str]) -> tuple[str, ...]:
    """Return the titles as Excel wants those of a table: none empty, none twice."""
    taken: set[str] = set()
    made = []
    for place, title in enumerate(titles, start=1):
        base = title[:240] or f"Kolumn {place}"
        name, number = base, 2
        while name.casefold() in taken:
            name, number = f"{base} {number}", number + 1
        taken.add(name.casefold())
        made.append(name)
    return tuple(made)


def typed(cell: Cell, column: Column) -> Typed:
    """Return a cell as it stands in a column of the column's kind."""
    said = line(cell.words, {})
    if cell.state == "silent":
        return Typed(said or "ej redovisad", "silent")
    if cell.state == "confirmed":
        return Typed(said or "0, bekräftat", "confirmed")
    if cell.value is None or column.kind == "text":
        href = next((address(run.href) for run in cell.words if run.href), "")
        return Typed(said, href=href)
    if isinstance(cell.value, datetime.date):
        return Typed(cell.value, "date", "yyyy-mm-dd")
    value = float(cell.value) if isinstance(cell.value, Decimal) else cell.value
    return Typed(value, "number", _number_format(cell.value, said, column.kind))


def says_more(cell: Cell) -> bool:
    """Whether the words of a cell with a value say anything that the value, in its format, does not."""
    if cell.value is None or cell.state:
        return False
    said = _spaced(line(cell.words, {}))
    return bool(said) and said not in {_spaced(text) for text in _same(cell.value)}


def _same(value: Decimal | int | datetime.date) -> Iterator[str]:
    """Yield every way of writing a value that its format in Excel shows as well."""
    if isinstance(value, datetime.date):
        yield from (value.isoformat(), dates.day(value))
        return
    yield from (str(value), numbers.number(value), numbers.percent(value))
    yield str(value).replace(".", ",")
    if value == int(value):
        yield kronor.kronor(int(value))
    yield f"{numbers.number(value)} kr"


def _number_format(value: Decimal | int, said: str, kind: str) -> str:
    """Return the format of a number: as many decimals as the value has, years without a space, per cent as said."""
    decimals = max(-int(value.as_tuple().exponent), 0) if isinstance(value, Decimal) and value.is_finite() else 0
    grouped = "0" if said == str(value) else "#,##0"  # Excel shows the comma as the reader's own separator
    form = grouped + ("." + "0" * decimals if decimals else "")
    if kind == "kronor":
        return f'{form}\u00a0"kr"'
    return f'{form}\u00a0"%"' if said.endswith("%") else form


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u2212", "-")).strip()


def _sources(row: tuple[Cell, ...], numbers_of: Mapping[str, int]) -> str:
    found = {source_mark(run, numbers_of) for cell in row for run in cell.words if run.cites}
    each = {int(number) for mark in found if mark for number in mark.split(", ")}
    return ", ".join(str(number) for number in sorted(each))
