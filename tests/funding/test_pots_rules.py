"""A pot's money on plain values: never more decided than there is, nothing counted twice, unknown stays unknown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.funding.pots.rules import (
    Judged,
    Purse,
    Refused,
    judged,
    per_inhabitant,
    places,
    purse_of,
    summed,
)

CRITERIA = [{"words": "Når flest", "weight": 2}, {"words": "Håller länge", "weight": 3}]
KRONOR = st.integers(min_value=0, max_value=10**12)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("deciding"), KRONOR),
        st.tuples(st.just("reopened")),
        st.tuples(st.just("carrying_on"), st.none() | KRONOR),
        st.tuples(st.just("stating"), st.none() | KRONOR, st.none() | KRONOR),
    ),
    max_size=30,
)


@given(kronor=st.none() | KRONOR, carried=st.none() | KRONOR, steps=STEPS)
def test_r44_no_sequence_of_acts_decides_more_than_there_is(kronor, carried, steps) -> None:
    purse = Purse(kronor, carried)
    for name, *values in steps:
        try:
            purse = getattr(purse, name)(*values)
        except Refused:
            continue
        if purse.decided is not None:
            assert purse.to_share is not None
            assert purse.decided + purse.carried_on <= purse.to_share
        for each in (purse.to_share, purse.free, purse.left, purse.decided):
            assert each is None or type(each) is int


@given(kronor=KRONOR, sums=st.lists(KRONOR, max_size=5))
def test_what_later_pots_take_over_is_never_more_than_was_left(kronor, sums) -> None:
    purse = Purse(kronor)
    for each in sums:
        try:
            purse = purse.carrying_on(each)
        except Refused as why:
            assert why.kronor == purse.left
            assert each > why.kronor
    assert purse.carried_on <= kronor


def test_what_is_not_known_is_neither_zero_nor_decided_about() -> None:
    unknown = Purse(None)

    assert (unknown.to_share, unknown.free, unknown.left) == (None, None, None)
    with pytest.raises(Refused, match="unknown"):
        unknown.deciding(1)


def test_a_sum_carried_over_that_is_not_known_makes_the_whole_unknown() -> None:
    assert Purse(100, None).to_share is None
    assert Purse(100, 0).to_share == 100


def test_a_later_pot_that_does_not_say_how_much_it_took_makes_what_is_left_unknown() -> None:
    purse = purse_of(100, 0, later=[30, None])

    assert (purse.carried_on, purse.free, purse.left) == (30, 70, None)


@pytest.mark.parametrize(("decided", "code"), [(101, "too_much"), (0, "empty")])
def test_a_decision_of_more_than_there_is_or_of_nothing_is_refused(decided: int, code: str) -> None:
    with pytest.raises(Refused) as why:
        Purse(100).deciding(decided)

    assert why.value.code == code


def test_to_the_last_krona_is_allowed() -> None:
    assert Purse(70, 30).deciding(100).left == 0


def test_points_are_summed_by_weight() -> None:
    assert judged(CRITERIA, {"Når flest": 3, "Håller länge": 1}) == Judged(9)


def test_a_criterion_that_is_not_judged_is_no_zero() -> None:
    assert judged(CRITERIA, {"Når flest": 0}) == Judged(None, ("Håller länge",))


def test_places_are_shared_by_equals_and_given_to_none_where_one_is_missing() -> None:
    assert places([9, 12, 9]) == [2, 1, 2]
    assert places([9, None, 12]) == [None, None, None]


def test_parts_are_summed_by_place() -> None:
    assert summed([("norr", 1), ("söder", 2), ("norr", 3)]) == {"norr": 4, "söder": 2}


def test_kronor_per_inhabitant_are_whole_öre() -> None:
    assert per_inhabitant(100_000, 600) == Decimal("166.67")
    with pytest.raises(ValueError, match="0 inhabitants"):
        per_inhabitant(1, 0)
