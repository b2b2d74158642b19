"""Honest statistics for small counties: estimates with intervals, comparisons, trends, power, roll-out, disclosure.

Arrays in, arrays out. Nothing here knows Django, prints, or changes what it is given.
"""

from handslag.stats.errors import StatsInputError
from handslag.stats.goals import Goal, Series, Verdict, check_goal
from handslag.stats.power import (
    Detectable,
    YearsUntilVisible,
    minimum_detectable_change,
    power,
    years_until_visible,
)
from handslag.stats.regression import Shrunk, expected_without_action
from handslag.stats.results import Estimate, Ratio
from handslag.stats.rollout import Effect, Profile, rollout_effect
from handslag.stats.synthetic import Synthetic, synthetic_control

__all__ = [
    "Detectable",
    "Effect",
    "Estimate",
    "Goal",
    "Profile",
    "Ratio",
    "Series",
    "Shrunk",
    "StatsInputError",
    "Synthetic",
    "Verdict",
    "YearsUntilVisible",
    "check_goal",
    "expected_without_action",
    "minimum_detectable_change",
    "power",
    "rollout_effect",
    "synthetic_control",
    "years_until_visible",
]
