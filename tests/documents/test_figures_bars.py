"""Bars from zero, with their figure and its base in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents.figures import Bar, BarRow, bars
from tests.documents.svg import HOSTILE, NS, boxes, check, points, root


def draw(*rows, **more):
    return bars(rows, key="a", title="Svar", finding="En av 27.", **more)


def lengths(svg: str, name: str = "k-lake") -> list[float]:
    found = []
    for path in root(svg).iter(f"{NS}path"):
        if path.get("class") == name:
            across = [x for x, _ in points(path.get("d", ""))]
            found.append(max(across) - min(across))
    return found


def test_lengths_are_as_the_values_and_a_full_bar_is_the_whole():
    svg = draw(BarRow("Ja", (Bar(20, "20 av 40"),)), BarRow("Nej", (Bar(10, "10 av 40"),)), whole=40).broad
    yes, no = lengths(svg)

    assert yes == pytest.approx(2 * no, abs=0.2)
    assert lengths(svg, "k-soft")[0] == pytest.approx(2 * yes, abs=0.2)


def test_what_is_not_known_is_a_word_and_no_bar_and_zero_is_a_figure():
    drawing = draw(BarRow("Ja", (Bar(None, "färre än 5, visas inte"),)), BarRow("Nej", (Bar(0, "0 av 40"),)), whole=40)

    assert lengths(drawing.broad) == []
    assert drawing.rows == (("Ja", "färre än 5, visas inte"), ("Nej", "0 av 40"))
    assert {"färre än 5, visas inte", "0 av 40"} <= {box.words for box in boxes(drawing.narrow)}
    check(drawing)


def test_two_series_are_named_at_every_bar():
    drawing = draw(BarRow("Ja", (Bar(3, "3 av 9"), Bar(5, "5 av 9"))), series=("2020", "2023"))

    assert {"2020: 3 av 9", "2023: 5 av 9"} <= {box.words for box in boxes(drawing.broad)}
    assert drawing.columns == ("Svar", "2020", "2023")
    check(drawing)


@given(st.lists(st.one_of(st.none(), st.decimals(0, 100, places=1)), max_size=12), st.booleans())
def test_any_values_keep_the_drawing_whole(values, tracked):
    rows = [BarRow(f"Svar {at}", (Bar(value, f"{value} % av 135"),)) for at, value in enumerate(values)]
    drawing = bars(rows, key="a", title="a", finding="a", whole=Decimal(100) if tracked else None)

    check(drawing)
    assert len(lengths(drawing.narrow)) == sum(bool(value) for value in values)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_words_keep_the_drawing_whole(text):
    rows = [BarRow(text, (Bar(1, text), Bar(None, text)))]
    check(bars(rows, key="a", title=text, finding=text, series=(text, text), head=text))


@pytest.mark.parametrize(
    ("row", "more", "said"),
    [
        (BarRow("Ja", (Bar(-1, "-1"),)), {}, "not from 0"),
        (BarRow("Ja", (Bar(41, "41"),)), {"whole": 40}, "not from 0 to 40"),
        (BarRow("Ja", ()), {}, "'Ja'"),
        (BarRow("Ja", (Bar(1, "1"),) * 3), {"series": "abc"}, "not 3"),
    ],
)
def test_what_cannot_be_drawn_is_refused(row, more, said):
    with pytest.raises(ValueError, match=said):
        draw(row, **more)


def test_no_rows_is_a_drawing_too():
    check(draw())
