"""A report's lists as a workbook, read back with openpyxl."""

import datetime
import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents.blocks import Cell, Citation, Column, Document, Facts, Section, Table, cell, words
from handslag.documents.xlsx import write
from handslag.documents.xlsx_plan import sheet_name
from tests.documents.sample import HARD, initiatives, sample

HEAD = 4  # the row of the headings


def _read(document: Document):
    return openpyxl.load_workbook(io.BytesIO(write(document)))


def _document(*lists: Table, **more) -> Document:
    return Document("Rapport", "", "", Facts(()), "Region Exempel", (), lists=lists, **more)


def _table(*rows: tuple[Cell, ...], columns: tuple[Column, ...], sheet: str = "Lista") -> Table:
    return Table("t", "En lista", columns, rows, sheet=sheet)


def _column(*cells: Cell, kind: str) -> list[list[object]]:
    """Return the rows of a list with one column beside the names, as they stand in the workbook."""
    table = _table(*((cell("a"), each) for each in cells), columns=(Column("Namn"), Column("Värde", kind)))
    page = _read(_document(table))["Lista"]
    return [[each.value for each in row][1:] for row in page.iter_rows(min_row=HEAD)]


@pytest.fixture(scope="module")
def book():
    return _read(sample())


@pytest.fixture(scope="module")
def rows(book):
    return {row[0].value: row for row in book["Insatser"].iter_rows(min_row=HEAD + 1)}


def test_the_index_says_what_the_workbook_holds_and_leads_there(book):
    page = book["Innehåll"]
    said = [cell.value for row in page.iter_rows() for cell in row if cell.value is not None]

    assert book.sheetnames == ["Innehåll", "Insatser", "Källor"]
    assert said[:4] == [
        "Utkast",
        "Uppföljning av exempelplanen 2020–2023",
        "Exempellän",
        "3 insatser är redovisade, under två av planens tre rubriker. Inget belopp är angivet.",
    ]
    assert said[4:] == [
        *("Bygger på", "3 insatser", "Uppgifter från", "hösten 2023 [1]"),
        *("Ansvarig", "Region Exempel", "Gjord", "1 mars 2024"),
        *("Om du mår dåligt", "Ring 112 vid fara för livet."),
        *("Blad", "Rader", "Innehåll"),
        *("Insatser", 3, "Insatser, deltagare och medel. Källa: uppföljningen. Antal som var med minst en gång"),
        *("Källor", 3, "Källor"),
    ]
    links = [cell.hyperlink for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert [link.location for link in links] == ["'Insatser'!A1", "'Källor'!A1"]


def test_a_list_is_a_table_with_filters_and_fixed_headings(book):
    page = book["Insatser"]
    (table,) = page.tables.values()

    assert table.ref == "A4:G7"
    assert table.autoFilter.ref == "A4:G7"
    assert [column.name for column in table.tableColumns] == [
        *("Insats", "Deltagare", "Deltagare, i ord", "Belopp", "Slutar", "Status", "Källa")
    ]
    assert page.freeze_panes == "B5"
    assert page.print_title_rows == "$4:$4"
    assert (page.page_setup.orientation, page.page_setup.fitToHeight) == ("landscape", 0)  # as many pages as it takes
    assert page["A1"].value == "Insatser, deltagare och medel"
    assert page["A2"].value == "Källa: uppföljningen. Antal som var med minst en gång."
    assert page["A3"].hyperlink.location == "'Innehåll'!A1"


def test_cells_have_their_types(rows):
    _, people, _, amount, ends, status, source = rows["Närvaro i skolan"]

    assert (people.value, people.number_format) == (1250, "#,##0")
    assert (amount.value, amount.number_format) == (1_200_000, '#,##0\u00a0"kr"')
    assert (ends.value, ends.number_format) == (datetime.datetime(2021, 12, 31), "yyyy-mm-dd")
    assert (status.value, source.value) == ("Avslutad", "1")


def test_a_reservation_stands_beside_its_figure(rows):
    _, people, in_words, amount, ends, *_ = rows[HARD.replace("\u202e", "")]

    assert (people.value, people.number_format, in_words.value) == (12.5, "#,##0.0", "minst 12,5")
    assert (amount.value, ends.value) == ("belopp okänt", "våren 2023")
    assert rows["Närvaro i skolan"][2].value is None


def test_what_is_silent_or_confirmed_is_never_a_zero_or_a_blank(rows):
    _, people, _, amount, *_ = rows["=1+1"]

    assert (people.value, amount.value) == ("ej redovisad", "0 kr")
    assert _column(Cell(state="silent"), Cell(state="confirmed"), kind="number")[1:] == [
        ["ej redovisad"],
        ["0, bekräftat"],
    ]


@pytest.mark.parametrize(
    ("said", "value", "kind"),
    [
        ("1 250", 1250, "number"),
        ("12,50", Decimal("12.50"), "number"),
        ("51 %", 51, "number"),
        ("−3", -3, "number"),
        ("1\u00a0200\u00a0kr", 1200, "kronor"),
        ("1 mars 2024", datetime.date(2024, 3, 1), "date"),
        ("2024-03-01", datetime.date(2024, 3, 1), "date"),
    ],
)
def test_words_that_say_the_same_as_their_value_are_not_said_twice(said, value, kind):
    assert _column(Cell(words(said), value), kind=kind)[0] == ["Värde"]


@pytest.mark.parametrize(
    ("said", "value", "kind"),
    [
        ("minst 3", 3, "number"),
        ("ca 50", 50, "number"),
        ("3 av 27", 3, "number"),
        ("1,2 mkr", 1_200_000, "kronor"),
        ("senast 1 mars 2024", datetime.date(2024, 3, 1), "date"),
    ],
)
def test_words_that_say_more_than_their_value_stand_beside_it(said, value, kind):
    head, row = _column(Cell(words(said), value), kind=kind)

    assert head == ["Värde", "Värde, i ord"]
    assert row[1] == said


@pytest.mark.parametrize(
    ("said", "value", "number_format"),
    [
        ("2023", 2023, "0"),
        ("2 023", 2023, "#,##0"),
        ("51 %", 51, '#,##0\u00a0"%"'),
        ("4,25", Decimal("4.25"), "#,##0.00"),
    ],
)
def test_a_figure_looks_as_it_is_written(said, value, number_format):
    table = _table((cell("a"), Cell(words(said), value)), columns=(Column("Namn"), Column("Värde", "number")))

    assert _read(_document(table))["Lista"]["B5"].number_format == number_format


@pytest.mark.parametrize(
    "text", ["=1+1", "+46 1", "-1", "@SUM(A1)", "{=1}", "https://example.org", "0012", "=cmd|' /C calc'!A0"]
)
def test_text_is_never_a_formula_a_number_or_a_link(text):
    page = _read(_document(_table((cell(text),), columns=(Column("=2+2"),))))["Lista"]

    assert (page["A5"].value, page["A5"].data_type, page["A5"].hyperlink) == (text, "s", None)
    assert (page["A4"].value, page["A4"].data_type) == ("=2+2", "s")


def test_no_cell_of_the_workbook_is_a_formula(book):
    assert not any(cell.data_type == "f" for page in book for row in page.iter_rows() for cell in row)


def test_addresses_of_the_web_are_links_and_others_are_text():
    table = _table(
        (cell("a", href="https://example.org/a b?c=1&d=2"),),
        (cell("b", href="javascript:alert(1)"),),
        (cell("c", href="file://server/x"),),
        columns=(Column("Namn"),),
    )
    page = _read(_document(table))["Lista"]

    assert [page[place].value for place in ("A5", "A6", "A7")] == ["a", "b", "c"]
    assert [bool(page[place].hyperlink) for place in ("A5", "A6", "A7")] == [True, False, False]


def test_sources_stand_on_a_sheet_of_their_own(book):
    page = book["Källor"]

    assert [[each.value for each in row] for row in page.iter_rows(min_row=HEAD)] == [
        ["Nummer", "Dokument", "Plats", "Adress"],
        [1, "Uppföljning av exempelplanen", "rad 12–14", None],
        [2, "Samordnaren, 3 maj 2023", None, None],
        [3, "Statistik", "tabell 2", "https://example.org/tabell?a=1&b=2"],
    ]
    assert page["D7"].hyperlink.target == "https://example.org/tabell?a=1&b=2"


def test_tables_of_one_name_and_the_same_columns_are_one_list():
    first = _table((cell("a"),), columns=(Column("Namn"),))
    second = replace(first, caption="En annan", rows=((cell("b"),),))
    page = _read(_document(first, second, first))["Lista"]

    assert [[each.value for each in row] for row in page.iter_rows(min_row=HEAD)] == [
        ["Namn", "Tabell"],
        ["a", "En lista"],
        ["b", "En annan"],
    ]


def test_tables_of_one_name_and_other_columns_are_two_lists():
    first = _table((cell("a"),), columns=(Column("Namn"),))
    second = replace(first, columns=(Column("Annat"),), sheet="LISTA")

    assert _read(_document(first, second)).sheetnames == ["Innehåll", "Lista", "LISTA 2"]


def test_tables_in_the_text_come_before_the_lists_and_only_with_a_sheet():
    told = Section("a", "A", (replace(initiatives(key="x"), sheet="I texten"), replace(initiatives(key="y"), sheet="")))
    document = replace(_document(initiatives(key="z")), sections=(told,))

    assert _read(document).sheetnames == ["Innehåll", "I texten", "Insatser"]


@given(st.lists(st.text(max_size=40), max_size=8))
def test_names_of_sheets_are_those_that_excel_takes(wanted):
    taken = {"innehåll", "källor", "history"}

    for each in wanted:
        name = sheet_name(each, taken)
        assert 0 < len(name.encode("utf-16-le")) <= 62
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'") and not name.endswith("'")
        assert name.casefold() not in taken
        taken.add(name.casefold())


def test_hostile_names_make_a_file_that_opens():
    tables = [
        _table((cell("a\x00\x0b\ufffe"),), columns=(Column(""),), sheet=name)
        for name in ("History", "a/b:c", "Å" * 60, "'", "😀" * 20, HARD)
    ]

    assert len(_read(_document(*tables)).sheetnames) == 7


def test_headings_are_made_different():
    table = _table((cell("a"), cell("b"), cell("c")), columns=(Column("Namn"), Column("namn"), Column("")))

    (made,) = _read(_document(table))["Lista"].tables.values()
    assert [column.name for column in made.tableColumns] == ["Namn", "namn 2", "Kolumn 3"]


def test_a_list_without_rows_is_still_a_table():
    book = _read(_document(_table(columns=(Column("Namn"),))))

    assert book["Lista"].tables["Lista_1"].ref == "A4:A5"
    assert [row[1].value for row in book["Innehåll"].iter_rows() if row[0].value == "Lista"] == [0]


def test_a_text_longer_than_a_cell_ends_with_a_mark():
    page = _read(_document(_table((cell("😀" * 50_000),), columns=(Column("Namn"),))))["Lista"]

    assert len(page["A5"].value.encode("utf-16-le")) == 2 * 32_767
    assert page["A5"].value.endswith("😀…")


def test_a_document_without_lists_is_an_index():
    assert _read(_document(sources={"a": Citation("Boken")})).sheetnames == ["Innehåll"]


def test_the_same_document_gives_the_same_bytes_and_tells_nothing_of_the_machine():
    data = write(sample())
    core = openpyxl.load_workbook(io.BytesIO(data)).properties

    assert write(sample()) == data
    assert (core.title, core.creator) == ("Uppföljning av exempelplanen 2020–2023", "Region Exempel")
    assert core.created == datetime.datetime(2024, 3, 1)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert {entry.date_time[0] for entry in file.infolist()} == {1980}
