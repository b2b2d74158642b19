from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.swedish.numbers import capitalised, count, number, percent, plain, rounded, word, words_for

finite = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (3993, "3\u00a0993"),
        (1_716_000_000, "1\u00a0716\u00a0000\u00a0000"),
        (-5, "\u22125"),
        (Decimal("17.0"), "17,0"),
        (Decimal("1234.50"), "1\u00a0234,50"),
        (Decimal("1E+3"), "1\u00a0000"),
        (Decimal("123456789012345678901234567890.5"), "123 456 789 012 345 678 901 234 567 890,5"),
    ],
)
def test_number_keeps_its_precision(value, text):
    assert number(value) == text.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Decimal("0.5"), 0, "1"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-2.5"), 0, "\u22123"),
        (Decimal("-0.4"), 0, "0"),
        (Decimal("17"), 1, "17,0"),
        (5, 2, "5,00"),
    ],
)
def test_decimals_round_half_up_and_never_give_minus_zero(value, decimals, text):
    assert number(value, decimals=decimals) == text


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_a_number_that_is_not_finite_is_refused(value):
    with pytest.raises(ValueError, match=value):
        number(Decimal(value))


@given(finite)
def test_number_can_be_read_back(value):
    text = number(value).replace("\u00a0", "").replace(",", ".").replace("\u2212", "-")

    assert Decimal(text) == value


@given(finite, st.integers(0, 6))
def test_rounding_moves_a_number_by_half_a_step_at_most(value, decimals):
    text = number(value, decimals=decimals).replace("\u00a0", "").replace(",", ".").replace("\u2212", "-")

    assert abs(Decimal(text) - value) <= Decimal(1).scaleb(-decimals) / 2


def test_percent_has_a_no_break_space():
    assert percent(51) == "51\u00a0%"
    assert percent(Decimal("43.25"), decimals=1) == "43,3\u00a0%"


def test_word_goes_to_twelve():
    assert [word(n) for n in (0, 3, 12, 13)] == ["noll", "tre", "tolv", "13"]
    assert (word(1), word(1, gender="en")) == ("ett", "en")
    assert word(-3) == "\u22123"


@pytest.mark.parametrize(
    ("n", "spellings"),
    [
        (0, {"noll"}),
        (1, {"en", "ett"}),
        (2, {"två"}),
        (18, {"arton"}),
        (20, {"tjugo"}),
        (21, {"tjugoen", "tjugoett"}),
        (46, {"fyrtiosex"}),
        (99, {"nittionio"}),
        (100, {"hundra", "etthundra", "ett hundra"}),
        (101, set()),
        (-1, set()),
    ],
)
def test_words_for(n, spellings):
    assert words_for(n) == spellings


def test_no_two_numbers_share_a_spelling():
    spellings = [spelling for n in range(101) for spelling in words_for(n)]

    assert len(spellings) == len(set(spellings))


def test_count_bends_the_noun():
    assert [count(n, "insats", "insatser") for n in (0, 1, 3)] == ["0 insatser", "1 insats", "3 insatser"]
    assert count(3993, "besök", "besök") == "3\u00a0993 besök"


def test_capitalised_touches_the_first_letter_only():
    assert capitalised("ökad samverkan med BUP") == "Ökad samverkan med BUP"
    assert capitalised("") == ""


@pytest.mark.parametrize(
    ("value", "told"), [(20.0, "20"), (12.5, "12,5"), (0.1 + 0.2, "0,3"), (1234.0, "1\u00a0234"), (-0.25, "\u22120,25")]
)
def test_a_plain_number_has_the_decimals_that_it_has(value, told):
    assert plain(value) == told


def test_a_rounded_number_has_so_many_decimals():
    assert [rounded(16.25), rounded(16.0, 2), rounded(0.5, 0), plain(1 / 3, 2)] == ["16,3", "16,00", "1", "0,33"]
