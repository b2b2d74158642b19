"""What series say in words: a difference only where the interval says so, a change only where there are years enough."""

import datetime
from dataclasses import replace

import pytest

from handslag.indicators.drawings import Beside, control_drawing, may_stand_beside, trend_drawing
from handslag.indicators.estimates import with_limits
from handslag.indicators.findings import (
    GAP,
    NOT_JUDGED,
    TOO_FEW,
    Asked,
    finding,
    findings,
    last_points,
    why_not_comparable,
)
from handslag.indicators.reading import Definition, definitions
from handslag.indicators.series import HIDDEN_HERE, Key, Series, Value

SHARE = definitions()["behoriga-till-yrkesprogram"]
RATE = definitions()["suicid-sakra-15-ar"]
SURVEY = definitions()["gott-psykiskt-valbefinnande"]
OUTPUT = definitions()["utbildade"]
DAYS_OF_2022 = (datetime.date(2022, 1, 1), datetime.date(2022, 12, 31))


def year(at: int, told: float | tuple[int, int], *, per: float = 100, last: int | None = None, **more) -> Value:
    """A year's value, or one to `last`; a pair is numerator and denominator."""
    pair = told if isinstance(told, tuple) else (None, None)
    value = told if not isinstance(told, tuple) else told[0] / told[1] * per
    days = (datetime.date(at, 1, 1), datetime.date(last or at, 12, 31))
    return Value(*days, value, numerator=pair[0], denominator=pair[1], **more)


def series(definition: Definition, *values: Value, area: str = "18") -> Series:
    return with_limits(definition, [Series(Key(definition.key, area), values)])[0]


def country(definition: Definition, *values: Value) -> Series:
    return series(definition, *values, area="00")


def test_a_value_outside_the_interval_is_higher_or_lower_and_one_inside_is_alike():
    beside = country(SHARE, year(2024, (80_000, 100_000)))
    told = {n: finding(SHARE, series(SHARE, year(2024, (n, 1000))), beside) for n in (850, 800, 750)}

    assert [each.against_country for each in told.values()] == ["higher", "alike", "lower"]
    assert told[800].sentence == f"Ingen säker skillnad mot riket, {TOO_FEW}."
    assert told[850].latest == "85,0\u00a0% (82,7–87,1), 850 av 1\u00a0000, 2024"


def test_no_difference_is_said_without_limits():
    beside = country(SHARE, year(2024, (80_000, 100_000)))

    said = finding(SHARE, series(SHARE, year(2024, 60.0)), beside)

    assert (said.against_country, said.change) == ("not_known", "not_known")
    assert said.sentence == f"{NOT_JUDGED.capitalize()}."


def test_the_country_of_another_year_is_not_compared_with():
    beside = country(SHARE, year(2023, (80_000, 100_000)))

    said = finding(SHARE, series(SHARE, year(2024, (850, 1000))), beside)

    assert said.against_country == "not_known"
    assert said.sentence.startswith("Riket saknar uppgift för 2024")


def test_a_county_with_another_survey_is_not_compared_with_the_country_but_with_its_like():
    beside = country(SURVEY, year(2022, (85_000, 100_000)))
    own = series(SURVEY, year(2022, (500, 1000)))

    assert finding(SURVEY, own, beside).against_country == "not_comparable"
    assert finding(SURVEY, series(SURVEY, *own.values, area="1880"), beside).against_country == "not_comparable"
    assert finding(SURVEY, series(SURVEY, *own.values, area="05"), beside).against_country == "lower"


@pytest.mark.parametrize(
    ("definition", "counts", "change", "direction"),
    [
        (SHARE, (700, 750, 800, 850, 900), "better", 1),
        (SHARE, (900, 850, 800, 750, 700), "worse", -1),
        (SHARE, (800, 805, 795, 802, 799), "unchanged", 0),
        (RATE, (700, 600, 500, 400, 300), "better", -1),
    ],
)
def test_a_change_is_better_or_worse_by_what_is_good(definition, counts, change: str, direction: int):
    own = series(definition, *(year(2020 + n, (count, 1000), per=definition.per) for n, count in enumerate(counts)))

    said = finding(definition, own)

    assert (said.change, said.direction) == (change, direction)
    assert "2020–2024" in said.change_words


def test_a_change_is_told_by_the_sources_limits_too():
    own = series(SHARE, *(year(2020 + n, 70.0 + 5 * n, lower=68.0 + 5 * n, upper=72.0 + 5 * n) for n in range(5)))

    assert finding(SHARE, own).change == "better"


def test_four_years_are_too_few():
    own = series(SHARE, *(year(2020 + n, (500 + 100 * n, 1000)) for n in range(4)))

    assert finding(SHARE, own).change_words == TOO_FEW


def test_overlapping_windows_are_not_five_measurements():
    windows = [year(2010 + n, (500 + 40 * n, 1000), last=2013 + n) for n in range(10)]

    points, why_not = last_points(SURVEY, series(SURVEY, *windows))

    assert (points, why_not) == ([], TOO_FEW)


def test_windows_that_follow_each_other_are_compared():
    windows = [year(2000 + n, (500 + 20 * n, 1000), last=2003 + n) for n in range(20)]

    points, _ = last_points(SURVEY, series(SURVEY, *windows))

    assert [each.label for each in points] == ["2003–2006", "2007–2010", "2011–2014", "2015–2018", "2019–2022"]
    assert finding(SURVEY, series(SURVEY, *windows)).change == "better"


@pytest.mark.parametrize("state", ["missing", HIDDEN_HERE])
def test_a_year_that_is_not_there_leaves_the_change_unknown(state: str):
    values = [year(2020 + n, (500 + 100 * n, 1000)) for n in range(5)]
    values[2] = replace(values[2], value=None, numerator=None, denominator=None, state=state)

    assert finding(SHARE, series(SHARE, *values)).change_words == GAP


@pytest.mark.parametrize(
    ("state", "said"), [("not_published", "Inte publicerat för 2025."), ("missing", "Uppgift saknas för 2025.")]
)
def test_a_last_year_that_nobody_has_told_of_is_named_and_the_years_before_it_still_speak(state: str, said: str):
    beside = country(SHARE, year(2024, (80_000, 100_000)))
    values = [year(2020 + n, (500 + 100 * n, 1000)) for n in range(5)]
    untold = Value(datetime.date(2025, 1, 1), datetime.date(2025, 12, 31), None, state=state)

    found = finding(SHARE, series(SHARE, *values, untold), beside)

    assert found.change == "better"
    assert found.sentence == f"Högre än riket, har ökat 2020–2024, mer än slumpen brukar ge. {said}"
    assert found.latest.endswith("2024")


def test_a_last_year_that_is_hidden_here_is_no_year_to_come():
    values = [year(2020 + n, (500 + 100 * n, 1000)) for n in range(5)]
    hidden = Value(datetime.date(2025, 1, 1), datetime.date(2025, 12, 31), None, state=HIDDEN_HERE)

    assert finding(SHARE, series(SHARE, *values, hidden)).change_words == GAP


def test_years_far_apart_are_not_a_row_of_years():
    values = [year(at, (500, 1000)) for at in (2010, 2011, 2012, 2013, 2020)]

    assert finding(SHARE, series(SHARE, *values)).change == "not_known"


def test_what_is_counted_whole_is_compared_with_nothing():
    said = finding(OUTPUT, series(OUTPUT, year(2023, 210.0)), country(OUTPUT, year(2023, 5000.0)))

    assert said.against_country == "not_known"
    assert said.sentence == "Allt är räknat, så talet har ingen osäkerhet av slump."


def test_a_series_without_figures_and_one_that_is_hidden_say_so():
    hidden = Value(datetime.date(2024, 1, 1), datetime.date(2024, 12, 31), None, state=HIDDEN_HERE)

    assert finding(SHARE, series(SHARE)).sentence == "Inga uppgifter är inlästa."
    assert finding(SHARE, series(SHARE, hidden)).sentence == "Talen visas inte, för att skydda enskilda."


def test_many_are_told_as_each_alone():
    beside = country(SHARE, year(2024, (80_000, 100_000)))
    asked = [
        Asked(SHARE, series(SHARE, year(2024, (850, 1000))), beside),
        Asked(RATE, series(RATE, *(year(2020 + n, (50, 250_000), per=100_000) for n in range(5)))),
        Asked(SHARE, series(SHARE)),
        Asked(SHARE, series(SHARE, *(year(2020 + n, (700 + 50 * n, 1000)) for n in range(5))), beside),
    ]

    assert findings(asked) == [finding(each.definition, each.own, each.country) for each in asked]


def test_no_word_of_a_test_or_a_grade_is_used():
    beside = country(SHARE, year(2024, (80_000, 100_000)))
    told = [
        finding(SHARE, series(SHARE, *(year(2020 + n, (start + step * n, 1000)) for n in range(5))), beside).sentence
        for start, step in ((700, 50), (900, -50), (800, 0))
    ]

    for word in ("signifikant", "p-värde", "bäst", "sämst", "effekt"):
        assert not any(word in each.casefold() for each in told)


def test_a_number_of_events_is_never_laid_beside_the_countrys():
    counted = definitions()["antal-suicid-sakra"]
    own = series(counted, Value(*DAYS_OF_2022, 30.0, numerator=30.0))
    beside = country(counted, Value(*DAYS_OF_2022, 1254.0, numerator=1254.0))

    assert own.values[0].limits == "counts"
    assert finding(counted, own, beside).against_country == "not_comparable"
    assert "bor i området" in why_not_comparable(counted, "18", "00")


def test_a_change_is_looked_for_only_after_the_method_changed():
    values = [year(at, (500 + 20 * (at - 2010), 1000)) for at in range(2010, 2019)]
    assert finding(SHARE, series(SHARE, *values)).change == "better"

    for first, known in ((2016, False), (2014, True)):
        told = [replace(each, note="metodbyte: ny blankett") if each.label == str(first) else each for each in values]
        found = finding(SHARE, series(SHARE, *told))

        assert (found.change == "better") == known
        assert (f"metoden ändrades från {first}: för få år därefter" in found.change_words) != known


def test_a_change_of_method_is_drawn_and_the_control_chart_counts_from_it():
    values = [year(at, (500, 1000)) for at in range(2000, 2020)]
    changed = replace(values[10], note="metodbyte: ny blankett")
    own = Beside("Provlän", series(SHARE, *values[:10], changed, *values[11:]))

    assert "ny blankett" in trend_drawing(SHARE, own, finding="").description
    drawing, words = control_drawing(SHARE, own)
    assert drawing is None
    assert "Metoden ändrades från 2010" in words[0]
    assert control_drawing(SHARE, Beside("Provlän", series(SHARE, *values)))[0]


def test_bare_values_of_suicide_do_not_stand_beside_each_other():
    bare = [Beside("A", series(RATE, year(2022, 10)))]
    limited = [Beside("A", series(RATE, year(2022, (10, 100_000), per=100_000)))]

    assert not may_stand_beside(RATE, bare)
    assert may_stand_beside(RATE, limited)
    assert may_stand_beside(SHARE, [Beside("A", series(SHARE, year(2022, 10)))])


def month(at: int, told: tuple[int, int], definition: Definition) -> Value:
    days = (datetime.date(2025, at, 1), datetime.date(2025, at + 1, 1) - datetime.timedelta(days=1))
    return Value(*days, told[0] / told[1] * definition.per, numerator=told[0], denominator=told[1])


def test_a_row_of_months_is_told_in_months():
    own = series(RATE, *(month(at, (50, 100_000), RATE) for at in range(1, 6)))

    said = finding(RATE, own)

    assert said.change_words == "ingen säker förändring januari 2025 – maj 2025"
    assert said.latest == "50,0 per 100\u00a0000 invånare och månad (37,1–65,9), 50 av 100\u00a0000, maj 2025".replace(
        "100\u00a0000 inv", "100 000 inv"
    )
    assert trend_drawing(RATE, Beside("Provlän", own), finding="").title == "Per 100 000 invånare och månad"
    assert (
        finding(RATE, series(RATE, *own.values[:3])).change_words == "för få perioder för att säga något om förändring"
    )


def test_a_month_left_out_of_a_row_is_a_gap():
    own = series(RATE, *(month(at, (50, 100_000), RATE) for at in (1, 2, 4, 5, 6)))

    assert finding(RATE, own).change_words == GAP


def test_a_number_that_is_its_own_base_is_said_once():
    counted = definitions()["antal-suicid-sakra"]
    own = series(counted, Value(*DAYS_OF_2022, 30.0, numerator=30.0))

    assert finding(counted, own).latest == "30 döda per år (20–43), 2022"
