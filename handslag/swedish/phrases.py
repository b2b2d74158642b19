"""Both ends of a period in Swedish words."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from handslag.swedish.moments import DURATION, OPEN, UNKNOWN, Moment, moment
from handslag.swedish.numbers import words_for


class Reading(NamedTuple):
    """What the words say about each end."""

    start: Moment
    end: Moment


_LONGEST = 200  # no period is longer; a whole pasted page is neither tried at every dash nor remembered

_UNTIL = re.compile(r"\b(?:(?:fram )?till och med|fram tills?|tills(?! vidare)|t\.? ?o\.? ?m\b\.?)(?= |$)")
_SINCE = re.compile(r"\b(?:från och med|fr\.? ?o\.? ?m\b\.?|f\.? ?o\.? ?m\b\.?|from)(?= |$)")
_COMMA = re.compile(r",(?![0-9])")
_SEPARATOR = re.compile(r" ?[–-] ?| till ")
_BETWEEN = re.compile(r"(?:under )?mellan (.+) och (.+)")
_STARTS = re.compile(r"\A(?:från|sedan|mellan|med start|start) ")
_GOES_ON = re.compile(
    r"(?: ?[–-] ?| )(?:och )?(?:tills vidare|framåt|framöver|pågående|pågår(?: fortfarande)?|nu)$| ?[–-]$"
)
_YEAR_LAST = re.compile(r"\b([0-9]{2})[0-9]{2}$")
_TWO_DIGITS = re.compile("[0-9]{2}")
_MONTH_NUMBERS = frozenset(f"{n:02}" for n in range(1, 13))
_ENDS = re.compile(r"(?:till |[–-] ?)")
_NUMBER = "|".join(["[0-9]+(?:,[0-9]+)?", *sorted(set().union(*map(words_for, range(1, 37))))])
_LENGTH = re.compile(
    rf"(?:(?:under|i|på|ca|cirka|drygt|knappt|minst|högst) )*"
    rf"(?:{_NUMBER}|ett halvt|ett par|några)(?: och ett halvt)?(?: ?(?:–|-|till) ?(?:{_NUMBER}))? "
    rf"(?:år|månader|månad|veckor|vecka|dagar|dag|terminer|termin|halvår|kvartal)(?:s tid)?"
)


def read(text: str) -> Reading | None:
    """Return both ends of a period in words, or None if they are not read."""
    return _read(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=1024)
def _read(text: str) -> Reading | None:
    words = _normal(text)
    if _LENGTH.fullmatch(words):
        return Reading(DURATION, DURATION)
    if words == "tills vidare":
        return Reading(UNKNOWN, OPEN)
    if single := moment(words):
        return Reading(single, single)
    return _read_range(words) or _read_half(words)


def _normal(text: str) -> str:
    """Return a text in small letters with one kind of space, dash, "till" and "från"."""
    lowered = unicodedata.normalize("NFC", text).lower().replace("\u00ad", "")
    dashed = re.sub("[‐‑]", "-", re.sub("[—−‒―]|--+", "–", lowered))
    words = " ".join(_COMMA.sub(" ", dashed).split()).strip(" .;:")
    return _SINCE.sub("från", _UNTIL.sub("till", words))


def _read_range(words: str) -> Reading | None:
    """Return the first way to part the words into a start and an end that does not come before it."""
    for left, right in _parted(words):
        end = moment(_with_century(left, right))
        start = moment(left) or _with_year_of(left, right)
        if start and end and start.first and end.last and start.first <= end.last:
            return Reading(start, end)
    return None


def _parted(words: str) -> Iterator[tuple[str, str]]:
    """Yield every way to part the words into a start and an end."""
    bare = _STARTS.sub("", words, count=1)
    for cut in _SEPARATOR.finditer(bare):
        yield bare[: cut.start()], bare[cut.end() :]
    if between := _BETWEEN.fullmatch(words):
        yield between[1], between[2]


def runs_backwards(text: str) -> bool:
    """Whether the words give a start and an end, each with its own year, and the end comes first.

    A start that borrows the end's year ("november–mars 2024") may lie in the year before: nothing is said of it.
    """
    if len(text) > _LONGEST or read(text):
        return False
    for left, right in _parted(_normal(text)):
        # "2024–12" may be a month of that year; "2030–20" cannot.
        end = moment(right if right in _MONTH_NUMBERS else _with_century(left, right))
        start = moment(left)
        if start and end and start.first and end.last and _earliest(start.first, start.precision) > end.last:
            return True
    return False


def _earliest(first: date, precision: str) -> date:
    """Return the first day that a start may mean: "vintern 2024" is said of January 2024 too."""
    is_winter = precision == "season" and first.month == 12
    return first.replace(month=1, day=1) if is_winter else first


def _with_century(left: str, right: str) -> str:
    """Return the end of "2020–23" as 2023."""
    year = _YEAR_LAST.search(left)
    return year[1] + right if year and _TWO_DIGITS.fullmatch(right) else right


def _with_year_of(left: str, right: str) -> Moment | None:
    """Return the start of "april–september 2023" or "1–12 juni 2023", which borrows from the end."""
    tail = right.split()
    return moment(" ".join([left, *tail[-1:]])) or moment(" ".join([left, *tail[-2:]]))


def _read_half(words: str) -> Reading | None:
    """Return a period with one end stated: "från 2021", "2021 och framåt" or "till 2023"."""
    if until := _ENDS.match(words):
        end = moment(words[until.end() :])
        return Reading(UNKNOWN, end) if end else None
    bare = _GOES_ON.sub("", _STARTS.sub("", words, count=1))
    start = moment(bare)
    return Reading(start, OPEN) if start and bare != words else None
