"""Each source line of the definitions is a question that the source's client takes as it is written."""

import csv

import pytest

from handslag.indicators.reading import Source, definitions
from handslag.opendata import forsakringskassan
from handslag.opendata.pxweb_selection import cells, chosen
from handslag.opendata.pxweb_tables import Table, Variable
from handslag.opendata.sources import SOURCES
from handslag.places.national import DATA
from tests.opendata.server import as_json, serving
from tests.opendata.test_socialstyrelsen import FakeDatabase

REGIONS = ["00", *(row["county_code"] for row in csv.DictReader((DATA / "counties.csv").open(encoding="utf-8")))]
FOUR = ["01", "02", "03", "04"]


def variable(code: str, codes: list[str], **more: bool) -> Variable:
    return Variable(code, code, dict.fromkeys(codes, ""), **more)


HLV = [variable("Andel och konfidensintervall", FOUR), variable("Kön", ["00", "01", "02"])]
TABLES = {
    "hlv1psyxreg.px": [
        variable("Region", REGIONS, can_be_left_out=True),
        variable("Psykisk hälsa", ["21", "35", "40", "42", "44", "46", "48", "49", "50", "58", "60", "68", "69"]),
        *HLV,
        variable("År", ["2004-2007", "2019-2022", "2021-2024"], is_time=True),
    ],
    "hlv1psyaald.px": [
        variable("Psykisk hälsa", ["50", "58", "68", "69"]),
        variable("Ålder", ["29", "30", "31", "32", "33", "34", "35"]),
        *HLV,
        variable("År", ["2022", "2024"], is_time=True),
    ],
    "HalsobesvarReg.px": [
        variable("Region", REGIONS, can_be_left_out=True),
        variable("Besvär", ["Känt sig nere", "Varit nervös"]),
        variable("Antal ggr senaste halvåret", ["Ung. varje dag", "> 1 gång/vecka", "Ung. varje vecka"]),
        variable("Ålder", ["11", "13", "15"]),
        variable("Kön", ["1", "2"]),
        variable("År", ["2021-2022"], is_time=True),
    ],
    "TAB638": [
        variable("Region", [*REGIONS, "1880", "1885"], can_be_left_out=True),
        variable("Civilstand", ["OG", "G"], can_be_left_out=True),
        variable("Alder", [*map(str, range(100)), "100+", "tot"], can_be_left_out=True),
        variable("Kon", ["1", "2"], can_be_left_out=True),
        variable("ContentsCode", ["BE0101N1", "BE0101N2"]),
        variable("Tid", [str(year) for year in range(1968, 2025)], is_time=True),
    ],
}
"""Variables as the sources' descriptions have them, with some of their codes."""


def lines(*names: str) -> list:
    found = [(each.key, source) for each in definitions().values() for source in each.sources if source.name in names]
    return [pytest.param(source, id=f"{key} {source.table} {source.gives}") for key, source in found]


def test_every_line_that_can_be_fetched_is_tried_here():
    tried = {"kolada", "scb", "folkhalsodata", "socialstyrelsen", "forsakringskassan"}

    assert {source.name for each in definitions().values() for source in each.sources} == tried | {"own", "file"}
    for each in definitions().values():
        assert all(bool(source.choice) == (source.name in tried) for source in each.sources)


@pytest.mark.parametrize("source", lines("kolada"))
def test_kolada_takes_it(source: Source):
    tables = ",".join(filter(None, (source.table, source.margin)))

    SOURCES["kolada"].fetch("https://kolada.invalid", tables, source.choice)  # asks nothing before it is read


@pytest.mark.parametrize("source", lines("scb", "folkhalsodata"))
def test_pxweb_takes_it(source: Source):
    table = Table(source.table, "", TABLES[source.table.rsplit("/")[-1]])
    always = {"Andel och konfidensintervall": "*"} if table.variable("Andel och konfidensintervall") else {}

    asked = chosen(table, source.choice, codelist=lambda name: None, always=always)

    assert cells(asked) < 150_000
    assert source.name == "scb" or source.table.startswith("A_Folkhalsodata/")
    if "Region" in asked:
        assert asked["Region"].codes == REGIONS


@pytest.mark.parametrize("source", lines("socialstyrelsen"))
def test_socialstyrelsen_takes_it(source: Source):
    variables = {name: dict.fromkeys(ids, "text") for name, ids in source.choice.items()}
    variables |= {"region": {0: "Riket", 18: "Örebro län"}, "kon": {1: "Män", 2: "Kvinnor", 3: "Båda könen"}}
    variables |= {"ar": {2023: "2023", 2024: "2024"}}
    database = FakeDatabase(subject=source.table, variables=variables, rows=())

    with serving(database) as server:
        found = list(SOURCES["socialstyrelsen"].fetch(server.url, source.table, source.choice, rate=1000))

    assert found == []
    assert not {"yttreorsak"} & set(source.choice)


@pytest.mark.parametrize("source", lines("forsakringskassan"))
def test_forsakringskassan_takes_it(source: Source):
    row = {
        "dimensions": {name: choice[-1] for name, choice in source.choice.items()},
        "observations": {"antal": {"rojd": False, "value": 12}},
    }

    with serving(lambda asked: as_json([row])) as server:
        found = list(SOURCES["forsakringskassan"].fetch(server.url, source.table, source.choice))

    assert source.table == forsakringskassan.ONGOING_BY_COUNTY
    assert [each.value for each in found] == [12]
