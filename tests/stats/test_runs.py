"""The runs test and a target beside the limits: published bounds, counting by hand, and points that do not count."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag import stats


@pytest.mark.parametrize(
    ("points", "longest", "fewest"),
    # Anhøj and Olesen 2014, and R's qbinom(.05, n - 1, .5): 10, 20, 24 and 100 useful points.
    [(10, 6, 2), (12, 7, 3), (20, 7, 6), (24, 8, 8), (100, 10, 41)],
)
def test_the_bounds_follow_the_number_of_points(points, longest, fewest):
    result = stats.runs_test([1, -1] * (points // 2), 0)

    assert (result.longest_expected, result.fewest_expected) == (longest, fewest)
    assert (result.crossings, result.longest_run, result.signal) == (points - 1, 1, False)


def test_runs_and_crossings_counted_by_hand():
    result = stats.runs_test([5, 6, 4, 7, 3, 3, 2, 6, 8, 9, 9, 7], 5)

    assert (result.useful, result.longest_run, result.crossings) == (11, 5, 4)
    assert result.usable


def test_a_run_that_is_too_long_is_a_signal():
    assert stats.runs_test([1, -1, 1, -1, 1, -1, *[1] * 8, -1, 1, -1, 1, -1, 1], 0).signal


def test_crossings_that_are_too_few_are_a_signal():
    result = stats.runs_test([*[-1] * 5, *[1] * 5, *[-1] * 5, *[1] * 5], 0)

    assert (result.longest_run, result.crossings, result.signal) == (5, 3, True)


def test_points_on_the_centre_and_missing_points_neither_break_nor_lengthen_a_run():
    result = stats.runs_test([1, 0, 1, None, 1, -1, 0, -1], 0)

    assert (result.useful, result.longest_run, result.crossings) == (5, 3, 1)
    assert not result.usable


def test_by_default_the_centre_is_the_median():
    assert stats.runs_test([1, 2, None, 3, 4]).crossings == stats.runs_test([1, 2, 3, 4], 2.5).crossings == 1


def test_one_centre_for_each_series_or_for_each_point():
    y = np.array([[1, 2, 3], [4, 5, 6]])

    by_series = stats.runs_test(y, [2, 9])
    by_point = stats.runs_test(y, [[2, 2, 2], [9, 9, 9]])

    assert list(by_series.crossings) == list(by_point.crossings) == [1, 0]
    with pytest.raises(stats.StatsInputError) as told:
        stats.runs_test(y, [1, 2, 3])
    assert (told.value.code, told.value.field) == ("shape_mismatch", "centre")


@pytest.mark.parametrize("y", [[5] * 12, [None] * 12])
def test_a_series_that_never_leaves_its_centre_gives_no_signal(y):
    result = stats.runs_test(y)

    assert (result.useful, result.longest_run, result.signal, result.usable) == (0, 0, False, False)


@given(st.lists(st.lists(st.integers(-3, 3), min_size=9, max_size=9), min_size=1, max_size=5))
def test_a_batch_gives_what_a_loop_gives(rows):
    batch, loop = stats.runs_test(rows, 0), [stats.runs_test(row, 0) for row in rows]

    for name in ("longest_run", "crossings", "useful", "signal", "fewest_expected"):
        np.testing.assert_array_equal(getattr(batch, name), [getattr(each, name) for each in loop])


@given(st.lists(st.sampled_from([-1, 1]), min_size=1, max_size=40))
def test_runs_counted_one_by_one(row):
    runs = "".join("u" if each > 0 else "d" for each in row).replace("ud", "u d").replace("du", "d u").split()

    result = stats.runs_test(row, 0)

    assert (result.longest_run, result.crossings) == (max(map(len, runs)), len(runs) - 1)


def test_a_target_beyond_the_limits_is_always_met_or_never():
    y = [9, 11] * 8  # limits 10 ± 5.32

    def said(better):
        return list(stats.assurance(stats.control_chart([y] * 3, better=better), [16, 10, 4]))

    assert said("lower") == ["consistent_pass", "inconsistent", "consistent_fail"]
    assert said("higher") == ["consistent_fail", "inconsistent", "consistent_pass"]
    assert said("none") == ["", "", ""]


def test_without_target_or_limits_nothing_is_promised():
    assert stats.assurance(stats.control_chart([9, 11] * 8), None) == ""
    assert stats.assurance(stats.control_chart([None, None]), 3) == ""


@pytest.mark.parametrize("series", [[], np.zeros((3, 0))])
def test_a_series_without_points_is_refused(series):
    with pytest.raises(stats.StatsInputError) as raised:
        stats.runs_test(series)

    assert (raised.value.code, raised.value.field) == ("too_few_points", "y")
