"""A waterfall whose steps add up, and bars of what was granted and has been spent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents.figures import Spent, Step, spent_bars, waterfall
from tests.documents.svg import HOSTILE, NS, boxes, check, points, root


def fall(*steps):
    return waterfall(steps, key="a", title="Vägen", finding="600 kr är kvar.")


def across(svg: str, name: str) -> list[tuple[float, float]]:
    """From where to where each mark of a look goes."""
    found = []
    for path in root(svg).iter(f"{NS}path"):
        if path.get("class") == name:
            along = [x for x, _ in points(path.get("d", ""))]
            found.append((min(along), max(along)))
    return found


def test_a_fall_hangs_from_what_there_was_and_the_next_begins_where_it_ends():
    svg = fall(Step("Beslutat", 900, "900"), Step("Bort", 300, "−300", "fall"), Step("Kvar", 600, "600")).broad
    whole, left = across(svg, "k-lake")
    (gone,) = across(svg, "k-plum")
    joints = [first for first, last in across(svg, "k-axis") if first == last]

    assert gone == (left[1], whole[1])
    assert (whole[1] - whole[0]) * 2 == pytest.approx((left[1] - left[0]) * 3, abs=0.5)
    assert {whole[1], left[1]} <= set(joints)


def test_a_part_takes_nothing_away():
    drawing = fall(Step("Tilldelat", 900, "900"), Step("Därav", 200, "200", "part"), Step("Kvar", 900, "900"))

    assert drawing.rows == (("Tilldelat", "900"), ("Därav", "200"), ("Kvar", "900"))
    check(drawing)


@pytest.mark.parametrize(
    "steps",
    [
        (Step("Beslutat", 900, "900"), Step("Bort", 300, "−300", "fall"), Step("Kvar", 601, "601")),
        (Step("Beslutat", 900, "900"), Step("Bort", 901, "−901", "fall")),
        (Step("Beslutat", -1, "-1"),),
        (Step("Beslutat", 900, "900"), Step("Därav", 901, "901", "part")),
    ],
)
def test_steps_that_do_not_add_up_are_refused(steps):
    with pytest.raises(ValueError, match="is left"):
        fall(*steps)


@given(st.lists(st.integers(0, 10**12), max_size=8))
def test_any_falls_keep_the_drawing_whole(falls):
    steps = [Step("Allt", sum(falls), str(sum(falls)))]
    steps += [Step(f"Bort {n}", amount, f"−{amount}", "fall") for n, amount in enumerate(falls)]
    drawing = fall(*steps, Step("Kvar", 0, "0 kr"))

    check(drawing)
    assert drawing.rows[-1] == ("Kvar", "0 kr")


@pytest.mark.parametrize("text", HOSTILE)
def test_any_words_keep_the_drawings_whole(text):
    check(waterfall([Step(text, 1, text), Step(text, 1, text, "fall")], key="a", title=text, finding=text, head=text))
    rows = [Spent(text, 1, 0, text, (text,)), Spent(text, None, 0, text, (text,))]
    check(spent_bars(rows, key="a", title=text, finding=text, head=text, columns=(text,)))


def spent(*rows):
    return spent_bars(rows, key="a", title="Medel", finding="Kvar.", head="Insats", columns=("Kvar",))


def test_what_is_spent_fills_its_track_and_may_go_past_it():
    svg = spent(Spent("A", 900, 300, "600", ("600",)), Spent("B", 200, 500, "−300", ("−300",))).broad
    filled, tracks = across(svg, "k-lake"), across(svg, "k-soft")

    assert (filled[0][1] - filled[0][0]) * 3 == pytest.approx(tracks[0][1] - tracks[0][0], abs=0.5)
    assert filled[1][1] > tracks[1][1]


def test_what_is_not_known_is_words_and_no_bar():
    drawing = spent(Spent("A", None, 0, "belopp inte angivet", ("går inte att räkna",)))

    assert across(drawing.broad, "k-lake") == across(drawing.broad, "k-soft") == []
    assert "belopp inte angivet" in {box.words for box in boxes(drawing.narrow)}
    check(drawing)


def test_no_rows_are_drawings_too_and_a_cell_too_few_is_refused():
    check(spent())
    check(fall())
    with pytest.raises(ValueError, match="0 cells for 1"):
        spent(Spent("A", 1, 0, "1", ()))
