from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handslag.swedish.dates import MONTHS
from handslag.swedish.periods import Period, parse_period, stated_period


def read(text):
    """Return a period's days in ISO form and its precision, to keep the tables below narrow."""
    period = parse_period(text)
    return period and (period.first and str(period.first), period.last and str(period.last), period.precision)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("1 januari 2020", "2020-01-01", "2020-01-01", "day"),
        ("den 12 juni 2023", "2023-06-12", "2023-06-12", "day"),
        ("1:a okt. 2020", "2020-10-01", "2020-10-01", "day"),
        ("1/10 2020", "2020-10-01", "2020-10-01", "day"),
        ("2020-10-01", "2020-10-01", "2020-10-01", "day"),
        ("2020-10", "2020-10-01", "2020-10-31", "month"),
        ("juni 2022", "2022-06-01", "2022-06-30", "month"),
        ("dec 2021", "2021-12-01", "2021-12-31", "month"),
        ("sept 2023", "2023-09-01", "2023-09-30", "month"),
        ("i  FEBRUARI\u00a02020", "2020-02-01", "2020-02-29", "month"),
        ("våren 2022", "2022-03-01", "2022-05-31", "season"),
        ("sommaren 2023", "2023-06-01", "2023-08-31", "season"),
        ("Under hösten 2020.", "2020-09-01", "2020-11-30", "season"),
        ("vintern 2019", "2019-12-01", "2020-02-29", "season"),
        ("vintern 2020–2021", "2020-12-01", "2021-02-28", "season"),
        ("vintern 2020/21", "2020-12-01", "2021-02-28", "season"),
        ("vårterminen 2021", "2021-01-01", "2021-06-15", "season"),
        ("HT21", "2021-08-15", "2021-12-31", "season"),
        ("läsåret 2020/2021", "2020-08-15", "2021-06-15", "season"),
        ("årsskiftet 2022–2023", "2022-12-15", "2023-01-15", "season"),
        ("vid årsskiftet 2022/23", "2022-12-15", "2023-01-15", "season"),
        ("kring årsskiftet 2022–2023", "2022-12-15", "2023-01-15", "season"),
        ("halvårsskiftet 2022", "2022-06-15", "2022-07-15", "season"),
        ("tertial 2, 2023", "2023-05-01", "2023-08-31", "season"),
        ("fjärde kvartalet 2023", "2023-10-01", "2023-12-31", "season"),
        ("andra halvåret 2023", "2023-07-01", "2023-12-31", "season"),
        ("2021", "2021-01-01", "2021-12-31", "year"),
        ("i slutet av 2021", "2021-01-01", "2021-12-31", "year"),
        ("2019/2020", "2019-01-01", "2020-12-31", "year"),
    ],
)
def test_one_point_in_time(text, first, last, precision):
    assert read(text) == (first, last, precision)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2020–2023", "2020-01-01", "2023-12-31", "year"),
        ("2020-2023", "2020-01-01", "2023-12-31", "year"),
        ("2020–23", "2020-01-01", "2023-12-31", "year"),
        ("åren 2020 till och med 2023", "2020-01-01", "2023-12-31", "year"),
        ("augusti 2020–dec 2021", "2020-08-01", "2021-12-31", "month"),
        ("oktober 2022 – oktober 2023", "2022-10-01", "2023-10-31", "month"),
        ("oktober 2022 fram tills oktober 2023", "2022-10-01", "2023-10-31", "month"),
        ("april 2022 t o m sept 2023", "2022-04-01", "2023-09-30", "month"),
        ("april 2022 t.o.m. sept 2023", "2022-04-01", "2023-09-30", "month"),
        ("fr.o.m. april 2022 t.o.m. sept 2023", "2022-04-01", "2023-09-30", "month"),
        ("sedan juni 2022 till januari 2024", "2022-06-01", "2024-01-31", "month"),
        ("juni 2022 \u2014 januari 2024", "2022-06-01", "2024-01-31", "month"),
        ("hösten 2021 till hösten 2023", "2021-09-01", "2023-11-30", "season"),
        ("Våren 2022  till  sommaren 2023", "2022-03-01", "2023-08-31", "season"),
        ("mellan hösten 2022 och våren 2023", "2022-09-01", "2023-05-31", "season"),
        ("mellan 2020-2021", "2020-01-01", "2021-12-31", "year"),
        ("1 januari 2020 – 12 juni 2023", "2020-01-01", "2023-06-12", "day"),
        ("2020-10-01 - 2021-03-01", "2020-10-01", "2021-03-01", "day"),
        ("2020-10-01–2021-03-01", "2020-10-01", "2021-03-01", "day"),
        ("juli 2023–juni 2024", "2023-07-01", "2024-06-30", "month"),
        ("hösten 2020 – december 2023", "2020-09-01", "2023-12-31", "season/month"),
        ("2019/2020–maj 2023", "2019-01-01", "2023-05-31", "year/month"),
        ("årsskiftet 2022–2023 – maj 2024", "2022-12-15", "2024-05-31", "season/month"),
        ("april–september 2023", "2023-04-01", "2023-09-30", "month"),
        ("1–12 juni 2023", "2023-06-01", "2023-06-12", "day"),
        ("1 mars till 15 juni 2023", "2023-03-01", "2023-06-15", "day"),
        ("vintern 2020–2023", "2020-12-01", "2023-12-31", "season/year"),
    ],
)
def test_two_points_in_time(text, first, last, precision):
    assert read(text) == (first, last, precision)


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        ("sedan maj 2021", "2021-05-01", "month/open"),
        ("från 2021", "2021-01-01", "year/open"),
        ("from 2021", "2021-01-01", "year/open"),
        ("från 2024 och framåt", "2024-01-01", "year/open"),
        ("från och med hösten 2021", "2021-09-01", "season/open"),
        ("fr o m 1 mars 2022 tills vidare", "2022-03-01", "day/open"),
        ("2021–", "2021-01-01", "year/open"),
        ("maj 2021 – pågående", "2021-05-01", "month/open"),
        ("tills vidare", None, "unknown/open"),
    ],
)
def test_open_end(text, first, precision):
    assert read(text) == (first, None, precision)


@pytest.mark.parametrize(
    ("text", "last", "precision"),
    [
        ("till och med 2023", "2023-12-31", "unknown/year"),
        ("t.o.m. sept 2023", "2023-09-30", "unknown/month"),
        ("–2023", "2023-12-31", "unknown/year"),
    ],
)
def test_unknown_start(text, last, precision):
    assert read(text) == (None, last, precision)


@pytest.mark.parametrize(
    "text",
    [
        "under två år",
        "18 månader",
        "ca 1,5 år",
        "ett halvår",
        "två och ett halvt år",
        "2–3 år",
        "en termin",
        "ett par veckor",
    ],
)
def test_a_length_alone_has_no_days(text):
    assert read(text) == (None, None, "duration")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "snart",
        "hösten",
        "maj",
        "31 februari 2023",
        "2020-13-01",
        "tertial 4 2023",
        "årsskiftet 2022–2024",
        "2019/2022",
        "2023–2020",
        "hösten 2023 till våren 2023",
        "november–februari 2023",
        "2020–10",
        "1716 2020",
        "hösten 2021 till",
        "våren 2021 och våren 2023",
        "999 januari 2020",
        "3000",
        "kring 2021",
        "٢٠٢٠",
        "2020" + "–" * 5000,
    ],
)
def test_what_cannot_be_read_is_none(text):
    assert parse_period(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2030 – 2020",
        "2030–20",
        "december 2024–mars 2024",
        "December 2024 till mars 2024",
        "2024-03-01 – 2023-12-31",
        "från och med 2025 till och med 2023",
        "mellan 2030 och 2020",
        "vintern 2024 – hösten 2023",
    ],
)
def test_a_stated_period_that_runs_backwards_is_refused(text):
    with pytest.raises(ValueError, match="ends before it starts"):
        stated_period(text)


@pytest.mark.parametrize(
    "text",
    [
        "när pengarna räcker",
        "november–mars 2024",
        "2024–12",
        "vintern 2024 – våren 2024",
        "2023–2022 eller när pengarna räcker",
        "2020" + "–" * 5000,
    ],
)
def test_stated_words_that_are_not_read_are_kept(text):
    assert stated_period(text) == Period(text, None, None, "unknown")


def test_the_words_are_kept():
    assert parse_period(" Hösten  2020 ").text == "Hösten  2020"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("12 juni 2023", ("2023-06-12", "2023-06-12"), ("2023-06-12", "2023-06-12")),
        ("hösten 2020", ("2020-09-01", "2020-11-30"), ("2020-09-01", "2020-11-30")),
        ("juni 2022 – januari 2024", ("2022-06-01", "2022-06-30"), ("2024-01-01", "2024-01-31")),
        ("2019/2020–maj 2023", ("2019-01-01", "2020-12-31"), ("2023-05-01", "2023-05-31")),
        ("vt 2021 till ht 2022", ("2021-01-01", "2021-06-15"), ("2022-08-15", "2022-12-31")),
        ("hösten 2020 – september 2020", ("2020-09-01", "2020-09-30"), ("2020-09-01", "2020-09-30")),
        ("sedan maj 2021", ("2021-05-01", "2021-05-31"), None),
        ("till 2023", None, ("2023-01-01", "2023-12-31")),
        ("under två år", None, None),
    ],
)
def test_spans_of_the_ends(text, start, end):
    period = parse_period(text)

    assert period.start_span == (start and tuple(map(date.fromisoformat, start)))
    assert period.end_span == (end and tuple(map(date.fromisoformat, end)))


@pytest.mark.parametrize(
    ("precision", "latest_start", "earliest_end"),
    [
        ("day", date(2021, 2, 1), date(2022, 11, 30)),
        ("month", date(2021, 2, 28), date(2022, 11, 1)),
        ("season", date(2021, 4, 30), date(2022, 9, 1)),
        ("year", date(2021, 12, 31), date(2022, 1, 1)),
        ("unknown", date(2022, 11, 30), date(2021, 2, 1)),
    ],
)
def test_spans_follow_the_precision_where_the_words_say_nothing(precision, latest_start, earliest_end):
    period = Period("planperioden", date(2021, 2, 1), date(2022, 11, 30), precision)

    assert period.start_span == (date(2021, 2, 1), latest_start)
    assert period.end_span == (earliest_end, date(2022, 11, 30))


def test_spans_at_the_edges_of_the_calendar():
    assert Period("alltid", date.min, date.max, "season").start_span == (date.min, date(1, 3, 31))
    assert Period("alltid", date(9999, 12, 1), None, "season/open").start_span == (
        date(9999, 12, 1),
        date.max,
    )


def test_periods_sort_by_start_with_the_unknown_last():
    in_order = [
        "2020",
        "sommaren 2020",
        "31 augusti 2020",
        "1 september 2020",
        "september 2020 – maj 2021",
        "hösten 2020",
        "hösten 2020 – våren 2021",
        "från hösten 2020",
        "1 december 2020",
        "vintern 2020",
        "2021",
        "till 2023",
        "under två år",
    ]

    periods = sorted(map(parse_period, reversed(in_order)), key=lambda period: period.sort_key)

    assert [period.text for period in periods] == in_order


@pytest.mark.parametrize(
    ("text", "on", "ended"),
    [
        ("hösten 2020", date(2020, 11, 30), False),
        ("hösten 2020", date(2020, 12, 1), True),
        ("till 2023", date(2024, 1, 1), True),
        ("sedan 2018", date(2024, 1, 1), None),
        ("under två år", date(2024, 1, 1), None),
    ],
)
def test_a_period_has_ended_when_no_possible_day_is_left(text, on, ended):
    assert parse_period(text).has_ended(on) is ended


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2020–2022", [2020, 2021, 2022]),
        ("vintern 2020", [2020, 2021]),
        ("från 2023", [2023, 2024]),
        ("till 2022", [2022]),
        ("under två år", []),
        ("tills vidare", []),
    ],
)
def test_overlaps(text, years):
    assert [year for year in range(2019, 2025) if parse_period(text).overlaps(year)] == years


def test_ends_of_different_precision():
    period = parse_period("juni 2022 till hösten 2023")

    assert (period.start_precision, period.end_precision, period.is_open) == ("month", "season", False)
    assert Period("pågår", None, None, "open").start_precision == "unknown"
    assert Period("pågår", None, None, "open").is_open


@pytest.mark.parametrize("precision", ["", "exact", "month/", "day/month/year"])
def test_an_unknown_precision_is_refused(precision):
    with pytest.raises(ValueError, match="precision"):
        Period("2020", date(2020, 1, 1), date(2020, 12, 31), precision)


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="2020-01-01"):
        Period("2021–2020", date(2021, 1, 1), date(2020, 1, 1), "year")


vocabulary = """
våren sommaren hösten vintern vårterminen ht årsskiftet läsåret tertial under till t.o.m. sedan mellan och
– - / , . två år den 1 31 99 2019 2020 2021 0000 9999 framåt vidare
"""
pieces = st.sampled_from([*vocabulary.split(), *MONTHS])


@given(st.lists(pieces, max_size=9).map(" ".join) | st.lists(pieces, max_size=9).map("".join) | st.text())
@example("2099–")
@example("årsskiftet 2099–2100")
def test_any_text_gives_a_period_in_order_or_none(text):
    period = parse_period(text)

    if period is None:
        return
    for days in (period.start_span, period.end_span, (period.first or date.min, period.last or date.max)):
        assert days is None or days[0] <= days[1]
    assert period.has_ended(date.max) is (None if period.last is None else True)


points = st.sampled_from(["våren", "sommaren", "hösten", "vintern", *MONTHS])


@given(points, st.integers(1950, 2050), points, st.integers(1950, 2050), st.sampled_from(["–", " - ", " till "]))
def test_a_range_of_two_points_has_the_days_of_its_ends(one, year, other, later, between):
    start, end = parse_period(f"{one} {year}"), parse_period(f"{other} {later}")

    period = parse_period(f"{start.text}{between}{end.text}")

    if end.last < start.first:
        assert period is None
        if start.first.month != 12:  # "vintern 2024" may be its January
            with pytest.raises(ValueError, match="ends before it starts"):
                stated_period(f"{start.text}{between}{end.text}")
    else:
        assert (period.first, period.last) == (start.first, end.last)
        assert (period.start_precision, period.end_precision) == (start.precision, end.precision)
