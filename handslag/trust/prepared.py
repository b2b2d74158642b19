"""Questions whose SQL is written once, for a page that asks many small ones of one row.

Django writes the SQL of a queryset anew at each use. For the fifteen parts of an initiative that, and the
cloning around a prefetch, took three times as long as the database itself.
"""

import threading
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

_STAND_IN = -(2**40)
"""Stands in the written SQL for the row that is asked of: no row has this number."""


class Whole(QuerySet):
    """Rows that have been read already: to be gone through as they are, not asked further."""

    def _chain(self):
        raise TypeError("These rows are read whole: filter and sort them in Python.")


@dataclass(eq=False)
class Belonging:
    """What belongs to one row by a foreign key: the question `queryset` where `of` is that row.

    One for each question, made when the module is read; it is kept with the SQL, by thread (as connections are).
    """

    queryset: QuerySet
    of: str
    _kept: threading.local = field(default_factory=threading.local)

    def read(self, owner: Model, name: str) -> list[Any]:
        """Return the rows, and let `owner.name.all()` give them too. One query."""
        link = self.queryset.model._meta.get_field(self.of)
        rows = self._rows(owner.pk)
        for row in rows:
            link.set_cached_value(row, owner)
        found = Whole(self.queryset.model)
        found._result_cache = rows
        found._prefetch_done = True
        owner._prefetched_objects_cache = {**getattr(owner, "_prefetched_objects_cache", {}), name: found}
        return rows

    def _rows(self, key: int) -> list[Any]:
        compiler, sql, params = self._written()
        info, chosen = compiler.klass_info, compiler.select
        first, end = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column[0].target.attname for column in chosen[first:end]]
        related = get_related_populators(info, chosen, connection.alias)
        with connection.cursor() as cursor:
            cursor.execute(sql, [key if value == _STAND_IN else value for value in params])
            told = [list(row) for row in cursor.fetchall()]
        rows = []
        for row in compiler.results_iter([told]):
            rows.append(info["model"].from_db(connection.alias, names, row[first:end]))
            for each in related:
                each.populate(row, rows[-1])
        return rows

    def _written(self):
        if not hasattr(self._kept, "told"):
            compiler = self.queryset.filter(**{self.of: _STAND_IN}).query.get_compiler(connection.alias)
            self._kept.told = (compiler, *compiler.as_sql())
        return self._kept.told
