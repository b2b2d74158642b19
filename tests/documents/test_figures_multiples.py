"""Small multiples: the same scale in every panel, in the order given."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents.figures import Line, Point, small_multiples
from tests.documents.gallery import course
from tests.documents.svg import HOSTILE, boxes, check
from tests.documents.test_figures_trend import dots, paths, words

OWN = Line("Länet", course())
RIKET = Line("Riket", tuple(Point(str(year), 18.0, at=year) for year in range(2018, 2023)))
PANELS = [("Flickor", OWN, RIKET, "Högre än riket."), ("Pojkar", OWN, None, ""), ("Inget", Line("Länet", ()), None, "")]


def draw(panels=PANELS, **more):
    given = {"key": "a", "title": "Per grupp", "finding": "Ingen skillnad.", "unit": "per 1 000 invånare"}
    return small_multiples(panels, **given | more)


def test_each_panel_has_its_title_its_finding_and_its_own_course():
    drawing = draw()

    assert {"Flickor", "Högre än riket.", "Pojkar", "Inget", "inga uppgifter"} <= words(drawing.broad)
    assert len(dots(drawing.broad, "k-lake")) + len(dots(drawing.broad, "k-hollow")) == 8
    assert len(paths(drawing.broad, "k-line2")) == 1
    check(drawing)


def test_the_same_value_has_the_same_level_in_panels_beside_each_other():
    tall = Line("Länet", (Point("2018", 90, 80, 99, at=2018), Point("2022", 20, 10, 30, at=2022)))
    svg = draw([("a", OWN, None, ""), ("b", tall, None, "")]).broad
    placed = sorted(dots(svg, "k-lake"))
    first_b = placed[-2]

    assert first_b[1] < min(y for _, y in placed[:-2])
    assert [box.words for box in boxes(svg)].count("100") == 2
    assert "Samma skala i alla rutor." in draw().note


def test_a_year_stands_in_the_same_place_in_panels_under_each_other():
    late = Line("Länet", (Point("2022", 20, 10, 30, at=2022),))
    svg = draw([("a", OWN, None, ""), ("b", late, None, "")]).narrow

    assert dots(svg, "k-lake")[-1][0] == max(x for x, _ in dots(svg, "k-lake")[:-1])


def test_the_table_holds_every_panel_in_order():
    drawing = draw(head="Kön")

    assert drawing.columns == (
        "Kön",
        "Period",
        "Värde (per 1 000 invånare)",
        "95-procentigt osäkerhetsintervall",
        "Jämförelse",
    )
    assert drawing.rows[0] == ("Flickor", "2018", "20,2", "14,9–26,5", "Riket 18,0")
    assert drawing.rows[2][2] == "dolt av källan"
    assert drawing.rows[5] == ("Pojkar", "2018", "20,2", "14,9–26,5", "–")
    assert [row[0] for row in drawing.rows] == ["Flickor"] * 5 + ["Pojkar"] * 5


def test_the_description_tells_the_findings_and_the_last_values():
    assert draw().description == (
        "Per grupp. per 1 000 invånare. Flickor: Högre än riket. Länet: 2022 16,6 (11,9–22,4). "
        "Riket: 2022 18,0 (underlag för osäkerhet saknas). Pojkar. Länet: 2022 16,6 (11,9–22,4). Inget. Länet: inga uppgifter."
    )


def test_a_gap_says_why_even_where_it_has_no_room():
    broad = " ".join(sorted(words(draw([("Flickor", OWN, RIKET, "")]).broad)))

    assert "dolt av källan" in broad


def test_the_last_value_stands_at_the_end_of_the_line_only_if_it_is_of_the_last_period():
    ended = Line("Länet", (Point("2021", 20, at=2021), Point("2022", None, at=2022)))

    assert "16,6" in words(draw().broad)
    assert "20,0" not in words(draw([("a", ended, None, "")]).broad)


def test_nothing_is_a_drawing_too():
    check(draw([]))


VALUES = st.one_of(st.none(), st.floats(0, 100).map(lambda value: round(value, 1)))


@given(st.lists(st.lists(VALUES, max_size=30), max_size=9), st.booleans(), st.booleans())
def test_any_panels_keep_the_drawing_whole(given, placed, percent):
    panels = [
        (
            f"Grupp {at}",
            Line(
                "Länet",
                tuple(
                    Point(str(1995 + year), value, value and value / 2, math.inf, at=1995 + year if placed else None)
                    for year, value in enumerate(values)
                ),
            ),
            RIKET if at % 2 else None,
            "Ingen säker skillnad mot riket och ingen säker förändring." * (at % 3),
        )
        for at, values in enumerate(given)
    ]
    check(draw(panels, percent=percent))


@pytest.mark.parametrize("text", HOSTILE)
def test_any_words_keep_the_drawing_whole(text):
    line = Line(text, (Point(text, 20, 15, 25, word=text), Point(text, None, word=text)))
    check(draw([(text, line, line, text)] * 4, unit=text, title=text, finding=text, head=text))


def test_what_the_trend_refuses_is_refused_here_too():
    with pytest.raises(ValueError, match="not a percentage"):
        draw([("a", Line("Länet", (Point("2022", 101),)), None, "")], percent=True)
