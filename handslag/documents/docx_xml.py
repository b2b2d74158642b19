"""The pieces of WordprocessingML that the Word writer puts together: text in, XML text out.

Strings rather than a tree of objects: a report has some ten thousand cells, and the tree is parsed once, at the end.
What the schema orders (the parts of a paragraph's properties) is ordered here and nowhere else.
"""

import re
from typing import Any
from urllib.parse import quote, urlsplit

from docx.oxml.parser import parse_xml

from handslag.documents.drawing import colour
from handslag.documents.lettering import SOFT_HYPHEN, clean, printable, visible

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
}
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
W = f"{{{NAMESPACES['w']}}}"

TAB = "<w:r><w:tab/></w:r>"
BREAK = "<w:r><w:br/></w:r>"
_TEXT = '<w:t xml:space="preserve">'

_SPAN = re.compile(r"(?<=\d)-(?=\d)")
_SPACE = re.compile(r"[\t\n\r\f\v\u2028\u2029]+")


def tree(xml: str) -> Any:
    """Return XML text as an element that python-docx can work with. Raises lxml's XMLSyntaxError on a fault of ours."""
    return parse_xml(f"<w:body {DECLARED}>{xml}</w:body>")[0]


def hue(token: str) -> str:
    """Return a token's print colour as Office writes it: "A2372A"."""
    return colour(token)[1:].upper()


def content(text: str) -> str:
    """Return a text ready to stand in an element: its spaces stay, its line breaks become spaces."""
    text = _SPACE.sub(" ", printable(text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Return a text ready to stand in an attribute, on one line."""
    return content(visible(text)).replace('"', "&quot;")


def run(text: str, *, style: str = "", strong: bool = False, emphasis: bool = False, tone: str = "") -> str:
    """Return a run of text. style: the id of a character style. tone: a token of the palette."""
    if not text:
        return ""
    inner = content(text).replace(SOFT_HYPHEN, f"</w:t><w:softHyphen/>{_TEXT}")
    look = (
        (f'<w:rStyle w:val="{style}"/>' if style else "")
        + ("<w:b/>" if strong else "")
        + ("<w:i/>" if emphasis else "")
        + (f'<w:color w:val="{hue(tone)}"/>' if tone else "")
    )
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{_TEXT}{inner}</w:t></w:r>"


def title(text: str) -> str:
    """Return the run of a title: its spans of years are not parted at the end of a line."""
    return _SPAN.sub(f"</w:t><w:noBreakHyphen/>{_TEXT}", run(text))


def paragraph(
    inner: str,
    style: str,
    *,
    keep: bool = False,
    page: bool = False,
    number: int | None = None,
    borders: str = "",
    fill: str = "",
    tabs: str = "",
    spacing: str = "",
    indent: str = "",
    right: bool = False,
) -> str:
    """Return a paragraph in a style (its id).

    keep: stays on the page of the next paragraph. page: starts a page. number: id of a list, 0 for none where the
    style has one. borders, tabs: XML; spacing, indent: attributes; fill: a token of the palette.
    """
    look = (
        f'<w:pStyle w:val="{style}"/>'
        + ("<w:keepNext/>" if keep else "")
        + ("<w:pageBreakBefore/>" if page else "")
        + (f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>' if number is not None else "")
        + (f"<w:pBdr>{borders}</w:pBdr>" if borders else "")
        + (f'<w:shd w:val="clear" w:color="auto" w:fill="{hue(fill)}"/>' if fill else "")
        + (f"<w:tabs>{tabs}</w:tabs>" if tabs else "")
        + (f"<w:spacing {spacing}/>" if spacing else "")
        + (f"<w:ind {indent}/>" if indent else "")
        + ('<w:jc w:val="right"/>' if right else "")
    )
    return f"<w:p><w:pPr>{look}</w:pPr>{inner}</w:p>"


def border(side: str, token: str, *, eighths: int, space: int = 0) -> str:
    """Return one border. eighths: its width in eighths of a point. space: points between it and the text."""
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{hue(token)}"/>'


def field(instruction: str, shown: str, *, style: str = "") -> str:
    """Return a field that Word works out, with what it shows until then."""
    return f'<w:fldSimple w:instr=" {attribute(instruction)} ">{run(shown, style=style)}</w:fldSimple>'


def bookmark(ident: int, name: str, inner: str) -> str:
    """Return the inside with a name that links can point at."""
    return f'<w:bookmarkStart w:id="{ident}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{ident}"/>'


def anchor(name: str, inner: str) -> str:
    """Return a link to a bookmark."""
    return f'<w:hyperlink w:anchor="{name}" w:history="1">{inner}</w:hyperlink>'


def address(href: str) -> str:
    """Return an http or https address that Office accepts as one, or "": Word refuses a whole file for a bad one."""
    text = clean(href)
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return ""
    return quote(text, safe="%/:=&?~#+!$,;'@()*") if usable else ""
