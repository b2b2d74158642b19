"""Finds names that likely mean the same organisation. It proposes; a person decides."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from handslag.swedish.search import fold, query_stems

KINDS = {
    "region": "region",
    "regionen": "region",
    "kommun": "kommun",
    "kommunen": "kommun",
    "stad": "kommun",
    "sdf": "stadsdel",
    "universitet": "universitet",
    "hogskola": "universitet",
    "kliniken": "klinik",
    "foreningen": "förening",
    "forening": "förening",
    "forbundet": "förening",
    "riksforbundet": "förening",
    "kommunalforbundet": "kommunalförbund",
}
"""Words that say what kind of organisation it is: Region Uppsala is not Uppsala universitet."""

EMPTY = frozenset("ab aktiebolag i och for lan lans riks riksorganisationen svenska sverige sveriges den".split())
"""Words that many names share and that tell none apart; so do the words for kinds."""

KNOWN_SHORT = {
    "specialpedagogiska skolmyndigheten": "spsm",
    "myndigheten for ungdoms och civilsamhallesfragor": "mucf",
    "svenska lakaresallskapet": "sls",
    "rikspolisstyrelsen": "polismyndigheten",
    "schizofreniforbundet": "ifs",
    "sveriges kommuner och regioner": "skr",
}
"""Short names and earlier names that cannot be told from the letters alone."""

ALMOST = 0.9  # share of letters in common, from which two long names are almost the same
MOST_HOLDERS = 3  # a word in more names than this is a common word


DEFINITE = re.compile(r"(?<=\w{6})(?:et|en|n)$")  # "förbundet" as "förbund", which the stemmer leaves


@dataclass(frozen=True)
class _Name:
    """folded: as search sees it. words: the telling ones, as written; stems: without inflection."""

    key: int
    folded: str
    words: frozenset[str]
    stems: frozenset[str]
    kind: str


def _read(key: int, name: str) -> _Name:
    folded = fold(name)
    kind = next((KINDS[word] for word in folded.split() if word in KINDS), "")
    telling = [word for word in folded.split() if word not in EMPTY and word not in KINDS and not word.isdigit()]
    words = frozenset(_nominative(word) for word in telling)
    stems = frozenset(DEFINITE.sub("", stem) for word in words for stem in query_stems(word))
    return _Name(key, folded, words, stems, kind)


def _nominative(word: str) -> str:
    """Return the word without the s of a genitive: "stockholms" as "stockholm"."""
    return word[:-1] if len(word) > 4 and word.endswith("s") else word


def likely_doubles(names: Iterable[tuple[int, str]]) -> list[tuple[int, int, str]]:
    """Return pairs (key, key, reason in Swedish) of names that likely mean the same, each pair once.

    names: key and name. Reasons, the surest first: the same name, a known short name, the same telling
    words, almost the same letters, one name within the other (a part, or a longer form), a short name made
    of the other's first letters. Two names of different kinds, as a region and a municipality, are no pair.
    """
    items = [_read(key, name) for key, name in names]
    kinds = {item.key: item.kind for item in items}
    found: dict[tuple[int, int], str] = {}
    for why, pairs in (
        ("samma namn", _same(items, lambda item: item.folded)),
        ("känd förkortning eller tidigare namn", _same(items, lambda item: KNOWN_SHORT.get(item.folded, item.folded))),
        ("samma namn utan vanliga ord och böjning", _same(items, lambda item: item.stems)),
        ("nästan samma namn", _almost(items)),
        ("det ena namnet ryms i det andra", _within(items)),
        ("initialer", _initials(items)),
    ):
        for a, b in pairs:
            if not (kinds[a] and kinds[b]) or kinds[a] == kinds[b]:
                found.setdefault((min(a, b), max(a, b)), why)
    return [(a, b, why) for (a, b), why in found.items()]


def _same(items: list[_Name], key: Callable[[_Name], Hashable]) -> Iterator[tuple[int, int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for item in items:
        if value := key(item):
            groups[value].append(item.key)
    for group in groups.values():
        yield from combinations(group, 2)


def _almost(items: list[_Name]) -> Iterator[tuple[int, int]]:
    """Long names with a letter or two between them; only those that begin alike are compared."""
    groups: dict[str, list[_Name]] = defaultdict(list)
    for item in items:
        if len(item.folded) >= 10:
            groups[item.folded[:5]].append(item)
    for group in groups.values():
        for one, other in combinations(group, 2):
            matcher = SequenceMatcher(None, one.folded, other.folded, autojunk=False)
            if matcher.real_quick_ratio() >= ALMOST and matcher.ratio() >= ALMOST:
                yield one.key, other.key


def _within(items: list[_Name]) -> Iterator[tuple[int, int]]:
    """All telling words of one name in the other: two words or more, or a single rare one.

    Where the shorter is only a place and a kind ("Region Skåne"), the longer must be of that kind.
    """
    holders: dict[str, list[_Name]] = defaultdict(list)
    for item in items:
        for word in item.words:
            holders[word].append(item)
    for item in items:
        if not item.words:
            continue
        rarest = min((holders[word] for word in item.words), key=len)
        for other in rarest:
            telling = len(item.words) > 1 or len(rarest) <= MOST_HOLDERS
            if telling and item.words < other.words and item.kind in ("", other.kind):
                yield item.key, other.key


def _initials(items: list[_Name]) -> Iterator[tuple[int, int]]:
    made: dict[str, list[int]] = defaultdict(list)
    for item in items:
        words = [word for word in item.folded.split() if word not in ("i", "och", "for", "av")]
        if len(words) > 2:
            made["".join(word[0] for word in words)].append(item.key)
    for item in items:
        if 3 <= len(item.folded) <= 6:
            yield from ((item.key, other) for other in made[item.folded])
