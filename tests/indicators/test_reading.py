"""Definitions of indicators: every file reads, says what it must, and cannot be taken for another."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from handslag.indicators.reading import FOLDER, BadDefinition, Definition, definitions, read
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

    assert len(about) == 11
    for definition in about:
        assert "municipality" not in definition.levels
        assert definition.needs_help and not definition.single_years and definition.smallest >= 10


def test_survey_figures_from_kolada_name_the_counties_that_ask_in_another_way():
    surveys = [definition for definition in ALL if definition.ages == "16-84" and kolada(definition)]

    assert len(surveys) == 5
    for definition in surveys:
        assert {area for other in definition.not_comparable for area in other.areas} == LIV_OCH_HALSA
        assert "HLV" in definition.reported_by and "Liv & Hälsa" in definition.not_comparable[0].why


def test_in_four_of_them_liv_och_halsa_has_other_ages_and_a_single_year():
    other = {definition.key: definition.not_comparable[0] for definition in ALL if definition.not_comparable}

    assert {key for key, found in other.items() if (found.ages, found.window) == ("18-84", 1)} == {
        "besvar-av-angslan-oro-eller-angest", "brist-pa-tillit", "gott-psykiskt-valbefinnande", "kanner-sig-stressad",
    }  # fmt: skip
    assert (other["allvarlig-psykisk-pafrestning"].ages, other["allvarlig-psykisk-pafrestning"].window) == ("", 0)


def kolada(definition: Definition) -> bool:
    return any(source.name == "kolada" for source in definition.sources)


@each
def test_it_says_who_reports_what_may_be_compared_and_when_it_is_read_again(definition):
    for name in ("reported_by", "comparable"):
        text = getattr(definition, name)
        assert len(text) > 10 and text.endswith("."), name
    assert definition.review_by > definition.as_of


def test_an_index_of_kolada_is_no_indicator():
    """They are normalised among the units each year: a municipality can fall when the others rise."""
    indexes = {"N00366", "N00367", "N00368", "N85369", "N85370", "N85371", "N00309", "N00310", "N00342", "N00343"}

    assert not indexes & {source.table for definition in ALL for source in definition.sources}


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


def test_the_kinds_of_own_output_that_the_example_counts_are_there():
    output = {definition.key: definition for definition in ALL if definition.kind == "output"}
    five = {"deltagare", "nya-verksamheter", "kontakter", "utbildade", "forelasningar"}

    assert set(output) == five | {"utbildningstillfallen", "enheter"}
    assert all(definition.measure == "count" and definition.lag == 0 for definition in output.values())


def test_own_outputs_for_people_say_what_population_they_are_divided_by():
    ages = {definition.key: definition.population_ages for definition in ALL if definition.target_group}

    assert ages == {
        "deltagare": "0+", "forelasningar": "0+", "kontakter": "0+", "utbildade": "20-64", "utbildningstillfallen": "0+",
    }  # fmt: skip


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
        ('frequency = "irregular"', 'frequency = "ofta"', "frequency is 'ofta'"),
        ('population_ages = "20-64"', 'population_ages = "vuxna"', "population_ages cannot be"),
        ('population_ages = "20-64"', "", "population_ages cannot be"),
        ('unit = "personer"', 'unit = "personer"\nages = "vuxna"', "ages cannot be"),
        ("reported_by = ", 'reported_by = ""\n# ', "reported_by cannot be"),
        ("comparable = ", 'comparable = ""\n# ', "comparable cannot be"),
        ('kind = "output"', 'kind = "care"', "target_group cannot be"),
        ('name = "own"', 'name = "own"\ngives = "summa"', "sources cannot be"),
        ('name = "own"', 'name = "own"\nadds = ["alder"]', "sources cannot be"),
        ('name = "own"', 'name = "own"\nlevels = ["by"]', "sources cannot be"),
        (
            "[[changes]]",
            '[[breaks]]\non = 2020-01-01\nwhat = "a"\n[[breaks]]\non = 2019-01-01\nwhat = "b"\n[[changes]]',
            "breaks cannot be",
        ),
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
