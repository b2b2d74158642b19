"""PxWeb API v1: Swedish codes, both formats, value with limits as one observation, and what stands instead of numbers."""

import pytest

from handslag.opendata.errors import QuestionError, SourceError
from handslag.opendata.pxweb import SKOLVERKET_MARKS, Group, PxWeb1
from handslag.opendata.pxweb_records import interval
from tests.opendata.pxweb_sources import FakePxWeb1, FakeTable, Var
from tests.opendata.recorded import recorded
from tests.opendata.server import as_json, body, html, serving

HLV = "A_Folkhalsodata/B_HLV/dPsykhals/hlv1psyxreg.px"
PUPILS = "A_Folkhalsodata/C_HBSC/HalsobesvarReg.px"
WINDOWS = {each: each for each in ("2018-2021", "2021-2024")}
FOUR = {
    "01": "Andel",
    "02": "Konfidensintervall nedre gräns",
    "03": "Konfidensintervall övre gräns",
    "04": "Antal svar",
}


def survey(**cells) -> FakeTable:
    """Distress by county, with the codes that such tables have."""
    told = {"01": 12.5, "02": 11.0, "03": 14.0, "04": 830.0} | cells
    return FakeTable(
        [
            Var("Psykisk hälsa", {"21": "Allvarlig psykisk påfrestning", "44": "Stressad"}),
            Var("Region", {"00": "00 Riket", "18": "18 Örebro län"}, total="00"),
            Var("Andel och konfidensintervall", FOUR),
            Var("Kön", {"00": "Totalt", "01": "Kvinnor", "02": "Män"}, total="00"),
            Var("År", WINDOWS, is_time=True),
        ],
        value=lambda cell: told[cell["Andel och konfidensintervall"]],
    )


def pupils(value=lambda cell: 7) -> FakeTable:
    return FakeTable(
        [
            Var("Region", {"00": "00 Riket", "18": "18 Örebro län"}, codelists={"vs:Storregion": {"S1": "Norr"}}),
            Var("Hur ofta", {"2-3 ggr/månad": "2-3 ggr/månad", "Sällan, aldrig": "Sällan, aldrig"}),
            Var("Kön", {"1": "Pojkar", "2": "Flickor"}, total="1"),
            Var("Läsår", {"2017-2018": "2017-2018", "2021-2022": "2021-2022"}, is_time=True),
        ],
        value,
    )


def client(url: str, **options) -> PxWeb1:
    return PxWeb1(url, **{"timeout": 5, "rate": 10_000, "first_wait": 0.01} | options)


def asked(selection, *, table=None, path=PUPILS, max_cells=1000, **options):
    with serving(FakePxWeb1({path: table or pupils()}, max_cells=max_cells)) as server:
        return list(client(server.url, **options).data(path, selection))


@pytest.fixture
def source():
    """Both tables."""
    fake = FakePxWeb1({HLV: survey(), PUPILS: pupils()})
    with serving(fake) as server:
        yield server


def test_folders_lead_to_tables(source) -> None:
    asking = client(source.url)

    (top,) = asking.folder()
    below = asking.folder(top.path)

    assert (top.path, top.is_table) == ("A_Folkhalsodata", False)
    assert [each.path for each in below] == ["A_Folkhalsodata/B_HLV", "A_Folkhalsodata/C_HBSC"]
    (table,) = asking.folder("A_Folkhalsodata/C_HBSC")
    assert (table.id, table.path, table.is_table) == ("HalsobesvarReg.px", PUPILS, True)


def test_a_folder_that_does_not_exist_is_refused(source) -> None:
    with pytest.raises(SourceError) as refused:
        client(source.url).folder("Finns/inte")

    assert refused.value.reason == "not_found"


def test_the_limits_are_asked_for_as_the_source_wants_it(source) -> None:
    config = client(source.url).config()

    assert source.requests[0].url.endswith("/?config")
    assert (config.max_data_cells, config.max_calls, config.time_window) == (1000, 1000, 10)


def test_a_table_tells_its_variables(source) -> None:
    table = client(source.url).metadata(PUPILS)

    assert [each.code for each in table.variables] == ["Region", "Hur ofta", "Kön", "Läsår"]
    assert table.variable("Kön").labels == {"1": "Pojkar", "2": "Flickor"}
    assert table.variable("Kön").can_be_left_out
    assert table.time.code == "Läsår"


@pytest.mark.parametrize("format", ["json-stat2", "json"])
def test_codes_with_spaces_and_swedish_letters_are_sent_as_they_are(source, format) -> None:
    selection = {"Region": "18", "Hur ofta": "2-3 ggr/månad", "Kön": "2", "Läsår": "TOP(1)"}

    (found,) = client(source.url, format=format).data(PUPILS, selection)

    assert (found.area, found.area_name, found.sex, found.period) == ("18", "Örebro län", "K", "2021-2022")
    assert (found.value, found.other[0]) == (7, ("Hur ofta", "2-3 ggr/månad"))
    query = {each["code"]: each["selection"] for each in source.requests[-1].document["query"]}
    assert query["Hur ofta"] == {"filter": "item", "values": ["2-3 ggr/månad"]}


def test_a_value_and_its_limits_are_one_observation(source) -> None:
    found = list(client(source.url).data(HLV, {"Psykisk hälsa": "21", "Region": "18", "Kön": "*", "År": "2021-2024"}))

    assert [(each.sex, each.sex_code) for each in found] == [("T", "00"), ("K", "01"), ("M", "02")]
    assert (found[0].value, found[0].lower, found[0].upper, found[0].answers) == (12.5, 11.0, 14.0, 830.0)
    assert found[0].other == (("Psykisk hälsa", "21"),)


def test_a_value_that_is_asked_for_alone_has_no_limits(source) -> None:
    selection = {"Psykisk hälsa": "21", "Andel och konfidensintervall": "01", "År": "2021-2024"}

    (found,) = client(source.url).data(HLV, selection)

    assert (found.value, found.lower, found.answers) == (12.5, None, None)


def test_a_withheld_value_is_missing_though_its_answers_are_told() -> None:
    table = survey(**{"01": "..", "02": "..", "03": ".."})

    (found,) = asked({"Psykisk hälsa": "44", "År": "TOP(1)"}, table=table, path=HLV)

    assert (found.value, found.status, found.lower, found.answers) == (None, "missing", None, 830.0)


@pytest.mark.parametrize("format", ["json-stat2", "json"])
@pytest.mark.parametrize("limit", [4, 5, 11])
def test_a_parted_question_keeps_values_and_limits_together(limit, format) -> None:
    selection = {"Psykisk hälsa": "*", "Region": "*", "Kön": "*", "År": "*"}

    found = asked(selection, table=survey(), path=HLV, max_cells=limit, format=format)

    assert len(found) == 2 * 2 * 3 * 2
    assert {(each.value, each.lower, each.upper, each.answers) for each in found} == {(12.5, 11.0, 14.0, 830.0)}


@pytest.mark.parametrize("format", ["json-stat2", "json"])
@pytest.mark.parametrize(
    ("mark", "status", "at_skolverket"),
    [("..", "missing", "suppressed"), (".", "not_applicable", "missing"), (":", "suppressed", "suppressed")],
)
def test_a_mark_is_never_a_zero(mark, status, at_skolverket, format) -> None:
    selection = {"Region": "18", "Hur ofta": "TOP(1)", "Läsår": "TOP(1)"}
    table = pupils(lambda cell: mark)

    (found,) = asked(selection, table=table, format=format)
    (school,) = asked(selection, table=table, format=format, marks=SKOLVERKET_MARKS)

    assert (found.value, found.status) == (None, status)
    assert (school.value, school.status) == (None, at_skolverket)


def test_an_unknown_word_instead_of_a_number_is_refused() -> None:
    with pytest.raises(SourceError, match="ungefär 7"):
        asked(
            {"Region": "18", "Hur ofta": "TOP(1)", "Läsår": "*"}, table=pupils(lambda cell: "ungefär 7"), format="json"
        )


def test_a_value_set_is_asked_for_by_its_codes(source) -> None:
    selection = {"Region": Group("vs:Storregion", "S1"), "Hur ofta": "TOP(1)", "Läsår": "TOP(1)"}

    (found,) = client(source.url).data(PUPILS, selection)

    assert found.area == "S1"
    with pytest.raises(QuestionError, match="Räkna upp"):
        client(source.url).data(PUPILS, selection | {"Region": Group("vs:Storregion", "*")})


def test_a_code_of_the_wrong_kind_is_refused_before_it_is_asked_for(source) -> None:
    with pytest.raises(QuestionError, match="1880"):
        client(source.url).data(PUPILS, {"Region": "1880", "Hur ofta": "*", "Läsår": "*"})

    assert all(each.method == "GET" for each in source.requests)


@pytest.mark.parametrize(
    "metadata",
    [
        [],
        {"title": "Utan variabler"},
        {"variables": [{"code": "A", "text": "a", "values": ["1", "2"], "valueTexts": ["ett"]}]},
        {"variables": [{"code": "A", "text": "a", "values": [1], "valueTexts": [1]}]},
        {"variables": ["A"]},
    ],
)
def test_a_description_in_another_form_is_refused(metadata) -> None:
    with serving(lambda _: as_json(metadata)) as server, pytest.raises(SourceError) as refused:
        client(server.url).metadata("tabell.px")

    assert refused.value.reason == "shape"


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_refusal_in_html_is_told_with_its_status(status) -> None:
    fake = FakePxWeb1({PUPILS: pupils()})
    with (
        serving(lambda request: html(status) if request.method == "POST" else fake(request)) as server,
        pytest.raises(SourceError) as refused,
    ):
        client(server.url).data(PUPILS, {"Region": "18", "Hur ofta": "*", "Läsår": "*"})

    assert refused.value.status == status


def test_rows_of_another_width_are_refused() -> None:
    fake = FakePxWeb1({PUPILS: pupils()})
    columns = [{"code": "Region", "text": "region", "type": "d"}, {"code": "C", "text": "c", "type": "c"}]
    broken = {"columns": columns, "data": [{"key": ["18", "2021"], "values": ["1"]}]}
    with (
        serving(lambda request: as_json(broken) if request.method == "POST" else fake(request)) as server,
        pytest.raises(SourceError, match="kolumner"),
    ):
        client(server.url, format="json").data(PUPILS, {"Region": "18", "Hur ofta": "*", "Läsår": "*"})


def test_the_recorded_survey_of_pupils_is_read() -> None:
    metadata, data, config = (
        recorded(f"folkhalsodata/v1_{name}.json")
        for name in ("MobbningReg_metadata_cut", "MobbningReg_data_jsonstat2_cut", "config")
    )

    def answering(request):
        if request.url.endswith("?config"):
            return as_json(config)
        return as_json(data if request.method == "POST" else metadata)

    selection = {
        "Region": ["00", "21"], "Kategori": "*", "Hur ofta": "2-3 ggr/månad", "Ålder": "13", "Kön": "M", "År": "TOP(1)"
    }  # fmt: skip
    with serving(answering) as server:
        found = list(client(server.url).data("MobbningReg.px", selection))

    assert [(each.area, each.area_name, each.value) for each in found] == [
        ("00", "Riket", 4),
        ("21", "Gävleborgs län", 5),
    ]
    assert {(each.sex, each.sex_code, each.period, each.unit) for each in found} == {("M", "1", "2021-2022", "procent")}


def test_the_recorded_answer_in_json_is_read() -> None:
    metadata = recorded("pxweb_v1/scb_BefolkningNy_metadata_en.json")
    data = recorded("pxweb_v1/scb_BefolkningNy_data_json.json")

    def answering(request):
        return as_json(data if request.method == "POST" else metadata)

    selection = {"Civilstand": "*", "Kon": "*", "ContentsCode": "BE0101N1", "Tid": "RANGE(2015,2017)"}
    with serving(answering) as server:
        found = list(client(server.url, format="json", source="SCB").data("BefolkningNy", selection))

    assert len(found) == 24
    assert (found[0].other[0], found[0].sex, found[0].period, found[0].value) == (
        ("Civilstand", "OG"), "M", "2015", 2762601
    )  # fmt: skip
    assert {each.area for each in found} == {"00"}


def test_an_answer_of_the_wrong_kind_is_refused() -> None:
    fake = FakePxWeb1({PUPILS: pupils()})
    with (
        serving(lambda r: body(b"1;2", kind="text/csv") if r.method == "POST" else fake(r)) as server,
        pytest.raises(SourceError) as refused,
    ):
        client(server.url).data(PUPILS, {"Region": "18", "Hur ofta": "*", "Läsår": "*"})

    assert refused.value.reason == "not_json"


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"filter": "item", "values": ["2017-2018"]}, ["2017-2018"]),
        ({"filter": "all", "values": ["*"]}, ["2017-2018", "2021-2022"]),
        ({"filter": "all", "values": ["2021*"]}, ["2021-2022"]),
        ({"filter": "top", "values": ["1"]}, ["2021-2022"]),
    ],
)
def test_a_choice_may_be_copied_from_the_query_that_the_source_shows(source, choice, expected) -> None:
    found = client(source.url).data(PUPILS, {"Region": "18", "Hur ofta": "TOP(1)", "Läsår": choice})

    assert [each.period for each in found] == expected


def test_a_grouping_may_be_copied_too(source) -> None:
    choice = {"filter": "vs:Storregion", "values": ["S1"]}

    (found,) = client(source.url).data(PUPILS, {"Region": choice, "Hur ofta": "TOP(1)", "Läsår": "TOP(1)"})

    assert found.area == "S1"


@pytest.mark.parametrize(
    "choice", [{"filter": "bottom", "values": ["1"]}, {"filter": "top"}, {"filter": "top", "values": []}]
)
def test_a_copied_choice_that_means_nothing_is_refused(source, choice) -> None:
    with pytest.raises(QuestionError, match="Läsår"):
        client(source.url).data(PUPILS, {"Region": "18", "Hur ofta": "TOP(1)", "Läsår": choice})


@pytest.mark.parametrize(
    "labels",
    [
        ["Andel", "Nedre konfidensgräns", "Övre konfidensgräns", "Antal svarande"],
        ["Andel (%)", "95 % KI, undre", "95 % KI, övre", "Antal"],
        ["Antal per 100 000", "Nedre gräns", "Övre gräns"],
        ["Share", "Lower limit", "Upper limit", "Number of answers"],
    ],
)
def test_a_value_and_its_limits_are_known_by_their_labels(labels) -> None:
    found = interval({"Kön": {"1": "Män", "2": "Kvinnor"}, "Mått": dict(zip("1234", labels, strict=False))})

    assert (found.variable, found.value) == ("Mått", "1")
    assert found.parts == dict(zip(["lower", "upper", "answers"], "234"[: len(labels) - 1], strict=False))


@pytest.mark.parametrize(
    "labels", [["Övre Norrland", "Nedre Norrland", "Stockholm"], ["Lägre utbildning", "Medel", "Högre utbildning"]]
)
def test_what_is_merely_higher_or_lower_is_no_limit(labels) -> None:
    assert interval({"Grupp": dict(zip("123", labels, strict=True))}) is None


def test_a_number_without_bounds_is_refused(source) -> None:
    with pytest.raises(SourceError) as refused:
        asked({"Region": "18", "Hur ofta": "TOP(1)", "Läsår": "*"}, table=pupils(lambda cell: 10**400))

    assert refused.value.reason == "shape"
