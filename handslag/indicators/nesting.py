"""Which figures are hidden because another indicator counts the same and somewhat more: the difference would tell a few.

All ages less those from 15 years are the children; certain and undetermined less certain are the undetermined. Decided
from the figures alone, so that it does not depend on which indicators are asked for together.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from handslag.indicators.estimates import Cell
from handslag.indicators.models import Observation
from handslag.indicators.protection import COUNTED, count_of, is_within
from handslag.indicators.reading import Definition, definitions
from handslag.indicators.series import Key, Series, Value
from handslag.places.models import Area

INTENTS = {"certain": {"certain", "certain_and_undetermined"}}
"""Intents that count what an intent counts."""


def hidden_within(wanted: Sequence[Definition], areas: Sequence[Area], series: Mapping[Key, Series]) -> frozenset[Cell]:
    """Return the wanted figures that a wider indicator's would tell a few with. One query, none where nothing nests.

    Where one sex tells, all sexes and ages of that area and period are hidden: two of the three would give the third.
    """
    there = {key.indicator for key, each in series.items() if each.values}
    wider = {each.key: found for each in wanted if each.key in there and (found := list(wider_than(each)))}
    if not wider:
        return frozenset()
    nested = [each for each in wanted if each.key in wider]
    since = min(value.period_from for key, each in series.items() if key.indicator in wider for value in each.values)
    counts = _counts(
        {each.key: each for each in [*nested, *(w for found in wider.values() for w in found)]}, areas, since
    )
    telling = {
        (each.key, area, period)
        for each in nested
        for (area, period, sex), n in counts[each.key].items()
        if any(
            0 < counts[other.key].get((area, period, sex), n) - n < max(each.smallest, other.smallest)
            for other in wider[each.key]
        )
    }
    return frozenset(
        (key, value.period_from, value.period_to)
        for key, each in series.items()
        for value in each.values
        if (key.indicator, key.area, (value.period_from, value.period_to)) in telling
    )


def wider_than(definition: Definition) -> Iterable[Definition]:
    """Yield the definitions that count all that one counts, and more: of the same source, with wider ages or intents."""
    for other in definitions().values():
        if (
            other.key != definition.key
            and _tables(other) & _tables(definition)
            and (other.ages, other.intent) != (definition.ages, definition.intent)
            and {definition.measure, other.measure} <= set(COUNTED)
            and other.window == definition.window
            and other.intent in INTENTS.get(definition.intent, {definition.intent})
            and is_within(definition.ages, other.ages)
        ):
            yield other


def _tables(definition: Definition) -> set[tuple[str, str]]:
    """Return the tables that the counts come from."""
    return {(each.name, each.table) for each in definition.sources if each.table and each.gives == "numerator"}


def _counts(
    wanted: Mapping[str, Definition], areas: Sequence[Area], since: datetime.date
) -> dict[str, dict[tuple, int]]:
    """Return the counts of the definitions' own ages by area, period and sex, of periods that begin on a day or later. One query."""
    rows = Observation.objects.filter(
        indicator__key__in=list(wanted), area__in=areas, age="", latest=True, period_from__gte=since,
    ).values_list(
        "indicator__key", "area__code", "sex", "period_from", "period_to", "value", "numerator", "denominator"
    )  # fmt: skip
    found: dict[str, dict[tuple, int]] = defaultdict(dict)
    for key, area, sex, first, last, value, n, base in rows:
        count = count_of(wanted[key], Value(first, last, value, numerator=n, denominator=base))
        if count is not None:
            found[key][area, (first, last), sex] = round(count)
    return found
