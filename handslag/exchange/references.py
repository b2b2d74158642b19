"""Checks what one class of the schema cannot see by itself: keys that must exist, and stand once."""

import csv
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from handslag.exchange.keys import COUNTIES, MUNICIPALITIES, places_cited
from handslag.exchange.schema import Cited, Exchange, Goal, Node, Organisation, Period, Thing
from handslag.exchange.targets import citation_faults
from handslag.swedish import periods as time

Place = tuple[str | int, ...]
Fault = tuple[Place, str]
COUNTRY = "00"
RING = "Trädet går runt i en ring."


def known_municipalities(document: Exchange) -> frozenset[str]:
    """Return the codes of Sweden's municipalities, and the ids of those that the document makes up."""
    return municipality_codes() | {each.id for county in document.counties for each in county.municipalities}


@cache
def municipality_codes() -> frozenset[str]:
    with MUNICIPALITIES.open(encoding="utf-8") as file:
        return frozenset(row["municipality_code"] for row in csv.DictReader(file))


def known_areas(document: Exchange) -> frozenset[str]:
    """Return the codes of all areas that figures may be of: the country, counties, municipalities, and those made up."""
    made_up = {county.id for county in document.counties} | ({document.plan.county} if document.plan else set())
    return known_municipalities(document) | county_codes() | made_up | {COUNTRY}


@cache
def county_codes() -> frozenset[str]:
    with COUNTIES.open(encoding="utf-8") as file:
        return frozenset(row["county_code"] for row in csv.DictReader(file))


NEEDS_A_PLAN = {
    "indicators": "egna mått",
    "goals": "mål",
    "initiatives": "insatser",
    "organisations": "organisationer",
    "divisions": "indelningar i länsdelar",
    "target_groups": "målgrupper",
    "methods": "metoder",
    "follow_ups": "uppföljningar",
    "funding": "medel",
}
"""What cannot stand without a plan, which says in which county it is."""


def faults(document: Exchange) -> list[Fault]:
    """Return every broken reference as (place in the document, message in Swedish)."""
    checks: list[Callable[[Exchange], Iterator[Fault]]] = [
        _cited_documents,
        citation_faults,
        _periods,
        _counties,
        _plan,
        _goals,
        _initiatives,
    ]
    return [fault for check in checks for fault in check(document)]


def doubles(document: Exchange) -> Iterator[Fault]:
    """Yield the things of the document's own lists that have the key of an earlier one."""
    lists: dict[str, Iterable[Thing]] = {
        "documents": document.documents,
        "divisions": document.divisions,
        "frameworks": document.frameworks,
        "goals": document.goals,
        "target_groups": document.target_groups,
        "methods": document.methods,
        "indicators": document.indicators,
        "initiatives": document.initiatives,
        "organisations": document.organisations,
        "follow_ups": document.follow_ups,
    }
    for name, things in lists.items():
        seen: set[str] = set()
        for n, thing in enumerate(things):
            key = getattr(thing, "id", "")
            if key in seen:
                yield (name, n, "id"), f"Nyckeln {key} finns redan."
            seen.add(key)


def things(value: object, place: Place = ()) -> Iterator[tuple[Place, Thing]]:
    """Yield every thing in the document with its place, parents first."""
    if isinstance(value, Thing):
        if place:
            yield place, value
        for name, each in value.__dict__.items():  # in the order of the schema
            if isinstance(each, Thing | list):
                yield from things(each, (*place, name))
    elif isinstance(value, list):
        for n, item in enumerate(value):
            if isinstance(item, Thing | list):
                yield from things(item, (*place, n))


def _cited_documents(document: Exchange) -> Iterator[Fault]:
    known = {item.id for item in document.documents}
    for place, thing in things(document):
        sources = [("source", getattr(thing, "source", None))]
        sources += [(f"sources.{name}", text) for name, text in getattr(thing, "sources", {}).items()]
        for field, text in sources:
            for key, _ in places_cited(text) if text else []:
                if key not in known:
                    yield (*place, field), f"Dokumentet {key} finns inte."
        if isinstance(thing, Cited):
            for name in thing.sources:
                if name not in type(thing).model_fields:
                    yield (*place, "sources", name), "Källan gäller ett fält som inte finns."


def _periods(document: Exchange) -> Iterator[Fault]:
    for place, thing in things(document):
        if isinstance(thing, Period):
            try:
                to_period(thing)
            except ValueError:
                ends = thing.from_ and thing.to and thing.to < thing.from_
                words = "slutet ligger före början" if ends else "precision är ett ord som inte är känt"
                yield place, f"Perioden går inte att läsa: {words}."


def to_period(stated: Period | None) -> time.Period | None:
    """Return a stated period with its days, read from the words where the file leaves them out.

    Raises ValueError on an unknown precision or an end before the start.
    """
    if stated is None:
        return None
    if stated.from_ is None and stated.to is None and stated.precision is None:
        return time.parse_period(stated.text) or time.Period(stated.text, None, None, "unknown")
    return time.Period(stated.text, stated.from_, stated.to, stated.precision or "day")


def _counties(document: Exchange) -> Iterator[Fault]:
    for n, county in enumerate(document.counties):
        for m, each in enumerate(county.municipalities):
            if not each.id.startswith(f"{county.id}-"):
                told = f"En påhittad kommun ska ha ett id som börjar med {county.id}-, inte {each.id}."
                yield ("counties", n, "municipalities", m, "id"), told


def _plan(document: Exchange) -> Iterator[Fault]:
    plan = document.plan
    if plan is None:
        for name, words in NEEDS_A_PLAN.items():
            if getattr(document, name):
                yield ("plan",), f"Planen saknas, men det finns {words}."
                return
        return
    organisations = {item.id for item in document.organisations}
    if plan.lead and plan.lead not in organisations:
        yield ("plan", "lead"), f"Organisationen {plan.lead} finns inte."
    if plan.division and plan.division not in {item.id for item in document.divisions}:
        yield ("plan", "division"), f"Indelningen {plan.division} finns inte."
    for n, division in enumerate(document.divisions):
        taken: set[str] = set()
        for m, part in enumerate(division.lansdelar):
            for code in part.municipalities:
                if code not in known_municipalities(document):
                    yield ("divisions", n, "lansdelar", m), f"Kommunen {code} finns inte."
                if code in taken:
                    yield ("divisions", n, "lansdelar", m), f"Kommunen {code} står i två delar."
                taken.add(code)


def _tree(items: Iterable[Goal | Organisation], list_name: str) -> Iterator[Fault]:
    items = list(items)
    known = {item.id for item in items}
    for n, item in enumerate(items):
        if item.parent and item.parent not in known:
            yield (list_name, n, "parent"), f"Överordnad {item.parent} finns inte."
    for n in in_a_ring(items):
        yield (list_name, n, "parent"), RING


def in_a_ring(items: Iterable[Goal | Organisation | Node]) -> Iterator[int]:
    """Yield the places in the list of the items that have no top: going upwards from them never ends."""
    items = list(items)
    parents = {item.id: item.parent for item in items}
    for n, item in enumerate(items):
        seen, at = set(), item.id
        while at and at not in seen:
            seen.add(at)
            at = parents.get(at)
        if at:
            yield n


def _goals(document: Exchange) -> Iterator[Fault]:
    yield from _tree(document.goals, "goals")
    yield from _tree(document.organisations, "organisations")
    nodes = {node.id for framework in document.frameworks for node in framework.nodes}
    goals = {goal.id for goal in document.goals}
    for n, goal in enumerate(document.goals):
        for m, link in enumerate(goal.links):
            if link.node not in nodes:
                yield ("goals", n, "links", m, "node"), f"Noden {link.node} finns inte."
    for n, framework in enumerate(document.frameworks):
        for m, node in enumerate(framework.nodes):
            if node.goal and document.goals and node.goal not in goals:
                yield ("frameworks", n, "nodes", m, "goal"), f"Målet {node.goal} finns inte."


def _initiatives(document: Exchange) -> Iterator[Fault]:
    known = {
        "goals": {item.id for item in document.goals},
        "nodes": {node.id for framework in document.frameworks for node in framework.nodes},
        "organisations": {item.id for item in document.organisations},
        "initiatives": {item.id for item in document.initiatives},
        "target_groups": {item.id for item in document.target_groups},
        "methods": {item.id for item in document.methods},
    }
    lansdelar = {part.id for division in document.divisions for part in division.lansdelar}
    places = lansdelar | known_municipalities(document)
    for n, item in enumerate(document.initiatives):
        at: Place = ("initiatives", n)
        if item.owner and item.owner not in known["organisations"]:
            yield (*at, "owner"), f"Nyckeln {item.owner} finns inte i organisations."
        wanted = [
            *(("goals", (*at, "goals", m, "id"), ref.id) for m, ref in enumerate(item.goals)),
            *(("nodes", (*at, "nodes", m, "node"), ref.node) for m, ref in enumerate(item.nodes)),
            *(("initiatives", (*at, "relations", m, "to"), ref.to) for m, ref in enumerate(item.relations)),
            *(("target_groups", (*at, "target_groups", m), key) for m, key in enumerate(item.target_groups)),
            *(("methods", (*at, "methods", m), key) for m, key in enumerate(item.methods)),
            *(
                ("organisations", (*at, "participations", m, "organisation"), part.organisation)
                for m, part in enumerate(item.participations)
            ),
        ]
        for kind, place, key in wanted:
            if key not in known[kind]:
                yield place, f"Nyckeln {key} finns inte i {kind}."
        if sum(ref.primary and ref.withdrawn is None for ref in item.goals) > 1:
            yield (*at, "goals"), "Bara ett mål kan vara huvudmål."
        for name in item.places.named if item.places else []:
            if name not in places:
                yield (*at, "places", "named"), f"Platsen {name} finns inte."
