"""The trend of the last points: the profiles' own cases, an independent oracle, and series that cannot be tested."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag import stats

# The English public health profiles test their trend marker on these: (counts, denominators, direction).
FINGERTIPS = {
    "indicator 20301": ([621, 599, 556, 535, 447], [3454, 3195, 3256, 3227, 3121], -1),
    "rising with part of a person": ([2157, 2090, 2194, 2134.81, 2094], [3454, 3195, 3256, 3152, 3062], 1),
    "indicator 1172": ([8116, 8145, 8222, 8506, 8728], [91530, 91773, 92088, 92238, 92665.890], 1),
    "six small groups": ([5, 7, 6, 8, 8, 9], [22, 35, 42, 50, 100, 200], -1),
    "indicator 10101": ([5405, 5500, 5435, 5480, 5315], [18095, 18170, 18005, 17890, 17860], 0),
    "indicator 10101 elsewhere": (
        [23490, 22435, 22445, 21365, 20955, 19055],
        [64830, 65880, 67900, 68705, 69835, 70910],
        -1,
    ),
}


@pytest.mark.parametrize(("count", "total", "direction"), FINGERTIPS.values(), ids=FINGERTIPS)
def test_the_profiles_own_cases_get_the_profiles_direction(count, total, direction):
    result = stats.trend(count, total)

    assert (result.direction, result.usable, result.reason) == (direction, True, "")


@pytest.mark.parametrize(
    ("count", "total", "chi_square"),
    [
        ([5, 7, 6, 7, 8, 10], [22, 35, 42, 48, 54, 150], 8.0237),
        ([5405, 5500, 5435, 5480, 5315], [18095, 18170, 18005, 17890, 17860], 0.018),
        ([5645, 5405, 5500, 5435, 5480, 5315], [18285, 18095, 18170, 18005, 17890, 17860], 1.3987),
        ([5455, 5645, 5405, 5500, 5435, 5480, 5315], [18590, 18285, 18095, 18170, 18005, 17890, 17860], 0.3925),
        ([22435, 22445, 21365, 20955, 19055], [65880, 67900, 68705, 69835, 70910], 978.2845),
    ],
)
def test_the_profiles_recorded_chi_squares(count, total, chi_square):
    # The tests of an early version of the same service, which used as many points as there were.
    assert round(stats.trend(count, total, points=len(count)).chi_square, 4) == chi_square


def test_chi_square_is_armitages_without_n_minus_one():
    # Agresti, Categorical Data Analysis: alcohol and malformation, scores 0 0.5 1.5 4 7 there. With scores 1 to 5 the
    # closed form N (N sum ct - C sum nt)² / (C (N - C)(N sum nt² - (sum nt)²)) of Armitage 1955 gives the same as here.
    count, total = np.array([48, 38, 5, 1, 1]), np.array([17114, 14502, 793, 127, 38])
    time = np.arange(1, 6)
    n, c = total.sum(), count.sum()
    closed = n * (n * (count * time).sum() - c * (total * time).sum()) ** 2
    closed /= c * (n - c) * (n * (total * time**2).sum() - (total * time).sum() ** 2)

    result = stats.trend(count, total)

    assert result.chi_square == pytest.approx(closed, rel=1e-12)
    # statsmodels 0.15 Table.test_ordinal_association gives z² with N - 1 in the place of N.
    assert result.chi_square == pytest.approx(1.827759638372789 * n / (n - 1), rel=1e-12)


def test_values_with_limits_by_weighted_least_squares():
    # statsmodels 0.15: WLS(value, constant + time, weights 1 / SE²), slope and (slope / standard error at scale 1)².
    value = np.array([10.0, 12, 13, 15, 17])
    half = 1.96 * np.array([1.0, 0.8, 0.9, 1.1, 0.7])

    result = stats.trend(value=value, lower=value - half, upper=value + half, polarity="high")

    assert result.slope == pytest.approx(1.71430413, rel=1e-8)
    assert result.chi_square == pytest.approx(41.96817033, rel=1e-8)
    assert (result.direction, result.better) == (1, 1)


def test_counts_alone_by_the_poisson_test():
    # By hand: mean 30, sum of (t - 2)(y - 30) = -2*-12 - -6 + 7 + 2*15 = 67, sum (t - 2)² = 10; 67² / (10 * 30).
    result = stats.trend([18, 24, 26, 37, 45], polarity="low")

    assert result.slope == pytest.approx(6.7)
    assert result.chi_square == pytest.approx(67**2 / 300)
    assert (result.direction, result.better) == (1, -1)


def test_person_years_of_equal_size_change_nothing_but_the_unit():
    count = [18, 24, 26, 37, 45]

    by_count, by_rate = stats.trend(count), stats.trend(count, exposure=[1000] * 5)

    assert by_rate.chi_square == pytest.approx(by_count.chi_square)
    assert by_rate.slope == pytest.approx(by_count.slope / 1000)


def test_events_may_outnumber_people_when_they_are_visits():
    assert stats.trend([18, 24, 26, 37, 45], exposure=[10] * 5).direction == 1
    with pytest.raises(stats.StatsInputError) as told:
        stats.trend([18, 24, 26, 37, 45], [20] * 5)
    assert (told.value.code, told.value.field, told.value.where) == ("count_exceeds_total", "count", (1,))


def test_one_point_that_carries_the_slope_alone_is_no_trend():
    count = [30, 30, 30, 30, 90]

    assert stats.trend(count).chi_square > 9.5495
    assert stats.trend(count).direction == 0
    assert stats.trend(count, leave_one_out=False).direction == 1


def test_the_threshold_is_the_quantile_asked_for():
    count = [60, 68, 75, 83, 92]  # chi-square 8.3

    assert [stats.trend(count, critical=level).direction for level in (0.95, 0.998)] == [1, 0]


def test_a_flat_series_of_large_values_has_no_slope():
    high = 1e9 + 0.1

    result = stats.trend(value=[high] * 5, lower=high - np.arange(1, 6) * 1e-6, upper=[high] * 5)

    assert result.slope == pytest.approx(0, abs=1e-12)
    assert result.chi_square == pytest.approx(0, abs=1e-6)


def test_only_the_last_points_count():
    assert stats.trend([900, 800, 18, 24, 26, 37, 45]).slope == stats.trend([18, 24, 26, 37, 45]).slope


def test_a_series_that_cannot_be_tested_says_why_and_leaves_the_rest_alone():
    count = [[18, 24, 26, 37, 45], [18, 24, None, 37, 45], [0, 0, 0, 0, 0], [18, 24, 26, 37, 45]]
    total = [[99] * 5, [99] * 5, [99] * 5, [99, 99, 99, 99, 0]]

    result = stats.trend(np.array(count, dtype=float)[:3], total[:3])

    assert list(result.reason) == ["", "missing", "zero_standard_error"]
    assert list(result.usable) == [True, False, False]
    assert list(result.direction) == [1, 0, 0]
    assert np.isnan(result.slope[1:]).all()
    assert np.isnan(result.chi_square[1:]).all()


def test_a_year_without_anybody_cannot_be_tested():
    assert stats.trend([1, 2, 3, 4, 0], [9, 9, 9, 9, 0]).reason == "zero_exposure"


def test_limits_without_width_cannot_be_tested():
    assert stats.trend(value=[1, 2, 3, 4, 5], lower=[1] * 5, upper=[1] * 5).reason == "zero_standard_error"


def test_fewer_points_than_asked_for_is_a_reason_and_no_error():
    result = stats.trend(np.ones((2, 3, 4)))

    assert result.reason.shape == result.slope.shape == (2, 3)
    assert set(result.reason.ravel()) == {"too_few_points"}


def test_empty_batch():
    assert stats.trend(np.empty((0, 9))).direction.shape == (0,)


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        ({"count": [1] * 5, "window": 5}, "overlapping_periods", "window"),
        ({"count": [1] * 5, "points": 2}, "too_few_points", "points"),
        ({"count": [1, 2, -3, 4, 5]}, "negative_count", "count"),
        ({"count": [1] * 5, "total": [9, 9, 9, 9, -9]}, "zero_exposure", "total"),
        ({"count": [1] * 5, "total": [9, 9]}, "shape_mismatch", "total"),
        ({"count": [1] * 5, "critical": 0.5}, "confidence_range", "critical"),
        ({"count": [1] * 5, "polarity": "good"}, "unknown_choice", "polarity"),
        ({"count": [1] * 5, "value": [1] * 5}, "unknown_choice", "count"),
        ({"value": [1] * 5}, "unknown_choice", "value"),
        ({}, "unknown_choice", "value"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments, code, field):
    with pytest.raises(stats.StatsInputError) as told:
        stats.trend(**arguments)

    assert (told.value.code, told.value.field) == (code, field)


counts = st.lists(st.integers(0, 400), min_size=7, max_size=7)


@given(st.lists(counts, min_size=1, max_size=6))
def test_a_batch_gives_bit_for_bit_what_a_loop_gives(rows):
    count, total = np.array(rows, dtype=float), np.full((len(rows), 7), 401.0)
    before = count.copy()

    batch = stats.trend(count, total)
    loop = [stats.trend(c, t) for c, t in zip(count, total, strict=True)]

    for name in ("slope", "chi_square", "direction", "usable", "reason"):
        np.testing.assert_array_equal(getattr(batch, name), [getattr(each, name) for each in loop])
    np.testing.assert_array_equal(count, before)


@given(counts)
def test_turned_round_in_time_the_slope_turns_sign(row):
    there, back = stats.trend(row, points=7), stats.trend(row[::-1], points=7)

    np.testing.assert_allclose(there.slope, -back.slope, atol=1e-9)
    np.testing.assert_allclose(there.chi_square, back.chi_square, atol=1e-9)


@given(counts)
def test_people_with_and_without_mirror_each_other(row):
    count = np.array(row)

    having, lacking = (
        stats.trend(count, [400] * 7, polarity="low"),
        stats.trend(400 - count, [400] * 7, polarity="high"),
    )

    assert having.direction == -lacking.direction
    assert having.better == lacking.better
