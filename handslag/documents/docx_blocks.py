"""The blocks of a report as WordprocessingML, in reading order."""

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
    words,
)
from handslag.documents.docx_lists import Lists
from handslag.documents.docx_pictures import Pictures
from handslag.documents.docx_tables import table
from handslag.documents.docx_words import Text
from handslag.documents.docx_xml import TAB, border, field, paragraph, run
from handslag.documents.lettering import SIZE, measure, visible

_STYLES = {
    "body": "Normal",
    "finding": "Handslag ingress",
    "adopted": "Handslag antagen lydelse",
    "small": "Handslag liten text",
}
# Tone of a callout -> the colour of its bar, and of its ground.
_TONES = {"gap": ("ochre", "ochre_soft"), "attention": ("spruce", "spruce_soft"), "help": ("falu", "lime")}
_LABEL_MOST = 0.4  # of the line: how much of it the labels of facts may take


class Writer:
    """Writes blocks. width: of a line, in twips. points: the size of running text."""

    def __init__(
        self, word: Word, idents: dict[str, str], text: Text, pictures: Pictures, *, width: int, points: float
    ) -> None:
        self._idents, self._text, self._pictures = idents, text, pictures
        self._width, self._points = width, points
        self._lists = Lists(word, idents)
        self._tables = self._figures = 0

    def blocks(self, blocks: tuple[Block, ...]) -> str:
        """Return the blocks one after the other."""
        return "".join(self._block(block) for block in blocks)

    def callout(self, callout: Callout) -> str:
        """Return a note on a ground of its own, its title first."""
        bar, ground = _TONES[callout.tone]
        side = border("left", bar, eighths=24, space=8)
        title = paragraph(
            run(callout.title),
            self._idents["Handslag rutans rubrik"],
            borders=border("top", ground, eighths=4, space=6) + side,
            fill=ground,
        )
        inner = "".join(self._in_box(block, side, ground) for block in callout.blocks)
        return title + inner + self._gap()

    def facts(self, facts: Facts) -> str:
        """Return a line for each fact, its label at the left; definitions rather than a table without a header row."""
        line = self._width / 20 / self._points  # in letters' heights
        longest = max((measure(visible(fact.label)) / SIZE for fact in facts.rows), default=0)
        indent = round(min(longest + 1.6, line * _LABEL_MOST) * self._points * 20)
        rows = "".join(self._fact(fact, indent, at) for at, fact in enumerate(facts.rows))
        return rows + self._gap() if rows else ""

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
                return paragraph(self._text.words(block.words), self._idents["Handslag liten text"])
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

    def _bullets(self, block: Bullets, *, borders: str = "", fill: str = "") -> str:
        style = self._idents["List Number" if block.ordered else "List Bullet"]
        number = self._lists.numbered() if block.ordered else self._lists.bulleted()
        last = len(block.items) - 1
        return "".join(
            paragraph(
                self._text.words(item),
                style,
                number=number,
                borders=borders,
                fill=fill,
                spacing='w:before="0" w:after="0"' if fill else 'w:after="140"' if at == last else "",
                indent='w:left="540" w:hanging="340"' if fill else "",
            )
            for at, item in enumerate(block.items)
        )

    def _in_box(self, block: Block, side: str, ground: str) -> str:
        """Return a block on the ground of a callout; tables and figures stand as they do elsewhere."""
        match block:
            case Paragraph() | Note():
                return paragraph(
                    self._text.words(block.words), self._idents["Handslag ruta"], borders=side, fill=ground
                )
            case Bullets():
                return self._bullets(block, borders=side, fill=ground)
            case Facts():
                return "".join(
                    paragraph(
                        run(f"{fact.label}: ", strong=True) + self._marked(fact),
                        self._idents["Handslag ruta"],
                        borders=side,
                        fill=ground,
                    )
                    for fact in block.rows
                )
            case Passage():
                return "".join(self._in_box(each, side, ground) for each in block.blocks)
            case _:
                return self._block(block)

    def _fact(self, fact: Fact, indent: int, at: int) -> str:
        # Word draws lines between paragraphs of equal borders as one frame: every second row differs by a point.
        line = border("bottom", "line", eighths=4, space=3 + at % 2)
        long = measure(visible(fact.label)) / SIZE * self._points * 20 > indent
        between = "<w:r><w:br/></w:r>" if long else TAB
        return paragraph(
            run(fact.label, style=self._idents["Handslag etikett"]) + between + self._marked(fact),
            self._idents["Handslag faktarad"],
            borders=line,
            tabs=f'<w:tab w:val="left" w:pos="{indent}"/>',
            spacing='w:before="70" w:after="0"',
            indent=f'w:left="{indent}" w:hanging="{indent}"',
        )

    def _marked(self, fact: Fact) -> str:
        return (self.mark(fact.mark) if fact.mark else "") + self._text.words(fact.words)

    def _table(self, block: Table) -> str:
        self._tables += 1
        caption = self._caption("Tabell", self._tables, block.caption, "caption")
        return caption + self._grid(block) + self._small(block.note)

    def _grid(self, block: Table) -> str:
        if not block.columns:
            return ""
        return table(block, self._text, self._idents, self.mark, width=self._width, points=self._points - 1)

    def _figure(self, block: Figure) -> str:
        """Return a figure: its title, what it shows, the picture, its source, and its data."""
        self._figures += 1
        drawing = block.drawing
        inner = self._caption("Figur", self._figures, drawing.title, "Handslag figurrubrik")
        if drawing.finding:
            inner += paragraph(run(drawing.finding), self._idents["Handslag ingress"], keep=True)
        inner += paragraph(self._pictures.figure(block), self._idents["Handslag figur"], keep=True)
        inner += self._small(" ".join(part for part in (drawing.note, block.source) if part))
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
        return inner + paragraph(run(data.caption), self._idents["caption"], keep=True) + self._grid(data) + self._gap()

    def _caption(self, label: str, number: int, title: str, style: str) -> str:
        counted = run(f"{label} ", style=self._idents["Handslag etikett"]) + field(
            f"SEQ {label} \\* ARABIC", str(number), style=self._idents["Handslag etikett"]
        )
        return paragraph(counted + run(f". {title}"), self._idents[style], keep=True)

    def _small(self, told: str) -> str:
        """Return the line under a table or figure; an empty one parts a table from what follows it."""
        if not told:
            return self._gap()
        return paragraph(run(told), self._idents["Handslag liten text"], spacing='w:before="80" w:after="240"')

    def _gap(self) -> str:
        return paragraph(
            "", self._idents["Handslag tabelltext"], spacing='w:before="0" w:after="0" w:line="200" w:lineRule="exact"'
        )


def _counts(rows: tuple[tuple[str, ...], ...], at: int) -> bool:
    """Whether a column of a drawing's data holds figures only."""
    texts = [row[at].strip() for row in rows]
    return at > 0 and all(text.replace("\u00a0", "").replace(",", "").replace("−", "").isdigit() for text in texts)
