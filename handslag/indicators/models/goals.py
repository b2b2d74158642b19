"""What a plan's goals are measured by, and how far they are to reach."""

from django.db import models
from django.db.models import F, Q

from handslag.indicators.models.figures import Indicator
from handslag.indicators.reading import definitions
from handslag.places.models import Area
from handslag.plans.models import GoalNode
from handslag.plans.models.parts import PlanPart


class GoalIndicator(PlanPart):
    """A goal is followed by an indicator. note: in which way it tells of the goal."""

    KIND = "goal_indicator"

    goal = models.ForeignKey(GoalNode, on_delete=models.CASCADE, related_name="indicators")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="goals")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "indicator"], condition=Q(withdrawn_on__isnull=True), name="goal_indicator_once"
            )
        ]

    def __str__(self):
        return _title(self.indicator)


class Target(PlanPart):
    """How far a goal is to reach, measured by an indicator in an area. What was wished is never rewritten, only followed by another.

    baseline_from, baseline_to: the years that the level before is taken from. wished: the value to reach, or `change`:
    by how much of the baseline, as -0.2 for a fifth less. by: the year when it is to be so.
    """

    KIND = "target"

    goal = models.ForeignKey(GoalNode, on_delete=models.CASCADE, related_name="targets")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    sex = models.CharField(max_length=1, default="T")
    baseline_from = models.PositiveSmallIntegerField()
    baseline_to = models.PositiveSmallIntegerField()
    wished = models.FloatField(null=True, blank=True)
    change = models.FloatField(null=True, blank=True)
    by = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="target_baseline_in_order", condition=Q(baseline_to__gte=F("baseline_from"))),
            models.CheckConstraint(name="target_after_its_baseline", condition=Q(by__gt=F("baseline_to"))),
            models.CheckConstraint(
                name="target_value_or_change", condition=Q(wished__isnull=False) ^ Q(change__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{_title(self.indicator)}, {self.by}"


def _title(indicator: Indicator) -> str:
    """Return what an indicator is called; an own measure's name is only for those who may know of it."""
    found = definitions().get(indicator.key)
    return found.title if found else "Eget mått"
