"""Names of counties, regions and municipalities, and their population, from the files in `data/`: without the database."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
POPULATION_FILE = DATA / "population_municipality.csv"
AGES_FILE = DATA / "population_ages_county.csv"
_NAMES = {
    "county": ("counties.csv", "county_code", "county_name"),
    "region": ("counties.csv", "county_code", "region_name"),
    "municipality": ("municipalities.csv", "municipality_code", "municipality_name"),
}


@cache
def names(level: str) -> dict[str, str]:
    """Return the names of all counties, regions (by their county's code) or municipalities by code."""
    file, code, name = _NAMES[level]
    return {row[code]: row[name] for row in _rows(file)}


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
