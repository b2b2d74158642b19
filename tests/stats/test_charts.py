"""Control charts: textbook examples with their printed limits, each rule, and series without variation or points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from handslag import stats

# Montgomery, Introduction to Statistical Quality Control, 7th ed.
LOAN_COSTS = [310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304]
JUICE_CANS = [
    12,
    15,
    8,
    10,
    4,
    7,
    16,
    9,
    14,
    10,
    5,
    6,
    17,
    12,
    22,
    8,
    10,
    5,
    13,
    11,
    20,
    18,
    24,
    15,
    9,
    12,
    7,
    13,
    9,
    6,
]
BOARDS = [21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15]
SHIPMENTS = [2, 3, 8, 1, 1, 4, 1, 4, 5, 1, 8, 2, 4, 3, 4, 1, 8, 3, 7, 4]
CLOTH = ([14, 12, 20, 11, 7, 10, 21, 16, 19, 23], [10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5])
QUIET = [10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11]


def limits(chart, place=-1):
    return [round(float(each[..., place]), 2) for each in (chart.lower, chart.centre, chart.upper)]


def test_single_values():
    # Montgomery example 6.5; the text takes 3 / 1.128, here it is 2.66 as in the NHS charts.
    chart = stats.control_chart(LOAN_COSTS)

    assert limits(chart) == pytest.approx([279.78, 300.5, 321.22], abs=0.011)
    assert set(chart.rule) == {""}
    assert (chart.variation, chart.trial) == ("common_cause", False)


def test_single_values_of_the_nist_handbook():
    # NIST/SEMATECH e-Handbook 6.3.2.2, flow rates of ten batches: 50.81, limits 45.8159 and 55.8041.
    chart = stats.control_chart([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])

    assert limits(chart) == pytest.approx([45.82, 50.81, 55.80], abs=0.011)
    assert chart.trial


def test_shares():
    # Montgomery example 7.1.
    chart = stats.control_chart(JUICE_CANS, [50] * 30, kind="p")

    assert [round(float(each[0]), 4) for each in (chart.lower, chart.centre, chart.upper)] == [0.0524, 0.2313, 0.4102]
    assert [place + 1 for place in np.flatnonzero(chart.rule == "outside")] == [15, 23]


def test_counts():
    # Montgomery example 7.3.
    chart = stats.control_chart(BOARDS, kind="c")

    assert limits(chart) == [6.48, 19.85, 33.21]
    assert [place + 1 for place in np.flatnonzero(chart.rule == "outside")] == [6, 20]


def test_rates_of_equal_size():
    # Montgomery example 7.4: 0.0740 and 0.1894, the lower limit stopped at zero.
    chart = stats.control_chart(SHIPMENTS, [50] * 20, kind="u")

    assert [round(float(each[0]), 4) for each in (chart.lower, chart.centre, chart.upper)] == [0, 0.074, 0.1894]


def test_rates_of_unequal_size_have_limits_of_their_own():
    # Montgomery example 7.5: 1.42; roll 1 (10 units) 0.29 to 2.55, roll 2 (8 units) 0.16 to 2.68.
    chart = stats.control_chart(*CLOTH, kind="u")

    assert limits(chart, 0) == pytest.approx([0.29, 1.42, 2.55], abs=0.011)
    assert limits(chart, 1) == pytest.approx([0.16, 1.42, 2.68], abs=0.011)


def test_counts_between_rare_events():
    # By hand: mean 6, three times the root of 6 * 7 is 19.44.
    chart = stats.control_chart([2, 4, 6, 8, 10], kind="g")

    assert limits(chart) == [0, 6, 25.44]


def test_waits_between_rare_events_have_their_sides_counted_from_the_median():
    # Mean 10.6, median 6: all but one lie under the mean.
    assert "shift" not in stats.control_chart([*[4, 6] * 8, 100], kind="g").rule


def test_the_limits_of_a_share_stop_at_all():
    assert stats.control_chart([9, 10, 9, 10], [10] * 4, kind="p").upper[0] == 1


def test_overdispersion_lets_the_series_itself_widen_the_limits():
    # With equal sizes Laney's p' is the chart of single values, but for 2.66 in the place of 3 / 1.128.
    count, size = np.array(JUICE_CANS) * 100, [5000] * 30

    wide = stats.control_chart(count, size, kind="p", overdispersion=True, screen=False)
    single = stats.control_chart(count / size, screen=False)

    np.testing.assert_allclose(wide.upper - wide.centre, (single.upper - single.centre) / 2.66 * 3 / 1.128)
    assert (stats.control_chart(count, size, kind="p").rule == "outside").sum() > (wide.rule == "outside").sum()


def test_a_range_that_is_no_ordinary_variation_is_screened():
    # By hand: ranges 1 but for 20 and 20; mean (9 + 40) / 11, of which only the two are beyond 3.267 times.
    y = [10, 11, 10, 11, 10, 11, 31, 11, 10, 11, 10, 11]

    assert limits(stats.control_chart(y))[2] == round(np.mean(y) + 2.66, 2)
    assert limits(stats.control_chart(y, screen=False))[2] == round(np.mean(y) + 2.66 * 49 / 11, 2)


def test_a_point_beyond_the_limits():
    rule = stats.control_chart([*QUIET, 30], baseline=16).rule

    assert list(rule[-2:]) == ["", "outside"]
    assert set(rule[:-1]) == {""}


@pytest.mark.parametrize(("points", "marked"), [(6, 0), (7, 7), (8, 8)])
def test_seven_on_one_side_are_a_shift(points, marked):
    chart = stats.control_chart([*QUIET, 9, *[11, 11.5] * 4][: 17 + points], baseline=16)

    assert (chart.rule == "shift").sum() == marked


def test_a_point_on_the_centre_breaks_a_shift():
    y = [9, 11] * 8 + [11, 11, 11, 10, 11, 11, 11]

    assert set(stats.control_chart(y, baseline=16).rule) == {""}


@pytest.mark.parametrize(
    ("y", "marked"), [([1, 2, 3, 4, 5, 6], 0), ([1, 2, 3, 3, 4, 5, 6], 0), ([1, 2, 3, 4, 5, 6, 7], 7)]
)
def test_seven_that_rise_are_a_trend(y, marked):
    wide = [0, 9] * 8
    series = np.array([*wide, *y])

    for each in (series, -series):
        assert (stats.control_chart(each, baseline=16).rule == "trend").sum() == marked


def test_two_of_three_near_the_same_limit():
    y = [9, 11] * 8  # ranges 2: limits 10 ± 5.32, two thirds 3.55
    near, far = 14, 6

    def marked(*last):
        return list(np.flatnonzero(stats.control_chart([*y, *last], baseline=16).rule == "two_of_three") - 16)

    assert marked(near, 11, near) == [0, 2]
    assert marked(near, near, 11) == [0, 1]
    assert marked(near, far, 10) == []
    assert marked(near, 11, 11, near) == []


def test_the_rules_are_named_in_their_order():
    y = [9, 11] * 8

    assert list(stats.control_chart([*y, 14, 20], baseline=16).rule[-2:]) == ["two_of_three", "outside"]
    # Seven that rise, all above the centre: a trend before a shift, and before two of three at its end.
    rule = stats.control_chart([*y, 10.5, 11.5, 12, 12.5, 13, 14, 14.5, 12], baseline=16).rule
    assert list(rule[-8:]) == ["trend"] * 7 + ["shift"]


@pytest.mark.parametrize(
    ("better", "high", "low"),
    [
        ("lower", "concern", "improvement"),
        ("higher", "improvement", "concern"),
        ("none", "neutral_high", "neutral_low"),
    ],
)
def test_the_last_point_says_what_the_variation_is(better, high, low):
    said = stats.control_chart([[*QUIET, 30], [*QUIET, -9], [*QUIET, 10]], baseline=16, better=better).variation

    assert list(said) == [high, low, "common_cause"]


@pytest.mark.parametrize(
    ("better", "said"), [("higher", "improvement"), ("lower", "concern"), ("none", "neutral_high")]
)
def test_a_trend_that_ends_on_the_centre_is_read_by_the_way_it_goes(better, said):
    y = [*[9, 11] * 8, 4, 5, 6, 7, 8, 9, 10]

    for sign in (1, -1):
        chart = stats.control_chart(np.array(y) * sign, baseline=16, better=better)
        assert chart.rule[-1] == "trend"
        assert (chart.variation == said) == (sign == 1)


def test_columns_repeat_what_is_said_of_the_whole_series():
    columns = stats.control_chart([QUIET, [*QUIET[:-1], 30]]).to_columns()

    assert {name: len(column) for name, column in columns.items()} == dict.fromkeys(
        ["centre", "lower", "upper", "rule", "variation", "trial"], 32
    )
    assert list(columns["variation"][[0, 15, 16, 31]]) == ["common_cause"] * 2 + ["concern"] * 2


@pytest.mark.parametrize("value", [0.1, 0, -3.3, 1e9])
def test_a_constant_series_has_limits_equal_to_the_mean_and_no_signal(value):
    chart = stats.control_chart([value] * 25)

    assert (chart.lower == value).all()
    assert (chart.centre == value).all()
    assert (chart.upper == value).all()
    assert set(chart.rule) == {""}
    assert chart.variation == "common_cause"


@pytest.mark.parametrize("count", [0, 40])
def test_none_or_all_of_everybody_every_time_is_no_signal(count):
    chart = stats.control_chart([count] * 15, [40] * 15, kind="p", overdispersion=True)

    assert limits(chart) == [count / 40] * 3
    assert set(chart.rule) == {""}


def test_differences_that_are_only_rounding_are_no_signal():
    assert set(stats.control_chart([*[0.3] * 10, *[0.1 + 0.2] * 10]).rule) == {""}


def test_missing_points_are_passed_over():
    y = np.array(LOAN_COSTS, dtype=float)
    gappy = np.insert(y, [0, 5, 5, 20], np.nan)

    whole, chart = stats.control_chart(y), stats.control_chart(gappy)

    assert limits(chart, 2) == limits(whole, 0)
    assert (chart.variation, chart.trial) == (whole.variation, whole.trial)


def test_a_shift_goes_on_past_a_missing_point():
    chart = stats.control_chart([*[9, 11] * 8, 11, None, 11, 11, 11, 11, 11], baseline=16)

    assert list(chart.rule[15:]) == ["shift", "shift", "", *["shift"] * 5]


def test_a_year_without_anybody_is_passed_over():
    chart = stats.control_chart([3, 4, 0, 3], [9, 9, 0, 9], kind="p")

    assert np.isnan(chart.value[2])
    assert limits(chart)[1] == round(10 / 27, 2)


def test_series_without_two_points_have_no_limits():
    chart = stats.control_chart([[None, 5, None], [None, None, None]])

    assert np.isnan(chart.upper).all()
    assert list(chart.variation) == ["", ""]
    assert chart.trial.all()


def test_new_parts_have_limits_of_their_own():
    y = [*QUIET, *(each + 100 for each in QUIET)]

    chart = stats.control_chart(y, rebase=[16])

    alone = stats.control_chart(QUIET)
    assert limits(chart, 0) == limits(alone)
    assert limits(chart, 16) == [round(each + 100, 2) for each in limits(alone)]
    assert set(chart.rule) == {""}


def test_fewer_than_twelve_points_are_on_trial():
    assert [bool(stats.control_chart(QUIET[:points]).trial) for points in (11, 12)] == [True, False]
    assert stats.control_chart(QUIET, baseline=11).trial


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        ({"y": []}, "too_few_points", "y"),
        ({"y": [1, -1], "kind": "c"}, "negative_count", "y"),
        ({"y": [1, 2], "exposure": [9, -1], "kind": "u"}, "zero_exposure", "exposure"),
        ({"y": [1, 9], "exposure": [9, 8], "kind": "p"}, "count_exceeds_total", "y"),
        ({"y": [1, 2], "exposure": [9, 8, 7], "kind": "p"}, "shape_mismatch", "exposure"),
        ({"y": [1, 2], "kind": "p"}, "unknown_choice", "exposure"),
        ({"y": [1, 2], "exposure": [1, 2]}, "unknown_choice", "exposure"),
        ({"y": [1, 2], "kind": "z"}, "unknown_choice", "kind"),
        ({"y": [1, 2], "better": "up"}, "unknown_choice", "better"),
        ({"y": [1, 2], "overdispersion": True}, "unknown_choice", "overdispersion"),
        ({"y": [1, 2, 3], "rebase": [2, 1]}, "out_of_range", "rebase"),
        ({"y": [1, 2, 3], "rebase": [3]}, "out_of_range", "rebase"),
        ({"y": [1, 2, 3], "rebase": [1], "baseline": slice(0, 2)}, "unknown_choice", "baseline"),
        ({"y": [1, 2, 3], "baseline": 1}, "too_few_points", "baseline"),
        ({"y": [1, float("inf")]}, "not_a_number", "y"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments, code, field):
    with pytest.raises(stats.StatsInputError) as told:
        stats.control_chart(**arguments)

    assert (told.value.code, told.value.field) == (code, field)


batches = st.tuples(st.integers(1, 5), st.integers(1, 30)).flatmap(
    lambda shape: arrays(float, shape, elements=st.one_of(st.integers(0, 20).map(float), st.just(float("nan"))))
)


@given(batches, st.sampled_from(["xmr", "c", "g", "p", "u"]))
def test_a_batch_gives_bit_for_bit_what_a_loop_gives(y, kind):
    exposure = (20.0 + np.arange(y.size).reshape(y.shape) % 7,) if kind in "pu" else (None,)
    before = y.copy()

    batch = stats.control_chart(y, *exposure, kind=kind)
    loop = [
        stats.control_chart(row, each, kind=kind)
        for row, each in zip(y, exposure[0] if kind in "pu" else [None] * len(y), strict=True)
    ]

    for name in ("centre", "lower", "upper", "rule", "variation", "trial"):
        np.testing.assert_array_equal(getattr(batch, name), [getattr(each, name) for each in loop])
    np.testing.assert_array_equal(y, before)


@given(batches)
def test_the_centre_lies_between_the_limits(y):
    chart = stats.control_chart(y)

    there = ~np.isnan(chart.lower)
    assert (chart.lower[there] <= chart.centre[there]).all()
    assert (chart.centre[there] <= chart.upper[there]).all()


@given(arrays(float, 20, elements=st.integers(0, 50).map(float)), st.sampled_from([2.0, 16.0, 1024.0]))
def test_another_unit_gives_the_same_signals(y, unit):
    np.testing.assert_array_equal(stats.control_chart(y * unit).rule, stats.control_chart(y).rule)


@given(arrays(float, 20, elements=st.integers(0, 50).map(float)))
def test_turned_upside_down_improvement_becomes_concern(y):
    there, turned = stats.control_chart(y, better="lower"), stats.control_chart(-y, better="higher")

    np.testing.assert_array_equal(there.rule, turned.rule)
    assert there.variation == turned.variation


def test_counts_may_be_called_so():
    chart = stats.control_chart(count=[3, 5, 4, 6], exposure=[10, 12, 11, 13], kind="u")

    assert chart.upper.tolist() == stats.control_chart([3, 5, 4, 6], [10, 12, 11, 13], kind="u").upper.tolist()
    for arguments in ({}, {"y": [1, 2], "count": [1, 2]}):
        with pytest.raises(stats.StatsInputError) as raised:
            stats.control_chart(**arguments)
        assert (raised.value.code, raised.value.field) == ("unknown_choice", "y")


@pytest.mark.parametrize("kind", ["c", "g", "p", "u"])
def test_a_constant_count_has_the_distributions_limits_and_no_signal(kind):
    exposure = [40.0] * 15 if kind in ("p", "u") else None
    chart = stats.control_chart([9.0] * 15, exposure, kind=kind)

    assert (chart.lower < chart.centre).all() and (chart.centre < chart.upper).all()
    assert set(chart.rule) == {""}


def test_a_row_of_values_within_the_limits_is_named_as_what_chance_seldom_gives():
    low, level = [5.5, 6.0, 5.8, 6.2, 5.6, 6.1, 5.9], [7.0, 6.4, 7.2, 6.5, 7.1, 6.6, 7.3]
    chart = stats.control_chart([*level, *level, *low], better="higher")

    assert str(chart.rule[-1]) == "shift" and chart.lower[-1] < 5.9 < chart.upper[-1]
    text = stats.explain(chart, polarity="high", help_line="")
    assert "slumpen ensam kan ge" not in text
    assert "det hör till sju värden i rad på samma sida om mitten, och det ger slumpen sällan" in text


def test_a_value_outside_the_limits_is_told_beside_what_chance_alone_gives():
    chart = stats.control_chart([7.0, 6.4, 7.2, 6.5, 7.1, 6.6, 7.3, 6.4, 7.0, 6.6, 7.1, 6.5, 14.0])

    assert str(chart.rule[-1]) == "outside"
    assert "slumpen ensam kan ge mellan" in stats.explain(chart, help_line="")
