"""Means and quantiles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.stats import StatsInputError, mean, quantiles

pytestmark = pytest.mark.filterwarnings("error")

FIBONACCI = [1, 2, 2, 2, 3, 5, 8, 8, 13, 21, 34, 55, 89, 100]


def test_the_reference_package_s_means_in_the_order_of_their_labels():
    # PHStatsMethods 0.1.16, ph_mean.
    found = mean([3.5, 1, 2, 3, 4, 10, 7, 2.25], list("baaaaabb"), confidence=(0.95, 0.998))

    np.testing.assert_allclose(found.value, [4, 4.25])
    np.testing.assert_allclose(found.lower[:, 0], [-0.3899451654254138, -1.8664797707770395])
    np.testing.assert_allclose(found.upper[:, 0], [8.389945165425413, 10.36647977077704])
    np.testing.assert_allclose(found.lower[:, 1], [-7.3417969429673064, -27.489351412635397])
    np.testing.assert_allclose(found.upper[:, 1], [15.341796942967306, 35.9893514126354])
    assert found.count.tolist() == [5, 3]


def test_student_s_own_data():
    # Student 1908, additional hours of sleep by the second drug: mean 2.33, sd 2.00; t(9) = 2.262 -> 0.90 to 3.76.
    found = mean([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])

    assert found.value == pytest.approx(2.33)
    assert found.lower == pytest.approx(0.8976775, abs=1e-6)
    assert found.upper == pytest.approx(3.7623225, abs=1e-6)


def test_without_groups_each_row_is_one_mean():
    found = mean([[1, 2, 3], [4, 4, 4]])

    assert found.value.tolist() == [2, 4]
    assert (found.lower[1], found.upper[1]) == (4, 4)


def test_one_value_has_a_mean_and_no_limits_and_none_has_neither():
    one, none = mean([5]), mean([])

    assert (one.value, one.flag) == (5, "too_few_points")
    assert np.isnan([one.lower, one.upper, none.value]).all()
    assert none.flag == "too_few_points"


def test_a_missing_value_is_not_left_out_in_silence():
    found = mean([1, None, 3, 4], ["x", "x", "y", "y"])

    assert list(found.flag) == ["missing", ""]
    assert np.isnan(found.value[0])
    assert np.isnan(mean([None]).value)


def test_a_group_alone_is_the_same_bit_for_bit():
    random = np.random.default_rng(2)
    values, groups = random.normal(size=400), random.integers(0, 9, 400)

    together = mean(values, groups)

    for group in range(9):
        alone = mean(values[groups == group])
        assert (together.value[group], together.lower[group]) == (alone.value, alone.lower)


def test_groups_of_another_length_are_refused():
    with pytest.raises(StatsInputError) as caught:
        mean([1, 2, 3], ["a", "b"])

    assert (caught.value.code, caught.value.field) == ("shape_mismatch", "groups")


def test_quantiles_as_the_reference_cuts_them():
    # PHStatsMethods 0.1.16, ph_quantile.
    assert quantiles(FIBONACCI, 3).tolist() == [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3]
    assert quantiles(FIBONACCI, 5).tolist() == [1, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5]
    assert quantiles(FIBONACCI, 10).tolist() == [1, 1, 1, 1, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10]
    assert quantiles(FIBONACCI, 5, highest_first=True).tolist() == [5, 4, 4, 4, 4, 3, 3, 3, 2, 2, 2, 1, 1, 1]


def test_ten_values_in_five_parts():
    assert quantiles(range(1, 11), 5).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert quantiles(range(1, 11), 5, highest_first=True).tolist() == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]


def test_each_group_is_cut_by_itself_and_a_small_one_not_at_all():
    found = quantiles([10, 1, 20, 2, 30, 40], 2, ["a", "b", "a", "b", "a", "c"])

    assert found.tolist() == [1, 1, 1, 2, 2, 0]


def test_a_missing_value_is_in_no_quantile_and_does_not_count():
    assert quantiles([1, None, 2, 3, 4], 2).tolist() == [1, 0, 1, 2, 2]
    assert quantiles([None, None], 2).tolist() == [0, 0]
    assert quantiles([], 2).tolist() == []


@given(values=st.lists(st.integers(-50, 50), min_size=1, max_size=60), n=st.integers(1, 12))
def test_higher_values_are_in_no_lower_quantile_and_equal_ones_in_the_same(values, n):
    found = quantiles(values, n)

    order = np.argsort(values, kind="stable")
    assert (np.diff(found[order]) >= 0).all()
    for value in set(values):
        assert len(set(found[np.array(values) == value])) == 1
    assert set(found) <= ({0} if len(values) < n else set(range(1, n + 1)))


@pytest.mark.parametrize("n", [0, 2.5])
def test_a_number_of_quantiles_that_cannot_be_is_refused(n):
    with pytest.raises(StatsInputError, match="out_of_range in n"):
        quantiles([1, 2], n)
