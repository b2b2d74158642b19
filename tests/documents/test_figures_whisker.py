"""Dots with whiskers: a fixed order, intervals, and a difference only where it is said."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents.figures import Point, WhiskerRow, whisker_chart
from handslag.documents.series import NO_INTERVAL
from tests.documents.svg import HOSTILE, boxes, check
from tests.documents.test_figures_trend import dots, paths, words

ROWS = [
    WhiskerRow("Askersund", Point("2022", 35, 28, 42, base="212 svarande"), "Söder", "högre än riket"),
    WhiskerRow("Laxå", Point("2022", 20, 12, 28), "Söder"),
    WhiskerRow("Nora", Point("2022", 33), "Norr"),
    WhiskerRow("Hällefors", Point("2022", None, word="färre än 5, visas inte"), "Norr"),
]


def draw(rows=ROWS, **more):
    given = {"key": "a", "title": "Ängslan", "finding": "En kommun.", "unit": "procent", "reference": ("Riket", 25)}
    return whisker_chart(rows, **given | more)


def test_rows_keep_their_order_under_their_headings_whatever_their_values():
    drawing = draw(group_head="Länsdel", head="Kommun")
    order = [box.words for box in boxes(drawing.broad)]

    places = [order.index(words) for words in ("Söder", "Askersund", "Laxå", "Norr", "Nora", "Hällefors")]
    assert places == sorted(places)
    assert [row[1] for row in drawing.rows] == ["Askersund", "Laxå", "Nora", "Hällefors"]
    assert "Ordningen är fast" in drawing.note
    check(drawing)


def test_the_table_has_interval_comparison_and_base():
    drawing = draw(group_head="Länsdel", head="Kommun", percent=True, decimals=0)

    assert drawing.columns == (
        "Länsdel",
        "Kommun",
        "Värde",
        "95-procentigt osäkerhetsintervall",
        "Jämförelse",
        "Underlag",
    )
    assert drawing.rows == (
        ("Söder", "Askersund", "35\u00a0%", "28–42\u00a0%", "högre än riket", "212 svarande"),
        ("Söder", "Laxå", "20\u00a0%", "12–28\u00a0%", "–", "–"),
        ("Norr", "Nora", "33\u00a0%", NO_INTERVAL, "–", "–"),
        ("Norr", "Hällefors", "färre än 5, visas inte", "–", "–", "–"),
    )


def test_the_interval_lies_round_its_dot_and_the_compared_level_is_a_dashed_line():
    svg = draw(percent=True).broad
    (x, y), _ = dots(svg, "k-lake")
    whisker = paths(svg, "k-whisker")[0]
    (level,) = paths(svg, "k-line2")

    assert min(each for each, _ in whisker) < x < max(each for each, _ in whisker)
    assert {each for _, each in whisker} == {y}
    assert dots(svg, "k-lake")[1][0] < level[0][0] < x
    assert "Riket 25,0\u00a0%" in words(svg)


def test_what_stands_out_is_strong_and_in_words():
    drawing = draw()

    assert "högre än riket" in words(drawing.broad)
    assert "35,0 (28,0–42,0), högre än riket" in words(drawing.narrow)
    assert "Askersund: 35,0 (28,0–42,0), högre än riket" in drawing.description


def test_no_interval_is_an_open_ring_with_its_words_and_no_value_is_a_word():
    drawing = draw()

    assert len(dots(drawing.broad, "k-hollow")) == 1
    assert f"33,0, {NO_INTERVAL}" in words(drawing.narrow)
    assert "färre än 5, visas inte" in words(drawing.broad)
    check(drawing)


def test_what_is_counted_whole_has_neither_ring_nor_words():
    drawing = draw([WhiskerRow("Nora", Point("", 33, whole=True), stands_out="högre än riket")])

    assert len(dots(drawing.broad, "k-lake")) == 1 and NO_INTERVAL not in str(drawing)
    assert drawing.rows == (("Nora", "33,0", "–", "högre än riket"),)


def test_nothing_known_has_no_scale():
    drawing = draw([WhiskerRow("Nora", Point("", None)), WhiskerRow("Laxå", Point("", None))], reference=None)

    assert paths(drawing.broad, "k-axis") == []
    assert words(drawing.broad) == {"procent", "Nora", "Laxå", "uppgift saknas"}
    check(drawing)
    check(draw([]))


def test_one_that_stands_out_without_an_interval_is_refused():
    with pytest.raises(ValueError, match="'Nora' stands out, and has no interval"):
        draw([WhiskerRow("Nora", Point("2022", 33), stands_out="högre")])


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.floats(-900, 900)), st.one_of(st.none(), st.floats(0, 500), st.just(math.inf))
        ),
        max_size=25,
    ),
    st.one_of(st.none(), st.floats(-900, 900)),
)
def test_any_values_keep_the_drawing_whole(given, level):
    rows = [
        WhiskerRow(
            f"Västra Götalands län {at}",
            Point("", value, *((None, None) if width is None else ((value or 0) - width, (value or 0) + width))),
            f"Grupp {at // 4}" if at % 8 < 4 else "",
        )
        for at, (value, width) in enumerate(given)
    ]
    drawing = draw(rows, reference=None if level is None else ("Riket", level))

    check(drawing)
    assert len(paths(drawing.broad, "k-whisker")) == sum(None not in each for each in given)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_words_keep_the_drawing_whole(text):
    rows = [
        WhiskerRow(text, Point(text, 5, 1, 9, base=text, word=text), text, text),
        WhiskerRow(text, Point(text, None, word=text), text),
        WhiskerRow(text, Point(text, 5), text),
    ]
    check(draw(rows, reference=(text, 4), unit=text, title=text, finding=text, head=text, group_head=text))
