"""Columns are as wide as their words need."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents.blocks import Cell, Column, cell, words
from handslag.documents.columns import parted, shares, text_shares
from handslag.documents.lettering import measure

ROOM = 600.0


def test_a_column_of_long_texts_is_wider_than_one_of_figures() -> None:
    columns = (Column("Insats"), Column("Antal", "number"))
    rows = [(cell("Utbildning i psykisk hälsa för alla som möter barn och unga i skolan"), Cell(words("12"), 12))]

    first, second = shares(columns, rows, room=ROOM)

    assert first > 3 * second


def test_a_figure_stands_on_one_line_and_words_in_its_place_may_break() -> None:
    columns = (Column("A" * 40), Column("", "kronor"))
    figure, silent = (
        Cell(words("1 200 000 kr"), Decimal(1_200_000)),
        Cell(words("inget belopp är angivet"), state="silent"),
    )

    of_figure = shares(columns, [(cell("x"), figure)], room=100)[1]
    of_words = shares(columns, [(cell("x"), silent)], room=100)[1]

    assert of_figure * (measure("A" * 40, bold=True) + measure("1 200 000 kr") + 46) > measure("1 200 000 kr")
    assert of_words < of_figure + 0.05


def test_the_widths_that_the_columns_are_given_count() -> None:
    rows = [(cell("ord"), cell("ord"))]

    even = shares((Column("A"), Column("B")), rows, room=ROOM)
    uneven = shares((Column("A", width=3), Column("B")), rows, room=ROOM)

    assert even == pytest.approx([0.5, 0.5], abs=0.01)
    assert uneven == pytest.approx([0.75, 0.25], abs=0.01)


def test_a_long_word_is_not_broken_where_another_column_can_give_way() -> None:
    columns = (Column("A", width=9), Column("B"))
    word = "Länsdelssamordnarutbildningen"

    _, second = shares(columns, [(cell("många korta ord " * 9), cell(word))], room=ROOM)

    assert second * ROOM >= measure(word)


def test_columns_of_texts_are_measured_too() -> None:
    assert text_shares([("Status", "Pågår, med hinder sedan hösten"), ("n", "2")], room=ROOM)[0] > 0.7


@given(st.lists(st.tuples(st.floats(1, 900), st.floats(0, 900)), min_size=1, max_size=12))
def test_the_shares_are_one_together_and_none_is_nothing(pairs) -> None:
    found = parted([(need, need + more) for need, more in pairs], room=ROOM)

    assert sum(found) == pytest.approx(1)
    assert all(share > 0 for share in found)
    if sum(need for need, _ in pairs) <= ROOM:
        assert all(share * ROOM >= need - 0.001 for share, (need, _) in zip(found, pairs, strict=True))
