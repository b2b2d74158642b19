"""A report as PDF: tagged without a fault, set in our own fonts, and no longer than it may be.

Each document is set once for the whole file: setting is what costs time.
"""

import builtins
import io
import re
import socket
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from handslag.documents import pdf
from handslag.documents.blocks import Document, Facts, Paragraph, Section, words
from handslag.documents.html_print import printed
from tests.documents.pdf_structure import faults, reading
from tests.documents.sample import initiatives, sample

TEXT = "Utbildningen ger kunskap om psykisk hälsa och om hur man kan hjälpa en person som mår dåligt. "


def short(*, paragraphs: int, most: int = 1) -> Document:
    """A report on one subject that may have so many pages."""
    blocks = tuple(Paragraph(words(TEXT * 3)) for _ in range(paragraphs))
    sections = (Section("a", "Har rört sig", blocks), Section("b", "Slutar snart", (initiatives(key="t"),)))
    return replace(sample(), sections=sections, max_pages=most, compact=True)


@pytest.fixture(scope="module")
def offline() -> Iterator[list[object]]:
    """No connection is possible; the addresses that somebody asked for."""
    asked: list[object] = []

    def refuse(self: socket.socket, address: object) -> None:
        asked.append(address)
        raise OSError("no network in this test")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket, "getaddrinfo", lambda *where, **_: asked.append(where) or [])
        yield asked


@pytest.fixture(scope="module")
def rendered(offline: list[object]) -> bytes:
    """The sample as the engine writes it, before its tags are mended."""
    return pdf._fitted(sample()).write_pdf(pdf_variant="pdf/ua-1")


@pytest.fixture(scope="module")
def written(offline: list[object]) -> bytes:
    return pdf.write(sample())


@pytest.fixture(scope="module")
def pages(written: bytes) -> list[str]:
    """The text of each page, in the order in which it stands in the file."""
    document = pypdfium2.PdfDocument(written)
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


# Structure


def test_the_structure_has_no_fault(written: bytes) -> None:
    assert faults(written) == []


def test_the_checker_finds_what_the_engine_leaves_behind(rendered: bytes) -> None:
    found = faults(rendered)

    assert any("is in no part of the structure" in fault for fault in found)
    assert {"TH without scope", "the index of ids does not hold them all"} <= set(found)


def _without_alternative(file: pikepdf.Pdf) -> None:
    del _first(file, "/Figure").Alt


def _without_headers(file: pikepdf.Pdf) -> None:
    del _first(file, "/TD").A.Headers


def _without_font(file: pikepdf.Pdf) -> None:
    del _first(file, "/Type", "/FontDescriptor").FontFile2


def _untagged(file: pikepdf.Pdf) -> None:
    page = file.pages[0]
    page.contents_add(b"0 0 10 10 re f")


PLANTED = {
    "Figure without alternative text": _without_alternative,
    "TD without headings": _without_headers,
    "is not embedded": _without_font,
    "f without a tag": _untagged,
    "no language": lambda file: file.Root.__delitem__("/Lang"),
    "no metadata": lambda file: file.Root.__delitem__("/Metadata"),
    "the title is not shown": lambda file: file.Root.__delitem__("/ViewerPreferences"),
    "H4 after H1": lambda file: setattr(_first(file, "/H2"), "S", pikepdf.Name.H4),
    "P in L": lambda file: setattr(_first(file, "/LI"), "S", pikepdf.Name.P),
    "unknown tag Strong": lambda file: setattr(_first(file, "/Sect"), "S", pikepdf.Name.Strong),
    "link without description": lambda file: _first(file, "/Subtype", "/Link").__delitem__("/Contents"),
    "link outside the structure": lambda file: setattr(_first(file, "/Link"), "S", pikepdf.Name.Span),
    "without ToUnicode": lambda file: _first(file, "/Subtype", "/Type0").__delitem__("/ToUnicode"),
}


def _first(file: pikepdf.Pdf, value: str, second: str = "") -> pikepdf.Object:
    """The first object whose S is the value, or whose first named key has the second."""
    key, wanted = (value, second) if second else ("/S", value)
    return next(each for each in file.objects if isinstance(each, pikepdf.Dictionary) and str(each.get(key)) == wanted)


@pytest.mark.parametrize("fault", PLANTED)
def test_the_checker_finds_a_planted_fault(written: bytes, fault: str) -> None:
    with pikepdf.open(io.BytesIO(written)) as file:
        PLANTED[fault](file)
        broken = io.BytesIO()
        file.save(broken)

    assert any(fault in found for found in faults(broken.getvalue()))


# What it says


def test_the_text_stands_in_the_order_of_reading(written: bytes) -> None:
    text = " ".join(reading(written).split())

    order = ["Uppföljning av exempelplanen", "3 insatser är redovisade", "Om du mår dåligt", "Bygger på", "Innehåll",
             "Två av tre insatser är avslutade.", "Det som saknas", "Status för en insats", "Insatser, deltagare",
             "1 250", "belopp okänt", "Insatser efter status", "Så räknar vi", "Det här säger talaren",
             "Samordnaren, 3 maj 2023"]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_every_page_has_its_number_and_the_mark_of_a_draft(pages: list[str]) -> None:
    assert all("Utkast" in text for text in pages)
    assert [re.findall(r"Sida (\d+) av (\d+)", text) for text in pages[1:]] == [
        [(str(number), str(len(pages)))] for number in range(2, len(pages) + 1)
    ]


def test_the_bookmarks_are_the_sections(written: bytes) -> None:
    with pikepdf.open(io.BytesIO(written)) as file, file.open_outline() as outline:
        top = [(item.title, [below.title for below in item.children]) for item in outline.root]

    assert [title for title, _ in top] == ["1 Ett mer hälsofrämjande samhälle", "Källor"]
    assert [title[:6] for title in top[0][1]] == ["1.1 Å,"]


def test_the_contents_name_the_page_of_each_section(written: bytes, pages: list[str]) -> None:
    place = next(number for number, text in enumerate(pages, 1) if "Samordnaren, 3 maj" in text)

    assert f"Källor {place} " in " ".join(reading(written).split())


def test_a_drawing_is_described_in_full(written: bytes) -> None:
    with pikepdf.open(io.BytesIO(written)) as file:
        described = str(_first(file, "/Figure").Alt)

    assert described.startswith("Insatser efter status. ")
    assert "Pågår, med hinder" in described


def test_links_within_the_report_say_where_they_lead(written: bytes) -> None:
    with pikepdf.open(io.BytesIO(written)) as file:
        told = {str(each.Contents) for page in file.pages for each in page.obj.get("/Annots", [])}

    assert {"Källa 1", "Källa 2", "Källa 3", "https://example.org/insatser/1/"} <= told
    assert any(text.startswith("1 Ett mer hälsofrämjande") for text in told)


def test_it_tells_its_title_maker_and_day(written: bytes) -> None:
    with pikepdf.open(io.BytesIO(written)) as file:
        info = {key: str(value) for key, value in file.docinfo.items()}

    assert info["/Title"] == "Uppföljning av exempelplanen 2020–2023"
    assert info["/Author"] == "Region Exempel"
    assert info["/CreationDate"].startswith("D:20240301")


def test_letters_of_every_latin_script_are_in_our_own_fonts(offline: list[object]) -> None:
    text = "Åäö Šárá Čuovvo Ŋ ŧ ž Łódź ğ ș − ½ “”’… 1\u202f250 å\u2011ä\u2009%"
    document = Document(text, "", text, Facts(()), text, (Section("a", text, (Paragraph(words(text)),)),))

    with pikepdf.open(io.BytesIO(pdf.write(replace(document, with_contents=False)))) as file:
        names = {str(each.BaseFont) for each in file.objects if _is_font(each)}

    assert names and all("+Handslag-" in name for name in names)


def _is_font(thing: object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and str(thing.get("/Subtype")) == "/Type0"


# Length


def test_a_short_report_is_set_in_a_smaller_size_until_it_fits() -> None:
    few, many = short(paragraphs=3), short(paragraphs=8)

    sizes = {count: _size(pdf.write(document)) for count, document in ((3, few), (8, many))}

    assert sizes[3] == pdf.SIZES[0]
    assert sizes[8] < sizes[3]


def _size(written: bytes) -> float:
    """The size of the text on the only page, in points."""
    document = pypdfium2.PdfDocument(written)
    assert len(document) == 1
    objects = [each for each in document[0].get_objects() if isinstance(each, pypdfium2.PdfTextObj)]
    shown = {round(each.get_font_size() * abs(each.get_matrix().a), 2) for each in objects}
    (size,) = shown & set(pdf.SIZES)
    return size


def test_a_report_that_cannot_fit_says_how_long_it_is() -> None:
    with pytest.raises(pdf.TooLong) as raised:
        pdf.write(short(paragraphs=40))

    assert raised.value.pages > raised.value.most == 1


def test_a_short_report_has_no_page_of_its_own_for_the_title_and_no_fault() -> None:
    written = pdf.write(short(paragraphs=2))

    assert len(pypdfium2.PdfDocument(written)) == 1
    assert faults(written) == []


def test_a_report_of_broad_tables_lies_down() -> None:
    written = pypdfium2.PdfDocument(pdf.write(replace(short(paragraphs=1), max_pages=None, landscape=True)))

    assert [round(side) for side in written[0].get_size()] == [842, 595]


def test_the_facts_of_a_short_report_run_on() -> None:
    text = printed(replace(short(paragraphs=1), mark=""))

    assert '<span class="muted">Bygger på:</span> 3 insatser · <span class="muted">Uppgifter från:</span>' in text
    assert '<table class="facts">' not in text


def test_the_work_for_tags_does_not_grow_with_the_square_of_the_pages() -> None:
    pdf._engine()
    from pydyf import PDF

    made = PDF()
    made.pages["Kids"].extend([7, 0, "R"])
    first = made.page_references

    assert made.page_references is first == (b"7 0 R",)
    made.pages["Kids"].extend([9, 0, "R"])
    assert made.page_references == (b"7 0 R", b"9 0 R")


# What it is made of


def test_the_same_report_is_the_same_file(written: bytes) -> None:
    assert pdf.write(sample()) == written


def test_nothing_is_fetched(written: bytes, offline: list[object]) -> None:
    assert offline == []


@pytest.mark.parametrize(
    "address", ["https://example.org/x.png", "file:///etc/passwd", "data:text/html,x", "relative.png"]
)
def test_what_is_not_ours_is_not_fetched(address: str, offline: list[object]) -> None:
    before = list(offline)

    with pytest.raises(ValueError, match="not ours"):
        pdf._fetcher().fetch(address)

    assert offline == before


def test_a_mark_with_quotes_stays_text_in_the_style_sheet() -> None:
    hostile = 'Utkast"; } body { display: none } @page { content: "'

    written = pdf.write(replace(short(paragraphs=1, most=2), mark=hostile))

    assert "Har rört sig" in pypdfium2.PdfDocument(written)[0].get_textpage().get_text_range()


def test_the_mark_of_a_report_is_text_and_nothing_else() -> None:
    text = printed(replace(sample(), mark="</style><script>"))

    assert "style>" not in text and "<script>" not in text


def test_a_system_without_pango_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: object, **named: object) -> object:
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **named)

    pdf._engine.cache_clear()
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(pdf.Unavailable, match="Installera " + re.escape(" ".join(pdf.NEEDED))):
        pdf.write(sample())
