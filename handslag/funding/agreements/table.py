"""A line parted among everybody, as a table that can be sorted and taken out."""

import csv
import io
from dataclasses import dataclass
from fractions import Fraction

from handslag.allocation import Allocation, rule_in_words
from handslag.funding.agreements.receivers import Receivers
from handslag.funding.models import PublishedShare
from handslag.places.models import Area
from handslag.swedish.sorting import sort_key
from handslag.trust.cells import harmless

ORDERS = {"namn": "Namn", "kronor": "Kronor", "per": "Per invånare"}
"""Orders of the table, as the address calls them."""
HEADINGS = (
    "kod",
    "mottagare",
    "invånare",
    "kronor",
    "kronor per invånare",
    "före avrundning",
    "avrundning",
    "publicerat",
    "skillnad",
)


@dataclass(frozen=True)
class Row:
    """One receiver. per: kronor per inhabitant, None where the population is not known. is_ours: of the reader's county."""

    code: str
    name: str
    people: int | None
    kronor: int
    per: Fraction | None
    exact: Fraction
    rounding: str
    published: int | None
    is_ours: bool

    @property
    def per_text(self) -> str:
        return "" if self.per is None else two_decimals(self.per)

    @property
    def difference(self) -> int | None:
        return None if self.published is None else self.published - self.kronor


def two_decimals(value: Fraction) -> str:
    """Return an exact number with two decimals, as tables for machines have it: "25,60"."""
    hundredths = int((value * ALL + Fraction(1, 2)) // 1)
    return f"{hundredths // ALL},{hundredths % ALL:02}"


ALL = 100


def rows_of(
    allocation: Allocation, receivers: Receivers, county: Area, published: dict[str, PublishedShare], *, order: str
) -> list[Row]:
    """Return every receiver in an order; the largest first where it is by an amount."""
    ours = {county.code, *receivers.of_county(county.code)}
    rows = [
        Row(
            each.code,
            each.name,
            each.population,
            each.kronor,
            Fraction(each.kronor, each.population) if each.population else None,
            each.exact,
            "" if not each.remainder else "uppåt" if each.order else "nedåt",
            published[each.code].kronor if each.code in published else None,
            each.code in ours,
        )
        for each in allocation.shares
    ]
    rows.sort(key=lambda row: sort_key(row.name))
    if order == "kronor":
        rows.sort(key=lambda row: -row.kronor)
    if order == "per":
        rows.sort(key=lambda row: (row.per is None, -(row.per or 0)))
    return rows


def _cells(row: Row) -> list[str]:
    told = [row.people, row.kronor, row.per_text, two_decimals(row.exact), row.rounding, row.published, row.difference]
    return [row.code, harmless(row.name), *("" if each is None else str(each) for each in told)]


def as_csv(rows: list[Row], allocation: Allocation, title: str) -> str:
    """Return the table as CSV, as Swedish spreadsheets read it, the sum and the rule below it."""
    file = io.StringIO()
    table = csv.writer(file, delimiter=";")
    table.writerow(HEADINGS)
    table.writerows(_cells(row) for row in rows)
    table.writerow(["", "Summa", "", str(sum(row.kronor for row in rows)), "", "", "", "", ""])
    table.writerow([])
    table.writerow([harmless(title)])
    table.writerow([harmless(rule_in_words(allocation))])
    return "\ufeff" + file.getvalue()


def as_xlsx(rows: list[Row], allocation: Allocation, title: str) -> bytes:
    """Return the table as an Excel file; numbers are numbers, and no text is taken for a formula."""
    # Here and not above: 16 MB that a web process should not carry unless somebody asks for the file.
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Fördelning")
    bold, whole, two = (
        book.add_format({"bold": True}),
        book.add_format({"num_format": "#,##0"}),
        book.add_format({"num_format": "0.00"}),
    )
    sheet.write_row(0, 0, [heading.capitalize() for heading in HEADINGS], bold)
    for n, row in enumerate(rows, start=1):
        sheet.write_string(n, 0, row.code)
        sheet.write_string(n, 1, row.name)
        numbers = {
            2: (row.people, whole),
            3: (row.kronor, whole),
            7: (row.published, whole),
            8: (row.difference, whole),
        }
        numbers |= {
            4: (None if row.per is None else float(round(row.per, 2)), two),
            5: (float(round(row.exact, 2)), two),
        }
        for column, (value, form) in numbers.items():
            if value is not None:
                sheet.write_number(n, column, value, form)
        sheet.write_string(n, 6, row.rounding)
    end = len(rows) + 1
    sheet.write_string(end, 1, "Summa", bold)
    sheet.write_number(end, 3, sum(row.kronor for row in rows), whole)
    sheet.write_string(end + 2, 0, title)
    sheet.write_string(end + 3, 0, rule_in_words(allocation))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(rows), len(HEADINGS) - 1)
    sheet.set_column(1, 1, 30)
    sheet.set_column(2, len(HEADINGS) - 1, 16)
    book.close()
    return file.getvalue()
