"""Questions whose SQL is written once, for pages that ask many small ones.

Django writes the SQL of a queryset anew at each use. For the fifteen parts of an initiative that, and the
cloning around a prefetch, took three times as long as the database itself.
"""

import datetime
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

_STAND_IN = -(2**40)
"""Stands in the written SQL for the row that is asked of: no row has this number."""

_DAY = datetime.date(1583, 1, 1)
_TEXT = "\N{REPLACEMENT CHARACTER}"
MOST_SHAPES = 50
"""So many shapes of one question are kept; with more it begins anew."""


class Whole(QuerySet):
    """Rows that have been read already: to be gone through as they are, not asked further."""

    def _chain(self):
        raise TypeError("These rows are read whole: filter and sort them in Python.")


def number(place: int = 0) -> int:
    """Return what stands in written SQL for a number; place: which of several."""
    return _STAND_IN - place


def day(place: int = 0) -> datetime.date:
    """Return what stands in written SQL for a day; place: which of several."""
    return _DAY + datetime.timedelta(days=place)


def text() -> str:
    """Return what stands in written SQL for a text."""
    return _TEXT


@dataclass(eq=False)
class Written:
    """A question that is asked again with other values. One for each, made when the module is read.

    make: returns the queryset for these values, given in order: `stand_ins` (see `number`, `day`, `text`), then the shape.
    A stand-in must reach the database as it is: in no computation, and in no `isnull`. The SQL is kept by thread (as
    connections are) and by shape: what else decides how it reads, as what a reader holds.
    """

    make: Callable[..., QuerySet]
    stand_ins: tuple[Any, ...]
    _kept: threading.local = field(default_factory=threading.local)

    def rows(self, *values: Any, shape: tuple[Hashable, ...] = ()) -> list[tuple]:
        """Return the rows of a `values_list`. One query."""
        compiler, told = self._ask(values, shape)
        return list(compiler.results_iter([told], tuple_expected=True))

    def instances(self, *values: Any, shape: tuple[Hashable, ...] = ()) -> list[Any]:
        """Return the rows as their model's instances, with what is annotated and what is selected beside. One query."""
        compiler, told = self._ask(values, shape)
        info, chosen = compiler.klass_info, compiler.select
        first, end = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column[0].target.attname for column in chosen[first:end]]
        related = get_related_populators(info, chosen, connection.alias)
        found = []
        for row in compiler.results_iter([told]):
            found.append(info["model"].from_db(connection.alias, names, row[first:end]))
            for each in related:
                each.populate(row, found[-1])
            for name, place in compiler.annotation_col_map.items():
                setattr(found[-1], name, row[place])
        return found

    def _ask(self, values: tuple[Any, ...], shape: tuple[Hashable, ...]) -> tuple[Any, list[list[Any]]]:
        compiler, sql, params, places = self._written(shape)
        if not sql:
            return compiler, []  # nobody holds what would let a row be seen
        sent = list(params)
        for place, n in places:
            sent[place] = _adapted(values[n])
        with connection.cursor() as cursor:
            cursor.execute(sql, sent)
            return compiler, [list(row) for row in cursor.fetchall()]

    def _written(self, shape: tuple[Hashable, ...]) -> tuple[Any, str, tuple[Any, ...], list[tuple[int, int]]]:
        kept = self._kept.__dict__.setdefault("told", {})
        if shape not in kept:
            if len(kept) >= MOST_SHAPES:
                kept.clear()
            compiler = self.make(*self.stand_ins, *shape).query.get_compiler(connection.alias)
            try:
                sql, params = compiler.as_sql()
            except EmptyResultSet:
                compiler.setup_query()
                return kept.setdefault(shape, (compiler, "", (), []))
            wanted = [_adapted(value) for value in self.stand_ins]
            places = [(place, wanted.index(value)) for place, value in enumerate(params) if value in wanted]
            if {n for _, n in places} != set(range(len(wanted))):
                raise ValueError("A value does not reach the database as it is.")
            kept[shape] = (compiler, sql, params, places)
        return kept[shape]


def _adapted(value: Any) -> Any:
    """Return a value as the database's driver is given it."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, datetime.date) else value


class Belonging:
    """What belongs to one row by a foreign key: the question `queryset` where `of` is that row."""

    def __init__(self, queryset: QuerySet, of: str) -> None:
        self.queryset, self.of = queryset, of
        self._question = Written(lambda key: queryset.filter(**{of: key}), (number(),))

    def read(self, owner: Model, name: str) -> list[Any]:
        """Return the rows, and let `owner.name.all()` give them too. One query."""
        link = self.queryset.model._meta.get_field(self.of)
        rows = self._question.instances(owner.pk)
        for row in rows:
            link.set_cached_value(row, owner)
        found = Whole(self.queryset.model)
        found._result_cache = rows
        found._prefetch_done = True
        owner._prefetched_objects_cache = {**getattr(owner, "_prefetched_objects_cache", {}), name: found}
        return rows
