"""The blocks of a report as WordprocessingML, in reading order."""

from dataclasses import dataclass

from docx.document import Document as Word

from handslag.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Cell,
    Column,
    Fact,
    Facts,
    Figure,
    Note,
    Paragraph,
    Passage,
    Table,
    runs_of,
    words,
)
from handslag.documents.docx_lists import Lists
from handslag.documents.docx_looks import Setting
from handslag.documents.docx_pictures import Pictures
from handslag.documents.docx_tables import Tables
from handslag.documents.docx_words import Text
from handslag.documents.docx_xml import BREAK, TAB, border, field, hue, paragraph, run
from handslag.documents.lettering import SIZE, measure, visible

_STYLES = {
    "body": "Normal",
    "finding": "Handslag ingress",
    "adopted": "Handslag antagen lydelse",
    "small": "Handslag liten text",
}
# Tone of a callout -> the colour of its bar, and of its ground.
_TONES = {"gap": ("ochre", "ochre_soft"), "attention": ("spruce", "spruce_soft"), "help": ("falu", "lime")}
_WHOLE_BOX = 1_200  # letters: a callout of fewer is not parted by the end of a page
_LABEL_MOST = 0.4  # of the line: how much of it the labels of facts may take


@dataclass(frozen=True)
class _Frame:
    """The look of the paragraphs of one callout. keep: they stay on one page."""

    borders: str
    fill: str
    keep: bool

    def paragraph(self, inner: str, style: str) -> str:
        return paragraph(inner, style, borders=self.borders, fill=self.fill, keep=self.keep)

    def item(self, inner: str, style: str, number: int | None) -> str:
        """Return an item of a list: its mark stands where the other paragraphs begin, so that the frame is one."""
        return paragraph(
            inner,
            style,
            number=number,
            borders=self.borders,
            fill=self.fill,
            keep=self.keep,
            spacing='w:before="0" w:after="0"',
            indent='w:left="540" w:hanging="340"',
        )


class Writer:
    """Writes blocks. width: of a line, in twips."""

    def __init__(
        self, word: Word, idents: dict[str, str], text: Text, pictures: Pictures, *, width: int, setting: Setting
    ) -> None:
        self._idents, self._text, self._pictures = idents, text, pictures
        self._width, self._points = width, setting.size
        self._lists = Lists(word, idents)
        self._grids = Tables(text, idents, self.mark, setting)
        self._tables = self._figures = 0

    def blocks(self, blocks: tuple[Block, ...], *, under_rule: bool = False) -> str:
        """Return the blocks one after the other. under_rule: what stands above them ends with a rule."""
        parts = []
        for at, block in enumerate(blocks):
            if isinstance(block, Figure):
                parts.append(self._figure(block, rule=at > 0 or not under_rule))
            elif isinstance(block, Paragraph) and block.style == "small" and at + 1 < len(blocks):
                # A small line over something is its label, and stays with it.
                parts.append(paragraph(self._text.words(block.words), self._idents["Handslag liten rubrik"]))
            else:
                parts.append(self._block(block))
        return "".join(parts)

    def callout(self, callout: Callout) -> str:
        """Return a note on a ground of its own, its title first."""
        bar, ground = _TONES[callout.tone]
        # The same borders on each paragraph: Word and LibreOffice then draw them as one frame.
        borders = (
            border("top", ground, eighths=4, space=6)
            + border("left", bar, eighths=24, space=8)
            + border("bottom", ground, eighths=4, space=6)
        )
        letters = sum(len(each.text) for each in runs_of(callout.blocks))
        frame = _Frame(borders, ground, keep=letters < _WHOLE_BOX)
        title = frame.paragraph(run(callout.title), self._idents["Handslag rutans rubrik"])
        inner = "".join(self._in_box(block, frame) for block in callout.blocks)
        return title + inner + self._gap()

    def facts(self, facts: Facts) -> str:
        """Return a line for each fact, its label at the left; definitions rather than a table without a header row."""
        line = self._width / 20 / self._points  # in letters' heights
        longest = max((measure(visible(fact.label)) / SIZE for fact in facts.rows), default=0)
        indent = round(min(longest + 1.6, line * _LABEL_MOST) * self._points * 20)
        rows = "".join(self._fact(fact, indent, at) for at, fact in enumerate(facts.rows))
        return rows + self._gap() if rows else ""

    def running_facts(self, facts: Facts) -> str:
        """Return the facts in one small paragraph."""
        parts = [run(f"{fact.label}: ", tone="muted") + self._marked(fact) for fact in facts.rows]
        return paragraph(run(".  ").join(parts), self._idents["Handslag faktarad"]) if parts else ""

    def mark(self, status: str) -> str:
        """Return the mark of a status with room after it."""
        return self._pictures.mark(status) + run("\u00a0")

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph():
                return paragraph(
                    self._text.words(block.words), self._idents[_STYLES[block.style]], keep=block.style == "finding"
                )
            case Note():
                return paragraph(self._text.words(block.words), self._idents["Handslag not"])
            case Bullets():
                return self._bullets(block)
            case Facts():
                return self.facts(block)
            case Table():
                return self._table(block)
            case Figure():
                return self._figure(block)
            case Callout():
                return self.callout(block)
            case Passage():
                return self.blocks(block.blocks)

    def _bullets(self, block: Bullets, frame: "_Frame | None" = None) -> str:
        style = self._idents["List Number" if block.ordered else "List Bullet"]
        number = self._lists.numbered() if block.ordered else self._lists.bulleted()
        inside = [self._text.words(item) for item in block.items]
        if frame:
            return "".join(frame.item(each, style, number) for each in inside)
        return "".join(
            paragraph(each, style, number=number, spacing='w:after="140"' if at == len(inside) else "")
            for at, each in enumerate(inside, start=1)
        )

    def _in_box(self, block: Block, frame: "_Frame") -> str:
        """Return a block on the ground of a callout; tables and figures stand as they do elsewhere."""
        match block:
            case Paragraph() | Note():
                return frame.paragraph(self._text.words(block.words), self._idents["Handslag ruta"])
            case Bullets():
                return self._bullets(block, frame)
            case Facts():
                told = [run(f"{fact.label}: ", strong=True) + self._marked(fact) for fact in block.rows]
                return "".join(frame.paragraph(each, self._idents["Handslag ruta"]) for each in told)
            case Passage():
                return "".join(self._in_box(each, frame) for each in block.blocks)
            case _:
                return self._block(block)

    def _fact(self, fact: Fact, indent: int, at: int) -> str:
        line = border("bottom", "line", eighths=4, space=3)
        if at % 2:
            # Equal borders are drawn as one frame round all rows: every second line differs, by what nobody sees.
            line = line.replace(hue("line"), f"{int(hue('line'), 16) + 1:06X}")
        long = measure(visible(fact.label)) / SIZE * self._points * 20 > indent
        between = BREAK if long else TAB
        return paragraph(
            run(fact.label, style=self._idents["Handslag etikett"]) + between + self._marked(fact),
            self._idents["Handslag faktarad"],
            borders=line,
            tabs=f'<w:tab w:val="left" w:pos="{indent}"/>',
            indent=f'w:left="{indent}" w:hanging="{indent}"',
        )

    def _marked(self, fact: Fact) -> str:
        return (self.mark(fact.mark) if fact.mark else "") + self._text.words(fact.words)

    def _table(self, block: Table) -> str:
        self._tables += 1
        caption = self._caption("Tabell", self._tables, block.caption, "caption")
        return caption + self._grid(block) + self._small(block.note)

    def _grid(self, block: Table, *, share: float = 1) -> str:
        if not block.columns:
            return ""
        return self._grids.table(block, width=int(self._width * share))

    def _figure(self, block: Figure, *, rule: bool = True) -> str:
        """Return a figure: its title, what it shows, the picture, its source, and its data."""
        self._figures += 1
        drawing = block.drawing
        inner = self._caption("Figur", self._figures, drawing.title, "Handslag figurrubrik" if rule else "caption")
        if drawing.finding:
            inner += paragraph(run(drawing.finding), self._idents["Handslag ingress"], keep=True)
        inner += paragraph(self._pictures.figure(block), self._idents["Handslag figur"], keep=True)
        inner += self._small(block.source if drawing.note in block.source else f"{drawing.note} {block.source}")
        if not block.with_table or not drawing.columns:
            return inner
        data = Table(
            drawing.key,
            f"Figur {self._figures} i siffror",
            tuple(
                Column(title, "number" if _counts(drawing.rows, at) else "text")
                for at, title in enumerate(drawing.columns)
            ),
            tuple(tuple(Cell(words(each)) for each in row) for row in drawing.rows),
        )
        share = 1 if len(data.columns) > 3 else 0.62  # a figure far from its word is hard to follow
        return (
            inner
            + paragraph(run(data.caption), self._idents["caption"], keep=True)
            + self._grid(data, share=share)
            + self._gap()
        )

    def _caption(self, label: str, number: int, title: str, style: str) -> str:
        counted = run(f"{label} ", style=self._idents["Handslag etikett"]) + field(
            f"SEQ {label} \\* ARABIC", str(number), style=self._idents["Handslag etikett"]
        )
        return paragraph(counted + run(f". {title}"), self._idents[style], keep=True)

    def _small(self, told: str) -> str:
        """Return the line under a table or figure; an empty one parts a table from what follows it."""
        if not told:
            return self._gap()
        return paragraph(run(told), self._idents["Handslag not"])

    def _gap(self) -> str:
        return paragraph("", self._idents["Handslag mellanrum"])


def _counts(rows: tuple[tuple[str, ...], ...], at: int) -> bool:
    """Whether a column of a drawing's data holds figures only."""
    texts = [row[at].strip() for row in rows]
    return at > 0 and all(text.replace("\u00a0", "").replace(",", "").replace("−", "").isdigit() for text in texts)
