"""The trail as rows: every award, and what is not placed, so that each source's rows are all of its money."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handslag.funding.trail.drawings import receiver_of
from handslag.funding.trail.queries import Piece, PotPart, Served, Source, Trail
from handslag.trust.cells import harmless

KINDS = {
    "reached": "når en insats",
    "post": "budgetpost utan insats",
    "carried": "fört till ett senare år",
    "outside": "oplacerat: i ingen pott",
    "left": "oplacerat: kvar i potten",
    "unplaced": "oplacerat",
    "over": "mer än vad som finns",
}
NOT_PLACED = ("outside", "left", "unplaced")
HEADINGS = (
    "år", "källa", "vem som säger vad länet får", "pott", "beslut", "mottagare", "insats eller budgetpost", "mål", "vad", "kronor", "redovisade resultat",
)  # fmt: skip
UNKNOWN = "belopp saknas"
WHO_SAYS = {"published": "utbetalaren", "computed": "vår beräkning, ett räkneexempel", "unknown": "inte känt"}

Cell = str | int


@dataclass(frozen=True)
class Row:
    """An award, or money that is not awarded. kind: of KINDS. kronor: None where not known; of "over" how much it is."""

    source: Source
    kind: str
    kronor: int | None
    pot: PotPart | None = None
    piece: Piece | None = None
    served: Served | None = None
    receiver: str = ""
    is_at_most: bool = False

    @property
    def words(self) -> str:
        return KINDS[self.kind]

    @property
    def title(self) -> str:
        """The initiative's name, else what the award itself is called; "" where nothing is awarded."""
        if self.served:
            return self.served.title
        return self.piece.title if self.piece else ""

    @property
    def is_placed(self) -> bool:
        return self.kind not in NOT_PLACED


def rows_of(trail: Trail, sources: Iterable[Source]) -> list[Row]:
    """Return the rows of the sources, each source's awards before what is left of it."""
    return [row for source in sources for row in (*_awarded(trail, source), *_left(source))]


def _awarded(trail: Trail, source: Source) -> Iterator[Row]:
    pots = {part.pot.pk: part for part in source.pots}
    for piece in source.pieces:
        served = trail.initiatives.get(piece.initiative_id or 0)
        kind = "reached" if served else "post"
        pot = pots.get(piece.pot_id or 0)
        yield Row(source, kind, piece.kronor, pot, piece, served, receiver_of(trail, piece))


def _left(source: Source) -> Iterator[Row]:
    balance = source.balance
    for part in source.pots:
        if part.purse.carried_on:
            yield Row(source, "carried", part.purse.carried_on, part)
    if not balance.parts:
        if balance.rest:
            yield Row(source, _kind(balance.rest, "unplaced"), abs(balance.rest), is_at_most=balance.is_at_most)
        elif balance.rest is None and source.key != "ord":
            yield Row(source, "unplaced", None)
        return
    if outside := balance.parts["outside"]:
        yield Row(source, _kind(outside, "outside"), abs(outside), is_at_most=bool(balance.direct.unknown))
    for part, pot in zip(source.pots, balance.pots, strict=True):
        if pot.left:
            is_at_most = bool(pot.given.unknown) or not part.purse.carried_on_known
            yield Row(source, _kind(pot.left, "left"), abs(pot.left), part, is_at_most=is_at_most)


def _kind(kronor: int, kind: str) -> str:
    return kind if kronor > 0 else "over"


def cells(trail: Trail, rows: Iterable[Row]) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of each row. What there is too much of stands below zero, so that a source's rows sum up to it."""
    for row in rows:
        amount: Cell = UNKNOWN if row.kronor is None else -row.kronor if row.kind == "over" else row.kronor
        pot = (row.pot.pot.title, row.pot.told) if row.pot else ("", "")
        goals = ", ".join(goal.title for goal in row.served.goals) if row.served else ""
        words = f"{row.words}, högst" if row.is_at_most else row.words
        results: Cell = row.served.results if row.served else ""
        yield (
            trail.year or "",
            row.source.title,
            WHO_SAYS.get(row.source.whole.kind, ""),
            *pot,
            row.receiver,
            row.title,
            goals,
            words,
            amount,
            results,
        )


def as_csv(trail: Trail, rows: Iterable[Row]) -> str:
    """Return the table as CSV with a byte order mark: Excel needs it for å, ä and ö."""
    file = io.StringIO()
    file.write("\ufeff")
    table = csv.writer(file, delimiter=";")
    table.writerow(HEADINGS)
    table.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in line] for line in cells(trail, rows))
    return file.getvalue()


def as_xlsx(trail: Trail, rows: Iterable[Row]) -> bytes:
    """Return the table as a workbook; sums are numbers."""
    import xlsxwriter  # a library that a web process does not always need

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Följ kronan")
    head, money = book.add_format({"bold": True}), book.add_format({"num_format": "# ##0"})
    sheet.write_row(0, 0, HEADINGS, head)
    for n, line in enumerate(cells(trail, rows), start=1):
        for place, cell in enumerate(line):
            sheet.write(n, place, cell, money if HEADINGS[place] == "kronor" else None)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, len(HEADINGS), 32)
    book.close()
    return file.getvalue()
