"""What answers are read against: each flag where it fires and where it does not, and any text without a fault."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.plans.followup.rules import Known, Said, SaidFigure, flags, no_report
from handslag.plans.words import ATTRIBUTIONS, STATUSES
from handslag.swedish.periods import Period, parse_period

DAY = datetime.date(2024, 3, 1)
QUIET = Known(status="ongoing")


def codes(said: Said, known: Known = QUIET) -> list[str]:
    return [flag.kind for flag in flags(said, known, day=DAY)]


def period(text: str) -> Period:
    found = parse_period(text)
    assert found
    return found


def test_an_answer_that_agrees_with_itself_has_no_flag() -> None:
    said = Said(
        status="ongoing",
        texts=("Arbetet fortsätter. 51 % av 135 svarande är nöjda.",),
        outcome="Fler söker hjälp",
        attribution="plausible",
        figures=(SaidFigure("kurser", "12", "st"), SaidFigure("nöjda", "51", "%", "135")),
        granted=100,
        used=60,
        left=40,
    )
    assert codes(said) == []


def test_an_empty_answer_has_no_flag() -> None:
    assert codes(Said()) == []


# Text against status


@pytest.mark.parametrize(
    ("status", "text"),
    [
        ("ongoing", "Insatsen avslutades i höstas."),
        ("paused", "Arbetet är avslutat."),
        ("ongoing", "Alla kurser är avslutade."),
        ("not_started", "Projektet lades ned."),
        ("finished", "Arbetet fortsätter som förut."),
        ("stopped", "Det är pågående."),
        ("ongoing", "Kurserna är pausade just nu."),
        ("ending", "Verksamheten ligger nere."),
        ("ongoing", "Vi har inte kommit igång."),
        ("finished", "Det har inte påbörjats."),
        ("", "AVSLUTADES i maj"),  # the known status is what it is read against
    ],
)
def test_a_text_that_speaks_against_the_status_is_flagged(status: str, text: str) -> None:
    (flag,) = flags(Said(status=status, texts=(text,), reason="Tid"), QUIET, day=DAY)
    assert flag.kind == "contradiction"
    assert "men status är" in flag.text and STATUSES[status or "ongoing"] in flag.text


@pytest.mark.parametrize(
    ("status", "text"),
    [
        ("finished", "Insatsen avslutades i höstas."),
        ("stopped", "Projektet lades ned."),
        ("ongoing", "Arbetet fortsätter."),
        ("ongoing", "Det är inte avslutat."),
        ("ongoing", "Vi avslutade terminen med en fest."),
        ("ongoing", "Det är inte avslutad verksamhet."),
        ("paused", "Kurserna är pausade."),
        ("not_started", "Vi har inte kommit igång."),
        ("ongoing", "Avslutningen planeras."),  # a word that only begins the same
        ("unknown", "Insatsen avslutades."),
    ],
)
def test_a_text_that_agrees_is_not_flagged(status: str, text: str) -> None:
    assert codes(Said(status=status, texts=(text,), reason="Tid")) == []


def test_the_outcome_is_read_too() -> None:
    assert codes(Said(status="ongoing", outcome="Kursen avslutades", attribution="unclear")) == ["contradiction"]


@pytest.mark.parametrize(("value", "expected"), [("12", ["contradiction"]), ("0", []), ("", [])])
def test_figures_of_what_has_not_begun_are_flagged(value: str, expected: list[str]) -> None:
    assert codes(Said(status="not_started", figures=(SaidFigure("kurser", value),))) == expected


# An end that has passed


@pytest.mark.parametrize(
    ("status", "when", "expected"),
    [
        ("ongoing", "2023", ["past_end"]),
        ("paused", "hösten 2023", ["past_end"]),
        ("ongoing", "2024", []),
        ("finished", "2023", []),
        ("stopped", "2023", []),
        ("ongoing", "från och med 2021", []),
    ],
)
def test_ongoing_after_its_stated_end(status: str, when: str, expected: list[str]) -> None:
    assert codes(Said(status=status, reason="Tid"), Known(period=period(when))) == expected


def test_the_known_status_is_flagged_also_where_nothing_changed() -> None:
    found = flags(Said(nothing_changed=True), Known(status="ongoing", period=period("2023")), day=DAY)
    assert [(flag.kind, flag.since) for flag in found] == [("past_end", datetime.date(2023, 12, 31))]


@pytest.mark.parametrize(
    ("status", "left", "money_to", "expected"),
    [
        ("ongoing", None, datetime.date(2023, 12, 31), ["past_money"]),
        ("ongoing", None, datetime.date(2024, 3, 1), []),  # the last day is a day with money
        ("ongoing", None, None, []),
        ("ongoing", 0, None, ["past_money"]),
        ("ongoing", -5, None, ["past_money"]),
        ("ongoing", 1, None, []),
        ("finished", 0, datetime.date(2023, 12, 31), []),
    ],
)
def test_ongoing_after_its_money(status: str, left: int | None, money_to, expected: list[str]) -> None:
    assert codes(Said(status=status, left=left), Known(money_to=money_to)) == expected


# Reasons and decisions


@pytest.mark.parametrize(
    ("said", "known", "expected"),
    [
        (Said(status="struggling"), QUIET, ["no_reason"]),
        (Said(status="stopped", reason="  "), QUIET, ["no_reason"]),
        (Said(status="paused", reason="Sjukdom"), QUIET, []),
        (Said(status="ongoing"), QUIET, []),
        (Said(status="struggling"), Known(status="ongoing", reason="Ett gammalt skäl"), ["no_reason"]),
        (Said(nothing_changed=True), Known(status="struggling", reason="Få ledare"), []),
        (Said(nothing_changed=True), Known(status="struggling"), ["no_reason"]),
    ],
)
def test_a_status_that_needs_a_reason(said: Said, known: Known, expected: list[str]) -> None:
    assert codes(said, known) == expected


@pytest.mark.parametrize(
    ("status", "kind", "decided", "expected"),
    [
        ("finished", "pilot_project", False, ["no_decision"]),
        ("finished", "pilot_study", False, ["no_decision"]),
        ("finished", "pilot_project", True, []),
        ("finished", "project", False, []),
        ("ongoing", "pilot_project", False, []),
    ],
)
def test_an_ended_trial_without_a_decision(status: str, kind: str, decided: bool, expected: list[str]) -> None:
    assert codes(Said(status=status), Known(kind=kind, decided=decided)) == expected


# Shares and claims


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (SaidFigure("nöjda", "51", "%"), ["no_base"]),
        (SaidFigure("nöjda", "51", " procent "), ["no_base"]),
        (SaidFigure("nöjda", "51", "%", "135"), []),
        (SaidFigure("nöjda", "", "%"), []),
        (SaidFigure("kurser", "51", "st"), []),
    ],
)
def test_a_share_without_its_number(figure: SaidFigure, expected: list[str]) -> None:
    assert codes(Said(status="ongoing", figures=(figure,))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("51 % är nöjda.", ["no_base"]),
        ("Runt 50,5 procent är nöjda.", ["no_base"]),
        ("Av 135 svarande är 51 % nöjda.", []),
        ("51 % av ca 135 är nöjda.", []),
        ("51 % (n = 135) är nöjda.", []),
        ("Det kom 20 personer. 51 % är nöjda.", ["no_base"]),  # the number stands in another sentence
        ("100 procentenheter", []),
        ("En tjänst på 50 % räcker inte.", ["no_base"]),
    ],
)
def test_a_share_in_a_text_without_its_number(text: str, expected: list[str]) -> None:
    assert codes(Said(status="ongoing", texts=(text,))) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Said(outcome="Fler söker hjälp"), ["no_ground"]),
        (Said(outcome="Fler söker hjälp", attribution="none"), ["no_ground"]),
        (Said(outcome="Fler söker hjälp", attribution="unclear"), []),
        (Said(texts=("Kurserna har lett till fler samtal.",)), ["no_ground"]),
        (Said(texts=("Tack vare kurserna pratar fler.",)), ["no_ground"]),
        (Said(texts=("Kurserna har lett till fler samtal.",), attribution="tested"), []),
        (Said(texts=("Vi höll två kurser.",)), []),
    ],
)
def test_a_claim_without_its_ground(said: Said, expected: list[str]) -> None:
    assert codes(replace(said, status="ongoing")) == expected


# Money


@pytest.mark.parametrize(
    ("granted", "used", "left", "expected"),
    [
        (100, 120, None, ["money_sum"]),
        (100, 60, 50, ["money_sum"]),
        (100, 60, 40, []),
        (100, 60, None, []),
        (None, 60, 40, []),
        (100, None, 40, []),
        (0, 0, None, []),
    ],
)
def test_money_that_does_not_add_up(granted, used, left, expected: list[str]) -> None:
    assert codes(Said(status="ongoing", granted=granted, used=used, left=left)) == expected


# Silence


@pytest.mark.parametrize(("day", "is_late"), [("2024-03-01", False), ("2024-03-02", True), ("2024-02-01", False)])
def test_no_report_stays_visible_from_the_day_after_the_last(day: str, is_late: bool) -> None:
    flag = no_report(due=DAY, day=datetime.date.fromisoformat(day))
    assert (flag is not None) == is_late
    if flag:
        assert (flag.kind, flag.text, flag.since) == ("no_report", "Ingen rapport har kommit in.", DAY)


# Whatever is written

KRONOR = st.none() | st.integers(min_value=-(10**13), max_value=10**13)
WORDS = st.text(max_size=60) | st.sampled_from(
    ["Insatsen avslutades", "51 %", "har lett till", "inte påbörjad", "n = 12", "pågår. Pausad!", "\n\n"]
)
FIGURES = st.builds(SaidFigure, label=WORDS, value=WORDS, unit=st.sampled_from(["%", "procent", "st", ""]), base=WORDS)
SAID = st.builds(
    Said,
    status=st.sampled_from(["", *STATUSES]) | st.text(max_size=10),
    reason=WORDS,
    nothing_changed=st.booleans(),
    texts=st.lists(WORDS, max_size=3).map(tuple),
    outcome=WORDS,
    attribution=st.sampled_from(["", *ATTRIBUTIONS]),
    figures=st.lists(FIGURES, max_size=3).map(tuple),
    granted=KRONOR,
    used=KRONOR,
    left=KRONOR,
)
PERIODS = st.none() | st.sampled_from([period(text) for text in ("2023", "från och med 2021", "hösten 2024")])
KNOWN = st.builds(
    Known,
    status=st.sampled_from(list(STATUSES)),
    reason=WORDS,
    period=PERIODS,
    kind=st.sampled_from(["pilot_project", "project", ""]),
    decided=st.booleans(),
    money_to=st.none() | st.dates(),
)


@given(SAID, KNOWN, st.dates(min_value=datetime.date(1990, 1, 1)))
def test_any_answer_is_read_and_every_flag_explains_itself(said: Said, known: Known, day: datetime.date) -> None:
    for flag in flags(said, known, day=day):
        assert flag.kind and flag.text.endswith((".", "?"))


@given(SAID, KNOWN)
def test_a_flag_is_the_same_each_time(said: Said, known: Known) -> None:
    assert flags(said, known, day=DAY) == flags(said, known, day=DAY)


@pytest.mark.parametrize("text", ["a" * 100_000, "1 % " * 25_000, "inte " * 20_000, "12 personer " * 8_000])
def test_a_hundred_kilobytes_are_read_at_once(text: str) -> None:
    before = datetime.datetime.now(tz=datetime.UTC)
    flags(Said(status="ongoing", texts=(text,)), QUIET, day=DAY)
    assert datetime.datetime.now(tz=datetime.UTC) - before < datetime.timedelta(seconds=1)
