"""A figure's period in words, and why there is none."""

import datetime

import pytest

from handslag.indicators.series import NO_GROUND, Key, Series, Value


def value(first: str, last: str, number: float | None = 1.0, **more) -> Value:
    return Value(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last), number, **more)


@pytest.mark.parametrize(
    ("first", "last", "label", "years"),
    [
        ("2019-01-01", "2019-12-31", "2019", 1),
        ("2018-01-01", "2022-12-31", "2018–2022", 5),
        ("2018-07-01", "2019-06-30", "läsåret 2018/19", 1),
        ("2024-03-01", "2024-03-31", "mars 2024", 0),
        ("2024-01-01", "2024-03-31", "kvartal 1 2024", 0),
        ("2024-10-01", "2024-12-31", "kvartal 4 2024", 0),
        ("2024-01-01", "2024-06-30", "januari–juni 2024", 0),
        ("2024-07-01", "2024-12-31", "juli–december 2024", 0),
        ("2024-03-04", "2024-03-10", "2024-03-04–2024-03-10", 0),
        ("2018-07-01", "2020-06-30", "2018-07-01–2020-06-30", 2),
        ("2022-04-01", "2023-09-30", "2022-04-01–2023-09-30", 1),
    ],
)
def test_a_period_is_told_as_people_say_it(first, last, label, years):
    assert (value(first, last).label, value(first, last).years) == (label, years)


def test_a_year_stands_in_its_middle_on_the_time_axis():
    assert value("2019-01-01", "2019-12-31").at == pytest.approx(2019.5, abs=0.01)
    assert value("2024-01-01", "2024-03-31").at == pytest.approx(2024.12, abs=0.01)
    assert value("2018-01-01", "2022-12-31").at == pytest.approx(2020.5, abs=0.01)


def test_a_month_is_no_year():
    assert not value("2024-03-01", "2024-03-31").is_single_year
    assert value("2024-01-01", "2024-12-31").is_single_year


def test_a_value_without_limits_says_that_their_ground_is_missing():
    assert value("2019-01-01", "2019-12-31").word == NO_GROUND
    assert value("2019-01-01", "2019-12-31", limits="source").word == ""
    assert value("2019-01-01", "2019-12-31", None, state="suppressed_source").word == "dolt av källan"


def test_the_latest_number_is_not_the_last_period_where_that_has_none():
    there = value("2019-01-01", "2019-12-31", 0.0)
    gone = value("2020-01-01", "2020-12-31", None, state="missing")
    series = Series(Key("deltagare", "18"), (there, gone))

    assert series.latest is there and series.last is gone
    assert Series(Key("deltagare", "18")).latest is None
