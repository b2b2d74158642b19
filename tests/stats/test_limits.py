"""Exact Poisson limits: what they promise, by table and without, and where Byar's take over."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import pdtr, pdtrc

from handslag.stats import limits, rate
from handslag.stats.limits import BYAR_FROM, LARGEST_EXACT, poisson_limits, tail_of

LEVELS = st.sampled_from([0.9, 0.95, 0.98, 0.99, 0.998])


@pytest.fixture(autouse=True)
def empty_tables(monkeypatch):
    monkeypatch.setattr(limits, "_tables", {})
    monkeypatch.setattr(limits, "_beyond", {})


def of(count, level=0.95, method="exact"):
    counts = np.asarray(count, dtype=float)
    low, high = poisson_limits(counts, np.ones_like(counts), tails=(tail_of(level),), method=method)
    return low[..., 0], high[..., 0]


def test_the_published_limits_of_small_counts():
    # Garwood 1936, as tabled in Ulm 1990 (Am J Epidemiol 131:373) and every table since: 95 %.
    counts = [0, 1, 2, 3, 5, 10, 20, 30, 50, 100]
    lower = [0, 0.025, 0.242, 0.619, 1.623, 4.795, 12.217, 20.241, 37.111, 81.364]
    upper = [3.689, 5.572, 7.225, 8.767, 11.668, 18.390, 30.888, 42.827, 65.919, 121.627]

    low, high = of(counts)

    np.testing.assert_allclose(low, lower, atol=6e-4)
    np.testing.assert_allclose(high, upper, atol=6e-4)


@given(count=st.integers(0, LARGEST_EXACT), level=LEVELS)
def test_just_half_of_what_the_level_leaves_is_outside_each_limit(count, level):
    low, high = of([count], level)

    tail = tail_of(level)
    assert pdtr(count, high[0]) == pytest.approx(tail, abs=1e-9)
    if count:
        assert pdtrc(count - 1, low[0]) == pytest.approx(tail, abs=1e-9)
    else:
        assert low[0] == 0


@given(count=st.integers(LARGEST_EXACT + 1, 50_000_000), level=LEVELS)
def test_the_same_holds_nearly_where_byars_limits_take_over(count, level):
    low, high = of([count], level)

    assert pdtr(count, high[0]) == pytest.approx(tail_of(level), abs=1e-8)
    assert pdtrc(count - 1, low[0]) == pytest.approx(tail_of(level), abs=1e-8)


def test_limits_grow_with_the_count_also_where_the_method_changes():
    for method, counts in (("exact", np.arange(LARGEST_EXACT - 50, LARGEST_EXACT + 50)), ("byar", np.arange(60))):
        low, high = of(counts, method=method)

        assert (np.diff(low) > 0).all()
        assert (np.diff(high) > 0).all()


def test_byars_limits_as_the_english_references_compute_them():
    # PHStatsMethods 0.1.16, ph_rate with denominators of 100 000 (65 and 1045 of 5 000 scaled back), 95 and 99.8 %.
    low, high = of([65, 1045, 10], method="byar")
    far_low, far_high = of([65, 1045, 10], level=0.998, method="byar")

    np.testing.assert_allclose(low, [50.16318771045943, 982.5932018073326, 4.787449913967562], rtol=1e-12)
    np.testing.assert_allclose(high, [82.84913854593984, 1110.3312129856499, 18.39145860575647], rtol=1e-12)
    np.testing.assert_allclose(far_low, [42.8802614714802, 947.9407035610373, 2.916318374695686], rtol=1e-12)
    np.testing.assert_allclose(far_high, [94.000290844318, 1148.8061609880331, 24.1937249278805], rtol=1e-12)


def test_below_ten_byars_method_is_the_exact_one():
    counts = np.arange(BYAR_FROM)

    np.testing.assert_array_equal(of(counts, method="byar"), of(counts))


@given(count=st.floats(0, 5_000), level=LEVELS)
def test_a_count_that_is_not_whole_has_limits_between_those_of_its_neighbours(count, level):
    low, high = of([np.floor(count), count, np.ceil(count)], level)

    assert low[0] <= low[1] <= low[2]
    assert high[0] <= high[1] <= high[2]


@pytest.mark.parametrize("method", ["exact", "byar"])
def test_a_batch_is_its_rows_bit_for_bit_in_whatever_order_the_tables_have_grown(method, monkeypatch):
    random = np.random.default_rng(7)
    counts = random.permutation(
        np.r_[np.arange(40), random.integers(0, 3_000, 400), 99_999, LARGEST_EXACT + np.arange(2), 2.5]
    )
    together = of(counts, method=method)

    monkeypatch.setattr(limits, "_tables", {})
    one_by_one = [of([count], method=method) for count in counts]
    of(np.full(5_000, 4_000.0))
    after_growth = of(counts, method=method)

    np.testing.assert_array_equal(together, np.hstack(one_by_one))
    np.testing.assert_array_equal(together, after_growth)


def test_a_table_is_no_longer_than_the_largest_count_asked_for():
    of(np.arange(200))

    assert limits._tables[tail_of(0.95)].shape == (2, 200)


def test_a_few_large_counts_build_no_table_for_themselves():
    of([90_000, 200_000])

    assert limits._tables[tail_of(0.95)].shape[1] <= BYAR_FROM


def test_a_table_grows_as_far_as_there_are_cells_to_use_it():
    of(np.r_[np.arange(8_000), np.repeat(20_000, 30_000), 150_000])

    assert limits._tables[tail_of(0.95)].shape == (2, 32_769)


def test_a_page_that_is_shown_again_gets_its_table():
    page = np.arange(1_000, 1_290)

    for _ in range(5):
        of(page)

    assert limits._tables[tail_of(0.95)].shape == (2, 1_290)


def test_a_level_next_to_certainty_still_has_finite_limits():
    low, high = of([5], level=1 - 1e-16)

    assert 0 < low[0] < 5 < high[0] < np.inf


def test_tables_of_many_levels_make_room_for_each_other():
    for step in range(40):
        rate([5], [100], confidence=0.9 + step / 500)

    assert len(limits._tables) <= 16
