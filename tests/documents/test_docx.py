"""The Word writer."""

import dataclasses
import io
import re
import zipfile
from functools import cache
from typing import Any

import docx
import openpyxl
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, RGBColor
from lxml import etree

from handslag.documents.blocks import (
    Bars,
    Bullets,
    Cell,
    Citation,
    Column,
    Document,
    Fact,
    Facts,
    Figure,
    Paragraph,
    Run,
    Section,
    Series,
    Table,
    cell,
    words,
)
from handslag.documents.docx import write
from handslag.documents.docx_tables import column_widths
from handslag.documents.marks import STATUS_MARKS
from handslag.documents.office_template import BadTemplate
from tests.documents.sample import HARD, figure, sample

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def _document(*blocks: Any, **fields: Any) -> Document:
    section = Section("del", "En del", blocks)
    return Document("Titel", "", "", Facts(()), "Region Exempel", (section,), **fields)


@cache
def _sample() -> bytes:
    return write(sample(sections=2))


def _opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def _body(data: bytes) -> Any:
    return etree.fromstring(_parts(data)["word/document.xml"])


def _text(element: Any) -> str:
    """Return the text as Word shows it, without what only its fields say."""
    return "".join(
        "-" if each.tag == f"{_W}noBreakHyphen" else each.text or ""
        for each in element.iter(f"{_W}t", f"{_W}noBreakHyphen")
    )


def _styles(data: bytes) -> list[tuple[str, str]]:
    return [(each.style.name, _text(each._p)) for each in _opened(data).paragraphs]


# Structure


def test_sections_have_real_heading_styles_by_their_depth() -> None:
    deep = Section(
        "a",
        "Ett",
        sections=(
            Section(
                "b",
                "Två",
                sections=(Section("c", "Tre", sections=(Section("d", "Fyra", sections=(Section("e", "Fem"),)),)),),
            ),
        ),
    )

    styles = _styles(write(dataclasses.replace(_document(), sections=(deep,))))

    found = [(name, text) for name, text in styles if name.startswith("Heading")]
    assert found == [
        ("Heading 1", "Ett"),
        ("Heading 2", "Två"),
        ("Heading 3", "Tre"),
        ("Heading 4", "Fyra"),
        ("Heading 4", "Fem"),
    ]


def test_the_title_page_holds_title_finding_and_facts() -> None:
    styles = dict(reversed(_styles(_sample())))

    assert styles["Title"] == "Uppföljning av exempelplanen 2020–2023"
    assert styles["Handslag titelfynd"].startswith("3 insatser är redovisade")
    assert styles["Handslag faktarad"] == "Bygger på3 insatser"  # a tab between them


def test_help_stands_before_all_else() -> None:
    assert _styles(_sample())[0] == ("Handslag rutans rubrik", "Om du mår dåligt")


def test_the_table_of_contents_is_a_field_that_word_fills_in_when_it_opens_the_file() -> None:
    body = _body(_sample())

    told = [each.text for each in body.iter(f"{_W}instrText") if each.text and "TOC" in each.text]
    settings = etree.fromstring(_parts(_sample())["word/settings.xml"])

    assert any(each.strip().startswith(r'TOC \o "1-2" \h') for each in told)
    assert settings.find(f"{_W}updateFields").get(f"{_W}val") == "true"


def test_the_table_of_contents_is_filled_in_and_leads_to_the_headings() -> None:
    body = _body(_sample())
    lines = {
        _text(each): each.find(f"{_W}hyperlink").get(f"{_W}anchor")
        for each in body.iter(f"{_W}p")
        if each.find(f"{_W}pPr/{_W}pStyle") is not None
        and each.find(f"{_W}pPr/{_W}pStyle").get(f"{_W}val", "").startswith("TOC")
        and each.find(f"{_W}hyperlink") is not None
    }
    places = {each.get(f"{_W}name"): _text(each.getparent()) for each in body.iter(f"{_W}bookmarkStart")}

    assert next(iter(lines)) == "1 Ett mer hälsofrämjande samhälle"
    assert list(lines)[-1] == "Källor"
    assert all(places[name] == title for title, name in lines.items())


def test_fields_begin_and_end_in_pairs() -> None:
    kinds = [each.get(f"{_W}fldCharType") for each in _body(_sample()).iter(f"{_W}fldChar")]

    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") > 1


def test_a_close_report_has_neither_cover_nor_contents() -> None:
    data = write(dataclasses.replace(sample(), compact=True, max_pages=1))

    assert not [name for name, _ in _styles(data) if name.startswith(("toc", "TOC"))]
    assert b"updateFields" not in _parts(data)["word/settings.xml"]


def test_text_is_swedish() -> None:
    styles = etree.fromstring(_parts(_sample())["word/styles.xml"])

    assert styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr/{_W}lang").get(f"{_W}val") == "sv-SE"
    assert _opened(_sample()).core_properties.language == "sv-SE"


def test_properties_tell_who_answers_for_it_and_of_no_machine() -> None:
    held = _opened(_sample()).core_properties

    assert (held.title, held.author, held.last_modified_by) == (
        "Uppföljning av exempelplanen 2020–2023",
        "Region Exempel",
        "Region Exempel",
    )
    assert held.comments == ""
    assert b"python" not in b"".join(data.lower() for name, data in _parts(_sample()).items() if name.endswith(".xml"))


def test_every_page_has_title_mark_and_number() -> None:
    section = _opened(_sample()).sections[0]

    assert _text(section.header._element) == "Uppföljning av exempelplanen 2020–2023Utkast"
    assert _text(section.first_page_header._element) == "Utkast"
    fields = [each.get(f"{_W}instr").strip() for each in section.footer._element.iter(f"{_W}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]


def test_a_report_without_a_mark_has_none() -> None:
    section = _opened(write(dataclasses.replace(sample(), mark=""))).sections[0]

    assert "Utkast" not in _text(section.header._element) + _text(section.first_page_header._element)


# Tables


def test_each_table_repeats_its_header_row_and_no_row_is_parted() -> None:
    tables = list(_body(_sample()).iter(f"{_W}tbl"))

    assert len(tables) == 4  # two tables, and the data of two figures
    for table in tables:
        rows = table.findall(f"{_W}tr")
        assert [row.find(f"{_W}trPr/{_W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.find(f"{_W}trPr/{_W}cantSplit") is not None for row in rows)
        look = table.find(f"{_W}tblPr/{_W}tblLook")
        assert (look.get(f"{_W}firstRow"), look.get(f"{_W}firstColumn")) == ("1", "1")


def test_a_row_longer_than_a_page_may_be_parted() -> None:
    held = Table("t", "Lång", (Column("Text"),), ((cell("ord " * 5_000),),))

    row = list(_body(write(_document(held))).iter(f"{_W}tr"))[1]

    assert row.find(f"{_W}trPr/{_W}cantSplit") is None


def test_figures_stand_to_the_right_and_texts_to_the_left() -> None:
    rows = _opened(_sample()).tables[0].rows

    right = [each.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT for each in rows[1].cells]
    assert right == [False, True, True, False, False]
    assert [each.text for each in rows[1].cells][1:3] == ["1 250", "1 200 000 kr"]


def test_captions_are_counted_and_stay_with_their_table() -> None:
    paragraphs = [each for each in _body(_sample()).iter(f"{_W}p") if each.find(f"{_W}fldSimple") is not None]
    styles = etree.fromstring(_parts(_sample())["word/styles.xml"])
    kept = {
        each.get(f"{_W}styleId") for each in styles.iter(f"{_W}style") if each.find(f"{_W}pPr/{_W}keepNext") is not None
    }

    assert [_text(each) for each in paragraphs] == [
        "Tabell 1. Insatser, deltagare och medel",
        "Figur 1. Insatser efter status",
        "Tabell 2. Insatser, deltagare och medel",
        "Figur 2. Insatser efter status",
    ]
    assert "Caption" in kept
    assert all(each.find(f"{_W}pPr/{_W}keepNext") is not None for each in paragraphs)


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

    data = write(_document(held))
    found = list(_body(data).iter(f"{_W}tc"))[-1]

    assert found.find(f".//{_W}softHyphen") is not None
    assert _text(found) == "samsjuklighetsutredningen"


# Figures


def _drawn(data: bytes) -> list[Any]:
    return list(_body(data).iter(f"{_WP}inline"))


def test_each_chart_and_picture_has_an_alternative_text() -> None:
    charted = figure(key="a")
    data = write(_document(charted, dataclasses.replace(figure(key="b"), chart=None)))

    told = [each.find(f"{_WP}docPr").get("descr") for each in _drawn(data)]

    assert told == [charted.drawing.description] * 2
    assert len([name for name in _parts(data) if name.startswith("word/media/")]) == 1


def test_marks_of_a_status_are_decoration_beside_their_word() -> None:
    facts = Facts(tuple(Fact(code, words(code), code) for code in STATUS_MARKS))
    drawn = _drawn(write(_document(facts)))

    assert len(drawn) == len(STATUS_MARKS)
    assert all(
        b"decorative" in etree.tostring(each) and each.find(f"{_WP}docPr").get("descr") is None for each in drawn
    )


def test_every_drawing_has_a_number_of_its_own() -> None:
    numbers = [each.find(f"{_WP}docPr").get("id") for each in _drawn(_sample())]

    assert len(set(numbers)) == len(numbers) > 5


def _bars(*, stacked: bool = False) -> Figure:
    series = (Series("Norr", (1250, None, 3), "lake"), Series("=1+1", (2, 0, 7), "plum"))
    return dataclasses.replace(figure(key="f"), chart=Bars(("Å & ä", "<b>", "=2+2"), series, stacked=stacked))


def test_a_native_chart_holds_the_figures_of_the_figure() -> None:
    chart = etree.fromstring(_parts(write(_document(_bars())))["word/charts/report-chart1.xml"])

    series = list(chart.iter(f"{_C}ser"))
    values = [
        [(point.get("idx"), point.findtext(f"{_C}v")) for point in each.find(f"{_C}val").iter(f"{_C}pt")]
        for each in series
    ]
    categories = [point.findtext(f"{_C}v") for point in series[0].find(f"{_C}cat").iter(f"{_C}pt")]
    assert values == [[("0", "1250"), ("2", "3")], [("0", "2"), ("1", "0"), ("2", "7")]]
    assert categories == ["Å & ä", "<b>", "=2+2"]


def test_the_workbook_in_a_chart_holds_the_same_and_no_formulas() -> None:
    parts = _parts(write(_document(_bars())))

    sheet = openpyxl.load_workbook(io.BytesIO(parts["word/embeddings/report-chart1.xlsx"])).active

    rows = [tuple(each.value for each in row) for row in sheet.iter_rows()]
    assert rows == [(None, "Norr", "=1+1"), ("Å & ä", 1250, 2), ("<b>", None, 0), ("=2+2", 3, 7)]
    assert {each.data_type for row in sheet.iter_rows() for each in row} == {"s", "n"}


def test_a_chart_leads_to_its_workbook() -> None:
    parts = _parts(write(_document(_bars())))

    link = etree.fromstring(parts["word/charts/report-chart1.xml"]).find(f"{_C}externalData").get(f"{_R}id")
    targets = {
        each.get("Id"): each.get("Target")
        for each in etree.fromstring(parts["word/charts/_rels/report-chart1.xml.rels"])
    }
    assert targets[link].endswith("embeddings/report-chart1.xlsx")


def test_stacked_bars_lie_on_each_other() -> None:
    chart = etree.fromstring(_parts(write(_document(_bars(stacked=True))))["word/charts/report-chart1.xml"])

    assert chart.find(f".//{_C}grouping").get("val") == "stacked"
    assert chart.find(f".//{_C}overlap").get("val") == "100"


def test_the_data_of_a_figure_follows_it_unless_the_text_has_it() -> None:
    assert [row.cells[1].text for row in _opened(write(_document(figure(key="a")))).tables[0].rows] == [
        "Antal",
        "2",
        "1",
    ]
    assert not _opened(write(_document(dataclasses.replace(figure(key="a"), with_table=False)))).tables


# Words, links and sources


def _links(data: bytes) -> dict[str, str]:
    """Return the words of each outward link and where it leads."""
    rels = {
        each.get("Id"): each.get("Target") for each in etree.fromstring(_parts(data)["word/_rels/document.xml.rels"])
    }
    return {
        _text(each): rels[each.get(f"{_R}id")] for each in _body(data).iter(f"{_W}hyperlink") if each.get(f"{_R}id")
    }


def test_links_lead_out_by_http_only() -> None:
    hrefs = {
        "säker": "https://example.org/väg?a=1&b=2#c",
        "skript": "javascript:alert(1)",
        "fil": "file:///etc/passwd",
        "intern": "/planen/",
        "trasig": "http://[::1",
        "port": "http://example.org:x/",
        "mellanrum": "https://example.org/a b\n",
    }

    data = write(_document(Paragraph(tuple(Run(text, href=href) for text, href in hrefs.items()))))

    assert _links(data) == {"säker": "https://example.org/v%C3%A4g?a=1&b=2#c", "mellanrum": "https://example.org/a%20b"}
    assert "".join(hrefs) in _text(_body(data))


def test_numbers_of_sources_lead_to_the_list_of_sources() -> None:
    body = _body(_sample())
    places = {each.get(f"{_W}name"): _text(each.getparent()) for each in body.iter(f"{_W}bookmarkStart")}
    found = [
        (_text(each), each.get(f"{_W}anchor"))
        for each in body.iter(f"{_W}hyperlink")
        if str(each.get(f"{_W}anchor")).startswith("kalla")
    ]

    assert found[0] == ("1", "kalla_1")
    assert {place for _, place in found} == {"kalla_1", "kalla_2", "kalla_3"}
    assert places["kalla_3"] == "3Statistik, tabell 2"
    assert _links(_sample())["Statistik, tabell 2"] == "https://example.org/tabell?a=1&b=2"


def test_many_sources_stand_by_document_in_columns() -> None:
    sources = {f"k{n}": Citation("Uppföljningen" if n % 2 else "Planen", f"rad {n}") for n in range(40)}
    cited = Paragraph(tuple(Run(f"{key} ", cites=(key,)) for key in sources))

    data = write(_document(cited, sources=sources))

    named = [text for name, text in _styles(data) if name == "Handslag källans namn"]
    columns = [each.get(f"{_W}num") for each in _body(data).iter(f"{_W}cols")]
    lines = [text for name, text in _styles(data) if name == "Handslag källa"]
    assert named == ["Planen", "Uppföljningen"]
    assert columns[1:] == ["3", "1"]
    assert sorted(lines, key=lambda line: int(line.split("rad")[0])) == [f"{n + 1}rad {n}" for n in range(40)]
    assert "Utkast" not in _text(_body(data))


def test_numbered_lists_each_count_from_one() -> None:
    lists = tuple(Bullets((words("a"), words("b")), ordered=True) for _ in range(2))

    body = _body(write(_document(*lists, Bullets((words("c"),)))))

    used = [each.get(f"{_W}val") for each in body.iter(f"{_W}numId")]
    assert used[0] == used[1] and used[2] == used[3] and len(set(used)) == 3


# Whatever is written


def test_hostile_text_is_text() -> None:
    nasty = HARD + "\x00\x0b\ud800 ]]> &amp; \u2028 slut"
    shown = 'Å, ä, ö & <b>"vinklar"</b> 😀 שלום omvänt ]]> &amp;   slut'
    blocks = (
        Paragraph((Run(nasty, href=f"https://example.org/{nasty}"),)),
        Table("t", nasty, (Column(nasty), Column(nasty, "number")), ((cell(nasty), cell(nasty)),), note=nasty),
        Facts((Fact(nasty, words(nasty)),)),
        dataclasses.replace(figure(key="f"), source=nasty, chart=Bars((nasty,), (Series(nasty, (1,)),))),
    )
    document = dataclasses.replace(_document(*blocks), title=nasty, subtitle=nasty, maker=nasty, mark=nasty)

    data = write(document)

    for name, part in _parts(data).items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
    assert _text(_body(data)).count(shown) >= 8


def test_a_report_without_anything_is_a_file_too() -> None:
    data = write(Document("", "", "", Facts(()), "", ()))

    assert _text(_body(data)) == ""
    assert _opened(data).core_properties.language == "sv-SE"


def test_a_hundred_kilobytes_in_one_paragraph() -> None:
    text = "långt ord " * 10_000

    assert _text(_body(write(_document(Paragraph(words(text)))))).count("långt ord") == 10_000


def test_the_same_report_gives_the_same_bytes() -> None:
    assert write(sample(sections=2)) == _sample()


def test_no_macros_and_nothing_fetched_from_elsewhere() -> None:
    parts = _parts(_sample())
    outward = [
        each.get("Type", "").rsplit("/", 1)[-1]
        for name, data in parts.items()
        if name.endswith(".rels")
        for each in etree.fromstring(data)
        if each.get("TargetMode") == "External"
    ]

    assert not [name for name in parts if "vba" in name.lower()]
    assert b"macroEnabled" not in parts["[Content_Types].xml"]
    assert set(outward) == {"hyperlink"}


# A county's own template


@cache
def _template() -> bytes:
    made = docx.Document()
    made.styles["Heading 1"].font.color.rgb = RGBColor(0x00, 0x66, 0xCC)
    section = made.sections[0]
    section.page_width, section.page_height = Mm(200), Mm(280)
    section.header.paragraphs[0].text = "Region Prov"
    section.footer.paragraphs[0].text = "Diarienummer"
    made.add_paragraph("Mallens egen text")
    made.core_properties.author = "Någon Persson"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_template_keeps_its_page_headers_and_styles_and_loses_its_text() -> None:
    made = _opened(write(sample(), template=_template()))

    section = made.sections[0]
    assert made.styles["Heading 1"].font.color.rgb == RGBColor(0x00, 0x66, 0xCC)
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (200, 280)
    assert [each.text for each in section.header.paragraphs] == ["Utkast", "Region Prov"]
    assert [each.text for each in section.footer.paragraphs] == ["Diarienummer"]
    assert "Mallens egen text" not in _text(made.element)
    assert made.core_properties.author == "Region Exempel"


def test_a_template_gets_our_styles_where_it_has_none() -> None:
    data = write(sample(), template=_template())

    held = {each.name for each in _opened(data).styles}
    used = {name for name, _ in _styles(data)}
    assert used <= held
    assert {"Handslag ingress", "Handslag ruta", "Heading 1"} <= used


def test_a_swedish_template_is_known_by_the_inner_names_of_its_styles() -> None:
    parts = _parts(_template())
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b'"Heading1"', b'"Rubrik1"')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, part in parts.items():
            file.writestr(name, part)

    body = _body(write(sample(), template=out.getvalue()))

    assert "Rubrik1" in {each.get(f"{_W}val") for each in body.iter(f"{_W}pStyle")}
    assert "Heading1" not in {each.get(f"{_W}val") for each in body.iter(f"{_W}pStyle")}


def test_a_template_with_several_sections_keeps_the_header_that_its_last_one_inherits() -> None:
    made = docx.Document(io.BytesIO(_template()))
    made.add_section()
    out = io.BytesIO()
    made.save(out)

    section = _opened(write(sample(), template=out.getvalue())).sections[0]

    assert [each.text for each in section.header.paragraphs] == ["Utkast", "Region Prov"]


def test_a_template_gives_the_same_bytes_each_time() -> None:
    assert write(sample(), template=_template()) == write(sample(), template=_template())


def test_what_is_no_template_is_refused_in_words() -> None:
    with pytest.raises(BadTemplate, match="Word-mall"):
        write(sample(), template=b"PK inte en mall")


def test_every_style_that_is_used_exists() -> None:
    parts = _parts(_sample())
    known = set(re.findall(rb'w:styleId="([^"]+)"', parts["word/styles.xml"]))
    used = set(
        re.findall(
            rb'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"',
            b"".join(parts[name] for name in parts if name.startswith("word/") and name.endswith(".xml")),
        )
    )

    assert used <= known
