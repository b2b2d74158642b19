"""Areas as tables name them: 1880, 18, Örebro, Örebro kommun, Örebro län, Riket. Pure; knows no Django."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

COUNTRY, COUNTY, MUNICIPALITY = "country", "county", "municipality"
THE_COUNTRY = ("riket", "hela riket", "sverige", "landet", "hela landet", "0000", "0")
OUR_COUNTY = ("länet", "hela länet")
_CODED = re.compile(r"(\d{2,4})[\s:–-]+(\D.*)")


class BadPlace(ValueError):
    """The text names no area that may be taken in. The message says why, in Swedish."""


@dataclass(frozen=True, slots=True)
class Place:
    """An area. county: the code of the county that it lies in or is; "" for the country."""

    code: str
    name: str
    kind: str
    county: str = ""


@dataclass(frozen=True)
class Places:
    """The areas there are. own: the code of the county whose areas may be taken in, None for all."""

    all: tuple[Place, ...]
    own: str | None = None

    @classmethod
    def of(cls, places: Iterable[Place], *, own: str | None = None) -> "Places":
        return cls(tuple(places), own)

    @cached_property
    def by_code(self) -> dict[str, Place]:
        return {each.code: each for each in self.all}

    @cached_property
    def _by_word(self) -> dict[str, Place]:
        """Areas by code and name, in small letters. A bare name is the municipality's: counties are called län."""
        found: dict[str, Place] = {}
        for each in sorted(self.all, key=lambda each: each.kind != MUNICIPALITY):
            for word in (each.code, each.name, f"{each.name} kommun" if each.kind == MUNICIPALITY else each.name):
                found.setdefault(_plain(word), each)
        country = next((each for each in self.all if each.kind == COUNTRY), None)
        if country:
            found |= dict.fromkeys(THE_COUNTRY, country)
        if self.own and self.own in self.by_code:
            found |= dict.fromkeys(OUR_COUNTY, self.by_code[self.own])
        return found

    def find(self, text: str) -> Place:
        """Return the area that a text names. Raises BadPlace."""
        word = _plain(text)
        found = self._by_word.get(word) or self._coded(word, text) or self._shortened(word)
        if found is None:
            last = "eller länet" if self.own else "länet eller riket"
            raise BadPlace(f"”{text[:60]}” är inget område som finns. Skriv kommunens namn eller kod, {last}.")
        if self.is_ours(found):
            return found
        if found.county:
            raise BadPlace(f"{found.name} ligger i ett annat län. Här läses bara länets egna områden in.")
        raise BadPlace(
            "Tal för riket är gemensamma för alla län och hämtas från källan. Ta bara med länets egna områden."
        )

    def is_ours(self, place: Place) -> bool:
        """Whether figures of an area may be taken in: what stands on other counties' pages is not a county's to write."""
        return self.own is None or place.county == self.own

    def _coded(self, word: str, text: str) -> Place | None:
        """Return the area of "1880 Örebro". Raises BadPlace where code and name are of two areas."""
        if not (parts := _CODED.fullmatch(word)):
            return None
        by_code, by_name = self._by_word.get(parts[1]), self._by_word.get(parts[2])
        if by_code and by_name and by_code != by_name and by_code.kind == by_name.kind:
            raise BadPlace(f"”{text[:60]}”: koden {parts[1]} är {by_code.name}, inte {by_name.name}.")
        return by_code

    def _shortened(self, word: str) -> Place | None:
        """Return the area of a code whose first zero a spreadsheet has taken away: 180 is 0180, 1 is 01."""
        if not (word.isascii() and word.isdigit()):
            return None
        return self._by_word.get({1: f"0{word}", 3: f"0{word}"}.get(len(word), word))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
