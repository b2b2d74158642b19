"""What handslag.stats takes on a national data set, held against its targets: `python -m bench.statistics`.

Each step runs in a process of its own. With HANDSLAG_BENCH_ORACLES=/path/to/python, an interpreter that has
PHStatsMethods and statsmodels, theirs is printed beside it; they are never part of the product.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ORACLES = ("PHStatsMethods", "statsmodels")
CELLS = 1_305_000
HOW = """  To print PHStatsMethods and statsmodels beside it, make an environment that has them and name its interpreter:
    python3 -m venv oracles && oracles/bin/pip install PHStatsMethods statsmodels
    HANDSLAG_BENCH_ORACLES=oracles/bin/python make bench"""
IMPORTED = """
import time; start = time.perf_counter()
import handslag.stats
took = time.perf_counter() - start
import json, resource, sys
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
print(json.dumps({"first": took, "seconds": took, "megabytes": most}))
"""


@dataclass(frozen=True)
class Step:
    """One measured piece of work. seconds, megabytes: at most so much, None where nothing is promised."""

    name: str
    what: str
    seconds: float | None = None
    megabytes: float | None = None


STEPS = (
    Step("limits", "exact 95 % limits, 1.3 million rows", seconds=0.1),
    Step("limits_both", "exact 95 and 99.8 % limits, 1.3 million", seconds=0.25),
    Step("limits_13", "exact 95 % limits, 13 million", seconds=1),
    Step("limits_13_both", "exact 95 and 99.8 % limits, 13 million", seconds=2),
    Step("proportions", "Wilson 95 % limits, 1.3 million"),
    Step("page", "a page of 290 areas, 25 years, all of it", seconds=0.01),
    Step("refresh", "national refresh, 1.3 million", seconds=1, megabytes=600),
)
IMPORT = Step("import", "import handslag.stats", seconds=0.4, megabytes=70)


def main() -> int:
    """Print the table, the other packages and what was promised; return 1 if a step fails, whatever the targets say."""
    print("Statistics: handslag.stats, each in a process of its own")
    print(f"  {'':42} {'median s':>9} {'first s':>9} {'peak MB':>8}")
    found = {step: _measured(step) for step in (IMPORT, *STEPS)}
    for step, took in found.items():
        print(f"  {step.what:42} {took['seconds']:9.4f} {took['first']:9.4f} {took['megabytes']:8.0f}")
    print("\n  Other packages")
    oracles = os.environ.get("HANDSLAG_BENCH_ORACLES")
    print("\n".join(_beside(oracles)) if oracles else HOW)
    print("\nTargets of statistics")
    for step, took in found.items():
        for told, is_met in _targets(step, took):
            print(f"  {'met    ' if is_met else 'NOT MET'}  {told}")
    return 0


def _measured(step: Step) -> dict[str, float]:
    if step is not IMPORT:
        return _answer("-m", "bench.statistics_steps", step.name)
    # The first import compiles, as the first start of an installation does; its bytecode serves the others.
    with tempfile.TemporaryDirectory(prefix="handslag-bytecode-") as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        first, *runs = [_answer("-c", IMPORTED, environment=environment) for _ in range(6)]
    middle = {key: statistics.median(run[key] for run in runs) for key in first}
    return {**middle, "first": first["seconds"]}


def _answer(*arguments: str, environment: dict[str, str] | None = None) -> dict[str, float]:
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def _targets(step: Step, took: dict[str, float]) -> Iterator[tuple[str, bool]]:
    for key, most, unit in (("seconds", step.seconds, "s"), ("megabytes", step.megabytes, "MB")):
        if most is not None:
            yield f"{step.what}: {took[key]:.3g} {unit}, at most {most:g}", took[key] <= most


def _beside(python: str) -> Iterator[str]:
    """Yield a line for each thing that each of the other packages did, scaled where it did fewer rows."""
    script = str(Path(__file__).with_name("statistics_oracles.py"))
    for name in ORACLES:
        done = subprocess.run([python, "-W", "ignore", script, name], capture_output=True, text=True, check=False)
        if done.returncode:
            yield f"  {name}: {done.stderr.strip().splitlines()[-1]}"
            continue
        for line in done.stdout.splitlines():
            if line.startswith("{"):  # one of them prints by itself
                yield _told(json.loads(line))


def _told(one: dict[str, Any]) -> str:
    start = f"  {one['package']} {one['version']}, {one['what']}:"
    if one["what"] == "import":
        return f"{start} {one['seconds']:.2f} s, {one['megabytes']:.0f} MB"
    if one["rows"] >= CELLS:
        return f"{start} {one['seconds']:.3f} s for {one['rows']:,} rows"
    scaled = one["seconds"] * CELLS / one["rows"]
    return f"{start} {one['seconds']:.2f} s for {one['rows']:,} rows, that is {scaled:.0f} s for 1.3 million (scaled)"


if __name__ == "__main__":
    sys.exit(main())
