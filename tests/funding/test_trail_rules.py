"""Where a source's money has gone: what comes in is always what goes out."""

from hypothesis import given, settings
from hypothesis import strategies as st

from handslag.funding.pots.rules import Purse
from handslag.funding.trail.rules import Balance, Given, PotBalance, Tally, goal_state, tally, total

kronor = st.integers(min_value=0, max_value=10**9)
stated = st.none() | kronor
tallies = st.builds(Tally, kronor, st.integers(min_value=0, max_value=3))
givens = st.builds(Given, tallies, tallies)
purses = st.builds(Purse, stated, stated, kronor, stated, st.booleans())
pots = st.builds(PotBalance, purses, givens)
sources = st.builds(Balance, stated, st.lists(pots, max_size=4).map(tuple), givens)


@given(sources)
def test_what_comes_in_is_what_goes_out(source: Balance) -> None:
    if source.rest is None:
        assert source.whole is None or source.carried_in.unknown
        return

    out = source.reached.kronor + source.posts.kronor + source.carried_on + source.unplaced
    assert source.whole + source.carried_in.kronor + source.over == out
    assert not (source.unplaced and source.over)


@given(sources)
def test_the_parts_of_what_is_not_placed_are_the_whole_of_it(source: Balance) -> None:
    if source.parts:
        assert sum(source.parts.values()) == source.rest == source.unplaced - source.over


@given(st.lists(sources, max_size=5))
def test_the_sums_of_all_sources_balance_too(every: list[Balance]) -> None:
    found = total(every)

    out = found.reached.kronor + found.posts.kronor + found.carried_on + found.unplaced
    assert found.whole + found.carried_in + found.over == out
    assert found.unknown == sum(each.rest is None for each in every)


@given(sources)
@settings(max_examples=30)
def test_an_amount_that_is_not_known_makes_what_is_left_the_most_it_can_be(source: Balance) -> None:
    unknown = source.reached.unknown + source.posts.unknown
    is_carried = all(each.purse.carried_on_known for each in source.pots)

    assert source.is_at_most == (unknown > 0 or not is_carried)


def test_a_line_with_a_pot_is_followed_to_the_krona() -> None:
    pot = PotBalance(Purse(600, 0, decided=500), Given(Tally(300), Tally(150)))

    source = Balance(1000, (pot,), Given(Tally(100)))

    assert (source.reached.kronor, source.posts.kronor, source.unplaced) == (400, 150, 450)
    assert source.parts == {"outside": 300, "undecided": 100, "unawarded": 50}


def test_more_awarded_than_the_line_holds_is_told_and_not_negative() -> None:
    source = Balance(100, (), Given(Tally(130)))

    assert (source.unplaced, source.over, source.rest) == (0, 30, -30)


def test_pots_that_hold_more_than_the_share_are_told_even_where_less_is_awarded() -> None:
    source = Balance(100, (PotBalance(Purse(150), Given(Tally(40))),))

    assert (source.unplaced, source.over, source.in_pots_over) == (60, 0, 50)


def test_an_unknown_share_is_not_zero() -> None:
    source = Balance(None, (), Given(Tally(40)))

    assert (source.rest, source.unplaced, source.parts) == (None, None, {})


def test_an_amount_that_is_not_known_is_counted_beside() -> None:
    assert tally([None, 0, 5, None]) == Tally(5, 2)


def test_what_is_known_of_a_goals_money() -> None:
    told = [goal_state(sums=sums, naming=naming) for sums, naming in ((1, 2), (0, 2), (0, 0))]

    assert told == ["money", "unknown", "none"]
