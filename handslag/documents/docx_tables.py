"""Tables in a Word file: header rows that repeat, rows that stay whole, and columns as broad as their words need."""

from collections.abc import Callable, Sequence

from handslag.documents.blocks import Cell, Column, Table, plain
from handslag.documents.docx_words import Text
from handslag.documents.docx_xml import attribute, paragraph, run
from handslag.documents.lettering import SIZE, measure, visible

_KEPT = 5  # rows: a table of so few is not parted by the end of a page
_LONGEST = 1_500  # letters: a row with more may be parted, or it would not fit on a page
_GAP = 200  # twips from one column's words to the next column
_NUMBERS = ("number", "kronor")


def table(
    held: Table, text: Text, idents: dict[str, str], mark: Callable[[str], str], *, width: int, points: float
) -> str:
    """Return a table of `width` twips. mark: gives the run of a status mark. points: size of its text."""
    widths = column_widths(held, width=width, points=points)
    few = len(held.rows) <= _KEPT
    style = idents["Handslag tabelltext"]
    head = "".join(
        _cell(
            paragraph(run(column.title), style, keep=True, right=column.kind in _NUMBERS),
            wide,
            last=column is held.columns[-1],
        )
        for column, wide in zip(held.columns, widths, strict=True)
    )
    rows = "".join(
        _row(row, held.columns, widths, text, mark, style=style, keep=few and row is not held.rows[-1])
        for row in held.rows
    )
    grid = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{idents["Handslag tabell"]}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1"'
        ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{attribute(held.caption)}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
    )


def column_widths(held: Table, *, width: int, points: float) -> list[int]:
    """Return the width of each column in twips, `width` in all.

    A column gets its share, but no less than its longest word where there is room for all of those.
    """
    needed = [_longest(held, at, points) for at in range(len(held.columns))]
    shares = [max(column.width, 0.1) for column in held.columns]
    if sum(needed) >= width:
        shares, needed = [float(each) for each in needed], [0] * len(needed)
    fixed: set[int] = set()
    while True:
        free = width - sum(needed[at] for at in fixed)
        loose = [at for at in range(len(shares)) if at not in fixed]
        total = sum(shares[at] for at in loose)
        short = [at for at in loose if shares[at] / total * free < needed[at]]
        if not short:
            widths = [needed[at] if at in fixed else int(shares[at] / total * free) for at in range(len(shares))]
            return [*widths[:-1], width - sum(widths[:-1])]
        fixed.update(short)


def _longest(held: Table, at: int, points: float) -> int:
    """Return the width in twips of the longest word in a column; what stands right is kept on one line."""
    whole = held.columns[at].kind != "text"
    texts = [visible(plain(row[at].words)) for row in held.rows]
    bold = visible(held.columns[at].title).split(" ")
    found = {word for text in texts for word in ([text] if whole and len(text) < 24 else text.split(" "))}
    widest = max((measure(word[:24]) for word in found), default=0)
    marked = SIZE * 1.3 if any(row[at].mark for row in held.rows) else 0
    heading = max((measure(word[:24], bold=True) for word in bold), default=0)
    return round(max(widest + marked, heading) / SIZE * points * 20 * 1.04) + _GAP


def _row(
    row: Sequence[Cell],
    columns: Sequence[Column],
    widths: Sequence[int],
    text: Text,
    mark: Callable[[str], str],
    *,
    style: str,
    keep: bool,
) -> str:
    cells = "".join(
        _cell(
            paragraph(_said(cell, text, mark), style, keep=keep, right=column.kind in _NUMBERS),
            wide,
            last=column is columns[-1],
        )
        for cell, column, wide in zip(row, columns, widths, strict=True)
    )
    whole = sum(len(plain(cell.words)) for cell in row) <= _LONGEST
    return f"<w:tr>{'<w:trPr><w:cantSplit/></w:trPr>' if whole else ''}{cells}</w:tr>"


def _said(cell: Cell, text: Text, mark: Callable[[str], str]) -> str:
    tone = {"silent": "muted", "confirmed": "ochre"}.get(cell.state, "")
    before = mark(cell.mark) if cell.mark else ""
    return before + text.words(cell.words, tone=tone, strong=cell.state == "confirmed")


def _cell(inner: str, width: int, *, last: bool) -> str:
    margin = '<w:tcMar><w:right w:w="0" w:type="dxa"/></w:tcMar>' if last else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{margin}</w:tcPr>{inner}</w:tc>'
