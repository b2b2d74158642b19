"""Follow-up in an exchange document: rounds, and what has been accepted of the answers."""

import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from handslag.exchange.schema_base import Count, Key, Kronor, Name, Number, Period, Status, Text, Thing, Title

Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Numbered = Annotated[int, Field(ge=1, le=32_767)]


class SaidFigure(Thing):
    """A figure of an answer. `figure`: the id of the initiative's figure that was asked for, where it is here."""

    figure: Key | None = None
    kind: Key
    label: Title
    unit: Text | None = None
    value: Number | None = None  # None: no new figure was given
    approximate: bool = False
    numerator: Number | None = None
    denominator: Number | None = None
    n_answering: Count | None = None
    text: Title | None = None  # as typed


class FollowUpAnswer(Thing):
    """An accepted answer about one initiative. `by_function` is a function, never a person."""

    initiative: Key
    place: str | None = None  # SCB code or länsdel id; None: the whole initiative
    by_function: Name
    organisation: Key | None = None
    number: Numbered = 1  # which of the respondent's answers: one that was asked back or corrected has the next
    nothing_changed: bool = False
    no_new_figures: bool = False
    figures: list[SaidFigure] = []
    status: Status | None = None
    reason: Text | None = None
    continuation: Literal["nothing", "not_yet", "other"] | None = None
    continues: Text | None = None
    happened: Text | None = None
    outcome: Text | None = None
    attribution: Literal["none", "unclear", "plausible", "tested"] | None = None
    obstacle: Text | None = None
    granted: Kronor | None = None
    used: Kronor | None = None
    left: Kronor | None = None
    money_note: Text | None = None
    influence: Literal["none", "informed", "consulted", "co_created"] | None = None
    sent_on: datetime.date
    accepted_on: datetime.date
    accepted_by: Label  # a role
    accepted_remark: Text | None = None


class FollowUpRound(Thing):
    """A round that was sent. `initiatives`: all that it asked about, those that nobody has reported on included."""

    id: UUID
    title: Name
    period: Period | None = None
    opened_on: datetime.date
    due_on: datetime.date
    closed_on: datetime.date | None = None  # None: it is open
    questions: list[Literal["figures", "status", "happened", "obstacle", "outcome", "money", "influence"]] = []
    initiatives: list[Key] = []
    answers: list[FollowUpAnswer] = []
