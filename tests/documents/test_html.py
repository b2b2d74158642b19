"""A report as HTML: valid, escaped, in order, and the same text whatever it is put in."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from handslag.documents import html
from handslag.documents.blocks import (
    Callout,
    Cell,
    Citation,
    Column,
    Document,
    Facts,
    Paragraph,
    Passage,
    Run,
    Section,
    Table,
    cell,
    words,
)
from handslag.documents.html_blocks import Writer
from handslag.documents.palette import PALETTE
from tests.documents.sample import HARD, figure, initiatives, sample
from tests.public.markup import elements, loaded, name_of, parse, text_of
from tests.public.test_html import form_faults, nesting_faults, outline_faults, reference_faults


def on_page(fragment: str) -> str:
    """The fragment where the application puts it: on a page with its own h1."""
    return (
        '<!doctype html><html lang="sv"><head><title>T</title></head><body><header>H</header><main><h1>Rapport</h1>'
        f"{fragment}</main><footer>F</footer></body></html>"
    )


def report(*blocks, **fields) -> Document:
    """A document of one section with these blocks."""
    return Document("T", "", "", Facts(()), "M", (Section("del", "Del", blocks, **fields),))


def edited(document: Document) -> str:
    return html.fragment(document, edit=lambda key: f"/redigera/{key}/")


WHOLE = {
    "file": lambda: html.page(sample(sections=2)),
    "read": lambda: on_page(html.fragment(sample(sections=2))),
    "edited": lambda: on_page(edited(sample(sections=2))),
}


@pytest.mark.parametrize("name", WHOLE)
def test_it_is_valid_html_with_a_sound_outline(name: str) -> None:
    root, faults = parse(WHOLE[name]())

    assert faults == []
    assert outline_faults(root) + reference_faults(root) + form_faults(root) + nesting_faults(root) == []


def test_a_section_far_down_has_a_heading_of_the_last_level() -> None:
    deep = Section("d6", "Sex")
    for level in range(5, 0, -1):
        deep = Section(f"d{level}", str(level), sections=(deep,))

    root, _ = parse(on_page(html.fragment(replace(sample(), sections=(deep,)))))

    levels = [int(name_of(each)[1]) for each in elements(root, "h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[:7] == [1, 2, 3, 4, 5, 6, 6]
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_hard_text_is_shown_as_it_was_written_but_for_what_turns_its_direction() -> None:
    root, _ = parse(html.page(sample()))

    headings = [text_of(each) for each in elements(root, "h3")]
    assert "1.1 " + HARD.replace("\u202e", "") in headings
    assert list(elements(root, "b", "script")) == []


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a\x00b\x0bc\x85d\ufffee\udc00f\ufdd0g", "&amp;", "' \""]
)
def test_no_text_becomes_markup_or_breaks_the_page(text: str) -> None:
    table = Table(text, text, (Column(text),), ((cell(text),),), text)
    table = replace(table, key="tabell")
    document = report(Paragraph(words(text, href=f"https://example.org/?{text}")), table, Callout(text, ()))
    document = replace(document, title=f"T {text}", finding=text, maker=text, mark=text, sources={})

    root, faults = parse(html.page(document))

    assert faults == []
    assert list(elements(root, "script")) == []


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "//example.org/", "/\\example.org", "http://",
     "https://[", "#saknas", "tel:abc", "mailto:a@b.se"],
)  # fmt: skip
def test_an_address_that_no_reader_may_be_led_to_is_no_link(href: str) -> None:
    written = html.fragment(report(Paragraph(words("Läs mer", href=href))))

    assert "Läs mer" in written and "<a" not in written


def test_addresses_of_the_site_are_links_on_its_pages_only() -> None:
    document = report(Paragraph((Run("Insatsen", href="/orebro/insatser/1/"), Run("här", href="#del"))))

    assert '<a href="/orebro/insatser/1/">Insatsen</a><a href="#del">här</a>' in html.fragment(document)
    assert "/orebro/" not in html.page(document)


def test_drawings_in_a_file_lead_to_no_address_within_the_site() -> None:
    shown = figure(key="bild")
    linked = shown.drawing.broad.replace("</svg>", '<a class="c-a" href="/insatser/"><text>x</text></a></svg>')
    document = report(replace(shown, drawing=replace(shown.drawing, broad=linked)))

    assert 'href="/insatser/"' in html.fragment(document)
    assert "/insatser/" not in html.page(document)


def test_a_file_loads_nothing_and_has_no_script() -> None:
    written = html.page(sample())
    root, _ = parse(written)

    assert [address for address in loaded(root) if not address.startswith("#")] == []
    assert "@import" not in written
    assert {found[:10] for found in re.findall(r"url\(([^)]*)\)", written)} == {"data:font/"}


def test_a_fragment_passes_a_strict_content_security_policy() -> None:
    root, _ = parse(on_page(edited(sample())))

    for each in elements(root):
        assert name_of(each) not in ("script", "style")
        assert not [name for name in each.attrib if name == "style" or name.startswith("on")]


def test_the_numbers_of_sources_lead_to_the_list() -> None:
    root, _ = parse(html.page(sample()))
    listed = {each.get("id"): text_of(each) for each in elements(root, "li") if each.get("id")}

    assert listed == {
        "kalla-1": "Uppföljning av exempelplanen, rad 12–14",
        "kalla-2": "Samordnaren, 3 maj 2023",
        "kalla-3": "Statistik, tabell 2",
    }
    cites = [each for each in elements(root, "a") if each.get("class") == "cite"]
    assert {(each.get("href"), text_of(each)) for each in cites} == {(f"#kalla-{n}", f"källa {n}") for n in (1, 2, 3)}


def test_the_sources_stand_in_their_own_section_where_there_is_one() -> None:
    section = Section("sources", "Varifrån det kommer", (Paragraph(words("Så här:")),))
    document = replace(sample(), sections=(section, *sample().sections))

    root, _ = parse(html.page(document))

    assert [text_of(each) for each in elements(root, "h2")].count("Källor") == 0
    own = next(each for each in elements(root, "section") if each.get("id") == "sources")
    assert len(list(elements(own, "li"))) == 3


def test_no_section_of_sources_is_added_where_nothing_is_cited() -> None:
    document = replace(report(Paragraph(words("Text."))), sources={"a": Citation("Källan")})

    assert "Källan" not in html.page(document)
    assert [entry.title for entry in html.contents(document)] == ["Del"]


def test_the_contents_name_the_sections_of_two_levels_by_their_ids() -> None:
    first, last = html.contents(sample())

    assert (first.number, first.title, first.id) == ("1", "Ett mer hälsofrämjande samhälle", "kapitel-1")
    assert [(entry.number, entry.id) for entry in first.below] == [("1.1", "kapitel-1-insats")]
    assert (last.title, last.id) == ("Källor", "sources")


def test_a_passage_is_only_its_text_to_who_reads() -> None:
    written = html.fragment(sample())

    assert "Det här skrev någon om." in written
    assert "Ändra texten" not in written and "ändrats" not in written and "Inledning" not in written


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("automatic", "Ändra texten: Inledning"),
        ("edited", "Ändrad för hand Ändra texten: Inledning"),
        ("stale", "Ändrad för hand, och underlaget har ändrats Ändra texten: Inledning"),
    ],
)
def test_a_passage_tells_its_state_to_who_may_edit_it(state, told) -> None:
    passage = Passage("plan:inledning", "Inledning", (Paragraph(words("Text.")),), "Nytt.", state, "Gammalt.")

    root, _ = parse(on_page(edited(report(passage))))

    (way,) = [each for each in elements(root, "p") if each.get("class") == "do"]
    assert text_of(way) == told
    assert next(elements(way, "a")).get("href") == "/redigera/plan:inledning/"
    folded = [text_of(each) for each in elements(root, "details")]
    assert (len(folded) == 1) is (state == "stale")
    assert all("Gammalt." in text and "Nytt." in text for text in folded)


def test_the_passage_can_be_led_to() -> None:
    assert f'id="{html.passage_id("kapitel-1:inledning")}"' in edited(sample())
    assert html.passage_id("a b<c") == "text-a-b-c"


def test_the_data_of_a_drawing_is_folded_unless_the_text_says_the_same() -> None:
    with_data, without = (html.fragment(report(replace(figure(key="f"), with_table=on))) for on in (True, False))

    assert "Bilden som tabell" in with_data
    assert "Bilden som tabell" not in without


def test_how_to_read_a_drawing_stands_once_where_its_source_says_the_same() -> None:
    shown = figure(key="f")
    noted = replace(shown, drawing=replace(shown.drawing, note=shown.source))

    assert html.fragment(report(noted)).count(shown.source) == 1


def test_a_cell_without_a_figure_is_silent_or_confirmed_in_mark_and_word() -> None:
    written = html.fragment(report(initiatives(key="t")))

    assert '<td class="n wrap silent"><span class="knot in quiet"></span>belopp okänt</td>' in written
    assert '<td class="n confirmed"><span class="knot in zero"></span>0 kr</td>' in written


def test_an_empty_first_cell_is_no_heading() -> None:
    table = Table("t", "Tal", (Column(""), Column("År")), ((Cell(), cell("2023")),))

    root, _ = parse(on_page(html.fragment(report(table))))

    assert [text_of(each) for each in elements(root, "th")] == ["År"]


def test_what_a_speaker_says_of_a_slide_stands_folded_under_it() -> None:
    root, _ = parse(html.page(sample()))

    assert any("Det här säger talaren" in text_of(each) for each in elements(root, "details"))


def test_help_stands_before_all_else_and_the_draft_says_so() -> None:
    root, _ = parse(html.page(sample()))
    text = text_of(next(elements(root, "body")))

    assert text.index("Utkast") < text.index("Om du mår dåligt") < text.index("Bygger på")
    assert text_of(next(elements(root, "title"))) == "Utkast: Uppföljning av exempelplanen 2020–2023"
    assert html.help_first(replace(sample(), help=None)) == ""


def test_the_style_sheet_uses_no_colour_but_those_of_the_palette() -> None:
    styles = (html.HERE / "report.css").read_text(encoding="utf-8") + (html.HERE / "print.css").read_text(
        encoding="utf-8"
    )

    used = set(re.findall(r"var\(--([a-z-]+)\)", styles)) - {"sans", "serif"}
    assert used <= {token.replace("_", "-") for token in PALETTE}
    assert set(re.findall(r"#[0-9a-fA-F]{3,6}\b", styles)) <= {"#fff"}


def test_both_modes_have_every_token() -> None:
    rules = html.token_rules(dark=True)

    assert all(
        f"--{token.replace('_', '-')}:light-dark({light},{dark})" in rules for token, (light, dark) in PALETTE.items()
    )
    assert "light-dark" not in html.token_rules(dark=False)


def test_the_writer_keeps_the_spaces_between_runs() -> None:
    runs = (Run("Sedan ", emphasis=True), Run("mer", strong=True, href="https://example.org/"), Run(" text"))

    written = Writer(report()).words(runs)

    assert written == '<em>Sedan </em><strong><a href="https://example.org/">mer</a></strong> text'
