"""The colours keep their contrast, in both modes."""

import pytest

from handslag.documents.palette import MARK_TOKENS, PALETTE, TEXT_TOKENS, contrast


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "lime"])
@pytest.mark.parametrize("token", TEXT_TOKENS)
def test_text_can_be_read(token, ground, mode):
    assert contrast(PALETTE[token][mode], PALETTE[ground][mode]) >= 4.5


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "lime"])
@pytest.mark.parametrize("token", MARK_TOKENS)
def test_marks_can_be_seen(token, ground, mode):
    assert contrast(PALETTE[token][mode], PALETTE[ground][mode]) >= 3


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ochre", "ochre_soft"),
        ("falu", "falu_soft"),
        ("spruce", "spruce_soft"),
        ("lake", "lake_soft"),
        ("on_spruce", "spruce"),
        ("on_base", "base"),
        ("on_base_muted", "base"),
    ],
)
def test_text_can_be_read_on_coloured_grounds(text, ground, mode):
    assert contrast(PALETTE[text][mode], PALETTE[ground][mode]) >= 4.5


def test_the_contrast_of_black_and_white_is_21_and_of_a_colour_with_itself_1():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#a2372a", "#a2372a") == 1


def test_the_ratios_are_those_of_the_design():
    # DESIGN, "Tokens": falu 6.7 / 7.9, ochre 6.3 / 9.7, edge 3.6 / 5.1 against paper.
    for token, light, dark in (("falu", 6.7, 7.9), ("ochre", 6.3, 9.7), ("edge", 3.6, 5.1)):
        assert contrast(PALETTE[token][0], PALETTE["paper"][0]) == pytest.approx(light, abs=0.06)
        assert contrast(PALETTE[token][1], PALETTE["paper"][1]) == pytest.approx(dark, abs=0.06)


def test_a_colour_in_another_form_is_refused_by_name():
    with pytest.raises(ValueError, match="'red'"):
        contrast("red", "#ffffff")
