"""The slope index and the concentration index: closed forms, published figures, and simulated limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from handslag import stats

POPULATION = np.array([10.0, 20, 30, 20, 20])
VALUE = np.array([70.0, 72, 74, 76, 78])
# World Bank, Quantitative Techniques for Health Equity Analysis, technical note 7: births and deaths before five years
# of age per 1 000, India 1982-92, poorest fifth first.
BIRTHS, MORTALITY = [29939, 28776, 26528, 24689, 19739], [154.7, 152.9, 119.5, 86.9, 54.3]


def test_a_straight_line_through_equal_groups_is_read_off_its_ends():
    # By hand: ranks 0.1 to 0.9, 10 a step of 0.2: 50 from bottom to top, from 95 to 145.
    result = stats.slope_index([100, 110, 120, 130, 140], [7] * 5)

    assert result.sii == pytest.approx(50)
    assert result.rii == pytest.approx(145 / 95)
    assert np.isnan(result.sii_lower)


def test_the_slope_and_its_closed_limits():
    # statsmodels 0.15: WLS(value, constant + rank, weights population share), 8.86075949 and intercept 69.97...;
    # its variance is the weighted sum of the values' variances.
    share = POPULATION / 100
    rank = share.cumsum() - share / 2
    design = np.stack([np.ones(5), rank], axis=-1)
    hat = np.linalg.inv((design.T * share) @ design) @ (design.T * share)
    error = np.array([1, 0.5, 0.4, 0.5, 0.6])

    result = stats.slope_index(VALUE, POPULATION, VALUE - 1.959964 * error, VALUE + 1.959964 * error)

    assert result.sii == pytest.approx(8.86075949, rel=1e-8)
    assert result.rii == pytest.approx(1 + result.sii / (hat[0] @ VALUE))
    assert result.sii_upper - result.sii == pytest.approx(1.959964 * np.sqrt(hat[1] ** 2 @ error**2), rel=1e-6)
    assert result.sii - result.sii_lower == pytest.approx(result.sii_upper - result.sii)


def test_the_closed_limits_agree_with_simulation():
    error = np.array([3.0, 2, 1.5, 2, 2.5])
    drawn = VALUE + error * np.random.default_rng(3).standard_normal((200_000, 5))
    each = stats.slope_index(drawn, POPULATION)

    result = stats.slope_index(VALUE, POPULATION, VALUE - 1.96 * error, VALUE + 1.96 * error)

    assert [result.sii_lower, result.sii_upper] == pytest.approx(np.quantile(each.sii, [0.025, 0.975]), abs=0.1)
    assert [result.rii_lower, result.rii_upper] == pytest.approx(np.quantile(each.rii, [0.025, 0.975]), abs=0.002)


def test_rates_are_drawn_on_the_log_scale():
    rate, error = np.array([30.0, 25, 22, 18, 15]), 0.1
    limits = (rate * np.exp(-1.959964 * error), rate * np.exp(1.959964 * error))
    drawn = stats.slope_index(rate * np.exp(error * np.random.default_rng(4).standard_normal((200_000, 5))), POPULATION)

    result = stats.slope_index(rate, POPULATION, *limits, kind="rate")

    assert result.sii == stats.slope_index(rate, POPULATION).sii
    assert [result.sii_lower, result.sii_upper] == pytest.approx(np.quantile(drawn.sii, [0.025, 0.975]), abs=0.1)
    assert [result.rii_lower, result.rii_upper] == pytest.approx(np.quantile(drawn.rii, [0.025, 0.975]), abs=0.005)


@pytest.mark.parametrize(
    ("kind", "back", "value"),
    [
        ("rate", np.exp, np.exp([1.0, 1.2, 1.4, 1.6, 1.8])),
        ("proportion", lambda x: 1 / (1 + np.exp(-x)), 1 / (1 + np.exp(-np.array([1.0, 1.2, 1.4, 1.6, 1.8])))),
    ],
)
def test_a_straight_line_on_the_transformed_scale(kind, back, value):
    # By hand: 1.0 to 1.8 at ranks 0.1 to 0.9 is 0.9 at 0 and 1.9 at 1.
    result = stats.slope_index(value, [5] * 5, value * 0.99, value * 1.001, kind=kind, transform=True, draws=2_000)

    assert result.sii == pytest.approx(back(1.9) - back(0.9))
    assert result.rii == pytest.approx(back(1.9) / back(0.9))
    assert result.sii_lower < result.sii < result.sii_upper


def test_the_same_seed_gives_the_same_limits_and_another_gives_others():
    def upper(seed):
        return stats.slope_index(VALUE, POPULATION, VALUE - 2, VALUE + 2, kind="rate", draws=2_000, seed=seed).sii_upper

    assert upper(1) == upper(1) != upper(2)


def test_several_levels_have_a_last_axis():
    result = stats.slope_index(VALUE, POPULATION, VALUE - 2, VALUE + 2, confidence=(0.95, 0.998))

    assert result.sii_lower.shape == (2,)
    assert result.sii_lower[1] < result.sii_lower[0] < result.sii
    assert list(result.to_columns())[:4] == ["sii", "sii_lower_95", "sii_lower_99_8", "sii_upper_95"]


def test_a_ratio_to_a_bottom_that_may_be_nothing_has_no_limits():
    result = stats.slope_index([1, 2, 3, 4, 5], [1] * 5, [-5] * 5, [9] * 5)

    assert np.isnan([result.rii_lower, result.rii_upper]).all()


def test_a_line_that_begins_at_or_under_nothing_has_no_ratio():
    assert np.isnan(stats.slope_index([-5, -3, -1, 1, 3], [1] * 5).rii)


def test_many_groups_are_noted():
    assert [stats.slope_index(range(1, n + 1), [1] * n).note for n in (10, 11)] == ["", "many_groups"]


def test_a_missing_value_or_a_rate_of_zero_spoils_only_its_own_series():
    rates = np.array([[3.0, 4, 5, 6, 7], [3, np.nan, 5, 6, 7], [0, 4, 5, 6, 7]])

    result = stats.slope_index(rates, [1] * 5, rates * 0.9, rates * 1.1, kind="rate", draws=2_000)

    assert list(result.flag) == ["", "missing", "too_few_events"]
    assert np.isnan(result.sii).tolist() == [False, True, False]
    assert np.isnan(result.sii_upper).tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        ({"value": [1] * 5, "population": [1, 1, 0, 1, 1]}, "zero_exposure", "population"),
        ({"value": [1] * 5, "population": [1, 1, None, 1, 1]}, "zero_exposure", "population"),
        ({"value": [1] * 4, "population": [1] * 4}, "too_few_points", "value"),
        ({"value": [1] * 101, "population": [1] * 101}, "out_of_range", "value"),
        ({"value": [1] * 5, "population": [1] * 6}, "shape_mismatch", "population"),
        ({"value": [1] * 5, "population": [1] * 5, "lower": [0] * 5}, "unknown_choice", "lower"),
        ({"value": [1] * 5, "population": [1] * 5, "kind": "rate", "transform": True}, "unknown_choice", "transform"),
        ({"value": [2] * 5, "population": [1] * 5, "kind": "proportion"}, "count_exceeds_total", "value"),
        ({"value": [-2] * 5, "population": [1] * 5, "kind": "rate"}, "negative_count", "value"),
        ({"value": [2] * 5, "population": [1] * 5, "kind": "sum"}, "unknown_choice", "kind"),
        ({"value": [2] * 5, "population": [1] * 5, "confidence": 95}, "confidence_range", "confidence"),
    ],
)
def test_a_slope_that_cannot_be_meant_is_refused(arguments, code, field):
    with pytest.raises(stats.StatsInputError) as told:
        stats.slope_index(**arguments)

    assert (told.value.code, told.value.field) == (code, field)


positive = arrays(float, (3, 6), elements=st.integers(1, 90).map(float))


@given(positive, positive)
def test_a_batch_of_slopes_gives_bit_for_bit_what_a_loop_gives(value, population):
    for kind in ("mean", "rate"):
        whole = stats.slope_index(value, population, value * 0.9, value * 1.1, kind=kind, draws=1_000)
        each = [
            stats.slope_index(v, p, v * 0.9, v * 1.1, kind=kind, draws=1_000)
            for v, p in zip(value, population, strict=True)
        ]
        for name in ("sii", "rii", "sii_lower", "sii_upper", "rii_lower", "rii_upper"):
            np.testing.assert_array_equal(getattr(whole, name), [getattr(one, name) for one in each])


@given(positive, positive)
def test_ranked_the_other_way_the_slope_turns_sign(value, population):
    there, back = stats.slope_index(value, population), stats.slope_index(value[:, ::-1], population[:, ::-1])

    np.testing.assert_allclose(there.sii, -back.sii, atol=1e-9)


def test_the_concentration_index_of_deaths_before_five():
    result = stats.concentration_index(MORTALITY, BIRTHS)

    assert round(result.value, 4) == -0.1694
    assert result.lower < result.value < result.upper < 0


def test_the_index_and_its_error_from_people_one_by_one():
    # Groups of people without variation inside: the grouped formula with deviation 0 is that of single people, but for
    # the ranks within a group; with groups of one they are the same.
    value = [3.0, 1, 4, 1, 5, 9, 2, 6]
    mean, n = np.mean(value), len(value)
    rank = (np.arange(n) + 0.5) / n
    index = 2 * np.cov(value, rank, bias=True)[0, 1] / mean
    curve = np.cumsum(value) / (n * mean)
    a = np.array(value) / mean * (2 * rank - 1 - index) + 2 - np.concatenate([[0], curve[:-1]]) - curve
    error = np.sqrt((np.mean(a**2) - (1 + index) ** 2) / n)

    result = stats.concentration_index(value)

    assert result.value == pytest.approx(index)
    assert result.standard_error == pytest.approx(error)
    assert stats.concentration_index(value, deviation=[0] * n).standard_error == pytest.approx(error)


def test_variation_within_the_groups_adds_to_the_error():
    share = np.array(MORTALITY) / 1000
    spread = np.sqrt(share * (1 - share))

    result = stats.concentration_index(share, BIRTHS, deviation=spread)

    assert 0 < result.standard_error < 0.005
    assert result.standard_error > stats.concentration_index(share, BIRTHS, deviation=[0] * 5).standard_error


def test_erreygers_index_of_a_bounded_value():
    # By hand: half of the people, all in the second half: C = 0.5, mean 0.5, E = 4 * 0.5 * 0.5.
    result = stats.concentration_index([0, 0, 1, 1], bounds=(0, 1))

    assert result.value == pytest.approx(0.5)
    assert result.erreygers == pytest.approx(1)
    assert np.isnan(stats.concentration_index([0, 0, 1, 1]).erreygers)


def test_the_same_everywhere_is_concentrated_nowhere():
    result = stats.concentration_index([[5, 5, 5], [1, None, 1], [0, 0, 0]], [2, 3, 4])

    assert result.value[0] == pytest.approx(0, abs=1e-12)
    assert np.isnan(result.value[1:]).all()
    assert list(result.flag) == ["", "missing", "zero_mean"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [({"value": [1]}, "too_few_points"), ({"value": [1, 2], "population": [1, 0]}, "zero_exposure")],
)
def test_a_concentration_that_cannot_be_meant_is_refused(arguments, code):
    with pytest.raises(stats.StatsInputError) as told:
        stats.concentration_index(**arguments)

    assert told.value.code == code


@given(positive, positive)
def test_a_batch_of_concentrations_gives_bit_for_bit_what_a_loop_gives(value, population):
    whole = stats.concentration_index(value, population, bounds=(0, 100), deviation=value / 2)
    each = [
        stats.concentration_index(v, p, bounds=(0, 100), deviation=v / 2)
        for v, p in zip(value, population, strict=True)
    ]

    for name in ("value", "standard_error", "erreygers", "lower", "erreygers_upper"):
        np.testing.assert_array_equal(getattr(whole, name), [getattr(one, name) for one in each])


@given(positive, positive)
def test_a_group_cut_in_two_halves_changes_nothing(value, population):
    whole = stats.concentration_index(value, population)
    halved = stats.concentration_index(value.repeat(2, axis=-1), population.repeat(2, axis=-1) / 2)

    np.testing.assert_allclose(whole.value, halved.value, atol=1e-9)


def test_nothing_is_nan_without_saying_why():
    none = stats.concentration_index([[0, 0, 0, 0], [1, 2, 3, 4]])
    bare = stats.slope_index([20, 12, 13, 15, 10], [1] * 5)
    below = stats.slope_index([-2, 0, 1, 3, 5], [1] * 5, [-3, -1, 0, 2, 4], [-1, 1, 2, 4, 6])

    assert list(none.flag) == ["zero_mean", ""]
    assert np.isnan(none.value).tolist() == [True, False]
    assert (bare.flag, below.flag) == ("no_limits", "no_ratio")
    assert np.isnan([bare.sii_lower, below.rii]).all()
    assert np.isfinite([bare.sii, below.sii_lower]).all()
    assert stats.explain(none).endswith("Medelvärdet är noll, så det går inte att säga hur värdena är fördelade.")
