"""Reads a drawing's SVG in tests: where its words and marks are, and whether it keeps the rules of all drawings."""

import re
from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree

from handslag.documents.drawing import FALL, RISE, Drawing
from handslag.documents.lettering import measure

NS = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "<script>alert(1)</script>",
    "a & b &amp; c",
    "\"quoted\" and 'quoted'",
    "ord " * 2500,
    "x" * 10_000,
    "suicid\u00adpreventions\u00adhandlings\u00adplanen i länets\u00adalla kommuner",
    "noll\x00byte och \x1b[31m",
    "familj 👨‍👩‍👧‍👦 och 🇸🇪 flagga",
    "\u202eomvänd riktning\u202c",
    "ett\n\tpar\r\nrader",
    "\ud800 ensam halva",
    "",
    "   ",
    "健康" * 60,
    "e\u0301" * 300,
)


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    words: str


def root(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def boxes(svg: str) -> list[Box]:
    """Return the box of each text, from the height of letters as we measure them."""
    return [box_of(text) for text in root(svg).iter(f"{NS}text")]


def box_of(text: ElementTree.Element) -> Box:
    """Return the box of one text; a turned one reads upwards."""
    words = text.text or ""
    width = measure(words, bold=text.get("font-weight") == "600")
    x, y = float(text.get("x", "nan")), float(text.get("y", "nan"))
    if turn := text.get("transform"):
        assert turn.split() == ["rotate(-90", text.get("x"), f"{text.get('y')})"], turn
        return Box(x - RISE, y - width, x + FALL, y, words)
    left = x - {"start": 0, "middle": width / 2, "end": width}[text.get("text-anchor", "start")]
    return Box(left, y - RISE, left + width, y + FALL, words)


def overlapping(svg: str) -> list[tuple[str, str]]:
    """Return the pairs of texts that stand across each other, with half a pixel for rounding."""
    return [
        (a.words, b.words)
        for a, b in combinations(sorted(boxes(svg), key=lambda box: box.top), 2)
        if b.top < a.bottom - 0.5 and a.left < b.right - 0.5 and b.left < a.right - 0.5
    ]


def points(d: str) -> list[tuple[float, float]]:
    """Return every point that a path names, control points too; its curves lie within them."""
    x = y = 0.0
    found: list[tuple[float, float]] = []
    for letter, rest in re.findall(r"([A-Za-z])([^A-Za-z]*)", d):
        numbers = [float(n) for n in re.findall(r"-?\d*\.?\d+", rest)]
        base_x, base_y = (x, y) if letter.islower() else (0.0, 0.0)
        if letter in "Hh":
            found += [(base_x + n, y) for n in numbers]
        elif letter in "Vv":
            found += [(x, base_y + n) for n in numbers]
        elif letter in "Aa":  # two radii, a turn and two flags come before the end of each arc
            found += [(base_x + a, base_y + b) for a, b in zip(numbers[5::7], numbers[6::7], strict=True)]
        else:
            found += [(base_x + a, base_y + b) for a, b in zip(numbers[::2], numbers[1::2], strict=True)]
        x, y = found[-1] if found else (x, y)
    return found


def all_points(svg: str) -> list[tuple[float, float]]:
    """Return the corners of every path and circle, and of the squares that status marks are drawn in."""
    tree = root(svg)
    found = [point for path in tree.findall(f"{NS}path") for point in points(path.get("d", ""))]
    for circle in tree.findall(f"{NS}circle"):
        x, y, r = (float(circle.get(name, "nan")) for name in ("cx", "cy", "r"))
        found += [(x - r, y - r), (x + r, y + r)]
    for group in tree.iter(f"{NS}g"):
        if place := group.get("transform"):  # without one it is a mark's definition
            x, y = (float(n) for n in re.findall(r"-?[\d.]+", place))
            found += [(x, y), (x + 12, y + 12)]
    return found


def check(drawing: Drawing) -> None:
    """Assert what holds for every drawing, whatever its words are."""
    for svg, width, suffix in ((drawing.broad, 760, "b"), (drawing.narrow, 358, "n")):
        tree = root(svg)
        assert " style=" not in svg and "<style" not in svg and "<script" not in svg
        assert tree.get("viewBox", "").startswith(f"0 0 {width} ")
        height = float(tree.get("viewBox", "").split()[3])
        _check_names(tree, f"{drawing.key}-{suffix}")
        for box in boxes(svg):
            assert box.left >= -0.5 and box.right <= width + 0.5, box
            assert box.top >= -1 and box.bottom <= height + 1, box
        for x, y in all_points(svg):
            assert -0.5 <= x <= width + 0.5 and -0.5 <= y <= height + 0.5, (x, y)
        assert overlapping(svg) == []
    assert all(len(row) == len(drawing.columns) for row in drawing.rows)


def _check_names(tree: ElementTree.Element, ident: str) -> None:
    title, desc = tree.find(f"{NS}title"), tree.find(f"{NS}desc")
    assert title is not None and title.get("id") == f"{ident}-t"
    assert desc is not None and desc.get("id") == f"{ident}-d" and desc.text
    has_links = tree.find(f".//{NS}a") is not None
    assert tree.get("role") == ("group" if has_links else "img")
    named = (tree.get("aria-labelledby", "") + " " + tree.get("aria-describedby", "")).split()
    assert named == [f"{ident}-t", f"{ident}-d"]
