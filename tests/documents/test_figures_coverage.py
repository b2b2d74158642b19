"""The coverage matrix: three states that are never mixed, in any number of columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents.figures import CoverageCell, CoverageRow, coverage_matrix
from tests.documents.gallery import cells
from tests.documents.svg import HOSTILE, boxes, check

ROW = CoverageRow("Närvaro i skolan", "Barn och unga", tuple(cells()), n=15)


def draw(*rows: CoverageRow, columns=tuple("ABCDEF")):
    return coverage_matrix(rows, columns, key="a", title="Luckor", finding="En av två.")


def words(svg: str) -> list[str]:
    return [box.words for box in boxes(svg)]


def test_the_three_states_are_told_apart_in_the_table():
    drawing = draw(ROW, CoverageRow("Tyst", "Äldre", state="quiet"), CoverageRow("Noll", "Äldre", state="zero"))

    assert drawing.columns == ("Grupp", "Utmaning", *"ABCDEF", "Summa")
    assert drawing.rows[0][2:] == ("1", "minst 2", "4", "8", "ej redovisad", "0, bekräftat", "15")
    assert drawing.rows[1][2:] == ("ej redovisad",) * 7
    assert drawing.rows[2][2:] == ("0, bekräftat",) * 7
    check(drawing)


def test_a_lower_bound_is_told_as_one_whatever_the_room():
    broad, narrow = words(draw(ROW).broad), words(draw(ROW, columns=["Gemensamt"] * 6).narrow)
    crowded = CoverageRow("Alla", cells=(CoverageCell("filled", 2, True),) * 14, n=2)

    assert "minst 2" in broad and "minst 2" in narrow
    assert words(draw(crowded, columns="ABCDEFGHIJKLMN").broad).count("2+") == 14


def test_a_silent_row_is_no_zero():
    drawing = draw(CoverageRow("Tyst", state="quiet"))

    assert "0" not in words(drawing.broad) + words(drawing.narrow)
    assert "ej redovisad" in words(drawing.broad) and "ej redovisad" in words(drawing.narrow)
    assert drawing.note == "Grå ring: ej redovisad, ingen slutsats dras."


@given(
    st.lists(st.integers(0, 5_000_000), min_size=1, max_size=60),
    st.lists(st.sampled_from(["Örebro", "Malung-Sälen", "Plats inte angiven", "x" * 40, ""]), min_size=60, max_size=60),
)
def test_no_figure_is_ever_cut_and_nothing_overlaps(numbers, names):
    row = CoverageRow("Rad", cells=tuple(CoverageCell("filled", n, n % 2 == 0) for n in numbers), n=sum(numbers))
    drawing = coverage_matrix([row], names[: len(numbers)], key="a", title="a", finding="a")

    check(drawing)
    for svg in (drawing.broad, drawing.narrow):
        shown = [each.strip("minst +") for each in words(svg)]
        assert all(str(n) in shown for n in numbers)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_words_keep_the_drawing_whole(text):
    rows = [
        CoverageRow(text, text, ROW.cells, n=1, href="/a/"),
        CoverageRow(text, text, state="zero", words=text),
        CoverageRow(text, state="quiet"),
    ]
    check(coverage_matrix(rows, [text] * 6, key="a", title=text, finding=text, head=text))


def test_no_rows_and_no_columns_are_drawings_too():
    check(draw())
    check(draw(columns=()))
    check(draw(CoverageRow("Tyst", state="quiet"), columns=()))


@pytest.mark.parametrize(
    "row",
    [
        CoverageRow("Närvaro", cells=ROW.cells[:5]),
        CoverageRow("Närvaro", cells=ROW.cells, state="quiet"),
        CoverageRow("Närvaro", cells=ROW.cells, n=-1),
        CoverageRow("Närvaro", cells=(CoverageCell("filled", -1),) * 6),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_name(row):
    with pytest.raises(ValueError, match="'Närvaro'"):
        draw(row)
