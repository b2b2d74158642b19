"""A made-up county brings its own municipalities, with population, and takes none that is real."""

from pathlib import Path

import pytest

from handslag.exchange.differences import differences
from handslag.exchange.loader import load
from handslag.exchange.reader import BrokenFile, read
from handslag.exchange.run import KeyTaken
from handslag.places.examples import SOURCE
from handslag.places.models import Area, Lansdel, Population
from handslag.places.tiles import positions

COUNTY = """
counties:
  - id: provlan
    name: Provlän
    slug: provlan
    ours: Påhittat.
    municipalities:
      - {id: provlan-ett, name: Ett, population: {2023: 100, 2024: 110}}
      - {id: provlan-tva, name: Två, population: {2024: 50}}
divisions:
  - id: delar
    title: Delar
    purpose: Prov
    ours: Påhittad.
    lansdelar:
      - {id: hela, name: Hela, short: Hela, municipalities: [provlan-ett, provlan-tva]}
plan: {id: provplan-exempel, title: Prov, county: provlan, kind: county_plan, status: draft}
initiatives:
  - id: en
    title: En insats
    places: {precision: named, named: [provlan-ett]}
"""


def written(tmp_path: Path, old: str = "", new: str = "") -> Path:
    file = tmp_path / "plan.yaml"
    file.write_text(COUNTY.replace(old, new) if old else COUNTY, encoding="utf-8")
    return file


def test_the_municipalities_come_with_population_that_is_marked(db, tmp_path: Path):
    added = load(read(written(tmp_path)))

    county = Area.objects.get(code="provlan")
    people = Population.objects.filter(area__in=[county, *county.children.all()])
    assert [area.name for area in county.children.order_by("code")] == ["Ett", "Två"]
    assert all(area.is_example for area in [county, *county.children.all()])
    assert {(each.area.code, each.year, each.count) for each in people} == {
        ("provlan-ett", 2023, 100), ("provlan-ett", 2024, 110), ("provlan-tva", 2024, 50), ("provlan", 2024, 160),
    }  # fmt: skip
    assert {each.source for each in people} == {SOURCE} == {"exempel: påhittade tal"}
    assert (added["counties"], added["areas"], added["population"]) == (1, 2, 4)
    assert Lansdel.objects.get(key="hela").municipalities.count() == 2


def test_those_of_exempellan_have_their_place_in_a_tile_map(db):
    codes = list(Area.objects.filter(parent__code="exempellan").values_list("code", flat=True))

    places = [positions().get(code) for code in codes]

    assert len(codes) == 12 == len(set(places)) and None not in places


def test_a_second_load_adds_nothing_and_changes_nothing(db, tmp_path: Path):
    load(read(written(tmp_path)))
    Area.objects.filter(code="provlan-ett").update(name="Ändrad")

    added = load(read(written(tmp_path)))

    assert not any(added.values())
    assert Area.objects.get(code="provlan-ett").name == "Ändrad"


@pytest.mark.parametrize("code", ["1880", "annat-ett"])
def test_a_made_up_municipality_cannot_have_a_real_ones_code(tmp_path: Path, code: str):
    with pytest.raises(BrokenFile, match="börjar med provlan-"):
        read(written(tmp_path, "id: provlan-ett", f"id: {code}"))


def test_a_real_county_takes_none(db, tmp_path: Path):
    file = written(tmp_path, "provlan", "18")

    with pytest.raises(KeyTaken, match="Påhittade kommuner"):
        load(read(file))

    assert not Area.objects.filter(code__startswith="18-").exists()


def test_an_unknown_municipality_is_still_refused(tmp_path: Path):
    with pytest.raises(BrokenFile, match="provlan-tre"):
        read(written(tmp_path, "municipalities: [provlan-ett, provlan-tva]", "municipalities: [provlan-tre]"))


def test_what_differs_in_them_is_told_in_words():
    def document(people: int) -> dict:
        one = {"id": "provlan-ett", "name": "Ett", "population": {"2023": 90, "2024": people}}
        county = {"id": "provlan", "name": "Provlän", "slug": "provlan", "municipalities": [one]}
        return {"plan": None, "counties": [county], "citations": []}

    (found,) = differences(document(1100), document(1200))

    assert (found.section, found.field) == ("counties", "Kommuner")
    assert (found.before, found.after) == ("Ett (1\N{NO-BREAK SPACE}100)", "Ett (1\N{NO-BREAK SPACE}200)")
