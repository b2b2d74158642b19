"""Whatever is shared out among whomever: the sum, the bounds, the order."""

import random
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from handslag.allocation import AllocationKey, BaseAndPopulation, Bounds, ByPopulation, ByWeights, Unit, allocate

TOTALS = st.integers(0, 10**12)
STEPS = st.sampled_from([1, 1, 7, 100, 1000])


@st.composite
def peoples(draw: st.DrawFn, most: int = 60) -> list[Unit]:
    counts = draw(st.lists(st.integers(0, 3_000_000), min_size=2, max_size=most))
    assume(any(counts))
    return [Unit(f"{n:04}", f"Enhet {n}", count) for n, count in enumerate(counts)]


@st.composite
def bounded(draw: st.DrawFn) -> tuple[int, int, list[Unit], Bounds]:
    """Return total, step, units and bounds that can be met: floors below a split of the total and ceilings above it.

    More than the split only where somebody without a ceiling takes it.
    """
    among = draw(peoples(most=25))
    step = draw(STEPS)
    split = [draw(st.integers(0, 10**6)) * step for _ in among]
    floors = {each.code: draw(st.integers(0, at // step)) * step for each, at in zip(among, split, strict=True)}
    ceilings = {each.code: at + draw(st.integers(0, 10**6)) * step for each, at in zip(among, split, strict=True)}
    some = draw(st.sets(st.sampled_from([each.code for each in among])))
    # Whoever has nobody cannot be lifted by anything but a floor.
    empty = {each.code for each in among if not each.population}
    ceilings = {code: at for code, at in ceilings.items() if code in some and code not in empty}
    floors = {code: split[int(code)] if code in empty else at for code, at in floors.items()}
    is_open = any(each.population and each.code not in ceilings for each in among)
    more = draw(st.integers(0, 10**6)) if is_open else 0
    return sum(split) + more, step, among, Bounds(floors=floors, ceilings=ceilings)


def big(size: int) -> list[Unit]:
    chance = random.Random(size)
    return [Unit(f"{n:04}", str(n), int(chance.lognormvariate(9.6, 1.2))) for n in range(size)]


@given(TOTALS, peoples(), STEPS)
@example(10**12, big(5000), 1)
@example(10**12 - 1, big(5000), 1000)
@example(3, big(5000), 1)
def test_shares_sum_to_the_total_and_are_less_than_a_step_from_exact(total: int, among: list[Unit], step: int):
    run = allocate(total, among, ByPopulation(), unit=step)

    assert sum(each.kronor for each in run.shares) == total
    assert sum(each.exact for each in run.shares) == total
    assert all(abs(each.kronor - each.exact) < step and each.kronor >= 0 for each in run.shares)
    assert sum(each.kronor % step != 0 for each in run.shares) <= 1


@given(TOTALS, peoples(), STEPS)
def test_whoever_has_more_people_has_no_less(total: int, among: list[Unit], step: int):
    run = allocate(total, among, ByPopulation(), unit=step)

    in_order = sorted(run.shares, key=lambda each: (each.weight, each.kronor))
    assert [each.kronor for each in in_order] == sorted(each.kronor for each in in_order)


@given(TOTALS, peoples(), STEPS, st.randoms())
def test_the_order_of_units_changes_nothing(total: int, among: list[Unit], step: int, chance: random.Random):
    shuffled = chance.sample(among, len(among))

    assert allocate(total, shuffled, ByPopulation(), unit=step) == allocate(total, among, ByPopulation(), unit=step)


@given(st.integers(0, 10**7), st.integers(0, 10**12), peoples(most=21), STEPS)
def test_a_base_comes_before_the_rest(base: int, rest: int, among: list[Unit], step: int):
    run = allocate(base * len(among) + rest, among, BaseAndPopulation(base=base), unit=step)

    assert sum(each.kronor for each in run.shares) == run.total
    assert all(each.exact >= base for each in run.shares)
    assert all(each.exact - base == each.weight * run.per_weight for each in run.shares)


@given(st.integers(1, 10**12), st.lists(st.fractions(0, 1000, max_denominator=997), min_size=2, max_size=30))
def test_weights_in_fractions_sum_as_well(total: int, weights: list[Fraction]):
    assume(any(weights))
    among = [Unit(f"{n:02}", str(n)) for n in range(len(weights))]
    key = ByWeights(weights={each.code: weight for each, weight in zip(among, weights, strict=True)}, what="prov")

    run = allocate(total, among, key)

    assert sum(each.kronor for each in run.shares) == total
    assert all(each.exact == total * each.weight / sum(weights) for each in run.shares)


def assert_bounds_are_kept(total: int, step: int, among: list[Unit], key: AllocationKey) -> None:
    run = allocate(total, among, key, unit=step)
    assert sum(each.kronor for each in run.shares) == total
    assert sum(each.exact for each in run.shares) == total
    for each in run.shares:
        floor, ceiling = key.bounds.floor_of(each.code), key.bounds.ceiling_of(each.code)
        assert each.kronor >= (floor or 0)
        assert ceiling is None or each.kronor <= ceiling
        assert abs(each.kronor - each.exact) < step
        # Only who is held by a bound has another amount for each inhabitant.
        free = each.base + each.weight * run.per_weight
        assert {"": each.exact == free, "floor": each.exact > free, "ceiling": each.exact < free}[each.bound]


@given(bounded())
def test_no_share_is_below_its_floor_or_above_its_ceiling(case: tuple[int, int, list[Unit], Bounds]):
    total, step, among, bounds = case

    assert_bounds_are_kept(total, step, among, ByPopulation(bounds=bounds))


@pytest.mark.parametrize("bounds", [Bounds(floor=10**8), Bounds(ceiling=3 * 10**8), Bounds(10**8, 3 * 10**8)])
def test_bounds_hold_among_five_thousand(bounds: Bounds):
    assert_bounds_are_kept(10**12, 1, big(5000), ByPopulation(bounds=bounds))
