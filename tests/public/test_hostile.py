"""Hostile and merely odd texts are kept as they are, shown escaped, and break no page and no file (R124)."""

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.html import escape

from handslag.places.models import Area, Organisation
from handslag.plans.indexing import index_plan
from handslag.plans.models import GoalNode, Initiative, Plan, Result, StatedSurveyResult, Term
from tests import factories as make
from tests.public.markup import elements, parse, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
SCRIPT = "<script>alert(1)</script>"
ODD = {
    "script": SCRIPT,
    "attribute": "\"><img src=x onerror=alert(1)> ' onmouseover='x",
    "template": "{{ settings.SECRET_KEY }} {% load static %}",
    "longest": "Lång titel " * 45 + "slut.",  # 500 characters: the most that a title may have
    "unbroken": "å" * 500,
    "soft hyphens": "närvaro\u00adfrämjande  två  mellanslag",
    "emoji": "👩‍👩‍👧 hälsa 🎗️",
    "right to left": "\u202eomvänd\u202c العربية עברית",
    "combining": "a\u0301\u0302\u0303 z̸̡͘a̴l̵g̶o̷",
    "entities": "&lt;b&gt; &amp; &#60;",
    "formula": "=1+1",
}
TITLE_LENGTH = 500
assert max(map(len, ODD.values())) == TITLE_LENGTH


class World:
    """A county whose every title and text is the odd one."""

    def __init__(self, odd: str) -> None:
        self.area = make.county(parent=Area.objects.get(kind=Area.COUNTRY), name=odd[:200])
        self.organisation = make.organisation(county=self.area, name=odd, aliases=[odd], note=odd)
        self.plan = make.plan(county=self.area, lead=self.organisation, title=odd, adopted_by=odd,
                              state_as_of_text=odd[:200])  # fmt: skip
        self.above = make.goal(self.plan, kind="goal_area", title=odd, public_line=odd[:200])
        self.goal = make.goal(self.plan, parent=self.above, title=odd, text=odd, plain=odd, aliases=[odd])
        make.goal(self.plan, parent=self.goal, kind="question", title=odd)
        self.quiet = make.goal(self.plan, title=odd)
        make.coverage_note(make.goal(self.plan, title=odd), role=odd[:200], text=odd)
        Term.objects.create(plan=self.plan, key="ord", term=odd[:200], kind="concept", definition=odd, wording="own")
        self.initiative = self._initiative(odd)
        other = make.initiative(self.plan, title=odd, serves=self.above, listing="mentioned")
        make.relation(self.initiative, "continues_as", other)
        self._statements(odd)
        index_plan(self.plan)

    def _initiative(self, odd: str) -> Initiative:
        made = make.initiative(self.plan, serves=self.goal, title=odd, source_title=odd, aliases=[odd], summary=odd,
                               purpose=odd, background=odd, report_place=odd, missing=[odd], owner=self.organisation,
                               places_note=odd, period_text=odd, about_suicide=True)  # fmt: skip
        make.contribution(made, self.quiet, origin="proposed")
        make.status(made, "struggling", words=odd, reason=odd, as_of_text=odd[:200], role=odd[:200])
        made.target_groups.add(make.target_group(self.plan, title=odd[:200]))
        made.methods.add(make.method(self.plan, title=odd[:200]))
        make.participation(made, self.organisation, text=odd)
        return made

    def _statements(self, odd: str) -> None:
        for owner in (self.initiative, self.plan):
            make.obstacle(owner, text=odd)
            make.recommendation(owner, text=odd, by=odd[:300], to=odd[:300])
            make.figure(owner, label=odd, text=odd, unit=odd[:100], place_text=odd[:300], missing=odd)
        make.post(self.initiative, role=odd[:300], placed_at=odd, stated_differently=odd, shares={odd: "50"})
        Result.objects.create(initiative=self.initiative, kind="adverse_experience", text=odd)
        StatedSurveyResult.objects.create(
            plan=self.plan, key="e", title=odd, question=odd, asked=odd, finding=odd, themes=[odd],
            answers=[{"label": odd, "percent": "51", "count": 3}],
        )  # fmt: skip
        document = make.document(title=odd, publisher=odd, note=odd)
        make.citation(self.initiative.uuid, of=self.initiative, kind="initiative", field="title", document=document)
        make.citation(self.initiative.uuid, of=self.initiative, kind="initiative", field="summary", ours=odd)
        self.source = f"/kallor/{document.key}/"

    def pages(self) -> dict[str, str]:
        county, plan = f"/{self.area.slug}", f"/{self.area.slug}/planer/{self.plan.key}"
        return {
            "lage": f"{county}/", "counties": "/lan/", "open_data": "/om/oppna-data/", "source": self.source,
            "sources": "/kallor/", "plans": f"{county}/planer/", "plan": f"{plan}/", "goal": self.goal.get_absolute_url(),
            "goal_above": self.above.get_absolute_url(), "questions": f"{plan}/fragor/", "terms": f"{plan}/begrepp/",
            "survey": f"{plan}/enkat/", "coverage": f"{plan}/luckor/?rad={self.goal.uuid}&kolumn=*",
            "coverage_of_groups": f"{plan}/luckor/?rader=groups&kolumner=target_group", "thread": f"{plan}/trad/",
            "register": f"{county}/insatser/", "timeline": f"{county}/insatser/tidslinje/",
            "initiative": self.initiative.get_absolute_url(), "obstacles": f"{county}/hinder/",
            "recommendations": f"{county}/rekommendationer/", "organisations": f"{county}/organisationer/",
            "organisation": f"{county}/organisationer/{self.organisation.uuid}/",
            "together": f"{county}/organisationer/samverkan/", "search": f"{county}/sok/?q=e",
        }  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_r124_odd_texts_break_no_page_and_are_shown_as_they_are(client: Client, kind: str) -> None:
    odd = ODD[kind]
    for name, address in World(odd).pages().items():
        answer = client.get(address)
        text = answer.content.decode()
        assert answer.status_code == 200, name
        root, faults = parse(text)
        assert faults == [], name
        assert not [each for each in elements(root, "script") if not each.get("src")], name
        assert not [each for each in elements(root) if {"onerror", "onmouseover"} & each.attrib.keys()], name
        if name not in ("search", "thread"):
            assert " ".join(odd[:60].split()) in text_of(root), name


@pytest.mark.parametrize("name", ["register", "search"])
def test_r124_a_fragment_is_escaped_too(client: Client, name: str) -> None:
    address = World(SCRIPT).pages()[name]
    text = client.get(address, {"q": "script"}, headers={"HX-Request": "true"}).content.decode()

    assert SCRIPT not in text
    assert escape(SCRIPT) in text


def test_r124_an_odd_title_is_found_again_by_search(client: Client) -> None:
    world = World(ODD["soft hyphens"])
    for query in ("närvarofrämjande", "narvaroframjande", "närvaro\u00adfrämjande"):
        answer = client.get(f"/{world.area.slug}/insatser/", {"q": query})
        assert [row.uuid for row in answer.context["found"].rows] == [world.initiative.uuid], query


# Files for spreadsheets

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://ond.example")',
    "=cmd|' /C calc'!A0",
)


@pytest.fixture
def register_of() -> Callable[[str], str]:
    """A function that makes a register with one initiative of this title and returns its address."""

    def make_one(title: str) -> str:
        area = make.county(parent=Area.objects.get(kind=Area.COUNTRY))
        plan = make.plan(county=area)
        make.initiative(plan, title=title, serves=make.goal(plan, title=title))
        return f"/{area.slug}/insatser/register"

    return make_one


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_csv_file_holds_no_formula(client: Client, register_of, formula: str) -> None:
    text = client.get(f"{register_of(formula)}.csv").content.decode("utf-8-sig")
    (_, row) = csv.reader(io.StringIO(text, newline=""), delimiter=";")

    assert f"'{formula}" in row
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@pytest.mark.parametrize("formula", FORMULAS)
def test_an_excel_file_holds_text_only(client: Client, register_of, formula: str) -> None:
    content = client.get(f"{register_of(formula)}.xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active

    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert sheet["B2"].value.replace("_x000D_", "\r") == formula  # the file's own way to write that mark
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not [name for name in names if "external" in name.lower() or "vba" in name.lower()]


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_coverage_file_holds_no_formula(client: Client, formula: str) -> None:
    area = make.county(parent=Area.objects.get(kind=Area.COUNTRY))
    plan = make.plan(county=area)
    make.goal(plan, title=formula)
    text = client.get(f"/{area.slug}/planer/{plan.key}/luckor.csv").content.decode("utf-8-sig")

    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row), row


def test_odd_titles_pass_through_the_files_unchanged(client: Client, register_of) -> None:
    for kind in ("script", "longest", "soft hyphens", "emoji", "right to left", "entities"):
        register = register_of(ODD[kind])
        rows = list(csv.reader(io.StringIO(client.get(f"{register}.csv").content.decode("utf-8-sig")), delimiter=";"))
        sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{register}.xlsx").content)).active
        assert rows[1][1] == sheet["B2"].value == ODD[kind]


def test_a_file_is_named_by_the_plan_and_not_by_its_title(client: Client, register_of) -> None:
    answer = client.get(f"{register_of(SCRIPT)}.csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="insatser-plan-')


# Longer than a title may be


@pytest.mark.parametrize(
    ("model", "field"), [(Initiative, "title"), (GoalNode, "title"), (Organisation, "name"), (Plan, "title")]
)
def test_a_title_over_500_characters_is_refused(model, field: str) -> None:
    thing = model(**{field: "å" * (TITLE_LENGTH + 1)})
    with pytest.raises(ValidationError) as caught:
        thing.clean_fields()
    assert field in caught.value.message_dict


@pytest.mark.parametrize("length", [TITLE_LENGTH + 1, 10_000])
def test_a_file_with_a_longer_title_is_refused_with_its_line(tmp_path: Path, length: int) -> None:
    file = tmp_path / "insatser.yaml"
    file.write_text(
        f"initiatives:\n  - id: lang\n    title: {'å' * length}\n    visibility: public\n", encoding="utf-8"
    )

    with pytest.raises(CommandError) as caught:
        call_command("import", file)

    assert "insatser.yaml" in str(caught.value) and "title" in str(caught.value)
    assert not Initiative.objects.filter(key="lang").exists()
