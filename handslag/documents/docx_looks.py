"""How the Word report looks: the table of its styles."""

from dataclasses import dataclass

from handslag.documents.docx_xml import border, hue

SERIF, SANS = "Georgia", "Calibri"  # on every machine with Office; LibreOffice has substitutes of the same widths


@dataclass(frozen=True)
class Setting:
    """How a report is set. serif, sans: names of typefaces, "" to inherit. accent: token of the numbers of headings.

    size: points of running text; all other sizes follow it. air: how much of the usual space stands round things.
    breadth: how broad the letters are beside those that `lettering` measures.
    """

    serif: str = SERIF
    sans: str = SANS
    accent: str = "falu"
    size: float = 10.5
    air: float = 1
    breadth: float = 1.04


OWN = Setting()
COMPACT = Setting(size=9.5, air=0.6)
ONE_PAGE = Setting(size=9, air=0.35)
COUNTY = Setting(serif="", sans="", accent="", breadth=1.15)  # what we add to a county's template speaks with its voice


@dataclass(frozen=True)
class Style:
    """A style: its name, id, the XML of its look, and the names of those it is based on and followed by."""

    name: str
    ident: str
    inner: str
    kind: str = "paragraph"
    based: str = "Normal"
    shown: bool = True
    following: str = ""


def _letters(font: str, points: float, tone: str = "", *, bold: bool = False, italic: bool = False) -> str:
    """Return the look of letters; nothing is said of what is inherited ("" for font and tone, 0 for points)."""
    inner = (
        (f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>' if font else "")
        + ("<w:b/>" if bold else "")
        + ("<w:i/>" if italic else "")
        + (f'<w:color w:val="{hue(tone)}"/>' if tone else "")
        + (f'<w:sz w:val="{points * 2:.0f}"/><w:szCs w:val="{points * 2:.0f}"/>' if points else "")
    )
    return f"<w:rPr>{inner}</w:rPr>" if inner else ""


def _space(before: float, after: float, line: float = 0) -> str:
    """Return the space round a paragraph in points, and from line to line in lines (0: inherited)."""
    lines = f' w:line="{line * 240:.0f}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before * 20:.0f}" w:after="{after * 20:.0f}"{lines}/>'


def _indent(left: float, hanging: float = 0) -> str:
    return f'<w:ind w:left="{left * 20:.0f}"' + (f' w:hanging="{hanging * 20:.0f}"' if hanging else "") + "/>"


def _ppr(inner: str) -> str:
    return f"<w:pPr>{inner}</w:pPr>"


# Level -> size as a share of running text in a roomy and in a close report, and points before and after.
_HEADINGS = {1: (1.9, 1.45, 26, 10), 2: (1.45, 1.2, 22, 5), 3: (1.15, 1.1, 16, 3), 4: (1.0, 1.0, 12, 2)}


def _heading(level: int, setting: Setting) -> Style:
    roomy, close, before, after = _HEADINGS[level]
    share = roomy if setting.air == 1 else close
    return Style(
        f"heading {level}",
        f"Heading{level}",
        _ppr(
            "<w:keepNext/><w:keepLines/>"
            + (_rule("bottom", 5 if setting.air == 1 else 2) if level == 1 else "")
            + _space(before * setting.air, after * setting.air, 1.1)
            + f'<w:outlineLvl w:val="{level - 1}"/>'
        )
        + _letters(setting.serif if level <= 2 else setting.sans, setting.size * share, "ink", bold=True),
        following="Normal",
    )


def _rule(side: str, space: int) -> str:
    return f"<w:pBdr>{border(side, 'rule', eighths=12, space=space)}</w:pBdr>"


def styles(setting: Setting) -> tuple[Style, ...]:
    """Return every style that the writer uses, each after the one that it is based on."""
    headings = tuple(_heading(level, setting) for level in (1, 2, 3, 4))
    return (*_running(setting), *headings, *_furniture(setting), *_parts(setting), *_LETTERS, _numbers(setting), _GRID)


def _running(setting: Setting) -> tuple[Style, ...]:
    """Return the styles of text."""
    size, air, serif = setting.size, setting.air, setting.serif
    return (
        Style(
            "Normal",
            "Normal",
            _ppr("<w:suppressAutoHyphens/>" + _space(0, 7 * air, 1.22 if air == 1 else 1.12))
            + _letters(setting.sans, size, "ink"),
            based="",
        ),
        Style("Default Paragraph Font", "DefaultParagraphFont", "", "character", "", shown=False),
        Style("Normal Table", "TableNormal", _TABLE_BASE, "table", "", shown=False),
        Style("List Bullet", "ListBullet", _ppr(_space(0, 2 * air) + _indent(17, 17))),
        Style("List Number", "ListNumber", _ppr(_space(0, 2 * air) + _indent(17, 17))),
        Style(
            "Handslag ingress",
            "HandslagIngress",
            _ppr(_space(0, 9 * air, 1.25 if air == 1 else 1.12)) + _letters(serif, size + 1.5 * air, "ink"),
        ),
        Style(
            "Handslag antagen lydelse",
            "HandslagAntagen",
            _ppr(
                f"<w:pBdr>{border('left', setting.accent or 'edge', eighths=18, space=10)}</w:pBdr>"
                + _space(2, 9 * air, 1.2)
                + _indent(12)
            )
            + _letters(serif, size + 0.5, "ink"),
        ),
        Style(
            "Handslag liten text", "HandslagLiten", _ppr(_space(0, 5 * air, 1.15)) + _letters("", size - 1.5, "muted")
        ),
        Style(
            "Handslag liten rubrik",
            "HandslagLitenRubrik",
            _ppr("<w:keepNext/>" + _space(8 * air, 2 * air)),
            based="Handslag liten text",
        ),
        Style("Handslag not", "HandslagNot", _ppr(_space(4 * air, 12 * air)), based="Handslag liten text"),
        Style("Handslag mellanrum", "HandslagMellanrum", _ppr(_exactly(10 * air)), shown=False),
    )


def _furniture(setting: Setting) -> tuple[Style, ...]:
    """Return the styles of title page, margins and table of contents."""
    size, air, serif = setting.size, setting.air, setting.serif
    small = _letters(setting.sans, size - 1.5, "muted")
    large = _letters(serif, size * 1.9, "ink", bold=True)
    return (
        Style(
            "Title",
            "Title",
            _ppr("<w:keepNext/>" + _space(2, 6 * air, 1.05))
            + _letters(serif, size * (2.6 if air == 1 else 1.6), "ink", bold=True),
        ),
        Style("Subtitle", "Subtitle", _ppr(_space(0, 4 * air)) + _letters(setting.sans, size + air, "muted")),
        Style(
            "Handslag titelfynd",
            "HandslagTitelfynd",
            _ppr(_space(2, 8 * air, 1.3 if air == 1 else 1.15)) + _letters(serif, size + 3.5 * air, "ink"),
        ),
        Style("header", "Header", _ppr(_space(0, 0, 1)) + small),
        Style("footer", "Footer", _ppr(_space(0, 0, 1)) + small),
        Style("TOC Heading", "TOCHeading", _ppr("<w:keepNext/>" + _rule("bottom", 5) + _space(0, 10, 1.1)) + large),
        Style("toc 1", "TOC1", _ppr(_space(6, 1, 1.08)) + _letters("", 0, bold=True)),
        Style("toc 2", "TOC2", _ppr(_space(0, 0, 1.08) + _indent(14))),
        Style("toc 3", "TOC3", _ppr(_space(0, 0, 1.08) + _indent(28)) + _letters("", size - 1, "muted")),
    )


def _parts(setting: Setting) -> tuple[Style, ...]:
    """Return the styles of captions, facts, callouts, tables, figures and sources."""
    size, air = setting.size, setting.air
    strong = _letters(setting.sans, size, "ink", bold=True)
    box = _indent(10)
    return (
        Style("caption", "Caption", _ppr("<w:keepNext/><w:keepLines/>" + _space(12 * air, 3, 1.15)) + strong),
        Style(
            "Handslag figurrubrik",
            "HandslagFigurrubrik",
            _ppr(_rule("top", 6) + _space(18 * air, 2, 1.15)),
            based="caption",
        ),
        Style("Handslag figur", "HandslagFigur", _ppr("<w:keepNext/>" + _space(3, 3, 1)), based=""),
        Style(
            "Handslag faktarad",
            "HandslagFakta",
            _ppr("<w:keepLines/>" + _space(3.5 * air, 0, 1.12)) + _letters("", size - 0.5),
        ),
        Style("Handslag ruta", "HandslagRuta", _ppr(_space(0, 0, 1.25 if air == 1 else 1.12) + box)),
        Style(
            "Handslag rutans rubrik",
            "HandslagRutaRubrik",
            _ppr("<w:keepNext/>" + _space(10 * air, 0) + box) + _letters("", size + 0.5, "ink", bold=True),
            based="Handslag ruta",
        ),
        Style(
            "Handslag tabelltext", "HandslagTabelltext", _ppr(_HYPHENS + _space(0, 0, 1.08)) + _letters("", size - 1)
        ),
        Style(
            "Handslag liten tabelltext", "HandslagLitenTabelltext", _letters("", size - 2), based="Handslag tabelltext"
        ),
        Style(
            "Handslag källa",
            "HandslagKalla",
            _ppr("<w:keepLines/>" + _HYPHENS + _space(0, 2 * air, 1.1) + _indent(24, 24)) + _letters("", size - 1),
        ),
        Style(
            "Handslag källans namn",
            "HandslagKallnamn",
            _ppr("<w:keepNext/>" + _space(6 * air, 3 * air, 1.1)) + _letters("", size - 1, "ink", bold=True),
        ),
    )


def _numbers(setting: Setting) -> Style:
    """Return the style of the numbers of headings."""
    look = _letters("", 0, setting.accent)
    return Style("Handslag rubriknummer", "HandslagNummer", look, "character", "Default Paragraph Font")


def _exactly(points: float) -> str:
    return f'<w:spacing w:before="0" w:after="0" w:line="{points * 20:.0f}" w:lineRule="exact"/>'


_HYPHENS = '<w:suppressAutoHyphens w:val="0"/>'
_LINK = f'<w:rPr><w:color w:val="{hue("spruce")}"/><w:u w:val="single"/></w:rPr>'
_CITE = f'<w:rPr><w:color w:val="{hue("spruce")}"/><w:vertAlign w:val="superscript"/></w:rPr>'
_LETTERS = (
    Style("Hyperlink", "Hyperlink", _LINK, "character", "Default Paragraph Font"),
    Style("Handslag källhänvisning", "HandslagHanvisning", _CITE, "character", "Default Paragraph Font"),
    Style("Handslag etikett", "HandslagEtikett", _letters("", 0, "muted"), "character", "Default Paragraph Font"),
)
_TABLE_BASE = (
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)
_TABLE = (
    "<w:tblPr><w:tblBorders>"
    + border("bottom", "line", eighths=4)
    + border("insideH", "line", eighths=4)
    + '</w:tblBorders><w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
    '<w:bottom w:w="60" w:type="dxa"/><w:right w:w="230" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
    + border("bottom", "rule", eighths=12)
    + '</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
)
_GRID = Style("Handslag tabell", "HandslagTabell", _TABLE, "table", "Normal Table")
