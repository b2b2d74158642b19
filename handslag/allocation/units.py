"""Those that money is shared out among, with what is known of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handslag.allocation import fields
from handslag.allocation.errors import AllocationInputError

_NO_END = -1
"""The age that follows a band without end: no band begins there."""


@dataclass(frozen=True)
class AgeBand:
    """How many there are from one age to another, both counted in. highest: None where the band has no end ("80+")."""

    lowest: int
    highest: int | None
    people: int

    def __str__(self) -> str:
        if self.highest == self.lowest:
            return str(self.lowest)
        return f"{self.lowest}+" if self.highest is None else f"{self.lowest}–{self.highest}"


@dataclass(frozen=True)
class Vintage:
    """Which edition of the figures was used. as_of: the day or year they tell of. source: who says so, and where."""

    as_of: str
    source: str

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.as_of, self.source)))


@dataclass(frozen=True)
class Unit:
    """A county, region or municipality. population: inhabitants, None where that is not known. ages: bands, may be none."""

    code: str
    name: str
    population: int | None = None
    ages: tuple[AgeBand, ...] = ()

    def as_json(self) -> dict[str, Any]:
        ages = [[each.lowest, each.highest, each.people] for each in self.ages]
        return {"code": self.code, "name": self.name, "population": self.population, "ages": ages}

    def aged(self, lowest: int, highest: int | None) -> int:
        """Return how many are of these ages, from bands that fill them exactly. Raises AllocationInputError."""
        within = sorted((each for each in self.ages if _within(each, lowest, highest)), key=lambda each: each.lowest)
        following = lowest
        for each in within:
            if each.lowest != following:
                raise self._no_such_ages(lowest, highest)
            following = _NO_END if each.highest is None else each.highest + 1
        if following != (_NO_END if highest is None else highest + 1):
            raise self._no_such_ages(lowest, highest)
        return sum(each.people for each in within)

    def _no_such_ages(self, lowest: int, highest: int | None) -> AllocationInputError:
        wanted = AgeBand(lowest, highest, 0)
        there = ", ".join(str(each) for each in self.ages)
        told = f"Det som finns är {there} år." if there else "Det finns ingen folkmängd efter ålder."
        return AllocationInputError(
            f"units[{self.code}].ages",
            f"{self.name} ({self.code}): folkmängden i åldern {wanted} år går inte att räkna fram exakt. {told}",
        )


def _within(band: AgeBand, lowest: int, highest: int | None) -> bool:
    """True if the band touches the ages at all: one that reaches outside must be seen, not left out."""
    ends_before = band.highest is not None and band.highest < lowest
    begins_after = highest is not None and band.lowest > highest
    return not ends_before and not begins_after


def unit_from(told: object, field: str) -> Unit:
    """Return a unit from plain JSON. Raises AllocationInputError, which names the field."""
    values: Mapping[str, object] = fields.mapping(told, field)
    fields.only(values, {"code", "name", "population", "ages"}, field)
    population = values.get("population")
    return Unit(
        fields.text(values.get("code"), f"{field}.code"),
        fields.text(values.get("name"), f"{field}.name"),
        None if population is None else fields.whole(population, f"{field}.population"),
        tuple(_band(each, f"{field}.ages") for each in fields.sequence(values.get("ages", []), f"{field}.ages")),
    )


def _band(told: object, field: str) -> AgeBand:
    values = fields.sequence(told, field)
    if len(values) != 3:
        raise AllocationInputError(field, f"{field}: varje åldersgrupp är tre tal, från, till och antal.")
    lowest = fields.whole(values[0], field)
    highest = None if values[1] is None else fields.whole(values[1], field, least=lowest)
    return AgeBand(lowest, highest, fields.whole(values[2], field))
