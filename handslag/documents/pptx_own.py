"""Our own slides: white paper, titles in Georgia over a rule, and a red thread on the pages that open a part.

Made in code from the blank presentation that python-pptx brings, so that nobody has to open PowerPoint to change it.
"""

import re
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck
from pptx.util import Inches

from handslag.documents.drawing import colour

HEADING_FONT, TEXT_FONT = "Georgia", "Calibri"  # on every computer with Office
WIDTH, HEIGHT = 13.333, 7.5  # inches
LEFT, ACROSS = 0.9, 11.53
_THREAD = 0.45  # where the red thread runs

_NS = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
# Names of a theme's colours -> tokens of the palette.
_COLOURS = {
    "dk1": "ink",
    "lt1": "paper",
    "dk2": "muted",
    "lt2": "lime",
    "accent1": "lake",
    "accent2": "falu",
    "accent3": "spruce",
    "accent4": "ochre",
    "accent5": "plum",
    "accent6": "edge",
    "hlink": "spruce",
    "folHlink": "plum",
}
_LAYOUTS = {
    "title": "Titel",
    "obj": "Rubrik och innehåll",
    "secHead": "Avsnitt",
    "titleOnly": "Endast rubrik",
}
# Layout -> placeholder type -> (left, top, width, height) in inches, size in points, anchor; the rest is the master's.
_PLACES: dict[str, dict[str, tuple[tuple[float, float, float, float], int, str]]] = {
    "title": {
        "ctrTitle": ((LEFT, 0.75, 7.5, 2.35), 40, "b"),
        "subTitle": ((LEFT, 3.2, 7.5, 3.6), 20, "t"),
    },
    "secHead": {
        "title": ((LEFT, 1.9, 10.6, 1.6), 36, "b"),
        "body": ((LEFT, 3.7, 10.6, 2.6), 24, "t"),
    },
}
_MASTER = {
    "title": (LEFT, 0.5, ACROSS, 1.05),
    "body": (LEFT, 1.95, ACROSS, 4.75),
    "ftr": (LEFT, 6.93, 9.6, 0.32),
    "sldNum": (LEFT + ACROSS - 1.2, 6.93, 1.2, 0.32),
}


def own_deck() -> Deck:
    """Return our own presentation without slides, 16:9."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    master = deck.slide_master
    for layout in list(deck.slide_layouts):
        if layout._element.get("type") in _LAYOUTS:
            _lay_out(layout)
        else:
            deck.slide_layouts.remove(layout)
    _theme(master.part.part_related_by(RT.THEME))
    _master(master)
    return deck


def _theme(part: Any) -> None:
    root = etree.fromstring(part.blob)
    root.set("name", "Handslag")
    for slot, token in _COLOURS.items():
        held = root.find(f".//{{*}}clrScheme/{{*}}{slot}")
        held.clear()
        held.append(etree.Element(held.tag.replace(slot, "srgbClr"), val=colour(token)[1:].upper()))
    for kind, font in (("majorFont", HEADING_FONT), ("minorFont", TEXT_FONT)):
        root.find(f".//{{*}}{kind}/{{*}}latin").set("typeface", font)
    part._blob = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _master(master: Any) -> None:
    for shape in list(master.placeholders):
        kind = _kind(shape)
        if kind not in _MASTER:
            shape._element.getparent().remove(shape._element)
            continue
        _place(shape, _MASTER[kind])
        body = shape._element.txBody.find(f"{{{_A}}}bodyPr")
        body.attrib.update({"lIns": "0", "rIns": "0", "tIns": "0", "bIns": "0"})
        body.set("anchor", {"title": "b", "body": "t"}.get(kind, "ctr"))
        if kind in ("ftr", "sldNum"):
            side = "r" if kind == "sldNum" else "l"
            _styled(shape, f'<a:lvl1pPr algn="{side}"><a:defRPr sz="1200">{_paint("tx2")}</a:defRPr></a:lvl1pPr>')
    old = master._element.find(f".//{{{_P}}}txStyles")
    old.getparent().replace(old, parse_xml(_text_styles()))
    tree = master.shapes._spTree
    tree.insert(2, _line("Linje", (LEFT, 1.66), (LEFT + ACROSS, 1.66), "tx1", 1.5))


def _lay_out(layout: Any) -> None:
    kind = layout._element.get("type")
    layout._element.find(f"{{{_P}}}cSld").set("name", _LAYOUTS[kind])
    places = _PLACES.get(kind, {})
    for shape in list(layout.placeholders):
        role = _kind(shape)
        if role == "dt":
            shape._element.getparent().remove(shape._element)
        elif role in places:
            place, size, anchor = places[role]
            _place(shape, place)
            shape._element.txBody.find(f"{{{_A}}}bodyPr").set("anchor", anchor)
            _styled(shape, _level(1, size=size, colour_name="tx1", bullet=False))
        else:
            _inherit(shape)
    tree = layout.shapes._spTree
    if kind in ("title", "secHead"):
        layout._element.set("showMasterSp", "0")
        for element in reversed(_opening(kind)):
            tree.insert(2, element)


def _opening(kind: str) -> list[Any]:
    """The thread: it starts on the title page, and has a knot where a part begins."""
    if kind == "title":
        band = _box("Band", (0, 0, WIDTH, HEIGHT), "bg2")
        return [band, _line("Tråd", (_THREAD, 0), (_THREAD, HEIGHT), "accent2", 3), _knot(2.72)]
    return [_line("Tråd", (_THREAD, 0), (_THREAD, HEIGHT), "accent2", 3), _knot(3.12)]


def _text_styles() -> str:
    title = (
        f'<a:lvl1pPr algn="l"><a:lnSpc><a:spcPct val="95000"/></a:lnSpc><a:spcBef><a:spcPct val="0"/></a:spcBef><a:buNone/>'
        f'<a:defRPr sz="2800" b="0" kern="1200">{_paint("tx1")}<a:latin typeface="+mj-lt"/></a:defRPr></a:lvl1pPr>'
    )
    body = "".join(_level(level, size=20, colour_name="tx1", bullet=True) for level in range(1, 6))
    other = f'<a:lvl1pPr><a:defRPr sz="1800">{_paint("tx1")}<a:latin typeface="+mn-lt"/></a:defRPr></a:lvl1pPr>'
    return (
        f"<p:txStyles {_NS}><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{body}</p:bodyStyle>"
        f"<p:otherStyle>{other}</p:otherStyle></p:txStyles>"
    )


def _level(level: int, *, size: int, colour_name: str, bullet: bool) -> str:
    indent = 254_000 if bullet else 0  # 20 points
    sign = (
        f'<a:buClr><a:schemeClr val="accent2"/></a:buClr><a:buFont typeface="{TEXT_FONT}"/><a:buChar char="–"/>'
        if bullet
        else "<a:buNone/>"
    )
    return (
        f'<a:lvl{level}pPr marL="{indent * level}" indent="{-indent}" algn="l">'
        f'<a:spcBef><a:spcPts val="0"/></a:spcBef><a:spcAft><a:spcPts val="800"/></a:spcAft>{sign}'
        f'<a:defRPr sz="{size}00" kern="1200">{_paint(colour_name)}</a:defRPr></a:lvl{level}pPr>'
    )


_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"


def _kind(shape: Any) -> str:
    return str(shape._element.nvSpPr.nvPr.find(f"{{{_P}}}ph").get("type") or "obj")


def _place(shape: Any, place: tuple[float, float, float, float]) -> None:
    shape.left, shape.top, shape.width, shape.height = (Inches(each) for each in place)


def _inherit(shape: Any) -> None:
    """Let a placeholder of a layout stand and look as that of the master."""
    properties = shape._element.spPr
    for each in list(properties):
        properties.remove(each)
    _styled(shape, "")


def _styled(shape: Any, levels: str) -> None:
    old = shape._element.txBody.find(f"{{{_A}}}lstStyle")
    old.getparent().replace(old, parse_xml(f"<a:lstStyle {_NS}>{levels}</a:lstStyle>"))


def _paint(name: str) -> str:
    return f'<a:solidFill><a:schemeClr val="{name}"/></a:solidFill>'


def _box(name: str, place: tuple[float, float, float, float], fill: str, *, shape: str = "rect") -> Any:
    x, y, width, height = (Inches(each) for each in place)
    return parse_xml(
        f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="{_ident(name)}" name="{name}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        f'<a:prstGeom prst="{shape}"><a:avLst/></a:prstGeom>{_paint(fill)}<a:ln><a:noFill/></a:ln></p:spPr>'
        '<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang="sv-SE"/></a:p></p:txBody></p:sp>'
    )


def _knot(middle: float) -> Any:
    radius = 0.13
    return _box("Knut", (_THREAD - radius, middle - radius, 2 * radius, 2 * radius), "accent2", shape="ellipse")


def _line(name: str, start: tuple[float, float], end: tuple[float, float], paint: str, points: float) -> Any:
    x, y = Inches(start[0]), Inches(start[1])
    return parse_xml(
        f'<p:cxnSp {_NS}><p:nvCxnSpPr><p:cNvPr id="{_ident(name)}" name="{name}"/><p:cNvCxnSpPr/><p:nvPr userDrawn="1"/>'
        f'</p:nvCxnSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/>'
        f'<a:ext cx="{Inches(end[0]) - x}" cy="{Inches(end[1]) - y}"/></a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom>'
        f'<a:ln w="{round(points * 12_700)}">{_paint(paint)}</a:ln></p:spPr></p:cxnSp>'
    )


def _ident(name: str) -> int:
    """Return an id for a decoration: the placeholders have those below 100."""
    return 100 + len(re.sub(r"[^a-z]", "", name.lower()))
