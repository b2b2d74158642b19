"""Our own search index: forgiving, Swedish, and the same on every database.

A query word matches as a stem anywhere in the folded text, so that "insatserna" finds "insats" and
"prevention" finds "suicidprevention". A word that matches nothing is tried with one typing error.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from handslag.swedish import search as swedish
from handslag.trust.models import SearchEntry, SearchWord

MAX_QUERY_WORDS = 8
SHORTEST_WORD, LONGEST_WORD = 4, 80
"""Letters of the words that are learnt, to mend a typing error with."""
EMPTY_WORDS = frozenset(
    """alla andra att av blir dar de dem den denna det detta dig din dock efter eller ett fler for fran genom han
    har hur ihop inom inte kan kring man med mellan men mer nar och ocksa om over pa sa samt sig ska som sin sina
    till under upp ut utan vad var vara varit vid""".split()
)
"""Folded words that say nothing of likeness."""


@dataclass(frozen=True)
class Found:
    """What a search found, best first. `read_as` is the query as understood, when a typing error was mended."""

    entries: list[SearchEntry]
    read_as: str = ""


Allow = Callable[[set[UUID]], set[UUID]]
"""Given the roots of what was found, returns those that the reader may know of."""


def entry(*, scope: str, kind: str, root, url: str, title: str, texts: Iterable[str], context: str = "") -> SearchEntry:
    """Return an unsaved index entry for a thing with these texts (title included by itself)."""
    text = swedish.fold(" ".join([title, *(part for part in texts if part)]))
    stems = _telling(" ".join([title, *(part for part in texts if part)]))
    return SearchEntry(
        scope=scope,
        kind=kind,
        root=root,
        url=url,
        title=title[:500],
        context=context[:500],
        title_folded=swedish.fold(title)[:600],
        text=f" {text} ",
        stems=" ".join(sorted(stems)),
    )


def _telling(text: str) -> set[str]:
    return {stem for stem in swedish.query_stems(text) if len(stem) > 2 and stem not in EMPTY_WORDS}


def replace(entries: list[SearchEntry], *, scope: str, kinds: Iterable[str]) -> None:
    """Put `entries` in place of all of these kinds in the scope, and learn their words."""
    SearchEntry.objects.filter(scope=scope, kind__in=list(kinds)).delete()
    _write(entries)


def put(entries: list[SearchEntry], *, scope: str, root: UUID) -> None:
    """Put `entries` in place of all that was found under one root, and learn their words."""
    SearchEntry.objects.filter(scope=scope, root=root).delete()
    _write(entries)


def put_kinds(entries: list[SearchEntry], *, scope: str, kinds: Iterable[str], roots: Iterable[UUID]) -> None:
    """Put `entries` in place of those of these kinds under the roots, and learn their words."""
    SearchEntry.objects.filter(scope=scope, kind__in=list(kinds), root__in=list(roots)).delete()
    _write(entries)


def drop(scope: str, *, url: str) -> None:
    """Take what is found at an address out of the index, whatever root it stood under."""
    SearchEntry.objects.filter(scope=scope, url=url).delete()


def _write(entries: list[SearchEntry]) -> None:
    SearchEntry.objects.bulk_create(entries, batch_size=500)
    words = {word for item in entries for word in item.text.split() if SHORTEST_WORD <= len(word) <= LONGEST_WORD}
    SearchWord.objects.bulk_create([SearchWord(word=word) for word in sorted(words)], ignore_conflicts=True)


def find(query: str, *, among: QuerySet[SearchEntry], allow: Allow) -> Found:
    """Return the entries in `among` that hold every word of `query` and that `allow` lets through.

    Words are matched first and rights asked of the few that match: one query and what `allow` takes.
    Only where nothing allowed matches are the words read anew, each with one typing error; what is
    hidden from the reader has no say in that, so that nobody can feel for words in hidden texts.
    """
    words = [word for part in query.split() for word in swedish.words(part) if swedish.query_stems(word)]
    stems = {word: swedish.query_stems(word)[0] for word in words[:MAX_QUERY_WORDS]}
    if not stems:
        return Found([])
    plain = {word: {stem} for word, stem in stems.items()}
    written = {stem for stem in stems.values() if _is_written(stem)}
    if written >= set(stems.values()) and (found := _matching(plain, among, allow)):
        return Found(found)
    meant = _meant(stems, written, among, allow)
    found = _matching(meant, among, allow, with_text=True) if meant != plain else []
    return Found(found, _read_as(meant, stems, found) if found else "")


def _matching(
    words: dict[str, set[str]], among: QuerySet[SearchEntry], allow: Allow, *, with_text: bool = False
) -> list[SearchEntry]:
    """Return the allowed entries that hold one option of every word, those with all in the title first."""
    for options in words.values():
        condition = Q()
        for option in options:
            condition |= _holds(option)
        among = among.filter(condition)
    hits = list(among.defer("stems") if with_text else among.defer("stems", "text"))
    allowed = allow({hit.root for hit in hits}) if hits else set()
    shown = [hit for hit in hits if hit.root in allowed]
    shown.sort(key=lambda hit: (not all(_any_in(hit, options) for options in words.values()), hit.title_folded, hit.id))
    return shown


def _is_written(stem: str) -> bool:
    """Whether any text at all may hold the stem: the words are quicker to look through than the texts."""
    return not SHORTEST_WORD <= len(stem) <= LONGEST_WORD or SearchWord.objects.filter(word__contains=stem).exists()


def _meant(stems: dict[str, str], written: set[str], among: QuerySet[SearchEntry], allow: Allow) -> dict[str, set[str]]:
    """Return for each word its stem if an allowed text holds it, else the known words within one typing error."""
    meant = {}
    for word, stem in stems.items():
        stands = len(stems) > 1 and stem in written and _stands(stem, among, allow)
        near = set() if stands else swedish.edits(word) | swedish.edits(stem)
        known = SearchWord.objects.filter(word__in=near).values_list("word", flat=True)[:20] if near else []
        meant[word] = set(known) or {stem}
    return meant


def _stands(stem: str, among: QuerySet[SearchEntry], allow: Allow) -> bool:
    """Whether a text that the reader may know of holds the stem; the first few hundred places are asked."""
    holding = among.filter(_holds(stem)).order_by("id").values_list("root", flat=True)
    for some in (slice(20), slice(20, 300)):
        roots = set(holding[some])
        if not roots:
            return False
        if allow(roots):
            return True
    return False


def _read_as(meant: dict[str, set[str]], stems: dict[str, str], found: list[SearchEntry]) -> str:
    """Return the query as it was understood, in words that stand in what was found."""
    shown = []
    for word, options in meant.items():
        standing = [option for option in sorted(options) if any(option in hit.text for hit in found)]
        shown.append(word if stems[word] in options else standing[0])
    return " ".join(shown)


def _any_in(hit: SearchEntry, options: set[str]) -> bool:
    return any(option in hit.title_folded for option in options)


def _holds(stem: str) -> Q:
    """Short stems must begin a word: "yam" should not find "dynamisk".

    A position is asked for, not a pattern: databases look for a fixed text several times as fast.
    """
    return Q(GreaterThan(StrIndex("text", Value(f" {stem}" if len(stem) <= 3 else stem)), 0))


def alike(text: str, *, among: Iterable[tuple[int, str]], at_least: int = 2) -> list[tuple[int, int]]:
    """Return (key, shared weight) of those in `among` most like `text`, most alike first.

    among: pairs of key and stems (space-separated). A rare shared word weighs more than a common one;
    fewer than `at_least` shared words do not count.
    """
    return most_alike(_telling(text), among=among, at_least=at_least)


def most_alike(wanted: set[str], *, among: Iterable[tuple[int, str]], at_least: int = 2) -> list[tuple[int, int]]:
    """As `alike`, for stems that are known already."""
    held = [(key, wanted.intersection(stems.split())) for key, stems in among]
    common = Counter(stem for _, shared in held for stem in shared)
    total = len(held) or 1
    scored = []
    for key, shared in held:
        weight = sum(round(100 * (1 - common[stem] / (total + 1))) for stem in shared)
        if len(shared) >= min(at_least, len(wanted)) and weight:
            scored.append((key, weight))
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))
