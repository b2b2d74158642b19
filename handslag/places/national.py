"""Sweden's counties and municipalities with population 2015-2025, from the files in `data/` (source: SCB)."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from handslag.places.models import Area, Population

DATA = Path(__file__).resolve().parent / "data"
SOURCE = "SCB, folkmängd 31 december (tabellerna TAB638 och TAB5557)"
VINTAGE = "2026-11"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


@transaction.atomic
def load_national() -> Counter[str]:
    """Add areas and population that are missing; change nothing. Return how many were added."""
    added: Counter[str] = Counter()
    country, made = Area.objects.get_or_create(
        code="00", defaults={"name": "Sverige", "slug": "sverige", "kind": Area.COUNTRY}
    )
    added["areas"] += made
    known = {area.code: area for area in Area.objects.all()}
    for row in _rows("counties.csv"):
        code, name = row["county_code"], row["county_name"]
        if code not in known:
            slug = slugify(name.removesuffix(" län").removesuffix("s"))
            known[code] = Area.objects.create(code=code, name=name, slug=slug, kind=Area.COUNTY, parent=country)
            added["areas"] += 1
    missing = [row for row in _rows("municipalities.csv") if row["municipality_code"] not in known]
    for row in missing:
        code, name = row["municipality_code"], row["municipality_name"]
        known[code] = Area.objects.create(
            code=code, name=name, slug=slugify(name), kind=Area.MUNICIPALITY, parent=known[row["county_code"]]
        )
    added["areas"] += len(missing)
    added["population"] += _population(known)
    return added


def _population(areas: dict[str, Area]) -> int:
    """Add population of municipalities as published, and of counties and the country as their sums."""
    have = set(Population.objects.filter(vintage=VINTAGE).values_list("area__code", "year"))
    counts: dict[tuple[str, int], int] = Counter()
    perturbed: dict[tuple[str, int], bool] = {}
    for row in _rows("population_municipality.csv"):
        code, year = row["municipality_code"], int(row["year"])
        for area in (code, areas[code].parent.code, "00"):
            counts[area, year] += int(row["population"])
            perturbed[area, year] = row["perturbed"] == "1"
    new = [
        Population(
            area=areas[code],
            year=year,
            count=count,
            source=SOURCE if areas[code].kind == Area.MUNICIPALITY else f"{SOURCE}; summa av kommunerna",
            vintage=VINTAGE,
            perturbed=perturbed[code, year],
        )
        for (code, year), count in counts.items()
        if (code, year) not in have
    ]
    Population.objects.bulk_create(new, batch_size=500)
    return len(new)
