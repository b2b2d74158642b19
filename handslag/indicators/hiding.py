"""Reads the counts that stand beside the figures asked for, and tells which of these must not be shown with them."""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models import Value as Number
from django_tasks import task

from handslag.indicators import protection
from handslag.indicators.estimates import Cell
from handslag.indicators.models import Fetch, HiddenFigures, Indicator, Observation
from handslag.indicators.own.definition import own_definition
from handslag.indicators.protection import COUNTED, Place, Whole
from handslag.indicators.reading import Definition
from handslag.indicators.reading import definitions as known
from handslag.indicators.series import Key, Series, Value
from handslag.places.models import Area
from handslag.plans.models import Plan

PUBLIC = ("source", "shipped")
"""Ways in which figures came that anybody can read at their source, for every county."""

Period = tuple[datetime.date, datetime.date]


_left_to_worker = False
_ASK_AGAIN_SECONDS = 120


def leave_to_worker() -> None:
    """Let this process never work out what is hidden, but ask the worker to: what that takes would stay in its memory."""
    global _left_to_worker
    _left_to_worker = True


def also_hidden(wanted: Sequence[Definition], areas: Sequence[Area], series: Mapping[Key, Series]) -> frozenset[Cell]:
    """Return the figures that are hidden for what they would tell, in whichever series.

    The same answer whichever of the areas, sexes and ages beside each other are asked for. It is worked out once after
    each taking in, and kept. Until a worker that is asked has answered, all figures are hidden that may be tied to a
    small count. No query where no figure has a count; then one or two; when it is worked out three more.
    """
    of_counts = {each.key: each for each in wanted if each.measure in COUNTED}
    counted = {key.indicator for key, each in series.items() if _has_counts(of_counts.get(key.indicator), each)}
    definitions = {key: each for key, each in of_counts.items() if key in counted}
    if not definitions:
        return frozenset()
    apart = _apart(areas)
    names = _names(definitions, apart)
    kept = {name: _near_at_hand[name] for name in names.values() if name in _near_at_hand}
    kept |= _stored([name for name in names.values() if name not in kept])
    _keep_at_hand(kept)
    unknown = {key: definitions[key] for key, name in names.items() if name not in kept}
    found = frozenset(cell for cells in kept.values() for cell in cells)
    if not unknown:
        return found
    return found | (_until_told(unknown, names, apart, series) if _left_to_worker else _told(unknown, apart))


def _has_counts(definition: Definition | None, series: Series) -> bool:
    return definition is not None and any(protection.count_of(definition, value) is not None for value in series.values)


def prepare(key: str) -> None:
    """See to it that what is hidden of an indicator is known before anybody asks, for every county that has a plan."""
    if _left_to_worker:
        work_out.enqueue(key, None)
    else:
        work_out.call(key, None)


@task()
def work_out(key: str, apart: list[int] | None) -> None:
    """Work out and keep what is hidden of an indicator. apart: counties decided with their municipalities; None for each with a plan.

    Where no count is small this is one quick query each.
    """
    definition = known().get(key) or own_definition(key)
    if definition is None or definition.measure not in COUNTED:
        return
    scopes = [frozenset(apart)] if apart is not None else _scopes()
    for scope in scopes:
        _told({key: definition}, scope)


def _scopes() -> list[frozenset[int]]:
    """Return the counties by themselves, and each that has a plan with its municipalities. One query."""
    counties = Plan.objects.values_list("county", flat=True).distinct().order_by("county")
    return [frozenset(), *(frozenset([each]) for each in counties)]


def _told(definitions: Mapping[str, Definition], apart: frozenset[int]) -> frozenset[Cell]:
    """Work out what is hidden, keep it, and return it."""
    names = _names(definitions, apart)  # before the figures are read: newer ones than these have another name
    made = _worked_out(definitions, apart)
    _store(names, apart, made)
    _keep_at_hand({name: tuple(cell for cell in made if cell[0].indicator == key) for key, name in names.items()})
    return made


def _until_told(
    definitions: Mapping[str, Definition], names: Mapping[str, str], apart: frozenset[int], series: Mapping[Key, Series]
) -> frozenset[Cell]:
    """Ask the worker; return every figure of a period in which some count is small: more than what will be hidden."""
    few = _few(definitions, _near(apart))
    with_few = {key for key, _ in few}
    _keep_at_hand({names[key]: () for key in definitions if key not in with_few})
    for key in sorted(with_few):
        with suppress(DatabaseError), transaction.atomic():  # what can be written nowhere is asked for by another page
            if cache.add("hidden-asked-" + names[key], 1, timeout=_ASK_AGAIN_SECONDS):
                work_out.enqueue(key, sorted(apart))
    return frozenset(
        (key, value.period_from, value.period_to)
        for key, each in series.items()
        for value in each.values
        if (key.indicator, (value.period_from, value.period_to)) in few
    )


_near_at_hand: dict[str, tuple[Cell, ...]] = {}
"""What this process has asked for, by name: the names hold a random part and the answers never change."""
_MOST_AT_HAND = 500


def _keep_at_hand(kept: Mapping[str, tuple[Cell, ...]]) -> None:
    if len(_near_at_hand) > _MOST_AT_HAND:
        _near_at_hand.clear()
    _near_at_hand.update(kept)


def _stored(names: Sequence[str]) -> dict[str, tuple[Cell, ...]]:
    """Return the kept answers, by name. One query, none where no name is asked for."""
    if not names:
        return {}
    day = datetime.date.fromisoformat
    rows = HiddenFigures.objects.filter(name__in=names).values_list("name", "indicator__key", "cells")
    return {
        name: tuple((Key(key, area, sex, age), day(first), day(last)) for area, sex, age, first, last in cells)
        for name, key, cells in rows
    }


def _store(names: Mapping[str, str], apart: frozenset[int], cells: frozenset[Cell]) -> None:
    """Keep an answer in the place of the one before. names: by indicator. Where nothing can be written nothing is kept."""
    of_each: dict[str, list] = {key: [] for key in names}
    for key, first, last in sorted(cells):
        of_each[key.indicator].append([*key[1:], first.isoformat(), last.isoformat()])
    scope = ",".join(map(str, sorted(apart)))
    indicators = dict(Indicator.objects.filter(key__in=list(names)).values_list("key", "pk"))
    # A report is gathered in a transaction that only reads: the answer holds all the same.
    with suppress(DatabaseError), transaction.atomic():
        HiddenFigures.objects.bulk_create(
            [
                HiddenFigures(indicator_id=indicators[key], scope=scope, name=name, cells=of_each[key])
                for key, name in names.items()
            ],
            update_conflicts=True,
            unique_fields=["indicator", "scope"],
            update_fields=["name", "cells"],
        )


def _names(definitions: Mapping[str, Definition], apart: frozenset[int]) -> dict[str, str]:
    """Return the names of the answers by indicator: others as soon as the figures, the rule or the areas are other. One query."""
    last = Fetch.objects.filter(indicator=OuterRef("pk")).order_by("-pk").values("uuid")[:1]
    rows = Indicator.objects.filter(key__in=list(definitions)).annotate(stamp=Subquery(last))
    return {
        key: _name(definitions[key], f"{stamp} {version}", apart)
        for key, version, stamp in rows.values_list("key", "version", "stamp")
    }


def _name(definition: Definition, stamp: str, apart: frozenset[int]) -> str:
    told = repr(
        (definition.key, stamp, definition.smallest, definition.single_years, definition.measure, sorted(apart))
    )
    return hashlib.sha256(told.encode()).hexdigest()


def _near(apart: frozenset[int]) -> Q:
    return Q(area__kind__in=[Area.COUNTRY, Area.COUNTY]) | Q(area__parent__in=apart)


def _worked_out(definitions: Mapping[str, Definition], apart: frozenset[int]) -> frozenset[Cell]:
    near = _near(apart)
    few = _few(definitions, near)
    if not few:
        return frozenset()
    tables = _tables(definitions, few, near)
    national, below = _wholes(apart)
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


def _apart(areas: Sequence[Area]) -> frozenset[int]:
    """Return the counties that are decided with their municipalities: where these are asked for, or no country is above."""
    asked = {area.parent_id for area in areas if area.kind == Area.MUNICIPALITY and area.parent_id}
    alone = {area.pk for area in areas if area.kind == Area.COUNTY and (area.is_example or area.parent_id is None)}
    return frozenset(asked | alone)


def _few(definitions: Mapping[str, Definition], near: Q) -> set[tuple[str, Period]]:
    """Return the periods of each indicator in which some count is small, zero among them: a lone zero can tell."""
    at_most = Q()
    for key, each in definitions.items():
        at_most |= Q(indicator__key=key) & fewer_than(each)
    rows = Observation.objects.filter(near, at_most, latest=True).values_list(
        "indicator__key", "period_from", "period_to", "value", "numerator", "denominator"
    )
    return {
        (key, (first, last))
        for key, first, last, value, n, base in rows
        if _count(definitions[key], first, last, value, n, base) < definitions[key].smallest
    }


def fewer_than(definition: Definition) -> Q:
    """Return what a count under the threshold can look like: told, as the value, or as a share of its base."""
    untold = Q(numerator__isnull=True)
    if definition.measure == "count":
        untold &= Q(value__lt=definition.smallest)
    else:
        untold &= Q(value__lt=Number(float(definition.smallest * definition.per)) / F("denominator"))
    return Q(numerator__lt=definition.smallest) | untold


def _count(
    definition: Definition,
    first: datetime.date,
    last: datetime.date,
    value: float | None,
    numerator: float | None,
    denominator: float | None,
) -> float:
    """Return how many a row is of; of rows that tell."""
    told = Value(first, last, value, numerator=numerator, denominator=denominator)
    return protection.count_of(definition, told) or 0


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
        "value",
        "numerator",
        "denominator",
    )
    tables: dict[tuple, dict[Place, int]] = defaultdict(dict)
    private = set()
    for key, first, last, area, sex, age, kind, way, told, n, base in rows:
        value = Value(first, last, told, numerator=n, denominator=base)
        count = protection.count_of(definitions[key], value)
        if count is None:
            continue
        is_below = kind == Area.MUNICIPALITY
        if (key, (first, last)) in few and not protection.is_too_short(definitions[key], value, below_county=is_below):
            tables[key, first, last][Place(area, sex, age)] = round(count)
            if way not in PUBLIC:
                private.add((key, first, last))
    return {name: (counts, name not in private) for name, counts in tables.items()}


def _wholes(apart: frozenset[int]) -> tuple[Whole | None, list[Whole]]:
    """Return the country with its counties, and each county that is decided with its municipalities. One query."""
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
