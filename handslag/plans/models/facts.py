"""What is stated about an initiative or a plan. Nothing that was said is overwritten."""

from django.db import models
from django.db.models import F, Q

from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.models.initiatives import Initiative
from handslag.plans.models.parts import PlanPart
from handslag.plans.models.plans import Plan
from handslag.plans.words import (
    ATTRIBUTIONS,
    CONTINUATIONS,
    FIGURE_KINDS,
    HANDOVER_STATES,
    OBSTACLE_STATES,
    PILOT_DECISIONS,
    PROBLEMS,
    RELATIONS,
    RESULT_KINDS,
    SOLVERS,
    STATUSES,
    THEMES,
)
from handslag.trust.models import HasPeriod


class StatusEntry(PlanPart):
    """A status as stated. status "unknown" without words: the source states none. The latest is current."""

    KIND = "status"

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="statuses")
    status = models.CharField(max_length=20, choices=list(STATUSES.items()))
    words = models.TextField(blank=True)
    as_of = models.DateField(null=True, blank=True)
    as_of_text = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    role = models.CharField(max_length=200, blank=True)
    continuation = models.CharField(max_length=10, blank=True, choices=list(CONTINUATIONS.items()))

    class Meta:
        ordering = [F("as_of").asc(nulls_first=True), "id"]

    def __str__(self):
        return self.get_status_display()


class Contradiction(PlanPart):
    """Statements that disagree. Shown with a flag, in our words, from `since` on."""

    KIND = "contradiction"

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="contradictions")
    text = models.TextField()
    since = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.text


class Post(HasPeriod, PlanPart):
    """A post by function, never by person. percent: share of full time; shares: task -> percent of it."""

    KIND = "post"

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="posts")
    key = models.CharField(max_length=120)
    role = models.CharField(max_length=300)
    count = models.PositiveIntegerField(null=True, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    stated_differently = models.TextField(blank=True)
    shares = models.JSONField(default=dict, blank=True)
    placed_at = models.CharField(max_length=500, blank=True)
    financed_by = models.CharField(max_length=500, blank=True)
    lansdel = models.ForeignKey(Lansdel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    background = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["initiative", "key"], name="post_key_once")]

    def __str__(self):
        return self.role


class PostTask(PlanPart):
    """A task of a post. What is not stated may still exist."""

    KIND = "post_task"

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="tasks")
    theme = models.SlugField(max_length=120)
    text = models.TextField()
    stated = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.text


class PostRelation(PlanPart):
    """How a post moved, was extended, merged with or became another."""

    KIND = "post_relation"

    KINDS = {"merged": "slogs ihop", "moved": "flyttades", "extended": "utökades", "becomes": "blev"}

    from_post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=20, choices=list(KINDS.items()))
    to_post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.CASCADE, related_name="related_from")
    text = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.text


class Figure(HasPeriod, PlanPart):
    """A figure as stated, of an initiative or a plan.

    series: figures of the same series, kind, unit and period may be summed; others never are.
    context: not ours (the nation, the method at large). missing: what a reader would need.
    """

    KIND = "figure"

    initiative = models.ForeignKey(Initiative, null=True, blank=True, on_delete=models.CASCADE, related_name="figures")
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.CASCADE, related_name="figures")
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=list(FIGURE_KINDS.items()))
    label = models.CharField(max_length=500)
    definition = models.TextField(blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    value_decimals = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=500, blank=True)
    unit = models.CharField(max_length=100, blank=True)
    approximate = models.BooleanField(default=False)
    at_least = models.BooleanField(default=False)
    computed = models.BooleanField(default=False)
    numerator = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    n_answering = models.PositiveIntegerField(null=True, blank=True)
    n_asked = models.PositiveIntegerField(null=True, blank=True)
    scale_max = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lansdel = models.ForeignKey(Lansdel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place_text = models.CharField(max_length=300, blank=True)
    series = models.CharField(max_length=120, blank=True)
    context = models.BooleanField(default=False)
    contradicts = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    missing = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="figure_of_initiative_or_plan", condition=Q(initiative__isnull=False) ^ Q(plan__isnull=False)
            ),
            models.CheckConstraint(
                name="figure_base_not_negative", condition=Q(denominator__isnull=True) | Q(denominator__gt=0)
            ),
            models.CheckConstraint(
                name="figure_days_in_order",
                condition=Q(period_from__isnull=True) | Q(period_to__isnull=True) | Q(period_to__gte=F("period_from")),
            ),
        ]

    def __str__(self):
        return self.label


class StatedSurveyResult(HasPeriod, PlanPart):
    """What people answered, as stated. No share stands without its number of answers."""

    KIND = "survey"

    initiative = models.ForeignKey(Initiative, null=True, blank=True, on_delete=models.CASCADE, related_name="surveys")
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.CASCADE, related_name="surveys")
    key = models.CharField(max_length=120)
    number = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(max_length=500)
    question = models.TextField(blank=True)
    asked = models.CharField(max_length=500)
    n_asked = models.PositiveIntegerField(null=True, blank=True)
    n_answering = models.PositiveIntegerField(null=True, blank=True)
    answers = models.JSONField(default=list, blank=True)
    themes = models.JSONField(default=list, blank=True)
    finding = models.TextField(blank=True)

    class Meta:
        ordering = [F("number").asc(nulls_last=True), "id"]
        constraints = [
            models.CheckConstraint(
                name="survey_of_initiative_or_plan", condition=Q(initiative__isnull=False) ^ Q(plan__isnull=False)
            )
        ]

    def __str__(self):
        return self.title


class Result(PlanPart):
    """What came of an initiative or a plan. attribution: how far the source ties it to the work."""

    KIND = "result"

    initiative = models.ForeignKey(Initiative, null=True, blank=True, on_delete=models.CASCADE, related_name="results")
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.CASCADE, related_name="results")
    kind = models.CharField(max_length=20, choices=list(RESULT_KINDS.items()))
    text = models.TextField()
    attribution = models.CharField(max_length=20, blank=True, choices=list(ATTRIBUTIONS.items()))

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.text


class PilotDecision(PlanPart):
    """What was decided about something that was tried."""

    KIND = "decision"

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="decisions")
    subject = models.CharField(max_length=300)
    decision = models.CharField(max_length=20, choices=list(PILOT_DECISIONS.items()))
    body = models.CharField(max_length=300, blank=True)
    date = models.DateField(null=True, blank=True)
    date_text = models.CharField(max_length=200, blank=True)
    section_number = models.CharField(max_length=60, blank=True)
    registry_number = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.subject}: {self.get_decision_display()}"


class Handover(PlanPart):
    """Who takes over an initiative in a municipality, and how far that has come."""

    KIND = "handover"

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="handovers")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=list(HANDOVER_STATES.items()))
    agreed_on = models.DateField(null=True, blank=True)
    recheck_on = models.DateField(null=True, blank=True)
    contact_role = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["area__name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "area"], condition=Q(withdrawn_on__isnull=True), name="handover_once"
            )
        ]

    def __str__(self):
        return f"{self.area}: {self.get_state_display()}"


class Obstacle(PlanPart):
    """Something in the way. level: where it can be solved; problem: of process, method or readiness."""

    KIND = "obstacle"

    initiative = models.ForeignKey(
        Initiative, null=True, blank=True, on_delete=models.CASCADE, related_name="obstacles"
    )
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.CASCADE, related_name="obstacles")
    text = models.TextField()
    theme = models.CharField(max_length=30, choices=list(THEMES.items()))
    level = models.CharField(max_length=20, blank=True, choices=list(SOLVERS.items()))
    problem = models.CharField(max_length=20, blank=True, choices=list(PROBLEMS.items()))
    state = models.CharField(max_length=20, default="unknown", choices=list(OBSTACLE_STATES.items()))

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.text


class SuccessFactor(PlanPart):
    """Something that helps, ranked where the source ranks it."""

    KIND = "success_factor"

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="success_factors")
    text = models.TextField()
    rank = models.PositiveIntegerField(null=True, blank=True)
    basis = models.TextField(blank=True)

    class Meta:
        ordering = [F("rank").asc(nulls_last=True), "id"]

    def __str__(self):
        return self.text


class Recommendation(PlanPart):
    """Advice to somebody. The receiver may be a class of organisations, or not stated (empty).

    basis: what it rests on, such as an obstacle, a theme in a survey or a figure; in words.
    """

    KIND = "recommendation"

    initiative = models.ForeignKey(
        Initiative, null=True, blank=True, on_delete=models.CASCADE, related_name="recommendations"
    )
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.CASCADE, related_name="recommendations")
    key = models.CharField(max_length=120)
    text = models.TextField()
    by = models.CharField(max_length=300)
    to = models.CharField(max_length=300, blank=True)
    to_organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    theme = models.CharField(max_length=30, blank=True, choices=list(THEMES.items()))
    basis = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="answer_has_a_day", condition=Q(answer="") | Q(answered_on__isnull=False))
        ]

    def __str__(self):
        return self.text


class InitiativeRelation(PlanPart):
    """How one initiative leads to another: finished is not the end."""

    KIND = "relation"

    from_initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="relations")
    to_initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="related_from")
    kind = models.CharField(max_length=20, choices=list(RELATIONS.items()))
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_initiative", "to_initiative", "kind"],
                condition=Q(withdrawn_on__isnull=True),
                name="relation_once",
            ),
            models.CheckConstraint(name="relation_to_another", condition=~Q(from_initiative=F("to_initiative"))),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.to_initiative}"


class FundingStatement(HasPeriod, PlanPart):
    """What is stated about who pays. kronor None: no amount is stated, which is not zero."""

    KIND = "funding"

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="funding")
    source_text = models.CharField(max_length=500)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kronor = models.BigIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.source_text
