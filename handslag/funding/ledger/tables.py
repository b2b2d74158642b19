"""Money per initiative as a table for other programs: CSV and XLSX with the same columns."""

import csv
import io
from collections.abc import Iterable, Iterator

from handslag.funding.ledger.queries import MoneyRow
from handslag.trust.cells import harmless

HEADINGS = (
    "insats", "varifrån", "år", "beviljat", "rekvirerat", "använt", "återbetalat", "ej pengar", "kvar", "använt senast",
)  # fmt: skip
UNKNOWN = "belopp saknas"

Cell = str | int


def cells(rows: Iterable[MoneyRow]) -> Iterator[tuple[Cell, ...]]:
    """Yield a line for each award, and one for each initiative's own words where it has none. A sum that nobody states is words."""
    for each in rows:
        title = each.row.title
        for line in each.lines:
            said = line.standing
            sums = (said.granted, said.requisitioned, said.used, said.repaid, said.in_kind, said.left)
            told = [
                UNKNOWN if n in (0, 5) and amount is None else "" if amount is None else amount
                for n, amount in enumerate(sums)
            ]
            yield (title, line.where_from, line.award.year, *told, line.use_by.isoformat() if line.use_by else "")
        if not each.lines:
            for statement in each.statements:
                granted = UNKNOWN if statement.kronor is None else statement.kronor
                yield (title, statement.source_text, statement.period_text, granted, "", "", "", "", "", "")
        if not each.names_money:
            yield (title, "inte sagt", "", UNKNOWN, "", "", "", "", "", "")


def as_csv(rows: Iterable[MoneyRow]) -> str:
    """Return the table as CSV with a byte order mark: Excel needs it for å, ä and ö."""
    file = io.StringIO()
    file.write("\ufeff")
    table = csv.writer(file, delimiter=";")
    table.writerow(HEADINGS)
    table.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in line] for line in cells(rows))
    return file.getvalue()


def as_xlsx(rows: Iterable[MoneyRow]) -> bytes:
    """Return the table as a workbook; sums are numbers."""
    import xlsxwriter  # a library that a web process does not always need

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Medel per insats")
    head, money = book.add_format({"bold": True}), book.add_format({"num_format": "# ##0"})
    sheet.write_row(0, 0, HEADINGS, head)
    for n, line in enumerate(cells(rows), start=1):
        for place, cell in enumerate(line):
            sheet.write(n, place, cell, money if isinstance(cell, int) and place > 2 else None)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 1, 45)
    sheet.set_column(2, len(HEADINGS), 14)
    book.close()
    return file.getvalue()
