"""Two groups compared and an effort's spread: published intervals, sums by hand, and units with nobody."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from handslag import stats


def test_a_difference_of_proportions_by_mover():
    # Newcombe 1998 (Statistics in Medicine 17:873), method 10, 56 of 70 and 48 of 80: 0.0524 to 0.3339.
    # The limits of each are Wilson's.
    one, two = (0.8, 0.6918, 0.8769), (0.6, 0.4906, 0.7002)

    result = stats.range_measures(*zip(one, two, strict=True))

    assert result.difference == pytest.approx(0.2)
    assert [result.difference_lower, result.difference_upper] == pytest.approx([0.0524, 0.3339], abs=2e-4)
    assert result.method == "mover"


def test_a_ratio_by_mover_against_fieller():
    # With limits a normal value's width apart the square-and-add ratio is Fieller's interval (Donner and Zou 2012).
    one, two, error_one, error_two = 12.0, 8.0, 1.1, 0.7
    z = 1.959963984540054
    a, b, c = two**2 - (z * error_two) ** 2, one * two, one**2 - (z * error_one) ** 2
    root = np.sqrt(b**2 - a * c)

    result = stats.range_measures(
        [one, two], [one - z * error_one, two - z * error_two], [one + z * error_one, two + z * error_two]
    )

    assert result.ratio == 1.5
    assert [result.ratio_lower, result.ratio_upper] == pytest.approx([(b - root) / a, (b + root) / a])


def test_a_ratio_of_rates_is_exact():
    # Breast cancer in women given X-ray fluoroscopy, 41 in 28 010 person-years to 15 in 19 017 (Rothman and Greenland,
    # Modern Epidemiology): rate ratio 1.86. Limits by scipy 1.17, binomtest(41, 56).proportion_ci(method="exact").
    result = stats.range_measures(count=[41, 15], exposure=[28010, 19017], per=10_000)

    assert result.ratio == pytest.approx(1.8558, abs=5e-5)
    assert [result.ratio_lower, result.ratio_upper] == pytest.approx(
        [1.0056840626892576, 3.6093003110779054], rel=1e-12
    )
    assert result.difference == pytest.approx(41 / 2.8010 - 15 / 1.9017)
    assert result.method == "exact"


def test_none_in_a_group_leaves_the_ratio_open():
    above, below = (stats.range_measures(count=pair, exposure=[100, 100]) for pair in ([4, 0], [0, 4]))

    assert (above.ratio, above.ratio_upper, below.ratio, below.ratio_lower) == (np.inf, np.inf, 0, 0)
    assert 1 / above.ratio_lower == pytest.approx(below.ratio_upper)


def test_a_ratio_by_mover_to_what_may_be_nothing():
    none, maybe = (stats.range_measures([a, 2], [b, c], [3, 4]) for a, b, c in ((0, 0, 1), (2, 1, -0.5)))

    assert (none.ratio_lower, maybe.ratio_upper) == (0, np.inf)


def test_the_whole_beside_its_best_group():
    # By hand: rates 30, 20 and 10 per 1 000 among 100, 100 and 200: the whole 17.5.
    result = stats.range_measures(count=[3, 2, 2], exposure=[100, 100, 200], per=1000)

    assert (result.gap, result.gap_share) == (pytest.approx(7.5), pytest.approx(7.5 / 17.5))
    assert np.isnan(stats.range_measures([3, 1], [2, 0.5], [4, 2]).gap)


def test_which_groups_are_compared_is_a_choice():
    counts, people = [5, 10, 20], [100, 100, 100]

    assert stats.range_measures(count=counts, exposure=people, groups=(2, 1)).ratio == 2


def test_several_levels_have_a_last_axis():
    both = stats.range_measures(count=[9, 5], exposure=[100, 100], confidence=(0.95, 0.998))
    single = stats.range_measures(count=[9, 5], exposure=[100, 100], confidence=0.998)
    given_limits = stats.range_measures([9, 5], [[5, 3], [2, 1]], [[14, 17], [9, 11]], confidence=(0.95, 0.998))

    assert both.ratio_upper[1] == single.ratio_upper
    assert both.difference_lower[1] == single.difference_lower
    assert given_limits.difference_upper.shape == (2,)


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        ({"count": [1, -1], "exposure": [9, 9]}, "negative_count", "count"),
        ({"count": [1, 1], "exposure": [9, 0]}, "zero_exposure", "exposure"),
        ({"count": [1, 1]}, "unknown_choice", "value"),
        ({"value": [1, 1]}, "unknown_choice", "value"),
        ({"count": [1, 1], "exposure": [9, 9], "groups": (0, 2)}, "out_of_range", "groups"),
        ({"value": [1, 2], "lower": [0, 1, 2], "upper": [2, 3]}, "shape_mismatch", "lower"),
        ({"value": [1, 2], "lower": [0, 1], "upper": [2, 3], "confidence": (0.95,)}, "shape_mismatch", "lower"),
    ],
)
def test_groups_that_cannot_be_compared_are_refused(arguments, code, field):
    with pytest.raises(stats.StatsInputError) as told:
        stats.range_measures(**arguments)

    assert (told.value.code, told.value.field) == (code, field)


pairs = arrays(float, (4, 3), elements=st.integers(0, 60).map(float))


@given(pairs)
def test_a_batch_of_groups_gives_bit_for_bit_what_a_loop_gives(count):
    exposure = np.array([50.0, 70, 90])
    whole = stats.range_measures(count=count, exposure=exposure)
    each = [stats.range_measures(count=row, exposure=exposure) for row in count]

    for name in ("difference", "difference_lower", "difference_upper", "ratio", "ratio_lower", "ratio_upper", "gap"):
        np.testing.assert_array_equal(getattr(whole, name), [getattr(one, name) for one in each])


@given(pairs)
def test_the_limits_hold_the_measures(count):
    result = stats.range_measures(count=count + 1, exposure=np.array([50.0, 70, 90]))

    assert (result.difference_lower <= result.difference).all()
    assert (result.difference <= result.difference_upper).all()
    assert (result.ratio_lower <= result.ratio).all()
    assert (result.ratio <= result.ratio_upper).all()


def test_reach_by_hand():
    # 40 participants, target groups 1 000, 1 000 and 2 000: 10, 10 and 20 expected.
    result = stats.reach_equity([20, 0, 20], [1000, 1000, 2000])

    assert list(result.per_1000) == [20, 0, 10]
    assert list(result.expected) == [10, 10, 20]
    assert list(result.ratio) == [2, 0, 1]
    assert (result.hoover, result.would_move) == (0.25, 10)
    # Lorenz curve (0, 0), (0.25, 0), (0.75, 0.5), (1, 1): area 0.125 + 0.1875, Gini 1 - 2 * 0.3125.
    assert result.gini == pytest.approx(0.375)
    assert result.empty == (1,)
    assert list(result.is_empty) == [False, True, False]


def test_the_limits_of_reach_are_exact():
    # Exact Poisson limits of 20: 12.2165 and 30.8884; of 0: 0 and 3.6889 (Ulm 1990; scipy 1.17 chi2.ppf).
    result = stats.reach_equity([20, 0, 20], [1000, 1000, 2000])

    assert [result.ratio_lower[0], result.ratio_upper[0]] == pytest.approx([1.22165, 3.08884], abs=1e-5)
    assert [result.ratio_lower[1], result.ratio_upper[1]] == pytest.approx([0, 0.36889], abs=1e-5)


def test_need_moves_what_is_expected_but_not_the_rate():
    result = stats.reach_equity([20, 20], [1000, 1000], need=[30, 10])

    assert list(result.per_1000) == [20, 20]
    assert list(result.expected) == [30, 10]
    assert result.would_move == 10


def test_an_even_spread_moves_nobody():
    result = stats.reach_equity([3, 6, 9], [100, 200, 300])

    assert (result.gini, result.hoover, result.empty) == (pytest.approx(0, abs=1e-12), pytest.approx(0), ())


def test_units_without_a_target_group_or_with_something_missing_are_flagged_and_left_out():
    result = stats.reach_equity([5, 0, None, 5], [100, 0, 100, 100])

    assert list(result.flag) == ["", "zero_exposure", "missing", ""]
    assert np.isnan(result.ratio).tolist() == [False, True, True, False]
    assert (result.hoover, list(result.expected[[0, 3]])) == (0, [5, 5])


def test_nobody_reached_anywhere():
    result = stats.reach_equity([0, 0], [10, 20])

    assert np.isnan([result.gini, result.hoover, result.would_move]).all()
    assert list(result.flag) == ["zero_exposure"] * 2
    assert result.empty == (0, 1)


def test_a_batch_of_efforts_and_its_empty_units():
    result = stats.reach_equity([[5, 0], [3, 4]], [10, 10], confidence=(0.95, 0.998))

    assert result.empty == ((0, 1),)
    assert result.ratio_lower.shape == (2, 2, 2)
    assert result.gini.shape == (2,)
    assert len(result.to_columns()["ratio_lower_99_8"]) == 4


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        ({"participants": [-1], "target_group": [9]}, "negative_count", "participants"),
        ({"participants": [1], "target_group": [-9]}, "zero_exposure", "target_group"),
        ({"participants": [1], "target_group": [9], "need": [-9]}, "zero_exposure", "need"),
        ({"participants": [1, 2], "target_group": [9, 9, 9]}, "shape_mismatch", "target_group"),
    ],
)
def test_reach_that_cannot_be_meant_is_refused(arguments, code, field):
    with pytest.raises(stats.StatsInputError) as told:
        stats.reach_equity(**arguments)

    assert (told.value.code, told.value.field) == (code, field)


@given(pairs, arrays(float, (4, 3), elements=st.integers(1, 500).map(float)))
def test_a_batch_of_efforts_gives_bit_for_bit_what_a_loop_gives(participants, target):
    whole = stats.reach_equity(participants, target)
    each = [stats.reach_equity(p, t) for p, t in zip(participants, target, strict=True)]

    for name in ("per_1000", "expected", "ratio", "ratio_lower", "ratio_upper", "gini", "hoover", "flag"):
        np.testing.assert_array_equal(getattr(whole, name), [getattr(one, name) for one in each])


@given(
    arrays(float, 6, elements=st.integers(1, 60).map(float)), arrays(float, 6, elements=st.integers(1, 500).map(float))
)
def test_gini_and_hoover_lie_in_order_between_even_and_all_in_one_place(participants, target):
    result = stats.reach_equity(participants, target)

    assert 0 <= result.hoover <= result.gini + 1e-12 <= 1
    assert result.expected.sum() == pytest.approx(participants.sum())


def test_small_counts_are_flagged_and_not_told_and_empty_units_are_named():
    names = ["Norrby", "Söderby", "Västerby"]
    result = stats.reach_equity([30, 0, 3], [1000, 500, 500], names=names, minimum=5)
    text = stats.explain(result, place="länet")

    assert result.is_small.tolist() == [False, False, True]
    assert result.empty == ("Söderby",)
    assert "I ett av områdena är de så få att antalet inte visas." in text
    assert "Ingen har nåtts i Söderby." in text
    assert stats.reach_equity([[3, 0], [0, 9]], 10, names=["A", "B"]).empty == ((0, "B"), (1, "A"))


def test_an_effort_of_small_counts_only_has_no_numbers_in_its_text():
    result = stats.reach_equity([1, 0, 2], [1000, 500, 200])

    for level in ("lay", "expert"):
        assert "3" not in stats.explain(result, level=level)
    assert "Några få deltagare, fördelade på tre områden." in stats.explain(result)


@pytest.mark.parametrize(
    ("arguments", "code"), [({"names": ["A"]}, "shape_mismatch"), ({"minimum": 0}, "out_of_range")]
)
def test_names_and_minimum_that_cannot_be_meant_are_refused(arguments, code):
    with pytest.raises(stats.StatsInputError) as told:
        stats.reach_equity([3, 4], [10, 10], **arguments)

    assert (told.value.code, [told.value.field]) == (code, list(arguments))


def test_why_two_groups_lack_a_ratio_a_limit_or_a_value_is_told():
    nothing = stats.range_measures(count=[3, 0], exposure=[100, 100])
    bare = stats.range_measures([3, 2], [np.nan, 1], [4, 3])
    missing = stats.range_measures(count=[3, None], exposure=[100, 100])
    whole = stats.range_measures(count=[3, 2], exposure=[100, 100])

    assert not np.isfinite(nothing.ratio)
    flags = [str(each.flag) for each in (bare, missing, whole)]
    assert flags == ["no_limits", "missing", ""]
    assert np.isnan(bare.difference_lower) and np.isnan(missing.difference) and np.isfinite(whole.ratio)


def test_nothing_by_nothing_is_no_ratio_and_never_silent():
    two = stats.range_measures(count=[[0, 0], [3, 2]], exposure=[100, 100])

    assert list(two.flag) == ["no_ratio", ""]
    assert np.isnan(two.ratio[0]) and two.difference[0] == 0
