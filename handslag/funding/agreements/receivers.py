"""Those a line is parted among, with their inhabitants: every region, county and municipality of the country."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from django.db.models import Count, Q, QuerySet, Subquery, Value

from handslag.allocation import read_population
from handslag.allocation.units import AgeBand, Unit, Vintage
from handslag.places.models import Area, Population
from handslag.places.units import AGES_FILE, names

KINDS = {"region": Area.COUNTY, "county": Area.COUNTY, "municipality": Area.MUNICIPALITY}
"""What kind of area each kind of receiver is. Gotland is in all three."""
WHOLE = {"sex": "total", "age_from": 0, "age_to__gte": 100}
ALL_AGES = 100
"""The last age of bands without end in the tables of the population."""


@dataclass(frozen=True)
class Receivers:
    """Who there is to part among. year: of the population, None where there is none; years: those that are whole.

    units: by kind of receiver, by code. county_of: the county's code by a municipality's. vintage: edition of the figures.
    """

    year: int | None
    years: tuple[int, ...] = ()
    units: Mapping[str, tuple[Unit, ...]] = field(default_factory=dict)
    county_of: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    vintage: str = ""

    @property
    def edition(self) -> Vintage | None:
        return None if self.year is None else Vintage(f"31 december {self.year}", self.source)

    def of_county(self, code: str) -> list[str]:
        """Return the codes of a county's municipalities."""
        return [each for each, county in self.county_of.items() if county == code]


def official() -> QuerySet[Area]:
    """Return the country's counties and municipalities, without examples and others that are made."""
    known = names("region")
    counties = Q(kind=Area.COUNTY, code__in=known)
    return Area.objects.filter(counties | Q(kind=Area.MUNICIPALITY, parent__code__in=known), is_example=False)


def years_known() -> tuple[int, ...]:
    """Return the years in which the population of every county and municipality is known, newest first. One query."""
    rows = Population.objects.filter(area__in=official(), **WHOLE).order_by()
    everybody = official().order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    counted = rows.values("year").annotate(n=Count("area", distinct=True), everybody=Subquery(everybody))
    known = counted.values_list("year", "n", "everybody")
    return tuple(sorted((year for year, n, everybody in known if n == everybody), reverse=True))


def year_for(asked: int | None, years: tuple[int, ...], *, grant_year: int) -> int | None:
    """Return the year of the population: the asked one where it is known, else the last before the grant's year."""
    if asked in years:
        return asked
    return next((year for year in years if year < grant_year), min(years, default=None))


def receivers_in(year: int | None, years: tuple[int, ...], *, by_age: bool = False) -> Receivers:
    """Return everybody with the population of a year, by age too where that is asked for. One query, or two."""
    if year is None:
        return Receivers(None, years)
    fields = ("area__code", "area__name", "area__kind", "area__parent__code", "count", "source", "vintage")
    rows = Population.objects.filter(area__in=official(), year=year, **WHOLE).order_by("vintage", "id")
    found = {row[0]: row for row in rows.values_list(*fields)}  # the latest edition of each
    ages = _ages(year, {code: row[3] for code, row in found.items() if row[2] == Area.MUNICIPALITY}) if by_age else {}
    units: dict[str, list[Unit]] = {kind: [] for kind in KINDS}
    for code, (_, name, kind, _, people, _, _) in sorted(found.items()):
        for receiver in [each for each, of in KINDS.items() if of == kind]:
            called = names("region")[code] if receiver == "region" else name
            units[receiver].append(Unit(code, called, people, ages.get(code, ())))
    towns = {code: row for code, row in found.items() if row[2] == Area.MUNICIPALITY}
    newest = max(towns.values(), key=lambda row: row[6], default=None)
    return Receivers(
        year,
        years,
        {kind: tuple(each) for kind, each in units.items()},
        {code: row[3] for code, row in towns.items()},
        newest[5] if newest else "",
        newest[6] if newest else "",
    )


def _ages(year: int, county_of: Mapping[str, str]) -> dict[str, tuple[AgeBand, ...]]:
    """Return the population by age of everybody it is known of; a county's as its municipalities' sum where it has none."""
    rows = Population.objects.filter(area__in=official(), year=year).exclude(age_from=0, age_to__gte=ALL_AGES)
    latest: dict[tuple[str, int, int, str], int] = {}
    fields = ("area__code", "age_from", "age_to", "sex", "count")
    for *key, people in rows.order_by("vintage", "id").values_list(*fields):
        latest[tuple(key)] = people
    told: dict[str, dict[tuple[int, int], int]] = {}
    for code, first, last, sex in latest:
        parts = [latest.get((code, first, last, each)) for each in (("total",) if sex == "total" else ("K", "M"))]
        if None not in parts and (first, last) not in told.get(code, {}):
            told.setdefault(code, {})[first, last] = sum(each for each in parts if each is not None)
    for county, bands in _summed(told, county_of).items():
        told.setdefault(county, bands)
    return {**_shipped_ages().get(year, {}), **{code: _bands(each) for code, each in told.items()}}


@cache
def _shipped_ages() -> Mapping[int, Mapping[str, tuple[AgeBand, ...]]]:
    """Return the counties' population by age that ships with Handslag, by year. The same object each time."""
    with AGES_FILE.open(encoding="utf-8", newline="") as lines:
        return read_population(lines).ages


def _summed(
    told: Mapping[str, Mapping[tuple[int, int], int]], county_of: Mapping[str, str]
) -> dict[str, dict[tuple[int, int], int]]:
    """Return the bands of counties in which all municipalities have them."""
    towns = Counter(county_of.values())
    sums: dict[str, Counter[tuple[int, int]]] = {}
    times: Counter[tuple[str, tuple[int, int]]] = Counter()
    for code, county in county_of.items():
        for span, people in told.get(code, {}).items():
            sums.setdefault(county, Counter())[span] += people
            times[county, span] += 1
    return {
        county: {span: people for span, people in bands.items() if times[county, span] == towns[county]}
        for county, bands in sums.items()
    }


def _bands(told: Mapping[tuple[int, int], int]) -> tuple[AgeBand, ...]:
    return tuple(
        AgeBand(first, None if last >= ALL_AGES else last, people) for (first, last), people in sorted(told.items())
    )
