"""Where the way of measuring changed: figures before and after are not compared, nor tried together for a trend. Pure."""

import datetime
from collections.abc import Sequence

from handslag.indicators.reading import Definition
from handslag.indicators.series import Value

TOLD = "metodbyte: "
"""What stands before the words in the note of the first figure that is made in another way."""


def breaks(definition: Definition, values: Sequence[Value]) -> tuple[tuple[datetime.date, str], ...]:
    """Return the days from which the values are made in another way, with what changed: the earliest first.

    The definition tells of what holds everywhere, a figure's note of what holds in its area ("metodbyte: ...").
    values: of one series, in the order of their periods.
    """
    found = {value.period_from: told for value in values[1:] if (told := value.note.partition(TOLD)[2])}
    for each in definition.breaks:
        if values and values[0].period_from < each.on <= values[-1].period_to:
            found[each.on] = each.what
    return tuple(sorted(found.items()))


def since_last_break(definition: Definition, values: Sequence[Value]) -> tuple[Value, ...]:
    """Return the values that may be compared with the last one: those whose whole period is after the last break."""
    days = breaks(definition, values)
    return tuple(value for value in values if not days or value.period_from >= days[-1][0])
