"""What has changed in a plan between two moments, read from its history of changes: the net effect, field by field."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from handslag.exchange.differences import (
    ADDED,
    CHANGED,
    MOVED,
    REMOVED,
    STATUS,
    Difference,
    shortened,
)
from handslag.exchange.knowing import Known, indicator_titles
from handslag.exchange.wording import FACTS, FIELDS, KINDS, SECTIONS, day
from handslag.indicators.models import Indicator
from handslag.plans.field_words import TITLES, Part, field_title, pointed_at, words
from handslag.plans.models import GoalNode, Initiative, Plan, Recommendation, SurveyQuote
from handslag.plans.queries.history import part_names
from handslag.plans.queries.statements import of_county
from handslag.plans.words import GOAL_KINDS, STATUSES
from handslag.trust.changes import model_of
from handslag.trust.models import Change, Versioned
from handslag.trust.texts import text_fields
from handslag.trust.visibility import Visibility

PAGES: dict[str, str] = {
    "plan": "plan",
    "goal": "goals",
    "initiative": "initiatives",
    "target_group": "target_groups",
    "method": "methods",
}
"""Kinds of rows that are things of their own in a document, and their list there."""

PARTS: dict[str, tuple[str, str]] = {
    "plan_relation": ("plan", "relations"),
    "adoption": ("plan", "adoptions"),
    "goal_carry": ("plan", "carries"),
    "term": ("plan", "terms"),
    "appendix": ("plan", "appendices"),
    "cited_figure": ("plan", "cited_figures"),
    "goal_link": ("goals", "links"),
    "goal_proposal": ("goals", "proposals"),
    "answer": ("goals", "answers"),
    "coverage_note": ("goals", "coverage"),
    "contribution": ("initiatives", "goals"),
    "node_link": ("initiatives", "nodes"),
    "status": ("initiatives", "statuses"),
    "contradiction": ("initiatives", "contradictions"),
    "participation": ("initiatives", "participations"),
    "post": ("initiatives", "posts"),
    "decision": ("initiatives", "decisions"),
    "handover": ("initiatives", "handovers"),
    "success_factor": ("initiatives", "success_factors"),
    "relation": ("initiatives", "relations"),
    "funding": ("initiatives", "funding"),
    "figure": ("initiatives", "figures"),
    "survey": ("initiatives", "surveys"),
    "result": ("initiatives", "results"),
    "obstacle": ("initiatives", "obstacles"),
    "recommendation": ("initiatives", "recommendations"),
    "goal_indicator": ("goals", "indicators"),
    "target": ("goals", "targets"),
    "training_session": ("initiatives", "training_sessions"),
    "instructor_count": ("initiatives", "instructor_counts"),
    "method_start": ("initiatives", "method_starts"),
}
MEASURED = ("goal_indicator", "target")
DESTROYED = "(gallrad text)"
BELOW_PARTS = {"post_task": "Uppgift i tjänst", "post_relation": "Tjänstens förändring", "quote": "Citat ur en enkät"}

OTHER_NAMES = {
    "period_text": "Period",
    "period_from": "Periodens första möjliga dag",
    "period_to": "Periodens sista möjliga dag",
    "adopted_text": "Antagen",
    "adopted_on": "Antagen, dag",
    "places": "Plats",
    "places_precision": "Plats",
    "places_count": "Antal platser",
    "places_of": "Av hur många platser",
    "places_unit": "Vad som räknats",
    "places_note": "Om platserna",
    "parent": "Hör till",
    "position": "Plats",
    "goal": "mål",
    "node": "nod",
    "source_text": "betalas av",
    "organisation": "organisation",
    "area": "kommun",
    "lansdel": "länsdel",
    "to_plan": "plan",
    "to_initiative": "till",
    "to_post": "till",
    "old_goal": "tidigare mål",
}
UNTOLD = frozenset(
    {
        "period_precision",
        "value_decimals",
        "withdrawn_on",
        "withdrawn_reason",
        "plan",
        "initiative",
        "from_initiative",
        "from_plan",
        "from_post",
        "post",
        "sort_key",
        "key",
        "uuid",
    }
)


@dataclass
class _Net:
    """What became of one row. before: None where it was made within the time. now: a part's own fields today."""

    kind: str
    row_id: int
    root: UUID
    title: str
    before: dict[str, Any] | None
    after: dict[str, Any] = field(default_factory=dict)
    now: dict[str, Any] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.before is None or (bool(self.before.get("withdrawn_on")) and not self.after.get("withdrawn_on"))

    @property
    def values(self) -> dict[str, Any]:
        """What the row says, as far as it is known: to name it by."""
        return {**self.now, **(self.before or {}), **self.after}

    @property
    def is_gone(self) -> bool:
        return bool(self.after.get("withdrawn_on"))


def net_changes(plan: Plan, *, since: datetime.datetime, until: datetime.datetime, known: Known) -> list[Difference]:
    """Return what differs between two moments, of what the reader may know: as many queries however long the history."""
    initiatives = {row.uuid: row for row in Initiative.everything.filter(plan=plan)}
    goals = {row.uuid: row for row in GoalNode.everything.filter(plan=plan)}
    opened = _opened(plan, since, known)
    rows = Change.objects.filter(scope=plan.uuid, at__gt=since, at__lte=until).order_by("id")
    nets = _folded((row for row in rows if row.id >= opened.get(plan.uuid, 0)), opened)
    may = {plan.uuid, *goals, *known.by_uuid}
    told = [net for net in nets if net.root in may and not (net.before is None and net.is_gone)]
    told = [net for net in told if net.kind != SurveyQuote.KIND or _reads_drafts(net.root, plan, known)]
    _complete(told)
    names = _Names(told, plan, known, goals, initiatives)
    whole = {net.root for net in told if net.kind in ("initiative", "goal") and (net.is_new or net.is_gone)}
    found: list[Difference] = []
    for net in told:
        if net.root not in whole or net.kind in ("initiative", "goal"):
            found += _lines(net, names)  # where the whole thing came or went, its parts go without saying
    order = list(SECTIONS)
    return sorted(found, key=lambda each: (order.index(each.section), each.title.casefold()))


def _reads_drafts(root: UUID, plan: Plan, known: Known) -> bool:
    """Whether the reader may know of a draft of the page. What a quote once said, others may not read."""
    return Visibility.DRAFT in (known.levels if root == plan.uuid else known.by_uuid.get(root, ()))


def _opened(plan: Plan, since: datetime.datetime, known: Known) -> dict[UUID, int]:
    """Return the last change by which the reader came to know of the plan or an initiative, by its uuid.

    What was written before that, when it was a draft, is not theirs to read.
    """
    levels = {**known.by_uuid, plan.uuid: known.levels}
    kinds = (Plan.KIND, Initiative.KIND)
    opening = Change.objects.filter(scope=plan.uuid, at__gt=since, target_kind__in=kinds, before__has_key="visibility")
    return {
        row.root: row.id for row in opening.order_by("id") if row.before["visibility"] not in levels.get(row.root, ())
    }


def _folded(rows: Iterable[Change], opened: Mapping[UUID, int]) -> list[_Net]:
    """Return what became of each row in all; what the reader came to know of within the time is new to them."""
    nets: dict[tuple[str, int], _Net] = {}
    for row in rows:
        if row.id < opened.get(row.root, 0):
            continue
        key = row.target_kind, row.target_id
        if key not in nets:
            opens = row.id == opened.get(row.root) and row.target_kind == Initiative.KIND
            before = None if row.before is None or opens else _before(row)
            nets[key] = _Net(row.target_kind, row.target_id, row.root, row.title, before)
        net = nets[key]
        if net.before is not None:
            net.before = {**_before(row), **net.before}
        net.after |= _after(row)
        net.title = row.title or net.title
    return list(nets.values())


def _before(change: Change) -> dict[str, Any]:
    """Return what stood before a change; a text that has been destroyed is said to be so, and not to have been empty."""
    gone = text_fields(change.target_kind) if change.emptied_on else ()
    return {name: DESTROYED if name in gone else value for name, value in (change.before or {}).items()}


def _after(change: Change) -> dict[str, Any]:
    """Return what a change set, but for texts that have been destroyed."""
    gone = text_fields(change.target_kind) if change.emptied_on else ()
    return {name: value for name, value in change.after.items() if name not in gone}


def _complete(nets: Iterable[_Net]) -> None:
    """Read the fields of the parts, which are named by what they point at. One query for each kind."""
    by_kind: dict[str, dict[int, _Net]] = defaultdict(dict)
    for net in nets:
        if net.kind in PARTS:
            by_kind[net.kind][net.row_id] = net
    for kind, parts in by_kind.items():
        for row in model_of(kind).everything.filter(pk__in=list(parts)):
            parts[row.pk].now = {
                column.name: value
                for column in row._meta.fields
                if isinstance(value := getattr(row, column.attname), (int, str))
            }


class _Names:
    """What rows are called: read once for all that the changes point at."""

    def __init__(
        self,
        nets: list[_Net],
        plan: Plan,
        known: Known,
        goals: Mapping[UUID, GoalNode],
        initiatives: Mapping[UUID, Initiative],
    ) -> None:
        self.plan, self.known, self.goals, self.initiatives = plan, known, goals, initiatives
        wanted: dict[type, set[Any]] = defaultdict(set)
        for net in nets:
            model = model_of(net.kind)
            for values in (net.now, net.before or {}, net.after):
                for name, value in values.items():
                    for target, keys in _pointed(model, name, value):
                        wanted[target] |= set(keys)
        self.names: dict[tuple[type, Any], str] = part_names(plan) if wanted.pop(Part, None) else {}
        for target, ids in wanted.items():
            self.names |= self._called(target, ids)

    def _called(self, model: type[models.Model], ids: set[int]) -> dict[tuple[type, Any], str]:
        if model is Indicator:
            return {(Indicator, pk): title for pk, title in indicator_titles(ids, self.known).items()}
        found = getattr(model, "everything", model._base_manager).filter(pk__in=ids)
        if model is Recommendation:  # it stands on another plan, of which is known only that the public knows of it
            found = of_county(Recommendation, self.plan.county, AnonymousUser()).filter(pk__in=ids)
        if model is Initiative:
            found = found.filter(uuid__in=list(self.known.by_uuid))
        return {(model, row.pk): str(row) for row in found}

    def page(self, net: _Net) -> tuple[str, str, str, str]:
        """Return section, key, kind and title of the thing on which a row stands."""
        if net.root in self.initiatives:
            row = self.initiatives[net.root]
            return "initiatives", row.key, KINDS["initiatives"], row.title
        if net.root in self.goals:
            goal = self.goals[net.root]
            own = self.plan.level_names.get(goal.kind, "")
            return "goals", goal.key, own[:1].upper() + own[1:] or GOAL_KINDS.get(goal.kind, "Mål"), goal.title
        if net.kind in ("target_group", "method"):
            section = PAGES[net.kind]
            return section, str(net.row_id), KINDS[section], net.title
        return "plan", self.plan.key, KINDS["plan"], self.plan.title

    def words(self, kind: str, name: str, value: Any) -> str:
        """Return a value of a row's field in words; what the reader may not know of is left out."""
        if value == DESTROYED:
            return DESTROYED
        model = model_of(kind)
        return words(model, name, value, self.names, unknown="") if _has(model, name) else ""


def _pointed(model: type[Versioned], name: str, value: Any) -> list[tuple[type, list[Any]]]:
    return pointed_at(model, name, value) if _has(model, name) else []


def _has(model: type[Versioned], name: str) -> bool:
    return name in getattr(model, "VIRTUAL", ()) or name in {each.name for each in model._meta.get_fields()}


def _lines(net: _Net, names: _Names) -> Iterator[Difference]:
    """Yield what became of one row."""
    about = names.page(net)
    if net.kind == "relation" and not names.words("relation", "to_initiative", net.values.get("to_initiative")):
        return  # it leads to what the reader may not know of
    if net.kind in MEASURED and not names.words(net.kind, "indicator", net.values.get("indicator")):
        return
    if net.kind in PAGES and net.kind != "plan":
        if net.is_new or net.is_gone:
            reason = net.after.get("withdrawn_reason") or "" if net.is_gone else ""
            yield Difference(*about, REMOVED if net.is_gone else ADDED, reason=reason)
            return
        yield from _fields(net, names, about, "")
    elif net.kind == "plan":
        yield from _fields(net, names, about, "")
    elif net.kind == "status" and net.is_new:
        yield Difference(*about, CHANGED, STATUS, "", _status(net.after))
    else:
        label = _label(net.kind)
        told = _told(net, names)
        if net.is_new:
            yield Difference(*about, CHANGED, label, "", told)
        elif net.is_gone:
            yield Difference(*about, CHANGED, label, told, "", net.after.get("withdrawn_reason") or "")
        else:
            yield from _fields(net, names, about, f"{label} ”{shortened(told)}”: ")


def _label(kind: str) -> str:
    if kind in BELOW_PARTS:
        return BELOW_PARTS[kind]
    section, name = PARTS.get(kind, ("", ""))
    return FACTS[section][name].label if section else str(TITLES.get(kind, kind))


def _told(net: _Net, names: _Names) -> str:
    """Return how a part reads: what it says, else what it points at, else its title then."""
    values = net.values
    for name in ("text", "label", "title", "term", "subject", "source_text", "role"):
        if net.kind not in ("participation", "status") and isinstance(values.get(name), str) and values[name]:
            return str(values[name])
    for name in ("indicator", "recommendation", "goal", "node", "organisation", "area", "to_initiative", "old_goal"):
        if said := names.words(net.kind, name, values.get(name)):
            return said
    return _status(values) if net.kind == "status" else net.title


def _status(values: Mapping[str, Any]) -> str:
    when = values.get("as_of_text") or day(values.get("as_of"), {})
    reason = f" ({values['reason']})" if values.get("reason") else ""
    return ", ".join(filter(None, [STATUSES.get(values.get("status", ""), ""), when])) + reason


def _fields(net: _Net, names: _Names, about: tuple[str, str, str, str], whose: str) -> Iterator[Difference]:
    for name, after in sorted(net.after.items()):
        before = (net.before or {}).get(name)
        if name in UNTOLD or before == after:
            continue
        what = MOVED if net.kind == "goal" and name in ("parent", "position") else CHANGED
        said = names.words(net.kind, name, before), names.words(net.kind, name, after)
        label = _field_label(net.kind, name)
        yield Difference(*about, what, f"{whose}{label}", *said)


def _field_label(kind: str, name: str) -> str:
    if kind in PAGES:
        known = FIELDS[PAGES[kind]].get(name)
    else:
        section, part = PARTS.get(kind, ("", ""))
        known = FACTS[section][part].fields.get(name) if section else None
    if known or name in OTHER_NAMES:
        return known.label if known else OTHER_NAMES[name]
    title = field_title(model_of(kind), name)
    return title if kind in PAGES else title[:1].lower() + title[1:]


def end_of(date: datetime.date) -> datetime.datetime:
    """Return the moment when a day is over, in Swedish time."""
    return timezone.make_aware(datetime.datetime.combine(date + datetime.timedelta(days=1), datetime.time.min))
