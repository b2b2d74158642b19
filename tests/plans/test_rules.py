"""Rules on stated facts, on plain values."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.plans.rules import (
    LIVE,
    OVER,
    UNKNOWN,
    StatedStatus,
    add_months,
    current_status,
    ends_within,
    flags,
)
from handslag.plans.words import STATUSES
from handslag.swedish.periods import Period, parse_period

DAY = datetime.date(2024, 3, 1)
DAYS = st.dates(min_value=datetime.date(1990, 1, 1), max_value=datetime.date(2090, 12, 31))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def period(text: str) -> Period:
    found = parse_period(text)
    assert found
    return found


def flagged(
    status: StatedStatus,
    *,
    period: Period | None = None,
    contradictions: tuple[tuple[str, datetime.date | None], ...] = (),
    on: datetime.date = DAY,
) -> list[str]:
    """The kinds of flags, for a status that is old after twelve months."""
    found = flags(status=status, period=period, contradictions=contradictions, day=on, stale_after_months=12)
    return [flag.kind for flag in found]


# The current status


def test_without_entries_the_status_is_unknown() -> None:
    assert current_status([], day=DAY) is UNKNOWN


def test_the_latest_entry_stated_by_the_day_is_current() -> None:
    entries = [
        StatedStatus("not_started", as_of=day("2022-01-01")),
        StatedStatus("ongoing", as_of=day("2023-01-01")),
        StatedStatus("finished", as_of=day("2025-01-01")),
    ]

    assert current_status(entries, day=DAY).status == "ongoing"


def test_an_entry_counts_from_its_own_day() -> None:
    entry = StatedStatus("ongoing", as_of=DAY)

    assert current_status([entry], day=DAY) is entry
    assert current_status([entry], day=DAY - datetime.timedelta(days=1)) is UNKNOWN


def test_an_entry_without_a_day_counts_all_along() -> None:
    entry = StatedStatus("ongoing")

    assert current_status([entry], day=day("1990-01-01")) is entry


def test_that_the_source_states_no_status_is_a_status() -> None:
    entry = StatedStatus("unknown", as_of=day("2023-11-30"), as_of_text="hösten 2023")

    assert current_status([StatedStatus("ongoing", as_of=day("2020-01-01")), entry], day=DAY) is entry


# Months


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-01-31", 2, "2024-03-31"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-01-01", -1, "2023-12-01"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-05-05", 0, "2024-05-05"),
    ],
)
def test_months_are_added_to_the_same_day_or_the_last_of_the_month(start: str, months: int, end: str) -> None:
    assert add_months(day(start), months) == day(end)


@given(DAYS, st.integers(-240, 240))
def test_months_added_land_in_the_right_month(start: datetime.date, months: int) -> None:
    end = add_months(start, months)

    assert end.year * 12 + end.month == start.year * 12 + start.month + months
    assert end.day <= start.day


@given(DAYS, st.integers(0, 120), st.integers(0, 120))
def test_more_months_never_give_an_earlier_day(start: datetime.date, some: int, more: int) -> None:
    assert add_months(start, some) <= add_months(start, some + more)


# Flags


def test_a_fresh_status_without_end_is_not_flagged() -> None:
    assert flagged(StatedStatus("ongoing", as_of=day("2023-11-30"))) == []


def test_a_stated_end_that_has_passed_is_flagged_with_its_words() -> None:
    [flag] = flags(
        status=StatedStatus("ending", as_of=day("2023-11-30")),
        period=period("hösten 2020 – december 2023"),
        contradictions=(),
        day=DAY,
        stale_after_months=12,
    )

    assert flag.kind == "past_end"
    assert "december 2023" in flag.text
    assert flag.since == day("2023-12-31")


def test_the_last_possible_day_of_the_end_has_not_passed() -> None:
    status = StatedStatus("ongoing", as_of=day("2023-11-30"))

    assert flagged(status, period=period("2020–2023"), on=day("2023-12-31")) == []
    assert flagged(status, period=period("2020–2023"), on=day("2024-01-01")) == ["past_end"]


def test_an_open_end_never_passes() -> None:
    assert flagged(StatedStatus("ongoing", as_of=DAY), period=period("från 2018")) == []


@pytest.mark.parametrize("status", [*sorted(OVER), "unknown", "to_be_discussed"])
def test_what_is_over_or_not_known_to_go_on_neither_passes_its_end_nor_grows_old(status: str) -> None:
    stated = StatedStatus(status, as_of=day("2015-01-01"))

    assert flagged(stated, period=period("2010–2015")) == []


def test_a_status_is_old_the_day_after_its_months() -> None:
    status = StatedStatus("ongoing", as_of=day("2023-03-01"))

    assert flagged(status, on=day("2024-03-01")) == []
    assert flagged(status, on=day("2024-03-02")) == ["stale"]


def test_an_old_status_is_told_in_the_words_of_its_source() -> None:
    status = StatedStatus("ongoing", as_of=day("2020-11-30"), as_of_text="hösten 2020")

    [flag] = flags(status=status, period=None, contradictions=(), day=DAY, stale_after_months=12)

    assert flag.text == "Senaste uppgiften är från hösten 2020."


def test_a_status_without_a_day_does_not_grow_old() -> None:
    assert flagged(StatedStatus("ongoing")) == []


def test_a_contradiction_is_flagged_from_its_day_on_whatever_the_status() -> None:
    clash = (("Rubriken säger 70 procent, texten heltid.", day("2023-11-30")),)

    assert flagged(StatedStatus("unknown"), contradictions=clash) == ["contradiction"]
    assert flagged(StatedStatus("unknown"), contradictions=clash, on=day("2023-11-29")) == []
    assert flagged(StatedStatus("finished"), contradictions=(("Alltid.", None),)) == ["contradiction"]


def test_several_reasons_are_all_told() -> None:
    status = StatedStatus("ongoing", as_of=day("2020-01-01"))

    found = flagged(status, period=period("2018–2020"), contradictions=(("A", None), ("B", None)))

    assert sorted(found) == ["contradiction", "contradiction", "past_end", "stale"]


def test_statuses_are_live_over_or_neither() -> None:
    assert not LIVE & OVER
    assert (LIVE | OVER).issubset(STATUSES)


# Ends


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("augusti 2022 – augusti 2024", True),
        ("februari 2022 – februari 2025", True),
        ("mars 2022 – mars 2025", True),  # may be the first of March
        ("2022–april 2025", False),
        ("2022–2025", True),  # may be the first of January
        ("2022–2026", False),
        ("2020–2023", False),  # has ended
        ("mars 2022 – mars 2024", True),  # may not have ended yet
        ("mars 2022 – februari 2024", False),
        ("från 2021", None),
        ("två år", None),
    ],
)
def test_what_may_end_within_twelve_months(text: str, ends: bool | None) -> None:
    assert ends_within(period(text), day=DAY, months=12) is ends


def test_without_a_period_the_end_is_not_known() -> None:
    assert ends_within(None, day=DAY, months=12) is None


@given(DAYS, DAYS, st.integers(0, 60), st.integers(0, 60))
def test_a_longer_look_ahead_never_misses_what_a_shorter_one_finds(
    today: datetime.date, end: datetime.date, some: int, more: int
) -> None:
    stated = Period("x", None, end, "unknown/day")

    if ends_within(stated, day=today, months=some):
        assert ends_within(stated, day=today, months=some + more)
