"""A report as slides, read back with python-pptx."""

import io
import re
import zipfile
from dataclasses import replace

import pptx
import pytest
from pptx.enum.shapes import PP_PLACEHOLDER as PH
from pptx.util import Inches, Pt

from handslag.documents.blocks import (
    Bars,
    Bullets,
    Cell,
    Citation,
    Column,
    Document,
    Facts,
    Figure,
    Paragraph,
    Section,
    Series,
    Table,
    cell,
    words,
)
from handslag.documents.drawing import Picture, draw
from handslag.documents.office_template import BadTemplate
from handslag.documents.pptx import write
from tests.documents.sample import HARD, figure, initiatives, sample

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def _read(document: Document, *, template: bytes | None = None):
    return pptx.Presentation(io.BytesIO(write(document, template=template)))


def _document(*sections: Section, **more) -> Document:
    return Document("Rapport", "", "", Facts(()), "Region Exempel", sections, **more)


def _titles(deck) -> list[str]:
    return [slide.shapes.title.text for slide in deck.slides]


def _texts(slide) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def _tables(slide) -> list[list[list[str]]]:
    found = [shape.table for shape in slide.shapes if shape.has_table]
    return [[[each.text for each in row.cells] for row in table.rows] for table in found]


def _notes(slide) -> str:
    return slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""


def _saved(deck) -> bytes:
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


@pytest.fixture(scope="module")
def deck():
    return _read(sample())


def test_every_slide_has_its_title_in_the_title_placeholder(deck):
    kinds = {slide.shapes.title.placeholder_format.type for slide in deck.slides}

    assert kinds <= {PH.TITLE, PH.CENTER_TITLE}
    assert _titles(deck)[:3] == [
        "Uppföljning av exempelplanen 2020–2023",
        "Om du mår dåligt",
        "1\u2002Ett mer hälsofrämjande samhälle",
    ]


def test_the_title_slide_says_what_it_is_who_made_it_and_when(deck):
    slide = deck.slides[0]

    assert "3 insatser är redovisade, under två av planens tre rubriker." in _texts(slide)
    assert "Region Exempel · 1 mars 2024" in _texts(slide)
    assert _tables(slide) == [[["Bygger på", "3 insatser"], ["Uppgifter från", "hösten 2023[1]"]]]


def test_slides_are_wide_and_numbered_and_marked_as_a_draft(deck):
    assert (deck.slide_width, deck.slide_height) == (Inches(13.333), Inches(7.5))
    for slide in deck.slides:
        kinds = {shape.placeholder_format.type: shape.text_frame.text for shape in slide.placeholders}
        assert PH.SLIDE_NUMBER in kinds
        assert kinds[PH.FOOTER].startswith("Utkast · ")


def test_a_finished_report_has_no_mark():
    deck = _read(replace(sample(), mark=""))

    assert not any("Utkast" in _texts(slide) for slide in deck.slides)


def test_every_picture_chart_and_table_has_an_alternative_text():
    deck = _read(
        _document(Section("a", "A", (figure(key="f"), replace(figure(key="g"), chart=None), initiatives(key="t"))))
    )

    shapes = [shape for slide in deck.slides for shape in slide.shapes if not shape.has_text_frame]
    described = [shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in shapes]
    assert len(described) == 3
    assert described[0].startswith("Insatser efter status. ")
    assert described[2] == "Insatser, deltagare och medel"


def test_bars_are_a_chart_that_can_be_edited_and_its_source_stands_under_it():
    deck = _read(_document(Section("a", "A", (figure(key="f"),))))

    (chart,) = [shape.chart for shape in deck.slides[1].shapes if shape.has_chart]
    assert list(chart.plots[0].categories) == ["Avslutad", "Pågår, med hinder"]
    assert list(chart.plots[0].series[0].values) == [2, 1]
    assert "Källa: uppföljningen, n = 3 insatser." in _texts(deck.slides[1])


def test_a_figure_stays_with_its_finding_and_source_on_one_slide():
    bars = Bars(tuple(f"Rubrik {n}" for n in range(9)), (Series("Insatser", tuple(range(9))),))
    deck = _read(_document(Section("a", "A", (replace(figure(key="f"), chart=bars),))))

    assert _titles(deck) == ["Rapport", "A"]


def test_letters_are_never_too_small_and_only_sources_and_bases_are_below_18_points(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            for look in shape._element.iter(f"{A}rPr", f"{A}endParaRPr"):
                assert int(look.get("sz")) >= 1200
                is_text = shape.is_placeholder and shape.placeholder_format.type in (PH.OBJECT, PH.BODY, PH.TITLE)
                quiet = [each.get("val") for each in look.iter(f"{A}schemeClr")] == ["tx2"]
                assert int(look.get("sz")) >= 1800 or quiet or not is_text


def test_every_run_is_swedish(deck):
    for slide in deck.slides:
        trees = [slide._element, slide.notes_slide._element] if slide.has_notes_slide else [slide._element]
        runs = [run for tree in trees for run in tree.iter(f"{A}r")]
        assert runs
        assert {run.find(f"{A}rPr").get("lang") for run in runs} == {"sv-SE"}


def test_the_notes_hold_what_the_speaker_says(deck):
    assert _notes(deck.slides[3]) == "Det här säger talaren: 2 av 3 insatser är avslutade."


def test_a_section_without_notes_has_its_own_text_there():
    section = Section("a", "A", (Paragraph(words("Så är det.", cites=("k",))), initiatives(key="t")))
    deck = _read(_document(section, sources={"k": Citation("Boken", "s. 3")}))

    notes = _notes(deck.slides[1]).split("\n")
    assert notes[0] == "Så är det. [1]"
    assert "– =1+1. Deltagare: ej redovisad; Belopp: 0 kr; Status: Status saknas" in notes


def test_a_section_with_only_sections_is_a_slide_that_divides():
    finding = Paragraph(words("Sex av nio är redovisade."), "finding")
    inner = Section("b", "Målet", (Paragraph(words("Text")),), number="1.1")
    deck = _read(_document(Section("a", "Delen", (finding,), (inner,), number="1")))

    assert deck.slides[1].slide_layout._element.get("type") == "secHead"
    assert _titles(deck)[1:] == ["1\u2002Delen", "1.1\u2002Målet"]
    assert "Sex av nio är redovisade." in _texts(deck.slides[1])


def test_an_empty_section_is_no_slide():
    assert _titles(_read(_document(Section("a", "Tom")))) == ["Rapport"]


def test_a_long_table_goes_on_with_its_heading_and_all_its_rows():
    table = initiatives(key="t")
    rows = tuple((cell(f"Insats {n}"), *table.rows[0][1:]) for n in range(60))
    deck = _read(_document(Section("a", "Lista", (replace(table, rows=rows),))))

    parts = [_tables(slide)[0] for slide in list(deck.slides)[1:]]
    assert len(parts) > 2
    assert set(_titles(deck)[2:]) == {"Lista (forts.)"}
    assert all(part[0] == ["Insats", "Deltagare", "Belopp", "Slutar", "Status"] for part in parts)
    assert [row[0] for part in parts for row in part[1:]] == [f"Insats {n}" for n in range(60)]
    assert min(len(part) for part in parts) > 4


def test_no_slide_is_fuller_than_it_has_room_for():
    document = sample(sections=2)
    deck = _read(replace(document, sections=(*document.sections, Section("a", "A", (_long_list(),)))))

    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_table or shape.has_chart:
                assert shape.top + shape.height <= Inches(6.93), slide.shapes.title.text


def _long_list() -> Bullets:
    return Bullets(tuple(words(f"Punkt {n}: " + "ett ord till " * 9) for n in range(20)))


def test_bullets_that_do_not_fit_go_on_and_none_is_lost():
    deck = _read(_document(Section("a", "A", (_long_list(),))))

    said = "\n".join(_texts(slide) for slide in deck.slides)
    assert [int(n) for n in re.findall(r"Punkt (\d+):", said)] == list(range(20))
    assert len(deck.slides) > 3


def test_headings_with_their_lists_are_shared_out_evenly_and_stay_together():
    blocks = []
    for place in range(5):
        blocks += [Paragraph(words(f"Rubrik {place}", strong=True)), Bullets((words("Hur gör vi det? " * 6),) * 2)]

    deck = _read(_document(Section("fragor", "Frågor", tuple(blocks))))

    slides = [_texts(slide) for slide in list(deck.slides)[1:]]
    held = [slide.count("Hur gör vi") // 6 for slide in slides]
    assert sum(held) == 10 and max(held) - min(held) <= 2
    assert all(2 * len(re.findall(r"Rubrik \d", slide)) == slide.count("Hur gör vi") // 6 for slide in slides)


@pytest.mark.parametrize(
    "block",
    [
        lambda text: Paragraph(words(text)),
        lambda text: Table("t", "T", (Column("Fråga"), Column("Svar", width=4)), ((cell("Vad?"), cell(text)),)),
    ],
)
def test_one_text_longer_than_a_slide_is_cut_between_words_and_whole(block):
    text = " ".join(f"ord{n}" for n in range(900))
    deck = _read(_document(Section("a", "A", (block(text),))))

    said = " ".join(
        _texts(slide) + " ".join(each for table in _tables(slide) for row in table for each in row)
        for slide in deck.slides
    )
    assert re.findall(r"ord\d+", said) == text.split(" ")
    assert 3 < len(deck.slides) < 12


@pytest.mark.parametrize(("height", "shows"), [(450, True), (6000, False)])
def test_a_picture_with_letters_too_small_to_read_has_its_data_as_a_table(height, shows):
    picture = Picture('<path d="M0 0h10v99"/>', height)
    words_of = {"title": "Hög", "finding": "Fynd", "description": "Lång", "columns": ("Vad", "Antal")}
    drawing = draw(key="hog", broad=picture, narrow=picture, rows=(("Skolor", "3"),), **words_of)
    deck = _read(_document(Section("a", "A", (Figure(drawing, "Källa: x"),))))

    slides = list(deck.slides)[1:]
    assert [table for slide in slides for table in _tables(slide)] == [[["Vad", "Antal"], ["Skolor", "3"]]]
    assert any(hasattr(shape, "image") for slide in slides for shape in slide.shapes) == shows


def test_a_tables_note_is_not_left_alone_on_a_slide():
    row = (cell("Insats"), cell("Text"))
    for count in range(8, 14):
        table = Table("t", "T", (Column("A"), Column("B")), (row,) * count, note="Källa: " + "uppföljningen " * 25)
        deck = _read(_document(Section("a", "A", (table,))))

        assert all(_tables(slide) for slide in list(deck.slides)[1:])


def test_sources_are_numbered_last_and_only_addresses_of_the_web_are_links(deck):
    slide = deck.slides[len(deck.slides) - 1]
    links = [
        rel.target_ref
        for slide in deck.slides
        for rel in slide.part.rels.values()
        if rel.reltype.endswith("/hyperlink")
    ]

    assert slide.shapes.title.text == "Källor"
    assert _tables(slide)[0][1:] == [
        ["1", "Uppföljning av exempelplanen, rad 12–14"],
        ["2", "Samordnaren, 3 maj 2023"],
        ["3", "Statistik, tabell 2"],
    ]
    assert "https://example.org/tabell?a=1&b=2" in links
    assert all(link.startswith("https://") for link in links)


def test_hostile_text_is_text():
    wild = f"{HARD}\x00\x0b\ud800".encode("utf-8", "ignore").decode()
    link = words("hit", href="javascript:alert(1)")
    deck = _read(_document(Section("a", wild, (Paragraph(words(wild)), Paragraph(link)), number="<1>")))

    assert deck.slides[1].shapes.title.text == '<1>\u2002Å, ä, ö & <b>"vinklar"</b> 😀 שלום omvänt'
    assert "hit" in _texts(deck.slides[1])


def test_a_title_too_long_for_its_place_stands_whole_in_the_notes():
    title = "En rubrik som aldrig tar slut " * 20
    deck = _read(_document(Section("a", title, (Paragraph(words("Text")),))))

    assert deck.slides[1].shapes.title.text.endswith("…")
    assert _notes(deck.slides[1]).startswith(title.strip())


def test_figures_that_are_silent_keep_their_words(deck):
    cells = [each for slide in deck.slides for table in _tables(slide) for row in table for each in row]

    assert {"ej redovisad", "belopp okänt", "0 kr", "minst 12,5"} <= set(cells)


def test_the_file_tells_the_report_and_nothing_of_the_machine(deck):
    core = deck.core_properties

    assert (core.title, core.author, core.language) == (
        "Uppföljning av exempelplanen 2020–2023",
        "Region Exempel",
        "sv-SE",
    )
    assert core.created.isoformat()[:10] == "2024-03-01"
    assert core.last_modified_by == "Region Exempel"


def test_the_same_document_gives_the_same_bytes():
    data = write(sample())

    assert write(sample()) == data
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert {entry.date_time[0] for entry in file.infolist()} == {1980}


# The county's own template


@pytest.fixture(scope="module")
def own_template() -> bytes:
    """A template as counties have them: names in Swedish, a layout for pictures first, slides of its own, 4:3."""
    deck = pptx.Presentation()
    for number, layout in enumerate(deck.slide_layouts):
        layout._element.attrib.pop("type", None)
        layout._element.find(".//{*}cSld").set("name", f"Region {number}")
    listed = deck.slide_master._element.find(".//{*}sldLayoutIdLst")
    listed.insert(0, listed[8])
    for place in range(2):
        slide = deck.slides.add_slide(deck.slide_layouts.get_by_name("Region 1"))
        slide.shapes.title.text = f"Gammal {place}"
        slide.notes_slide.notes_text_frame.text = "Gammal anteckning"
    return _saved(deck)


def test_the_countys_layouts_are_found_by_their_places_for_text(own_template):
    deck = _read(sample(), template=own_template)

    assert [slide.slide_layout.name for slide in deck.slides][:4] == ["Region 0", "Region 1", "Region 1", "Region 5"]
    assert (deck.slide_width, deck.slide_height) == (Pt(720), Pt(540))
    assert _titles(deck)[2] == "1\u2002Ett mer hälsofrämjande samhälle"


def test_the_countys_own_slides_are_gone_from_the_file(own_template):
    data = write(sample(), template=own_template)

    with zipfile.ZipFile(io.BytesIO(data)) as file:
        everything = b"".join(file.read(name) for name in file.namelist())
        slides = [name for name in file.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
    assert b"Gammal" not in everything
    assert len(slides) == len(_read(sample(), template=own_template).slides)


def test_nothing_is_set_outside_the_countys_slide(own_template):
    deck = _read(sample(), template=own_template)

    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_no_place_for_text_is_left_empty_for_somebody_to_fill(own_template):
    for deck in (_read(sample()), _read(sample(), template=own_template)):
        for slide in deck.slides:
            assert all(shape.text_frame.text for shape in slide.placeholders)


def test_lists_of_slides_in_the_template_are_taken_away(own_template):
    parts = zipfile.ZipFile(io.BytesIO(own_template))
    held = {name: parts.read(name) for name in parts.namelist()}
    sections = b'<p:extLst><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"/></p:extLst></p:presentation>'
    held["ppt/presentation.xml"] = held["ppt/presentation.xml"].replace(b"</p:presentation>", sections)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, data in held.items():
            made.writestr(name, data)

    with zipfile.ZipFile(io.BytesIO(write(sample(), template=file.getvalue()))) as made:
        assert b"521415D9" not in made.read("ppt/presentation.xml")


def test_a_template_without_places_for_content_is_filled_all_the_same():
    deck = pptx.Presentation()
    for layout in list(deck.slide_layouts):
        if layout.name != "Title Only":
            deck.slide_layouts.remove(layout)

    made = _read(sample(), template=_saved(deck))

    assert len(made.slides) > 5
    assert "Två av tre insatser är avslutade." in _texts(made.slides[2])


def test_a_template_without_a_title_is_refused_in_words():
    deck = pptx.Presentation()
    for layout in list(deck.slide_layouts):
        if layout.name != "Blank":
            deck.slide_layouts.remove(layout)

    with pytest.raises(BadTemplate, match="ingen sidlayout med rubrik"):
        write(sample(), template=_saved(deck))


def test_what_is_no_template_is_refused_in_words():
    with pytest.raises(BadTemplate, match="Filen är inte en PowerPoint-mall"):
        write(sample(), template=b"%PDF")


def test_a_cell_that_holds_nothing_is_as_low_as_its_row():
    table = Table("t", "T", (Column("A"), Column("B")), ((cell("a"), Cell()),))
    deck = _read(_document(Section("a", "A", (table,))))

    (frame,) = [shape for shape in deck.slides[1].shapes if shape.has_table]
    assert [end.get("sz") for end in frame._element.iter(f"{A}endParaRPr")] == ["1600"]
