import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.swedish.sorting import sort_key

ALPHABET = "abcdefghijklmnopqrstuvwxyzåäö"
plain_words = st.text(ALPHABET + ALPHABET.upper())


@pytest.mark.parametrize(
    "in_order",
    [
        [
            "Askersund",
            "Hallsberg",
            "Hällefors",
            "Karlskoga",
            "Zinkgruvan",
            "Åmmeberg",
            "Ängelsberg",
            "Örebro",
        ],
        ["Vedevåg", "Viby", "Wadköping", "Zinkgruvan"],
        ["ide", "idéburen", "idegivare"],
        ["Mål 1", "Mål 2", "Mål 10", "Mål A"],
        ["1.2 Skola", "1.10 Vård"],
        ["Ny by", "Nya"],
        ["Mueller", "Mybo", "Müller", "Myn"],
        ["Örebro", "Ørsta", "Östhammar"],
        ["Ö", "Александр", "ع"],
    ],
)
def test_swedish_order(in_order):
    assert sorted(reversed(in_order), key=sort_key) == in_order


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BUP", "bup"),
        ("Idé", "ide"),
        ("SIS-hem", "SIS hem"),
        ("A\u030angest", "Ångest"),
        ("007", "7"),
        ("elev\u00adhälsa", "elevhälsa"),
        (" “Ung” ", "ung"),
    ],
)
def test_what_does_not_count(one, other):
    assert sort_key(one) == sort_key(other)


@given(plain_words, plain_words)
def test_words_sort_by_the_swedish_alphabet(one, other):
    def places(text):
        return [ALPHABET.index(letter) for letter in text.lower()]

    assert (sort_key(one) < sort_key(other)) == (places(one) < places(other))


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_sort_by_size(one, other):
    assert (sort_key(f"mål {one} b") < sort_key(f"mål {other} a")) == ((one, "b") < (other, "a"))


@given(st.text())
def test_a_key_has_digits_only_and_ignores_case_and_form(text):
    key = sort_key(text)

    assert all(c in "0123456789" for c in key)
    assert key == sort_key(unicodedata.normalize("NFD", text))
    assert key == sort_key(text.casefold())
