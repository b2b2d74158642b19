"""The Word file that a report is written into: our own page, or a county's template with its text taken out."""

import datetime
from copy import deepcopy
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.parts.numbering import NumberingPart
from docx.shared import Length, Mm

from handslag.documents.blocks import Document
from handslag.documents.docx_xml import DECLARED, TAB, W, border, field, paragraph, run, tree
from handslag.documents.lettering import clean, fit
from handslag.documents.office_template import read_template

# What the text of a template leads to, and nothing else in the file does.
_OF_THE_TEXT = frozenset(
    {RT.IMAGE, RT.HYPERLINK, RT.CHART, RT.COMMENTS, RT.FOOTNOTES, RT.ENDNOTES, RT.PACKAGE, RT.OLE_OBJECT, RT.A_F_CHUNK}
    | {RT.GLOSSARY_DOCUMENT}
)
# In the order of the schema, what stands after <w:updateFields>.
_AFTER_UPDATE = (
    "hdrShapeDefaults footnotePr endnotePr compat docVars rsids attachedSchema themeFontLang clrSchemeMapping"
    " doNotIncludeSubdocsInStats doNotAutoCompressPictures forceUpgrade captions readModeInkLockDown smartTagType"
    " shapeDefaults doNotEmbedSmartTags decimalSymbol listSeparator"
).split()
_TITLE_PX = 620  # of a line of 780 px at the size that `lettering` measures in: the mark stands after it
_WITHOUT_DATE = datetime.datetime(2000, 1, 1)
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
    'officeDocument/2006/extended-properties"><Application>Handslag</Application></Properties>'
)


def opened(template: bytes | None, *, air: float) -> Word:
    """Return the file to write into, without text. Raises BadTemplate on a template that cannot be used."""
    word = docx.Document() if template is None else docx.Document(BytesIO(read_template(template, kind="docx")))
    _empty(word)
    if template is None:
        _set_page(word, air=air)
    return word


def _empty(word: Word) -> None:
    """Take out the text and what only it leads to; keep the last section, with the headers that it inherits."""
    body = word.element.body
    sections = list(body.iter(f"{W}sectPr"))
    kept = deepcopy(sections[-1]) if sections else tree(f"<w:sectPr {DECLARED}/>")
    for earlier in reversed(sections[:-1]):
        _inherit(kept, earlier)
    for each in list(body):
        body.remove(each)
    for each in kept.findall(f"{W}type"):
        kept.remove(each)
    body.append(kept)
    for ident, rel in list(word.part.rels.items()):
        if rel.reltype in _OF_THE_TEXT:
            del word.part.rels[ident]
    for each in word.settings.element.findall(f"{W}footnotePr") + word.settings.element.findall(f"{W}endnotePr"):
        word.settings.element.remove(each)


def _inherit(kept: Any, earlier: Any) -> None:
    """Give a section the headers and footers that it takes over from an earlier one."""
    for kind in ("headerReference", "footerReference"):
        there = {each.get(f"{W}type") for each in kept.findall(f"{W}{kind}")}
        for each in earlier.findall(f"{W}{kind}"):
            if each.get(f"{W}type") not in there:
                kept.insert(0, deepcopy(each))


def _set_page(word: Word, *, air: float) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    side = Mm(18 + 7 * air)
    section.left_margin = section.right_margin = side
    section.top_margin, section.bottom_margin = Mm(14 + 13 * air), Mm(12 + 12 * air)
    section.header_distance, section.footer_distance = Mm(6 + 6 * air), Mm(6 + 5 * air)
    settings = word.settings.element
    at = settings.find(f"{W}defaultTabStop")
    at.addnext(tree('<w:consecutiveHyphenLimit w:val="2"/>'))
    at.addnext(
        tree('<w:autoHyphenation w:val="true"/>')
    )  # only tables and sources are set so: columns are narrow there
    for each in settings.iter(f"{W}compatSetting"):
        if each.get(f"{W}name") == "compatibilityMode":
            each.set(f"{W}val", "15")
    for each in settings.findall(f"{W}themeFontLang"):
        each.set(f"{W}val", "sv-SE")
    for ident, rel in list(word.part.package.rels.items()):
        if rel.reltype.endswith("/thumbnail"):
            del word.part.package.rels[ident]


def lay_down(word: Word) -> None:
    """Turn the pages that the text stands on, unless they lie already: a county's own margins turn with them."""
    section = word.sections[-1]
    width, height = section.page_width or Mm(210), section.page_height or Mm(297)
    if width < height:
        section.page_width, section.page_height, section.orientation = height, width, WD_ORIENT.LANDSCAPE


def text_width(word: Word) -> Length:
    """Return how broad a line of text is."""
    section = word.sections[-1]
    left, right = section.left_margin or Mm(25), section.right_margin or Mm(25)
    return Length(max((section.page_width or Mm(210)) - left - right - (section.gutter or 0), Mm(60)))


def text_height(word: Word) -> Length:
    """Return how high the text of a page is."""
    section = word.sections[-1]
    top, bottom = section.top_margin or Mm(25), section.bottom_margin or Mm(25)
    return Length(max((section.page_height or Mm(297)) - abs(top) - abs(bottom), Mm(60)))


def describe(word: Word, document: Document) -> None:
    """Set the properties of the file: what it is, in which language and who answers for it; no name of a machine."""
    made = document.made_on
    when = datetime.datetime(made.year, made.month, made.day) if made else _WITHOUT_DATE
    core = word.core_properties
    core.title, core.author = clean(document.title)[:255], clean(document.maker)[:255]
    core.last_modified_by = core.author
    core.subject, core.language = clean(document.subtitle)[:255], "sv-SE"
    core.comments = core.keywords = core.category = core.content_status = core.identifier = core.version = ""
    core.created = core.modified = when
    core.revision = 1
    for stamp in core._element.findall("{*}lastPrinted"):
        core._element.remove(stamp)
    for rel in word.part.package.rels.values():
        if rel.reltype == RT.EXTENDED_PROPERTIES:
            rel.target_part._blob = _APP.encode()


def update_on_opening(word: Word) -> None:
    """Let Word fill in the table of contents when the file is opened: only Word knows on which page a line falls."""
    settings = word.settings.element
    for each in settings.findall(f"{W}updateFields"):
        settings.remove(each)
    after = next((each for each in settings if each.tag.removeprefix(W) in _AFTER_UPDATE), None)
    element = tree('<w:updateFields w:val="true"/>')
    settings.append(element) if after is None else after.addprevious(element)


def numbering(word: Word) -> Any:
    """Return the root of the numbering part, which a template may lack."""
    if not any(rel.reltype == RT.NUMBERING for rel in word.part.rels.values()):
        empty = NumberingPart(
            PackURI("/word/numbering.xml"), CT.WML_NUMBERING, tree("<w:numbering/>"), word.part.package
        )
        word.part.relate_to(empty, RT.NUMBERING)
    return word.part.numbering_part.element


def set_margins(word: Word, document: Document, idents: dict[str, str], *, cover: bool) -> None:
    """Write our header and footer: title and mark above, who made it and the page below."""
    section = word.sections[0]
    width = text_width(word)
    stop = f'<w:tab w:val="clear" w:pos="4320"/><w:tab w:val="clear" w:pos="8640"/><w:tab w:val="right" w:pos="{width // 635}"/>'
    mark = TAB + run(document.mark, strong=True, tone="ochre") if document.mark else ""
    line = border("bottom", "line", eighths=4, space=5)
    pages = field("PAGE", "1") + run(" (") + field("NUMPAGES", "1") + run(")")
    _fill(
        section.header,
        paragraph(run(fit(document.title, within=_TITLE_PX)) + mark, idents["header"], tabs=stop, borders=line),
    )
    _fill(section.footer, paragraph(run(clean(document.maker)) + TAB + pages, idents["footer"], tabs=stop))
    if cover:
        section.different_first_page_header_footer = True
        _fill(section.first_page_header, paragraph(mark, idents["header"], tabs=stop))
        _fill(section.first_page_footer, paragraph("", idents["footer"]))


def set_mark(word: Word, mark: str, idents: dict[str, str]) -> None:
    """Write the mark above what stands in each header of a county's template."""
    section = word.sections[0]
    headers = [section.header]
    if section.different_first_page_header_footer:
        headers.append(section.first_page_header)
    if word.settings.odd_and_even_pages_header_footer:
        headers.append(section.even_page_header)
    for header in headers:
        header.is_linked_to_previous = False
        header._element.insert(0, tree(paragraph(run(mark, strong=True), idents["header"], right=True)))


def _fill(margin: Any, xml: str) -> None:
    """Replace what stands in a header or footer."""
    margin.is_linked_to_previous = False
    for each in list(margin._element):
        margin._element.remove(each)
    margin._element.append(tree(xml))
