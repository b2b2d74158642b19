"""What is wrong with the content of a PDF: painted without a tag, tagged without a place, or in a font that is not there."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary

_LETTER = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>", re.IGNORECASE)
PAINTING = set("S s f F f* B B* b b* sh Do Tj TJ ' \" EI INLINE IMAGE".split())
OPENING = {"BDC", "BMC"}


def content_faults(pdf: pikepdf.Pdf, elements: list[Any]) -> Iterator[str]:
    """Yield what is painted without being content of the structure or an artifact."""
    held = {place: element for element in elements for place in _content_of(element)}
    parents = _number_tree(pdf.Root.get("/StructTreeRoot", Dictionary()).get("/ParentTree"))
    for number, page in enumerate(pdf.pages, 1):
        seen: set[int] = set()
        for mcid, fault in _marked(page):
            if fault:
                yield f"page {number}: {fault}"
            if mcid is None:
                continue
            if mcid in seen:
                yield f"page {number}: content {mcid} stands twice"
            seen.add(mcid)
            holder = held.get((page.obj.objgen, mcid))
            if holder is None:
                yield f"page {number}: content {mcid} is in no part of the structure"
                continue
            entries = parents.get(int(page.obj.get("/StructParents", -1)), [])
            if mcid >= len(entries) or entries[mcid] is None or entries[mcid].objgen != holder.objgen:
                yield f"page {number}: content {mcid} does not lead back to its part"


def _content_of(element: Any) -> Iterator[tuple[Any, int]]:
    kids = element.get("/K", [])
    for kid in list(kids) if isinstance(kids, Array) else [kids]:
        if isinstance(kid, int):
            yield element.Pg.objgen, kid
        elif isinstance(kid, Dictionary) and "/MCID" in kid:
            yield kid.get("/Pg", element.get("/Pg")).objgen, int(kid.MCID)


def _number_tree(node: Any) -> dict[int, Any]:
    if node is None:
        return {}
    nums = list(node.get("/Nums", []))
    found = {int(key): value for key, value in zip(nums[::2], nums[1::2], strict=True)}
    for kid in node.get("/Kids", []):
        found |= _number_tree(kid)
    return found


def _marked(page: pikepdf.Page) -> Iterator[tuple[int | None, str]]:
    """Yield (MCID, "") for each piece of marked content of a page, and (None, fault)."""
    open_marks: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in OPENING:
            mcid = _mcid(operands)
            kind = "artifact" if str(operands[0]) == "/Artifact" else "content" if mcid is not None else "other"
            if kind != "other" and {"artifact", "content"} & set(open_marks):
                yield None, f"{kind} inside {open_marks}"
            open_marks.append(kind)
            yield mcid if kind == "content" else None, ""
        elif name == "EMC":
            open_marks.pop()
        elif name in PAINTING and not {"artifact", "content"} & set(open_marks):
            yield None, f"{name} without a tag"


def _mcid(operands: Any) -> int | None:
    held = operands[1] if len(operands) > 1 else None
    return int(held.MCID) if isinstance(held, Dictionary) and "/MCID" in held else None


def font_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield fonts that are not embedded, cannot be read as text, or lack a letter that is used."""
    fonts = {each.objgen: each for each in pdf.objects if _is(each, "/Font")}
    for font in fonts.values():
        name = str(font.get("/BaseFont", "?"))
        if "/ToUnicode" not in font and str(font.get("/Subtype")) in ("/Type0", "/Type3"):
            yield f"{name} without ToUnicode"
        for part in font.get("/DescendantFonts", [font]):
            if str(part.get("/Subtype")) == "/Type0":
                continue
            described = part.get("/FontDescriptor", Dictionary())
            if not any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield f"{name} is not embedded"
    for number, page in enumerate(pdf.pages, 1):
        yield from (f"page {number}: {fault}" for fault in _missing_letters(page))


def _is(thing: Any, kind: str) -> bool:
    return isinstance(thing, Dictionary) and str(thing.get("/Type")) == kind


def _missing_letters(page: pikepdf.Page) -> Iterator[str]:
    """Yield fonts in which a page shows a glyph that they do not hold."""
    held = {key: _glyph_count(font) for key, font in page.obj.get("/Resources", {}).get("/Font", {}).items()}
    font = ""
    for operands, operator in pikepdf.parse_content_stream(page, "Tf Tj TJ"):
        if str(operator) == "Tf":
            font = str(operands[0])
            continue
        shown = operands[0] if isinstance(operands[0], Array) else [operands[0]]
        codes = [code for part in shown if isinstance(part, pikepdf.String) for code in _codes(bytes(part))]
        if any(code == 0 or code >= held[font] for code in codes):
            yield f"{font} lacks a letter that is shown"


def _codes(shown: bytes) -> list[int]:
    return [int.from_bytes(shown[place : place + 2], "big") for place in range(0, len(shown), 2)]


_COUNTS: dict[bytes, int] = {}


def _glyph_count(font: Any) -> int:
    described = font.DescendantFonts[0].FontDescriptor
    file = described.get("/FontFile2", described.get("/FontFile3"))
    if file is None:
        return 1 << 16
    data = file.read_bytes()
    if data not in _COUNTS:
        _COUNTS[data] = TTFont(io.BytesIO(data))["maxp"].numGlyphs
    return _COUNTS[data]


def read_aloud(pdf: pikepdf.Pdf, elements: list[Any]) -> str:
    """Return the text in the order of the structure, a space between its pieces: what a screen reader is given."""
    pieces: dict[tuple[Any, int], str] = {}
    for page in pdf.pages:
        pieces |= {(page.obj.objgen, mcid): text for mcid, text in _texts(page).items()}
    return " ".join(pieces.get(place, "") for element in elements for place in _content_of(element))


def _texts(page: pikepdf.Page) -> dict[int, str]:
    letters = {key: _letters(font) for key, font in page.obj.get("/Resources", {}).get("/Font", {}).items()}
    found: dict[int, str] = {}
    font, mcid = "", None
    for operands, operator in pikepdf.parse_content_stream(page, "BDC Tf Tj TJ"):
        name = str(operator)
        if name == "BDC":
            mcid = _mcid(operands)
        elif name == "Tf":
            font = str(operands[0])
        elif mcid is not None:
            shown = operands[0] if isinstance(operands[0], Array) else [operands[0]]
            codes = [code for part in shown if isinstance(part, pikepdf.String) for code in _codes(bytes(part))]
            found[mcid] = found.get(mcid, "") + "".join(letters[font].get(code, "?") for code in codes)
    return found


def _letters(font: Any) -> dict[int, str]:
    pairs = _LETTER.findall(font.ToUnicode.read_bytes())
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}
