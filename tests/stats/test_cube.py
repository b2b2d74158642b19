"""One call serves a whole cube of indicators, sexes, areas and years: each series comes out as it does alone."""

import numpy as np

from bench.statistics_steps import AREAS, INDICATORS, SEXES, YEARS, national, refresh
from handslag import stats

SHAPE = (2, 3, 7, 25)  # indicator, sex, area, year


def cube() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(9)
    exposure = np.broadcast_to(random.integers(500, 90_000, (1, 1, 7, 1)).astype(float), SHAPE)
    return random.poisson(exposure * np.array([2e-4, 5e-3])[:, None, None, None]).astype(float), exposure


def test_a_refresh_of_the_whole_is_that_of_each_series_bit_for_bit():
    count, exposure = cube()

    rates, codes, trend, chart = refresh(count, exposure)

    assert rates.value.shape == codes.shape == (2, 3, 7, 21)
    assert rates.lower.shape == (2, 3, 7, 21, 2)
    assert trend.direction.shape == (2, 3, 7)
    assert chart.centre.shape == SHAPE
    for place in [(0, 0, 0), (1, 2, 6), (0, 1, 3)]:
        events, years = stats.rolling(count[place], exposure[place], window=5)
        alone = stats.rate(events, years, confidence=(0.95, 0.998))
        np.testing.assert_array_equal(rates.lower[place], alone.lower)
        np.testing.assert_array_equal(rates.upper[place], alone.upper)
        np.testing.assert_array_equal(chart.upper[place], stats.control_chart(count[place] / exposure[place]).upper)
        assert trend.chi_square[place] == stats.trend(count[place], exposure=exposure[place]).chi_square


def test_the_made_up_nation_has_the_size_that_the_measurements_name():
    count, exposure = national()

    assert count.shape == exposure.shape == (INDICATORS, SEXES, AREAS, YEARS)
    assert count.size == 1_305_000
    assert 0.01 < (count == 0).mean() < 0.1
    assert count.max() > 5_000
