"""Figures as they were taken in, and what ties them to a plan."""

from handslag.indicators.models.figures import Fetch, Indicator, Observation
from handslag.indicators.models.goals import GoalIndicator, Target

__all__ = ["Fetch", "GoalIndicator", "Indicator", "Observation", "Target"]
