"""Honest statistics for small counties: estimates with intervals, comparisons, trends, power, roll-out, disclosure.

Arrays in, arrays out. Nothing here knows Django, prints, or changes what it is given.
"""

from handslag.stats.additive import Now, Published
from handslag.stats.charts import Chart, control_chart
from handslag.stats.compare import compare
from handslag.stats.concentration import ConcentrationIndex, concentration_index
from handslag.stats.disclosure import Masked, disclosure_minimum, masked_estimate, suppress
from handslag.stats.errors import StatsInputError
from handslag.stats.explain import explain
from handslag.stats.funnels import dispersion, funnel_limits
from handslag.stats.goals import Goal, Series, Verdict, check_goal
from handslag.stats.inequality import SlopeIndex, slope_index
from handslag.stats.life_expectancy import life_expectancy
from handslag.stats.means import mean, quantiles
from handslag.stats.power import Detectable, YearsUntilVisible, minimum_detectable_change, power, years_until_visible
from handslag.stats.proportions import proportion
from handslag.stats.rates import rate, rolling
from handslag.stats.reach import RangeMeasures, Reach, range_measures, reach_equity
from handslag.stats.regression import Shrunk, expected_without_action
from handslag.stats.results import Estimate, Funnel, Ratio
from handslag.stats.rollout import Effect, Profile, rollout_effect
from handslag.stats.rounding import display_decimals, round_half_up, round_to
from handslag.stats.runs import RunsTest, assurance, runs_test
from handslag.stats.standardise import directly_standardised_rate, standardised_ratio
from handslag.stats.synthetic import Synthetic, synthetic_control
from handslag.stats.trends import Trend, trend

__all__ = [
    "Chart",
    "ConcentrationIndex",
    "Detectable",
    "Effect",
    "Estimate",
    "Funnel",
    "Goal",
    "Masked",
    "Now",
    "Profile",
    "Published",
    "RangeMeasures",
    "Ratio",
    "Reach",
    "RunsTest",
    "Series",
    "Shrunk",
    "SlopeIndex",
    "StatsInputError",
    "Synthetic",
    "Trend",
    "Verdict",
    "YearsUntilVisible",
    "assurance",
    "check_goal",
    "compare",
    "concentration_index",
    "control_chart",
    "directly_standardised_rate",
    "disclosure_minimum",
    "dispersion",
    "display_decimals",
    "expected_without_action",
    "explain",
    "funnel_limits",
    "life_expectancy",
    "masked_estimate",
    "mean",
    "minimum_detectable_change",
    "power",
    "proportion",
    "quantiles",
    "range_measures",
    "rate",
    "reach_equity",
    "rolling",
    "rollout_effect",
    "round_half_up",
    "round_to",
    "runs_test",
    "slope_index",
    "standardised_ratio",
    "suppress",
    "synthetic_control",
    "trend",
    "years_until_visible",
]
