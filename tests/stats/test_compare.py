"""Comparisons with a benchmark, by each rule."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.stats import StatsInputError, compare, explain, funnel_limits, rate

pytestmark = pytest.mark.filterwarnings("error")


def codes(*arguments, **named):
    return np.asarray(compare(*arguments, **named)).tolist()


@pytest.mark.parametrize(
    ("polarity", "expected"), [("low", [-1, 0, 0, 0, 1]), ("high", [1, 0, 0, 0, -1]), ("none", [1, 0, 0, 0, -1])]
)
def test_an_interval_that_does_not_hold_the_benchmark(polarity, expected):
    lower, upper = [11, 10, 9, 8, 7], [13, 12, 11, 10, 9]

    assert codes([12, 11, 10, 9, 8], lower, upper, 10, polarity=polarity) == expected


def test_two_levels_tell_worse_from_worst():
    lower = [[11, 10.5], [11, 9], [9, 8], [6, 5], [5, 4]]
    upper = [[13, 14], [13, 15], [11, 12], [9, 11], [8, 9]]

    assert codes([12, 12, 10, 8, 7], lower, upper, 10, polarity="low", rule="two_levels") == [-2, -1, 0, 1, 2]


def test_two_levels_straight_from_a_rate():
    found = rate([1, 50, 100], 1_000, per=1_000, confidence=(0.95, 0.998))

    assert codes(found.value, found.lower, found.upper, 50, polarity="low", rule="two_levels") == [2, 0, -2]


def test_intervals_that_do_not_meet():
    benchmark = (10, 9, 11)

    found = codes([14, 12, 8, 6], [12, 11, 7, 5], [16, 13, 9, 7], benchmark, polarity="high", rule="overlap")

    assert found == [1, 0, 0, -1]


def test_a_value_outside_the_funnel_at_one_or_two_levels():
    limits = funnel_limits([100] * 5, 0.2, kind="proportion")  # 0.12-0.28 and 0.08-0.32

    found = codes([0.05, 0.1, 0.2, 0.3, 0.4], limits.lower, limits.upper, None, polarity="low", rule="funnel")

    assert found == [2, 1, 0, -1, -2]


def test_a_funnel_of_one_level():
    limits = funnel_limits([100] * 2, 0.2, kind="proportion", confidence=0.95)

    assert codes([0.05, 0.2], limits.lower, limits.upper, None, polarity="low", rule="funnel") == [1, 0]


def test_a_target_is_met_or_not_and_exactly_met_is_better():
    assert codes([9, 10, 11], None, None, 10, polarity="low", rule="target") == [1, 1, -1]
    assert codes([9, 10, 11], None, None, 10, polarity="high", rule="target") == [-1, 1, 1]
    assert codes([9, 10, 11], None, None, 10, polarity="none", rule="target") == [-1, 0, 1]


@pytest.mark.parametrize(("polarity", "expected"), [("low", [1, 0, 0, -1, -1]), ("high", [-1, 0, 0, 1, 1])])
def test_an_interval_must_clear_the_target(polarity, expected):
    # Fingertips, SingleValueTargetComparer: a lower limit at the target is on its far side, an upper limit is not.
    lower, upper = [8, 8, 9, 10, 11], [9, 10, 11, 12, 12]

    assert codes([8.5, 9, 10, 11, 11.5], lower, upper, 10, polarity=polarity, rule="target_interval") == expected


def test_what_is_missing_is_not_similar():
    found = compare([10, None, 10, 10], [9, 9, None, 9], [11, 11, 11, 11], [10, 10, 10, None], polarity="low")

    assert np.isnan(found).tolist() == [False, True, True, True]
    assert np.isnan(compare([None], None, None, 10, polarity="low", rule="target")).all()


def test_benchmarks_by_area_and_single_numbers():
    assert codes([[10, 10]], [[9, 9]], [[11, 11]], [[8], [12]], polarity="none") == [[1, 1], [-1, -1]]
    assert compare(10, 9, 11, 8, polarity="low") == -1
    assert isinstance(compare(10, 9, 11, 8, polarity="low"), np.float64)


@given(
    middle=st.floats(-100, 100),
    half=st.floats(0, 50),
    benchmark=st.floats(-100, 100),
    rule=st.sampled_from(["interval"]),
)
def test_low_and_high_are_each_other_s_mirror(middle, half, benchmark, rule):
    low, high = (
        compare(middle, middle - half, middle + half, benchmark, polarity=side, rule=rule) for side in ("low", "high")
    )

    assert low == -high
    assert not np.signbit(low) or low < 0


@pytest.mark.parametrize(
    ("arguments", "named", "code", "field"),
    [
        ((1, 0, 2, 1), {"polarity": "up"}, "unknown_choice", "polarity"),
        ((1, 0, 2, 1), {"polarity": "low", "rule": "rank"}, "unknown_choice", "rule"),
        ((1, 0, 2, 1), {"polarity": "low", "rule": "overlap"}, "shape_mismatch", "benchmark"),
        ((1, 0, 2, 1), {"polarity": "low", "rule": "two_levels"}, "shape_mismatch", "lower"),
        ((1, None, 2, 1), {"polarity": "low"}, "shape_mismatch", "lower"),
        (([1, 2], [0, 1, 2], [2, 3, 4], 1), {"polarity": "low"}, "shape_mismatch", "lower"),
    ],
)
def test_comparisons_that_cannot_be_are_refused(arguments, named, code, field):
    with pytest.raises(StatsInputError) as caught:
        compare(*arguments, **named)

    assert (caught.value.code, caught.value.field) == (code, field)


def test_290_alike_areas_are_flagged_by_chance_far_more_often_at_95_than_at_99_8():
    # 290 areas of 30 000, all with the country's 15 per 100 000: at two levels about one in a hundred or fewer.
    counts = np.random.default_rng(4).poisson(4.5 * 5, 290)
    found = rate(counts, 150_000, confidence=(0.95, 0.998))

    side = compare(found.value, found.lower, found.upper, 15, polarity="low", rule="two_levels")

    assert 2 <= np.sum(side != 0) <= 25
    assert np.sum(np.abs(side) == 2) <= 2


def test_codes_are_numbers_that_can_be_told_apart_from_others():
    many = compare([12, 30.0, np.nan], [10, 25, 1], [14, 35, 2], 20, polarity="low")
    one = compare(30.0, 25, 35, 20, polarity="low")

    assert (int(one), one == -1, one * 2, isinstance(one, float)) == (-1, True, -2, True)
    assert (many[:2] == [1, -1]).all()
    assert many.tolist()[:2] == [1.0, -1.0]
    for text in (explain(many), explain(many[1]), explain(one)):
        assert "avvikelse" in text
