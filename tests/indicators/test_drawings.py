"""Drawings of series: what is not told is seen not to be."""

import datetime
from dataclasses import replace

import pytest

from handslag.indicators.drawings import Beside, line
from handslag.indicators.reading import definitions
from handslag.indicators.series import Key, Series, Value

RATE = definitions()["suicid-sakra-15-ar"]


def value(year: int, number: float) -> Value:
    return Value(datetime.date(year, 1, 1), datetime.date(year, 12, 31), number)


def test_a_year_that_nothing_is_told_of_is_a_gap_and_not_crossed():
    told = [value(2019, 14.2), value(2021, 14.7)]

    drawn = line(Beside("Länet", Series(Key(RATE.key, "18"), tuple(told))), RATE)

    assert [(each.label, each.word) for each in drawn.points if each.value is None] == [("2020", "ingen uppgift")]
    assert drawn.points[1].at == pytest.approx(told[0].at + 1, abs=0.01)


def test_years_that_a_source_leaves_out_by_its_own_rhythm_are_no_gaps():
    survey = replace(RATE, frequency="every_other_year")

    drawn = line(Beside("Länet", Series(Key(RATE.key, "18"), (value(2019, 14.2), value(2021, 14.7)))), survey)

    assert len(drawn.points) == 2
