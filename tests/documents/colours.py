"""Reads which colours a drawing has, in print and on our pages, light and dark: what is written, and on what it stands.

In print the attributes hold. On a page the rules of handslag.css go before them, through the classes. Only what our
drawings use is understood: rules of one class, of one class under another, and `svg text`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

from handslag.documents.palette import contrast
from tests.documents.svg import NS, Box, box_of, points, root

Mode = Literal["print", "light", "dark"]
CSS = Path(__file__).parents[2] / "handslag" / "static" / "handslag.css"
TEXT, MARK = 4.5, 3.0

# What may be faint: it repeats what the words and the marks say, or only parts the rows.
DECORATION = {
    "k-grid": "hairlines between rows, years",
    "k-paper": "the page's own colour behind words",
    "k-case": "the page's own colour round a line that crosses bars",
    "k-band": "the whole period: its words beside the plot and its limits in the note say so",
    "k-soft": "how long a full bar would be: the words after it say so",
    "k-shade-1": "a cell's ground: the number in it says what it holds",
    "k-shade-2": "the same",
    "k-shade-4": "the same",
    "k-shade-8": "the same",
}


@dataclass(frozen=True)
class Paint:
    """The colours that hold at a place in the drawing. names: of the element and those round it, innermost last."""

    fill: str = "#000000"
    stroke: str = "none"
    names: tuple[str, ...] = ()


@dataclass
class Ground:
    """A filled shape that was drawn before what stands on it."""

    box: Box
    colour: str


@dataclass
class Reading:
    """What was found in one drawing in one mode: faults, and how many pairs of colours were judged."""

    mode: Mode
    faults: list[str] = field(default_factory=list)
    judged: int = 0
    grounds: list[Ground] = field(default_factory=list)

    def judge(self, box: Box, colour: str, *, least: float, what: str) -> None:
        """Hold a colour against everything that it stands on."""
        for under in self._under(box):
            self.judged += 1
            if contrast(colour, under) < least:
                self.faults.append(f"{self.mode}: {what}: {colour} on {under} is {contrast(colour, under):.2f}")

    def _under(self, box: Box) -> Iterator[str]:
        """Yield the colours under a box, from the top: down to the first shape that holds all of it, else the page."""
        for ground in reversed(self.grounds):
            if _meets(box, ground.box):
                yield ground.colour
                if _holds(ground.box, box):
                    return
        yield token("paper", self.mode)


def read(svg: str, mode: Mode) -> Reading:
    """Return what is wrong with the colours of a drawing."""
    reading = Reading(mode)
    _walk(root(svg), Paint(), reading, {each.get("id"): each for each in root(svg).iter()}, (0, 0))
    return reading


def _walk(
    element: ElementTree.Element, above: Paint, reading: Reading, known: dict, moved: tuple[float, float]
) -> None:
    tag = element.tag.removeprefix(NS)
    if tag in ("title", "desc", "defs"):
        return
    paint = _paint(element, tag, above, reading.mode)
    across, down = moved
    if shift := re.fullmatch(r"translate\((\S+) (\S+)\)", element.get("transform", "")):
        across, down = across + float(shift[1]), down + float(shift[2])
    if tag == "use":
        across, down = across + float(element.get("x", 0)), down + float(element.get("y", 0))
        _walk(known[element.get("href", "")[1:]], paint, reading, known, (across, down))
    elif tag == "text":
        reading.judge(box_of(element), paint.fill, least=TEXT, what=f"text {element.text!r}")
    elif tag in ("path", "circle"):
        _shape(element, tag, paint, reading, (across, down))
    for child in element:
        _walk(child, paint, reading, known, (across, down))


def _shape(element: ElementTree.Element, tag: str, paint: Paint, reading: Reading, moved: tuple[float, float]) -> None:
    box = _box(element, tag, moved)
    faint = any(name in DECORATION for name in paint.names)
    what = f"{tag} .{'.'.join(paint.names)}"
    if paint.stroke != "none" and not faint:
        reading.judge(box, paint.stroke, least=MARK, what=f"{what} stroke")
    if "k-case" in paint.names:  # it is there to stand on
        half = float(element.get("stroke-width", 1)) / 2
        wider = Box(box.left - half, box.top, box.right + half, box.bottom, "")
        reading.grounds.append(Ground(wider, paint.stroke))
    if paint.fill == "none":
        return
    outlined = paint.stroke != "none"  # what has an outline is told by it, not by its inside
    if not faint and not outlined:
        reading.judge(box, paint.fill, least=MARK, what=f"{what} fill")
    reading.grounds.append(Ground(box, paint.fill))


def _box(element: ElementTree.Element, tag: str, moved: tuple[float, float]) -> Box:
    if tag == "circle":
        x, y, r = (float(element.get(name, "nan")) for name in ("cx", "cy", "r"))
        corners = [(x - r, y - r), (x + r, y + r)]
    else:
        corners = points(element.get("d", ""))
    across, down = zip(*corners, strict=True)
    return Box(min(across) + moved[0], min(down) + moved[1], max(across) + moved[0], max(down) + moved[1], "")


def _paint(element: ElementTree.Element, tag: str, above: Paint, mode: Mode) -> Paint:
    """Return the colours of an element: its attributes, and on a page the rules that go before them."""
    own = () if tag == "svg" else tuple(element.get("class", "").split())
    paint = replace(above, names=above.names + own)
    paint = replace(paint, fill=element.get("fill", paint.fill), stroke=element.get("stroke", paint.stroke))
    if mode == "print":
        return paint
    current = token("ink", mode)
    for name in paint.names:  # `color` is inherited: the innermost that has one
        current = _declared(name, mode).get("color", current)
    if tag == "text":
        paint = replace(paint, fill=token("ink", mode))
    for name in own:
        declared = _declared(f".m .{name}" if "m" in above.names else name, mode)
        paint = replace(paint, fill=declared.get("fill", paint.fill), stroke=declared.get("stroke", paint.stroke))
    fill, stroke = (current if each == "currentColor" else each for each in (paint.fill, paint.stroke))
    return replace(paint, fill=fill, stroke=stroke)


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.left <= inner.left + 0.6
        and outer.top <= inner.top + 0.6
        and outer.right >= inner.right - 0.6
        and outer.bottom >= inner.bottom - 0.6
    )


def _meets(a: Box, b: Box) -> bool:
    return a.left < b.right - 0.6 and b.left < a.right - 0.6 and a.top < b.bottom - 0.6 and b.top < a.bottom - 0.6


@cache
def rules() -> dict[str, dict[str, str]]:
    """Return the declarations of colours by selector: a class alone, or ".m .f"; !important taken away."""
    found: dict[str, dict[str, str]] = {}
    css = re.sub(r"/\*.*?\*/", "", CSS.read_text(encoding="utf-8"), flags=re.S)
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        stated = re.findall(r"(?:^|;)\s*(fill|stroke|color)\s*:\s*([^;]+)", body)
        for selector in (each.strip() for each in selectors.split(",")):
            if re.fullmatch(r"\.[\w-]+( \.[\w-]+)?", selector):
                values = {name: value.replace("!important", "").strip() for name, value in stated}
                found.setdefault(selector if " " in selector else selector[1:], {}).update(values)
    return found


def _declared(name: str, mode: Mode) -> dict[str, str]:
    return {what: _colour(value, mode) for what, value in rules().get(name, {}).items()}


def _colour(value: str, mode: Mode) -> str:
    """Return a value as #rrggbb, "none" or "currentColor". Raises ValueError on one that cannot be read."""
    if value in ("none", "currentColor"):
        return value
    if name := re.fullmatch(r"var\(--([\w-]+)\)", value):
        return token(name[1], mode)
    if pair := re.fullmatch(r"light-dark\((#\w{6}), (#\w{6})\)", value):
        return pair[1 if mode == "light" else 2]
    if re.fullmatch(r"#\w{6}", value):
        return value
    raise ValueError(f"not a colour that can be read: {value!r}")


@cache
def tokens() -> dict[str, tuple[str, str]]:
    """Return the style sheet's tokens, light and dark."""
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", CSS.read_text(encoding="utf-8"))
    return {name: (light, dark) for name, light, dark in found}


def token(name: str, mode: Mode) -> str:
    return tokens()[name][mode == "dark"]
