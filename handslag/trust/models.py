"""What every area needs and what knows no area: sources, citations, time in words, visibility."""

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from handslag.swedish.periods import Period


class SourceDocument(models.Model):
    """A document that facts are cited from. The text itself is not kept here."""

    KINDS = {
        "plan": "plan",
        "report": "uppföljningsrapport",
        "slides": "bilder",
        "register": "register",
        "statistics": "statistik",
        "web": "webbsida",
    }

    key = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=500)
    publisher = models.CharField(max_length=500, blank=True)
    year = models.IntegerField(null=True, blank=True)
    kind = models.CharField(max_length=20, choices=list(KINDS.items()))
    file = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self):
        return self.title


class StandingCitations(models.Manager):
    """Citations of what stands now: those of values that somebody has changed since are left out."""

    def get_queryset(self):
        return super().get_queryset().filter(superseded_by__isnull=True)


class Citation(models.Model):
    """Where a field of a thing is stated. `root` gathers all citations of one page.

    target_kind and target_id name the row ("plans.figure", its integer key); an empty field means the
    whole row. `lines` is "790-798" or several such, separated by comma. `ours` stands instead of a
    document where the value is our own reading or proposal, and says why. A value that a person changes is
    stated by that person's role from then on (`made_by`); the document that said otherwise is kept, superseded.
    """

    root = models.UUIDField(db_index=True)
    target_kind = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    field = models.CharField(max_length=60, blank=True)
    document = models.ForeignKey(
        SourceDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="citations"
    )
    lines = models.CharField(max_length=200, blank=True)
    ours = models.TextField(blank=True)
    stated_by = models.CharField(max_length=200, blank=True)
    date = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey("Change", null=True, blank=True, on_delete=models.PROTECT, related_name="citations")
    superseded_by = models.ForeignKey("Change", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = StandingCitations()
    everything = models.Manager()  # noqa: DJ012, a manager and no field

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["target_kind", "target_id"], name="citation_target")]
        constraints = [
            models.CheckConstraint(
                name="citation_says_where_or_why",
                condition=models.Q(document__isnull=False) | ~models.Q(ours="") | ~models.Q(stated_by=""),
            )
        ]

    def __str__(self):
        return f"{self.document_id}:{self.lines}" if self.lines else self.ours


class HasPeriod(models.Model):
    """Time as people write it: the words, the first and last possible day, and how exact they are.

    precision: see `handslag.swedish.periods.Period`.
    """

    period_text = models.CharField(max_length=500, blank=True)
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    period_precision = models.CharField(max_length=30, blank=True)

    class Meta:
        abstract = True

    @cached_property
    def period(self) -> Period | None:
        """The period, or None where none is stated."""
        if not self.period_text:
            return None
        return Period(self.period_text, self.period_from, self.period_to, self.period_precision or "unknown")

    def set_period(self, period: Period | None) -> None:
        """Take the words and days of `period`; None empties them."""
        self.period_text = period.text if period else ""
        self.period_from = period.first if period else None
        self.period_to = period.last if period else None
        self.period_precision = period.precision if period else ""


class StandingManager(models.Manager):
    """Rows that stand: those that somebody has withdrawn are left out."""

    def get_queryset(self):
        return super().get_queryset().filter(withdrawn_on__isnull=True)


class Versioned(models.Model):
    """A row that people change. Nothing is deleted: a row is withdrawn, with date and reason.

    version: raised at every change, so that two who change the same row are told. KIND: what the row is
    called in citations and changes. `objects` holds what stands, `everything` all rows.
    """

    KIND = ""

    version = models.PositiveIntegerField(default=1)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    objects = StandingManager()
    everything = models.Manager()  # noqa: DJ012, a manager and no field

    class Meta:
        abstract = True


class Change(models.Model):
    """One change of one row: the only mechanism under history, undo, collisions and "what changed".

    scope: uuid of the plan. root: uuid of the page (plan, goal, initiative). before and after: field -> value, as
    JSON, of the fields that changed; before is None where the row was made. version: the row's, after the
    change. title: what the row was called then. user_id: a number and no foreign key, so that the record
    outlives the login. emptied_on: when a retention rule took the texts out; they are None since. act: what
    somebody did at one time, which may be several changes; they are undone together. act_place: which of them.
    """

    scope = models.UUIDField()
    root = models.UUIDField()
    target_kind = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=500, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField()
    reason = models.TextField(blank=True)
    role = models.CharField(max_length=300)
    user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")
    emptied_on = models.DateField(null=True, blank=True)
    act = models.UUIDField(null=True, blank=True)
    act_place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["scope", "at"], name="change_scope"),
            models.Index(fields=["root", "at"], name="change_root"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["target_kind", "target_id", "version"], name="change_version_once"),
            # A form sent twice at the same time is done once.
            models.UniqueConstraint(fields=["act", "act_place"], name="change_act_once"),
        ]

    def __str__(self):
        return f"{self.target_kind} {self.target_id} v{self.version}"

    @property
    def fields(self) -> list[str]:
        return sorted(self.after)


class AuditEvent(models.Model):
    """Who did what, when: sign-ins, invitations, roles, publication, exports, and every change.

    The database itself refuses to change or remove a row (see the migration). No foreign keys: the trail
    outlives what it tells of.
    """

    KINDS = {
        "sign_in": "inloggning",
        "sign_in_failed": "misslyckad inloggning",
        "account": "konto",
        "invitation": "inbjudan",
        "membership": "roll",
        "change": "ändring",
        "publication": "publicering",
        "export": "export",
        "import": "import",
        "retention": "gallring",
        "follow_up": "uppföljning",
        "consultation": "remiss",
    }

    at = models.DateTimeField(default=timezone.now, db_index=True)
    kind = models.CharField(max_length=20, choices=list(KINDS.items()))
    role = models.CharField(max_length=300, blank=True)
    user_id = models.BigIntegerField(null=True)
    county_id = models.BigIntegerField(null=True, db_index=True)
    organisation_id = models.BigIntegerField(null=True)
    what = models.CharField(max_length=300)
    target = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.kind}: {self.what}"


class RetentionRuleQuerySet(models.QuerySet):
    def in_force(self):
        """Those that have not been ended."""
        return self.filter(ended_at__isnull=True)


class RetentionRule(models.Model):
    """A decision to destroy records of one kind when they are older than some months. It ends; it is never changed.

    record_type: a key of `handslag.trust.retention`. months: 0 means as soon as the record has served; for kinds
    that have such a moment. county_id: whose records; None for those that belong to the
    installation and to no county. A number and no foreign key: areas stand above. The decision is named by body,
    day, section and registry number; who set the rule here by number and role.
    """

    record_type = models.CharField(max_length=40)
    county_id = models.BigIntegerField(null=True, db_index=True)
    months = models.PositiveIntegerField()
    decided_by = models.CharField(max_length=200)
    decided_on = models.DateField()
    section_number = models.CharField(max_length=40, blank=True)
    registry_number = models.CharField(max_length=100)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.BigIntegerField(null=True)
    made_by_role = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_role = models.CharField(max_length=300, blank=True)

    objects = RetentionRuleQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record_type", "county_id"],
                condition=models.Q(ended_at__isnull=True),
                name="retention_rule_once",
            ),
            models.UniqueConstraint(  # to a database two NULLs differ
                fields=["record_type"],
                condition=models.Q(ended_at__isnull=True, county_id__isnull=True),
                name="retention_rule_once_here",
            ),
            models.CheckConstraint(
                name="retention_rule_rests_on_a_decision",
                condition=~models.Q(decided_by="") & ~models.Q(registry_number=""),
            ),
        ]

    def __str__(self):
        return f"{self.record_type} {self.months}"

    @property
    def decision(self) -> str:
        """The decision in words: "Regionstyrelsen 2025-02-01 § 14, RS 2025/77"."""
        section = f" § {self.section_number}" if self.section_number else ""
        return f"{self.decided_by} {self.decided_on}{section}, {self.registry_number}"


class SearchEntry(models.Model):
    """One thing that can be found, folded so that both databases find the same.

    scope: the county's code. kind: "initiative", "goal" ... root: uuid of the plan, initiative or
    organisation whose visibility decides. text: everything that should be found, folded; stems: its
    distinct word stems, for likeness. title and url are shown as they are; context is a line beside.
    """

    scope = models.CharField(max_length=40)
    kind = models.CharField(max_length=30)
    root = models.UUIDField(db_index=True)
    url = models.CharField(max_length=500)
    title = models.CharField(max_length=500)
    context = models.CharField(max_length=500, blank=True)
    title_folded = models.CharField(max_length=600)
    text = models.TextField()
    stems = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["scope", "kind"], name="search_scope")]

    def __str__(self):
        return self.title


class SearchWord(models.Model):
    """Every distinct folded word of the index: where a typing error looks for what was meant."""

    word = models.CharField(max_length=80, unique=True)

    def __str__(self):
        return self.word
