"""Shares sum to the krona, in small numbers that are checked by hand."""

from fractions import Fraction

import pytest

from handslag.allocation import (
    AgeBand,
    Allocation,
    AllocationInputError,
    BaseAndPopulation,
    Bounds,
    ByAges,
    ByPopulation,
    ByWeights,
    FixedAmounts,
    Unit,
    allocate,
)
from tests.allocation.ground import units


def kronor(run: Allocation) -> list[int]:
    return [each.kronor for each in run.shares]


def test_what_divides_evenly_is_divided_evenly():
    assert kronor(allocate(100, units(1, 3, 6), ByPopulation())) == [10, 30, 60]


def test_a_krona_that_is_left_goes_to_the_largest_remainder():
    # 10 by 6, 6 and 2 of 14: 4 2/7, 4 2/7, 1 3/7.
    run = allocate(10, units(6, 6, 2), ByPopulation())

    assert kronor(run) == [4, 4, 2]
    assert [each.remainder for each in run.shares] == [Fraction(2, 7), Fraction(2, 7), Fraction(3, 7)]
    assert [each.order for each in run.shares] == [None, None, 1]


def test_of_equal_remainders_the_larger_weight_goes_first():
    # 3 by 1 and 5 of 6: 1/2 and 2 1/2.
    assert kronor(allocate(3, units(1, 5), ByPopulation())) == [0, 3]


def test_of_equal_remainders_and_weights_the_lower_code_goes_first():
    run = allocate(4, units(1, 1, 1)[::-1], ByPopulation())

    assert [(each.code, each.kronor) for each in run.shares] == [("a", 2), ("b", 1), ("c", 1)]


def test_a_base_is_taken_first_and_the_rest_shared_by_population():
    run = allocate(110, units(1, 3), BaseAndPopulation(base=5))

    assert kronor(run) == [30, 80]
    assert (run.bases, run.per_weight) == (10, 25)


def test_bases_that_are_more_than_the_total_are_refused_with_the_difference():
    with pytest.raises(AllocationInputError, match=r"10\skr, men 7\skr ska fördelas: 3\skr mer än") as refused:
        allocate(7, units(1, 3), BaseAndPopulation(base=5))

    assert refused.value.field == "base"


@pytest.mark.parametrize(
    ("total", "told"), [(26, r"1\skr som inte fördelas"), (24, r"1\skr mer än det som ska fördelas")]
)
def test_fixed_amounts_that_are_not_the_total_are_refused_with_the_difference(total: int, told: str):
    key = FixedAmounts(amount=10, exceptions={"b": 15})

    with pytest.raises(AllocationInputError, match=told):
        allocate(total, units(1, 1), key)
    assert kronor(allocate(25, units(1, 1), key)) == [10, 15]


def test_shares_by_ages_add_up_the_bands_that_fill_the_ages():
    young = Unit("a", "A", 90, (AgeBand(0, 9, 10), AgeBand(10, 25, 20), AgeBand(26, None, 60)))
    old = Unit("b", "B", 90, (AgeBand(0, 25, 10), AgeBand(26, None, 80)))

    assert kronor(allocate(40, [young, old], ByAges(lowest=0, highest=25))) == [30, 10]
    assert kronor(allocate(140, [young, old], ByAges(lowest=26, highest=None))) == [60, 80]


@pytest.mark.parametrize(
    "ages",
    [
        (),
        (AgeBand(0, 24, 5), AgeBand(26, None, 5)),
        (AgeBand(0, 19, 5), AgeBand(20, 29, 5)),
        (AgeBand(0, 25, 5), AgeBand(10, 15, 5)),
        (AgeBand(1, 25, 5),),
        (AgeBand(0, None, 5),),
        (AgeBand(0, None, 5), AgeBand(0, 25, 5)),
    ],
    ids=["none", "gap", "reaches outside", "overlap", "begins late", "no end", "whole and part"],
)
def test_ages_that_do_not_fill_the_span_exactly_are_never_approximated(ages: tuple[AgeBand, ...]):
    with pytest.raises(AllocationInputError, match="0–25 år går inte att räkna fram exakt"):
        allocate(10, [Unit("a", "A", 10, ages)], ByAges(lowest=0, highest=25))


def test_own_weights_may_be_exact_fractions():
    key = ByWeights(weights={"a": Fraction(1, 3), "b": Fraction(2, 3)}, what="vårddygn")

    assert kronor(allocate(9, units(0, 0), key)) == [3, 6]


def test_whoever_falls_below_the_floor_gets_it_and_the_rest_is_shared_anew():
    # Without floor 10, 30 and 60. With 20 for a, 80 is left for b and c: 26 2/3 and 53 1/3.
    run = allocate(100, units(1, 3, 6), ByPopulation(bounds=Bounds(floor=20)))

    assert kronor(run) == [20, 27, 53]
    assert [each.bound for each in run.shares] == ["floor", "", ""]


def test_a_share_that_sinks_below_its_floor_when_others_are_lifted_is_lifted_too():
    # Without floor 10, 22 and 68: only a is below 21. With 21 for a, 79 is left: b's part of it is 19.3, below 21 too.
    run = allocate(100, units(10, 22, 68), ByPopulation(bounds=Bounds(floor=21)))

    assert kronor(run) == [21, 21, 58]


def test_whoever_rises_above_the_ceiling_stays_there():
    run = allocate(100, units(1, 3, 6), ByPopulation(bounds=Bounds(ceiling=40)))

    assert kronor(run) == [20, 40, 40]
    assert [each.bound for each in run.shares] == ["", "ceiling", "ceiling"]


def test_floors_and_ceilings_of_single_units_go_before_the_general_ones():
    key = ByPopulation(bounds=Bounds(floor=20, ceilings={"c": 50}, floors={"a": 15}))

    assert kronor(allocate(100, units(1, 3, 6), key)) == [15, 35, 50]


def test_a_lift_to_the_floor_and_a_cut_to_the_ceiling_at_once_have_one_answer():
    # a is lifted by 15 and c cut by 5, so the others share less: had c been put at its ceiling first, and stayed there
    # whatever came of it, b would get 25 and c 55. With a at 20 alone, c comes down to 53 1/3 by itself.
    run = allocate(100, units(5, 30, 65), ByPopulation(bounds=Bounds(floor=20, ceiling=60)))

    assert [each.bound for each in run.shares] == ["floor", "", ""]
    assert kronor(run) == [20, 25, 55]


@pytest.mark.parametrize(
    ("bounds", "field", "told"),
    [
        (Bounds(floor=40), "bounds.floors", "120 kr, men 100 kr ska fördelas: 20 kr mer"),
        (Bounds(ceiling=30), "bounds.ceilings", "90 kr, men 100 kr ska fördelas: 10 kr som inte fördelas"),
        (Bounds(floor=30, ceilings={"a": 20}), "bounds.floor", "golvet 30 kr är högre än taket 20 kr"),
        (Bounds(floors={"x": 1}), "key", "Nyckeln nämner x"),
    ],
)
def test_bounds_that_cannot_be_met_are_refused(bounds: Bounds, field: str, told: str):
    with pytest.raises(AllocationInputError) as refused:
        allocate(100, units(1, 3, 6), ByPopulation(bounds=bounds))

    assert refused.value.field == field
    assert told in refused.value.message_sv.replace("\u00a0", " ")


def test_shares_may_be_rounded_to_whole_thousands():
    # 10 000 by 6, 6 and 2 of 14: 4 286, 4 286 and 1 429.
    assert kronor(allocate(10_000, units(6, 6, 2), ByPopulation(rounding=1000))) == [4000, 4000, 2000]


def test_what_is_too_little_for_a_whole_step_goes_to_the_next_in_turn():
    # 10 300: 4 414, 4 414 and 1 471. One thousand goes to c, and the last 300 to a.
    run = allocate(10_300, units(6, 6, 2), ByPopulation(), unit=1000)

    assert kronor(run) == [4300, 4000, 2000]
    assert [each.order for each in run.shares] == [2, None, 1]


def test_a_bound_that_rounding_would_break_is_refused():
    with pytest.raises(AllocationInputError, match="går inte jämnt upp i"):
        allocate(10_000, units(6, 6, 2), ByPopulation(bounds=Bounds(ceiling=4500)), unit=1000)


def test_a_total_of_nothing_is_nothing_to_each():
    assert kronor(allocate(0, units(1, 2), ByPopulation())) == [0, 0]


def test_a_unit_with_nobody_gets_nothing():
    assert kronor(allocate(10, units(0, 3), ByPopulation())) == [0, 10]


@pytest.mark.parametrize("total", [-1, 1.5, True, "100", None])
def test_a_total_that_is_no_amount_is_refused(total):
    with pytest.raises(AllocationInputError) as refused:
        allocate(total, units(1), ByPopulation())

    assert refused.value.field == "total"


@pytest.mark.parametrize("unit", [0, -1, True, 0.5])
def test_a_rounding_that_is_no_amount_is_refused(unit):
    with pytest.raises(AllocationInputError) as refused:
        allocate(1, units(1), ByPopulation(), unit=unit)

    assert refused.value.field == "unit"


@pytest.mark.parametrize(
    ("among", "told"),
    [
        ([], "ingen att fördela till"),
        (units(1) * 2, "a står två gånger"),
        (units(0, 0), "Alla vikter är 0"),
        ([Unit("a", "A", None), Unit("b", "B", 1)], r"A \(a\): folkmängden är inte känd"),
    ],
)
def test_units_that_cannot_be_shared_among_are_refused(among: list[Unit], told: str):
    with pytest.raises(AllocationInputError, match=told):
        allocate(10, among, ByPopulation())


def test_a_unit_without_a_weight_of_its_own_is_refused():
    with pytest.raises(AllocationInputError, match=r"Enhet 2 \(b\) har ingen vikt"):
        allocate(10, units(1, 1), ByWeights(weights={"a": Fraction(1)}, what="platser"))


def test_the_share_of_somebody_who_has_none_is_refused():
    with pytest.raises(AllocationInputError, match="x är inte med"):
        allocate(10, units(1), ByPopulation()).share("x")
