"""The presentation that the slides are set in: ours, or the county's own with its masters and layouts.

Layouts are found by what placeholders they have, never by name or place: those differ between counties and languages.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER as PH
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.util import Emu, Pt

from handslag.documents.office_template import BadTemplate, read_template
from handslag.documents.pptx_measure import Area
from handslag.documents.pptx_own import own_deck

_TITLES = (PH.TITLE, PH.CENTER_TITLE)
_CONTENT = (PH.OBJECT, PH.BODY)
_QUIET = (PH.DATE, PH.FOOTER, PH.SLIDE_NUMBER)
_LEAST_WIDTH, _LEAST_HEIGHT = Pt(330), Pt(190)  # a placeholder for content that is smaller is for something else


@dataclass(frozen=True)
class Room:
    """Where the content of a slide stands, in EMU."""

    left: int
    top: int
    width: int
    height: int

    def area(self, *, spare: float) -> Area:
        """Return the room in points, for the plan."""
        return Area(Emu(self.width).pt, Emu(self.height).pt, spare)


@dataclass(frozen=True)
class Master:
    """A presentation without slides and the layouts to use. own: ours, where we know which colours can be read."""

    deck: Deck
    title: Any
    divider: Any
    content: Any
    bare: Any
    room: Room
    own: bool

    @property
    def area(self) -> Area:
        """The room for content; the letters of a county's own typeface may be wider than ours."""
        return self.room.area(spare=1.08 if self.own else 1.18)


def open_master(template: bytes | None) -> Master:
    """Return our own presentation, or the county's. Raises BadTemplate where it has no slide with a title."""
    if template is None:
        return _chosen(own_deck(), own=True)
    cleaned = read_template(template, kind="pptx")
    try:
        deck = Presentation(io.BytesIO(cleaned))
        _empty(deck)
        return _chosen(deck, own=False)
    except BadTemplate:
        raise
    except Exception as error:  # python-pptx says in many ways that it cannot read a file
        raise BadTemplate(
            "Filen går inte att läsa som PowerPoint-mall. Öppna den i PowerPoint och spara den på nytt"
        ) from error


def _chosen(deck: Deck, *, own: bool) -> Master:
    layouts = [layout for master in deck.slide_masters for layout in master.slide_layouts]
    titled = [layout for layout in layouts if _of(layout, _TITLES)]
    if not titled:
        raise BadTemplate("Mallen har ingen sidlayout med rubrik. Lägg till en i PowerPoint, i vyn Bildbakgrund")
    content = _largest(layout for layout in titled if len(_of(layout, _CONTENT)) == 1 and not _others(layout))
    bare = _first(layout for layout in titled if not _of(layout, _CONTENT) and not _others(layout))
    title = _first(layout for layout in titled if _of(layout, (PH.CENTER_TITLE,)) or _is(layout, "title"))
    divider = _first(layout for layout in titled if _is(layout, "secHead"))
    content, bare = content or bare or titled[0], bare or content or titled[0]
    title = title or divider or titled[0]
    return Master(deck, title, divider or title, content, bare, _room(deck, content), own)


def _of(layout: Any, kinds: Iterable[Any]) -> list[Any]:
    kinds = tuple(kinds)
    return [shape for shape in layout.placeholders if shape.placeholder_format.type in kinds]


def _others(layout: Any) -> bool:
    """Whether a layout has places for something that we do not fill: two texts, a picture, a subtitle."""
    known = (*_TITLES, *_CONTENT, *_QUIET)
    return any(shape.placeholder_format.type not in known for shape in layout.placeholders)


def _is(layout: Any, kind: str) -> bool:
    return bool(layout._element.get("type") == kind)


def _first(layouts: Iterable[Any]) -> Any:
    return next(iter(layouts), None)


def _largest(layouts: Iterable[Any]) -> Any:
    """Return the layout with most room for content; a text beside a picture of the layout's own has less."""
    found = [(body, layout) for layout in layouts if not _is(layout, "secHead") for body in _of(layout, _CONTENT)]
    usable = [(body.width * body.height, layout) for body, layout in found if _is_usable(body)]
    return max(usable, key=lambda each: each[0])[1] if usable else None


def _is_usable(body: Any) -> bool:
    upright = (body._element.txBody.find(qn("a:bodyPr")).get("vert") or "horz") == "horz"
    sized = None not in (body.left, body.top, body.width, body.height)
    return upright and sized and body.width >= _LEAST_WIDTH and body.height >= _LEAST_HEIGHT


def _room(deck: Deck, layout: Any) -> Room:
    bodies = [body for body in _of(layout, _CONTENT) if _is_usable(body)]
    if bodies:
        body = bodies[0]
        return Room(body.left, body.top, body.width, body.height)
    # No such place: what is under the title, with margins.
    width, height = deck.slide_width or Pt(960), deck.slide_height or Pt(540)
    title = _of(layout, _TITLES)[0]
    top = min((title.top or 0) + (title.height or 0) + Pt(12), height // 2)
    return Room(width // 15, top, width - 2 * (width // 15), height - top - height // 9)


def _empty(deck: Deck) -> None:
    """Take the county's own slides out, with all that leads to them: what nothing leads to is not saved."""
    part, root = deck.part, deck.part._element
    for slide in list(root.iter(qn("p:sldId"))):
        part.drop_rel(slide.get(qn("r:id")))
        slide.getparent().remove(slide)
    # Shows and groups name slides by their ids; PowerPoint mends a file that names slides that are gone.
    for name in ("p:custShowLst", "p:extLst"):
        for each in root.findall(qn(name)):
            root.remove(each)
    for source in (part, *_masters_and_layouts(deck)):
        for ident, rel in list(source.rels.items()):
            if rel.reltype in (RT.VIEW_PROPS, RT.COMMENT_AUTHORS):
                source.rels.pop(ident)
            elif rel.reltype == RT.SLIDE:
                _unlink(source._element, ident)
                source.rels.pop(ident)


def _masters_and_layouts(deck: Deck) -> Iterable[Any]:
    for master in deck.slide_masters:
        yield master.part
        yield from (layout.part for layout in master.slide_layouts)


def _unlink(tree: Any, ident: str) -> None:
    for link in [each for each in tree.iter() if each.get(qn("r:id")) == ident]:
        link.getparent().remove(link)
