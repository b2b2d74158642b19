"""The two tables that prove a cell protected: whole numbers that fit everything shown."""

import numpy as np

from handslag.stats.additive import AddsUp
from handslag.stats.attacks import apart, sums
from tests.stats.attacker import of_pairs, with_totals


def test_the_two_tables_are_whole_and_add_up_also_in_three_dimensions() -> None:
    # In three dimensions the cheapest fractions are not always whole numbers.
    table, pairs = with_totals(np.random.default_rng(1).poisson(3, size=(4, 3, 4)))
    equations = of_pairs(pairs, table.shape)
    sets = [AddsUp(next(iter(terms)), tuple(list(terms)[1:])) for terms, _ in equations]
    values = table.ravel().astype(float)
    given = sums(values, values < 0, sets, can_vary=values > 0)
    price = np.where(values > 0, np.sqrt(values), np.inf)
    lower, upper = np.where(values > 0, 1.0, 0.0), np.full(values.size, np.inf)

    for cell in np.flatnonzero((values > 0) & (values < 5)):
        found = apart(given, int(cell), by=6, lower=lower, upper=upper, price=price)

        assert found.short <= 0
        for one in (found.high, found.low):
            assert (one >= lower).all() and (one == np.rint(one)).all()
            assert all(sum(factor * one[c] for c, factor in terms.items()) == 0 for terms, _ in equations)
        assert found.high[cell] - found.low[cell] >= 6


def test_a_cell_in_no_set_can_be_anything() -> None:
    values = np.array([3.0, 8.0])
    given = sums(values, values < 0, [], can_vary=values > 0)

    found = apart(given, 0, by=6, lower=np.ones(2), upper=np.full(2, np.inf), price=np.array([0.0, 1.0]))

    assert found.short <= 0
    assert found.changed.tolist() == [True, False]
