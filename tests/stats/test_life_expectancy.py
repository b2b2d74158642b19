"""Life expectancy from an abridged life table."""

import numpy as np
import pytest

from handslag.stats import StatsInputError, life_expectancy

pytestmark = pytest.mark.filterwarnings("error")

AGES = [0, 1, *range(5, 95, 5)]
# The example in the documentation of PHEindicatormethods, phe_life_expectancy.
DEATHS = [17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390, 1605, 1936, 1937]
PEOPLE = [7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601]
PEOPLE += [50209, 56416, 46411, 39820, 37978, 37039, 33288, 23306, 11936, 11936]


def test_the_reference_s_own_answers_at_every_age():
    # PHEindicatormethods, tests/testthat/testLifeExpectancy.R (the English life expectancy calculator).
    found = life_expectancy(AGES, DEATHS, PEOPLE)

    ends = [80.16960813, 79.36245674, 75.44193645, 11.51684445, 8.618849241, 6.163942934, 6.16210635]
    lower = [79.88268548, 79.0898816, 75.17407307, 11.34831778, 8.451134045, 5.978358351, 5.887683386]
    upper = [80.45653078, 79.63503188, 75.70979983, 11.68537112, 8.786564437, 6.349527517, 6.436529314]
    chosen = [0, 1, 2, 16, 17, 18, 19]
    np.testing.assert_allclose(found.value[chosen], ends, rtol=1e-8)
    # To four decimals, as that test does: its answers have 1.96 for the normal distribution's point.
    np.testing.assert_allclose(found.lower[chosen], lower, atol=5e-5)
    np.testing.assert_allclose(found.upper[chosen], upper, atol=5e-5)


def test_many_tables_at_once_are_each_table_bit_for_bit():
    deaths = np.array([[DEATHS, DEATHS[::-1]], [[2 * each for each in DEATHS], DEATHS]])

    batch = life_expectancy(AGES, deaths, PEOPLE, confidence=(0.95, 0.998))

    assert batch.value.shape == (2, 2, 20)
    assert batch.lower.shape == (2, 2, 20, 2)
    for place in np.ndindex(2, 2):
        alone = life_expectancy(AGES, deaths[place], PEOPLE, confidence=(0.95, 0.998))
        np.testing.assert_array_equal(batch.value[place], alone.value)
        np.testing.assert_array_equal(batch.upper[place], alone.upper)


def test_an_interval_wider_than_twenty_years_withholds_the_value():
    people = np.full(20, 400.0)
    deaths = np.zeros(20)
    deaths[[0, -1]] = 10, 1  # one death among the oldest: 400 years left, give or take 400

    found = life_expectancy(AGES, deaths, people)

    assert (found.flag == "too_few_events").all()
    assert np.isnan(found.value).all()


def test_too_few_people_or_no_death_among_the_oldest():
    deaths = [*[1] * 18, 20, 60]
    few = life_expectancy(AGES, deaths, np.full(20, 250))  # 5 000: the reference asks for more
    enough = life_expectancy(AGES, deaths, np.full(20, 250), min_population=4_999)
    oldest = life_expectancy(AGES, [*DEATHS[:-1], 0], PEOPLE)

    assert (few.flag == "too_few_events").all()
    assert (oldest.flag == "too_few_events").all()
    assert (enough.flag == "").all()


def test_no_deaths_in_younger_bands_are_valid():
    found = life_expectancy(AGES, [0, 0, 0, *DEATHS[3:]], PEOPLE)

    assert (found.flag == "").all()
    assert found.value[0] == pytest.approx(found.value[1] + 1)
    assert ((found.lower <= found.value) & (found.value <= found.upper)).all()


def test_a_band_in_which_all_die():
    deaths, people = np.array(DEATHS), np.array(PEOPLE)
    deaths[5] = people[5] - 1

    found = life_expectancy(AGES, deaths, people)

    assert np.isfinite(found.value[:5]).all()


def test_a_missing_band_makes_the_table_missing():
    found = life_expectancy(AGES, [DEATHS, [None, *DEATHS[1:]]], PEOPLE)

    assert (found.flag[0] == "").all()
    assert (found.flag[1] == "missing").all()


@pytest.mark.parametrize(
    ("ages", "deaths", "people", "code", "field", "where"),
    [
        (AGES, [-1, *DEATHS[1:]], PEOPLE, "negative_count", "deaths", (0,)),
        (AGES, DEATHS, [*PEOPLE[:-1], 0], "zero_exposure", "population", (19,)),
        (AGES, DEATHS, [*PEOPLE[:-1], 1_936], "count_exceeds_total", "deaths", (19,)),
        (AGES, DEATHS[:-1], PEOPLE, "shape_mismatch", "population", ()),
        ([0, *range(5, 100, 5)], DEATHS, PEOPLE, "shape_mismatch", "age_start", ()),
        ([*AGES[:-2], 90, 85], DEATHS, PEOPLE, "shape_mismatch", "age_start", (19,)),
    ],
)
def test_tables_that_cannot_be_are_refused(ages, deaths, people, code, field, where):
    with pytest.raises(StatsInputError) as caught:
        life_expectancy(ages, deaths, people)

    assert (caught.value.code, caught.value.field, caught.value.where) == (code, field, where)


def test_a_batch_can_flag_its_bad_tables_instead():
    people = np.array([PEOPLE, PEOPLE, PEOPLE])
    people[1, 4], people[2, 19] = 0, 1_900

    found = life_expectancy(AGES, DEATHS, people, errors="flag")

    assert found.flag[:, 0].tolist() == ["", "zero_exposure", "count_exceeds_total"]
