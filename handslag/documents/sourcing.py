"""The numbered list of sources, which every writer prints in the same place.

A section whose key is in SOURCE_KEYS holds no list of its own: the writer sets the numbered sources under what stands
there. Where there is no such section although sources are cited, `with_sources` gives the document one, last.
"""

from dataclasses import replace

from handslag.documents.blocks import Citation, Document, Section

SOURCE_KEYS = ("sources", "slide_sources")
SOURCES_TITLE = "Källor"


def numbered_sources(document: Document, *, lists: bool = False) -> tuple[tuple[int, Citation], ...]:
    """Return the sources that are cited, with their numbers, in the order of first use. lists: see `Document.numbers`."""
    return tuple((number, document.sources[key]) for key, number in document.numbers(lists=lists).items())


def with_sources(document: Document) -> Document:
    """Return the document with a section for its sources, last, if it cites any and has no such section."""
    if not document.numbers() or any(section.key in SOURCE_KEYS for section in document.walk()):
        return document
    return replace(document, sections=(*document.sections, Section(SOURCE_KEYS[0], SOURCES_TITLE)))
