"""Honest statistics for small counties: estimates with intervals, comparisons, trends, power, roll-out, disclosure.

Arrays in, arrays out. Nothing here knows Django, prints, or changes what it is given.
"""

from handslag.stats.errors import StatsInputError
from handslag.stats.proportions import proportion
from handslag.stats.rates import rate, rolling
from handslag.stats.results import Estimate, Ratio
from handslag.stats.standardise import directly_standardised_rate, standardised_ratio

__all__ = [
    "Estimate",
    "Ratio",
    "StatsInputError",
    "directly_standardised_rate",
    "proportion",
    "rate",
    "rolling",
    "standardised_ratio",
]
