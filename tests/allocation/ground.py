"""Units to share among, the product's own population, and single counties by code."""

from functools import cache
from pathlib import Path

from handslag.allocation import Unit, Vintage, read_population, units_of
from handslag.allocation.population_files import PopulationFile
from handslag.places.units import POPULATION_FILE, names

AT_THE_END_OF_2019 = Vintage("2019-12-31", "SCB")


def units(*populations: int) -> list[Unit]:
    """Return units "a", "b" and so on with these populations."""
    return [Unit(chr(ord("a") + n), f"Enhet {n + 1}", people) for n, people in enumerate(populations)]


@cache
def read(path: Path) -> PopulationFile:
    with path.open(encoding="utf-8", newline="") as lines:
        return read_population(lines)


@cache
def people(level: str, year: int = 2019, path: Path = POPULATION_FILE) -> tuple[Unit, ...]:
    """Return all counties, regions or municipalities with their population."""
    return units_of(read(path), year=year, level=level, names=names(level), municipalities=names("municipality"))
