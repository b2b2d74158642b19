"""Whether Socialstyrelsen and Försäkringskassan still answer as they did when it was noted, in 2026."""

from collections.abc import Iterator
from typing import Any

from handslag.opendata.checks import Finding, compared
from handslag.opendata.forsakringskassan import ONGOING_BY_COUNTY, Forsakringskassan
from handslag.opendata.socialstyrelsen import Socialstyrelsen

DEATHS = "dodsorsaker"
SUBJECTS = (DEATHS, "yttreorsakertillskadorochforgiftningar", "lakemedel", "diagnoserislutenoppenvard")
"""Those that we know something of; there were 15."""
PARTS = ("region", "alder", "kon", "diagnos", "matt", "ar")
SUICIDE, UNDETERMINED, NUMBER, YEAR = "2026", "2028", "1", "2023"


def socialstyrelsen(base_url: str, **options: Any) -> Iterator[Finding]:
    """Yield what there is to say about each kind of Socialstyrelsen's answers. options: see Socialstyrelsen."""
    client = Socialstyrelsen(base_url, **options)
    names = [each.name for each in client.subjects()]
    gone, _ = compared(names, SUBJECTS)
    yield Finding("ämnena", f"{len(names)} ämnen", gone.replace("fälten", "ämnena"))
    gone, news = compared((each.name for each in client.variables(DEATHS)), PARTS)
    yield Finding(
        f"variablerna i {DEATHS}", "", gone.replace("fälten", "variablerna"), news.replace("fält", "variabler")
    )
    texts = {each.id: each.text for each in client.values(DEATHS, "diagnos")}
    gone, _ = compared(texts, (SUICIDE, UNDETERMINED))
    came = ", ".join(f"{id}: {texts.get(id, '–')}" for id in (SUICIDE, UNDETERMINED))
    yield Finding("dödsorsakernas koder", came, gone.replace("fälten", "koderna"))
    yield from (_of_cause(client, cause) for cause in (SUICIDE, UNDETERMINED))


def _of_cause(client: Socialstyrelsen, cause: str) -> Finding:
    """Ask by cause. The client holds each row against the cause that was asked for, so an ignored filter is an error."""
    asked = {"diagnos": cause, "region": "00", "kon": "T", "alder": "*", "matt": NUMBER, "ar": YEAR}
    found = list(client.rows(DEATHS, **asked))
    total = sum(each.value or 0 for each in found)
    faults = "" if found and {each.sex for each in found} == {"T"} else "rader för båda könen tillsammans väntades"
    return Finding(f"{DEATHS} {cause} i riket {YEAR}", f"{len(found)} rader, summa {total:.0f}", faults)


def forsakringskassan(base_url: str, **options: Any) -> Iterator[Finding]:
    """Yield what there is to say about Försäkringskassan's answer. options: see Forsakringskassan."""
    asked = {"ar": "2025", "manad": "01", "kon_kod": "ALL", "diagnoskapitel_kod": "F00-F99", "lan_kod": ["18", "ALL"]}
    found = list(Forsakringskassan(base_url, **options).data(ONGOING_BY_COUNTY, **asked))
    gone, news = compared((dict(each.other).get("matt", "") for each in found), ("antal", "andel"))
    faults = [
        gone.replace("fälten", "måtten"),
        "" if {each.area for each in found} == {"18", "ALL"} else "något län saknas",
    ]
    told = f"{sum(each.value is not None for each in found)} tal"
    yield Finding(
        "pågående sjukfall, länet och riket", told, "; ".join(filter(None, faults)), news.replace("fält", "mått")
    )
