"""Reads a sent Excel file into rows of text, having first refused what could harm: bombs, macros, wrong files."""

import datetime
import io
from dataclasses import dataclass
from typing import Any

from handslag.opendata.workbooks import BadWorkbook, letters, refuse_harmful

MAX_BYTES = 5_000_000
MAX_UNPACKED = 50_000_000
MAX_ROWS = 2_000
MAX_COLUMNS = 60


@dataclass(frozen=True)
class Cell:
    """A cell: where it stands ("C14"), its text, and what is wrong with it ("" where nothing is)."""

    at: str
    text: str
    fault: str = ""


def read_rows(raw: bytes) -> list[tuple[int, dict[str, Cell]]]:
    """Return the rows of the first sheet as (row number, cells by heading in small letters). Empty rows are left out.

    Raises BadWorkbook.
    """
    refuse_harmful(raw, max_bytes=MAX_BYTES, max_unpacked=MAX_UNPACKED)
    # Here and not above: a web process should not carry it unless somebody sends a file.
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        return _rows(sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS))
    except BadWorkbook:
        raise
    except Exception:  # the library has no error of its own: whatever it meets, the file is broken
        raise BadWorkbook("Filen är skadad och går inte att läsa. Hämta registret på nytt.") from None


def _rows(found: Any) -> list[tuple[int, dict[str, Cell]]]:
    headings: list[str] = []
    rows = []
    for number, row in enumerate(found, start=1):
        if number == 1:
            headings = [str(cell.value or "").strip().lower() for cell in row]
            continue
        cells = {
            name: _cell(cell, f"{letters(n)}{number}")
            for n, (name, cell) in enumerate(zip(headings, row, strict=False))
            if name
        }
        if any(cell.text or cell.fault for cell in cells.values()):
            rows.append((number, cells))
        if number > MAX_ROWS + 1 and rows and rows[-1][0] == number:
            raise BadWorkbook(f"Filen har fler än {MAX_ROWS} rader.")
    if len(set(filter(None, headings))) < len(list(filter(None, headings))):
        raise BadWorkbook("Två kolumner har samma rubrik.")
    return rows


def _cell(cell: Any, at: str) -> Cell:
    value = cell.value  # an empty cell does not know where it stands
    if value is None:
        return Cell(at, "")
    if cell.data_type == "f":
        return Cell(at, "", "Cellen är en formel. Skriv värdet i stället.")
    if cell.data_type == "e":
        return Cell(at, "", "Cellen har ett fel i Excel.")
    if isinstance(value, bool):
        return Cell(at, "", "Cellen är sann eller falsk. Skriv i ord.")
    if isinstance(value, (datetime.datetime, datetime.date)):
        return Cell(at, value.isoformat()[:10])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    return Cell(at, text, "Cellen innehåller ett otillåtet tecken." if _is_odd(text) else "")


def _is_odd(text: str) -> bool:
    return any((char < " " and char not in "\t\n\r") or "\ud800" <= char <= "\udfff" for char in text)
