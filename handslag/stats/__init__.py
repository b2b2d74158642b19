"""Honest statistics for small counties: estimates with intervals, comparisons, trends, power, roll-out, disclosure.

Arrays in, arrays out. Nothing here knows Django, prints, or changes what it is given.
"""

from handslag.stats.errors import StatsInputError
from handslag.stats.power import (
    Detectable,
    YearsUntilVisible,
    minimum_detectable_change,
    power,
    years_until_visible,
)
from handslag.stats.results import Estimate, Ratio

__all__ = [
    "Detectable",
    "Estimate",
    "Ratio",
    "StatsInputError",
    "YearsUntilVisible",
    "minimum_detectable_change",
    "power",
    "years_until_visible",
]
