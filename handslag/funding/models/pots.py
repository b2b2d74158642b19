"""Inside the county: pots, proposals side by side for how they are parted, and decisions."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from handslag.funding.models.agreements import GrantLine
from handslag.funding.models.parts import FundingPage
from handslag.funding.words import POT_KINDS
from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.models import GoalNode, Initiative, Plan
from handslag.plans.models.parts import PlanPart


class Pot(FundingPage):
    """Money that the county, or a part of it, decides about together, for a year.

    kronor: what came this year; carried: what is left of the year before, from `carried_from` where that is here. None is
    not known. criteria: what proposals are weighed by, [{"words": "Når flest", "weight": 2}].
    """

    KIND = "pot"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="pots")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=list(POT_KINDS.items()))
    lansdel = models.ForeignKey(Lansdel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(GrantLine, null=True, blank=True, on_delete=models.PROTECT, related_name="pots")
    kronor = models.BigIntegerField(null=True, blank=True)
    carried = models.BigIntegerField(null=True, blank=True)
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    criteria = models.JSONField(default=list, blank=True)
    conditions = models.TextField(blank=True)
    use_by = models.DateField(null=True, blank=True)
    repay_rule = models.TextField(blank=True)

    class Meta:
        ordering = ["-year", "title", "id"]
        constraints = [
            models.CheckConstraint(name="pot_not_negative", condition=Q(kronor__isnull=True) | Q(kronor__gte=0)),
            models.CheckConstraint(name="pot_carried_not_negative", condition=Q(carried__isnull=True) | Q(carried__gte=0)),
            models.CheckConstraint(name="pot_of_a_lansdel_names_it", condition=~Q(kind="lansdel") | Q(lansdel__isnull=False)),
        ]  # fmt: skip

    def __str__(self):
        return self.title

    @property
    def to_share(self) -> int | None:
        """How much there is to decide about; None where that is not known."""
        return None if self.kronor is None else self.kronor + (self.carried or 0)

    def get_absolute_url(self):
        return reverse("pot", args=[self.plan.county.slug, self.uuid])


class Proposal(FundingPage):
    """One way to part a pot. Several stand side by side; what is decided is one of them."""

    KIND = "proposal"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="pot_proposals")
    pot = models.ForeignKey(Pot, on_delete=models.CASCADE, related_name="proposals")
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{self.pot.get_absolute_url()}#forslag-{self.pk}"


class ProposalLine(PlanPart):
    """So much of a pot to something. points: by the place of the pot's criterion, {"0": 3}; what is not there is not judged."""

    KIND = "proposal_line"

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=300)
    kronor = models.BigIntegerField()
    initiative = models.ForeignKey(Initiative, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    goal = models.ForeignKey(GoalNode, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lansdel = models.ForeignKey(Lansdel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    points = models.JSONField(default=dict, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(name="proposal_line_not_negative", condition=Q(kronor__gte=0))]

    def __str__(self):
        return self.title

    @property
    def page(self):
        return self.proposal


class PotDecision(PlanPart):
    """That a body has decided how a pot is parted. Locked until it is reopened, with a reason; then another follows.

    lines: what was decided, as it stood, [{"title", "kronor", "initiative", "lansdel", "area"}]. registry_number: the
    county's own. body: who decided; body_text where it is none of the county's organisations.
    """

    KIND = "pot_decision"

    pot = models.ForeignKey(Pot, on_delete=models.CASCADE, related_name="decisions")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    body = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    body_text = models.CharField(max_length=300, blank=True)
    decided_on = models.DateField()
    paragraph = models.CharField(max_length=60, blank=True)
    registry_number = models.CharField(max_length=100, blank=True)
    kronor = models.BigIntegerField()
    lines = models.JSONField(default=list)
    note = models.TextField(blank=True)
    reopened_on = models.DateField(null=True, blank=True)
    reopened_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["pot"],
                condition=Q(reopened_on__isnull=True, withdrawn_on__isnull=True),
                name="pot_has_one_decision_in_force",
            ),
            models.CheckConstraint(
                name="pot_decision_reopened_with_a_reason", condition=Q(reopened_on__isnull=True) | ~Q(reopened_reason="")
            ),
            models.CheckConstraint(
                name="pot_decision_names_its_body", condition=Q(body__isnull=False) | ~Q(body_text="")
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.pot.title}, {self.decided_on}"

    @property
    def page(self):
        return self.pot
