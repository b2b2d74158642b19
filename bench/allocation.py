"""What it takes to share a trillion kronor out among 5 000 units, held against its target: `python -m bench.allocation`."""

import random
import statistics
import sys
import time
from collections.abc import Callable

from handslag.allocation import Bounds, ByPopulation, Unit, allocate, explain, repeat

UNITS, TOTAL = 5_000, 10**12
MOST_SECONDS = 1.0
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
        "one share explained": lambda: explain(run, among[0].code),
    }
    print(f"Shares of {TOTAL:,} kr among {UNITS:,} units".replace(",", " "))
    for name, step in steps.items():
        took = _seconds(step)
        state = "met    " if took <= MOST_SECONDS else "NOT MET"
        print(f"  {state}  {name}: {took:.3f} s, at most {MOST_SECONDS:g}")
    return 0


def _seconds(step: Callable[[], object]) -> float:
    """Return the median of some runs."""
    took = []
    for _ in range(RUNS):
        start = time.perf_counter()
        step()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


if __name__ == "__main__":
    sys.exit(main())
