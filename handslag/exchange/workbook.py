"""Reads a sent Excel file into rows of text, having first refused what could harm: bombs, macros, wrong files."""

import datetime
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

MAX_BYTES = 5_000_000
MAX_UNPACKED = 50_000_000
MAX_RATIO = 100
MAX_PARTS = 500
MAX_ROWS = 2_000
MAX_COLUMNS = 60
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


class BadWorkbook(Exception):
    """The file cannot be read. The message says why, in Swedish."""


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
    _check(raw)
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


def _check(raw: bytes) -> None:
    """Raise BadWorkbook on what is no Excel file, or is one that must not be unpacked."""
    if len(raw) > MAX_BYTES:
        raise BadWorkbook(f"Filen är större än {MAX_BYTES // 1_000_000} MB.")
    if raw.startswith(OLD_EXCEL):
        raise BadWorkbook("Filen är i ett äldre format eller har lösenord. Spara den som .xlsx utan lösenord.")
    try:
        parts = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise BadWorkbook("Filen är inte en Excelfil (.xlsx).") from None
    listed = parts.infolist()
    names = {part.filename for part in listed}
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise BadWorkbook("Filen är inte en Excelfil (.xlsx).")
    unpacked, packed = sum(part.file_size for part in listed), sum(part.compress_size for part in listed)
    if len(listed) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(packed, 10_000):
        raise BadWorkbook("Filen blir för stor när den packas upp.")
    if len(names) < len(listed) or any(part.flag_bits & 1 for part in listed):
        raise BadWorkbook("Filen är skadad eller har lösenord.")
    if any(name.lower().endswith(("vbaproject.bin", "xlm")) or "macrosheets" in name.lower() for name in names):
        raise BadWorkbook("Filen innehåller makron. Spara den som .xlsx utan makron.")
    _check_parts(parts, listed)


def _check_parts(parts: zipfile.ZipFile, listed: list[zipfile.ZipInfo]) -> None:
    """Raise BadWorkbook where a part is not what the directory says, or declares entities that could unfold."""
    for part in listed:
        try:
            content = parts.read(part)
        except Exception:  # wrong sums, odd methods of packing, sizes that lie
            raise BadWorkbook("Filen är skadad och går inte att packa upp.") from None
        if part.filename.endswith((".xml", ".rels")) and _DECLARED.search(content):
            raise BadWorkbook("Filen innehåller något som en Excelfil inte ska ha (DOCTYPE).")
        if part.filename == "[Content_Types].xml" and b"macroEnabled" in content:
            raise BadWorkbook("Filen innehåller makron. Spara den som .xlsx utan makron.")


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


def letters(n: int) -> str:
    """Return what a sheet calls its column n, counted from 0: A, B ... Z, AA."""
    above, last = divmod(n, 26)
    return (letters(above - 1) if above else "") + chr(ord("A") + last)


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
