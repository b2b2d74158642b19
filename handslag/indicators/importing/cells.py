"""What one cell of a table says: a sex, an age, a number in the indicator's unit. Pure; knows no Django.

Every function raises ValueError, in Swedish, on what it cannot read: what is not understood is never taken for missing.
"""

import math
import re
from typing import NamedTuple

from handslag.indicators.reading import Definition
from handslag.indicators.rules import LARGEST, LONGEST_NOTE
from handslag.opendata.numbers import number

_SEXES = {
    "T": ("", "t", "totalt", "total", "samtliga", "alla", "båda", "båda könen", "kvinnor och män", "män och kvinnor"),
    "K": ("k", "kvinnor", "kvinna", "flickor", "flicka"),
    "M": ("m", "män", "man", "pojkar", "pojke"),
}
_SEX = {word: sex for sex, words in _SEXES.items() for word in words}
_ALL_AGES = ("", "alla", "alla åldrar", "totalt", "samtliga")
_SPAN = re.compile(r"(\d{1,3})\s*[-–—]\s*(\d{1,3})(?:\s*år)?", re.ASCII)
_OPEN = re.compile(r"(\d{1,3})\s*(?:\+|-|–)(?:\s*år)?|(\d{1,3})\s*år (?:och|eller) äldre", re.ASCII)
_THOUSANDS = re.compile(r"(\d{1,3})[.,](\d{3})", re.ASCII)
COUNTED = ("proportion", "rate", "count")
"""Measures whose numerator and denominator are so many: whole numbers."""


class Written(NamedTuple):
    """A number, and how many decimals it is written with."""

    value: float
    decimals: int


def sex(text: str) -> str:
    """Return T, K or M."""
    found = _SEX.get(" ".join(text.split()).casefold())
    if found is None:
        raise ValueError(f"”{text[:40]}” är inget kön. Skriv totalt, kvinnor eller män.")
    return found


def span_of(text: str) -> str | None:
    """Return an age span as definitions write it ("15-24", "85+", "" for all ages); None where the text is none."""
    plain = " ".join(text.split()).casefold()
    if plain in _ALL_AGES:
        return ""
    if found := _SPAN.fullmatch(plain):
        return f"{int(found[1])}-{int(found[2])}"
    if found := _OPEN.fullmatch(plain):
        return f"{int(found[1] or found[2])}+"
    return None


def _limits(span: str) -> tuple[int, int]:
    """Return the first and last year of an age span; "" is all ages."""
    first, _, last = span.partition("-")
    return int(first.rstrip("+") or 0), int(last or 200)


def within(span: str, ages: str) -> bool:
    """Whether an age span lies within another; "" is all ages."""
    (first, last), (least, most) = _limits(span), _limits(ages)
    return least <= first <= last <= most


def age(text: str, definition: Definition) -> str:
    """Return an age as figures carry it: "" for the definition's own."""
    span = span_of(text)
    if span is None:
        raise ValueError(f"”{text[:40]}” är ingen ålder. Skriv till exempel 15–24, 85+ eller alla.")
    if span == definition.ages or not text.strip():
        return ""
    told = f"åldern är {span or 'alla åldrar'}, men indikatorn gäller {definition.ages or 'alla åldrar'}."
    if span == "" or "age" not in definition.breakdowns:
        raise ValueError(f"{told} Tal för olika åldrar kan inte stå i samma serie.")
    if not within(span, definition.ages):
        raise ValueError(f"{told} Tal för olika åldrar kan inte stå i samma serie.")
    return span


def note(text: str) -> str:
    """Return a comment of a length that fits."""
    if len(text) > LONGEST_NOTE:
        raise ValueError(f"kommentaren har {len(text)} tecken, högst {LONGEST_NOTE} får plats.")
    return text


def count(text: str, definition: Definition) -> Written:
    """Return a number that counts something: a numerator or a denominator. It is whole wherever something is counted."""
    found = _not_negative(_number(text, percent_of="ett antal"), text)
    return _whole(found, text) if definition.measure in COUNTED else found


def amount(text: str, definition: Definition, *, shares: str = "") -> Written:
    """Return a number in the definition's unit. shares: "fraction" where 0,25 stands for 25 percent."""
    found = _number(text, percent_of="" if definition.per == 100 else definition.unit)
    if definition.measure in ("count", "proportion", "rate"):
        _not_negative(found, text)
    if definition.measure == "count":
        return _whole(found, text)
    if shares == "fraction" and "%" not in text:
        return Written(round(found.value * 100, 10), max(0, found.decimals - 2))
    return found


def _not_negative(found: Written, text: str) -> Written:
    if found.value < 0:
        raise ValueError(f"{text[:40]} är mindre än noll. Ett antal kan inte vara negativt.")
    return found


def _whole(found: Written, text: str) -> Written:
    """Refuse parts of what is counted, and a separator that may be of thousands as well as of decimals."""
    if parts := _THOUSANDS.fullmatch(text.strip()):
        whole, last = parts.groups()
        raise ValueError(f"”{text.strip()}” kan läsas på två sätt. Skriv {whole}{last} eller {whole} {last}.")
    if found.value % 1:
        raise ValueError(f"”{text.strip()[:40]}” är inget helt tal, men här väntas ett antal.")
    return found


def _number(text: str, *, percent_of: str) -> Written:
    """percent_of: what is expected instead, where a percent sign cannot stand; "" where it can."""
    try:
        found = number(text)
    except ValueError:
        found = None
    if found is None or found.value is None:
        raise ValueError(f"”{text[:40]}” är inget tal")
    if not math.isfinite(found.value) or abs(found.value) > LARGEST:
        raise ValueError(f"”{text[:40]}” är ett för stort tal. Kontrollera det.")
    if found.is_percent and percent_of:
        raise ValueError(f"”{text[:40]}” är procent, men här väntas {percent_of}.")
    written = re.search(r"[.,](\d+)", text)
    return Written(found.value, len(written[1]) if written else 0)
