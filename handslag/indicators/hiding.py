"""Reads the counts that stand beside the figures asked for, and tells which of these must not be shown with them."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Q

from handslag.indicators import protection
from handslag.indicators.estimates import Cell
from handslag.indicators.models import Observation
from handslag.indicators.protection import COUNTED, Place, Whole
from handslag.indicators.reading import Definition
from handslag.indicators.series import Key, Series, Value
from handslag.places.models import Area

Period = tuple[datetime.date, datetime.date]


def also_hidden(wanted: Sequence[Definition], areas: Sequence[Area], series: Mapping[Key, Series]) -> frozenset[Cell]:
    """Return the figures that are hidden for what they would tell, in whichever series.

    The same answer whichever of the areas, sexes and ages beside each other are asked for. No query where no figure
    has a count; one where none is small; else three.
    """
    counted = {
        key.indicator for key, each in series.items() if any(value.numerator is not None for value in each.values)
    }
    definitions = {each.key: each for each in wanted if each.key in counted and each.measure in COUNTED}
    if not definitions:
        return frozenset()
    near = Q(area__kind__in=[Area.COUNTRY, Area.COUNTY]) | Q(area__parent__in=_apart(areas))
    few = _few(definitions, near)
    if not few:
        return frozenset()
    tables = _tables(definitions, few, near)
    country, counties = _wholes(areas)
    return frozenset(
        (Key(key, *place), *period)
        for (key, *period), counts in tables.items()
        for place in protection.also_hidden(
            counts, smallest=definitions[key].smallest, country=country, counties=counties
        )
    )


def _apart(areas: Sequence[Area]) -> set[int]:
    """Return the counties that are decided with their municipalities: where these are asked for, or no country is above."""
    asked = {area.parent_id for area in areas if area.kind == Area.MUNICIPALITY and area.parent_id}
    return asked | {
        area.pk for area in areas if area.kind == Area.COUNTY and (area.is_example or area.parent_id is None)
    }


def _few(definitions: Mapping[str, Definition], near: Q) -> set[tuple[str, Period]]:
    """Return the periods of each indicator in which some count is small, zero among them: a lone zero can tell."""
    largest = max(each.smallest for each in definitions.values())
    rows = Observation.objects.filter(
        near, indicator__key__in=list(definitions), latest=True, numerator__lt=largest
    ).values_list("indicator__key", "period_from", "period_to", "numerator")
    return {(key, (first, last)) for key, first, last, n in rows if n < definitions[key].smallest}


def _tables(
    definitions: Mapping[str, Definition], few: set[tuple[str, Period]], near: Q
) -> dict[tuple, dict[Place, int]]:
    """Return the counts of each indicator and period; what is never shown for other reasons is in none."""
    rows = Observation.objects.filter(
        near,
        indicator__key__in={key for key, _ in few},
        period_to__in={period[1] for _, period in few},
        latest=True,
        numerator__isnull=False,
        value__isnull=False,
    ).values_list("indicator__key", "period_from", "period_to", "area__code", "sex", "age", "area__kind", "numerator")
    tables: dict[tuple, dict[Place, int]] = defaultdict(dict)
    for key, first, last, area, sex, age, kind, n in rows:
        value = Value(first, last, n)
        is_below = kind == Area.MUNICIPALITY
        if (key, (first, last)) in few and not protection.is_too_short(definitions[key], value, below_county=is_below):
            tables[key, first, last][Place(area, sex, age)] = round(n)
    return tables


def _wholes(areas: Sequence[Area]) -> tuple[Whole | None, list[Whole]]:
    """Return the country with its counties, and each county that is decided with its municipalities. One query."""
    apart = _apart(areas)
    is_national = Q(kind=Area.COUNTY, is_example=False, parent__isnull=False)
    rows = Area.objects.filter(is_national | Q(parent__in=apart) | Q(pk__in=apart)).values_list(
        "pk", "code", "kind", "is_example", "parent_id", "parent__code"
    )
    parts: dict[str, list[str]] = {code: [] for pk, code, *_ in rows if pk in apart}
    country, counties = None, []
    for _, code, kind, is_example, parent, above in rows:
        if kind == Area.COUNTY and parent and not is_example:
            country = above
            counties.append(code)
        elif parent in apart:
            parts[above].append(code)
    national = Whole(country, tuple(counties)) if country else None
    return national, [Whole(code, tuple(under)) for code, under in parts.items()]
