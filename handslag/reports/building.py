"""From what is in the database to a `Document`: gathered in one short transaction, written outside it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from handslag.documents.blocks import Document
from handslag.plans.models import Plan
from handslag.reports.catalogue import Audience


@dataclass(frozen=True)
class Edit:
    """What somebody wrote in the place of an automatic text. automatic: that text, as Markdown, when it was written."""

    markdown: str
    automatic: str


@dataclass(frozen=True)
class Order:
    """What is asked for. sections: keys of the template's parts to show, in order; () for the template's own.

    area: code of a municipality or key of a länsdel. edits: passage key -> what was written. mark: "Utkast" or "".
    day: for which the state is told; None: the plan's own. site: "https://host" for deep links, "" for none.
    """

    plan: Plan
    template: str
    title: str = ""
    area: str = ""
    goal: UUID | None = None
    organisation: UUID | None = None
    sections: tuple[str, ...] = ()
    edits: Mapping[str, Edit] = field(default_factory=dict)
    audience: Audience = "public"
    day: datetime.date | None = None
    mark: str = ""
    site: str = ""


@dataclass(frozen=True)
class Built:
    """The document, and the uuids of the initiatives told of in it: none of them may be less open than it."""

    document: Document
    told: frozenset[UUID]


class CannotBuild(ValueError):
    """What was asked for does not exist: the message says so to a person, in Swedish."""


def build(order: Order, *, user: object, today: datetime.date) -> Built:
    """Return the document. user: whose eyes see what stands in a report of audience "lead".

    Raises CannotBuild where the area, goal or organisation is not one of the plan's, or a section is not one of the template's.
    """
    raise NotImplementedError
