"""The tile map of values: a look for what the interval carries, never a scale by value."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents.figures import ValueTile, value_tiles
from handslag.documents.figures_values import _LOOKS
from handslag.places.national import DATA
from handslag.places.tiles import county_names, county_positions
from tests.documents.svg import HOSTILE, NS, boxes, check, root
from tests.documents.test_figures_trend import paths, words

STATES = tuple(_LOOKS)
PLACES = {str(at): (at % 3, at // 3) for at in range(len(STATES))}
TILES = [
    ValueTile(
        str(at),
        f"Kommun {at}",
        "uppgift saknas" if state == "not_known" else f"1{at},0",
        state,
        "Norr" if at < 3 else "Söder",
    )
    for at, state in enumerate(STATES)
]


def draw(tiles=TILES, places=PLACES, **more):
    given = {"key": "a", "title": "Karta", "finding": "Två skiljer sig.", "unit": "procent", "head": "Kommun"}
    return value_tiles(tiles, places, **given | more)


def counties():
    with (DATA / "counties.csv").open(encoding="utf-8") as file:
        return {row["county_code"]: row["county_name"] for row in csv.DictReader(file)}


def test_the_table_says_what_each_look_means():
    drawing = draw(group_head="Länsdel", reference="länet")

    assert drawing.columns == ("Kommun", "Länsdel", "procent", "Jämfört med länet")
    assert [row[2:] for row in drawing.rows] == [
        ("10,0", "högre än länet"),
        ("11,0", "lägre än länet"),
        ("12,0", "ingen säker skillnad mot länet"),
        ("uppgift saknas", "uppgift saknas"),
        ("14,0", "kan inte jämföras med länet"),
        ("15,0", "jämförs inte med länet"),
        ("16,0", "lika med länet"),
    ]
    assert [row[0] for row in drawing.rows] == [tile.name for tile in TILES]
    check(drawing)


def test_higher_has_its_bar_above_and_lower_below():
    svg = draw(TILES[:2]).broad
    (above, below), tiles = paths(svg, "k-lake")[:2], paths(svg, "k-unlike")[:2]

    assert min(y for _, y in above) == min(y for _, y in tiles[0])
    assert max(y for _, y in below) == max(y for _, y in tiles[1])
    assert {"högre", "lägre", "högre än riket", "lägre än riket"} <= words(svg)


def test_alike_has_a_post_so_that_it_can_be_told_from_what_is_not_compared_without_colours():
    svg = draw([tile for tile in TILES if tile.state in ("alike", "none")]).broad

    assert len(paths(svg, "k-post")) == 1 + 1  # the tile, and its explanation
    assert len(paths(svg, "k-silent")) == 1 + 1


def test_the_look_does_not_depend_on_the_value():
    def looks(word):
        svg = draw([ValueTile("0", "Nora", word, "alike"), ValueTile("1", "Laxå", "50,0", "alike")]).broad
        return [(each.get("class"), each.get("fill")) for each in root(svg).iter(f"{NS}path")]

    assert looks("1,0") == looks("99,0")


def test_only_looks_that_occur_are_explained():
    drawing = draw([TILES[2]], {})

    assert "ingen säker skillnad mot riket" in words(drawing.broad)
    assert not {"högre än riket", "uppgift saknas"} & words(drawing.broad)


def test_tiles_stand_at_their_places_and_in_a_grid_where_one_has_none():
    box = {each.words: each for each in boxes(draw().broad)}
    assert box["Kommun 0"].left == box["Kommun 3"].left and box["Kommun 0"].top < box["Kommun 3"].top

    drawing = draw(places={"0": (0, 0)})
    order = [each.words for each in boxes(drawing.broad)]
    assert order.index("Norr") < order.index("Kommun 2") < order.index("Söder") < order.index("Kommun 3")
    assert "ungefär som" not in drawing.note and "ungefär som" in draw().note
    check(drawing)


def test_the_counties_fit_on_a_phone_with_their_names_whole():
    tiles = [ValueTile(code, name, "16,4", STATES[at % 3]) for at, (code, name) in enumerate(county_names().items())]
    drawing = draw(tiles, county_positions(), areas="länen", head="Län")

    assert not any("…" in each for each in words(drawing.narrow) | words(drawing.broad))
    left = {each.words: each.left for each in boxes(drawing.narrow)}
    assert {"Väster-", "norrland", "botten"} <= words(drawing.narrow)
    assert left["Värmland"] < left["Örebro"] < left["Uppsala"]  # on the map, not in a list
    check(drawing)


def test_every_county_has_a_place_of_its_own():
    assert set(county_positions()) == set(counties())
    assert len(set(county_positions().values())) == 21


def test_the_names_in_the_tiles_are_those_of_the_counties():
    for code, name in counties().items():
        short = name.removesuffix(" län")
        assert county_names()[code].replace("\u00ad", "") in (short, short.removesuffix("s"))


def test_nothing_is_a_drawing_too():
    check(draw([], {}))


@pytest.mark.parametrize(
    ("tiles", "places", "said"),
    [
        (TILES[:2], {"0": (0, 0), "1": (0, 0)}, "two tiles in one place"),
        ([TILES[0], TILES[0]], PLACES, "two tiles in one place"),
        ([ValueTile("0", "Nora", "1", "worse")], {}, "not a state of a tile: 'worse'"),
    ],
)
def test_what_cannot_be_drawn_is_refused(tiles, places, said):
    with pytest.raises(ValueError, match=said):
        draw(tiles, places)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_words_keep_the_drawing_whole(text):
    tiles = [ValueTile(str(at), text, text, state, text) for at, state in enumerate(STATES)]
    check(draw(tiles, unit=text, reference=text, areas=text, head=text, group_head=text, title=text))
    check(draw(tiles, {}, unit=text, reference=text))


@given(st.integers(1, 40), st.integers(1, 8), st.sampled_from(["0", "31,4 (28,0–35,1)", "färre än 5, visas inte"]))
def test_any_county_is_whole(n, across, word):
    tiles = [ValueTile(str(at), "Upplands Väsby", word, STATES[at % 6], f"Del {at % 3}") for at in range(n)]
    check(draw(tiles, {str(at): (at % across, at // across) for at in range(n)}))


def test_a_tile_holds_its_words():
    svg = draw().narrow
    tile = max(paths(svg, "k-alike"), key=len)
    inside = [each for each in boxes(svg) if each.words == "12,0"]

    assert all(min(x for x, _ in tile) <= each.left and each.right <= max(x for x, _ in tile) for each in inside)
