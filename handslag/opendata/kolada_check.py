"""Whether Kolada still answers as it was recorded in April 2026."""

from collections.abc import Iterator
from typing import Any

from handslag.opendata.checks import Finding, Last, compared
from handslag.opendata.kolada import Kolada

TITLES = {
    "N01452": "Invånare 16-84 år med allvarlig psykisk påfrestning, andel (%)",
    "N00103": "Pågående stressrelaterade sjukfall, årsgenomsnittlig andel av befolkningen (%)",
    "N61603": "Självmord, 5-årsmedelvärde, antal/100 000 inv, 25 år+",
}
KPI_FIELDS = (
    "id", "title", "description", "is_divided_by_gender", "municipality_type", "auspice", "operating_area",
    "perspective", "prel_publication_date", "publication_date", "publ_period", "has_ou_data",
)  # fmt: skip
ROW_FIELDS = ("kpi", "period", "municipality", "values")
VALUE_FIELDS = ("gender", "count", "status", "value", "isdeleted")
AREAS = {"K": 290, "L": 22}
SERIES, CITIES, YEAR = "N00945", ("0180", "1280", "1480"), 2019
"""A series that has had values for three cities since 2000."""


def kolada(base_url: str, **options: Any) -> Iterator[Finding]:
    """Yield what there is to say about each kind of answer. options: see Kolada."""
    last = Last()
    client = Kolada(base_url, **options, keep=last.keep)
    yield _titles(client, last)
    yield _areas(client)
    yield _groups(client)
    yield _values(client, last)
    yield _pages(base_url, last, **options)


def _titles(client: Kolada, last: Last) -> Finding:
    changed = client.changed_titles(TITLES)
    gone, news = compared(_fields(last.documents[-1]["values"]), KPI_FIELDS)
    told = [f"{id} heter nu {now!r}" if now is not None else f"{id} finns inte" for id, now in changed.items()]
    return Finding(
        f"titlarna på {', '.join(TITLES)}", f"{len(TITLES) - len(changed)} som förut", _told(*told, gone), news
    )


def _areas(client: Kolada) -> Finding:
    found = {kind: client.municipalities(region_type=kind) for kind in AREAS}
    told = [f"{len(some)} av typ {kind}, mot {AREAS[kind]}" for kind, some in found.items() if len(some) != AREAS[kind]]
    if not any(area.title == "Riket" for area in found["L"]):
        told.append("Riket saknas")
    return Finding("områdena", f"{len(found['K'])} kommuner, {len(found['L'])} regioner och riket", _told(*told))


def _groups(client: Kolada) -> Finding:
    found = client.groups(title="läns kommuner (ovägt medel)")
    told = "" if any(group.members for group in found) else "ingen grupp med medlemmar"
    return Finding("grupper av kommuner i ett län", f"{len(found)} grupper", told)


def _values(client: Kolada, last: Last) -> Finding:
    found = list(client.data(SERIES, CITIES, YEAR))
    rows = last.documents[-1]["values"]
    faults = [*compared(_fields(rows), ROW_FIELDS), *compared(_fields(row["values"] for row in rows), VALUE_FIELDS)]
    numbers = sum(each.value is not None for each in found)
    lacking = "" if numbers == len(CITIES) else f"{len(CITIES)} tal väntades"
    return Finding(
        f"{SERIES} för {', '.join(CITIES)} {YEAR}", f"{numbers} tal", _told(*faults[::2], lacking), _told(*faults[1::2])
    )


def _pages(base_url: str, last: Last, **options: Any) -> Finding:
    last.documents.clear()
    found = list(Kolada(base_url, **options | {"page_size": 2}, keep=last.keep).data(SERIES, CITIES, YEAR))
    told = "" if len(last.documents) == 2 else "två sidor med länk mellan (next_url) väntades"
    return Finding("samma fråga med två rader per sida", f"{len(found)} värden på {len(last.documents)} sidor", told)


def _fields(rows: Any) -> set[str]:
    """Return the fields that all objects have; of lists in lists too."""
    flat = [each for row in rows for each in (row if isinstance(row, list) else [row])]
    return set.intersection(*(set(each) for each in flat)) if flat else set()


def _told(*faults: str) -> str:
    return "; ".join(filter(None, faults))
