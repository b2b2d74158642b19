"""Which figures more are hidden, so that a small count cannot be told by taking what is shown from a sum.

Decided from above: first the country and its counties, then each county and its municipalities with the county's own
figures as they were decided. What is hidden so does not depend on which figures somebody asks for, or in which form.
Knows no Django; the arithmetic is loaded only where some count is small.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
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
    places = list(counts)
    least = tuple(max(counts[place] + 1, smallest) if place in hidden else smallest for place in places)
    known = tuple(counts[place] if place in shown else -1 for place in places)
    masked = _masked(tuple(counts.values()), least, known, _sums(counts, whole))
    return {place for place, is_hidden in zip(places, masked, strict=True) if is_hidden} | hidden


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


def _sums(counts: Mapping[Place, int], whole: Whole) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Return which counts add up: women and men, the areas of a whole, and ages that part their sum."""
    at = {place: number for number, place in enumerate(counts)}
    lines: list[tuple[Place, list[Place]]] = []
    for place in counts:
        if place.sex == "T":
            lines.append((place, [place._replace(sex=sex) for sex in ("K", "M")]))
        if place.area == whole.area:
            lines.append((place, [place._replace(area=part) for part in whole.parts]))
        if not place.age:
            ages = sorted({each.age for each in counts if each[:2] == place[:2] and each.age}, key=_span)
            lines.append((place, [place._replace(age=age) for age in ages if _part_each_other(ages)]))
    return tuple(
        (at[total], tuple(at[part] for part in parts))
        for total, parts in lines
        if parts and all(part in at for part in parts) and counts[total] == sum(counts[part] for part in parts)
    )


def _part_each_other(ages: Sequence[str]) -> bool:
    return all(earlier[1] < later[0] for earlier, later in pairwise(map(_span, ages)))


def _span(age: str) -> tuple[int, int]:
    """Return the first and last year of an age: "15-24", "85+" or "17"; all ages of what is written otherwise."""
    found = re.fullmatch(r"(\d+)(?:-(\d+)|(\+))?", age)
    if not found:
        return 0, _OLDEST
    first, last, is_open = found.groups()
    return int(first), _OLDEST if is_open else int(last or first)
