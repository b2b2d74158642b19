"""Figures as they were taken in, and what ties them to a plan."""

from handslag.indicators.models.cited import CitedFigure
from handslag.indicators.models.figures import Fetch, HiddenFigures, Indicator, Observation
from handslag.indicators.models.goals import GoalIndicator, Target
from handslag.indicators.models.importing import ColumnMapping, Upload
from handslag.indicators.models.own import MeaningChange, OwnMeasure
from handslag.indicators.models.reach import InstructorCount, MethodStart, TrainingSession

__all__ = [
    "CitedFigure",
    "ColumnMapping",
    "Fetch",
    "GoalIndicator",
    "HiddenFigures",
    "Indicator",
    "InstructorCount",
    "MeaningChange",
    "MethodStart",
    "Observation",
    "OwnMeasure",
    "Target",
    "TrainingSession",
    "Upload",
]
