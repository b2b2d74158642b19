"""PxWeb API v2: selections are resolved, parted to fit the limit and proved; nothing half comes out."""

import json

import pytest

from handslag.opendata.errors import QuestionError, SourceError
from handslag.opendata.pxweb import Group, PxWeb2
from tests.opendata.pxweb_sources import FakePxWeb2, FakeTable, Var
from tests.opendata.recorded import recorded
from tests.opendata.server import InTurn, Limited, as_json, busy, cut_short, html, problem, serving

REGIONS = {"00": "Riket", "18": "Örebro län", "1880": "Örebro", "1881": "Kumla"}
YEARS = {str(year): str(year) for year in range(2019, 2026)}
NOISY = "Metoden som används för röjandekontroll heter Cell Key Method (CKM)."


def population(**changes) -> FakeTable:
    """Each cell is a number that tells which cell it is."""
    places, sexes = list(REGIONS), ["TotSa", "1", "2"]
    tens = {"0-9": "0-9 år", "10-19": "10-19 år"}

    def value(cell):
        age = {"tot": 99, "0-9": 50, "10-19": 60}.get(cell["Alder"]) or int(cell["Alder"].rstrip("+"))
        at = (places.index(cell["Region"]), sexes.index(cell["Kon"]), age, int(cell["Tid"]))
        return at[0] * 10_000_000 + at[1] * 1_000_000 + at[2] * 10_000 + at[3]

    return FakeTable(
        **{
            "variables": [
                Var("Region", REGIONS, total="00"),
                Var(
                    "Alder",
                    {"tot": "totalt", **{str(n): f"{n} år" for n in range(1, 20)}},
                    label="ålder",
                    codelists={"agg_Ålder10år": tens},
                ),
                Var("Kon", {"TotSa": "totalt, samtliga män och kvinnor", "1": "män", "2": "kvinnor"}, total="TotSa"),
                Var("ContentsCode", {"000007SF": "Folkmängd"}, is_content=True),
                Var("Tid", YEARS, label="år", is_time=True),
            ],
            "value": value,
            **changes,
        }
    )


def client(url: str, **options) -> PxWeb2:
    return PxWeb2(url, **{"timeout": 5, "rate": 10_000, "first_wait": 0.01} | options)


def asked(selection, *, source: FakePxWeb2 | None = None, **options):
    with serving(source or FakePxWeb2({"TAB1": population()})) as server:
        return list(client(server.url, **options).data("TAB1", selection))


def test_a_cell_becomes_an_observation() -> None:
    (found,) = asked({"Region": "18", "Alder": "tot", "Kon": "2", "Tid": "2024"})

    assert (found.indicator, found.area, found.area_name) == ("TAB1", "18", "Örebro län")
    assert (found.sex, found.sex_code, found.period) == ("K", "2", "2024")
    assert (found.value, found.status, found.unit, found.source) == (12_992_024.0, "", "antal", "SCB")
    assert found.other == (("Alder", "tot"), ("ContentsCode", "000007SF"))


def test_our_codes_of_places_and_sexes_are_resolved_by_the_labels() -> None:
    found = asked({"Region": ["18", "00"], "Kon": ["T", "K"], "Alder": "tot", "Tid": "2024"})

    assert [(each.area, each.sex, each.sex_code) for each in found] == [
        ("00", "T", "TotSa"),
        ("00", "K", "2"),
        ("18", "T", "TotSa"),
        ("18", "K", "2"),
    ]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("TOP(2)", ["2024", "2025"]),
        ("top(2,1)", ["2023", "2024"]),
        ("BOTTOM(1)", ["2019"]),
        ("FROM(2024)", ["2024", "2025"]),
        ("TO(2020)", ["2019", "2020"]),
        ("RANGE(2020,2022)", ["2020", "2021", "2022"]),
        ("202?", ["2020", "2021", "2022", "2023", "2024", "2025"]),
        ("*", list(YEARS)),
        (2024, ["2024"]),
        (["TOP(1)", "2019", "2025"], ["2019", "2025"]),
    ],
)
def test_expressions_mean_what_they_mean_to_the_source(expression, expected) -> None:
    found = asked({"Region": "00", "Alder": "tot", "Tid": expression})

    assert [each.period for each in found] == expected


def test_top_of_anything_but_time_is_from_the_beginning() -> None:
    found = asked({"Region": "TOP(2)", "Alder": "tot", "Tid": "2024"})

    assert [each.area for each in found] == ["00", "18"]


@pytest.mark.parametrize(
    ("selection", "told"),
    [
        ({"Region": "17"}, "'17'"),
        ({"Tid": "FROM(1950)"}, "FROM"),
        ({"Tid": "RANGE(2022,2020)"}, "RANGE"),
        ({"Tid": []}, "'Tid'"),
        ({"Bostad": "*"}, "'Bostad'"),
        ({"Region": "00", "region": "18"}, "en gång"),
        ({"Alder": Group("agg_Ålder10år", "20-29")}, "20-29"),
    ],
)
def test_what_the_table_does_not_have_is_refused_before_it_is_asked_for(selection, told) -> None:
    source = FakePxWeb2({"TAB1": population()})
    with pytest.raises(QuestionError, match=told):
        asked({"Alder": "tot", "Tid": "2024", **selection}, source=source)

    assert not source.sizes


def test_a_variable_that_cannot_be_left_out_must_be_chosen() -> None:
    with pytest.raises(QuestionError, match="Alder"):
        asked({"Tid": "2024"})


def test_a_variable_that_is_left_out_gives_the_total() -> None:
    (found,) = asked({"Alder": "tot", "Tid": "2024"})

    assert (found.area, found.area_name, found.sex, found.sex_code) == ("00", "Riket", "T", "TotSa")


def test_a_variable_may_be_called_by_its_label() -> None:
    (found,) = asked({"ålder": "5", "År": "2024"})

    assert dict(found.other)["Alder"] == "5"


@pytest.mark.parametrize("limit", [1, 3, 7, 50, 2000])
def test_a_question_is_parted_to_fit_the_limit_and_joined_again(limit) -> None:
    source = FakePxWeb2({"TAB1": population()}, max_cells=limit)
    selection = {"Region": ["00", "1880"], "Alder": "RANGE(1,4)", "Kon": "*", "Tid": "TOP(3)"}

    found = asked(selection, source=source)

    assert found == asked(selection)
    assert len(found) == 2 * 4 * 3 * 3
    assert max(source.sizes) <= limit
    assert sum(source.sizes) == 72


def test_a_part_that_fails_leaves_nothing() -> None:
    source = FakePxWeb2({"TAB1": population()}, max_cells=2)
    answering = [source] * 4 + [problem(500, "Fel")]
    with serving(InTurn(*answering)) as server, pytest.raises(SourceError, match="500"):
        client(server.url, attempts=1).data("TAB1", {"Alder": "tot", "Tid": "*"})


def test_a_codelist_is_asked_for_by_its_codes() -> None:
    found = asked({"Alder": Group("agg_Ålder10år"), "Tid": "2024"})

    assert [dict(each.other)["Alder"] for each in found] == ["0-9", "10-19"]


def test_a_marked_cell_has_no_value_and_never_becomes_zero() -> None:
    marks = {"2019": "..", "2020": ".", "2021": ":", "2022": "-", "2023": "..."}
    table = population(value=lambda cell: marks.get(cell["Tid"], 0))

    found = asked({"Alder": "tot", "Tid": "*"}, source=FakePxWeb2({"TAB1": table}))

    assert [(each.value, each.status) for each in found] == [
        (None, "missing"),
        (None, "not_applicable"),
        (None, "suppressed"),
        (None, "missing"),
        (None, "not_published"),
        (0, ""),
        (0, ""),
    ]


def test_a_number_beside_a_mark_is_not_believed() -> None:
    fake = FakePxWeb2({"TAB1": population(value=lambda cell: 0)})

    def answering(request):
        if request.method == "GET":
            return fake(request)
        cube = json.loads(next(iter(fake(request).parts)))
        return as_json({**cube, "status": {"0": ".."}})

    with serving(answering) as server:
        (found,) = client(server.url).data("TAB1", {"Alder": "tot", "Tid": "2024"})

    assert (found.value, found.status) == (None, "missing")


def test_an_empty_or_unknown_mark_takes_no_value_away() -> None:
    table = population()
    fake = FakePxWeb2({"TAB1": table})
    labels = {each.code: each.labels for each in table.variables}
    codes = {"Alder": ["tot"], "ContentsCode": ["000007SF"], "Tid": ["2023", "2024"]}
    cube = table.cube({name: (some, labels[name]) for name, some in codes.items()}) | {"status": ["", "p"]}
    with serving(lambda request: as_json(cube) if request.method == "POST" else fake(request)) as server:
        plain, marked = client(server.url).data("TAB1", {"Alder": "tot", "Tid": ["2023", "2024"]})

    assert (plain.value, plain.note) == (992_023, "")
    assert (marked.value, marked.note) == (992_024, "Källans märke: p")


def test_tables_with_noise_say_so_from_2025() -> None:
    source = FakePxWeb2({"TAB1": population(notes=[NOISY])})

    before, after = asked({"Alder": "tot", "Tid": ["2024", "2025"]}, source=source)

    assert before.note == ""
    assert "summan minus resten" in after.note


def test_the_sources_pace_is_read_and_kept() -> None:
    fake = FakePxWeb2({"TAB1": population()}, calls=20)
    limited = Limited(fake, calls=20, seconds=1)
    with serving(limited) as server:
        asking = client(server.url)
        for _ in range(8):
            list(asking.data("TAB1", {"Alder": "tot", "Tid": "2024"}))

    assert limited.refused == 0
    times = [each.time for each in server.requests]
    assert times[-1] - times[1] > 0.7


def test_a_busy_source_is_asked_again() -> None:
    fake = FakePxWeb2({"TAB1": population()})
    with serving(InTurn(fake, busy(retry_after="0"), fake, busy(retry_after="0"), fake)) as server:
        found = list(client(server.url).data("TAB1", {"Alder": "tot", "Tid": "2024"}))

    assert len(found) == 1


def test_a_source_that_does_not_tell_its_limits_is_asked_cautiously() -> None:
    fake = FakePxWeb2({"TAB1": population()})
    with serving(lambda request: problem(404, "Nej") if request.path == "/config" else fake(request)) as server:
        found = list(client(server.url).data("TAB1", {"Alder": "tot", "Tid": "2024"}))

    assert len(found) == 1
    with serving(lambda _: problem(404, "Nej")) as server, pytest.raises(SourceError):
        client(server.url).config()


@pytest.mark.parametrize("limits", [{"timeWindow": 10**9}, {"timeWindow": 10**400}, {"timeWindow": 1e9}])
def test_a_limit_that_would_hold_us_up_for_ever_is_replaced_by_a_cautious_one(limits) -> None:
    fake = FakePxWeb2({"TAB1": population()})
    told = {"maxDataCells": 1000, "maxCallsPerTimeWindow": 1, "timeWindow": 1, **limits}
    with serving(lambda request: as_json(told) if request.path == "/config" else fake(request)) as server:
        found = list(client(server.url, timeout=2).data("TAB1", {"Region": "18", "Alder": "tot", "Tid": "2024"}))

    assert len(found) == 1


def test_the_limits_are_told() -> None:
    with serving(FakePxWeb2({}, max_cells=150_000, calls=3)) as server:
        config = client(server.url).config()

    assert (config.max_data_cells, config.max_calls, config.time_window) == (150_000, 3, 1)


@pytest.mark.parametrize(
    ("status", "reason"), [(400, "status"), (403, "too_many_cells"), (404, "not_found"), (500, "status")]
)
def test_a_refusal_tells_why_in_the_sources_own_words(status, reason) -> None:
    fake = FakePxWeb2({"TAB1": population()})

    def answering(request):
        return problem(status, "Titeln", "Detaljen") if request.method == "POST" else fake(request)

    with serving(answering) as server, pytest.raises(SourceError) as refused:
        client(server.url).data("TAB1", {"Alder": "tot", "Tid": "2024"})

    assert (refused.value.reason, refused.value.status) == (reason, status)
    assert "Titeln Detaljen" in refused.value.message_sv
    assert refused.value.source == "SCB"
    assert "tables/TAB1/data" in refused.value.address


@pytest.mark.parametrize(
    "answer",
    [
        html(200),
        as_json([1, 2]),
        as_json({"version": "2.0", "class": "dataset"}),
        cut_short({"version": "2.0", "class": "dataset", "value": list(range(1000))}, says_so=False),
    ],
)
def test_a_hostile_answer_is_refused_whole(answer) -> None:
    fake = FakePxWeb2({"TAB1": population()})
    with (
        serving(lambda request: answer if request.method == "POST" else fake(request)) as server,
        pytest.raises(SourceError),
    ):
        client(server.url, attempts=1).data("TAB1", {"Alder": "tot", "Tid": "2024"})


def test_an_answer_to_another_question_is_refused() -> None:
    table = population()
    fake = FakePxWeb2({"TAB1": table})
    labels = {each.code: each.labels for each in table.variables}
    codes = {"Region": ["00"], "Alder": ["5"], "Kon": ["1"], "ContentsCode": ["000007SF"], "Tid": ["2024"]}
    other = table.cube({name: (some, labels[name]) for name, some in codes.items()})
    with (
        serving(lambda request: as_json(other) if request.method == "POST" else fake(request)) as server,
        pytest.raises(SourceError) as refused,
    ):
        client(server.url).data("TAB1", {"Alder": "tot", "Tid": "2024"})

    assert refused.value.reason == "ignored_filter"


def test_tables_are_found_page_by_page() -> None:
    source = FakePxWeb2(
        {f"TAB{n}": population(title=f"Folkmängd {n}") for n in range(7)} | {"X": population(title="Y")}
    )
    with serving(source) as server:
        found = client(server.url, page_size=3).tables("Folkmängd")

    assert [each.id for each in found] == [f"TAB{n}" for n in range(7)]
    assert found[0].label == "Folkmängd 0"
    assert [each.query["pageNumber"] for each in server.requests[1:]] == ["1", "2", "3"]


@pytest.mark.parametrize("number", [1, None])
def test_pages_that_lead_round_are_refused(number) -> None:
    def answering(request):
        if request.path == "/config":
            return problem(404, "Nej")
        page = {"pageNumber": number or int(request.query["pageNumber"]), "totalPages": 50}
        return as_json({"tables": [{"id": "TAB1", "label": "Samma"}], "page": page})

    with serving(answering) as server, pytest.raises(SourceError) as refused:
        client(server.url).tables()

    assert refused.value.reason == "loop"
    assert len(server.requests) == 3


def test_a_raw_answer_is_kept_with_what_was_asked() -> None:
    kept = []
    with serving(FakePxWeb2({"TAB1": population()})) as server:
        client(server.url, keep=lambda *each: kept.append(each)).data("TAB1", {"Alder": "tot", "Tid": "2024"})

    address, _, content = kept[-1]
    assert '"variableCode":"Alder","valueCodes":["tot"]' in address
    assert json.loads(content)["class"] == "dataset"


def test_too_much_for_memory_is_refused_before_it_is_asked_for() -> None:
    many = {str(n): f"{n}" for n in range(4000)}
    table = FakeTable([Var("A", many), Var("B", many), Var("Tid", YEARS, is_time=True)], value=lambda cell: 1)
    # the description is small, what it describes is not
    told = {
        **FakeTable([], value=lambda cell: 1).cube({}),
        "id": ["A", "B", "Tid"],
        "size": [4000, 4000, 7],
        "value": [],
    }
    told["dimension"] = {each.code: table.dimension(each, list(each.labels), each.labels) for each in table.variables}
    del told["status"]
    with (
        serving(lambda request: problem(404, "Nej") if request.path == "/config" else as_json(told)) as server,
        pytest.raises(SourceError) as refused,
    ):
        client(server.url).data("TAB1", {"A": "*", "B": "*", "Tid": "*"})

    assert refused.value.reason == "too_many_cells"
    assert len(server.requests) == 2


def test_the_recorded_table_is_read_with_its_labels_and_noise() -> None:
    documents = {name: recorded(f"scb/v2_{name}.json") for name in ("config", "TAB6471_metadata", "TAB6471_data")}
    data = documents["TAB6471_data"]
    by_path = {
        "/config": documents["config"],
        "/tables/TAB6471/metadata": documents["TAB6471_metadata"],
        "/tables/TAB6471/data": data,
    }
    ten_years = {"agg": list(data["dimension"]["Alder"]["category"]["index"])}
    codelist = {"values": [{"code": code, "label": code} for code in ten_years["agg"]]}
    counties = list(data["dimension"]["Region"]["category"]["index"])
    with serving(lambda request: as_json(by_path.get(request.path, codelist))) as server:
        found = list(
            client(server.url).data(
                "TAB6471", {"Region": counties, "Alder": Group("vs_10år"), "Kon": "*", "Tid": "TOP(4)"}
            )
        )

    assert len(found) == 2772
    assert (found[0].area_name, found[0].period, found[0].sex, found[0].value) == (
        "Stockholms län",
        "2026M01",
        "T",
        245284,
    )
    assert all("slumpmässig osäkerhet" in each.note for each in found)
    assert {each.unit for each in found} == {"antal"}


def test_the_recorded_list_of_tables_is_read() -> None:
    document = recorded("scb/v2_tables_search.json")
    with serving(lambda request: problem(404, "") if request.path == "/config" else as_json(document)) as server:
        found = client(server.url).tables("befolkning")

    assert len(found) == 10
    assert (found[0].id, found[0].first, found[0].last, found[0].time_unit) == ("TAB4552", "1960", "2024", "Annual")


WHOLE = {"Region": "18", "Alder": ["tot"], "Kon": ["1", "2"], "ContentsCode": "000007SF"}


def without_metadata(fake: FakePxWeb2):
    return lambda request: problem(404, "Nej") if request.path.endswith("/metadata") else fake(request)


def test_a_table_without_a_description_is_asked_for_codes_that_are_spelled_out() -> None:
    selection = WHOLE | {"Tid": iter([2023, 2024])}
    fake = FakePxWeb2({"TAB1": population()}, max_cells=3)

    found = asked(selection, source=without_metadata(fake))

    assert found == asked(WHOLE | {"Tid": [2023, 2024]})
    assert (len(found), fake.sizes) == (4, [2, 2])


@pytest.mark.parametrize("choice", [{"Tid": "TOP(2)"}, {"Tid": "*"}, {"Alder": Group("agg_Ålder10år")}, {"Kon": "K"}])
def test_what_must_be_looked_up_cannot_be_asked_of_a_table_without_a_description(choice) -> None:
    with pytest.raises(SourceError) as caught:
        asked(WHOLE | {"Tid": "2024"} | choice, source=without_metadata(FakePxWeb2({"TAB1": population()})))

    assert caught.value.reason == "not_found"


def test_a_table_that_is_not_there_at_all_is_not_found() -> None:
    with pytest.raises(SourceError) as caught:
        asked(WHOLE | {"Tid": "2024"}, source=FakePxWeb2({}))

    assert (caught.value.reason, "metadata" in caught.value.address) == ("not_found", True)


def test_an_answer_without_a_description_is_proved_too() -> None:
    fake = FakePxWeb2({"TAB1": population()})
    other = population().cube({each.code: ([*each.labels][:1], each.labels) for each in population().variables})

    def answering(request):
        return as_json(other) if request.path.endswith("/data") else without_metadata(fake)(request)

    with pytest.raises(SourceError) as caught:
        asked(WHOLE | {"Tid": "2024"}, source=answering)

    assert caught.value.reason == "ignored_filter"
