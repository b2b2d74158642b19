"""What is kept of reports: drafts and their edited texts, frozen editions, and the files built of both."""

import datetime
import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.models import GoalNode, Plan
from handslag.plans.models.parts import PlanPart
from handslag.reports.catalogue import FORMATS, TEMPLATES, Template
from handslag.trust.visibility import Visibility

AUDIENCES = {
    "public": "alla: bara det som är offentligt",
    "lead": "de som leder planen: också det som inte är offentligt",
}
HERE = "handslag:/"
"""What stands before the path of our own pages in links of stored texts."""
LEASE = datetime.timedelta(minutes=5)
"""A file that has been built for longer than this has lost its worker."""
PATIENCE = datetime.timedelta(seconds=30)
"""How long a file waits before its page says that nobody has taken it up."""


def template_choices() -> list[tuple[str, object]]:
    return [(key, template.title) for key, template in TEMPLATES.items()]


class Report(PlanPart):
    """A draft that its plan's lead works on. It is a page of its own: its history is not the plan's.

    template: a key of `catalogue.TEMPLATES`. area or lansdel, goal, organisation, year: what it is narrowed to. sections: the
    template's parts in order, as [{"key", "shown"}]; [] for the template's own. day: for which the state is told;
    None: the plan's own.
    """

    KIND = "report"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="reports")
    template = models.CharField(max_length=30, choices=template_choices)
    title = models.CharField(max_length=200)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lansdel = models.ForeignKey(Lansdel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    goal = models.ForeignKey(GoalNode, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    sections = models.JSONField(default=list, blank=True)
    audience = models.CharField(max_length=10, choices=list(AUDIENCES.items()), default="public")
    day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return self.title

    @property
    def page(self):
        return self

    @property
    def of_plan(self):
        return self.plan

    @property
    def visibility(self) -> str:
        """A draft is its lead's own: its name stands in no list that others read."""
        return Visibility.DRAFT

    @property
    def made_from(self) -> Template:
        return TEMPLATES[self.template]

    @property
    def parts(self) -> list[dict]:
        """Every part of the template as {"key", "title", "shown"}, in the report's order; new ones of the template last."""
        named = {part.key: part for part in self.made_from.parts}
        chosen = [each for each in self.sections if each["key"] in named]
        known = {each["key"] for each in chosen}
        chosen += [{"key": part.key, "shown": part.shown} for part in named.values() if part.key not in known]
        return [{"key": each["key"], "title": named[each["key"]].title, "shown": each["shown"]} for each in chosen]

    @property
    def narrowed_to(self) -> str:
        """The place, goal, organisation or year in words; "" for the whole plan."""
        narrowed = (self.area, self.lansdel, self.goal, self.organisation, self.year)
        return next((str(each) for each in narrowed if each), "")

    def get_absolute_url(self):
        return reverse("report", args=[self.plan.county.slug, self.plan.key, self.uuid])


class EditedText(PlanPart):
    """What somebody wrote in the place of an automatic text of a report. Withdrawn: the automatic text stands again.

    key: the passage's. automatic: its text, as Markdown, when this was written. audience: whom the report was for then.
    told: uuids of the initiatives that the report rested on then, any of which the text may name. Rows from before
    these were kept count as written for the lead.
    """

    KIND = "edited_text"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="texts")
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=500, blank=True)
    markdown = models.TextField()
    automatic = models.TextField(blank=True)
    audience = models.CharField(max_length=10, choices=list(AUDIENCES.items()), default="lead")
    told = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "key"], condition=Q(withdrawn_on__isnull=True), name="edited_text_once"
            )
        ]

    def __str__(self):
        return self.title or self.key

    @property
    def page(self):
        return self.report

    @property
    def of_plan(self):
        return self.report.plan

    @property
    def shown(self) -> str:
        """The text as people read and write it: links to our own pages are paths."""
        return self.markdown.replace(f"]({HERE}", "](/")

    @property
    def stamp(self) -> str:
        """What a form carries to know whether the text is still the one that was read."""
        return f"{self.pk}.{self.version}"


class Edition(models.Model):
    """A report as it was frozen: never changed, never deleted; the database itself refuses (see the migration).

    content: the document's JSON (`documents.stored`), compressed. sha256: of that JSON as UTF-8. told: uuids of the
    initiatives that it tells of, those that its edited texts rested on included. role and user_id say who froze it; a number and no foreign key, so that it outlives
    the login.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    template = models.CharField(max_length=30, choices=template_choices)
    audience = models.CharField(max_length=10, choices=list(AUDIENCES.items()))
    made_at = models.DateTimeField(default=timezone.now)
    role = models.CharField(max_length=300)
    user_id = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    told = models.JSONField(default=list)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="edition_once")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("edition", args=[self.plan.county.slug, self.plan.key, self.uuid])

    @property
    def plan(self) -> Plan:
        return self.report.plan

    @property
    def made_from(self) -> Template:
        return TEMPLATES[self.template]


class EditionState(models.Model):
    """That an edition was published, taken back or sent: said once and never changed. The latest of publicity holds.

    An edition that has been sent is told of beside that. on: the day that it was sent; receiver: to whom;
    registry_number: the county's own. What was said wrongly is said again, and the latest holds.
    """

    STATES = {"published": "publicerad", "taken_back": "tillbakatagen", "sent": "skickad"}
    PUBLICITY = ("published", "taken_back")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="states")
    state = models.CharField(max_length=12, choices=list(STATES.items()))
    at = models.DateTimeField(default=timezone.now)
    role = models.CharField(max_length=300)
    user_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    on = models.DateField(null=True, blank=True)
    receiver = models.CharField(max_length=300, blank=True, default="")
    registry_number = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="edition_sent_says_when_and_to_whom",
                condition=~Q(state="sent") | Q(on__isnull=False) & ~Q(receiver=""),
            )
        ]

    def __str__(self):
        return f"{self.edition_id} {self.state}"


class BuiltFile(models.Model):
    """A file of a draft or an edition in one format, built by the worker.

    reader: whose eyes saw a draft for its lead; 0 for what is the same for all. last_change: the latest change of the
    plan when a draft's file was begun. worker: the process that builds, "host:number". content stays until a new build
    is done, so that nobody is left without.
    """

    STATES = {"waiting": "väntar", "running": "byggs", "done": "klar", "failed": "gick inte att bygga"}

    report = models.ForeignKey(Report, null=True, blank=True, on_delete=models.CASCADE, related_name="files")
    edition = models.ForeignKey(Edition, null=True, blank=True, on_delete=models.CASCADE, related_name="files")
    file_format = models.CharField(max_length=5, choices=list(FORMATS.items()))
    reader = models.BigIntegerField(default=0)
    asked_by = models.BigIntegerField(null=True)
    site = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=list(STATES.items()), default="waiting")
    step = models.CharField(max_length=100, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)
    last_change = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(null=True, blank=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "file_format", "reader"],
                condition=Q(report__isnull=False),
                name="file_of_report_once",
            ),
            models.UniqueConstraint(
                fields=["edition", "file_format"], condition=Q(edition__isnull=False), name="file_of_edition_once"
            ),
            models.CheckConstraint(
                condition=Q(report__isnull=True) ^ Q(edition__isnull=True), name="file_of_report_or_edition"
            ),
        ]

    def __str__(self):
        return f"{self.file_format} {self.state}"

    @property
    def is_under_way(self) -> bool:
        return self.state in ("waiting", "running") and not self.is_lost

    @property
    def waits_long(self) -> bool:
        """Whether it has waited so long that those who watch are told why that may be."""
        return self.state == "waiting" and self.asked_at < timezone.now() - PATIENCE

    @property
    def is_lost(self) -> bool:
        """Whether the worker that built it has gone without a word, or none has come."""
        since = self.started_at if self.state == "running" else self.asked_at if self.state == "waiting" else None
        return since is not None and since < timezone.now() - LEASE


class OfficeTemplate(models.Model):
    """A county's own Word or PowerPoint template, checked when it came. The latest that has not ended is used."""

    KINDS = {"docx": "Word", "pptx": "PowerPoint"}

    county = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=list(KINDS.items()))
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    role = models.CharField(max_length=300)
    user_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_role = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "kind"], condition=Q(ended_at__isnull=True), name="office_template_once"
            )
        ]

    def __str__(self):
        return self.name
