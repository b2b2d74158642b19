"""From a source's records to figures of our areas, periods and sexes: what is asked to be added is added. Pure."""

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from handslag.indicators.loading import periods
from handslag.indicators.loading.periods import Span, UnknownPeriod
from handslag.indicators.reading import Definition, Source
from handslag.indicators.rules import LONGEST_NOTE
from handslag.opendata import codes, records
from handslag.opendata.records import Observation

STATES = {
    records.MISSING: "missing",
    records.DELETED: "missing",
    records.NOT_APPLICABLE: "missing",
    records.SUPPRESSED: "suppressed_source",
    records.NOT_PUBLISHED: "not_published",
}
"""Our word for each of the sources'."""
WORST_FIRST = ("suppressed_source", "not_published", "missing")
NOTES = {
    records.DELETED: "Borttaget hos källan.",
    records.NOT_APPLICABLE: "Kan inte förekomma, enligt källan.",
}
MARGIN = "Gränserna är talet plus och minus källans osäkerhetstal."
PART_UNKNOWN = "Källan säger inget om en del av det som läggs ihop."
COUNTED = "antal"
"""The measure of Försäkringskassan that is a number; the other is a share of the cases."""


class CannotRead(Exception):
    """Records that cannot be turned into figures. The message says why, in Swedish."""


class Cell(NamedTuple):
    """Where a figure belongs. area: our code."""

    area: str
    first: datetime.date
    last: datetime.date
    sex: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, or why there is none (a key of `models.figures.STATES`). answers: how many it rests on, where told."""

    value: float | None
    state: str = ""
    lower: float | None = None
    upper: float | None = None
    answers: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        text = " ".join(dict.fromkeys(self.notes))
        return text if len(text) <= LONGEST_NOTE else f"{text[: LONGEST_NOTE - 1]}…"


@dataclass
class Figures:
    """All figures of an answer. unknown: the source's codes of counties and municipalities that we do not have."""

    by_cell: dict[Cell, Figure] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)


def figures(definition: Definition, source: Source, told: Iterable[Observation], kinds: Mapping[str, str]) -> Figures:
    """Return the figures that a source's records tell. kinds: by our code of each area, what it is (`Area.KINDS`).

    Raises CannotRead where records tell of several things for the same cell, or of a period that is none.
    """
    found = Figures()
    parts: dict[Cell, dict[tuple[str, ...], Figure]] = defaultdict(dict)
    margins: dict[Cell, Figure] = {}
    for each in told:
        cell = _cell(definition, source, each, kinds, found.unknown)
        if cell is None or not _is_wanted(source, each):
            continue
        if source.margin and each.indicator == source.margin:
            margins[cell] = _figure(each)
            continue
        part = tuple(code for name, code in each.other if name in source.adds)
        if part in parts[cell]:
            raise CannotRead(f"Källan har flera tal för {cell.area} {each.period}, kön {cell.sex}.")
        parts[cell][part] = _figure(each)
    expected = _expected(source, parts.values())
    for cell, some in parts.items():
        whole = added(list(some.values()), expected=expected)
        found.by_cell[cell] = _with_margin(definition, whole, margins.get(cell))
    return found


def _is_wanted(source: Source, each: Observation) -> bool:
    return source.name != "forsakringskassan" or source.gives == "value" or ("matt", COUNTED) in each.other


def _cell(
    definition: Definition, source: Source, each: Observation, kinds: Mapping[str, str], unknown: set[str]
) -> Cell | None:
    """Return where a record belongs; None where it is of another kind of place or sex than the definition's."""
    area = codes.area(each.area_name, each.area)
    if not area and each.area == "" and each.area_name == "":
        area = codes.SWEDEN  # a table without places tells of the country
    if area and area not in kinds:
        unknown.add(area)
    if not area or kinds.get(area) not in (source.levels or definition.levels):
        return None
    sex = each.sex or ("" if each.sex_code else "T")
    if not sex or (sex != "T" and "sex" not in definition.breakdowns and source.gives == "value"):
        return None
    try:
        return Cell(area, *_days(definition, source, area, each.period), sex)
    except UnknownPeriod as error:
        raise CannotRead(str(error)) from None


def _days(definition: Definition, source: Source, area: str, told: str) -> Span:
    days = periods.span(told)
    if not periods.is_a_year(days):
        return days
    year = days[0].year
    if source.year == "school":
        return periods.school_year(year)
    if source.name == "kolada":  # its year is the last of those that the value covers
        return periods.years(year - _window(definition, area) + 1, year)
    return days


def _window(definition: Definition, area: str) -> int:
    """Return how many years a value covers in an area: some counties have another survey."""
    for each in definition.not_comparable:
        if each.window and area[:2] in each.areas:
            return each.window
    return definition.window


def _figure(each: Observation) -> Figure:
    notes = tuple(filter(None, (each.note, NOTES.get(each.status, ""))))
    if each.value is None:
        return Figure(None, STATES[each.status], notes=notes)
    return Figure(each.value, "", each.lower, each.upper, each.answers or None, notes)


def _expected(source: Source, parts: Iterable[Mapping[tuple[str, ...], Figure]]) -> int:
    """Return how many parts make a whole figure: all that were asked for, or that any figure has."""
    asked = source.choice or {}
    spelled = [asked[name] for name in source.adds]
    is_spelled = not any(mark in code for some in spelled for code in some for mark in "*?(")
    least = math.prod(map(len, spelled)) if is_spelled else 1
    return max([least, *map(len, parts)])


def added(parts: Sequence[Figure], *, expected: int = 0) -> Figure:
    """Return the parts together: a number only where every one is. What all say of themselves is said of the whole."""
    if len(parts) == 1 and expected <= 1:
        return parts[0]
    notes = tuple(note for note in parts[0].notes if all(note in each.notes for each in parts))
    if len(parts) < expected:
        return Figure(None, "missing", notes=(*notes, PART_UNKNOWN))
    states = {each.state for each in parts}
    if state := next((each for each in WORST_FIRST if each in states), ""):
        return Figure(None, state, notes=notes)
    answers = {each.answers for each in parts}
    return Figure(
        math.fsum(each.value for each in parts if each.value is not None),
        answers=answers.pop() if len(answers) == 1 else None,
        notes=notes,
    )


def _with_margin(definition: Definition, whole: Figure, margin: Figure | None) -> Figure:
    """Return the figure with limits of the source's own margin, within what a value may be."""
    if margin is None or margin.value is None or whole.value is None or margin.value < 0:
        return whole
    lower, upper = whole.value - margin.value, whole.value + margin.value
    if definition.measure == "proportion":
        lower, upper = max(0.0, lower), min(float(definition.per), upper)
    return replace(whole, lower=lower, upper=upper, notes=(*whole.notes, MARGIN))
