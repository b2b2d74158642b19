"""Which municipalities and years an estimate is made of, and who is left out, and why."""

import datetime
from types import SimpleNamespace

import pytest

from handslag.indicators.reading import definitions
from handslag.indicators.rollout.panel import Start, grid_of, starts_of
from handslag.indicators.series import Value

NEET = definitions()["varken-arbetar-eller-studerar"]


def area(name: str, pk: int = 0):
    return SimpleNamespace(pk=pk, name=name, code=name.lower())


def value(year: int, at: float | None = 10.0, *, last: int | None = None, **fields) -> Value:
    days = datetime.date(year, 1, 1), datetime.date(last or year, 12, 31)
    return Value(*days, at, state="" if at is not None else "missing", **fields)


def grid(starts, values, definition=NEET):
    return grid_of(definition, starts, values)


def whole(*names: str, years=range(2015, 2020)):
    return {name.lower(): [value(year) for year in years] for name in names}


def test_a_municipality_that_has_not_begun_and_one_that_has_are_in():
    found = grid([Start(area("A"), True, 2017), Start(area("B"), False)], whole("A", "B"))

    assert (found.names, found.starts, found.years) == (("A", "B"), (2017, None), (2015, 2016, 2017, 2018, 2019))
    assert found.left_out == {}


@pytest.mark.parametrize(
    ("start", "why"),
    [
        (Start(area("A"), None), "ingen har sagt om kommunen har börjat"),
        (Start(area("A"), True), "året då kommunen började är inte angivet"),
        (Start(area("A"), True, 2015), "började 2015, innan det finns siffror att jämföra med"),
        (Start(area("C"), False), "siffror saknas för något år"),
    ],
)
def test_who_is_left_out_is_told_with_the_reason(start: Start, why: str):
    found = grid([start, Start(area("B"), False)], whole("A", "B"))

    assert found.left_out == {start.area.name: why}
    assert found.names == ("B",)


def test_a_missing_year_leaves_a_municipality_out_and_is_never_zero():
    values = whole("A", "B")
    values["a"][2] = value(2017, None)

    found = grid([Start(area("A"), False), Start(area("B"), False)], values)

    assert found.left_out == {"A": "siffror saknas för något år"}


def test_windows_of_several_years_are_no_yearly_values():
    values = {"a": [value(2010, last=2014), value(2015, last=2019)]}

    assert grid([Start(area("A"), False)], values).years == ()


def test_of_years_with_a_gap_the_longest_stretch_is_used():
    years = [2010, 2011, 2014, 2015, 2016]

    assert grid([Start(area("A"), False)], whole("A", years=years)).years == (2014, 2015, 2016)


def test_a_rate_with_its_counts_is_told_by_counts_and_inhabitants():
    rate = next(each for each in definitions().values() if each.measure == "rate")
    values = {"a": [value(year, 10.0, numerator=3, denominator=30_000) for year in (2015, 2016)]}

    found = grid([Start(area("A"), False)], values, rate)

    assert (found.values, found.exposure) == (((3.0, 3.0),), ((30_000.0, 30_000.0),))


def test_a_rate_that_lacks_a_count_is_told_by_its_values():
    rate = next(each for each in definitions().values() if each.measure == "rate")
    values = {"a": [value(2015, 10.0, numerator=3, denominator=30_000), value(2016, 12.0)]}

    found = grid([Start(area("A"), False)], values, rate)

    assert (found.values, found.exposure) == (((10.0, 12.0),), None)


def test_a_municipality_without_a_row_is_unknown_and_not_one_that_has_not_begun():
    areas = [area("A", 1), area("B", 2), area("C", 3)]
    rows = [
        SimpleNamespace(area_id=1, state="started", year=2019, source="beslut"),
        SimpleNamespace(area_id=2, state="not_started", year=None, source=""),
    ]

    assert [each.words for each in starts_of(areas, rows)] == ["började 2019", "har inte börjat", "ingen uppgift"]
