"""What people write in the place of automatic texts stands in every format as they wrote it, and harms none."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from html import unescape

import docx as word
import openpyxl
import pypdfium2
import pytest
from django.contrib.auth.models import AnonymousUser
from pptx import Presentation

from handslag.documents import docx, html, pdf, pptx, xlsx
from handslag.documents.blocks import Document, Passage
from handslag.documents.markdown import MAX_CHARACTERS
from handslag.documents.stored import from_json, to_json
from handslag.plans.models import Plan, StatusEntry
from handslag.reports.building import Edit, Order, build
from handslag.reports.making import passages
from tests.public.markup import parse
from tests.reports.conftest import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_once")]
SITE = "https://handslag.example/"

HOSTILE = (
    """Vår text <script>alert(1)</script> <img src=x onerror=alert(1)> ]]> --> </style></svg> &lt;b&gt; {{ 7*7 }} =1+1

- [ett](javascript:alert(1)) [två](data:text/html,<script>) [tre](https://bra.example/?a=1&b=2 "x") [fyra](file:///etc/passwd)
- ![bild](https://ond.example/z.png) \u202eomvänt\u202c \u200fhöger שלום عربي 😀👩‍👩‍👧 e\u0301
- \x00\x01\x0b\x1b\x7f\ufffe\ud800 slut[^borta][^plan@borta]

1. """
    + "ordutanslut" * 300
)


def edited(plan: Plan, template: str, edits: Mapping[str, Edit], **more: object) -> Document:
    order = Order(plan=plan, template=template, site=SITE, edits=edits, **more)
    return build(order, user=AnonymousUser(), today=DAY).document


def everywhere(plan: Plan, template: str, text: str, **more: object) -> Document:
    """Return the report with a text in the place of each automatic one."""
    automatic = passages(edited(plan, template, {}, **more))
    assert automatic
    return edited(plan, template, {key: Edit(text, each.automatic) for key, each in automatic.items()}, **more)


def only(document: Document) -> Passage:
    (passage,) = [each for each in passages(document).values() if each.state != "automatic"]
    return passage


# Kept, and told of when what is under it has changed


def test_an_edited_text_is_kept_and_the_others_are_not_touched(plan: Plan) -> None:
    automatic = passages(edited(plan, "full", {}))
    key = "sammanfattning:framsteg"

    found = passages(edited(plan, "full", {key: Edit("Vi har **hunnit** långt.", automatic[key].automatic)}))

    assert (found[key].state, found[key].before) == ("edited", automatic[key].automatic)
    assert found[key].automatic == automatic[key].automatic
    assert {name: each for name, each in found.items() if name != key} == {
        name: each for name, each in automatic.items() if name != key
    }


def test_a_text_is_stale_when_what_it_stands_on_has_changed_and_shows_both(plan: Plan) -> None:
    key = "sammanfattning:framsteg"
    before = passages(edited(plan, "full", {}))[key].automatic
    row = plan.initiatives.get(number=1)
    StatusEntry.objects.create(initiative=row, status="stopped", as_of="2024-02-01")

    passage = only(edited(plan, "full", {key: Edit("Vår text.", before)}))

    assert passage.state == "stale" and passage.before == before != passage.automatic
    page = html.fragment(edited(plan, "full", {key: Edit("Vår text.", before)}), edit=lambda key: f"/andra/{key}/")
    assert "Vår text." in page


def test_the_automatic_text_given_back_as_it_is_reads_as_the_automatic_one(plan: Plan) -> None:
    for template in ("full", "managers"):
        automatic = passages(edited(plan, template, {}))
        given = {key: Edit(each.automatic, each.automatic) for key, each in automatic.items()}

        assert {key: each.state for key, each in passages(edited(plan, template, given)).items()} == dict.fromkeys(
            automatic, "edited"
        )
        assert visible(edited(plan, template, given)) == visible(edited(plan, template, {}))


def visible(document: Document) -> str:
    text = re.sub(r"<svg.*?</svg>", "", html.fragment(document), flags=re.DOTALL)
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", text))


# In every format


def in_html(document: Document) -> str:
    page = html.page(document)
    assert parse(page)[1] == []
    assert "<script" not in page and "onerror=" not in re.sub(r"&lt;img[^<]*", "", page)
    assert set(re.findall(r'(?:href|src)="([a-z]+):', page)) <= {"https", "data"}
    assert "ond.example" not in "".join(re.findall(r'src="[^"]*"', page))
    return unescape(re.sub(r"<[^>]+>", "", page))


def in_docx(document: Document) -> str:
    data = docx.write(document)
    return "\n".join(each.text for each in word.Document(io.BytesIO(data)).element.body.iter() if each.text) + links(
        data
    )


def in_pptx(document: Document) -> str:
    data, found = pptx.write(document), []
    for slide in Presentation(io.BytesIO(data)).slides:
        for part in (slide, slide.notes_slide if slide.has_notes_slide else None):
            found += [node.text for node in part.element.iter() if node.text] if part is not None else []
    return "\n".join(found) + links(data)


def in_xlsx(document: Document) -> str:
    data = xlsx.write(document)
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    return "\n".join(str(cell.value) for cell in cells if cell.value is not None) + links(data)


def in_pdf(document: Document) -> str:
    return "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf.write(document)))


def links(data: bytes) -> str:
    """Return nothing, having seen that a file of Office leads only to the web, and fetches nothing."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            if name.endswith(".rels"):
                outside = re.findall(r'<Relationship [^>]*TargetMode="External"[^>]*>', file.read(name).decode())
                assert all('Target="https://' in each and "/hyperlink" in each for each in outside)
    return ""


@pytest.mark.parametrize(
    ("parts", "read"),
    [
        (("summary", "background", "goals"), in_html),
        (("summary", "status"), in_docx),
        (("summary", "status"), in_xlsx),
        (("summary", "status"), in_pptx),
        (("summary",), in_pdf),
    ],
)
def test_a_hostile_text_is_text_like_any_other(
    plan: Plan, parts: tuple[str, ...], read: Callable[[Document], str]
) -> None:
    document = everywhere(plan, "full", HOSTILE, sections=parts)

    said = read(document)

    assert not set("\x00\x01\x0b\x1b\ufffe\u202e") & set(said)
    assert "borta" not in said
    assert read is in_xlsx or "Vår text <script>" in said  # Excel holds tables
    assert from_json(to_json(document)) == document


def test_the_longest_text_that_is_taken_in_is_written_in_every_format(plan: Plan) -> None:
    long = ("Ett stycke med ord i en mening som går vidare. " * 12 + "\n\n") * 200
    automatic = passages(edited(plan, "full", {}, sections=("background",)))
    key = "plan:bakgrund"
    edit = Edit(long[: MAX_CHARACTERS - 5] + " slut", automatic[key].automatic)
    document = edited(plan, "full", {key: edit}, sections=("background",))

    for read in (in_html, in_docx, in_pptx, in_pdf):
        assert "slut" in read(document)[-20_000:], read
