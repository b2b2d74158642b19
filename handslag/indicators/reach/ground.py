"""The places that a county's work is told for: the county, its parts and its municipalities, and who lives there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handslag.places.models import Area, Lansdel, Population
from handslag.plans.models import Plan

COUNTY, PART, MUNICIPALITY = "county", "part", "municipality"


@dataclass(frozen=True)
class Place:
    """A county, a part of it or a municipality. members: ids of its municipalities. code: of an area, else "".

    group: the name of the part that a municipality lies in, "" where it lies in none.
    """

    kind: str
    pk: int
    name: str
    members: frozenset[int]
    code: str = ""
    group: str = ""

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.pk


@dataclass(frozen=True)
class Places:
    """A plan's county, the parts of its division in their order, and the municipalities in the alphabet's.

    word: what a part is called here, "länsdel".
    """

    county: Place
    parts: tuple[Place, ...]
    municipalities: tuple[Place, ...]
    word: str

    def of_kind(self, kind: str) -> tuple[Place, ...]:
        """Return the places of a kind, in their fixed order: never in the order of what they have."""
        return {COUNTY: (self.county,), PART: self.parts, MUNICIPALITY: self.municipalities}[kind]

    def at(self, area: int | None, lansdel: int | None) -> Place | None:
        """Return the place of a row that points at an area or a part; None where it is in none of the plan's."""
        wanted = (PART, lansdel) if lansdel else (COUNTY if area == self.county.pk else MUNICIPALITY, area)
        return next((place for place in self.of_kind(wanted[0]) if place.pk == wanted[1]), None)


def places_of(plan: Plan) -> Places:
    """Return the plan's places. Three queries, two where the plan has no division."""
    areas = Area.objects.filter(parent=plan.county_id, kind=Area.MUNICIPALITY).order_by("name")
    lansdelar = list(
        Lansdel.objects.filter(division=plan.division_id).select_related("division").prefetch_related("municipalities")
        if plan.division_id
        else ()
    )
    group = {area.pk: part.name for part in lansdelar for area in part.municipalities.all()}
    municipalities = tuple(
        Place(MUNICIPALITY, area.pk, area.name, frozenset([area.pk]), area.code, group.get(area.pk, ""))
        for area in areas
    )
    parts = tuple(
        Place(PART, part.pk, part.name, frozenset(area.pk for area in part.municipalities.all())) for part in lansdelar
    )
    everywhere = frozenset(place.pk for place in municipalities)
    county = Place(COUNTY, plan.county_id, plan.county.name, everywhere, plan.county.code)
    return Places(county, parts, municipalities, lansdelar[0].division.word if lansdelar else "länsdel")


@dataclass(frozen=True)
class Ages:
    """Ages of a target group, both ends with; None where an end is open."""

    first: int | None = None
    last: int | None = None

    @property
    def is_all(self) -> bool:
        return self.first is None and self.last is None

    @property
    def words(self) -> str:
        """The people in words: "invånare 13–17 år"."""
        if self.is_all:
            return "invånare"
        if self.last is None:
            return f"invånare från {self.first} år"
        return f"invånare {self.first or 0}–{self.last} år"


@dataclass(frozen=True)
class Base:
    """How many live in each municipality (by id), in what year, of what ages, and who says so."""

    people: Mapping[int, int]
    year: int
    ages: Ages
    source: str

    def of(self, place: Place) -> int | None:
        """Return how many live in a place; None where some of its municipalities is not known."""
        if not place.members or not place.members <= self.people.keys():
            return None
        return sum(self.people[pk] for pk in place.members) or None


class People:
    """The inhabitants of municipalities by year and age, as far as they have been taken in. One query."""

    def __init__(self, municipalities: Iterable[int]) -> None:
        self.wanted = frozenset(municipalities)
        rows = Population.objects.filter(area__in=self.wanted, sex="total").order_by("vintage", "id")
        told = rows.values_list("year", "area_id", "age_from", "age_to", "count", "source")
        self.bands: dict[int, dict[int, dict[tuple[int, int], int]]] = defaultdict(lambda: defaultdict(dict))
        self.sources: dict[int, str] = {}
        self.known: dict[tuple[Ages, int | None], Base | None] = {}
        for year, area, first, last, count, source in told:  # of several vintages the last one holds
            self.bands[year][area][first, last] = count
            self.sources[year] = source

    def base(self, ages: Ages, *, year: int | None) -> Base | None:
        """Return the base of these ages, else of all inhabitants; of the year, else of the nearest before it, else the first.

        Only a year in which some municipality is known. None where nothing is known.
        """
        if (ages, year) not in self.known:
            self.known[ages, year] = self._base(ages, year)
        return self.known[ages, year]

    def _base(self, ages: Ages, year: int | None) -> Base | None:
        for asked in dict.fromkeys((ages, Ages())):
            found = {each: counts for each in self.bands if (counts := self._counts(each, asked))}
            if found:
                before = [each for each in found if year is None or each <= year]
                chosen = max(before) if before else min(found)
                return Base(found[chosen], chosen, asked, self.sources[chosen])
        return None

    def _counts(self, year: int, ages: Ages) -> dict[int, int]:
        told = {area: _within(bands, ages) for area, bands in self.bands[year].items()}
        return {area: count for area, count in told.items() if count is not None}


_OLDEST = 100
"""A band that goes on to at least this age is open upwards."""


def _within(bands: Mapping[tuple[int, int], int], ages: Ages) -> int | None:
    """Return how many are of these ages, where the bands meet without gap or overlap; else None."""
    at, total = ages.first or 0, 0
    last = _OLDEST if ages.last is None else min(ages.last, _OLDEST)
    for (low, high), count in sorted(bands.items(), key=lambda band: (band[0][0], -band[0][1])):
        if low == at and (high <= last or last == _OLDEST):
            total, at = total + count, high + 1
    return total if at > last else None
