"""Which further cells must be hidden so that nobody can work out the hidden ones from what is shown.

A cell is protected when two tables that fit are at hand in which its values lie far enough apart: they are looked for as
a linear program that pays for each shown cell that it has to change, and what it changes is hidden. What is hidden later
cannot take such a proof away. (Kelly, Golden and Assad 1992; Fischetti and Salazar-González 2001.)
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from handslag.stats.additive import AddsUp
from handslag.stats.attacks import Bools, Floats, Found, Sums, Wholes, apart, sums

_LARGE = 400  # more cells than this are first looked for near by: the time a program takes grows faster than its size
_STEPS, _CHEAPEST = 3, 4
_WORK = 30_000  # cells times programs spent on showing cells again: a large table gains little from more


@dataclass(eq=False)
class Hiding:
    """What is to be protected.

    values: counts, negative where none. minimum: by cell. hidden: cells of the table that are hidden to begin with.
    stays: cells that cannot be hidden. small: hidden for being below the minimum. is_told_of: cells outside the table
    that have no known count but must not be given away by it.
    """

    values: Wholes
    minimum: Wholes
    hidden: Bools
    stays: Bools
    small: Bools
    is_told_of: Bools


def hide_more(start: Hiding, sets: list[AddsUp]) -> tuple[Bools, Bools]:
    """Return which cells are hidden in the end, and which of these are not protected even so."""
    search = _Search(start, sets)
    search.protect()
    search.show_again()
    return search.hidden, search.unprotected


class _Crossings:
    """Which sets hold a cell and which cells a set holds."""

    def __init__(self, given: Sums) -> None:
        by_cell = np.argsort(given.cell, kind="stable")
        self.sets = np.split(given.row[by_cell], np.searchsorted(given.cell[by_cell], np.arange(1, len(given.values))))
        self.cells = np.split(given.cell, np.searchsorted(given.row, np.arange(1, len(given.rest))))

    def near(self, cell: int, price: Floats) -> Bools:
        """Return the cells that a change of this one most cheaply passes on to: along its sets, and where sets cross."""
        is_near = np.zeros(len(price), dtype=bool)
        is_near[cell] = True
        for _ in range(_STEPS):
            rows = np.unique(np.concatenate([self.sets[each] for each in np.flatnonzero(is_near)]))
            held = [self.cells[row] for row in rows]
            times = np.bincount(np.concatenate(held), minlength=len(price)) if held else np.zeros(len(price))
            is_near |= times > 1
            for cells in held:
                is_near[cells[np.argsort(price[cells], kind="stable")[:_CHEAPEST]]] = True
            if is_near.sum() > _LARGE:
                break
        return is_near & np.isfinite(price)


class _Search:
    """Hides more until each hidden cell is protected, then shows what turned out not to be needed."""

    def __init__(self, start: Hiding, sets: list[AddsUp]) -> None:
        self.start = start
        self.unknown = start.values < 0
        self.hidden = start.hidden.copy()
        can_vary = self.unknown | self.hidden | ~start.stays
        self.sums = sums(start.values.astype(np.float64), self.unknown, sets, can_vary=can_vary)
        # Large counts are those that readers miss most; the root keeps one large cell cheaper than many small ones.
        self.price = np.sqrt(np.maximum(self.sums.values, 1.0))
        self.price /= self.price.max(initial=1.0)
        self.unprotected = np.zeros(len(self.hidden), dtype=bool)
        self.proofs: dict[tuple[int, bool], Bools] = {}
        self.crossings = _Crossings(self.sums)
        self.tries = _WORK // max(len(self.hidden), 1)

    def protect(self) -> None:
        """Prove each hidden cell protected, hiding what the proof needs, until nothing new is hidden."""
        waiting = self._to_prove()
        while waiting:
            for cell, knows_reasons in waiting:
                if (cell, knows_reasons) not in self.proofs:
                    self._prove(cell, knows_reasons)
            waiting = self._to_prove()

    def _to_prove(self) -> list[tuple[int, bool]]:
        wanted = [(int(cell), False) for cell in np.flatnonzero(self.hidden | self.start.is_told_of)]
        wanted += [(int(cell), True) for cell in np.flatnonzero(self.start.small)]
        return [each for each in wanted if each not in self.proofs]

    def _prove(self, cell: int, knows_reasons: bool) -> None:
        for price in self._attempts(cell):
            found = self._apart(cell, knows_reasons, price)
            is_proved = found.short <= 0 or self._is_harmless(cell, found)
            if is_proved:
                break
        self.unprotected[cell] |= not is_proved
        self.hidden |= found.changed & ~self.unknown
        self.proofs[cell, knows_reasons] = found.changed
        self._prove_by_the_way(found, knows_reasons)

    def _prove_by_the_way(self, found: Found, knows_reasons: bool) -> None:
        """Take the two tables as proof for every other cell in which they lie far enough apart."""
        lies = np.abs(found.high - found.low)
        cells = self.start.small if knows_reasons else self.hidden
        for cell in np.flatnonzero(cells & found.changed).tolist():
            if lies[cell] >= self._distance(cell, knows_reasons):
                self.proofs.setdefault((cell, knows_reasons), found.changed)

    def _attempts(self, cell: int) -> Iterator[Floats]:
        """Yield what cells cost: first with nothing more hidden, and near by when the table is large."""
        if self._is_large(cell):
            near = self.crossings.near(cell, self._prices(may_hide=True))
            yield np.where(near, self._prices(), np.inf)
            yield np.where(near, self._prices(may_hide=True), np.inf)
        else:
            yield self._prices()
        yield self._prices(may_hide=True)

    def _is_large(self, cell: int) -> bool:
        # How near a count outside the table can be told is asked of all cells at once.
        return not self.unknown[cell] and int((self.sums.group == self.sums.group[cell]).sum()) > _LARGE

    def _apart(self, cell: int, knows_reasons: bool, price: Floats) -> Found:
        lower, upper = self._bounds(knows_reasons)
        return apart(self.sums, cell, by=self._distance(cell, knows_reasons), lower=lower, upper=upper, price=price)

    def _distance(self, cell: int, knows_reasons: bool) -> float:
        """Return how far apart a cell's values must be: wider than the minimum; with the reasons known, not the same."""
        if knows_reasons:
            return 1.0
        return float(self.start.minimum[cell]) + (0.0 if self.unknown[cell] else 1.0)

    def _is_harmless(self, cell: int, found: Found) -> bool:
        """Tell whether a count outside the table may be known this near: it is zero, or is not small."""
        is_large = found.low[cell] >= self.start.minimum[cell]
        return bool(self.unknown[cell] and (is_large or found.high[cell] <= 0))

    def _bounds(self, knows_reasons: bool) -> tuple[Floats, Floats]:
        """Return the least and greatest counts that the attacker thinks possible."""
        lower = np.where(self.unknown | (self.start.values == 0), 0.0, 1.0)
        upper = np.full(len(lower), np.inf)
        if knows_reasons:
            # What is hidden only to protect others was not small; the rest may be anything.
            is_other = ~self.start.hidden & ~self.unknown
            lower = np.where(is_other, np.minimum(self.sums.values, self.start.minimum), lower)
            upper = np.where(self.start.small, self.start.minimum - 1.0, upper)
        return lower, upper

    def _prices(self, *, may_hide: bool = False) -> Floats:
        price = np.where(~self.start.stays & may_hide, self.price, np.inf)
        return np.where(self.hidden | self.unknown, 0.0, price)

    def show_again(self) -> None:
        """Show what is hidden for others' sake and not needed, the largest counts first."""
        extra = np.flatnonzero(self.hidden & ~self.start.hidden)
        for cell in extra[np.argsort(-self.sums.values[extra], kind="stable")]:
            if self.tries > 0:
                self._show_if_safe(int(cell))

    def _show_if_safe(self, cell: int) -> None:
        self.hidden[cell] = False
        proofs = dict(self.proofs)
        proofs.pop((cell, False), None)
        for (other, knows_reasons), changed in list(proofs.items()):
            if not changed[cell]:
                continue
            found = self._apart(other, knows_reasons, next(self._attempts(other)))
            self.tries -= 1
            if self.tries <= 0 or (found.short > 0 and not self._is_harmless(other, found)):
                self.hidden[cell] = True
                return
            proofs[other, knows_reasons] = found.changed
        self.proofs = proofs
