"""Proportions with Wilson's limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.stats import StatsInputError, proportion

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize(
    ("count", "total", "lower", "upper"),
    [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0, 16.11), (1, 29, 0.61, 17.18)],
)
def test_the_examples_of_the_comparison_of_seven_methods(count, total, lower, upper):
    # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3 (Wilson).
    found = proportion(count, total)

    assert found.lower == pytest.approx(lower, abs=0.005)
    assert found.upper == pytest.approx(upper, abs=0.005)


def test_the_reference_package_s_values():
    # PHStatsMethods 0.1.16, ph_proportion.
    found = proportion([65, 1045, 10], [100, 5_000, 25], confidence=(0.95, 0.998))

    np.testing.assert_allclose(found.value, [65, 20.9, 40])
    np.testing.assert_allclose(found.lower[:, 0], [55.25444329688797, 19.795549880013297, 23.403302377747966])
    np.testing.assert_allclose(found.upper[:, 0], [73.63575175690247, 22.049130373189026, 59.260542641033])
    np.testing.assert_allclose(found.lower[:, 1], [49.54946574070431, 19.179381799015243, 16.8602905133797])
    np.testing.assert_allclose(found.upper[:, 1], [77.83540614089696, 22.731562902525816, 68.66773498])


def test_none_and_all_have_their_limit_at_the_value_itself():
    found = proportion([0, 7, 0, 1], [7, 7, 1, 1], per=1)

    assert found.value.tolist() == [0, 1, 0, 1]
    assert found.lower[[0, 2]].tolist() == [0, 0]
    assert found.upper[[1, 3]].tolist() == [1, 1]


@given(
    total=st.integers(1, 10**9),
    share=st.floats(0, 1),
    level=st.sampled_from([0.9, 0.95, 0.998]),
    deff=st.floats(0.1, 20),
    per=st.sampled_from([1, 100, 1_000]),
)
def test_the_value_is_within_limits_that_are_possible_shares(total, share, level, deff, per):
    found = proportion(round(share * total), total, confidence=level, deff=deff, per=per)

    assert 0 <= found.lower <= found.value <= found.upper <= per


@given(total=st.integers(1, 2_000))
def test_limits_grow_with_the_count(total):
    found = proportion(np.arange(total + 1), total)

    assert (np.diff(found.lower) > 0).all()
    assert (np.diff(found.upper) > 0).all()


def test_a_design_effect_of_two_is_half_the_answers():
    clustered, half = proportion(120, 600, deff=2), proportion(60, 300)

    assert (clustered.value, clustered.lower, clustered.upper) == (half.value, half.lower, half.upper)


def test_what_cannot_be_is_refused_or_flagged():
    with pytest.raises(StatsInputError) as caught:
        proportion([3, 5, 9], [4, 4, 4])
    flagged = proportion([3, 5, -1, 1, None], [4, 4, 4, 0, 4], errors="flag")

    assert (caught.value.code, caught.value.field, caught.value.where) == ("count_exceeds_total", "count", (1,))
    assert list(flagged.flag) == ["", "count_exceeds_total", "negative_count", "zero_exposure", "missing"]
    assert np.isnan(flagged.value).tolist() == [False, True, True, True, True]


@pytest.mark.parametrize("deff", [0, -1, float("nan")])
def test_a_design_effect_that_cannot_be_is_refused(deff):
    with pytest.raises(StatsInputError):
        proportion(3, 4, deff=deff)


def test_a_batch_is_its_rows_bit_for_bit():
    random = np.random.default_rng(5)
    total = random.integers(1, 5_000, 300)
    count = random.integers(0, total + 1)

    batch = proportion(count, total, confidence=(0.95, 0.998))

    alone = [proportion(one, whole, confidence=(0.95, 0.998)) for one, whole in zip(count, total, strict=True)]
    np.testing.assert_array_equal(batch.lower, [each.lower for each in alone])
    np.testing.assert_array_equal(batch.upper, [each.upper for each in alone])
    np.testing.assert_array_equal(batch.value, [each.value for each in alone])


def test_the_input_is_left_as_it_was():
    count, total = np.array([5.0, np.nan, 9.0]), np.array([10.0, 20.0, 5.0])
    before = count.copy(), total.copy()

    proportion(count, total, errors="flag")

    np.testing.assert_array_equal(count, before[0])
    np.testing.assert_array_equal(total, before[1])
