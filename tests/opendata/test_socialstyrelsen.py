"""Socialstyrelsen's database: rows as they are, filters proved, and zeros only where an absent row is a zero."""

import math
from dataclasses import dataclass, field
from typing import Any

import pytest

from handslag.opendata.errors import QuestionError, SourceError
from handslag.opendata.socialstyrelsen import BASE_URL, Socialstyrelsen
from tests.opendata.recorded import recorded
from tests.opendata.server import Request, Response, as_json, html, serving

DEATHS = "dodsorsaker"
VARIABLES = {
    "diagnos": {"2026": "Självmord", "2028": "Skadehändelser med oklar avsikt"},
    "region": {0: "Riket", 18: "Örebro län", 19: "Västmanlands län"},
    "alder": {1: "0-4", 2: "5-9", 3: "10-14"},
    "kon": {1: "Män", 2: "Kvinnor", 3: "Båda könen"},
    "matt": {1: "Antal döda", 2: "Antal döda per 100 000 invånare"},
    "ar": {2022: "2022", 2023: "2023", 2024: "2024"},
}
PRESENT = (
    {"diagnosId": "2026", "regionId": 18, "alderId": 2, "konId": 2, "mattId": 1, "ar": 2022, "varde": "3"},
    {"diagnosId": "2026", "regionId": 18, "alderId": 2, "konId": 1, "mattId": 1, "ar": 2022, "varde": "1 204"},
    {"diagnosId": "2026", "regionId": 18, "alderId": 2, "konId": 2, "mattId": 1, "ar": 2024, "varde": "1"},
    {"diagnosId": "2026", "regionId": 0, "alderId": 2, "konId": 2, "mattId": 2, "ar": 2024, "varde": "0,85"},
    {"diagnosId": "2028", "regionId": 18, "alderId": 2, "konId": 2, "mattId": 1, "ar": 2022, "varde": "2"},
)  # fmt: skip


@dataclass
class FakeDatabase:
    """Answers as the source does. ignored: filters that it takes no notice of. lists: variables that take several."""

    subject: str = DEATHS
    variables: dict[str, dict[Any, str]] = field(default_factory=lambda: VARIABLES)
    rows: tuple[dict[str, Any], ...] = PRESENT
    ignored: tuple[str, ...] = ()
    lists: tuple[str, ...] = ("region", "alder", "kon", "ar")
    next_at: str = BASE_URL.replace("https", "http")

    def __call__(self, asked: Request) -> Response:
        match asked.path.strip("/").split("/"):
            case [""]:
                return as_json([{"namn": self.subject, "text": "Ett ämne"}, {"namn": "lakemedel", "text": "Läkemedel"}])
            case [self.subject]:
                return as_json([{"namn": each, "text": each, "info": ""} for each in self.variables])
            case [self.subject, variable] if variable in self.variables:
                return as_json([{"id": id, "text": text} for id, text in self.variables[variable].items()])
            case [self.subject, "resultat", *parts]:
                return self.slice(asked, dict(zip(parts[::2], parts[1::2], strict=True)))
        return html(404)

    def slice(self, asked: Request, chosen: dict[str, str]) -> Response:
        found = list(self.rows)
        for name, ids in chosen.items():
            if name in self.ignored:
                continue
            some = ids.split(",")
            if name not in self.variables or (len(some) > 1 and name not in self.lists):
                return html(404)
            member = name if name == "ar" else f"{name}Id"
            found = [row for row in found if str(row[member]) in some]
        size, page = int(asked.query["per_sida"]), int(asked.query["sida"])
        pages = math.ceil(len(found) / size)
        if not found or page > pages:
            return html(404)
        following = f"{self.next_at}{asked.path}?per_sida={size}&sida={page + 1}" if page < pages else None
        return as_json({
            "data": found[(page - 1) * size : page * size], "amne": self.subject, "nasta_sida": following,
            "foregaende_sida": None, "sida": page, "per_sida": size, "sidor": pages,
        })  # fmt: skip


def client(url: str, **options) -> Socialstyrelsen:
    return Socialstyrelsen(url, **{"timeout": 5, "rate": 10_000, "first_wait": 0.01} | options)


def rows(database=None, *, page_size=5000, **selection):
    with serving(database or FakeDatabase()) as server:
        return list(client(server.url, page_size=page_size).rows(DEATHS, **selection))


def counts(database=None, **selection):
    with serving(database or FakeDatabase()) as server:
        return list(client(server.url).counts(DEATHS, **selection))


def test_the_catalogue_is_read() -> None:
    with serving(FakeDatabase()) as server:
        asking = client(server.url)

        assert [each.name for each in asking.subjects()] == [DEATHS, "lakemedel"]
        assert [each.name for each in asking.variables(DEATHS)] == list(VARIABLES)
        assert [(each.id, each.text) for each in asking.values(DEATHS, "region")][1] == ("18", "Örebro län")


def test_a_row_becomes_an_observation() -> None:
    (found,) = rows(diagnos=2026, region=18, kon=2, matt=1, ar=2022)

    assert (found.indicator, found.area, found.area_name, found.period) == (DEATHS, "18", "Örebro län", "2022")
    assert (found.sex, found.sex_code, found.value, found.unit) == ("K", "2", 3, "Antal döda")
    assert found.other == (("diagnos", "2026"), ("alder", "2"), ("matt", "1"))


def test_decimal_comma_and_spaces_are_read() -> None:
    found = rows(diagnos="2026", matt=[1, 2])

    assert [each.value for each in found] == [3, 1204, 1, 0.85]


def test_our_codes_of_places_and_sexes_are_resolved_by_the_labels() -> None:
    (found,) = rows(diagnos=2026, region="00", kon="K", matt=2)

    assert (found.area, found.area_name, found.sex_code) == ("0", "Riket", "2")


def test_lists_are_asked_for_at_once_where_the_source_takes_them_and_else_one_by_one() -> None:
    with serving(FakeDatabase()) as server:
        found = list(
            client(server.url).rows(DEATHS, diagnos=[2026, 2028], region=[0, 18], matt=1, ar=range(2022, 2025))
        )

    asked = [each for each in server.paths if "resultat" in each]
    assert asked == [
        f"/{DEATHS}/resultat/diagnos/2026/region/0,18/matt/1/ar/2022,2023,2024",
        f"/{DEATHS}/resultat/diagnos/2028/region/0,18/matt/1/ar/2022,2023,2024",
    ]
    assert len(found) == 4


def test_pages_are_followed_on_our_own_address_though_the_source_gives_its_public_one() -> None:
    assert rows(diagnos=2026, matt=[1, 2], page_size=1) == rows(diagnos=2026, matt=[1, 2])


def test_a_next_page_elsewhere_is_refused() -> None:
    with pytest.raises(SourceError) as refused:
        rows(FakeDatabase(next_at="http://203.0.113.7/api"), diagnos=2026, matt=1, page_size=1)

    assert refused.value.reason == "other_host"


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"nasta_sida": f"{BASE_URL}/{DEATHS}/resultat/matt/1?per_sida=1&sida=1", "sidor": 9}, "loop"),
        ({"nasta_sida": None, "sidor": 9}, "shape"),
        ({"nasta_sida": 5}, "shape"),
        ({"sida": "1"}, "shape"),
        ({"sida": 2}, "loop"),
        ({"data": None}, "shape"),
        ({"data": [5]}, "shape"),
        ({"data": [{**PRESENT[0], "varde": "ungefär 3"}]}, "shape"),
        ({"data": [{**PRESENT[0], "varde": True}]}, "shape"),
        ({"data": [{**PRESENT[0], "varde": "9" * 400}]}, "shape"),
        ({"data": [{**PRESENT[0], "regionId": None}]}, "shape"),
        ({"data": [PRESENT[0], PRESENT[0]]}, "shape"),
    ],
)
def test_pages_that_do_not_hold_together_are_refused_whole(told, reason) -> None:
    fake = FakeDatabase()
    page = {"data": [PRESENT[0]], "amne": DEATHS, "nasta_sida": None, "sida": 1, "per_sida": 1, "sidor": 1, **told}
    with (
        serving(lambda asked: as_json(page) if "resultat" in asked.path else fake(asked)) as server,
        pytest.raises(SourceError) as refused,
    ):
        client(server.url).rows(DEATHS, matt=1)

    assert refused.value.reason == reason
    assert len(server.requests) < 10


@pytest.mark.parametrize("ignored", ["yttreorsak", "diagnos"])
def test_a_filter_that_is_ignored_is_found_out(ignored) -> None:
    database = FakeDatabase(variables={**VARIABLES, "yttreorsak": {"X60": "Avsiktlig"}}, ignored=(ignored,))

    with pytest.raises(SourceError) as refused:
        rows(database, **{ignored: "X60"}, matt=1)

    assert refused.value.reason == "ignored_filter"


def test_a_slice_without_rows_is_empty() -> None:
    assert rows(diagnos=2028, region=0, matt=1) == []


@pytest.mark.parametrize(
    ("subject", "selection", "told"),
    [
        ("finnsinte", {"matt": 1}, "Ämnet 'finnsinte'"),
        (DEATHS, {"bostad": 1}, "Variabeln 'bostad'"),
        (DEATHS, {"diagnos": 9999}, "Värdet '9999'"),
        (DEATHS, {"region": 77}, "Värdet '77'"),
    ],
)
def test_what_does_not_exist_is_told_from_what_is_empty(subject, selection, told) -> None:
    with serving(FakeDatabase()) as server, pytest.raises(SourceError) as refused:
        client(server.url).rows(subject, **selection)

    assert refused.value.reason == "not_found"
    assert told in refused.value.told


@pytest.mark.parametrize(
    "selection", [{"diagnos": "2026/matt/2"}, {"diagnos": "2026,2028"}, {"diagnos": []}, {"ar": ""}]
)
def test_what_would_ask_for_something_else_is_refused_before_it_is_asked_for(selection) -> None:
    with serving(FakeDatabase()) as server, pytest.raises(QuestionError):
        client(server.url).rows(DEATHS, **selection)

    assert not server.requests


ONE = {"diagnos": 2026, "region": 18, "alder": 2, "kon": 2, "matt": 1}


def test_rows_fill_nothing_in() -> None:
    assert [each.period for each in rows(**ONE)] == ["2022", "2024"]


def test_counts_fill_in_a_zero_within_the_published_years() -> None:
    found = counts(**ONE)

    assert [(each.period, each.value) for each in found] == [("2022", 3), ("2023", 0), ("2024", 1)]
    assert "ingen rad" in found[1].note
    assert (found[1].area_name, found[1].sex, found[1].unit) == ("Örebro län", "K", "Antal döda")


def test_counts_beyond_the_published_years_are_unknown_and_not_asked_for() -> None:
    with serving(FakeDatabase()) as server:
        found = list(client(server.url).counts(DEATHS, **ONE, ar=[1996, 2024, 2025]))

    assert [(each.period, each.value, each.status) for each in found] == [
        ("1996", None, "not_published"),
        ("2024", 1, ""),
        ("2025", None, "not_published"),
    ]
    assert next(each for each in server.paths if "resultat" in each).endswith("/ar/2024")


def test_counts_have_a_value_for_each_combination() -> None:
    found = counts(diagnos=[2026, 2028], region=["18", "19"], alder="*", kon=["K", "M"], matt=1, ar=[2022, 2023])

    assert len(found) == 2 * 2 * 3 * 2 * 2
    assert sum(each.value for each in found) == 3 + 1204 + 2


def test_counts_of_an_empty_slice_are_zeros() -> None:
    assert [each.value for each in counts(**ONE | {"region": 19})] == [0, 0, 0]


@pytest.mark.parametrize(
    ("subject", "changes", "told"),
    [
        ("lakemedel", {}, "inte att antalet är noll"),
        (DEATHS, {"matt": 2}, "inget antal"),
        (DEATHS, {"diagnos": None}, "Välj diagnos"),
    ],
)
def test_no_zero_is_guessed(subject, changes, told) -> None:
    selection = {name: choice for name, choice in {**ONE, **changes}.items() if choice is not None}
    with serving(FakeDatabase()) as server, pytest.raises(QuestionError, match=told):
        client(server.url).counts(subject, **selection)


def test_rows_told_apart_by_something_more_are_not_taken_for_absent() -> None:
    more = tuple({**row, "utbildningId": 1} for row in PRESENT)

    with pytest.raises(SourceError) as refused:
        counts(FakeDatabase(rows=more), **ONE)

    assert refused.value.reason == "shape"


def test_recorded_rows_with_codes_as_text_are_read() -> None:
    regions = recorded("socialstyrelsen/skador_region_values.json")
    recorded_rows = recorded("socialstyrelsen/skador_rows_0180.json")
    variables = {
        "vardform": {"SV": "Slutenvård"}, "typ": {each: each for each in "12346"}, "kon": VARIABLES["kon"],
        "region": {each["id"]: each["text"] for each in regions}, "matt": {1: "Antal"}, "alder": {}, "ar": {},
    }  # fmt: skip
    database = FakeDatabase(variables=variables, rows=tuple(recorded_rows))

    found = rows(database, region="0180", vardform="SV", typ="1", page_size=3)

    assert (found[0].area, found[0].area_name, found[0].period) == ("0180", "Stockholm", "1995-1997")
    assert (found[0].value, found[0].sex, found[1].value) == (39.3, "M", 58)


def test_the_recorded_envelope_is_read_and_its_next_page_followed() -> None:
    first = recorded("socialstyrelsen/resultat_envelope_constructed.json")
    last = {
        **first,
        "data": [{**row, "alderId": 9} for row in first["data"][:2]],
        "nasta_sida": None,
        "sida": 2,
        "sidor": 2,
    }

    def answering(asked):
        if "resultat" not in asked.path:
            return html(404)
        return as_json(last if asked.query["sida"] == "2" else first)

    with serving(answering) as server:
        found = list(client(server.url).rows("lakemedel", atc="J01", matt=3, ar=2017, region=0))

    assert [each.value for each in found] == [107894, 93992, 201886, 73754, 81052, 154806, 107894, 93992]
    assert [each.sex for each in found[:3]] == ["M", "K", "T"]
