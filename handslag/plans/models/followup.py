"""Follow-up: a round asks those who answer for initiatives how they go; what they say is kept as they said it."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.models.initiatives import Initiative
from handslag.plans.models.parts import or_none
from handslag.plans.models.plans import Plan
from handslag.plans.words import (
    ATTRIBUTIONS,
    FOLLOW_UP_STATES,
    REQUEST_STATES,
    ROUND_STATES,
    STATUSES,
    USER_INFLUENCES,
)
from handslag.trust.models import HasPeriod


def first_questions() -> list[str]:
    """The questions that a round asks unless somebody chooses others."""
    return ["figures", "status", "happened", "obstacle"]


def first_reminders() -> list[int]:
    """How many days before the last day a reminder is sent by itself."""
    return [7, 1]


class FollowUpRound(HasPeriod, models.Model):
    """A question to all who answer for a plan's initiatives. The period is what the answers are about.

    version: raised when its settings change, so that two who change them are told. reply_to: an address for
    questions, kept no longer than the respondents'. site: the installation's address when it was sent.
    forgotten_on: when addresses and links were destroyed.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=list(ROUND_STATES.items()), default="draft")
    opened_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    questions = models.JSONField(default=first_questions)
    intro = models.TextField(blank=True)
    reply_to = models.EmailField(blank=True)
    remind_days = models.JSONField(default=first_reminders, blank=True)
    site = models.CharField(max_length=300, blank=True)
    forgotten_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="round_open_has_a_day", condition=Q(state="draft") | Q(opened_on__isnull=False)
            ),
            models.CheckConstraint(
                name="round_closed_has_a_day", condition=~Q(state="closed") | Q(closed_on__isnull=False)
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("round", args=[self.plan.county.slug, self.plan.key, self.uuid])


class RoundInitiative(models.Model):
    """An initiative that a round asks about, and the figures it promised (ids of Figure) that are due.

    An initiative with nobody to ask is in the round all the same: it must not vanish.
    """

    round = models.ForeignKey(FollowUpRound, on_delete=models.CASCADE, related_name="initiatives")
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="rounds")
    figures = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["round", "initiative"], name="round_initiative_once")]

    def __str__(self):
        return str(self.initiative_id)


class FollowUpRequest(models.Model):
    """One respondent: a function, never a person, and all it is asked about. One letter and one link.

    email: kept as long as the county's rule says. begun_on: when something was first written; that a link was
    opened is not noted, as scanners open links too. handed_from: who handed it on. sector: as it was when the
    round was sent, so that the number invited per sector stays when an organisation changes.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    round = models.ForeignKey(FollowUpRound, on_delete=models.CASCADE, related_name="requests")
    function = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sector = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    state = models.CharField(max_length=12, choices=list(REQUEST_STATES.items()), default="new")
    sent_on = models.DateField(null=True, blank=True)
    begun_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_on = models.DateField(null=True, blank=True)
    declined_reason = models.TextField(blank=True)
    handed_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="handed_to")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "email", "function"],
                condition=~Q(email="") & Q(state__in=["new", "sent"]),
                name="request_once",
            )
        ]

    def __str__(self):
        return self.function

    def get_absolute_url(self):
        """Return the bare address where the respondent answers; it opens for the cookie of its link alone."""
        return reverse("answer", args=[self.round.plan.county.slug, self.uuid])


class RequestItem(models.Model):
    """An initiative that a respondent answers for: all of it, or what is done in one municipality or länsdel."""

    request = models.ForeignKey(FollowUpRequest, on_delete=models.CASCADE, related_name="items")
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="asked_items")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lansdel = models.ForeignKey(Lansdel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="item_place_is_area_or_lansdel", condition=Q(area__isnull=True) | Q(lansdel__isnull=True)
            ),
            models.UniqueConstraint("request", "initiative", or_none("area"), or_none("lansdel"), name="item_once"),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.area_id or self.lansdel_id or ''}".strip()

    @property
    def place(self) -> Area | Lansdel | None:
        return self.area or self.lansdel


class FollowUp(models.Model):
    """An answer about one initiative in one round. Once sent its content is never changed, once accepted nothing is.

    number: an answer that is asked back, or corrected, is followed by the next. by_function: who said it, as the
    function was called then. figures: the figures asked for, [{"figure": id, "label", "kind", "unit", "value" as
    decimal text, "approximate", "numerator", "denominator", "n_answering", "text" as typed}]. kronor: None is not
    stated, never zero. continuation: "nothing", "not_yet" or "other" (then `continues` says as what). version:
    raised at every save of the draft.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    item = models.ForeignKey(RequestItem, on_delete=models.PROTECT, related_name="answers")
    round = models.ForeignKey(FollowUpRound, on_delete=models.PROTECT, related_name="answers")
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="follow_ups")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=list(FOLLOW_UP_STATES.items()), default="draft")
    version = models.PositiveIntegerField(default=1)
    by_function = models.CharField(max_length=200)
    nothing_changed = models.BooleanField(default=False)
    no_new_figures = models.BooleanField(default=False)
    figures = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=20, blank=True, choices=list(STATUSES.items()))
    reason = models.TextField(blank=True)
    continuation = models.CharField(max_length=10, blank=True)
    continues = models.TextField(blank=True)
    happened = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    attribution = models.CharField(max_length=20, blank=True, choices=list(ATTRIBUTIONS.items()))
    obstacle = models.TextField(blank=True)
    granted = models.BigIntegerField(null=True, blank=True)
    used = models.BigIntegerField(null=True, blank=True)
    left = models.BigIntegerField(null=True, blank=True)
    money_note = models.TextField(blank=True)
    influence = models.CharField(max_length=20, blank=True, choices=list(USER_INFLUENCES.items()))
    sent_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_note = models.TextField(blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.CharField(max_length=300, blank=True)
    accepted_remark = models.TextField(blank=True)
    accepted_act = models.UUIDField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="answer_number_once"),
            models.UniqueConstraint(fields=["item"], condition=Q(state="draft"), name="answer_one_draft"),
            models.CheckConstraint(name="answer_sent_has_a_day", condition=Q(state="draft") | Q(sent_at__isnull=False)),
            models.CheckConstraint(
                name="answer_accepted_says_by_whom",
                condition=~Q(state="accepted") | Q(accepted_at__isnull=False) & ~Q(accepted_by=""),
            ),
            models.CheckConstraint(
                name="answer_returned_says_why", condition=~Q(state="returned") | ~Q(returned_note="")
            ),
        ]

    def __str__(self):
        return f"{self.by_function}: {self.initiative_id}"


class AskedTime(models.Model):
    """The time that a round has taken of an organisation, as a sum: what asking costs. Nobody's own time is kept."""

    round = models.ForeignKey(FollowUpRound, on_delete=models.CASCADE, related_name="asked_time")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    seconds = models.PositiveIntegerField(default=0)
    answers = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint("round", or_none("organisation"), name="asked_time_once")]

    def __str__(self):
        return f"{self.round_id} {self.organisation_id}"
