"""The register as a table for other programs: CSV and XLSX with the same columns.

The XLSX has three more, so that it can be edited and read in again: the status's reason, and hidden the
initiative's key and the mark of what it was made from, with the day it shows.
"""

import csv
import datetime
import io
from collections.abc import Iterable

from django.db.models import Max

from handslag.plans.models import Initiative, StatusEntry
from handslag.plans.queries.goals import Tree
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.words import INITIATIVE_KINDS, LEVELS, STATUSES
from handslag.trust.cells import harmless

HEADINGS = (
    "nummer",
    "titel",
    "typ",
    "status",
    "status enligt",
    "period",
    "första möjliga dag",
    "sista möjliga dag",
    "nivå",
    "huvudmål",
    "övriga mål",
    "plats",
    "behöver ny uppgift",
)
ONLY_IN_XLSX = ("skäl till status", "nyckel", "version")


def cells(row: InitiativeRow, tree: Tree) -> list[str]:
    titles = {ref.goal_id: tree.by_id[ref.goal_id].title for ref in row.goals if ref.goal_id in tree.by_id}
    main = [titles[ref.goal_id] for ref in row.goals if ref.primary and ref.goal_id in titles]
    others = [
        titles[ref.goal_id] + (" (vårt förslag)" if ref.origin == "proposed" else "")
        for ref in row.goals
        if not ref.primary and ref.goal_id in titles
    ]
    return [
        str(row.number or ""),
        row.title,
        INITIATIVE_KINDS.get(row.kind, ""),
        STATUSES[row.status.status],
        row.status.as_of_text,
        row.period.text if row.period else "inte angiven",
        row.period.first.isoformat() if row.period and row.period.first else "",
        row.period.last.isoformat() if row.period and row.period.last else "",
        LEVELS.get(row.level, "inte angiven"),
        "; ".join(main) or "inget",
        "; ".join(others),
        row.place_words,
        " ".join(flag.text for flag in row.flags),
    ]


def version_marks(ids: Iterable[int]) -> dict[int, str]:
    """Return by initiative what it was when the file was made: its version and its latest status. Two queries."""
    ids = list(ids)
    latest = StatusEntry.objects.filter(initiative__in=ids).order_by()
    statuses = dict(latest.values_list("initiative_id").annotate(last=Max("id")))
    versions = Initiative.objects.filter(pk__in=ids).order_by().values_list("pk", "version")
    return {pk: f"{version}-{statuses.get(pk, 0)}" for pk, version in versions}


def register_csv(rows: Iterable[InitiativeRow], tree: Tree) -> str:
    """Return the rows as CSV: semicolons and a byte order mark, as Swedish spreadsheets read it."""
    file = io.StringIO()
    table = csv.writer(file, delimiter=";")
    table.writerow(HEADINGS)
    table.writerows([harmless(cell) for cell in cells(row, tree)] for row in rows)
    return "\ufeff" + file.getvalue()


def register_xlsx(rows: Iterable[InitiativeRow], tree: Tree, *, day: datetime.date) -> bytes:
    """Return the rows, as stated on `day`, as an Excel file: a filterable table with fixed headings, text cells only.

    Text cells are never taken for formulas, whatever they start with.
    """
    # Here and not above: 16 MB that a web process should not carry unless somebody asks for the file.
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Insatser")
    bold = book.add_format({"bold": True})
    headings = [*HEADINGS, *ONLY_IN_XLSX]
    sheet.write_row(0, 0, [heading.capitalize() for heading in headings], bold)
    rows, last = list(rows), 0
    marks = version_marks(row.id for row in rows)
    for last, row in enumerate(rows, start=1):
        own = (row.status.reason, str(row.uuid), f"{marks.get(row.id, '')} {day}")
        for column, cell in enumerate([*cells(row, tree), *own]):
            sheet.write_string(last, column, cell[:32_767])
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, last, len(headings) - 1)
    sheet.set_column(1, 1, 45)
    sheet.set_column(2, len(HEADINGS), 22)
    sheet.set_column(len(headings) - 2, len(headings) - 1, None, None, {"hidden": True})
    book.close()
    return file.getvalue()
