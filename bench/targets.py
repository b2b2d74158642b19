"""What Handslag has promised of its pages, held against what was measured."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.cost import Cost
from bench.editing import EDIT, SAVE
from bench.followup import FORM, ROUND
from bench.memory import Memory
from bench.pages import SEARCHES
from bench.reports import FEW, MANY, Reports

OVERVIEWS = ("plan", "register", "coverage")


@dataclass(frozen=True)
class Target:
    """One promise. what: the value with its unit."""

    what: str
    is_met: bool


def targets(
    costs: Mapping[str, Cost], memory: Memory, in_small: Mapping[str, int], versions_ms: float
) -> Iterator[Target]:
    """Yield each promise.

    in_small: SQL statements of the overviews in a county with a tenth of the initiatives. versions_ms: what it takes to
    tell two versions of the plan apart.
    """
    for name in OVERVIEWS:
        yield from _at_most(name, costs[name], statements=12, median=40)
        same = costs[name].statements == in_small[name]
        yield Target(f"{name}: {in_small[name]} SQL with 12 initiatives, as many with 120", same)
    yield from _at_most("initiative", costs["initiative"], statements=24, median=40)
    yield from _at_most(EDIT, costs[EDIT], statements=24, median=40)
    yield Target(f"{SAVE}: {costs[SAVE].median:.1f} ms, at most 50", costs[SAVE].median <= 50)
    yield from _at_most(FORM, costs[FORM], statements=15, median=30)
    yield Target(f"{FORM}: {costs[FORM].kilobytes:.0f} kB, at most 30", costs[FORM].kilobytes <= 30)
    yield from _at_most(ROUND, costs[ROUND], statements=15, median=60)
    whole = costs["plan with proposals"]
    yield Target(f"plan with all 1.6 links of each: {whole.kilobytes:.0f} kB, at most 100", whole.kilobytes <= 100)
    for name in SEARCHES:
        yield Target(f"{name}: {costs[name].median:.1f} ms, at most 50", costs[name].median <= 50)
    yield Target(f"difference of two versions: {versions_ms:.1f} ms, at most 100", versions_ms <= 100)
    yield Target(f"worker: {memory.rss:.0f} MB, at most 120", memory.rss <= 120)


def targets_of_charts(drawn: Mapping[str, float]) -> Iterator[Target]:
    """Yield the promise of each drawing. drawn: its milliseconds by its name."""
    for name, took in drawn.items():
        yield Target(f"drawing, {name}: {took:.2f} ms, at most 2", took <= 2)


FORMATS = {"html": 0.3, "pdf": 6, "docx": 2, "xlsx": 0.5, "pptx": 2}
"""Seconds that the example's report may take at most in each format, its build included."""
NOISE = 1.15
"""Of two times on a machine that does other things too, the second may be so many times the first by chance."""


def targets_of_reports(found: Reports, peak: float) -> Iterator[Target]:
    """Yield the promises of reports. peak: megabytes that a worker held at most."""
    for name, most in FORMATS.items():
        took = found.formats[name]
        yield Target(f"report as {name}: {took:.2f} s, at most {most}", took <= most)
    yield Target(f"worker that builds a report: {peak:.0f} MB, at most 300", peak <= 300)
    for name in ("docx", "pdf"):
        few, many = (
            (found.grown["build"][place] + found.grown[name][place]) / number * 1000
            for place, number in enumerate((FEW, MANY))
        )
        told = f"report as {name}: {many:.1f} ms for each of {MANY} initiatives, {few:.1f} for each of {FEW}"
        yield Target(told, many <= NOISE * few)


def _at_most(name: str, cost: Cost, *, statements: int, median: float) -> Iterator[Target]:
    yield Target(f"{name}: {cost.statements} SQL, at most {statements}", cost.statements <= statements)
    yield Target(f"{name}: {cost.median:.1f} ms, at most {median:.0f}", cost.median <= median)
