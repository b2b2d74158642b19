"""What a plan of an exchange document stands on: sources, divisions, frameworks, organisations, counties."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from handslag.exchange.schema_base import (
    Cited,
    Code,
    Count,
    Fact,
    Key,
    Name,
    Origin,
    Period,
    Sector,
    Short,
    Slug,
    Source,
    Text,
    Thing,
    Title,
    Whole,
)


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


class NodeLink(Fact):
    node: Key  # id of a framework node
    origin: Origin = "proposed"


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


class Organisation(Cited):
    id: Key
    name: Title
    aliases: list[Title] = []
    sector: Sector
    area: str | None = None  # SCB code
    parent: Key | None = None
    note: Text | None = None
    source: Source | None = None
    list_heading: Name | None = None  # heading it stood under, in a list of participants


class ExampleMunicipality(Thing):
    """A made-up municipality. id: begins with the county's, so that it cannot be a real one's code.

    population: year -> inhabitants on 31 December, made up too.
    """

    id: Annotated[str, StringConstraints(max_length=40, pattern=r"^[0-9A-Za-z_-]+$")]
    name: Name
    population: dict[Annotated[int, Field(ge=1900, le=2200)], Count] = {}


class County(Thing):
    """A county that is not one of Sweden's 21: an example that must not be mistaken for one."""

    id: Key
    name: Name
    slug: Slug
    municipalities: list[ExampleMunicipality] = []
    ours: Text


class OrganisationList(Cited):
    """A list of participants: not a county's register."""

    id: Key
    title: Title
    note: Text | None = None
    organisations: list[Organisation]
