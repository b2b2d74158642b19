"""Changes in words: field by field, what it was and what it became."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import models

from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.editors import EDITORS, TITLES
from handslag.plans.forms.fields import answer_line
from handslag.plans.models import FrameworkNode, GoalNode, Initiative
from handslag.plans.models.parts import PlanPart
from handslag.plans.rights import may_give
from handslag.plans.words import GOAL_KINDS
from handslag.trust.changes import WITHDRAWN, model_of
from handslag.trust.models import Change
from handslag.trust.texts import text_fields

LINES = 50
HIDDEN = frozenset(
    {"period_from", "period_to", "period_precision", "value_decimals", "date_text", "plan", "initiative"}
)
FIELDS = {
    "period_text": "Period",
    "position": "Plats i ordningen",
    "parent": "Står under",
    "places": "Namngivna platser",
    "origin": "Kopplingen är",
    "level_names": "Ord för nivåerna",
    "goal": "Mål",
    "visibility": "Vem som ser den",
    "primary": "Huvudmål",
    "form": "Form av samverkan",
}
NAMED: dict[type[models.Model], str] = {
    Organisation: "name",
    Area: "name",
    Lansdel: "name",
    GoalNode: "title",
    Initiative: "title",
    FrameworkNode: "title",
}
"""Models that a change points at, and the field that names them."""


@dataclass(frozen=True)
class FieldLine:
    """One field of a change, in words. before is None where the row was made."""

    name: str
    before: str | None
    after: str


@dataclass(frozen=True)
class ChangeLine:
    """One change as history shows it.

    undone: somebody has taken it back. undoable: the reader may do so. emptied_on: when its texts were destroyed.
    """

    id: int
    at: datetime.datetime
    role: str
    what: str
    title: str
    reason: str
    fields: tuple[FieldLine, ...]
    undone: bool
    undoable: bool
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
    names = _names(rows, user=user)
    gives = not isinstance(thing, Initiative) or may_give(user, thing)
    return [_line(row, names, gives=gives) for row in rows]


def _line(change: Change, names: dict[tuple[type, int], str], *, gives: bool) -> ChangeLine:
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
    undone = hasattr(change, "undone_by")
    return ChangeLine(
        change.id,
        change.at,
        change.role,
        f"{what}: {str(TITLES.get(change.target_kind, change.target_kind)).lower()}",
        change.title,
        change.reason,
        tuple(fields),
        undone,
        not undone and not change.emptied_on and (gives or not _is_of_owner(change)),
        change.emptied_on,
    )


def _is_of_owner(change: Change) -> bool:
    """Whether a change gave an initiative to another organisation."""
    return change.target_kind == Initiative.KIND and "owner" in (change.before or {})


def _is_emptied(change: Change, name: str) -> bool:
    return bool(change.emptied_on) and name in text_fields(change.target_kind)


def field_title(model: type[PlanPart], name: str) -> str:
    """Return what forms call a field."""
    if name in FIELDS:
        return FIELDS[name]
    for editor in EDITORS.values():
        if editor.model is model and name in editor.form.base_fields:
            return str(editor.form.base_fields[name].label or name)
        labels = getattr(editor.form._meta, "labels", None) or {}
        if editor.model is model and name in labels:
            return str(labels[name])
    return name


def words(model: type[PlanPart], name: str, value: Any, names: dict[tuple[type, int], str]) -> str:
    """Return a value of a change in Swedish."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if name == "places":
        places = [names.get((Area, key), "") for key in value["areas"]]
        return ", ".join([*places, *(names.get((Lansdel, key), "") for key in value["lansdelar"])])
    if name == "level_names":
        return ", ".join(f"{GOAL_KINDS.get(kind, kind)}: {word}" for kind, word in value.items())
    field = model._meta.get_field(name)
    if field.is_relation:
        keys = value if isinstance(value, list) else [value]
        return ", ".join(names.get((field.related_model, key), "okänd") for key in keys)
    labels = {key: str(label) for key, label in field.flatchoices}
    if name == "answers":
        return " | ".join(answer_line(each) for each in value)
    if isinstance(value, list):
        return ", ".join(labels.get(each, str(each)) for each in value)
    return labels.get(value, str(value))


def _names(rows: list[Change], *, user: Any) -> dict[tuple[type, int], str]:
    """Return the names of everything that the changes point at; one query for each kind of thing."""
    wanted: dict[type[models.Model], set[int]] = {}
    for row in rows:
        model = model_of(row.target_kind)
        for name in row.fields:
            for value in ((row.before or {}).get(name), row.after[name]):
                for target, keys in _pointed(model, name, value):
                    wanted.setdefault(target, set()).update(keys)
    found: dict[tuple[type, int], str] = {}
    for target, keys in wanted.items():
        if target is Initiative:
            seen = Initiative.objects.visible_to(user).filter(pk__in=keys)
        else:
            seen = getattr(target, "everything", target._default_manager).filter(pk__in=keys)
        label = NAMED.get(target) or ("title" if hasattr(target, "title") else "pk")
        found |= {(target, key): str(name) for key, name in seen.values_list("pk", label)}
    return found


def _pointed(model: type[PlanPart], name: str, value: Any) -> list[tuple[type[models.Model], list[int]]]:
    if value in (None, "", []):
        return []
    if name == "places":
        return [(Area, value["areas"]), (Lansdel, value["lansdelar"])]
    if name in getattr(model, "VIRTUAL", ()) or name in HIDDEN:
        return []
    field = model._meta.get_field(name)
    if not field.is_relation:
        return []
    return [(field.related_model, value if isinstance(value, list) else [value])]
