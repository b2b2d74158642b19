"""Files on their way in: kept only until they are taken in, or for a week; and how a county reads its files."""

import datetime
import uuid

from django.db import models
from django.utils import timezone

from handslag.indicators.models.figures import Fetch, Indicator
from handslag.places.models import Area

KEPT = datetime.timedelta(days=7)
"""How long a file is kept that nobody takes in."""


class Upload(models.Model):
    """A file that somebody has chosen. It is deleted when its figures are taken in, and after a week at the latest.

    user_id: whose it is; nobody else sees it. choices: how it is read (`importing.columns.Choices`), {} until that is
    said. fetch: the taking in, once it has begun in the worker. leave_out: whether lines with faults are left out.
    confirmed_by, confirmed_at: in which role, and when, somebody said that the figures follow the four choices of an
    indicator of suicide or self-harm (`importing.agreement`).
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    county = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    user_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    source_date = models.DateField(null=True, blank=True)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    choices = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    fetch = models.OneToOneField(Fetch, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    leave_out = models.BooleanField(default=False)
    confirmed_by = models.CharField(max_length=300, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return self.name

    @property
    def kept_until(self) -> datetime.datetime:
        return self.made_at + KEPT


class ColumnMapping(models.Model):
    """How a county last read a file with such headings for an indicator. fingerprint: of the headings."""

    county = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    choices = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "indicator", "fingerprint"], name="column_mapping_once")
        ]

    def __str__(self):
        return self.fingerprint
