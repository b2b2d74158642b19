import subprocess
import sys

import numpy as np
import pytest

from handslag import stats
from handslag.stats import StatsInputError

pytestmark = pytest.mark.filterwarnings("error")

START = 13


def two_forces(seed=3, units=25, years=20):
    """Return units that follow two common forces in different proportions; the first lies between three others."""
    rng = np.random.default_rng(seed)
    forces = rng.normal(size=(2, years)).cumsum(axis=1)
    values = 10 + rng.dirichlet([1, 1], size=units) @ forces + 0.2 * rng.normal(size=(units, years))
    values[0] = 0.4 * values[1] + 0.35 * values[2] + 0.25 * values[3] + 0.1 * rng.normal(size=years)
    return values


def test_a_unit_that_is_a_mixture_gets_back_its_parts():
    values = np.random.default_rng(2).normal(size=(14, 16))
    values[0] = 0.5 * values[4] + 0.3 * values[7] + 0.2 * values[9]
    values[0, 12:] += 1.5

    control = stats.synthetic_control(values, 0, 12)

    expected = np.zeros(14)
    expected[[4, 7, 9]] = 0.5, 0.3, 0.2
    assert control.weights == pytest.approx(expected, abs=1e-8)
    assert control.gap[12:] == pytest.approx([1.5] * 4)
    assert control.estimate == pytest.approx(1.5)


def test_the_mixture_is_the_closest_there_is():
    # Oracle: scipy 1.17.1 optimize.minimize, SLSQP on the simplex, gives a root mean squared error of 0.0432319409342.
    values = two_forces()
    values[0, START:] -= 2

    control = stats.synthetic_control(values, 0, START)

    assert control.error_before == pytest.approx(0.0432319409, abs=1e-9)
    assert control.weights.min() >= 0
    assert control.weights.sum() == pytest.approx(1)
    assert control.weights[0] == 0


def test_a_change_stands_out_among_placebos_and_no_change_does_not():
    values = two_forces()
    changed = values.copy()
    changed[0, START:] -= 2

    nothing, something = (stats.synthetic_control(each, 0, START) for each in (values, changed))

    assert something.p == something.smallest_possible_p == 1 / 25
    assert something.estimate == pytest.approx(-2, abs=0.1)
    assert nothing.p > 0.05


def test_counts_become_a_relative_change():
    rng = np.random.default_rng(6)
    people = rng.integers(100, 400, size=(25, 1)) * 1_000
    rates = two_forces() * 5e-5
    rates[0, START:] *= 0.6

    control = stats.synthetic_control(rates * people, 0, START, exposure=people)

    assert control.scale == "relative"
    assert control.estimate == pytest.approx(-0.4, abs=0.02)


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({"y": two_forces()[:10]}, ("few_donors",)),
        ({"start_year": 9}, ("few_years_before",)),
        ({"start_year": 19}, ("few_years_after",)),
        ({"y": 2 * np.ones((25, 20)), "exposure": 1_000}, ("few_events",)),
        ({"y": np.vstack([two_forces()[1:2] + 1e-3, two_forces()[1:]])}, ("one_donor",)),
        ({"y": np.vstack([two_forces()[:1] + 50, two_forces()[1:]])}, ("poor_fit",)),
        ({"y": np.vstack([np.full((1, 20), np.nan), two_forces()[1:]])}, ("missing_years",)),
    ],
)
def test_a_comparison_that_cannot_be_trusted_is_refused_and_says_why(change, reasons):
    arguments = {"y": two_forces(), "start_year": START, "treated": 0, **change}

    control = stats.synthetic_control(**arguments)

    assert not control.usable
    assert np.isnan(control.estimate)
    assert np.isnan(control.p)
    assert set(reasons) <= set(control.reasons)
    assert all(control.reasons_sv)


def test_few_donors_can_never_be_certain_and_say_so():
    control = stats.synthetic_control(two_forces(units=12), 0, START)

    assert control.smallest_possible_p == 1 / 12
    assert "never_certain" in control.reasons


def test_donors_that_lack_a_year_are_left_out_and_input_stays_as_it_was():
    values = two_forces()
    values[7, 2] = np.nan
    kept = values.copy()

    control = stats.synthetic_control(values, 0, 2013, first_year=2000)

    assert control.weights[7] == 0
    assert control.smallest_possible_p == 1 / 24
    assert "donors_left_out" in control.reasons
    assert np.array_equal(values, kept, equal_nan=True)


def test_units_all_alike_are_no_comparison():
    control = stats.synthetic_control(np.ones((12, 20)), 0, START)

    assert control.reasons == ("one_donor",)  # any mixture is as close: the first one takes all


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"y": np.ones(20)}, "shape_mismatch", "y"),
        ({"treated": 25}, "not_a_number", "treated"),
        ({"start_year": 2013}, "not_a_number", "start_year"),
        ({"exposure": 0}, "zero_exposure", "exposure"),
        ({"exposure": np.ones(7)}, "shape_mismatch", "exposure"),
        ({"y": -two_forces(), "exposure": 1}, "negative_count", "y"),
    ],
)
def test_input_that_cannot_be_meant_is_refused(change, code, field):
    arguments = {"y": two_forces(), "start_year": START, "treated": 0, **change}

    with pytest.raises(StatsInputError) as caught:
        stats.synthetic_control(**arguments)

    assert (caught.value.code, caught.value.field) == (code, field)


def test_the_optimiser_is_loaded_only_when_it_is_needed():
    code = "import sys, handslag.stats; print('scipy.optimize' in sys.modules)"

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert printed.strip() == "False"
