"""Directly standardised rates and standardised ratios."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.stats import StatsInputError, directly_standardised_rate, rate, standardised_ratio

pytestmark = pytest.mark.filterwarnings("error")

# The example in the source of PHEindicatormethods (R/SMR.R), with the European Standard Population 2013.
EVENTS = [27, 45, 55, 100, 125, 300, 295, 270, 275, 450, 455, 459, 345, 300, 270, 265, 100, 90, 35]
PEOPLE = [84935, 80367, 72122, 79259, 99806, 87362, 81579, 71103, 70001, 69007]
PEOPLE += [63203, 52638, 46087, 40887, 32604, 28399, 21625, 13021, 7355]
ESP2013 = [
    5000,
    5500,
    5500,
    5500,
    6000,
    6000,
    6500,
    7000,
    7000,
    7000,
    7000,
    6500,
    6000,
    5500,
    5000,
    4000,
    2500,
    1500,
    1000,
]
REFERENCE = [
    300,
    400,
    500,
    1000,
    1200,
    2500,
    2600,
    2700,
    2800,
    4000,
    4100,
    4200,
    3500,
    3100,
    2500,
    2300,
    1500,
    1000,
    400,
]
REFERENCE_PEOPLE = [10 * people for people in reversed(PEOPLE)]


def test_the_reference_package_s_standardised_rate():
    # PHStatsMethods 0.1.16, ph_dsr, on the data above.
    found = directly_standardised_rate(EVENTS, PEOPLE, ESP2013, confidence=(0.95, 0.998))

    assert found.value == pytest.approx(464.91565132391906, rel=1e-12)
    np.testing.assert_allclose(found.lower, [450.6883093326188, 442.63456227474614], rtol=1e-12)
    np.testing.assert_allclose(found.upper, [479.4689343041292, 487.9499776897795], rtol=1e-12)
    assert (found.count, found.exposure) == (4261, 1_101_360)


def test_an_area_with_the_standard_s_structure_has_its_crude_rate():
    people = 10 * np.array(ESP2013)

    standardised, crude = directly_standardised_rate(EVENTS, people, ESP2013), rate(4261, people.sum(), method="byar")

    assert standardised.value == pytest.approx(crude.value)
    # With equal weights Dobson's limits are Byar's of the total.
    assert standardised.lower == pytest.approx(crude.lower)
    assert standardised.upper == pytest.approx(crude.upper)


def test_a_case_by_hand():
    # Rates 1 and 4 per 100, standard 3:1 -> 1.75 per 100. Var = (0.75² · 10 + 0.25² · 40 ) / 1000² = 8.125e-6.
    # Byar of 50: 37.11, 65.92. Lower = 0.0175 + sqrt(8.125e-6 / 50) · (37.11 - 50).
    found = directly_standardised_rate([10, 40], [1_000, 1_000], [3, 1], per=100)

    assert found.value == pytest.approx(1.75)
    assert found.lower == pytest.approx(1.75 - 100 * (8.125e-6 / 50) ** 0.5 * (50 - 37.1102), abs=1e-4)
    assert found.upper == pytest.approx(1.75 + 100 * (8.125e-6 / 50) ** 0.5 * (65.9196 - 50), abs=1e-3)


def test_fewer_than_ten_events_are_withheld_with_their_limits():
    found = directly_standardised_rate([[4, 5], [5, 5]], [100, 200], [1, 1], confidence=(0.95, 0.998))

    assert list(found.flag) == ["too_few_events", ""]
    assert np.isnan(found.value).tolist() == [True, False]
    assert np.isnan(found.lower).all(axis=-1).tolist() == [True, False]
    assert np.isnan(found.upper).all(axis=-1).tolist() == [True, False]


def test_no_event_has_no_standardised_rate_however_few_are_allowed():
    assert directly_standardised_rate([0, 0], [10, 10], [1, 1], min_events=0).flag == "too_few_events"


def test_a_missing_band_is_no_events_but_missing_people_are_missing():
    found = directly_standardised_rate([[20, None], [20, 0], [None, None]], [100, 200], [1, 1])
    lacking = directly_standardised_rate([20, 5], [100, None], [1, 1])

    assert found.value[0] == found.value[1]
    assert list(found.flag) == ["", "", "missing"]
    assert lacking.flag == "missing"
    assert np.isnan(lacking.value)


def test_repeat_events_by_one_person_widen_the_limits_by_the_variance_of_their_sum():
    # 20 + 30 events. All by different people: variance as ever. By 10 who had 2 each and by 30 who had one each:
    # the first band's 20 becomes 10 · 2² = 40.
    count, people, standard = [20, 30], [1_000, 1_000], [1, 1]
    single = directly_standardised_rate(count, people, standard, events_per_person=[[20, 0], [30, 0]])
    repeated = directly_standardised_rate(count, people, standard, events_per_person=[[0, 10], [30, 0]])
    plain = directly_standardised_rate(count, people, standard)

    assert (single.lower, single.upper) == (plain.lower, plain.upper)
    assert repeated.value == plain.value
    assert (repeated.upper - repeated.value) / (plain.upper - plain.value) == pytest.approx((70 / 50) ** 0.5)
    assert (repeated.value - repeated.lower) / (plain.value - plain.lower) == pytest.approx((70 / 50) ** 0.5)


def test_persons_with_more_events_than_were_counted_are_another_definition():
    with pytest.raises(StatsInputError) as caught:
        directly_standardised_rate([20, 30], [100, 100], [1, 1], events_per_person=[[20, 0], [0, 16]])

    assert (caught.value.code, caught.value.field, caught.value.where) == (
        "mixed_definitions",
        "events_per_person",
        (1,),
    )


def test_bands_along_another_axis():
    counts = np.array([EVENTS, EVENTS[::-1]])

    along_last = directly_standardised_rate(counts, PEOPLE, ESP2013, confidence=(0.95, 0.998))
    along_first = directly_standardised_rate(counts.T, PEOPLE, ESP2013, axis=0, confidence=(0.95, 0.998))

    for name in ("value", "lower", "upper"):
        np.testing.assert_array_equal(getattr(along_first, name), getattr(along_last, name))


def test_a_batch_is_its_rows_bit_for_bit_whatever_their_order_in_memory():
    random = np.random.default_rng(11)
    counts, people = random.integers(0, 40, (50, 19)), random.integers(1, 9_000, (50, 19))

    batch = directly_standardised_rate(counts, people, ESP2013)
    other_order = directly_standardised_rate(np.asfortranarray(counts), np.asfortranarray(people), ESP2013)

    for row in range(50):
        alone = directly_standardised_rate(counts[row], people[row], ESP2013)
        for found in (batch, other_order):
            assert (found.value[row], found.lower[row], found.upper[row]) == (alone.value, alone.lower, alone.upper)


@given(
    counts=st.lists(st.integers(0, 500), min_size=3, max_size=3),
    people=st.lists(st.integers(1, 100_000), min_size=3, max_size=3),
    standard=st.lists(st.integers(1, 1_000_000), min_size=3, max_size=3),
)
def test_the_value_is_within_limits_that_are_not_negative(counts, people, standard):
    found = directly_standardised_rate(counts, people, standard, min_events=1)

    if found.flag == "":
        assert 0 <= found.lower <= found.value <= found.upper
    else:
        assert sum(counts) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "field", "where"),
    [
        (([1, -2], [1, 1], [1, 1]), "negative_count", "count", (1,)),
        (([1, 2], [1, 0], [1, 1]), "zero_exposure", "population", (1,)),
        (([1, 2], [1, 1], [1, 1, 1]), "shape_mismatch", "standard", ()),
        (([1, 2], [1, 1], [1]), "shape_mismatch", "standard", ()),
        (([1, 2], [1, 1], [0, 0]), "zero_exposure", "standard", ()),
        (([1, 2], [1, 1], [1, None]), "not_a_number", "standard", (1,)),
        ((5, 5, 5), "shape_mismatch", "axis", ()),
    ],
)
def test_bands_that_cannot_be_are_refused(arguments, code, field, where):
    with pytest.raises(StatsInputError) as caught:
        directly_standardised_rate(*arguments)

    assert (caught.value.code, caught.value.field, caught.value.where) == (code, field, where)


def test_a_batch_can_flag_its_bad_groups_instead():
    found = directly_standardised_rate(
        [[20, 5], [20, -5], [20, 5]], [[10, 10], [10, 10], [10, 0]], [1, 1], errors="flag"
    )

    assert list(found.flag) == ["", "negative_count", "zero_exposure"]
    assert np.isnan(found.value).tolist() == [False, True, True]


# standardised_ratio


def test_the_reference_package_s_standardised_ratio():
    # PHStatsMethods 0.1.16, ph_ISRatio with refvalue 100, on the data above (Byar).
    arguments = PEOPLE, REFERENCE, REFERENCE_PEOPLE
    found = standardised_ratio(EVENTS, *arguments, confidence=(0.95, 0.998), method="byar")
    from_total = standardised_ratio(4261, *arguments, confidence=(0.95, 0.998), method="byar")

    assert found.expected == pytest.approx(4728.380176735016, rel=1e-12)
    assert found.value == pytest.approx(90.11542728660736, rel=1e-12)
    np.testing.assert_allclose(found.lower, [87.42973506965839, 85.90943100978339], rtol=1e-12)
    np.testing.assert_allclose(found.upper, [92.86264731230902, 94.4636120059514], rtol=1e-12)
    assert (from_total.value, from_total.expected) == (found.value, found.expected)


def test_a_ratio_has_the_exact_limits_of_its_events():
    # 12 observed where 4 and 5 are expected. Exact limits of 12: 6.201, 20.962.
    found = standardised_ratio(12, [400, 100], [10, 50], [1_000, 1_000])

    assert found.expected == pytest.approx(9)
    assert found.value == pytest.approx(1_200 / 9)
    assert found.lower == pytest.approx(6.2006 / 9 * 100, abs=1e-2)
    assert found.upper == pytest.approx(20.9616 / 9 * 100, abs=1e-2)


def test_the_reference_itself_has_a_ratio_of_one():
    assert standardised_ratio(REFERENCE, REFERENCE_PEOPLE, REFERENCE, REFERENCE_PEOPLE, per=1).value == pytest.approx(1)


def test_totals_of_many_areas_and_years():
    people = np.full((4, 3, 19), 1_000.0)

    found = standardised_ratio(np.full((4, 3), 30), people, REFERENCE, REFERENCE_PEOPLE)

    assert found.value.shape == found.expected.shape == (4, 3)
    assert set(found.to_columns()) == {"value", "lower", "upper", "method", "flag", "expected"}


def test_what_is_missing_or_empty_in_a_ratio():
    found = standardised_ratio([5, None, 5], [[10, 10], [10, 10], [10, None]], [1, 1], [10, 10])
    nobody = standardised_ratio([5, 5], [[0, 0], [0, 10]], [1, 1], [10, 10], errors="flag")

    assert list(found.flag) == ["", "missing", "missing"]
    assert list(nobody.flag) == ["zero_exposure", ""]
    hidden = standardised_ratio([[9, -2], [9, 2]], [[10, 10], [10, 10]], [1, 1], [10, 10], errors="flag")
    assert list(hidden.flag) == ["negative_count", ""]
    with pytest.raises(StatsInputError, match="zero_exposure in population"):
        standardised_ratio([5, 5], [[0, 0], [0, 10]], [1, 1], [10, 10])
