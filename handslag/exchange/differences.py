"""What differs between two documents of one plan, in words that a manager can read. Plain values in and out.

A thing is known again by its id; a fact without one by what it says. What is withdrawn counts as taken away.
"""

import csv
import difflib
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from handslag.exchange.keys import COUNTIES, MUNICIPALITIES
from handslag.exchange.wording import (
    FACTS,
    FIELDS,
    KINDS,
    MONEY,
    NOUNS,
    SECTIONS,
    Facts,
    Field,
    Json,
    Names,
    day,
    status_words,
    text,
)
from handslag.indicators.reading import definitions
from handslag.plans.words import GOAL_KINDS, PLACE_PRECISIONS, PRECISIONS
from handslag.swedish.numbers import count

ADDED, REMOVED, CHANGED, MOVED = "tillkom", "togs bort", "ändrades", "flyttades"
STATUS = "Status"
LIKENESS = 0.6
"""From here on a text that went and one that came are taken for one that was reworded."""


@dataclass(frozen=True)
class Difference:
    """One line.

    section: the list of the document ("initiatives"). key: the thing's id there. kind: what the thing is
    called in Swedish, title: its own. what: tillkom, togs bort, ändrades or flyttades. field, before, after: in Swedish,
    where something of the thing changed; "" is nothing stated. reason: why it was taken away.
    """

    section: str
    key: str
    kind: str
    title: str
    what: str
    field: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""


def summary(found: Iterable[Difference]) -> list[str]:
    """Return the counts in words, a sentence for each kind of thing: "3 insatser tillkom, 2 fick ny status"."""
    told = []
    things: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for each in found:
        is_status = each.what == CHANGED and each.field == STATUS
        things[each.section]["fick ny status" if is_status else each.what].add(each.key)
    for section, by_what in things.items():
        counted = [
            (what, len(by_what[what])) for what in (ADDED, REMOVED, "fick ny status", MOVED, CHANGED) if by_what[what]
        ]
        first, *rest = counted
        one, many = NOUNS[section]
        told.append(", ".join([f"{count(first[1], one, many)} {first[0]}", *(f"{n} {what}" for what, n in rest)]))
    return told


@dataclass
class _Side:
    """One of the two documents: its things by list and id, and what their keys are called."""

    document: Json
    things: dict[str, dict[str, Json]] = field(default_factory=dict)
    names: dict[str, Mapping[str, str]] = field(default_factory=dict)
    sources: dict[tuple[str, str], Counter[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(Counter))


def differences(before: Json, after: Json) -> list[Difference]:
    """Return what differs, by list and title. before, after: documents as `export_plan` gives them."""
    old, new = _side(before), _side(after)
    found: list[Difference] = []
    for section in SECTIONS:
        lines = [*_section(section, old, new)]
        if section == "goals":
            lines += _moves(old, new)
        order = {key: n for n, key in enumerate([*new.things[section], *old.things[section]])}
        found += sorted(lines, key=lambda line: (line.title.casefold(), order[line.key]))
    return found


def _side(document: Json) -> _Side:
    side = _Side(document)
    for section in SECTIONS:
        stated = stated_in(document, section)
        side.things[section] = {thing["id"]: thing for thing in stated if section == "plan" or stands(thing)}
        side.names[section] = {thing["id"]: _title(thing, side.names) for thing in stated}
    side.names |= {
        "municipalities": municipality_names() | _parts(document, "counties", "municipalities", "name"),
        "areas": area_names() | {county["id"]: county["name"] for county in document.get("counties", ())},
        "indicators": _indicator_titles() | side.names["indicators"],
        "nodes": _parts(document, "frameworks", "nodes", "title"),
        "lansdelar": _parts(document, "divisions", "lansdelar", "name"),
        "posts": _parts(document, "initiatives", "posts", "role"),
        "figures": _parts(document, "initiatives", "figures", "label"),
        "terms": {term["id"]: term["term"] for term in (document.get("plan") or {}).get("terms", ())},
    }
    for citation in document.get("citations", ()):
        section, _, rest = citation["target"].partition("/")
        key = (
            document["plan"]["id"]
            if section == "plan"
            else rest.partition("/")[0].replace("~1", "/").replace("~0", "~")
        )
        said = tuple(citation.get(name) for name in ("field", "document", "lines", "stated_by", "date", "ours"))
        side.sources[section, key][said] += 1
    return side


def stated_in(document: Json, section: str) -> list[Json]:
    """Return the things of one list of a document; money stands in a part of its own."""
    if section == "plan":
        return [document["plan"]] if document.get("plan") else []
    return ((document.get("funding") or {}) if section in MONEY else document).get(section) or []


def stands(thing: Json) -> bool:
    """Whether a thing of a document has not been withdrawn."""
    return not thing.get("withdrawn")


def _title(thing: Json, names: Names) -> str:
    """Return what a thing is called; money that has no name is called what its initiative is."""
    of = names.get("initiatives", {}).get(thing.get("initiative") or "")
    return str(thing.get("title") or thing.get("name") or of or thing["id"])


def _parts(document: Json, section: str, part: str, name: str) -> dict[str, str]:
    return {each["id"]: each[name] for thing in document.get(section, ()) for each in thing.get(part, ())}


@cache
def municipality_names() -> dict[str, str]:
    """Return the name of every municipality by its code."""
    with MUNICIPALITIES.open(encoding="utf-8") as file:
        return {row["municipality_code"]: row["municipality_name"] for row in csv.DictReader(file)}


@cache
def area_names() -> dict[str, str]:
    """Return the name of the country and of every county by its code."""
    with COUNTIES.open(encoding="utf-8") as file:
        return {"00": "Sverige"} | {row["county_code"]: row["county_name"] for row in csv.DictReader(file)}


def _indicator_titles() -> dict[str, str]:
    return {key: each.title for key, each in definitions().items()}


def _kind(section: str, thing: Json, side: _Side) -> str:
    if section != "goals":
        return KINDS[section]
    own = (side.document.get("plan") or {}).get("level_names", {}).get(thing["kind"])
    return own[:1].upper() + own[1:] if own else GOAL_KINDS.get(thing["kind"], "Mål")


def _section(section: str, old: _Side, new: _Side) -> Iterator[Difference]:
    """Yield what differs among the things of one list."""
    before, after = old.things[section], new.things[section]
    for key, thing in after.items():
        about = (section, key, _kind(section, thing, new), _title(thing, new.names))
        if key not in before:
            yield Difference(*about, ADDED)
            continue
        for told in _changes(section, before[key], thing, old, new):
            yield Difference(*about, CHANGED, *told)
    gone = {thing["id"]: thing for thing in stated_in(new.document, section) if section != "plan"}
    for key in before.keys() - after.keys():
        thing = before[key]
        reason = (gone.get(key, {}).get("withdrawn") or {}).get("reason") or ""
        yield Difference(section, key, _kind(section, thing, old), _title(thing, old.names), REMOVED, reason=reason)


Told = tuple[str, str, str]


def _changes(section: str, before: Json, after: Json, old: _Side, new: _Side) -> Iterator[Told]:
    """Yield (field, before, after) for each field and fact of a thing that differs."""
    if before != after:
        for name, each in FIELDS[section].items():
            if _bare(before.get(name)) != _bare(after.get(name)):
                yield each.label, *_words(each, before.get(name), after.get(name), old.names, new.names)
        for name, facts in FACTS.get(section, {}).items():
            told = _statuses if name == "statuses" else _facts
            yield from told(facts, before.get(name) or [], after.get(name) or [], old.names, new.names)
    yield from _citations(old.sources.get((section, before["id"])), new.sources.get((section, after["id"])))


def _words(each: Field, before: Any, after: Any, old: Names, new: Names) -> tuple[str, str]:
    """Return both values in words; where those are the same (a period's days differ), with what sets them apart."""
    said = each.words(before, old), each.words(after, new)
    if said[0] != said[1] or not (isinstance(before, dict) and isinstance(after, dict)):
        return said
    apart = [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
    first, second = (
        f"{words} ({', '.join(_detail(value.get(name)) for name in apart)})"
        for words, value in zip(said, (before, after), strict=True)
    )
    return first, second


def _detail(value: Any) -> str:
    """Return a part of a period or a place: a day, how well it is known, or what it says."""
    if isinstance(value, str) and value:
        known = {**PLACE_PRECISIONS, **PRECISIONS}
        return " – ".join(known.get(each, day(each, {})) for each in value.split("/"))
    return text(value, {}) or "inte angivet"


def _bare(value: Any) -> Any:
    """Return a value without our own reasons for it: they are cited, not changed."""
    return {name: each for name, each in value.items() if name != "ours"} if isinstance(value, dict) else value


def _citations(before: Counter[Any] | None, after: Counter[Any] | None) -> Iterator[Told]:
    before, after = before or Counter(), after or Counter()
    if before != after:
        new = f", varav {(after - before).total()} nya" if before.total() == after.total() else ""
        yield "Källhänvisningar", str(before.total()), f"{after.total()}{new}"


def _statuses(facts: Facts, before: list[Json], after: list[Json], old: Names, new: Names) -> Iterator[Told]:
    """Yield the current status where it differs, and what was said of other days."""
    before, after = [each for each in before if stands(each)], [each for each in after if stands(each)]
    now = [each[-1] if each else None for each in (before, after)]
    if _same_fact(*now):
        yield from _facts(facts, before[:-1], after[:-1], old, new)
        return
    words = [status_words(each, names) if each else "" for each, names in zip(now, (old, new), strict=True)]
    yield STATUS, words[0], words[1]
    # What was current may stand as an earlier entry now: it has neither come nor gone.
    yield from _facts(facts, before, after[:-1] if now[1] not in before else after, old, new, left=now[0])


def _same_fact(first: Json | None, second: Json | None) -> bool:
    return _content(first) == _content(second)


def _content(fact: Json | None) -> Any:
    return {name: value for name, value in fact.items() if name != "ours"} if fact else None


def _facts(
    facts: Facts, before: list[Json], after: list[Json], old: Names, new: Names, *, left: Json | None = None
) -> Iterator[Told]:
    """Yield what differs in a list of facts. left: a fact of `before` whose absence is told of already."""
    gone, come, kept = _paired(facts, before, after)
    for first, second in kept:
        yield from _within(facts, first, second, old, new)
    for fact in gone:
        if fact is not left:
            yield facts.label, facts.title(fact, old), ""
    for fact in come:
        yield facts.label, "", facts.title(fact, new)


def _paired(
    facts: Facts, before: list[Json], after: list[Json]
) -> tuple[list[Json], list[Json], list[tuple[Json, Json]]]:
    """Return the facts that went, those that came, and pairs of those that are the same ones."""
    waiting: dict[tuple[str, ...], list[Json]] = defaultdict(list)
    for fact in filter(stands, before):
        waiting[_identity(facts, fact)].append(fact)
    come, kept = [], []
    for fact in filter(stands, after):
        twins = waiting[_identity(facts, fact)]
        if twins:
            kept.append((twins.pop(0), fact))
        else:
            come.append(fact)
    gone = [fact for twins in waiting.values() for fact in twins]
    if facts.same == ("text",):
        for fact in list(come):
            if (like := _alike(fact, gone)) is not None:
                gone.remove(like)
                come.remove(fact)
                kept.append((like, fact))
    return gone, come, kept


def _identity(facts: Facts, fact: Json) -> tuple[str, ...]:
    return tuple(str(fact.get(name)) for name in facts.same)


def _alike(fact: Json, among: Iterable[Json]) -> Json | None:
    """Return the text that `fact` may be a new wording of, the most alike; None where none is."""
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(fact["text"][:500])
    best, likeness = None, LIKENESS
    for other in among:
        matcher.set_seq1(other["text"][:500])
        if matcher.real_quick_ratio() >= likeness and matcher.quick_ratio() >= likeness and matcher.ratio() >= likeness:
            best, likeness = other, matcher.ratio()
    return best


def _within(facts: Facts, before: Json, after: Json, old: Names, new: Names) -> Iterator[Told]:
    """Yield what differs within one fact."""
    if _content(before) == _content(after):
        return
    whose = f"{facts.label} ”{shortened(facts.title(after, new))}”"
    for name, each in facts.fields.items():
        if _bare(before.get(name)) != _bare(after.get(name)):
            yield f"{whose}: {each.label}", *_words(each, before.get(name), after.get(name), old, new)
    for name, below in facts.facts.items():
        for told, first, second in _facts(below, before.get(name) or [], after.get(name) or [], old, new):
            yield f"{whose}: {told}", first, second


def shortened(text: str, length: int = 60) -> str:
    """Return a text that fits in a heading."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


# Goals that moved


def _moves(old: _Side, new: _Side) -> Iterator[Difference]:
    """Yield the goals that hang under another goal, or in another order among those that stayed."""
    before, after = old.things["goals"], new.things["goals"]
    stayed: dict[str | None, list[str]] = defaultdict(list)
    for key, thing in after.items():
        if key not in before:
            continue
        if thing["parent"] == before[key]["parent"]:
            stayed[thing["parent"]].append(key)
            continue
        where = [side.names["goals"].get(goal["parent"] or "", "överst i planen") for side, goal in
                 ((old, before[key]), (new, thing))]  # fmt: skip
        yield Difference("goals", key, _kind("goals", thing, new), _title(thing, new.names), MOVED, "Hör till", *where)
    for siblings in stayed.values():
        yield from _reordered(siblings, old, new)


def _reordered(siblings: list[str], old: _Side, new: _Side) -> Iterator[Difference]:
    """Yield the fewest of these siblings whose move explains their new order."""
    first = sorted(siblings, key=lambda key: old.things["goals"][key]["position"])
    second = sorted(siblings, key=lambda key: new.things["goals"][key]["position"])
    place = {key: n for n, key in enumerate(first)}
    for key in sorted(set(second) - _longest_rising(second, place), key=second.index):
        thing = new.things["goals"][key]
        where = _after(first, key, old), _after(second, key, new)
        yield Difference("goals", key, _kind("goals", thing, new), _title(thing, new.names), MOVED, "Plats", *where)


def _after(order: list[str], key: str, side: _Side) -> str:
    n = order.index(key)
    return f"efter ”{shortened(side.names['goals'][order[n - 1]])}”" if n else "först"


def _longest_rising(keys: list[str], place: Mapping[str, int]) -> set[str]:
    """Return a longest run of keys (gaps allowed) whose places rise."""
    ends: list[int] = []
    last: list[str] = []
    came_from: dict[str, str | None] = {}
    for key in keys:
        n = bisect_left(ends, place[key])
        ends[n:n + 1], last[n:n + 1] = [place[key]], [key]  # fmt: skip
        came_from[key] = last[n - 1] if n else None
    found: set[str] = set()
    at = last[-1] if last else None
    while at is not None:
        found.add(at)
        at = came_from[at]
    return found
