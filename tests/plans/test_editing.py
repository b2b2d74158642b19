"""Everything on a page can be changed by those whose it is, is told of, and can be taken back."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handslag.exchange.exporter import export_plan, to_json
from handslag.exchange.reader import read
from handslag.exchange.versions import freeze
from handslag.plans import actions
from handslag.plans.editors import EDITORS
from handslag.plans.models import Initiative, Obstacle
from handslag.trust.changes import OPERATOR
from handslag.trust.models import AuditEvent, Change, Citation, SearchEntry
from handslag.trust.permissions import Role
from tests import factories as make
from tests.plans.conftest import Ground

pytestmark = pytest.mark.django_db


def obstacle(**more: str) -> dict[str, str]:
    return {"text": "Få ledare på kvällar", "theme": "staffing", "state": "open", **more}


# Rights: right role, wrong role, other county, no login


def test_r119_the_owner_changes_its_own_draft(ground: Ground) -> None:
    answer = ground.owner.post(ground.url("add", "hinder", ground.mine), obstacle())
    assert answer.status_code == 302
    assert ground.mine.obstacles.get().text == "Få ledare på kvällar"


def test_r119_a_stranger_is_asked_to_sign_in(ground: Ground) -> None:
    answer = ground.client(None).get(ground.url("add", "hinder", ground.mine))
    assert answer["Location"].startswith(reverse("sign_in"))


@pytest.mark.parametrize("role", list(Role))
def test_r119_another_organisation_does_not_know_of_the_draft(ground: Ground, role: Role) -> None:
    other = make.organisation(county=ground.plan.county)
    for name, part, row in (("add", "hinder", ()), ("edit", "insats", ()), ("withdraw", "insats", ())):
        answer = ground.client(role, other).post(ground.url(name, part, ground.mine, *row), obstacle())
        assert answer.status_code == 404


def test_r119_not_even_the_lead_of_the_plan_changes_a_draft(ground: Ground) -> None:
    assert ground.lead.get(ground.url("edit", "insats", ground.mine)).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.COUNTY_LEAD,)])
def test_r119_others_read_what_is_public_and_do_not_change_it(ground: Ground, role: Role) -> None:
    Initiative.objects.update(visibility="public")
    other = make.organisation(county=ground.plan.county)
    client = ground.client(role, other)
    assert client.get(ground.mine.get_absolute_url()).status_code == 200
    for page, part in ((ground.mine, "insats"), (ground.goal, "mal"), (ground.plan, "plan")):
        assert client.get(ground.url("edit", part, page)).status_code == 403
        assert client.post(ground.url("edit", part, page), {"title": "x"}).status_code == 403
    assert not Change.objects.filter(scope=ground.plan.uuid).exists()


def test_r119_a_lead_of_another_county_changes_nothing_here(ground: Ground) -> None:
    Initiative.objects.update(visibility="public")
    foreign = make.plan(lead=make.organisation(), visibility="public")
    client = ground.client(Role.COUNTY_LEAD, foreign.lead)
    assert client.get(ground.url("edit", "plan", ground.plan)).status_code == 403
    assert client.get(ground.url("edit", "insats", ground.mine)).status_code == 403
    through = reverse("edit", args=[foreign.county.slug, "plan", ground.plan.uuid])
    assert client.get(through).status_code == 404


def test_r119_a_row_is_not_reached_through_another_page(ground: Ground) -> None:
    theirs = make.obstacle(make.initiative(ground.plan, owner=ground.plan.lead))
    address = ground.url("edit_row", "hinder", ground.mine, theirs.pk)
    assert ground.owner.post(address, obstacle(version="1")).status_code == 404


def test_a_reader_of_the_own_organisation_sees_no_ways_to_change(ground: Ground) -> None:
    Initiative.objects.update(visibility="internal")
    client = ground.client(Role.READER, ground.mine.owner)
    text = client.get(ground.mine.get_absolute_url()).content.decode()
    assert "/andra/" not in text
    assert "/lagg-till/" not in text
    assert client.get(ground.url("edit", "insats", ground.mine)).status_code == 403


# What a save does


def test_r117_what_a_person_changes_is_stated_by_its_role_and_no_longer_by_the_document(ground: Ground) -> None:
    make.citation(ground.mine.uuid, of=ground.mine, kind="initiative", field="title", lines="7")
    ground.owner.post(ground.url("edit", "insats", ground.mine), basics(ground.mine, title="Natthäng"))
    cited = Citation.objects.get(target_kind="initiative", target_id=ground.mine.pk, field="title")
    assert (cited.document, cited.stated_by) == (None, f"medlem i förening, {ground.mine.owner.name}")
    change = Change.objects.get(root=ground.mine.uuid)
    ground.owner.post(reverse("undo", args=[ground.plan.county.slug, change.pk]))
    assert Citation.objects.get(target_kind="initiative", target_id=ground.mine.pk, field="title").lines == "7"


def basics(row: Initiative, **more: str) -> dict[str, str]:
    return {"title": row.title, "version": str(row.version), **more}


def test_r26_a_new_name_is_found_at_once(ground: Ground) -> None:
    ground.owner.post(ground.url("edit", "insats", ground.mine), basics(ground.mine, title="Natthäng", aliases="NH"))
    entry = SearchEntry.objects.get(root=ground.mine.uuid, kind="initiative")
    assert entry.title == "Natthäng"
    assert " nh " in entry.text


def test_a_save_can_be_taken_back_from_the_notice(ground: Ground) -> None:
    client = ground.owner
    page = client.post(ground.url("edit", "insats", ground.mine), basics(ground.mine, title="Fel"), follow=True)
    change = Change.objects.get(root=ground.mine.uuid)
    undo = reverse("undo", args=[ground.plan.county.slug, change.pk])
    assert undo in page.content.decode()
    client.post(undo)
    assert Initiative.objects.get(pk=ground.mine.pk).title == "Kvällsöppet"
    assert ground.lead.post(undo).status_code == 404


def test_r115_a_text_with_a_personal_number_is_stopped_and_kept_in_the_form(ground: Ground) -> None:
    text = "Samtal med 121212-1212 hjälpte"
    answer = ground.owner.post(ground.url("add", "hinder", ground.mine), obstacle(text=text))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert text in page
    assert "personnummer" in page
    assert "<title>Fel:" in page
    assert not Obstacle.objects.filter(initiative=ground.mine).exists()


def test_r115_a_name_in_a_quotation_is_asked_about_once(ground: Ground) -> None:
    said = obstacle(text="En ledare: ”Test Testsson bar allt”")
    address, client = ground.url("add", "hinder", ground.mine), ground.owner
    assert 'name="not_a_name"' in client.post(address, said).content.decode()
    assert client.post(address, said | {"not_a_name": "on"}).status_code == 302


def test_saving_twice_tells_only_once(ground: Ground) -> None:
    client, address = ground.owner, ground.url("edit", "insats", ground.mine)
    client.post(address, basics(ground.mine, title="Natthäng"))
    now = Initiative.objects.get(pk=ground.mine.pk)
    client.post(address, basics(now))
    assert Change.objects.filter(root=ground.mine.uuid).count() == 1


def test_taking_away_asks_why_and_leaves_the_history(ground: Ground) -> None:
    row = make.obstacle(ground.mine)
    address, client = ground.url("withdraw_row", "hinder", ground.mine, row.pk), ground.owner
    assert client.post(address, {"version": "1"}).status_code == 422
    client.post(address, {"version": "1", "reason": "Står redan i ett annat hinder"})
    assert not ground.mine.obstacles.exists()
    history = client.get(reverse("history", args=[ground.plan.county.slug, "initiative", ground.mine.uuid]))
    assert "Står redan i ett annat hinder" in history.content.decode()


# R27, R34, R36: status


def status(ground: Ground, client: Client, **values: str):
    return client.post(ground.url("add", "status", ground.mine), values)


def test_r27_a_status_is_added_and_never_rewritten(ground: Ground) -> None:
    first = make.status(ground.mine, "ongoing", as_of=datetime.date(2024, 1, 1))
    assert status(ground, ground.owner, status="struggling").status_code == 422
    status(ground, ground.owner, status="struggling", reason="Få ledare", as_of="2024-03-01")
    assert [entry.status for entry in ground.mine.statuses.all()] == ["ongoing", "struggling"]
    assert ground.owner.get(ground.url("edit_row", "status", ground.mine, first.pk)).status_code == 404


def test_r34_an_ended_initiative_says_what_it_continues_as(ground: Ground) -> None:
    other = make.initiative(ground.plan, title="Natthäng 2.0")
    assert "fortsätter som" in status(ground, ground.owner, status="finished").content.decode().lower()
    status(ground, ground.owner, status="finished", continues=str(other.pk))
    assert ground.mine.relations.get().to_initiative == other


@pytest.mark.parametrize(
    ("said", "shown"), [("nothing", "Upphör, fortsätter inte"), ("not_yet", "Inte bestämt om den")]
)
def test_r34_what_was_answered_of_an_ending_is_kept(ground: Ground, said: str, shown: str) -> None:
    client = ground.owner
    status(ground, client, status="finished", continues=said)
    assert ground.mine.statuses.get().continuation == said
    page = client.get(f"{ground.mine.get_absolute_url()}?per={timezone.localdate()}").content.decode()
    assert shown in page


def test_r36_a_pilot_does_not_end_without_its_decision(ground: Ground) -> None:
    Initiative.objects.filter(pk=ground.mine.pk).update(kind="pilot_project")
    assert status(ground, ground.owner, status="finished", continues="nothing").status_code == 422
    assert not ground.mine.statuses.exists()
    status(ground, ground.owner, status="finished", continues="nothing", decision="none_taken")
    assert ground.mine.decisions.get().decision == "none_taken"
    assert ground.mine.statuses.get().status == "finished"


# R31: many goals, one of them the main


def test_r31_one_goal_is_the_main_one(ground: Ground) -> None:
    other = make.goal(ground.plan, kind="challenge")
    ground.owner.post(ground.url("add", "koppling", ground.mine), {"goal": str(other.pk), "primary": "on"})
    links = {link.goal_id: link.primary for link in ground.mine.contributions.all()}
    assert links == {ground.goal.pk: False, other.pk: True}


# R10, R28, R29


def test_r10_a_move_between_levels_asks_for_a_reason(ground: Ground) -> None:
    Initiative.objects.filter(pk=ground.mine.pk).update(level="own")
    address = ground.url("edit", "insats", ground.mine)
    assert ground.owner.post(address, basics(ground.mine, level="county")).status_code == 422
    ground.owner.post(address, basics(ground.mine, level="county", level_reason="Länet tar över"))
    assert Change.objects.get(root=ground.mine.uuid).reason == "Länet tar över"


def test_r28_a_period_is_kept_as_written(ground: Ground) -> None:
    ground.owner.post(ground.url("edit", "insats", ground.mine), basics(ground.mine, period="hösten 2020"))
    row = Initiative.objects.get(pk=ground.mine.pk)
    assert (row.period.text, row.period_from) == ("hösten 2020", datetime.date(2020, 9, 1))
    ground.owner.post(ground.url("edit", "insats", ground.mine), basics(row, period="när snön har smält"))
    assert Initiative.objects.get(pk=ground.mine.pk).period.text == "när snön har smält"


@pytest.mark.parametrize("words", ["2030 – 2020", "december 2024–mars 2024"])
def test_r28_a_period_that_runs_backwards_is_refused_at_its_field(ground: Ground, words: str) -> None:
    answer = ground.owner.post(ground.url("edit", "insats", ground.mine), basics(ground.mine, period=words))

    assert list(answer.context["form"].errors) == ["period"]
    assert "Slutet ligger före början." in answer.content.decode()
    assert Initiative.objects.get(pk=ground.mine.pk).period is None


def test_r29_only_a_count_of_places_is_enough(ground: Ground) -> None:
    address = ground.url("edit", "platser", ground.mine)
    assert ground.owner.post(address, {"places_precision": "named", "version": "1"}).status_code == 422
    counted = {"places_precision": "count", "places_count": "4", "places_of": "12", "places_unit": "kommuner"}
    ground.owner.post(address, {**counted, "version": "1"})
    row = Initiative.objects.get(pk=ground.mine.pk)
    assert (row.places_count, row.places_of) == (4, 12)


def test_r29_named_places_come_back_with_an_undo(ground: Ground) -> None:
    area = make.municipality(parent=ground.plan.county)
    named = {"places_precision": "named", "areas": [area.pk], "version": "1"}
    ground.owner.post(ground.url("edit", "platser", ground.mine), named)
    assert ground.mine.places.get().area == area
    change = Change.objects.get(root=ground.mine.uuid)
    ground.owner.post(reverse("undo", args=[ground.plan.county.slug, change.pk]))
    assert not ground.mine.places.exists()


# R118: publication


def test_r118_publication_is_an_act_that_is_told_of(ground: Ground) -> None:
    address = ground.url("edit", "synlighet", ground.mine)
    ground.owner.post(address, {"visibility": "public", "version": "1"})
    assert Client().get(Initiative.objects.get(pk=ground.mine.pk).get_absolute_url()).status_code == 200
    told = AuditEvent.objects.filter(kind="publication").get()
    assert (told.what, told.target) == ("Synlighet: offentlig", "Kvällsöppet")


# R3, R8, R9, R22: goals and plan


def test_r3_a_question_is_answered_with_day_and_confidence(ground: Ground) -> None:
    question = make.goal(ground.plan, kind="question", parent=ground.goal)
    answer = {"state": "partly", "text": "I hälften av kommunerna", "confidence": "medium"}
    ground.lead.post(ground.url("add", "svar", question), answer)
    ground.lead.post(ground.url("add", "svar", question), answer | {"state": "answered"})
    assert [each.state for each in question.answers.all()] == ["answered", "partly"]
    page = ground.client(None).get(reverse("questions", args=[ground.plan.county.slug, ground.plan.key]))
    assert "I hälften av kommunerna" in page.content.decode()


@pytest.mark.parametrize(("kind", "way"), [("simple", "uppdrag"), ("complicated", "utreda"), ("complex", "pröva")])
def test_r8_the_type_of_problem_suggests_a_way_forward(ground: Ground, kind: str, way: str) -> None:
    typed = {
        "kind": "challenge",
        "title": "Ensamhet",
        "problem_type": kind,
        "problem_reason": "Många orsaker",
        "version": "1",
    }
    ground.lead.post(ground.url("edit", "mal", ground.goal), typed)
    ground.goal.refresh_from_db()
    page = ground.client(None).get(ground.goal.get_absolute_url()).content.decode()
    assert "Många orsaker" in page and "Förslag: " in page and way in page


def test_r9_a_definition_is_changed_in_one_place(ground: Ground) -> None:
    term = {"term": "hälsa", "kind": "concept", "definition": "Det ena", "wording": "own"}
    ground.lead.post(ground.url("add", "begrepp", ground.plan), term)
    row = ground.plan.terms.get()
    ground.lead.post(
        ground.url("edit_row", "begrepp", ground.plan, row.pk), {**term, "definition": "Det andra", "version": "1"}
    )
    goal_page = Client().get(make.goal(ground.plan, public_line="Mer hälsa").get_absolute_url()).content.decode()
    assert 'title="Det andra"' in goal_page


def test_r22_an_empty_cell_is_confirmed_by_somebody_responsible(ground: Ground) -> None:
    empty = make.goal(ground.plan, kind="challenge")
    ground.lead.post(ground.url("add", "inget-finns", empty), {"dimension": "all", "role": "chefsgruppen"})
    note = empty.coverage_notes.get()
    assert (note.role, note.dimension) == ("chefsgruppen", "all")


def test_an_organisation_states_its_own_adoption_only(ground: Ground) -> None:
    ours, theirs = make.organisation(county=ground.plan.county), make.organisation(county=ground.plan.county)
    client = ground.client(Role.MUNICIPAL_COORDINATOR, ours)
    address = ground.url("add", "antagande", ground.plan)
    said = {"extent": "parts", "body": "Kommunstyrelsen", "section_number": "14", "registry_number": "KS 2024/77"}
    assert client.post(address, {**said, "organisation": str(theirs.pk)}).status_code == 422
    client.post(address, {**said, "organisation": str(ours.pk)})
    row = ground.plan.adoptions.get()
    assert (row.organisation, row.body, row.registry_number) == (ours, "Kommunstyrelsen", "KS 2024/77")
    assert client.get(ground.url("edit", "plan", ground.plan)).status_code == 403


def test_r35_hand_over_by_municipality(ground: Ground) -> None:
    areas = [make.municipality(parent=ground.plan.county) for _ in range(3)]
    for area, state in zip(areas, ("handed_over", "refused", "silent"), strict=True):
        values = {"area": str(area.pk), "state": state, "recheck_on": "2025-03-01"}
        ground.owner.post(ground.url("add", "overlamning", ground.mine), values)
    page = ground.owner.get(ground.mine.get_absolute_url()).content.decode()
    for words in ("överlämnad", "avböjd", "inget svar", "Stäms av 1 mars 2025"):
        assert words in page


def test_r38_the_unanswered_are_listed_and_answered(ground: Ground) -> None:
    answered = make.recommendation(ground.plan, text="Utse en ägare")
    make.recommendation(ground.plan, text="Följ upp varje år")
    client = ground.lead
    address = ground.url("edit_row", "svar-pa-plan-rad", ground.plan, answered.pk)
    client.post(address, {"answer": "Chefsgruppen äger frågan", "answered_on": "2024-05-02", "version": "1"})
    everything = reverse("recommendations", args=[ground.plan.county.slug])
    assert "Svar 2 maj 2024: Chefsgruppen äger frågan" in client.get(everything).content.decode()
    rest = client.get(everything, {"svar": "utan"}).content.decode()
    assert "2 rekommendationer, 1 utan svar" in rest
    assert "Följ upp varje år" in rest
    assert "Utse en ägare" not in rest


def test_r30_a_post_gets_its_tasks_and_what_became_of_it(ground: Ground) -> None:
    client = ground.owner
    client.post(
        ground.url("add", "tjanst", ground.mine), {"role": "Samordnare", "percent": "50", "period": "hösten 2021"}
    )
    client.post(
        ground.url("add", "tjanst", ground.mine), {"role": "Samordnare", "percent": "100", "period": "från 2023"}
    )
    half, full = ground.mine.posts.all()
    task = {"post": str(half.pk), "theme": "Utbildning", "text": "Utbildar ledare"}
    client.post(ground.url("add", "uppgift", ground.mine), task)
    became = {"from_post": str(half.pk), "kind": "extended", "to_post": str(full.pk), "text": "Heltid från årsskiftet"}
    client.post(ground.url("add", "tjanst-blev", ground.mine), became)
    page = client.get(ground.mine.get_absolute_url()).content.decode()
    assert "Utbildar ledare" in page
    assert "Heltid från årsskiftet" in page
    other = make.post(make.initiative(ground.plan))
    assert client.post(ground.url("add", "uppgift", ground.mine), {**task, "post": str(other.pk)}).status_code == 422


# Every form

MADE = {
    "agreement": make.agreement,
    "pot": make.pot,
    "award": make.award,
    "proposal": lambda plan: make.pot_proposal(make.pot(plan)),
}
"""What makes a page of an area above, on a plan."""


@pytest.mark.parametrize("slug", sorted(EDITORS))
def test_every_form_opens_and_refuses_an_empty_answer_or_keeps_it(ground: Ground, slug: str) -> None:
    Initiative.objects.update(visibility="public")
    editor = EDITORS[slug]
    pages = {"initiative": ground.mine, "goal": ground.goal, "plan": ground.plan}
    page = pages[editor.on] if editor.on in pages else MADE[editor.on](ground.plan)
    client = ground.lead
    if editor.is_page:
        address = ground.url("edit", slug, page)
    elif editor.add:
        address = ground.url("add", slug, page)
    else:
        address = ground.url("edit_row", slug, page, make.recommendation(page).pk)
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code in (302, 422)
    assert client.post(address, {"title": "x" * 20_000, "text": "a\x00b", "version": "abc"}).status_code in (302, 422)


# What a reviewer broke


def test_a_number_comes_back_with_an_undo_and_an_unchanged_one_is_no_change(ground: Ground) -> None:
    client = ground.owner
    figure = {"kind": "visits", "label": "besök", "value": "15"}
    client.post(ground.url("add", "tal", ground.mine), figure)
    row = ground.mine.figures.get()
    address = ground.url("edit_row", "tal", ground.mine, row.pk)
    assert 'value="15"' in client.get(address).content.decode()
    client.post(address, {**figure, "version": "1"})
    assert Change.objects.filter(target_kind="figure").count() == 1
    client.post(address, {**figure, "value": "16,5", "version": "1"})
    change = Change.objects.get(target_kind="figure", version=2)
    client.post(reverse("undo", args=[ground.plan.county.slug, change.pk]))
    assert ground.mine.figures.get().value == 15


def test_an_undo_that_meets_what_was_added_again_says_so(ground: Ground) -> None:
    client, link = ground.owner, ground.mine.contributions.get()
    away = ground.url("withdraw_row", "koppling", ground.mine, link.pk)
    client.post(away, {"version": "1", "reason": "Fel mål"})
    gone = Change.objects.get(target_kind="contribution", target_id=link.pk)
    client.post(ground.url("add", "koppling", ground.mine), {"goal": str(ground.goal.pk)})
    answer = client.post(reverse("undo", args=[ground.plan.county.slug, gone.pk]), follow=True)
    assert "Samma sak finns redan" in answer.content.decode()
    assert ground.mine.contributions.count() == 1


def test_an_undo_of_the_main_goal_leaves_one_main_goal(ground: Ground) -> None:
    client, other = ground.owner, make.goal(ground.plan, kind="challenge")
    client.post(ground.url("add", "koppling", ground.mine), {"goal": str(other.pk), "primary": "on"})
    stepped_down = Change.objects.get(after={"primary": False})
    client.post(reverse("undo", args=[ground.plan.county.slug, stepped_down.pk]))
    assert [link.goal for link in ground.mine.contributions.filter(primary=True)] == [ground.goal]


def test_the_trail_does_not_name_a_draft(ground: Ground) -> None:
    ground.owner.post(ground.url("add", "hinder", ground.mine), obstacle())
    told = " ".join(f"{event.what} {event.target}" for event in AuditEvent.objects.all())
    assert ground.mine.title not in told
    assert "Få ledare" not in told


def test_a_municipality_takes_back_its_own_adoption(ground: Ground) -> None:
    ours = make.organisation(county=ground.plan.county)
    client = ground.client(Role.MUNICIPAL_COORDINATOR, ours)
    client.post(ground.url("add", "antagande", ground.plan), {"extent": "parts", "organisation": str(ours.pk)})
    change = Change.objects.get(target_kind="adoption")
    client.post(reverse("undo", args=[ground.plan.county.slug, change.pk]))
    assert not ground.plan.adoptions.exists()


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "1.5", ""])
def test_numbers_that_are_none_break_no_page(ground: Ground, number: str) -> None:
    client, county = ground.lead, ground.plan.county.slug
    history = reverse("history", args=[county, "plan", ground.plan.uuid])
    assert client.get(history, {"fore": number}).status_code == 200
    order = reverse("order", args=[county, ground.plan.key])
    assert client.post(order, {"mal": number, "vart": "upp"}).status_code == 404
    assert client.post(order, {"mal": ground.goal.pk, "vart": "under", "under": number}).status_code == 302
    assert client.get(reverse("new_initiative", args=[county]), {"mal": "-" * 36}).status_code == 200


def test_a_reason_is_kept_without_control_characters(ground: Ground) -> None:
    row = make.obstacle(ground.mine)
    away = ground.url("withdraw_row", "hinder", ground.mine, row.pk)
    ground.owner.post(away, {"version": "1", "reason": "nul\x00l och \x01 annat"})
    assert Obstacle.everything.get(pk=row.pk).withdrawn_reason == "null och  annat"


def test_r122_a_plan_that_has_been_edited_can_still_be_read_in_elsewhere(ground: Ground, tmp_path) -> None:
    client, county = ground.owner, ground.plan.county.slug
    client.post(ground.url("edit", "insats", ground.mine), basics(ground.mine, title="Natthäng", period="hösten 2024"))
    client.post(ground.url("add", "hinder", ground.mine), obstacle())
    row = ground.mine.obstacles.get()
    reason = {"version": "1", "reason": "Löst"}
    client.post(ground.url("withdraw_row", "hinder", ground.mine, row.pk), reason)
    started = {"title": "Läxhjälp", "goal": str(ground.goal.pk), "organisation": str(ground.mine.owner_id)}
    client.post(reverse("new_initiative", args=[county]), started)
    file = tmp_path / "plan.json"
    file.write_text(to_json(export_plan(ground.plan)), encoding="utf-8")
    told = read(file)
    assert {item.title for item in told.initiatives} == {"Natthäng", "Läxhjälp"}
    assert any(citation.stated_by for citation in told.citations)


def test_r118_a_frozen_version_tells_the_lead_nothing_of_anothers_draft(ground: Ground) -> None:
    make.obstacle(ground.mine, text="Hemligt hinder")
    made = freeze(ground.plan, by=OPERATOR, title="Till nämnden")
    address = reverse("version_file", args=[ground.plan.county.slug, ground.plan.key, made.number])
    text = ground.lead.get(address).content.decode()
    assert ground.plan.title in text
    assert ground.mine.title not in text
    assert "Hemligt hinder" not in text
    assert str(ground.mine.key) not in text


# What does not exist is not said


@pytest.mark.parametrize(
    ("dimension", "value"),
    [
        ("level", "kosmisk"),
        ("level", "*"),
        ("level", "-"),
        ("tier", "x" * 120),
        ("lansdel", "annan"),
        ("municipality", "0180"),
        ("target_group", "annan"),
        ("all", "level"),
        ("level", ""),
        ("annat", "own"),
    ],
)
def test_r22_a_cell_that_does_not_exist_is_not_confirmed(ground: Ground, dimension: str, value: str) -> None:
    other = make.plan(county=ground.plan.county, lead=ground.plan.lead)
    make.target_group(other, key="annan")
    make.lansdel(make.division(county=ground.plan.county), key="annan")
    said = {"dimension": dimension, "value": value, "role": "chefsgruppen"}
    answer = ground.lead.post(ground.url("add", "inget-finns", ground.goal), said)
    assert answer.status_code == 422
    assert "chefsgruppen" in answer.content.decode()
    assert not ground.goal.coverage_notes.exists()


def test_r22_every_cell_of_the_coverage_view_can_be_confirmed(ground: Ground) -> None:
    county, division = ground.plan.county, make.division(county=ground.plan.county)
    area = make.municipality(parent=county)
    part = make.lansdel(division, area)
    type(ground.plan).objects.filter(pk=ground.plan.pk).update(division=division)
    group = make.target_group(ground.plan)
    cells = {"level": "own", "tier": "early", "lansdel": part.key, "municipality": area.code, "target_group": group.key}
    for dimension, value in cells.items():
        said = {"dimension": dimension, "value": value, "role": "chefsgruppen"}
        assert ground.lead.post(ground.url("add", "inget-finns", ground.goal), said).status_code == 302, dimension
    assert {note.dimension: note.value for note in ground.goal.coverage_notes.all()} == cells


def test_an_organisation_has_one_standing_adoption(ground: Ground) -> None:
    ours = make.organisation(county=ground.plan.county)
    said = {"extent": "parts", "organisation": str(ours.pk)}
    address = ground.url("add", "antagande", ground.plan)
    ground.lead.post(address, said)
    assert ground.lead.post(address, said).status_code == 422
    first = ground.plan.adoptions.get()
    away = ground.url("withdraw_row", "antagande", ground.plan, first.pk)
    ground.lead.post(away, {"version": "1", "reason": "Fel omfattning"})
    ground.lead.post(address, said | {"extent": "all"})
    assert ground.plan.adoptions.get().extent == "all"
    gone = Change.objects.get(target_kind="adoption", target_id=first.pk, version=2)
    answer = ground.lead.post(reverse("undo", args=[ground.plan.county.slug, gone.pk]), follow=True)
    assert "Samma sak finns redan" in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        ground.plan.adoptions.create(organisation=ours, extent="own")


def test_two_who_state_the_same_adoption_at_once_are_told(ground: Ground, monkeypatch) -> None:
    ours = make.organisation(county=ground.plan.county)
    written = actions.add

    def late(row, **more):
        ground.plan.adoptions.create(organisation=ours, extent="own")
        return written(row, **more)

    monkeypatch.setattr(actions, "add", late)
    said = {"extent": "parts", "organisation": str(ours.pk), "body": "Kommunstyrelsen"}
    answer = ground.lead.post(ground.url("add", "antagande", ground.plan), said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Samma sak finns redan" in page
    assert "Kommunstyrelsen" in page
