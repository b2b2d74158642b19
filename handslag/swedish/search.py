"""Forgiving search in Swedish text: without accents, inflection or one typing error in the way.

A text is folded once and stored; a query is turned into folded stems that must all be found in it.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]

# Letters that Unicode does not take apart into a base letter and an accent; Sami ones among them.
PLAIN_LETTERS = str.maketrans(
    {
        "ø": "o",
        "æ": "a",
        "œ": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ł": "l",
        "ŋ": "n",
        "ŧ": "t",
        "þ": "th",
    }
)

# Snowball leaves "hälsan" and "skolan" whole, and would not find "hälsa" and "skolor" by them.
_FORM_IN_AN = re.compile(r"(?<=\w{4})ans?$")

_ALPHABET = string.ascii_lowercase + string.digits
_SHORTEST_STEM = 2
_KEPT_BELOW = 0x3000  # code points: the alphabets of Europe and its neighbours
_WORD_START_ONLY = 3  # "vip" inside another word is chance, "skol" is meaning
# A misspelling of a short word is often another word, and the edits of an endless one fill the memory.
_SHORTEST_TO_CORRECT, _LONGEST_TO_CORRECT = 4, 40


def fold(text: str) -> str:
    """Return the text as search sees it: lower case, "å" and "ä" as "a", "ö" as "o", single spaces.

    Soft hyphens, zero-width characters and NUL vanish without parting a word; other signs part words.
    Letters of other alphabets stay. Folding twice changes nothing.
    """
    # Compatibility forms may contain capitals and small letters may decompose: hence both, twice.
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).casefold()
    return _spaced(lowered.translate(_MARKS).translate(PLAIN_LETTERS))


def words(text: str) -> list[str]:
    """Return the folded words of a text, in order and with repeats."""
    return fold(text).split()


def query_stems(text: str) -> list[str]:
    """Return the folded Swedish stem of each word in a query: "åtgärderna i skolan" -> ["atgard", "skol"].

    Each stem once, in order. Words of one letter are left out, so the list may be empty.
    """
    # Stemmed before folding: the rules know å, ä and ö as vowels of their own.
    written = _spaced(unicodedata.normalize("NFC", text).lower()).split()
    stems = dict.fromkeys(stem for word in written for stem in _stems(word))
    return [stem for stem in stems if len(stem) >= _SHORTEST_STEM]


@lru_cache(maxsize=20_000)
def _stems(written: str) -> tuple[str, ...]:
    """Return the folded stem of a word, or what it falls into where its signs part it. The words of a plan recur."""
    whole = words(written)
    # Made anew each time: a stemmer keeps state and may not be shared between threads.
    stem = fold(_FORM_IN_AN.sub("", snowballstemmer.stemmer("swedish").stemWord(written)))
    usable = len(whole) == 1 and whole[0].startswith(stem) and len(stem) >= _SHORTEST_STEM
    return (stem,) if usable else tuple(whole)


def edits(word: str) -> set[str]:
    """Return all texts one typing error from a folded word: a letter lost, added, changed or two swapped.

    The word itself is not among them. Words under 4 or over 40 letters give an empty set.
    """
    if not _SHORTEST_TO_CORRECT <= len(word) <= _LONGEST_TO_CORRECT:
        return set()
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    lost = {a + b[1:] for a, b in cuts if b}
    added = {a + c + b for a, b in cuts for c in _ALPHABET}
    changed = {a + c + b[1:] for a, b in cuts if b for c in _ALPHABET}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    return (lost | added | changed | swapped) - {word}


def matches(stems: Iterable[str], folded_text: str) -> bool:
    """Return whether every stem is found in a folded text; one of up to 3 letters must start a word.

    No stems match any text.
    """
    spaced = f" {folded_text}"
    return all((f" {stem}" if len(stem) <= _WORD_START_ONLY else stem) in spaced for stem in stems)


class _Letters(dict[int, str | None]):
    """A table for `str.translate` that asks once what becomes of a letter, and keeps the answer for the commoner ones."""

    def __init__(self, becomes: Callable[[str], str | None]) -> None:
        self._becomes = becomes

    def __missing__(self, code: int) -> str | None:
        becomes = self._becomes(chr(code))
        if code < _KEPT_BELOW:
            self[code] = becomes
        return becomes


def _is_mark(character: str) -> bool:
    """Return whether a character is an accent or the like, written onto the one before it."""
    return unicodedata.category(character).startswith("M")


def _bare(character: str) -> str | None:
    return None if _is_mark(character) else character


def _parted(character: str) -> str | None:
    if character == "\0" or unicodedata.category(character) == "Cf":
        return None
    return character if character.isalnum() or _is_mark(character) else " "


_MARKS, _SIGNS = _Letters(_bare), _Letters(_parted)


def _spaced(text: str) -> str:
    """Return the text with invisible characters removed and every other sign made a space."""
    return " ".join(text.translate(_SIGNS).split())
