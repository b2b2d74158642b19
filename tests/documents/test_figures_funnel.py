"""The funnel: units by size round a level, and who is outside the limits of chance, in words."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents.figures import FunnelPoint, funnel_chart
from tests.documents.svg import HOSTILE, check
from tests.documents.test_figures_trend import dots, paths, words

LIMITS = [
    (float(size), 10 - 60 / size**0.5, 10 + 60 / size**0.5, 10 - 95 / size**0.5, 10 + 95 / size**0.5)
    for size in range(50, 1001, 50)
]
POINTS = [
    FunnelPoint("Askersund", 200, 9.1),
    FunnelPoint("Hällefors", 150, 21.4, "över 99,8-procentsgränsen"),
    FunnelPoint("Ljusnarsberg", 80, None, word="färre än 5, visas inte"),
    FunnelPoint("Örebro", 900, 10.4, own=True),
]


def draw(points=POINTS, limits=LIMITS, **more):
    given = {"key": "a", "title": "Tratt", "finding": "En utanför.", "unit": "per 1 000", "centre": 10}
    return funnel_chart(points, limits=limits, **given | more)


def test_every_unit_with_a_value_has_a_mark_at_its_size():
    svg = draw().broad
    (muted,), (own,) = dots(svg, "k-muted"), dots(svg, "k-lake")
    outside = paths(svg, "k-signal")[0]

    assert outside[0][0] < muted[0] < own[0]
    assert outside[0][1] < muted[1]


def test_the_table_keeps_the_order_and_says_who_is_outside():
    drawing = draw(head="Kommun", exposure_unit="antal barn")

    assert drawing.columns == ("Kommun", "Antal barn", "Värde (per 1 000)", "Mot gränserna")
    assert drawing.rows == (
        ("Askersund", "200", "9,1", "innanför"),
        ("Hällefors", "150", "21,4", "över 99,8-procentsgränsen"),
        ("Ljusnarsberg", "80", "färre än 5, visas inte", "–"),
        ("Örebro", "900", "10,4", "innanför"),
    )
    check(drawing)


def test_who_is_outside_is_named_and_told_and_the_own_unit_is_named():
    drawing = draw()

    assert {"Hällefors", "Hällefors: över 99,8-procentsgränsen", "Örebro"} <= words(drawing.broad)
    assert "Askersund" not in words(drawing.broad)
    assert "Ockra romb" in drawing.note and "Ockra romb" not in draw(POINTS[:1]).note


def test_the_limits_are_cut_where_they_leave_the_axis_and_not_drawn_where_there_are_none():
    limits = [(10.0, None, math.inf, math.nan, math.inf), *LIMITS]
    svg = draw([FunnelPoint("A", 20, 9), FunnelPoint("B", 900, 11)], limits).broad
    curves = paths(svg, "k-limit")

    assert len(curves) == 4
    assert {"95 %", "99,8 %", "medelvärde 10,0"} <= words(svg)
    check(draw([FunnelPoint("A", 20, 9)], limits))


def test_without_own_all_are_this_countys():
    assert len(dots(draw(POINTS[:1]).broad, "k-lake")) == 1


def test_nothing_known_has_no_axes():
    for drawing in (draw([]), draw(POINTS[2:3])):
        assert paths(drawing.broad, "k-axis") == []
        assert "inga uppgifter" in words(drawing.broad)
        check(drawing)


VALUES = st.one_of(st.none(), st.just(math.nan), st.floats(-500, 500))


@given(
    st.lists(st.tuples(st.floats(0, 5000), VALUES, st.booleans()), max_size=40),
    st.lists(st.tuples(VALUES, VALUES, VALUES, VALUES), max_size=20),
    st.floats(-100, 100),
)
def test_any_units_and_limits_keep_the_drawing_whole(given, limits, centre):
    points = [FunnelPoint(f"Kommun {at}", *each[:2], "utanför" * each[2]) for at, each in enumerate(given)]
    drawing = draw(points, [(at * 100.0, *each) for at, each in enumerate(limits)], centre=centre)

    check(drawing)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_words_keep_the_drawing_whole(text):
    points = [
        FunnelPoint(text, 200, 9, text),
        FunnelPoint(text, 300, None, word=text),
        FunnelPoint(text, 1, 5, own=True),
    ]
    check(draw(points, unit=text, exposure_unit=text, centre_name=text, head=text, title=text, finding=text))


@pytest.mark.parametrize(
    ("points", "limits", "more", "said"),
    [
        ([FunnelPoint("A", -1, 5)], LIMITS, {}, "'A' has no possible exposure: -1"),
        ([FunnelPoint("A", math.nan, 5)], LIMITS, {}, "'A' has no possible exposure: nan"),
        (POINTS, LIMITS[::-1], {}, "not in the order of exposure"),
        ([FunnelPoint("A", 1, 101)], LIMITS, {"percent": True}, "not a percentage"),
    ],
)
def test_what_cannot_be_drawn_is_refused(points, limits, more, said):
    with pytest.raises(ValueError, match=said):
        draw(points, limits, **more)
