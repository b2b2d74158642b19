"""A plan of an exchange document, and its goals."""

import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints

from handslag.exchange.schema_base import (
    Address,
    Cited,
    Code,
    Count,
    Fact,
    Key,
    Label,
    Name,
    Origin,
    Part,
    Period,
    Short,
    Slug,
    Text,
    Title,
    Visibility,
    Whole,
)
from handslag.exchange.schema_facts import Figure, Obstacle, Recommendation, Result, Survey
from handslag.exchange.schema_ground import NodeLink
from handslag.exchange.schema_measures import CitedFigure, GoalIndicator, Target


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


class Appendix(Fact, Part):
    """What a report of the plan refers to outside its own text. A `url` stands unless it is not attached."""

    id: Key
    number: Count
    title: Title
    holds: Text | None = None
    about: Key | None = None  # initiative
    url: Address | None = None
    state: Literal["not_attached", "linked", "broken"]


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
    recommendations: list[Recommendation] = []
    obstacles: list[Obstacle] = []
    results: list[Result] = []
    figures: list[Figure] = []
    appendices: list[Appendix] = []
    cited_figures: list[CitedFigure] = []
    note: Text | None = None


class PlanNodeLink(NodeLink, Part):
    """A goal's or an initiative's link to a node."""


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


class GoalProposal(Fact, Part):
    """A recommendation of an earlier plan that the goal answers; of one of its initiatives where that is named."""

    old_plan: Slug
    initiative: Key | None = None
    recommendation: Key
    origin: Origin


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
    proposals: list[GoalProposal] = []
    indicators: list[GoalIndicator] = []
    targets: list[Target] = []  # in the order in which they were set: the last one holds
