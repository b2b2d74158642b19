"""Rounding against disclosure, and for display."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.stats import StatsInputError, display_decimals, round_half_up, round_to

pytestmark = pytest.mark.filterwarnings("error")


def test_counts_go_to_the_nearest_five():
    found = round_to([0, 1, 2, 3, 4, 5, 7, 8, 12, 13])

    assert found.tolist() == [0, 0, 0, 5, 5, 5, 5, 10, 10, 15]
    assert found.dtype.kind == "i"


def test_a_half_goes_up():
    assert round_to([5, 15, 25], base=10).tolist() == [10, 20, 30]
    assert round_to([2.5, 7.5]).tolist() == [5, 10]


def test_missing_and_masked_stay_what_they_are():
    assert round_to([-1, -2, 3]).tolist() == [-1, -2, 5]
    np.testing.assert_array_equal(round_to([np.nan, None, 3]), [np.nan, np.nan, 5])


def test_one_number_is_one_number_and_the_table_keeps_its_shape():
    assert round_to(3) == 5
    assert round_to(np.zeros((2, 3, 4), dtype=np.int16)).shape == (2, 3, 4)


@given(count=st.integers(0, 10**9), base=st.integers(1, 100))
def test_a_rounded_count_is_a_multiple_at_most_half_a_step_away(count, base):
    found = round_to(count, base)

    assert found % base == 0
    assert 2 * abs(int(found) - count) <= base


@pytest.mark.parametrize(("table", "base", "code"), [([1, -3], 5, "negative_count"), ([1], 0, "out_of_range")])
def test_what_cannot_be_rounded_is_refused(table, base, code):
    with pytest.raises(StatsInputError) as caught:
        round_to(table, base)

    assert caught.value.code == code


def test_halves_are_judged_as_they_are_written():
    # In binary 2.675 and 1.005 are a little less than that; to a reader they are halves.
    assert round_half_up([2.675, 1.005, 0.125, 2.6749], 2).tolist() == [2.68, 1.01, 0.13, 2.67]
    assert round_half_up([0.5, 1.5, 2.5, -0.5, -1.5]).tolist() == [1, 2, 3, -1, -2]


def test_a_rounded_trifle_is_no_minus_zero():
    assert not np.signbit(round_half_up(-0.2))


def test_decimals_by_the_width_of_the_interval():
    # 47 suicides in a county: 15.4, between 11.3 and 20.4. Three in a small municipality: 30, between 6 and 88.
    assert display_decimals(11.3, 20.4) == 1
    assert display_decimals([11.3, 6.2, None], [20.4, 87.7, 5]).tolist() == [1, 0, 0]


def test_a_percentage_of_few_answers_has_no_decimals():
    assert display_decimals([20.1, 20.1], [25.3, 25.3], total=[999, 1_000]).tolist() == [0, 1]
