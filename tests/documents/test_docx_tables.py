"""Tables and figures in Word files."""

import dataclasses
import io
from typing import Any

import openpyxl
from docx.enum.text import WD_ALIGN_PARAGRAPH
from lxml import etree

from handslag.documents.blocks import (
    Bars,
    Cell,
    Column,
    Fact,
    Facts,
    Figure,
    Series,
    Table,
    cell,
    words,
)
from handslag.documents.docx import write
from handslag.documents.docx_tables import column_widths
from handslag.documents.marks import STATUS_MARKS
from tests.documents.sample import figure
from tests.documents.word import WP, C, R, W, body_of, opened, parts_of, report, sample_file, text_of


def test_each_table_repeats_its_header_row_and_no_row_is_parted() -> None:
    tables = list(body_of(sample_file()).iter(f"{W}tbl"))

    assert len(tables) == 4  # two tables, and the data of two figures
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        look = table.find(f"{W}tblPr/{W}tblLook")
        assert (look.get(f"{W}firstRow"), look.get(f"{W}firstColumn")) == ("1", "1")


def test_a_row_longer_than_a_page_may_be_parted() -> None:
    held = Table("t", "Lång", (Column("Text"),), ((cell("ord " * 5_000),),))

    row = list(body_of(write(report(held))).iter(f"{W}tr"))[1]

    assert row.find(f"{W}trPr/{W}cantSplit") is None


def test_figures_stand_to_the_right_and_texts_to_the_left() -> None:
    rows = opened(sample_file()).tables[0].rows

    right = [each.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT for each in rows[1].cells]
    assert right == [False, True, True, False, False]
    assert [each.text for each in rows[1].cells][1:3] == ["1 250", "1 200 000 kr"]


def test_captions_are_counted_and_stay_with_their_table() -> None:
    paragraphs = [each for each in body_of(sample_file()).iter(f"{W}p") if each.find(f"{W}fldSimple") is not None]
    styles = etree.fromstring(parts_of(sample_file())["word/styles.xml"])
    kept = {
        each.get(f"{W}styleId") for each in styles.iter(f"{W}style") if each.find(f"{W}pPr/{W}keepNext") is not None
    }

    assert [text_of(each) for each in paragraphs] == [
        "Tabell 1. Insatser, deltagare och medel",
        "Figur 1. Insatser efter status",
        "Tabell 2. Insatser, deltagare och medel",
        "Figur 2. Insatser efter status",
    ]
    assert "Caption" in kept
    assert all(each.find(f"{W}pPr/{W}keepNext") is not None for each in paragraphs)


def test_columns_take_the_room_that_their_longest_word_needs() -> None:
    held = Table(
        "t",
        "Bredder",
        (Column("A", width=9), Column("B"), Column("Belopp", "kronor")),
        ((cell("kort"), cell("brukarinflytandesamordnare"), Cell(words("1 200 000 kr"), 1)),),
    )

    first, second, third = column_widths(held, width=9_000, points=10)

    assert first + second + third == 9_000
    assert second > 2_000 and third > 1_000 and first > second


def test_long_words_in_narrow_columns_are_parted_softly_and_still_read_whole() -> None:
    held = Table(
        "t", "Trångt", tuple(Column(f"Kolumn {n}") for n in range(9)), ((cell("samsjuklighetsutredningen"),) * 9,)
    )

    data = write(report(held))
    found = list(body_of(data).iter(f"{W}tc"))[-1]

    assert found.find(f".//{W}softHyphen") is not None
    assert text_of(found) == "samsjuklighetsutredningen"


def _drawn(data: bytes) -> list[Any]:
    return list(body_of(data).iter(f"{WP}inline"))


def test_each_chart_and_picture_has_an_alternative_text() -> None:
    charted = figure(key="a")
    data = write(report(charted, dataclasses.replace(figure(key="b"), chart=None)))

    told = [each.find(f"{WP}docPr").get("descr") for each in _drawn(data)]

    assert told == [charted.drawing.description] * 2
    assert len([name for name in parts_of(data) if name.startswith("word/media/")]) == 1


def test_marks_of_a_status_are_decoration_beside_their_word() -> None:
    facts = Facts(tuple(Fact(code, words(code), code) for code in STATUS_MARKS))
    drawn = _drawn(write(report(facts)))

    assert len(drawn) == len(STATUS_MARKS)
    assert all(b"decorative" in etree.tostring(each) and each.find(f"{WP}docPr").get("descr") is None for each in drawn)


def test_every_drawing_has_a_number_of_its_own() -> None:
    numbers = [each.find(f"{WP}docPr").get("id") for each in _drawn(sample_file())]

    assert len(set(numbers)) == len(numbers) > 5


def _bars(*, stacked: bool = False) -> Figure:
    series = (Series("Norr", (1250, None, 3), "lake"), Series("=1+1", (2, 0, 7), "plum"))
    return dataclasses.replace(figure(key="f"), chart=Bars(("Å & ä", "<b>", "=2+2"), series, stacked=stacked))


def test_a_native_chart_holds_the_figures_of_the_figure() -> None:
    chart = etree.fromstring(parts_of(write(report(_bars())))["word/charts/report-chart1.xml"])

    series = list(chart.iter(f"{C}ser"))
    values = [
        [(point.get("idx"), point.findtext(f"{C}v")) for point in each.find(f"{C}val").iter(f"{C}pt")]
        for each in series
    ]
    categories = [point.findtext(f"{C}v") for point in series[0].find(f"{C}cat").iter(f"{C}pt")]
    assert values == [[("0", "1250"), ("2", "3")], [("0", "2"), ("1", "0"), ("2", "7")]]
    assert categories == ["Å & ä", "<b>", "=2+2"]


def test_the_workbook_in_a_chart_holds_the_same_and_no_formulas() -> None:
    parts = parts_of(write(report(_bars())))

    sheet = openpyxl.load_workbook(io.BytesIO(parts["word/embeddings/report-chart1.xlsx"])).active

    rows = [tuple(each.value for each in row) for row in sheet.iter_rows()]
    assert rows == [(None, "Norr", "=1+1"), ("Å & ä", 1250, 2), ("<b>", None, 0), ("=2+2", 3, 7)]
    assert {each.data_type for row in sheet.iter_rows() for each in row} == {"s", "n"}


def test_a_chart_leads_to_its_workbook() -> None:
    parts = parts_of(write(report(_bars())))

    link = etree.fromstring(parts["word/charts/report-chart1.xml"]).find(f"{C}externalData").get(f"{R}id")
    targets = {
        each.get("Id"): each.get("Target")
        for each in etree.fromstring(parts["word/charts/_rels/report-chart1.xml.rels"])
    }
    assert targets[link].endswith("embeddings/report-chart1.xlsx")


def test_stacked_bars_lie_on_each_other() -> None:
    chart = etree.fromstring(parts_of(write(report(_bars(stacked=True))))["word/charts/report-chart1.xml"])

    assert chart.find(f".//{C}grouping").get("val") == "stacked"
    assert chart.find(f".//{C}overlap").get("val") == "100"


def test_the_data_of_a_figure_follows_it_unless_the_text_has_it() -> None:
    assert [row.cells[1].text for row in opened(write(report(figure(key="a")))).tables[0].rows] == [
        "Antal",
        "2",
        "1",
    ]
    assert not opened(write(report(dataclasses.replace(figure(key="a"), with_table=False)))).tables
