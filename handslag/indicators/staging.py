"""Figures on their way in: a table of the transaction's own, and the statements that settle it, in both databases.

The rows are never held in Python: they are staged in chunks and settled by the database. The statements are made of
names in this file alone; what comes from outside is always a parameter.
"""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper as Cursor

from handslag.indicators.models import Fetch, Observation

__all__ = ["Cursor", "Line", "doubled", "fill", "overlapping", "settle", "table"]

TABLE = "staged_observation"
ROWS = Observation._meta.db_table
FETCHES = Fetch._meta.db_table
CHUNK = 5000

KEY = ("area_id", "period_from", "period_to", "sex", "age")
PAYLOAD = ("value", "lower", "upper", "numerator", "denominator", "state", "note")
COLUMNS = ("number", *KEY, *PAYLOAD)
Line = tuple[Any, ...]
"""A row in the order of COLUMNS."""

_TYPES = {
    "number": "bigint", "area_id": "bigint", "period_from": "date", "period_to": "date", "sex": "varchar(1)",
    "age": "varchar(10)", "state": "varchar(20)", "note": "varchar(300)",
}  # fmt: skip
_SAME_KEY = " AND ".join(f"s.{name} = o.{name}" for name in KEY)
_LATEST = f"FROM {TABLE} s LEFT JOIN {ROWS} o ON o.indicator_id = %s AND o.latest AND {_SAME_KEY}"
_OVERLAP_SHORTEST = 366
"""Days: only periods longer than a year may roll over each other."""


@contextmanager
def table(cursor: Cursor) -> Iterator[None]:
    """Have the empty table, within a transaction. It goes with it, also where that is undone."""
    columns = ", ".join(f"{name} {_TYPES.get(name, 'double precision')}" for name in COLUMNS)
    cursor.execute(f"CREATE TEMPORARY TABLE {TABLE} ({columns})")
    yield
    cursor.execute(f"DROP TABLE {TABLE}")


def fill(cursor: Cursor, lines: Iterable[Line]) -> None:
    """Stage the lines, a chunk at a time."""
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for some in _chunks(lines):
                copy.write("".join(map(_copied, some)))
        cursor.execute(f"ANALYZE {TABLE}")  # or the joins below are planned for an empty table
        return
    insert = f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"
    for some in _chunks(lines):
        cursor.executemany(insert, [(*line[:2], line[2].isoformat(), line[3].isoformat(), *line[4:]) for line in some])


def _chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    each = iter(lines)
    return iter(lambda: list(islice(each, CHUNK)), [])


def _copied(line: Line) -> str:
    return (
        "\t".join(["\\N" if cell is None else _escaped(cell) if type(cell) is str else str(cell) for cell in line])
        + "\n"
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def doubled(cursor: Cursor) -> Line | None:
    """Return a line that tells of the same figure as an earlier one: its number, the other's, and its key."""
    key = ", ".join(KEY)
    return _first(cursor, f"SELECT max(number), min(number), {key} FROM {TABLE} GROUP BY {key} HAVING count(*) > 1")


def overlapping(cursor: Cursor, *, window: int) -> Line | None:
    """Return a line whose period overlaps another's of the same series: its number, the other's, and its key.

    window: above 1, periods of more than a year that are equally long may.
    """
    days = (
        "period_to - period_from"
        if connection.vendor == "postgresql"
        else "julianday(period_to) - julianday(period_from)"
    )
    before = "OVER (PARTITION BY area_id, sex, age ORDER BY period_from, period_to"
    seen = (
        f"SELECT number, {', '.join(KEY)}, {days} AS days, lag({days}) {before}) AS days_before,"
        f" lag(number) {before}) AS other,"
        f" max(period_to) {before} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS taken_to FROM {TABLE}"
    )
    # A leap year may be in one of two periods that are equally long.
    rolls = f"days > {_OVERLAP_SHORTEST} AND abs(days - days_before) <= 2" if window > 1 else "1 = 0"
    where = f"period_from <= taken_to AND NOT ({rolls})"
    return _first(cursor, f"SELECT number, other, {', '.join(KEY)} FROM ({seen}) AS seen WHERE {where} ORDER BY number")


def _first(cursor: Cursor, statement: str) -> Line | None:
    cursor.execute(f"{statement} LIMIT 1")
    found = cursor.fetchone()
    if found is None:
        return None
    number, other, area, first, last, *rest = found
    return number, other, area, _day(first), _day(last), *rest


def _day(told: datetime.date | str) -> datetime.date:
    return datetime.date.fromisoformat(told) if isinstance(told, str) else told


def settle(cursor: Cursor, fetch: Fetch) -> tuple[int, int, int, int]:
    """Write what is new and what differs; return how many were added, revised and the same, and how many are gone."""
    indicator = fetch.indicator_id
    same = " AND ".join(f"s.{name} {_is_same()} o.{name}" for name in PAYLOAD)
    cursor.execute(
        f"SELECT count(*), count(o.id), count(CASE WHEN o.id IS NOT NULL AND {same} THEN 1 END) {_LATEST}", [indicator]
    )
    total, known, unchanged = cursor.fetchone()
    revised = known - unchanged
    gone = _gone(cursor, fetch) if fetch.way == "source" else 0
    if revised:
        cursor.execute("CREATE TEMPORARY TABLE replaced_observation (id bigint)")
        cursor.execute(
            f"INSERT INTO replaced_observation SELECT o.id {_LATEST} WHERE o.id IS NOT NULL AND NOT ({same})",
            [indicator],
        )
    if total > unchanged:
        _write(cursor, fetch, same)
    if revised:
        replaced = "id IN (SELECT id FROM replaced_observation)"
        cursor.execute(f"UPDATE {ROWS} SET latest = %s WHERE {replaced}", [False])
        cursor.execute("DROP TABLE replaced_observation")
    return total - known, revised, unchanged, gone


def _write(cursor: Cursor, fetch: Fetch, same: str) -> None:
    told = ", ".join(f"s.{name}" for name in (*KEY, *PAYLOAD))
    cursor.execute(
        f"INSERT INTO {ROWS} (indicator_id, fetch_id, vintage, latest, {', '.join((*KEY, *PAYLOAD))})"
        f" SELECT %s, %s, coalesce(o.vintage, 0) + 1, %s, {told} {_LATEST}"
        f" WHERE o.id IS NULL OR NOT ({same}) ORDER BY s.number",
        [fetch.indicator_id, fetch.pk, True, fetch.indicator_id],
    )


def _gone(cursor: Cursor, fetch: Fetch) -> int:
    """Return how many figures that came from this source before it does not tell now."""
    cursor.execute(
        f"SELECT count(*) FROM {ROWS} o JOIN {FETCHES} f ON f.id = o.fetch_id AND f.way = %s AND f.source = %s"
        f" LEFT JOIN {TABLE} s ON {_SAME_KEY} WHERE o.indicator_id = %s AND o.latest AND s.number IS NULL",
        [fetch.way, fetch.source, fetch.indicator_id],
    )
    return cursor.fetchone()[0]


def _is_same() -> str:
    """Equal, or both nothing."""
    return "IS NOT DISTINCT FROM" if connection.vendor == "postgresql" else "IS"
