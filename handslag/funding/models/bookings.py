"""Files from the county's accounts: on their way in, and what was booked of them; and how a county's files are read."""

import datetime
import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from handslag.funding.models.ledger import Award, LedgerEntry
from handslag.places.models import Area
from handslag.plans.models import Plan

KEPT = datetime.timedelta(days=7)
"""How long a file is kept that nobody books."""


class BookingFile(models.Model):
    """A file from the accounts. Its content is deleted when it is booked, and with the row after a week where it is not.

    user_id, role: whose it is until it is booked, then who booked it. choices: how it is read
    (`bookings.columns.Choices`), {} until that is said. sums: what was in it, in öre (`bookings.planning.Plan.sums` and
    "entries", "rows", "levelled" in kronor); {} until it is booked. Its entries are those of the act that has its uuid.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    user_id = models.BigIntegerField()
    role = models.CharField(max_length=300)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20, blank=True)
    content = models.BinaryField(null=True, blank=True)
    choices = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    booked_at = models.DateTimeField(null=True, blank=True)
    sums = models.JSONField(default=dict)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.CharField(max_length=300, blank=True)
    taken_back_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="booking_file_taken_back_was_booked", condition=Q(taken_back_at__isnull=True) | Q(booked_at__isnull=False)),
            models.CheckConstraint(name="booking_file_taken_back_with_a_reason", condition=Q(taken_back_at__isnull=True) | ~Q(taken_back_reason="")),
        ]  # fmt: skip

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("booking", args=[self.plan.county.slug, self.uuid])

    @property
    def entries(self):
        """The entries that it became."""
        return LedgerEntry.objects.filter(act=self.uuid, way="file")


class BookedRow(models.Model):
    """A row of a file that has been booked. mark: what it has in common with itself in another file. ore: its exact sum."""

    file = models.ForeignKey(BookingFile, on_delete=models.CASCADE, related_name="rows")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    mark = models.CharField(max_length=64, db_index=True)
    ore = models.BigIntegerField()

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="booked_row_once_in_a_file")]

    def __str__(self):
        return f"{self.file_id}: {self.number}"


class BookingMapping(models.Model):
    """How a county last read a file from its accounts with such headings. fingerprint: of the headings."""

    county = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    choices = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "fingerprint"], name="booking_mapping_once")]

    def __str__(self):
        return self.fingerprint
