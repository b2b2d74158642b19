"""The only door by which figures come in: whole or not at all, an unchanged figure once, a revised one as a new vintage."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F, Q

from handslag.indicators import hiding, staging
from handslag.indicators.models import Fetch, Indicator
from handslag.indicators.queries import definition_of
from handslag.indicators.reading import Definition, definitions
from handslag.indicators.rules import fault_of
from handslag.places.models import Area

PAYLOAD = ("value", "lower", "upper", "numerator", "denominator", "state", "note")
"""What makes a figure another than the one that was there."""


class Row(NamedTuple):
    """A figure to take in, of which there may be a million. area: its code. sex: T, K or M. age: "" for the definition's own span.

    value None exactly where `state` says why (a key of `models.figures.STATES`).
    """

    area: str
    period_from: datetime.date
    period_to: datetime.date
    value: float | None
    sex: str = "T"
    age: str = ""
    lower: float | None = None
    upper: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    state: str = ""
    note: str = ""


@dataclass(frozen=True)
class Taken:
    """How many rows were new, were revised, and were as before. gone: figures that the source no longer tells; they stand."""

    added: int = 0
    revised: int = 0
    same: int = 0
    gone: int = 0

    @property
    def rows(self) -> int:
        return self.added + self.revised + self.same


class BadRow(ValueError):
    """A row cannot be taken in, and so none is. number: which one, from 1. field: of Row, "" for the row as a whole.

    The message says all of it in Swedish; `why` only what is wrong.
    """

    def __init__(self, number: int, row: Row, field: str, why: str):
        where = f"{row.area} {row.period_from} till {row.period_to}, {row.sex}{' ' + row.age if row.age else ''}"
        super().__init__(f"Rad {number} ({where}): {why}")
        self.number, self.row, self.field, self.why = number, row, field, why


class UnknownArea(BadRow):
    """A row names an area that there is none of. `code`: its code."""

    def __init__(self, number: int, row: Row):
        super().__init__(number, row, "area", f"Området {row.area} finns inte.")
        self.code = row.area


class AnothersArea(BadRow):
    """A county has told a figure of an area that is not its own."""

    def __init__(self, number: int, row: Row):
        super().__init__(number, row, "area", "Ett län skriver bara tal för sina egna områden.")


def register() -> None:
    """Make the rows that figures of the definitions' files hang on, where they are missing."""
    there = set(Indicator.objects.values_list("key", flat=True))
    Indicator.objects.bulk_create([Indicator(key=key) for key in definitions() if key not in there])


@transaction.atomic
def take_in(fetch: Fetch, rows: Iterable[Row], *, definition: Definition | None = None) -> Taken:
    """Write the figures of one taking in. Raises BadRow (UnknownArea, AnothersArea), and then nothing is written.

    Rows are read once and never held: those of an indicator may be a million. definition: what they are to be held
    against; that of the same key where it is not given. Periods of a series may overlap only where the definition
    has a window of years and they are equally long; this is asked of the rows that come together, for a year and its
    months may come from two sources. Two takings in of an indicator wait for each other.
    """
    indicator = Indicator.objects.select_for_update().get(pk=fetch.indicator_id)
    against = definition or definition_of(indicator.key)
    areas = dict(Area.objects.values_list("code", "pk"))
    ours = _ours(fetch, indicator)
    with connection.cursor() as cursor, staging.table(cursor):
        staging.fill(cursor, _checked(rows, areas, ours, against))
        _refuse_clashes(cursor, {pk: code for code, pk in areas.items()}, window=against.window if against else 1)
        taken = Taken(*staging.settle(cursor, fetch))
    if taken.added or taken.revised:
        # Within the same transaction: what was worked out of the earlier figures must never be read with these.
        Fetch.objects.filter(pk=fetch.pk).update(added=taken.added, revised=taken.revised)
        Indicator.objects.filter(pk=indicator.pk).update(version=F("version") + 1)
        transaction.on_commit(lambda: hiding.prepare(indicator.key))
    return taken


def _ours(fetch: Fetch, indicator: Indicator) -> set[int] | None:
    """Return the areas that a taking in may touch, by number; None where all. At most one query.

    Figures are read by every county: what one county tells itself is of its own areas, and of its own measures or
    everybody's. Only a source and the operator (no county) tell of all.
    """
    if fetch.way == "source" or fetch.county_id is None:
        return None
    if indicator.county_id not in (None, fetch.county_id):
        return set()
    return set(Area.objects.filter(Q(pk=fetch.county_id) | Q(parent=fetch.county_id)).values_list("pk", flat=True))


def _checked(
    rows: Iterable[Row], areas: dict[str, int], ours: set[int] | None, definition: Definition | None
) -> Iterable[staging.Line]:
    """Yield the rows as they are staged. Raises BadRow at the first that cannot be."""
    for number, row in enumerate(rows, start=1):
        if row.area not in areas:
            raise UnknownArea(number, row)
        if ours is not None and areas[row.area] not in ours:
            raise AnothersArea(number, row)
        fault = fault_of(row, definition)
        if fault:
            raise BadRow(number, row, *fault)
        yield (
            number, areas[row.area], row.period_from, row.period_to, row.sex, row.age, row.value, row.lower, row.upper,
            row.numerator, row.denominator, row.state, row.note,
        )  # fmt: skip


def _refuse_clashes(cursor: staging.Cursor, codes: dict[int, str], *, window: int) -> None:
    """Raise BadRow on two rows for the same figure, and on periods that overlap."""
    for clash, why in (
        (staging.doubled(cursor), "Samma område, period, kön och ålder står på rad {}."),
        (staging.overlapping(cursor, window=window), "Perioden överlappar den på rad {}."),
    ):
        if clash:
            number, other, area, first, last, sex, age = clash
            raise BadRow(number, Row(codes[area], first, last, None, sex, age), "period_from", why.format(other))
