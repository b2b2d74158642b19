"""A plan and what hangs on it as a whole."""

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.urls import reverse

from handslag.places.models import Area, LansdelDivision, Organisation
from handslag.plans.models.parts import PlanPart
from handslag.plans.words import EXTENTS, PLAN_KINDS, PLAN_RELATIONS, PLAN_STATUSES, WORDINGS
from handslag.trust.models import HasPeriod, StandingManager
from handslag.trust.permissions import grants_of
from handslag.trust.visibility import Visibility, visible


def plan_known(user, *, prefix: str = "") -> Q:
    """Return the condition under which `user` may know of a plan. prefix: lookup path to the plan, "plan__".

    Who takes part in a plan: organisations that have adopted it, and the parties of its initiatives.
    """
    grants = grants_of(user)
    standing = Q(**{f"{prefix}withdrawn_on__isnull": True})
    lead, county = f"{prefix}lead_id", f"{prefix}county_id"
    if not grants:
        return standing & visible(grants, prefix=prefix, lead=lead, county=county)
    ours = grants.organisations
    adopted = Adoption.objects.filter(organisation_id__in=ours).exclude(extent="none").values("plan_id")
    Participation = apps.get_model("plans", "Participation")
    taking_part = Participation.objects.filter(organisation_id__in=ours).values("initiative__plan_id")
    plan = f"{prefix}id" if prefix else "pk"
    partner = Q(**{f"{plan}__in": adopted}) | Q(**{f"{plan}__in": taking_part})
    return standing & visible(grants, prefix=prefix, lead=lead, county=county, partner=partner)


class PlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the plans that `user` may know of."""
        return self.filter(plan_known(user))


class Plan(HasPeriod, PlanPart):
    """A plan of a county, a part of it or one organisation.

    state_as_of: the day its overviews are computed for (None: today). level_names: the plan's own word
    for each kind of goal. stale_after_months: when a status counts as old.
    """

    KIND = "plan"

    uuid = models.UUIDField(unique=True)
    key = models.SlugField(max_length=120, unique=True)
    county = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="plans")
    lead = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="led_plans")
    division = models.ForeignKey(LansdelDivision, null=True, blank=True, on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(max_length=500)
    kind = models.CharField(max_length=30, choices=list(PLAN_KINDS.items()))
    status = models.CharField(max_length=20, choices=list(PLAN_STATUSES.items()))
    visibility = models.CharField(max_length=20, choices=Visibility.choices, default=Visibility.DRAFT)
    adopted_by = models.CharField(max_length=500, blank=True)
    adopted_text = models.CharField(max_length=200, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    adopted_section = models.CharField(max_length=60, blank=True)
    adopted_registry_number = models.CharField(max_length=60, blank=True)
    vision = models.TextField(blank=True)
    purpose = models.TextField(blank=True)
    level_names = models.JSONField(default=dict, blank=True)
    state_as_of = models.DateField(null=True, blank=True)
    state_as_of_text = models.CharField(max_length=200, blank=True)
    stale_after_months = models.PositiveIntegerField(default=12)
    note = models.TextField(blank=True)

    objects = StandingManager.from_queryset(PlanQuerySet)()

    class Meta:
        ordering = ["county_id", models.F("period_from").desc(nulls_last=True), "id"]

    def __str__(self):
        return self.title

    @property
    def owner_id(self):
        return self.lead_id

    @property
    def page(self):
        return self

    @property
    def of_plan(self):
        return self

    @property
    def is_followed_up(self) -> bool:
        """Whether somebody has reported on the plan: before that nothing can be "not reported"."""
        return self.status not in ("draft", "consultation")

    def get_absolute_url(self):
        return reverse("plan", args=[self.county.slug, self.key])


class PlanRelation(PlanPart):
    """How a plan relates to another, which may be known in words only."""

    KIND = "plan_relation"

    from_plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=20, choices=list(PLAN_RELATIONS.items()))
    to_plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.CASCADE, related_name="related_from")
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.text


class Adoption(HasPeriod, PlanPart):
    """That an organisation has adopted a plan, wholly or in part; citable as a decision."""

    KIND = "adoption"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="adoptions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="adoptions")
    extent = models.CharField(max_length=20, choices=list(EXTENTS.items()))
    body = models.CharField(max_length=300, blank=True)
    section_number = models.CharField(max_length=60, blank=True)
    registry_number = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "organisation"], condition=Q(withdrawn_on__isnull=True), name="adoption_once"
            )
        ]

    def __str__(self):
        return str(self.organisation)


class Term(PlanPart):
    """A definition that belongs to a plan: shown wherever the term is used."""

    KIND = "term"

    KINDS = {"concept": "begrepp", "collaboration": "samverkansform", "problem_type": "problemtyp"}

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="terms")
    key = models.SlugField(max_length=120)
    term = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=list(KINDS.items()))
    definition = models.TextField()
    wording = models.CharField(max_length=20, choices=list(WORDINGS.items()))
    not_same_as = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="+")
    position = models.IntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="term_key_once")]

    def __str__(self):
        return self.term
