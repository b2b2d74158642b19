"""A county's own measures: rows with the fields of a definition, and what happened when their meaning changed."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from handslag.indicators.models.figures import Indicator
from handslag.plans.models import Plan
from handslag.plans.models.parts import PlanPart
from handslag.trust.models import StandingManager
from handslag.trust.permissions import grants_of
from handslag.trust.visibility import Visibility, visible

KINDS = {
    "output": "vad vi gör: deltagare, besök, utbildade",
    "care": "vården: väntetid, besök",
    "determinant": "vad som påverkar hälsan",
    "outcome": "hur invånarna mår",
}
MEASURES = {
    "count": "antal",
    "proportion": "andel",
    "rate": "antal i förhållande till en folkmängd",
    "mean": "medelvärde",
    "index": "poäng eller index",
}
POLARITIES = {"high": "högre är bättre", "low": "lägre är bättre", "none": "varken högt eller lågt är bättre i sig"}
FREQUENCIES = {"year": "per år", "quarter": "per kvartal", "month": "per månad"}
MEANING = ("measure", "per", "ages", "window", "numerator", "denominator", "frequency")
"""Fields that say what is counted: figures before and after such a change are not counted alike."""
MEANT_BEFORE = {"frequency": "year"}
"""What holds of a meaning that was kept before the field was there."""


class OwnMeasureQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the measures that `user` may know of: none is more open than its plan."""
        known = visible(grants_of(user), lead="plan__lead_id", county="plan__county_id")
        return self.filter(known, plan__in=Plan.objects.visible_to(user))


class OwnMeasure(PlanPart):
    """A measure that a county has made for itself. It is a page of its own: its history is not the plan's.

    numerator: what is counted, in words. denominator: of which, "" where there is none. per: the unit of a value (100
    for percent). ages: "15+", "16-84", or "" for all. window: years that a value covers. frequency: how often there is a value, and how long each covers. owner: a function, no name.
    smallest: counts below it are not shown. needs_help: it is about suicide or self-harm.
    """

    KIND = "own_measure"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="own_measures")
    indicator = models.OneToOneField(Indicator, on_delete=models.PROTECT, related_name="own_measure")
    title = models.CharField(max_length=200)
    numerator = models.CharField(max_length=500)
    measure = models.CharField(max_length=10, choices=list(MEASURES.items()), default="count")
    per = models.PositiveIntegerField(default=1)
    unit = models.CharField(max_length=60)
    polarity = models.CharField(max_length=4, choices=list(POLARITIES.items()))
    reported_by = models.CharField(max_length=200)
    plain = models.TextField()
    why = models.TextField()
    kind = models.CharField(max_length=12, choices=list(KINDS.items()), default="output")
    denominator = models.CharField(max_length=500, blank=True)
    ages = models.CharField(max_length=10, blank=True)
    window = models.PositiveSmallIntegerField(default=1)
    frequency = models.CharField(max_length=7, choices=list(FREQUENCIES.items()), default="year")
    by_sex = models.BooleanField(default=False)
    owner = models.CharField(max_length=200)
    source = models.CharField(max_length=500)
    shows = models.TextField()
    does_not_show = models.TextField()
    smallest = models.PositiveSmallIntegerField(default=5)
    needs_help = models.BooleanField(default=False)
    review_by = models.DateField()
    made_on = models.DateField()
    visibility = models.CharField(max_length=20, choices=Visibility.choices, default=Visibility.DRAFT)

    objects = StandingManager.from_queryset(OwnMeasureQuerySet)()
    everything = models.Manager.from_queryset(OwnMeasureQuerySet)()

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(name="own_measure_window_at_least_a_year", condition=Q(window__gte=1)),
            models.CheckConstraint(
                name="own_measure_share_has_its_base",
                condition=~Q(measure__in=["proportion", "rate"]) | ~Q(denominator=""),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def page(self):
        return self

    @property
    def of_plan(self):
        return self.plan

    def get_absolute_url(self):
        return reverse("own_measure", args=[self.plan.county.slug, self.uuid])


class MeaningChange(PlanPart):
    """That a measure with figures was given another meaning: what it was, and whether the series went on.

    goes_on: the figures before and after may stand in one series, and why. Else the series began anew: the earlier
    figures stay with `earlier`, the indicator that they were taken in for. meaning: the fields of MEANING as they were.
    """

    KIND = "meaning_change"

    measure = models.ForeignKey(OwnMeasure, on_delete=models.CASCADE, related_name="meaning_changes")
    on = models.DateField()
    goes_on = models.BooleanField()
    reason = models.CharField(max_length=500)
    meaning = models.JSONField()
    earlier = models.OneToOneField(
        Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="meaning_change"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="meaning_change_goes_on_or_begins_anew", condition=Q(goes_on=True) ^ Q(earlier__isnull=False)
            )
        ]

    def __str__(self):
        return self.measure.title

    @property
    def meant(self):
        """What the measure meant before, every field of MEANING told."""
        return {**MEANT_BEFORE, **self.meaning}

    @property
    def page(self):
        return self.measure

    @property
    def of_plan(self):
        return self.measure.plan
