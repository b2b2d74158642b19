"""Honest statistics for small counties: estimates with intervals, comparisons, trends, power, roll-out, disclosure.

Arrays in, arrays out. Nothing here knows Django, prints, or changes what it is given.
"""

from handslag.stats.charts import Chart, control_chart
from handslag.stats.errors import StatsInputError
from handslag.stats.results import Estimate, Ratio
from handslag.stats.runs import RunsTest, assurance, runs_test
from handslag.stats.trends import Trend, trend

__all__ = [
    "Chart",
    "Estimate",
    "Ratio",
    "RunsTest",
    "StatsInputError",
    "Trend",
    "assurance",
    "control_chart",
    "runs_test",
    "trend",
]
