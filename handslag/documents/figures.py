"""The drawings: each has a title, a finding, its data as a table, and SVG in two widths."""

from handslag.documents.drawing import Drawing
from handslag.documents.figures_bars import Bar, BarRow, bars
from handslag.documents.figures_chain import ChainLink, ChainNode, chain
from handslag.documents.figures_control import control_figure
from handslag.documents.figures_coverage import CoverageCell, CoverageRow, coverage_matrix
from handslag.documents.figures_funnel import FunnelPoint, funnel_chart
from handslag.documents.figures_multiples import small_multiples
from handslag.documents.figures_round import RoundRow, round_picture
from handslag.documents.figures_spent import Spent, spent_bars
from handslag.documents.figures_tally import Row, tally
from handslag.documents.figures_thread import Column, Link, Node, red_thread
from handslag.documents.figures_tiles import Tile, tile_map
from handslag.documents.figures_timeline import Span, timeline
from handslag.documents.figures_trend import trend_chart
from handslag.documents.figures_values import ValueTile, value_tiles
from handslag.documents.figures_waterfall import Step, waterfall
from handslag.documents.figures_whisker import WhiskerRow, whisker_chart
from handslag.documents.marks import STATUS_MARKS, mark, sprite
from handslag.documents.series import Line, Point

__all__ = [
    "STATUS_MARKS",
    "Bar",
    "BarRow",
    "ChainLink",
    "ChainNode",
    "Column",
    "CoverageCell",
    "CoverageRow",
    "Drawing",
    "FunnelPoint",
    "Line",
    "Link",
    "Node",
    "Point",
    "RoundRow",
    "Row",
    "Span",
    "Spent",
    "Step",
    "Tile",
    "ValueTile",
    "WhiskerRow",
    "bars",
    "chain",
    "control_figure",
    "coverage_matrix",
    "funnel_chart",
    "mark",
    "red_thread",
    "round_picture",
    "small_multiples",
    "spent_bars",
    "sprite",
    "tally",
    "tile_map",
    "timeline",
    "trend_chart",
    "value_tiles",
    "waterfall",
    "whisker_chart",
]
