"""The Word writer with whatever text, and with a county's own template."""

import dataclasses
import io
import re
import zipfile
from functools import cache

import docx
import pytest
from docx.shared import Mm, RGBColor
from lxml import etree

from handslag.documents.blocks import (
    Bars,
    Column,
    Document,
    Fact,
    Facts,
    Paragraph,
    Run,
    Series,
    Table,
    cell,
    words,
)
from handslag.documents.docx import write
from handslag.documents.office_template import BadTemplate
from tests.documents.sample import HARD, figure, sample
from tests.documents.word import W, body_of, opened, parts_of, report, sample_file, styled, text_of


def test_hostile_text_is_text() -> None:
    nasty = HARD + "\x00\x0b\ud800 ]]> &amp; \u2028 slut"
    shown = 'Å, ä, ö & <b>"vinklar"</b> 😀 שלום omvänt ]]> &amp;   slut'
    blocks = (
        Paragraph((Run(nasty, href=f"https://example.org/{nasty}"),)),
        Table("t", nasty, (Column(nasty), Column(nasty, "number")), ((cell(nasty), cell(nasty)),), note=nasty),
        Facts((Fact(nasty, words(nasty)),)),
        dataclasses.replace(figure(key="f"), source=nasty, chart=Bars((nasty,), (Series(nasty, (1,)),))),
    )
    document = dataclasses.replace(report(*blocks), title=nasty, subtitle=nasty, maker=nasty, mark=nasty)

    data = write(document)

    for name, part in parts_of(data).items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
    assert text_of(body_of(data)).count(shown) >= 8


def test_a_report_without_anything_is_a_file_too() -> None:
    data = write(Document("", "", "", Facts(()), "", ()))

    assert text_of(body_of(data)) == ""
    assert opened(data).core_properties.language == "sv-SE"


def test_a_hundred_kilobytes_in_one_paragraph() -> None:
    text = "långt ord " * 10_000

    assert text_of(body_of(write(report(Paragraph(words(text)))))).count("långt ord") == 10_000


def test_the_same_report_gives_the_same_bytes() -> None:
    assert write(sample(sections=2)) == sample_file()


def test_no_macros_and_nothing_fetched_from_elsewhere() -> None:
    parts = parts_of(sample_file())
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
    made = opened(write(sample(), template=_template()))

    section = made.sections[0]
    assert made.styles["Heading 1"].font.color.rgb == RGBColor(0x00, 0x66, 0xCC)
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (200, 280)
    assert [each.text for each in section.header.paragraphs] == ["Utkast", "Region Prov"]
    assert [each.text for each in section.footer.paragraphs] == ["Diarienummer"]
    assert "Mallens egen text" not in text_of(made.element)
    assert made.core_properties.author == "Region Exempel"


def test_a_template_gets_our_styles_where_it_has_none() -> None:
    data = write(sample(), template=_template())

    held = {each.name for each in opened(data).styles}
    used = {name for name, _ in styled(data)}
    assert used <= held
    assert {"Handslag ingress", "Handslag ruta", "Heading 1"} <= used


def test_a_swedish_template_is_known_by_the_inner_names_of_its_styles() -> None:
    parts = parts_of(_template())
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b'"Heading1"', b'"Rubrik1"')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, part in parts.items():
            file.writestr(name, part)

    body = body_of(write(sample(), template=out.getvalue()))

    assert "Rubrik1" in {each.get(f"{W}val") for each in body.iter(f"{W}pStyle")}
    assert "Heading1" not in {each.get(f"{W}val") for each in body.iter(f"{W}pStyle")}


def test_a_template_with_several_sections_keeps_the_header_that_its_last_one_inherits() -> None:
    made = docx.Document(io.BytesIO(_template()))
    made.add_section()
    out = io.BytesIO()
    made.save(out)

    section = opened(write(sample(), template=out.getvalue())).sections[0]

    assert [each.text for each in section.header.paragraphs] == ["Utkast", "Region Prov"]


def test_a_template_gives_the_same_bytes_each_time() -> None:
    assert write(sample(), template=_template()) == write(sample(), template=_template())


def test_what_is_no_template_is_refused_in_words() -> None:
    with pytest.raises(BadTemplate, match="Word-mall"):
        write(sample(), template=b"PK inte en mall")


def test_every_style_that_is_used_exists() -> None:
    parts = parts_of(sample_file())
    known = set(re.findall(rb'w:styleId="([^"]+)"', parts["word/styles.xml"]))
    used = set(
        re.findall(
            rb'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"',
            b"".join(parts[name] for name in parts if name.startswith("word/") and name.endswith(".xml")),
        )
    )

    assert used <= known
