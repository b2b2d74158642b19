"""Our own search index: forgiving, Swedish, and the same on every database.

A query word matches as a stem anywhere in the folded text, so that "insatserna" finds "insats" and
"prevention" finds "suicidprevention". A word that matches nothing is tried with one typing error.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from handslag.swedish import search as swedish
from handslag.trust.models import SearchEntry, SearchWord

MAX_QUERY_WORDS = 8
EMPTY_WORDS = frozenset(
    """alla andra att av blir dar de dem den denna det detta dig din dock efter eller ett fler for fran genom han
    har hur ihop inom inte kan kring man med mellan men mer nar och ocksa om over pa sa samt sig ska som sin sina
    till under upp ut utan vad var vara varit vid""".split()
)
"""Folded words that say nothing of likeness."""


@dataclass(frozen=True)
class Found:
    """What a search found. `read_as` is the query as understood, when a typing error was mended."""

    entries: QuerySet[SearchEntry]
    stems: tuple[str, ...]
    read_as: str = ""


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
    SearchEntry.objects.bulk_create(entries, batch_size=500)
    words = {word for item in entries for word in item.text.split() if 4 <= len(word) <= 80}
    SearchWord.objects.bulk_create([SearchWord(word=word) for word in sorted(words)], ignore_conflicts=True)


def _holds(stem: str) -> Q:
    """Short stems must begin a word: "yam" should not find "dynamisk"."""
    return Q(text__contains=f" {stem}" if len(stem) <= 3 else stem)


def find(query: str, *, among: QuerySet[SearchEntry]) -> Found:
    """Return the entries in `among` that hold every word of `query`, best first."""
    pairs = [
        (word, stem) for part in query.split() for word in swedish.words(part) for stem in swedish.query_stems(word)
    ]
    stems = swedish.query_stems(query)[:MAX_QUERY_WORDS]
    if not stems:
        return Found(among.none(), ())
    found = _all(among, [{stem} for stem in stems])
    if found.exists():
        return Found(_ranked(found, stems), tuple(stems))
    meant = {word: _meant(word, stem, among) for word, stem in pairs[:MAX_QUERY_WORDS]}
    found = _all(among, list(meant.values()))
    changed = any(stem not in meant[word] for word, stem in pairs[:MAX_QUERY_WORDS])
    read_as = " ".join(word if word in options else min(options) for word, options in meant.items())
    return Found(_ranked(found, stems), tuple(stems), read_as if changed else "")


def _all(among: QuerySet[SearchEntry], words: list[set[str]]) -> QuerySet[SearchEntry]:
    for options in words:
        condition = Q()
        for option in options:
            condition |= _holds(option)
        among = among.filter(condition)
    return among


def _meant(word: str, stem: str, among: QuerySet[SearchEntry]) -> set[str]:
    """Return the stem itself if it is known, else the known words within one typing error."""
    if among.filter(_holds(stem)).exists():
        return {stem}
    known = SearchWord.objects.filter(word__in=swedish.edits(word) | swedish.edits(stem))
    return set(known.values_list("word", flat=True)[:20]) or {stem}


def _ranked(found: QuerySet[SearchEntry], stems: list[str]) -> QuerySet[SearchEntry]:
    in_title = Q()
    for stem in stems:
        in_title &= Q(title_folded__contains=stem)
    rank = Case(When(in_title, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.annotate(rank=rank).order_by("rank", "title_folded", "id")


def alike(text: str, *, among: Iterable[tuple[int, str]], at_least: int = 2) -> list[tuple[int, int]]:
    """Return (key, shared weight) of those in `among` most like `text`, most alike first.

    among: pairs of key and stems (space-separated). A rare shared word weighs more than a common one;
    fewer than `at_least` shared words do not count.
    """
    wanted = _telling(text)
    held = [(key, wanted.intersection(stems.split())) for key, stems in among]
    common = Counter(stem for _, shared in held for stem in shared)
    total = len(held) or 1
    scored = []
    for key, shared in held:
        weight = sum(round(100 * (1 - common[stem] / (total + 1))) for stem in shared)
        if len(shared) >= min(at_least, len(wanted)) and weight:
            scored.append((key, weight))
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))
