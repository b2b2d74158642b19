"""The exchange format "handslag-plan", version 1: one document with a plan and all that belongs to it.

Every class is one kind of thing; every field says what it holds. The same classes read the example's
YAML files, a file given to `handslag import`, and what `handslag export` wrote. Unknown is `None`,
never 0 or "". Words of lists are English code names; all other text is Swedish.

A fact carries where it stands in `source`: "002:790-798" (document key : lines), several places
separated by ";". Plain fields of a thing are cited in its `sources`, field by field. What is our own
reading or proposal carries `ours` (why) instead. In an export all citations stand in one list, and the
reader puts them back as `source` and `sources`.
"""

import datetime
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Key = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
SOURCE_FORM = r"^[0-9A-Za-z_-]+:\d+(-\d+)?(, ?\d+(-\d+)?)*(; ?[0-9A-Za-z_-]+:\d+(-\d+)?(, ?\d+(-\d+)?)*)*$"
# Shorter ones, as long as their columns: what one database would cut off, no file may hold.
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Unit = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
Slug = Annotated[str, StringConstraints(max_length=60, pattern=r"^[0-9A-Za-z_-]+$")]  # stands in an address
Count = Annotated[int, Field(ge=0, le=2_147_483_647)]
Whole = Annotated[int, Field(ge=-2_147_483_648, le=2_147_483_647)]
Kronor = Annotated[int, Field(ge=-9_000_000_000_000, le=9_000_000_000_000)]
Number = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]
Percent = Annotated[Decimal, Field(max_digits=5, decimal_places=2)]
Scale = Annotated[Decimal, Field(max_digits=10, decimal_places=3)]
Source = Annotated[str, StringConstraints(pattern=SOURCE_FORM)]

Level = Literal["county", "lansdel", "own"]
Origin = Literal["reported", "proposed", "confirmed"]
Visibility = Literal["draft", "internal", "shared", "public"]
Status = Literal[
    "not_started",
    "ongoing",
    "struggling",
    "ending",
    "finished",
    "paused",
    "stopped",
    "to_be_discussed",
    "unknown",
]


class Thing(BaseModel):
    """Anything in the document. A field that is not listed is an error, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Withdrawn(Thing):
    """When and why a thing was taken away. It stays in the document: nothing that was said is lost."""

    date: datetime.date
    reason: Title | None = None


class Part(Thing):
    """A thing that people change and may withdraw."""

    withdrawn: Withdrawn | None = None


class Fact(Thing):
    """A thing that somebody stated: `source` says where; or it is `ours`, and says why."""

    source: Source | None = None
    ours: Text | None = None


class Cited(Thing):
    """A thing whose plain fields are cited one by one in `sources` (field name -> source)."""

    sources: dict[str, Source] = {}
    ours: Text | None = None


class Period(Thing):
    """Time as people write it. `text` is printed as it is; the dates are its first and last possible day.

    precision: day, month, season (tertial or term too), year, duration (only a length is known), unknown;
    "month/season" when the two ends differ; "month/open" when no end is stated.
    Dates may be left out where `text` is in words that can be read ("hösten 2020").
    """

    text: Title
    from_: datetime.date | None = Field(default=None, alias="from")
    to: datetime.date | None = None
    precision: str | None = None
    source: Source | None = None
    ours: Text | None = None


class Document(Thing):
    """A source document: what citations point at."""

    id: Slug
    title: Title
    publisher: Title | None = None
    year: Whole | None = None
    kind: Literal["plan", "report", "slides", "register", "statistics", "web"]
    file: Name | None = None
    note: Text | None = None


class Lansdel(Thing):
    id: Key
    name: Name
    short: Short
    municipalities: list[str]  # SCB codes, "1880"
    source: Source | None = None


class Division(Cited):
    """A division of the county into länsdelar, made for one purpose and period."""

    id: Key
    title: Title
    purpose: Title
    period: Period | None = None
    word: Short = "länsdel"
    lansdelar: list[Lansdel]


class PlanRelation(Fact, Part):
    kind: Literal["replaces", "extends", "merges", "splits", "yearly_plan_of", "local_plan_of"]
    plan: Key | None = None  # another plan's id, when it is here
    text: Title  # the other plan in words


class Adoption(Fact, Part):
    organisation: Key
    extent: Literal["all", "parts", "own", "none", "unknown"]
    period: Period | None = None
    body: Label | None = None
    section_number: Short | None = None
    registry_number: Short | None = None


class GoalCarry(Fact, Part):
    """What became of a goal of an earlier plan in this one. outcome None: nobody has decided yet."""

    old_plan: Slug
    old_goal: Key
    new_goal: Key | None = None
    outcome: Literal["carried", "changed", "dropped"] | None = None
    reason: Text | None = None


class Term(Fact, Part):
    """A definition. `official`: the adopted wording, verbatim; `own`: in our words."""

    id: Key
    term: Name
    kind: Literal["concept", "collaboration", "problem_type"]
    definition: Text
    wording: Literal["official", "own"]
    not_same_as: list[Key] = []
    position: Whole | None = None  # None: the place in the file


class SurveyAnswer(Thing):
    label: Title
    percent: Number | None = None
    count: Count | None = None


class Survey(Fact, Part):
    """A stated result of a question put to people. No share stands without its number of answers."""

    id: Key
    title: Title
    number: Count | None = None  # number of the question in the survey
    question: Text | None = None
    asked: Title  # who was asked
    n_asked: Count | None = None
    n_answering: Count | None = None
    answers: list[SurveyAnswer] = []
    themes: list[Text] = []  # what the free text said, in own words
    finding: Text | None = None
    period: Period | None = None


class Plan(Cited, Part):
    id: Slug
    title: Title
    county: str  # SCB code "18", or a key of `counties`
    kind: Literal["county_plan", "sub_county_plan", "municipal_plan", "committee_activity_plan"]
    status: Literal["draft", "consultation", "adopted", "expired"]
    visibility: Visibility = "draft"
    period: Period | None = None
    adopted_by: Title | None = None
    adopted: Period | None = None
    adopted_section: Short | None = None  # § of the decision
    adopted_registry_number: Short | None = None  # diarienummer
    lead: Key | None = None  # organisation
    division: Key | None = None
    vision: Text | None = None
    purpose: Text | None = None
    level_names: dict[str, Title] = {}  # goal kind -> the plan's own word
    state_as_of: datetime.date | None = None  # the day the overviews are computed for
    state_as_of_text: Name | None = None  # "hösten 2023"
    stale_after_months: Count = 12
    relations: list[PlanRelation] = []
    adoptions: list[Adoption] = []
    carries: list[GoalCarry] = []
    terms: list[Term] = []
    surveys: list[Survey] = []
    recommendations: list["Recommendation"] = []
    obstacles: list["Obstacle"] = []
    results: list["Result"] = []
    figures: list["Figure"] = []
    note: Text | None = None


class NodeLink(Fact):
    node: Key  # id of a framework node
    origin: Origin = "proposed"


class PlanNodeLink(NodeLink, Part):
    """A goal's or an initiative's link to a node."""


class Node(Fact):
    """A node of a framework. `official`: wording quoted verbatim with its source; `own`: our words."""

    id: Key
    parent: Key | None = None
    kind: Short | None = None  # the framework's own word for this level: "delmål"
    code: Code | None = None
    title: Title
    text: Text | None = None
    questions: list[Text] = []
    wording: Literal["official", "own"] = "official"
    position: Whole = 0
    links: list[NodeLink] = []  # to a node of another framework
    goal: Key | None = None  # the county goal it corresponds to, when it does


class Framework(Cited):
    id: Slug
    title: Title
    kind: Literal["national_strategy", "work_areas", "agreement_areas", "arenas", "lenses"]
    version: Name | None = None
    state: Literal["proposal", "decided"] | None = None
    period: Period | None = None
    note: Text | None = None
    nodes: list[Node]


class QuestionAnswer(Fact, Part):
    answered_on: datetime.date
    state: Literal["answered", "partly", "not"]
    text: Text
    confidence: Literal["low", "medium", "high"] | None = None


class CoverageNote(Fact, Part):
    """Somebody responsible has said that nothing exists: for the whole goal, or for one part of it."""

    dimension: Literal["all", "lansdel", "level", "target_group", "tier", "municipality"] = "all"
    value: Key | None = None
    role: Name
    date: datetime.date
    text: Text | None = None


class Goal(Cited, Part):
    """A node of the plan's tree. `title` and `text` are as adopted, verbatim."""

    id: Key
    parent: Key | None = None
    kind: Literal["goal_area", "goal", "challenge", "question", "area", "item"]
    code: Code | None = None
    title: Title
    text: Text | None = None
    plain: Text | None = None  # own, simplified wording; shown marked "förenklat"
    public_line: Annotated[str, StringConstraints(max_length=200)] | None = None  # own words
    aliases: list[Title] = []
    problem_type: Literal["simple", "complicated", "complex"] | None = None
    problem_reason: Text | None = None
    position: Whole | None = None  # None: the place in the file
    links: list[PlanNodeLink] = []
    answers: list[QuestionAnswer] = []
    coverage: list[CoverageNote] = []


class GoalRef(Fact, Part):
    id: Key
    primary: bool = False
    origin: Origin = "reported"


class Places(Fact):
    """precision: county (whole county), named (all places named), count (only how many), unknown.

    named: SCB codes of municipalities and ids of länsdelar. With `count` and some names, both are given.
    """

    precision: Literal["county", "named", "count", "unknown"]
    named: list[str] = []
    count: Count | None = None
    of: Count | None = None
    unit: Short | None = None  # what was counted: "kommuner", "skolor"
    note: Text | None = None


class StatusEntry(Fact, Part):
    """status "unknown" with words null: the source states none."""

    status: Status
    words: Text | None = None  # as stated, short
    as_of: datetime.date | None = None
    as_of_text: Name | None = None
    reason: Text | None = None
    role: Name | None = None  # who said so


class Contradiction(Fact, Part):
    """Statements that disagree, or an end that has passed: shown with the flag, in our words."""

    text: Text
    since: datetime.date | None = None


class Participation(Fact, Part):
    organisation: Key
    role: Literal["lead", "joint_lead", "performer", "partner", "reference", "consulted", "funder", "audience"]
    form: Literal["samarbete", "samordning", "samverkan"] | None = None
    text: Text | None = None


class PostTask(Fact, Part):
    theme: Key  # "training", "budget", "network": like tasks share a theme over posts
    text: Text
    stated: bool = True


class PostRelation(Fact, Part):
    kind: Literal["merged", "moved", "extended", "becomes"]
    to: Key | None = None  # another post's id
    text: Text


class Post(Fact, Part):
    """A post by function, never by person. `stated_differently`: another extent stated elsewhere."""

    id: Key
    role: Label
    count: Count | None = None
    percent: Percent | None = None
    stated_differently: Text | None = None
    shares: dict[str, Decimal] = {}  # task -> percent of the working time
    period: Period | None = None
    placed_at: Title | None = None
    financed_by: Title | None = None
    lansdel: str | None = None
    background: Text | None = None
    tasks: list[PostTask] = []
    relations: list[PostRelation] = []


class Figure(Fact, Part):
    """A figure as stated. `value` stands in the cited lines, in digits or as a word.

    series: figures with the same series (and kind, unit and period) may be summed; others never are.
    context: not ours (the nation, the method at large); never summed.
    """

    id: Key
    kind: Literal[
        "participants",
        "operation_created",
        "visits",
        "trained",
        "lectures",
        "sessions",
        "answers",
        "rating",
        "staff",
        "interviews",
        "units",
        "meetings",
        "other",
    ]
    label: Title  # what was counted, so that "value + unit + label" reads
    definition: Text | None = None
    value: Number | None = None
    text: Title | None = None  # as written, when it is not a plain number
    unit: Unit | None = None
    approximate: bool = False
    at_least: bool = False
    computed: bool = False  # computed by the source's author from other figures, not by us
    numerator: Number | None = None
    denominator: Number | None = None
    n_answering: Count | None = None
    n_asked: Count | None = None
    scale_max: Scale | None = None
    period: Period | None = None
    place: str | None = None  # SCB code or länsdel id
    place_text: Label | None = None
    series: Key | None = None
    context: bool = False
    contradicts: Key | None = None
    missing: Text | None = None  # what a reader would need and the source does not give


class Result(Fact, Part):
    """What came of it. `attribution`: how far the source ties it to the initiative."""

    kind: Literal["done", "outcome", "product", "finding", "adverse_experience", "decision"]
    text: Text
    attribution: Literal["none", "unclear", "plausible", "tested"] | None = None


class PilotDecision(Fact, Part):
    subject: Label  # the model or method decided on
    decision: Literal["stop", "adapt", "spread", "continue", "none_taken"]
    body: Label | None = None
    date: datetime.date | None = None
    date_text: Name | None = None
    section_number: Short | None = None
    registry_number: Short | None = None
    text: Text | None = None


class Handover(Fact, Part):
    """Who takes over in a municipality, and how far that has come. `contact_role` is a function, never a person."""

    area: str  # SCB code
    owner: Key | None = None
    state: Literal["planned", "handed_over", "refused", "silent"]
    agreed_on: datetime.date | None = None
    recheck_on: datetime.date | None = None
    contact_role: Name | None = None
    text: Text | None = None


class Obstacle(Fact, Part):
    text: Text
    theme: Key  # see THEMES
    level: Literal["county", "lansdel", "own", "national"] | None = None  # where it can be solved
    problem: Literal["process", "method", "readiness"] | None = None
    state: Literal["open", "handled", "unknown"] = "unknown"


class SuccessFactor(Fact, Part):
    text: Text
    rank: Count | None = None
    basis: Text | None = None


class Recommendation(Fact, Part):
    """`to` is None when the source does not say to whom."""

    id: Key
    text: Text
    by: Label
    to: Label | None = None
    to_organisation: Key | None = None
    theme: Key | None = None
    answer: Text | None = None
    answered_on: datetime.date | None = None


class Relation(Fact, Part):
    kind: Literal["continues_as", "scales_up", "handed_over_to", "becomes_input_to", "part_of", "builds_on"]
    to: Key  # another initiative's id
    text: Text | None = None


class Funding(Fact, Part):
    """What is stated about who pays. An export calls the payer `source`; its citations stand in their own list."""

    source_text: Title  # who or what pays, as stated
    kronor: Kronor | None = None
    period: Period | None = None
    text: Text | None = None
    organisation: Key | None = None

    @model_validator(mode="before")
    @classmethod
    def _as_exported(cls, data: Any) -> Any:
        """Read an export's `source` as `source_text`. A citation ("002:790") is never the name of a payer."""
        if not isinstance(data, dict) or "source_text" in data or not isinstance(data.get("source"), str):
            return data
        if re.fullmatch(SOURCE_FORM, data["source"]):
            return data
        return {name: value for name, value in data.items() if name != "source"} | {"source_text": data["source"]}


class TargetGroup(Fact, Part):
    id: Key
    title: Name
    age_from: Count | None = None
    age_to: Count | None = None
    note: Text | None = None
    aliases: list[Title] = []
    position: Whole | None = None  # None: the place in the file


class Method(Cited, Part):
    id: Key
    title: Name
    aliases: list[Title] = []
    what: Text | None = None
    for_whom: Text | None = None
    evidence: Text | None = None  # as stated, with its source
    instructor_needs: Text | None = None


class Initiative(Cited, Part):
    """An initiative of the register: everything stated about it."""

    id: Key
    number: Count | None = None  # order in the report
    title: Title
    source_title: Title | None = None  # the heading in the source, when ours differs
    aliases: list[Title] = []
    listing: Literal["reported", "mentioned"] = "reported"
    kind: Literal["project", "activity", "pilot_project", "pilot_study", "other"] | None = None
    summary: Text | None = None  # one or two sentences in own words: what it is
    purpose: Text | None = None
    background: Text | None = None
    level: Level | None = None
    visibility: Visibility = "public"
    owner: Key | None = None  # organisation; left out: the first that leads it, else the plan's lead
    report_place: Title | None = None  # heading it stands under in the report
    report_reference: Title | None = None  # its entry in the reference list, by role
    about_suicide: bool = False
    goals: list[GoalRef] = []
    nodes: list[PlanNodeLink] = []  # framework nodes and lenses
    places: Places | None = None
    period: Period | None = None
    target_groups: list[Key] = []
    tiers: list[Literal["promote", "prevent", "early", "specialised"]] = []
    reach: Literal["universal", "selective", "indicated"] | None = None
    age_from: Count | None = None
    age_to: Count | None = None
    methods: list[Key] = []
    user_influence: Literal["none", "informed", "consulted", "co_created"] | None = None
    statuses: list[StatusEntry] = []
    contradictions: list[Contradiction] = []
    participations: list[Participation] = []
    posts: list[Post] = []
    figures: list[Figure] = []
    surveys: list[Survey] = []
    results: list[Result] = []
    decisions: list[PilotDecision] = []
    handovers: list[Handover] = []
    obstacles: list[Obstacle] = []
    success_factors: list[SuccessFactor] = []
    recommendations: list[Recommendation] = []
    relations: list[Relation] = []
    funding: list[Funding] = []
    missing: list[Text] = []  # what the source leaves open that a reader would look for


class Organisation(Cited):
    id: Key
    name: Title
    aliases: list[Title] = []
    sector: Literal[
        "region",
        "municipality",
        "agency",
        "civil_society",
        "business",
        "research",
        "provider",
        "coordination_association",
        "body",
        "mixed",
    ]
    area: str | None = None  # SCB code
    parent: Key | None = None
    note: Text | None = None
    source: Source | None = None
    list_heading: Name | None = None  # heading it stood under, in a list of participants


class County(Thing):
    """A county that is not one of Sweden's 21: an example that must not be mistaken for one."""

    id: Key
    name: Name
    slug: Slug
    ours: Text


class OrganisationList(Cited):
    """A list of participants: not a county's register."""

    id: Key
    title: Title
    note: Text | None = None
    organisations: list[Organisation]


class Citation(Thing):
    """One citation in an export. `target` is a path such as "initiatives/<id>/obstacles/0": see `targets`.

    `ours` stands here instead of a document only where it cannot stand on the thing itself.
    """

    target: str
    field: str | None = None
    document: Key | None = None
    lines: Annotated[str, StringConstraints(max_length=200)] | None = None
    stated_by: Annotated[str, StringConstraints(max_length=200)] | None = None
    date: datetime.date | None = None
    ours: Text | None = None


class Exchange(Thing):
    """The whole document."""

    format: Literal["handslag-plan"] = "handslag-plan"
    version: Literal[1] = 1
    documents: list[Document] = []
    counties: list[County] = []
    divisions: list[Division] = []
    plan: Plan | None = None
    frameworks: list[Framework] = []
    goals: list[Goal] = []
    target_groups: list[TargetGroup] = []
    methods: list[Method] = []
    initiatives: list[Initiative] = []
    organisations: list[Organisation] = []
    organisation_lists: list[OrganisationList] = []
    indicators: list[dict[str, object]] = []
    funding: dict[str, object] = {}
    follow_ups: list[dict[str, object]] = []
    citations: list[Citation] = []
