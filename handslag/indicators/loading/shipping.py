"""Figures that lie in files of our own form: what ships with Handslag, what examples bring, what an operator gives."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from handslag.indicators import shipped
from handslag.indicators.models import Fetch, Indicator, Observation
from handslag.indicators.queries import indicators_of
from handslag.indicators.shipped import ShippedRow
from handslag.indicators.writing import BadRow, Row, Taken, register, take_in
from handslag.places.models import Area

OBSERVATIONS, REVISED = "observations.csv", "observations-revised.csv"
"""The files of an example's own figures: as they first came, and those that a later edition changed."""
LONGEST_SOURCE = 300

Key = tuple[str, datetime.date, datetime.date, str, str]


class CannotTakeIn(ValueError):
    """A file cannot be taken in, and nothing of it is. The message names the file and the line, in Swedish."""


@transaction.atomic
def load_shipped() -> Counter[str]:
    """Take in what ships with Handslag, where nothing else has told of the same; return how many figures were new.

    A file that is taken in again adds nothing, and never undoes what has been fetched or read in since.
    """
    register()
    added: Counter[str] = Counter()
    for file in shipped.files():
        added["figures"] += _take_in(_read(file), file, way="shipped").added
    return added


@transaction.atomic
def load_example(folder: Path) -> Counter[str]:
    """Take in an example's own figures, where it has any: of made-up areas alone. Return how many were new."""
    added: Counter[str] = Counter()
    told = {name: _read(folder / name) for name in (OBSERVATIONS, REVISED) if (folder / name).exists()}
    if not told:
        return added
    register()
    counties = _made_up()
    for name, rows in told.items():
        wrong = next((each.area for each in rows if each.area not in counties), None)
        if wrong:
            raise CannotTakeIn(f"{name}: {wrong} är inget påhittat område. Påhittade tal hör bara till påhittade län.")
        if name == OBSERVATIONS:
            rows = _without_revised(rows, told.get(REVISED, []))
        county = counties[rows[0].area] if rows else None
        added["figures"] += _take_in(rows, folder / name, way="shipped", county=county).added
    return added


def _without_revised(rows: list[ShippedRow], revised: list[ShippedRow]) -> list[ShippedRow]:
    """Return the rows without those that a later edition has changed here already: it is not undone by loading again."""
    if not revised or not Fetch.objects.filter(way="shipped", address=REVISED).exists():
        return rows
    changed = {_place(each) for each in revised}
    return [each for each in rows if _place(each) not in changed]


def _place(row: ShippedRow) -> tuple[str, Key]:
    return row.indicator, (row.area, row.period_from, row.period_to, row.sex, row.age)


def _made_up() -> dict[str, Area]:
    """Return the county of every made-up area, by the area's code."""
    areas = Area.objects.filter(Q(is_example=True) | Q(parent__is_example=True)).select_related("parent")
    return {each.code: each if each.is_example or each.parent is None else each.parent for each in areas}


@transaction.atomic
def load_file(file: Path, *, only: Iterable[str] = ()) -> Taken:
    """Take in a file of our own form, as read in from a file. only: indicators' keys, () for all that it tells of."""
    register()
    wanted = set(only)
    rows = [each for each in _read(file) if not wanted or each.indicator in wanted]
    return _take_in(rows, file, way="file")


def _read(file: Path) -> list[ShippedRow]:
    try:
        return list(shipped.rows(file))
    except (OSError, ValueError) as error:
        raise CannotTakeIn(f"Filen går inte att läsa: {error}") from None


def _take_in(rows: list[ShippedRow], file: Path, *, way: str, county: Area | None = None) -> Taken:
    """Take in the rows, one taking in for each indicator and source; none is noted where nothing came of it.

    county: the made-up one whose figures they are.
    """
    by_source = sorted(rows, key=_group)
    known = indicators_of({each.indicator for each in rows})
    total = Taken()
    for (key, source, _), some in groupby(by_source, key=_group):
        if key not in known:
            raise CannotTakeIn(f"{file.name}: indikatorn {key} finns inte.")
        fetch = Fetch(indicator=known[key], way=way, source=source[:LONGEST_SOURCE], address=file.name, county=county)
        taken = _take_in_of(fetch, list(some), file)
        total = Taken(total.added + taken.added, total.revised + taken.revised, total.same + taken.same)
    return total


def _group(row: ShippedRow) -> tuple[str, str, str]:
    return row.indicator, row.source, str(row.source_date or "")


def _take_in_of(fetch: Fetch, told: list[ShippedRow], file: Path) -> Taken:
    rows = [_row(each) for each in told]
    if fetch.way == "shipped":
        others = _told_by_others(fetch.indicator, fetch.source)
        rows = [each for each in rows if _key(each) not in others]
    with transaction.atomic():
        now = timezone.now()
        fetch.source_date, fetch.asked_at, fetch.done_at, fetch.state = told[0].source_date, now, now, "done"
        fetch.percent = 100
        fetch.save()
        try:
            taken = take_in(fetch, rows)
        except BadRow as error:
            raise CannotTakeIn(f"{file.name}, {fetch.indicator.key}: {error}") from None
        if not taken.added + taken.revised:
            fetch.delete()
            return taken
        fetch.added, fetch.revised, fetch.same, fetch.rows = taken.added, taken.revised, taken.same, taken.rows
        fetch.save()
    return taken


def _told_by_others(indicator: Indicator, source: str) -> set[Key]:
    """Return the figures that came in another way, or shipped from another source: they go before."""
    there = Observation.objects.filter(indicator=indicator).exclude(fetch__way="shipped", fetch__source=source)
    return set(there.values_list("area__code", "period_from", "period_to", "sex", "age"))


def _key(row: Row) -> Key:
    return row.area, row.period_from, row.period_to, row.sex, row.age


def _row(told: ShippedRow) -> Row:
    fields: Mapping[str, object] = {
        name: getattr(told, name)
        for name in ("sex", "age", "lower", "upper", "numerator", "denominator", "state", "note")
    }
    return Row(told.area, told.period_from, told.period_to, told.value, **fields)  # type: ignore[arg-type]
