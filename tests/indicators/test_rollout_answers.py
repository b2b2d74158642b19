"""The honest estimate or the honest refusal, on constructed counties of known answer."""

import dataclasses
import re

import numpy as np
import pytest

from handslag import stats
from handslag.indicators.reading import definitions
from handslag.indicators.rollout.answers import answer_of
from handslag.indicators.rollout.panel import Grid

NEET = definitions()["varken-arbetar-eller-studerar"]
NAMES = tuple(f"Kommun {n}" for n in range(12))
YEARS = tuple(range(2010, 2025))
PEOPLE = np.array([5, 6, 7, 7, 10, 11, 12, 16, 22, 24, 32, 157]) * 1_000
FIVE = (None, 2018, None, None, 2018, None, 2019, None, 2020, None, 2021, None)


def grid(starts=FIVE, *, fall: float = 0.0, seed: int = 1, events: bool = True) -> Grid:
    """Twelve municipalities over fifteen years, where what is counted falls by so much from the start."""
    rng = np.random.default_rng(seed)
    base = np.repeat(PEOPLE[:, None] * 0.003, len(YEARS), axis=1)
    for row, start in enumerate(starts):
        if start:
            base[row, start - YEARS[0] :] *= 1 - fall
    counts = rng.poisson(base).astype(float)
    values = counts if events else counts / PEOPLE[:, None] * 100
    exposure = np.repeat(PEOPLE[:, None], len(YEARS), axis=1).astype(float)
    return Grid(
        NAMES, YEARS, tuple(map(tuple, values.tolist())),
        tuple(map(tuple, exposure.tolist())) if events else None, tuple(starts), {},
    )  # fmt: skip


def test_a_fall_that_is_there_is_found_with_an_interval_that_holds_it():
    answer = answer_of(NEET, grid(fall=0.3))

    assert answer.usable
    assert "Resultatet tyder på en minskning" in answer.text
    estimate = stats.rollout_effect(grid(fall=0.3).values, FIVE, exposure=grid().exposure, first_year=2010)
    assert estimate.estimate - estimate.margin < -0.3 < estimate.estimate + estimate.margin < 0
    assert answer.interval.startswith("−") and " till −" in answer.interval


def test_where_nothing_happened_no_change_is_claimed_and_the_interval_holds_zero():
    answer = answer_of(NEET, grid(seed=2))

    assert answer.usable
    assert "Vi kan inte dra en säker slutsats" in answer.text
    assert " till +" in answer.interval


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("events", [True, False])
def test_the_interval_holds_zero_just_where_chance_gives_as_much_often(seed: int, events: bool):
    made = grid(seed=seed, fall=0.05, events=events)

    effect = stats.rollout_effect(made.values, made.starts, exposure=made.exposure, first_year=2010)

    holds_zero = abs(effect.estimate) <= effect.margin
    assert holds_zero == (effect.p >= 0.05) or effect.p == pytest.approx(0.05, abs=0.002)


def test_it_says_what_it_can_never_say():
    answer = answer_of(NEET, grid(fall=0.3))

    assert "Vilka som började lottades inte." in answer.text
    assert "Slumpen ensam ger en minst så stor skillnad i 1 av " in answer.chance
    assert "Med 5 av 12 kommuner" in answer.floor
    assert "minst 1 av 790 fall" in answer.floor  # 12 over 5 is 792; the estimate rounds it so


def test_the_same_share_is_one_number_wherever_it_is_said():
    answer = answer_of(NEET, grid(fall=0.3))
    named = [set(re.findall(r"(\d+) (?:av \d+ )?fall", text)) for text in (answer.text, answer.chance)]

    assert named[0] == named[1] != set()


@pytest.mark.parametrize(
    ("starts", "code", "needed"),
    [
        ((2018, *[None] * 11), "never_certain", "Att minst 2 av 12 kommuner har börjat."),
        ((None,) * 12, "no_treated_units", "Att minst en kommun med kända siffror har ett angivet startår."),
        ((2012, 2018, *[None] * 10), "few_years_before", "Minst 5 år med siffror före den första starten."),
        ((2024, 2024, *[None] * 10), "few_years_after", "Minst 2 år med siffror från och med den första starten."),
        ((2018,) * 6 + (None,) * 6, "few_comparison_units", "Minst 8 kommuner som inte har börjat"),
    ],
)
def test_a_design_that_can_tell_nothing_is_refused_with_what_it_would_take(starts, code: str, needed: str):
    answer = answer_of(NEET, grid(starts))

    assert not answer.usable
    assert code in answer.reasons
    assert "Det går inte att säga om något har förändrats" in answer.text
    assert any(each.startswith(needed) for each in answer.needed), answer.needed
    assert (answer.interval, answer.chance) == ("", "")


def test_too_few_events_are_refused():
    few = grid()
    scarce = dataclasses.replace(few, values=tuple(tuple(0.0 for _ in row) for row in few.values))

    assert "few_events" in answer_of(NEET, scarce).reasons


def test_single_years_of_suicide_are_refused_whatever_the_figures():
    answer = answer_of(definitions()["suicid-sakra-alla-aldrar"], grid(fall=0.3))

    assert not answer.usable
    assert "får inte visas för enskilda år i en kommun" in answer.text


def test_figures_of_several_years_each_are_refused():
    rolled = dataclasses.replace(NEET, window=4)

    assert "täcker flera år var" in answer_of(rolled, grid(fall=0.3)).text


def test_a_measure_that_no_municipality_has_is_refused():
    of_counties = dataclasses.replace(NEET, levels=("country", "county"))

    assert "finns inte för kommuner" in answer_of(of_counties, grid(fall=0.3)).text


def test_no_figures_and_nobody_left_are_told_apart():
    nothing = Grid((), (), (), None, (), {})
    nobody = Grid((), YEARS, (), None, (), {"Laxå": "ingen har sagt om kommunen har börjat"})

    assert "inga årliga siffror" in answer_of(NEET, nothing).text
    assert "För ingen kommun är både start och siffror kända." in answer_of(NEET, nobody).text


def test_the_estimate_without_each_municipality_names_it():
    answer = answer_of(NEET, grid(fall=0.3))

    assert [name for name, _ in answer.without] == [NAMES[n] for n, start in enumerate(FIVE) if start]


def test_no_word_that_the_numbers_cannot_carry():
    for answer in (answer_of(NEET, grid(fall=0.3)), answer_of(NEET, grid()), answer_of(NEET, grid((None,) * 12))):
        said = " ".join([answer.text, answer.chance, answer.floor, *answer.needed]).casefold()
        assert not [word for word in ("effekt", "signifikant", "p-värde", "beror på insatsen", "bevis") if word in said]


def test_a_difference_between_shares_is_told_in_percentage_points_of_municipalities():
    answer = answer_of(NEET, grid(fall=0.3, events=False))

    assert " procentenheter" in answer.interval
    assert "5 av 12 kommuner har börjat." in answer.text
    assert "procentenheter." in answer.text.split("En så stor")[0].strip()[-15:]
