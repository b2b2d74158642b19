"""Inside the county: pots, proposals side by side for how they are parted, and decisions."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from handslag.funding.models.agreements import GrantLine
from handslag.funding.models.parts import FundingPage
from handslag.funding.pots.rules import Purse, Refused, purse_of
from handslag.funding.pots.words import refusal
from handslag.funding.words import FILE_FORMATS, FILE_STATES, POT_KINDS
from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.models import GoalNode, Initiative, Plan
from handslag.plans.models.parts import PlanPart
from handslag.swedish.dates import day
from handslag.trust.models import StandingManager

SUMS = {"carried_from": "carried_from_id"}
"""Fields of a pot's sums that a change names otherwise than their column."""


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

    @property
    def named(self) -> str:
        """The title with the year, once: many titles end with it."""
        return self.title if self.title.endswith(str(self.year)) else f"{self.title} {self.year}"

    def __str__(self):
        return self.title

    @property
    def to_share(self) -> int | None:
        """How much there is to decide about; None where that is not known."""
        return Purse(self.kronor, self.carried_known).to_share

    @property
    def carried_known(self) -> int | None:
        """What is carried over: nothing where none is named, None where an earlier pot is and the sum is not known."""
        return 0 if self.carried is None and not self.carried_from_id else self.carried

    def purse(self, *, but: int | None = None) -> Purse:
        """Return the pot's money as it stands; but: a later pot that is left out. Two queries."""
        later = Pot.objects.filter(carried_from=self).exclude(pk=but).values_list("carried", flat=True)
        decided = PotDecision.objects.in_force().filter(pot=self).values_list("kronor", flat=True).first()
        return purse_of(self.kronor, self.carried_known, later=later, decided=decided)

    def hold(self, values: Mapping[str, Any] | None = None) -> None:
        """Hold the pot and those that it takes over from, so that two do not take the same money. In order: none waits for the other."""
        asked = {self.pk, self.carried_from_id, (values or {}).get("carried_from")} - {None}
        list(Pot.everything.select_for_update().filter(pk__in=asked).order_by("pk").values_list("pk"))

    def in_the_way_of(self, values: Mapping[str, Any] | None) -> str:
        """Return how a decision or another pot stands in the way of other sums, or of being taken away."""
        if values is None or values.get("withdrawn_on"):
            return self._held()
        sums = ("kronor", "carried", "carried_from_id")
        given = {SUMS.get(name, name): value for name, value in values.items()}
        now = {name: given.get(name, getattr(self, name)) for name in sums}
        if self.pk and not self.withdrawn_on and all(now[name] == getattr(self, name) for name in sums):
            return ""
        back = Pot(**now)
        try:
            if self.pk:
                self.purse().stating(back.kronor, back.carried_known)
            if back.carried_from:
                back.carried_from.purse(but=self.pk).carrying_on(back.carried)
        except Refused as why:
            return refusal(why)
        return ""

    def _held(self) -> str:
        if self.decisions.exists():
            return _("Potten har beslut, och de finns kvar. Därför går potten inte att ta bort.")
        if Pot.objects.filter(carried_from=self).exists():
            return _("En senare pott har fått pengar över från den här. Ändra den först.")
        return ""

    def get_absolute_url(self):
        return reverse("pot", args=[self.plan.county.slug, self.uuid])

    @property
    def carried_from_url(self) -> str:
        """The address of the earlier pot, which is of the same county."""
        return reverse("pot", args=[self.plan.county.slug, self.carried_from.uuid])


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
    """So much of a pot to something.

    points: by the words of the pot's criterion, {"Når flest": 3}.

    Words and no place: a criterion that is moved keeps its points, and one with other words has none. What is not there
    is not judged.
    """

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


class PotDecisionQuerySet(models.QuerySet):
    def in_force(self):
        """Those that have not been reopened."""
        return self.filter(reopened_on__isnull=True)


class PotDecision(PlanPart):
    """That a body has decided how a pot is parted. Locked until it is reopened, with a reason; then another follows.

    lines: what was decided, in the words that stood then, [{"title", "kronor", "who", "goal", "initiative"}]; initiative
    is its uuid or "". kronor: their sum. left: what was left then, None where it is not known. registry_number: the county's own. body: who decided; body_text where it is none of the county's organisations.
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
    left = models.BigIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    reopened_on = models.DateField(null=True, blank=True)
    reopened_reason = models.CharField(max_length=500, blank=True)

    objects = StandingManager.from_queryset(PotDecisionQuerySet)()

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
        return f"{self.pot.title}, {day(self.decided_on)}"

    @property
    def page(self):
        return self.pot

    @property
    def is_in_force(self) -> bool:
        return self.reopened_on is None

    @property
    def extract_url(self) -> str:
        return reverse("pot_extract", args=[self.pot.plan.county.slug, self.pot.uuid, self.pk])

    @property
    def who(self) -> str:
        """The body in words. Fetch `body` with the decision."""
        return self.body.name if self.body else self.body_text

    @property
    def section(self) -> str:
        """The paragraph as decisions are cited: "§ 4"; "" where none is stated."""
        number = self.paragraph.lstrip("§ \u00a0")
        return f"§ {number}" if number else ""

    def in_the_way_of(self, values: Mapping[str, Any] | None) -> str:
        """A decision is never undone: a body has taken it. It is reopened, with a reason."""
        return _("Ett beslut går inte att ångra. Öppna det igen, med skäl, och registrera ett nytt.")


class ExtractFile(models.Model):
    """The extract of a decision for the minutes as a file, built by the worker. content: None until it is done."""

    decision = models.ForeignKey(PotDecision, on_delete=models.CASCADE, related_name="files")
    file_format = models.CharField(max_length=5, choices=list(FILE_FORMATS.items()))
    state = models.CharField(max_length=10, choices=list(FILE_STATES.items()), default="waiting")
    error = models.CharField(max_length=500, blank=True)
    content = models.BinaryField(null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["decision", "file_format"], name="extract_file_once")]

    def __str__(self):
        return f"{self.file_format} {self.state}"
