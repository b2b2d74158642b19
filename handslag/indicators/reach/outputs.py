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

from django.db.models import Prefetch

from handslag.indicators.models import InstructorCount, TrainingSession
from handslag.indicators.reach.ground import Ages, Place, Places
from handslag.indicators.reading import Definition, definitions
from handslag.plans.models import Figure, Initiative, Method, Plan, TargetGroup

OF_PERSONS = frozenset({"deltagare", "utbildade", "kontakter"})
"""Measures that count persons: small counts of them are hidden. Four sessions point at nobody."""
SESSIONS = "utbildningstillfallen"


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
    may_be_added: bool
    typed: bool = False
    by_place: dict[tuple[str, int], Amount] = field(default_factory=dict)
    elsewhere: list[tuple[str, Amount]] = field(default_factory=list)

    @property
    def ages(self) -> Ages:
        """The ages that it is meant for."""
        return ages_of(self.initiative)

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


_SHOWN = (
    "uuid", "plan", "owner", "number", "title", "sort_key", "visibility", "about_suicide", "age_from", "age_to",
)  # fmt: skip
"""What these pages tell of an initiative, and ask of who may change it: the rest of a hundred is half of a page's work."""


def initiatives_of(plan: Plan, user: Any) -> dict[int, Initiative]:
    """Return the plan's initiatives that `user` may know of, by id. Three queries.

    Each has its target groups' ages as `meant_for` and its methods as `used`.
    """
    seen = Initiative.objects.visible_to(user).filter(plan=plan).only(*_SHOWN)
    beside = (
        Prefetch("target_groups", TargetGroup.objects.only("age_from", "age_to"), to_attr="meant_for"),
        Prefetch("methods", Method.objects.only("key", "title"), to_attr="used"),
    )
    found = {each.pk: each for each in seen.prefetch_related(*beside)}
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
    groups = [each for each in initiative.meant_for if each.age_from is not None or each.age_to is not None]
    whole = len(groups) == 1 == len(initiative.meant_for)
    return Ages(groups[0].age_from, groups[0].age_to) if whole else Ages()


_COUNTED = (
    "pk", "initiative_id", "kind", "label", "unit", "value", "approximate", "at_least", "series", "context", "computed",
    "period_text", "period_from", "period_to", "area_id", "lansdel_id", "place_text",
)  # fmt: skip


def stated_outputs(initiatives: dict[int, Initiative], places: Places, *, only: str = "") -> list[Output]:
    """Return what the initiatives state, in their order. only: a measure's key, where others are not asked for. One query.

    Averages and figures that are not ours are left out: they count nothing that was done here.
    """
    kinds = [kind for kind, measure in measures().items() if only in ("", measure.key)]
    told = Figure.objects.filter(initiative__in=initiatives, kind__in=kinds, value__isnull=False)
    rows = [row for row in told.values_list(*_COUNTED, named=True) if counts_something(row)]
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
                initiative, measure, row.label, row.unit or measure.unit, row.period_text, year, bool(row.series)
            )
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
        for key, label in ((SESSIONS, "hållna"), ("deltagare", "på hållna tillfällen")):
            output = Output(
                initiatives[pk], definitions()[key], label, definitions()[key].unit,
                str(year or ""), year, may_be_added=True, typed=True,
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
        if output.measure.key == SESSIONS:
            output.by_place[place.key] = Amount(Decimal(sum(row.number for row in here)))
            continue
        told = [row.attended for row in here if row.attended is not None]
        if told:
            output.by_place[place.key] = Amount(Decimal(sum(told)), at_least=len(told) < len(here))


def instructors_of(initiatives: dict[int, Initiative]) -> list[InstructorCount]:
    """Return the counts of instructors on these initiatives, newest first. One query."""
    return list(InstructorCount.objects.filter(initiative__in=initiatives))
