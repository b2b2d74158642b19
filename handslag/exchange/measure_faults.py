"""Checks what a plan is measured by: that what it names is there, and that years, counts and figures can be as they are."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from handslag.exchange import schema
from handslag.exchange.references import Fault, Place, known_areas, known_municipalities, things
from handslag.indicators.cited.rows import ONLY_WIDE
from handslag.indicators.reading import definitions
from handslag.indicators.rules import fault_of
from handslag.swedish.suicide import counts_suicide

FIELDS = {"period_from": "from", "period_to": "to"}
"""Names of a figure's fields where the document calls them something else than the rule."""


@dataclass(frozen=True)
class _Known:
    """What a document may name: keys of indicators, codes of areas, of areas and parts of the county, and of municipalities."""

    indicators: frozenset[str]
    areas: frozenset[str]
    places: frozenset[str]
    municipalities: frozenset[str]


def measure_faults(document: schema.Exchange) -> list[Fault]:
    """Return every fault as (place in the document, message in Swedish)."""
    known = _known(document)
    found: list[Fault] = [*_taken_keys(document)]
    for place, thing in things(document):
        found += _faults_of(place, thing, known)
    return found


def _known(document: schema.Exchange) -> _Known:
    own = {key for _, key in _own_keys(document)}
    areas = known_areas(document)
    parts = {part.id for division in document.divisions for part in division.lansdelar}
    return _Known(frozenset(own | definitions().keys()), areas, areas | parts, known_municipalities(document))


def _own_keys(document: schema.Exchange) -> Iterator[tuple[Place, str]]:
    for n, item in enumerate(document.indicators):
        yield ("indicators", n, "id"), item.id
        for m, change in enumerate(item.meaning_changes):
            if change.earlier:
                yield ("indicators", n, "meaning_changes", m, "earlier"), change.earlier


def _taken_keys(document: schema.Exchange) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, key in _own_keys(document):
        if key in seen:
            yield place, f"Nyckeln {key} finns redan."
        seen.add(key)


def _faults_of(place: Place, thing: schema.Thing, known: _Known) -> Iterator[Fault]:
    match thing:
        case schema.GoalIndicator() | schema.Target() if not (
            thing.of_another_plan or thing.indicator in known.indicators
        ):
            yield (*place, "indicator"), f"Indikatorn {thing.indicator} finns inte."
    match thing:
        case schema.Target() | schema.MethodStart() | schema.Observation() if thing.area not in known.areas:
            yield (*place, "area"), f"Området {thing.area} finns inte."
        case schema.TrainingSession() | schema.InstructorCount() if thing.place and thing.place not in known.places:
            yield (*place, "place"), f"Platsen {thing.place} finns inte."
    match thing:
        case schema.Goal():
            yield from _twice((*place, "indicators"), thing.indicators, "indicator")
        case schema.Initiative():
            yield from _twice((*place, "method_starts"), thing.method_starts, "area")
            yield from _twice((*place, "instructor_counts"), thing.instructor_counts, "place", "as_of")
        case schema.Target():
            yield from _target(place, thing)
        case schema.CitedFigure():
            yield from _cited(place, thing, known)
        case schema.TrainingSession() if thing.attended is not None and thing.state != "held":
            yield (*place, "attended"), "Bara ett tillfälle som är hållet har deltagare."
        case schema.MethodStart() if thing.year is not None and thing.state != "started":
            yield (*place, "year"), "Bara den som har börjat har ett år."
        case schema.OwnMeasure():
            yield from _measure(place, thing)
        case schema.MeaningChange():
            yield from _change(place, thing)


def _twice(place: Place, items: Iterable[Any], *fields: str) -> Iterator[Fault]:
    """Yield what stands twice among what has not been withdrawn. The last of the fields is the one to name."""
    seen: set[Hashable] = set()
    for n, item in enumerate(items):
        key = tuple(getattr(item, name) for name in fields)
        if item.withdrawn is None and key in seen:
            yield (*place, n, fields[-1]), "Det står redan en sådan uppgift."
        if item.withdrawn is None:
            seen.add(key)


def _target(place: Place, target: schema.Target) -> Iterator[Fault]:
    if target.baseline_to < target.baseline_from:
        yield (*place, "baseline_to"), "Utgångsläget slutar innan det börjar."
    if target.by <= target.baseline_to:
        yield (*place, "by"), "Målåret ska ligga efter utgångsläget."
    if (target.wished is None) == (target.change is None):
        yield (*place, "wished"), "Ange antingen wished (nivån att nå) eller change (hur mycket av utgångsläget)."


def _cited(place: Place, item: schema.CitedFigure, known: _Known) -> Iterator[Fault]:
    if item.withdrawn is None and item.value is None and not item.text:
        yield (*place, "value"), "Ange value, eller text som det står i källan."
    if item.area and item.place_text:
        yield (*place, "place_text"), "Ange area eller place_text, inte båda."
    if item.area and item.area not in known.areas:
        yield (*place, "area"), f"Området {item.area} finns inte."
    said = (item.base, item.population, item.label, item.unit, item.text, item.source_text, item.note)
    if (item.area is None or item.area in known.municipalities) and counts_suicide(*(each or "" for each in said)):
        yield (*place, "area"), ONLY_WIDE
    if item.indicator and item.indicator not in definitions():
        yield (*place, "indicator"), f"Indikatorn {item.indicator} finns inte bland Handslags."


def _measure(place: Place, item: schema.OwnMeasure) -> Iterator[Fault]:
    if item.measure in ("proportion", "rate") and not item.denominator:
        yield (*place, "denominator"), "Ange av hur många: måttet är en andel eller ett antal i förhållande till något."
    yield from _figures(place, item)


def _change(place: Place, change: schema.MeaningChange) -> Iterator[Fault]:
    if change.goes_on == (change.earlier is not None):
        yield (*place, "earlier"), "Ange earlier där serien började om (goes_on: false), och bara då."
    if change.goes_on and change.observations:
        yield (*place, "observations"), "Där serien går vidare står alla tal på måttet."
    yield from _figures(place, change)


def _figures(place: Place, told: schema.OwnMeasure | schema.MeaningChange) -> Iterator[Fault]:
    """Yield what is wrong with figures: in themselves, with the taking in that they name, and with their vintages."""
    order = {taking.id: n for n, taking in enumerate(told.taken_in)}
    series: dict[Hashable, list[tuple[int, int, int]]] = defaultdict(list)
    for n, each in enumerate(told.observations):
        at = (*place, "observations", n)
        if fault := fault_of(_as_row(each), None):
            yield (*at, FIELDS.get(fault[0], fault[0])), fault[1]
        if each.taken_in not in order:
            yield (*at, "taken_in"), f"Inläsningen {each.taken_in} finns inte."
        else:
            key = each.area, each.from_, each.to, each.sex, each.age
            series[key].append((each.vintage, order[each.taken_in], n))
    for vintages in series.values():
        came = sorted(vintages)
        in_order = all(first[1] < second[1] for first, second in pairwise(came))
        if [vintage for vintage, _, _ in came] != list(range(1, len(came) + 1)) or not in_order:
            n = came[-1][2]
            yield (
                (*place, "observations", n, "vintage"),
                "Årgångarna ska vara 1, 2, 3 …, var och en ur en senare inläsning.",
            )


def _as_row(told: schema.Observation) -> Any:
    """Return a figure as the rule of figures reads it."""
    said = {name: getattr(told, name) for name in ("value", "lower", "upper", "numerator", "denominator", "sex")}
    rest = {"age": told.age or "", "state": told.state or "", "note": told.note or ""}
    return SimpleNamespace(period_from=told.from_, period_to=told.to, **said, **rest)
