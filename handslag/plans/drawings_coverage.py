"""The coverage view as drawings: the matrix, and the map of a county's municipalities. See drawings.py on arguments."""

from collections.abc import Sequence

from handslag.documents.figures import CoverageCell, CoverageRow, Drawing, Tile, coverage_matrix, tile_map
from handslag.places.tiles import positions
from handslag.plans.drawings import addresses, listed
from handslag.plans.models import Plan
from handslag.plans.queries.coverage import CONFIRMED, COUNTED, UNPLACED, WHOLE, Cell, Coverage, CoverRow
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.words import DIMENSIONS
from handslag.swedish.dates import day as day_in_words
from handslag.swedish.numbers import capitalised, count, word

SUBJECTS = {"goals": ("utmaning", "utmaningar"), "groups": ("målgrupp", "målgrupper")}
_OTHER_SUBJECT = ("område", "områden")
_NAMED_MOST = 4  # municipalities that a sentence names


def coverage_drawing(
    found: Coverage, *, plan: Plan, key: str = "tackning", links: bool = True, site: str = ""
) -> Drawing:
    """Draw the coverage view in the plan's own order. plan: whether it is followed up decides what silence is called."""
    address = addresses(links=links, site=site)
    subject, _ = SUBJECTS.get(found.by, _OTHER_SUBJECT)
    return coverage_matrix(
        [
            CoverageRow(
                row.title,
                row.group,
                tuple(_cell(cell) for cell in row.cells),
                "filled" if row.state == COUNTED else "zero" if row.state == CONFIRMED else "quiet",
                row.n,
                _said(row, followed_up=plan.is_followed_up),
                address(row.url),
            )
            for row in found.rows
        ],
        [column.title for column in found.columns],
        key=key,
        title=f"Insatser efter {subject} och {DIMENSIONS[found.dimension].lower()}",
        finding=coverage_finding(found, followed_up=plan.is_followed_up),
        head=subject.capitalize(),
        note="En insats syns i varje kolumn där den hör hemma men räknas en gång i summan.",
    )


def _cell(cell: Cell) -> CoverageCell:
    if cell.state == COUNTED:
        return CoverageCell("filled", cell.n, cell.at_least)
    return CoverageCell("zero" if cell.state == CONFIRMED else "quiet")


def _said(row: CoverRow, *, followed_up: bool) -> str:
    """Return what stands in the place of a row's cells: "0, bekräftat av utvecklingsledare, 1 mars 2024"."""
    if row.note:
        return f"0, bekräftat av {row.note.role}, {day_in_words(row.note.date)}"
    return "" if followed_up else "inget kopplat än"


def coverage_finding(found: Coverage, *, followed_up: bool) -> str:
    """Return how many rows are silent, and whether anything in the register could belong to them."""
    total, silent = len(found.rows), len(found.silent)
    _, unit = SUBJECTS.get(found.by, _OTHER_SUBJECT)
    if not total:
        return "Planen har inga mål än."
    if not silent:
        return f"Alla {word(total)} {unit} är redovisade eller bekräftade."
    if not followed_up:
        return f"Till {word(silent, gender='en')} av {word(total)} punkter är ingen insats kopplad än."
    stated = "ej redovisade" if silent > 1 else "ej redovisad"
    text = f"{capitalised(word(silent, gender='en'))} av {word(total)} {unit} är {stated} i uppföljningen."
    if near := sum(bool(row.near) for row in found.silent):
        text += f" Det betyder inte att inget görs: till {word(near, gender='en')} av dem finns arbete som kan kopplas."
    return text


def tile_drawing(found: Coverage, *, rows: Sequence[InitiativeRow], key: str = "kommuner") -> Drawing:
    """Draw how many of the initiatives surely stand in each municipality, by länsdel and name. Nothing in it is a link.

    found: a coverage view with municipalities as columns; rows: its initiatives, read with their places.
    Raises ValueError on a view of another dimension.
    """
    if found.dimension != "municipality":
        raise ValueError(f"not by municipality: {found.dimension!r}")
    cells = {cell.column.key: cell for cell in found.whole(rows)}
    whole, unplaced = cells.pop(WHOLE).n, cells.pop(UNPLACED).n
    ordered = sorted(cells.values(), key=lambda cell: cell.column.part[0])  # within a part as they come: by name
    return tile_map(
        [Tile(cell.column.key, cell.column.title, _cell(cell), cell.column.part[1]) for cell in ordered],
        positions(),
        key=key,
        title="Insatser efter kommun",
        finding=_tile_finding(ordered, whole),
        note=_tile_note(whole, unplaced),
    )


def _tile_finding(cells: Sequence[Cell], whole: int) -> str:
    silent = [cell.column.title for cell in cells if cell.state != COUNTED]
    beside = f" utöver {'den' if whole == 1 else 'de ' + word(whole)} som gäller hela länet" if whole else ""
    if not cells:
        return "Länet har inga kommuner i registret."
    if not silent:
        return f"Alla {word(len(cells))} kommuner har minst en redovisad insats{beside}."
    names = f": {listed(silent)}" if len(silent) <= _NAMED_MOST else ""
    return (
        f"I {word(len(silent), gender='en')} av {word(len(cells))} kommuner är ingen insats redovisad{beside}{names}."
    )


def _tile_note(whole: int, unplaced: int) -> str:
    """Return what the tiles do not hold, and what they do not say."""
    told = "En insats räknas i varje kommun där den säkert finns."
    if whole:
        told += f" {count(whole, 'insats', 'insatser')} för hela länet räknas inte in."
    if unplaced:
        told += f" {count(unplaced, 'insats har', 'insatser har')} ingen plats som kan visas."
    return f"{told} Fler insatser är inte mer eller bättre arbete."
