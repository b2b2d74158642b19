"""A report as a Word file: real styles, fields and charts, so that whoever gets it can go on writing."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as Word

from handslag.documents.blocks import Document, Section
from handslag.documents.docx_blocks import Writer
from handslag.documents.docx_ground import (
    describe,
    lay_down,
    opened,
    set_margins,
    set_mark,
    text_height,
    text_width,
    update_on_opening,
)
from handslag.documents.docx_looks import COMPACT, COUNTY, ONE_PAGE, OWN, Setting
from handslag.documents.docx_pictures import Pictures
from handslag.documents.docx_sources import sources
from handslag.documents.docx_styles import install, numbers_itself
from handslag.documents.docx_words import Text
from handslag.documents.docx_xml import TAB, anchor, border, paragraph, run, title, tree
from handslag.documents.sourcing import SOURCE_KEYS, numbered_sources, with_sources

_DEEPEST = 4  # heading levels
_MOST_CONTENTS = 60  # lines in the table of contents: with more of them, only the upper levels stand there
_ON_THE_COVER = 16  # lines in the table of contents: so many have room under the title and its facts
# The title stands on a band that reaches a little outside the text, on the same lines as the text.
_BAND = "".join(border(side, "lime", eighths=4, space=14) for side in ("top", "left", "bottom", "right"))
_TWIP = 635  # EMU
_STAMP = (1980, 1, 1, 0, 0, 0)


def write(document: Document, *, template: bytes | None = None) -> bytes:
    """Return the report as .docx; the same document and template always give the same bytes.

    template: a county's own .docx or .dotx, whose page, headers, footers and styles are kept and whose text is not.
    Raises office_template.BadTemplate with a Swedish message on a template that cannot be used.
    """
    document = with_sources(document)
    dense = document.compact or document.max_pages is not None
    close = ONE_PAGE if document.max_pages == 1 else COMPACT
    setting = COUNTY if template is not None else close if dense else OWN
    word = opened(template, air=setting.air)
    if document.landscape:
        lay_down(word)
    idents = install(word, setting, own=template is None)
    report = _Report(document, word, idents, setting=setting, dense=dense)
    body = word.element.body
    for element in reversed(list(tree(f"<w:body>{report.xml()}</w:body>"))):
        body.insert(0, element)
    if template is None:
        set_margins(word, document, idents, cover=report.has_cover)
    elif document.mark:
        set_mark(word, document.mark, idents)
    describe(word, document)
    if report.has_contents:
        update_on_opening(word)
    return _saved(word)


class _Report:
    """Writes the parts of a report in their order. has_cover: the first page holds the title and its facts alone."""

    def __init__(
        self, document: Document, word: Word, idents: dict[str, str], *, setting: Setting, dense: bool
    ) -> None:
        self._document, self._word, self._idents = document, word, idents
        width = text_width(word)
        self._text = Text(word, idents, document.numbers())
        pictures = Pictures(word, width=width, height=text_height(word), setting=setting)
        self._writer = Writer(word, idents, self._text, pictures, width=width // _TWIP, setting=setting)
        self.has_contents = document.with_contents and not dense and bool(document.sections)
        self.has_cover = self.has_contents
        self._sections = 0

    def xml(self) -> str:
        """Return the whole body."""
        parts = [self._title()]
        if self.has_contents:
            parts.append(self._contents())
        for at, section in enumerate(self._document.sections):
            parts.append(self._section(section, 1, page=self.has_cover and at == 0))
        return "".join(parts)

    def _title(self) -> str:
        document, idents = self._document, self._idents
        help_first = self._writer.callout(document.help) if document.help else ""
        lines = [
            paragraph(
                run(told), idents[style], borders=_BAND if self.has_cover else "", fill="lime" if self.has_cover else ""
            )
            for told, style in (
                (document.maker if self.has_cover else "", "Subtitle"),
                (document.title, "Title"),
                (document.subtitle, "Subtitle"),
                (document.finding, "Handslag titelfynd"),
            )
            if told
        ]
        after = paragraph("", idents["Normal"]) if self.has_cover else ""
        return help_first + "".join(lines) + after + self._facts()

    def _facts(self) -> str:
        """Return the facts of the title page; on a report of one page they run on, to leave it to what is told."""
        facts = self._document.facts
        if self._document.max_pages != 1:
            return self._writer.facts(facts)
        return self._writer.running_facts(facts)

    def _contents(self) -> str:
        """Return the table of contents: a field, filled in so that it is whole where nothing updates it."""
        entries = self._entries()
        deepest = max((level for level, _, _ in entries), default=1)
        start = (
            _field_part("begin")
            + f'<w:r><w:instrText xml:space="preserve"> TOC \\o "1-{deepest}" \\h \\z \\u </w:instrText></w:r>'
            + _field_part("separate")
        )
        lines = []
        for at, (level, name, told) in enumerate(entries):
            number = (
                _field_part("begin")
                + f'<w:r><w:instrText xml:space="preserve"> PAGEREF {name} \\h </w:instrText></w:r>'
                + _field_part("separate")
                + _field_part("end")
            )
            inner = (start if at == 0 else "") + anchor(name, run(told) + TAB + number)
            if at == len(entries) - 1:
                inner += _field_part("end")
            stop = f'<w:tab w:val="right" w:pos="{text_width(self._word) // _TWIP}"/>'
            lines.append(paragraph(inner, self._idents[f"toc {level}"], tabs=stop))
        alone = len(entries) > _ON_THE_COVER
        heading = paragraph(
            run("Innehåll"), self._idents["TOC Heading"], page=alone, spacing="" if alone else 'w:before="480"'
        )
        return heading + "".join(lines)

    def _entries(self) -> list[tuple[int, str, str]]:
        """Return level, bookmark and title of each line in the table of contents."""
        found: list[tuple[int, str, str]] = []

        def gather(sections: tuple[Section, ...], level: int) -> None:
            for section in sections:
                self._sections += 1
                found.append((level, _bookmark(self._sections), f"{section.number} {section.title}".strip()))
                gather(section.sections, min(level + 1, _DEEPEST))

        gather(self._document.sections, 1)
        self._sections = 0
        for deepest in (3, 2, 1):
            kept = [entry for entry in found if entry[0] <= deepest]
            if len(kept) <= _MOST_CONTENTS:
                break
        return kept

    def _section(self, section: Section, level: int, *, page: bool = False) -> str:
        style = self._idents[f"heading {level}"]
        self._sections += 1
        number = run(f"{section.number} ", style=self._idents["Handslag rubriknummer"]) if section.number else ""
        mark = self._writer.mark(section.mark) if section.mark else ""
        page = page or section.starts_page
        heading = paragraph(
            self._text.bookmark(_bookmark(self._sections), mark + number + title(section.title)),
            style,
            page=page,
            spacing='w:before="0"' if page else "",
            number=0 if numbers_itself(self._word, style) else None,
        )
        inner = self._writer.blocks(section.blocks, under_rule=level == 1)
        if section.key in SOURCE_KEYS:
            inner += sources(self._word, numbered_sources(self._document), self._text, self._idents)
        return heading + inner + "".join(self._section(each, min(level + 1, _DEEPEST)) for each in section.sections)


def _bookmark(number: int) -> str:
    return f"_Toc{number:08d}"


def _field_part(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _saved(word: Word) -> bytes:
    """Return the file with the same time stamp on every part."""
    held, out = BytesIO(), BytesIO()
    word.save(held)
    with ZipFile(held) as made, ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name in made.namelist():
            file.writestr(ZipInfo(name, _STAMP), made.read(name), ZIP_DEFLATED)
    return out.getvalue()
