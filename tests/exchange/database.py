"""All that stands in the database, to compare before and after."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.db.models import Model

OWN_APPS = ("trust", "places", "plans")
REWRITTEN = {"searchentry"}  # the index is made anew at each load, with new row numbers


def dump() -> dict[str, list[str]]:
    """Return every row of every table of our own, as text, by table, in an order that does not depend on row numbers."""
    return {model._meta.db_table: sorted(map(repr, _rows(model))) for model in _models()}


def counts() -> dict[str, int]:
    """Return the number of rows by table."""
    return {model._meta.db_table: model._base_manager.count() for model in _models()}


def _models() -> Iterator[type[Model]]:
    for label in OWN_APPS:
        yield from apps.get_app_config(label).get_models(include_auto_created=True)


def _rows(model: type[Model]) -> list[tuple]:
    """Return the rows as the database gives them: making values of them would take most of the time."""
    columns = [field.column for field in model._meta.concrete_fields]
    if model._meta.model_name in REWRITTEN:
        columns.remove("id")
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(map(quote, columns))} FROM {quote(model._meta.db_table)}")
        return cursor.fetchall()
