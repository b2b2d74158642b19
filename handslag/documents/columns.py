"""How wide the columns of a table are: as their words need, so that no engine has to try."""

from collections.abc import Sequence

from handslag.documents.blocks import Cell, Column, plain
from handslag.documents.lettering import measure, visible

GAP, NUMBER_GAP = 18.0, 28.0  # px between columns; figures stand close to what comes after them
MARK = 18.0  # px that a mark or a knot takes
CITE = 9.0  # px that the number of a source takes
MOST = 330.0  # px that a column asks for at most: longer texts break

Needs = tuple[float, float]
"""What a column needs for its longest word, and what it asks for so that nothing breaks, in px at 15.5 px."""


def shares(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, room: float) -> list[float]:
    """Return the share of each column, together 1. room: px in which the table stands, for text of 15.5 px.

    The widths that the columns are given count where they differ; no column becomes narrower than its longest word as
    long as there is room.
    """
    needs = [_needs(column, [row[place] for row in rows]) for place, column in enumerate(columns)]
    told = [column.width for column in columns]
    if len(set(told)) > 1:
        needs = [(need, max(need, room * share / sum(told))) for (need, _), share in zip(needs, told, strict=True)]
    return parted(needs, room=room)


def text_shares(texts: Sequence[Sequence[str]], *, room: float) -> list[float]:
    """Return the shares of columns of plain texts; texts: one sequence for each column, its heading first."""
    return parted([_text_needs(column) for column in texts], room=room)


def parted(needs: Sequence[Needs], *, room: float) -> list[float]:
    """Return shares of the room: what is needed first, then the rest as it is asked for."""
    least, most = sum(need for need, _ in needs), sum(asked for _, asked in needs)
    if least >= room or most <= least:
        return [need / least for need, _ in needs]
    if most <= room:
        return [asked / most for _, asked in needs]
    part = (room - least) / (most - least)
    return [(need + part * (asked - need)) / room for need, asked in needs]


def _text_needs(texts: Sequence[str]) -> Needs:
    need = max((_longest(text) for text in texts), default=0)
    asked = max((measure(visible(text)) for text in texts), default=0)
    return need + GAP, max(need, min(asked, MOST)) + GAP


def _needs(column: Column, cells: Sequence[Cell]) -> Needs:
    need, asked = _longest(column.title, bold=True), measure(visible(column.title), bold=True)
    whole = column.kind in ("number", "kronor")
    for cell in cells:
        text = plain(cell.words)
        beside = MARK * bool(cell.mark or cell.state) + CITE * sum(len(run.cites) for run in cell.words)
        width = measure(visible(text)) + beside
        asked = max(asked, width)
        need = max(need, width if whole and cell.value is not None else _longest(text) + beside)
    gap = NUMBER_GAP if whole else GAP
    return need + gap, max(need, min(asked, MOST)) + gap


def _longest(text: str, *, bold: bool = False) -> float:
    """Return the width of the longest part of a text that stands on one line."""
    return max((measure(part, bold=bold) for part in visible(text).replace("-", "- ").split(" ")), default=0)
