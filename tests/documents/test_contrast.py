"""What is written and drawn in every kind of drawing can be told from what it stands on: in print, light and dark.

axe cannot judge text in SVG: it says "incomplete", never a violation. So this is the test of it.
"""

from typing import get_args

import pytest

from handslag.documents import figures
from handslag.documents.palette import PALETTE
from tests.documents import colours
from tests.documents.colours import DECORATION, Mode, read, tokens
from tests.documents.gallery import every_drawing
from tests.documents.svg import check

DRAWINGS = every_drawing()
MODES = get_args(Mode)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", DRAWINGS)
def test_every_colour_can_be_told_from_what_is_under_it(name: str, mode: Mode) -> None:
    for svg in (DRAWINGS[name].broad, DRAWINGS[name].narrow):
        reading = read(svg, mode)
        assert reading.faults == []
        assert reading.judged >= svg.count("<text")


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_gallery_keeps_the_rules_of_all_drawings(name: str) -> None:
    check(DRAWINGS[name])


def test_every_kind_of_drawing_is_in_the_gallery() -> None:
    kinds = {
        name
        for name in figures.__all__
        if callable(made := getattr(figures, name))
        and getattr(made, "__annotations__", {}).get("return") is figures.Drawing
    }
    assert kinds == {
        "bars",
        "chain",
        "control_figure",
        "coverage_matrix",
        "funnel_chart",
        "red_thread",
        "round_picture",
        "small_multiples",
        "spent_bars",
        "tally",
        "tile_map",
        "timeline",
        "trend_chart",
        "value_tiles",
        "waterfall",
        "whisker_chart",
    }


def test_the_style_sheet_and_print_have_the_same_tokens() -> None:
    for name, pair in PALETTE.items():
        if not name.startswith("on_base"):  # the footer's: no drawing has them
            assert tokens()[name.replace("_", "-")] == pair, name


def test_only_what_occurs_is_excused() -> None:
    drawn = "".join(svg for drawing in DRAWINGS.values() for svg in (drawing.broad, drawing.narrow))
    assert {name for name in DECORATION if f'class="{name}"' not in drawn} == set()


# The test bites


@pytest.mark.parametrize(
    ("name", "old", "new", "mode", "said"),
    [
        ("coverage", 'fill="#54605a"', 'fill="#dddddd"', "print", "text '–': #dddddd on #ffffff"),
        ("coverage", 'class="k-on k-strong"', 'class="k-strong"', "light", "text '8': #17211d on #12594b"),
        ("coverage", 'class="k-on-shade k-strong"', 'class="k-strong"', "dark", "text '4': #eceee9 on #4b8d79"),
        ("bars", 'fill="#205f8e"', 'fill="#dfebf4"', "print", "path .k-lake fill: #dfebf4 on #e8e9e1"),
        ("thread", 'class="k-knot"', "", "dark", "circle . fill: #a2372a on #121816"),
        (
            "trend",
            'class="k-line2" fill="none" stroke="#54605a"',
            'class="k-x" fill="none" stroke="#d8dbd3"',
            "print",
            "stroke: #d8dbd3 on #dfebf4",
        ),
        ("values", 'class="k-unlike"', "", "dark", "path . stroke: #205f8e on #121816"),
        ("timeline", 'class="k-case"', 'class="k-grid"', "print", "path .k-today stroke: #17211d on #12594b"),
    ],
)
def test_a_fault_planted_in_a_drawing_is_found(name: str, old: str, new: str, mode: Mode, said: str) -> None:
    svg = DRAWINGS[name].broad
    assert old in svg
    assert any(said in fault for fault in read(svg.replace(old, new), mode).faults)


@pytest.mark.parametrize("name", ["k-muted", "on", "k-lake"])
def test_a_fault_planted_in_the_style_sheet_is_found(monkeypatch, name: str) -> None:
    """The class turns as faint as a hairline: on the pages, and not in print."""
    for declared in colours.rules()[name]:
        monkeypatch.setitem(colours.rules()[name], declared, "var(--line)")
    drawings = [svg for drawing in DRAWINGS.values() for svg in (drawing.broad, drawing.narrow)]

    assert all(any(read(svg, mode).faults for svg in drawings) for mode in ("light", "dark"))
    assert not any(read(svg, "print").faults for svg in drawings)
