"""What an initiative or a budget post has got and what has become of it: awards, and a ledger that is only added to."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from handslag.funding.models.agreements import GrantLine
from handslag.funding.models.parts import FundingPage
from handslag.funding.models.pots import Pot, PotDecision
from handslag.funding.words import ENTRY_KINDS, FEE_WORK, SHARING
from handslag.places.models import Organisation
from handslag.plans.models import Initiative, Plan
from handslag.plans.models.parts import PlanPart


class Award(FundingPage):
    """Money for an initiative, or a post of a budget that no initiative is behind (then `title` says what).

    kronor None: it is known that there is money, not how much. Where it comes from: a pot, a line of an agreement, or in
    words. post_percent: of how much of a full post. account_code: what the county's accounts call it. use_by and
    repay_rule: its own, where they are not the pot's or the line's.
    """

    KIND = "award"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="awards")
    initiative = models.ForeignKey(Initiative, null=True, blank=True, on_delete=models.PROTECT, related_name="awards")
    title = models.CharField(max_length=300, blank=True)
    year = models.PositiveSmallIntegerField()
    kronor = models.BigIntegerField(null=True, blank=True)
    pot = models.ForeignKey(Pot, null=True, blank=True, on_delete=models.PROTECT, related_name="awards")
    line = models.ForeignKey(GrantLine, null=True, blank=True, on_delete=models.PROTECT, related_name="awards")
    source_text = models.CharField(max_length=300, blank=True)
    decision = models.ForeignKey(PotDecision, null=True, blank=True, on_delete=models.PROTECT, related_name="awards")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    post_percent = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    account_code = models.CharField(max_length=60, blank=True)
    use_by = models.DateField(null=True, blank=True)
    repay_rule = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-year", "id"]
        constraints = [
            models.CheckConstraint(name="award_not_negative", condition=Q(kronor__isnull=True) | Q(kronor__gte=0)),
            models.CheckConstraint(
                name="award_of_an_initiative_or_named", condition=Q(initiative__isnull=False) | ~Q(title="")
            ),
            models.CheckConstraint(
                name="award_says_where_from",
                condition=Q(pot__isnull=False) | Q(line__isnull=False) | ~Q(source_text=""),
            ),
        ]

    def __str__(self):
        return self.title or self.initiative.title

    def get_absolute_url(self):
        return reverse("award", args=[self.plan.county.slug, self.uuid])


class LedgerEntry(models.Model):
    """A line in an award's ledger. Never changed: a mistake is met by an entry of the opposite sum, which names it.

    kronor: whole, below zero where it takes back. corrects: the entry that it takes back, once. act: of the form that it
    came from, so that one sent twice is written once. reference: the voucher's number in the county's accounts.
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=15, choices=list(ENTRY_KINDS.items()))
    kronor = models.BigIntegerField()
    on = models.DateField()
    text = models.CharField(max_length=300, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    way = models.CharField(max_length=10, default="typed")
    act = models.UUIDField(null=True, blank=True)
    act_place = models.PositiveIntegerField(default=0)
    role = models.CharField(max_length=300)
    user_id = models.BigIntegerField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(name="ledger_entry_is_something", condition=~Q(kronor=0)),
            models.CheckConstraint(
                name="ledger_entry_below_zero_takes_back", condition=Q(kronor__gt=0) | Q(corrects__isnull=False)
            ),
            models.CheckConstraint(
                name="ledger_entry_not_its_own", condition=Q(corrects__isnull=True) | ~Q(corrects=F("id"))
            ),
            models.UniqueConstraint(
                fields=["act", "act_place"], condition=Q(act__isnull=False), name="ledger_entry_once_in_an_act"
            ),
        ]

    def __str__(self):
        return f"{self.on}: {self.get_kind_display()} {self.kronor}"


class OwnGrant(PlanPart):
    """What an organisation has of its own for the plan's work. shared: whether its sum is shown to others.

    kronor None: not said how much.
    """

    KIND = "own_grant"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="own_grants")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    kronor = models.BigIntegerField(null=True, blank=True)
    shared = models.CharField(max_length=5, choices=list(SHARING.items()), default="none")

    class Meta:
        ordering = ["-year", "organisation__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "organisation", "year"], condition=Q(withdrawn_on__isnull=True), name="own_grant_once"
            ),
            models.CheckConstraint(name="own_grant_not_negative", condition=Q(kronor__isnull=True) | Q(kronor__gte=0)),
        ]

    def __str__(self):
        return f"{self.organisation.name}, {self.year}"


class LongView(PlanPart):
    """Five questions about an initiative as an investment, who bears its cost and who has its benefit."""

    KIND = "long_view"

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="long_views")
    answers = models.JSONField(default=dict)
    cost_carrier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    benefit_carriers = models.ManyToManyField(Organisation, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self):
        return self.initiative.title


class FeeTotal(PlanPart):
    """What people with experience of their own were paid for taking part, as a sum of a year and kind of work. No persons."""

    KIND = "fee_total"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="fee_totals")
    year = models.PositiveSmallIntegerField()
    work = models.CharField(max_length=10, choices=list(FEE_WORK.items()))
    people = models.PositiveIntegerField(null=True, blank=True)
    occasions = models.PositiveIntegerField(null=True, blank=True)
    kronor = models.PositiveBigIntegerField(null=True, blank=True)
    pot = models.ForeignKey(Pot, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-year", "work", "id"]
        constraints = [
            models.CheckConstraint(
                name="fee_total_says_something",
                condition=Q(people__isnull=False) | Q(occasions__isnull=False) | Q(kronor__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self.get_work_display()}, {self.year}"
