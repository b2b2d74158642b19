"""What may be said of figures as they were before they were revised."""

import datetime
from collections.abc import Collection

from handslag.indicators.deciding import fewer_than
from handslag.indicators.models import Observation
from handslag.indicators.protection import count_of
from handslag.indicators.reading import Definition
from handslag.indicators.series import Value
from handslag.places.models import Area

Period = tuple[datetime.date, datetime.date]
Where = tuple[int | None, datetime.date, datetime.date]
"""An area's number, and a period's first and last day."""


def beside_few(definition: Definition, periods: Collection[Period]) -> set[Where]:
    """Return where some count is or has been so small that those beside it would tell it: an area, or what it lies in.

    Stricter than where series are shown: an old figure may tell what only an old sum hid. One query, none without periods.
    """
    if not periods:
        return set()
    small = Observation.objects.filter(
        fewer_than(definition),
        indicator__key=definition.key,
        period_to__gte=min(first for first, _ in periods),
        period_from__lte=max(last for _, last in periods),
    )
    rows = small.order_by().values_list(
        "area_id", "area__parent_id", "period_from", "period_to", "value", "numerator", "denominator"
    )
    return {
        (area, first, last)
        for own, above, first, last, value, n, base in rows.distinct()
        if count_of(definition, Value(first, last, value, numerator=n, denominator=base))
        for area in (own, above)
    }


def is_beside_few(few: Collection[Where], area: Area, first: datetime.date, last: datetime.date) -> bool:
    """Tell whether a figure of an area, of any sex and age, may not be told as it was. few: of `beside_few`."""
    return (area.pk, first, last) in few or (area.parent_id, first, last) in few
