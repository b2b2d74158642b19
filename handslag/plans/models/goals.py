"""The goal tree of a plan."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify

from handslag.plans.models.frameworks import FrameworkNode
from handslag.plans.models.parts import PlanPart
from handslag.plans.models.plans import Plan
from handslag.plans.words import (
    ANSWER_STATES,
    CARRY_OUTCOMES,
    CONFIDENCES,
    DIMENSIONS,
    GOAL_KINDS,
    ORIGINS,
    PROBLEM_TYPES,
)


class GoalNode(PlanPart):
    """A node of a plan's tree, of any depth. `title` and `text` stand as adopted, verbatim.

    plain: a simplified wording of ours, always shown marked. position: order among siblings.
    """

    KIND = "goal"

    uuid = models.UUIDField(unique=True)
    key = models.CharField(max_length=120)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    kind = models.CharField(max_length=20, choices=list(GOAL_KINDS.items()))
    code = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    plain = models.TextField(blank=True)
    public_line = models.CharField(max_length=200, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    problem_type = models.CharField(max_length=20, blank=True, choices=list(PROBLEM_TYPES.items()))
    problem_reason = models.TextField(blank=True)
    position = models.IntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="goal_key_once"),
            models.CheckConstraint(name="goal_not_its_own_parent", condition=~Q(parent=models.F("id"))),
        ]

    def __str__(self):
        return self.title

    @property
    def owner_id(self):
        return self.plan.lead_id

    @property
    def county_id(self):
        return self.plan.county_id

    @property
    def page(self):
        return self

    @property
    def of_plan(self):
        return self.plan

    def get_absolute_url(self):
        return goal_url(self.plan, self.uuid, self.title)


def goal_url(plan: Plan, uuid: UUID, title: str) -> str:
    """Return a goal's address, which carries its title for people to read."""
    slug = slugify(title)[:60].strip("-") or "mal"
    return reverse("goal", args=[plan.county.slug, plan.key, uuid, slug])


class GoalLink(PlanPart):
    """A goal that serves a node of a framework."""

    KIND = "goal_link"

    goal = models.ForeignKey(GoalNode, on_delete=models.CASCADE, related_name="links")
    node = models.ForeignKey(FrameworkNode, on_delete=models.CASCADE, related_name="goal_links")
    origin = models.CharField(max_length=20, choices=list(ORIGINS.items()))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "node"], condition=Q(withdrawn_on__isnull=True), name="goal_link_once"
            )
        ]

    def __str__(self):
        return str(self.node)


class QuestionAnswer(PlanPart):
    """A dated answer to a question of the plan. The latest is the current one."""

    KIND = "answer"

    goal = models.ForeignKey(GoalNode, on_delete=models.CASCADE, related_name="answers")
    answered_on = models.DateField()
    state = models.CharField(max_length=20, choices=list(ANSWER_STATES.items()))
    text = models.TextField()
    confidence = models.CharField(max_length=20, blank=True, choices=list(CONFIDENCES.items()))

    class Meta:
        ordering = ["-answered_on", "-id"]

    def __str__(self):
        return self.text


class CoverageNote(PlanPart):
    """Somebody responsible has said that nothing exists for a goal, or for one part of it."""

    KIND = "coverage_note"

    goal = models.ForeignKey(GoalNode, on_delete=models.CASCADE, related_name="coverage_notes")
    dimension = models.CharField(max_length=20, default="all", choices=[("all", "Allt"), *DIMENSIONS.items()])
    value = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=200)
    date = models.DateField()
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["-date", "-id"]
        constraints = [
            models.CheckConstraint(
                name="coverage_part_is_named",
                condition=Q(dimension="all", value="") | (~Q(dimension="all") & ~Q(value="")),
            )
        ]

    def __str__(self):
        return self.get_dimension_display()


class GoalCarry(PlanPart):
    """What became of a goal in a successor plan: carried as it was, changed or dropped, with a reason."""

    KIND = "goal_carry"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="carries")
    old_goal = models.ForeignKey(GoalNode, on_delete=models.CASCADE, related_name="carried_as")
    new_goal = models.ForeignKey(GoalNode, null=True, blank=True, on_delete=models.CASCADE, related_name="carried_from")
    outcome = models.CharField(max_length=20, blank=True, choices=list(CARRY_OUTCOMES.items()))
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["old_goal__position", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "old_goal"], name="goal_carried_once")]

    def __str__(self):
        return f"{self.old_goal}: {self.get_outcome_display() or 'inte bestämt'}"


class GoalProposal(PlanPart):
    """That a goal of a later plan answers a recommendation from an earlier one."""

    KIND = "goal_proposal"

    goal = models.ForeignKey(GoalNode, on_delete=models.CASCADE, related_name="proposals")
    recommendation = models.ForeignKey("plans.Recommendation", on_delete=models.CASCADE, related_name="became")
    origin = models.CharField(max_length=20, choices=list(ORIGINS.items()))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "recommendation"], condition=Q(withdrawn_on__isnull=True), name="goal_proposal_once"
            )
        ]

    def __str__(self):
        # Not the recommendation's words: it may stand on what a reader of the new plan may not know of.
        return "Svar på ett förslag"
