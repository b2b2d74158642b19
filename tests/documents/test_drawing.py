"""The helpers that all drawings share."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents.drawing import check_key, escape, link, num, spread


@pytest.mark.parametrize("key", ["", "1a", "a b", 'a"b', "å", "a\n"])
def test_a_key_that_cannot_be_an_id_is_refused(key):
    with pytest.raises(ValueError, match="id"):
        check_key(key)


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", " JavaScript:alert(1)", "java\x00script:alert(1)", "data:text/html,x", "vbscript:x"],
)
def test_an_address_that_could_run_something_is_refused(href):
    with pytest.raises(ValueError, match="address"):
        link("x", href=href)


@pytest.mark.parametrize("href", ["/plan/3?a=1&b=2#c", "#mal-2", "?sida=2", "https://example.org/a:b", "mal/2"])
def test_an_address_of_a_page_is_kept(href):
    assert f'href="{escape(href)}"' in link("x", href=href)


def test_coordinates_are_short():
    assert [num(x) for x in (12.0, 12.34, -0.01, 0.06)] == ["12", "12.3", "0", "0.1"]


@given(st.lists(st.tuples(st.floats(-500, 1500), st.floats(10, 90)), min_size=1, max_size=12))
def test_blocks_keep_their_order_and_their_distance(blocks):
    heights = [height for _, height in blocks]

    placed = spread([wanted for wanted, _ in blocks], heights=heights, gap=8, top=20, bottom=900)

    edges = [(y - h / 2, y + h / 2) for y, h in zip(placed, heights, strict=True)]
    assert edges[0][0] >= 20 - 0.01
    assert all(below[0] - above[1] >= 8 - 0.01 for above, below in pairwise(edges))
    if sum(heights) + 8 * (len(heights) - 1) <= 880:
        assert edges[-1][1] <= 900 + 0.01


def test_a_block_with_room_stands_where_it_wants():
    assert spread([100, 300], heights=[20, 20], gap=8, top=0, bottom=400) == [100, 300]
