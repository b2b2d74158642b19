"""What is measured, where the figures were taken from, and each figure with its vintage."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from handslag.places.models import Area

SEXES = {"T": "totalt", "K": "kvinnor", "M": "män"}
STATES = {
    "": "uppgift finns",
    "missing": "uppgift saknas",
    "suppressed_source": "dolt av källan",
    "not_published": "inte publicerat",
}
"""Why a value is not there. A zero is a value, and stands as one; what we hide ourselves is hidden when it is shown."""
WAYS = {
    "source": "hämtat från källan",
    "file": "inläst från fil",
    "shipped": "följer med Handslag",
    "stated": "angivet i insatser",
}
LEASE = datetime.timedelta(minutes=10)
"""After so long without a sign of life a worker is taken to be gone. No single answer is waited for as long."""
PATIENCE = datetime.timedelta(seconds=30)
FETCH_STATES = {"waiting": "väntar", "running": "hämtas", "done": "klart", "failed": "misslyckades"}


class Indicator(models.Model):
    """Something that figures are kept of: one of the files in `definitions/`, or a county's own measure.

    What it means stands in the file, or in the measure; here is only what other rows point at. county: whose own
    measure it is, None for the files'. version: how many times figures have come in or been revised.
    """

    key = models.SlugField(max_length=120, unique=True)
    county = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="own_indicators")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["key"]

    def __str__(self):
        return self.key


class Fetch(models.Model):
    """One taking in of an indicator's figures, from a source or a file. A failed one tells why, and changed nothing.

    address: where from, without what is secret. sha256: of the raw answer; of the sums of all where there are several.
    answers: each raw answer's address, time, bytes and sha256. meanings: what the source called what was asked for, by
    its code. source_date: the source's own date. county: who asked, None for what is shipped. by: in which role. state,
    step, percent, rows, worker, attempts, seen_at: how far the work has come. added, revised, same, gone: rows; gone are
    those that the source no longer tells, and that stand as they were. note: what else there is to say of it.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="fetches")
    way = models.CharField(max_length=10, choices=list(WAYS.items()))
    source = models.CharField(max_length=300)
    address = models.CharField(max_length=1000, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    source_date = models.DateField(null=True, blank=True)
    county = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=list(FETCH_STATES.items()), default="waiting")
    step = models.CharField(max_length=200, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=1000, blank=True)
    worker = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=list, blank=True)
    meanings = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    added = models.PositiveIntegerField(default=0)
    revised = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator"],
                condition=Q(way="source", state__in=["waiting", "running"]),
                name="fetch_from_source_one_at_a_time",
            )
        ]

    def __str__(self):
        return f"{self.source} {self.asked_at:%Y-%m-%d}"

    @property
    def is_under_way(self) -> bool:
        return self.state in ("waiting", "running") and not self.is_lost

    @property
    def is_lost(self) -> bool:
        """Whether the worker that had it has gone without a word."""
        return self.state == "running" and self.seen_at is not None and self.seen_at < timezone.now() - LEASE

    @property
    def has_failed(self) -> bool:
        return self.state == "failed" or self.is_lost

    @property
    def waits_long(self) -> bool:
        """Whether it has waited so long that those who watch are told why that may be."""
        return self.state == "waiting" and self.asked_at < timezone.now() - PATIENCE

    @property
    def told(self) -> int:
        """How many figures came."""
        return self.added + self.revised + self.same


class Observation(models.Model):
    """A figure for an area, a period, a sex and an age, as one source told it at one time.

    A revised figure is a new row with the next vintage; `latest` marks the one that holds. age: "" for the definition's
    own span, else as "15-24" or "85+". lower, upper: the source's own limits. value None exactly where `state` says why.
    """

    # Held by the database through the fetch, which is of the same indicator: to ask for it again, of each of a million
    # rows, takes PostgreSQL as long as a tenth of the loading.
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="observations", db_index=False, db_constraint=False
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)
    period_from = models.DateField()
    period_to = models.DateField()
    sex = models.CharField(max_length=1, choices=list(SEXES.items()), default="T")
    age = models.CharField(max_length=10, blank=True)
    vintage = models.PositiveSmallIntegerField(default=1)
    latest = models.BooleanField(default=True)
    value = models.FloatField(null=True, blank=True)
    lower = models.FloatField(null=True, blank=True)
    upper = models.FloatField(null=True, blank=True)
    numerator = models.FloatField(null=True, blank=True)
    denominator = models.FloatField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=list(STATES.items()), blank=True)
    note = models.CharField(max_length=300, blank=True)
    fetch = models.ForeignKey(Fetch, on_delete=models.PROTECT, related_name="observations", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "area", "sex", "age", "period_from", "period_to", "vintage"],
                name="observation_once_in_a_vintage",
            ),
            models.CheckConstraint(
                name="observation_days_in_order",
                condition=Q(period_to__gte=F("period_from")),
            ),
            models.CheckConstraint(
                name="observation_value_or_why_not",
                condition=Q(value__isnull=False, state="") | (Q(value__isnull=True) & ~Q(state="")),
            ),
            models.CheckConstraint(
                name="observation_numerator_not_negative",
                condition=Q(numerator__isnull=True) | Q(numerator__gte=0),
            ),
            models.CheckConstraint(
                name="observation_denominator_above_zero",
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0),
            ),
        ]

        indexes = [models.Index(fields=["indicator", "numerator"], name="observation_small_counts")]

    def __str__(self):
        return f"{self.indicator_id} {self.area_id} {self.period_from}: {self.value}"


class HiddenFigures(models.Model):
    """Which of an indicator's figures are hidden for what they would tell: an answer that was worked out, kept.

    scope: the counties that are decided with their municipalities, by number. name: of what the answer was made of; as
    soon as the figures, the rule or the areas are other it has another, and this answer is not read. cells: lists of
    area, sex, age, first and last day.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=400, blank=True)
    name = models.CharField(max_length=64, unique=True)
    cells = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "scope"], name="hidden_figures_once_in_a_scope")]

    def __str__(self):
        return f"{self.indicator_id} {self.scope}"
