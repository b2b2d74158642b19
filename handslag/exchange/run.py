"""What one load of a document knows while it runs."""

from collections import Counter
from dataclasses import dataclass, field

from handslag.exchange import schema
from handslag.exchange.citing import Citing
from handslag.exchange.references import to_period
from handslag.indicators.models import Indicator
from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.models import FrameworkNode, GoalNode, Method, Plan, TargetGroup


class CannotLoad(Exception):
    """The document is whole but does not fit this installation. Nothing has been written."""


class KeyTaken(CannotLoad):
    """A key in the document already belongs to something else here."""


class UnknownArea(CannotLoad):
    """A county or municipality code that the installation does not know."""


class Areas(dict[str, Area]):
    """Areas by code. Raises UnknownArea on one that is not here."""

    def __missing__(self, code: str) -> Area:
        raise UnknownArea(f"Området {code} finns inte i installationen. Kör först: handslag load")


@dataclass
class Load:
    """What one load knows while it runs: rows by key, and how many of each kind were added."""

    document: schema.Exchange
    plan_is_new: bool = False
    citing: Citing = field(default_factory=lambda: Citing({}))
    county: Area | None = None
    plan: Plan | None = None
    areas: Areas = field(default_factory=Areas)
    lansdelar: dict[str, Lansdel] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    nodes: dict[str, FrameworkNode] = field(default_factory=dict)
    goals: dict[str, GoalNode] = field(default_factory=dict)
    target_groups: dict[str, TargetGroup] = field(default_factory=dict)
    methods: dict[str, Method] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    added: Counter[str] = field(default_factory=Counter)


def period_fields(stated: schema.Period | None) -> dict[str, object]:
    """Return the model fields of a stated period; none where none is stated."""
    period = to_period(stated)
    if period is None:
        return {}
    return {
        "period_text": period.text,
        "period_from": period.first,
        "period_to": period.last,
        "period_precision": period.precision,
    }


def withdrawn_fields(item: schema.Part) -> dict[str, object]:
    """Return the model fields of a thing that was withdrawn; none of one that stands."""
    if item.withdrawn is None:
        return {}
    return {"withdrawn_on": item.withdrawn.date, "withdrawn_reason": item.withdrawn.reason or ""}
