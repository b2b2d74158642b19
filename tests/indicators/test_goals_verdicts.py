"""Whether a wish can be seen, told from constructed series: what has no counts is not answered."""

import datetime
from dataclasses import replace

import pytest

from handslag.indicators.estimates import with_limits
from handslag.indicators.goals.grounds import counted
from handslag.indicators.goals.verdicts import Wish, answer
from handslag.indicators.reading import definitions
from handslag.indicators.series import HIDDEN_HERE, Key, Series, Value

RATE, SHARE, STANDARDISED, OUTPUT = (
    definitions()[key]
    for key in (
        "suicid-sakra-15-ar", "behoriga-till-yrkesprogram", "suicid-sakra-25-ar-fem-ar", "utbildade",
    )
)  # fmt: skip
BEFORE = (2015, 2019)


def value(year: int, counts: tuple[float, float] | None = None, **fields) -> Value:
    base = {"numerator": counts[0], "denominator": counts[1], "value": counts[0] / counts[1]} if counts else {}
    return Value(datetime.date(year, 1, 1), datetime.date(year, 12, 31), **{"value": None, **base, **fields})


def series(definition, *values: Value) -> Series:
    (found,) = with_limits(definition, [Series(Key(definition.key, "x"), values)])
    return found


def every_year(definition, counts: tuple[float, float], first: int = 2015, last: int = 2019) -> Series:
    return series(definition, *(value(year, counts) for year in range(first, last + 1)))


def test_a_large_change_in_a_large_area_can_be_seen():
    found = answer(RATE, Wish("Provlän", BEFORE, 2030, change=-0.3), every_year(RATE, (200, 1_500_000)))

    assert (found.code, found.is_measurable) == ("measurable", True)
    assert found.earliest is not None and found.earliest <= 2030
    assert found.level == "2015–2019: 13,3 per 100 000 invånare och år"
    assert found.smallest.endswith("procent färre") and found.size is not None and found.size < 0.3


def test_a_small_change_in_a_small_county_is_seen_late_or_never():
    found = answer(RATE, Wish("Provlän", BEFORE, 2025, change=-0.1), every_year(RATE, (36, 300_000)))

    assert not found.is_measurable
    assert found.code == "not_measurable"
    assert "process_indicator" in found.proposals
    assert found.size is not None and found.size > 0.1  # what could be seen is larger than what was wished


def test_a_goal_of_a_part_is_seen_for_the_county():
    small, large = every_year(SHARE, (20, 25)), every_year(SHARE, (8000, 10_000))

    found = answer(SHARE, Wish("Provkommun", BEFORE, 2026, change=0.05), small, large)

    assert found.code == "measurable_only_for_county"
    assert "county_instead" in found.proposals


def test_values_without_counts_are_not_answered_and_it_says_what_to_fetch():
    bare = series(RATE, *(value(year, value=12.0) for year in range(2015, 2020)))

    found = answer(RATE, Wish("Provlän", BEFORE, 2030, change=-0.3), bare)

    assert found.code == "no_ground"
    assert "finns värden men inga antal" in found.text and "Socialstyrelsen" in found.text
    assert (found.size, found.earliest) == (None, None)


def test_no_values_at_all_are_another_word():
    found = answer(RATE, Wish("Provlän", BEFORE, 2030, change=-0.3), series(RATE))

    assert found.code == "no_ground" and "finns inga värden" in found.text


def test_a_standardised_rate_is_not_answered():
    found = answer(STANDARDISED, Wish("Provlän", BEFORE, 2030, change=-0.3), every_year(STANDARDISED, (38, 1000)))

    assert found.code == "no_ground"


def test_what_is_hidden_is_never_reckoned_with():
    hidden = value(2016, state=HIDDEN_HERE)
    rest = [value(year, (50, 60_000)) for year in (2015, 2017, 2018, 2019)]

    found = answer(RATE, Wish("Provkommun", BEFORE, 2030, change=-0.9), series(RATE, rest[0], hidden, *rest[1:]))

    assert found.code == "not_measurable"
    assert found.level == "" and "enskilda tal inte visas" in found.text


def test_a_wished_share_is_a_level():
    found = answer(SHARE, Wish("Provlän", BEFORE, 2026, wished=90.0), every_year(SHARE, (8000, 10_000)))

    assert found.code == "measurable"
    assert "10 procentenheter högre" in found.text


def test_after_its_year_a_goal_is_reached_or_not_or_it_cannot_be_told():
    before = [value(year, (200, 1_000_000)) for year in range(2015, 2020)]

    def told(count: int) -> str:
        after = [value(year, (count, 1_000_000)) for year in range(2020, 2025)]
        return answer(RATE, Wish("Provlän", BEFORE, 2024, change=-0.2), series(RATE, *before, *after)).code

    assert [told(count) for count in (100, 200, 160)] == ["reached", "not_reached", "cannot_be_told"]


def test_periods_that_overlap_are_never_counted_twice():
    averages = [
        Value(datetime.date(year - 3, 1, 1), datetime.date(year, 12, 31), 0.2, numerator=200, denominator=1000)
        for year in range(2016, 2025)
    ]

    found = counted(Series(Key("x", "y"), tuple(averages)))

    assert (found.years, found.step) == ((2016, 2020, 2024), 4)


FOLLOWED = (
    "Länet räknar detta självt, så målet (200 personer år 2026) går att följa utan osäkerhet från slumpen. "
    "Det säger vad som görs, inte vad som blir annorlunda för invånarna."
)


@pytest.mark.parametrize(
    ("became", "code", "text"),
    [
        (None, "counted", FOLLOWED),
        (250, "reached", "Målet (200 personer år 2026) är nått. Det blev 250."),
        (150, "not_reached", "Målet (200 personer år 2026) är inte nått. Det blev 150."),
    ],
)
def test_what_the_county_counts_itself_is_always_seen(became, code, text):
    values = [value(2022, value=100.0), *([value(2026, value=became)] if became else [])]

    found = answer(OUTPUT, Wish("Provlän", (2022, 2022), 2026, wished=200), series(OUTPUT, *values))

    assert (found.code, found.text) == (code, text)


def quarter(year: int, number: int, count: float) -> Value:
    first = datetime.date(year, 3 * number - 2, 1)
    return Value(first, (first + datetime.timedelta(days=95)).replace(day=1) - datetime.timedelta(days=1), count)


@pytest.mark.parametrize(
    ("quarters", "code", "text"),
    [
        ((1, 2, 3, 4), "reached", "Målet (100 personer år 2026) är nått. Det blev 120."),
        ((1, 2, 4), "cannot_be_told", "Hela året 2026 är inte redovisat. Det går inte än att säga om målet (100 personer år 2026) är nått."),
    ],
)  # fmt: skip
def test_the_quarters_of_a_year_are_added_up_where_they_cover_it(quarters, code, text):
    values = [value(2022, value=100.0), *(quarter(2026, number, 30.0) for number in quarters)]

    found = answer(OUTPUT, Wish("Provlän", (2022, 2022), 2026, wished=100), series(OUTPUT, *values))

    assert (found.code, found.text) == (code, text)


def test_the_smallest_change_goes_the_way_of_the_wish():
    more = answer(RATE, Wish("Provlän", BEFORE, 2030, change=0.3), every_year(RATE, (200, 1_500_000)))
    fewer = answer(RATE, Wish("Provlän", BEFORE, 2030, change=-0.3), every_year(RATE, (200, 1_500_000)))
    share = answer(SHARE, Wish("Provlän", BEFORE, 2026, change=0.1), every_year(SHARE, (8000, 10_000)))

    assert (more.smallest, fewer.smallest) == ("12 procent fler", "11 procent färre")
    assert share.smallest.endswith("procentenheter högre")


def test_months_are_not_told_as_years_of_a_rate():
    months = [
        replace(
            value(2019, (20, 1_500_000)), period_from=datetime.date(2019, at, 1), period_to=datetime.date(2019, at, 28)
        )
        for at in range(1, 13)
    ]

    found = answer(RATE, Wish("Provlän", BEFORE, 2030, change=-0.3), series(RATE, *months))

    assert (found.code, found.level) == ("no_ground", "")
    assert "läs in tal för hela år" in found.text


def test_a_change_of_what_was_not_counted_asks_for_a_number():
    found = answer(OUTPUT, Wish("Provlän", (2022, 2022), 2026, change=0.5), series(OUTPUT))

    assert found.code == "no_ground" and "Ange hur många" in found.text
