import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.swedish.search import edits, fold, matches, query_stems, words

letters = st.text("abcdefghijklmnopqrstuvwxyzåäö", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Åtgärder i Örebro", "atgarder i orebro"),
        ("Idéburet offentligt partnerskap (IOP)", "ideburet offentligt partnerskap iop"),
        ("  skol-\n\tfrånvaro,  ", "skol franvaro"),
        ("själv\u00admord\u200bsfri\u0000zon", "sjalvmordsfrizon"),
        ("A\u030a", "a"),
        ("Sámi Ŋ đ Ærø", "sami n d aro"),
        ("۴ кот", "۴ кот"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_folded_text_has_single_spaces_and_no_capitals(text):
    folded = fold(text)

    assert folded == " ".join(folded.split()) == folded.lower()
    assert all(c.isalnum() or c == " " for c in folded)


def test_words_are_folded_and_keep_repeats():
    assert words("Våga fråga, våga!") == ["vaga", "fraga", "vaga"]


@pytest.mark.parametrize(
    ("query", "stems"),
    [
        ("åtgärderna i skolan", ["atgard", "skol"]),
        ("skolor Skolan", ["skol"]),
        ("hälsan", ["hals"]),
        ("plan", ["plan"]),
        ("år", ["ar"]),
        ("ö i 3", []),
        ("", []),
        ("SIS-hem", ["sis", "hem"]),
    ],
)
def test_query_stems(query, stems):
    assert query_stems(query) == stems


@given(st.text())
def test_stems_are_folded_and_never_shorter_than_two(text):
    stems = query_stems(text)

    assert all(len(stem) >= 2 and stem == fold(stem) for stem in stems)
    assert len(stems) == len(set(stems))


@given(st.lists(letters, max_size=5))
def test_a_text_is_found_by_its_own_words(written):
    text = " ".join(written)

    assert matches(query_stems(text), fold(text))


@given(st.text())
def test_any_text_is_found_by_itself(text):
    assert matches(query_stems(text), fold(text))


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("skolor", "Elevhälsa i förskolan", True),
        ("ungdomarna", "Unga och ungdomar", True),
        ("halsa", "Psykisk hälsa", True),
        ("vip", "Vuxna med VIP-utbildning", True),
        ("vip", "Livipar", False),
        ("skola närvaro", "Närvaro i skolan", True),
        ("skola arbete", "Närvaro i skolan", False),
        ("", "Närvaro", True),
    ],
)
def test_matches(query, text, found):
    assert matches(query_stems(query), fold(text)) is found


def test_edits_know_the_four_errors():
    assert {"skla", "skoola", "skosa", "sokla"} <= edits("skola")
    assert "skola" not in edits("skola")


def test_edits_leave_short_and_endless_words_alone():
    assert edits("vip") == set()
    assert edits("a" * 41) == set()


@given(st.text("abcdefghij0123", min_size=4, max_size=12), st.data())
def test_edits_contain_every_transposition_and_go_both_ways(word, data):
    at = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    assert swapped == word or (swapped in edits(word) and word in edits(swapped))


@given(st.text("abcdefghij0123", min_size=4, max_size=12))
def test_an_edit_changes_the_length_by_one_at_most(word):
    assert {len(edit) - len(word) for edit in edits(word)} == {-1, 0, 1}
