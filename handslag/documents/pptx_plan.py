"""Which slides a document becomes: what stands on each, and where what does not fit goes on."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from handslag.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Cell,
    Column,
    Document,
    Facts,
    Figure,
    Note,
    Paragraph,
    Passage,
    Section,
    Table,
    cell,
    plain,
    runs_of,
    words,
)
from handslag.documents.pptx_measure import (
    FACTS_SIZE,
    GAP,
    HOPELESS_LETTERS,
    LEAST_LETTERS,
    LEAST_PICTURE,
    SCALES,
    SIZES,
    TABLE_SIZES,
    Area,
    Grid,
    Item,
    Line,
    Shown,
    Text,
    column_widths,
    cut_line,
    row_height,
    shown,
    split_row,
    text_height,
)
from handslag.documents.sourcing import SOURCE_KEYS, numbered_sources, with_sources

CONTINUED = " (forts.)"
_Rows = list[tuple[tuple[Cell, ...], float]]  # rows with their heights


@dataclass(frozen=True)
class Slide:
    """kind "divider" holds a finding at most. notes: blocks that the speaker says."""

    kind: Literal["content", "divider", "help"]
    title: str
    items: tuple[Item, ...] = ()
    number: str = ""
    mark: str = ""
    notes: tuple[Block, ...] = ()


def plan(document: Document, area: Area) -> tuple[Slide, ...]:
    """Return the slides after the title slide, in reading order."""
    slides: list[Slide] = []
    if document.help:
        pages = _pages(document.help.blocks, area, said=set())
        slides += _slides(pages, Slide("help", document.help.title, notes=document.help.blocks))
    for section in with_sources(document).walk():
        slides += _section(section, document, area)
    return tuple(slides)


def _section(section: Section, document: Document, area: Area) -> list[Slide]:
    holds_sources = section.key in SOURCE_KEYS
    if not (section.blocks or section.notes or section.sections or holds_sources):
        return []
    blocks = (*section.blocks, _sources(document)) if holds_sources else section.blocks
    pages = _pages(blocks, area, said={section.title})
    notes = section.notes or section.blocks
    slides = _slides(pages, Slide("content", section.title, (), section.number, section.mark, notes))
    only_findings = all(isinstance(block, Paragraph) and block.style == "finding" for block in section.blocks)
    if section.sections and only_findings and len(slides) == 1:
        return [replace(slides[0], kind="divider")]
    return slides


def _sources(document: Document) -> Table:
    rows = tuple(
        (
            cell(str(number)),
            cell(", ".join(part for part in (source.document, source.place) if part), href=source.href),
        )
        for number, source in numbered_sources(document)
    )
    return Table("sources", "Källor", (Column("Nr", width=1), Column("Källa", width=16)), rows)


def _pages(blocks: tuple[Block, ...], area: Area, *, said: set[str]) -> list[tuple[Item, ...]]:
    """Return what stands on each slide: text alone as large as it fits on one, or shared out evenly over more."""
    is_text = all(isinstance(block, Paragraph | Bullets | Note) for block in blocks)
    for scale in SCALES if is_text else SCALES[-1:]:
        pages = _flowed(blocks, area, said, scale)
        if len(pages) == 1:
            return pages
    parts = _evenly(blocks, len(pages)) if is_text else []
    for scale in SCALES[1:] if parts else ():  # never the largest: the letters of another font would be cut
        shared = [_flowed(part, area, said, scale) for part in parts]
        if all(len(each) == 1 for each in shared):
            return [page for each in shared for page in each]
    return pages


def _flowed(blocks: tuple[Block, ...], area: Area, said: set[str], scale: float) -> list[tuple[Item, ...]]:
    flow = _Flow(area, set(said), scale)
    flow.blocks(blocks)
    return flow.finished()


def _evenly(blocks: tuple[Block, ...], slides: int) -> list[tuple[Block, ...]]:
    """Return the blocks in so many parts of about as many letters; a list stays with the paragraph before it."""
    kept: list[list[Block]] = []
    for block in blocks:
        if isinstance(block, Paragraph) or not kept:
            kept.append([])
        kept[-1].append(block)
    sizes = [sum(len(run.text) for run in runs_of(tuple(each))) for each in kept]
    parts: list[list[Block]] = [[] for _ in range(slides)]
    before = 0
    for each, size in zip(kept, sizes, strict=True):
        parts[min(int(slides * (before + size / 2) / (sum(sizes) or 1)), slides - 1)] += each
        before += size
    return [tuple(part) for part in parts if part]


def _slides(pages: list[tuple[Item, ...]], first: Slide) -> list[Slide]:
    head, *rest = pages
    return [
        replace(first, items=head),
        *(replace(first, items=items, title=first.title + CONTINUED, notes=()) for items in rest),
    ]


@dataclass
class _Flow:
    """Fills slides from the top; what does not fit goes on the next. said: texts that need not be said again."""

    area: Area
    said: set[str]
    scale: float = SCALES[-1]
    pages: list[tuple[Item, ...]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    used: float = 0

    def finished(self) -> list[tuple[Item, ...]]:
        """Return what stands on each slide; at least one slide."""
        if self.items or not self.pages:
            self._turn()
        return self.pages

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            match block:
                case Paragraph():
                    self.text([Line(block.words, block.style)])
                case Note():
                    self.text([Line(block.words, "small")])
                case Bullets():
                    numbers = range(1, len(block.items) + 1) if block.ordered else [0] * len(block.items)
                    self.text([Line(item, "bullet", n) for item, n in zip(block.items, numbers, strict=True)])
                case Callout():
                    self.text([Line(words(block.title, strong=True), "heading", tone=block.tone)])
                    self.blocks(block.blocks)
                case Passage():
                    self.blocks(block.blocks)
                case Facts():
                    self._facts(block)
                case Table():
                    self.table(block)
                case Figure():
                    self._figure(block)

    def text(self, lines: list[Line]) -> None:
        for line in lines:
            if line.words:
                self.said.add(plain(line.words))
                self._line(replace(line, scale=self.scale))

    def table(self, table: Table) -> None:
        """Set a table in the largest size in which the whole fits on one slide, else in parts."""
        widths = column_widths(table.columns, table.rows, width=self.area.width)
        head = tuple(cell(column.title) for column in table.columns)
        above = [] if table.caption in self.said else [Line(words(table.caption, strong=True), "caption")]
        below = [Line(words(table.note), "small")] if table.note else []
        around = self._heights(above) + self._heights(below) + 2 * GAP
        for size in TABLE_SIZES:
            rows = self._measured((head, *table.rows), widths, size)
            fits = sum(height for _, height in rows) + around <= self.area.height
            # A wide table in parts is set small, for fewer parts; a narrow one is easier to read.
            if fits or size == TABLE_SIZES[-1] or (size == TABLE_SIZES[-2] and len(table.columns) <= 4):
                break
        least = sum(height for _, height in (rows if fits else rows[:3]))
        if self._has_picture() or (self.items and around + least > self._room()):
            self._turn()
        self.text(above)
        grid = Grid(table.caption or table.key, table.columns, (), widths, (rows[0][1],), size)
        self._rows(grid, rows[1:], tail=self._heights(below) + GAP if below else 0)
        self.text(below)

    def _facts(self, facts: Facts) -> None:
        columns = (Column(""), Column(""))
        said = [(Cell(words(fact.label, strong=True)), Cell(fact.words, mark=fact.mark)) for fact in facts.rows]
        widths = (self.area.width * 0.27, self.area.width * 0.73)
        rows = self._measured(said, widths, FACTS_SIZE)
        description = ", ".join(fact.label for fact in facts.rows)
        if self._has_picture():
            self._turn()
        if rows:
            self._rows(Grid(description, columns, (), widths, (), FACTS_SIZE, is_facts=True), rows)

    def _rows(self, grid: Grid, rows: _Rows, *, tail: float = 0) -> None:
        """Set rows on this slide and the next until there are no more; the grid's heading, if any, is repeated.

        tail: the height of what stands under the last row, and not alone on a slide.
        """
        head = sum(grid.heights)
        rows = [part for row in rows for part in self._parted(row, grid, most=self.area.height - head - 3 * GAP)]
        while True:
            needs = [height for _, height in rows]
            if rows:
                needs[-1] += min(tail, self.area.height / 3)
            taken = self._fitting(needs, head)
            if taken or not rows:
                heights = (*grid.heights, *(height for _, height in rows[:taken]))
                self._place(replace(grid, rows=tuple(row for row, _ in rows[:taken]), heights=heights))
            rows = rows[taken:]
            if not rows:
                return
            self._turn()

    def _fitting(self, needs: list[float], head: float) -> int:
        """Return how many rows of these heights stand here: shared out evenly over the slides that all of them take."""
        room = self._room() - GAP - head
        pages, left = 1, self.area.height - head
        for height in needs:
            if height > left:
                pages, left = pages + 1, self.area.height - head
            left -= height
        if pages > 1 and not self.items:
            room = min(room, sum(needs) / pages + max(needs) / 2)
        taken = 0
        while taken < len(needs) and (needs[taken] <= room or not (taken or self.items)):
            room -= needs[taken]
            taken += 1
        return taken

    def _measured(self, rows: Iterable[tuple[Cell, ...]], widths: tuple[float, ...], size: float) -> _Rows:
        return [(row, row_height(row, widths, size=size, spare=self.area.spare)) for row in rows]

    def _parted(self, row: tuple[tuple[Cell, ...], float], grid: Grid, *, most: float) -> _Rows:
        if row[1] <= most:
            return [row]
        parts = split_row(row[0], grid.widths, size=grid.size, spare=self.area.spare, most=most)
        return self._measured(parts, grid.widths, grid.size)

    def _figure(self, figure: Figure) -> None:
        drawing = figure.drawing
        above = [Line(words(drawing.title, strong=True), "heading")] if drawing.title not in self.said else []
        above += [Line(words(drawing.finding), "finding")] if drawing.finding not in self.said else []
        below = [Line(words(text), "small") for text in (drawing.note, figure.source) if text]
        around = self._heights(above) + self._heights(below) + 2 * GAP
        if self._has_picture() or (self.items and self._room() - around < LEAST_PICTURE * self.area.height):
            self._turn()
        room = max(self._room() - around - 1, self.area.height / 3)
        self.text(above)
        picture, letters = shown(figure, self.area.width, room)
        if letters >= HOPELESS_LETTERS or not drawing.rows:
            self._place(picture)
        self.text(below)
        if letters < LEAST_LETTERS and drawing.rows:
            columns = tuple(Column(title, width=2 if place == 0 else 1) for place, title in enumerate(drawing.columns))
            rows = tuple(tuple(cell(text) for text in row) for row in drawing.rows)
            self.table(Table(f"{drawing.key}-data", drawing.title, columns, rows))

    def _line(self, line: Line) -> None:
        """Set a paragraph, on the next slide if it does not fit; one that fits on no slide is cut between words."""
        height = text_height(line, self.area)
        # A heading is not left alone at the foot of a slide.
        needed = height + (3 * SIZES["body"] if line.style == "heading" else 0)
        too_high = height > self.area.height
        if self.items and needed > self._room() and not (too_high and self._room() > self.area.height / 3):
            self._turn()
        while too_high and text_height(line, self.area) > self._room():
            head, tail = cut_line(line, self.area, height=self._room())
            if not tail.words:
                break
            self._set(head)
            self._turn()
            line = tail
        self._set(line)

    def _set(self, line: Line) -> None:
        height = text_height(line, self.area)
        last = self.items[-1] if self.items else None
        if isinstance(last, Text):
            self.items[-1] = Text((*last.lines, line), last.height + height)
            self.used += height
        else:
            self._place(Text((line,), height))

    def _place(self, item: Item) -> None:
        self.used += item.height + (GAP if self.items else 0)
        self.items.append(item)

    def _turn(self) -> None:
        self.pages.append(tuple(self.items))
        self.items, self.used = [], 0

    def _room(self) -> float:
        return self.area.height - self.used

    def _heights(self, lines: list[Line]) -> float:
        return sum(text_height(line, self.area) for line in lines)

    def _has_picture(self) -> bool:
        return any(isinstance(item, Shown) or (isinstance(item, Grid) and not item.is_facts) for item in self.items)
