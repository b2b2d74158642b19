"""Words are measured, cut and broken."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents.lettering import ELLIPSIS, clean, fit, measure, visible, wrap

SHY = "\u00ad"


def test_widths_are_those_of_the_font():
    # From the font itself, at 15.5 px: "Youth Aware of Mental Health (YAM)" is 229.1 px wide.
    assert measure("Youth Aware of Mental Health (YAM)") == pytest.approx(229.1, rel=0.03)
    assert measure("Pågår, med hinder") == pytest.approx(117.4, rel=0.03)
    assert measure("Å") == measure("A")
    assert measure("bred", bold=True) > measure("bred")


def test_text_that_fits_is_left_alone():
    assert fit("Dans för hälsa", within=200) == "Dans för hälsa"


def test_text_too_long_ends_in_an_ellipsis():
    assert fit("Samordnare för suicidprevention", within=120) == "Samordnare för…"


def test_lines_break_at_spaces():
    assert wrap("En god vård och omsorg nära medborgarna", within=150, lines=3) == (
        "En god vård och",
        "omsorg nära",
        "medborgarna",
    )


def test_a_soft_hyphen_is_seen_only_where_a_line_breaks_at_it():
    assert wrap(f"suicid{SHY}prevention", within=200, lines=2) == ("suicidprevention",)
    assert wrap(f"suicid{SHY}prevention", within=80, lines=2) == ("suicid-", "prevention")


def test_a_word_that_fits_no_line_is_parted_before_a_consonant_and_a_vowel():
    first, *rest = wrap("Brukarinflytandesamordnare", within=110, lines=3)

    assert first == "Brukarinflytan-"
    assert rest == ["desamordnare"]


def test_a_hyphen_and_a_slash_are_places_to_break():
    assert wrap("barn- och ungdoms/vuxenpsykiatri", within=120, lines=3) == ("barn- och", "ungdoms/", "vuxenpsykiatri")


def test_a_picture_of_several_signs_is_not_cut_in_two():
    family = "👨‍👩‍👧‍👦"

    assert fit(family * 3, within=measure(family) + 40) == family + ELLIPSIS


def test_what_xml_forbids_and_what_turns_the_direction_is_removed():
    assert clean("a\x00b\x1bc\ud800d\u202ee\ufffef") == "abcdef"
    assert clean("ett\n\t par  ord ") == "ett par ord"
    assert visible(f"7,8\u00a0mkr{SHY}") == "7,8\u00a0mkr"


@given(st.text(max_size=200), st.floats(20, 400), st.integers(1, 4), st.booleans())
def test_no_line_is_wider_than_asked_for(words, within, lines, bold):
    broken = wrap(words, within=within, lines=lines, bold=bold)

    assert len(broken) <= lines
    # A single wide sign may be wider than a very narrow column; then it stands alone.
    assert all(measure(line, bold=bold) <= within or len(line) <= 2 for line in broken)


@given(st.lists(st.from_regex(r"[a-zåäö]{1,8}", fullmatch=True), max_size=30))
def test_breaking_loses_no_word(words):
    text = " ".join(words)

    assert " ".join(wrap(text, within=100, lines=99)) == text


def test_the_time_for_a_long_text_grows_with_its_lines_alone():
    start = time.process_time()

    assert len(wrap("kommunfull ledamot " * 5000, within=700, lines=5000)) > 500
    assert time.process_time() - start < 2  # not with the square of its length


@pytest.mark.parametrize("letter", ["i", "m", "å", "𝔸", "漢"])
def test_a_line_holds_as_many_letters_as_fit_however_long_the_text(letter):
    width = measure(letter)

    for letters in (1, 127, 128, 129, 1024, 1500):
        (line, *_) = wrap(letter * 3000, within=letters * width + 0.001, lines=2)
        assert len(line.rstrip("-")) in (letters, letters - 1)
