"""What waits for a plan that is not here yet, so that no import loses it."""

from django.db import models

from handslag.plans.models import Plan, PlanRelation


class AwaitedPlan(models.Model):
    """The key of the plan that a relation leads to, until that plan is read in."""

    relation = models.OneToOneField(PlanRelation, on_delete=models.CASCADE, related_name="+")
    key = models.SlugField(max_length=120)

    def __str__(self):
        return self.key


class AwaitedCarry(models.Model):
    """What became of a goal of a plan that is not here yet. entry: the document's own words for it, without sources."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    old_plan = models.SlugField(max_length=120)
    old_goal = models.CharField(max_length=120)
    entry = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "old_plan", "old_goal"], name="awaited_carry_once")]

    def __str__(self):
        return f"{self.old_plan} {self.old_goal}"
