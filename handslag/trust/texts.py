"""Which fields of a row hold what somebody has written, and how those texts leave the history."""

import datetime
from functools import cache
from typing import Any

from django.db import models

from handslag.trust.changes import UNTOLD, WITHDRAWN, fields_of, model_of
from handslag.trust.models import Change


@cache
def text_fields(kind: str) -> frozenset[str]:
    """Return the fields of what changes call `kind` that hold free text: no choices, dates, numbers or links."""
    model = model_of(kind)
    virtual = getattr(model, "VIRTUAL", ())
    told = [*fields_of(model), WITHDRAWN[1]]
    return frozenset(name for name in told if name not in virtual and _is_text(model._meta.get_field(name)))


def _is_text(field: models.Field) -> bool:
    if field.name in UNTOLD - {*WITHDRAWN} or isinstance(field, models.SlugField):
        return False
    return isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices


def empty(change: Change, *, today: datetime.date) -> None:
    """Take the texts out of a change, in memory. What was changed, when and in which role stays.

    An emptied text is None, which is no text: it was not "" that stood there.
    """
    gone = text_fields(change.target_kind)
    change.before = _without(change.before, gone)
    change.after = _without(change.after, gone)
    change.title = change.reason = ""
    change.emptied_on = today


def _without(values: dict[str, Any] | None, gone: frozenset[str]) -> dict[str, Any] | None:
    return values and {name: None if name in gone else value for name, value in values.items()}
