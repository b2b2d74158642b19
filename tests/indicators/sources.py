"""The sources of some definitions, served on this machine: they answer as the real ones, and fail as told."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from tests.opendata.kolada_server import KoladaServer, kpi, row, value
from tests.opendata.pxweb_sources import FakePxWeb1, FakePxWeb2, FakeTable, Var
from tests.opendata.server import Request, Response, Source, as_json, serving
from tests.opendata.test_socialstyrelsen import FakeDatabase

KOLADA_KEY, KPI, TITLE = "stressrelaterad-sjukskrivning", "N00103", "Pågående sjukfall, andel (%)"
SURVEY_KEY = "allvarlig-psykisk-pafrestning"
DEATHS_KEY = "suicid-sakra-15-ar"
SICK_KEY = "sjukfall-med-psykiatrisk-diagnos"
TABLE = "A_Folkhalsodata/B_HLV/dPsykhals/hlv1psyxreg.px"
AGES = [str(n) for n in range(4, 21)]


@contextmanager
def asked_at(settings: Any, **answering: Callable[[Request], Response]) -> Iterator[dict[str, Source]]:
    """Serve the sources by their key, and let the settings lead there and nowhere else."""
    with ExitStack() as stack:
        running = {key: stack.enter_context(serving(each)) for key, each in answering.items()}
        nowhere = dict.fromkeys(settings.SOURCE_URLS, "http://127.0.0.1:9")
        settings.SOURCE_URLS = nowhere | {key: each.url for key, each in running.items()}
        settings.SOURCE_TIMEOUT, settings.SOURCE_RATE = 1, 0
        yield running


def kolada(by_year: dict[int, float | None], *, area: str = "0018", id: str = KPI, title: str = TITLE) -> KoladaServer:
    """Kolada with one KPI in one area, total only."""
    rows = [row(id, area, year, value(told)) for year, told in by_year.items()]
    return KoladaServer(rows, catalogue={"kpi": [kpi(id, title)]})


def kolada_with_margin() -> KoladaServer:
    """The survey's KPI with its margin, in a municipality."""
    rows = [row("N01452", "1880", 2024, value(8.0)), row("N01453", "1880", 2024, value(1.5))]
    return KoladaServer(
        rows, catalogue={"kpi": [kpi("N01452", "Påfrestning"), kpi("N01453", "Påfrestning, osäkerhetstal")]}
    )


def survey(share: float = 7.0, meaning: str = "Allvarlig psykisk påfrestning") -> FakePxWeb1:
    """Folkhälsodata's table: share, limits and answers are four cells."""
    told = {"01": share, "02": share - 1, "03": share + 1, "04": 800.0}

    def cell(at: dict[str, str]) -> float | str:
        return ".." if at["Region"] == "19" else told[at["Andel och konfidensintervall"]]

    variables = [
        Var("Region", {"00": "00 Riket", "18": "18 Örebro län", "19": "19 Västmanlands län"}),
        Var("Psykisk hälsa", {"21": meaning, "35": "Annat"}),
        Var("Andel och konfidensintervall", {"01": "Andel", "02": "Konfidensintervall nedre gräns", "03": "Konfidensintervall övre gräns", "04": "Antal svar"}),
        Var("Kön", {"00": "Totalt", "01": "Män", "02": "Kvinnor"}),
        Var("År", {"2021-2024": "2021-2024"}, is_time=True),
    ]  # fmt: skip
    return FakePxWeb1({TABLE: FakeTable(variables, cell)})


def deaths(years: tuple[int, ...] = (2022, 2023)) -> FakeDatabase:
    """Socialstyrelsen: one death among women of 15-19 years in each year, and no other row."""
    variables = {
        "diagnos": {"2026": "Suicid"}, "matt": {1: "Antal döda"}, "alder": {int(age): age for age in AGES},
        "region": {0: "Riket", 18: "Örebro län"}, "kon": {1: "Män", 2: "Kvinnor", 3: "Båda könen"},
        "ar": {year: str(year) for year in years},
    }  # fmt: skip
    rows = tuple(
        {"diagnosId": "2026", "regionId": 18, "alderId": 4, "konId": sex, "mattId": 1, "ar": year, "varde": "1"}
        for year in years
        for sex in (2, 3)
    )
    return FakeDatabase(variables=variables, rows=rows)


def people(years: range = range(1999, 2024)) -> FakePxWeb2:
    """SCB: a thousand of each age and sex at the end of each year, in the county and the country."""
    variables = [
        Var("Region", {"00": "Riket", "18": "Örebro län", "1880": "Örebro"}),
        Var("Alder", {**{str(n): f"{n} år" for n in range(100)}, "100+": "100+ år", "tot": "totalt ålder"}),
        Var("Kon", {"1": "män", "2": "kvinnor"}),
        Var("ContentsCode", {"BE0101N1": "Folkmängd"}, is_content=True),
        Var("Tid", {str(year): str(year) for year in years}, is_time=True),
    ]
    return FakePxWeb2({"TAB638": FakeTable(variables, lambda at: 1000.0)}, max_cells=100_000)


def sick_leave(asked: Request) -> Response:
    """Försäkringskassan: 40 of 100 cases in Örebro county, the women's withheld."""
    all_of = asked.query["diagnoskapitel_kod"] == "ALL"
    rows = []
    for sex in asked.query["kon_kod"].split(","):
        cell = (
            {"rojd": True, "value": None}
            if sex == "K" and not all_of
            else {"rojd": False, "value": 100 if all_of else 40}
        )
        told = {
            "ar": "2024",
            "manad": "12",
            "kon_kod": sex,
            "lan_kod": "18",
            "diagnoskapitel_kod": asked.query["diagnoskapitel_kod"],
        }
        rows.append({"dimensions": told, "observations": {"antal": cell, "andel": {"rojd": False, "value": 1}}})
    return as_json(rows)
