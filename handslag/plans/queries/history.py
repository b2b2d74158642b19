"""Changes in words: field by field, what it was and what it became."""

import datetime
from dataclasses import dataclass
from typing import Any

from handslag.places.models import Area, Lansdel
from handslag.plans.actions import NO_WAY_BACK
from handslag.plans.field_words import NAMERS, TITLES, Names, Part, field_title, name_field, pointed_at, words
from handslag.plans.models import Initiative, Plan, Recommendation, TargetGroup
from handslag.plans.models.parts import PlanPart
from handslag.plans.queries.statements import of_county
from handslag.plans.rights import may_give
from handslag.trust.changes import WITHDRAWN, model_of
from handslag.trust.models import Change
from handslag.trust.texts import text_fields

__all__ = ["HIDDEN", "LINES", "ChangeLine", "FieldLine", "field_title", "part_names", "told", "words"]

LINES = 50
HIDDEN = frozenset(
    {
        "period_from",
        "period_to",
        "period_precision",
        "value_decimals",
        "date_text",
        "plan",
        "initiative",
        "from_initiative",
        "from_plan",
    }
)
NAMED_BY = {
    "adoption": ("organisation",),
    "contribution": ("goal",),
    "coverage_note": (),
    "decision": (),
    "figure": (),
    "goal_carry": ("old_goal",),
    "goal_link": ("node",),
    "goal_proposal": (),
    "handover": ("area",),
    "node_link": ("node",),
    "participation": ("organisation",),
    "relation": ("to_initiative",),
    "status": (),
}
"""Rows without a title of their own: they are called by what they point at, and by the words of a list."""


@dataclass(frozen=True)
class FieldLine:
    """One field of a change, in words. before is None where the row was made."""

    name: str
    before: str | None
    after: str


@dataclass(frozen=True)
class ChangeLine:
    """One change as history shows it. act: the same for those made at one time.

    why_not: why the reader cannot take it back; empty where that may be tried. emptied_on: when its texts were destroyed.
    """

    id: int
    act: str
    at: datetime.datetime
    role: str
    what: str
    title: str
    reason: str
    fields: tuple[FieldLine, ...]
    why_not: str
    emptied_on: datetime.date | None = None


def told(thing: PlanPart, *, before: int | None = None, user: Any) -> list[ChangeLine]:
    """Return the latest changes of a page, newest first, one more than `LINES` where there are more.

    before: only changes with a smaller number. Names of initiatives that `user` may not know of are left out.
    A fixed number of queries: the changes, and the names of each kind of thing they point at.
    """
    found = Change.objects.filter(root=thing.uuid).order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    rows = list(found.select_related("undone_by")[: LINES + 1])
    names = _names(rows, thing.of_plan, user=user)
    titles = _titles(rows, names)
    gives = not isinstance(thing, Initiative) or may_give(user, thing)
    return [_line(row, names, titles, gives=gives) for row in rows]


def _line(change: Change, names: Names, titles: dict[tuple[str, int], str], *, gives: bool) -> ChangeLine:
    model = model_of(change.target_kind)
    if change.undoes_id:
        what = "Ångrade"
    elif change.before is None:
        what = "Lade till"
    elif change.after.get(WITHDRAWN[0]):
        what = "Tog bort"
    else:
        what = "Ändrade"
    shown = [name for name in change.fields if name not in HIDDEN and name not in WITHDRAWN]
    fields = []
    for name in shown:
        after = words(model, name, change.after[name], names)
        before = None if change.before is None else words(model, name, change.before[name], names)
        if (before is not None or after) and not _is_emptied(change, name):
            fields.append(FieldLine(field_title(model, name), before, after))
    return ChangeLine(
        change.id,
        str(change.act or change.id),
        change.at,
        change.role,
        f"{what}: {str(TITLES.get(change.target_kind, change.target_kind)).lower()}",
        titles.get((change.target_kind, change.target_id), change.title) if change.title else "",
        "" if change.undoes_id else change.reason,
        tuple(fields),
        _why_not(change, gives=gives),
        change.emptied_on,
    )


def _why_not(change: Change, *, gives: bool) -> str:
    """Return why the reader cannot take a change back, or "" where that may be tried."""
    if hasattr(change, "undone_by"):
        return "Ångrad."
    if change.target_kind == Plan.KIND and change.before is None:
        return NO_WAY_BACK
    return "Kan ångras av den som leder planen." if _is_of_owner(change) and not gives else ""


def _is_of_owner(change: Change) -> bool:
    """Whether a change gave an initiative to another organisation."""
    return change.target_kind == Initiative.KIND and "owner" in (change.before or {})


def _is_emptied(change: Change, name: str) -> bool:
    return bool(change.emptied_on) and name in text_fields(change.target_kind)


def _titles(rows: list[Change], names: Names) -> dict[tuple[str, int], str]:
    """Return what the rows are called that have no title of their own; one query for each kind of row.

    What leads to an initiative that the reader may not know of is called by its kind alone.
    """
    wanted: dict[str, set[int]] = {}
    for row in rows:
        if row.target_kind in NAMED_BY:
            wanted.setdefault(row.target_kind, set()).add(row.target_id)
    found = {}
    for kind, ids in wanted.items():
        for each in model_of(kind).everything.filter(pk__in=ids).select_related(*NAMED_BY[kind]):
            hidden = kind == "relation" and (Initiative, each.to_initiative_id) not in names
            found[kind, each.pk] = each.get_kind_display() if hidden else str(each)
    return found


def _names(rows: list[Change], plan: Plan, *, user: Any) -> Names:
    """Return the names of everything that the changes point at; a fixed number of queries for each kind of thing."""
    wanted: dict[type, set[Any]] = {}
    for row in rows:
        model = model_of(row.target_kind)
        for name in row.fields:
            if name in HIDDEN:
                continue
            for value in ((row.before or {}).get(name), row.after[name]):
                for target, keys in pointed_at(model, name, value):
                    wanted.setdefault(target, set()).update(keys)
    relations = [row.target_id for row in rows if row.target_kind == "relation"]
    if relations:
        leads_to = model_of("relation").everything.filter(pk__in=relations)
        wanted.setdefault(Initiative, set()).update(leads_to.values_list("to_initiative", flat=True))
    found: dict[tuple[type, Any], str] = part_names(plan) if wanted.pop(Part, None) else {}
    for target, keys in wanted.items():
        if target in NAMERS:
            found |= {(target, key): name for key, name in NAMERS[target](keys, plan.county, user).items()}
            continue
        if target is Recommendation:
            seen = of_county(Recommendation, plan.county, user).filter(pk__in=keys)
        elif target in (Initiative, Plan):
            seen = target.objects.visible_to(user).filter(pk__in=keys)
        else:
            seen = getattr(target, "everything", target._default_manager).filter(pk__in=keys)
        found |= {(target, key): str(name) for key, name in seen.values_list("pk", name_field(target))}
    return found


def part_names(plan: Plan) -> dict[tuple[type, Any], str]:
    """Return the names of the parts of a plan that a coverage note may be about, by key. Three queries."""
    lansdelar = Lansdel.objects.filter(division=plan.division_id).values_list("key", "name")
    groups = TargetGroup.everything.filter(plan=plan).values_list("key", "title")
    areas = Area.objects.filter(parent=plan.county_id).values_list("code", "name")
    return {(Part, key): name for key, name in [*groups, *areas, *lansdelar]}
