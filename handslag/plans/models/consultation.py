"""Consultation: a draft plan is sent out for comments, and every comment is answered."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from handslag.places.models import Organisation
from handslag.plans.models.parts import or_none
from handslag.plans.models.plans import Plan
from handslag.plans.words import COMMENT_ANSWERS, COMMENT_STATES, CONSULTATION_REQUEST_STATES, CONSULTATION_STATES


class Consultation(models.Model):
    """A round of questions about a plan's own words, the plan's `number`-th.

    version: raised when its settings change, so that two who change them are told. reply_to: an address for
    questions, kept no longer than the recipients'. site: the installation's address when it was sent. published_on:
    since when its account may be read by those who may know of the plan. forgotten_on: when addresses and links
    were destroyed.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="consultations")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=list(CONSULTATION_STATES.items()), default="draft")
    opened_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    intro = models.TextField(blank=True)
    reply_to = models.EmailField(blank=True)
    site = models.CharField(max_length=300, blank=True)
    published_on = models.DateField(null=True, blank=True)
    forgotten_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="consultation_number_once"),
            models.CheckConstraint(
                name="consultation_open_has_a_day", condition=Q(state="draft") | Q(opened_on__isnull=False)
            ),
            models.CheckConstraint(
                name="consultation_closed_has_a_day", condition=~Q(state="closed") | Q(closed_on__isnull=False)
            ),
            models.CheckConstraint(
                name="consultation_published_is_closed", condition=Q(published_on__isnull=True) | Q(state="closed")
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("consultation", args=[self.plan.county.slug, self.plan.key, self.number])


class ConsultationRequest(models.Model):
    """One that is asked: an organisation, a function in it, or a function in words; never a person.

    email: kept as long as the county's rule says. sector: as it was when the letter was sent, so that the number
    asked per sector stays when an organisation changes. answered_on: when comments were last sent, or when it was said
    that there are none.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="requests")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    function = models.CharField(max_length=200, blank=True)
    sector = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    state = models.CharField(max_length=12, choices=list(CONSULTATION_REQUEST_STATES.items()), default="new")
    sent_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="consulted_has_a_name", condition=Q(organisation__isnull=False) | ~Q(function="")
            ),
            models.UniqueConstraint(
                F("consultation"), F("email"), F("function"), or_none("organisation"),
                condition=~Q(email="") & Q(state__in=["new", "sent"]),
                name="consulted_once",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Return the bare address where it comments; it opens for the cookie of its link alone."""
        return reverse("comment", args=[self.consultation.plan.county.slug, self.uuid])

    @property
    def name(self) -> str:
        """Who is asked, in words: "Kumla kommun, socialförvaltningen". Reads the organisation."""
        return ", ".join(filter(None, [self.organisation.name if self.organisation else "", self.function]))

    @property
    def is_counted(self) -> bool:
        """Whether it belongs to those who were asked: one whose question was taken back does not, unless it answered."""
        return self.sent_on is not None and (self.state == "sent" or self.answered_on is not None)


class Comment(models.Model):
    """What somebody says of a part of the plan, and how it was answered. Once sent what was said is never changed.

    target_kind, target_id and field name the part ("plan", "goal"; an empty field is the whole plan); heading and
    words: where it stood and what it said when it was commented on, so that the comment can be read after the plan
    has changed. proposal: other words that are proposed. version: raised at every save, of the draft and of the answer.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    request = models.ForeignKey(ConsultationRequest, on_delete=models.PROTECT, related_name="comments")
    target_kind = models.CharField(max_length=10, choices=[("plan", "planen"), ("goal", "ett mål")])
    target_id = models.BigIntegerField()
    field = models.CharField(max_length=20, blank=True)
    heading = models.CharField(max_length=600)
    words = models.TextField()
    text = models.TextField()
    proposal = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=list(COMMENT_STATES.items()), default="draft")
    sent_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, blank=True, choices=list(COMMENT_ANSWERS.items()))
    reason = models.TextField(blank=True)
    changed_what = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="comment_is_on_a_part_of_the_plan",
                condition=Q(target_kind="plan", field__in=["", "vision", "purpose"])
                | Q(target_kind="goal", field__in=["title", "text"]),
            ),
            models.CheckConstraint(
                name="comment_sent_has_a_day", condition=Q(state="draft") | Q(sent_at__isnull=False)
            ),
            models.CheckConstraint(name="comment_answered_was_sent", condition=Q(answer="") | Q(state="sent")),
            models.CheckConstraint(
                name="comment_answer_says_by_whom",
                condition=Q(answer="") | Q(answered_on__isnull=False) & ~Q(answered_by=""),
            ),
            models.CheckConstraint(
                name="comment_answer_says_why", condition=Q(answer__in=["", "accepted"]) | ~Q(reason="")
            ),
        ]

    def __str__(self):
        return self.heading

    @property
    def sent_on(self) -> datetime.date | None:
        """The Swedish day on which it was sent."""
        return timezone.localtime(self.sent_at).date() if self.sent_at else None

    @property
    def target(self) -> tuple[str, int, str]:
        """Which part of the plan it is about."""
        return (self.target_kind, self.target_id, self.field)
