"""The content of a report: what it says and in which order, whatever the format.

Five writers (html, pdf, docx, pptx, xlsx) take the same `Document`. Texts and figures in it are ready to
print, in Swedish style; a writer adds no words of its own but those that the format needs (a table of contents, "forts.").
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from handslag.documents.drawing import Drawing


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style. cites: keys of `Document.sources` whose numbers stand after it."""

    text: str
    strong: bool = False
    emphasis: bool = False
    href: str = ""
    cites: tuple[str, ...] = ()


Words = tuple[Run, ...]


def words(text: str, *, cites: tuple[str, ...] = (), strong: bool = False, href: str = "") -> Words:
    """Return a text as runs; no runs for an empty text without sources."""
    return (Run(text, strong=strong, href=href, cites=cites),) if text or cites else ()


def plain(runs: Words) -> str:
    """Return the text alone."""
    return "".join(run.text for run in runs)


@dataclass(frozen=True)
class Paragraph:
    """style: "finding" is the sentence under a heading; "adopted" is a wording that stands as it was adopted."""

    words: Words
    style: Literal["body", "finding", "adopted", "small"] = "body"


@dataclass(frozen=True)
class Bullets:
    items: tuple[Words, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Fact:
    """A label and what is said. mark: a code of `marks.STATUS_MARKS` that stands before it, or ""."""

    label: str
    words: Words
    mark: str = ""


@dataclass(frozen=True)
class Facts:
    rows: tuple[Fact, ...]


@dataclass(frozen=True)
class Column:
    """kind: how the cells stand (numbers and kronor to the right) and which type they have in Excel. width: share."""

    title: str
    kind: Literal["text", "number", "kronor", "date"] = "text"
    width: float = 1


@dataclass(frozen=True)
class Cell:
    """words: as printed. value: the same for a calculating program, None where there is no exact value.

    mark: a code of `marks.STATUS_MARKS` before the words, or "". state: how a cell without a figure is silent.
    """

    words: Words = ()
    value: Decimal | int | datetime.date | None = None
    mark: str = ""
    state: Literal["", "silent", "confirmed"] = ""


def cell(text: str, *, cites: tuple[str, ...] = (), href: str = "") -> Cell:
    """Return a cell with a text."""
    return Cell(words(text, cites=cites, href=href))


@dataclass(frozen=True)
class Table:
    """key: safe as an id, unique in the document. The first cell of a row is its heading. note: source, base, method.

    sheet: its name as a sheet in Excel, at most 31 characters; "" where it is not a list of its own.
    """

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Series:
    """One series of a chart: a name, a value for each category (None: not known) and a token of the palette."""

    name: str
    values: tuple[int | Decimal | None, ...]
    colour: str = "lake"


@dataclass(frozen=True)
class Bars:
    """The chart of a figure in the kinds that Office can draw itself: horizontal bars from zero."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    stacked: bool = False


@dataclass(frozen=True)
class Figure:
    """A drawing with its title, finding, data and source. chart: the same as native bars, None where no such kind is."""

    drawing: Drawing
    source: str
    chart: Bars | None = None
    with_table: bool = True  # the data follows the picture: off where a table in the text says the same


@dataclass(frozen=True)
class Note:
    """Method, period, base or source of what stands above it."""

    words: Words


@dataclass(frozen=True)
class Callout:
    """Something that must be seen: what is missing, what has to be decided, what help there is."""

    title: str
    blocks: "tuple[Block, ...]"
    tone: Literal["gap", "attention", "help"] = "gap"


@dataclass(frozen=True)
class Passage:
    """Automatic text that people may write anew. key: its name for as long as the thing it tells of exists.

    automatic: the text that the data gives now, as Markdown. state: "edited" shows what somebody wrote; "stale" too,
    while the data under it has changed since. before: the automatic text that stood there when it was edited.
    """

    key: str
    title: str
    blocks: "tuple[Block, ...]"
    automatic: str = ""
    state: Literal["automatic", "edited", "stale"] = "automatic"
    before: str = ""


Block = Paragraph | Bullets | Facts | Table | Figure | Note | Callout | Passage


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it. key: safe as an id, unique in the document.

    number: "2.1", or "" where sections are not counted. notes: what the speaker says, on a slide. starts_page: in print.
    mark: a status code before the heading, or "".
    """

    key: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: "tuple[Section, ...]" = ()
    number: str = ""
    notes: tuple[Block, ...] = ()
    starts_page: bool = False
    mark: str = ""

    def walk(self) -> "Iterator[Section]":
        """Yield this section and all under it, parents first."""
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True)
class Citation:
    """A source: a document and the place in it, or who said it and when. Its number is its place in the order of use."""

    document: str
    place: str = ""
    href: str = ""


@dataclass(frozen=True)
class Document:
    """A report. sources: key -> citation. lists: tables that only Excel holds, one sheet each.

    finding: the sentence under the title. facts: on the title page. mark: "Utkast" on every page, or "". maker: who
    answers for it. max_pages: as many as it may have when printed, None for any number; compact: set closely. landscape: lies down, for broad tables.
    """

    title: str
    subtitle: str
    finding: str
    facts: Facts
    maker: str
    sections: tuple[Section, ...]
    sources: dict[str, Citation] = field(default_factory=dict)
    lists: tuple[Table, ...] = ()
    mark: str = ""
    help: Callout | None = None  # before all else, where the report tells of suicide
    made_on: datetime.date | None = None
    max_pages: int | None = None
    compact: bool = False
    landscape: bool = False
    with_contents: bool = True

    def walk(self) -> Iterator[Section]:
        """Yield every section in reading order."""
        for section in self.sections:
            yield from section.walk()

    def numbers(self, *, lists: bool = False) -> dict[str, int]:
        """Return the number of each source that is cited, by key, in the order of first use from the top.

        lists: those too that only the lists for Excel cite; the numbers of the others are the same.
        """
        found: dict[str, int] = {}
        for run in self.runs(lists=lists):
            for key in run.cites:
                if key in self.sources:
                    found.setdefault(key, len(found) + 1)
        return found

    def runs(self, *, lists: bool = False) -> Iterator[Run]:
        """Yield every run in reading order: facts of the title page first, lists for Excel (if asked for) last."""
        yield from runs_of((self.facts,))
        for section in self.walk():
            yield from runs_of((*section.blocks, *section.notes))
        if lists:
            yield from runs_of(self.lists)


def every_block(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield the blocks and those inside callouts and passages, in reading order."""
    for block in blocks:
        yield block
        if isinstance(block, Callout | Passage):
            yield from every_block(block.blocks)


def runs_of(blocks: tuple[Block, ...]) -> Iterator[Run]:
    """Yield the runs of the blocks in reading order."""
    for block in every_block(blocks):
        match block:
            case Paragraph() | Note():
                yield from block.words
            case Bullets():
                for item in block.items:
                    yield from item
            case Facts():
                for fact in block.rows:
                    yield from fact.words
            case Table():
                for row in block.rows:
                    for each in row:
                        yield from each.words
            case _:
                pass
