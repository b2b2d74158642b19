"""What it takes to share money out, held against its targets: `python -m bench.allocation`.

A trillion kronor among 5 000 made-up units; and the lines of 2020 among the country's own, each share explained.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from handslag.allocation import (
    Bounds,
    ByPopulation,
    Unit,
    agreements,
    allocate,
    explain,
    read_population,
    repeat,
    units_of,
)
from handslag.places.units import AGES_FILE, POPULATION_FILE, names

UNITS, TOTAL = 5_000, 10**12
MOST_SECONDS = 1.0
YEAR, POPULATION_YEAR = 2020, 2019
MOST_SECONDS_EXPLAINED = 0.2
RUNS = 5


def units() -> list[Unit]:
    """Return made-up units, from a few hundred to a few million inhabitants."""
    chance = random.Random(20260101)
    return [Unit(f"{n:04}", f"Enhet {n}", int(chance.lognormvariate(9.6, 1.2)) + 1) for n in range(UNITS)]


def bounds(among: list[Unit]) -> Bounds:
    """Return a floor and a ceiling of each unit's own, of which about half hold it."""
    chance = random.Random(20260102)
    even = TOTAL // sum(each.population or 0 for each in among)
    floors = {each.code: int((each.population or 0) * even * chance.uniform(0.5, 1.1)) for each in among}
    return Bounds(floors=floors, ceilings={code: int(at * chance.uniform(1.05, 2)) + 1 for code, at in floors.items()})


def country() -> dict[tuple[str, bool], tuple[Unit, ...]]:
    """Return everybody that a line of the year is parted among, by kind of receiver and whether by age."""
    found = {}
    for line in agreements()[YEAR].lines:
        if line.key:
            by_age = line.key.kind == "ages"
            with (AGES_FILE if by_age else POPULATION_FILE).open(encoding="utf-8", newline="") as lines:
                people = read_population(lines)
            named, level = names(line.receiver), line.receiver
            found[level, by_age] = units_of(
                people, year=POPULATION_YEAR, level=level, names=named, municipalities=names("municipality")
            )
    return found


def explained(among: dict[tuple[str, bool], tuple[Unit, ...]]) -> int:
    """Part every line of the year that is shared out, explain every share, and return how many there are."""
    shares = 0
    for line in agreements()[YEAR].lines:
        if line.key and line.kronor:
            units = among[line.receiver, line.key.kind == "ages"]
            run = allocate(line.kronor, units, line.key, level=line.receiver)
            shares += sum(bool(explain(run, each.code)) for each in units)
    return shares


def main() -> int:
    """Print what each step takes and whether that is within the target; return 0 whatever it is."""
    among = units()
    plain, held = ByPopulation(), ByPopulation(bounds=bounds(among))
    run = allocate(TOTAL, among, held)
    stored = run.as_json()
    steps: dict[str, Callable[[], object]] = {
        "by population": lambda: allocate(TOTAL, among, plain),
        "a floor and a ceiling for each": lambda: allocate(TOTAL, among, held),
        "a stored run worked out again": lambda: repeat(stored),
        "one share explained": lambda: explain(replace(run), among[0].code),  # a copy has summed nothing yet
    }
    print(f"Shares of {TOTAL:,} kr among {UNITS:,} units".replace(",", " "))
    for name, step in steps.items():
        _tell(name, step, most=MOST_SECONDS)
    everybody = country()
    print(f"The lines of {YEAR}: {explained(everybody)} shares of regions, counties and municipalities")
    _tell("every line parted and every share explained", lambda: explained(everybody), most=MOST_SECONDS_EXPLAINED)
    return 0


def _tell(name: str, step: Callable[[], object], *, most: float) -> None:
    took, worked = _seconds(step)
    state = "met    " if took <= most else "NOT MET"
    print(f"  {state}  {name}: {took:.3f} s ({worked:.3f} s of processor), at most {most:g}")


def _seconds(step: Callable[[], object]) -> tuple[float, float]:
    """Return the medians of some runs: by the clock, and of the processor, which others' work does not lengthen as much."""
    took, worked = [], []
    for _ in range(RUNS):
        start, start_worked = time.perf_counter(), time.process_time()
        step()
        took.append(time.perf_counter() - start)
        worked.append(time.process_time() - start_worked)
    return statistics.median(took), statistics.median(worked)


if __name__ == "__main__":
    sys.exit(main())
