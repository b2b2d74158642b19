"""The parts of a slide and how much room they take.

Sizes are in points. A server cannot ask PowerPoint how much room a text takes, so it is measured with the widths of
our own font and some room to spare; text is never set smaller to make it fit.
"""

from dataclasses import dataclass, replace
from typing import Literal

from handslag.documents.blocks import Cell, Column, Figure, Words, plain, words
from handslag.documents.lettering import SIZE, measure, visible, wrap

Style = Literal["body", "finding", "adopted", "small", "heading", "caption", "bullet"]

SIZES: dict[Style, float] = {
    "body": 20,
    "finding": 22,
    "adopted": 22,
    "small": 14,
    "heading": 20,
    "caption": 18,
    "bullet": 20,
}
SCALES = (1.3, 1.15, 1.0)  # the largest in which all that a slide says fits on it
TABLE_SIZES = (16.0, 14.0, 12.0)
FACTS_SIZE = 18.0
AFTER = 8.0  # under a paragraph
ABOVE_HEADING, UNDER_FINDING = 8.0, 14.0
GAP = 14.0  # between a text, a table and a figure
CELL_SIDE, CELL_TOP = 8.0, 3.5  # the margins inside a cell
BULLET_INDENT = 20.0
LEAST_PICTURE = 0.55  # of the slide's height: a picture that gets less goes to the next slide
CHART_BAR = 40.0  # a bar with the space round it
_CLEARLY = 1.3
LEAST_LETTERS = 9.0  # a picture with smaller letters is followed by its data as a table
HOPELESS_LETTERS = 6.0  # and with letters smaller than this, the table stands in its place
LEADING = 1.27  # from line to line, in sizes of the type
_PICTURE_WIDTHS = {"broad": 760.0, "narrow": 358.0}


@dataclass(frozen=True)
class Area:
    """The room for what stands under a slide's title. spare: how much wider than ours its letters may be."""

    width: float
    height: float
    spare: float = 1.08


@dataclass(frozen=True)
class Line:
    """A paragraph. number: in an ordered list, else 0. tone: of the callout whose heading it is, or "".

    scale: how much larger than the least it is set, where there is little on the slide.
    """

    words: Words
    style: Style
    number: int = 0
    tone: str = ""
    scale: float = 1.0

    @property
    def size(self) -> float:
        return SIZES[self.style] * (1.0 if self.style == "small" else self.scale)


@dataclass(frozen=True)
class Text:
    lines: tuple[Line, ...]
    height: float


@dataclass(frozen=True)
class Grid:
    """A table or a part of one. widths, heights: of its columns and rows, its heading first where it has one."""

    description: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    size: float
    is_facts: bool = False

    @property
    def height(self) -> float:
        return sum(self.heights)


@dataclass(frozen=True)
class Shown:
    """A figure. edition: the drawing's width that gives the largest letters here."""

    figure: Figure
    width: float
    height: float
    edition: Literal["broad", "narrow"] = "broad"


Item = Text | Grid | Shown


def lines_of(said: Words, *, size: float, width: float, spare: float) -> int:
    """Return how many lines words take, with room for the numbers of their sources."""
    text = plain(said) + "".join(" 99" for run in said for _ in run.cites)
    return len(_wrapped(text, size=size, width=width, spare=spare)) or 1


def text_height(line: Line, area: Area) -> float:
    """Return the height of a paragraph with the space under it."""
    size = line.size
    return lines_of(line.words, size=size, width=text_width(line, area), spare=area.spare) * size * LEADING + space(
        line
    )


def space(line: Line) -> float:
    """Return the space over and under a paragraph."""
    return {"heading": ABOVE_HEADING + AFTER, "finding": UNDER_FINDING}.get(line.style, AFTER)


def text_width(line: Line, area: Area) -> float:
    """Return how wide a paragraph's lines may be."""
    return area.width - (BULLET_INDENT if line.style == "bullet" else 0)


def row_height(row: tuple[Cell, ...], widths: tuple[float, ...], *, size: float, spare: float) -> float:
    """Return the height of a table's row: that of its highest cell."""
    lines = (
        lines_of((*words("◐ " if each.mark else ""), *each.words), size=size, width=width - 2 * CELL_SIDE, spare=spare)
        for each, width in zip(row, widths, strict=True)
    )
    return max(lines, default=1) * size * LEADING + 2 * CELL_TOP


def cut_line(line: Line, area: Area, *, height: float) -> tuple[Line, Line]:
    """Return as much of a paragraph as stands on `height` points, and the rest."""
    size = line.size
    lines = max(int((height - space(line)) / (size * LEADING)), 1)
    head, tail = cut(line.words, size=size, width=text_width(line, area), lines=lines, spare=area.spare)
    # The rest of an item is no new item.
    style = "body" if line.style == "bullet" else line.style
    return replace(line, words=head), replace(line, words=tail, style=style, number=0)


def split_row(
    row: tuple[Cell, ...], widths: tuple[float, ...], *, size: float, spare: float, most: float
) -> list[tuple[Cell, ...]]:
    """Return a row that is higher than `most` as several rows, each with its share of every cell."""
    parts, rest = [], row
    lines = max(int((most - 2 * CELL_TOP) / (size * LEADING)), 1)
    while row_height(rest, widths, size=size, spare=spare) > most:
        halves = [
            cut(each.words, size=size, width=width - 2 * CELL_SIDE, lines=lines, spare=spare)
            for each, width in zip(rest, widths, strict=True)
        ]
        parts.append(tuple(replace(each, words=head) for each, (head, _) in zip(rest, halves, strict=True)))
        rest = tuple(Cell(tail) for _, tail in halves)
    return [*parts, rest]


def shown(figure: Figure, width: float, room: float) -> tuple[Shown, float]:
    """Return the figure as large as it fits, and the size of its letters there."""
    if figure.chart:
        bars = len(figure.chart.categories) * (1 if figure.chart.stacked else max(len(figure.chart.series), 1))
        legend = CHART_BAR if len(figure.chart.series) > 1 else 0
        letters = SIZES["small"] * min(room / (bars * SIZES["small"] * LEADING + legend), 1)
        return Shown(figure, width, min(room, (bars + 0.6) * CHART_BAR + legend)), letters
    found = []
    editions: tuple[Literal["broad", "narrow"], ...] = ("broad", "narrow")
    for edition in editions:
        svg = figure.drawing.broad if edition == "broad" else figure.drawing.narrow
        height = picture_height(svg)
        # Letters larger than the text beside them shout.
        scale = min(width / _PICTURE_WIDTHS[edition], room / height, SIZES["body"] / SIZE)
        found.append((scale, Shown(figure, _PICTURE_WIDTHS[edition] * scale, height * scale, edition)))
    broad, narrow = found
    # The broad one fills the slide: the narrow one is taken where its letters are clearly larger.
    scale, largest = narrow if narrow[0] > broad[0] * _CLEARLY else broad
    return largest, scale * SIZE


def picture_height(svg: str) -> float:
    """Return the height of a drawing, in px."""
    return float(svg.partition(' height="')[2].partition('"')[0] or 100)


def column_widths(
    columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...], *, width: float, size: float = TABLE_SIZES[0]
) -> tuple[float, ...]:
    """Return the columns' widths: by their shares, but what a short column leaves goes to those that need it.

    None is narrower than its longest word in the least size, as far as the slide is wide enough for all.
    """
    titles = [column.title for column in columns]
    texts = [[title, *(plain(row[n].words) for row in rows)] for n, title in enumerate(titles)]
    natural = [max(_wide(text, size) for text in each) for each in texts]
    words_of = [{word for text in each for word in text.split()} for each in texts]
    least = [max((_wide(word, TABLE_SIZES[-1]) for word in each), default=0) for each in words_of]
    least = [min(floor, width / 3) for floor in least]
    total = sum(column.width for column in columns) or 1
    shares = [column.width * width / total for column in columns]
    widths = [max(min(share, need), floor) for share, need, floor in zip(shares, natural, least, strict=True)]
    lacking = [max(need - has, 0) for need, has in zip(natural, widths, strict=True)]
    left = width - sum(widths)
    if left < 0:
        return tuple(has * width / sum(widths) for has in widths)
    given = min(left, sum(lacking))
    widths = [has + given * lack / (sum(lacking) or 1) for has, lack in zip(widths, lacking, strict=True)]
    spread = width - sum(widths)
    return tuple(has + spread * share / width for has, share in zip(widths, shares, strict=True))


def _wide(text: str, size: float) -> float:
    """Return the width of a cell that holds a text on one line, the mark of a status included."""
    return measure(visible(text), bold=True) * size / SIZE * 1.08 + 2 * CELL_SIDE + 2


def _wrapped(text: str, *, size: float, width: float, spare: float) -> tuple[str, ...]:
    return wrap(text, within=max(width * SIZE / size / spare, SIZE * 2), lines=100_000)


def cut(said: Words, *, size: float, width: float, lines: int, spare: float) -> tuple[Words, Words]:
    """Return what stands on the first lines, and the rest."""
    text = plain(said)
    wrapped = _wrapped(text, size=size, width=width, spare=spare)
    if len(wrapped) <= lines:
        return said, ()
    place = min(sum(len(line) + 1 for line in wrapped[:lines]), len(text))
    place = text.rfind(" ", 0, place) + 1 or place
    head, tail, at = [], [], 0
    for run in said:
        stop = min(max(place - at, 0), len(run.text))
        at += len(run.text)
        if stop == len(run.text):
            head.append(run)
        elif stop == 0:
            tail.append(run)
        else:
            head.append(replace(run, text=run.text[:stop], cites=()))
            tail.append(replace(run, text=run.text[stop:]))
    return tuple(head), tuple(tail)
