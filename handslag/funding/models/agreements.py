"""The state's agreements, their lines and dates; what the payer has said that a county gets, and to whom it is paid."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from handslag.funding.models.parts import FundingPage
from handslag.funding.words import AGREEMENT_STATUSES, DATE_KINDS, RECEIVERS
from handslag.places.models import Area, Organisation
from handslag.plans.models import Plan
from handslag.plans.models.parts import PlanPart
from handslag.swedish import dates


class Agreement(FundingPage):
    """An agreement between the state and those who get its money, for a year.

    plan None: it ships with Handslag (then `slug` names its file), is read by every county and changed by none. kronor:
    the whole sum as stated. stated_sums: by receiver, as stated, {"region": 820000000}. is_complete: all lines are known.
    None is not known, which is not zero.
    """

    KIND = "agreement"

    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.CASCADE, related_name="agreements")
    slug = models.SlugField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    status = models.CharField(max_length=10, choices=list(AGREEMENT_STATUSES.items()), default="unknown")
    parties = models.CharField(max_length=500, blank=True)
    kronor = models.BigIntegerField(null=True, blank=True)
    stated_sums = models.JSONField(default=dict, blank=True)
    is_complete = models.BooleanField(default=False)
    source = models.CharField(max_length=500)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-year", "title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["slug"], condition=Q(plan__isnull=True), name="shipped_agreement_once"),
            models.CheckConstraint(name="agreement_sum_not_negative", condition=Q(kronor__isnull=True) | Q(kronor__gte=0)),
            models.CheckConstraint(
                name="agreement_of_a_plan_or_shipped", condition=Q(plan__isnull=False) | ~Q(slug="")
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.title

    @property
    def is_shipped(self) -> bool:
        return self.plan_id is None

    def get_absolute_url(self):
        """Return the address in the plan's county; of what ships, `address_in` a county."""
        return self.address_in(self.plan.county)

    def address_in(self, county: Area) -> str:
        return reverse("agreement", args=[county.slug, self.uuid])


class AgreementPart(PlanPart):
    """A part of an agreement, on its page."""

    class Meta:
        abstract = True

    @property
    def page(self):
        return self.agreement


class GrantLine(AgreementPart):
    """A line of an agreement: so much money to receivers of one kind, for a purpose, parted by a key.

    kronor None: the amount is not known. allocation_key: as `handslag.allocation.key_from` reads it; None where it is not
    known how the line is parted, or it is not (a national body). slug names it within the agreement.
    """

    KIND = "grant_line"

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="lines")
    slug = models.SlugField(max_length=60)
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=300)
    receiver = models.CharField(max_length=20, choices=list(RECEIVERS.items()))
    kronor = models.BigIntegerField(null=True, blank=True)
    allocation_key = models.JSONField(null=True, blank=True)
    conditions = models.TextField(blank=True)
    use_by = models.DateField(null=True, blank=True)
    repay_rule = models.TextField(blank=True)
    source = models.CharField(max_length=500, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "slug"], condition=Q(withdrawn_on__isnull=True), name="grant_line_once"
            ),
            models.CheckConstraint(
                name="grant_line_not_negative", condition=Q(kronor__isnull=True) | Q(kronor__gte=0)
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.title


class GrantDate(AgreementPart):
    """A day that an agreement sets: the last to ask for money, to have used it, to account for it."""

    KIND = "grant_date"

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="dates")
    kind = models.CharField(max_length=12, choices=list(DATE_KINDS.items()))
    on = models.DateField()
    words = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["on", "id"]

    def __str__(self):
        return f"{dates.day(self.on)}: {self.get_kind_display()}"


class PublishedShare(PlanPart):
    """What the payer has published or decided that an area gets of a line. It rules; what we compute is a check."""

    KIND = "published_share"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="published_shares")
    line = models.ForeignKey(GrantLine, on_delete=models.PROTECT, related_name="published_shares")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    kronor = models.BigIntegerField()
    document = models.CharField(max_length=500)
    place = models.CharField(max_length=200, blank=True)
    on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["line", "area__code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "line", "area"], condition=Q(withdrawn_on__isnull=True), name="published_share_once"
            ),
            models.CheckConstraint(name="published_share_not_negative", condition=Q(kronor__gte=0)),
        ]

    def __str__(self):
        return f"{self.line.title}, {self.area.name}"


class Payee(PlanPart):
    """Who is paid a county's share of a line, as region and municipalities have agreed. A line may have several.

    percent: of the share, or kronor; both None: how much is not stated.
    """

    KIND = "payee"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="payees")
    line = models.ForeignKey(GrantLine, on_delete=models.PROTECT, related_name="payees")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    percent = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    kronor = models.BigIntegerField(null=True, blank=True)
    agreed = models.CharField(max_length=500, blank=True)
    since = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["line", "id"]
        constraints = [
            models.CheckConstraint(
                name="payee_percent_or_kronor", condition=Q(percent__isnull=True) | Q(kronor__isnull=True)
            ),
            models.CheckConstraint(
                name="payee_percent_of_the_whole",
                condition=Q(percent__isnull=True) | Q(percent__gt=0, percent__lte=100),
            ),
            models.CheckConstraint(name="payee_not_negative", condition=Q(kronor__isnull=True) | Q(kronor__gte=0)),
        ]

    def __str__(self):
        return self.organisation.name


class AllocationRun(models.Model):
    """A line as we have parted it: what went in, by which version of the formula, and what came out. Never changed.

    plan: of the county that asked. level: whom it was parted among (a key of RECEIVERS). stored: as
    `handslag.allocation.Allocation.as_json` gives it, which `repeat` computes anew to the krona. before: the run of the
    same line and level that this one stands beside.
    """

    uuid = models.UUIDField(unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="allocation_runs")
    line = models.ForeignKey(GrantLine, on_delete=models.PROTECT, related_name="runs")
    level = models.CharField(max_length=20, choices=list(RECEIVERS.items()))
    made_at = models.DateTimeField()
    role = models.CharField(max_length=300)
    population_year = models.PositiveSmallIntegerField(null=True, blank=True)
    population_source = models.CharField(max_length=300, blank=True)
    population_vintage = models.CharField(max_length=40, blank=True)
    formula_version = models.PositiveSmallIntegerField()
    kronor = models.BigIntegerField()
    stored = models.JSONField()
    before = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="allocation_run_not_its_own_before", condition=Q(before__isnull=True) | ~Q(before=F("id"))
            )
        ]

    def __str__(self):
        return f"{self.line.title}, {self.made_at:%Y-%m-%d}"
