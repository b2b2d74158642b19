"""Cells, columns and rows of an accounting export, and what becomes of them: on plain values."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.funding.bookings import cells
from handslag.funding.bookings.columns import Choices, faults_of, suggested
from handslag.funding.bookings.planning import Account, Open, plan
from handslag.funding.bookings.reading import Row, kept_text, read
from handslag.opendata import tables

DAY = datetime.date(2024, 3, 1)
ACCOUNT = Account(award=1, code="P7", year=2024)


def row(number: int, ore: int, *, code: str = "P7", on: datetime.date = DAY, reference: str = "") -> Row:
    return Row(number, code, on, ore, reference)


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("1 234,50", 123_450), ("1\u00a0234,5", 123_450), ("1\u202f234", 123_400), ("-12", -1_200), ("12-", -1_200),
        ("(12,00)", -1_200), ("−7,01 kr", -701), ("1.234,50", 123_450), ("1,234.50", 123_450), ("0,05", 5), ("", 0),
        ("1.234.567", 123_456_700), ("12,5000", 1_250), ("500 kr-", -50_000),
    ],
)  # fmt: skip
def test_a_sum_is_read_as_it_is_written(text: str, ore: int) -> None:
    assert cells.ore(text) == ore


@pytest.mark.parametrize("text", ["1.234", "1,234", "abc", "12,345", "--3", "1 2a", "9" * 20, "12,", "(3"])
def test_a_sum_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="”"):
        cells.ore(text)


@pytest.mark.parametrize("text", ["2024-03-01", "20240301", "2024/03/01", "2024-03-01 00:00:00"])
def test_a_day_is_read(text: str) -> None:
    assert cells.day(text) == DAY


@pytest.mark.parametrize("text", ["", "1/3/24", "2024-13-01", "2024-02-30", "45352"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ingen dag"):
        cells.day(text)


def test_columns_are_suggested_by_their_headings() -> None:
    table = tables.read(b"Ver.nr;Bokf datum;Konto;Projekt;Debet;Kredit;Text\nA1;2024-03-01;4010;P7;10,00;;Hyra\n")

    found = suggested(table)

    assert found.roles == ("reference", "on", "", "code", "debit", "credit", "text")
    assert faults_of(found, table.headings) == []


def test_columns_that_say_too_little_or_twice_are_told() -> None:
    told = faults_of(Choices(("amount", "debit", "code", "code")), ["A", "B", "C", "D"])

    assert told == [
        "C, D kan inte alla vara kod. Välj en.",
        "Välj vilken kolumn som är dagen.",
        "Välj antingen belopp, eller debet och kredit.",
    ]


def test_debit_less_credit_is_what_is_used_and_a_row_that_cannot_be_read_is_told() -> None:
    table = tables.read(
        b"Projekt;Datum;Debet;Kredit\nP7;2024-03-01;10,50;\nP7;2024-03-02;;4\nP7;2024-03-03;x;\nP7;2024-03-04;;\n"
    )

    found = read(table, suggested(table))

    assert [each.ore for each in found.rows] == [1_050, -400]
    assert [(each.number, each.told) for each in found.faults] == [
        (4, "”x” är inget belopp. Skriv till exempel 1 234,50 eller -1 234,50."), (5, "Beloppet saknas."),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["Resa Vilma Sandström", "ring 070-123 45 67", "a@b.example"])
def test_a_text_that_may_point_at_a_person_is_not_kept(text: str) -> None:
    assert kept_text(text) == ""


def test_other_texts_are_kept() -> None:
    assert kept_text("Hyra mars, lokal 4") == "Hyra mars, lokal 4"


def test_every_row_stands_in_one_part() -> None:
    rows = [row(2, 100_000), row(3, 5_000, code="X"), row(4, 7_000, code=""), row(5, 0), row(6, 30_000, reference="A1")]

    found = plan(rows, [ACCOUNT], {rows[4].mark: 1}, {})

    assert found.sums == {"booked": 100_000, "unmatched": 5_000, "before": 30_000, "skipped": 7_000}
    assert sum(found.sums.values()) == found.ore == 142_000
    assert [each.why for each in found.skipped] == ["utan kod", "raden är noll"]


def test_two_equal_rows_are_two_and_one_of_them_may_stand_before() -> None:
    rows = [row(2, 100), row(3, 100), row(4, 100)]

    found = plan(rows, [ACCOUNT], {rows[0].mark: 2}, {})

    assert (len(found.before), len(found.booked_rows)) == (2, 1)


def test_a_row_below_zero_takes_back_the_entry_of_its_sum_and_voucher() -> None:
    first, second = Open(50, "A1", pk=1), Open(50, "A2", pk=2)

    found = plan([row(2, -5_000, reference="A1")], [ACCOUNT], {}, {1: [first, second]})

    (entry,) = found.entries
    assert (entry.kronor, entry.takes_back) == (-50, first)


def test_a_part_of_an_entry_is_taken_back_by_its_opposite_and_the_rest_anew() -> None:
    found = plan([row(2, 100_000, reference="A1"), row(3, -30_000, reference="A9")], [ACCOUNT], {}, {})

    assert [(each.kronor, each.reference) for each in found.entries] == [(1_000, "A1"), (-1_000, "A9"), (700, "A1")]
    assert found.booked[0].kronor == 700


def test_a_cancellation_above_its_row_in_the_file_is_booked_after_it() -> None:
    found = plan([row(2, -5_000), row(3, 5_000)], [ACCOUNT], {}, {})

    assert [each.kronor for each in found.entries] == [50, -50]


def test_more_taken_back_than_stands_is_not_booked() -> None:
    found = plan([row(2, 5_000), row(3, -6_000)], [ACCOUNT], {}, {})

    assert [(each.row.number, each.why) for each in found.skipped] == [(3, "tar tillbaka mer än som är bokfört")]
    assert found.sums["booked"] == 5_000


def test_ore_are_added_up_and_what_makes_no_krona_is_told() -> None:
    found = plan([row(2, 1_050), row(3, 1_075), row(4, 99)], [ACCOUNT], {}, {})

    (part,) = found.booked
    assert [(each.kronor, each.text) for each in found.entries] == [(10, ""), (10, ""), (2, "Öresutjämning")]
    assert (part.kronor, part.levelled, part.ore_left) == (22, 2, 24)


def test_the_award_of_the_rows_year_is_meant_where_several_have_the_code() -> None:
    accounts = [Account(1, "P7", 2023), Account(2, "p7", 2024)]

    found = plan([row(2, 100), row(3, 100, on=datetime.date(2025, 1, 1))], accounts, {}, {})

    assert [each.award for each in found.booked] == [2]
    assert found.unmatched[0].why == "flera tilldelningar har koden, ingen för radens år"


def test_a_day_outside_the_awards_year_is_told() -> None:
    found = plan([row(2, 100, on=datetime.date(2025, 1, 2))], [ACCOUNT], {}, {})

    assert found.booked[0].other_years == 1


@given(st.lists(st.integers(min_value=-200_000, max_value=200_000), max_size=30))
def test_no_ore_is_lost_and_no_entry_is_zero(sums: list[int]) -> None:
    rows = [row(n, each) for n, each in enumerate(sums, start=2)]

    found = plan(rows, [ACCOUNT], {}, {})

    assert sum(found.sums.values()) == found.ore == sum(sums)
    assert all(each.kronor for each in found.entries)
    assert all((each.kronor < 0) == (each.takes_back is not None) for each in found.entries)
    assert sum(each.kronor for each in found.entries) == sum(each.kronor for each in found.booked) >= 0
    taken = [id(each.takes_back) for each in found.entries if each.takes_back]
    assert len(taken) == len(set(taken))
