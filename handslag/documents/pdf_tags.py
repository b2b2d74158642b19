"""Mends the tags of a PDF as WeasyPrint makes it, so that nothing in it lacks a place in the structure.

Three things: what stands in the margins of pages is marked as content but belongs to no part of the structure (it
becomes an artifact); headings of tables have ids without an index of them, and no direction; links say only where they lead.
"""

from collections.abc import Iterator
from typing import Any

ARTIFACT = b"<</Type /Pagination>>"


def mend(pdf: Any, *, targets: dict[str, str]) -> None:
    """Mend the tags of a pydyf.PDF that is about to be written.

    targets: id of a place in the document -> what a link to it says that it leads to.
    """
    objects = {each.reference: each for each in pdf.objects}
    root = objects[pdf.catalog["StructTreeRoot"]]
    held = dict(_elements(root["K"], objects))
    _index_ids(pdf, root, held)
    _turn_headings(held)
    nums = objects[root["ParentTree"]]["Nums"]
    numbers = dict(zip(nums[::2], nums[1::2], strict=True))
    for reference in pdf.page_references:
        page = objects[reference]
        _free_margins(objects[page["Contents"]], numbers[page["StructParents"]], held)
        _describe_links((objects[link] for link in page.get("Annots", ())), targets)


def _elements(
    kids: Any, objects: dict[bytes, Any], *, in_head: bool = False
) -> Iterator[tuple[bytes, tuple[Any, bool]]]:
    """Yield the structure elements under a K by reference, in the order of reading, and whether in a table's head."""
    for kid in kids:
        # A number is marked content of the page itself; what has no S is a link's annotation.
        if not isinstance(kid, bytes) or "S" not in (element := objects[kid]):
            continue
        within = in_head or element["S"] == "/THead"
        yield kid, (element, within)
        yield from _elements(element["K"], objects, in_head=within)


def _index_ids(pdf: Any, root: Any, held: dict[bytes, tuple[Any, bool]]) -> None:
    """Give the structure its index of ids: a reader finds the headings of a cell by it."""
    from pydyf import Array, Dictionary

    named = sorted(
        ((each["ID"], kid) for kid, (each, _) in held.items() if "ID" in each), key=lambda pair: pair[0].string
    )
    if not named:
        return
    names, limits = Array(part for pair in named for part in pair), Array((named[0][0], named[-1][0]))
    leaf = Dictionary({"Names": names, "Limits": limits})
    pdf.add_object(leaf)
    root["IDTree"] = Dictionary({"Kids": Array([leaf.reference])})


def _turn_headings(held: dict[bytes, tuple[Any, bool]]) -> None:
    """Say of each heading of a table whether it is that of a row or of a column."""
    for element, in_head in held.values():
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column" if in_head else "/Row"


def _free_margins(stream: Any, entries: Any, held: dict[bytes, tuple[Any, bool]]) -> None:
    """Turn the marked content of a page that no element of the structure holds into artifacts."""
    loose = {place for place, reference in enumerate(entries) if reference not in held}
    parts = stream.stream
    for place, part in enumerate(parts if loose else ()):
        # The engine writes the start of marked content as three parts: its tag, its number, BDC.
        if part == b"BDC" and isinstance(parts[place - 1], dict) and parts[place - 1]["MCID"] in loose:
            parts[place - 2 : place] = "/Artifact", ARTIFACT
    for place in loose:
        entries[place] = b"null"


def _describe_links(links: Iterator[Any], targets: dict[str, str]) -> None:
    """Say of each link within the document where it leads, in words."""
    from pydyf import String

    for link in links:
        if "Dest" in link and (told := targets.get(link["Dest"].string)):
            link["Contents"] = String(told)
