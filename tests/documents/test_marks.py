"""The marks of a status."""

from xml.etree import ElementTree

import pytest

from handslag.documents.marks import MARK_TOKENS, STATUS_MARKS, mark, sprite
from handslag.documents.palette import PALETTE
from tests.documents.svg import NS

STATUSES = {
    "not_started", "ongoing", "struggling", "ending", "finished",
    "paused", "stopped", "to_be_discussed", "unknown",
}  # fmt: skip


def test_every_status_has_a_mark_and_so_has_the_flag():
    assert set(STATUS_MARKS) == STATUSES | {"flag"}


def test_no_two_marks_have_the_same_shape():
    assert len({inner for _, inner in STATUS_MARKS.values()}) == len(STATUS_MARKS)


def test_every_mark_has_a_print_colour():
    assert {name for name, _ in STATUS_MARKS.values()} <= set(MARK_TOKENS)
    assert set(MARK_TOKENS.values()) <= set(PALETTE)


def test_the_sprite_has_a_symbol_for_each_mark_and_takes_no_room():
    tree = ElementTree.fromstring(sprite())

    assert len(tree.findall(f"{NS}symbol")) == len(STATUS_MARKS)
    assert (tree.get("width"), tree.get("height"), tree.get("aria-hidden")) == ("0", "0", "true")
    assert "style" not in sprite()


@pytest.mark.parametrize("status", sorted(STATUSES | {"flag"}))
def test_a_mark_points_at_its_symbol_in_the_sprite(status):
    use = ElementTree.fromstring(mark(status)).find("use")

    assert use is not None
    assert f'id="{use.get("href", "")[1:]}"' in sprite()


def test_the_mark_of_what_goes_on():
    assert mark("ongoing") == (
        '<svg class="m on" width="12" height="12" aria-hidden="true"><use href="#m-ongoing"/></svg>'
    )


def test_an_unknown_status_is_refused_by_name():
    with pytest.raises(KeyError, match="finnished"):
        mark("finnished")
