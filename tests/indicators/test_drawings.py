"""Drawings of series: what is not told is seen not to be."""

import datetime
from dataclasses import replace

import pytest

from handslag.indicators.drawings import (
    Beside,
    control_drawing,
    line,
    sexes_drawing,
    tiles_drawing,
    whisker_drawing,
)
from handslag.indicators.reading import definitions
from handslag.indicators.series import Key, Series, Value
from handslag.swedish.dates import month_end

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


def month(number: int, told: float) -> Value:
    return Value(datetime.date(2025, number, 1), month_end(datetime.date(2025, number, 1)), told)


def test_what_a_month_had_is_nowhere_drawn_as_what_a_year_has():
    months = Beside("Länet", Series(Key(RATE.key, "18"), tuple(month(at, 1.0 + at % 3) for at in range(1, 13))))
    drawn = [
        control_drawing(RATE, months)[0],
        whisker_drawing(RATE, [months], country=None, head="Län", title="Länen"),
        tiles_drawing(RATE, [months], {"18": (0, 0)}, head="Län", areas="länen", title="Länen"),
        sexes_drawing(RATE, [(months, None, "")]),
    ]

    for each in drawn:
        assert each is not None
        assert "och månad" in each.description and "och år" not in each.description + each.broad


def test_women_and_men_are_not_joined_across_a_change_of_method():
    values = [value(at, 10.0) for at in range(2018, 2024)]
    changed = replace(values[3], note="metodbyte: ny blankett")
    panels = [
        (Beside(name, Series(Key(RATE.key, "18", sex), (*values[:3], changed, *values[4:]))), None, "")
        for name, sex in (("Kvinnor", "K"), ("Män", "M"))
    ]
    whole = [(Beside(own.name, Series(own.series.key, tuple(values))), None, "") for own, _, _ in panels]

    drawn = sexes_drawing(RATE, panels)

    assert drawn.broad.count('"k-course"') == 4 and drawn.broad.count('"k-break"') == 2
    assert sexes_drawing(RATE, whole).broad.count('"k-course"') == 2
    assert "metoden ändrades (ny blankett)" in drawn.note and "ny blankett" in drawn.description
