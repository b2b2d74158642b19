"""The drawings: each has a title, a finding, its data as a table, and SVG in two widths."""

from handslag.documents.drawing import Drawing
from handslag.documents.figures_bars import Bar, BarRow, bars
from handslag.documents.figures_chain import ChainLink, ChainNode, chain
from handslag.documents.figures_coverage import CoverageCell, CoverageRow, coverage_matrix
from handslag.documents.figures_round import RoundRow, round_picture
from handslag.documents.figures_tally import Row, tally
from handslag.documents.figures_thread import Column, Link, Node, red_thread
from handslag.documents.figures_tiles import Tile, tile_map
from handslag.documents.figures_timeline import Span, timeline
from handslag.documents.marks import STATUS_MARKS, mark, sprite

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
    "Link",
    "Node",
    "RoundRow",
    "Row",
    "Span",
    "Tile",
    "bars",
    "chain",
    "coverage_matrix",
    "mark",
    "red_thread",
    "round_picture",
    "sprite",
    "tally",
    "tile_map",
    "timeline",
]
