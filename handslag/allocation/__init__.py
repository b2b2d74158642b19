"""Who gets how much of a state grant, and why: shares that sum to the krona, with every step kept and told.

Plain values in, plain values out. Nothing here knows Django, or any other part of Handslag but its Swedish.
"""

from handslag.allocation.agreements import AgreementDate, BadAgreement, GrantAgreement, GrantLine, agreements
from handslag.allocation.checks import StatedSum, SumCheck, check_sums
from handslag.allocation.errors import AllocationInputError
from handslag.allocation.explain import Step, explain, rule_in_words
from handslag.allocation.keys import (
    AllocationKey,
    BaseAndPopulation,
    Bounds,
    ByAges,
    ByPopulation,
    ByWeights,
    FixedAmounts,
    key_from,
)
from handslag.allocation.levels import LEVELS, Level
from handslag.allocation.population_files import PopulationFile, read_population, units_of
from handslag.allocation.reasons import LikelyReason, likely_reason
from handslag.allocation.shares import FORMULA_VERSION, Allocation, Share, allocate
from handslag.allocation.stored import Comparison, Difference, Repeat, compare, repeat
from handslag.allocation.units import AgeBand, Unit, Vintage

__all__ = [
    "FORMULA_VERSION",
    "LEVELS",
    "AgeBand",
    "AgreementDate",
    "Allocation",
    "AllocationInputError",
    "AllocationKey",
    "BadAgreement",
    "BaseAndPopulation",
    "Bounds",
    "ByAges",
    "ByPopulation",
    "ByWeights",
    "Comparison",
    "Difference",
    "FixedAmounts",
    "GrantAgreement",
    "GrantLine",
    "Level",
    "LikelyReason",
    "PopulationFile",
    "Repeat",
    "Share",
    "StatedSum",
    "Step",
    "SumCheck",
    "Unit",
    "Vintage",
    "agreements",
    "allocate",
    "check_sums",
    "compare",
    "explain",
    "key_from",
    "likely_reason",
    "read_population",
    "repeat",
    "rule_in_words",
    "units_of",
]
