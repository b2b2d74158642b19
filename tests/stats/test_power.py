import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag import stats
from handslag.stats import StatsInputError

pytestmark = pytest.mark.filterwarnings("error")

SUICIDES = 15 / 100_000
COUNTY, CITY, TOWN, VILLAGE = 306_000, 158_000, 30_000, 10_000


def power_by_definition(before, after, share, alpha=0.05):
    """Both counts one by one; each pair is tested by adding up binomial probabilities."""
    most = int(before + after + 12 * math.sqrt(before + after) + 30)
    found = 0.0
    for total in range(1, most):
        chance = [math.comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
        for second in range(total + 1):
            if min(math.fsum(chance[: second + 1]), math.fsum(chance[second:])) <= alpha / 2:
                first = total - second
                log = first * math.log(before) - before - math.lgamma(first + 1)
                log += second * math.log(after) - after - math.lgamma(second + 1)
                found += math.exp(log)
    return found


@pytest.mark.parametrize(
    ("before", "after", "years", "expected"),
    # Oracle: scipy 1.17.1, scipy.stats.binom and poisson added up over totals and second counts.
    [
        (45.9, 45.9 * 0.75, (1, 1), 0.21395425862848855),
        (4.5, 0.5, (1, 1), 0.2077682071032655),
        (150, 60, (5, 3), 0.7603819400405802),
        (20, 60, (1, 1), 0.9946866442207519),
        (30, 18, (1, 1), 0.36079630467592627),
        (1, 9, (3, 7), 0.11647725702780166),
    ],
)
def test_power_of_counts_is_that_of_the_exact_conditional_test(before, after, years, expected):
    first, second = years
    change = (after / second) / (before / first) - 1

    found = stats.power(before / first, 1, change, years_before=first, years_after=second)

    assert found == pytest.approx(expected, abs=1e-11)


@given(st.floats(0.2, 12), st.floats(-0.95, 2), st.integers(1, 4), st.integers(1, 4))
def test_power_of_few_events_is_the_sum_over_all_pairs_of_counts(mean, change, first, second):
    found = stats.power(mean, 1, change, years_before=first, years_after=second)

    expected = power_by_definition(mean * first, mean * (1 + change) * second, second / (first + second))
    assert found == pytest.approx(expected, abs=1e-9)


def test_no_change_is_found_no_more_often_than_the_level_promises():
    baseline = np.geomspace(0.01, 5_000, 200)

    found = stats.power(baseline, 1, 0)

    assert (found <= 0.05).all()
    assert found[-1] > 0.045


def test_power_of_proportions_agrees_with_the_common_normal_formula():
    # R: power.prop.test(n = 2500, p1 = 0.20, p2 = 0.16) gives 0.958; statsmodels 0.15.0 gives 0.95759404.
    found = stats.power(0.20, 2_500, -0.04, kind="proportion")

    assert found == pytest.approx(0.9575940, abs=1e-6)


def test_several_surveys_count_as_one_large_and_a_design_effect_as_a_smaller_one():
    one_large = stats.power(0.20, 2_400, -0.04, kind="proportion")

    surveys = stats.power(0.20, 800, -0.04, kind="proportion", years_before=3, years_after=3)
    clustered = stats.power(0.20, 4_800, -0.04, kind="proportion", deff=2)

    assert surveys == pytest.approx(one_large)
    assert clustered == pytest.approx(one_large)


def test_from_everybody_to_nobody_is_found_and_no_change_of_nobody_is_not():
    found = stats.power([1.0, 0.0], 50, [-1.0, 0.0], kind="proportion")

    assert found.tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("population", "percents"),
    [(COUNTY, (52, 32, 25)), (CITY, (68, 43, 34)), (TOWN, (None, 84, 70)), (VILLAGE, (None, None, None))],
)
def test_smallest_change_in_suicides_that_a_county_and_its_municipalities_can_see(population, percents):
    years = np.array([1, 3, 5])

    found = stats.minimum_detectable_change(SUICIDES, population, years_before=years, years_after=years)

    shown = [
        None if flag == "never" else round(100 * value) for value, flag in zip(found.value, found.flag, strict=True)
    ]
    assert shown == list(percents)


def test_smallest_change_in_a_survey():
    found = stats.minimum_detectable_change(0.20, [200, 400, 800, 2_500, 6_000], kind="proportion")

    assert np.round(100 * found.value, 1).tolist() == [11.2, 7.9, 5.6, 3.2, 2.0]


@given(st.floats(15, 3_000), st.floats(0.3, 0.95), st.integers(1, 5), st.integers(1, 5))
def test_the_smallest_change_has_just_the_power_that_was_asked_for(mean, wanted, first, second):
    found = stats.minimum_detectable_change(mean, 1, years_before=first, years_after=second, power=wanted)

    again = stats.power(mean, 1, -found.value, years_before=first, years_after=second)
    assert again == pytest.approx(wanted, abs=1e-8)


def test_the_smallest_change_can_be_used_as_a_number():
    found = stats.minimum_detectable_change(SUICIDES, COUNTY, years_before=5, years_after=5)

    assert float(found) == found.value
    assert round(float(100 * found)) == 25
    assert found < 0.26
    assert np.asarray(found).shape == ()


@pytest.mark.parametrize(("change", "years"), [(-0.10, 33), (-0.20, 8), (-0.25, 5), (-0.30, 4), (-0.50, 2)])
def test_years_until_a_fall_in_a_county_can_be_seen(change, years):
    before, after = stats.years_until_visible(SUICIDES, COUNTY, change)

    assert (before, after) == (years, years)


def test_years_that_are_not_enough_come_with_the_reason():
    found = [
        stats.years_until_visible(SUICIDES, VILLAGE, -0.10),
        stats.years_until_visible(0, COUNTY, -0.10),
        stats.years_until_visible(SUICIDES, COUNTY, 0),
        stats.years_until_visible(None, COUNTY, -0.10),
    ]

    assert [each.years_before for each in found] == [None] * 4
    assert [each.reason for each in found] == ["too_long", "no_events", "no_change", "missing"]


def test_years_of_surveys_stand_for_surveys():
    found = stats.years_until_visible(0.20, 400, -0.04, kind="proportion")

    enough = stats.power(0.20, 400, -0.04, kind="proportion", years_before=np.arange(1, 9), years_after=np.arange(1, 9))
    assert found.years_after == 1 + int((enough >= 0.8).argmax())


def test_missing_values_stay_missing_and_spoil_nothing_beside_them():
    assert np.isnan(stats.power([SUICIDES, None], COUNTY, -0.25)).tolist() == [False, True]
    assert stats.minimum_detectable_change([SUICIDES, None], COUNTY).flag.tolist() == ["", "missing"]
    assert stats.years_until_visible([SUICIDES, None], COUNTY, -0.25).reason.tolist() == ["", "missing"]


def test_no_areas_give_no_answers():
    assert stats.power([], COUNTY, -0.25).shape == (0,)
    assert stats.minimum_detectable_change([], COUNTY).value.shape == (0,)
    assert stats.years_until_visible([], COUNTY, -0.25).years_after.shape == (0,)


def test_a_batch_equals_its_cells_one_by_one_and_leaves_the_input_as_it_was():
    population = np.geomspace(2_000, 2_000_000, 60).reshape(3, 20)
    kept = population.copy()

    power = stats.power(SUICIDES, population, -0.25, years_before=5, years_after=3)
    change = stats.minimum_detectable_change(SUICIDES, population, years_before=5, years_after=3).value
    years = stats.years_until_visible(SUICIDES, population, -0.25).years_after

    for place in np.ndindex(population.shape):
        one = population[place]
        assert power[place] == stats.power(SUICIDES, one, -0.25, years_before=5, years_after=3)
        alone = stats.minimum_detectable_change(SUICIDES, one, years_before=5, years_after=3).value
        assert np.array_equal(change[place], alone, equal_nan=True)
        one_year = stats.years_until_visible(SUICIDES, one, -0.25).years_after
        assert np.array_equal(years[place], np.nan if one_year is None else one_year, equal_nan=True)
    assert np.array_equal(population, kept)


@pytest.mark.parametrize(
    ("arguments", "named", "code", "field", "where"),
    [
        (([1, -1], 1, -0.1), {}, "negative_count", "baseline", (1,)),
        ((1, [5, 0], -0.1), {}, "zero_exposure", "exposure", (1,)),
        ((1, 1, -1.1), {}, "negative_count", "change", ()),
        ((0.9, 100, 0.2), {"kind": "proportion"}, "count_exceeds_total", "change", ()),
        ((1.2, 100, 0.2), {"kind": "proportion"}, "count_exceeds_total", "baseline", ()),
        ((1, 1, -0.1), {"years_after": 0}, "too_few_points", "years_after", ()),
        ((1, 1, -0.1), {"alpha": 5}, "confidence_range", "alpha", ()),
        ((1, 1, -0.1), {"kind": "count"}, "unknown_choice", "kind", ()),
        (([1, 2], [1, 2, 3], -0.1), {}, "shape_mismatch", "exposure", ()),
    ],
)
def test_input_that_no_power_could_be_honest_about_is_refused(arguments, named, code, field, where):
    with pytest.raises(StatsInputError) as caught:
        stats.power(*arguments, **named)

    assert (caught.value.code, caught.value.field, caught.value.where) == (code, field, where)
