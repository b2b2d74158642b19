"""What a county's own work reaches: training held and planned, instructors, and where a method has begun. No persons."""

from django.db import models
from django.db.models import F, Q

from handslag.places.models import Area, Lansdel
from handslag.plans.models import Initiative
from handslag.plans.models.parts import PlanPart, or_none
from handslag.trust.models import HasPeriod

SESSION_STATES = {"planned": "planerat", "held": "hållet", "cancelled": "inställt"}
START_STATES = {"started": "har börjat", "not_started": "har inte börjat"}


class TrainingSession(HasPeriod, PlanPart):
    """Training of an initiative at one place and time: one session, or several alike.

    number: how many sessions the row tells of; seats, signed_up and attended are all of theirs together, None where
    nothing is said. area or lansdel: where; neither where it is the whole county's.
    """

    KIND = "training_session"

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="training_sessions")
    state = models.CharField(max_length=10, choices=list(SESSION_STATES.items()))
    number = models.PositiveIntegerField(default=1)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lansdel = models.ForeignKey(Lansdel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seats = models.PositiveIntegerField(null=True, blank=True)
    signed_up = models.PositiveIntegerField(null=True, blank=True)
    attended = models.PositiveIntegerField(null=True, blank=True)
    audience = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = [F("period_from").asc(nulls_last=True), "id"]
        constraints = [
            models.CheckConstraint(name="session_at_one_place", condition=Q(area=None) | Q(lansdel=None)),
            models.CheckConstraint(name="session_at_least_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="session_attended_when_held", condition=Q(attended__isnull=True) | Q(state="held")
            ),
        ]

    def __str__(self):
        return f"{self.get_state_display()} {self.period_text}".strip()


class InstructorCount(PlanPart):
    """How many instructors are active at a place on a day, and how many sessions each can hold a year."""

    KIND = "instructor_count"

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="instructor_counts")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lansdel = models.ForeignKey(Lansdel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    active = models.PositiveIntegerField()
    as_of = models.DateField()
    load = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-as_of", "-id"]
        constraints = [
            models.CheckConstraint(name="instructors_at_one_place", condition=Q(area=None) | Q(lansdel=None)),
            models.UniqueConstraint(
                "initiative", or_none("area"), or_none("lansdel"), "as_of",
                condition=Q(withdrawn_on__isnull=True), name="instructors_counted_once_a_day",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.active} instruktörer"


class MethodStart(PlanPart):
    """That a municipality has begun with what the initiative spreads, or has not. year None: it has begun, nobody says when.

    A municipality without a row is unknown: silence is not the same as not begun. source: where it is told.
    """

    KIND = "method_start"

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="method_starts")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=list(START_STATES.items()))
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["area__code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "area"], condition=Q(withdrawn_on__isnull=True), name="method_start_once"
            ),
            models.CheckConstraint(
                name="method_start_year_when_started", condition=Q(year__isnull=True) | Q(state="started")
            ),
        ]

    def __str__(self):
        return f"{self.area}: {self.year or self.get_state_display()}"
