import pytest

from handslag.swedish.lists import join


@pytest.mark.parametrize(
    ("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a och b"), (["a", "b", "c"], "a, b och c")]
)
def test_join(items, text):
    assert join(items) == text


def test_join_with_another_word():
    assert join(["mejl", "telefon"], word="eller") == "mejl eller telefon"


def test_join_takes_any_iterable():
    assert join(c for c in "ab") == "a och b"
