"""Figures that ship: every row belongs to its definition and can be what it says; the reader names what cannot."""

import datetime
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from handslag.indicators.reading import AGES, Definition, definitions
from handslag.indicators.shipped import COLUMNS, FOLDER, ShippedRow, files, rows
from handslag.places.national import DATA

ALL = [pytest.param(file, id=file.stem) for file in files()]
each_file = pytest.mark.parametrize("file", ALL)


def definition_of(file: Path) -> Definition:
    return definitions()[file.stem]


def level(area: str) -> str:
    return "country" if area == "00" else {2: "county", 4: "municipality"}[len(area)]


@each_file
def test_a_file_holds_the_rows_of_one_definition(file: Path):
    found = list(rows(file))

    assert found and {row.indicator for row in found} == {file.stem} <= set(definitions())


@each_file
def test_area_sex_and_age_are_those_of_the_definition(file: Path):
    definition, known = definition_of(file), known_areas()

    for row in rows(file):
        assert row.area in known and level(row.area) in definition.levels, row
        assert row.sex == "T" or "sex" in definition.breakdowns, row
        assert not row.age or ("age" in definition.breakdowns and AGES.fullmatch(row.age)), row
        assert row.age != definition.ages or not row.age, row


def known_areas() -> set[str]:
    lines = chain.from_iterable(
        (DATA / name).read_text().splitlines() for name in ("counties.csv", "municipalities.csv")
    )
    return {"00"} | {line.split(",")[0] for line in lines}


@each_file
def test_a_period_covers_as_many_years_as_the_definition_says(file: Path):
    window = definition_of(file).window

    for row in rows(file):
        assert (row.period_to + datetime.timedelta(days=1)).replace(year=row.period_from.year) == row.period_from
        assert round((row.period_to - row.period_from).days / 365.25) == window, row


@each_file
def test_deaths_and_injuries_are_never_told_below_county_level(file: Path):
    if definition_of(file).intent:
        assert {level(row.area) for row in rows(file)} <= {"country", "county"}


@each_file
def test_no_text_is_longer_than_its_column(file: Path):
    assert max(len(row.note) for row in rows(file)) <= 300
    assert max(len(row.source) for row in rows(file)) <= 300


@each_file
def test_no_row_stands_twice(file: Path):
    keys = Counter((row.area, row.period_from, row.period_to, row.sex, row.age) for row in rows(file))

    assert [key for key, n in keys.items() if n > 1] == []


@each_file
def test_a_value_is_the_one_that_its_counts_give(file: Path):
    definition = definition_of(file)

    for row in rows(file):
        if definition.measure == "count":
            assert row.value == row.numerator and row.denominator is None, row
        elif row.numerator is not None and row.denominator is not None:
            assert row.value == pytest.approx(definition.per * row.numerator / row.denominator, abs=0.006), row
            assert definition.measure != "proportion" or row.numerator <= row.denominator, row


@each_file
def test_no_interval_ships_for_a_source_publishes_none(file: Path):
    """What is published without limits gets none; so does a standardised rate, whose counts say nothing of it."""
    for row in rows(file):
        assert row.lower is row.upper is None
        assert definition_of(file).standard == "crude" or row.numerator is row.denominator is None


def test_a_figure_that_sources_tell_differently_says_so():
    found = {(row.indicator, row.area, row.period_from.year, row.sex, row.age): row for row in everything()}

    assert "säger emot sig själv" in found["antal-suicid-sakra-och-osakra", "18", 2022, "T", ""].note
    assert "säger emot sig själv" in found["suicid-sakra-och-osakra-alla-aldrar", "18", 2022, "T", ""].note
    assert "utan antal" in found["antal-suicid-sakra-och-osakra", "18", 2019, "T", ""].note
    assert not [row.note for row in found.values() if "motsvarar" in row.note]


def test_a_hundred_that_may_be_a_symbol_is_hidden_and_not_a_hundred():
    school = [row for row in everything() if row.indicator == "behoriga-till-gymnasiet"]
    states = Counter(row.state for row in school)

    assert len({row.area for row in school}) == 290 and len(school) == 870
    assert states == {"": 669, "suppressed_source": 198, "missing": 3}
    assert all("100,0" in row.note for row in school if row.state == "suppressed_source")
    assert max(row.value for row in school if row.value is not None) < 100


def test_orebro_county_has_rates_without_counts_and_a_few_counts():
    found = [row for row in everything() if row.area == "18"]
    published = [row for row in found if row.indicator == "suicid-sakra-och-osakra-15-ar"]
    counted = {(row.period_from.year, row.numerator) for row in found if row.indicator == "antal-suicid-sakra"}

    assert [(row.period_from.year, row.value) for row in published] == [
        (2018, 20.2), (2019, 17.6), (2020, 13.1), (2021, 17.8), (2022, 16.6),
    ]  # fmt: skip
    assert all(row.numerator is None for row in published)
    assert {(2019, 38), (2022, 30)} <= counted
    assert min(n for _, n in counted) >= definitions()["antal-suicid-sakra"].smallest


def test_every_file_is_told_of_in_the_folder():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert [file.name for file in files() if f"`{file.name}`" not in text] == []
    assert set(re.findall(r"`([a-z0-9-]+\.csv)`", text)) == {file.name for file in files()}


def everything() -> list[ShippedRow]:
    return [row for file in files() for row in rows(file)]


# The reader

LINE = "deltagare,1880,2024-01-01,2024-12-31,T,,12,,,12,,,Egen redovisning,2025-01-31,ungefär"


def written(tmp_path: Path, line: str, header: str = ",".join(COLUMNS)) -> Path:
    file = tmp_path / "figures.csv"
    file.write_text(f"{header}\n{LINE}\n{line}\n", encoding="utf-8")
    return file


def test_a_line_becomes_a_row(tmp_path: Path):
    first, _ = rows(written(tmp_path, LINE))

    assert (first.indicator, first.area, first.sex, first.age) == ("deltagare", "1880", "T", "")
    assert (first.period_from, first.period_to) == (datetime.date(2024, 1, 1), datetime.date(2024, 12, 31))
    assert (first.value, first.lower, first.numerator, first.denominator) == (12.0, None, 12.0, None)
    assert (first.state, first.source_date, first.note) == ("", datetime.date(2025, 1, 31), "ungefär")


def test_zero_is_a_value_and_silence_is_not(tmp_path: Path):
    zero = LINE.replace(",12,", ",0,")
    hidden = LINE.replace(",12,,,12,,,", ",,,,,,suppressed_source,")

    assert [row.value for row in rows(written(tmp_path, zero))] == [12.0, 0.0]
    assert [(row.value, row.state) for row in rows(written(tmp_path, hidden))][1] == (None, "suppressed_source")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2024-01-01", "2024", "period_from is no day: '2024'"),
        ("2024-12-31", "2023-12-31", "period_to cannot be"),
        (",T,", ",X,", "sex cannot be 'X'"),
        (",12,,", ',"12,5",,', "value is no number: '12,5'"),
        (",12,,", ",inf,,", "value is no number: 'inf'"),
        (",12,,", ",1_2,,", "value is no number: '1_2'"),
        (",12,,", ",,,", "state cannot be ''"),
        (",12,,", ",12,13,", "lower cannot be 13.0"),
        (",12,,", ",12,,11", "upper cannot be 11.0"),
        (",12,,,Egen", ",-1,,,Egen", "numerator cannot be -1.0"),
        (",12,,,Egen", ",12,0,,Egen", "denominator cannot be 0.0"),
        (",,Egen", ",okänd,Egen", "state cannot be 'okänd'"),
        (",,Egen", ",missing,Egen", "state cannot be 'missing'"),
        ("Egen redovisning", "", "source is empty"),
        ("deltagare", "", "indicator is empty"),
        (",ungefär", "", "there are not 15 fields"),
        (",ungefär", ",ungefär,mer", "there are not 15 fields"),
    ],
)
def test_a_line_that_is_wrong_is_refused_with_its_number(tmp_path: Path, old: str, new: str, told: str):
    assert old in LINE
    file = written(tmp_path, LINE.replace(old, new, 1))

    with pytest.raises(ValueError, match=re.escape(f"figures.csv, line 3: {told}")):
        list(rows(file))


def test_a_file_with_other_columns_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match=r"figures\.csv, line 1: the columns are not indicator,area"):
        list(rows(written(tmp_path, LINE, header="indikator,område")))
