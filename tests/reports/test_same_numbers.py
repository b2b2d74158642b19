"""Web, PDF, Word, PowerPoint and Excel hold the same figures, and those are the queries' own."""

import csv
import io
import json
import re
from dataclasses import replace

import docx as word
import openpyxl
import pypdfium2
import pytest
from django.contrib.auth.models import AnonymousUser
from pptx import Presentation

from handslag.documents import docx, html, pdf, pptx, xlsx
from handslag.documents.blocks import Document, Figure, Table, every_block
from handslag.documents.stored import from_json, to_json
from handslag.plans.queries.goals import goal_tree
from handslag.plans.queries.overview import goal_states, status_counts
from handslag.plans.queries.rows import initiative_rows
from handslag.reports.building import Order, build
from handslag.reports.making import as_csv
from handslag.reports.sections.account_lists import ANSWERS
from tests.reports.conftest import DAY
from tests.reports.money_world import kept
from tests.reports.texts import figures, lists, texts

pytestmark = pytest.mark.usefixtures("only_once")


def bare(document: Document) -> Document:
    """Return the document without its numbered sources and contents: note and page numbers are a format's own."""

    def stripped(value: object) -> object:
        if isinstance(value, dict):
            return {key: stripped(inner) for key, inner in value.items() if key != "cites"}
        return [stripped(inner) for inner in value] if isinstance(value, list) else value

    plain = from_json(json.dumps(stripped(json.loads(to_json(document)))))
    return replace(plain, with_contents=False)


def told(document: Document) -> set[str]:
    made = document.made_on
    return figures("\n".join(texts(document))) | {str(made.day), str(made.year)} | _help(document)


def _help(document: Document) -> set[str]:
    return figures("\n".join(texts(replace(document, sections=(), facts=document.facts)))) | (
        {number for block in document.help.blocks for run in block.words for number in figures(run.text)}
        if document.help
        else set()
    )


def in_html(document: Document) -> set[str]:
    page = html.page(document)
    body = page[page.index("<body") :]
    # A drawing is two pictures of one table, which stands beside it: its coordinates are no figures.
    body = re.sub(r"<svg.*?</svg>", " ", body, flags=re.DOTALL)
    return figures(re.sub(r"<[^>]+>", "\n", body).replace("&nbsp;", "\u00a0"))


def in_pdf(document: Document) -> set[str]:
    pages = pypdfium2.PdfDocument(pdf.write(document))
    text = "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    return figures(re.sub(r"Sida \d+ av \d+", "", text))


def on_axes(document: Document) -> set[str]:
    """Return the figures of the scales: a PDF holds a drawing's letters, where others hold the data beside it."""
    drawn = [
        block.drawing.broad
        for part in document.walk()
        for block in every_block(part.blocks)
        if isinstance(block, Figure)
    ]
    return {figure for body in drawn for figure in figures("\n".join(re.findall(r"<text[^>]*>([^<]*)</text>", body)))}


def in_docx(document: Document) -> set[str]:
    opened = word.Document(io.BytesIO(docx.write(document)))
    parts = [opened.element.body, *(section.footer._element for section in opened.sections)]
    paragraphs = [node for part in parts for node in part.iter() if node.tag.endswith("}p")]
    lines = ["".join(node.text or "" for node in each.iter() if node.tag.endswith("}t")) for each in paragraphs]
    # Word counts tables and figures by itself.
    return figures("\n".join(re.sub(r"(Tabell|Figur)\s*\d+", "", line) for line in lines))


def in_pptx(document: Document) -> set[str]:
    found: list[str] = []
    for slide in Presentation(io.BytesIO(pptx.write(document))).slides:
        for part in (slide.element, slide.notes_slide.element if slide.has_notes_slide else None):
            if part is not None:
                found += _said(part)
    return figures("\n".join(found))


def _said(part) -> list[str]:
    """Return the texts of a slide, its own number left out."""
    fields = {id(node) for field in part.iter() if field.tag.endswith("}fld") for node in field.iter()}
    return [node.text or "" for node in part.iter() if node.tag.endswith("}t") and id(node) not in fields]


def in_xlsx(document: Document) -> set[str]:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(document)))
    found = set()
    for sheet in book.worksheets[1:]:  # the first is the list of sheets
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                found.add(f"{abs(cell.value):.12g}".replace(".", ","))
            elif isinstance(cell.value, str):
                found |= figures(cell.value)
    return found


@pytest.fixture
def full(report) -> Document:
    return bare(report("full"))


def test_web_pdf_and_word_hold_the_same_figures(full):
    wanted = told(full)

    assert in_html(full) == wanted
    assert in_pdf(full) - on_axes(full) == wanted - on_axes(full)
    assert in_docx(full) == wanted
    assert len(on_axes(full) - wanted) < 12


def test_the_slides_hold_no_figure_of_their_own(report, full):
    slides = bare(report("slides"))

    assert in_pptx(slides) <= told(slides)
    assert told(slides) <= told(full)
    assert len(in_pptx(slides)) > 30


def test_excel_holds_no_figure_of_its_own(full):
    squeezed = {number.replace(" ", "") for number in told(full) | figures("\n".join(lists(full)))}

    found = {number.replace(" ", "") for number in in_xlsx(full)}

    assert found <= squeezed | {str(n) for n in range(1, 40)}  # rows of the lists of sources are counted
    assert len(found) > 40


def test_money_has_the_same_figures_in_every_format(report, plan):
    kept(plan)
    document = bare(report("full"))
    wanted, slides = told(document), bare(report("slides"))
    squeezed = {number.replace(" ", "") for number in wanted | figures("\n".join(lists(document)))}

    assert {"250 000", "1 200 000", "410 000"} <= wanted
    assert in_html(document) == wanted
    assert in_pdf(document) - on_axes(document) == wanted - on_axes(document)
    assert in_docx(document) == wanted
    assert in_pptx(slides) <= told(slides) <= wanted
    assert {number.replace(" ", "") for number in in_xlsx(document)} <= squeezed | {str(n) for n in range(1, 40)}


def test_the_figures_are_those_of_the_queries(report, plan, visitor):
    document = report("full")
    rows = initiative_rows(plan, user=visitor, day=DAY, parts=frozenset({"goals"}))
    tables = {
        block.key: block
        for section in document.walk()
        for block in every_block(section.blocks)
        if isinstance(block, Table)
    }

    drawn = next(
        block for section in document.walk() for block in section.blocks if getattr(block, "chart", None) is not None
    )
    assert dict(zip(drawn.chart.categories, drawn.chart.series[0].values, strict=True)) == {
        row[0]: int(row[1]) for row in drawn.drawing.rows
    }
    assert [each.n for each in status_counts(rows)] == list(drawn.chart.series[0].values)
    tree = goal_tree(plan, notes=True)
    counted = [len(state.rows) for state in goal_states(tree, rows).values()]
    assert [row[-1].value or 0 for row in tables["tackning"].rows] == counted


@pytest.fixture
def an_account(plan) -> Document:
    order = Order(plan=plan, template="account", year=2020)
    return bare(build(order, user=AnonymousUser(), today=DAY).document)


def test_every_format_of_an_account_holds_the_same_figures(an_account):
    wanted = told(an_account)
    squeezed = {number.replace(" ", "") for number in wanted | figures("\n".join(lists(an_account)))}

    assert in_html(an_account) == wanted
    assert in_pdf(an_account) == wanted
    assert in_docx(an_account) == wanted
    assert {number.replace(" ", "") for number in in_xlsx(an_account)} <= squeezed | {str(n) for n in range(1, 40)}


def test_an_account_in_csv_holds_the_sums_of_the_answers(an_account):
    table = next(each for each in an_account.lists if each.key == ANSWERS)

    rows = list(csv.reader(io.StringIO(as_csv(table).removeprefix("\ufeff")), delimiter=";"))

    assert len(rows) == len(table.rows) + 1
    assert [row[3] for row in rows[1:]] == ["" if row[3].value is None else str(row[3].value) for row in table.rows]
    assert figures("\n".join(row[2] for row in rows[1:])) <= told(an_account)
