"""Bars as charts that Word and PowerPoint draw themselves, with their figures in a workbook that can be edited.

Both writers take the type, the data and the style from here; PowerPoint adds the chart to a slide, Word takes its XML.
"""

import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from lxml import etree
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt
from xlsxwriter import Workbook

from handslag.documents.blocks import Bars
from handslag.documents.drawing import colour
from handslag.documents.lettering import visible
from handslag.documents.palette import contrast

# No-break spaces between thousands, whatever language Office runs in.
_WHOLE = "[>=1000000]#\u00a0###\u00a0##0;[>=1000]#\u00a0##0;0"
_MADE = datetime.datetime(2000, 1, 1)  # the same chart gives the same bytes, whenever it is made
_LEGEND_MM, _MARGIN_MM = 9.0, 6.0


class ChartData(CategoryChartData):
    """Chart data whose workbook is the same each time."""

    @property
    def xlsx_blob(self) -> bytes:
        """Return the workbook: categories in column A, a column for each series, in the places that the chart reads."""
        out = BytesIO()
        with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
            book.set_properties({"created": _MADE})
            sheet = book.add_worksheet()
            sheet.write_column(1, 0, [category.label for category in self.categories])
            for at, series in enumerate(self, start=1):
                sheet.write_string(0, at, series.name)
                sheet.write_column(1, at, series.values)
        return out.getvalue()


def data(bars: Bars) -> ChartData:
    """Return the chart's figures. Decimals become floats, as Office counts; None stays a gap."""
    made = ChartData(number_format=number_format(bars))
    made.categories = [visible(category) or " " for category in bars.categories]
    for series in bars.series:
        values = (
            None if value is None else float(value) if isinstance(value, Decimal) else value for value in series.values
        )
        made.add_series(visible(series.name), values)
    return made


def number_format(bars: Bars) -> str:
    """Return how Office prints the figures: whole in thousands, or with one decimal where any has decimals."""
    values = [value for series in bars.series for value in series.values if value is not None]
    decimals = any(value != int(value) for value in values)
    percent = '"\u00a0%"' if bars.unit.strip() in ("%", "procent") else ""
    if decimals:
        return f"0.0{percent}"
    return f"0{percent}" if percent else _WHOLE


def kind(bars: Bars) -> XL_CHART_TYPE:
    """Return Office's name of the chart's kind."""
    return XL_CHART_TYPE.BAR_STACKED if bars.stacked else XL_CHART_TYPE.BAR_CLUSTERED


def height_mm(bars: Bars) -> float:
    """Return how high the chart stands well in a text: room for each bar, and for the names of several series."""
    lines = len(bars.categories) * (1 if bars.stacked else max(len(bars.series), 1))
    return _MARGIN_MM + max(lines, 1) * (8.5 if lines < 8 else 7.0) + (_LEGEND_MM if len(bars.series) > 1 else 0)


def style(chart: Chart, bars: Bars, *, points: float, font: str) -> None:
    """Give a chart the look of our drawings: bars from zero in the palette's colours, direct figures, no grid.

    points: size of its text. font: name of its typeface.
    """
    chart.font.size, chart.font.name = Pt(points), font
    chart.font.color.rgb = _rgb("ink")
    chart.has_title = False
    chart.has_legend = len(bars.series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
    _axes(chart, from_zero=all((value or 0) >= 0 for series in bars.series for value in series.values))
    _bare(chart._chartSpace)
    plot = chart.plots[0]
    plot.gap_width = 45
    plot.overlap = 100 if bars.stacked else -10
    plot.vary_by_categories = False
    for drawn, series in zip(plot.series, bars.series, strict=True):
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = _rgb(series.colour)
        drawn.invert_if_negative = False
        labels = drawn.data_labels
        labels.show_value = True
        labels.number_format, labels.number_format_is_linked = number_format(bars), False
        labels.position = XL_LABEL_POSITION.CENTER if bars.stacked else XL_LABEL_POSITION.OUTSIDE_END
        labels.font.size, labels.font.bold = Pt(points), True
        labels.font.color.rgb = _rgb(_on(series.colour) if bars.stacked else "ink")


def part(bars: Bars, *, points: float, font: str) -> bytes:
    """Return the XML of a styled chart, without its link to the workbook."""
    space = parse_xml(data(bars).xml_bytes(kind(bars)))
    style(Chart(space, None), bars, points=points, font=font)
    return bytes(etree.tostring(space, encoding="UTF-8", xml_declaration=True, standalone=True))


def _axes(chart: Chart, *, from_zero: bool) -> None:
    """The first category on top, as one reads; no axis of figures, since each bar has its own."""
    categories, values = chart.category_axis, chart.value_axis
    categories.reverse_order = True
    _every_name(categories._element)
    categories.major_tick_mark = categories.minor_tick_mark = XL_TICK_MARK.NONE
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categories.format.line.color.rgb = _rgb("edge")
    if from_zero:
        values.minimum_scale = 0
    values.has_major_gridlines = values.has_minor_gridlines = False
    values.visible = False


def _every_name(axis: Any) -> None:
    """Each bar has its name: Office leaves out every other where it finds them close."""
    last = axis.find(qn("c:noMultiLvlLbl"))
    last.addprevious(_made("c:tickLblSkip", val="1"))


def _bare(space: Any) -> None:
    """No frame and no ground of its own: the chart lies on the paper, or on the slide."""
    space.find(qn("c:date1904")).addnext(_made("c:roundedCorners", val="0"))
    look = _made("c:spPr")
    look.append(_made("a:noFill"))
    line = _made("a:ln")
    line.append(_made("a:noFill"))
    look.append(line)
    space.find(qn("c:chart")).addnext(look)
    for language in space.iter(qn("a:endParaRPr")):
        language.set("lang", "sv-SE")


def _made(tag: str, **attributes: str) -> Any:
    return etree.Element(qn(tag), attributes)


def _rgb(token: str) -> RGBColor:
    rgb: RGBColor = RGBColor.from_string(colour(token)[1:].upper())
    return rgb


def _on(token: str) -> str:
    """Return the token of the text that is easiest to read on a bar."""
    return max(("paper", "ink"), key=lambda text: contrast(colour(text), colour(token)))
