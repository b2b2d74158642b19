"""What an attacker with a linear program can tell of a hidden count.

All that can be concluded about it is the interval between its least and its greatest value in any table that fits what
is shown. Tightening bounds set by set is not enough to find that: as soon as sets cross it gives wider intervals than the
attacker has, and so calls unsafe tables safe. scipy.optimize is therefore used; it is loaded when first needed.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handslag.stats.additive import AddsUp
from handslag.stats.errors import StatsInputError

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

_SHORTFALL_COST = 1_000.0  # cells cost at most 1 for each unit of change: falling short is the last resort
_DUST = 1e-6
_NEAR_ENOUGH = {"mip_rel_gap": 0.25}  # the last tenth of a cost is most of the work


@dataclass(frozen=True, eq=False)
class Found:
    """The two tables that differ most cheaply in a cell. short: how much less they differ than asked for."""

    short: float
    changed: Bools
    high: Floats
    low: Floats


@dataclass(frozen=True, eq=False)
class Sums:
    """The equations between cells, as the places where a sign stands.

    values: counts, 0 where unknown. row, cell, sign: +1 for a total, -1 for its parts. rest: by row, what the known
    counts leave for the unknown ones. group: by cell, the same number for those that equations tie together.
    """

    values: Floats
    row: Wholes
    cell: Wholes
    sign: Floats
    rest: Floats
    group: Wholes


def sums(values: Floats, unknown: Bools, sets: list[AddsUp], *, can_vary: Bools) -> Sums:
    """Return the sets as equations. unknown: cells without a count. can_vary: those that hiding could make unsure.

    Counts that do not quite add up (noise in the source) are taken to be off by an amount that the attacker knows.
    """
    known = np.where(unknown, 0.0, values)
    members: list[tuple[int, int, float]] = []
    rest: list[float] = []
    for each in sets:
        parts = list(each.parts)
        if each.total is None and unknown[parts].any():
            continue  # the sum that all know is not known here
        members += [(len(rest), part, -1.0) for part in parts]
        if each.total is None:
            rest.append(0.0)
            continue
        members.append((len(rest), each.total, 1.0))
        left = known[each.total] - known[parts].sum()
        if unknown[each.total]:
            rest.append(-left)
        else:
            rest.append(-max(left, 0.0) if unknown[parts].any() else 0.0)
    table = np.array(members, dtype=np.float64).reshape(-1, 3)
    row, cell = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
    group = _groups(row, cell, can_vary)
    return Sums(known, row, cell, table[:, 2], np.array(rest), group)


def _groups(row: Wholes, cell: Wholes, can_vary: Bools) -> Wholes:
    """Number the cells so that those tied together by equations share a number. A shown zero ties nothing."""
    numbers = np.arange(len(can_vary))
    row, cell = row[can_vary[cell]], cell[can_vary[cell]]
    while True:
        least = np.full(row.max(initial=-1) + 1, len(numbers))
        np.minimum.at(least, row, numbers[cell])
        lower = numbers.copy()
        np.minimum.at(lower, cell, least[row])
        if (lower == numbers).all():
            return numbers
        numbers = lower


def apart(given: Sums, cell: int, *, by: float, lower: Floats, upper: Floats, price: Floats) -> Found:
    """Return two tables that fit, in which a cell's values are `by` apart or as near that as can be.

    lower, upper: bounds of each cell. price: what a unit of change costs: 0 where hidden, inf where a cell must stay.
    Raises StatsInputError if no table fits.
    """
    cells = np.flatnonzero((given.group == given.group[cell]) & np.isfinite(price))
    column = np.full(len(price), -1)
    column[cells] = np.arange(len(cells))
    inside = column[given.cell] >= 0
    rows, row = np.unique(given.row[inside], return_inverse=True)
    program = _Program(
        row, column[given.cell[inside]], given.sign[inside], given.rest[rows], upper[cells] - given.values[cells],
        # A count that nobody has told starts from 0, and can only rise.
        np.maximum(given.values[cells] - lower[cells], 0.0), price[cells],
    )  # fmt: skip
    moves = program.solve(int(column[cell]), by)
    high, low = given.values.copy(), given.values.copy()
    high[cells] += moves[0] - moves[1]
    low[cells] += moves[2] - moves[3]
    return Found(by - (high[cell] - low[cell]), (high != given.values) | (low != given.values), high, low)


@dataclass(frozen=True, eq=False)
class _Program:
    """The cheapest moves up and down from the counts, to two tables at once."""

    row: Wholes
    column: Wholes
    sign: Floats
    rest: Floats
    up: Floats
    down: Floats
    price: Floats

    def solve(self, place: int, by: float) -> Floats:
        """Return moves (4, cells): up and down to the first table, up and down to the second."""
        # Half a second and 40 MB that only disclosure control needs.
        from scipy.optimize import Bounds, LinearConstraint, milp

        cost = np.concatenate([*[self.price] * 4, [_SHORTFALL_COST]])
        most = np.concatenate([self.up, self.down, self.up, self.down, [by]])
        rest = [*self.rest, *self.rest]
        rules = LinearConstraint(self._matrix(place), [*rest, by], [*rest, np.inf])

        def answer(at_most: Floats, *, is_whole: bool) -> Any:
            bounds = Bounds(np.zeros(len(cost)), at_most)
            whole = np.full(len(cost), int(is_whole))
            return milp(cost, bounds=bounds, constraints=rules, integrality=whole, options=_NEAR_ENOUGH).x

        moves = answer(most, is_whole=False)
        if moves is not None and np.abs(moves - np.rint(moves)).max() > _DUST:
            # In three dimensions the best fractions need not be whole numbers; counts are. Mostly the same cells do.
            same = np.where((cost > 0) & (moves < _DUST), 0.0, most)
            near = answer(same, is_whole=True)
            is_short = near is None or near[-1] > moves[-1] + _DUST
            moves = answer(most, is_whole=True) if is_short else near
        if moves is None:
            raise StatsInputError(
                "mixed_definitions",
                "history",
                (),
                "De tidigare tabellerna går inte ihop med den här. Räknas samma sak?",
            )
        return np.asarray(np.rint(moves[:-1]), dtype=np.float64).reshape(4, -1)

    def _matrix(self, place: int) -> Any:
        from scipy.sparse import csr_array

        rows, size = len(self.rest), len(self.price)
        last = 2 * rows
        row = [self.row, self.row, self.row + rows, self.row + rows, np.full(5, last)]
        blocks = [self.column + block * size for block in range(4)]
        column = [*blocks, np.array([place, place + size, place + 2 * size, place + 3 * size, 4 * size])]
        sign = [self.sign, -self.sign, self.sign, -self.sign, np.array([1.0, -1.0, -1.0, 1.0, 1.0])]
        places = (np.concatenate(row), np.concatenate(column))
        return csr_array((np.concatenate(sign), places), shape=(last + 1, 4 * size + 1))
