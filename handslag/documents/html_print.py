"""A report as the HTML that a PDF is made of: what a browser folds, links or draws with masks is set for paper.

What is read aloud is in the text; everything that only decorates is a background, which the PDF marks as such.
"""

import base64
import re
from functools import cache

from handslag.documents import columns, marks
from handslag.documents.blocks import Block, Bullets, Document, Facts, Figure, Passage, Section, Table
from handslag.documents.drawing import colour
from handslag.documents.html import contents, made
from handslag.documents.html_blocks import Writer, tag
from handslag.documents.html_words import class_names, escape
from handslag.documents.lettering import clean

SHORT = 8  # rows of a table that is not parted between pages
CLOSE = 6  # columns; a table of more is set more closely
BULLET = "•\u00a0"  # .504 em wide in our letters: so far the style sheet lets it hang
ROOM, LANDSCAPE_ROOM = 627.0, 986.0  # px, the width of the text
TABLE_SIZE, CLOSE_SIZE = 1.26, 1.42  # how much larger the letters are as `columns` measures them

# Our fonts lack these; the nearest that they have is better than a space from whatever font the machine may have.
_SPACES = str.maketrans({"\u202f": "\u00a0", "\u2009": "\u00a0", "\u2011": "-"})
_FAMILY = re.compile(r'font-family="[^"]*"')
_KNOTS = {
    "quiet": '<circle cx="6" cy="6" r="5" fill="none" stroke="{edge}" stroke-width="1.4" stroke-dasharray="1.1 1.52"/>'
    '<path d="M3.6 6h4.8" stroke="{edge}" stroke-width="1.4"/>',
    "zero": '<circle cx="6" cy="6" r="4.8" fill="none" stroke="{ochre}" stroke-width="2.1" stroke-dasharray="2.7 2.32"/>',
}


class PrintWriter(Writer):
    """Writes the blocks for print: level 2 for the top sections, no address within the site, nothing folded."""

    def __init__(self, document: Document) -> None:
        super().__init__(document, local=False)
        self.width = LANDSCAPE_ROOM if document.landscape else ROOM

    def section(self, section: Section, level: int) -> str:
        """Return a section; one that starts a page says so in its class."""
        held = super().section(section, level)
        if not section.starts_page or self.document.compact:
            return held
        return held.replace('<section class="', '<section class="on-new-page ', 1)

    def notes(self, blocks: tuple[Block, ...], level: int) -> str:
        """Return what a speaker says, in full."""
        if not blocks:
            return ""
        return f'<div class="callout"><p><strong>Anteckningar</strong></p>{self.blocks(blocks, level)}</div>'

    def bullets(self, bullets: Bullets, *, mark: str = "") -> str:
        """Return a list; its bullets are letters of its text, since setting a box for each takes a sixteenth of the time."""
        written = super().bullets(bullets, mark=mark)
        return written if mark or bullets.ordered else written.replace("<li>", f"<li>{BULLET}")

    def facts(self, facts: Facts) -> str:
        """Return labels and what is said as a table: only in it a PDF ties the two together."""
        rows = "".join(
            f'<tr><th scope="row">{escape(fact.label)}</th><td>{self.said(fact)}</td></tr>' for fact in facts.rows
        )
        return f'<table class="facts"><tbody>{rows}</tbody></table>' if rows else ""

    def told(self, facts: Facts) -> str:
        """Return the facts of the title page; those of a short report run on, since it has few lines to give."""
        if not self.document.compact:
            return self.facts(facts)
        pairs = (f'<span class="muted">{escape(fact.label)}:</span> {self.said(fact)}' for fact in facts.rows)
        return f'<p class="facts-on">{" · ".join(pairs)}</p>' if facts.rows else ""

    def region(self, key: str) -> str:
        """Return the start of what holds a table."""
        return '<div class="held">'

    def table(self, table: Table) -> str:
        """Return a table with the widths of its columns: one of many is set more closely, one of few rows stays whole."""
        close = len(table.columns) > CLOSE
        room = (CLOSE_SIZE if close else TABLE_SIZE) * self.width
        names = " ".join(("close",) * close + ("short",) * (len(table.rows) <= SHORT))
        widths = _widths(columns.shares(table.columns, table.rows, room=room))
        written = super().table(table).replace("<table ", f"<table{class_names(names)} ", 1)
        return written.replace("</caption>", f"</caption>{widths}", 1)

    def figure(self, figure: Figure, level: int) -> str:
        """Return a drawing as one picture with its whole description, and its data below it."""
        drawing, name = figure.drawing, tag(level)
        described = clean(f"{drawing.title}. {drawing.description}")
        picture = f'<img class="drawing" alt="{escape(described)}" src="{_data(_lettered(drawing.broad))}">'
        data = ""
        if figure.with_table:
            held = [(title, *texts) for title, *texts in zip(drawing.columns, *drawing.rows, strict=True)]
            widths = _widths(columns.text_shares(held, room=TABLE_SIZE * self.width))
            data = f'<table class="data">{widths}{self.rows_of(drawing)}</table>'
        return (
            f'<div class="chart" id="bild-{drawing.key}"><{name}>{escape(drawing.title)}</{name}>'
            f'<p class="finding">{escape(drawing.finding)}</p>{picture}'
            f"{self.origin(figure)}</div>{data}"
        )

    def passage(self, passage: Passage, level: int) -> str:
        """Return the text of a passage."""
        return self.blocks(passage.blocks, level)

    def cite(self, number: int) -> str:
        """Return the number of a source, raised, leading to it."""
        return f'<a class="cite" href="#kalla-{number}">{number}</a>'

    def mark(self, status: str) -> str:
        """Return the place of a mark: the style sheet draws it."""
        return f'<span class="m {marks.symbol_id(status)}"></span>' if status else ""

    def address(self, href: str) -> str:
        """Return the address, unless only a telephone could follow it."""
        address = super().address(href)
        return "" if address.startswith("tel:") else address


def printed(document: Document) -> str:
    """Return the HTML that a PDF is made of, without its style sheet."""
    writer = PrintWriter(document)
    kind = ("compact" if document.compact else "whole") + " landscape" * document.landscape
    day = document.made_on.isoformat() if document.made_on else ""
    dated = (
        f'<meta name="dcterms.created" content="{day}"><meta name="dcterms.modified" content="{day}">' if day else ""
    )
    text = (
        f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{escape(document.title)}</title>'
        f'<meta name="author" content="{escape(document.maker)}">{dated}</head>'
        f'<body class="{kind}">{_front(document, writer)}{"" if document.compact else _contents(document)}'
        f'<main class="report">{writer.sections()}</main></body></html>'
    )
    return text.translate(_SPACES)


def link_targets(document: Document) -> dict[str, str]:
    """Return what links lead to within the report, by id: "Källa 3", "2.1 Närvaro i skolan"."""
    sections = {section.key: clean(f"{section.number} {section.title}") for section in document.walk()}
    return sections | {f"kalla-{number}": f"Källa {number}" for number in document.numbers().values()}


def _front(document: Document, writer: PrintWriter) -> str:
    """Return what stands first: a page of its own, or the head of the first page of a short report."""
    lines = (("subtitle", document.subtitle), ("lead", document.finding))
    told = "".join(f'<p class="{name}">{escape(text)}</p>' for name, text in lines if text)
    mark = f'<p class="draft">{escape(document.mark)}</p>' if document.mark else ""
    aid = writer.callout(document.help, 2) if document.help else ""
    return (
        f'<div class="front">{mark}<h1>{escape(document.title)}</h1>{told}{aid}'
        f'{writer.told(document.facts)}<p class="maker">{escape(made(document))}</p></div>'
    )


def _contents(document: Document) -> str:
    if not document.with_contents:
        return ""
    lines = []
    for entry in contents(document):
        below = entry.below if entry.number else ()  # the parts of chapters alone: a list to choose from, not an index
        for depth, line in ((1, entry), *((2, part) for part in below)):
            number = f'<span class="nr">{escape(line.number)}</span> ' if line.number else ""
            lines.append(f'<li class="depth-{depth}">{number}<a href="#{line.id}">{escape(line.title)}</a></li>')
    return f'<div class="contents"><h2>Innehåll</h2><ul>{"".join(lines)}</ul></div>'


@cache
def mark_rules() -> str:
    """Return the style rules that draw marks and knots as backgrounds."""
    rules = []
    for status, (name, inner) in marks.STATUS_MARKS.items():
        paint = colour(marks.MARK_TOKENS[name])
        drawn = inner.replace("currentColor", paint)
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12" width="12" height="12">'
            f'<g fill="none" stroke="{paint}" stroke-width="1.6">{drawn}</g></svg>'
        )
        rules.append(f'.{marks.symbol_id(status)}{{background-image:url("{_data(svg)}")}}')
    for name, inner in _KNOTS.items():
        drawn = inner.format(edge=colour("edge"), ochre=colour("ochre"))
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12" width="12" height="12">{drawn}</svg>'
        rules.append(f'.knot.{name}{{background-image:url("{_data(svg)}")}}')
    return "".join(rules)


def _widths(shares: list[float]) -> str:
    held = "".join(f'<col style="width:{100 * share:.2f}%">' for share in shares)
    return f"<colgroup>{held}</colgroup>"


def _lettered(svg: str) -> str:
    """Return a drawing in our own font, whatever fonts the machine has."""
    return _FAMILY.sub('font-family="Handslag Sans"', svg, count=1)


def _data(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
