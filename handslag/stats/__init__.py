"""Honest statistics for small counties: estimates with intervals, comparisons, trends, power, roll-out, disclosure.

Arrays in, arrays out. Nothing here knows Django, prints, or changes what it is given.
"""

from handslag.stats.charts import Chart, control_chart
from handslag.stats.concentration import ConcentrationIndex, concentration_index
from handslag.stats.errors import StatsInputError
from handslag.stats.inequality import SlopeIndex, slope_index
from handslag.stats.reach import RangeMeasures, Reach, range_measures, reach_equity
from handslag.stats.results import Estimate, Ratio
from handslag.stats.runs import RunsTest, assurance, runs_test
from handslag.stats.trends import Trend, trend

__all__ = [
    "Chart",
    "ConcentrationIndex",
    "Estimate",
    "RangeMeasures",
    "Ratio",
    "Reach",
    "RunsTest",
    "SlopeIndex",
    "StatsInputError",
    "Trend",
    "assurance",
    "concentration_index",
    "control_chart",
    "range_measures",
    "reach_equity",
    "runs_test",
    "slope_index",
    "trend",
]
