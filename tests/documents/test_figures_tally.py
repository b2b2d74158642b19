"""The unit row chart: one mark each."""

import pytest

from handslag.documents.figures import STATUS_MARKS, Row, tally
from tests.documents.svg import HOSTILE, NS, check, root


def draw(*rows):
    return tally(rows, key="antal", title="24 insatser", finding="Mer än hälften pågår.")


def test_one_mark_for_each_and_one_by_the_word():
    drawing = draw(Row("Pågår", "ongoing", 13), Row("Avslutad", "finished", 7), Row("Pausad", "paused", 0))

    for svg in (drawing.broad, drawing.narrow):
        assert len(list(root(svg).iter(f"{NS}g"))) == (13 + 1) + (7 + 1) + 1
    assert drawing.rows == (("Pågår", "13"), ("Avslutad", "7"), ("Pausad", "0"))
    check(drawing)


def test_many_go_on_to_the_next_line():
    check(draw(*(Row(f"Status med långt ord {code}", code, 150) for code in STATUS_MARKS)))


def test_very_many_are_drawn_by_the_ten_and_the_note_says_so():
    drawing = draw(Row("Pågår", "ongoing", 1234))

    check(drawing)
    assert drawing.note.startswith("Ett märke är 10 insatser")
    assert ("Pågår", "1234") in drawing.rows


def test_the_print_colours_stand_in_the_drawing():
    assert "currentColor" not in draw(Row("Pågår", "ongoing", 1)).broad


@pytest.mark.parametrize("words", HOSTILE)
def test_any_words_keep_the_drawing_whole(words):
    check(tally([Row(words, "unknown", 3)], key="a", title=words, finding=words))


def test_no_rows_is_a_drawing_too():
    check(draw())


def test_a_negative_number_is_refused_by_name():
    with pytest.raises(ValueError, match="'Pågår'"):
        draw(Row("Pågår", "ongoing", -1))
