"""From the sources' records to rows: periods, places, sums and bases, and nothing that was not told."""

import datetime
from dataclasses import replace

import pytest

from handslag.indicators.loading import periods
from handslag.indicators.loading.figures import CannotRead
from handslag.indicators.loading.rows import Told, made
from handslag.indicators.reading import Definition, NotComparable, Source, definitions
from handslag.indicators.writing import Row
from handslag.opendata.records import Observation

KINDS = {"00": "country", "18": "county", "19": "county", "1880": "municipality"}
SHARE = replace(definitions()["behoriga-till-yrkesprogram"], breakdowns=("sex",), window=1, not_comparable=())
RATE = replace(
    definitions()["suicid-sakra-alla-aldrar"], breakdowns=("sex",), window=1, levels=("country", "county"), per=100_000
)
KOLADA = Source("kolada", "N1")
DEATHS = Source("socialstyrelsen", "dodsorsaker", {"alder": ("1", "2")}, ("alder",), "numerator")
PEOPLE = Source("scb", "TAB1", {"Alder": ("tot",)}, ("Alder",), "denominator")


def year(first: int, last: int | None = None) -> tuple[datetime.date, datetime.date]:
    return datetime.date(first, 1, 1), datetime.date(last or first, 12, 31)


def told(area: str, period: str, value: float | None, status: str = "", *, sex: str = "T", **more) -> Observation:
    return Observation("N1", area, period, sex, value, status or ("" if value is not None else "missing"), **more)


def rows(definition: Definition, *answers: tuple[Source, list[Observation]]) -> list[Row]:
    return list(made(definition, [Told(*each) for each in answers], KINDS).rows)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2021-2024", "2021-01-01", "2024-12-31"),
        ("2021–2024", "2021-01-01", "2024-12-31"),
        ("2026M04", "2026-04-01", "2026-04-30"),
        ("2024M2", "2024-02-01", "2024-02-29"),
        ("2024K3", "2024-07-01", "2024-09-30"),
        ("2024Q4", "2024-10-01", "2024-12-31"),
        ("2018/19", "2018-07-01", "2019-06-30"),
        ("1999/2000", "1999-07-01", "2000-06-30"),
    ],
)
def test_a_period_is_days(text: str, first: str, last: str):
    assert periods.span(text) == (datetime.date.fromisoformat(first), datetime.date.fromisoformat(last))


@pytest.mark.parametrize(
    "text", ["", "24", "2024M13", "2024M", "2024-2021", "2018/20", "våren 2024", "9999", "２０２４"]
)
def test_what_is_no_period_is_refused(text: str):
    with pytest.raises(periods.UnknownPeriod):
        periods.span(text)


def test_a_value_keeps_its_limits_and_how_many_answered():
    (row,) = rows(SHARE, (KOLADA, [told("0018", "2019", 80.0, lower=70.0, upper=90.0, answers=400.0, note="Obs.")]))

    assert row == Row("18", *year(2019), 80.0, lower=70.0, upper=90.0, denominator=400.0, note="Obs.")


def test_only_the_definitions_places_and_sexes_are_taken():
    asked = [
        told("0018", "2019", 1.0),
        told("G123", "2019", 2.0),
        told("1880", "2019", 3.0, sex="K"),
        told("1880", "2019", 3.0),
    ]

    found = made(replace(SHARE, levels=("municipality",), breakdowns=()), [Told(KOLADA, asked)], KINDS)

    assert [(row.area, row.sex) for row in found.rows] == [("1880", "T")]


def test_a_municipality_that_we_do_not_have_is_left_out_and_told():
    found = made(SHARE, [Told(KOLADA, [told("1881", "2019", 1.0), told("1880", "2019", 1.0)])], KINDS)

    assert (len(found.rows), found.unknown) == (1, ("1881",))


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [
        ("missing", "missing", ""),
        ("suppressed", "suppressed_source", ""),
        ("deleted", "missing", "Borttaget hos källan."),
        ("not_published", "not_published", ""),
        ("not_applicable", "missing", "Kan inte förekomma, enligt källan."),
    ],
)
def test_why_there_is_no_value_is_kept_apart(status: str, state: str, words: str):
    (row,) = rows(SHARE, (KOLADA, [told("0018", "2019", None, status)]))

    assert (row.value, row.state, row.note) == (None, state, words)


def test_koladas_year_is_the_last_of_the_window_and_another_survey_has_its_own():
    definition = replace(SHARE, window=4, not_comparable=(NotComparable(("18",), "Liv & Hälsa", window=1),))

    found = rows(definition, (KOLADA, [told("1880", "2024", 1.0), told("0019", "2024", 2.0)]))

    assert [(row.area, row.period_from.year) for row in found] == [("1880", 2024), ("19", 2021)]


def test_a_school_year_ends_in_koladas_year():
    (row,) = rows(SHARE, (replace(KOLADA, year="school"), [told("0018", "2019", 80.0)]))

    assert (row.period_from, row.period_to) == (datetime.date(2018, 7, 1), datetime.date(2019, 6, 30))


def test_koladas_margin_makes_limits_within_what_a_share_may_be():
    source = replace(KOLADA, margin="N2")
    margin = replace(told("0018", "2019", 4.0), indicator="N2")

    (row,) = rows(SHARE, (source, [told("0018", "2019", 98.0), margin]))

    assert (row.lower, row.upper, row.note) == (94.0, 100.0, "Gränserna är talet plus och minus källans osäkerhetstal.")


def test_a_count_over_the_mean_of_two_year_ends_is_a_rate_by_sex_and_of_both():
    deaths = [told("18", "2020", n, sex=sex, other=(("alder", age),), sex_code=sex) for sex, age, n in
              [("K", "1", 1.0), ("K", "2", 2.0), ("M", "1", 4.0), ("M", "2", 5.0), ("T", "1", 5.0), ("T", "2", 7.0)]]  # fmt: skip
    people = [told("18", str(y), n + y - 2019, sex=sex, other=(("Alder", "tot"),), sex_code=sex)
              for y in (2019, 2020) for sex, n in [("K", 1000.0), ("M", 3000.0)]]  # fmt: skip

    found = rows(RATE, (DEATHS, deaths), (PEOPLE, people))

    assert [(row.sex, row.numerator, row.denominator) for row in found] == [
        ("K", 3.0, 1000.5),
        ("M", 9.0, 3000.5),
        ("T", 12.0, 4001.0),
    ]
    assert found[0].value == pytest.approx(3 / 1000.5 * 100_000)


def test_without_a_base_the_count_is_kept_and_the_rate_is_not_made_up():
    deaths = [told("18", "2020", 3.0, other=(("alder", age),)) for age in "12"]

    (row,) = rows(RATE, (DEATHS, deaths), (PEOPLE, [told("18", "2020", 1000.0, other=(("Alder", "tot"),))]))

    assert (row.value, row.state, row.numerator, row.denominator) == (None, "missing", 6.0, None)
    assert row.note == "Källan har ingen folkmängd för perioden."


def test_a_sum_with_a_part_that_is_hidden_or_not_told_is_no_number():
    hidden = [
        told("18", "2020", 3.0, other=(("alder", "1"),)),
        told("18", "2020", None, "suppressed", other=(("alder", "2"),)),
    ]
    half = [told("19", "2020", 3.0, other=(("alder", "1"),))]

    found = rows(RATE, (DEATHS, hidden + half))

    assert [(row.area, row.value, row.numerator, row.state) for row in found] == [
        ("18", None, None, "suppressed_source"),
        ("19", None, None, "missing"),
    ]


def test_years_on_end_are_added_only_where_all_of_them_are_told():
    deaths = [
        told("18", str(y), 1.0, other=(("alder", age),)) for y in (2015, 2016, 2017, 2019, 2020, 2021) for age in "12"
    ]
    people = [told("18", str(y), 1000.0, other=(("Alder", "tot"),)) for y in range(2010, 2022)]

    found = rows(replace(RATE, window=3), (DEATHS, deaths), (PEOPLE, people))

    assert [(row.period_from.year, row.period_to.year, row.numerator, row.denominator) for row in found] == [
        (2015, 2017, 6.0, 3000.0),
        (2019, 2021, 6.0, 3000.0),
    ]
    assert found[0].value == pytest.approx(200.0)


def test_two_figures_for_one_place_are_refused_not_chosen_between():
    with pytest.raises(CannotRead, match="flera tal för 18 2019"):
        rows(SHARE, (KOLADA, [told("0018", "2019", 1.0), told("18", "2019", 2.0)]))
    with pytest.raises(CannotRead, match="Två av källorna"):
        rows(SHARE, (KOLADA, [told("0018", "2019", 1.0)]), (replace(KOLADA, table="N2"), [told("0018", "2019", 1.0)]))


def test_a_period_that_cannot_be_read_stops_it_all():
    with pytest.raises(CannotRead, match="'hösten'"):
        rows(SHARE, (KOLADA, [told("0018", "hösten", 1.0)]))


def test_a_number_of_cases_is_the_value_of_a_count():
    count = replace(definitions()["antal-suicid-sakra"], breakdowns=())

    (row,) = rows(count, (DEATHS, [told("18", "2020", 0.0, other=(("alder", age),)) for age in "12"]))

    assert (row.value, row.numerator, row.state) == (0.0, 0.0, "")
