"""Figures that are cited from others: as they were said, of whom, when and where; nothing is computed from them."""

from django.db import models
from django.db.models import Q

from handslag.places.models import Area
from handslag.plans.models import Plan
from handslag.plans.models.parts import PlanPart
from handslag.trust.models import HasPeriod


class CitedFigure(HasPeriod, PlanPart):
    """A figure of the population that somebody else has stated, and that the county tells on.

    base: heading that such figures stand under ("Barn och unga"). population: whom or what it is a share or a number of.
    label: what is said of them. value: None where it is words alone. value_text: as written ("en tredjedel"). No period:
    the source states no year. area: None where it is none of ours (then place_text) or is not stated. source: who says
    it. published: the source's own year. read_on: the day on which somebody read it there. indicator: key of a definition
    that tells the same of the county, "" where there is none.
    """

    KIND = "cited_figure"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="cited_figures")
    position = models.PositiveIntegerField(default=0)
    base = models.CharField(max_length=100)
    population = models.CharField(max_length=300)
    label = models.CharField(max_length=300)
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=100, blank=True)
    approximate = models.BooleanField(default=False)
    value_text = models.CharField(max_length=200, blank=True)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place_text = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=500)
    published = models.PositiveSmallIntegerField(null=True, blank=True)
    read_on = models.DateField(null=True, blank=True)
    indicator = models.SlugField(max_length=120, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(  # of a withdrawn one the words may have been destroyed
                name="cited_figure_says_something",
                condition=Q(withdrawn_on__isnull=False) | Q(value__isnull=False) | ~Q(value_text=""),
            ),
            models.CheckConstraint(name="cited_figure_at_one_place", condition=Q(area__isnull=True) | Q(place_text="")),
        ]

    def __str__(self):
        return f"{self.population}: {self.label}"
