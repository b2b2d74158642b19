"""The unit row chart: one mark for each initiative, a row for each status."""

from collections.abc import Sequence
from dataclasses import dataclass

from handslag.documents.drawing import BROAD, LINE, NARROW, Drawing, Picture, colour, draw, num, path, text
from handslag.documents.lettering import fit, measure, visible
from handslag.documents.marks import MARK_TOKENS, STATUS_MARKS

_STEP = 17.0  # px from mark to mark
_ROW = 34.0
_MOST = 200  # marks in a row; above that one mark stands for ten, and the note says so


@dataclass(frozen=True)
class Row:
    """A status as a word, the code of its mark (see STATUS_MARKS), and how many have it."""

    word: str
    mark: str
    n: int


def tally(
    rows: Sequence[Row], *, key: str, title: str, finding: str, unit: str = "insatser", note: str = ""
) -> Drawing:
    """Return a drawing with a mark for each `unit`. Raises KeyError on an unknown mark, ValueError on n < 0."""
    for row in rows:
        if row.n < 0:
            raise ValueError(f"{row.word!r} has a negative number: {row.n}")
    worth = _worth(max((row.n for row in rows), default=0))
    description = f"{title}. " + ". ".join(f"{row.word}: {row.n}" for row in rows)
    scale = f"Ett märke är {worth} {unit}, det sista kan vara färre." if worth > 1 else ""
    return draw(
        key=key,
        title=title,
        finding=finding,
        description=description,
        broad=_picture(rows, worth, width=BROAD, words=210.0),
        narrow=_picture(rows, worth, width=NARROW, words=142.0),
        columns=("Status", "Antal"),
        rows=tuple((row.word, str(row.n)) for row in rows),
        note=" ".join(part for part in (scale, note) if part),
    )


def _worth(most: int) -> int:
    worth = 1
    while most > _MOST * worth:
        worth *= 10
    return worth


def _picture(rows: Sequence[Row], worth: int, *, width: float, words: float) -> Picture:
    """Return the rows; `words` is the most room in px for the words on the left."""
    words = min(max((measure(visible(row.word)) for row in rows), default=0), words)
    left = 20 + words + 20
    figures = max((measure(str(row.n), bold=True) for row in rows), default=0)
    in_line = max(int((width - left - figures - 16) // _STEP), 1)
    body, y = [], 0.0
    for row in rows:
        count = -(-row.n // worth)
        height = _ROW + (max(-(-count // in_line), 1) - 1) * _STEP
        body.append(_row(row, count, y=y, left=left, words=words, in_line=in_line, width=width))
        if row is not rows[0]:
            body.append(path(f"M0 {num(y)}H{num(width)}", name="k-grid", stroke="line"))
        y += height
    return Picture("".join(body), max(y, LINE))


def _row(row: Row, count: int, *, y: float, left: float, words: float, in_line: int, width: float) -> str:
    baseline, top = y + 22, y + _ROW / 2 - 6
    marks = "".join(_mark(row.mark, left + i % in_line * _STEP, top + i // in_line * _STEP) for i in range(count))
    return (
        _mark(row.mark, 0, top)
        + text(20, baseline, fit(row.word, within=words + 0.1))
        + marks
        + text(width, baseline, str(row.n), bold=True, anchor="end")
    )


def _mark(status: str, x: float, y: float) -> str:
    """Return a mark drawn in place, in print colours: a report has no sprite to point into."""
    name, inner = STATUS_MARKS[status]
    ink = colour(MARK_TOKENS[name])
    return (
        f'<g class="m {name}" fill="none" stroke="{ink}" stroke-width="1.6"'
        f' transform="translate({num(x)} {num(y)})">{inner.replace("currentColor", ink)}</g>'
    )
