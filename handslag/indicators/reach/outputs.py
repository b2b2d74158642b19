"""The county's own output measures, read from what initiatives state and from sessions that are typed in. Nothing is copied.

A figure is added to another only where the plan says that it may be: of one series, kind, unit and period. What is typed
in stands beside what is stated, and is never added to it: both may tell of the same sessions.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from handslag.indicators.models import InstructorCount, TrainingSession
from handslag.indicators.reach.ground import Ages, Place, Places
from handslag.indicators.reading import Definition, definitions
from handslag.plans.models import Figure, Initiative, Plan

OF_PERSONS = frozenset({"deltagare", "utbildade", "kontakter"})
"""Measures that count persons: small counts of them are hidden. Four sessions point at nobody."""


@cache
def measures() -> Mapping[str, Definition]:
    """Return, by kind of figure, the definition that says what it counts. Ratings, answers and staff count no output."""
    return {kind: each for each in definitions().values() for kind in each.figure_kinds}


@dataclass(frozen=True)
class Amount:
    """A number as stated. approximate: "ca". at_least: "minst", as where some rows say nothing."""

    value: Decimal
    approximate: bool = False
    at_least: bool = False


@dataclass
class Output:
    """Numbers of one measure, initiative and period, by place: what may stand in one table.

    may_be_added: whether the numbers may be summed. typed: from sessions typed in, else from what is stated.
    elsewhere: numbers whose place is not one of the plan's, with the place in words.
    """

    initiative: Initiative
    measure: Definition
    label: str
    unit: str
    period_text: str
    year: int | None
    ages: Ages
    may_be_added: bool
    typed: bool = False
    by_place: dict[tuple[str, int], Amount] = field(default_factory=dict)
    elsewhere: list[tuple[str, Amount]] = field(default_factory=list)

    @property
    def counts_persons(self) -> bool:
        return self.measure.key in OF_PERSONS

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of place that have a number."""
        return tuple(dict.fromkeys(kind for kind, _ in self.by_place))

    def total(self, kind: str) -> Amount | None:
        """Return the sum over the places of a kind; None where the numbers may not be added."""
        parts = [amount for key, amount in self.by_place.items() if key[0] == kind]
        if not parts or (len(parts) > 1 and not self.may_be_added):
            return None
        return added(parts)


def added(parts: Sequence[Amount]) -> Amount:
    """Return amounts together; approximate or at least as soon as one is."""
    return Amount(
        sum((each.value for each in parts), Decimal(0)),
        any(each.approximate for each in parts),
        any(each.at_least for each in parts),
    )


def initiatives_of(plan: Plan, user: Any) -> dict[int, Initiative]:
    """Return the plan's initiatives that `user` may know of, by id, with target groups and methods. Three queries."""
    seen = Initiative.objects.visible_to(user).filter(plan=plan).prefetch_related("target_groups", "methods")
    found = {each.pk: each for each in seen}
    for each in found.values():
        each.plan = plan
    return found


def counts_something(row: Figure) -> bool:
    """Whether a figure counts what was done here: no average, none "per session", and not another's."""
    return (
        row.kind in measures()
        and row.value is not None
        and not (row.context or row.computed)
        and not row.label.startswith("per ")
    )


def ages_of(initiative: Initiative) -> Ages:
    """Return the ages that an initiative is meant for: its own, else those of its only target group with ages."""
    if initiative.age_from is not None or initiative.age_to is not None:
        return Ages(initiative.age_from, initiative.age_to)
    groups = [each for each in initiative.target_groups.all() if each.age_from is not None or each.age_to is not None]
    whole = len(groups) == 1 == len(initiative.target_groups.all())
    return Ages(groups[0].age_from, groups[0].age_to) if whole else Ages()


def stated_outputs(initiatives: dict[int, Initiative], places: Places) -> list[Output]:
    """Return what the initiatives state, in their order. One query.

    Averages and figures that are not ours are left out: they count nothing that was done here.
    """
    rows = [
        row
        for row in Figure.objects.filter(initiative__in=initiatives, kind__in=list(measures()))
        if counts_something(row)
    ]
    order = {pk: at for at, pk in enumerate(initiatives)}
    return grouped(sorted(rows, key=lambda row: (order[row.initiative_id], row.pk)), initiatives, places)


def grouped(rows: Iterable[Figure], initiatives: dict[int, Initiative], places: Places) -> list[Output]:
    """Return figures as outputs: those of one series, kind, unit and period together."""
    made: dict[tuple, Output] = {}
    for row in rows:
        measure = measures()[row.kind]
        key = (row.initiative_id, row.kind, row.unit, row.period_text, row.series or f"\0{row.label}")
        place = places.at(row.area_id, row.lansdel_id)
        if not row.series and key in made and place and place.key in made[key].by_place:
            key = (*key, row.pk)  # two numbers of one place that nobody says may be added
        if key not in made:
            initiative = initiatives[row.initiative_id]
            year = row.period_to.year if row.period_to else row.period_from.year if row.period_from else None
            made[key] = Output(
                initiative, measure, row.label, row.unit or measure.unit, row.period_text, year,
                ages_of(initiative), bool(row.series),
            )  # fmt: skip
        _put(made[key], place, row.place_text, Amount(row.value, row.approximate, row.at_least))
    return list(made.values())


def _put(output: Output, place: Place | None, words: str, amount: Amount) -> None:
    if place is None:
        output.elsewhere.append((words or "plats inte angiven", amount))
    elif place.key in output.by_place:
        output.by_place[place.key] = added([output.by_place[place.key], amount])
    else:
        output.by_place[place.key] = amount


def typed_sessions(initiatives: dict[int, Initiative]) -> list[TrainingSession]:
    """Return the sessions typed in on these initiatives. One query."""
    return list(TrainingSession.objects.filter(initiative__in=initiatives))


def year_of(row: TrainingSession) -> int | None:
    """Return the year that a session is counted in: the one it ends in."""
    day: datetime.date | None = row.period_to or row.period_from
    return day.year if day else None


def typed_outputs(
    sessions: Iterable[TrainingSession], initiatives: dict[int, Initiative], places: Places
) -> list[Output]:
    """Return sessions that were held, by initiative and year: how many, and how many attended where it is told."""
    held: dict[tuple[int, int | None], list[TrainingSession]] = defaultdict(list)
    for row in sessions:
        if row.state == "held":
            held[row.initiative_id, year_of(row)].append(row)
    made = []
    for (pk, year), rows in held.items():
        for key, label in (("utbildningstillfallen", "hållna"), ("deltagare", "på hållna tillfällen")):
            output = Output(
                initiatives[pk], definitions()[key], label, definitions()[key].unit,
                str(year or ""), year, ages_of(initiatives[pk]), may_be_added=True, typed=True,
            )  # fmt: skip
            _put_sessions(output, rows, places)
            if output.by_place:
                made.append(output)
    return made


def _put_sessions(output: Output, rows: list[TrainingSession], places: Places) -> None:
    """Add the rows by place. A place where nobody has told how many attended has no number."""
    by_place: dict[Place, list[TrainingSession]] = defaultdict(list)
    for row in rows:
        at = places.at(row.area_id, row.lansdel_id) if row.area_id or row.lansdel_id else places.county
        if at:
            by_place[at].append(row)
    for place, here in by_place.items():
        if output.measure.key == "utbildningstillfallen":
            output.by_place[place.key] = Amount(Decimal(sum(row.number for row in here)))
            continue
        told = [row.attended for row in here if row.attended is not None]
        if told:
            output.by_place[place.key] = Amount(Decimal(sum(told)), at_least=len(told) < len(here))


def instructors_of(initiatives: dict[int, Initiative]) -> list[InstructorCount]:
    """Return the counts of instructors on these initiatives, newest first. One query."""
    return list(InstructorCount.objects.filter(initiative__in=initiatives))
