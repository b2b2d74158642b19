"""What is about suicide or self-harm is known by its words, however they are put."""

import pytest

from handslag.swedish.suicide import counts_suicide, has_word_to_avoid, tells_of_suicide

COUNTED = (
    "Personer som tog sitt liv", "personer som tar livet av sig", "de som tagit sitt eget liv", "Suicidförsök i kommunen",
    "män som dog i suicid", "självmord", "barn som skadar sig själva", "vård efter självskada", "dödsfall X60–X84",
    "dödsfall med oklar avsikt (Y10-Y34)", "de som berövat sig livet", "död för egen hand", "elever som har tankar på att dö",
    "TOG  SITT\nLIV", "sui\u00adcid", "ｓｕｉｃｉｄ",
)  # fmt: skip
WORK = (
    "Utbildade i suicidprevention", "suicidpreventiva samordnare", "Nationellt centrum för suicidforskning",
    "samtal till Självmordslinjen", "suicidspreventivt arbete",
)  # fmt: skip
OTHER = (
    "ett gott liv",
    "tar livet med ro",
    "fritid hela livet",
    "X-kommunen 60",
    "Y-axeln",
    "ta del av livet",
    "livsvillkor",
    "",
)


@pytest.mark.parametrize("text", COUNTED)
def test_every_way_of_saying_it_is_known(text: str) -> None:
    assert counts_suicide(text) and tells_of_suicide(text)


@pytest.mark.parametrize("text", WORK)
def test_work_against_it_is_told_of_and_not_counted(text: str) -> None:
    assert tells_of_suicide(text)
    assert not counts_suicide(text)


@pytest.mark.parametrize("text", OTHER)
def test_what_is_about_something_else_is_left_alone(text: str) -> None:
    assert not tells_of_suicide(text)


def test_work_beside_what_is_counted_hides_nothing() -> None:
    assert counts_suicide("suicidprevention", "personer som tog sitt liv")
    assert counts_suicide("suicid trots suicidprevention")


def test_the_word_to_avoid_is_not_the_name_of_the_line() -> None:
    assert has_word_to_avoid("Självmord") and has_word_to_avoid("själv\u00admord")
    assert not has_word_to_avoid("ring Självmordslinjen")
