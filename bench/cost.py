"""What one page costs, measured in this process: SQL statements, time and size."""

import math
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.test import Client

WARM_UP, RUNS = 3, 30
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE SAVEPOINT")


@dataclass(frozen=True)
class Cost:
    """median, p95: milliseconds in the server. kilobytes: of 1000 bytes, before compression."""

    statements: int
    median: float
    p95: float
    kilobytes: float


def cost(client: Client, address: str) -> Cost:
    """Return what a warm page costs; garbage is collected when Python finds it due, as in service."""
    for _ in range(WARM_UP):
        answer = client.get(address)
    times = sorted(_milliseconds(client, address) for _ in range(RUNS))
    return Cost(
        statements=statements(client, address),
        median=statistics.median(times),
        p95=times[math.ceil(0.95 * RUNS) - 1],
        kilobytes=len(answer.content) / 1000,
    )


def statements(client: Client, address: str) -> int:
    """Return how many SQL statements a page makes; those that only begin or end a transaction do not count."""
    with counted() as found:
        client.get(address)
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


def _milliseconds(client: Client, address: str) -> float:
    start = time.perf_counter()
    client.get(address)
    return 1000 * (time.perf_counter() - start)
