"""The live sources that there are: where they answer, on what terms, how they are checked and fetched from."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handslag.opendata import kolada
from handslag.opendata.checks import Finding
from handslag.opendata.errors import QuestionError
from handslag.opendata.kolada_check import kolada as check_kolada
from handslag.opendata.records import Observation

Selection = Mapping[str, Sequence[str]]
"""What to fetch of a table: part -> codes."""


@dataclass(frozen=True)
class LiveSource:
    """A source. key: its name in commands. setting: what its address is called in the settings. rate: questions a second.

    has_pages: whether the size of its pages can be chosen (page_size).
    what: what the command asks for first, in Swedish. check: (address, options) -> findings. fetch: (address, what,
    selection, options) -> rows; options are those of Transport.
    """

    key: str
    name: str
    base_url: str
    setting: str
    terms: str
    rate: float
    has_pages: bool
    what: str
    check: Callable[..., Iterator[Finding]]
    fetch: Callable[..., Iterator[Observation]]


def _fetch_kolada(base_url: str, what: str, selection: Selection, **options: Any) -> Iterator[Observation]:
    names = {"municipality": "municipality", "kommun": "municipality", "year": "year", "år": "year"}
    unknown = [name for name in selection if name.lower() not in names]
    if unknown:
        raise QuestionError(kolada.NAME, base_url, f"Delen {unknown[0]!r} finns inte. Delar: kommun, år.")
    asked = {names[name.lower()]: codes for name, codes in selection.items()}
    years = [year for each in asked["year"] for year in _years(each)] if "year" in asked else None
    return kolada.Kolada(base_url, **options).data(what, asked.get("municipality"), years)


def _years(told: str) -> list[str]:
    """Return the years of "2015-2024", or what is told as it is."""
    span = re.fullmatch(r"(\d{4})-(\d{4})", told)
    return [str(year) for year in range(int(span[1]), int(span[2]) + 1)] if span else [told]


SOURCES = {
    source.key: source
    for source in (
        LiveSource(
            "kolada", kolada.NAME, kolada.BASE_URL, "HANDSLAG_KOLADA_URL", "Källa: Kolada", 5, True,
            "nyckeltal med komma mellan; --select kommun=..., --select år=2015-2024", check_kolada, _fetch_kolada,
        ),
    )
}  # fmt: skip
