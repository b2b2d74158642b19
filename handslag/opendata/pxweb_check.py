"""Whether the PxWeb sources still answer as they were recorded in 2026."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from handslag.opendata import codes
from handslag.opendata.checks import Finding, Last, compared
from handslag.opendata.errors import SourceError
from handslag.opendata.pxweb import SKOLVERKET_MARKS, PxWeb1, PxWeb2
from handslag.opendata.records import Observation

POPULATION = "TAB6471"
POPULATION_LABEL = "Folkmängden per månad"
POPULATION_PARTS = ("Region", "Alder", "Kon", "ContentsCode", "Tid")
CONFIG_2 = ("maxDataCells", "maxCallsPerTimeWindow", "timeWindow", "defaultDataFormat", "dataFormats", "languages")
CONFIG_1 = ("maxCells", "maxCalls", "timeWindow")
DISTRESS_FOLDER = "A_Folkhalsodata/B_HLV/dPsykhals"
DISTRESS = f"{DISTRESS_FOLDER}/hlv1psyxreg.px"
DISTRESS_PARTS = ("Region", "Psykisk hälsa", "Kön", "Andel och konfidensintervall", "År")
SEXES = {"T", "K", "M"}


def scb(base_url: str, **options: Any) -> Iterator[Finding]:
    """Yield what there is to say about each kind of SCB's answers. options: see PxWeb2."""
    last = Last()
    client = PxWeb2(base_url, **options, keep=last.keep)
    yield _limits(client, last, CONFIG_2)
    found = {each.id for each in client.tables(POPULATION_LABEL)}
    gone = "" if POPULATION in found else f"{POPULATION} fanns inte bland dem"
    yield Finding(f"tabeller om {POPULATION_LABEL!r}", f"{len(found)} tabeller", gone)
    yield _parts(client, POPULATION, POPULATION_PARTS)
    asked = {"Region": ["00", "18"], "Alder": "TotSA", "Kon": "*", "Tid": "TOP(1)"}
    yield _values(list(client.data(POPULATION, asked)), POPULATION, places=2)
    yield _refusal(client)


def folkhalsodata(base_url: str, **options: Any) -> Iterator[Finding]:
    """Yield what there is to say about each kind of Folkhälsodata's answers. options: see PxWeb1."""
    last = Last()
    client = PxWeb1(base_url, **options, keep=last.keep)
    yield _limits(client, last, CONFIG_1)
    tables = [each.path for each in client.folder(DISTRESS_FOLDER) if each.is_table]
    gone = "" if DISTRESS in tables else f"{DISTRESS} fanns inte bland dem"
    yield Finding(f"mappen {DISTRESS_FOLDER}", f"{len(tables)} tabeller", gone)
    yield _parts(client, DISTRESS, DISTRESS_PARTS)
    asked = {"Region": ["00", "18"], "Psykisk hälsa": "21", "Kön": "*", "År": "TOP(1)"}
    found = list(client.data(DISTRESS, asked))
    yield _values(found, DISTRESS, places=2)
    bare = sum(each.value is not None and None in (each.lower, each.upper) for each in found)
    yield Finding("gränser till värdena", f"{len(found) - bare} av {len(found)}", "gränser saknas" if bare else "")


def skolverket(base_url: str, **options: Any) -> Iterator[Finding]:
    """Yield whether Skolverket's base tells its limits and what it holds. options: see PxWeb1."""
    last = Last()
    client = PxWeb1(base_url, **options, keep=last.keep, source="Skolverket", marks=SKOLVERKET_MARKS)
    yield _limits(client, last, CONFIG_1)
    found = client.folder()
    yield Finding("översta mappen", f"{len(found)} mappar och tabeller", "" if found else "den är tom")


def _limits(client: PxWeb1 | PxWeb2, last: Last, recorded: tuple[str, ...]) -> Finding:
    told = client.config()
    gone, _ = compared(last.documents[-1], recorded)  # what it says beside its limits is no news
    came = f"{told.max_data_cells} celler, {told.max_calls} frågor på {told.time_window} s"
    return Finding("gränserna (config)", came, gone)


def _parts(client: PxWeb1 | PxWeb2, table: str, recorded: tuple[str, ...]) -> Finding:
    found = client.metadata(table)
    gone, news = compared((each.code for each in found.variables), recorded)
    sexes = {codes.sex(label, code) for code, label in found.sex.labels.items()} if found.sex else set()
    faults = [gone.replace("fälten", "variablerna"), "" if sexes >= SEXES else f"könen är {sorted(sexes - {''})}"]
    return Finding(
        f"variablerna i {table}", found.title, "; ".join(filter(None, faults)), news.replace("fält", "variabler")
    )


def _values(found: list[Observation], table: str, *, places: int) -> Finding:
    numbers = [each for each in found if each.value is not None]
    faults = []
    if len(numbers) < places * len(SEXES):
        faults.append(f"{places * len(SEXES)} tal väntades")
    if {each.sex for each in found} != SEXES:
        faults.append("något kön saknas")
    if len({each.area for each in found}) != places:
        faults.append("något område saknas")
    period = found[0].period if found else "ingen period"
    return Finding(f"värden ur {table}", f"{len(numbers)} tal för {period}", "; ".join(faults))


def _refusal(client: PxWeb2) -> Finding:
    """Ask for a table that does not exist: a source that answers that with 200 cannot be trusted with a wrong code."""
    asked = partial(Finding, "en tabell som inte finns")
    try:
        client.metadata("TAB0")
    except SourceError as error:
        is_so = error.status in (400, 404)
        return asked(
            f"HTTP {error.status}" if error.status else error.reason, "" if is_so else "400 eller 404 väntades"
        )
    return asked("ett svar", "400 eller 404 väntades")
