"""`python -m bench.indicators`: 1.3 million figures taken in on SQLite and on PostgreSQL, and what is read of them.

The figures are constructed, in the shape of a national data set, and stand only in empty databases that are thrown away.
What pages cost there is told by `bench.indicators_pages`.
"""

import math
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from json import dumps, loads

from handslag.indicators.reading import Definition
from tests import server

INDICATORS, YEARS, SEXES = 30, range(1980, 2026), "TKM"
MOST_SECONDS, MOST_MEGABYTES = 60, 250
PATIENCE_SECONDS = 900
"""Longer than any machine should need: a slow one is to be told of, not broken off."""


@dataclass(frozen=True)
class Loaded:
    """What a loading took. seconds: of the first and of the second, which adds nothing. megabytes: at most, in the process.

    own_seconds: how long a processor worked for the first in this process, where the machine has other things to do.
    """

    rows: int
    seconds: float
    again: float
    again_added: int
    megabytes: float
    before: float
    own_seconds: float = 0
    told: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        is_quick = self.seconds <= MOST_SECONDS and self.megabytes <= MOST_MEGABYTES
        return is_quick and not self.again_added and not self.errors

    def __str__(self) -> str:
        own = f"{self.own_seconds:.1f} s of them its own work"
        first = f"{self.rows} figures in {self.seconds:.1f} s (at most {MOST_SECONDS}), {own}"
        second = f"a second time in {self.again:.1f} s: {self.again_added} added or revised"
        memory = f"{self.megabytes:.0f} MB at most, {self.before:.0f} MB before (at most {MOST_MEGABYTES})"
        return "\n  ".join([f"{first}; {second}; {memory}", *self.told])


def load(settings: dict[str, str]) -> Loaded:
    """Fill the database of the settings in a process of its own. See `alone.on_both_databases`."""
    command = [sys.executable, "-m", "bench.indicators", "fill"]
    done = subprocess.run(
        command, cwd=server.ROOT, env=settings, text=True, capture_output=True, timeout=PATIENCE_SECONDS
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Loaded(**loads(done.stdout))


def fill() -> None:
    """Print what it took to fill the database with constructed figures, and to try it again."""
    from bench import indicators_pages

    indicators_pages.ground()
    before = _peak()
    start, work = time.perf_counter(), time.process_time()
    rows, _ = _take_in()
    first, own = time.perf_counter() - start, time.process_time() - work
    _settle()
    start = time.perf_counter()
    _, changed = _take_in()
    again, peak = time.perf_counter() - start, _peak()
    indicators_pages.aim()
    told = tuple(indicators_pages.pages())
    print(dumps(asdict(Loaded(rows, first, again, changed, peak, before, own, told))))


def _take_in() -> tuple[int, int]:
    """Take in every indicator, each for itself; return how many rows there are, and how many were added or revised."""
    from django.utils import timezone

    from handslag.indicators.models import Fetch, Indicator
    from handslag.indicators.reading import definitions
    from handslag.indicators.writing import take_in
    from handslag.places.models import Area

    areas = list(Area.objects.values_list("code", flat=True))
    rows = changed = 0
    known = [each for each in definitions().values() if each.kind != "output"][:INDICATORS]
    now = timezone.now()
    fetches = [  # all are asked for at once, as by the button that fetches all
        Fetch.objects.create(
            indicator=Indicator.objects.get_or_create(key=definition.key)[0],
            way="file",
            source="Konstruerade tal",
            asked_at=now,
            state="waiting",
        )
        for definition in known
    ]
    for number, (definition, fetch) in enumerate(zip(known, fetches, strict=True)):
        Fetch.objects.filter(pk=fetch.pk).update(state="done", done_at=timezone.now())
        taken = take_in(fetch, _rows(number, areas, definition))
        rows += taken.rows
        changed += taken.added + taken.revised
    return rows, changed


def _rows(number: int, areas: list[str], definition: Definition) -> Iterator:
    """Yield constructed figures of every area, year and sex; here and there one that is missing or hidden."""
    from handslag.indicators.writing import Row

    for place, area in enumerate(areas):
        for year in YEARS:
            first, last = date(year, 1, 1), date(year, 12, 31)
            for turn, sex in enumerate(SEXES):
                base = 1000.0 + 37 * place
                counted = float(int(base * (0.2 + 0.1 * math.sin(number + place / 7 + year / 5 + turn))))
                if (place + year + turn) % 41 == 0:
                    yield Row(area, first, last, None, sex, state="suppressed_source")
                elif definition.measure in ("proportion", "rate"):
                    value = definition.per * counted / base
                    yield Row(area, first, last, value, sex, numerator=counted, denominator=base)
                else:
                    yield Row(area, first, last, counted, sex)


def _settle() -> None:
    """Let PostgreSQL look at what has come, as it does by itself some minutes later."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _peak() -> float:
    """Return the megabytes (of 1000 kB) that this process has held at most."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1_000_000 if sys.platform == "darwin" else most * 1024 / 1_000_000


if __name__ == "__main__":
    if sys.argv[1:] == ["fill"]:
        import django

        django.setup()
        fill()
    else:
        from bench.alone import end_when_told, on_both_databases

        end_when_told()
        sys.exit(on_both_databases(load))
