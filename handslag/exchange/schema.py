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
from typing import Annotated, Literal

from pydantic import BeforeValidator, StringConstraints

from handslag.exchange.schema_base import (
    SOURCE_FORM,
    Cited,
    Fact,
    Key,
    Level,
    Origin,
    Part,
    Period,
    Status,
    Text,
    Thing,
    Visibility,
    Withdrawn,
)
from handslag.exchange.schema_facts import Figure, Obstacle, Recommendation, Result, Survey, SurveyAnswer, SurveyQuote
from handslag.exchange.schema_followup import FollowUpAnswer, FollowUpRound, SaidFigure
from handslag.exchange.schema_funding import (
    Agreement,
    Award,
    Criterion,
    FeeTotal,
    GrantDate,
    GrantLine,
    LedgerEntry,
    LongView,
    Money,
    OwnGrant,
    Payee,
    Pot,
    PotDecision,
    Proposal,
    ProposalLine,
    PublishedShare,
    Run,
)
from handslag.exchange.schema_ground import (
    County,
    Division,
    Document,
    Framework,
    Lansdel,
    Node,
    NodeLink,
    Organisation,
    OrganisationList,
)
from handslag.exchange.schema_initiatives import (
    Contradiction,
    Funding,
    GoalRef,
    Handover,
    Initiative,
    Method,
    Participation,
    PilotDecision,
    Places,
    Post,
    PostRelation,
    PostTask,
    Relation,
    StatusEntry,
    SuccessFactor,
    TargetGroup,
)
from handslag.exchange.schema_measures import (
    CitedFigure,
    GoalIndicator,
    InstructorCount,
    Meaning,
    MeaningChange,
    MethodStart,
    Observation,
    OwnMeasure,
    TakenIn,
    Target,
    TrainingSession,
)
from handslag.exchange.schema_plans import (
    Adoption,
    Appendix,
    CoverageNote,
    Goal,
    GoalCarry,
    GoalProposal,
    Plan,
    PlanNodeLink,
    PlanRelation,
    QuestionAnswer,
    Term,
)

__all__ = [
    "SOURCE_FORM",
    "Adoption",
    "Agreement",
    "Appendix",
    "Award",
    "Citation",
    "Cited",
    "CitedFigure",
    "Contradiction",
    "County",
    "CoverageNote",
    "Criterion",
    "Division",
    "Document",
    "Exchange",
    "Fact",
    "FeeTotal",
    "Figure",
    "FollowUpAnswer",
    "FollowUpRound",
    "Framework",
    "Funding",
    "Goal",
    "GoalCarry",
    "GoalIndicator",
    "GoalProposal",
    "GoalRef",
    "GrantDate",
    "GrantLine",
    "Handover",
    "Initiative",
    "InstructorCount",
    "Lansdel",
    "LedgerEntry",
    "Level",
    "LongView",
    "Meaning",
    "MeaningChange",
    "Method",
    "MethodStart",
    "Money",
    "Node",
    "NodeLink",
    "Observation",
    "Obstacle",
    "Organisation",
    "OrganisationList",
    "Origin",
    "OwnGrant",
    "OwnMeasure",
    "Part",
    "Participation",
    "Payee",
    "Period",
    "PilotDecision",
    "Places",
    "Plan",
    "PlanNodeLink",
    "PlanRelation",
    "Post",
    "PostRelation",
    "PostTask",
    "Pot",
    "PotDecision",
    "Proposal",
    "ProposalLine",
    "PublishedShare",
    "QuestionAnswer",
    "Recommendation",
    "Relation",
    "Result",
    "Run",
    "SaidFigure",
    "Status",
    "StatusEntry",
    "SuccessFactor",
    "Survey",
    "SurveyAnswer",
    "SurveyQuote",
    "TakenIn",
    "Target",
    "TargetGroup",
    "Term",
    "Thing",
    "TrainingSession",
    "Visibility",
    "Withdrawn",
]


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
    version: Annotated[Literal[1], BeforeValidator(lambda value: 1 if value == "1" else value)] = 1  # YAML gives text
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
    indicators: list[OwnMeasure] = []
    funding: Money = Money()
    follow_ups: list[FollowUpRound] = []
    citations: list[Citation] = []
