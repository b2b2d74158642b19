"""A series gives the same bits alone and in a batch, however the batch lies in memory; and counted one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag import stats

RANDOM = np.random.default_rng(5)
# Time (or groups) first in memory: added up carelessly, numpy would take another order than along a single series.
SERIES = RANDOM.uniform(1, 7, (40, 60)).T
SIZES = RANDOM.uniform(8, 17, (40, 60)).T

CASES = {
    "single values": (lambda y, n: stats.control_chart(y), ["centre", "upper", "rule", "variation"]),
    "parts": (lambda y, n: stats.control_chart(y, rebase=(9, 20)), ["centre", "upper", "rule"]),
    "rates": (lambda y, n: stats.control_chart(y, n, kind="u", overdispersion=True), ["centre", "upper", "rule"]),
    "shares": (lambda y, n: stats.control_chart(y, n, kind="p", baseline=12), ["centre", "upper", "rule"]),
    "trend": (lambda y, n: stats.trend(y, n, points=30), ["slope", "chi_square"]),
    "trend of values": (lambda y, n: stats.trend(value=y, lower=y - n, upper=y + n), ["slope", "chi_square"]),
    "runs": (lambda y, n: stats.runs_test(y), ["longest_run", "crossings"]),
    "slope index": (lambda y, n: stats.slope_index(y, n, y - 0.1, y + 0.2), ["sii", "sii_lower", "rii_upper"]),
    "concentration": (lambda y, n: stats.concentration_index(y, n, deviation=n), ["value", "upper"]),
    "reach": (lambda y, n: stats.reach_equity(y, n), ["gini", "hoover", "ratio_upper"]),
    "two groups": (lambda y, n: stats.range_measures(count=y, exposure=n), ["gap", "ratio_upper", "difference_lower"]),
}


@pytest.mark.parametrize(("work", "fields"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("sizes", [SIZES, np.broadcast_to(SIZES[0], SIZES.shape)], ids=["own", "shared"])
def test_a_batch_in_another_order_of_memory(work, fields, sizes):
    whole = work(SERIES, sizes)
    alone = [work(y.copy(), n.copy()) for y, n in zip(SERIES, sizes, strict=True)]

    for field in fields:
        np.testing.assert_array_equal(getattr(whole, field), [getattr(each, field) for each in alone])


def test_a_cube_gives_what_its_table_gives():
    cube = SERIES.reshape(3, 20, 40)

    for work in (stats.control_chart, stats.trend):
        whole, table = work(cube), work(SERIES)
        for name in whole.to_columns():
            np.testing.assert_array_equal(np.ravel(getattr(whole, name)), np.ravel(getattr(table, name)))


def rules_one_by_one(y, centre, upper):
    """The four rules told point by point, as a person would go along the chart."""
    reach, marked = upper - centre, [""] * len(y)
    side = [0 if abs(each - centre) < 1e-9 else (1 if each > centre else -1) for each in y]
    near = [side[i] if abs(y[i] - centre) > 2 / 3 * reach + 1e-9 else 0 for i in range(len(y))]

    def mark(places, rule):
        for place in places:
            marked[place] = rule

    for i in range(len(y) - 6):
        if abs(sum(side[i : i + 7])) == 7:
            mark(range(i, i + 7), "shift")
    for i in range(len(y) - 2):
        for sign in (-1, 1):
            beyond = [j for j in range(i, i + 3) if near[j] == sign]
            if len(beyond) >= 2:
                mark(beyond, "two_of_three")
    for i in range(len(y) - 6):
        steps = [y[j + 1] - y[j] for j in range(i, i + 6)]
        if all(step > 0 for step in steps) or all(step < 0 for step in steps):
            mark(range(i, i + 7), "trend")
    mark([i for i in range(len(y)) if abs(y[i] - centre) > reach + 1e-9], "outside")
    return marked


@given(st.lists(st.integers(0, 12), min_size=12, max_size=30))
def test_the_rules_told_point_by_point(y):
    chart = stats.control_chart(y, baseline=12)

    assert list(chart.rule) == rules_one_by_one(y, chart.centre[0], chart.upper[0])


@given(st.lists(st.integers(0, 40), min_size=5, max_size=5))
def test_the_trend_keeps_its_sign_whichever_point_is_left_out(count):
    # numpy's own least squares, once for each point left out.
    time = np.arange(5)
    slopes = [np.polyfit(np.delete(time, i), np.delete(np.array(count, dtype=float), i), 1)[0] for i in range(5)]
    result = stats.trend(count)

    keeps = result.usable and all(slope * result.slope > 1e-9 for slope in slopes)
    assert abs(result.direction) == (keeps and result.chi_square > 9.549535706)
