"""The register's rows: one light, frozen object per initiative, read in a fixed number of queries.

Läget, the plan, the register, the coverage view, the red thread and the timeline all count these rows,
so that they cannot disagree.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Model, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from handslag.plans import rules
from handslag.plans.models import (
    Contradiction,
    GoalContribution,
    Initiative,
    InitiativeNodeLink,
    InitiativePlace,
    Participation,
    Plan,
    StatusEntry,
)
from handslag.plans.models.initiatives import county_address
from handslag.swedish.periods import Period
from handslag.trust import prepared
from handslag.trust.permissions import Grants, Holder, grants_of
from handslag.trust.prepared import Written

COLUMNS = (
    "id",
    "uuid",
    "number",
    "title",
    "listing",
    "kind",
    "level",
    "summary",
    "about_suicide",
    "places_precision",
    "places_count",
    "places_of",
    "places_unit",
    "tiers",
    "reach",
    "sort_key",
    "period_text",
    "period_from",
    "period_to",
    "period_precision",
)


NODE_COLUMNS = ("node_id", "origin", "node__key", "node__code", "node__title", "node__framework__title")
PARTY_COLUMNS = (
    "organisation_id",
    "role",
    "form",
    "organisation__uuid",
    "organisation__name",
    "organisation__sort_key",
)
GROUP_COLUMNS = ("targetgroup_id", "targetgroup__key", "targetgroup__title", "targetgroup__position")


@dataclass(frozen=True, slots=True)
class GoalRef:
    """That an initiative serves a goal (id). origin: reported, proposed or confirmed."""

    goal_id: int
    primary: bool
    origin: str


@dataclass(frozen=True, slots=True)
class NodeRef:
    """A framework node that an initiative serves, with what a list needs to name it."""

    node_id: int
    origin: str
    key: str
    code: str
    title: str
    framework: str


@dataclass(frozen=True, slots=True)
class PartyRef:
    """An organisation's part in an initiative."""

    organisation_id: int
    role: str
    form: str
    uuid: uuid.UUID
    name: str
    sort_key: str


@dataclass(frozen=True, slots=True)
class GroupRef:
    """A target group of an initiative."""

    group_id: int
    key: str
    title: str
    position: int


@dataclass(frozen=True, eq=False)
class InitiativeRow:
    """One initiative as lists show it; each is itself alone. Tuples are empty where a part was not asked for."""

    id: int
    uuid: uuid.UUID
    number: int | None
    title: str
    listing: str
    kind: str
    level: str
    summary: str
    about_suicide: bool
    places_precision: str
    places_count: int | None
    places_of: int | None
    places_unit: str
    tiers: tuple[str, ...]
    reach: str
    sort_key: str
    period: Period | None
    url: str
    status: rules.StatedStatus
    flags: tuple[rules.Flag, ...]
    goals: tuple[GoalRef, ...] = ()
    areas: tuple[str, ...] = ()  # codes of municipalities
    lansdelar: tuple[str, ...] = ()  # keys
    target_groups: tuple[GroupRef, ...] = ()
    nodes: tuple[NodeRef, ...] = ()
    parties: tuple[PartyRef, ...] = ()

    @cached_property
    def goal_ids(self) -> frozenset[int]:
        return frozenset(ref.goal_id for ref in self.goals)

    @property
    def place_words(self) -> str:
        """Where it is carried out, in a few words: "hela länet", "4 av 12 kommuner, inte namngivna"."""
        named = len(self.areas) + len(self.lansdelar)
        if self.places_precision == "count":
            total = f" av {self.places_of}" if self.places_of else ""
            rest = "" if named else ", inte namngivna"
            return f"{self.places_count}{total} {self.places_unit}".strip() + rest
        if self.places_precision == "named" and named:
            return f"{named} namngivna" if named > 1 else "1 namngiven"
        return {"county": "hela länet", "named": "namngiven"}.get(self.places_precision, "inte angiven")

    def serves(self, goal_ids: Iterable[int], *, proposed: bool) -> bool:
        """Return whether it serves any of the goals, our proposed links counted or not."""
        wanted = goal_ids if isinstance(goal_ids, frozenset) else frozenset(goal_ids)
        return any(ref.goal_id in wanted and (proposed or ref.origin != "proposed") for ref in self.goals)


def day_for(plan: Plan | None, per: str = "") -> datetime.date:
    """Return the day an overview is computed for: `per` (ISO) if it can be read, the plan's own, else today."""
    return _asked_day(per) or (plan.state_as_of if plan else None) or timezone.localdate()


def _asked_day(per: str) -> datetime.date | None:
    """Return the day written as "2024-03-01"; None for other forms and for years that no plan has."""
    try:
        day = datetime.date.fromisoformat(per)
    except ValueError:
        return None
    return day if day.isoformat() == per and 1900 <= day.year <= 2200 else None


def _base(plan_id: int, mentioned: bool, held: Grants) -> QuerySet:
    seen = Initiative.objects.visible_to(Holder(held)).filter(plan=plan_id)
    if not mentioned:
        seen = seen.filter(listing="reported")
    return seen.order_by(F("number").asc(nulls_last=True), "sort_key", "id").values_list(*COLUMNS)


BASE = Written(_base, (prepared.number(),))


def initiative_rows(
    plan: Plan, *, user, day: datetime.date, parts: frozenset[str] = frozenset(), mentioned: bool = False
) -> list[InitiativeRow]:
    """Return the plan's initiatives that `user` may know of, by number and title, as stated on `day`.

    parts: what else to read: "goals", "places", "groups", "nodes", "parties"; one query each. Statuses
    and contradictions are always read. mentioned: also those that the source only mentions.
    """
    told = BASE.rows(plan.pk, shape=(mentioned, grants_of(user)))
    base = [dict(zip(COLUMNS, row, strict=True)) for row in told]
    reading = _Reading(day=day, plan=plan, parts=parts)
    return [reading.row(values) for values in base]


class _Reading:
    """The parts of all the plan's initiatives, read once and handed out to those that are shown.

    By plan and not by a list of initiatives: such a list costs more than the few rows it would spare.
    """

    def __init__(self, *, day: datetime.date, plan: Plan, parts: frozenset[str]) -> None:
        self.day, self.plan, self.parts = day, plan, parts
        self.address = county_address(plan.county.slug)
        self.statuses = _grouped(LATEST_STATUSES.rows(plan.pk, day), rules.StatedStatus)
        self.contradictions = _grouped(CONTRADICTIONS.rows(plan.pk))
        self.goals = self._part("goals", make=GoalRef)
        self.nodes = self._part("nodes", make=NodeRef)
        self.parties = self._part("parties", make=PartyRef)
        self.places = self._part("places")
        self.groups = self._part("groups", make=GroupRef)

    def _part(self, name: str, *, make=None) -> dict[int, list]:
        return _grouped(PARTS[name].rows(self.plan.pk), make) if name in self.parts else {}

    def row(self, values: dict) -> InitiativeRow:
        text, first, last = values.pop("period_text"), values.pop("period_from"), values.pop("period_to")
        precision = values.pop("period_precision") or "unknown"
        period = Period(text, first, last, precision) if text else None
        key = values["id"]
        status = rules.current_status(self.statuses.get(key, ()), day=self.day)
        places = self.places.get(key, ())
        return InitiativeRow(
            **{**values, "tiers": tuple(values["tiers"])},
            period=period,
            url=self.address(values["uuid"], values["title"]),
            status=status,
            flags=rules.flags(
                status=status,
                period=period,
                contradictions=self.contradictions.get(key, ()),
                day=self.day,
                stale_after_months=self.plan.stale_after_months,
            ),
            goals=tuple(self.goals.get(key, ())),
            areas=tuple(code for code, _ in places if code),
            lansdelar=tuple(part for _, part in places if part),
            target_groups=tuple(self.groups.get(key, ())),
            nodes=tuple(self.nodes.get(key, ())),
            parties=tuple(self.parties.get(key, ())),
        )


def _latest_statuses(plan_id: int, day: datetime.date) -> QuerySet:
    """Return the entry that is current on `day` for each initiative; one without a day yields to any other."""
    stated = StatusEntry.objects.filter(Q(as_of__isnull=True) | Q(as_of__lte=day), initiative__plan=plan_id)
    latest_first = [F("as_of").desc(nulls_last=True), F("id").desc()]
    place = Window(RowNumber(), partition_by="initiative", order_by=latest_first)
    entries = stated.annotate(place=place).filter(place=1).order_by()
    return entries.values_list("initiative_id", "status", "words", "as_of", "as_of_text", "reason")


def _of_plan(model: type[Model], *fields: str) -> Written:
    """Return the question for a part of all the plan's initiatives."""

    def ask(plan_id: int) -> QuerySet:
        return model.objects.filter(initiative__plan=plan_id).order_by("id").values_list("initiative_id", *fields)

    return Written(ask, (prepared.number(),))


LATEST_STATUSES = Written(_latest_statuses, (prepared.number(), prepared.day()))
CONTRADICTIONS = _of_plan(Contradiction, "text", "since")
PARTS = {
    "goals": _of_plan(GoalContribution, "goal_id", "primary", "origin"),
    "nodes": _of_plan(InitiativeNodeLink, *NODE_COLUMNS),
    "parties": _of_plan(Participation, *PARTY_COLUMNS),
    "places": _of_plan(InitiativePlace, "area__code", "lansdel__key"),
    "groups": _of_plan(Initiative.target_groups.through, *GROUP_COLUMNS),
}


def _grouped(rows, make=None) -> dict[int, list]:
    """Return rows by their first value, the rest as a tuple or made into an object."""
    groups: dict[int, list] = defaultdict(list)
    for key, *rest in rows:
        groups[key].append(make(*rest) if make else tuple(rest))
    return groups
