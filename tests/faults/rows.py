"""`python -m tests.faults.rows`: every row of every table, as JSON, to compare two databases."""

import datetime
import json
from typing import Any

import django
from django.core.serializers.json import DjangoJSONEncoder

MADE_BY_MIGRATE = {"auth_permission", "django_content_type", "django_migrations"}
NOT_MOVED = {"django_session"}


def every_row() -> dict[str, list[list[Any]]]:
    """Return the rows by table, withdrawn and superseded ones too, in an order that does not depend on the database.

    Row numbers count, but for those of tables that only join two others.
    """
    from django.apps import apps

    found = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table in MADE_BY_MIGRATE | NOT_MOVED or model._meta.proxy:
            continue
        joins = bool(model._meta.auto_created)
        columns = [field.attname for field in model._meta.concrete_fields if not (joins and field.primary_key)]
        rows = [[_plain(value) for value in row] for row in model._base_manager.values_list(*columns)]
        found[table] = sorted(rows, key=lambda row: json.dumps(row, cls=DjangoJSONEncoder))
    return found


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold: bytes as their digits, times to the millisecond that `dumpdata` writes."""
    if isinstance(value, datetime.datetime):
        return value.replace(microsecond=value.microsecond // 1000 * 1000)
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


def as_json() -> str:
    return json.dumps(every_row(), cls=DjangoJSONEncoder, sort_keys=True)


if __name__ == "__main__":
    django.setup()
    print(as_json())
