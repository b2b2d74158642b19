"""Bars with counts: horizontal, from zero, each with its figure and the base it is counted on in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from handslag.documents.drawing import BROAD, LINE, NARROW, RISE, Drawing, Picture, draw, label, num, path, text
from handslag.documents.lettering import fit, measure, visible, wrap

_BAR = 18.0  # px, a bar's thickness
_BETWEEN = 5.0  # px between the bars of a row
_ROW = 12.0  # px between rows
_LABELS = 250.0  # px, the most room for labels in the broad picture
_WORDS = 0.45  # of the width: the most room for the words after a bar
_LEAST = 2.0  # px, so that a small number can be seen
_LOOKS = (("k-lake", "lake"), ("k-plum", "plum"))


@dataclass(frozen=True)
class Bar:
    """value: how long, None where it is not known: then there are only the words. words: "1 av 27", "inte angivet"."""

    value: Decimal | int | None
    words: str


@dataclass(frozen=True)
class BarRow:
    """What is counted, with a bar for each series."""

    label: str
    bars: tuple[Bar, ...]


def bars(
    rows: Sequence[BarRow],
    *,
    key: str,
    title: str,
    finding: str,
    series: Sequence[str] = ("Antal",),
    whole: Decimal | int | None = None,
    head: str = "Svar",
    note: str = "",
) -> Drawing:
    """Return the bars. series: one name, or two that then stand at every bar. whole: what a full bar would be, 100 or n.

    Without a whole the largest value is the longest bar. Raises ValueError on more than two series, on a row with
    another number of bars, and on a value that is negative or larger than the whole.
    """
    if not 1 <= len(series) <= len(_LOOKS):
        raise ValueError(f"one or two series, not {len(series)}")
    values = [bar.value for row in rows for bar in row.bars if bar.value is not None]
    end = whole if whole is not None else max(values, default=0)
    for row in rows:
        if len(row.bars) != len(series):
            raise ValueError(f"{row.label!r} has {len(row.bars)} bars for {len(series)} series")
    if any(not 0 <= value <= end for value in values):
        raise ValueError(f"not from 0 to {end}: {sorted(values)}")
    told = [f"{row.label}: " + ", ".join(_words(bar, i, series) for i, bar in enumerate(row.bars)) for row in rows]
    return draw(
        key=key,
        title=title,
        finding=finding,
        description=visible(". ".join([title, *told])) + ".",
        broad=_Layout(rows, series, end, whole is not None, width=BROAD).broad(),
        narrow=_Layout(rows, series, end, whole is not None, width=NARROW).narrow(),
        columns=tuple(visible(each) for each in (head, *series)),
        rows=tuple(tuple(visible(each) for each in (row.label, *(bar.words for bar in row.bars))) for row in rows),
        note=note,
    )


def _words(bar: Bar, at: int, series: Sequence[str]) -> str:
    return f"{series[at]}: {bar.words}" if len(series) > 1 else bar.words


class _Layout:
    """Places the rows in one picture. tracked: whether a full bar means something, and is drawn behind each."""

    def __init__(
        self, rows: Sequence[BarRow], series: Sequence[str], end: Decimal | int, tracked: bool, *, width: float
    ) -> None:
        self.rows, self.series, self.end, self.tracked, self.width = rows, series, float(end), tracked, width
        words = [_words(bar, i, series) for row in rows for i, bar in enumerate(row.bars) if bar.value is not None]
        self.room = min(max((measure(visible(each), bold=True) for each in words), default=0), width * _WORDS)
        self.body: list[str] = []
        self.y = 0.0

    def broad(self) -> Picture:
        """Return the label to the left of its bars."""
        widest = max((measure(visible(row.label)) for row in self.rows), default=0)
        left = min(widest, _LABELS) + 16
        for row in self.rows:
            lines = wrap(row.label, within=left - 16, lines=4)
            thick = len(row.bars) * (_BAR + _BETWEEN) - _BETWEEN
            height = max(thick, len(lines) * LINE)
            self.body.append(label(0, self.y + (height - len(lines) * LINE) / 2 + RISE + 2, lines))
            self._bars(row, left, self.y + (height - thick) / 2)
            self.y += height + _ROW
        return self._finish(left)

    def narrow(self) -> Picture:
        """Return the label above its bars."""
        for row in self.rows:
            lines = wrap(row.label, within=self.width, lines=4)
            self.body.append(label(0, self.y + RISE + 2, lines))
            self.y += len(lines) * LINE + 3
            self._bars(row, 0, self.y)
            self.y += len(row.bars) * (_BAR + _BETWEEN) + _ROW
        return self._finish(0)

    def _bars(self, row: BarRow, left: float, top: float) -> None:
        most = self.width - left - self.room - 10
        for at, bar in enumerate(row.bars):
            y = top + at * (_BAR + _BETWEEN)
            words = _words(bar, at, self.series)
            if bar.value is None:
                said = fit(words, within=self.width - left - 8)
                self.body.append(text(left + 8, y + 14, said, tone="muted"))
                continue
            if self.tracked:
                self.body.append(_box(left, y, most, "k-soft", "lime_deep"))
            length = float(bar.value) / self.end * most if self.end else 0.0
            if bar.value:
                self.body.append(_box(left, y, max(length, _LEAST), *_LOOKS[at]))
            x = left + (most if self.tracked else max(length, _LEAST)) + 8
            self.body.append(text(x, y + 14, fit(words, within=self.room + 0.1, bold=True), bold=True))

    def _finish(self, left: float) -> Picture:
        """Draw the axis at zero behind the rows."""
        bottom = max(self.y - _ROW, LINE)
        axis = path(f"M{num(left)} 0V{num(bottom)}", name="k-axis", stroke="edge") if left else ""
        return Picture("".join(self.body) + axis, bottom + 2)


def _box(x: float, y: float, length: float, name: str, token: str) -> str:
    return path(f"M{num(x)} {num(y)}h{num(length)}v{num(_BAR)}h{num(-length)}Z", name=name, fill=token)
