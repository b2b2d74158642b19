"""Honest statistics for small counties: estimates with intervals, comparisons, trends, power, roll-out, disclosure.

Arrays in, arrays out. Nothing here knows Django, prints, or changes what it is given.
"""

from handslag.stats.errors import StatsInputError
from handslag.stats.results import Estimate, Ratio
from handslag.stats.trends import Trend, trend

__all__ = [
    "Estimate",
    "Ratio",
    "StatsInputError",
    "Trend",
    "trend",
]
