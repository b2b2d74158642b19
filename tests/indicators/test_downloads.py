"""An indicator's figures as files: the same figures in each, states in a column of their own, and what they mean beside."""

import csv
import io
import json
import zipfile

import pytest
from django.test import Client

from handslag.indicators.exports import COLUMNS
from handslag.opendata import jsonstat
from handslag.places.models import Area
from tests import factories as make

KEY = "behoriga-till-yrkesprogram"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files"), pytest.mark.pure]


@pytest.fixture
def county() -> Area:
    """A county with a municipality and figures of every kind: with a base, without one, missing, and zero."""
    county = make.county(parent=Area.objects.get(kind=Area.COUNTRY), name="=Provlän")
    make.observations(KEY, county, {2020: (800, 1000), 2021: 81.5}, per=100)
    make.observations(KEY, county, {2022: None}, state="suppressed_source", note="+källans ord")
    make.observations(KEY, make.municipality(parent=county, name="Provköping"), {2020: (0, 40)}, per=100)
    return county


def fetched(client: Client, county: Area, ending: str):
    return client.get(f"/{county.slug}/indikatorer/{KEY}.{ending}")


def rows(text: str, delimiter: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_the_csv_is_as_swedish_spreadsheets_read_it(client: Client, county: Area):
    answer = fetched(client, county, "csv")

    text = answer.content.decode()
    assert text.startswith("\ufeff" + ";".join(COLUMNS))
    assert answer["Content-Disposition"] == f'attachment; filename="{KEY}-{county.slug}.csv"'
    based, bare, hidden, none = rows(text.lstrip("\ufeff"), ";")
    assert (based["varde"], based["taljare"], based["undre"][:4], based["granser"]) == (
        "80",
        "800",
        "77,4",
        "beräknade ur antal",
    )
    assert (bare["varde"], bare["undre"], bare["granser"]) == ("81,5", "", "underlag för osäkerhet saknas")
    assert (hidden["varde"], hidden["lage"]) == ("", "dolt av källan")
    assert (none["varde"], none["lage"]) == ("0", "uppgift finns")


def test_what_a_spreadsheet_would_run_is_made_harmless(client: Client, county: Area):
    based, _, hidden, _ = rows(fetched(client, county, "csv").content.decode("utf-8-sig"), ";")

    assert (based["omrade"], hidden["anmarkning"]) == ("'=Provlän", "'+källans ord")


def test_the_json_is_json_stat_and_says_why_a_cell_is_empty(client: Client, county: Area):
    cube = jsonstat.read(fetched(client, county, "json").content)

    cells = {(row["omrade"], row["period"][:4], row["matt"]): row for row in cube.rows()}
    assert cube.roles == {"time": ["period"], "geo": ["omrade"], "metric": ["matt"]}
    assert cells[county.code, "2020", "varde"]["value"] == 80
    assert cells[county.code, "2021", "undre"]["status"] == "underlag för osäkerhet saknas"
    assert cells[county.code, "2021", "taljare"]["status"] == "anges inte av källan"
    assert cells[county.code, "2022", "varde"]["status"] == "dolt av källan"
    assert [row["status"] for key, row in cells.items() if key[0] != county.code and key[1] == "2021"] == [
        "ingen uppgift inläst"
    ] * 5


def test_the_package_describes_its_table(client: Client, county: Area):
    answer = fetched(client, county, "zip")

    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as package:
        told = json.loads(package.read("datapackage.json"))
        table = rows(package.read("data.csv").decode(), ",")
        readme = package.read("README.md").decode()
    (resource,) = told["resources"]
    assert [field["name"] for field in resource["schema"]["fields"]] == list(table[0]) == list(COLUMNS)
    assert (resource["path"], resource["encoding"], resource["dialect"]) == ("data.csv", "utf-8", {"delimiter": ","})
    assert (table[1]["varde"], len(table)) == ("81.5", 4)
    key = [tuple(row[name] for name in resource["schema"]["primaryKey"]) for row in table]
    assert len(set(key)) == len(key)
    for words in (
        "Visar inte:",
        "Provkällan",
        "Antal under 5 visas inte",
        "Ändringar i definitionen",
        "dolt av källan",
    ):
        assert words in readme


def test_the_three_files_hold_the_same_figures(client: Client, county: Area):
    table = rows(fetched(client, county, "csv").content.decode("utf-8-sig"), ";")
    cube = jsonstat.read(fetched(client, county, "json").content)
    with zipfile.ZipFile(io.BytesIO(b"".join(fetched(client, county, "zip")))) as package:
        packed = rows(package.read("data.csv").decode(), ",")

    values = [row["varde"].replace(",", ".") for row in table]
    told = [each["value"] for each in cube.rows() if each["matt"] == "varde" and each["value"] is not None]
    assert values == [row["varde"] for row in packed]
    assert sorted(told) == sorted(float(value) for value in values if value)


@pytest.mark.parametrize("ending", ["csv", "json", "zip"])
def test_an_indicator_without_figures_is_a_file_without_rows(client: Client, ending: str):
    county = make.county(parent=Area.objects.get(kind=Area.COUNTRY))

    answer = fetched(client, county, ending)

    assert answer.status_code == 200
    if ending == "json":
        assert jsonstat.read(answer.content).sizes[:1] == [0]


@pytest.mark.parametrize("ending", ["csv", "json", "zip"])
def test_an_indicator_that_is_none_answers_404(client: Client, county: Area, ending: str):
    assert client.get(f"/{county.slug}/indikatorer/finns-inte.{ending}").status_code == 404
