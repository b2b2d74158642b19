"""The one way to change a row: with its version, its history, a way back, and a line in the audit trail.

A save names the version that the person saw. If the row has moved on since, `Collision` is raised and
nothing is written: the person is shown both and chooses. Nothing is deleted; what is taken away is withdrawn, with a reason.
"""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from handslag.trust.models import AuditEvent, Change, Citation, Versioned

WITHDRAWN = ("withdrawn_on", "withdrawn_reason")
UNTOLD = frozenset({"id", "version", "sort_key", "uuid", "key", *WITHDRAWN})
"""Fields that no change tells of: made by the program."""

ARRANGED = frozenset({"position", "parent", "visibility"})
"""Fields that say how a thing is shown, not what is stated about it: nobody is cited for them."""


@dataclass
class Act:
    """What somebody does at one time: one change or several, undone together and done once. written: how many so far."""

    key: uuid.UUID
    written: int = 0


@dataclass(frozen=True)
class Actor:
    """Who acts: the login's number (None: the operator's command line) and the role it acts in, in words.

    act: what holds the changes together that are written in the actor's name; None: each stands by itself.
    """

    user_id: int | None
    role: str
    act: Act | None = field(default=None, compare=False)


OPERATOR = Actor(None, "driften, kommandoraden")


class Collision(Exception):
    """Somebody changed the row after it was read. `row` is what stands now."""

    def __init__(self, row: Versioned) -> None:
        super().__init__(f"{row.KIND} {row.pk} is at version {row.version}")
        self.row = row


class DoneAlready(Exception):
    """The same act has been done before: a form was sent twice. `key` is the act's; see `done_by`."""

    def __init__(self, key: uuid.UUID) -> None:
        super().__init__(str(key))
        self.key = key


class CannotUndo(Exception):
    """The change cannot be taken back: something said later rests on it."""


def model_of(kind: str) -> type[Versioned]:
    """Return the model that changes call `kind`. Raises LookupError for others."""
    for model in apps.get_models():
        if issubclass(model, Versioned) and kind == model.KIND:
            return model
    raise LookupError(kind)


def row_of(kind: str, row_id: int) -> Versioned:
    """Return a row, withdrawn or not. Raises ObjectDoesNotExist."""
    return model_of(kind).everything.get(pk=row_id)


def fields_of(model: type[Versioned]) -> list[str]:
    """Return the fields of a model that changes tell of, its own virtual ones included."""
    own = [field.name for field in [*model._meta.fields, *model._meta.many_to_many]]
    return [name for name in own if name not in UNTOLD] + list(getattr(model, "VIRTUAL", ()))


def stated(row: Versioned, fields: Iterable[str]) -> dict[str, Any]:
    """Return the fields' values as JSON: foreign keys as ids, many-to-many as sorted ids, days and decimals as text."""
    return {name: _as_json(row, name) for name in fields}


def _as_json(row: Versioned, name: str) -> Any:
    virtual = getattr(row, "VIRTUAL", {})
    if name in virtual:
        return virtual[name].read(row)
    field = row._meta.get_field(name)
    if field.many_to_many:
        return sorted(getattr(row, name).values_list("pk", flat=True))
    value = getattr(row, field.attname)
    if isinstance(value, Decimal):
        return _decimal(value)
    return value if isinstance(value, (type(None), bool, int, str, list, dict)) else field.value_to_string(row)


def _plain(model: type[Versioned], name: str, value: Any) -> Any:
    """Return a value, given as Python's or as JSON's, in the form that `stated` gives."""
    if name in getattr(model, "VIRTUAL", ()):
        return value
    field = model._meta.get_field(name)
    if field.many_to_many:
        return sorted(each.pk if isinstance(each, models.Model) else each for each in value)
    if isinstance(value, models.Model):
        return value.pk
    if field.is_relation or value is None or isinstance(value, (bool, list, dict)):
        return value
    value = field.to_python(value)
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, (int, str)):
        return str(value) if isinstance(value, str) else value
    probe = model(**{name: value})
    return field.value_to_string(probe)


def _decimal(value: Decimal) -> str:
    """Return a number as text, the same whether it comes from a form or, with all its decimals, from the database."""
    return format(value.normalize(), "f")


def _put(row: Versioned, values: Mapping[str, Any]) -> None:
    """Set plain and foreign-key fields from JSON."""
    for name, value in values.items():
        field = row._meta.get_field(name)
        setattr(row, field.attname, value if field.is_relation or value is None else field.to_python(value))


def _split(model: type[Versioned], values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values that are columns, and those that live in tables of their own."""
    virtual = getattr(model, "VIRTUAL", {})
    apart = {name for name in values if name in virtual or model._meta.get_field(name).many_to_many}
    return {k: v for k, v in values.items() if k not in apart}, {k: values[k] for k in apart}


def _put_apart(row: Versioned, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name in getattr(row, "VIRTUAL", {}):
            row.VIRTUAL[name].write(row, value)
        else:
            getattr(row, name).set(value)


@transaction.atomic
def create(row: Versioned, *, by: Actor, apart: Mapping[str, Any] | None = None, reason: str = "") -> Change:
    """Write a new row, with what belongs to it in tables of their own (`apart`), and tell of it."""
    row.version = 1
    row.save(force_insert=True)
    _put_apart(row, {name: _plain(type(row), name, value) for name, value in (apart or {}).items()})
    return _tell(row, None, stated(row, fields_of(type(row))), by=by, reason=reason)


@transaction.atomic
def save(
    row: Versioned,
    values: Mapping[str, Any],
    *,
    by: Actor,
    version: int,
    reason: str = "",
    undoes: Change | None = None,
) -> Change | None:
    """Set fields of a row that the person saw at `version`. Returns None where nothing differs.

    `row` itself is brought up to date. Raises Collision if the row has changed since.
    """
    now = _locked(row)
    if now.version != version:
        once(by.act)
        raise Collision(now)
    wanted = {name: _plain(type(row), name, value) for name, value in values.items()}
    before = stated(now, wanted)
    new = {name: value for name, value in wanted.items() if before[name] != value}
    if not new:
        return None
    columns, apart = _split(type(row), new)
    _put(now, columns)
    now.version += 1
    now.save()
    _put_apart(now, apart)
    row.refresh_from_db(from_queryset=type(row).everything.all())
    return _tell(now, {name: before[name] for name in new}, new, by=by, reason=reason, undoes=undoes)


def withdraw(row: Versioned, *, by: Actor, version: int, reason: str, undoes: Change | None = None) -> Change | None:
    """Take a row out of what stands; it stays in the history. Raises Collision."""
    today = timezone.localdate()
    values = {"withdrawn_on": today, "withdrawn_reason": reason}
    return save(row, values, by=by, version=version, reason=reason, undoes=undoes)


def act_of(change: Change) -> list[Change]:
    """Return the changes made at the same time that nobody has taken back, latest first: `change` is one of them."""
    if change.act is None:
        return [change]
    others = models.Q(act=change.act, undone_by__isnull=True)
    return list(Change.objects.filter(others | models.Q(pk=change.pk)).order_by("-id"))


@transaction.atomic
def undo(change: Change, *, by: Actor) -> Change | None:
    """Put back what one change changed: a new change, so that nothing is lost.

    Raises CannotUndo where it is undone already, where what it set has been changed since, or where its texts
    have been destroyed.
    """
    if change.emptied_on:
        raise CannotUndo("Det som stod förut är gallrat.")
    if Change.objects.filter(undoes=change).exists():
        once(by.act)
        raise CannotUndo("Ändringen är redan ångrad.")
    row = row_of(change.target_kind, change.target_id)
    now = _locked(row)
    if change.before is None:
        if now.withdrawn_on:
            raise CannotUndo("Uppgiften är redan borttagen.")
        return withdraw(row, by=by, version=now.version, reason="Ångrad", undoes=change)
    if stated(now, change.after) != change.after:
        raise CannotUndo("Uppgiften har ändrats igen sedan dess.")
    return save(row, change.before, by=by, version=now.version, undoes=change)


def values_at(row: Versioned, version: int, fields: Iterable[str]) -> dict[str, Any]:
    """Return what the fields held at an earlier version, as JSON: the later changes walked back."""
    values = stated(row, fields)
    # Of an emptied change no more is known than that its texts were others: they come back as None.
    later = Change.objects.filter(target_kind=row.KIND, target_id=row.pk, version__gt=version)
    for change in later.order_by("-version"):
        values |= {name: value for name, value in (change.before or {}).items() if name in values}
    return values


def done_by(key: uuid.UUID) -> Change | None:
    """Return the first change of an act."""
    return Change.objects.filter(act=key).select_related("undone_by").first()


def once(act: Act | None) -> None:
    """Raise DoneAlready where it is the act itself, done before, that stands in the way."""
    if act and not act.written and done_by(act.key):
        raise DoneAlready(act.key)


def _locked(row: Versioned) -> Versioned:
    """Return the row as it stands, held until the transaction ends."""
    try:
        return type(row).everything.select_for_update().get(pk=row.pk)
    except ObjectDoesNotExist:
        raise Collision(row) from None


def _tell(
    row: Any,
    before: dict[str, Any] | None,
    after: dict[str, Any],
    *,
    by: Actor,
    reason: str,
    undoes: Change | None = None,
) -> Change:
    plan = row.of_plan
    title = str(row)[:500]
    what = (
        "Ångrade" if undoes else "Lade till" if before is None else "Tog bort" if after.get(WITHDRAWN[0]) else "Ändrade"
    )
    AuditEvent.objects.create(
        kind="change",
        role=by.role[:300],
        user_id=by.user_id,
        county_id=plan.county_id,
        organisation_id=getattr(row.page, "owner_id", None),
        what=f"{what}: {row.KIND} {row.pk}",
        # Not what was written: nobody can take it out of the trail again. Nor a draft's name: its readers may
        # not know of the draft.
        target=str(row.page)[:500] if _is_open(row) else f"{row.page.KIND} {row.page.uuid}",
    )
    change = _write(
        by.act,
        scope=plan.uuid,
        root=row.page.uuid,
        target_kind=row.KIND,
        target_id=row.pk,
        version=row.version,
        title=title,
        before=before,
        after=after,
        reason=reason,
        role=by.role[:300],
        user_id=by.user_id,
        undoes=undoes,
    )
    if before is None or WITHDRAWN[0] not in after:
        _recite(change, whole=row.page != row)
    return change


def _write(act: Act | None, **told: Any) -> Change:
    """Write a change as the next of its act. Raises DoneAlready where the same act has been done: then all is rolled back."""
    if act is None:
        return Change.objects.create(**told)
    place, act.written = act.written, act.written + 1
    try:
        return Change.objects.create(**told, act=act.key, act_place=place)
    except IntegrityError as error:
        if place:
            raise
        raise DoneAlready(act.key) from error


def _is_open(row: Any) -> bool:
    """Whether anybody may read the page on which a row stands."""
    return all(getattr(each, "visibility", "public") == "public" for each in (row.page, row.of_plan))


def _recite(change: Change, *, whole: bool) -> None:
    """Let what changed be stated by who changed it, and no longer by the document that said otherwise.

    whole: the row is cited as a whole (a part of a page), not field by field. An undo brings the former
    citations back.
    """
    of_row = Citation.everything.filter(target_kind=change.target_kind, target_id=change.target_id)
    returning = list(of_row.filter(superseded_by=change.undoes).values_list("id", flat=True)) if change.undoes else []
    fields = [name for name in change.fields if name not in ARRANGED]
    if whole or change.before is None:
        fields.append("")
    if any(name.startswith("period_") for name in fields):
        fields.append("period")
    of_row.filter(superseded_by__isnull=True, field__in=fields).update(superseded_by=change)
    if change.undoes:
        Citation.everything.filter(id__in=returning).update(superseded_by=None)
        return
    told = {"root": change.root, "target_kind": change.target_kind, "target_id": change.target_id}
    said = {"stated_by": change.role[:200], "date": day_of(change), "made_by": change}
    shown = [""] if "" in fields else [name for name in fields if not name.startswith("period_")]
    Citation.everything.bulk_create([Citation(**told, **said, field=name) for name in shown])


def day_of(change: Change) -> datetime.date:
    """Return the day of a change, in Swedish time."""
    return timezone.localtime(change.at).date()
