"""What one page or one save costs, measured in this process: SQL statements, time and size."""

import math
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.http import HttpResponse

Ask = Callable[[], HttpResponse]
"""Sends one request and returns the answer."""
WARM_UP, RUNS = 3, 30
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE SAVEPOINT")


@dataclass(frozen=True)
class Cost:
    """median, p95: milliseconds in the server. kilobytes: of 1000 bytes, before compression.

    worked: milliseconds of this process's processor, the median; what others do on the machine lengthens it less, and
    PostgreSQL's own work is not in it.
    """

    statements: int
    median: float
    p95: float
    kilobytes: float
    worked: float


def cost(ask: Ask) -> Cost:
    """Return what a warm request costs; garbage is collected when Python finds it due, as in service."""
    for _ in range(WARM_UP):
        answer = ask()
    taken = [_milliseconds(ask) for _ in range(RUNS)]
    times = sorted(by_clock for by_clock, _ in taken)
    return Cost(
        statements=statements(ask),
        median=statistics.median(times),
        p95=times[math.ceil(0.95 * RUNS) - 1],
        kilobytes=len(answer.content) / 1000,
        worked=statistics.median(worked for _, worked in taken),
    )


def statements(ask: Ask) -> int:
    """Return how many SQL statements a request makes; those that only begin or end a transaction do not count."""
    with counted() as found:
        ask()
    return len(found)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Yield a list that fills with the statements made in the meantime."""
    found: list[str] = []

    def note(execute, sql, params, many, context):
        if not sql.lstrip().upper().startswith(NOT_COUNTED):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def _milliseconds(ask: Ask) -> tuple[float, float]:
    """Return what one request takes, by the clock and of the processor."""
    start, worked = time.perf_counter(), time.process_time()
    ask()
    return 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - worked)
