from itertools import combinations, permutations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag import stats
from handslag.stats import StatsInputError
from handslag.stats.assignments import assignments, ways

pytestmark = pytest.mark.filterwarnings("error")

NEVER = np.nan
# The population of twelve municipalities, from small to large, as a county may have them.
PEOPLE = np.array([5, 6, 7, 7, 10, 11, 12, 16, 22, 24, 32, 157])[:, None] * 1_000.0


def started(units, *begun):
    """Return start years with (row, year) for those that began."""
    start = np.full(units, NEVER)
    for row, year in begun:
        start[row] = year
    return start


def autoregressive(rng, units, years, *, memory=0.6):
    """Return series that remember the year before: what makes ordinary standard errors far too small."""
    shock = rng.normal(size=(units, years + 20))
    series = np.zeros_like(shock)
    for year in range(1, years + 20):
        series[:, year] = memory * series[:, year - 1] + shock[:, year]
    return series[:, 20:] + rng.normal(size=(units, 1))


def begun_by_chance(rng, units):
    """Return start years for two to five of the units, whichever, in years that differ."""
    start, number = np.full(units, NEVER), rng.integers(2, 6)
    start[rng.choice(units, number, replace=False)] = rng.integers(8, 13, number)
    return start


@pytest.fixture
def panel():
    unit, year = np.mgrid[0:12, 0:15]
    return (7 * unit**2 + 3 * unit * year + 5 * year**2) % 23 + 5.0


STAGGERED = started(12, (1, 8), (4, 8), (9, 11))


def test_values_are_compared_with_unit_and_year_fitted_where_nobody_had_begun(panel):
    # Oracle: statsmodels 0.15.0, ols("y ~ C(unit) + C(year)") on untreated cells, then the mean of what it leaves.
    effect = stats.rollout_effect(panel, STAGGERED)

    assert effect.estimate == pytest.approx(-1.7468434343434)
    profile = effect.by_event_time
    expected = [2.8339225589, -11.3660774411, -0.6920033670, 1.0864478114, -5.8198232323, -1.5976010101, 3.9023989899]
    assert profile.estimate[profile.event_time >= 0] == pytest.approx(expected)
    assert profile.cells[profile.event_time >= 0].tolist() == [3, 3, 3, 3, 2, 2, 2]


def test_counts_are_compared_with_a_poisson_fit_of_the_same_design(panel):
    # Oracle: statsmodels 0.15.0, glm("y ~ C(unit) + C(year)", Poisson, offset = log exposure) on untreated cells.
    exposure = 100.0 * (1 + np.arange(12)[:, None] % 5)

    effect = stats.rollout_effect(panel, STAGGERED, exposure=exposure)

    assert effect.observed == 300
    assert effect.expected == pytest.approx(331.0661405)
    assert effect.estimate == pytest.approx(-0.0938366589)
    profile = effect.by_event_time
    expected = [0.1573426769, -0.6081910834, -0.0401460050, 0.0796307859, -0.3229552842, -0.0859896337, 0.2106097568]
    assert profile.estimate[profile.event_time >= 0] == pytest.approx(expected)


def test_p_is_the_share_of_all_ways_to_begin_that_give_as_much(panel):
    start = started(12, (0, 8), (5, 8))

    effect = stats.rollout_effect(panel, start)

    others = [stats.rollout_effect(panel, started(12, (a, 8), (b, 8))).estimate for a, b in combinations(range(12), 2)]
    assert effect.is_every_way
    assert effect.ways == 66
    assert effect.p == pytest.approx(np.mean(np.abs(others) >= abs(effect.estimate) - 1e-9))
    assert effect.smallest_possible_p == 1 / 66


def test_a_change_that_is_there_is_found():
    rng = np.random.default_rng(4)
    values = autoregressive(rng, 12, 15)
    for row, year in ((1, 8), (4, 8), (9, 11)):
        values[row, year:] -= 4

    effect = stats.rollout_effect(values, STAGGERED)

    assert effect.usable
    assert effect.p < 0.05
    assert effect.estimate == pytest.approx(-4, abs=1)
    assert np.abs(effect.leave_one_out - effect.estimate).max() < 1
    assert effect.detectable < 4
    assert "not_randomised" in effect.reasons


def test_a_fall_by_half_of_counts_is_found_and_stands_as_a_share():
    rng = np.random.default_rng(8)
    share = np.ones((12, 15))
    for row, year in ((1, 8), (4, 8), (9, 11)):
        share[row, year:] = 0.5

    effect = stats.rollout_effect(rng.poisson(PEOPLE * 30e-4 * share), STAGGERED, exposure=PEOPLE)

    assert effect.p < 0.05
    assert effect.estimate == pytest.approx(-0.5, abs=0.1)
    assert effect.scale == "relative"


def test_false_alarms_among_a_thousand_sets_where_nothing_happened():
    # 199 draws a set instead of 1 999: the test is as valid, only a little less sharp.
    rng = np.random.default_rng(2026)
    alarms = used = 0
    for number in range(1_000):
        start = begun_by_chance(rng, 12)
        effect = stats.rollout_effect(autoregressive(rng, 12, 15), start, draws=199, seed=number)
        alarms += effect.p < 0.05
        used += effect.usable

    assert used >= 990  # five that begin in the same year leave too few to compare with
    assert alarms <= 70


@pytest.mark.parametrize("who", ["any", "smallest", "largest"])
def test_false_alarms_among_counts_whoever_began(who):
    rng = np.random.default_rng(7)
    alarms = used = 0
    for number in range(200):
        start = begun_by_chance(rng, 12)
        if who != "any":
            begun = np.sort(start)
            start = begun if who == "smallest" else begun[::-1]
        mean = PEOPLE * 30e-4 * np.exp(0.2 * rng.normal(size=(12, 1)) + 0.1 * rng.normal(size=15))
        effect = stats.rollout_effect(rng.poisson(mean), start, exposure=PEOPLE, draws=199, seed=number)
        alarms += effect.p < 0.05
        used += effect.usable

    # Five in a hundred of 200 sets is 10; chance alone gives 17 or more one time in fifty.
    assert used > 150
    assert alarms <= 17


@pytest.mark.parametrize(
    ("units", "begun", "smallest", "reasons"),
    [
        (12, [(0, 8)], 1 / 12, ("never_certain",)),
        (12, [(0, 8), (1, 8)], 1 / 66, ()),
        (21, [(0, 8)], 1 / 21, ()),
        (290, [(0, 8)], 1 / 290, ()),
        (12, [(row, 8) for row in range(5)], 1 / comb(12, 5), ("few_comparison_units",)),
        (12, [(0, 4), (1, 8)], 1 / 66, ("few_years_before",)),
        (12, [(0, 14), (1, 14)], 1 / 66, ("few_years_after",)),
        (12, [], 1, ("no_treated_units",)),
        (8, [(0, 14)], 1 / 8, ("few_comparison_units", "few_years_after", "never_certain")),
    ],
)
def test_a_design_that_can_tell_nothing_is_refused_and_says_why(units, begun, smallest, reasons):
    values = np.random.default_rng(1).normal(size=(units, 15))

    effect = stats.rollout_effect(values, started(units, *begun), draws=99)

    assert effect.smallest_possible_p == pytest.approx(smallest)
    assert effect.usable == (not reasons)
    assert np.isnan(effect.p) == np.isnan(effect.estimate) == bool(reasons)
    assert effect.reasons[: len(reasons)] == reasons
    assert all(effect.reasons_sv)


def test_too_few_expected_events_are_refused():
    effect = stats.rollout_effect(np.ones((12, 15)), STAGGERED, exposure=1_000)

    assert effect.expected == pytest.approx(18)
    assert not effect.usable
    assert effect.reasons == ("few_events",)


def test_nobody_begun_in_these_years_is_the_same_as_never(panel):
    plain = stats.rollout_effect(panel, STAGGERED)
    later = [20.0 if np.isnan(year) else year for year in STAGGERED]
    unsure = [None if np.isnan(year) else int(year) for year in STAGGERED]
    infinite = [np.inf if np.isnan(year) else year for year in STAGGERED]

    for start in (later, unsure, infinite):
        assert stats.rollout_effect(panel, start).estimate == plain.estimate


def test_calendar_years_need_the_first_year(panel):
    calendar = STAGGERED + 2010

    assert stats.rollout_effect(panel, calendar, first_year=2010).p == stats.rollout_effect(panel, STAGGERED).p
    with pytest.raises(StatsInputError, match="not_a_number"):
        stats.rollout_effect(panel, calendar)


def test_units_that_lack_a_year_are_left_out(panel):
    with_gap = np.vstack([panel, np.full(15, 3.0)])
    with_gap[12, 4] = np.nan

    effect = stats.rollout_effect(with_gap, np.append(STAGGERED, 8))

    assert effect.estimate == stats.rollout_effect(panel, STAGGERED).estimate
    assert "units_left_out" in effect.reasons


def test_years_when_everyone_has_begun_say_nothing(panel):
    everyone = np.array([8, 8, 9, 9, 9, 10, 10, 10, 11, 11, 12, 12])

    effect = stats.rollout_effect(panel, everyone)

    same = stats.rollout_effect(panel[:, :12], np.where(everyone < 12, everyone, NEVER))
    assert effect.estimate == pytest.approx(same.estimate)
    assert effect.by_event_time.cells[-1] == 2


def test_a_difference_before_the_start_is_shown_and_warned_of():
    values = np.random.default_rng(5).normal(size=(12, 15))
    for row, year in ((1, 8), (4, 8), (9, 11)):
        values[row, year - 3 :] -= 6

    effect = stats.rollout_effect(values, STAGGERED)

    before = effect.by_event_time.estimate[effect.by_event_time.event_time < 0]
    assert effect.by_event_time.event_time.tolist() == list(range(-3, 7))
    assert before == pytest.approx([-6] * 3, abs=2.5)
    assert effect.pre_trend_p < 0.05
    assert "pre_trend" in effect.reasons


def test_the_change_that_a_design_can_detect_is_found_about_four_times_in_five():
    rng = np.random.default_rng(11)
    found = 0
    for _ in range(200):
        values = rng.normal(size=(12, 15))
        size = stats.rollout_effect(values, STAGGERED, draws=199).detectable
        for row, year in ((1, 8), (4, 8), (9, 11)):
            values[row, year:] -= size
        found += stats.rollout_effect(values, STAGGERED, draws=199).p < 0.05

    assert 0.65 < found / 200 < 0.95


def test_no_variation_at_all_gives_no_difference_and_no_surprise():
    effect = stats.rollout_effect(np.full((12, 15), 0.1), STAGGERED)

    assert effect.estimate == pytest.approx(0, abs=1e-12)
    assert effect.p == 1


def test_units_and_years_without_events_do_no_harm():
    counts = np.random.default_rng(3).poisson(20, size=(12, 15)).astype(float)
    counts[2], counts[:, 3], counts[4, :8] = 0, 0, 0

    effect = stats.rollout_effect(counts, STAGGERED, exposure=1.0)

    assert np.isfinite(effect.p)
    assert np.isfinite(effect.by_event_time.estimate).all()


@given(st.floats(-50, 50), st.floats(0.1, 10), st.integers(0, 1_000))
def test_level_scale_and_order_of_units_do_not_change_what_chance_gives(level, scale, seed):
    rng = np.random.default_rng(seed)
    values, order = rng.normal(size=(12, 12)), rng.permutation(12)
    start = started(12, (1, 7), (4, 7))

    plain = stats.rollout_effect(values, start)
    other = stats.rollout_effect((level + scale * values)[order], start[order])

    assert other.estimate == pytest.approx(scale * plain.estimate, abs=1e-9)
    assert other.p == plain.p


def test_the_same_seed_gives_the_same_answer_and_input_stays_as_it_was(panel):
    values, start = panel.copy(), STAGGERED.copy()

    first, second = (stats.rollout_effect(values, start, draws=99, seed=5) for _ in range(2))

    assert not first.is_every_way
    assert first.p == second.p
    assert np.array_equal(values, panel)
    assert np.array_equal(start, STAGGERED, equal_nan=True)


def test_every_way_to_deal_out_starts_comes_once():
    starts = np.array([2, 9, 2, 3, 9])

    every, is_every = assignments(starts, draws=30, seed=0)

    assert is_every
    assert ways(starts) == 30
    assert {tuple(row) for row in every.tolist()} == set(permutations(starts.tolist()))


@pytest.mark.parametrize(
    ("change", "code", "field", "where"),
    [
        ({"y": np.ones(15)}, "shape_mismatch", "y", ()),
        ({"start_year": [8.0]}, "shape_mismatch", "start_year", ()),
        ({"start_year": [8.5] + [NEVER] * 11}, "not_a_number", "start_year", (0,)),
        ({"start_year": ["soon"] * 12}, "not_a_number", "start_year", ()),
        ({"exposure": 0}, "zero_exposure", "exposure", ()),
        ({"exposure": np.ones(7)}, "shape_mismatch", "exposure", ()),
        ({"y": -np.ones((12, 15)), "exposure": 1}, "negative_count", "y", (0, 0)),
        ({"draws": 0}, "too_few_points", "draws", ()),
    ],
)
def test_input_that_cannot_be_meant_is_refused(panel, change, code, field, where):
    arguments = {"y": panel, "start_year": STAGGERED, **change}

    with pytest.raises(StatsInputError) as caught:
        stats.rollout_effect(arguments.pop("y"), arguments.pop("start_year"), **arguments)

    assert (caught.value.code, caught.value.field, caught.value.where) == (code, field, where)


def test_a_design_that_is_never_certain_says_how_often_chance_gives_the_most():
    one = stats.rollout_effect(np.arange(120.0).reshape(12, 10), [6] + [None] * 11)

    assert one.reasons == ("never_certain",)
    assert "i minst 1 av 12 fall" in one.reasons_sv[0]
    assert "i minst 1 av 12 fall" in stats.explain(one)
