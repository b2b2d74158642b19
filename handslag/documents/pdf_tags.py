"""Mends the tags of a PDF from WeasyPrint, so that nothing in it lacks a place in the structure.

Three things: what stands in the margins of pages is marked as content but belongs to no part of the structure (it
becomes an artifact); headings of tables have ids without an index of them, and no direction; links say only where they lead.
"""

import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String

_MARKED = re.compile(rb"/\w+\s<</MCID (\d+)>>\sBDC")
"""How the engine writes the start of marked content; its texts are numbers of glyphs, so nothing else looks so."""


def mended(file: BinaryIO, *, targets: dict[str, str]) -> bytes:
    """Return the PDF with mended tags. targets: id of a place in the document -> what a link to it says that it leads to."""
    with pikepdf.open(file) as pdf:
        found = list(elements(pdf.Root.StructTreeRoot.K))
        _index_ids(pdf, found)
        _turn_headings(found)
        numbers = dict(_pairs(pdf.Root.StructTreeRoot.ParentTree.Nums))
        held = {element.objgen for element in found}
        for page in pdf.pages:
            _free_margins(pdf, page, numbers[int(page.obj.StructParents)], held)
            _describe_links(page, targets)
        done = io.BytesIO()
        pdf.save(done, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return done.getvalue()


def _pairs(nums: Any) -> Iterator[tuple[int, Any]]:
    """Yield the keys and values of a number tree's leaf."""
    for place in range(0, len(nums), 2):
        yield int(nums[place]), nums[place + 1]


def elements(kids: Any) -> Iterator[Any]:
    """Yield the structure elements under a K, in the order of reading."""
    waiting = [kids]
    while waiting:
        kid = waiting.pop()
        if isinstance(kid, Array):
            waiting.extend(reversed(list(kid)))
        elif isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            if "/K" in kid:
                waiting.append(kid.K)


def _index_ids(pdf: pikepdf.Pdf, found: list[Any]) -> None:
    """Give the structure its index of ids: a reader finds the headings of a cell by it."""
    named = sorted(((bytes(each.ID), each) for each in found if "/ID" in each), key=lambda pair: pair[0])
    if not named:
        return
    leaf = Dictionary(
        Names=Array([part for key, each in named for part in (String(key), each)]),
        Limits=Array([String(named[0][0]), String(named[-1][0])]),
    )
    pdf.Root.StructTreeRoot.IDTree = pdf.make_indirect(Dictionary(Kids=Array([pdf.make_indirect(leaf)])))


def _turn_headings(found: list[Any]) -> None:
    """Say of each heading of a table whether it is that of a row or of a column."""
    inside_head = {each.objgen for group in found if Name.THead == group.S for each in elements(group.K)}
    for each in found:
        if Name.TH == each.S:
            each.A.Scope = Name.Column if each.objgen in inside_head else Name.Row


def _free_margins(pdf: pikepdf.Pdf, page: pikepdf.Page, entries: Array, held: set[tuple[int, int]]) -> None:
    """Turn the marked content of a page that no element of the structure holds into artifacts."""
    loose = {place for place, element in enumerate(entries) if element is None or element.objgen not in held}
    if not loose:
        return

    def freed(found: re.Match[bytes]) -> bytes:
        return b"/Artifact <</Type /Pagination>>\nBDC" if int(found[1]) in loose else found[0]

    page.obj.Contents = pdf.make_stream(_MARKED.sub(freed, page.obj.Contents.read_bytes()))
    for place in loose:
        entries[place] = None


def _describe_links(page: pikepdf.Page, targets: dict[str, str]) -> None:
    """Say of each link within the document where it leads, in words."""
    for annotation in page.obj.get("/Annots", ()):
        if "/Dest" in annotation and (told := targets.get(str(annotation.Dest))):
            annotation.Contents = String(told)
