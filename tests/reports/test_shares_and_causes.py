"""In every template and format: no share without what it is a share of, and no word of effect that the source does not carry."""

import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import docx as word
import openpyxl
import pypdfium2
import pytest
from django.contrib.auth.models import AnonymousUser
from pptx import Presentation

from handslag.documents import docx, html, pdf, pptx, xlsx
from handslag.documents.blocks import Document
from handslag.plans.models import Plan, Result
from handslag.reports import phrasing
from handslag.reports.building import Order, build
from handslag.reports.catalogue import TEMPLATES
from tests import factories as make
from tests.reports.conftest import DAY
from tests.reports.texts import lists, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_once")]
GRADES = ("", "none", "unclear", "plausible", "tested")
SHARE = re.compile(r"\d\s?(?:%|procent)")
BASED = re.compile(r"\d\s?(?:%|procent)(?: (?:av|\(av)\b|, n okänt)")


@pytest.fixture
def plan() -> Plan:
    """A plan with every kind of share, and an outcome of each grade of cause."""
    county = make.county(name="Provlän")
    make.municipality(parent=county, code="9901", name="Provstad")
    lead = make.organisation(county=county, key="regionen")
    made = make.plan(county=county, lead=lead)
    row = make.initiative(made, serves=make.goal(made, code="1"), title="Kvällsöppet", places_precision="county")
    make.participation(row, lead, role="lead")
    share = {"label": "nöjda", "unit": "%", "value": Decimal(51), "value_decimals": 0}
    for owner in (row, made):
        make.figure(owner, **share)
        make.figure(owner, **share, denominator=27)
        make.figure(owner, **share, n_answering=135, n_asked=400)
        make.figure(
            owner, **{**share, "value": Decimal("33.3"), "unit": "procent", "value_decimals": 1}, approximate=True
        )
        answers = [{"label": "bra", "percent": "41"}, {"label": "dåligt", "percent": "8.5"}]
        make.survey(owner, answers=answers, n_answering=135)
        make.survey(owner, answers=answers)
    make.post(row, percent=Decimal("37.5"), count=2, shares={"samordning": 60, "stöd": 40})
    for grade in GRADES:
        Result.objects.create(initiative=row, kind="outcome", text=f"Följd {grade or 'osagd'}.", attribution=grade)
    return made


def built(plan: Plan, template: str) -> Document:
    narrowed = {
        "goal": {"goal": plan.goals.get().uuid},
        "area": {"area": "9901"},
        "organisation": {"organisation": plan.lead.uuid},
        "year": {"year": 2031},
    }.get(TEMPLATES[template].needs, {})
    return build(Order(plan=plan, template=template, **narrowed), user=AnonymousUser(), today=DAY).document


def in_html(document: Document) -> Iterator[str]:
    body = html.page(document).partition("<body")[2]
    yield from re.sub(r"<[^>]+>", "", re.sub(r"</(?:text|p|li|t[dh]|dd|dt|title|desc|h\d)>", "\n", body)).splitlines()


def in_pdf(document: Document) -> Iterator[str]:
    for page in pypdfium2.PdfDocument(pdf.write(document)):
        yield page.get_textpage().get_text_bounded().replace("\r\n", " ")


def in_docx(document: Document) -> Iterator[str]:
    for node in word.Document(io.BytesIO(docx.write(document))).element.body.iter():
        if node.tag.endswith("}p"):
            yield "".join(each.text or "" for each in node.iter() if each.tag.endswith("}t"))


def in_pptx(document: Document) -> Iterator[str]:
    for slide in Presentation(io.BytesIO(pptx.write(document))).slides:
        for part in (slide, slide.notes_slide if slide.has_notes_slide else None):
            for node in part.element.iter() if part else ():
                if node.tag.endswith("}p"):
                    yield "".join(each.text or "" for each in node.iter() if each.tag.endswith("}t"))


def in_xlsx(document: Document) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(xlsx.write(document))).worksheets:
        for row in sheet.iter_rows():
            # A number as a per cent stands alone in its cell: what it is of stands beside it.
            typed = [f"{each.value:g} %" for each in row if "%" in each.number_format and each.value is not None]
            assert not typed or BASED.search(" ".join(str(each.value) for each in row)), typed
            yield from (each.value for each in row if isinstance(each.value, str))


READ: dict[str, Callable[[Document], Iterator[str]]] = {
    "html": in_html,
    "pdf": in_pdf,
    "docx": in_docx,
    "pptx": in_pptx,
    "xlsx": in_xlsx,
}


def bare_shares(said: list[str]) -> list[str]:
    """Return what says a share without saying of what."""
    plain = [text.replace("\u00a0", " ").replace("\u00ad", "") for text in said]
    return [text for text in plain if len(SHARE.findall(text)) > len(BASED.findall(text))]


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_share_is_told_without_what_it_is_of(plan: Plan, template: str) -> None:
    document = built(plan, template)
    said = [*texts(document), *lists(document)]

    assert bare_shares(said) == []
    if template in ("full", "goal", "extract"):
        assert sum(bool(SHARE.search(text)) for text in said) > 3


@pytest.mark.parametrize(
    ("template", "file_format"), [("full", name) for name in TEMPLATES["full"].formats] + [("slides", "pptx")]
)
def test_no_format_loses_what_a_share_is_of(plan: Plan, template: str, file_format: str) -> None:
    said = list(READ[file_format](built(plan, template)))

    assert bare_shares(said) == []
    assert any("51" in text for text in said)


@pytest.mark.parametrize("file_format", TEMPLATES["full"].formats)
def test_a_word_of_effect_stands_only_where_it_was_tested(plan: Plan, file_format: str) -> None:
    said = re.sub(r"\s+", " ", " ".join(READ[file_format](built(plan, "full"))).replace("\u00ad", ""))

    assert re.findall(r"Insatsen ledde till[^.]*", said) == (
        [] if file_format == "xlsx" else ["Insatsen ledde till (prövat med jämförelse): Följd tested"]
    )
    if file_format != "xlsx":  # there the cause stands in a column of its own
        for grade in GRADES:
            assert f"{phrasing.OUTCOMES[grade]}: Följd {grade or 'osagd'}." in said
    assert said.count("ledde till") == (0 if file_format == "xlsx" else 2)  # the other says how we write
