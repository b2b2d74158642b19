"""The county's money: agreements, what is said of their lines, pots and decisions, awards and their ledgers.

A line is named by its agreement and itself: "2020/suicidprevention" for one that ships with Handslag, else the agreement's
id. Kronor are whole; unknown is null, never 0.
"""

import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from handslag.exchange.schema_base import Count, Fact, Key, Label, Name, Part, Short, Slug, Text, Thing, Title

Year = Annotated[int, Field(ge=1900, le=2200)]
Sum = Annotated[int, Field(ge=0, le=9_000_000_000_000_000)]
"""Whole kronor, zero or more."""
SignedSum = Annotated[int, Field(ge=-9_000_000_000_000_000, le=9_000_000_000_000_000)]
Receiver = Literal["region", "municipality", "county", "national"]
KINDS = "region|municipality|county|national"
Receivers = Annotated[str, StringConstraints(max_length=60, pattern=rf"^({KINDS})(\+({KINDS}))*$")]
"""One kind of receivers, or several whose sum is stated together: "region+municipality"."""
LineName = Annotated[str, StringConstraints(max_length=140, pattern=r"^[0-9A-Za-z_-]+/[0-9A-Za-z_-]+$")]
Registry = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
SharePercent = Annotated[Decimal, Field(gt=0, le=100, max_digits=7, decimal_places=4)]
PostPercent = Annotated[Decimal, Field(ge=0, max_digits=6, decimal_places=2)]
Small = Annotated[int, Field(ge=0, le=32_767)]
Answer = Literal["yes", "partly", "no", "unknown"]


class GrantLine(Fact, Part):
    """allocation_key: how it is parted, as `handslag allocate` takes it; null where it is not known, or it is not."""

    id: Slug
    position: Count = 0
    title: Label
    receiver: Receiver
    kronor: Sum | None = None
    allocation_key: dict[str, Any] | None = None
    conditions: Text | None = None
    use_by: datetime.date | None = None
    repay_rule: Text | None = None
    source_text: Title | None = None
    note: Text | None = None


class GrantDate(Fact, Part):
    kind: Literal["requisition", "use_by", "account", "repay", "other"]
    on: datetime.date
    words: Label | None = None
    source_text: Title | None = None


class Agreement(Fact, Part):
    """An agreement that the county has entered itself."""

    id: Key
    slug: Slug | None = None
    year: Year
    title: Label
    status: Literal["proposal", "decided", "unknown"] = "unknown"
    parties: Title | None = None
    kronor: Sum | None = None
    stated_sums: dict[Receivers, Sum] = {}
    is_complete: bool = False
    source_text: Title
    note: Text | None = None
    lines: list[GrantLine] = []
    dates: list[GrantDate] = []


class PublishedShare(Fact, Part):
    line: LineName
    area: str  # SCB code
    kronor: Sum
    document: Title
    place: Name | None = None
    on: datetime.date | None = None


class Payee(Fact, Part):
    line: LineName
    organisation: Key
    percent: SharePercent | None = None
    kronor: Sum | None = None
    agreed: Title | None = None
    since: datetime.date | None = None


class Run(Thing):
    """A line as it was parted. `stored`: what went in and came out, which can be computed anew."""

    id: Key
    line: LineName
    level: Receiver
    made_at: datetime.datetime
    by: Label
    population_year: Year | None = None
    population_source: Label | None = None
    population_vintage: Annotated[str, StringConstraints(max_length=40)] | None = None
    formula_version: Small
    kronor: Sum
    stored: dict[str, Any]
    before: Key | None = None


class Criterion(Thing):
    words: Label
    weight: Small = 1


class ProposalLine(Fact, Part):
    position: Count = 0
    title: Label
    kronor: Sum
    initiative: Key | None = None
    goal: Key | None = None
    lansdel: Key | None = None
    area: str | None = None
    points: dict[str, Small] = {}
    text: Text | None = None


class Proposal(Fact, Part):
    id: Key
    position: Count = 0
    title: Label
    text: Text | None = None
    lines: list[ProposalLine] = []


class PotDecision(Fact, Part):
    """`lines`: what was decided, as it stood."""

    id: Key
    proposal: Key
    body: Key | None = None
    body_text: Label | None = None
    decided_on: datetime.date
    paragraph: Short | None = None
    registry_number: Registry | None = None
    kronor: Sum
    left: SignedSum | None = None
    lines: list[dict[str, Any]] = []
    note: Text | None = None
    reopened_on: datetime.date | None = None
    reopened_reason: Title | None = None


class Pot(Fact, Part):
    id: Key
    year: Year
    title: Label
    kind: Literal["joint", "lansdel", "user_participation", "own"]
    lansdel: Key | None = None
    line: LineName | None = None
    kronor: Sum | None = None
    carried: Sum | None = None
    carried_from: Key | None = None
    criteria: list[Criterion] = []
    conditions: Text | None = None
    use_by: datetime.date | None = None
    repay_rule: Text | None = None
    proposals: list[Proposal] = []
    decisions: list[PotDecision] = []


class LedgerEntry(Thing):
    """`corrects`: the entry of the same award that it takes back."""

    id: Key
    kind: Literal["granted", "requisitioned", "used", "repaid", "in_kind"]
    kronor: SignedSum
    on: datetime.date
    text: Label | None = None
    reference: Short | None = None
    corrects: Key | None = None
    way: Literal["typed", "file"] = "typed"
    by: Label
    made_at: datetime.datetime


class Award(Fact, Part):
    """`decision`: the number of the decision among those of its pot."""

    id: Key
    initiative: Key | None = None
    title: Label | None = None
    year: Year
    kronor: Sum | None = None
    pot: Key | None = None
    line: LineName | None = None
    source_text: Label | None = None
    decision: Key | None = None
    organisation: Key | None = None
    post_percent: PostPercent | None = None
    account_code: Short | None = None
    use_by: datetime.date | None = None
    repay_rule: Text | None = None
    note: Text | None = None
    entries: list[LedgerEntry] = []


class OwnGrant(Fact, Part):
    organisation: Key
    year: Year
    kronor: Sum | None = None
    shared: Literal["total", "none"] = "none"


class FeeTotal(Fact, Part):
    year: Year
    work: Literal["council", "revision", "course", "lecture", "group", "other"]
    people: Count | None = None
    occasions: Count | None = None
    kronor: Sum | None = None
    pot: Key | None = None


class LongView(Fact, Part):
    initiative: Key
    answers: dict[Literal["long_term", "results", "budgets", "boundaries", "measurable"], Answer] = {}
    cost_carrier: Key
    benefit_carriers: list[Key] = []
    on: datetime.date


class Money(Thing):
    """All that a plan holds about money."""

    agreements: list[Agreement] = []
    published_shares: list[PublishedShare] = []
    payees: list[Payee] = []
    runs: list[Run] = []
    pots: list[Pot] = []
    awards: list[Award] = []
    own_grants: list[OwnGrant] = []
    fee_totals: list[FeeTotal] = []
    long_views: list[LongView] = []

    def __bool__(self) -> bool:
        """Whether anything is told."""
        return any(getattr(self, name) for name in type(self).model_fields)
