"""`python -m bench`: the statistics, the shares of a grant, the taking in of figures and the pages of money; then build the national data set in two new databases and measure one after the other.

Last, on the real server with the same data: eight people save at once, and 500 answer a follow-up within as many
minutes as HANDSLAG_BENCH_MINUTES says (5).
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.answers import answer
from bench.writers import write
from tests.postgres import running_server
from tests.server import environment

WRITING_SECONDS = 10
ANSWERING_MINUTES = float(os.environ.get("HANDSLAG_BENCH_MINUTES") or 5)


def main() -> int:
    """Return 0 if every page answered, and no save failed or was lost, on both databases; else 1."""
    start = time.monotonic()
    # In a process of its own: what has been imported here must not be counted as its memory.
    statistics = subprocess.run([sys.executable, "-m", "bench.statistics"]).returncode
    print(flush=True)
    shares = subprocess.run([sys.executable, "-m", "bench.allocation"]).returncode
    print("\nTaking in the figures of indicators", flush=True)
    figures = subprocess.run([sys.executable, "-m", "bench.indicators"]).returncode
    print("\nReading the pages of money", flush=True)
    money = subprocess.run([sys.executable, "-m", "bench.funding"]).returncode
    with tempfile.TemporaryDirectory(prefix="handslag-bench-") as folder, running_server() as postgres:
        databases = {"SQLite": f"sqlite:///{Path(folder) / 'bench.sqlite3'}", "PostgreSQL": postgres}
        environments = {name: environment(Path(folder), url) for name, url in databases.items()}
        print("\nBuilding the national data set in both databases ...", flush=True)
        # Both at once, on a core each; measuring is for one at a time.
        if any(_run("build", *environments.values())):
            return 1
        print(f"Built in {time.monotonic() - start:.0f} s.", flush=True)
        codes = [statistics, shares, figures, money]
        for name, settings in environments.items():
            print(f"\n== {name}", flush=True)
            codes += _run("measure", settings)
            for outcome in (write(settings, WRITING_SECONDS), answer(settings, 60 * ANSWERING_MINUTES)):
                print(f"\n{outcome}", *outcome.errors[:5], sep="\n", flush=True)
                codes.append(not outcome.is_sound)
    print(f"\nDone in {time.monotonic() - start:.0f} s.")
    return int(any(codes))


def _run(step: str, *environments: dict[str, str]) -> list[int]:
    """Run the step in each environment, all at the same time; return their exit codes."""
    with ExitStack() as stack:
        running = [stack.enter_context(_started(step, environment)) for environment in environments]
        return [process.wait() for process in running]


@contextmanager
def _started(step: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Yield the step's process; if it still runs when the block is left, it is told to end."""
    with subprocess.Popen([sys.executable, "-m", "bench.run", step], env=environment) as process:
        try:
            yield process
        finally:
            process.terminate()


if __name__ == "__main__":
    # A terminated run must still stop its servers and remove its data: the exception unwinds the `with`.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    sys.exit(main())
