"""The checks of PxWeb, Socialstyrelsen and Försäkringskassan: good sources are called good, and changed ones are found."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from handslag.opendata import checks, pxweb_check, socialstyrelsen_check
from handslag.opendata.checks import Finding, Verdict
from handslag.opendata.sources import SOURCES
from tests.opendata.pxweb_sources import FakePxWeb1, FakePxWeb2, FakeTable, Var
from tests.opendata.recorded import recorded
from tests.opendata.server import Answering, Request, Response, as_json, serving
from tests.opendata.test_forsakringskassan import row
from tests.opendata.test_pxweb1 import survey
from tests.opendata.test_socialstyrelsen import VARIABLES, FakeDatabase

QUICK = {"timeout": 5, "rate": 10_000, "first_wait": 0.01, "attempts": 2}
SEXES = {"TotSa": "totalt, samtliga män och kvinnor", "1": "män", "2": "kvinnor"}


def verdict(check: Callable[..., Iterator[Finding]], answering: Answering) -> Verdict:
    with serving(answering) as source:
        (found,) = checks.run({"x": (source.url, lambda: check(source.url, **QUICK))}, seconds=10)
    return found


def faults(check: Callable[..., Iterator[Finding]], answering: Answering) -> list[str]:
    return [each.differs for each in verdict(check, answering).findings if each.differs]


def population(**more: Any) -> FakeTable:
    variables = [
        Var("Region", {"00": "Riket", "18": "Örebro län"}, total="00"),
        Var("Alder", {"0": "0 år", "TotSA": "totalt, samtliga åldrar"}),
        Var("Kon", more.get("sexes", SEXES), total="TotSa"),
        Var("ContentsCode", {"000007SF": "Folkmängden per månad"}, is_content=True),
        Var("Tid", {"2026M03": "2026M03", "2026M04": "2026M04"}, is_time=True),
    ]
    return FakeTable(variables, more.get("value", lambda cell: 7), title="Folkmängden per månad efter region")


def scb(table: FakeTable | None = None) -> Answering:
    """SCB with the table of population, and all that its config tells."""
    whole = FakePxWeb2({"TAB6471": table or population()})

    def answering(asked: Request) -> Response:
        if asked.path == "/config":
            limits = {"maxDataCells": 1000, "maxCallsPerTimeWindow": 1000, "timeWindow": 1}
            return as_json(
                {**limits, "defaultDataFormat": "json-stat2", "dataFormats": ["json-stat2"], "languages": []}
            )
        return whole(asked)

    return answering


def test_an_scb_as_it_was_has_nothing_that_differs() -> None:
    found = verdict(pxweb_check.scb, scb())

    assert found.is_good, found
    assert [each.came for each in found.findings][3:] == ["6 tal för 2026M04", "HTTP 404"]


def test_an_scb_whose_table_is_another_differs() -> None:
    assert faults(pxweb_check.scb, FakePxWeb2({"TAB1": population()}))[:2] == [
        "fälten dataFormats, languages saknas", "TAB6471 fanns inte bland dem"
    ]  # fmt: skip
    assert faults(pxweb_check.scb, scb(population(value=lambda cell: ".."))) == ["6 tal väntades"]
    assert "könen är ['K', 'M']" in faults(
        pxweb_check.scb, scb(population(sexes={"1": "män", "2": "kvinnor", "TotSa": "x"}))
    )


def test_a_folkhalsodata_as_it_was_has_nothing_that_differs() -> None:
    found = verdict(pxweb_check.folkhalsodata, FakePxWeb1({pxweb_check.DISTRESS: survey()}))

    assert found.is_good, found
    assert [each.came for each in found.findings][3:] == ["6 tal för 2021-2024", "6 av 6"]


def test_a_folkhalsodata_without_the_table_or_its_limits_differs() -> None:
    other = {f"{pxweb_check.DISTRESS_FOLDER}/annan.px": survey()}

    assert any(pxweb_check.DISTRESS in each for each in faults(pxweb_check.folkhalsodata, FakePxWeb1(other)))
    bare = {pxweb_check.DISTRESS: survey(**{"02": ".."})}
    assert faults(pxweb_check.folkhalsodata, FakePxWeb1(bare)) == ["gränser saknas"]


def test_skolverkets_base_is_asked_what_it_holds() -> None:
    assert verdict(pxweb_check.skolverket, FakePxWeb1({"A/t.px": survey()})).is_good


def deaths(**more: Any) -> FakeDatabase:
    rows = tuple(
        {"diagnosId": cause, "regionId": 0, "alderId": 2, "konId": 3, "mattId": 1, "ar": 2023, "varde": value}
        for cause, value in (("2026", "1 328"), ("2028", "289"))
    )
    return replace(FakeDatabase(rows=rows), **more)


def socialstyrelsen(database: FakeDatabase) -> Answering:
    def answering(asked: Request) -> Response:
        if asked.path == "/":
            return as_json([{"namn": each, "text": each} for each in socialstyrelsen_check.SUBJECTS])
        return database(asked)

    return answering


def test_a_socialstyrelsen_as_it_was_has_nothing_that_differs() -> None:
    found = verdict(socialstyrelsen_check.socialstyrelsen, socialstyrelsen(deaths()))

    assert found.is_good, found
    assert [each.came for each in found.findings][-2:] == ["1 rader, summa 1328", "1 rader, summa 289"]


def test_a_filter_that_is_ignored_and_codes_that_are_gone_are_found() -> None:
    check = socialstyrelsen_check.socialstyrelsen

    assert "bortsåg från ett val" in faults(check, socialstyrelsen(deaths(ignored=("diagnos",))))[-1]
    fewer = VARIABLES | {"diagnos": {"2026": "Självmord"}}
    assert "koderna 2028 saknas" in faults(check, socialstyrelsen(deaths(variables=fewer)))
    assert faults(check, socialstyrelsen(deaths(rows=())))[0] == "rader för båda könen tillsammans väntades"


def test_a_forsakringskassan_as_it_was_and_one_that_answers_nothing() -> None:
    check = socialstyrelsen_check.forsakringskassan
    rows = [row(place, kon_kod="ALL", manad="01") for place in ("18", "ALL")]

    assert verdict(check, lambda _: as_json(rows)).is_good
    assert not verdict(check, lambda _: as_json([])).is_good
    assert not verdict(check, lambda _: as_json(rows[:1])).is_good


def test_the_recorded_limits_and_variables_are_as_the_checks_expect() -> None:
    answers = {
        "/config": recorded("scb/v2_config.json"),
        "/tables/TAB6471/metadata": recorded("scb/v2_TAB6471_metadata.json"),
    }
    whole = scb()

    def answering(asked: Request) -> Response:
        return as_json(answers[asked.path]) if asked.path in answers else whole(asked)

    found = verdict(pxweb_check.scb, answering).findings

    assert [(each.differs, each.news) for each in (found[0], found[2])] == [("", ""), ("", "")]
    assert found[0].came == "150000 celler, 3 frågor på 1 s"


def test_the_recorded_limits_of_the_older_interface_are_as_the_check_expects() -> None:
    told = recorded("folkhalsodata/v1_config.json")
    whole = FakePxWeb1({pxweb_check.DISTRESS: survey()})

    found = verdict(pxweb_check.folkhalsodata, lambda asked: as_json(told) if "?config" in asked.url else whole(asked))

    assert found.is_good
    assert found.findings[0].came == "100000 celler, 1000 frågor på 10 s"


@pytest.mark.parametrize("key", list(SOURCES))
def test_every_source_has_terms_and_a_check_that_does_not_take_errors_for_answers(key: str) -> None:
    source = SOURCES[key]

    assert source.terms.startswith("Källa: ")
    assert not verdict(source.check, lambda _: as_json({})).is_good
    assert not verdict(source.check, lambda _: Response(500, {}, [], 0)).is_good


@pytest.mark.parametrize(
    ("key", "what", "selection", "answering", "count"),
    [
        ("scb", "TAB6471", {"Region": ["18"], "Alder": ["TotSA"], "Tid": ["TOP(2)"]}, scb(), 2),
        ("folkhalsodata", pxweb_check.DISTRESS, {"Psykisk hälsa": ["21"], "Region": ["00", "18"], "År": ["*"]},
         FakePxWeb1({pxweb_check.DISTRESS: survey()}), 4),
        ("skolverket", "t.px", {"Psykisk hälsa": ["21"], "År": ["*"]}, FakePxWeb1({"t.px": survey()}), 2),
        ("socialstyrelsen", "dodsorsaker", {"diagnos": ["2026", "2028"], "region": ["00"], "ar": ["*"], "matt": ["1"]}, deaths(), 2),
        ("forsakringskassan", "t.json", {"lan_kod": ["18"], "ar": ["2025"]}, lambda _: as_json([row()]), 2),
    ],
    ids=["scb", "folkhalsodata", "skolverket", "socialstyrelsen", "forsakringskassan"],
)  # fmt: skip
def test_every_source_is_fetched_from_by_the_same_words(
    key: str, what: str, selection: dict[str, list[str]], answering: Answering, count: int
) -> None:
    with serving(answering) as source:
        found = list(SOURCES[key].fetch(source.url, what, selection, **QUICK))

    assert len(found) == count
    assert {each.source for each in found} <= {SOURCES[key].name, "Folkhälsomyndigheten"}
