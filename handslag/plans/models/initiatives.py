"""Initiatives of the register, and what ties them to goals, places, parties and frameworks."""

from collections.abc import Callable, Sequence
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify

from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.models.frameworks import FrameworkNode
from handslag.plans.models.goals import GoalNode
from handslag.plans.models.parts import PlanPart
from handslag.plans.models.plans import Plan, plan_known
from handslag.plans.words import (
    FORMS,
    INITIATIVE_KINDS,
    LEVELS,
    LISTINGS,
    ORIGINS,
    PARTY_ROLES,
    PLACE_PRECISIONS,
    REACHES,
    USER_INFLUENCES,
)
from handslag.swedish.sorting import sort_key
from handslag.trust.models import HasPeriod, StandingManager
from handslag.trust.permissions import grants_of
from handslag.trust.visibility import Visibility, visible


class TargetGroup(PlanPart):
    """A group that initiatives are meant for."""

    KIND = "target_group"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="target_groups")
    key = models.SlugField(max_length=120)
    title = models.CharField(max_length=200)
    aliases = models.JSONField(default=list, blank=True)
    age_from = models.PositiveIntegerField(null=True, blank=True)
    age_to = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    position = models.IntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="target_group_key_once")]

    def __str__(self):
        return self.title


class Method(PlanPart):
    """A method that several initiatives may use."""

    KIND = "method"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="methods")
    key = models.SlugField(max_length=120)
    title = models.CharField(max_length=200)
    aliases = models.JSONField(default=list, blank=True)
    what = models.TextField(blank=True)
    for_whom = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    instructor_needs = models.TextField(blank=True)

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="method_key_once")]

    def __str__(self):
        return self.title


def initiative_known(user, *, prefix: str = "") -> Q:
    """Return the condition under which `user` may know of an initiative: never more open than its plan.

    prefix: lookup path to the initiative, "from_initiative__".
    """
    grants = grants_of(user)
    partner = None
    if grants:
        ours = Participation.objects.filter(organisation_id__in=grants.organisations)
        partner = Q(**{f"{prefix}id__in": ours.values("initiative_id")})
    lead, county = f"{prefix}owner_id", f"{prefix}plan__county_id"
    standing = Q(**{f"{prefix}withdrawn_on__isnull": True})
    return (
        standing
        & plan_known(user, prefix=f"{prefix}plan__")
        & visible(grants, prefix=prefix, lead=lead, county=county, partner=partner)
    )


class InitiativeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the initiatives that `user` may know of."""
        return self.filter(initiative_known(user))


class NamedPlaces:
    """The named places as changes tell them: {"areas": [ids], "lansdelar": [ids]}."""

    @staticmethod
    def read(initiative: "Initiative") -> dict[str, list[int]]:
        rows = list(initiative.places.values_list("area_id", "lansdel_id"))
        return {
            "areas": sorted(area for area, _ in rows if area),
            "lansdelar": sorted(part for _, part in rows if part),
        }

    @staticmethod
    def write(initiative: "Initiative", value: dict[str, list[int]]) -> None:
        InitiativePlace.objects.filter(initiative=initiative).delete()
        InitiativePlace.objects.bulk_create(
            [
                *(InitiativePlace(initiative=initiative, area_id=area) for area in value["areas"]),
                *(InitiativePlace(initiative=initiative, lansdel_id=part) for part in value["lansdelar"]),
            ]
        )


class Initiative(HasPeriod, PlanPart):
    """An initiative: a project, an activity or a pilot. Everything stated about it hangs on it.

    plan: the plan in whose register it stands. number: its order in the report. source_title: the
    heading in the source where ours differs. missing: what the source leaves open. places_count and
    places_of: "4 of 12", when only a count is known.
    """

    KIND = "initiative"
    VIRTUAL: ClassVar = {"places": NamedPlaces}
    beside: Sequence[tuple[str, str, str, str]] = ()
    """What panels of its page are made of, where the page has read it: see `queries.initiative.add_beside`."""

    uuid = models.UUIDField(unique=True)
    key = models.CharField(max_length=120)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="initiatives")
    owner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="owned_initiatives"
    )
    number = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(max_length=500)
    source_title = models.CharField(max_length=500, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    listing = models.CharField(max_length=20, choices=list(LISTINGS.items()), default="reported")
    kind = models.CharField(max_length=20, blank=True, choices=list(INITIATIVE_KINDS.items()))
    summary = models.TextField(blank=True)
    purpose = models.TextField(blank=True)
    background = models.TextField(blank=True)
    level = models.CharField(max_length=20, blank=True, choices=list(LEVELS.items()))
    visibility = models.CharField(max_length=20, choices=Visibility.choices, default=Visibility.DRAFT)
    report_place = models.CharField(max_length=500, blank=True)
    report_reference = models.CharField(max_length=500, blank=True)
    about_suicide = models.BooleanField(default=False)
    places_precision = models.CharField(max_length=20, choices=list(PLACE_PRECISIONS.items()), default="unknown")
    places_count = models.PositiveIntegerField(null=True, blank=True)
    places_of = models.PositiveIntegerField(null=True, blank=True)
    places_unit = models.CharField(max_length=60, blank=True)
    places_note = models.TextField(blank=True)
    tiers = models.JSONField(default=list, blank=True)
    reach = models.CharField(max_length=20, blank=True, choices=list(REACHES.items()))
    age_from = models.PositiveIntegerField(null=True, blank=True)
    age_to = models.PositiveIntegerField(null=True, blank=True)
    user_influence = models.CharField(max_length=20, blank=True, choices=list(USER_INFLUENCES.items()))
    missing = models.JSONField(default=list, blank=True)
    target_groups = models.ManyToManyField(TargetGroup, blank=True, related_name="initiatives")
    methods = models.ManyToManyField(Method, blank=True, related_name="initiatives")
    sort_key = models.CharField(max_length=1100, blank=True)

    objects = StandingManager.from_queryset(InitiativeQuerySet)()

    class Meta:
        ordering = [F("number").asc(nulls_last=True), "sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="initiative_key_once"),
            models.CheckConstraint(
                name="initiative_days_in_order",
                condition=Q(period_from__isnull=True) | Q(period_to__isnull=True) | Q(period_to__gte=F("period_from")),
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.sort_key = sort_key(self.title)[:1100]
        super().save(*args, **kwargs)

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
        return initiative_url(self.plan.county.slug, self.uuid, self.title)


def county_address(county: str) -> Callable[[UUID, str], str]:
    """Return the function that gives an initiative's address in this county: made once, for long lists."""
    base = reverse("register", args=[county])
    return lambda uuid, title: f"{base}{uuid}/{slugify(title)[:60].strip('-') or 'insats'}/"


def initiative_url(county: str, uuid: UUID, title: str) -> str:
    """Return an initiative's address, which carries its title for people to read."""
    return county_address(county)(uuid, title)


class InitiativePlace(models.Model):
    """A place where an initiative is carried out: a municipality or a länsdel."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="places")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lansdel = models.ForeignKey(Lansdel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="place_is_area_or_lansdel", condition=Q(area__isnull=False) ^ Q(lansdel__isnull=False)
            )
        ]

    def __str__(self):
        return f"{self.area_id or self.lansdel_id}"


class GoalContribution(PlanPart):
    """That an initiative serves a goal. At most one is primary in each plan; it is counted there once."""

    KIND = "contribution"

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="contributions")
    goal = models.ForeignKey(GoalNode, on_delete=models.CASCADE, related_name="contributions")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    primary = models.BooleanField(default=False)
    origin = models.CharField(max_length=20, choices=list(ORIGINS.items()))

    class Meta:
        ordering = ["-primary", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "goal"], condition=Q(withdrawn_on__isnull=True), name="contribution_once"
            ),
            models.UniqueConstraint(
                fields=["initiative", "plan"],
                condition=Q(primary=True, withdrawn_on__isnull=True),
                name="primary_goal_once",
            ),
        ]

    def __str__(self):
        return str(self.goal)


class InitiativeNodeLink(PlanPart):
    """That an initiative serves a node of a framework, or is seen through a lens."""

    KIND = "node_link"

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="node_links")
    node = models.ForeignKey(FrameworkNode, on_delete=models.CASCADE, related_name="initiative_links")
    origin = models.CharField(max_length=20, choices=list(ORIGINS.items()))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "node"], condition=Q(withdrawn_on__isnull=True), name="initiative_node_once"
            )
        ]

    def __str__(self):
        return str(self.node)


class Participation(PlanPart):
    """A party's part in an initiative. `form` only where stated: the three forms are different things."""

    KIND = "participation"

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(max_length=20, choices=list(PARTY_ROLES.items()))
    form = models.CharField(max_length=20, blank=True, choices=list(FORMS.items()))
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.organisation} ({self.get_role_display()})"
