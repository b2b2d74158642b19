"""Eight people who save at once, on the real server: how fast, what goes wrong, and whether anything is lost.

`python -m bench.writers --seconds 60` runs it alone, on SQLite and on PostgreSQL.
"""

import argparse
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.alone import end_when_told, on_both_databases
from tests import server
from tests.server import Ground, Writer

WRITERS, WORKERS = 8, 2


@dataclass(frozen=True)
class Outcome:
    """What the writers met. median, p95, longest: milliseconds that a save took, from sending to the answer.

    lost: saves that the server acknowledged and that the database does not hold, or holds twice.
    """

    seconds: float
    saves: int
    collisions: int
    median: float
    p95: float
    longest: float
    errors: tuple[str, ...]
    lost: int

    @property
    def is_sound(self) -> bool:
        return not self.errors and not self.lost and self.saves > 0

    def __str__(self) -> str:
        return (
            f"{WRITERS} writers at once, {self.seconds:.0f} s: {self.saves / self.seconds:.1f} saves a second, "
            f"median {self.median:.0f} ms, p95 {self.p95:.0f} ms, longest {self.longest:.0f} ms, {self.collisions} collisions told of, "
            f"{len(self.errors)} errors, {self.lost} lost"
        )


def write(settings: dict[str, str], seconds: float) -> Outcome:
    """Let the writers save for so long in an installation whose database has its tables; then count.

    Each saves an initiative of its own and, every other time, one that all share.
    """
    ground = server.prepare(settings, WRITERS + 1)
    with server.serving(settings, workers=WORKERS) as running:
        writers = [Writer(running, ground, f"skrivare {n}") for n in range(WRITERS)]
        start = time.monotonic()
        with ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(lambda pair: _go_on(*pair, ground, until=start + seconds), enumerate(writers)))
        took = time.monotonic() - start
    times = sorted(1000 * each for writer in writers for each in writer.seconds) or [0.0, 0.0]
    return Outcome(
        seconds=took,
        saves=sum(len(texts) for writer in writers for texts in writer.acknowledged.values()),
        collisions=sum(writer.collisions for writer in writers),
        median=statistics.median(times),
        p95=times[int(0.95 * (len(times) - 1))],
        longest=times[-1],
        errors=tuple(error for writer in writers for error in writer.errors),
        lost=_lost(settings, ground, writers),
    )


def _go_on(number: int, writer: Writer, ground: Ground, *, until: float) -> None:
    shared, own = ground.initiatives[-1], ground.initiatives[number]
    while time.monotonic() < until:
        writer.save(own)
        writer.save(shared)


def _lost(settings: dict[str, str], ground: Ground, writers: list[Writer]) -> int:
    """Return how many saves are missing or too many: in version, in history, in the audit trail."""
    told, wrong = server.found(settings), 0
    for initiative in ground.initiatives:
        saved, texts = told[initiative], [text for w in writers for text in w.acknowledged.get(initiative, [])]
        wrong += len(set(texts) ^ set(saved["texts"])) + abs(saved["version"] - 1 - len(texts))
        wrong += abs(saved["events"] - len(texts)) + (not saved["is_whole"])
        wrong += bool(texts) and saved["text"] != saved["texts"][-1]
    return wrong


def main() -> int:
    """Run on both databases, each new; return 1 where anything failed or was lost."""
    parser = argparse.ArgumentParser(prog="python -m bench.writers", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    seconds = parser.parse_args().seconds
    return on_both_databases(lambda settings: write(settings, seconds))


if __name__ == "__main__":
    end_when_told()
    sys.exit(main())
