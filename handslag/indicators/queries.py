"""Reads figures: which indicators a county has, and their series as they may be shown."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Q, Subquery

from handslag.indicators.estimates import shown
from handslag.indicators.findings import POINTS
from handslag.indicators.hiding import also_hidden
from handslag.indicators.models import Indicator, Observation
from handslag.indicators.own.definition import PREFIX, own_definition, own_definitions
from handslag.indicators.reading import Definition, definitions
from handslag.indicators.series import Key, Series, Value
from handslag.places.models import Area

_FIELDS = (
    "period_from", "period_to", "value", "lower", "upper", "numerator", "denominator", "state", "note", "vintage", "fetch_id",
)  # fmt: skip


def indicators_of(keys: Iterable[str]) -> dict[str, Indicator]:
    """Return the indicators that figures can hang on, by key. One query."""
    return {each.key: each for each in Indicator.objects.filter(key__in=list(keys))}


@dataclass(frozen=True)
class Part:
    """Which series to read: each of the areas, sexes and ages with each other.

    as_far_as: only periods that end no earlier than this area's last value of what is asked for.
    recent: only periods that end no earlier than what words on this area's last values are made of.
    """

    areas: Sequence[Area]
    sexes: Sequence[str] = ("T",)
    ages: Sequence[str] = ("",)
    as_far_as: Area | None = None
    recent: Area | None = None


def series_of(
    definition: Definition, areas: Sequence[Area], *, sexes: Sequence[str] = ("T",), ages: Sequence[str] = ("",)
) -> dict[Key, Series]:
    """Return a series for each area, sex and age, as it may be shown, in that order; empty where nothing is known.

    As many queries as `shown_series`.
    """
    return shown_series([definition], [Part(areas, sexes, ages)])


def all_series(
    wanted: Sequence[Definition], areas: Sequence[Area], *, sexes: Sequence[str] = ("T",), ages: Sequence[str] = ("",)
) -> dict[Key, Series]:
    """Return the series of several indicators, as `series_of`."""
    return shown_series(wanted, [Part(areas, sexes, ages)])


def recent_series(wanted: Sequence[Definition], area: Area, beside: Sequence[Area] = ()) -> dict[Key, Series]:
    """Return the series of several indicators as far back as words on an area's last values need, and other areas' of that time.

    For lists: of half a century of years they print the last. One query more than `shown_series`.
    """
    return shown_series(wanted, [Part([area, *beside], recent=area)])


def shown_series(wanted: Sequence[Definition], parts: Sequence[Part]) -> dict[Key, Series]:
    """Return the series of the parts as they may be shown: the one way from figures to readers.

    One query; where some figures have counts a second or third.
    """
    raw = _raw(wanted, parts)
    areas = list({area.pk: area for part in parts for area in part.areas}.values())
    hidden = also_hidden(wanted, areas, raw)
    below = {area.code: area.kind == Area.MUNICIPALITY for area in areas}
    read: dict[Key, Series] = {}
    for definition in wanted:
        own = [each for each in raw.values() if each.key.indicator == definition.key]
        read |= {each.key: each for each in shown(definition, own, below_county=below, also_hidden=hidden)}
    return read


def _raw(wanted: Sequence[Definition], parts: Sequence[Part]) -> dict[Key, Series]:
    """Return the series as they were taken in; nothing of them may be shown. One query."""
    found = {key: tuple(each) for key, each in groupby(_rows(wanted, parts), key=lambda row: Key(*row[:4]))}
    keys = [
        Key(definition.key, area.code, sex, age)
        for definition in wanted
        for part in parts
        for area in part.areas
        for sex in part.sexes
        for age in part.ages
    ]
    return {
        # By place, not by name: of thousands of rows the names would be most of the work.
        key: Series(key, tuple(Value(*row[4:_LIMITS], "", *row[_LIMITS:]) for row in found.get(key, ())))
        for key in keys
    }


_LIMITS = 4 + _FIELDS.index("vintage")
"""Where in a row what stands before a value's `limits` ends: we say these ourselves."""


def _rows(wanted: Sequence[Definition], parts: Sequence[Part]):
    """Return the rows of all parts in the order of their series; each row once."""
    key = ("indicator__key", "area__code", "sex", "age")
    ordered = (*key, "period_from", "period_to")
    rows = [_of_part(wanted, part).order_by().values_list(*key, *_FIELDS) for part in parts]
    # One with OR between the parts would read all that the indicator has.
    return rows[0].union(*rows[1:]).order_by(*ordered) if rows[1:] else rows[0].order_by(*ordered)


def _of_part(wanted: Sequence[Definition], part: Part):
    rows = Observation.objects.filter(
        indicator__key__in=[each.key for each in wanted],
        area__in=part.areas,
        sex__in=part.sexes,
        age__in=part.ages,
        latest=True,
    )
    if part.recent:
        return rows.filter(_is_recent(wanted, part, part.recent))
    if not part.as_far_as:
        return rows
    # Not tied to the row outside: the database then answers it once, not once for every row.
    own = Observation.objects.filter(
        indicator__key__in=[each.key for each in wanted],
        area=part.as_far_as,
        sex__in=part.sexes,
        age__in=part.ages,
        latest=True,
        value__isnull=False,
    )
    return rows.filter(period_to__gte=Subquery(own.order_by("-period_to").values("period_to")[:1]))


LOOKED_BACK = 2 * POINTS
"""Periods with a number that are looked at for an area's last values: some may be hidden, or of before a change of method."""


def _is_recent(wanted: Sequence[Definition], part: Part, area: Area) -> Q:
    """Return the condition of `Part.recent`. One query. Of an indicator without so many numbers there all are recent."""
    own = Observation.objects.filter(
        indicator__key__in=[each.key for each in wanted],
        area=area,
        sex__in=part.sexes,
        age__in=part.ages,
        latest=True,
        value__isnull=False,
    ).values_list("indicator__key", "period_from", "period_to")
    told: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for key, *period in own:
        told[key].append((period[0], period[1]))
    begins: dict[date, list[str]] = defaultdict(list)
    for key, periods in told.items():
        if first := _first_recent(periods):
            begins[first].append(key)
    older = Q()
    for first, keys in begins.items():
        older |= Q(indicator__key__in=keys, period_to__lt=first)
    return ~older


def _first_recent(periods: Iterable[tuple[date, date]]) -> date | None:
    """Return the day on which the last LOOKED_BACK periods that do not overlap begin; None where there are not so many."""
    found, first = 0, None
    for begin, end in sorted(periods, reverse=True):
        if first is None or end < first:
            found, first = found + 1, begin
        if found == LOOKED_BACK:
            return first
    return None


def definition_of(key: str) -> Definition | None:
    """Return what an indicator means, a county's own measure too; None where there is none of that key.

    Who may know of an own measure is another matter: what is shown goes by `known_definition`. One query, for own
    measures only.
    """
    return definitions().get(key) or own_definition(key)


def known_definition(key: str, county: Area, user: Any) -> Definition | None:
    """Return what an indicator means, as far as `user` may know of it in a county. Two queries, for own measures only."""
    found = definitions().get(key)
    return found or (own_definitions(county, user).get(key) if key.startswith(PREFIX) else None)


def definitions_for(county: Area, user: Any) -> dict[str, Definition]:
    """Return every definition that `user` may use in a county by key: the files', and the own measures it may know of. Two queries."""
    return {**definitions(), **own_definitions(county, user)}


def standing_for(county: Area, user: Any) -> dict[str, Definition]:
    """Return `definitions_for` without what own measures meant before their series began anew: what is looked over. Two queries."""
    return {**definitions(), **own_definitions(county, user, earlier=False)}
