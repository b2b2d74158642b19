"""Training beside what the instructors can hold. Plain arithmetic of what is told; what nobody has told stays unknown."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from handslag.indicators.models import InstructorCount, TrainingSession
from handslag.indicators.reach.few import few_among, why_hidden
from handslag.indicators.reach.ground import COUNTY, MUNICIPALITY, PART, Place, Places
from handslag.indicators.reach.outputs import Amount, Output, typed_outputs, year_of
from handslag.indicators.reach.rates import few_in
from handslag.indicators.reading import definitions
from handslag.plans.models import Initiative
from handslag.swedish.numbers import count, number


@dataclass(frozen=True)
class Check:
    """Sessions of a year at a place beside what its instructors can hold. capacity None: how much each can hold is not said.

    hidden: the word for why the number of instructors is not shown; then nothing that it could be worked out of is.
    """

    place: Place
    year: int | None
    planned: int
    held: int
    instructors: int
    load: int | None
    as_of: datetime.date
    hidden: str = ""

    @property
    def capacity(self) -> int | None:
        return None if self.load is None else self.instructors * self.load

    @property
    def is_over(self) -> bool:
        """Whether more is planned than can be held, when what has been held that year is counted too."""
        return self.capacity is not None and self.planned > 0 and self.planned + self.held > self.capacity

    @property
    def words(self) -> str:
        """The check in a sentence, with its numbers."""
        when = str(self.year) if self.year else "utan angivet år"
        planned = f"{self.place.name}, {when}: {count(self.planned, 'tillfälle planerat', 'tillfällen planerade')}"
        told = planned + (f" och {number(self.held)} redan hållna" if self.held else "")
        if self.hidden:
            return f"{told}. Antal instruktörer: {self.hidden}. {self._room_unsaid}"
        who = count(self.instructors, "instruktör", "instruktörer")
        if self.capacity is None:
            return f"{told}. {who}; hur många tillfällen var och en kan hålla om året är inte angivet."
        room = f"{who} × {number(self.load or 0)} tillfällen om året räcker till {number(self.capacity)}"
        if not self.is_over:
            return f"{told}. {room}."
        return f"{told}. {room}: {number(self.planned + self.held - self.capacity)} fler än instruktörerna hinner."

    @property
    def _room_unsaid(self) -> str:
        if self.capacity is None:
            return "Hur många tillfällen var och en kan hålla om året är inte angivet."
        return "Det är fler tillfällen än de hinner." if self.is_over else "De hinner med det."


@dataclass(frozen=True)
class PlaceLine:
    """What is known of a place: stated in figures, and typed in by state. None: nobody has said.

    signed_up, attended and the number of instructors count persons: a word where there are few, or it would tell of few.
    """

    place: Place
    stated: Amount | None
    held: int | None
    planned: int | None
    cancelled: int | None
    seats: int | None
    signed_up: int | str | None
    attended: int | str | None
    instructors: int | str | None
    as_of: datetime.date | None


@dataclass(frozen=True)
class Stated:
    """Sessions as figures state them, for one period. total: their sum, None where they may not be added."""

    label: str
    period: str
    total: Amount | None


@dataclass(frozen=True)
class Training:
    """An initiative's training. lines: its places in fixed order, those that something is told of and their like.

    held, planned: sessions typed in, None where none are. sessions, counts: the rows themselves.
    """

    initiative: Initiative
    stated: tuple[Stated, ...]
    lines: tuple[PlaceLine, ...]
    held: int | None
    planned: int | None
    checks: tuple[Check, ...]
    sessions: tuple[TrainingSession, ...]
    counts: tuple[InstructorCount, ...]

    @property
    def over(self) -> tuple[Check, ...]:
        """The checks where more is planned than can be held."""
        return tuple(check for check in self.checks if check.is_over)


def place_of(row: TrainingSession | InstructorCount, places: Places) -> Place | None:
    """Return where a row is: the whole county where it names no place; None where the plan has no such place any more."""
    return places.at(row.area_id, row.lansdel_id) if row.area_id or row.lansdel_id else places.county


def checks_of(sessions: Sequence[TrainingSession], counts: Iterable[InstructorCount], places: Places) -> list[Check]:
    """Return, for each place with instructors and each year with sessions planned there, how the two agree.

    Of several counts of a place the newest holds. Sessions in a part of the place are the place's too.
    """
    newest: dict[Place, InstructorCount] = {}
    for row in counts:
        place = place_of(row, places)
        if place and (place not in newest or row.as_of > newest[place].as_of):
            newest[place] = row
    hidden = _hidden({place: row.active for place, row in newest.items()}, places)
    made = []
    for place in sorted(newest, key=lambda each: _order(each, places)):
        inside = [row for row in sessions if _is_inside(place_of(row, places), place)]
        years = sorted({year_of(row) or 0 for row in inside if row.state == "planned"})
        for year in years:
            planned, held = (
                sum(row.number for row in inside if row.state == state and (year_of(row) or 0) == year)
                for state in ("planned", "held")
            )
            told = newest[place]
            made.append(
                Check(place, year or None, planned, held, told.active, told.load, told.as_of, hidden.get(place, ""))
            )
    return made


def _is_inside(place: Place | None, other: Place) -> bool:
    """Whether a place lies in another. What is the county's lies in no part of it."""
    if place is None or place == other or other.kind == COUNTY:
        return place is not None
    return place.kind == MUNICIPALITY and other.kind == PART and place.members <= other.members


def _order(place: Place, places: Places) -> tuple[int, int]:
    kinds = list(dict.fromkeys(each.kind for each in _all(places)))
    return kinds.index(place.kind), _all(places).index(place)


def _all(places: Places) -> list[Place]:
    return [places.county, *places.parts, *places.municipalities]


def training_of(
    initiatives: dict[int, Initiative],
    outputs: Iterable[Output],
    sessions: Iterable[TrainingSession],
    counts: Iterable[InstructorCount],
    places: Places,
) -> list[Training]:
    """Return the training of the initiatives that have told of any, in the initiatives' order."""
    stated, typed, instructors = defaultdict(list), defaultdict(list), defaultdict(list)
    for each in outputs:
        stated[each.initiative.pk].append(each)
    for row in sessions:
        typed[row.initiative_id].append(row)
    for row in counts:
        instructors[row.initiative_id].append(row)
    made = []
    for pk, initiative in initiatives.items():
        own, rows, who = stated[pk], typed[pk], instructors[pk]
        if not (own or rows or who):
            continue
        made.append(
            Training(
                initiative,
                tuple(Stated(each.label, each.period_text, _total(each)) for each in own),
                tuple(_lines(own, rows, who, places, few=_few(rows, initiative, places))),
                _number(rows, "held"),
                _number(rows, "planned"),
                tuple(checks_of(rows, who, places)),
                tuple(rows),
                tuple(who),
            )
        )
    return made


def _total(output: Output) -> Amount | None:
    """Return the sum of an output, where its numbers may be added and are of one kind of place; or its only number."""
    apart = [amount for _, amount in output.elsewhere]
    if not output.by_place:
        return apart[0] if len(apart) == 1 else None
    return output.total(output.kinds[0]) if len(output.kinds) == 1 and not apart else None


def _lines(
    outputs: list[Output],
    rows: list[TrainingSession],
    counts: list[InstructorCount],
    places: Places,
    *,
    few: frozenset[int],
) -> Iterable[PlaceLine]:
    """Yield a line for every place of the kinds that something is told of: a place that is silent stands there too.

    few: municipalities where few attended some year.
    """
    by_place = {place: [row for row in rows if place_of(row, places) == place] for place in _all(places)}
    named = {key for each in outputs for key in each.by_place}
    kinds = {kind for kind, _ in named} | {place.kind for place, here in by_place.items() if here}
    kinds |= {place.kind for row in counts if (place := place_of(row, places))}
    only = outputs[0] if len(outputs) == 1 else None  # several periods do not stand in one column
    who = {place: row for row in reversed(counts) if (place := place_of(row, places))}  # the newest last
    signed_up = _persons({place: _sum(here, "signed_up") for place, here in by_place.items()}, places)
    attended = _persons({place: _sum(_held(here), "attended") for place, here in by_place.items()}, places, few)
    instructors = _persons({place: row.active for place, row in who.items()}, places)
    for place in _all(places):
        if place.kind not in kinds:
            continue
        here = by_place[place]
        yield PlaceLine(
            place,
            only.by_place.get(place.key) if only else None,
            *(_number(here, state) for state in ("held", "planned", "cancelled")),
            _sum(here, "seats"),
            signed_up.get(place),
            attended.get(place),
            instructors.get(place),
            who[place].as_of if place in who else None,
        )


def _held(rows: Iterable[TrainingSession]) -> list[TrainingSession]:
    return [row for row in rows if row.state == "held"]


def _few(rows: Iterable[TrainingSession], initiative: Initiative, places: Places) -> frozenset[int]:
    """Return the municipalities where few attended in some year: the page of reach tells the years, so no sum of them is told."""
    held = typed_outputs(rows, {initiative.pk: initiative}, places)
    return frozenset().union(*(few_in(each, places) for each in held))


def _persons(
    counts: Mapping[Place, int | None], places: Places, few: frozenset[int] = frozenset()
) -> dict[Place, int | str | None]:
    """Return counts of persons as they may be shown. few: municipalities of which nothing is shown, beside those with few."""
    hidden = _hidden({place: told for place, told in counts.items() if told is not None}, places, few)
    return {place: hidden.get(place, told) for place, told in counts.items()}


def _hidden(counts: Mapping[Place, int], places: Places, few: frozenset[int] = frozenset()) -> dict[Place, str]:
    """Return the word for each count of persons that is not shown, by place."""
    smallest = definitions()["deltagare"].smallest
    few |= few_among({place.key: told for place, told in counts.items()}, places, smallest=smallest)
    words = {place: why_hidden(place, told, smallest=smallest, few=few) for place, told in counts.items()}
    return {place: word for place, word in words.items() if word}


def _number(rows: Iterable[TrainingSession], state: str) -> int | None:
    found = [row.number for row in rows if row.state == state]
    return sum(found) if found else None


def _sum(rows: Iterable[TrainingSession], name: str) -> int | None:
    """Return the sum of a count, None where a row does not tell it: part of a sum would read as the whole."""
    found = [getattr(row, name) for row in rows if row.state != "cancelled"]
    return sum(found) if found and None not in found else None
