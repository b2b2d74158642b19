"""Which figures more are hidden, so that a small count cannot be told by taking what is shown from a sum.

Decided from above: first the country and its counties, then each county and its municipalities with the county's own
figures as they were decided. What is hidden so does not depend on which figures somebody asks for, or in which form.
Knows no Django; the arithmetic is loaded only where some count is small.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from handslag.indicators.reading import Definition
from handslag.indicators.series import Value

LEAST_WINDOW = 5
"""Years that a figure must cover below county level where single years may not be shown."""
_OLDEST = 200
COUNTED = ("proportion", "rate", "count")
"""Measures whose numerators are counts."""


class Place(NamedTuple):
    """A figure within one indicator and period: area code, sex T, K or M, and age ("" for the definition's own)."""

    area: str
    sex: str
    age: str = ""


@dataclass(frozen=True)
class Whole:
    """An area and all the areas that it is the sum of, by code; none where that sum is no secret."""

    area: str
    parts: tuple[str, ...]


def is_small(definition: Definition, value: Value) -> bool:
    """Tell whether a value is of so few that it is not shown, whatever stands beside it."""
    count = count_of(definition, value)
    return count is not None and 0 < count < definition.smallest


def count_of(definition: Definition, value: Value) -> float | None:
    """Return how many a value is of, for hiding alone and never shown; None where nobody can work it out.

    Where the count is not told anybody can take a share times its base, so it is as open as if it were.
    """
    if value.numerator is not None:
        return value.numerator
    if value.value is None:
        return None
    if definition.measure == "count":
        return value.value
    if definition.measure not in COUNTED or value.denominator is None:
        return None
    return float(round(value.value * value.denominator / definition.per))


def is_too_short(definition: Definition, value: Value, *, below_county: bool) -> bool:
    """Tell whether a value is of a single year that may not be shown below county level."""
    return below_county and not definition.single_years and value.years < LEAST_WINDOW


def also_hidden(
    counts: Mapping[Place, int], *, smallest: int, above: Sequence[Whole], below: Sequence[Whole]
) -> frozenset[Place]:
    """Return the places of one indicator and period that are hidden, small ones and those that would tell them.

    counts: numerators, of places that have one. above: what is decided first, each on its own; below: then these, with
    their own figures as they were decided. A whole one of whose parts has no count is no sum.
    """
    hidden: set[Place] = set()
    for whole in above:
        hidden |= _decided(_within(counts, whole), whole, smallest, frozenset(), frozenset())
    decided = {area for whole in above for area in (whole.area, *whole.parts)}
    for whole in below:
        own = {place for place in counts if place.area == whole.area and whole.area in decided}
        within = _within(counts, whole)
        hidden |= _decided(within, whole, smallest, frozenset(own & hidden), frozenset(own - hidden))
    return frozenset(hidden)


def _within(counts: Mapping[Place, int], whole: Whole) -> dict[Place, int]:
    areas = {whole.area, *whole.parts}
    return {place: counts[place] for place in sorted(counts) if place.area in areas}


def _decided(
    counts: dict[Place, int], whole: Whole, smallest: int, hidden: frozenset[Place], shown: frozenset[Place]
) -> set[Place]:
    """Return what is hidden among the counts. hidden, shown: what is decided already."""
    if not hidden and all(count >= smallest for count in counts.values()):
        return set()
    lines = _lines(counts, whole)
    sums, near = _split(counts, lines, smallest)
    forced = hidden | (_telling_ages(counts, smallest) - shown)
    while True:
        found = _protected(counts, smallest, forced, shown, sums) | forced
        more = {_next_to_hide(counts, line, shown, found) for line in near if _hides_one(line, found)} - {None}
        if not more:
            return set(found)
        forced |= more


def _protected(
    counts: dict[Place, int], smallest: int, forced: frozenset[Place], shown: frozenset[Place], sums: Sequence["_Line"]
) -> set[Place]:
    """Return what is hidden so that no sum tells what is small or forced."""
    places = list(counts)
    at = {place: number for number, place in enumerate(places)}
    least = tuple(max(counts[place] + 1, smallest) if place in forced else smallest for place in places)
    known = tuple(counts[place] if place in shown else -1 for place in places)
    added = tuple((at[total], tuple(at[part] for part in parts)) for total, parts in sums)
    masked = _masked(tuple(counts.values()), least, known, added)
    return {place for place, is_hidden in zip(places, masked, strict=True) if is_hidden}


@lru_cache(maxsize=2048)  # the same figures stand on the page, in the files and on others' pages
def _masked(
    counts: tuple[int, ...],
    least: tuple[int, ...],
    known: tuple[int, ...],
    sums: tuple[tuple[int, tuple[int, ...]], ...],
) -> tuple[bool, ...]:
    import numpy as np

    from handslag.stats import suppress

    sets = [(total, list(parts)) for total, parts in sums]
    table = suppress(np.array(counts), minimum=np.array(least), additive_sets=sets, history=[np.array(known)])
    return tuple(bool(value < 0) for value in table.values)


_Line = tuple[Place, tuple[Place, ...]]
"""A total and the parts that it may be the sum of."""
_MOST_CHAINS = 200


def _lines(counts: Mapping[Place, int], whole: Whole) -> list[_Line]:
    """Return what may add up, of places that all have counts: women and men, a whole's areas, and ages that part a wider one."""
    lines: list[_Line] = []
    ages = _ages(counts)
    for place in counts:
        if place.sex == "T":
            lines.append((place, tuple(place._replace(sex=sex) for sex in ("K", "M"))))
        if place.area == whole.area:
            lines.append((place, tuple(place._replace(area=part) for part in whole.parts)))
        chains = _chains(place.age, ages[place[:2]])
        lines += [(place, tuple(place._replace(age=age) for age in chain)) for chain in chains]
    return [(total, parts) for total, parts in lines if parts and all(part in counts for part in parts)]


def _split(counts: Mapping[Place, int], lines: Sequence[_Line], smallest: int) -> tuple[list[_Line], list[_Line]]:
    """Return the lines that add up, and those that all but do: a source may round, or leave out a few of no known sex."""
    off = [abs(counts[total] - sum(counts[part] for part in parts)) for total, parts in lines]
    sums = [line for line, each in zip(lines, off, strict=True) if each == 0]
    return sums, [line for line, each in zip(lines, off, strict=True) if 0 < each < smallest]


def _hides_one(line: _Line, hidden: Collection[Place]) -> bool:
    total, parts = line
    return len(parts) > 1 and sum(place in hidden for place in (total, *parts)) == 1


def _next_to_hide(
    counts: Mapping[Place, int], line: _Line, shown: Collection[Place], hidden: Collection[Place]
) -> Place | None:
    """Return the least of the parts that can be hidden too, else the total; None where nothing can."""
    total, parts = line
    free = [part for part in parts if part not in shown and part not in hidden and counts[part]]
    if free:
        return min(free, key=lambda part: counts[part])
    return None if total in shown or total in hidden else total


def _ages(counts: Mapping[Place, int]) -> dict[tuple, list[str]]:
    found: dict[tuple, set[str]] = {place[:2]: set() for place in counts}
    for place in counts:
        if place.age:
            found[place[:2]].add(place.age)
    return {of: sorted(each, key=span_of) for of, each in found.items()}


def _telling_ages(counts: Mapping[Place, int], smallest: int) -> frozenset[Place]:
    """Return the ages that with a wider one beside them tell a small count: all ages 53, 15-64 years 50."""
    ages = _ages(counts)
    return frozenset(
        inner
        for outer in counts
        for age in ages[outer[:2]]
        if age != outer.age and is_within(age, outer.age)
        for inner in [outer._replace(age=age)]
        if 0 < counts[outer] - counts[inner] < smallest
    )


def is_within(age: str, wider: str) -> bool:
    """Tell whether an age lies within another; "" is all ages."""
    if not wider:
        return True
    (first, last), (low, high) = span_of(age), span_of(wider)
    return low <= first and last <= high


def _chains(wider: str, ages: Sequence[str]) -> list[list[str]]:
    """Return the ways in which some of the ages part a wider one; "" is all that there is from the first to the last."""
    inside = [age for age in ages if age != wider and is_within(age, wider)]
    if not inside:
        return []
    start = min(span_of(age)[0] for age in inside)
    end = max(span_of(age)[1] for age in inside)
    if wider and (start, end) != span_of(wider):
        return []
    return list(islice(_from(start, end, inside), _MOST_CHAINS))


def _from(start: int, end: int, ages: Sequence[str]) -> Iterator[list[str]]:
    """Yield the rows of ages that follow on each other from a year to the end; where none begins, from the next that does."""
    begins = min((first for first, _ in map(span_of, ages) if first >= start), default=None)
    for age in ages:
        first, last = span_of(age)
        if first != begins:
            continue
        if last == end:
            yield [age]
        else:
            yield from ([age, *rest] for rest in _from(last + 1, end, ages))


def span_of(age: str) -> tuple[int, int]:
    """Return the first and last year of an age: "15-24", "85+" or "17"; all ages of "" and of what is written otherwise."""
    found = re.fullmatch(r"(\d+)(?:-(\d+)|(\+))?", age)
    if not found:
        return 0, _OLDEST
    first, last, is_open = found.groups()
    return int(first), _OLDEST if is_open else int(last or first)
