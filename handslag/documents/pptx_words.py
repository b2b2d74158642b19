"""Words of a report as text on a slide: DrawingML, put together as XML text.

Colours are names in the theme, so that the county's own template decides them, light on dark too. A tone of ours
(red numbers, ochre gaps) is used in our own presentation only, where we know what it stands on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from pptx.opc.constants import RELATIONSHIP_TYPE as RT

from handslag.documents.blocks import Words
from handslag.documents.docx_xml import address
from handslag.documents.marks import MARK_TOKENS, STATUS_MARKS
from handslag.documents.plain_text import source_mark, tidy
from handslag.documents.pptx_measure import ABOVE_HEADING, AFTER, BULLET_INDENT, Line, space

NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
LANGUAGE = "sv-SE"

# A table takes no pictures: letters that look as our marks, and the word stands beside them.
_LETTERS = {
    "not_started": "○",
    "ongoing": "◐",
    "struggling": "▲",
    "paused": "‖",
    "ending": "⬓",
    "finished": "■",
    "stopped": "⧄",
    "to_be_discussed": "◇",
    "unknown": "◌",
    "flag": "⚑",
}
# Tokens of the palette -> names in our theme.
_THEME = {
    "ink": "tx1",
    "muted": "tx2",
    "lake": "accent1",
    "falu": "accent2",
    "spruce": "accent3",
    "ochre": "accent4",
    "plum": "accent5",
}
_TONES = {"gap": "ochre", "attention": "ochre", "help": "falu"}  # of callouts


@dataclass(frozen=True)
class Look:
    """size: points. font: "+mj-lt" for the headings' typeface. tone: a token of the palette, for our own slides."""

    size: float
    font: str = "+mn-lt"
    strong: bool = False
    emphasis: bool = False
    tone: str = ""


@dataclass(frozen=True)
class Pen:
    """Writes on one part (a slide, which holds its own links). own: on our own slides."""

    part: Any
    numbers: Mapping[str, int]
    own: bool

    def runs(self, said: Words, look: Look) -> str:
        """Return words with their links and the numbers of their sources."""
        found = []
        for run in said:
            text, strong, emphasis = tidy(run.text), look.strong or run.strong, look.emphasis or run.emphasis
            if text:
                styled = Look(look.size, look.font, strong, emphasis, look.tone)
                found.append(self.run(text, styled, href=address(run.href) if run.href else ""))
            if mark := source_mark(run, self.numbers):
                found.append(self.run(f"[{mark}]", Look(look.size, tone="muted"), raised=True))
        return "".join(found)

    def run(self, text: str, look: Look, *, href: str = "", raised: bool = False) -> str:
        """Return one run of text."""
        link = ""
        if href:
            ident = self.part.relate_to(href, RT.HYPERLINK, is_external=True)
            link = f'<a:hlinkClick r:id="{ident}"/>'
        attributes = f'lang="{LANGUAGE}" sz="{round(look.size * 100)}"'
        attributes += (' b="1"' if look.strong else "") + (' i="1"' if look.emphasis else "")
        attributes += ' baseline="30000"' if raised else ""
        # Said for every run: LibreOffice lets the first one speak for those after it.
        font = f'<a:latin typeface="{look.font}"/>'
        return f"<a:r><a:rPr {attributes}>{self._paint(look.tone)}{font}{link}</a:rPr><a:t>{escape(text)}</a:t></a:r>"

    def mark(self, status: str, size: float) -> str:
        """Return the mark of a status, "" for none; its word stands beside it."""
        if status not in _LETTERS:
            return ""
        name, _ = STATUS_MARKS[status]
        return self.run(_LETTERS[status] + "\u00a0", Look(size, tone=MARK_TOKENS[name]))

    def lines(self, lines: Iterable[Line]) -> str:
        """Return paragraphs."""
        return "".join(self.line(line) for line in lines)

    def line(self, line: Line) -> str:
        """Return one paragraph: without a bullet where it is no item, whatever the template says."""
        font = "+mj-lt" if line.style in ("finding", "adopted") else "+mn-lt"
        tone = _TONES.get(line.tone, "muted" if line.style == "small" else "")
        inner = self.runs(line.words, Look(line.size, font, tone=tone))
        if line.style != "bullet":
            before = ABOVE_HEADING if line.style == "heading" else 0
            return paragraph(inner, before=before, after=space(line) - before)
        indent = round(BULLET_INDENT * 12_700 * (1.4 if line.number else 1))
        if line.number:
            sign = f'<a:buFont typeface="+mj-lt"/><a:buAutoNum type="arabicPeriod" startAt="{line.number}"/>'
        else:
            sign = '<a:buFont typeface="Arial"/><a:buChar char="–"/>'
        return paragraph(inner, indent=indent, sign=sign)

    def _paint(self, tone: str) -> str:
        name = _THEME.get(tone, "") if self.own or tone == "muted" else ""
        return f'<a:solidFill><a:schemeClr val="{name}"/></a:solidFill>' if name else ""


def paragraph(
    inner: str,
    *,
    side: str = "",
    before: float = 0,
    after: float = AFTER,
    indent: int = 0,
    sign: str = "<a:buNone/>",
    size: float = 12,
) -> str:
    """Return a paragraph of runs. side: "l" or "r", "" for that of its placeholder. before, after: points. indent: EMU that its lines stand in.

    size: of the line where there are no runs.
    """
    spaces = "".join(
        f'<a:{name}><a:spcPts val="{round(points * 100)}"/></a:{name}>'
        for name, points in (("spcBef", before), ("spcAft", after))
    )
    end = "" if inner else f'<a:endParaRPr lang="{LANGUAGE}" sz="{round(size * 100)}"/>'
    aligned = f' algn="{side}"' if side else ""
    return f'<a:p><a:pPr marL="{indent}" indent="{-indent}"{aligned}>{spaces}{sign}</a:pPr>{inner}{end}</a:p>'
