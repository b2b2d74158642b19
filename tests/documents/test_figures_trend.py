"""The trend: lines that stop at gaps, intervals, and words where something is missing."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents.figures import Line, Point, trend_chart
from handslag.documents.series import INTERVAL, NO_INTERVAL
from tests.documents.gallery import course
from tests.documents.svg import HOSTILE, NS, boxes, check, points, root

RIKET = Line("Riket", tuple(Point(str(year), 18.0 + year - 2018, at=year) for year in range(2018, 2023)))


def draw(*given, other=None, name="Örebro län", **more):
    words = {"key": "a", "title": "Suicid", "finding": "Ingen säker skillnad.", "unit": "per 100 000 invånare"}
    return trend_chart(Line(name, given), other=other, **words | more)


def years(values, start=2018):
    return tuple(Point(str(start + at), value, at=start + at) for at, value in enumerate(values))


def windows(*, placed=True):
    return tuple(Point(f"{y}–{y + 4}", 17, 15, 19, at=y + 2 if placed else None) for y in range(2014, 2018))


def paths(svg: str, name: str) -> list[list[tuple[float, float]]]:
    return [points(path.get("d", "")) for path in root(svg).iter(f"{NS}path") if path.get("class") == name]


def dots(svg: str, name: str) -> list[tuple[float, float]]:
    return [
        (float(dot.get("cx", 0)), float(dot.get("cy", 0)))
        for dot in root(svg).iter(f"{NS}circle")
        if dot.get("class") == name
    ]


def words(svg: str) -> set[str]:
    return {box.words for box in boxes(svg)}


def covers(box, x: float, y: float) -> bool:
    return box.left - 2 < x < box.right + 2 and box.top - 2 < y < box.bottom + 2


def test_every_value_is_a_dot_at_its_level_with_its_interval():
    drawing = draw(Point("2018", 20, 10, 30), Point("2019", 10, 5, 20))
    (first, second), (whiskers,) = dots(drawing.broad, "k-lake"), paths(drawing.broad, "k-whisker")

    assert first[0] < second[0] and first[1] < second[1]
    per_unit = (second[1] - first[1]) / 10
    assert [x for x, _ in whiskers[::2]] == [first[0], second[0]]
    lengths = [low - high for (_, low), (_, high) in zip(whiskers[::2], whiskers[1::2], strict=True)]
    assert lengths == pytest.approx([20 * per_unit, 15 * per_unit], abs=0.3)
    assert f"Lodräta streck: {INTERVAL}." in drawing.note
    check(drawing)


def test_the_values_are_a_table_in_swedish_with_interval_base_and_remark():
    drawing = draw(
        Point("2018", 20.25, 14.9, 26.5, base="50 fall"),
        Point("2019", 17.6, word="nytt urval"),
        Point("2020", None, word="dolt av källan"),
        other=Line("Riket", (Point("2018", 18.8), Point("2020", 1017, 1010, 1024))),
    )

    assert drawing.columns == (
        "Period",
        "Örebro län (per 100 000 invånare)",
        "95-procentigt osäkerhetsintervall",
        "Riket",
        "Riket: 95-procentigt osäkerhetsintervall",
        "Underlag",
        "Anmärkning",
    )
    assert drawing.rows == (
        ("2018", "20,3", "14,9–26,5", "18,8", NO_INTERVAL, "50 fall", "–"),
        ("2019", "17,6", NO_INTERVAL, "–", "–", "–", "nytt urval"),
        ("2020", "dolt av källan", "–", "1\u00a0017,0", "1\u00a0010,0–1\u00a0024,0", "–", "–"),
    )


def test_a_period_of_the_other_line_alone_is_a_row_in_its_place():
    drawing = draw(*years([1, 2]), other=Line("Riket", years([3, 4], start=2017)))

    assert [row[0] for row in drawing.rows] == ["2017", "2018", "2019"]
    assert drawing.rows[0][1:] == ("–", "–", "3,0")


def test_a_window_and_the_year_in_its_middle_are_two_rows():
    drawing = draw(
        Point("2018–2022", 17, 15, 19, at=2020.5), other=Line("Riket", (Point("2020", 18, 17, 19, at=2020.5),))
    )

    assert [row[0] for row in drawing.rows] == ["2018–2022", "2020"]
    assert drawing.rows[0][3:] == ("–", "–") and drawing.rows[1][1:] == ("–", "–", "18,0", "17,0–19,0")
    assert "Intervall för Riket står i tabellen." in drawing.note


def test_the_line_stops_at_a_gap_and_the_gap_says_why():
    drawing = draw(*years([20, 18]), Point("2020", None, word="dolt av källan", at=2020), *years([17, 16], start=2021))

    assert [len(each) for each in paths(drawing.broad, "k-course")] == [2, 2]
    assert "dolt av källan" in words(drawing.broad)
    assert "2020 dolt av källan" in drawing.description
    check(drawing)


def test_a_gap_without_room_is_told_under_the_picture():
    values = [20.0 if year != 2010 else None for year in range(1995, 2025)]
    drawing = draw(*years(values, start=1995))

    assert "2010: uppgift saknas" in words(drawing.narrow)
    check(drawing)


def test_the_line_is_not_drawn_across_a_change_of_method():
    drawing = draw(*years([20, 18, 17, 16]), other=RIKET, breaks=[(2020, "ny fråga")])
    (wall,) = paths(drawing.broad, "k-break")
    placed = dots(drawing.broad, "k-hollow")

    assert [len(each) for each in paths(drawing.broad, "k-course")] == [2, 2]
    assert [len(each) for each in paths(drawing.broad, "k-line2")] == [2, 3]
    assert placed[1][0] < wall[0][0] < placed[2][0]
    assert "ny fråga" in words(drawing.broad) and "Metoden ändrades: ny fråga" in drawing.description
    check(drawing)


def test_overlapping_periods_are_dotted_where_they_have_years_and_apart_where_not():
    dotted, apart = draw(*windows()), draw(*windows(placed=False))

    lines = [each for each in root(dotted.broad).iter(f"{NS}path") if each.get("class") == "k-course"]
    assert len(lines) == 3 and all(each.get("stroke-dasharray") for each in lines)
    assert paths(apart.broad, "k-course") == []
    assert "inte skilda mätningar" in dotted.note and "dras ingen linje" in apart.note
    check(dotted)
    check(apart)


def test_an_uncertainty_that_is_not_known_is_an_open_ring():
    drawing = draw(Point("2018", 20), Point("2019", 18, 14, 22))

    assert len(dots(drawing.broad, "k-hollow")) == 1 and len(dots(drawing.broad, "k-lake")) == 1
    assert f"Öppen ring: {NO_INTERVAL}." in drawing.note
    check(drawing)


def test_what_is_counted_whole_has_no_interval_to_miss():
    drawing = draw(Point("2018", 20, whole=True), Point("2019", 18, whole=True))

    assert len(dots(drawing.broad, "k-lake")) == 2 and dots(drawing.broad, "k-hollow") == []
    assert NO_INTERVAL not in drawing.note + drawing.description + str(drawing.rows)
    assert drawing.columns == ("Period", "Örebro län (per 100 000 invånare)")
    assert "Talen är räknade och har inget osäkerhetsintervall." in drawing.note
    check(drawing)


def test_a_remark_that_there_is_no_interval_is_not_said_twice():
    assert draw(Point("2018", 20, word=NO_INTERVAL)).rows == (("2018", "20,0", NO_INTERVAL),)


def test_an_interval_without_end_is_an_arrow_and_words():
    drawing = draw(Point("2018", 20, 11, math.inf), Point("2019", 18, 14, 22))

    assert "Pil: intervallet fortsätter utanför bilden" in drawing.note
    assert drawing.rows[0][2] == "11,0 eller mer"
    check(drawing)


def test_the_lines_are_named_at_their_last_value_and_its_period_where_it_is_not_the_last():
    drawing = draw(*years([20, 18]), Point("2020", None, at=2020), other=Line("Riket", years([19, 17, 18.5])))

    assert {"Örebro län 2019: 18,0", "Riket 18,5"} <= words(drawing.broad)


def test_the_target_is_a_line_with_words_and_a_mark_at_its_year():
    drawing = draw(*years([20, 18]), target=("Mål 2030", 15, 2030))

    (mark,) = paths(drawing.broad, "k-goal-mark")
    assert min(x for x, _ in mark) > max(x for x, _ in dots(drawing.broad, "k-hollow"))
    assert {"Mål 2030: 15,0", "2030"} <= words(drawing.broad)
    check(drawing)
    in_a_year = draw(Point("2022", 20, at=2022.5), target=("Mål", 15, 2022.9))
    assert [box.words for box in boxes(in_a_year.broad)].count("2022") == 1
    without_year = draw(*years([20, 18]), target=("Mål", 15, None))
    assert paths(without_year.broad, "k-goal-mark") == [] and len(paths(without_year.broad, "k-goal")) == 1


def test_the_whole_period_is_a_light_band_told_with_its_limits():
    drawing = draw(*years([20, 18]), band=("hela perioden 17,0", 14.8, 19.5))

    assert len(paths(drawing.broad, "k-band")) == 1
    assert "Ljust band: hela perioden 17,0 (14,8–19,5)." in drawing.note
    check(drawing)


def test_percent_has_the_whole_scale_and_its_sign():
    drawing = draw(*years([33, 35]), percent=True, decimals=0, unit="procent")

    assert {"0", "100", "Örebro län 35\u00a0%"} <= words(drawing.broad)
    assert drawing.columns[1] == "Örebro län" and drawing.rows[0][1] == "33\u00a0%"


def test_an_axis_that_does_not_begin_at_zero_says_so():
    assert "Axeln börjar vid 78, inte vid noll." in draw(*years([81, 82]), span=(78, 84)).note
    assert "inte vid noll" not in draw(*years([81, 82])).note


@pytest.mark.parametrize(
    "given",
    [
        (),
        (Point("2022", 5),),
        (Point("2022", 0, 0, 3.7),),
        (Point("2022", None, word="ej publicerat"),),
        tuple(Point(str(at), None, word=f"skäl {at}") for at in range(30)),
        years([0, 0, 0]),
        years([-3, 2, -1.5]),
        course(),
    ],
)
def test_little_nothing_zero_and_less_than_zero_draw_well(given):
    check(draw(*given))
    check(draw(*given, other=RIKET, band=("hela", -1, 2), target=("Mål", 2, None)))


VALUES = st.one_of(st.none(), st.floats(-1000, 1000).map(lambda value: round(value, 2)))
WIDTHS = st.one_of(st.none(), st.floats(0, 500), st.just(math.inf))


@given(st.lists(st.tuples(VALUES, WIDTHS), max_size=30), st.booleans(), st.booleans(), st.integers(0, 30))
def test_any_course_keeps_the_drawing_whole(rows, placed, compared, at):
    made = tuple(
        Point(
            str(1995 + year),
            value,
            None if width is None else (value or 0) - width,
            None if width is None else (value or 0) + width,
            at=1995 + year if placed else None,
        )
        for year, (value, width) in enumerate(rows)
    )
    breaks = [(1995 + at if placed else at, "ny metod"), (2024 if placed else 29, "webbenkät i stället för papper")]
    drawing = draw(*made, other=RIKET if compared else None, breaks=breaks, target=("Mål", 10.0, 2026.0))

    check(drawing)
    known = sum(value is not None for value, _ in rows)
    for svg in (drawing.broad, drawing.narrow):
        placed = dots(svg, "k-lake") + dots(svg, "k-hollow")
        assert len(placed) == known
        assert [box.words for box in boxes(svg) for x, y in placed if covers(box, x, y)] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_any_words_keep_the_drawing_whole(text):
    made = (Point(text, 20, 15, 25, base=text, word=text), Point(text, None, word=text), Point(text, 18))
    drawing = draw(
        *made,
        name=text,
        title=text,
        finding=text,
        unit=text,
        other=Line(text, made),
        target=(text, 12, None),
        band=(text, 14, 19),
        breaks=[(1, text), (2, text)],
        note=text,
    )

    check(drawing)
    assert re.search(r"<(script|a|style)\b", drawing.broad + drawing.narrow) is None


@pytest.mark.parametrize(
    ("given", "more", "said"),
    [
        (years([101]), {"percent": True}, "not a percentage"),
        (years([50]), {"span": (78, 84)}, "not inside"),
        (years([50]), {"band": ("hela", 2, 1)}, "limits in the wrong order"),
        (years([50])[::-1] + years([40]), {}, "not in the order of time"),
        (years([50]), {"key": "1 a"}, "not usable as an id"),
    ],
)
def test_what_cannot_be_drawn_is_refused(given, more, said):
    with pytest.raises(ValueError, match=said):
        draw(*given, **more)
