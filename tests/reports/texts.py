"""A document as plain text, and the figures in a text: what tests of formats compare."""

import re
from collections.abc import Iterator

from handslag.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Document,
    Facts,
    Figure,
    Note,
    Paragraph,
    Passage,
    Section,
    Table,
    plain,
)

_FIGURE = re.compile(r"(?:(?<!\d)\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?!\d)|\d+)(?:,\d+)?")


def texts(document: Document) -> Iterator[str]:
    """Yield everything that the document says, in reading order."""
    yield document.title
    yield document.subtitle
    yield document.finding
    yield from _of((document.facts,))
    for section in document.sections:
        yield from section_texts(section)


def section_texts(section: Section) -> Iterator[str]:
    """Yield everything that a section and those under it say."""
    for each in section.walk():
        yield each.number
        yield each.title
        yield from _of(each.blocks)
        yield from _of(each.notes)


def lists(document: Document) -> Iterator[str]:
    """Yield what only the lists for Excel say."""
    yield from _of(document.lists)


def _of(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph() | Note():
                yield plain(block.words)
            case Bullets():
                yield from (plain(item) for item in block.items)
            case Facts():
                yield from (f"{fact.label}: {plain(fact.words)}" for fact in block.rows)
            case Table():
                yield block.caption
                yield from (column.title for column in block.columns)
                yield from (plain(cell.words) for row in block.rows for cell in row)
                yield block.note
            case Figure():
                yield from (block.drawing.title, block.drawing.finding, block.drawing.note, block.source)
                yield from (cell for row in block.drawing.rows for cell in row)
            case Callout():
                yield block.title
                yield from _of(block.blocks)
            case Passage():
                yield from _of(block.blocks)


def figures(text: str) -> set[str]:
    """Return the figures in a text as they are printed, with plain blanks: {"1 250", "12,5"}."""
    return {re.sub(r"[\u00a0\u202f]", " ", found) for found in _FIGURE.findall(text)}


def squeezed(text: str) -> str:
    """Return a text as one line of words, small letters: what stands in a report may be joined to other words."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u00ad", "")).strip().casefold()
