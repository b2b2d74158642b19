"""What the method of the largest remainder is known to do, each in the smallest numbers: told, not hidden."""

from handslag.allocation import ByPopulation, allocate
from tests.allocation.ground import units


def shares(total: int, *populations: int) -> list[int]:
    return [each.kronor for each in allocate(total, units(*populations), ByPopulation()).shares]


def test_alabama_a_larger_total_may_give_one_unit_a_krona_less():
    assert shares(10, 6, 6, 2) == [4, 4, 2]
    assert shares(11, 6, 6, 2) == [5, 5, 1]


def test_population_a_unit_that_grows_may_lose_a_krona_to_one_that_does_not():
    assert shares(5, 1, 1, 6) == [1, 0, 4]
    assert shares(5, 3, 1, 7) == [1, 1, 3]


def test_new_states_a_unit_that_joins_with_its_own_money_may_move_a_krona_between_others():
    assert shares(5, 7, 3) == [4, 1]
    assert shares(5 + 2, 7, 3, 5) == [3, 2, 2]
