"""Charts, drawings and status marks in a Word file: the parts that hold them, and the XML that shows them."""

import re
from io import BytesIO

from docx.document import Document as Word
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml.parser import parse_xml
from docx.shared import Length, Mm, Pt

from handslag.documents import native_charts
from handslag.documents.blocks import Bars, Figure
from handslag.documents.docx_looks import Setting
from handslag.documents.docx_xml import DECLARED, attribute
from handslag.documents.drawing import Drawing, colour
from handslag.documents.marks import MARK_TOKENS, STATUS_MARKS
from handslag.documents.pictures import png

_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DOTS = 220  # per inch: what Word keeps of a picture unless told otherwise
_DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative val="1"/></a:ext></a:extLst>'
)


class Pictures:
    """Puts pictures and charts into a document. width, height: the most room that one may take."""

    def __init__(self, word: Word, *, width: Length, height: Length, setting: Setting) -> None:
        self._part, self._width, self._height = word.part, width, Length(int(height * 0.8))
        self._points, self._font = setting.size, setting.sans or "+mn-lt"  # the theme's own
        self._shown, self._charts = 1000, 0  # a template numbers its own pictures from one
        self._marks: dict[str, str] = {}

    def figure(self, figure: Figure) -> str:
        """Return a run with the figure: a chart where Office has the kind, a picture otherwise."""
        return self._chart(figure.chart, figure.drawing) if figure.chart else self._drawing(figure.drawing)

    def mark(self, status: str) -> str:
        """Return a run with the mark of a status. Its word stands beside it, so it is marked as decoration."""
        if status not in self._marks:
            self._marks[status] = self._image(png(_mark(status), scale=5))
        side = Pt(self._points * 0.78)
        return self._inline(side, side, self._embedded(self._marks[status], side, side), extra=_DECORATIVE)

    def _chart(self, bars: Bars, drawing: Drawing) -> str:
        self._charts += 1
        package = self._part.package
        workbook = Part(
            PackURI(f"/word/embeddings/report-chart{self._charts}.xlsx"),
            CT.SML_SHEET,
            native_charts.data(bars).xlsx_blob,
            package,
        )
        space = parse_xml(native_charts.part(bars, points=self._points - 0.5, font=self._font))
        part = XmlPart(PackURI(f"/word/charts/report-chart{self._charts}.xml"), CT.DML_CHART, space, package)
        link = part.relate_to(workbook, RT.PACKAGE)
        space.append(parse_xml(f'<c:externalData {DECLARED} r:id="{link}"><c:autoUpdate val="0"/></c:externalData>'))
        ident = self._part.relate_to(part, RT.CHART)
        height = min(Mm(native_charts.height_mm(bars)), self._height)
        shown = f'<a:graphicData uri="{_CHART}"><c:chart r:id="{ident}"/></a:graphicData>'
        return self._inline(self._width, Length(height), shown, name=drawing.title, told=drawing.description)

    def _drawing(self, drawing: Drawing) -> str:
        across, down = _size(drawing.broad)
        width = Length(min(self._width, int(self._height * across / down)))
        height = Length(int(width * down / across))
        picture = png(drawing.broad, scale=width.inches * _DOTS / across)
        shown = self._embedded(self._image(picture), width, height)
        return self._inline(width, height, shown, name=drawing.title, told=drawing.description)

    def _image(self, picture: bytes) -> str:
        return self._part.get_or_add_image(BytesIO(picture))[0]

    def _embedded(self, ident: str, width: Length, height: Length) -> str:
        return (
            f'<a:graphicData uri="{_PICTURE}"><pic:pic><pic:nvPicPr><pic:cNvPr id="0" name=""/><pic:cNvPicPr/>'
            f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{ident}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        )

    def _inline(
        self, width: Length, height: Length, shown: str, *, name: str = "", told: str = "", extra: str = ""
    ) -> str:
        self._shown += 1
        described = f' descr="{attribute(told)}"' if told else ""
        return (
            "<w:r>"
            f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
            f'<wp:docPr id="{self._shown}" name="{attribute(name) or f"Bild {self._shown}"}"{described}>{extra}</wp:docPr>'
            f"<wp:cNvGraphicFramePr/><a:graphic>{shown}</a:graphic></wp:inline></w:drawing></w:r>"
        )


def _mark(status: str) -> str:
    """Return a mark as a drawing of its own. Raises KeyError on a status that has no mark."""
    name, inner = STATUS_MARKS[status]
    ink = colour(MARK_TOKENS[name])
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12" width="12" height="12" fill="none"'
        f' stroke="{ink}" stroke-width="1.6">{inner.replace("currentColor", ink)}</svg>'
    )


def _size(svg: str) -> tuple[float, float]:
    """Return the width and height of a drawing in its own px."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if not found:
        raise ValueError(f"a drawing without a size: {svg[:80]!r}")
    return float(found[1]), float(found[2])
