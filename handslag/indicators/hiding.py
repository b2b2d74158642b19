"""Reads the counts that stand beside the figures asked for, and tells which of these must not be shown with them."""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.core.cache import cache
from django.db.models import OuterRef, Q, Subquery

from handslag.indicators import protection
from handslag.indicators.estimates import Cell
from handslag.indicators.models import Fetch, Indicator, Observation
from handslag.indicators.protection import COUNTED, Place, Whole
from handslag.indicators.reading import Definition
from handslag.indicators.series import Key, Series, Value
from handslag.places.models import Area

PUBLIC = ("source", "shipped")
"""Ways in which figures came that anybody can read at their source, for every county."""

Period = tuple[datetime.date, datetime.date]


def also_hidden(wanted: Sequence[Definition], areas: Sequence[Area], series: Mapping[Key, Series]) -> frozenset[Cell]:
    """Return the figures that are hidden for what they would tell, in whichever series.

    The same answer whichever of the areas, sexes and ages beside each other are asked for. It is worked out once after
    each taking in, and kept. No query where no figure has a count; then one or two; when it is worked out three more.
    """
    counted = {
        key.indicator for key, each in series.items() if any(value.numerator is not None for value in each.values)
    }
    definitions = {each.key: each for each in wanted if each.key in counted and each.measure in COUNTED}
    if not definitions:
        return frozenset()
    scope = tuple(sorted(_apart(areas)))
    names = {key: _name(definitions[key], stamp, scope) for key, stamp in _stamps(definitions).items()}
    kept = {name: _near_at_hand[name] for name in names.values() if name in _near_at_hand}
    kept |= cache.get_many([name for name in names.values() if name not in kept])
    unknown = {key: definitions[key] for key, name in names.items() if name not in kept}
    if unknown:
        made = _worked_out(unknown, areas)
        fresh = {names[key]: tuple(cell for cell in made if cell[0].indicator == key) for key in unknown}
        cache.set_many(fresh, timeout=None)
        kept |= fresh
    _keep_at_hand(kept)
    return frozenset(cell for cells in kept.values() for cell in cells)


_near_at_hand: dict[str, tuple[Cell, ...]] = {}
"""What this process has asked for, by name: the names hold a random part and the answers never change."""
_MOST_AT_HAND = 500


def _keep_at_hand(kept: Mapping[str, tuple[Cell, ...]]) -> None:
    if len(_near_at_hand) > _MOST_AT_HAND:
        _near_at_hand.clear()
    _near_at_hand.update(kept)


def _stamps(definitions: Mapping[str, Definition]) -> dict[str, str]:
    """Return the latest taking in of each indicator. One query."""
    last = Fetch.objects.filter(indicator=OuterRef("pk")).order_by("-pk").values("uuid")[:1]
    rows = Indicator.objects.filter(key__in=list(definitions)).annotate(stamp=Subquery(last))
    return {key: str(stamp) for key, stamp in rows.values_list("key", "stamp")}


def _name(definition: Definition, stamp: str, scope: tuple[int, ...]) -> str:
    """Return the name of an answer: another one as soon as the figures, the rule or the areas are other."""
    told = repr((definition.key, stamp, definition.smallest, definition.single_years, definition.measure, scope))
    return "hidden-" + hashlib.sha256(told.encode()).hexdigest()


def _worked_out(definitions: Mapping[str, Definition], areas: Sequence[Area]) -> frozenset[Cell]:
    near = Q(area__kind__in=[Area.COUNTRY, Area.COUNTY]) | Q(area__parent__in=_apart(areas))
    few = _few(definitions, near)
    if not few:
        return frozenset()
    tables = _tables(definitions, few, near)
    national, below = _wholes(areas)
    each_alone = [Whole(code, ()) for code in (national.area, *national.parts)] if national else []
    return frozenset(
        (Key(key, *place), *period)
        for (key, *period), (counts, is_public) in tables.items()
        for place in protection.also_hidden(
            counts,
            smallest=definitions[key].smallest,
            above=each_alone if is_public or national is None else [national],
            below=below,
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
) -> dict[tuple, tuple[dict[Place, int], bool]]:
    """Return the counts of each indicator and period, and whether all of them are public at their source.

    What is never shown for other reasons is in none.
    """
    rows = Observation.objects.filter(
        near,
        indicator__key__in={key for key, _ in few},
        period_to__in={period[1] for _, period in few},
        latest=True,
        numerator__isnull=False,
        value__isnull=False,
    ).values_list(
        "indicator__key",
        "period_from",
        "period_to",
        "area__code",
        "sex",
        "age",
        "area__kind",
        "fetch__way",
        "numerator",
    )
    tables: dict[tuple, dict[Place, int]] = defaultdict(dict)
    private = set()
    for key, first, last, area, sex, age, kind, way, n in rows:
        value = Value(first, last, n)
        is_below = kind == Area.MUNICIPALITY
        if (key, (first, last)) in few and not protection.is_too_short(definitions[key], value, below_county=is_below):
            tables[key, first, last][Place(area, sex, age)] = round(n)
            if way not in PUBLIC:
                private.add((key, first, last))
    return {name: (counts, name not in private) for name, counts in tables.items()}


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
