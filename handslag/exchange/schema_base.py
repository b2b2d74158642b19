"""What every thing of an exchange document is made of: texts and numbers of a length, and what is cited how."""

import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Key = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
WEB_ADDRESS = r"^https?://\S+$"
SOURCE_FORM = r"^[0-9A-Za-z_-]+:\d+(-\d+)?(, ?\d+(-\d+)?)*(; ?[0-9A-Za-z_-]+:\d+(-\d+)?(, ?\d+(-\d+)?)*)*$"
# Shorter ones, as long as their columns: what one database would cut off, no file may hold.
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Unit = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
Slug = Annotated[str, StringConstraints(max_length=60, pattern=r"^[0-9A-Za-z_-]+$")]  # stands in an address
Address = Annotated[str, StringConstraints(max_length=1000, pattern=WEB_ADDRESS)]
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
Sector = Literal[
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
