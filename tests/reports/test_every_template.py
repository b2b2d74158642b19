"""Every template builds for every example and for a plan with nothing in it, and every writer takes what comes out."""

import io
import re
from collections import Counter

import docx as word
import openpyxl
import pypdfium2
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from pptx import Presentation

from handslag.documents import docx, html, pdf, pptx, xlsx
from handslag.documents.blocks import Document, Passage, Table, every_block
from handslag.documents.stored import from_json, to_json
from handslag.places.models import Area, Organisation
from handslag.plans.models import Plan
from handslag.reports import building
from handslag.reports.building import CannotBuild, Order, build
from handslag.reports.catalogue import TEMPLATES
from handslag.reports.gather import Ground, gather
from handslag.reports.sections import PARTS
from tests import factories as make
from tests.public.markup import parse
from tests.reports.conftest import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_once")]
SAFE = re.compile(r"[a-z][a-z0-9_-]*", re.ASCII)


def orders(plan: Plan, template: str) -> list[Order]:
    """Return what can be asked for of a plan in a template: the first goal, place and organisation there are."""
    plain = {"plan": plan, "template": template, "site": "https://handslag.example/", "mark": "Utkast"}
    scope = TEMPLATES[template].scope
    goals = [{"goal": each.uuid} for each in plan.goals.exclude(kind="question").order_by("id")[:1]]
    towns = [
        {"area": each.code}
        for each in Area.objects.filter(parent=plan.county, kind=Area.MUNICIPALITY).order_by("code")[:1]
    ]
    parties = [
        {"organisation": each.uuid} for each in Organisation.objects.filter(county=plan.county).order_by("id")[:1]
    ]
    narrowed = {
        "": [{}],
        "goal": goals,
        "area": towns,
        "organisation": parties,
        "year": [{"year": 2020}, {"year": 2026}, {"year": 2031}],
        "area or organisation": [{}, *towns, *parties],
    }
    return [Order(**plain, **more) for more in narrowed[scope]]


def built(order: Order) -> Document:
    return build(order, user=AnonymousUser(), today=DAY).document


def twice(keys: list[str]) -> list[str]:
    return [key for key, n in Counter(keys).items() if n > 1]


def assert_sound(document: Document) -> None:
    """What `blocks` promises of keys holds, an edition of it can be kept, and its web page is valid."""
    sections = list(document.walk())
    blocks = [block for section in sections for block in every_block((*section.blocks, *section.notes))]
    tables = [block.key for block in (*blocks, *document.lists) if isinstance(block, Table)]
    drawings = [block.drawing.key for block in blocks if hasattr(block, "drawing")]
    passages = [block.key for block in blocks if isinstance(block, Passage)]

    assert twice([section.key for section in sections]) == []
    assert twice(tables) == [] and twice(drawings) == [] and twice(passages) == []
    assert all(SAFE.fullmatch(key) for key in (*tables, *(section.key for section in sections)))
    assert all(section.title.strip() for section in sections)
    assert all(len(row) == len(table.columns) for table in document.lists for row in table.rows)
    assert all(len(row) == len(b.columns) for b in blocks if isinstance(b, Table) for row in b.rows)
    assert from_json(to_json(document)) == document
    assert parse(html.page(document))[1] == []


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("key", ["orebro-2020-2023", "exempellan-2026"])
def test_a_template_builds_for_an_example(key: str, template: str) -> None:
    asked = orders(Plan.objects.select_related("county", "lead").get(key=key), template)

    assert asked
    for order in asked:
        assert_sound(built(order))


@pytest.mark.parametrize("template", TEMPLATES)
def test_sections_ask_the_database_nothing(plan: Plan, template: str, monkeypatch) -> None:
    """All is read in one moment: what were asked for after it could tell of another."""
    asked: list[str] = []

    def gathered(*args: object, **more: object) -> Ground:
        ground = gather(*args, **more)
        asked.clear()
        return ground

    monkeypatch.setattr(building, "gather", gathered)
    (order, *_) = orders(plan, template)
    with connection.execute_wrapper(lambda execute, sql, *more: asked.append(sql) or execute(sql, *more)):
        built(order)

    assert asked == []


@pytest.fixture
def empty() -> Plan:
    """A draft without goals, initiatives, lead or period, in a county with one municipality and no organisation."""
    county = make.county(name="Tomma länet")
    make.municipality(parent=county)
    return make.plan(county=county, status="draft", visibility="draft")


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_builds_for_a_plan_with_nothing_in_it(empty: Plan, template: str) -> None:
    scope = TEMPLATES[template].needs
    asked = orders(empty, template)

    assert bool(asked) == (scope not in ("goal", "organisation"))
    for order in asked:
        document = built(order)
        assert_sound(document)
        assert document.sections and document.title


@pytest.mark.parametrize(
    ("template", "words"), [("goal", "ett mål"), ("extract", "en organisation"), ("area", "län"), ("account", "ett år")]
)
def test_what_a_template_needs_is_asked_for(empty: Plan, template: str, words: str) -> None:
    with pytest.raises(CannotBuild, match=words):
        built(Order(plan=empty, template=template))


WRITERS = {
    "docx": (docx.write, lambda data: word.Document(data).element),
    "pptx": (pptx.write, lambda data: Presentation(data).slides[0]),
    "xlsx": (xlsx.write, lambda data: openpyxl.load_workbook(data).worksheets[0]),
    "pdf": (pdf.write, lambda data: pypdfium2.PdfDocument(data)[0]),
}


@pytest.mark.parametrize(
    ("template", "file_format"),
    [(key, name) for key, each in TEMPLATES.items() for name in each.formats if name != "html"],
)
def test_every_writer_takes_a_report_of_a_plan_with_nothing_in_it(empty: Plan, template: str, file_format: str) -> None:
    write, opened = WRITERS[file_format]

    for order in orders(empty, template)[:1]:
        assert opened(io.BytesIO(write(built(order)))) is not None


@pytest.mark.parametrize(
    ("template", "file_format"),
    [
        ("area", "docx"),
        ("extract", "xlsx"),
        ("goal", "docx"),
        ("goal", "xlsx"),
        ("slides", "pptx"),
        ("extract", "pdf"),
        ("activities", "pdf"),
    ],
)
def test_writers_take_reports_of_the_example(plan: Plan, template: str, file_format: str) -> None:
    write, opened = WRITERS[file_format]

    assert opened(io.BytesIO(write(built(orders(plan, template)[-1])))) is not None


def test_every_part_of_every_template_is_written() -> None:
    assert {part.key for template in TEMPLATES.values() for part in template.parts} == set(PARTS)
