"""A question in parts asks for the same cells as the whole, each once, and no part is larger than the limit."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from handslag.opendata.pxweb_selection import Chosen, cells, parted

questions = st.dictionaries(
    st.sampled_from("ABCD"), st.integers(1, 9).map(lambda n: Chosen([str(each) for each in range(n)])), min_size=1
)


def keys(asked):
    return list(product(*(each.codes for each in asked.values())))


@given(questions, st.integers(1, 40))
def test_parts_ask_for_each_cell_once(asked, limit) -> None:
    parts = parted(asked, limit)

    assert all(cells(part) <= limit for part in parts)
    assert all(list(part) == list(asked) for part in parts)
    assert sorted(key for part in parts for key in keys(part)) == sorted(keys(asked))


@given(questions)
def test_a_question_within_the_limit_is_asked_whole(asked) -> None:
    assert parted(asked, cells(asked)) == [asked]
