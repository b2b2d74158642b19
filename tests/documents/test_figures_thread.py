"""The red thread: columns of goals and the links between them."""

from itertools import pairwise

import pytest

from handslag.documents.figures import Column, Link, Node, red_thread
from tests.documents.svg import HOSTILE, NS, check, root

LONG = "Samordnat stöd för personer med psykisk ohälsa och komplex problematik i hela länet"


def draw(columns, links=()):
    return red_thread(columns, links, key="trad", title="Den röda tråden", finding="Sex av sju.")


def levels(*counts, state="filled", label=LONG):
    return [
        Column(f"Nivå {i}", tuple(Node(f"{i}.{j}", f"{j} {label}", f"/n/{i}/{j}", state) for j in range(count)))
        for i, count in enumerate(counts)
    ]


def paths(svg, name):
    return [path for path in root(svg).iter(f"{NS}path") if path.get("class") == name]


@pytest.mark.parametrize("counts", [(7, 3, 9), (3, 9), (7, 3, 9, 24), (1, 1, 1), (0, 3, 0), (1,), ()])
def test_words_stand_free_of_each_other(counts):
    columns = levels(*counts)
    links = [
        Link(a.key, b.key, (i + j) % 3 == 0)
        for left, right in pairwise(columns)
        for i, a in enumerate(left.nodes)
        for j, b in enumerate(right.nodes)
        if (i + j) % 2 == 0
    ]

    check(draw(columns, links))


@pytest.mark.parametrize("state", ["filled", "quiet", "zero"])
@pytest.mark.parametrize("words", HOSTILE)
def test_any_words_keep_the_drawing_whole(words, state):
    columns = [
        Column(words, (Node("a", words, "/a", state, words), Node("b", words, None, state))),
        Column(words, (Node("c", words, None, state, words),)),
    ]

    check(red_thread(columns, [Link("a", "c", True)], key="t", title=words, finding=words))


def test_a_proposed_link_is_dashed_and_an_established_one_is_not():
    svg = draw(levels(2, 1), [Link("0.0", "1.0"), Link("0.1", "1.0", proposed=True)]).broad

    dashes = [path.get("stroke-dasharray") for path in paths(svg, "k-thread")]

    assert sorted(dashes, key=str) == ["6 5", None]


def test_a_node_without_link_has_the_quiet_ring_and_the_words():
    drawing = draw(levels(1, 0, state="quiet"))

    for svg in (drawing.broad, drawing.narrow):
        assert 'class="k-quiet"' in svg and ">ingen koppling<" in svg
    assert drawing.rows[0][2] == "ingen koppling"
    assert "Grå ring" in drawing.note


def test_the_red_thread_does_not_reach_a_silent_node_or_a_confirmed_gap():
    columns = [
        Column("Mål", (Node("m", "Mål"),)),
        Column("Utmaning", (Node("q", "Tyst", state="quiet"), Node("z", "Noll", state="zero"))),
    ]

    drawing = draw(columns, [Link("m", "q"), Link("m", "z")])

    for svg in (drawing.broad, drawing.narrow):
        assert paths(svg, "k-thread") == []
        assert paths(svg, "k-faint") and paths(svg, "k-lit")


def test_every_link_is_a_row_of_the_table():
    drawing = draw(levels(2, 1, label="Ord"), [Link("0.0", "1.0"), Link("0.1", "1.0", proposed=True)])

    assert drawing.rows == (
        ("Nivå 0", "0 Ord", "", "0 Ord", "ja"),
        ("Nivå 0", "1 Ord", "", "0 Ord", "föreslagen"),
        ("Nivå 1", "0 Ord", "", "", ""),
    )


def test_the_narrow_picture_shows_every_node():
    drawing = draw(levels(2, 2, 2, label="Ord"), [Link("0.0", "1.0")])

    hrefs = {link.get("href") for link in root(drawing.narrow).iter(f"{NS}a")}

    assert hrefs == {f"/n/{i}/{j}" for i in range(3) for j in range(2)}


def test_a_link_to_nothing_is_refused_by_name():
    with pytest.raises(ValueError, match=r"'9\.9'"):
        draw(levels(1, 1), [Link("0.0", "9.9")])


def test_a_link_past_a_column_is_refused_by_name():
    with pytest.raises(ValueError, match=r"'0\.0' to '2\.0'"):
        draw(levels(1, 1, 1), [Link("0.0", "2.0")])


def test_a_key_used_twice_is_refused_by_name():
    with pytest.raises(ValueError, match="'a'"):
        draw([Column("X", (Node("a", "A"),)), Column("Y", (Node("a", "B"),))])
