import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from handslag import stats
from handslag.stats import StatsInputError

pytestmark = pytest.mark.filterwarnings("error")

POPULATION_FILE = Path(__file__).parents[3] / "shared" / "data" / "population_municipality.csv"
# 290 municipalities of the sizes that Sweden has: a median of 16 000, the smallest 2 400.
PEOPLE = np.maximum(np.exp(9.68 + 0.98 * special.ndtri((np.arange(290) + 0.5) / 290)), 2_400).round()


def worst_tenth(people, seed, *, years=5, mean=14.8, spread=0.17):
    """Return events of two periods in which nothing changed, person-years, and the 29 rows that were worst in the first."""
    rng = np.random.default_rng(seed)
    rates = mean / 100_000 * np.exp(spread * rng.normal(size=len(people)) - spread**2 / 2)
    first, second = rng.poisson(rates * people * years), rng.poisson(rates * people * years)
    return first, second, people * years, np.argsort(-first / (people * years))[:29]


def test_the_worst_tenth_falls_from_26_to_16_by_itself_and_that_is_what_is_expected():
    # 290 municipalities, five years, true rates spread by 17 % around 14.8 per 100 000; seed 79.
    first, second, size, worst = worst_tenth(PEOPLE, seed=79)
    before, after = (1e5 * (events / size)[worst].mean() for events in (first, second))

    expected = stats.expected_without_action(first, size, selected=worst)

    assert before == pytest.approx(26.1, abs=0.1)
    assert after == pytest.approx(16.5, abs=0.1)
    assert expected.value.mean() == pytest.approx(after, abs=0.5)
    assert expected.regression_share.mean() > 0.7


@pytest.mark.parametrize(("years", "mean", "spread"), [(5, 14.8, 0.17), (4, 15, 0.13), (1, 15, 0.15), (5, 15, 0.25)])
def test_over_many_data_sets_the_expected_value_is_neither_too_high_nor_too_low(years, mean, spread):
    came, foretold, within = [], [], []
    for seed in range(100):
        first, second, size, worst = worst_tenth(PEOPLE, seed, years=years, mean=mean, spread=spread)
        expected = stats.expected_without_action(first, size, selected=worst)
        following = 1e5 * (second / size)[worst]
        came.append(following.mean())
        foretold.append(expected.value.mean())
        within.append(((expected.lower <= following) & (following <= expected.upper)).mean())

    assert np.mean(foretold) == pytest.approx(np.mean(came), abs=0.5)
    assert 0.94 < np.mean(within) < 0.99


@pytest.mark.skipif(not POPULATION_FILE.exists(), reason="the population table is not at hand")
def test_the_same_holds_for_the_municipalities_as_they_are():
    with POPULATION_FILE.open(encoding="utf-8") as lines:
        people = np.array([float(row["population"]) for row in csv.DictReader(lines) if row["year"] == "2019"])

    sets = [worst_tenth(people, seed, years=4, mean=15, spread=0.13) for seed in range(100)]

    before = np.mean([1e5 * (first / size)[worst].mean() for first, _, size, worst in sets])
    after = np.mean([1e5 * (second / size)[worst].mean() for _, second, size, worst in sets])
    foretold = np.mean([stats.expected_without_action(f, s, selected=w).value.mean() for f, _, s, w in sets])
    assert before == pytest.approx(26.1, abs=0.2)
    assert foretold == pytest.approx(after, abs=0.5)


def test_rates_are_drawn_to_the_mean_by_the_share_that_chance_has():
    # By hand: mean 20 / 4 000 = 0.005; seen variance (0.005^2 + 0.005^2) / 2 = 25e-6, of which chance 0.005 / 2 000 = 2.5e-6;
    # between 22.5e-6; B = 22.5 / (22.5 + 2.5) = 0.9; 0.005 + 0.9 x 0.005 = 0.0095.
    expected = stats.expected_without_action([20, 0], [2_000, 2_000], selected=0, per=1)

    assert expected.value == pytest.approx(0.0095)
    assert expected.regression_share == pytest.approx(0.1)
    assert isinstance(expected.value, float)


def test_units_that_differ_no_more_than_chance_are_all_expected_at_the_mean_with_poisson_limits():
    expected = stats.expected_without_action([10, 9, 11, 10], [1_000] * 4, selected=[2], per=1_000)

    assert expected.value.tolist() == [10]
    assert expected.regression_share.tolist() == [1]
    # Poisson with mean 10: P(X <= 3) = 0.0103, P(X <= 4) = 0.0293; P(X <= 16) = 0.973, P(X <= 17) = 0.986 (tables).
    assert (expected.lower.tolist(), expected.upper.tolist()) == ([4], [17])


def test_limits_are_quantiles_of_the_negative_binomial():
    # Oracle: scipy 1.17.1, stats.nbinom.ppf([0.025, 0.975], shape, shape / (shape + mean)).
    # Between 22.5e-6, kept 0.9: mean 19 of 2 000, shape 0.0095^2 / (22.5e-6 x 0.1) = 40.111.
    expected = stats.expected_without_action([20, 0], [2_000, 2_000], selected=0, per=2_000)

    assert expected.value == pytest.approx(19)
    assert (expected.lower, expected.upper) == (10, 30)


def test_rates_above_one_are_as_good_as_others():
    expected = stats.expected_without_action([16, 24], [10, 10], selected=[0], per=1)

    assert expected.value == pytest.approx([2.0], abs=1e-9)
    # Poisson with mean 20: P(X <= 11) = 0.0214, P(X <= 12) = 0.0390; P(X <= 28) = 0.966, P(X <= 29) = 0.978 (tables).
    assert (expected.lower.tolist(), expected.upper.tolist()) == ([1.2], [2.9])


def test_no_events_anywhere_are_expected_to_stay_none():
    expected = stats.expected_without_action([0, 0, 0], [100, 200, 300], selected=[1])

    assert [each.tolist() for each in (expected.value, expected.lower, expected.upper)] == [[0], [0], [0]]


def test_a_missing_unit_is_flagged_and_left_out_of_the_mean():
    expected = stats.expected_without_action([20, None, 0], [2_000, 2_000, 2_000], selected=[0, 1], per=1)

    assert expected.flag.tolist() == ["", "missing"]
    assert expected.value[0] == pytest.approx(0.0095)
    assert np.isnan([expected.value[1], expected.lower[1], expected.upper[1], expected.regression_share[1]]).all()


def test_a_mask_and_row_numbers_select_the_same_and_nothing_selects_nothing():
    count, exposure = [5, 9, 2, 7], [1_000, 900, 1_100, 800]

    by_mask = stats.expected_without_action(count, exposure, selected=[False, True, False, True])
    by_rows = stats.expected_without_action(count, exposure, selected=[1, 3])

    assert by_mask.value.tolist() == by_rows.value.tolist()
    assert stats.expected_without_action(count, exposure, selected=[]).value.shape == (0,)


def test_a_batch_equals_its_rows_one_by_one_and_leaves_the_input_as_it_was():
    count = np.random.default_rng(1).poisson(8, size=(3, 4, 20)).astype(float)
    exposure = np.linspace(1_000, 90_000, 20)
    kept = count.copy()

    batch = stats.expected_without_action(count, exposure, selected=[3, 7], confidence=(0.95, 0.998))

    assert batch.value.shape == (3, 4, 2)
    assert batch.lower.shape == (3, 4, 2, 2)
    for place in np.ndindex(3, 4):
        one = stats.expected_without_action(count[place], exposure, selected=[3, 7], confidence=(0.95, 0.998))
        assert np.array_equal(one.value, batch.value[place])
        assert np.array_equal(one.upper, batch.upper[place])
    assert np.array_equal(count, kept)
    assert sorted(batch.to_columns())[:3] == ["flag", "lower_95", "lower_99_8"]


@given(st.lists(st.tuples(st.integers(0, 60), st.floats(10, 1e6)), min_size=2, max_size=12))
def test_expected_lies_between_the_units_own_rate_and_the_mean_and_within_its_limits(units):
    count, exposure = (np.array(each, dtype=float) for each in zip(*units, strict=True))

    found = stats.expected_without_action(count, exposure, selected=np.arange(len(units)))

    low, high = np.minimum(found.observed, found.mean), np.maximum(found.observed, found.mean)
    assert (found.value >= low * (1 - 1e-9)).all()
    assert (found.value <= high * (1 + 1e-9)).all()
    assert (found.lower <= found.value).all()
    assert (found.value <= found.upper).all()


@pytest.mark.parametrize(
    ("count", "exposure", "selected", "code", "field"),
    [
        ([1, -1], 1, [0], "negative_count", "count"),
        ([1, 1], [1, 0], [0], "zero_exposure", "exposure"),
        ([1, 1], [1, 1, 1], [0], "shape_mismatch", "exposure"),
        ([1, 1], 1, [2], "shape_mismatch", "selected"),
        ([1, 1], 1, [0.5], "shape_mismatch", "selected"),
        ([1], 1, [0], "too_few_points", "count"),
    ],
)
def test_input_that_cannot_be_meant_is_refused(count, exposure, selected, code, field):
    with pytest.raises(StatsInputError) as caught:
        stats.expected_without_action(count, exposure, selected=selected)

    assert (caught.value.code, caught.value.field) == (code, field)
