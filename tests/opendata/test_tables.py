"""Tables that people send: whatever their program made of them, each value is what was meant, or told to be wrong."""

import datetime
import io
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from handslag.opendata import tables
from handslag.opendata.numbers import SCB, SKOLVERKET, Number, number
from handslag.opendata.reading import observations
from handslag.opendata.tables import Table, TableError, read

ROWS = "Kommun;År;Värde\nÖrebro;2024;12,5\nNora;2024;..\n"


def texts(table: Table) -> list[list[str]]:
    return [[cell.text() for cell in row.cells] for row in table.rows]


def excel(*rows: list[Any], merged: str = "", formats: dict[str, str] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    for at, wanted in (formats or {}).items():
        sheet[at].number_format = wanted
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def fault(raw: bytes, **more: Any) -> str:
    with pytest.raises(TableError) as caught:
        read(raw, **more)
    return caught.value.message_sv


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_file_is_read_whichever_program_wrote_it(encoding: str, separator: str, end: str) -> None:
    raw = ROWS.replace(";", separator).replace("\n", end).encode(encoding)

    table = read(raw)

    assert table.headings == ("Kommun", "År", "Värde")
    assert texts(table) == [["Örebro", "2024", "12,5"], ["Nora", "2024", ".."]]


def test_commas_separate_where_decimals_stand_in_quotes() -> None:
    assert texts(read(b'A,B\nx,"1,5"\ny,"2,5"\n')) == [["x", "1,5"], ["y", "2,5"]]


def test_commas_are_decimals_where_semicolons_separate() -> None:
    assert texts(read(b"A;B;C\n1,5;2,5;3,5\n1,6;2,6;3,6\n")) == [["1,5", "2,5", "3,5"], ["1,6", "2,6", "3,6"]]


@pytest.mark.parametrize("separator", ["|", "\t", ","])
def test_a_file_may_tell_its_separator(separator: str) -> None:
    assert texts(read(f"sep={separator}\r\nA{separator}B\r\n1{separator}2\r\n".encode())) == [["1", "2"]]


def test_a_cell_knows_its_place_and_heading() -> None:
    row = read(ROWS.encode()).rows[1]

    assert (row.number, row["värde"].at, row["Värde"].heading) == (3, "C3", "Värde")


def test_titles_above_and_notes_below_are_told_apart_from_the_rows() -> None:
    raw = "Folkmängd efter region\n\nKommun;2023;2024\nÖrebro;1;2\nNora;;\n\nKälla: SCB\nPreliminärt\n"

    table = read(raw.encode())

    assert table.title == ("Folkmängd efter region",)
    assert table.notes == ("Källa: SCB", "Preliminärt")
    assert [row["Kommun"].text() for row in table.rows] == ["Örebro", "Nora"]
    assert table.rows[0].number == 4


def test_the_headings_that_are_needed_tell_where_they_stand() -> None:
    raw = "Rapport;2024;sida 1\nKommun;Värde\nÖrebro;1\n".encode()

    assert texts(read(raw, needs=["värde", "kommun"])) == [["Örebro", "1"]]
    assert fault(raw, needs=["Kön"]) == "Ingen rad har rubrikerna Kön."


def test_an_excel_file_with_a_merged_title_is_read() -> None:
    raw = excel(
        ["Ett långt namn"], [], ["Kommun", "År", "Andel"], ["Örebro", 2024, 12.5], ["Nora", 2024, None], merged="A1:C1"
    )

    table = read(raw)

    assert table.title == ("Ett långt namn",)
    assert texts(table) == [["Örebro", "2024", "12.5"], ["Nora", "2024", ""]]
    assert table.rows[0]["Andel"].number() == Number(12.5)


def test_excel_holds_percent_as_shares() -> None:
    raw = excel(["Kommun", "Andel"], ["Örebro", 0.125], ["Nora", 0.07], formats={"B2": "0.0%", "B3": "0%"})

    assert [row["Andel"].number() for row in read(raw).rows] == [Number(12.5, "", True), Number(7, "", True)]


def test_small_and_large_numbers_of_excel_are_not_rounded() -> None:
    raw = excel(["A", "B"], ["x", 1.5e-7], ["y", 10_587_710.25], ["z", 1e20])

    assert [row["B"].number().value for row in read(raw).rows] == [1.5e-7, 10_587_710.25, 1e20]


def test_dates_of_excel_are_days() -> None:
    assert texts(read(excel(["A", "B"], ["x", datetime.datetime(2024, 5, 1)]))) == [["x", "2024-05-01"]]


@pytest.mark.parametrize("content", ["=1+1", "#DIV/0!", True])
def test_a_cell_that_holds_no_plain_value_is_told_when_it_is_used(content: Any) -> None:
    row = read(excel(["A", "B"], ["x", content])).rows[0]

    assert row["A"].text() == "x"
    with pytest.raises(TableError) as caught:
        row["B"].number()
    assert caught.value.message_sv.startswith("Cell B2 (B): Cellen")


def test_a_named_sheet_is_read_and_an_unknown_one_told() -> None:
    book = Workbook()
    book.create_sheet("Data").append(["A", "B"])
    book["Data"].append([1, 2])
    kept = io.BytesIO()
    book.save(kept)

    assert texts(read(kept.getvalue(), sheet="Data")) == [["1", "2"]]
    assert fault(kept.getvalue(), sheet="Annat") == "Bladet 'Annat' finns inte. Blad: Sheet, Data."


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            bomb.writestr(name, b" " * 60_000_000)

    assert fault(kept.getvalue()) == "Filen blir för stor när den packas upp."


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "Filen har ingen tabell"),
        (b"bara text\nutan tabell\n", "Filen har ingen tabell"),
        (b"\x00\x01\x02", "Filen är inte text"),
        (b"\x81\x8d;\n", "Filen är inte text"),
        (b"PK\x03\x04 och sedan inget", "Filen är inte en Excelfil"),
        (b"\xd0\xcf\x11\xe0", "Filen är i ett äldre format"),
        (b'A;B\n"1;2\n', "Citattecknen går inte ihop"),
        (b"A;B\n1;2;3\n", "Rad 2: Raden har fler celler"),
        (b"A;a\n1;2\n", "Cell B1 (a): Två kolumner har samma rubrik."),
        (b"A;B\n" + b"1;2\n" * tables.MAX_ROWS, f"Filen har fler än {tables.MAX_ROWS} rader."),
        (b";".join([b"x"] * 600) + b"\n", f"Filen har fler än {tables.MAX_COLUMNS} kolumner."),
        (b"x" * (tables.MAX_BYTES + 1), "Filen är större än 10 MB."),
    ],
    ids="empty text binary undefined zip old quotes wide doubles rows columns bytes".split(),
)
def test_a_file_that_cannot_be_used_says_why(raw: bytes, told: str) -> None:
    assert told in fault(raw)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("12,5", 12.5), ("12.5", 12.5), ("-3", -3), ("−3,5", -3.5), ("1 234 567,8", 1_234_567.8),
        ("1\u00a0234", 1234), ("1\u2009234", 1234), ("1\u202f234", 1234), ("0", 0), ("+1", 1), ("10587710", 10_587_710),
    ],
)  # fmt: skip
def test_numbers_are_read_as_swedes_write_them(text: str, value: float) -> None:
    assert number(text) == Number(value)


@pytest.mark.parametrize("text", ["12 %", "12%", "12\u00a0%"])
def test_a_percent_sign_is_told_of(text: str) -> None:
    assert number(text) == Number(12, "", True)


@pytest.mark.parametrize(
    "text",
    ["1.234,5", "1,234.5", "12 34", "1 23", "x", "12 st", "1e5", "١٢", "..,", "12,", ",5", "nan", "inf", "1 2345"],
)
def test_what_is_no_number_is_never_taken_for_missing(text: str) -> None:
    with pytest.raises(ValueError, match="är inget tal"):
        number(text)


@pytest.mark.parametrize("mark", ["", "..", ".", "-", "–", " .. "])
def test_no_mark_is_zero_unless_the_source_says_so(mark: str) -> None:
    assert number(mark) == Number(None, "missing")


def test_marks_mean_what_their_source_says() -> None:
    assert [number(mark, SCB) for mark in ("..", ".", "–")] == [
        Number(None, "missing"), Number(None, "not_applicable"), Number(0.0)
    ]  # fmt: skip
    assert [number(mark, SKOLVERKET).status for mark in ("..", ".")] == ["suppressed", "missing"]


@given(st.floats(min_value=-1e12, max_value=1e12).map(lambda each: round(each, 3)))
def test_a_number_written_in_swedish_is_read_back(value: float) -> None:
    assert number(f"{value:,.3f}".replace(",", " ").replace(".", ",")) == Number(value)


@given(st.binary(max_size=200))
def test_any_file_is_a_table_or_a_fault(raw: bytes) -> None:
    try:
        table = read(raw)
    except TableError as error:
        assert error.message_sv
    else:
        assert all(len(row.cells) == len(table.headings) for row in table.rows)


def long(raw: str, **more: Any) -> Any:
    columns = {"indicator": "sjuk", "area": "Kommun", "period": "År", "value": "Värde"} | more
    return observations(read(raw.encode()), **columns)


def test_a_long_table_becomes_observations() -> None:
    found, faults = long(
        "Kommun;År;Kön;Värde\n1880;2024;Kvinnor;12,5 %\n1880;2024;Totalt;..\n", sex="Kön", source="SCB"
    )

    assert faults == []
    assert [(each.area, each.period, each.sex, each.value, each.status, each.unit) for each in found] == [
        ("1880", "2024", "K", 12.5, "", "%"), ("1880", "2024", "T", None, "missing", "")
    ]  # fmt: skip


def test_every_fault_of_a_table_is_told_by_its_cell() -> None:
    raw = "Kommun;År;Kön;Värde\n1880;2024;K;ca 12\n;2024;K;1\n1880;2024;Hen;1\n1814;2024;M;1\n1814;2024;M;2\n"

    found, faults = long(raw, sex="Kön")

    assert [each.area for each in found] == ["1814"]
    assert [each.at for each in faults] == ["D2", "A3", "C4", "6"]
    assert faults[0].message_sv == (
        "Cell D2 (Värde): 'ca 12' är inget tal. Skriv tal med decimalkomma, tusental med mellanslag."
    )
    assert faults[3].message_sv == "Rad 6: Samma område, period och kön står på rad 5."


def test_a_missing_column_is_told_of_each_row() -> None:
    _, faults = long("Kommun;År\n1880;2024\n")

    assert [each.message_sv for each in faults] == ["Rad 2: Kolumnen 'Värde' saknas."]
