"""Asks the live sources for all that an indicator's definition names, and notes each raw answer."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handslag.indicators.loading.rows import Told
from handslag.indicators.reading import Definition, Source
from handslag.opendata.errors import SourceError
from handslag.opendata.meanings import changed, meanings
from handslag.opendata.records import Observation
from handslag.opendata.socialstyrelsen import ABSENT_IS_ZERO, Socialstyrelsen
from handslag.opendata.sources import SOURCES, LiveSource
from handslag.places.live import address_of, options_of
from handslag.swedish.lists import join

PATIENCE: dict[str, Any] = {"attempts": 4, "longest_wait": 60}
"""Options of every client: the worker has others' figures to fetch too."""
LEVELS = {"country": "landet", "county": "länen", "municipality": "kommunerna"}
MOST_NOTED = 500
LONGEST_ADDRESS = 1000


class NoAddress(Exception):
    """A source has no address in this installation. The message says what to set, in Swedish."""


@dataclass
class Answers:
    """The raw answers of a taking in, in the order they came: what may be shown of them, not themselves."""

    noted: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0
    size: int = 0
    _sums: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _only: str = ""

    def keep(self, address: str, time: datetime, raw: bytes) -> None:
        """Note an answer, as the clients hand it over."""
        sum_of_it = hashlib.sha256(raw).hexdigest()
        self.count += 1
        self.size += len(raw)
        self._only = sum_of_it if self.count == 1 else ""
        self._sums.update(sum_of_it.encode())
        if len(self.noted) < MOST_NOTED:
            told = {"address": address[:LONGEST_ADDRESS], "time": time.isoformat(timespec="seconds")}
            self.noted.append({**told, "bytes": len(raw), "sha256": sum_of_it})

    @property
    def sha256(self) -> str:
        """The sum of the answer; of all their sums, one after another, where there are several."""
        return self._only or (self._sums.hexdigest() if self.count else "")

    @property
    def address(self) -> str:
        return self.noted[0]["address"] if self.noted else ""


@dataclass(frozen=True)
class Asked:
    """What came. meanings: what the sources call what was asked for. told: an answer for each of the live sources."""

    told: tuple[Told, ...]
    meanings: dict[str, str]


def live_sources(definition: Definition) -> tuple[Source, ...]:
    """Return those of the definition's sources that can be asked over the network."""
    return tuple(each for each in definition.sources if each.name in SOURCES)


def source_words(definition: Definition) -> str:
    """Return whom the figures come from: "Folkhälsodata, hlv1psyxreg.px (landet och länen); Kolada, N01452"."""
    live = live_sources(definition)
    parts = []
    for each in live:
        table = each.table.rsplit("/")[-1]
        margin = f" och {each.margin}" if each.margin else ""
        levels = f" ({join([LEVELS[level] for level in each.levels])})" if each.levels and len(live) > 1 else ""
        parts.append(f"{SOURCES[each.name].name}, {table}{margin}{levels}")
    return "; ".join(dict.fromkeys(parts))[:300]


def ask(
    definition: Definition, *, keep: Callable[[str, datetime, bytes], None], tell: Callable[[str, int], None],
    before: dict[str, str],
) -> Asked:  # fmt: skip
    """Ask every live source of a definition. keep: gets each raw answer. tell: is told the source and rows so far.

    before: what the sources called things the last time. Raises SourceError ("changed" where something is called
    otherwise now, before its figures are asked for), NoAddress.
    """
    told, called, rows = [], {}, 0
    for line in live_sources(definition):
        source = SOURCES[line.name]
        address = address_of(source)
        if not address:
            raise NoAddress(
                f"{source.name} har ingen adress i den här installationen. Den som sköter Handslag sätter {source.setting}."
            )
        options = options_of(source) | PATIENCE | {"keep": keep}
        what = ",".join(filter(None, (line.table, line.margin)))
        tell(source.name, rows)
        now = _named(line, meanings(source.key, address, what, line.choice or {}, **options))
        if others := changed(before, now):
            raise SourceError(source.name, address, "changed", f"{join(others)}.")
        records = []
        for record in _records(source, line, address, what, options):
            records.append(record)
            if len(records) % 1000 == 0:
                tell(source.name, rows + len(records))
        rows += len(records)
        called |= now
        told.append(Told(line, records))
    return Asked(tuple(told), called)


def _named(line: Source, told: dict[str, str]) -> dict[str, str]:
    """Return the names with the table that they stand in, for two tables may use the same code."""
    return {f"{line.table.rsplit('/')[-1]}: {name}" if " " in name else name: text for name, text in told.items()}


def _records(
    source: LiveSource, line: Source, address: str, what: str, options: dict[str, Any]
) -> Iterator[Observation]:
    """Return what the source has; with the zeros where no row is a zero."""
    choice = {name: list(codes) for name, codes in (line.choice or {}).items()}
    if source.key == "socialstyrelsen" and line.table in ABSENT_IS_ZERO:
        return Socialstyrelsen(address, **options).counts(line.table, **choice)
    return source.fetch(address, what, choice, **options)
