"""The Word writer: headings, contents, margins, words, links and sources."""

import dataclasses
import io

import docx
from lxml import etree

from handslag.documents.blocks import (
    Bullets,
    Citation,
    Paragraph,
    Run,
    Section,
    words,
)
from handslag.documents.docx import write
from tests.documents.sample import sample
from tests.documents.word import R, W, body_of, opened, parts_of, report, sample_file, styled, text_of


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

    styles = styled(write(dataclasses.replace(report(), sections=(deep,))))

    found = [(name, text) for name, text in styles if name.startswith("Heading")]
    assert found == [
        ("Heading 1", "Ett"),
        ("Heading 2", "Två"),
        ("Heading 3", "Tre"),
        ("Heading 4", "Fyra"),
        ("Heading 4", "Fem"),
    ]


def test_the_title_page_holds_title_finding_and_facts() -> None:
    styles = dict(reversed(styled(sample_file())))

    assert styles["Title"] == "Uppföljning av exempelplanen 2020–2023"
    assert styles["Handslag titelfynd"].startswith("3 insatser är redovisade")
    assert styles["Handslag faktarad"] == "Bygger på3 insatser"  # a tab between them


def test_help_stands_before_all_else() -> None:
    assert styled(sample_file())[0] == ("Handslag rutans rubrik", "Om du mår dåligt")


def test_the_table_of_contents_is_a_field_that_word_fills_in_when_it_opens_the_file() -> None:
    body = body_of(sample_file())

    told = [each.text for each in body.iter(f"{W}instrText") if each.text and "TOC" in each.text]
    settings = etree.fromstring(parts_of(sample_file())["word/settings.xml"])

    assert any(each.strip().startswith(r'TOC \o "1-2" \h') for each in told)
    assert settings.find(f"{W}updateFields").get(f"{W}val") == "true"


def test_the_table_of_contents_is_filled_in_and_leads_to_the_headings() -> None:
    body = body_of(sample_file())
    lines = {
        text_of(each): each.find(f"{W}hyperlink").get(f"{W}anchor")
        for each in body.iter(f"{W}p")
        if each.find(f"{W}pPr/{W}pStyle") is not None
        and each.find(f"{W}pPr/{W}pStyle").get(f"{W}val", "").startswith("TOC")
        and each.find(f"{W}hyperlink") is not None
    }
    places = {each.get(f"{W}name"): text_of(each.getparent()) for each in body.iter(f"{W}bookmarkStart")}

    assert next(iter(lines)) == "1 Ett mer hälsofrämjande samhälle"
    assert list(lines)[-1] == "Källor"
    assert all(places[name] == title for title, name in lines.items())


def test_fields_begin_and_end_in_pairs() -> None:
    kinds = [each.get(f"{W}fldCharType") for each in body_of(sample_file()).iter(f"{W}fldChar")]

    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") > 1


def test_a_close_report_has_neither_cover_nor_contents() -> None:
    data = write(dataclasses.replace(sample(), compact=True, max_pages=1))

    assert not [name for name, _ in styled(data) if name.startswith(("toc", "TOC"))]
    assert b"updateFields" not in parts_of(data)["word/settings.xml"]


def test_a_report_of_broad_tables_lies_down_and_its_tables_use_the_room() -> None:
    lying, standing = (
        docx.Document(io.BytesIO(write(dataclasses.replace(sample(), landscape=down)))) for down in (True, False)
    )

    section = lying.sections[-1]
    assert (section.orientation, round(section.page_width.mm), round(section.page_height.mm)) == (1, 297, 210)
    widths = [sum(column.width for column in each.tables[0].columns) for each in (lying, standing)]
    assert widths[0] > 1.4 * widths[1]


def test_text_is_swedish() -> None:
    styles = etree.fromstring(parts_of(sample_file())["word/styles.xml"])

    assert styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang").get(f"{W}val") == "sv-SE"
    assert opened(sample_file()).core_properties.language == "sv-SE"


def test_properties_tell_who_answers_for_it_and_of_no_machine() -> None:
    held = opened(sample_file()).core_properties

    assert (held.title, held.author, held.last_modified_by) == (
        "Uppföljning av exempelplanen 2020–2023",
        "Region Exempel",
        "Region Exempel",
    )
    assert held.comments == ""
    assert b"python" not in b"".join(
        data.lower() for name, data in parts_of(sample_file()).items() if name.endswith(".xml")
    )


def test_every_page_has_title_mark_and_number() -> None:
    section = opened(sample_file()).sections[0]

    assert text_of(section.header._element) == "Uppföljning av exempelplanen 2020–2023Utkast"
    assert text_of(section.first_page_header._element) == "Utkast"
    fields = [each.get(f"{W}instr").strip() for each in section.footer._element.iter(f"{W}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]


def test_a_report_without_a_mark_has_none() -> None:
    section = opened(write(dataclasses.replace(sample(), mark=""))).sections[0]

    assert "Utkast" not in text_of(section.header._element) + text_of(section.first_page_header._element)


def _links(data: bytes) -> dict[str, str]:
    """Return the words of each outward link and where it leads."""
    rels = {
        each.get("Id"): each.get("Target") for each in etree.fromstring(parts_of(data)["word/_rels/document.xml.rels"])
    }
    return {
        text_of(each): rels[each.get(f"{R}id")] for each in body_of(data).iter(f"{W}hyperlink") if each.get(f"{R}id")
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

    data = write(report(Paragraph(tuple(Run(text, href=href) for text, href in hrefs.items()))))

    assert _links(data) == {"säker": "https://example.org/v%C3%A4g?a=1&b=2#c", "mellanrum": "https://example.org/a%20b"}
    assert "".join(hrefs) in text_of(body_of(data))


def test_numbers_of_sources_lead_to_the_list_of_sources() -> None:
    body = body_of(sample_file())
    places = {each.get(f"{W}name"): text_of(each.getparent()) for each in body.iter(f"{W}bookmarkStart")}
    found = [
        (text_of(each), each.get(f"{W}anchor"))
        for each in body.iter(f"{W}hyperlink")
        if str(each.get(f"{W}anchor")).startswith("kalla")
    ]

    assert found[0] == ("1", "kalla_1")
    assert {place for _, place in found} == {"kalla_1", "kalla_2", "kalla_3"}
    assert places["kalla_3"] == "3Statistik, tabell 2"
    assert _links(sample_file())["Statistik, tabell 2"] == "https://example.org/tabell?a=1&b=2"


def test_many_sources_stand_by_document_in_columns() -> None:
    sources = {f"k{n}": Citation("Uppföljningen" if n % 2 else "Planen", f"rad {n}") for n in range(40)}
    cited = Paragraph(tuple(Run(f"{key} ", cites=(key,)) for key in sources))

    data = write(report(cited, sources=sources))

    named = [text for name, text in styled(data) if name == "Handslag källans namn"]
    columns = [each.get(f"{W}num") for each in body_of(data).iter(f"{W}cols")]
    lines = [text for name, text in styled(data) if name == "Handslag källa"]
    assert named == ["Planen", "Uppföljningen"]
    assert columns[1:] == ["3", "1"]
    assert sorted(lines, key=lambda line: int(line.split("rad")[0])) == [f"{n + 1}rad {n}" for n in range(40)]
    assert "Utkast" not in text_of(body_of(data))


def test_numbered_lists_each_count_from_one() -> None:
    lists = tuple(Bullets((words("a"), words("b")), ordered=True) for _ in range(2))

    body = body_of(write(report(*lists, Bullets((words("c"),)))))

    used = [each.get(f"{W}val") for each in body.iter(f"{W}numId")]
    assert used[0] == used[1] and used[2] == used[3] and len(set(used)) == 3
