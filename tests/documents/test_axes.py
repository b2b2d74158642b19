"""Axes: round steps that hold the values, and periods in the order of time."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents.axes import value_axis
from handslag.documents.lettering import measure
from handslag.documents.series import Line, Point
from handslag.documents.timescale import overlaps, period_labels, times
from tests.documents.svg import boxes

FLOATS = st.floats(-1e7, 1e7).map(lambda value: round(value, 3))


def line(*labels, **more):
    return Line("Länet", tuple(Point(label, 1.0, **more) for label in labels))


def labels(marks, width=760):
    body, foot = period_labels(marks, y=0, width=width)
    return boxes(f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(body)}</svg>'), foot


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([26.5], ["0", "10", "20", "30"]),
        ([0.4], ["0,0", "0,1", "0,2", "0,3", "0,4"]),
        ([], ["0,0", "0,2", "0,4", "0,6", "0,8", "1,0"]),
        ([-3, 2.6], ["−4", "−2", "0", "2", "4"]),
        ([-7], ["−8", "−6", "−4", "−2", "0"]),
        ([12_000], ["0", "5\u00a0000", "10\u00a0000", "15\u00a0000"]),
    ],
)
def test_the_axis_has_round_steps_from_zero(values, ticks):
    axis = value_axis(values)

    assert [axis.words(tick) for tick in axis.ticks] == ticks


@given(st.lists(FLOATS, max_size=6), st.lists(FLOATS, max_size=6), st.booleans(), st.sampled_from([3, 4, 5]))
def test_any_values_are_inside_their_axis(values, limits, from_zero, steps):
    axis = value_axis(values, limits=limits, from_zero=from_zero, steps=steps)

    assert all(axis.low - 1e-6 <= value <= axis.high + 1e-6 for value in values)
    assert axis.low < axis.high and 2 <= len(axis.ticks) <= steps + 1
    assert axis.low <= 0 <= axis.high or not from_zero


def test_a_long_interval_does_not_flatten_the_values():
    assert value_axis([5], limits=[1, 400]).high == 20
    assert value_axis([0], limits=[0, 3.7]).high == 4


def test_percent_is_from_0_to_100_and_nothing_else():
    assert value_axis([3.1], percent=True).ticks == [0, 20, 40, 60, 80, 100]
    with pytest.raises(ValueError, match="not a percentage from 0 to 100: 101"):
        value_axis([101], percent=True)


def test_a_span_leaves_zero_out_and_must_hold_the_values():
    assert (value_axis([81], span=(78, 84)).low, value_axis([81], span=(78, 84)).high) == (78, 84)
    with pytest.raises(ValueError, match="not inside"):
        value_axis([77], span=(78, 84))


def test_only_values_far_from_zero_and_near_each_other_are_looked_at_closely():
    assert value_axis([940, 950], from_zero=False).low == 940
    assert value_axis([10, 950], from_zero=False).low == 0


def test_periods_stand_at_their_years_where_all_have_one():
    own, other = Line("Länet", (Point("2018", 1, at=2018), Point("2022", 1, at=2022))), line("2020", at=2020)

    found = times(own, other)

    assert found.timed and found.own == (2018, 2022) and found.other == (2020,)
    assert found.marks == ((2018, "2018"), (2020, "2020"), (2022, "2022"))


def test_periods_without_years_stand_in_order_and_the_same_words_in_one_place():
    found = times(line("läsåret 19/20", "läsåret 21/22"), line("läsåret 19/20", "läsåret 20/21", "läsåret 21/22"))

    assert not found.timed
    assert [words for _, words in found.marks] == ["läsåret 19/20", "läsåret 20/21", "läsåret 21/22"]
    assert found.own == (0, 2) and found.other == (0, 1, 2)


def test_the_same_words_twice_in_a_line_are_two_periods():
    assert times(line("a", "a", "b")).own == (0, 1, 2)


def test_periods_that_run_backwards_are_refused():
    with pytest.raises(ValueError, match="not in the order of time"):
        times(Line("Länet", (Point("2022", 1, at=2022), Point("2018", 1, at=2018))))


@pytest.mark.parametrize(
    ("before", "after", "common"),
    [
        ("2018–2022", "2019–2023", True),
        ("2018-2020", "2020-2022", True),
        ("2016–2018", "2019–2021", False),
        ("2018", "2019", False),
        ("läsåret 2018/19", "läsåret 2019/20", False),
    ],
)
def test_periods_with_years_in_common_overlap(before, after, common):
    assert overlaps(Point(before, 1), Point(after, 1)) is common


def test_period_words_are_left_out_from_the_last_backwards_where_they_have_no_room():
    found, _ = labels([(10 + 20 * at, str(2000 + at)) for at in range(10)], width=220)

    assert [box.words for box in found] == ["2001", "2003", "2005", "2007", "2009"]


def test_windows_of_years_stand_in_two_lines_where_one_has_no_room():
    found, foot = labels([(30 + 50 * at, f"{2010 + at}–{2014 + at}") for at in range(4)])

    assert [box.words for box in found][:2] == ["2010–", "2014"] and foot == 38


@given(st.lists(st.floats(0, 358), min_size=1, max_size=40), st.text(max_size=30))
def test_any_period_words_stay_inside_and_apart(places, words):
    found, _ = labels([(x, words or "2020") for x in sorted(places)], width=358)

    assert all(box.left >= -0.5 and box.right <= 358.5 for box in found)
    assert math.fsum(measure(box.words) for box in found if box.top == found[0].top) <= 359
