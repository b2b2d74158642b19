"""What may be stated of a plan and of an initiative alike: figures, surveys, results, obstacles, recommendations."""

import datetime
from typing import Literal

from handslag.exchange.schema_base import (
    Count,
    Fact,
    Key,
    Label,
    Number,
    Part,
    Period,
    Scale,
    Sector,
    Text,
    Thing,
    Title,
    Unit,
)


class SurveyAnswer(Thing):
    label: Title
    percent: Number | None = None
    count: Count | None = None


class SurveyQuote(Fact, Part):
    """Words from a free-text answer. `shown` only where there is permission, and enough respondents or a reason."""

    text: Text
    permission: Literal["given", "not_given", "not_asked"]
    sector: Sector | None = None
    lansdel: Key | None = None
    place_text: Label | None = None
    respondents_in_group: Count | None = None  # how many answered in that sector and place
    shown: bool = False
    shown_anyway_reason: Text | None = None


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
    quotes: list[SurveyQuote] = []


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


class Obstacle(Fact, Part):
    text: Text
    theme: Key  # see THEMES
    level: Literal["county", "lansdel", "own", "national"] | None = None  # where it can be solved
    problem: Literal["process", "method", "readiness"] | None = None
    state: Literal["open", "handled", "unknown"] = "unknown"


class Recommendation(Fact, Part):
    """`to` is None when the source does not say to whom."""

    id: Key
    text: Text
    by: Label
    to: Label | None = None
    to_organisation: Key | None = None
    theme: Key | None = None
    basis: Text | None = None  # what it rests on: an obstacle, a theme in a survey, a figure
    answer: Text | None = None
    answered_on: datetime.date | None = None
