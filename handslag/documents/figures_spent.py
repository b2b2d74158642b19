"""What has been got and what has become of it, row by row: a track as long as what was granted, filled with what is spent."""

from collections.abc import Sequence
from dataclasses import dataclass

from handslag.documents.drawing import BROAD, LINE, NARROW, RISE, Drawing, Picture, draw, label, num, path, text
from handslag.documents.lettering import fit, measure, visible, wrap

_BAR = 18.0  # px, a bar's thickness
_ROW = 10.0  # px between rows
_LABELS = 250.0  # px, the most room for labels in the broad picture
_WORDS = 0.45  # of the width: the most room for the words after a bar
_LEAST = 2.0  # px, so that a small number can be seen


@dataclass(frozen=True)
class Spent:
    """granted None: not known, and nothing is drawn. spent may be more than granted: the bar goes past its track.

    cells: the row of the table after its label. words: what stands beside the bar.
    """

    label: str
    granted: int | None
    spent: int
    words: str
    cells: tuple[str, ...]


def spent_bars(
    rows: Sequence[Spent], *, key: str, title: str, finding: str, head: str, columns: Sequence[str], note: str = ""
) -> Drawing:
    """Return the bars. columns: what the cells are called. Raises ValueError on a row with another number of cells."""
    for row in rows:
        if len(row.cells) != len(columns):
            raise ValueError(f"{row.label!r} has {len(row.cells)} cells for {len(columns)} columns")
    told = [f"{row.label}: {row.words}" for row in rows]
    return draw(
        key=key,
        title=title,
        finding=finding,
        description=visible(". ".join([title, *told])) + ".",
        broad=_Layout(rows, width=BROAD).broad(),
        narrow=_Layout(rows, width=NARROW).narrow(),
        columns=tuple(visible(each) for each in (head, *columns)),
        rows=tuple(tuple(visible(each) for each in (row.label, *row.cells)) for row in rows),
        note=note,
    )


class _Layout:
    def __init__(self, rows: Sequence[Spent], *, width: float) -> None:
        self.rows, self.width = rows, width
        self.end = max((max(row.granted, row.spent) for row in rows if row.granted is not None), default=0)
        drawn = (measure(visible(row.words), bold=True) for row in rows if row.granted is not None)
        self.room = min(max(drawn, default=0), width * _WORDS)
        self.body: list[str] = []
        self.y = 0.0

    def broad(self) -> Picture:
        """Return the label to the left of its bar."""
        left = min(max((measure(visible(row.label)) for row in self.rows), default=0), _LABELS) + 16
        for row in self.rows:
            lines = wrap(row.label, within=left - 16, lines=4)
            height = max(_BAR, len(lines) * LINE)
            self.body.append(label(0, self.y + (height - len(lines) * LINE) / 2 + RISE + 2, lines))
            self._bar(row, left, self.y + (height - _BAR) / 2)
            self.y += height + _ROW
        bottom = max(self.y - _ROW, LINE)
        axis = path(f"M{num(left)} 0V{num(bottom)}", name="k-axis", stroke="edge")
        return Picture("".join(self.body) + axis, bottom + 2)

    def narrow(self) -> Picture:
        """Return the label above its bar."""
        for row in self.rows:
            lines = wrap(row.label, within=self.width, lines=4)
            self.body.append(label(0, self.y + RISE + 2, lines))
            self.y += len(lines) * LINE + 3
            self._bar(row, 0, self.y)
            self.y += _BAR + _ROW
        return Picture("".join(self.body), max(self.y - _ROW, LINE) + 2)

    def _bar(self, row: Spent, left: float, top: float) -> None:
        if row.granted is None:
            said = fit(row.words, within=self.width - left - 8)
            self.body.append(text(left + 8, top + 14, said, tone="muted"))
            return
        granted, spent = self._px(row.granted, left), self._px(max(row.spent, 0), left)
        self.body.append(path(_box(left, top, max(granted, _LEAST)), name="k-soft", fill="lime_deep"))
        if row.spent > 0:
            self.body.append(path(_box(left, top, max(spent, _LEAST)), name="k-lake", fill="lake"))
        x = left + max(granted, spent, _LEAST) + 8
        self.body.append(text(x, top + 14, fit(row.words, within=self.room + 0.1, bold=True), bold=True))

    def _px(self, amount: int, left: float) -> float:
        return amount / self.end * (self.width - left - self.room - 10) if self.end else 0.0


def _box(x: float, y: float, length: float) -> str:
    return f"M{num(x)} {num(y)}h{num(length)}v{num(_BAR)}h{num(-length)}Z"
