"""Breaks in how a figure is made: told of by the definition or by a figure's note."""

import datetime
from dataclasses import replace

from handslag.indicators.breaks import breaks, since_last_break
from handslag.indicators.reading import Change, definitions
from handslag.indicators.series import Value

DEFINITION = definitions()["forsta-besok-vuxna"]


def year(number: int, note: str = "") -> Value:
    return Value(datetime.date(number, 1, 1), datetime.date(number, 12, 31), 80.0, note=note)


def on(number: int) -> datetime.date:
    return datetime.date(number, 1, 1)


def test_a_note_tells_from_when_and_what():
    values = [year(2017), year(2018), year(2019, "exempel: metodbyte: ny blankett"), year(2020)]

    assert breaks(DEFINITION, values) == ((on(2019), "ny blankett"),)
    assert since_last_break(DEFINITION, values) == tuple(values[2:])


def test_the_definition_tells_of_what_holds_everywhere():
    changed = replace(DEFINITION, breaks=(Change(on(2018), "ny enkät"), Change(on(2030), "kommer")))
    values = [year(2016), year(2017), year(2018), year(2019, "metodbyte: ny blankett")]

    assert breaks(changed, values) == ((on(2018), "ny enkät"), (on(2019), "ny blankett"))
    assert since_last_break(changed, values) == (values[3],)


def test_a_break_before_or_at_the_first_figure_parts_nothing():
    changed = replace(DEFINITION, breaks=(Change(on(2016), "ny enkät"),))
    values = [year(2016, "metodbyte: ny blankett"), year(2017)]

    assert breaks(changed, values) == ()
    assert since_last_break(changed, values) == tuple(values)


def test_a_period_over_a_break_is_not_after_it():
    changed = replace(DEFINITION, breaks=(Change(on(2018), "ny enkät"),))
    over = Value(on(2016), datetime.date(2019, 12, 31), 80.0)

    assert since_last_break(changed, [year(2015), over, year(2020)]) == (year(2020),)


def test_without_breaks_all_may_be_compared():
    assert breaks(DEFINITION, []) == () == since_last_break(DEFINITION, [])
    assert since_last_break(DEFINITION, [year(2016), year(2017)]) == (year(2016), year(2017))
