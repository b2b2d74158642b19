"""Small counts hidden so that nobody can work them out from what is shown, then or over time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from handslag.stats.additive import HIDDEN, MISSING, AddsUp, Cells, Now, Published, take_in, whole_numbers
from handslag.stats.errors import StatsInputError
from handslag.stats.inputs import choice, floats, refuse_where
from handslag.stats.protection import Hiding, hide_more
from handslag.stats.results import Columns, Estimate, aside

__all__ = ["Masked", "Now", "Published", "disclosure_minimum", "masked_estimate", "suppress"]

REASONS = ("", "missing", "small", "all", "dominance", "history", "secondary")
"""Why a cell is not shown: no count; a small count; a zero that tells where all are; too few to make a rate of; a small
difference from an earlier table; to protect the others."""
_SHOWN, _MISSING, _SMALL, _ALL, _DOMINANCE, _HISTORY, _SECONDARY = range(len(REASONS))

_SMALL_POPULATION = 20_000
_TOPICS = ("suicide", "self_harm", "other")


@dataclass(frozen=True, eq=False)
class Masked(Columns):
    """A table as it may be published.

    values: whole numbers, -2 where hidden and -1 where missing. reason: "" or why (REASONS), for the record: it is not
    published. unprotected: true where a hidden count can still be told nearer than the minimum, since hiding in this
    table cannot undo what is known already; merge cells or withhold the total then. minimum: what counts were held to.
    """

    values: Any
    reason: Any
    unprotected: Any = aside()
    minimum: Any = aside()


def suppress(
    table: ArrayLike,
    *,
    minimum: ArrayLike = 5,
    additive_sets: Sequence[Any],
    history: Sequence[Any] = (),
    denominators: ArrayLike | None = None,
    least_denominator: float = 50,
) -> Masked:
    """Return the table with small counts hidden, and as few others as it takes to keep them so.

    table: whole counts of any shape, -1 (or None, NaN) where missing.

    minimum: 2 or more, one for all or one for each cell (`disclosure_minimum` proposes). 1 to minimum - 1 are hidden. A
    zero is shown unless all the others of its set but one are zero too: then it tells where all of them are.

    additive_sets: the cells that add up. Each set is a pair (total, [parts]), or a list of indexes [part, part, ...,
    total] or [total, part, ...] if that is how the counts of every such list add up, or else parts of a total that is
    in no table but known to all. An index is a number (in row-major order) or a tuple. A text instead of an index names
    a count that is in no table, such as a single year.

    history: what is published already. An array or Masked of the table's shape holds earlier figures for the same
    cells: where a figure is the same it is taken as known, where it differs by less than the minimum the cell is hidden
    (a rolling sum gives away the difference between the year that enters and the one that leaves). A `Published`
    says more exactly how an earlier table hangs together with this one; tables that only grow need it, since then the
    increase is a count of its own: (Now(0), [0, "new in 0"]).

    denominators, least_denominator: cells on fewer persons than this are hidden, since a rate on them is one person's.

    Every hidden cell's count can afterwards be told no nearer than an interval wider than its minimum, by someone who
    subtracts over all sets and earlier tables at once, knows that no hidden count is below 1 and has whole numbers only;
    and someone who knows the reasons too cannot tell any small count exactly. What cannot be protected so is marked.

    Raises StatsInputError: negative_count, not_a_number, shape_mismatch (also for an index outside the table, and a set
    that is none or has a member twice), and mixed_definitions where no counts fit both this table and the history.
    Source: Cox 1980; Kelly, Golden and Assad 1992; Fischetti and Salazar-González 2001; Hundepool et al. 2012.
    """
    counts = whole_numbers("table", table, lowest=MISSING)
    least = _least(minimum, counts)
    cells = Cells(counts.ravel().tolist())
    take_in(cells, additive_sets, shape=counts.shape, first=0, table=counts.shape)
    reason = np.zeros(counts.size, dtype=np.int64)
    known = np.zeros(counts.size, dtype=bool)
    for entry in _entries(history, counts.shape):
        earlier = entry if isinstance(entry, Published) else Published(entry)
        _take_in_earlier(cells, earlier, counts, least, reason, known)
    _hide_primary(reason, counts, least, cells.sets)
    if denominators is not None:
        few = floats("denominators", denominators) < least_denominator
        reason[np.broadcast_to(few, counts.shape).ravel() & (reason == _SHOWN)] = _DOMINANCE
    return _masked(counts, least, reason, known, cells)


def _entries(history: Any, shape: tuple[int, ...]) -> Sequence[Any]:
    """Return the earlier tables; one alone needs no list around it."""
    is_one = isinstance(history, Masked | Published) or (isinstance(history, np.ndarray) and history.shape == shape)
    return [history] if is_one else list(history)


def _least(minimum: ArrayLike, counts: NDArray[np.int64]) -> NDArray[np.int64]:
    least = whole_numbers("minimum", minimum, lowest=0)
    refuse_where("not_a_number", "minimum", least < 2, "ska vara minst 2.")
    try:
        return np.broadcast_to(least, counts.shape)
    except ValueError as error:
        told = f"minimum har måtten {least.shape}, tabellen {counts.shape}."
        raise StatsInputError("shape_mismatch", "minimum", (), told) from error


def _hide_primary(
    reason: NDArray[np.int64], counts: NDArray[np.int64], least: NDArray[np.int64], sets: list[AddsUp]
) -> None:
    flat, limit = counts.ravel(), least.ravel()
    reason[flat == MISSING] = _MISSING
    for each in sets:
        parts = np.array(each.parts)
        parts = parts[parts < flat.size]
        inside = flat[parts]
        if len(parts) == len(each.parts) > 1 and (inside > 0).sum() == 1 and (inside >= 0).all():
            reason[parts[inside == 0]] = _ALL
    reason[(flat > 0) & (flat < limit)] = _SMALL


def _take_in_earlier(
    cells: Cells,
    earlier: Published,
    counts: NDArray[np.int64],
    least: NDArray[np.int64],
    reason: NDArray[np.int64],
    known: NDArray[np.bool_],
) -> None:
    """Add an earlier table's cells and sets; without sets, compare it with this one cell by cell."""
    given = earlier.values.values if isinstance(earlier.values, Masked) else earlier.values
    values = whole_numbers("history", given, lowest=HIDDEN)
    if earlier.additive_sets:
        first = cells.add(values)
        take_in(cells, earlier.additive_sets, shape=values.shape, first=first, table=counts.shape)
        return
    if values.shape != counts.shape:
        told = f"En tidigare tabell har måtten {values.shape}, den här {counts.shape}."
        raise StatsInputError("shape_mismatch", "history", (), told)
    both = ((values >= 0) & (counts >= 0)).ravel()
    difference = np.abs(values - counts).ravel()
    known |= both & (difference == 0)
    reason[both & (difference > 0) & (difference < least.ravel())] = _HISTORY


def _masked(
    counts: NDArray[np.int64],
    least: NDArray[np.int64],
    reason: NDArray[np.int64],
    known: NDArray[np.bool_],
    cells: Cells,
) -> Masked:
    size = counts.size
    values = np.array(cells.values, dtype=np.int64)
    is_earlier = np.arange(len(values)) >= size
    hidden = np.zeros(len(values), dtype=bool)
    hidden[:size] = (reason > _MISSING) & ~known
    stays = is_earlier | (values == 0)
    stays[:size] |= known
    limit = np.full(len(values), least.min() if size else 0, dtype=np.int64)
    limit[:size] = least.ravel()
    small = hidden.copy()
    small[:size] &= reason == _SMALL
    start = Hiding(values, limit, hidden, stays, small, is_told_of=is_earlier & (values < 0))
    after, unprotected = hide_more(start, cells.sets)
    reason[after[:size] & (reason == _SHOWN)] = _SECONDARY
    unprotected[:size] |= known & (reason > _MISSING)
    shown = np.where(reason > _MISSING, HIDDEN, counts.ravel())
    return Masked(
        shown.reshape(counts.shape)[()],
        np.array(REASONS)[reason].reshape(counts.shape)[()],
        unprotected[:size].reshape(counts.shape)[()],
        least,
    )


def masked_estimate(estimate: Estimate, masked: Masked) -> Estimate:
    """Return the estimate without value and limits where the count is hidden: they would give it back.

    estimate: of the masked table's shape. Hidden cells become NaN with flag "suppressed", their count too.
    Raises StatsInputError (shape_mismatch) if the shapes differ.
    """
    hidden = np.asarray(masked.values) == HIDDEN
    shape = np.shape(estimate.value)
    if hidden.shape != shape:
        told = f"Skattningen har måtten {shape}, tabellen {hidden.shape}."
        raise StatsInputError("shape_mismatch", "masked", (), told)

    def without(figures: Any) -> Any:
        array = np.asarray(figures, dtype=np.float64)
        where = hidden if array.ndim == hidden.ndim else hidden[..., None]
        return np.where(where, np.nan, array)[()]

    return replace(
        estimate,
        value=without(estimate.value),
        lower=without(estimate.lower),
        upper=without(estimate.upper),
        flag=np.where(hidden, "suppressed", estimate.flag)[()],
        count=None if estimate.count is None else without(estimate.count),
    )


def disclosure_minimum(population: ArrayLike, *, topic: str = "other", broken_down: bool = False) -> Any:
    """Return the minimum that `suppress` is proposed to use: 10 for delicate counts in small groups, else 5.

    population: of the area. topic: "suicide", "self_harm" or "other". broken_down: by sex or age. The first two have 10
    below 20 000 inhabitants and whenever they are broken down. The county decides; this is the default.
    Raises StatsInputError: unknown_choice.
    """
    is_delicate = choice("topic", topic, _TOPICS) != "other"
    people = floats("population", population)
    # Where the population is not known the stricter one holds.
    is_small = ~(people >= _SMALL_POPULATION)
    return np.where(is_delicate & (is_small | broken_down), 10, 5)[()]
