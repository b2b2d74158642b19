"""The chain of initiatives: every relation is drawn, with its words on it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handslag.documents.figures import ChainLink, ChainNode, chain
from tests.documents.svg import HOSTILE, NS, boxes, check, root

WORDS = ("fortsätter som", "blir underlag till", "är del av", "skalas upp till", "lämnas över till kommunerna som")


def draw(nodes, links=()):
    return chain(nodes, links, key="kedja", title="Vad som ledde till vad", finding="Tre insatser.")


def row(count, *, label="Länsgemensam samordning av suicidprevention"):
    nodes = [ChainNode(f"n{i}", f"{label} {i}", f"/n/{i}", "hösten 2021", i == 2) for i in range(count)]
    return nodes, [ChainLink(f"n{i}", f"n{i + 1}", WORDS[i % 5]) for i in range(count - 1)]


@pytest.mark.parametrize("count", range(0, 13))
def test_a_chain_of_any_length_stands_free(count):
    check(draw(*row(count)))


def test_time_goes_from_left_to_right():
    svg = draw(*row(3, label="Steg")).broad

    lefts = [box.left for box in boxes(svg) if box.words.startswith("Steg")]

    assert lefts == sorted(lefts) and len(set(lefts)) == 3


def test_the_words_of_a_relation_stand_on_it():
    drawing = draw(*row(2))

    assert ">fortsätter som<" in drawing.broad
    assert ">→ fortsätter som<" in drawing.narrow


def test_the_current_one_is_filled_and_the_others_open():
    drawing = draw(*row(4))

    for svg in (drawing.broad, drawing.narrow):
        classes = [circle.get("class") for circle in root(svg).iter(f"{NS}circle")]
        assert sorted(classes) == ["k-knot"] + ["k-open"] * 3


def test_a_relation_past_a_step_is_drawn_too():
    nodes, links = row(3)

    drawing = draw(nodes, [*links, ChainLink("n0", "n2", "är del av")])

    check(drawing)
    assert ">är del av<" in drawing.broad


def test_a_circle_is_told_in_the_table_and_the_note():
    nodes, links = row(3)

    drawing = draw(nodes, [*links, ChainLink("n2", "n0", "är del av")])

    check(drawing)
    assert ">är del av<" not in drawing.broad
    assert drawing.rows[-1][2:] == ("är del av", nodes[0].label)
    assert "går tillbaka: 1" in drawing.note


@pytest.mark.parametrize("words", HOSTILE)
def test_any_words_keep_the_drawing_whole(words):
    nodes = [ChainNode(key, words, "/a", words, key == "a") for key in "abcd"]
    links = [ChainLink(a, b, words) for a, b in ("ab", "ac", "bc", "cd")]

    check(chain(nodes, links, key="k", title=words, finding=words))


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 12), st.data())
def test_any_net_of_relations_stands_free(count, data):
    nodes, _ = row(count)
    ends = st.integers(0, count - 1)
    pairs = data.draw(st.lists(st.tuples(ends, ends), max_size=10, unique=True))

    check(draw(nodes, [ChainLink(f"n{a}", f"n{b}", WORDS[(a + b) % 5]) for a, b in pairs]))


def test_a_relation_to_nothing_is_refused_by_name():
    with pytest.raises(ValueError, match="'x'"):
        draw(row(1)[0], [ChainLink("n0", "x", "är del av")])


def test_a_key_used_twice_is_refused():
    with pytest.raises(ValueError, match="same key"):
        draw([ChainNode("a", "A"), ChainNode("a", "B")])
