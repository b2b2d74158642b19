"""What a plan is measured by: indicators and targets of goals, own measures with their figures, training and starts.

The figures of indicators that Handslag has a definition of are their sources': no document holds them.
"""

import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from handslag.exchange.schema_base import (
    Cited,
    Count,
    Fact,
    Key,
    Label,
    Name,
    Number,
    Part,
    Period,
    Short,
    Text,
    Thing,
    Title,
    Unit,
    Visibility,
)

Level = Annotated[Decimal, Field(max_digits=40, ge=-1_000_000_000_000_000, le=1_000_000_000_000_000)]
"""A figure or a level. More digits than other numbers: what is computed has as many as a computer gives it."""
Year = Annotated[int, Field(ge=1900, le=2200)]
Small = Annotated[int, Field(ge=0, le=32_767)]
AtLeastOne = Annotated[int, Field(ge=1, le=2_147_483_647)]
Sex = Literal["T", "K", "M"]
AGES = r"^[0-9]{1,3}(\+|-[0-9]{1,3})?$"
Ages = Annotated[str, StringConstraints(max_length=10, pattern=AGES)]
OWN_KEY = r"^egen-[0-9A-Za-z_-]+$"
OwnKey = Annotated[str, StringConstraints(max_length=120, pattern=OWN_KEY)]  # stands in an address, and says what it is
Where = Annotated[str, StringConstraints(max_length=1000)]
Heading = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Frequency = Literal["month", "quarter", "year"]
Measure = Literal["count", "proportion", "rate", "mean", "index"]


class GoalIndicator(Fact, Part):
    """A goal is followed by an indicator: of Handslag's own, or an own measure.

    of_another_plan: it is an own measure that another plan of the county holds, and that is not in this document.
    """

    indicator: Key
    of_another_plan: bool = False
    note: Label | None = None


class Target(Fact, Part):
    """How far the goal is to reach: a level (`wished`), or `change`, a part of the level before ("-0.2": a fifth less)."""

    indicator: Key
    of_another_plan: bool = False
    area: str  # SCB code; "00" is the country
    sex: Sex = "T"
    baseline_from: Year
    baseline_to: Year
    wished: Level | None = None
    change: Level | None = None
    by: Year
    note: Title | None = None


class Meaning(Thing):
    """What a measure counted before its meaning was changed."""

    measure: Measure
    per: AtLeastOne
    ages: Ages | None = None
    window: Annotated[int, Field(ge=1, le=32_767)]
    numerator: Title
    denominator: Title | None = None
    frequency: Frequency = "year"


class TakenIn(Thing):
    """One taking in of a measure's figures, in the order in which they came. on: the day. by: a role."""

    id: Key
    way: Literal["source", "file", "shipped", "stated"]
    source_text: Label | None = None
    address: Where | None = None
    source_date: datetime.date | None = None
    on: datetime.date
    by: Label | None = None
    note: Where | None = None


class Observation(Thing):
    """A figure as it was taken in. A revised one is one more, with the next vintage. `state` says why `value` is null."""

    area: str  # SCB code; "00" is the country
    from_: datetime.date = Field(alias="from")
    to: datetime.date
    sex: Sex = "T"
    age: Ages | None = None
    vintage: Annotated[int, Field(ge=1, le=32_767)] = 1
    value: Level | None = None
    lower: Level | None = None
    upper: Level | None = None
    numerator: Level | None = None
    denominator: Level | None = None
    state: Literal["missing", "suppressed_source", "not_published"] | None = None
    note: Label | None = None
    taken_in: Key


class MeaningChange(Fact, Part):
    """That a measure was given another meaning. `earlier`: the key that figures until then stand under; null: the series went on."""

    on: datetime.date
    goes_on: bool
    reason: Title
    meaning: Meaning
    earlier: OwnKey | None = None
    taken_in: list[TakenIn] = []
    observations: list[Observation] = []


class OwnMeasure(Cited, Part):
    """A measure that the county has made for itself, with all its figures: they exist nowhere else."""

    id: OwnKey
    title: Name
    numerator: Title
    measure: Measure
    per: AtLeastOne = 1
    unit: Short
    polarity: Literal["high", "low", "none"]
    reported_by: Name
    plain: Text
    why: Text
    kind: Literal["output", "care", "determinant", "outcome"]
    denominator: Title | None = None
    ages: Ages | None = None
    window: Annotated[int, Field(ge=1, le=32_767)] = 1
    frequency: Frequency = "year"
    by_sex: bool = False
    owner: Name  # a function
    source_text: Title
    shows: Text
    does_not_show: Text
    smallest: Small = 5
    needs_help: bool = False
    review_by: datetime.date
    made_on: datetime.date
    visibility: Visibility = "draft"
    meaning_changes: list[MeaningChange] = []
    taken_in: list[TakenIn] = []
    observations: list[Observation] = []


class CitedFigure(Fact, Part):
    """A figure of the population as somebody else states it. No `period`: the source states no year. Nothing is computed from it.

    value: None where the source says it in words alone; then `text` stands. area: None where it is `place_text`, or not stated.
    """

    position: Count = 0
    base: Heading
    population: Label
    label: Label
    value: Number | None = None
    unit: Unit | None = None
    approximate: bool = False
    text: Name | None = None  # as written, when it is not a plain number
    period: Period | None = None
    area: str | None = None  # SCB code; "00" is the country
    place_text: Label | None = None
    source_text: Title  # who says it, and in what
    published: Year | None = None  # the source's own year
    read_on: datetime.date | None = None
    indicator: Key | None = None  # of a definition of Handslag's that tells the same of the county
    note: Title | None = None


class TrainingSession(Fact, Part):
    """Training held or planned: one session, or `number` alike, whose seats and people are counted together."""

    state: Literal["planned", "held", "cancelled"]
    number: AtLeastOne = 1
    period: Period | None = None
    place: str | None = None  # SCB code or länsdel id; None: the whole county's
    seats: Count | None = None
    signed_up: Count | None = None
    attended: Count | None = None
    audience: Label | None = None


class InstructorCount(Fact, Part):
    """How many instructors were active, and how many sessions each can hold a year."""

    active: Count
    as_of: datetime.date
    place: str | None = None  # SCB code or länsdel id; None: the whole county's
    load: Count | None = None


class MethodStart(Fact, Part):
    """That a municipality has begun, or has not. One without an entry is unknown. `year` None: nobody says when."""

    area: str  # SCB code
    state: Literal["started", "not_started"]
    year: Year | None = None
    source_text: Title | None = None
