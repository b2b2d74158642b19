"""The register's filters: read from the address, kept in it, and applied to the rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from handslag.plans.models import Plan
from handslag.plans.queries.coverage import lansdelar_of, municipalities_of, stands_in
from handslag.plans.queries.goals import Tree
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.words import INITIATIVE_KINDS, LEVELS, STATUSES, TIERS
from handslag.trust import search
from handslag.trust.models import SearchEntry

SORTS = {
    "ordning": "Rapportens ordning",
    "titel": "Titel",
    "status": "Status",
    "start": "Start",
    "slut": "Slut",
    "typ": "Typ",
}

FLAGS = {
    "past_end": "Angivet slut har passerat",
    "contradiction": "Uppgifter säger emot varandra",
    "stale": "Gammal uppgift",
}


@dataclass(frozen=True)
class Filter:
    """One filter of the register: its name in the address, its title and its choices (value -> words)."""

    name: str
    title: str
    choices: dict[str, str]
    test: Callable[[InitiativeRow, str], bool]
    stated: Callable[[InitiativeRow, str], bool] | None = None  # the same, our proposed links left out


@dataclass
class Found:
    """What the register shows: rows in order, the filters in use, and a mended query if there was one."""

    rows: list[InitiativeRow]
    total: int
    query: str
    read_as: str
    chosen: dict[str, str] = field(default_factory=dict)
    sort: str = "ordning"
    proposed: frozenset[int] = frozenset()  # ids of rows that only a proposal of ours brought here


def short(text: str, *, most: int = 70) -> str:
    """Return a choice short enough for its list."""
    text = text.strip()
    return text if len(text) <= most else f"{text[: most - 1]}…"


def filters(plan: Plan, tree: Tree, rows: Iterable[InitiativeRow]) -> list[Filter]:
    """Return the register's filters with the choices that its rows have. Two queries, for the länsdelar and the municipalities."""
    rows = list(rows)
    return [
        Filter("status", "Status", STATUSES, lambda row, value: row.status.status == value),
        Filter("typ", "Typ", _capitalised(INITIATIVE_KINDS), lambda row, value: row.kind == value),
        _goals(tree),
        _lansdelar(plan),
        _municipalities(plan),
        _target_groups(rows),
        _nodes(rows),
        Filter("niva", "Nivå", _capitalised(LEVELS), lambda row, value: row.level == value),
        Filter("inriktning", "Inriktning", _capitalised(TIERS), lambda row, value: value in row.tiers),
        _organisations(rows),
        Filter("behover", "Behöver ny uppgift", {"ja": "Alla som behöver", **FLAGS}, _is_flagged),
    ]


def _capitalised(words: dict[str, str]) -> dict[str, str]:
    return {key: word.capitalize() for key, word in words.items()}


def _goals(tree: Tree) -> Filter:
    goals = {str(goal.uuid): goal for goal in tree.by_id.values() if goal.kind != "question"}
    return Filter(
        "mal",
        "Mål eller utmaning",
        {key: short(f"{goal.code} {goal.title}") for key, goal in goals.items()},
        lambda row, value: row.serves(goals[value].ids, proposed=True),
        lambda row, value: row.serves(goals[value].ids, proposed=False),
    )


def _lansdelar(plan: Plan) -> Filter:
    parts = {part.key: part for part in lansdelar_of(plan)}

    def stands_here(row: InitiativeRow, key: str) -> bool:
        return row.places_precision == "county" or stands_in(row, parts[key], list(parts.values()))

    return Filter("lansdel", "Länsdel", {key: part.title for key, part in parts.items()}, stands_here)


def _municipalities(plan: Plan) -> Filter:
    places = {place.key: place for place in municipalities_of(plan)}

    def stands_here(row: InitiativeRow, key: str) -> bool:
        return row.places_precision == "county" or stands_in(row, places[key], list(places.values()))

    return Filter("kommun", "Kommun", {key: place.title for key, place in places.items()}, stands_here)


def _target_groups(rows: list[InitiativeRow]) -> Filter:
    groups = {ref.key: ref for row in rows for ref in row.target_groups}
    return Filter(
        "malgrupp",
        "Målgrupp",
        {key: group.title for key, group in sorted(groups.items(), key=lambda pair: pair[1].position)},
        lambda row, value: any(ref.key == value for ref in row.target_groups),
    )


def _nodes(rows: list[InitiativeRow]) -> Filter:
    nodes = {ref.key: ref for row in rows for ref in row.nodes}
    return Filter(
        "ramverk",
        "Ramverk och perspektiv",
        {key: short(f"{node.framework}: {node.code} {node.title}") for key, node in sorted(nodes.items())},
        lambda row, value: any(ref.key == value for ref in row.nodes),
        lambda row, value: any(ref.key == value and ref.origin != "proposed" for ref in row.nodes),
    )


def _organisations(rows: list[InitiativeRow]) -> Filter:
    parties = {str(ref.uuid): ref for row in rows for ref in row.parties}
    return Filter(
        "organisation",
        "Organisation",
        {key: short(party.name) for key, party in sorted(parties.items(), key=lambda pair: pair[1].sort_key)},
        lambda row, value: any(str(ref.uuid) == value for ref in row.parties),
    )


def _is_flagged(row: InitiativeRow, value: str) -> bool:
    return bool(row.flags) if value == "ja" else any(flag.kind == value for flag in row.flags)


def search_register(rows: list[InitiativeRow], known: list[Filter], asked: dict[str, str], *, plan: Plan) -> Found:
    """Return the rows that hold the words of `q` and pass every filter, sorted. Unknown values are ignored.

    Up to three queries, for the words.
    """
    query, read_as = asked.get("q", "").strip()[:200], ""
    found = list(rows)
    if query:
        found, read_as = _with_words(found, query, plan=plan)
    chosen: dict[str, str] = {}
    proposed: set[int] = set()
    for each in known:
        value = asked.get(each.name, "")
        if value in each.choices:
            chosen[each.name] = value
            found = [row for row in found if each.test(row, value)]
            proposed |= {row.id for row in found if each.stated and not each.stated(row, value)}
    sort = asked.get("sortera", "")
    sort = sort if sort in SORTS else "ordning"
    if sort != "ordning":
        found.sort(key=_SORT_KEYS[sort])
    return Found(found, len(rows), query, read_as, chosen, sort, frozenset(proposed))


def _with_words(rows: list[InitiativeRow], query: str, *, plan: Plan) -> tuple[list[InitiativeRow], str]:
    entries = SearchEntry.objects.filter(scope=plan.county.code, kind="initiative")
    shown = {row.uuid for row in rows}
    found = search.find(query, among=entries, allow=lambda roots: roots & shown)
    order = {entry.root: n for n, entry in enumerate(found.entries)}
    hits = [row for row in rows if row.uuid in order]
    return sorted(hits, key=lambda row: order[row.uuid]), found.read_as


def _days(row: InitiativeRow, end: bool) -> tuple:
    span = row.period and (row.period.end_span if end else row.period.start_span)
    return (span is None or not span, span[0].toordinal() if span else 0, row.sort_key)


_SORT_KEYS: dict[str, Callable[[InitiativeRow], tuple]] = {
    "titel": lambda row: (row.sort_key,),
    "status": lambda row: (list(STATUSES).index(row.status.status), row.sort_key),
    "start": lambda row: _days(row, False),
    "slut": lambda row: _days(row, True),
    "typ": lambda row: (row.kind == "", INITIATIVE_KINDS.get(row.kind, ""), row.sort_key),
}
