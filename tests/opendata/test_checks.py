"""An operator is told within a minute whether each source answers as it did."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from handslag.opendata import checks, kolada_check
from handslag.opendata.checks import Finding, Verdict
from handslag.opendata.errors import SourceError
from tests.opendata import server
from tests.opendata.kolada_server import KoladaServer, kpi, row
from tests.opendata.recorded import recorded
from tests.opendata.server import Answering, Request, Response, as_json, serving

QUICK = {"timeout": 2, "rate": 1000, "first_wait": 0.01, "attempts": 2}


def as_recorded(**more: Any) -> KoladaServer:
    """A Kolada that holds what the check asks for. more: of its catalogue, instead of that."""
    areas = [
        {"id": "0000", "title": "Riket", "type": "L"},
        *({"id": f"00{n}", "title": str(n), "type": "L"} for n in range(21)),
    ]
    areas += [{"id": f"1{n:03}", "title": str(n), "type": "K"} for n in range(290)]
    group = {"id": "G1", "title": "X läns kommuner (ovägt medel)", "members": [{"id": "1001", "title": "1"}]}
    catalogue: dict[str, list[Any]] = {
        "kpi": [kpi(id, title) for id, title in kolada_check.TITLES.items()],
        "municipality": areas,
        "municipality_groups": [group],
    }
    rows = [row(kolada_check.SERIES, city, kolada_check.YEAR) for city in kolada_check.CITIES]
    return KoladaServer(rows, catalogue=catalogue | more)


def findings(answering: Answering) -> list[Finding]:
    with serving(answering) as source:
        return list(kolada_check.kolada(source.url, **QUICK))


def faults(answering: Answering) -> list[str]:
    return [each.differs for each in findings(answering) if each.differs]


def test_a_kolada_as_it_was_has_nothing_that_differs() -> None:
    assert faults(as_recorded()) == []
    assert [each.news for each in findings(as_recorded()) if each.news] == []


def test_a_changed_title_and_one_that_is_gone_differ() -> None:
    first, second, *_ = kolada_check.TITLES
    some = [kpi(id, title) for id, title in kolada_check.TITLES.items() if id != second]
    some[0]["title"] = "Något annat"

    assert faults(as_recorded(kpi=some)) == [f"{first} heter nu 'Något annat'; {second} finns inte"]


def test_a_field_that_is_gone_differs_and_a_new_one_is_news() -> None:
    some = [kpi(id, title) | {"unit": "%"} for id, title in kolada_check.TITLES.items()]
    for each in some:
        del each["publ_period"]

    found = findings(as_recorded(kpi=some))

    assert (found[0].differs, found[0].news) == ("fälten publ_period saknas", "nya fält: unit")


def test_another_number_of_areas_differs() -> None:
    assert "0 av typ K, mot 290" in faults(as_recorded(municipality=[]))[0]


def test_values_that_have_ceased_and_pages_without_links_differ() -> None:
    whole = as_recorded()

    def answering(asked: Request) -> Response:
        if not asked.path.startswith("/data"):
            return whole(asked)
        return as_json({"values": [row(kolada_check.SERIES, "0180", kolada_check.YEAR)]})

    assert faults(answering) == ["3 tal väntades", "två sidor med länk mellan (next_url) väntades"]


def checked(answering: Answering, *, seconds: float = 5) -> Verdict:
    with serving(answering) as source:
        check = {"kolada": (source.url, lambda: kolada_check.kolada(source.url, **QUICK))}
        (verdict,) = checks.run(check, seconds=seconds)
    return verdict


@pytest.mark.parametrize(
    "response",
    [server.html(404), server.html(200), as_json([]), server.redirect("http://example.org/"), server.problem(500, "x"), server.busy()],
)  # fmt: skip
def test_a_source_that_errs_is_no_good_and_says_why(response: Response) -> None:
    verdict = checked(lambda _: response)

    assert not verdict.is_good
    assert verdict.findings[-1].differs


def test_a_source_that_hangs_holds_nobody_else_up() -> None:
    def hanging() -> Iterator[Finding]:
        yield Finding("det första", "svar")
        time.sleep(5)

    def failing() -> Iterator[Finding]:
        raise SourceError("B", "http://b", "unreachable")
        yield

    start = time.monotonic()
    verdicts = list(checks.run({"a": ("http://a", hanging), "b": ("http://b", failing)}, seconds=0.2))

    assert time.monotonic() - start < 1
    assert [(each.source, each.is_good) for each in verdicts] == [("b", False), ("a", False)]
    assert [each.asked for each in verdicts[1].findings] == ["det första", "resten av kontrollen"]


def test_sources_are_checked_at_the_same_time() -> None:
    def slow() -> Iterator[Finding]:
        time.sleep(0.3)
        yield Finding("a", "b")

    start = time.monotonic()
    verdicts = list(checks.run({name: ("", slow) for name in "abcd"}, seconds=5))

    assert all(each.is_good for each in verdicts)
    assert time.monotonic() - start < 0.9


def test_a_fault_of_the_check_itself_is_not_taken_for_a_good_source() -> None:
    def broken() -> Iterator[Finding]:
        raise KeyError("values")
        yield

    (verdict,) = checks.run({"a": ("", broken)}, seconds=1)

    assert (verdict.is_good, verdict.findings[0].asked) == (False, "kontrollen själv")


def test_the_recorded_catalogue_is_as_the_check_expects() -> None:
    names = {
        "kpi": "kpi_mental_health",
        "municipality": "municipality_all",
        "municipality_groups": "municipality_groups_orebro",
    }
    catalogue = {path: recorded(f"kolada/v3_{name}.json")["values"] for path, name in names.items()}
    rows = recorded("kolada/v3_data_N00945_3cities_2000_2020.json")["values"]

    assert faults(KoladaServer(rows, catalogue=catalogue)) == []
