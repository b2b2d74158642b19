"""What counts tell when they are laid together: a sum less its parts, whatever they part it by. Knows no Django.

Each count is the sum of the smallest pieces that the counts are cut into, and who reads them can add and subtract. What
is told so is what elimination gives; where that is a count of a few, one more of the counts that tell it is hidden.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple, TypeVar

from handslag.indicators.protection import Whole

_SEXES = {"T": ("K", "M"), "K": ("K",), "M": ("M",)}
_BOTH = "certain_and_undetermined"
_INTENTS = {_BOTH: ("certain", "undetermined")}

Piece = int
"""The smallest that counts are cut into, by number: an area, a sex, an intent, and ages or days that no span cuts."""


class Cell(NamedTuple):
    """A count: area code, sex T, K or M, intent, and the ages or days that it is of, first and last."""

    area: str
    sex: str
    intent: str
    span: tuple[int, int]


def hidden_together(
    counts: Mapping[Cell, int],
    *,
    smallest: int,
    hidden: Collection[Cell],
    whole: Whole,
    decided: Collection[Cell] = frozenset(),
    every: bool = False,
) -> set[Cell]:
    """Return which cells more are hidden, so that no count of 1 to `smallest` - 1 persons is told by those that are shown.

    hidden: what is hidden already. whole: areas that add up. decided: what cannot be hidden any more. every: none of what
    is hidden may be told, small or not, since elsewhere it would tell what is. What only `decided` tells stays told.
    Of the counts that tell together the one is hidden that counts least widely: a year before five, some ages before
    all, the certain before both, women or men before their sum.
    """
    pieces = _Pieces(counts, whole)
    wanted = [*_stored(counts, pieces, smallest, hidden if every else ()), *_cut(counts, pieces)]

    def telling(off: set[Cell], ways: Iterable[_Way]) -> tuple[list[set[Cell]], list[_Way]]:
        """Return, for each few that is told, the counts that tell it and can be hidden; and how what is told is told."""
        told = Told((cell, pieces.of(cell)) for cell in counts if cell not in off)
        # What is told by none of those that were hidden since is told as before.
        ways = [(each, by if by and off.isdisjoint(by) else told.how(each[0])) for each, by in ways]
        left = [(each, told.how(each[0])) for each in _left(counts, pieces, told)]
        groups = [
            {cell for cell in by if cell not in decided and counts[cell]}
            for (_, must_hide), by in (*ways, *left)
            if by and (must_hide or 0 < _sum(counts, by) < smallest)
        ]
        return groups, [(each, by) for each, by in ways if by]

    not_asked: list[_Way] = [(each, None) for each in wanted]
    more: set[Cell] = set()
    groups, ways = telling({*hidden}, not_asked)
    while found := _least_of_each(groups, lambda cell: (pieces.width(cell), counts[cell], cell)):
        more |= found
        groups, ways = telling({*hidden, *more}, ways)  # what was not told is not when more is hidden
    # What was hidden early may not be needed any more.
    for cell in sorted(more, key=lambda each: (pieces.width(each), counts[each], each), reverse=True):
        if len(counts) > _MANY:
            break
        if not any(cell in by for by in telling({*hidden, *more} - {cell}, not_asked)[0]):
            more.discard(cell)
    return more


_MANY = 150
"""In a table of more counts than this nothing is shown again: it would take long, and little is gained."""


def _least_of_each(groups: Iterable[set[Cell]], order: Callable[[Cell], tuple]) -> set[Cell]:
    """Return the first cell, by the order, of each group that holds none of those found before."""
    found: set[Cell] = set()
    for group in groups:
        if group and not group & found:
            found.add(min(group, key=order))
    return found


def _sum(counts: Mapping[Cell, int], by: Mapping[Cell, int]) -> int:
    return _signed(sum(times * counts[cell] for cell, times in by.items()))


class _Pieces:
    """Cuts counts into pieces."""

    def __init__(self, counts: Iterable[Cell], whole: Whole) -> None:
        spans = {cell.span for cell in counts}
        self.cuts = sorted({edge for first, last in spans for edge in (first, last + 1)})
        self.segments = [(first, after - 1) for first, after in pairwise(self.cuts)]
        self.areas = {whole.area: whole.parts or (whole.area,)}
        self.numbers: dict[tuple, Piece] = {}
        self.cells: dict[Cell, dict[Piece, int]] = {}

    def of(self, cell: Cell) -> dict[Piece, int]:
        """Return the pieces of a count, each once."""
        if cell not in self.cells:
            first, last = cell.span
            self.cells[cell] = {
                self.numbers.setdefault((area, sex, intent, cut), len(self.numbers)): 1
                for area in self.areas.get(cell.area, (cell.area,))
                for sex in _SEXES[cell.sex]
                for intent in _INTENTS.get(cell.intent, (cell.intent,))
                for cut in self.cuts
                if first <= cut <= last
            }
        return self.cells[cell]

    def width(self, cell: Cell) -> tuple[int, int, int]:
        """Return how widely a cell counts: in segments, then in intents, then in sexes."""
        first, last = cell.span
        inside = sum(first <= cut <= last for cut in self.cuts)
        return inside, len(_INTENTS.get(cell.intent, (cell.intent,))), len(_SEXES[cell.sex])


_Wanted = tuple[dict[Piece, int], bool]
"""Pieces, and whether they may not be told whatever their number is; else not where it is small."""

_Way = tuple[_Wanted, dict[Cell, int] | None]
"""What may not be told, and how many times each count is taken to tell it; None where it is not told, or not asked."""


def _stored(counts: Mapping[Cell, int], pieces: _Pieces, smallest: int, hidden: Collection[Cell]) -> Iterator[_Wanted]:
    """Yield what may not be told of the counts themselves, and of one less another that it holds."""
    beside: dict[str, list[Cell]] = {}
    for cell, count in counts.items():
        beside.setdefault(cell.area, []).append(cell)
        if 0 < count < smallest or cell in hidden:
            yield pieces.of(cell), True
    for cells in beside.values():
        for outer in cells:
            for inner in cells:
                if 0 < counts[outer] - counts[inner] < smallest and holds(outer, inner):
                    within = pieces.of(inner)
                    yield {piece: 1 for piece in pieces.of(outer) if piece not in within}, True


def holds(outer: Cell, inner: Cell) -> bool:
    """Tell whether a count of the same area counts all that another does, and more."""
    wider = outer.span[0] <= inner.span[0] and inner.span[1] <= outer.span[1] and outer.sex in (inner.sex, "T")
    return outer != inner and wider and outer.intent in (inner.intent, _BOTH if inner.intent else "")


def _cut(counts: Mapping[Cell, int], pieces: _Pieces) -> Iterator[_Wanted]:
    """Yield what no count may be of itself: each segment and span, of each area, sex and intent, such as the undetermined."""
    spans = {cell.span for cell in counts} | set(pieces.segments)
    intents = {cell.intent for cell in counts}
    intents |= {part for intent in intents for part in _INTENTS.get(intent, ())}
    for area in {cell.area for cell in counts}:
        for sex in _SEXES:
            for intent in intents:
                for span in spans:
                    yield pieces.of(Cell(area, sex, intent, span)), False


def _left(counts: Iterable[Cell], pieces: _Pieces, told: "Told") -> Iterator[_Wanted]:
    """Yield what is left of each count when what is told of its segments is taken away."""
    knows: dict[Cell, bool] = {}
    for cell in counts:
        inside = [each for each in pieces.segments if cell.span[0] <= each[0] and each[1] <= cell.span[1]]
        segments = [cell._replace(span=each) for each in inside]
        for each in segments:
            if each not in knows:
                knows[each] = told.how(pieces.of(each)) is not None
        left = [each for each in segments if not knows[each]]
        if 1 < len(left) < len(segments):
            yield {piece: 1 for each in left for piece in pieces.of(each)}, False


Name = TypeVar("Name")

_PRIME = (1 << 61) - 1
"""Elimination counts modulo this: exact for whole numbers and quick; that a sum that is none passes for one is one in 10**18."""


class Told:
    """All that follows from some counts by adding and subtracting."""

    def __init__(self, counts: Iterable[tuple[Cell, dict[Piece, int]]]) -> None:
        self.rows: dict[Piece, tuple[dict[Piece, int], dict[Cell, int]]] = {}
        self.within: set[Piece] = set()
        for cell, pieces in sorted(counts, key=lambda each: (len(each[1]), each[0])):
            rest, by = self._reduced(pieces)
            self.within.update(pieces)
            if rest:
                by[cell] = 1
                pivot = min(rest)
                scale = pow(rest[pivot], -1, _PRIME)
                self.rows[pivot] = (
                    {piece: times * scale % _PRIME for piece, times in rest.items()},
                    {each: times * scale % _PRIME for each, times in by.items()},
                )

    def how(self, pieces: Mapping[Piece, int]) -> dict[Cell, int] | None:
        """Return how many times each count is taken to make these pieces together; None where nothing makes them."""
        if not self.within.issuperset(pieces):
            return None
        rest, by = self._reduced(pieces)
        return None if rest else {cell: _signed(-times) for cell, times in by.items()}

    def _reduced(self, pieces: Mapping[Piece, int]) -> tuple[dict[Piece, int], dict[Cell, int]]:
        """Return what is left when all that is told is taken away, and how many times each count was, less than none."""
        left, rest, by = dict(pieces), {}, {}
        while left:
            pivot = min(left)
            if pivot not in self.rows:
                rest[pivot] = left.pop(pivot)
                continue
            times = left[pivot]
            row, made = self.rows[pivot]
            _take(left, row, times)
            _take(by, made, times)
        return rest, by


def _take(numbers: dict[Name, int], row: dict[Name, int], times: int) -> None:
    """Take a row so many times from the numbers; what comes to nothing goes."""
    for name, each in row.items():
        rest = (numbers.get(name, 0) - times * each) % _PRIME
        if rest:
            numbers[name] = rest
        else:
            numbers.pop(name, None)


def _signed(number: int) -> int:
    number %= _PRIME
    return number - _PRIME if number > _PRIME // 2 else number
