"""The coverage matrix: goals against places, levels or groups, each cell in one of three states that are never mixed."""

from collections.abc import Sequence
from dataclasses import dataclass

from handslag.documents.drawing import (
    BROAD,
    FALL,
    LINE,
    NARROW,
    RISE,
    Drawing,
    Picture,
    Tone,
    draw,
    label,
    num,
    path,
    text,
)
from handslag.documents.figures_thread import State, knot
from handslag.documents.lettering import fit, measure, visible, wrap

WORDS = {"quiet": "ej redovisad", "zero": "0, bekräftat"}
SHADES: tuple[tuple[int, str, str, Tone], ...] = (
    (8, "k-shade-8", "spruce", "on"),
    (4, "k-shade-4", "spruce_4", "on_shade"),
    (2, "k-shade-2", "spruce_2", "ink"),
    (0, "k-shade-1", "spruce_soft", "ink"),
)
"""From which n, the class and the token of a filled cell, and the tone of the figure in it."""

_CELL = 32.0  # px, a cell's height
_GAP = 4.0
_TITLE = 190.0  # px, the room for titles in the broad picture
_TITLE_CROWDED = 180.0  # the same where the columns need the room
_SUM = 58.0  # px, the least room for sums
_RING = 7.0
_HEAD_LEAST, _HEAD_MOST = 84.0, 130.0  # px, how long a turned heading may be: in two lines, in one
_CROWDED = 8  # columns
_TITLE_LINES = 5
_SUM_TONES: dict[State, Tone] = {"filled": "ink", "quiet": "muted", "zero": "ochre"}


@dataclass(frozen=True)
class CoverageCell:
    """filled: n is reported; at_least: it may be more. quiet: the source is silent. zero: confirmed that nothing is."""

    state: State
    n: int = 0
    at_least: bool = False

    @property
    def words(self) -> str:
        """The cell in words: "3", "minst 3", "ej redovisad", "0, bekräftat"."""
        return WORDS.get(self.state) or (f"minst {self.n}" if self.at_least else str(self.n))


@dataclass(frozen=True)
class CoverageRow:
    """A goal, a challenge or the like with a cell for each column; no cells where the whole row is quiet or zero.

    n: how many there are on the row, each counted once. group: the heading it stands under; rows keep their order.
    words: said in the strip of a row without cells, in place of "ej redovisad" and the like.
    """

    title: str
    group: str = ""
    cells: tuple[CoverageCell, ...] = ()
    state: State = "filled"
    n: int = 0
    words: str = ""
    href: str | None = None

    @property
    def said(self) -> str:
        return self.words or WORDS[self.state]


def coverage_matrix(
    rows: Sequence[CoverageRow],
    columns: Sequence[str],
    *,
    key: str,
    title: str,
    finding: str,
    head: str = "Utmaning",
    note: str = "",
) -> Drawing:
    """Return the matrix. columns: their headings. head: what a row is, over the titles.

    Raises ValueError that names a row with another number of cells than there are columns, or with n < 0.
    """
    for row in rows:
        _check(row, columns)
    return draw(
        key=key,
        title=title,
        finding=finding,
        description=_description(title, rows, columns),
        broad=_Matrix(rows, columns, head=head, width=BROAD).broad(),
        narrow=_Matrix(rows, columns, head=head, width=NARROW).narrow(),
        columns=tuple(visible(each) for each in (*_groups(rows), head, *columns, "Summa")),
        rows=tuple(_data(row, rows, columns) for row in rows),
        note=" ".join(part for part in (*_reading(rows), note) if part),
        links=any(row.href for row in rows),
    )


def shade(n: int) -> tuple[str, str, Tone]:
    """Return the class and the token of a cell that holds n, and the tone of what is written in it."""
    return next((name, token, tone) for least, name, token, tone in SHADES if n >= least)


def _check(row: CoverageRow, columns: Sequence[str]) -> None:
    if row.state == "filled" and len(row.cells) != len(columns):
        raise ValueError(f"{row.title!r} has {len(row.cells)} cells for {len(columns)} columns")
    if row.state != "filled" and row.cells:
        raise ValueError(f"{row.title!r} is {row.state} and has cells")
    if row.n < 0 or any(cell.n < 0 for cell in row.cells):
        raise ValueError(f"{row.title!r} has a negative number")


class _Matrix:
    """Writes the picture from top to bottom in one width.

    Where the columns are more than there is room for they are parted into bands, one under the other, each with the
    rows that have cells.
    """

    def __init__(self, rows: Sequence[CoverageRow], columns: Sequence[str], *, head: str, width: float) -> None:
        self.rows, self.columns, self.head, self.width = rows, columns, head, width
        self.body: list[str] = []
        self.y = 0.0

    def broad(self) -> Picture:
        """Return a table: the title to the left of its cells, the sum to the right."""
        left = _TITLE_CROWDED if len(self.columns) > _CROWDED else _TITLE
        sums = max([_SUM, *(measure(str(row.n), bold=True) + 8 for row in self.rows)])
        for band in self._bands(left, self.width - sums):
            self._heads(band)
            self.body.append(text(0, self.y - 11, fit(self.head, within=left - 12, bold=True), bold=True))
            self.body.append(text(self.width, self.y - 11, "Summa", bold=True, anchor="end"))
            for before, row in self._rows(band):
                self._heading(row, before)
                lines = wrap(row.title, within=left - 16, lines=_TITLE_LINES)
                height = max(band.height(row) + 2 * _GAP, len(lines) * LINE + 2 * _GAP + 4)
                middle = self.y + height / 2
                self.body.append(label(0, _first(middle, len(lines)), lines, href=row.href))
                self.body += band.cells(row, middle - band.height(row) / 2)
                self.body.append(
                    text(
                        self.width,
                        middle + 5,
                        _sum(row),
                        tone=_SUM_TONES[row.state],
                        bold=row.state != "quiet",
                        anchor="end",
                    )
                )
                self.y += height
                self._line()
        return Picture("".join(self.body), max(self.y, LINE) + 2)

    def narrow(self) -> Picture:
        """Return the title above its cells, with the sum on its line; the headings stand once, at the top of a band."""
        for band in self._bands(0, self.width):
            self._heads(band)
            for before, row in self._rows(band):
                self._heading(row, before)
                total = f"summa {row.n}" if row.state == "filled" else ""
                lines = wrap(row.title, within=self.width - measure(total) - 14, lines=_TITLE_LINES)
                self.body.append(label(0, self.y + 8 + RISE, lines, href=row.href))
                self.body.append(
                    text(self.width, self.y + 8 + RISE, total, tone="muted", anchor="end") if total else ""
                )
                self.y += 8 + max(len(lines), 1) * LINE + 5
                self.body += band.cells(row, self.y)
                self.y += band.height(row) + 10
                self._line()
        return Picture("".join(self.body), max(self.y, LINE) + 2)

    def _bands(self, left: float, right: float) -> list["_Band"]:
        """Return the columns in as few bands as have room for their figures, of about the same size."""
        figures = [measure(f"{cell.n}+", bold=True) for row in self.rows for cell in row.cells]
        least = max([2 * _RING, *figures]) + 2 + _GAP
        most = max(int((right - left) // least), 1)
        count = -(-len(self.columns) // most) or 1
        size = -(-len(self.columns) // count)
        step = (right - left + (_GAP if right == self.width else 0)) / max(size, 1)
        return [
            _Band(self.columns[at : at + size], at, left, right, step)
            for at in range(0, max(len(self.columns), 1), size or 1)
        ]

    def _rows(self, band: "_Band") -> list[tuple[CoverageRow | None, CoverageRow]]:
        """Return the band's rows, each with the one before it; those without cells stand in the first band only."""
        rows = [row for row in self.rows if row.cells or not band.start]
        return list(zip([None, *rows], rows, strict=False))

    def _heads(self, band: "_Band") -> None:
        self.y += 20 if band.start else 0
        drawn, height = band.heads(self.y)
        self.body += drawn
        self.y += height
        self.body.append(path(f"M0 {num(self.y)}H{num(self.width)}", name="k-part", stroke="rule", width=2))
        self.y += 3

    def _heading(self, row: CoverageRow, before: CoverageRow | None) -> None:
        """Write the group's heading where it changes."""
        if not row.group or (before and before.group == row.group):
            return
        lines = wrap(row.group, within=self.width, lines=2, bold=True)
        self.y += 14 if before else 6
        self.body.append(label(0, self.y + RISE + 4, lines, bold=True))
        self.y += len(lines) * LINE + 8
        self._line()

    def _line(self) -> None:
        self.body.append(path(f"M0 {num(self.y)}H{num(self.width)}", name="k-grid", stroke="line"))


@dataclass(frozen=True)
class _Band:
    """Columns beside each other. start: the place of the first among all; left, right, step: px."""

    columns: Sequence[str]
    start: int
    left: float
    right: float
    step: float

    @property
    def room(self) -> float:
        return self.step - _GAP

    def heads(self, top: float) -> tuple[list[str], float]:
        """Return the headings and their height: upright where all fit, else all turned."""
        upright = [wrap(head, within=self.room, lines=3, bold=True) for head in self.columns]
        words = [word for head in self.columns for word in visible(head).split()]
        cut = any(lines and lines[-1].endswith("…") for lines in upright)
        if not cut and all(measure(word, bold=True) <= self.room for word in words):
            height = max([1, *(len(lines) for lines in upright)]) * LINE + 10
            return [self._upright(at, lines, top + height) for at, lines in enumerate(upright)], height
        across = 2 if self.room >= 2 * LINE else 1
        length = min(max([_HEAD_LEAST, *(measure(word, bold=True) for word in words)]), _HEAD_MOST)
        length = length if across == 2 else _HEAD_MOST
        turned = [wrap(head, within=length, lines=across, bold=True) for head in self.columns]
        height = max((measure(line, bold=True) for lines in turned for line in lines), default=0) + 16
        return [self._turned(at, lines, top + height) for at, lines in enumerate(turned)], height

    def _upright(self, at: int, lines: Sequence[str], bottom: float) -> str:
        first = bottom - 8 - (len(lines) - 1) * LINE
        x = self._middle(at)
        return "".join(text(x, first + i * LINE, line, bold=True, anchor="middle") for i, line in enumerate(lines))

    def _turned(self, at: int, lines: Sequence[str], bottom: float) -> str:
        first = self._middle(at) + (RISE - FALL) / 2 - (len(lines) - 1) * LINE / 2
        return "".join(text(first + i * LINE, bottom - 8, line, bold=True, turned=True) for i, line in enumerate(lines))

    def _middle(self, at: int) -> float:
        return self.left + at * self.step + self.room / 2

    def height(self, row: CoverageRow) -> float:
        """Return how high the row's cells are, or its strip."""
        return _CELL if row.state == "filled" else max(_CELL, len(self._said(row)) * LINE + 12)

    def _said(self, row: CoverageRow) -> tuple[str, ...]:
        return wrap(row.said, within=self.right - self.left - 46, lines=3)

    def cells(self, row: CoverageRow, top: float) -> list[str]:
        """Return the row's cells, or its strip."""
        if row.state != "filled":
            return self._strip(row, top)
        cells = row.cells[self.start : self.start + len(self.columns)]
        long = all(measure(cell.words) + 6 <= self.room for cell in cells if cell.state == "filled")
        return [_cell(cell, self.left + at * self.step, top, self.room, long=long) for at, cell in enumerate(cells)]

    def _strip(self, row: CoverageRow, top: float) -> list[str]:
        bottom, right = top + self.height(row), self.right - _GAP
        if row.state == "zero":
            box = f"M{num(self.left + 1)} {num(top)}H{num(right)}V{num(bottom)}H{num(self.left + 1)}Z"
            side = path(box, name="k-strip", fill="ochre_soft", stroke="ochre", width=1.5, dash="4 3")
        else:
            edge = f"M{num(self.left + 1)} {num(top)}V{num(bottom)}"
            side = path(edge, name="k-hush", stroke="edge", width=1.5, dash="2 3")
        lines = self._said(row)
        first = _first((top + bottom) / 2, len(lines))
        tone: Tone = "ochre" if row.state == "zero" else "muted"
        words = "".join(text(self.left + 34, first + i * LINE, line, tone=tone) for i, line in enumerate(lines))
        return [side, knot(self.left + 18, (top + bottom) / 2, row.state), words]


def _sum(row: CoverageRow) -> str:
    return str(row.n) if row.state == "filled" else "0" if row.state == "zero" else "–"


def _cell(cell: CoverageCell, x: float, top: float, width: float, *, long: bool) -> str:
    """Return a cell; long: there is room for "minst 2", else it is written "2+"."""
    middle, level = x + width / 2, top + _CELL / 2
    if cell.state == "quiet":
        return knot(middle, level, "quiet")
    box = f"M{num(x)} {num(top)}h{num(width)}v{num(_CELL)}h{num(-width)}Z"
    if cell.state == "zero":
        lit = path(box, name="k-strip", fill="ochre_soft", stroke="ochre", width=1.5, dash="4 3")
        return lit + text(middle, level + 5, "0", tone="ochre", bold=True, anchor="middle")
    name, token, tone = shade(cell.n)
    words = cell.words if long else f"{cell.n}{'+' if cell.at_least else ''}"
    figure = text(middle, level + 5, words, tone=tone, bold=not cell.at_least, anchor="middle")
    return path(box, name=name, fill=token) + figure


def _first(middle: float, lines: int) -> float:
    """Return the first baseline of lines that stand round a middle."""
    return middle + (RISE - FALL) / 2 + 1 - (lines - 1) * LINE / 2


def _reading(rows: Sequence[CoverageRow]) -> list[str]:
    """Return how to read the marks that occur."""
    cells = [cell for row in rows for cell in row.cells]
    states = {row.state for row in rows} | {cell.state for cell in cells}
    return [
        words
        for words, occurs in (
            ("Fylld ruta: antal redovisade insatser, mörkare från 2, 4 och 8.", "filled" in states),
            ("”Minst 2”, kort ”2+”: någon insats på raden har platser som inte är namngivna.", _is_bounded(cells)),
            ("Grå ring: ej redovisad, ingen slutsats dras.", "quiet" in states),
            ("Ockra: bekräftat att inget finns.", "zero" in states),
        )
        if occurs
    ]


def _is_bounded(cells: Sequence[CoverageCell]) -> bool:
    return any(cell.at_least for cell in cells)


def _groups(rows: Sequence[CoverageRow]) -> tuple[str, ...]:
    return ("Grupp",) if any(row.group for row in rows) else ()


def _data(row: CoverageRow, rows: Sequence[CoverageRow], columns: Sequence[str]) -> tuple[str, ...]:
    cells = [cell.words for cell in row.cells] or [WORDS[row.state]] * len(columns)
    total = str(row.n) if row.state == "filled" else row.said
    head = (row.group, row.title) if _groups(rows) else (row.title,)
    return tuple(visible(each) for each in (*head, *cells, total))


def _description(title: str, rows: Sequence[CoverageRow], columns: Sequence[str]) -> str:
    told = [title]
    for row in rows:
        cells = ", ".join(f"{column} {cell.words}" for column, cell in zip(columns, row.cells, strict=False))
        told.append(f"{row.title}: " + (f"{cells}, summa {row.n}" if row.cells else row.said))
    return visible(". ".join(told)) + "."
