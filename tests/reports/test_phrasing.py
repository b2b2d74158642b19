"""Figures never lose their base, and no word says more of cause than the source does."""

import re
from decimal import Decimal

import pytest

from handslag.documents.blocks import Bullets, plain
from handslag.plans.models import Figure, Result, StatedSurveyResult
from handslag.reports import phrasing
from tests.reports.texts import texts


def test_a_share_stands_with_what_it_is_a_share_of():
    share = {"value": Decimal(51), "value_decimals": 0, "unit": "%"}

    assert phrasing.figure_value(Figure(**share, n_answering=135)) == "51\u00a0% av 135 svarande"
    assert phrasing.figure_value(Figure(**share, denominator=Decimal(27))) == "51\u00a0% av 27"
    assert phrasing.figure_value(Figure(**share)) == "51\u00a0% (av okänt antal)"


def test_what_is_approximate_or_a_least_number_says_so():
    assert phrasing.figure_value(Figure(value=Decimal(50), approximate=True)) == "ca 50"
    assert phrasing.figure_value(Figure(value=Decimal("12.5"), value_decimals=1, at_least=True)) == "minst 12,5"
    assert phrasing.figure_value(Figure(text="några få")) == "några få"
    assert phrasing.figure_value(Figure()) == "inte angivet"


@pytest.mark.parametrize("attribution", ["", "none", "unclear", "plausible"])
def test_nothing_led_to_anything_unless_it_was_tested(attribution):
    label = phrasing.result_label(Result(kind="outcome", attribution=attribution))

    assert "ledde till" not in label
    assert phrasing.result_label(Result(kind="outcome", attribution="tested")).startswith("Insatsen ledde till")


def test_one_of_27_is_printed_as_that():
    survey = StatedSurveyResult(title="Gemensam plan", asked="Ledande", n_answering=27)

    assert phrasing.answer_words({"label": "emot", "count": 1}, survey) == "1 av 27"
    assert phrasing.answer_words({"label": "emot", "percent": "4"}, survey) == "4\u00a0% av 27 svarande"
    assert phrasing.answer_words({"label": "emot"}, survey) == "inte angivet"


def test_the_example_has_no_share_without_its_base_and_no_word_of_effect(report, only_once):
    said = [text.replace("\u00a0", " ") for template in ("full", "short", "slides") for text in texts(report(template))]

    for text in said:
        # The plan's own sentences may tell what led to what; our words may only where it was tested.
        assert "Insatsen ledde till" not in text, text
    for share in ("51 %", "41 %", "8 %"):  # the example's only shares of people; the others are of a working week
        with_share = [text for text in said if re.search(rf"(?<!\d){share}", text)]
        assert with_share
        assert all("135" in text for text in with_share), with_share


def test_the_survey_says_one_of_27(report, only_once):
    assert any("1 av 27" in text for text in texts(report("full")))
    assert not any(text.strip() in ("4 %", "3,7 %") for text in texts(report("full")))


def test_what_is_missing_stands_first(report, only_once):
    document = report("full")

    first = document.sections[0]
    listed = [plain(item) for block in first.blocks[0].blocks if isinstance(block, Bullets) for item in block.items]
    assert first.key == "missing"
    assert any(text.startswith("Status saknas för 2 insatser") for text in listed)
    assert any(text.startswith("Svar saknas på 16 av 16 frågor") for text in listed)
    assert any("Belopp saknas för 24 av 24 insatser" in text for text in listed)


def test_none_one_and_many_are_told_as_people_do():
    assert [phrasing.reported(n) for n in (0, 1, 3)] == [
        "Ingen insats är redovisad",
        "En insats är redovisad",
        "Tre insatser är redovisade",
    ]
    assert [phrasing.many(n, "förslag", "förslag", gender="ett") for n in (0, 1, 2)] == [
        "Inget förslag",
        "Ett förslag",
        "Två förslag",
    ]
    assert phrasing.silent(1, 3) == "En av tre rubriker är ej redovisad"
    assert phrasing.silent(2, 3) == "Två av tre rubriker är ej redovisade"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Kort nog", "Kort nog"),
        ("Tio ord, och fler", "Tio ord…"),
        ("Överenskommelse", "Överenskom…"),
        ("", ""),
    ],
)
def test_a_text_is_cut_at_the_end_of_a_word(text, short):
    assert phrasing.shortened(text, 11) == short


def test_names_that_do_not_fit_are_counted():
    assert phrasing.few(["A", "B", "C", "D"], most=2) == "A, B och två till"
    assert phrasing.few(["A", "B"], most=2) == "A och B"
