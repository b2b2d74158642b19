"""Kolada: what it holds is read as it is, and its traps are seen."""

from typing import Any

import pytest

from handslag.opendata.errors import SourceError
from handslag.opendata.kolada import Kolada
from handslag.opendata.records import Observation
from tests.opendata import server
from tests.opendata.kolada_server import KoladaServer, kpi, row, value
from tests.opendata.recorded import recorded
from tests.opendata.server import Answering, InTurn, Request, Response, as_json, serving

KPI = "N00001"


def asking(url: str, **options: Any) -> Kolada:
    return Kolada(url, **{"timeout": 2, "rate": 1000, "first_wait": 0.01} | options)


def data(answering: Answering, *question: Any, **more: Any) -> list[Observation]:
    with serving(answering) as source:
        return list(asking(source.url).data(*(question or (KPI, "1880", 2024)), **more))


def refused(answering: Answering, *question: Any, **more: Any) -> SourceError:
    with pytest.raises(SourceError) as caught:
        data(answering, *question, **more)
    return caught.value


def answer_of(**more: Any) -> Answering:
    """Return a source whose only row has one value, with something changed in it."""
    return lambda _: as_json({"values": [row(KPI, "1880", 2024, value() | more)]})


def test_a_value_comes_with_all_that_tells_what_it_is() -> None:
    assert data(KoladaServer([row(KPI, "1880", 2024, value(12.5, "K"))])) == [
        Observation(KPI, "1880", "2024", "K", 12.5, source="Kolada", sex_code="K")
    ]


def test_sexes_come_in_one_order_whichever_the_source_has() -> None:
    source = KoladaServer([row(KPI, "1880", 2024, value(1, "M"), value(2, "K"), value(3, "T"))])

    assert [(each.sex, each.value) for each in data(source)] == [("T", 3), ("K", 2), ("M", 1)]


def test_zero_is_a_value_and_the_rest_says_why_it_is_none() -> None:
    source = KoladaServer([row(KPI, "1880", 2024, value(0, "T"), value(None, "K"), value(None, "M", isdeleted=True))])

    assert [(each.value, each.status) for each in data(source)] == [(0.0, ""), (None, "missing"), (None, "deleted")]


def test_a_deleted_value_is_none_even_if_a_number_stands_there() -> None:
    (only,) = data(answer_of(value=7, isdeleted=True))

    assert (only.value, only.status) == (None, "deleted")


def test_a_row_that_is_not_there_is_not_published_and_never_zero() -> None:
    source = KoladaServer([row(KPI, "1880", 2023)])

    assert data(source, KPI, "1880", [2023, 2024]) == data(source, KPI, "1880", 2023)
    filled = data(source, KPI, ["1880", "1814"], [2023, 2024], fill=True)
    assert [(each.area, each.period, each.value, each.status) for each in filled] == [
        ("1880", "2023", 1.5, ""),
        ("1880", "2024", None, "not_published"),
        ("1814", "2023", None, "not_published"),
        ("1814", "2024", None, "not_published"),
    ]


def test_the_sources_own_status_is_handed_on_and_not_interpreted() -> None:
    (only,) = data(answer_of(status="p"))

    assert (only.value, only.status, only.note) == (1.5, "", "Källans status: p.")


def test_a_group_is_told_to_be_an_unweighted_mean() -> None:
    (only,) = data(KoladaServer([row(KPI, "G33625", 2024, value(count=12))]), KPI, "G33625", 2024)

    assert only.note == "Ovägt medel av 12."


def test_more_ids_than_kolada_takes_are_asked_for_in_parts() -> None:
    places = [f"{n:04}" for n in range(60)]
    source = KoladaServer([row(KPI, place, year) for place in places for year in range(1990, 2020)])

    assert len(data(source, KPI, places, range(1990, 2020))) == 60 * 30
    with serving(source) as served:
        list(asking(served.url).data(KPI, places, range(1990, 2020)))
    assert len(served.paths) == 3 * 2
    assert max(len(part.split(",")) for path in served.paths for part in path.split("/")) == 25


@pytest.mark.parametrize(
    ("question", "path"),
    [
        (("N1,N2", "0018", None), "/data/kpi/N1,N2/municipality/0018"),
        (("N1", None, [2023, "2024"]), "/data/kpi/N1/year/2023,2024"),
        ((None, ["1880", "1880", "1814"], 2024), "/data/municipality/1880,1814/year/2024"),
        ((["N1"], ["1880"], ["2024"]), "/data/kpi/N1/municipality/1880/year/2024"),
    ],
)
def test_two_parts_of_three_are_enough(question: tuple[Any, ...], path: str) -> None:
    with serving(KoladaServer()) as source:
        list(asking(source.url).data(*question))

    assert source.paths == [path]


@pytest.mark.parametrize(
    "question",
    [("N1",), (None, "1880"), ("N1", [], 2024), ("N1/../kpi", "1880"), ("N1", "1880", 24), ("N1?x", "1880"), ("", "1880")],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_is_refused_before_it_is_sent(question: tuple[Any, ...]) -> None:
    with serving(KoladaServer()) as source, pytest.raises(ValueError) as caught:
        asking(source.url).data(*question)

    assert isinstance(caught.value, SourceError)
    assert (caught.value.reason, source.requests) == ("question", [])


@pytest.mark.parametrize(
    "came", [row("N2", "1880", 2024), row(KPI, "1814", 2024), row(KPI, "1880", 2023), row(KPI, "G33625", 2024)]
)
def test_a_value_that_was_not_asked_for_is_refused(came: dict[str, Any]) -> None:
    error = refused(lambda _: as_json({"values": [row(KPI, "1880", 2024), came]}), KPI, "1880", 2024)

    assert error.reason == "ignored_filter"
    assert "inte efterfrågades" in error.message_sv


def test_a_unit_that_was_not_asked_for_is_refused() -> None:
    answer = as_json({"values": [row(KPI, "V15E2", 2024, key="ou")]})
    with serving(lambda _: answer) as source, pytest.raises(SourceError) as caught:
        asking(source.url).unit_data(KPI, "V15E1").__next__()

    assert caught.value.reason == "ignored_filter"


def test_a_part_that_is_left_out_may_hold_anything_and_groups_are_areas() -> None:
    source = KoladaServer([row(KPI, "1880", 2023), row(KPI, "1880", 2024), row(KPI, "G33625", 2024)])

    assert len(data(source, KPI, None, [2023, 2024])) == 3
    assert len(data(source, KPI, ["1880", "G33625"])) == 3
    assert len(data(source, None, "1880", 2024)) == 1


def test_only_what_changed_since_a_day_is_asked_for() -> None:
    with serving(KoladaServer()) as source:
        list(asking(source.url).data(KPI, "1880", from_date="2026-05-01"))
        with pytest.raises(SourceError):
            asking(source.url).data(KPI, "1880", from_date="1 maj")

    assert [asked.query for asked in source.requests] == [{"from_date": "2026-05-01"}]


def test_pages_are_followed_to_the_last() -> None:
    rows = [row(KPI, f"{n:04}", 2024) for n in range(11)]
    with serving(KoladaServer(rows, page_size=5)) as source:
        found = list(asking(source.url).data(KPI, years=2024))

    assert [each.area for each in found] == [each["municipality"] for each in rows]
    assert [asked.query.get("page") for asked in source.requests] == [None, "2", "3"]


def test_the_size_of_a_page_can_be_chosen() -> None:
    with serving(KoladaServer([row(KPI, f"{n:04}", 2024) for n in range(4)])) as source:
        assert len(list(asking(source.url, page_size=2).data(KPI, years=2024))) == 4

    assert [asked.query["per_page"] for asked in source.requests] == ["2", "2"]


def linking(link: str, *, name: str = "next_url") -> Answering:
    """Return a source whose first page links somewhere and whose others hold one more row and no link."""

    def answering(asked: Request) -> Response:
        if "page" in asked.query:
            return as_json({"values": [row(KPI, asked.query["page"], 2024)], "count": 1})
        there = link.format(here=asked.url)
        return as_json({"values": [row(KPI, "0000", 2024)], "count": 1, name: there})

    return answering


def test_links_that_lead_round_in_the_catalogue_end() -> None:
    def answering(asked: Request) -> Response:
        page = int(asked.query.get("page", 1))
        return as_json({"values": [kpi(f"N{page}")], "next_url": f"/kpi?page={page % 2 + 1}"})

    with serving(answering) as source, pytest.raises(SourceError) as caught:
        asking(source.url).kpis()

    assert caught.value.reason == "loop"
    assert len(source.requests) < 10


def test_a_link_to_itself_ends() -> None:
    error = refused(linking("{here}"), KPI, None, 2024)

    assert error.reason == "loop"


def test_a_link_that_always_shows_the_same_page_ends() -> None:
    def answering(asked: Request) -> Response:
        page = int(asked.query.get("page", 1)) + 1
        return as_json({"values": [row(KPI, "1880", 2024)], "next_url": f"/data?page={page}"})

    assert refused(answering).reason == "loop"


def test_a_ring_of_pages_with_slightly_other_addresses_ends() -> None:
    def answering(asked: Request) -> Response:
        page = int(asked.query.get("page", 1))
        some = [row(KPI, f"{page % 2:04}", 2024)]
        return as_json({"values": some, "next_url": f"/data?page={page + 1}"})

    error = refused(answering, KPI, None, 2024)

    assert error.reason == "loop"
    assert "kom två gånger" in error.message_sv


def test_empty_pages_without_end_end() -> None:
    def answering(asked: Request) -> Response:
        return as_json({"values": [], "next_url": f"/data?page={int(asked.query.get('page', 1)) + 1}"})

    assert refused(answering).reason == "loop"


def in_pages(counts: list[Any], *, rows_a_page: int = 2) -> Answering:
    """Return a source with a page for each count that is told."""

    def answering(asked: Request) -> Response:
        at = int(asked.query.get("page", 0))
        some = [row(KPI, f"{at * rows_a_page + n:04}", 2024) for n in range(rows_a_page)]
        link = f"{asked.url.split('?')[0]}?page={at + 1}" if at + 1 < len(counts) else None
        return as_json({"values": some, "count": counts[at], "next_url": link})

    return answering


@pytest.mark.parametrize("counts", [[2, 2, 2], [6, 6, 6], [None, None, None], [6, None, 2]])
def test_the_count_may_be_of_the_page_or_of_the_whole(counts: list[Any]) -> None:
    assert len(data(in_pages(counts), KPI, None, 2024)) == 6


@pytest.mark.parametrize("counts", [[7, 7, 7], [3], [1], [0], [4, 4, 4], [2, 2, 5], ["2"], [True]])
def test_a_count_that_is_neither_of_them_is_refused(counts: list[Any]) -> None:
    assert refused(in_pages(counts), KPI, None, 2024).reason == "shape"


def test_a_catalogue_that_is_cut_short_is_refused() -> None:
    answer = as_json({"values": [kpi("N1")], "count": 6100})
    with serving(lambda _: answer) as source, pytest.raises(SourceError) as caught:
        asking(source.url).kpis()

    assert caught.value.reason == "shape"


def test_the_count_of_the_whole_is_no_fault_where_an_earlier_reading_broke_off() -> None:
    with serving(in_pages([6, 6, 6])) as source:
        first = next(asking(source.url).pages(KPI, None, 2024))
        rest = list(asking(source.url).pages(KPI, None, 2024, resume=first.next))

    assert sum(len(page.observations) for page in rest) == 4


def test_years_without_end_end() -> None:
    def answering(asked: Request) -> Response:
        page = int(asked.query.get("page", 1))
        return as_json({"values": [row(KPI, "1880", 1000 + page)], "next_url": f"/data?page={page + 1}"})

    with serving(answering) as source, pytest.raises(SourceError) as caught:
        list(asking(source.url, rate=100_000).data(KPI, "1880"))

    assert (caught.value.reason, len(source.requests)) == ("too_large", 201)


def test_pages_that_are_too_large_together_are_refused() -> None:
    def answering(asked: Request) -> Response:
        page = int(asked.query.get("page", 1))
        padding = "x" * 900
        return as_json({"values": [row(KPI, f"{page:04}", 2024)], "x": padding, "next_url": f"/data?page={page + 1}"})

    with serving(answering) as source, pytest.raises(SourceError) as caught:
        list(asking(source.url, max_bytes=1200, rate=100_000).data(KPI, years=2024))

    assert caught.value.reason == "too_large"
    assert len(source.requests) < 30


def test_a_link_to_another_host_is_not_followed() -> None:
    assert refused(linking("http://example.org/v3/data?page=2"), KPI, None, 2024).reason == "other_host"


def test_the_older_interfaces_link_is_not_followed_and_not_overlooked() -> None:
    assert refused(linking("{here}?page=2", name="next_page"), KPI, None, 2024).reason == "shape"


def test_nothing_of_a_page_is_handed_on_when_one_of_its_rows_is_wrong() -> None:
    good, bad = row(KPI, "1880", 2024), row(KPI, "1814", 2024, value("1,5"))  # type: ignore[arg-type]
    found: list[Observation] = []

    with serving(lambda _: as_json({"values": [good, bad]})) as source, pytest.raises(SourceError) as caught:
        found.extend(asking(source.url).data(KPI, years=2024))

    assert (found, caught.value.reason) == ([], "shape")


@pytest.mark.parametrize(
    "more",
    [
        {"value": "12"}, {"value": True}, {"value": [1]}, {"gender": "X"}, {"gender": None}, {"isdeleted": "no"},
    ],
)  # fmt: skip
def test_a_value_of_another_shape_is_refused(more: dict[str, Any]) -> None:
    assert refused(answer_of(**more)).reason == "shape"


@pytest.mark.parametrize(
    "document",
    [
        [], {}, {"values": None}, {"values": {}}, {"values": ["x"]}, {"values": [{"kpi": KPI}]}, "text", 7, None,
        {"values": [], "next_url": 7}, {"values": [row(KPI, "1880", 2024) | {"period": "2024"}]},
        {"values": [row(KPI, "1880", 2024, value(1, "T"), value(2, "T"))]},
    ],
)  # fmt: skip
def test_an_answer_of_another_shape_is_refused(document: Any) -> None:
    assert refused(lambda _: as_json(document)).reason == "shape"


def test_a_value_too_large_for_a_number_is_refused() -> None:
    text = '{"values": [{"kpi": "N1", "municipality": "1880", "period": 2024, "values": [{"gender": "T", "value": 1e999}]}]}'

    assert refused(lambda _: server.body(text.encode()), "N1", "1880", 2024).reason == "shape"


def test_a_title_that_is_another_stops_before_any_value() -> None:
    source = KoladaServer([row(KPI, "1880", 2024)], catalogue={"kpi": [kpi(KPI, "Ny titel")]})

    error = refused(source, KPI, "1880", 2024, expect={KPI: "Gammal titel"})

    assert error.reason == "changed"
    assert "'Gammal titel'" in error.message_sv
    assert "'Ny titel'" in error.message_sv


def test_an_indicator_that_is_gone_stops_too() -> None:
    error = refused(KoladaServer([row(KPI, "1880", 2024)]), expect={KPI: "Titel"})

    assert error.reason == "changed"
    assert "finns inte längre" in error.message_sv


def test_the_same_title_lets_the_values_through() -> None:
    source = KoladaServer([row(KPI, "1880", 2024)], catalogue={"kpi": [kpi(KPI, "Samma  titel ")]})

    assert len(data(source, KPI, "1880", 2024, expect={KPI: "Samma titel"})) == 1


def test_a_broken_off_reading_goes_on_where_it_stopped() -> None:
    source = KoladaServer([row(KPI, f"{n:04}", 2024) for n in range(60)], page_size=10)
    places = [f"{n:04}" for n in range(60)]
    is_down = True

    def answering(asked: Request) -> Response:
        late = "0030" in asked.path and asked.query.get("page") == "2"
        return server.problem(500, "Internal error") if is_down and late else source(asked)

    with serving(answering) as served:
        client, found = asking(served.url), []
        with pytest.raises(SourceError) as caught:
            for page in client.pages(KPI, places, 2024):
                found.extend(each.area for each in page.observations)
        is_down = False
        served.requests.clear()
        pages = client.pages(KPI, places, 2024, resume=caught.value.address)
        rest = [each.area for page in pages for each in page.observations]

    assert found + rest == places
    assert len(served.requests) == 1 + 1 + 1


def test_no_value_is_handed_on_when_a_later_page_breaks_off() -> None:
    source = KoladaServer([row(KPI, f"{n:04}", 2024) for n in range(20)], page_size=10)
    found: list[Observation] = []

    def answering(asked: Request) -> Response:
        return server.html(200) if "page" in asked.query else source(asked)

    with serving(answering) as served, pytest.raises(SourceError):
        found.extend(asking(served.url).data(KPI, years=2024))

    assert found == []


def test_going_on_from_somewhere_else_is_refused() -> None:
    with serving(KoladaServer()) as source, pytest.raises(SourceError) as caught:
        asking(source.url).pages(KPI, "1880", 2024, resume=f"{source.url}/data/kpi/N9/municipality/1880?page=2")

    assert caught.value.reason == "question"


def test_a_busy_source_is_waited_for() -> None:
    assert len(data(InTurn(server.busy(), server.busy(503), KoladaServer([row(KPI, "1880", 2024)])))) == 1


def test_every_raw_answer_is_handed_on_with_its_address() -> None:
    kept: list[str] = []
    with serving(KoladaServer([row(KPI, f"{n:04}", 2024) for n in range(4)], page_size=2)) as source:
        list(asking(source.url, keep=lambda address, time, raw: kept.append(address)).data(KPI, years=2024))

    assert kept == [f"{source.url}/data/kpi/{KPI}/year/2024", f"{source.url}/data/kpi/{KPI}/year/2024?page=2"]


def test_the_catalogue_is_read_by_id_by_title_and_whole() -> None:
    catalogue = {"kpi": [kpi(f"N{n:05}", f"Titel {n}") for n in range(30)]}
    with serving(KoladaServer(catalogue=catalogue, page_size=8)) as source:
        client = asking(source.url)

        assert [each.id for each in client.kpis("N00003,N00001")] == ["N00001", "N00003"]
        assert len(client.kpis([f"N{n:05}" for n in range(30)])) == 30
        assert [each.title for each in client.kpis(title="titel 29")] == ["Titel 29"]
        assert len(client.kpis()) == 30
        assert client.kpis(title="finns ej") == []


def test_areas_groups_and_units_are_read() -> None:
    members = [{"id": "1814", "title": "Lekeberg"}]
    catalogue = {
        "municipality": [
            {"id": "0018", "title": "Region Örebro län", "type": "L"}, {"id": "1880", "title": "Örebro", "type": "K"}
        ],
        "municipality_groups": [{"id": "G33625", "title": "Örebro läns kommuner", "members": members}],
        "ou": [{"id": "V15E1", "title": "Skolan", "municipality": "1880"}],
    }  # fmt: skip
    rows = [row(KPI, "V15E1", 2024, key="ou")]
    with serving(KoladaServer(rows, catalogue=catalogue)) as source:
        client = asking(source.url)

        assert [(each.id, each.type) for each in client.municipalities(title="örebro")] == [
            ("0018", "L"),
            ("1880", "K"),
        ]
        assert [each.title for each in client.municipalities(region_type="K")] == ["Örebro"]
        assert [each.members for each in client.groups(title="Örebro")] == [(("1814", "Lekeberg"),)]
        assert [each.municipality for each in client.units(municipality="1880")] == ["1880"]
        assert [(each.area, each.value) for each in client.unit_data(KPI, "V15E1")] == [("V15E1", 1.5)]


def test_an_object_without_a_title_is_refused() -> None:
    with serving(lambda _: as_json({"values": [{"id": "N1"}]})) as source, pytest.raises(SourceError) as caught:
        asking(source.url).kpis()

    assert caught.value.reason == "shape"


def test_recorded_values_are_read() -> None:
    answer = recorded("kolada/v3_data_N21704_2023.json")

    found = data(lambda _: as_json(answer), "N21704", None, 2023)

    assert len({each.area for each in found}) == 5
    assert [(each.sex, each.value) for each in found if each.area == "0580"] == [
        ("T", 6.067015), ("K", 7.221589), ("M", 4.434292)
    ]  # fmt: skip


def test_a_recorded_series_is_read() -> None:
    answer = recorded("kolada/v3_data_N00945_3cities_2000_2020.json")

    found = data(lambda _: as_json(answer), "N00945", ["0180", "1280", "1480"], range(2000, 2021))

    assert len(found) == sum(len(each["values"]) for each in answer["values"])
    assert [each.value for each in found if (each.area, each.period) == ("0180", "2000")] == [31.32959689]


def test_the_recorded_catalogue_is_read() -> None:
    names = {
        "kpi": "kpi_mental_health",
        "municipality": "municipality_all",
        "municipality_groups": "municipality_groups_orebro",
    }
    catalogue = {path: recorded(f"kolada/v3_{name}.json")["values"] for path, name in names.items()}
    with serving(KoladaServer(catalogue=catalogue)) as source:
        client = asking(source.url)

        assert [len(client.municipalities(region_type=kind)) for kind in "KL"] == [290, 22]
        assert {each.id: each.is_divided_by_gender for each in client.kpis("N01452,N61603")} == {
            "N01452": True,
            "N61603": True,
        }
        assert len(client.groups(ids="G33625")[0].members) == 12
