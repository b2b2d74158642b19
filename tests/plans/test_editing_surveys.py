"""Stated survey results, and figures about a plan, are changed in place as everything else."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from handslag.exchange.exporter import export_plan, to_json
from handslag.exchange.reader import read
from handslag.plans.forms.fields import AnswersField, answer_line
from handslag.plans.models import Initiative, StatedSurveyResult
from handslag.trust.models import Change
from handslag.trust.permissions import Role
from tests import factories as make
from tests.plans.conftest import Ground

pytestmark = pytest.mark.django_db
SURVEY = {
    "title": "Vad gav kursen?",
    "asked": "deltagare i kursen",
    "n_asked": "40",
    "n_answering": "32",
    "answers": "Mycket; 62,5; 20\nLite; ; 12\nInget",
    "themes": "Fler kvällar önskas",
    "finding": "De flesta hade nytta av kursen",
    "period": "våren 2024",
}
STORED = [
    {"label": "Mycket", "percent": "62.5", "count": 20},
    {"label": "Lite", "percent": None, "count": 12},
    {"label": "Inget", "percent": None, "count": None},
]


def survey_page(ground: Ground, client: Client) -> str:
    return client.get(reverse("survey", args=[ground.plan.county.slug, ground.plan.key])).content.decode()


def undo(ground: Ground, client: Client, change: Change) -> None:
    client.post(reverse("undo", args=[ground.plan.county.slug, change.pk]))


# An initiative's


def test_an_owner_adds_a_survey_result_and_it_stands_as_it_was_stated(ground: Ground) -> None:
    assert ground.owner.post(ground.url("add", "enkat", ground.mine), SURVEY).status_code == 302
    row = ground.mine.surveys.get()
    assert (row.answers, row.themes, row.n_asked, row.n_answering) == (STORED, ["Fler kvällar önskas"], 40, 32)
    page = ground.owner.get(ground.mine.get_absolute_url()).content.decode()
    for words in ("Vad gav kursen?", "62,5\u00a0%", "32 svarande", "av 40 tillfrågade", "Fler kvällar önskas"):
        assert words in page, words


def test_a_survey_result_is_changed_undone_and_withdrawn(ground: Ground) -> None:
    client = ground.owner
    client.post(ground.url("add", "enkat", ground.mine), SURVEY)
    row = ground.mine.surveys.get()
    address = ground.url("edit_row", "enkat", ground.mine, row.pk)
    assert "Mycket; 62,5; 20\nLite; ; 12\nInget" in client.get(address).content.decode()
    client.post(address, SURVEY | {"answers": "Mycket; 62,5; 20", "version": "1"})
    row.refresh_from_db()
    assert row.answers == STORED[:1]
    history = client.get(reverse("history", args=[ground.plan.county.slug, "initiative", ground.mine.uuid]))
    assert "Mycket 62,5\u00a0% 20; Lite 12; Inget" in history.content.decode()
    undo(ground, client, Change.objects.get(target_kind="survey", version=2))
    row.refresh_from_db()
    assert row.answers == STORED
    away = ground.url("withdraw_row", "enkat", ground.mine, row.pk)
    client.post(away, {"version": str(row.version), "reason": "Gällde en annan kurs"})
    assert not ground.mine.surveys.exists()
    assert StatedSurveyResult.everything.get(pk=row.pk).withdrawn_reason == "Gällde en annan kurs"


def test_a_survey_result_saved_as_it_was_is_no_change(ground: Ground) -> None:
    answers = [{"label": "Ja; tack", "percent": "51.0", "count": None}, *STORED]
    row = make.survey(ground.mine, answers=answers, n_answering=40)
    address = ground.url("edit_row", "enkat", ground.mine, row.pk)
    typed = "\n".join(answer_line(each) for each in answers)
    same = {"title": row.title, "asked": row.asked, "n_answering": "40", "answers": typed, "version": "1"}
    ground.owner.post(address, same)
    assert not Change.objects.filter(target_kind="survey").exists()


def test_what_another_changed_meanwhile_is_shown_beside(ground: Ground) -> None:
    row = make.survey(ground.mine, answers=STORED, n_answering=40)
    address, base = ground.url("edit_row", "enkat", ground.mine, row.pk), {"title": row.title, "asked": row.asked}
    ground.owner.post(address, {**base, "n_answering": "40", "answers": "Mycket; 1", "version": "1"})
    answer = ground.owner.post(address, {**base, "n_answering": "40", "answers": "Mycket; 2", "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Mycket; 1" in page
    assert "Mycket; 2</textarea>" in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("answers", "Mycket; 62,5; 20\nLite; hälften", "Rad 2: Andelen skrivs i procent"),
        ("answers", "Mycket; 101", "Rad 1: Andelen skrivs i procent"),
        ("answers", "Mycket; NaN", "Rad 1: Andelen skrivs i procent"),
        ("answers", "Mycket; 5; många", "Rad 1: Antalet är ett heltal."),
        ("answers", "; 5; 2", "Rad 1: Skriv svaret först"),
        ("answers", "Mycket; 5; 33", "Fler har valt ett av svaren än som har svarat."),
        ("n_answering", "41", "Fler kan inte ha svarat än som tillfrågades."),
        ("n_answering", "", "En andel säger inget utan sitt antal."),
        ("answers", "Test 121212-1212; 5", "personnummer"),
        ("themes", "Ring 070-123 45 67", "telefonnummer"),
    ],
)
def test_what_does_not_hold_is_told_and_what_was_typed_is_kept(ground: Ground, field, value, said) -> None:
    answer = ground.owner.post(ground.url("add", "enkat", ground.mine), SURVEY | {field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "De flesta hade nytta av kursen" in page
    assert value in page
    assert not ground.mine.surveys.exists()


def test_a_result_that_never_told_its_number_can_still_be_corrected(ground: Ground) -> None:
    row = make.survey(ground.mine, answers=STORED, n_answering=None)
    values = {"title": "Rättad", "asked": row.asked, "answers": "Mycket; 62,5; 20", "version": "1"}
    assert ground.owner.post(ground.url("edit_row", "enkat", ground.mine, row.pk), values).status_code == 302


@pytest.mark.parametrize(
    "answer",
    [*STORED, {"label": "a; b", "percent": None, "count": None}, {"label": "Noll", "percent": "0", "count": 0}],
)
def test_an_answer_is_read_as_it_is_shown(answer: dict) -> None:
    assert AnswersField().clean(answer_line(answer)) == [answer]


def test_only_the_owner_adds_to_a_draft(ground: Ground) -> None:
    address = ground.url("add", "enkat", ground.mine)
    assert ground.client(None).get(address)["Location"].startswith(reverse("sign_in"))
    assert ground.lead.post(address, SURVEY).status_code == 404
    Initiative.objects.update(visibility="public")
    for role in (Role.READER, Role.ADMINISTRATOR):
        assert ground.client(role, ground.mine.owner).post(address, SURVEY).status_code == 403
    assert ground.client(Role.COUNTY_LEAD, make.organisation()).post(address, SURVEY).status_code == 403
    assert not ground.mine.surveys.exists()


# The plan's


def test_the_lead_adds_survey_results_and_figures_of_the_plan_and_comes_back_to_them(ground: Ground) -> None:
    client = ground.lead
    place = reverse("survey", args=[ground.plan.county.slug, ground.plan.key])
    answer = client.post(ground.url("add", "plan-enkat", ground.plan), SURVEY | {"number": "3"})
    assert answer["Location"] == f"{place}#enkat"
    figure = {"kind": "answers", "label": "svar på enkäten", "value": "32", "denominator": "40"}
    assert client.post(ground.url("add", "plan-tal", ground.plan), figure)["Location"] == f"{place}#tal"
    page = survey_page(ground, client)
    for words in ("3. Vad gav kursen?", "svar på enkäten", "av 40", "/andra/plan-tal/", "/andra/plan-enkat/"):
        assert words in page, words
    visitor = survey_page(ground, ground.client(None))
    assert "svar på enkäten" in visitor
    assert "/andra/" not in visitor
    assert "/lagg-till/" not in visitor


def test_a_figure_of_the_plan_is_changed_undone_and_withdrawn(ground: Ground) -> None:
    client = ground.lead
    figure = {"kind": "answers", "label": "svar", "value": "32"}
    client.post(ground.url("add", "plan-tal", ground.plan), figure)
    row = ground.plan.figures.get()
    client.post(ground.url("edit_row", "plan-tal", ground.plan, row.pk), {**figure, "value": "33", "version": "1"})
    assert ground.plan.figures.get().value == 33
    undo(ground, client, Change.objects.get(target_kind="figure", version=2))
    assert ground.plan.figures.get().value == 32
    away = ground.url("withdraw_row", "plan-tal", ground.plan, row.pk)
    gone = client.post(away, {"version": "3", "reason": "Räknat två gånger"})
    assert gone["Location"] == reverse("survey", args=[ground.plan.county.slug, ground.plan.key])
    assert not ground.plan.figures.exists()
    history = client.get(reverse("history", args=[ground.plan.county.slug, "plan", ground.plan.uuid]))
    assert "Räknat två gånger" in history.content.decode()


@pytest.mark.parametrize("part", ["plan-enkat", "plan-tal"])
def test_only_the_lead_of_the_plan_adds_to_it(ground: Ground, part: str) -> None:
    address = ground.url("add", part, ground.plan)
    values = SURVEY | {"kind": "answers", "label": "svar"}
    assert ground.client(None).get(address)["Location"].startswith(reverse("sign_in"))
    assert ground.owner.post(address, values).status_code == 403
    assert ground.client(Role.INITIATIVE_OWNER, ground.plan.lead).post(address, values).status_code == 403
    assert ground.client(Role.COUNTY_LEAD, make.organisation()).post(address, values).status_code == 403


def test_a_figure_of_an_initiative_is_not_reached_through_the_plan(ground: Ground) -> None:
    row = make.figure(make.initiative(ground.plan, owner=ground.plan.lead))
    assert ground.lead.get(ground.url("edit_row", "plan-tal", ground.plan, row.pk)).status_code == 404


def test_what_was_added_is_in_the_export_and_can_be_read_in(ground: Ground, tmp_path) -> None:
    ground.lead.post(ground.url("add", "plan-enkat", ground.plan), SURVEY)
    file = tmp_path / "plan.json"
    file.write_text(to_json(export_plan(ground.plan)), encoding="utf-8")
    told = json.loads(file.read_text(encoding="utf-8"))["plan"]["surveys"]
    assert [each["answers"] for each in told] == [STORED]
    assert read(file).plan.surveys[0].answers[0].label == "Mycket"
