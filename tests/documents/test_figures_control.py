"""The control chart: limits as steps, and signals by shape and words."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents.figures import Line, Point, control_figure
from tests.documents.svg import HOSTILE, check
from tests.documents.test_figures_trend import dots, paths, words

OUTSIDE, SHIFT = "utanför gränserna", "sju i rad på samma sida om medelvärdet"


def draw(values, *, centre=10.0, lower=5.0, upper=15.0, signals=None, name="Länet", **more):
    made = tuple(value if isinstance(value, Point) else Point(str(2000 + at), value) for at, value in enumerate(values))
    spread = {
        key: level if isinstance(level, list) else [level] * len(made)
        for key, level in (("centre", centre), ("lower", lower), ("upper", upper))
    }
    given = {"key": "a", "title": "Samtal", "finding": "Inget utöver slumpen.", "unit": "per månad"} | more
    return control_figure(Line(name, made), signals=signals or [""] * len(made), **spread, **given)


def test_centre_and_limits_are_lines_named_with_their_last_level():
    drawing = draw([9, 11, 10])

    assert len(paths(drawing.broad, "k-centre")) == 1 and len(paths(drawing.broad, "k-limit")) == 2
    assert {"övre gräns 15,0", "medelvärde 10,0", "nedre gräns 5,0"} <= words(drawing.broad)
    assert len(dots(drawing.broad, "k-lake")) == 3
    check(drawing)


def test_limits_that_change_are_steps_and_stop_where_they_are_not_known():
    drawing = draw([9, 11, 10, 12], upper=[None, 15, 15, 14], lower=[math.nan] * 4)
    (upper,) = paths(drawing.broad, "k-limit")

    levels = [y for _, y in upper]
    assert len(set(levels)) == 2
    assert drawing.rows[0] == ("2000", "9,0", "10,0", "–", "–", "–")
    check(drawing)


def test_signals_have_a_shape_for_each_rule_and_are_told_by_period():
    drawing = draw([9, 20, 12, 13, 11], signals=["", OUTSIDE, SHIFT, SHIFT, SHIFT])

    assert len(dots(drawing.broad, "k-lake")) == 1
    assert len(paths(drawing.broad, "k-signal")) == 4 + 2  # four points, and a shape before each line of words
    assert {f"2001: {OUTSIDE}", f"2002 till 2004: {SHIFT}"} <= words(drawing.broad)
    assert [row[-1] for row in drawing.rows] == ["–", OUTSIDE, SHIFT, SHIFT, SHIFT]
    assert f"2001 20,0 ({OUTSIDE})" in drawing.description
    check(drawing)


def test_a_gap_parts_the_line_and_has_its_word():
    drawing = draw([9, 11, Point("2002", None, word="dolt av källan"), 10, 12])

    assert [len(each) for each in paths(drawing.broad, "k-course")] == [2, 2]
    assert drawing.rows[2][1] == "dolt av källan"
    assert "dolt" in " ".join(words(drawing.broad))
    check(drawing)


def test_values_far_from_zero_are_seen_closely_and_the_note_says_where_the_axis_begins():
    drawing = draw([940, 945], centre=943, lower=930, upper=960)

    assert "Axeln börjar vid 930, inte vid noll." in drawing.note
    assert "inte vid noll" not in draw([9, 11]).note


def test_the_base_is_in_the_table():
    drawing = draw([Point("2000", 9, base="30 fall"), 11])

    assert drawing.columns == (
        "Period",
        "Länet (per månad)",
        "Medelvärde",
        "Nedre gräns",
        "Övre gräns",
        "Signal",
        "Underlag",
    )
    assert [row[-1] for row in drawing.rows] == ["30 fall", "–"]


LEVELS = st.one_of(st.none(), st.just(math.nan), st.just(math.inf), st.floats(-100, 100))


@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.floats(-100, 100)), LEVELS, LEVELS, st.sampled_from(["", OUTSIDE, SHIFT])),
        max_size=30,
    )
)
def test_any_series_keeps_the_drawing_whole(rows):
    values, uppers, lowers, signals = (list(each) for each in zip(*rows, strict=True)) if rows else ([], [], [], [])
    check(draw(values, upper=uppers, lower=lowers, signals=signals))


@pytest.mark.parametrize("text", HOSTILE)
def test_any_words_keep_the_drawing_whole(text):
    made = [Point(text, 9, base=text), Point(text, None, word=text), Point(text, 20)]
    check(draw(made, signals=["", "", text], name=text, title=text, finding=text, unit=text, centre_name=text))


@pytest.mark.parametrize("name", ["centre", "lower", "upper", "signals"])
def test_one_entry_too_few_is_refused(name):
    with pytest.raises(ValueError, match=f"{name} has 1 entries for 2 points"):
        draw([9, 11], **{name: [""] if name == "signals" else [10.0]})
