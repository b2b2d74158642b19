"""Two people, one thing: the second to save sees both versions and chooses; nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from handslag.plans.forms.base import EditForm
from handslag.swedish.dates import day
from handslag.trust import changes
from handslag.trust.models import Change, Versioned

TAKE = "ta_"
"""Prefix of the tick that says: take theirs."""


@dataclass(frozen=True)
class Both:
    """A field that both have changed: what they wrote, and what is typed here."""

    name: str
    label: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Clash:
    """Who changed the row meanwhile, when, and the fields that both have changed."""

    role: str
    when: str
    both: list[Both]
    withdrawn: bool


def settle(
    form_class: type[EditForm], typed: QueryDict, row: Versioned, seen: int, *, given: Mapping[str, Any]
) -> tuple[EditForm, Clash]:
    """Return the form as typed, at the row's present version, and what clashes.

    A field that only they have changed takes their value; one that both have changed keeps what is typed,
    and shows theirs beside it. seen: the version that the form was read at.
    """
    now = form_class(instance=row, **given)
    columns = now.columns()
    before = form_class.initial_of(changes.values_at(row, seen, columns))
    theirs = form_class.initial_of(changes.stated(row, columns))
    data = typed.copy()
    data["version"] = str(row.version)
    both = []
    for name, field in now.fields.items():
        if name not in theirs or before.get(name) == theirs.get(name):
            continue
        mine = field.widget.value_from_datadict(typed, {}, name)
        if field.has_changed(before.get(name), mine):
            if field.has_changed(theirs.get(name), mine):
                both.append(Both(name, str(field.label), shown(field, theirs.get(name)), shown(field, mine)))
        else:
            _set(data, name, field.prepare_value(theirs.get(name)))
    latest = Change.objects.filter(target_kind=row.KIND, target_id=row.pk).order_by("-version").first()
    role = latest.role if latest else _("någon")
    when = f"{day(changes.day_of(latest))} {timezone.localtime(latest.at):%H.%M}" if latest else ""
    form = form_class(data, instance=row, **given)
    form.is_valid()
    return form, Clash(role, when, both, bool(row.withdrawn_on))


def with_theirs(form_class: type[EditForm], typed: QueryDict, row: Versioned, *, given: Mapping[str, Any]) -> QueryDict:
    """Return what is typed, with the row's present value in every field where "take theirs" is ticked."""
    names = [key.removeprefix(TAKE) for key in typed if key.startswith(TAKE)]
    if not names:
        return typed
    now = form_class(instance=row, **given)
    theirs = form_class.initial_of(changes.stated(row, now.columns()))
    data = typed.copy()
    for name in names:
        if name in now.fields and name in theirs:
            _set(data, name, now.fields[name].prepare_value(theirs[name]))
    return data


def _set(data: QueryDict, name: str, value: Any) -> None:
    if isinstance(value, bool):
        data.setlist(name, ["on"] if value else [])
    elif isinstance(value, list):
        data.setlist(name, [str(each) for each in value])
    else:
        data[name] = "" if value is None else str(value)


def shown(field: forms.Field, value: Any) -> str:
    """Return a value as words: the choices' labels, ticks as yes or no."""
    if isinstance(field, forms.BooleanField):
        return _("ja") if value else _("nej")
    if isinstance(field, forms.ModelChoiceField | forms.ChoiceField):
        labels = {str(key): str(label) for key, label in field.choices if not isinstance(label, list)}
        keys = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(str(key), str(key)) for key in keys if key not in (None, "")) or _("tomt")
    value = field.prepare_value(value)
    return str(value) if value not in (None, "", []) else _("tomt")
