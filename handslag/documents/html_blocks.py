"""The blocks of a report as HTML. What stands in them is text: nothing in it can become markup.

No style attributes and no script, so that a page with a strict Content-Security-Policy can hold it.
"""

import re
from collections.abc import Callable, Iterable

from handslag.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Cell,
    Column,
    Document,
    Fact,
    Facts,
    Figure,
    Note,
    Paragraph,
    Passage,
    Section,
    Table,
)
from handslag.documents.drawing import Drawing
from handslag.documents.html_words import WordWriter, class_names, escape
from handslag.documents.markdown import from_markdown
from handslag.documents.sourcing import SOURCE_KEYS, numbered_sources, with_sources

Edit = Callable[[str], str]
"""From the key of a passage to the address where it is edited."""

_STYLES = {"body": "", "finding": "finding", "adopted": "voice adopted", "small": "small muted"}
_NUMBER = re.compile(r"[−-]?[0-9][0-9 \u00a0.,]*%?")
_LOCAL_LINK = re.compile(r'<a class="c-a" href="(?!https?:)[^"]*">(.*?)</a>', re.DOTALL)


def passage_id(key: str) -> str:
    """Return the id of a passage on a page where it can be edited."""
    return "text-" + re.sub(r"[^\w.:-]", "-", key)


def caption_id(key: str) -> str:
    """Return the id of a table's caption."""
    return f"namn-{key}"


class Writer(WordWriter):
    """Writes the blocks of one document.

    level: of the headings of the top sections. edit: where passages are edited, None where they are only read.
    """

    def __init__(self, document: Document, *, level: int = 2, edit: Edit | None = None, local: bool = True) -> None:
        self.document = with_sources(document)
        super().__init__(self.document, local=local)
        self.level = level
        self.edit = edit
        self._heading = ""  # the id of the heading that we are under

    # Sections

    def sections(self) -> str:
        """Return all sections."""
        return "\n".join(self.section(section, self.level) for section in self.document.sections)

    def section(self, section: Section, level: int) -> str:
        """Return a section and all under it; level: of its heading."""
        # Only the top ones are landmarks: a list of fifty leads nobody.
        self._heading = f"rubrik-{section.key}"
        opening = f'class="sec" aria-labelledby="rubrik-{section.key}"' if level == self.level else 'class="part"'
        parts = [
            f'<section {opening} id="{section.key}">',
            self.heading(section, level),
            self.blocks(section.blocks, level + 1),
            self.sources() if section.key in SOURCE_KEYS else "",
            self.notes(section.notes, level + 1),
            *(self.section(below, level + 1) for below in section.sections),
            "</section>",
        ]
        return "\n".join(part for part in parts if part)

    def heading(self, section: Section, level: int) -> str:
        """Return the heading of a section with its number and mark."""
        number = f'<span class="nr">{escape(section.number)}</span> ' if section.number else ""
        name = tag(level)
        return f'<{name} id="rubrik-{section.key}">{number}{self.mark(section.mark)}{escape(section.title)}</{name}>'

    def notes(self, blocks: tuple[Block, ...], level: int) -> str:
        """Return what a speaker says of a slide."""
        if not blocks:
            return ""
        return f'<details class="said-of"><summary>Anteckningar</summary>{self.blocks(blocks, level)}</details>'

    def sources(self) -> str:
        """Return the numbered list of sources; its numbers are those of the list itself."""
        items = []
        for number, citation in numbered_sources(self.document):
            title = self.link(escape(citation.document), citation.href)
            place = f", {escape(citation.place)}" if citation.place else ""
            items.append(f'<li id="kalla-{number}">{title}{place}</li>')
        return f'<ol class="cited">{"".join(items)}</ol>' if items else ""

    # Blocks

    def blocks(self, blocks: Iterable[Block], level: int) -> str:
        """Return the blocks; level: of a heading among them."""
        return "\n".join(self.block(block, level) for block in blocks)

    def block(self, block: Block, level: int) -> str:
        """Return one block."""
        match block:
            case Paragraph():
                return self.paragraph(block)
            case Bullets():
                return self.bullets(block)
            case Facts():
                return self.facts(block)
            case Table():
                return self.table(block)
            case Figure():
                return self.figure(block, level)
            case Note():
                return f'<p class="src">{self.words(block.words)}</p>'
            case Callout():
                return self.callout(block, level)
            case Passage():
                return self.passage(block, level)

    def paragraph(self, paragraph: Paragraph) -> str:
        """Return a paragraph in its style."""
        return f"<p{class_names(_STYLES[paragraph.style])}>{self.words(paragraph.words)}</p>"

    def bullets(self, bullets: Bullets, *, mark: str = "") -> str:
        """Return a list. mark: a status code that stands before each item in the place of a bullet."""
        name = "ol" if bullets.ordered else "ul"
        items = "".join(f"<li>{self.mark(mark)}{self.words(item)}</li>" for item in bullets.items)
        return f"<{name}{class_names('rows gaps' if mark else '')}>{items}</{name}>" if items else ""

    def facts(self, facts: Facts) -> str:
        """Return labels and what is said."""
        rows = "".join(f"<div><dt>{escape(fact.label)}</dt><dd>{self.said(fact)}</dd></div>" for fact in facts.rows)
        return f'<dl class="facts">{rows}</dl>' if rows else ""

    def said(self, fact: Fact) -> str:
        """Return what a fact says, after its mark."""
        return self.mark(fact.mark) + self.words(fact.words)

    def table(self, table: Table) -> str:
        """Return a table that can be scrolled sideways, also by keyboard."""
        note = f'<p class="src">{escape(table.note)}</p>' if table.note else ""
        return (
            f'{self.region(table.key)}<table id="{table.key}"><caption id="{caption_id(table.key)}">{escape(table.caption)}</caption>'
            f"{self.head(table.columns)}<tbody>{''.join(self.row(row, table.columns) for row in table.rows)}</tbody>"
            f"</table></div>{note}"
        )

    def region(self, key: str) -> str:
        """Return the start of what can be scrolled, named by its table and, as the same name may recur, its section."""
        return f'<div class="scroll" role="region" aria-labelledby="{caption_id(key)} {self._heading}" tabindex="0">'

    def head(self, columns: tuple[Column, ...]) -> str:
        """Return the row of column headings."""
        cells = "".join(
            f'<th scope="col"{class_names(_side(column))}>{escape(column.title)}</th>' if column.title else "<td></td>"
            for column in columns
        )
        return f"<thead><tr>{cells}</tr></thead>"

    def row(self, row: tuple[Cell, ...], columns: tuple[Column, ...]) -> str:
        """Return a row; its first cell is its heading, if it says something."""
        cells = [self.cell(cell, column) for cell, column in zip(row, columns, strict=True)]
        if row and row[0].words:
            first = self.cell_words(row[0])
            cells[0] = f'<th scope="row"{class_names(_side(columns[0]))}>{first}</th>'
        return f"<tr>{''.join(cells)}</tr>"

    def cell(self, cell: Cell, column: Column) -> str:
        """Return a cell of data. Figures stand on one line; words in their place may break."""
        breaks = "wrap" if _side(column) and cell.value is None else ""
        return f"<td{class_names(_side(column), breaks, cell.state)}>{self.cell_words(cell)}</td>"

    def cell_words(self, cell: Cell) -> str:
        """Return what stands in a cell, after its mark or the knot that says how it is silent."""
        return self.knot(cell.state) + self.mark(cell.mark) + self.words(cell.words)

    def figure(self, figure: Figure, level: int) -> str:
        """Return a drawing in both widths with its finding, data and source."""
        drawing, name = figure.drawing, tag(level)
        return (
            f'<figure class="chart" id="bild-{drawing.key}"><figcaption><{name}>{escape(drawing.title)}</{name}>'
            f'<p class="finding">{escape(drawing.finding)}</p></figcaption>'
            f'<div class="broad">{self.picture(drawing.broad)}</div>'
            f'<div class="narrow">{self.picture(drawing.narrow)}</div>{self.origin(figure)}'
            f"{self.data(drawing) if figure.with_table else ''}</figure>"
        )

    def origin(self, figure: Figure) -> str:
        """Return how to read a drawing and where it is from; once, where both say the same."""
        lines = dict.fromkeys(line for line in (figure.drawing.note, figure.source) if line)
        return "".join(f'<p class="src">{escape(line)}</p>' for line in lines)

    def picture(self, svg: str) -> str:
        """Return a drawing; where addresses within the site lead nowhere, without them."""
        return svg if self.local else _LOCAL_LINK.sub(r"<g>\1</g>", svg)

    def data(self, drawing: Drawing) -> str:
        """Return the data of a drawing, folded."""
        key = f"bild-{drawing.key}"
        return (
            f"<details><summary>Bilden som tabell</summary>{self.region(key)}"
            f'<table><caption class="vh" id="{caption_id(key)}">{escape(drawing.title)}</caption>'
            f"{self.rows_of(drawing)}</table></div></details>"
        )

    def rows_of(self, drawing: Drawing) -> str:
        """Return the rows of a drawing's data."""
        sides = [
            "n" if all(_NUMBER.fullmatch(text) for text in column) else "" for column in zip(*drawing.rows, strict=True)
        ]
        sides = sides or [""] * len(drawing.columns)
        head = "".join(
            f'<th scope="col"{class_names(side)}>{escape(name)}</th>' if name else "<td></td>"
            for name, side in zip(drawing.columns, sides, strict=True)
        )
        rows = "".join(
            f'<tr><th scope="row">{escape(row[0])}</th>'
            + "".join(
                f"<td{class_names(side)}>{escape(text)}</td>" for text, side in zip(row[1:], sides[1:], strict=True)
            )
            + "</tr>"
            for row in drawing.rows
        )
        return f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"

    def callout(self, callout: Callout, level: int) -> str:
        """Return what must be seen; in one about gaps each item has the mark of a gap."""
        inside = [
            self.bullets(block, mark="unknown")
            if callout.tone == "gap" and isinstance(block, Bullets) and not block.ordered
            else self.block(block, level + 1)
            for block in callout.blocks
        ]
        name = tag(level)
        heading = f"<{name}>{escape(callout.title)}</{name}>" if callout.title else ""
        return f'<div class="callout {callout.tone}">{heading}{"".join(inside)}</div>'

    # Passages

    def passage(self, passage: Passage, level: int) -> str:
        """Return a passage, and where it may be edited: what has become of it, and the way there."""
        inside = self.blocks(passage.blocks, level)
        if self.edit is None:
            return inside
        state = {"automatic": "", "edited": "Ändrad för hand", "stale": "Ändrad för hand, och underlaget har ändrats"}
        flag = self.mark("flag") if passage.state == "stale" else ""
        said = f'<span class="flagged">{flag}{state[passage.state]}</span> ' if state[passage.state] else ""
        link = f'<a href="{escape(self.edit(passage.key))}">Ändra texten<span class="vh">: {escape(passage.title)}</span></a>'
        return (
            f'<div class="passage" id="{passage_id(passage.key)}">{inside}'
            f'<p class="do">{said}{link}</p>{self.then_and_now(passage)}</div>'
        )

    def then_and_now(self, passage: Passage) -> str:
        """Return the automatic text as it was and as it is, where it has changed under what somebody wrote."""
        if passage.state != "stale":
            return ""
        texts = (("När texten skrevs", passage.before), ("Nu", passage.automatic))
        told = "".join(
            f"<div><p><strong>{label}</strong></p>{self._markdown(text) or '<p>Ingen text.</p>'}</div>"
            for label, text in texts
        )
        return (
            f'<details class="then-now"><summary>Den automatiska texten då och nu<span class="vh">:'
            f" {escape(passage.title)}</span></summary>{told}</details>"
        )

    def _markdown(self, text: str) -> str:
        return self.blocks(from_markdown(text), 6)


def tag(level: int) -> str:
    """Return the element of a heading; there are six levels."""
    return f"h{min(level, 6)}"


def _side(column: Column) -> str:
    return "n" if column.kind in ("number", "kronor") else ""
