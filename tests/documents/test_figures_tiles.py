"""The tile map: a fixed order, never a ranking; what is missing has a mark and a word."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents.figures import CoverageCell, Tile, tile_map
from handslag.places.national import DATA
from handslag.places.tiles import positions
from tests.documents.gallery import cells
from tests.documents.svg import HOSTILE, boxes, check

PLACES = {str(at): (at % 3, at // 3) for at in range(6)}
TILES = [Tile(str(at), f"Kommun {at}", cell, "Norr" if at < 3 else "Söder") for at, cell in enumerate(cells())]


def draw(tiles=TILES, places=PLACES, **more):
    return tile_map(tiles, places, key="a", title="Kommuner", finding="Alla.", **more)


def test_the_data_keep_the_order_and_the_three_states():
    drawing = draw()

    assert drawing.columns == ("Kommun", "Länsdel", "Insatser")
    assert [row[0] for row in drawing.rows] == [tile.name for tile in TILES]
    assert [row[2] for row in drawing.rows] == ["1", "minst 2", "4", "8", "ej redovisad", "0, bekräftat"]
    assert "Linje mellan rutor" in drawing.note
    check(drawing)


def test_tiles_stand_where_the_county_has_them():
    middle = {box.words: box for box in boxes(draw().broad)}

    assert middle["Kommun 0"].left < middle["Kommun 1"].left
    assert middle["Kommun 0"].left == middle["Kommun 3"].left and middle["Kommun 0"].top < middle["Kommun 3"].top


def test_one_without_a_place_puts_all_in_order_under_their_parts():
    drawing = draw(places={"0": (0, 0)})
    order = [box.words for box in boxes(drawing.broad)]

    assert order.index("Norr") < order.index("Kommun 2") < order.index("Söder") < order.index("Kommun 3")
    assert "Lika stora" not in drawing.note
    check(drawing)


def test_without_parts_there_are_no_headings():
    drawing = draw([Tile("0", "Ensam", CoverageCell("quiet"))], {})

    assert drawing.columns == ("Kommun", "Insatser") and drawing.rows == (("Ensam", "ej redovisad"),)
    check(drawing)
    check(draw([], {}))


def test_two_in_one_place_are_refused():
    with pytest.raises(ValueError, match="one place"):
        draw(places={"0": (0, 0), "1": (0, 0)})


@pytest.mark.parametrize("text", HOSTILE)
def test_any_words_keep_the_drawing_whole(text):
    tiles = [Tile(str(at), text, cell, text) for at, cell in enumerate(cells())]
    check(draw(tiles))
    check(draw(tiles, {}))


@given(st.integers(1, 60), st.integers(1, 8))
def test_any_county_is_whole(n, across):
    tiles = [Tile(str(at), "Upplands Väsby", CoverageCell("filled", at), f"Del {at % 5}") for at in range(n)]
    check(draw(tiles, {str(at): (at % across, at // across) for at in range(n)}))


def test_the_positions_are_of_municipalities_that_exist_and_of_whole_counties():
    with (DATA / "municipalities.csv").open(encoding="utf-8") as file:
        county = {row["municipality_code"]: row["county_code"] for row in csv.DictReader(file)}
    real = {code: place for code, place in positions().items() if code in county}
    made_up = {code: place for code, place in positions().items() if code not in county}

    assert {county[code] for code in real} == {"18"}
    assert {code for code, of in county.items() if of == "18"} == set(real)
    assert all(code.startswith("exempellan-") for code in made_up)
    assert [len(set(each.values())) for each in (real, made_up)] == [len(real), len(made_up)] == [12, 12]
