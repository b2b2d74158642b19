"""Funnel limits and overdispersion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.stats import StatsInputError, compare, dispersion, funnel_limits, rate

pytestmark = pytest.mark.filterwarnings("error")


def test_the_published_limits_of_ratios():
    # The data that PHStatsMethods and PHEindicatormethods test with, testdata_funnel_ratio_outputs.csv (ISR, 100).
    found = funnel_limits([1, 3, 10, 100, 716], 100, kind="ratio")

    np.testing.assert_allclose(
        found.lower[:, 0], [17.94802207, 34.21816244, 54.3763205, 82.21871402, 92.93605353], 1e-5
    )
    np.testing.assert_allclose(
        found.upper[:, 0], [3949.774946, 484.9096876, 208.5337156, 122.9044681, 107.7488421], 1e-5
    )
    np.testing.assert_allclose(
        found.lower[:, 1], [10.83023482, 22.96695541, 41.43536693, 74.11562345, 89.20960712], 1e-5
    )
    np.testing.assert_allclose(found.upper[1:, 1], [1574.52787, 337.778507, 139.0406755, 112.5516964], 1e-5)


def test_the_published_limits_of_proportions():
    # testdata_funnel_prop_outputs.csv of the same packages: centre 80.642448 %.
    found = funnel_limits([1, 5, 139, 1_008, 110_000], 0.80642448, kind="proportion")

    np.testing.assert_allclose(
        100 * found.lower[:, 0], [3.204264, 46.011039, 74.074227, 78.203374, 80.408963], rtol=1e-6
    )
    np.testing.assert_allclose(100 * found.upper[:, 0], [100, 100, 87.210669, 83.081521, 80.875933], rtol=1e-6)
    np.testing.assert_allclose(100 * found.lower[:, 1], [0, 26.039864, 70.286478, 76.796814, 80.274317], rtol=1e-6)
    np.testing.assert_allclose(100 * found.upper[:, 1], [100, 100, 90.998418, 84.488082, 81.010578], rtol=1e-6)


@given(events=st.integers(1, 5_000), expected=st.floats(0.1, 5_000), level=st.sampled_from([0.95, 0.998]))
def test_a_rate_is_outside_just_when_its_own_interval_does_not_hold_the_centre(events, expected, level):
    own = rate(events, expected, per=1, confidence=level)
    limits = funnel_limits(events, 1, kind="rate", confidence=level)
    # On the edge itself a last bit may go either way.
    if min(abs(own.lower - 1), abs(own.upper - 1)) < 1e-9:
        return

    by_interval = compare(own.value, own.lower, own.upper, 1, polarity="low")
    by_funnel = compare(own.value, limits.lower, limits.upper, None, polarity="low", rule="funnel")

    assert by_interval == by_funnel


def test_limits_close_in_on_the_centre_as_units_grow():
    for kind in ("proportion", "rate", "ratio"):
        found = funnel_limits(np.arange(1, 500), 0.3, kind=kind)

        assert (np.diff(found.lower, axis=0) >= 0).all()
        assert (np.diff(found.upper, axis=0) <= 0).all()
        assert (found.lower <= 0.3).all() and (found.upper >= 0.3).all()


def test_no_events_tell_nothing_without_their_exposure():
    found = funnel_limits([0, 5], 100, kind="ratio")

    assert list(found.flag) == ["too_few_events", ""]
    assert np.isnan(found.lower[0]).all() and np.isnan(found.upper[0]).all()
    assert found.centre.tolist() == [100, 100]


def test_overdispersion_stretches_the_limits():
    plain = funnel_limits([400], 0.5, kind="proportion", confidence=0.95)
    stretched = funnel_limits([400], 0.5, kind="proportion", confidence=0.95, overdispersion=4)

    assert stretched.upper[0] - 0.5 == pytest.approx(2 * (plain.upper[0] - 0.5))
    for kind in ("rate", "proportion"):
        one = funnel_limits([3, 50, 400], 0.5, kind=kind, overdispersion=[0.4, 1, 1])
        np.testing.assert_allclose(one.lower, funnel_limits([3, 50, 400], 0.5, kind=kind).lower)
    # Poisson limits of 100 at twice the normal point are those of the level 2Φ(3.92) - 1.
    wide = funnel_limits([100], 1, kind="rate", confidence=0.95, overdispersion=4)
    assert wide.lower[0] == pytest.approx(
        funnel_limits([100], 1, kind="rate", confidence=0.99991146).lower[0], rel=1e-5
    )


def test_dispersion_by_hand():
    # z = (12-10)/√10 ... : 0.632, -0.632, 1.265, -1.265, so z² = 0.4, 0.4, 1.6, 1.6, mean 1.
    assert dispersion([12, 8, 14, 6], 10, winsorise=0) == pytest.approx(1)
    # Of 100 each, the variance is 10 · 0.9.
    assert dispersion([12, 8, 14, 6], 10, total=100, winsorise=0) == pytest.approx(1 / 0.9)


def test_an_outlier_does_not_widen_the_limits_that_are_to_find_it():
    observed = [12, 8, 14, 6, 12, 8, 14, 6, 10, 200]

    # The lowest (6) becomes the next (6), the outlier the next highest (14).
    assert dispersion(observed, 10) == pytest.approx((4 * 0.4 + 5 * 1.6) / 10)
    assert dispersion(observed, 10, winsorise=0) > 300


def test_chance_alone_gives_a_dispersion_near_one():
    random = np.random.default_rng(6)
    expected = random.uniform(5, 200, (20, 290))

    assert dispersion(random.poisson(expected), expected, winsorise=0) == pytest.approx(np.ones(20), abs=0.35)


def test_a_missing_unit_is_left_out():
    assert dispersion([12, 8, None, 14, 6], 10, winsorise=0) == pytest.approx(1)


@pytest.mark.parametrize(
    ("call", "code", "field"),
    [
        (lambda: funnel_limits([5, -1], 1, kind="rate"), "negative_count", "x"),
        (lambda: funnel_limits([5, 0], 0.5, kind="proportion"), "zero_exposure", "x"),
        (lambda: funnel_limits([5], 50, kind="proportion"), "out_of_range", "centre"),
        (lambda: funnel_limits([5], 1, kind="mean"), "unknown_choice", "kind"),
        (lambda: funnel_limits([5], 1, kind="rate", confidence=0.2), "confidence_range", "confidence"),
        (lambda: dispersion([5], 0), "zero_exposure", "expected"),
        (lambda: dispersion([5], 5), "too_few_points", "observed"),
        (lambda: dispersion([5, 5], 5, winsorise=0.5), "out_of_range", "winsorise"),
    ],
)
def test_funnels_that_cannot_be_are_refused(call, code, field):
    with pytest.raises(StatsInputError) as caught:
        call()

    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize("yes", [True, np.True_])
def test_overdispersion_is_a_number_and_not_a_wish(yes):
    with pytest.raises(StatsInputError) as raised:
        funnel_limits([50, 100], 0.2, kind="proportion", overdispersion=yes)

    assert (raised.value.code, raised.value.field) == ("unknown_choice", "overdispersion")
