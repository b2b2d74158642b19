"""Excel files: those that could harm are refused before they are unpacked, and cells are read without running anything."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

MAX_RATIO = 100
MAX_PARTS = 500
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


class BadWorkbook(Exception):
    """The file cannot be read. The message says why, in Swedish."""


def refuse_harmful(raw: bytes, *, max_bytes: int, max_unpacked: int) -> None:
    """Raise BadWorkbook on what is no Excel file, or is one that must not be unpacked."""
    if len(raw) > max_bytes:
        raise BadWorkbook(f"Filen är större än {max_bytes // 1_000_000} MB.")
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
    if len(listed) > MAX_PARTS or unpacked > max_unpacked or unpacked > MAX_RATIO * max(packed, 10_000):
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


def sheet_rows(raw: bytes, *, sheet: str | None, max_rows: int, max_columns: int) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a sheet (the first, unless named) as cells of openpyxl, formulas as their text.

    One row more than max_rows, so that the caller sees that there are too many. Raises BadWorkbook; call refuse_harmful
    before.
    """
    # Here and not above: a web process should not carry it unless somebody sends a file.
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        names = [each.title for each in book.worksheets]
        if sheet is not None and sheet not in names:
            raise BadWorkbook(f"Bladet {sheet!r} finns inte. Blad: {', '.join(names)}.")
        chosen = book[sheet] if sheet is not None else book.worksheets[0]
        chosen.reset_dimensions()  # what the file says of its size may be wrong
        yield from chosen.iter_rows(max_row=max_rows + 1, max_col=max_columns)
    except BadWorkbook:
        raise
    except Exception:  # the library has no error of its own: whatever it meets, the file is broken
        raise BadWorkbook("Filen är skadad och går inte att läsa.") from None


def letters(n: int) -> str:
    """Return what a sheet calls its column n, counted from 0: A, B ... Z, AA."""
    above, last = divmod(n, 26)
    return (letters(above - 1) if above else "") + chr(ord("A") + last)
