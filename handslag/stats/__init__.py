"""Honest statistics for small counties: estimates with intervals, comparisons, trends, power, roll-out, disclosure.

Arrays in, arrays out. Nothing here knows Django, prints, or changes what it is given.
"""

from handslag.stats.additive import Now, Published
from handslag.stats.disclosure import Masked, disclosure_minimum, masked_estimate, suppress
from handslag.stats.errors import StatsInputError
from handslag.stats.results import Estimate, Ratio

__all__ = [
    "Estimate",
    "Masked",
    "Now",
    "Published",
    "Ratio",
    "StatsInputError",
    "disclosure_minimum",
    "masked_estimate",
    "suppress",
]
