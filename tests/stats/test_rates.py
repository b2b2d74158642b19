"""Crude rates, and sums over several years."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from handslag.stats import StatsInputError, rate, rolling

pytestmark = pytest.mark.filterwarnings("error")

COUNTS = hnp.arrays(np.int64, hnp.array_shapes(max_dims=2, max_side=8), elements=st.integers(0, 150_000))


def test_the_published_example_of_a_rate():
    # APHO Technical Briefing 3 (2008), deaths by Byar's method: 82 in a population of 8 400 would be 976.2 per 100 000.
    # Limits: PHStatsMethods 0.1.16.
    found = rate(82, 8_400, method="byar")

    assert found.value == pytest.approx(976.1904761904761)
    assert found.lower == pytest.approx(776.3679959297226)
    assert found.upper == pytest.approx(1211.7242785855826)


def test_the_county_s_suicides_of_a_year():
    # 47 of 306 000: 15.4, by chance between 11.3 and 20.4 (exact: Garwood 1936; statsmodels 0.15 "exact-c").
    found = rate(47, 306_000)

    assert found.value == pytest.approx(15.359477)
    assert found.lower == pytest.approx(11.285566)
    assert found.upper == pytest.approx(20.424848)
    assert found.flag == ""
    assert isinstance(found.value, np.float64)


def test_no_event_is_a_count_with_limits():
    found = rate(0, 10_000)

    assert (found.value, found.lower) == (0, 0)
    assert found.upper == pytest.approx(36.888, abs=1e-3)  # 3.6888 events


def test_several_levels_become_a_last_axis_in_their_order():
    counts, people = np.array([[3, 8, 12], [0, 1, 40]]), np.full((2, 3), 1_000)

    both = rate(counts, people, confidence=(0.998, 0.95))

    assert both.value.shape == (2, 3)
    assert both.lower.shape == both.upper.shape == (2, 3, 2)
    for place, level in enumerate((0.998, 0.95)):
        alone = rate(counts, people, confidence=level)
        np.testing.assert_array_equal(both.lower[..., place], alone.lower)
        np.testing.assert_array_equal(both.upper[..., place], alone.upper)


def test_a_tuple_of_one_level_still_has_its_axis():
    assert rate(5, 100, confidence=(0.95,)).lower.shape == (1,)


def test_columns_are_named_by_their_levels():
    columns = rate([3, 8], [1_000, 2_000], confidence=(0.95, 0.998)).to_columns()

    assert list(columns) == ["value", "lower_95", "lower_99_8", "upper_95", "upper_99_8", "method", "flag"]
    assert all(len(column) == 2 for column in columns.values())


def test_what_is_missing_is_told_and_is_not_zero():
    found = rate([None, 5, 5], [1_000, float("nan"), 1_000])

    assert list(found.flag) == ["missing", "missing", ""]
    assert np.isnan(found.value[:2]).all()
    assert np.isnan(found.lower[:2]).all()
    assert np.isnan(found.upper[:2]).all()
    assert found.value[2] == 500


def test_what_a_mask_hides_stays_hidden():
    counts = np.ma.masked_array([4, 7], mask=[True, False])

    assert list(rate(counts, 100).flag) == ["missing", ""]


def test_all_missing_and_nothing_at_all():
    assert list(rate([None, None], [1, 2]).flag) == ["missing", "missing"]
    assert rate([], []).value.shape == (0,)
    assert rate(np.empty((3, 0)), np.empty((3, 0)), confidence=(0.95, 0.998)).lower.shape == (3, 0, 2)


@pytest.mark.parametrize(
    ("count", "exposure", "code", "field", "where"),
    [
        ([[1, 2], [3, -4]], 100, "negative_count", "count", (1, 1)),
        ([1, 2, 3], [5, 0, -1], "zero_exposure", "exposure", (1,)),
        ([1, 2, 3], 0, "zero_exposure", "exposure", ()),
        ([1, 2, 3], [1, 2], "shape_mismatch", "exposure", ()),
        ([1, float("inf")], [1, 2], "not_a_number", "count", (1,)),
        (["fem"], [1], "not_a_number", "count", ()),
    ],
)
def test_input_that_cannot_be_meant_is_refused_by_its_first_place(count, exposure, code, field, where):
    with pytest.raises(StatsInputError) as caught:
        rate(count, exposure)

    assert (caught.value.code, caught.value.field, caught.value.where) == (code, field, where)
    assert caught.value.message_sv


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        ({"confidence": 0.5}, "confidence_range", "confidence"),
        ({"confidence": 95}, "confidence_range", "confidence"),
        ({"confidence": (0.95, 1.0)}, "confidence_range", "confidence"),
        ({"confidence": ()}, "confidence_range", "confidence"),
        ({"confidence": None}, "confidence_range", "confidence"),
        ({"confidence": float("nan")}, "confidence_range", "confidence"),
        ({"method": "normal"}, "unknown_choice", "method"),
        ({"errors": "ignore"}, "unknown_choice", "errors"),
        ({"per": 0}, "out_of_range", "per"),
        ({"per": "100"}, "out_of_range", "per"),
    ],
)
def test_arguments_outside_their_range_are_refused(arguments, code, field):
    with pytest.raises(StatsInputError) as caught:
        rate([5], [100], **arguments)

    assert (caught.value.code, caught.value.field) == (code, field)


def test_a_batch_can_flag_its_bad_cells_instead():
    found = rate([-1, 5, 5, None], [10, 0, 10, 0], errors="flag", confidence=(0.95, 0.998))

    assert list(found.flag) == ["negative_count", "zero_exposure", "", "missing"]
    assert np.isnan(found.value).tolist() == [True, True, False, True]
    assert np.isnan(found.lower).all(axis=-1).tolist() == [True, True, False, True]


@given(count=COUNTS, exposure=st.integers(1, 10_000_000), method=st.sampled_from(["exact", "byar"]))
def test_the_value_is_within_its_limits_and_wider_limits_hold_narrower(count, exposure, method):
    found = rate(count, exposure, confidence=(0.95, 0.998), method=method)

    value = found.value[..., None]
    assert (found.lower <= value).all()
    assert (value <= found.upper).all()
    assert (found.lower[..., 1] <= found.lower[..., 0]).all()
    assert (found.upper[..., 0] <= found.upper[..., 1]).all()


@given(count=COUNTS, exposure=st.integers(1, 1_000_000))
def test_twice_the_exposure_or_half_the_unit_is_half_the_rate(count, exposure):
    whole = rate(count, exposure)
    doubled, halved = rate(count, 2 * exposure), rate(count, exposure, per=50_000)

    for name in ("value", "lower", "upper"):
        np.testing.assert_array_equal(getattr(doubled, name), getattr(whole, name) / 2)
        np.testing.assert_array_equal(getattr(halved, name), getattr(whole, name) / 2)


@given(count=COUNTS, seed=st.integers(0, 1_000))
def test_cells_in_another_order_come_out_in_that_order(count, seed):
    random = np.random.default_rng(seed)
    count, exposure = count.ravel(), random.integers(1, 100_000, count.size)
    order = random.permutation(count.size)

    np.testing.assert_array_equal(rate(count[order], exposure[order]).upper, rate(count, exposure).upper[order])


@pytest.mark.parametrize("method", ["exact", "byar"])
def test_a_batch_is_its_rows_bit_for_bit(method):
    random = np.random.default_rng(3)
    count = random.integers(0, 30, (20, 7)).astype(float)
    count[3, 2], count[4, 4] = np.nan, 120_000
    exposure = random.integers(1, 90_000, (20, 7))

    batch = rate(count, exposure, method=method, confidence=(0.95, 0.998))

    for row in range(20):
        for column in range(7):
            alone = rate(count[row, column], exposure[row, column], method=method, confidence=(0.95, 0.998))
            for name in ("value", "lower", "upper", "flag"):
                np.testing.assert_array_equal(getattr(batch, name)[row, column], getattr(alone, name))
    transposed = rate(count.T, exposure.T, method=method, confidence=(0.95, 0.998))
    np.testing.assert_array_equal(transposed.upper, batch.upper.swapaxes(0, 1))


def test_exposure_by_area_serves_every_year():
    found = rate(np.full((2, 3, 4), 6), np.array([[100], [200], [300]]))

    assert found.value.shape == (2, 3, 4)
    np.testing.assert_allclose(found.value[0, :, 0], [6_000, 3_000, 2_000])


def test_the_input_is_left_as_it_was():
    count, exposure = np.array([5.0, np.nan, 0.0, -2.0]), np.array([10.0, 20.0, 0.0, 5.0])
    kept = count.copy(), exposure.copy()
    for array in (count, exposure):
        array.flags.writeable = False

    rate(count, exposure, errors="flag")

    np.testing.assert_array_equal((count, exposure), kept)


def test_nothing_is_printed_and_no_warning_escapes(capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rate([0, 1e90, None, 3.7], [1e-300, 1, 1, 1], errors="flag")

    assert capsys.readouterr() == ("", "")


# rolling


def test_years_are_summed_not_their_rates():
    # Rates of 10, 0 and 20 per 1 000 in years of 100, 900 and 1 000 people: their mean would be 10, the rate is 10.5.
    count, exposure = rolling([1, 0, 20], [100, 900, 1_000], window=3)

    assert (count.tolist(), exposure.tolist()) == ([21], [2_000])
    assert rate(count, exposure, per=1_000).value.tolist() == [10.5]


def test_every_full_window_oldest_first():
    count, exposure = rolling(np.arange(12).reshape(2, 6), 10, window=5)

    assert count.tolist() == [[10, 15], [40, 45]]
    assert exposure.tolist() == [[50, 50], [50, 50]]


def test_a_missing_year_is_missing_in_its_windows_and_no_other():
    count, _ = rolling([1, None, 2, 3, 4], 1, window=2)

    np.testing.assert_array_equal(count, [np.nan, np.nan, 5, 7])


def test_windows_along_another_axis():
    count, _ = rolling(np.arange(8).reshape(4, 2), 1, window=2, axis=0)

    assert count.tolist() == [[2, 4], [6, 8], [10, 12]]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (([1, 2], 1, 3), "too_few_points"),
        (([1, 2], 1, 0), "out_of_range"),
        (([1, -2], 1, 2), "negative_count"),
        (([1, 2], -1, 2), "zero_exposure"),
        ((5, 1, 1), "shape_mismatch"),
    ],
)
def test_windows_that_cannot_be_are_refused(arguments, code):
    count, exposure, window = arguments

    with pytest.raises(StatsInputError) as caught:
        rolling(count, exposure, window=window)

    assert caught.value.code == code
