"""What waits for a plan that is not here yet; frozen versions of a plan; and when somebody last looked at it."""

from django.db import models
from django.utils import timezone

from handslag.plans.models import GoalNode, Plan, PlanRelation
from handslag.trust.visibility import Visibility


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


class AwaitedProposal(models.Model):
    """A recommendation that a goal answers, of a plan that is not here yet. entry: the document's own words for it."""

    goal = models.ForeignKey(GoalNode, on_delete=models.CASCADE, related_name="awaited_proposals")
    old_plan = models.SlugField(max_length=120)
    entry = models.JSONField()

    def __str__(self):
        return f"{self.old_plan} {self.entry.get('recommendation')}"


class Frozen(Exception):
    """A version is what the plan was: it is never changed."""


class PlanVersion(models.Model):
    """A plan as it was at a moment: its export, with a hash. Made by `versions.freeze`, and never changed.

    content: the export's text, compressed (zlib). sha256: of the text as UTF-8. visibility: the plan's, then. role
    and user_id say who froze it; a number and no foreign key, so that it outlives the login.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    decided_on = models.DateField(null=True, blank=True)
    body = models.CharField(max_length=300, blank=True)
    section_number = models.CharField(max_length=60, blank=True)
    registry_number = models.CharField(max_length=60, blank=True)
    visibility = models.CharField(max_length=20, choices=Visibility.choices)
    made_at = models.DateTimeField(default=timezone.now)
    role = models.CharField(max_length=300)
    user_id = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]

    def __str__(self):
        return f"{self.number}. {self.title}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise Frozen(f"Version {self.number} kan inte ändras.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Frozen(f"Version {self.number} kan inte tas bort.")


class PlanVisit(models.Model):
    """When a login last looked at a plan's overview or changes, and the time before. Numbers and no foreign keys."""

    user_id = models.BigIntegerField()
    plan = models.UUIDField()
    seen_at = models.DateTimeField()
    previous_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "plan"], name="plan_visit_once")]

    def __str__(self):
        return f"{self.user_id} {self.plan}"
