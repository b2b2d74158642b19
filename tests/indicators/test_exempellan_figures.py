"""The made-up figures of Exempellän: marked as such, whole, and proof of what no real county can show yet."""

import datetime
from collections import Counter
from pathlib import Path

import pytest

from handslag import stats
from handslag.exchange import schema
from handslag.exchange.reader import read
from handslag.indicators.breaks import TOLD
from handslag.indicators.reading import AGES, definitions
from handslag.indicators.shipped import ShippedRow, rows

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "exempellan"
COUNTY = "exempellan"
DOCUMENT = read(FOLDER)
MUNICIPALITIES = {each.id for each in DOCUMENT.counties[0].municipalities}
ROWS = list(rows(FOLDER / "observations.csv"))
REVISED = list(rows(FOLDER / "observations-revised.csv"))


def series(indicator: str, area: str = COUNTY, sex: str = "T", age: str = "") -> list[ShippedRow]:
    return [row for row in ROWS if (row.indicator, row.area, row.sex, row.age) == (indicator, area, sex, age)]


def counted(*key: str) -> list[ShippedRow]:
    return [row for row in series(*key) if row.numerator is not None and row.denominator is not None]


def key_of(row: ShippedRow) -> tuple[object, ...]:
    return row.indicator, row.area, row.period_from, row.period_to, row.sex, row.age


# They are made up, and every row can be what it says


def test_a_row_is_marked_as_made_up_and_is_of_the_example_county_alone():
    for row in [*ROWS, *REVISED]:
        assert row.source == "exempel: påhittade tal", row
        assert not row.note or row.note.startswith("exempel: "), row
        assert row.area == COUNTY or row.area in MUNICIPALITIES, row


@pytest.mark.parametrize("indicator", sorted({row.indicator for row in ROWS}))
def test_a_series_fits_its_definition(indicator: str):
    definition = definitions()[indicator]

    for row in (row for row in [*ROWS, *REVISED] if row.indicator == indicator):
        assert ("county" if row.area == COUNTY else "municipality") in definition.levels
        assert row.sex == "T" or "sex" in definition.breakdowns, row
        assert not row.age or ("age" in definition.breakdowns and AGES.fullmatch(row.age)), row
        assert not (definition.intent and row.area != COUNTY), row
        months = (row.period_to - row.period_from).days < 32
        assert months or round((row.period_to - row.period_from).days / 365.25) == definition.window, row
        if row.value is not None and row.numerator is not None and row.denominator is not None:
            assert row.value == pytest.approx(definition.per * row.numerator / row.denominator, abs=0.051), row
            assert definition.measure != "proportion" or row.numerator <= row.denominator, row


@pytest.mark.parametrize("found", [ROWS, REVISED], ids=["first", "revised"])
def test_no_row_stands_twice(found: list[ShippedRow]):
    assert [key for key, n in Counter(map(key_of, found)).items() if n > 1] == []


def test_women_and_men_make_all_where_all_three_are_counted():
    by_key = {key_of(row): row for row in ROWS}
    checked = 0
    for row in ROWS:
        parts = [by_key.get((*key_of(row)[:4], sex, row.age)) for sex in "KM"]
        if row.sex == "T" and all(part and part.value is not None and part.numerator is not None for part in parts):
            assert row.numerator == sum(part.numerator for part in parts if part and part.numerator is not None), row
            checked += 1

    assert checked > 60


# What they prove


def test_a_long_trend_with_counts_becomes_better():
    school = counted("behoriga-till-yrkesprogram")

    found = stats.trend(
        [row.numerator for row in school], [row.denominator for row in school], polarity="high"
    )  # fmt: skip

    assert len(school) == 15
    assert found.usable and found.direction == found.better == 1


def test_a_long_series_of_deaths_shows_no_certain_change():
    deaths = counted("suicid-sakra-15-ar")

    found = stats.trend([row.numerator for row in deaths], exposure=[row.denominator for row in deaths])

    assert len(deaths) == 15 and found.usable and found.direction == 0


def test_a_yearly_series_has_a_signal():
    care = counted("psykiatrisk-slutenvard-unga")

    chart = stats.control_chart(
        [row.numerator for row in care], [row.denominator for row in care], kind="u", baseline=12
    )  # fmt: skip

    assert len(care) == 20 and "outside" not in chart.rule[:14] and "outside" in chart.rule[14:]


def test_a_monthly_series_has_a_signal_and_a_month_that_is_missing():
    months = series("forsta-besok-barn-och-unga")
    there = [row for row in months if row.value is not None]

    chart = stats.control_chart(
        [row.numerator for row in there], [row.denominator for row in there], kind="p", baseline=24, better="higher"
    )

    assert len(months) == 36 and [row.period_from for row in months if row.state] == [datetime.date(2024, 7, 1)]
    assert all((row.period_to + datetime.timedelta(days=1)).day == 1 for row in months)
    assert any(chart.rule[25:]) and chart.variation == "concern"


def test_a_break_in_method_is_told_where_it_is():
    (told,) = [row for row in series("forsta-besok-vuxna") if row.note]

    assert told.period_from.year == 2019 and TOLD in told.note


def test_a_small_municipality_has_counts_that_we_must_hide():
    smallest = definitions()["varken-arbetar-eller-studerar"].smallest
    counts = [
        row.numerator for sex in "KM" for row in series("varken-arbetar-eller-studerar", "exempellan-videmo", sex)
    ]

    assert len(counts) == 26 and sum(0 < n < smallest for n in counts if n is not None) >= 10
    assert 0 in counts


@pytest.mark.parametrize(
    ("state", "least"), [("suppressed_source", 20), ("not_published", 5), ("missing", 5)]
)  # fmt: skip
def test_every_kind_of_silence_is_there_and_says_why(state: str, least: int):
    silent = [row for row in ROWS if row.state == state]

    assert len(silent) >= least
    assert all(row.value is None and row.note for row in silent)


def test_a_survey_has_the_sources_limits_and_the_number_of_answers():
    survey = series("svar-angslan-oro-eller-angest")

    assert len(survey) == 10
    for row in survey:
        assert row.lower is not None and row.upper is not None and row.value is not None
        assert row.lower < row.value < row.upper and row.denominator and row.numerator is None


def test_a_published_share_without_counts_or_limits_stays_a_point():
    for row in series("gott-psykiskt-valbefinnande"):
        assert row.value is not None and row.lower is row.upper is row.numerator is row.denominator is None


def test_figures_by_sex_and_age_make_the_whole():
    ages = {row.age for row in ROWS if row.indicator == "antidepressiva"}

    assert ages == {"", "15-24", "25-44", "45-64", "65-84", "85+"}
    for year in range(2015, 2026):
        of_year = {
            (row.sex, row.age): row.numerator
            for row in ROWS
            if row.indicator == "antidepressiva" and row.period_from.year == year
        }
        for sex in "TKM":
            assert of_year[sex, ""] == sum(of_year[sex, age] for age in ages - {""})


@pytest.mark.parametrize("indicator", ["deltagare", "utbildade", "utbildningstillfallen"])
def test_own_outputs_tell_none_from_silence(indicator: str):
    found = [row for row in ROWS if row.indicator == indicator]

    assert MUNICIPALITIES - {row.area for row in found} == {"exempellan-ekliden"}
    none = [row for row in found if row.area == "exempellan-videmo"]
    assert [(row.value, row.state) for row in none] == [(0.0, "")] * 3
    assert all("bekräftad nolla" in row.note for row in none)
    assert [row.area for row in found if row.state == "missing"] == ["exempellan-granvala"]
    assert all(row.value is None or row.value > 0 for row in found if row not in none)


def test_no_more_are_trained_than_take_part():
    took_part = {key_of(row)[1:]: row.value for row in ROWS if row.indicator == "deltagare"}

    for row in ROWS:
        if row.indicator == "utbildade" and row.value is not None:
            assert row.value <= took_part[key_of(row)[1:]]


def test_a_revision_changes_figures_that_were_there():
    before = {key_of(row): row for row in ROWS}

    assert len(REVISED) == 8
    for row in REVISED:
        old = before[key_of(row)]
        assert (old.value, old.numerator, old.state) != (row.value, row.numerator, row.state)
        assert row.source_date and old.source_date and row.source_date > old.source_date
    assert [row.indicator for row in REVISED if before[key_of(row)].state] == ["forsta-besok-barn-och-unga"]


# Roll-outs


def effect(title: str, indicator: str, first_year: int, last_year: int) -> stats.Effect:
    """Return the estimate, of the municipalities' yearly counts with what they are counted among."""
    areas, years = sorted(MUNICIPALITIES), range(first_year, last_year + 1)
    starts = {each.area: each.year for each in ROLLOUTS[title].method_starts}
    there = {
        (row.area, row.period_to.year): row
        for row in ROWS
        if row.indicator == indicator and row.sex == "T" and row.numerator is not None
    }

    def table(name: str) -> list[list[float]]:
        return [[float(getattr(there.get((area, year)), name, "nan")) for year in years] for area in areas]

    return stats.rollout_effect(
        table("numerator"), [starts[area] for area in areas], exposure=table("denominator"), first_year=first_year
    )


ROLLOUTS = {each.title: each for each in DOCUMENT.initiatives if each.method_starts}
NEET, PASSED = "varken-arbetar-eller-studerar", "behoriga-till-yrkesprogram"


def test_a_rollout_gives_the_estimate_that_it_was_made_with():
    """A quarter lower where it began, with the warning that nobody drew lots."""
    found = effect("Samtal i tid", NEET, 2012, 2024)

    assert found.usable and found.reasons == ("not_randomised",)
    assert found.estimate == pytest.approx(-0.26, abs=0.08) and found.p < 0.05


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (("Läsår med stöd", PASSED, 2011, 2025), "few_comparison_units"),
        (("Försök i en kommun", NEET, 2012, 2024), "never_certain"),
    ],
)
def test_a_rollout_that_cannot_tell_is_refused(told: tuple[str, str, int, int], reason: str):
    found = effect(*told)

    assert not found.usable and reason in found.reasons


def test_what_initiatives_and_targets_say_is_marked_as_made_up():
    for each in DOCUMENT.initiatives:
        assert each.ours.startswith("exempel: ") and each.missing[0].startswith("exempel: ")
        assert all(start.source_text.startswith("exempel: ") for start in each.method_starts)
    for each in ROLLOUTS.values():
        assert {start.area for start in each.method_starts} == MUNICIPALITIES
    for target in TARGETS.values():
        assert target.area in MUNICIPALITIES | {COUNTY} and target.indicator in definitions()
        assert target.note.startswith("exempel: ")
    assert len(DOCUMENT.goals) > len(TARGETS)  # goals without indicator are there too


def test_a_course_has_sessions_figures_and_instructors_and_one_municipality_is_silent():
    (course,) = [each for each in DOCUMENT.initiatives if each.training_sessions]
    told = {each.place: each.value for each in course.figures}

    assert MUNICIPALITIES - set(told) == {"exempellan-ekliden"} and told["exempellan-videmo"] == 0
    assert {each.state for each in course.training_sessions} == {"held", "planned", "cancelled"}
    assert {each.place for each in course.instructor_counts} == {"norra", "sodra"}
    for each in (*course.figures, *course.training_sessions, *course.instructor_counts):
        assert each.ours == "exempel: påhittat"


# Targets

TARGETS = {goal.id: target for goal in DOCUMENT.goals for target in goal.targets}


def verdict(target: schema.Target) -> str:
    """Return whether the goal can be seen, by the figures at hand."""
    own = [counted(target.indicator, area) for area in (target.area, COUNTY)]
    before = [row for row in own[0] if target.baseline_from <= row.period_to.year <= target.baseline_to]
    level = sum(row.numerator or 0 for row in before) / sum(row.denominator or 0 for row in before)
    wish = {"target": float(target.wished) / 100} if target.wished else {"change": level * float(target.change or 0)}
    told = [
        {
            "periods": [row.period_to.year for row in each],
            "counts": [row.numerator for row in each],
            "exposures": [row.denominator for row in each],
        }
        for each in own
    ]
    definition = definitions()[target.indicator]
    goal = {
        "indicator": definition.title, "kind": "proportion", "year": target.by, "lag": definition.lag,
        "baseline_period": (target.baseline_from, target.baseline_to),
        "direction": "higher" if definition.polarity == "high" else "lower", **wish,
    }  # fmt: skip
    return stats.check_goal(goal, told[0] | ({} if target.area == COUNTY else {"county": told[1]})).code


def test_one_goal_can_be_measured_one_only_for_the_county_and_one_wishes_too_little():
    assert {goal: verdict(target) for goal, target in TARGETS.items()} == {
        "exempel-omrade-7-3": "measurable",
        "exempel-omrade-7-2": "measurable_only_for_county",
        "exempel-omrade-7": "not_measurable",
    }
