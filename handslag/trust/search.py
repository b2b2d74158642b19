"""Our own search index: forgiving, Swedish, and the same on every database.

A query word matches as a stem anywhere in the folded text, so that "insatserna" finds "insats" and
"prevention" finds "suicidprevention". A word that matches nothing is tried with one typing error.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

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
    SearchEntry.objects.bulk_create(entries, batch_size=500)
    words = {word for item in entries for word in item.text.split() if 4 <= len(word) <= 80}
    SearchWord.objects.bulk_create([SearchWord(word=word) for word in sorted(words)], ignore_conflicts=True)


def find(query: str, *, among: QuerySet[SearchEntry], allow: Allow) -> Found:
    """Return the entries in `among` that hold every word of `query` and that `allow` lets through.

    Words are matched first and rights asked of the few that match. One query for the words that are
    known, one for the entries, and what `allow` takes; one more where a word is not known.
    """
    words = [word for part in query.split() for word in swedish.words(part) if swedish.query_stems(word)]
    if not words:
        return Found([])
    stems = {word: swedish.query_stems(word)[0] for word in words[:MAX_QUERY_WORDS]}
    meant = _meant(stems)
    for options in meant.values():
        condition = Q()
        for option in options:
            condition |= _holds(option)
        among = among.filter(condition)
    hits = list(among.defer("text", "stems"))
    allowed = allow({hit.root for hit in hits}) if hits else set()
    shown = [hit for hit in hits if hit.root in allowed]
    shown.sort(key=lambda hit: (not all(_any_in(hit, options) for options in meant.values()), hit.title_folded, hit.id))
    mended = any(stems[word] not in options for word, options in meant.items())
    read_as = " ".join(word if stems[word] in options else min(options) for word, options in meant.items())
    # Where nothing is shown, what was meant may be a word of something hidden.
    return Found(shown, read_as if mended and shown else "")


def _any_in(hit: SearchEntry, options: set[str]) -> bool:
    return any(option in hit.title_folded for option in options)


def _holds(stem: str) -> Q:
    """Short stems must begin a word: "yam" should not find "dynamisk"."""
    return Q(text__contains=f" {stem}" if len(stem) <= 3 else stem)


def _meant(stems: dict[str, str]) -> dict[str, set[str]]:
    """Return for each word its stem if some text holds it, else the known words within one typing error."""
    condition = Q()
    for stem in stems.values():
        condition |= Q(word__contains=stem)
    known = list(SearchWord.objects.filter(condition).values_list("word", flat=True))
    meant = {}
    for word, stem in stems.items():
        if len(stem) <= 3 or any(stem in each for each in known):
            meant[word] = {stem}
        else:
            near = SearchWord.objects.filter(word__in=swedish.edits(word) | swedish.edits(stem))
            meant[word] = set(near.values_list("word", flat=True)[:20]) or {stem}
    return meant


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
