"""Tables in CSV and Excel, as people and authorities send them, read into rows of plain values with their place."""

import csv
import datetime
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handslag.opendata.numbers import CAREFUL, Number, number
from handslag.opendata.workbooks import BadWorkbook, letters, refuse_harmful, sheet_rows

MAX_BYTES = 10_000_000
MAX_UNPACKED = 100_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 500
SEPARATORS = ";\t,|"
"""In order of preference: a comma is a decimal mark too."""
LOOKED_AT = 200
ZIP = b"PK\x03\x04"


class TableError(ValueError):
    """Something in a table that cannot be used. at: the cell ("C14"), the row ("14") or "" for the table as a whole.

    heading: of its column, "" where that is not the matter. message_sv: all of it to a person, in Swedish.
    """

    def __init__(self, told: str, at: str = "", heading: str = "") -> None:
        place = f"Cell {at}" if any(map(str.isalpha, at)) else f"Rad {at}" if at else ""
        named = f"{place} ({heading})" if heading and place else place
        self.at = at
        self.heading = heading
        self.message_sv = f"{named}: {told}" if named else told
        super().__init__(self.message_sv)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its place ("C14"), its column's heading, its text without surrounding space, and what is wrong with it.

    fault: "" where nothing is; it is told when the cell is used.
    """

    at: str
    heading: str
    content: str
    fault: str = ""

    def text(self) -> str:
        """Return the text. Raises TableError on a formula or another fault."""
        if self.fault:
            raise TableError(self.fault, self.at, self.heading)
        return self.content

    def number(self, marks: Mapping[str, str] = CAREFUL) -> Number:
        """Return the number, or the status that a mark means. Raises TableError on what is neither."""
        try:
            return number(self.text(), marks)
        except TableError:
            raise
        except ValueError as error:
            raise TableError(str(error), self.at, self.heading) from None


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the headings. number: as the file counts, from 1."""

    number: int
    cells: tuple[Cell, ...]

    def __getitem__(self, heading: str) -> Cell:
        """Return the cell under a heading, in whatever case. Raises TableError where there is none."""
        for cell in self.cells:
            if cell.heading.casefold() == heading.casefold():
                return cell
        raise TableError(f"Kolumnen {heading!r} saknas.", str(self.number))


@dataclass(frozen=True, slots=True)
class Table:
    """A table. title: what stands above the headings. notes: lines below the last row. Empty rows are left out."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    title: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Raw:
    content: str
    fault: str = ""


def read(raw: bytes, *, needs: Iterable[str] = (), sheet: str | None = None, max_rows: int = MAX_ROWS) -> Table:
    """Return the table of a file: Excel (.xlsx) or text with separators (CSV); its beginning tells which.

    needs: headings that must be there, in any order and case; they tell which row holds the headings, too. sheet: the
    name of an Excel file's sheet, its first when None. max_rows: a file with more is refused. Raises TableError.
    """
    is_excel = raw.startswith((ZIP, b"\xd0\xcf\x11\xe0"))
    return _table(_excel(raw, sheet, max_rows) if is_excel else _text(raw, max_rows), tuple(needs), max_rows)


def _excel(raw: bytes, sheet: str | None, max_rows: int) -> list[list[_Raw]]:
    try:
        refuse_harmful(raw, max_bytes=MAX_BYTES, max_unpacked=MAX_UNPACKED)
        found = [
            [_excel_cell(cell) for cell in row]
            for row in sheet_rows(raw, sheet=sheet, max_rows=max_rows, max_columns=MAX_COLUMNS + 1)
        ]
    except BadWorkbook as error:
        raise TableError(str(error)) from None
    return found


def _excel_cell(cell: Any) -> _Raw:
    value = cell.value
    if value is None:
        return _Raw("")
    if cell.data_type == "f":
        return _Raw("", "Cellen är en formel. Skriv värdet i stället.")
    if cell.data_type == "e":
        return _Raw("", "Cellen har ett fel i Excel.")
    if isinstance(value, bool):
        return _Raw("", "Cellen är sann eller falsk. Skriv i ord.")
    if isinstance(value, (datetime.datetime, datetime.date)):
        return _Raw(value.isoformat()[:10])
    if isinstance(value, (int, float)):
        return _Raw(_written(value, is_percent="%" in (cell.number_format or "")))
    return _Raw(str(value).strip())


def _written(value: float, *, is_percent: bool) -> str:
    """Return a number as text, unrounded. Excel holds 12,5 % as 0.125."""
    shown = round(100 * value, 12) if is_percent else value
    plain = format(Decimal(repr(shown)), "f").removesuffix(".0")
    return f"{plain} %" if is_percent else plain


def _text(raw: bytes, max_rows: int) -> list[list[_Raw]]:
    if len(raw) > MAX_BYTES:
        raise TableError(f"Filen är större än {MAX_BYTES // 1_000_000} MB.")
    text = _decoded(raw)
    first, _, rest = text.partition("\n")
    told = first.rstrip("\r")
    if told.lower().startswith("sep=") and len(told) == 5:  # so Excel is told of the separator
        return [[], *_split(rest, told[4], max_rows)]
    sample = "\n".join(text.splitlines()[:LOOKED_AT])
    return _split(text, max(SEPARATORS, key=lambda each: _fit(sample, each)), max_rows)


def encoding_of(raw: bytes) -> str:
    """Return in which encoding a file of text is read: "utf-8-sig", "cp1252", "utf-16". Raises TableError where it is none."""
    return _read_text(raw)[0]


def _decoded(raw: bytes) -> str:
    return _read_text(raw)[1]


def _read_text(raw: bytes) -> tuple[str, str]:
    is_wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if is_wide else ["utf-8-sig", "cp1252"]:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return encoding, text
    raise TableError("Filen är inte text. Spara den som CSV (UTF-8) eller Excel (.xlsx).")


def _fit(sample: str, separator: str) -> int:
    """Return how many rows have the commonest number of cells, if that is more than one."""
    try:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator))
    except csv.Error:
        return 0
    return max((count for width, count in widths.items() if width > 1), default=0)


def _split(text: str, separator: str, max_rows: int) -> list[list[_Raw]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[_Raw]] = []
    try:
        for row in reader:
            rows.append([_Raw(cell.strip()) for cell in row])
            if len(rows) > max_rows:
                break
    except csv.Error:
        raise TableError("Citattecknen går inte ihop.", str(reader.line_num)) from None
    return rows


def _table(rows: Sequence[Sequence[_Raw]], needs: tuple[str, ...], max_rows: int) -> Table:
    if len(rows) > max_rows:
        raise TableError(f"Filen har fler än {max_rows} rader.")
    widest = max((_width(row) for row in rows), default=0)
    if widest > MAX_COLUMNS:
        raise TableError(f"Filen har fler än {MAX_COLUMNS} kolumner.")
    place = _place_of_headings(rows, needs)
    headings = [cell.content for cell in rows[place]][: _width(rows[place])]
    _refuse_doubles(headings, place)
    body = [(number, row) for number, row in enumerate(rows[place + 1 :], start=place + 2)]
    body, notes = _without_notes(body, len(headings))
    below = [_row(number, row, headings) for number, row in body if _width(row)]
    title = [cell.content for row in rows[:place] for cell in row if cell.content]
    return Table(tuple(headings), tuple(below), tuple(title), tuple(notes))


def _place_of_headings(rows: Sequence[Sequence[_Raw]], needs: tuple[str, ...]) -> int:
    """Return which row holds the headings: the first with those needed, or the first as wide as most rows are."""
    wanted = {each.casefold() for each in needs}
    if wanted:
        for place, row in enumerate(rows[:LOOKED_AT]):
            if wanted <= {cell.content.casefold() for cell in row}:
                return place
        raise TableError(f"Ingen rad har rubrikerna {', '.join(needs)}.")
    widths = Counter(width for row in rows[:LOOKED_AT] if (width := _width(row)) > 1)
    if not widths:
        raise TableError("Filen har ingen tabell: ingen rad har mer än en kolumn.")
    usual = widths.most_common(1)[0][0]
    return next(place for place, row in enumerate(rows) if _width(row) >= usual)


def _refuse_doubles(headings: Sequence[str], place: int) -> None:
    seen: set[str] = set()
    for n, heading in enumerate(headings):
        if heading and heading.casefold() in seen:
            raise TableError("Två kolumner har samma rubrik.", f"{letters(n)}{place + 1}", heading)
        seen.add(heading.casefold())


def _without_notes(
    body: list[tuple[int, Sequence[_Raw]]], columns: int
) -> tuple[list[tuple[int, Sequence[_Raw]]], list[str]]:
    """Return the rows, and apart from them the lines of text that follow after an empty row at the end."""
    last = len(body)
    while last and columns > 1 and _width(body[last - 1][1]) <= 1:
        last -= 1
    is_apart = any(not _width(row) for _, row in body[last:])
    after = next((n for n in range(last, len(body)) if not _width(body[n][1])), len(body)) if is_apart else len(body)
    return body[:after], [row[0].content for _, row in body[after:] if _width(row)]


def _row(number: int, row: Sequence[_Raw], headings: Sequence[str]) -> Row:
    if _width(row) > len(headings):
        raise TableError(f"Raden har fler celler än rubrikerna ({len(headings)}).", str(number))
    padded = [*row, *[_Raw("")] * (len(headings) - len(row))]
    return Row(
        number,
        tuple(
            Cell(f"{letters(n)}{number}", heading, cell.content, cell.fault)
            for n, (heading, cell) in enumerate(zip(headings, padded, strict=False))
        ),
    )


def _width(row: Sequence[_Raw]) -> int:
    """Return how many cells a row has, counted to its last that holds something."""
    return next((n for n in range(len(row), 0, -1) if row[n - 1].content or row[n - 1].fault), 0)
