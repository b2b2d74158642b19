"""Works out which of an indicator's figures are hidden for what they would tell. Run after each taking in, never for a page.

First the figures of each indicator and period by themselves, by linear programs that also see between which numbers a
count must lie (`protection`); then all that counts the same events, over ages, intents and years (`together`).
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Count as RowCount
from django.db.models import F, Q
from django.db.models import Value as Number

from handslag.indicators import protection
from handslag.indicators.estimates import Cell as Figure
from handslag.indicators.models import Observation
from handslag.indicators.nesting import family_of
from handslag.indicators.protection import Place, Whole, span_of
from handslag.indicators.reading import Definition
from handslag.indicators.series import Key, Value
from handslag.indicators.together import Cell, hidden_together
from handslag.places.models import Area

PUBLIC = ("source", "shipped")
"""Ways in which figures came that anybody can read at their source, for every county."""

Period = tuple[datetime.date, datetime.date]
Definitions = Mapping[str, Definition]


class Count(NamedTuple):
    """How many events, whichever indicators tell it. ages: first and last."""

    area: str
    sex: str
    intent: str
    ages: tuple[int, int]
    period: Period


class Table(NamedTuple):
    """The counts of an indicator and period. is_public: whether all of them can be read at their source."""

    counts: dict[Place, int]
    is_public: bool


def hidden_figures(definitions: Definitions, apart: frozenset[int]) -> frozenset[Figure]:
    """Return what is hidden, of whole families of indicators. apart: counties decided with their municipalities.

    Two queries where no count is small and nothing can be laid together; else four.
    """
    near = _near(apart)
    few, tied = few_of(definitions, apart), tied_of(definitions, apart)
    if not few and not tied:
        return frozenset()
    national, below = _wholes(apart)
    return decided(definitions, _tables(definitions, few, tied, near), few, tied, national, below)


def decided(
    definitions: Definitions,
    tables: Mapping[tuple[str, Period], Table],
    few: Collection[tuple[str, Period]],
    tied: Collection[str],
    national: Whole | None,
    below: list[Whole],
) -> frozenset[Figure]:
    """Return what is hidden of the tables. few, tied: as `few_of` and `tied_of`. national: the country with its counties."""
    hidden: set[Figure] = set()
    for (key, period), (counts, is_public) in tables.items():
        if (key, period) in few:
            above = _above(national, is_public=is_public)
            places = protection.also_hidden(counts, smallest=definitions[key].smallest, above=above, below=below)
            hidden |= {(Key(key, *place), *period) for place in places}
    for keys in {tuple(each.key for each in family_of(definitions[key])) for key in sorted(tied)}:
        own = {name: table for name, table in tables.items() if name[0] in keys}
        above = _above(national, is_public=all(table.is_public for table in own.values()))
        hidden |= _together(definitions, own, hidden, above, below)
    return frozenset(hidden)


def _above(national: Whole | None, *, is_public: bool) -> list[Whole]:
    """Return what is decided first: the country with its counties, or each alone where their sum is no secret."""
    if national is None:
        return []
    return [Whole(code, ()) for code in (national.area, *national.parts)] if is_public else [national]


def _together(
    definitions: Definitions,
    tables: Mapping[tuple[str, Period], Table],
    hidden: Iterable[Figure],
    above: list[Whole],
    below: list[Whole],
) -> set[Figure]:
    """Return what is hidden of a family's figures, those that are hidden already among them."""
    figures: dict[Count, list[Figure]] = defaultdict(list)
    counts: dict[Count, int] = {}
    for (key, period), table in tables.items():
        for place, count in table.counts.items():
            ages = span_of(place.age or definitions[key].ages)
            name = Count(place.area, place.sex, definitions[key].intent, ages, period)
            figures[name].append((Key(key, *place), *period))
            counts[name] = min(count, counts.get(name, count))
    smallest = max(definitions[key].smallest for key, _ in tables)
    already = set(hidden)
    off = {name for name, n in counts.items() if 0 < n < smallest or already.issuperset(figures[name])}
    decided: set[str] = set()
    for whole in [*above, *below]:
        areas = {whole.area, *whole.parts}
        within = {name: n for name, n in counts.items() if name.area in areas}
        off |= _of_whole(within, smallest, off, whole, {name for name in within if name.area in decided})
        if whole in above:
            decided |= areas
    return {figure for name in off for figure in figures[name]}


def _of_whole(
    counts: Mapping[Count, int], smallest: int, off: set[Count], whole: Whole, decided: set[Count]
) -> set[Count]:
    """Return what is hidden more of an area and its parts: laid together in each period, and over the periods.

    Where periods hold each other nothing that is hidden may be told in either way: what one tells helps the other.
    """
    periods = _grouped(counts, lambda each: each.period)
    rolling = [group for group in _grouped(counts, lambda each: each[2:4]) if _hold_each_other(group)]
    more: set[Count] = set()
    while True:
        found: set[Count] = set()
        for groups, is_time in ((periods, False), (rolling, True)):
            for group in groups:
                cells = {_cell(each, is_time=is_time): each for each in group}
                new = _hidden_together(
                    tuple(sorted((cell, counts[each]) for cell, each in cells.items())),
                    smallest,
                    frozenset(cell for cell, each in cells.items() if each in off or each in more),
                    whole,
                    frozenset(cell for cell, each in cells.items() if each in decided),
                    every=bool(rolling),
                )
                more |= {cells[cell] for cell in new}
                found |= {cells[cell] for cell in new}
        if not found or not rolling:
            return more


@lru_cache(maxsize=256)
def _hidden_together(
    counts: tuple[tuple[Cell, int], ...],
    smallest: int,
    hidden: frozenset[Cell],
    whole: Whole,
    decided: frozenset[Cell],
    *,
    every: bool,
) -> set[Cell]:
    """As `hidden_together`, kept until `forget`: the country is the same whichever county is decided beside it."""
    return hidden_together(dict(counts), smallest=smallest, hidden=hidden, whole=whole, decided=decided, every=every)


def forget() -> None:
    """Let go of what was kept while several counties were decided."""
    _hidden_together.cache_clear()


def _grouped(counts: Iterable[Count], by: Callable[[Count], object]) -> list[list[Count]]:
    groups: dict = defaultdict(list)
    for each in counts:
        groups[by(each)].append(each)
    return list(groups.values())


def _cell(count: Count, *, is_time: bool) -> Cell:
    first, last = count.period
    return Cell(*count[:3], (first.toordinal(), last.toordinal()) if is_time else count.ages)


def _hold_each_other(counts: Iterable[Count]) -> bool:
    """Tell whether some period lies within another: five years and one of them, a year and its months."""
    return _any_within({count.period for count in counts})


def _any_within(periods: Iterable[Period]) -> bool:
    latest = None
    for _, last in sorted(periods, key=lambda each: (each[0], -each[1].toordinal())):
        if latest is not None and last <= latest:
            return True
        latest = last
    return False


def _near(apart: frozenset[int]) -> Q:
    return Q(area__kind__in=[Area.COUNTRY, Area.COUNTY]) | Q(area__parent__in=apart)


def few_of(definitions: Definitions, apart: frozenset[int]) -> set[tuple[str, Period]]:
    """Return the periods of each indicator in which some count is small, zero among them: a lone zero can tell. One query."""
    at_most = Q()
    for key, each in definitions.items():
        at_most |= Q(indicator__key=key) & fewer_than(each)
    rows = Observation.objects.filter(_near(apart), at_most, latest=True).values_list(
        "indicator__key", "period_from", "period_to", "value", "numerator", "denominator"
    )
    return {
        (key, (first, last))
        for key, first, last, value, n, base in rows
        if _count(definitions[key], first, last, value, n, base) < definitions[key].smallest
    }


def tied_of(definitions: Definitions, apart: frozenset[int]) -> set[str]:
    """Return the indicators whose figures can be laid together, with others' of the family too. One query.

    Those of more than one indicator, with more than one span of ages, with periods that hold each other, or where one
    sex is told beside the sum and the other is not.
    """
    rows = Observation.objects.filter(
        _near(apart), indicator__key__in=list(definitions), latest=True, value__isnull=False
    ).order_by()
    named = rows.values_list("indicator__key", "age", "period_from", "period_to", "sex").annotate(n=RowCount("pk"))
    kinds: dict[str, set] = defaultdict(set)
    periods: dict[str, set[Period]] = defaultdict(set)
    sexes: dict[tuple, dict[str, int]] = defaultdict(dict)
    for key, age, first, last, sex, n in named:
        name = family_of(definitions[key])[0].key
        kinds[name].add((key, span_of(age or definitions[key].ages)))
        periods[name].add((first, last))
        sexes[name, key, age, first, last][sex] = n
    alone = {name for (name, *_), told in sexes.items() if "T" in told and told.get("K") != told.get("M")}
    tied = alone | {name for name in kinds if len(kinds[name]) > 1 or _any_within(periods[name])}
    return {key for key, each in definitions.items() if each.smallest > 1 and family_of(each)[0].key in tied}


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
    definitions: Definitions, few: set[tuple[str, Period]], tied: set[str], near: Q
) -> dict[tuple[str, Period], Table]:
    """Return the counts of each indicator and period that has few or is tied. What is never shown for other reasons is in none."""
    with_few = Q(indicator__key__in={key for key, _ in few}, period_to__in={period[1] for _, period in few})
    rows = (
        Observation.objects.filter(near, with_few | Q(indicator__key__in=tied), latest=True, value__isnull=False)
        .order_by()
        .values_list(
            "indicator__key", "period_from", "period_to", "area__code", "sex", "age", "area__kind", "fetch__way", "value",
            "numerator", "denominator",
        )
    )  # fmt: skip
    tables: dict[tuple[str, Period], dict[Place, int]] = defaultdict(dict)
    private = set()
    for key, first, last, area, sex, age, kind, way, told, n, base in rows:
        value = Value(first, last, told, numerator=n, denominator=base)
        count = protection.count_of(definitions[key], value)
        name = (key, (first, last))
        is_short = protection.is_too_short(definitions[key], value, below_county=kind == Area.MUNICIPALITY)
        if count is None or is_short or not (key in tied or name in few):
            continue
        tables[name][Place(area, sex, age)] = round(count)
        if way not in PUBLIC:
            private.add(name)
    return {name: Table(counts, name not in private) for name, counts in tables.items()}


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
