"""Blocks as plain text, line by line: for a speaker's notes, and for texts that take no markup."""

import re
from collections.abc import Iterable, Iterator, Mapping

from handslag.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Cell,
    Facts,
    Figure,
    Note,
    Paragraph,
    Passage,
    Run,
    Table,
    Words,
)
from handslag.documents.lettering import SOFT_HYPHEN, printable

_BREAKS = re.compile(r"[\t\n\r\f\v\u2028\u2029]+")


def tidy(text: str) -> str:
    """Return the text of a run without what XML forbids and without marks that turn its direction, on one line.

    Other than `clean` it keeps a space at either end: the next run goes on there.
    """
    return _BREAKS.sub(" ", printable(text).replace(SOFT_HYPHEN, ""))


def source_mark(run: Run, numbers: Mapping[str, int]) -> str:
    """Return the numbers of a run's sources: "1, 3", or "" where it has none."""
    return ", ".join(str(number) for number in sorted(numbers[key] for key in run.cites if key in numbers))


def line(words: Words, numbers: Mapping[str, int]) -> str:
    """Return words as one line of text, with the numbers of their sources in brackets."""
    parts = []
    for run in words:
        mark = source_mark(run, numbers)
        parts.append(tidy(run.text) + (f" [{mark}]" if mark else ""))
    return "".join(parts).strip()


def lines(blocks: Iterable[Block], numbers: Mapping[str, int]) -> Iterator[str]:
    """Yield the blocks as lines of text. Of a table each row is a line that names its columns."""
    for block in blocks:
        match block:
            case Paragraph() | Note():
                yield line(block.words, numbers)
            case Bullets():
                for number, item in enumerate(block.items, start=1):
                    yield f"{f'{number}.' if block.ordered else '–'} {line(item, numbers)}"
            case Facts():
                for fact in block.rows:
                    yield f"{tidy(fact.label)}: {line(fact.words, numbers)}"
            case Table():
                yield from _table(block, numbers)
            case Figure():
                yield from _figure(block)
            case Callout():
                yield tidy(block.title)
                yield from lines(block.blocks, numbers)
            case Passage():
                yield from lines(block.blocks, numbers)


def _table(table: Table, numbers: Mapping[str, int]) -> Iterator[str]:
    yield tidy(table.caption)
    titles = [tidy(column.title) for column in table.columns]
    for row in table.rows:
        yield _row(titles, row, numbers)
    if table.note:
        yield tidy(table.note)


def _row(titles: list[str], row: tuple[Cell, ...], numbers: Mapping[str, int]) -> str:
    said = [(title, line(cell.words, numbers)) for title, cell in zip(titles, row, strict=False)]
    first = said[0][1] if said else ""
    return f"– {first}. " + "; ".join(f"{title}: {words}" for title, words in said[1:] if words)


def _figure(figure: Figure) -> Iterator[str]:
    drawing = figure.drawing
    yield from (tidy(text) for text in (drawing.title, drawing.finding, drawing.description) if text)
    for row in drawing.rows:
        said = [f"{title}: {words}" for title, words in zip(drawing.columns[1:], row[1:], strict=False) if words]
        yield f"– {tidy(row[0] if row else '')}. " + "; ".join(tidy(words) for words in said)
    yield from (tidy(text) for text in (drawing.note, figure.source) if text)
