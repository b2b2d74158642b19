"""An initiative of an exchange document, with what is stated about it alone."""

import datetime
import re
from decimal import Decimal
from typing import Any, Literal

from pydantic import model_validator

from handslag.exchange.schema_base import (
    SOURCE_FORM,
    Cited,
    Count,
    Fact,
    Key,
    Kronor,
    Label,
    Level,
    Name,
    Origin,
    Part,
    Percent,
    Period,
    Short,
    Status,
    Text,
    Title,
    Visibility,
    Whole,
)
from handslag.exchange.schema_facts import Figure, Obstacle, Recommendation, Result, Survey
from handslag.exchange.schema_measures import InstructorCount, MethodStart, TrainingSession
from handslag.exchange.schema_plans import PlanNodeLink


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
    continuation: Literal["nothing", "not_yet"] | None = None  # of an ended one that continues as no other


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


class SuccessFactor(Fact, Part):
    text: Text
    rank: Count | None = None
    basis: Text | None = None


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
    training_sessions: list[TrainingSession] = []
    instructor_counts: list[InstructorCount] = []
    method_starts: list[MethodStart] = []
    missing: list[Text] = []  # what the source leaves open that a reader would look for
