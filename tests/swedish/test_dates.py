from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.swedish.dates import day, distance, month, month_end, parse_day

TODAY = date(2024, 1, 1)


def test_day_and_month():
    assert day(date(2024, 3, 1)) == "1 mars 2024"
    assert month(date(2024, 12, 31)) == "december 2024"


def test_month_end_knows_leap_years():
    assert month_end(date(2024, 2, 3)) == date(2024, 2, 29)
    assert month_end(date(2023, 2, 3)) == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("to_day", "words"),
    [
        (date(2024, 1, 1), "i dag"),
        (date(2024, 1, 2), "i morgon"),
        (date(2023, 12, 31), "i går"),
        (date(2024, 1, 14), "om 13 dagar"),
        (date(2024, 1, 15), "om två veckor"),
        (date(2024, 2, 1), "om en månad"),
        (date(2023, 11, 1), "för två månader sedan"),
        (date(2024, 6, 1), "om fem månader"),
        (date(2025, 1, 1), "om ett år"),
        (date(2025, 7, 1), "om 18 månader"),
        (date(2022, 1, 1), "för två år sedan"),
    ],
)
def test_distance(to_day, words):
    assert distance(TODAY, to_day) == words


@given(st.integers(2, 20_000))
def test_distance_reads_the_same_both_ways(days):
    later = TODAY + timedelta(days=days)

    assert distance(TODAY, later).removeprefix("om ") == distance(later, TODAY)[4:-6]


def test_parse_day():
    assert parse_day(" 2024-03-01 ") == date(2024, 3, 1)


@pytest.mark.parametrize("text", ["", "1 mars 2024", "20240301", "2024-02-30", "2024-W01-1", "2024-3-1"])
def test_parse_day_quotes_what_it_cannot_read(text):
    with pytest.raises(ValueError) as error:
        parse_day(text)

    assert repr(text) in str(error.value)
