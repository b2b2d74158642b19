"""The list of sources in a Word file: a long one by document and in columns, so that it takes pages and not dozens."""

from copy import deepcopy
from typing import Any

from docx.document import Document as Word
from docx.enum.section import WD_SECTION
from docx.section import Section
from lxml import etree

from handslag.documents.blocks import Citation
from handslag.documents.docx_words import Text
from handslag.documents.docx_xml import W, paragraph, run, tree

Numbered = tuple[tuple[int, Citation], ...]

_SHORT = 15  # lines: so many stand in one column, each with its document
_COLUMNS = 3
_BEFORE_COLUMNS = ("pgNumType", "lnNumType", "pgBorders", "paperSrc", "pgMar", "pgSz")


def sources(word: Word, numbered: Numbered, text: Text, idents: dict[str, str]) -> str:
    """Return the list. A long one changes the document's last section, and stands in one of its own before that."""
    if len(numbered) <= _SHORT:
        return "".join(text.source(number, citation, named=True) for number, citation in numbered)
    by_document: dict[str, list[tuple[int, Citation]]] = {}
    for number, citation in numbered:
        by_document.setdefault(citation.document, []).append((number, citation))
    inner = "".join(
        paragraph(run(document), idents["Handslag källans namn"])
        + "".join(text.source(number, citation, named=False) for number, citation in cited)
        for document, cited in by_document.items()
    )
    return _in_columns(word, inner, idents)


def _in_columns(word: Word, inner: str, idents: dict[str, str]) -> str:
    last = word.element.body.sectPr
    before = deepcopy(last)
    _go_on(last, word)
    columns = deepcopy(last)
    _set_columns(columns, _COLUMNS)
    return _end(before, idents) + inner + _end(columns, idents)


def _go_on(section: Any, word: Word) -> None:
    """Let a section go on on the same page, with the same numbers."""
    made = Section(section, word.part)
    made.start_type = WD_SECTION.CONTINUOUS
    made.different_first_page_header_footer = False
    for each in section.findall(f"{W}pgNumType"):
        each.attrib.pop(f"{W}start", None)
    _set_columns(section, 1)


def _set_columns(section: Any, number: int) -> None:
    for each in section.findall(f"{W}cols"):
        section.remove(each)
    columns = tree(f'<w:cols w:num="{number}" w:space="420"/>')
    found = [section.find(f"{W}{name}") for name in _BEFORE_COLUMNS]
    before = next((each for each in found if each is not None), None)
    section.append(columns) if before is None else before.addnext(columns)


def _end(section: Any, idents: dict[str, str]) -> str:
    """Return the paragraph that ends a section."""
    held = etree.tostring(section, encoding="unicode")
    return f'<w:p><w:pPr><w:pStyle w:val="{idents["Handslag mellanrum"]}"/>{held}</w:pPr></w:p>'
