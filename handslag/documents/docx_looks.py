"""How the Word report looks: the table of its styles."""

from dataclasses import dataclass

from handslag.documents.docx_xml import border, hue

SERIF, SANS = "Georgia", "Calibri"  # on every machine with Office; LibreOffice has substitutes of the same widths


@dataclass(frozen=True)
class Setting:
    """How a report is set. serif, sans: names of typefaces, "" to inherit. accent: token of the numbers of headings.

    size: points of running text; all other sizes follow it.
    """

    serif: str = SERIF
    sans: str = SANS
    accent: str = "falu"
    size: float = 10.5


OWN = Setting()
COMPACT = Setting(size=9.5)
COUNTY = Setting(serif="", sans="", accent="")  # what we add to a county's template speaks with its voice


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


def _heading(level: int, setting: Setting) -> Style:
    size, before, after = {
        1: (1.9, 26, 10),
        2: (1.45, 22, 5),
        3: (1.15, 16, 3),
        4: (1.0, 12, 2),
    }[level]
    serif = level <= 2
    rule = f"<w:pBdr>{border('bottom', 'rule', eighths=12, space=5)}</w:pBdr>" if level == 1 else ""
    dense = setting.size < OWN.size
    return Style(
        f"heading {level}",
        f"Heading{level}",
        _ppr(
            "<w:keepNext/><w:keepLines/>"
            + rule
            + _space(before * (0.55 if dense else 1), after * (0.6 if dense else 1), 1.1)
            + f'<w:outlineLvl w:val="{level - 1}"/>'
        )
        + _letters(setting.serif if serif else setting.sans, setting.size * size, "ink", bold=True),
        following="Normal",
    )


def styles(setting: Setting) -> tuple[Style, ...]:
    """Return every style that the writer uses, each after the one that it is based on."""
    size, small = setting.size, setting.size - 1.5
    dense = size < OWN.size
    after = 4 if dense else 7
    return (
        Style(
            "Normal",
            "Normal",
            _ppr(_space(0, after, 1.15 if dense else 1.22)) + _letters(setting.sans, size, "ink"),
            based="",
        ),
        Style("Default Paragraph Font", "DefaultParagraphFont", "", "character", "", shown=False),
        Style("Normal Table", "TableNormal", _TABLE_BASE, "table", "", shown=False),
        *(_heading(level, setting) for level in (1, 2, 3, 4)),
        Style(
            "Title",
            "Title",
            _ppr("<w:keepNext/>" + _space(2, 6, 1.05))
            + _letters(setting.serif, size * (2.1 if dense else 2.9), "ink", bold=True),
        ),
        Style("Subtitle", "Subtitle", _ppr(_space(0, 4)) + _letters(setting.sans, size + 1, "muted")),
        Style(
            "caption",
            "Caption",
            _ppr("<w:keepNext/><w:keepLines/>" + _space(12, 3, 1.15)) + _letters(setting.sans, size, "ink", bold=True),
        ),
        Style("header", "Header", _ppr(_space(0, 0, 1)) + _letters(setting.sans, small, "muted")),
        Style("footer", "Footer", _ppr(_space(0, 0, 1)) + _letters(setting.sans, small, "muted")),
        Style("toc 1", "TOC1", _ppr(_space(7, 1, 1.1)) + _letters("", 0, bold=True)),
        Style("toc 2", "TOC2", _ppr(_space(0, 1, 1.1) + _indent(14))),
        Style("toc 3", "TOC3", _ppr(_space(0, 0, 1.1) + _indent(28)) + _letters("", small + 0.5, "muted")),
        Style(
            "TOC Heading",
            "TOCHeading",
            _ppr(
                "<w:keepNext/>"
                + f"<w:pBdr>{border('bottom', 'rule', eighths=12, space=5)}</w:pBdr>"
                + _space(0, 10, 1.1)
            )
            + _letters(setting.serif, size * 1.9, "ink", bold=True),
        ),
        Style("List Bullet", "ListBullet", _ppr(_space(0, 2) + _indent(17, 17))),
        Style("List Number", "ListNumber", _ppr(_space(0, 2) + _indent(17, 17))),
        Style(
            "Hyperlink",
            "Hyperlink",
            f'<w:rPr><w:color w:val="{hue("spruce")}"/><w:u w:val="single"/></w:rPr>',
            "character",
            "Default Paragraph Font",
        ),
        Style(
            "Handslag ingress",
            "HandslagIngress",
            _ppr(_space(0, after + 2, 1.25)) + _letters(setting.serif, size + (1 if dense else 1.5), "ink"),
        ),
        Style(
            "Handslag titelfynd",
            "HandslagTitelfynd",
            _ppr(_space(2, 4, 1.3)) + _letters(setting.serif, size + (1 if dense else 3.5), "ink"),
        ),
        Style(
            "Handslag antagen lydelse",
            "HandslagAntagen",
            _ppr(
                f"<w:pBdr>{border('left', 'falu' if setting.accent else 'edge', eighths=18, space=10)}</w:pBdr>"
                + _space(2, after + 2, 1.25)
                + _indent(12)
            )
            + _letters(setting.serif, size + 0.5, "ink"),
        ),
        Style("Handslag liten text", "HandslagLiten", _ppr(_space(0, after, 1.15)) + _letters("", small, "muted")),
        Style(
            "Handslag faktarad", "HandslagFakta", _ppr("<w:keepLines/>" + _space(0, 0, 1.15)) + _letters("", size - 0.5)
        ),
        Style("Handslag ruta", "HandslagRuta", _ppr(_space(0, 0, 1.25) + _indent(10))),
        Style(
            "Handslag rutans rubrik",
            "HandslagRutaRubrik",
            _ppr("<w:keepNext/>" + _space(10, 0, 1.25) + _indent(10)) + _letters("", size + 0.5, "ink", bold=True),
            based="Handslag ruta",
        ),
        Style(
            "Handslag källa",
            "HandslagKalla",
            _ppr("<w:keepLines/>" + _space(0, 3, 1.15) + _indent(24, 24)) + _letters("", size - 0.5),
        ),
        Style("Handslag tabelltext", "HandslagTabelltext", _ppr(_space(0, 0, 1.08)) + _letters("", small + 0.5)),
        Style("Handslag figur", "HandslagFigur", _ppr("<w:keepNext/>" + _space(3, 3, 1)), based=""),
        Style(
            "Handslag figurrubrik",
            "HandslagFigurrubrik",
            _ppr(f"<w:pBdr>{border('top', 'rule', eighths=12, space=6)}</w:pBdr>" + _space(18, 2, 1.15)),
            based="caption",
        ),
        Style(
            "Handslag rubriknummer",
            "HandslagNummer",
            _letters("", 0, setting.accent),
            "character",
            "Default Paragraph Font",
        ),
        Style("Handslag etikett", "HandslagEtikett", _letters("", 0, "muted"), "character", "Default Paragraph Font"),
        Style(
            "Handslag källhänvisning",
            "HandslagHanvisning",
            f'<w:rPr><w:color w:val="{hue("spruce")}"/><w:vertAlign w:val="superscript"/></w:rPr>',
            "character",
            "Default Paragraph Font",
        ),
        Style("Handslag tabell", "HandslagTabell", _TABLE, "table", "Normal Table"),
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
    '<w:bottom w:w="60" w:type="dxa"/><w:right w:w="170" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
    + border("bottom", "rule", eighths=12)
    + '</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
)
