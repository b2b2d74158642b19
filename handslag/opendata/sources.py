"""The live sources that there are: where they answer, on what terms, how they are checked and fetched from."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handslag.opendata import forsakringskassan, kolada, pxweb_check, socialstyrelsen, socialstyrelsen_check
from handslag.opendata.checks import Finding
from handslag.opendata.errors import QuestionError
from handslag.opendata.kolada_check import kolada as check_kolada
from handslag.opendata.pxweb import FOLKHALSODATA_URL, SCB_URL, SKOLVERKET_MARKS, PxWeb1, PxWeb2
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
    years = [year for each in asked["year"] for year in _years(base_url, each)] if "year" in asked else None
    # A page at a time: they may be many, and the rows count only when all have been written.
    pages = kolada.Kolada(base_url, **options).pages(what, asked.get("municipality"), years)
    return (each for page in pages for each in page.observations)


def _years(base_url: str, told: str) -> list[str]:
    """Return the years of "2015-2024", or what is told as it is."""
    span = re.fullmatch(r"(\d{4})-(\d{4})", told, re.ASCII)
    if not span:
        return [told]
    first, last = int(span[1]), int(span[2])
    if first > last:
        raise QuestionError(kolada.NAME, base_url, f"Åren {told} står baklänges: skriv {last}-{first}.")
    return [str(year) for year in range(first, last + 1)]


def _fetch_scb(base_url: str, what: str, selection: Selection, **options: Any) -> Iterator[Observation]:
    return PxWeb2(base_url, **options).data(what, selection)


def _fetch_folkhalsodata(base_url: str, what: str, selection: Selection, **options: Any) -> Iterator[Observation]:
    return PxWeb1(base_url, **options).data(what, selection)


def _fetch_skolverket(base_url: str, what: str, selection: Selection, **options: Any) -> Iterator[Observation]:
    return PxWeb1(base_url, **options, source="Skolverket", marks=SKOLVERKET_MARKS).data(what, selection)


def _fetch_socialstyrelsen(base_url: str, what: str, selection: Selection, **options: Any) -> Iterator[Observation]:
    if "subject" in selection:  # what rows() calls the topic itself
        raise QuestionError(socialstyrelsen.NAME, base_url, "Variabeln 'subject' finns inte.")
    return socialstyrelsen.Socialstyrelsen(base_url, **options).rows(what, **selection)


def _fetch_forsakringskassan(base_url: str, what: str, selection: Selection, **options: Any) -> Iterator[Observation]:
    if "table" in selection:  # what data() calls the table itself
        raise QuestionError(forsakringskassan.NAME, base_url, "Parametern 'table' finns inte.")
    return forsakringskassan.Forsakringskassan(base_url, **options).data(what, **selection)


_PXWEB = "tabell; --select VARIABEL=KODER, även TOP(3), RANGE(2015,2024), *"

SOURCES = {
    source.key: source
    for source in (
        LiveSource(
            "kolada", kolada.NAME, kolada.BASE_URL, "HANDSLAG_KOLADA_URL", "Källa: Kolada", 5, True,
            "nyckeltal med komma mellan; --select kommun=..., --select år=2015-2024", check_kolada, _fetch_kolada,
        ),
        LiveSource(
            "scb", "SCB", SCB_URL, "HANDSLAG_SCB_URL", "Källa: SCB", 3, True,
            _PXWEB, pxweb_check.scb, _fetch_scb,
        ),
        LiveSource(
            "folkhalsodata", "Folkhälsodata", FOLKHALSODATA_URL, "HANDSLAG_FOLKHALSODATA_URL",
            "Källa: Folkhälsomyndigheten", 5, False, _PXWEB, pxweb_check.folkhalsodata, _fetch_folkhalsodata,
        ),
        LiveSource(
            "skolverket", "Skolverket", "", "HANDSLAG_SKOLVERKET_URL", "Källa: Skolverket", 5, False,
            _PXWEB, pxweb_check.skolverket, _fetch_skolverket,
        ),
        LiveSource(
            "socialstyrelsen", socialstyrelsen.NAME, socialstyrelsen.BASE_URL, "HANDSLAG_SOCIALSTYRELSEN_URL",
            "Källa: Socialstyrelsen", 5, True, "ämne; --select diagnos=2026 --select region=18 --select ar=*",
            socialstyrelsen_check.socialstyrelsen, _fetch_socialstyrelsen,
        ),
        LiveSource(
            "forsakringskassan", forsakringskassan.NAME, forsakringskassan.BASE_URL, "HANDSLAG_FORSAKRINGSKASSAN_URL",
            "Källa: Försäkringskassan", 5, False, "tabell; --select ar=2025 --select manad=01,02 --select lan_kod=18",
            socialstyrelsen_check.forsakringskassan, _fetch_forsakringskassan,
        ),
    )
}  # fmt: skip
"""The sources by key."""
