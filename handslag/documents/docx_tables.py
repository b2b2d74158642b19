"""Tables in a Word file: header rows that repeat, rows that stay whole, and columns as broad as their words need."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from handslag.documents.blocks import Cell, Column, Table, Words, plain
from handslag.documents.docx_looks import Setting
from handslag.documents.docx_words import Text
from handslag.documents.docx_xml import attribute, paragraph, run
from handslag.documents.lettering import SIZE, SOFT_HYPHEN, measure, visible, wrap

_NUMBERS = ("number", "kronor")
_KEPT = 5  # rows: a table of so few is not parted by the end of a page
_LONGEST = 1_500  # letters: a row with more may be parted, or it would not fit on a page
_LINE = 24  # letters: more than that is a text, even in a column of figures
_MANY = 6  # columns: from so many on the letters are smaller
_GAP = 250  # twips from one column's words to the next column


class Tables:
    """Writes tables. mark: gives the run of a status mark."""

    def __init__(self, text: Text, idents: dict[str, str], mark: Callable[[str], str], setting: Setting) -> None:
        self._text, self._idents, self._mark, self._setting = text, idents, mark, setting

    def table(self, held: Table, *, width: int) -> str:
        """Return a table of `width` twips; its letters are smaller in many columns or for long words."""
        breadth = self._setting.breadth
        size, style = self._setting.size - 1, self._idents["Handslag tabelltext"]
        if len(held.columns) >= _MANY or sum(_needed(held, size * breadth, whole=False)) >= width:
            size, style = self._setting.size - 2, self._idents["Handslag liten tabelltext"]
        widths = column_widths(held, width=width, points=size * breadth)
        room = [(wide - _GAP) / 20 / (size * breadth) * SIZE + 0.5 for wide in widths]  # half a px: widths are whole
        rows = "".join(
            self._row(row, held.columns, widths, room, style, keep=len(held.rows) <= _KEPT and row is not held.rows[-1])
            for row in held.rows
        )
        grid = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in widths)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self._idents["Handslag tabell"]}"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1"'
            f' w:noVBand="1"/><w:tblCaption w:val="{attribute(held.caption)}"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
            f"{_head(held.columns, widths, style)}{rows}</w:tbl>"
        )

    def _row(
        self,
        row: Sequence[Cell],
        columns: Sequence[Column],
        widths: Sequence[int],
        room: Sequence[float],
        style: str,
        *,
        keep: bool,
    ) -> str:
        cells = [
            _cell(
                paragraph(self._said(cell, px), style, keep=keep, right=_stands_right(cell, column)),
                wide,
                last=column is columns[-1],
            )
            for cell, column, wide, px in zip(row, columns, widths, room, strict=True)
        ]
        whole = sum(len(plain(cell.words)) for cell in row) <= _LONGEST
        return f"<w:tr>{'<w:trPr><w:cantSplit/></w:trPr>' if whole else ''}{''.join(cells)}</w:tr>"

    def _said(self, cell: Cell, room: float) -> str:
        tone = {"silent": "muted", "confirmed": "ochre"}.get(cell.state, "")
        before = self._mark(cell.mark) if cell.mark else ""
        return before + self._text.words(_parted(cell.words, room), tone=tone, strong=cell.state == "confirmed")


def column_widths(held: Table, *, width: int, points: float) -> list[int]:
    """Return the width of each column in twips, `width` in all. points: size of letters as broad as those measured.

    A column gets its share, but no less than its figures and dates on one line, or at least than its longest word,
    where there is room for that in all columns.
    """
    shares = [max(column.width, 0.1) for column in held.columns]
    for whole in (True, False):
        needed = _needed(held, points, whole=whole)
        if sum(needed) < width:
            return _shared(shares, needed, width)
    return _shared([float(each) for each in needed], [0] * len(needed), width)


def _shared(shares: list[float], needed: list[int], width: int) -> list[int]:
    fixed: set[int] = set()
    while True:
        free = width - sum(needed[at] for at in fixed)
        total = sum(share for at, share in enumerate(shares) if at not in fixed)
        widths = [needed[at] if at in fixed else int(share / total * free) for at, share in enumerate(shares)]
        short = {at for at in range(len(shares)) if widths[at] < needed[at]}
        if not short:
            return [*widths[:-1], width - sum(widths[:-1])]
        fixed |= short


def _needed(held: Table, points: float, *, whole: bool) -> list[int]:
    """Return the width in twips of the longest word in each column. whole: short figures and dates are one word."""
    return [round(_longest(held, at, whole=whole) / SIZE * points * 20) + _GAP for at in range(len(held.columns))]


def _longest(held: Table, at: int, *, whole: bool) -> float:
    one_line = whole and held.columns[at].kind != "text"
    texts = {visible(plain(row[at].words)) for row in held.rows}
    found = {word for text in texts for word in ([text] if one_line and len(text) < _LINE else text.split(" "))}
    widest = max((measure(word[:_LINE]) for word in found), default=0)
    marked = SIZE * 1.3 if any(row[at].mark for row in held.rows) else 0
    title = visible(held.columns[at].title).split(" ")
    heading = max((measure(word[:_LINE], bold=True) for word in title), default=0)
    return max(widest + marked, heading)


def _parted(words: Words, room: float) -> Words:
    """Return the words with soft hyphens in those that are longer than a line of `room` px: not every reader of Word
    files can part Swedish words."""
    return tuple(replace(each, text=" ".join(_part(word, room) for word in each.text.split(" "))) for each in words)


def _part(word: str, room: float) -> str:
    if len(word) < 8 or measure(word) <= room:
        return word
    parts, at = [], 0
    for line in wrap(word, within=room, lines=len(word))[:-1]:
        part = line if word.startswith(line, at) else line[:-1]  # without the hyphen that a line was given
        parts.append(part)
        at += len(part)
    return SOFT_HYPHEN.join([*parts, word[at:]])


def _head(columns: Sequence[Column], widths: Sequence[int], style: str) -> str:
    cells = [
        _cell(
            paragraph(run(column.title), style, keep=True, right=column.kind in _NUMBERS),
            wide,
            last=column is columns[-1],
        )
        for column, wide in zip(columns, widths, strict=True)
    ]
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _stands_right(cell: Cell, column: Column) -> bool:
    return column.kind in _NUMBERS and len(plain(cell.words)) < _LINE


def _cell(inner: str, width: int, *, last: bool) -> str:
    # The last column ends where the lines of text end.
    margin = '<w:tcMar><w:right w:w="0" w:type="dxa"/></w:tcMar>' if last else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{margin}</w:tcPr>{inner}</w:tc>'
