"""The parts of a slide as shapes: text, tables, native charts and pictures, each with its alternative text."""

import io
from typing import Any
from xml.sax.saxutils import quoteattr

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from handslag.documents import native_charts, pictures
from handslag.documents.blocks import Bars, Cell, Column
from handslag.documents.lettering import SIZE, measure, visible
from handslag.documents.plain_text import tidy
from handslag.documents.pptx_master import Room
from handslag.documents.pptx_measure import CELL_SIDE, CELL_TOP, CHART_BAR, SIZES, Grid, Shown, picture_height
from handslag.documents.pptx_words import NAMESPACES, Look, Pen, paragraph

_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's own name of the table style without lines
_EMU = 12_700  # in a point


def set_text(shape: Any, paragraphs: str, *, anchor: str = "", fixed: bool = True) -> None:
    """Put paragraphs in a shape. fixed: PowerPoint may not make the text smaller."""
    body = shape._element.txBody
    for old in body.findall(qn("a:p")):
        body.remove(old)
    for new in parse_xml(f"<a:txBody {NAMESPACES}>{paragraphs}</a:txBody>"):
        body.append(new)
    properties = body.find(qn("a:bodyPr"))
    for old in list(properties):
        properties.remove(old)
    if fixed:
        properties.append(properties.makeelement(qn("a:noAutofit"), {}))
    if anchor:
        properties.set("anchor", anchor)


def add_text(slide: Any, room: Room, paragraphs: str, *, anchor: str = "t") -> Any:
    """Add a text that has no placeholder."""
    shape = slide.shapes.add_textbox(room.left, room.top, room.width, room.height)
    set_text(shape, paragraphs, anchor=anchor)
    body = shape._element.txBody.find(qn("a:bodyPr"))
    body.attrib.update({"wrap": "square", "lIns": "0", "rIns": "0", "tIns": "0", "bIns": "0"})
    return shape


def add_grid(slide: Any, room: Room, grid: Grid, pen: Pen, *, opens: bool = True) -> None:
    """Add a table: its first row and first column are its headings. opens: facts begin with a line of their own."""
    rows = [] if grid.is_facts else [_head(grid, pen)]
    heights = [round(height * _EMU) for height in grid.heights]
    frame = slide.shapes.add_table(1, 1, room.left, room.top, room.width, sum(heights))
    _describe(frame._element.nvGraphicFramePr.cNvPr, "Tabell", grid.description)
    for place, row in enumerate(grid.rows):
        rows.append(_row(row, grid, pen, ruled=opens and grid.is_facts and place == 0))
    columns = "".join(f'<a:gridCol w="{round(width * _EMU)}"/>' for width in grid.widths)
    body = "".join(f'<a:tr h="{height}">{row}</a:tr>' for height, row in zip(heights, rows, strict=True))
    head = "" if grid.is_facts else ' firstRow="1"'
    made = parse_xml(
        f'<a:tbl {NAMESPACES}><a:tblPr{head} firstCol="1"><a:tableStyleId>{_NO_STYLE}</a:tableStyleId></a:tblPr>'
        f"<a:tblGrid>{columns}</a:tblGrid>{body}</a:tbl>"
    )
    old = frame._element.find(f".//{qn('a:tbl')}")
    old.getparent().replace(old, made)


def _head(grid: Grid, pen: Pen) -> str:
    cells = []
    for place, column in enumerate(grid.columns):
        text = pen.run(tidy(column.title) or "\u00a0", Look(grid.size, strong=True))
        said = paragraph(text, side=_side(column), after=0)
        cells.append(_cell(said, below=("tx1", 1.5), sides=_sides(place, grid), anchor="b"))
    return "".join(cells)


def _row(row: tuple[Cell, ...], grid: Grid, pen: Pen, *, ruled: bool) -> str:
    cells = []
    above = ("tx1", 1.5) if ruled else None
    for place, (column, cell) in enumerate(zip(grid.columns, row, strict=True)):
        tone = {"silent": "muted", "confirmed": "ochre"}.get(cell.state, "")
        look = Look(grid.size, tone=tone, strong=place == 0 and not grid.is_facts and len(grid.columns) > 2)
        text = pen.mark(cell.mark, grid.size) + pen.runs(cell.words, look)
        said = paragraph(text, side=_side(column), after=0, size=grid.size)
        cells.append(_cell(said, below=("line", 0.75), sides=_sides(place, grid), above=above))
    return "".join(cells)


def _sides(place: int, grid: Grid) -> tuple[int, int]:
    """Return a cell's margins: the table's text begins and ends where the title does."""
    side = round(CELL_SIDE * _EMU)
    return (0 if place == 0 else side), (0 if place == len(grid.columns) - 1 else side)


def _side(column: Column) -> str:
    return "r" if column.kind in ("number", "kronor") else "l"


def _cell(
    text: str,
    *,
    below: tuple[str, float],
    sides: tuple[int, int],
    above: tuple[str, float] | None = None,
    anchor: str = "t",
) -> str:
    lines = "".join(f'<a:{side} w="0"><a:noFill/></a:{side}>' for side in ("lnL", "lnR"))
    lines += _rule("lnT", *above) if above else ""
    top = round(CELL_TOP * _EMU)
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{text}</a:txBody>"
        f'<a:tcPr marL="{sides[0]}" marR="{sides[1]}" marT="{top}" marB="{top}" anchor="{anchor}">'
        f"{lines}{_rule('lnB', *below)}<a:noFill/></a:tcPr></a:tc>"
    )


def _rule(side: str, paint: str, points: float) -> str:
    colour = f'<a:schemeClr val="{paint}"/>'
    if paint == "line":  # a hairline is the paper, a little darker
        colour = '<a:schemeClr val="bg1"><a:lumMod val="85000"/></a:schemeClr>'
    return f'<a:{side} w="{round(points * _EMU)}"><a:solidFill>{colour}</a:solidFill></a:{side}>'


def add_figure(slide: Any, room: Room, shown: Shown, pen: Pen) -> None:
    """Add a chart that PowerPoint draws and edits itself where there is such a kind, else a picture."""
    drawing, bars = shown.figure.drawing, shown.figure.chart
    width, height = Pt(shown.width), Pt(shown.height)
    if bars:
        data = native_charts.data(bars)
        frame = slide.shapes.add_chart(native_charts.kind(bars), room.left, room.top, width, height, data)
        native_charts.style(frame.chart, bars, points=SIZES["small"], font="+mn-lt")
        _leave_room(frame.chart._chartSpace, bars, shown)
        if not pen.own:
            _on_white(frame.chart._chartSpace)
        properties = frame._element.nvGraphicFramePr.cNvPr
    else:
        svg = drawing.broad if shown.edition == "broad" else drawing.narrow
        image = pictures.png(svg, scale=_sharpness(shown, svg))
        picture = slide.shapes.add_picture(io.BytesIO(image), room.left, room.top, width, height)
        properties = picture._element.nvPicPr.cNvPr
    _describe(properties, "Diagram" if bars else "Bild", f"{drawing.title}. {drawing.description or drawing.finding}")


def _sharpness(shown: Shown, svg: str) -> float:
    """Return how many pixels each px of a drawing gets: 180 in an inch of the slide, at most 2 for each px."""
    return min(shown.height / 72 * 180 / picture_height(svg), 2)


def _leave_room(space: Any, bars: Bars, shown: Shown) -> None:
    """Place the bars so that the longest name stands beside them on one line, or on two where it is long."""
    longest = max((measure(visible(name)) for name in bars.categories), default=0) * SIZES["small"] / SIZE * 1.15 + 10
    left = min(longest / shown.width, 0.4)
    top = CHART_BAR / shown.height if len(bars.series) > 1 else 0.01
    layout = parse_xml(
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{left:.4f}"/><c:y val="{top:.4f}"/><c:w val="{0.95 - left:.4f}"/><c:h val="{0.99 - top:.4f}"/>'
        "</c:manualLayout></c:layout>"
    )
    area = space.find(f".//{qn('c:plotArea')}")
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    area.insert(0, layout)


def _on_white(space: Any) -> None:
    """The chart's colours are made for white paper; a county's slides may be dark."""
    ground = space.find(qn("c:spPr")).find(qn("a:noFill"))
    white = parse_xml(f'<a:solidFill {NAMESPACES}><a:srgbClr val="FFFFFF"/></a:solidFill>')
    ground.getparent().replace(ground, white)


def _describe(properties: Any, kind: str, description: str) -> None:
    properties.set("name", f"{kind} {properties.get('id')}")
    properties.set("descr", tidy(description))


def copied_placeholder(slide: Any, original: Any, paragraphs: str) -> None:
    """Add a footer or a slide number of the layout to the slide: python-pptx leaves them out."""
    place = original._element.nvSpPr.nvPr.find(qn("p:ph"))
    attributes = "".join(f" {key}={quoteattr(value)}" for key, value in place.attrib.items())
    ident = max(int(each.get("id")) for each in slide.shapes._spTree.iter(qn("p:cNvPr"))) + 1
    slide.shapes._spTree.append(
        parse_xml(
            f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{ident}" name={quoteattr(original.name)}/>'
            f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph{attributes}/></p:nvPr></p:nvSpPr><p:spPr/>'
            f"<p:txBody><a:bodyPr/><a:lstStyle/>{paragraphs}</p:txBody></p:sp>"
        )
    )
