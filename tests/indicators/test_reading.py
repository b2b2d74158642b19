"""Definitions of indicators: every file reads, says what it must, and cannot be taken for another."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from handslag.indicators.reading import FOLDER, BadDefinition, definitions, read
from handslag.opendata.sources import SOURCES as LIVE
from handslag.swedish.sorting import sort_key

EXAMPLES = FOLDER.parents[2] / "examples"
STRATEGY = EXAMPLES / "orebro" / "frameworks" / "national-strategi-2025.yaml"
LIV_OCH_HALSA = {"03", "04", "17", "18", "19"}
LEAST = FOLDER / "utbildade.toml"

ALL = list(definitions().values())
each = pytest.mark.parametrize("definition", ALL, ids=lambda definition: definition.key)


@each
def test_every_text_is_there_and_ends_as_a_sentence(definition):
    for name in ("plain", "why", "shows", "does_not_show"):
        text = getattr(definition, name)
        assert len(text) > 20 and text.endswith(".") and text[0].isupper(), name
    assert not definition.title.endswith(".")


@each
def test_no_text_promises_more_than_a_figure_can_carry(definition):
    text = " ".join((definition.title, definition.plain, definition.why, definition.shows))

    assert not re.search(
        r"signifikan|p-värde|bevisar|leder till|\beffekt\b|bäst|sämst i|ranking|självmord", text, re.IGNORECASE
    )


@each
def test_what_it_serves_is_in_the_strategy(definition):
    nodes = {node["id"] for node in yaml.safe_load(STRATEGY.read_text())["frameworks"][0]["nodes"]}

    assert definition.serves and set(definition.serves) <= nodes


@each
def test_a_source_that_is_fetched_is_one_that_can_be(definition):
    fetched = [source for source in definition.sources if source.name not in ("own", "file")]

    assert {source.name for source in fetched} <= set(LIVE)
    assert all(source.table or source.note for source in fetched)


def test_deaths_and_injuries_are_never_single_years_of_a_municipality_and_come_with_help():
    about = [definition for definition in ALL if definition.intent]

    assert len(about) == 5
    for definition in about:
        assert "municipality" not in definition.levels
        assert definition.needs_help and not definition.single_years and definition.smallest >= 10


def test_survey_figures_name_the_counties_that_ask_in_another_way():
    surveys = [definition for definition in ALL if definition.ages == "16-84"]

    assert len(surveys) == 5
    assert all({area for other in each.not_comparable for area in other.areas} == LIV_OCH_HALSA for each in surveys)


def test_the_choices_of_definition_of_suicide_cannot_stand_in_one_series():
    by_key = definitions()
    first = by_key["suicid-sakra-15-ar"]

    assert first.differs_from(by_key["suicid-sakra-och-osakra-15-ar"]) == ("intent",)
    assert first.differs_from(by_key["suicid-sakra-alla-aldrar"]) == ("ages",)
    assert set(first.differs_from(by_key["suicid-sakra-25-ar-fem-ar"])) == {
        "ages",
        "standard",
        "standard_population",
        "window",
    }
    assert first.differs_from(replace(first, title="Annat namn")) == ()


def test_the_five_kinds_of_own_output_are_there():
    output = {definition.key for definition in ALL if definition.kind == "output"}

    assert output == {"utbildade", "utbildningstillfallen", "deltagare", "kontakter", "enheter"}


def test_they_stand_in_swedish_order():
    titles = [definition.title for definition in ALL]

    assert titles == sorted(titles, key=sort_key)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "output"', 'kind = "annat"', "kind is 'annat'"),
        ('polarity = "none"', 'polarity = "up"', "polarity is 'up'"),
        ('unit = "personer"', "", "unit is missing"),
        ('unit = "personer"', 'unit = "personer"\nhitta = 1', "hitta is no field"),
        ('name = "own"', 'name = "webben"', "sources cannot be"),
        ('name = "own"', 'name = "own"\nadress = "x"', "sources.adress is no field"),
        ('measure = "count"', 'measure = "rate"', "denominator cannot be"),
        ("review_by = 2027", "review_by = 2025", "review_by cannot be"),
        ('unit = "personer"', 'unit = "personer"\nintent = "certain"', "needs_help cannot be"),
        ('unit = "personer"', 'unit = "personer"\nstandard = "age_standardised"', "standard_population cannot be"),
        ('levels = ["country", "county", "municipality"]', 'levels = ["by"]', "levels cannot be"),
        ('title = "Utbildade"', 'title = "Utbildade', "utbildade.toml"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_field(tmp_path: Path, old: str, new: str, told: str):
    text = LEAST.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "utbildade.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(BadDefinition, match=re.escape(told)):
        read(file)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path):
    file = tmp_path / "trasig.toml"
    file.write_bytes(b'title = "\xff\xfe"')

    with pytest.raises(BadDefinition, match=r"trasig\.toml"):
        read(file)
