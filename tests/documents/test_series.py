"""Values with their intervals, and how they are written: a value never stands alone."""

import math

import pytest

from handslag.documents.series import NO_INTERVAL, Point, Style, figure

RATE = Style("per 100 000 invånare")
SHARE = Style("procent", decimals=0, percent=True)


@pytest.mark.parametrize(
    ("lower", "upper", "style", "words"),
    [
        (14.9, 26.5, RATE, "14,9–26,5"),
        (43, 59, SHARE, "43–59\u00a0%"),
        (-1.2, 3.4, RATE, "−1,2 till 3,4"),
        (-3.4, -1.2, RATE, "−3,4 till −1,2"),
        (14.9, math.inf, RATE, "14,9 eller mer"),
        (-math.inf, 3.4, RATE, "3,4 eller mindre"),
        (-math.inf, math.inf, RATE, "utan gränser"),
        (14.9, None, RATE, "från 14,9, övre gräns saknas"),
        (None, 26.5, RATE, "till 26,5, undre gräns saknas"),
        (None, None, RATE, ""),
        (1234.5, 2345.6, RATE, "1\u00a0234,5–2\u00a0345,6"),
    ],
)
def test_an_interval_is_written_as_one_reads_it(lower, upper, style, words):
    assert style.interval(Point("2022", 15, lower, upper)) == words


def test_a_value_is_told_with_its_interval_or_why_it_has_none():
    assert RATE.told(Point("2022", 16.6, 11.9, 22.4)) == "16,6 (11,9–22,4)"
    assert RATE.told(Point("2022", 16.6)) == f"16,6 ({NO_INTERVAL})"
    assert RATE.told(Point("2022", None, word="dolt av källan")) == "dolt av källan"
    assert RATE.told(Point("2022", None)) == "uppgift saknas"


def test_zero_is_a_value_and_what_is_not_a_number_is_none():
    assert RATE.cells(Point("2022", 0.0, 0.0, 3.7)) == ("0,0", "0,0–3,7")
    assert RATE.cells(Point("2022", math.nan, math.nan, math.nan)) == ("uppgift saknas", "–")
    assert RATE.cells(None) == ("–", "–")


def test_numbers_are_rounded_half_up_and_minus_is_minus():
    assert [figure(value, decimals=1) for value in (0.25, -0.04, -0.3, 12345.0)] == [
        "0,3",
        "0,0",
        "−0,3",
        "12\u00a0345,0",
    ]


def test_the_unit_stands_in_the_head_and_percent_in_the_cells():
    assert RATE.head("Örebro län") == "Örebro län (per 100 000 invånare)"
    assert SHARE.head("Örebro län") == "Örebro län" and SHARE.value(51) == "51\u00a0%"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"value": math.inf}, "'2022' has no finite value: inf"),
        ({"value": 1, "at": math.inf}, "'2022' has no finite place"),
        ({"value": 1, "lower": 2, "upper": 1}, "'2022' has its limits in the wrong order"),
    ],
)
def test_what_cannot_be_is_refused_by_name(fields, said):
    with pytest.raises(ValueError, match=said):
        Point("2022", **fields)
