"""What is wrong with the structure of a PDF by PDF/UA-1, as far as a machine can tell from the file.

Written from the rules of ISO 14289-1 as veraPDF's profile lists them: identification, metadata, language, the nesting of
tags, headings, alternative texts, links, table headings, content without a tag, and fonts. Not covered: the widths of
glyphs, the details of character maps, and all that a human must judge. No fault here is therefore not a certificate.
"""

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.documents.pdf_content import content_faults, font_faults, read_aloud

STANDARD = set(
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody"
    " Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Figure Formula Form".split()
)
# Tag -> what may stand right under it; and tag -> what it must stand right under.
HOLDS = {
    "Table": {"Caption", "TR", "THead", "TBody", "TFoot"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"Caption", "L", "LI"},
    "LI": {"Lbl", "LBody"},
}
UNDER = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TH": {"TR"},
    "TD": {"TR"},
    "LI": {"L"},
    "LBody": {"LI"},
}
Found = list[tuple[Any, Any]]


def faults(data: bytes) -> list[str]:
    """Return what is wrong, each as a line; none where nothing was found."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = list(_elements(pdf.Root.get("/StructTreeRoot")))
        return [
            *_document_faults(pdf),
            *_nesting_faults(found),
            *_heading_faults(found),
            *_alternative_faults(found),
            *_table_faults(pdf, found),
            *_link_faults(pdf, found),
            *content_faults(pdf, [element for element, _ in found]),
            *font_faults(pdf),
        ]


def reading(data: bytes) -> str:
    """Return the text of a tagged PDF as it is read aloud."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return read_aloud(pdf, [element for element, _ in _elements(pdf.Root.StructTreeRoot)])


def _elements(root: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each structure element with its parent, in the order of reading."""
    if root is None:
        return
    waiting = [(kid, root) for kid in reversed(_kids(root))]
    while waiting:
        element, parent = waiting.pop()
        yield element, parent
        waiting += [(kid, element) for kid in reversed(_kids(element))]


def _kids(element: Any) -> list[Any]:
    held = element.get("/K", [])
    every = list(held) if isinstance(held, Array) else [held]
    return [kid for kid in every if isinstance(kid, Dictionary) and "/S" in kid]


def _name(element: Any) -> str:
    return str(element.S).removeprefix("/") if "/S" in element else "root"


def _document_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if "/Metadata" not in root:
        yield "no metadata"
    else:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as held:
            if held.get("pdfuaid:part") != "1":
                yield "not identified as PDF/UA-1"
            if not held.get("dc:title"):
                yield "no title in the metadata"
    if not str(root.get("/Lang", "")):
        yield "no language"
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "not marked as tagged"
    if root.get("/MarkInfo", {}).get("/Suspects", False):
        yield "tags are suspect"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "the title is not shown"
    if "/StructTreeRoot" not in root:
        yield "no structure"
    for number, page in enumerate(pdf.pages, 1):
        if "/Annots" in page.obj and page.obj.get("/Tabs") != Name.S:
            yield f"page {number}: tab order is not that of the structure"


def _nesting_faults(found: Found) -> Iterator[str]:
    for element, parent in found:
        name, above = _name(element), _name(parent)
        if name not in STANDARD:
            yield f"unknown tag {name}"
        if name in UNDER and above not in UNDER[name]:
            yield f"{name} in {above}"
        if above in HOLDS and name not in HOLDS[above]:
            yield f"{name} in {above}"
        if element.P.objgen != parent.objgen:
            yield f"{name} does not name its parent"
        if name == "Table":
            yield from _caption_faults(element)


def _caption_faults(table: Any) -> Iterator[str]:
    names = [_name(kid) for kid in _kids(table)]
    if names.count("Caption") > 1 or "Caption" in names[1:-1]:
        yield "Caption inside a table"
    if names.count("THead") > 1 or names.count("TFoot") > 1:
        yield "table with two heads or feet"


def _heading_faults(found: Found) -> Iterator[str]:
    levels = [int(_name(element)[1]) for element, _ in found if _name(element)[1:].isdecimal()]
    if levels[:1] != [1]:
        yield f"the first heading is not H1: {levels[:1]}"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"H{after} after H{before}"


def _alternative_faults(found: Found) -> Iterator[str]:
    for element, _ in found:
        told = str(element.get("/Alt", "")) or str(element.get("/ActualText", ""))
        if _name(element) in ("Figure", "Formula") and not told.strip():
            yield f"{_name(element)} without alternative text"


def _table_faults(pdf: pikepdf.Pdf, found: Found) -> Iterator[str]:
    ids = [bytes(element.ID) for element, _ in found if "/ID" in element]
    if len(ids) != len(set(ids)):
        yield "an id stands twice"
    if ids and set(ids) != set(_tree_keys(pdf.Root.StructTreeRoot.get("/IDTree"))):
        yield "the index of ids does not hold them all"
    for element, _ in found:
        if _name(element) == "Table":
            yield from _cell_faults(element)


def _tree_keys(node: Any) -> Iterator[bytes]:
    if node is None:
        return
    yield from (bytes(key) for key in list(node.get("/Names", []))[::2])
    for kid in node.get("/Kids", []):
        yield from _tree_keys(kid)


def _cell_faults(table: Any) -> Iterator[str]:
    cells = [element for element, _ in _elements(table) if _name(element) in ("TH", "TD")]
    headings = {bytes(cell.ID): cell for cell in cells if _name(cell) == "TH" and "/ID" in cell}
    if not headings:
        yield "table without headings"
    for cell in cells:
        held = cell.get("/A", {})
        if _name(cell) == "TH" and str(held.get("/Scope", "")) not in ("/Row", "/Column", "/Both"):
            yield "TH without scope"
        if _name(cell) == "TD":
            named = [bytes(key) for key in held.get("/Headers", [])]
            if not named or not set(named) <= set(headings):
                yield "TD without headings"
    widths = {sum(int(cell.get("/A", {}).get("/ColSpan", 1)) for cell in _kids(row)) for row in _rows(table)}
    if len(widths) > 1:
        yield f"rows of different length: {sorted(widths)}"


def _rows(table: Any) -> list[Any]:
    return [element for element, _ in _elements(table) if _name(element) == "TR"]


def _link_faults(pdf: pikepdf.Pdf, found: Found) -> Iterator[str]:
    holders = {}
    for element, _ in found:
        held = element.get("/K", [])
        for kid in list(held) if isinstance(held, Array) else [held]:
            if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR:
                holders[kid.Obj.objgen] = element
    for number, page in enumerate(pdf.pages, 1):
        for annotation in page.obj.get("/Annots", []):
            holder = holders.get(annotation.objgen)
            if annotation.Subtype != Name.Link:
                yield f"page {number}: annotation {annotation.Subtype}"
            elif holder is None or _name(holder) != "Link":
                yield f"page {number}: link outside the structure"
            if not str(annotation.get("/Contents", "")).strip():
                yield f"page {number}: link without description"
    for element, _ in found:
        if _name(element) == "Link" and element.objgen not in {holder.objgen for holder in holders.values()}:
            yield "Link without annotation"
