"""Drafts of reports: begun, read, arranged, changed by two at once, taken away; and who may."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handslag.plans.models import GoalNode, Plan
from handslag.reports import making
from handslag.reports.building import Order, build
from handslag.reports.catalogue import TEMPLATES
from handslag.reports.models import Report
from handslag.trust.models import Change
from handslag.trust.permissions import Role
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
EDITORS_ONLY = ("report", "report_settings", "report_sections", "freeze_report", "take_away_report", "report_files")


def text_of(answer) -> str:
    return answer.content.decode()


def test_the_lead_begins_a_report_from_a_template(world) -> None:
    client = world.lead
    chosen = text_of(client.get(world.url("new_report")))
    answer = client.post(world.url("new_report") + "?mall=short", {"title": "Kort om planen", "audience": "public"})

    assert all(str(template.title) in chosen for template in TEMPLATES.values())
    made = Report.objects.get(title="Kort om planen")
    assert answer["Location"] == made.get_absolute_url()
    assert (made.template, made.audience, made.plan) == ("short", "public", world.plan)
    assert "Kort om planen" in text_of(client.get(made.get_absolute_url()))


def test_a_form_sent_twice_makes_one_report(world) -> None:
    client = world.lead
    values = {"title": "Kort", "audience": "public", "csrfmiddlewaretoken": "a" * 32}

    answers = [client.post(world.url("new_report") + "?mall=short", values) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Report.objects.filter(title="Kort").count() == 1


def test_a_form_that_comes_again_after_back_opens_the_untouched_draft(world) -> None:
    client, address = world.lead, world.url("new_report") + "?mall=short"
    values = {"title": "Kort", "audience": "public"}  # each time with a token of its own

    first, again = client.post(address, values), client.post(address, values)
    assert first["Location"] == again["Location"]
    Report.objects.filter(title="Kort").update(version=2)  # somebody has worked on it

    assert client.post(address, values)["Location"] != first["Location"]
    assert client.post(address, {**values, "audience": "lead"})["Location"] != first["Location"]
    assert Report.objects.filter(title="Kort").count() == 3


def test_a_template_that_needs_a_place_asks_for_it(world) -> None:
    municipality = make.municipality(parent=world.plan.county, name="Provstad")
    client, address = world.lead, world.url("new_report") + "?mall=area"
    values = {"title": "Provstad", "audience": "public"}

    refused = client.post(address, values)
    taken = client.post(address, {**values, "place": f"kommun:{municipality.pk}"})

    assert refused.status_code == 422 and "Fyll i fältet." in text_of(refused)
    assert taken.status_code == 302
    assert Report.objects.get(title="Provstad").area == municipality


def test_a_place_of_another_county_is_refused(world) -> None:
    elsewhere = make.municipality(parent=make.county())
    values = {"title": "Fel", "audience": "public", "place": f"kommun:{elsewhere.pk}"}

    answer = world.lead.post(world.url("new_report") + "?mall=area", values)

    assert answer.status_code == 422 and "Välj ett av alternativen." in text_of(answer)


@pytest.mark.parametrize("bad", ["", "19811218-9876", "x" * 201])
def test_a_title_that_cannot_be_kept_is_refused_and_stays(world, bad: str) -> None:
    answer = world.lead.post(world.of_draft("report_settings"), {"title": bad, "audience": "public", "version": 1})

    assert answer.status_code == 422
    assert bad in text_of(answer)
    assert world.now.title == "Uppföljning"


def test_a_draft_shows_what_is_missing_first_and_its_texts_can_be_edited(world) -> None:
    page = text_of(world.lead.get(world.report.get_absolute_url()))

    body = page[page.index('class="report"') :]
    assert body.index("Det som saknas") < body.index("På en sida")
    assert "Kvällsöppet" in body
    assert world.of_draft("report_text") + "?nyckel=" in body
    assert "Utkast" in page


def test_a_draft_that_cannot_be_built_says_why(world) -> None:
    Report.objects.update(template="goal", goal=world.goal)
    GoalNode.objects.filter(pk=world.goal.pk).update(withdrawn_on="2024-03-01")

    answer = world.lead.get(world.report.get_absolute_url())

    assert answer.status_code == 200 and "Rapporten går inte att bygga" in text_of(answer)


@pytest.mark.parametrize("name", EDITORS_ONLY)
@pytest.mark.parametrize("who", ["visitor", "reader", "owner", "another lead"])
def test_a_draft_is_its_leads_own(world, name: str, who: str) -> None:
    role, organisation = {
        "visitor": (None, None),
        "reader": (Role.READER, world.plan.lead),
        "owner": (Role.INITIATIVE_OWNER, world.plan.lead),
        "another lead": (Role.COUNTY_LEAD, make.organisation(county=make.county())),
    }[who]
    client = world.client(role, organisation)

    answer = client.get(world.of_draft(name))

    assert answer.status_code == (302 if who == "visitor" else 403)
    assert "Uppföljning" not in text_of(world.client(role, organisation).get(world.url("reports"))).split("<main")[1]


def test_a_draft_of_another_plan_is_not_read_through_this_one(world) -> None:
    other = make.plan(county=world.plan.county, lead=world.plan.lead)
    report = Report.objects.create(plan=other, template="full", title="Annan")

    assert world.lead.get(world.url("report", report.uuid)).status_code == 404


# Parts and their order


def posted(world, client, **values: object):
    keys = [part["key"] for part in world.report.parts]
    return client.post(world.of_draft("report_sections"), {"del": keys, "visa": keys, "version": 1, **values})


def test_a_part_is_moved_and_another_left_out(world) -> None:
    client = world.lead
    keys = [part["key"] for part in world.report.parts]

    moved = posted(world, client, flytta=f"upp:{keys[2]}", visa=[key for key in keys if key != keys[3]])

    assert moved["Location"].endswith(f"#del-{keys[2]}")
    now = world.now.parts
    assert [part["key"] for part in now][:3] == [keys[0], keys[2], keys[1]]
    assert [part["key"] for part in now if not part["shown"]] == [keys[3]]
    assert Change.objects.filter(root=world.report.uuid).count() == 2


def test_parts_that_the_template_does_not_have_are_left_alone(world) -> None:
    posted(world, world.lead, **{"del": ["../hittepå", "goals"], "flytta": "upp:hittepå"})

    assert {part["key"] for part in world.now.parts} == {part["key"] for part in world.report.parts}


def test_two_who_arrange_at_once_are_told_and_keep_what_they_chose(world) -> None:
    client = world.lead
    posted(world, client, visa=["goals"])

    second = posted(world, client, visa=["status"])

    assert second.status_code == 422 and "Någon har ändrat rapporten medan du valde" in text_of(second)
    assert 'value="status" checked' in text_of(second) and 'value="goals" checked' not in text_of(second)
    assert [part["key"] for part in world.now.parts if part["shown"]] == ["goals"]


# Changing, undoing, taking away


def test_two_who_change_the_title_choose(world) -> None:
    client = world.lead
    values = {"audience": "public", "version": 1}
    client.post(world.of_draft("report_settings"), {**values, "title": "Först"})

    second = client.post(world.of_draft("report_settings"), {**values, "title": "Sedan"})

    assert second.status_code == 422
    assert "De skrev" in text_of(second) and "Först" in text_of(second) and "Sedan" in text_of(second)
    assert world.now.title == "Först"


def test_a_change_is_told_in_the_drafts_history_and_taken_back(world) -> None:
    client = world.lead
    client.post(world.of_draft("report_settings"), {"title": "Annan", "audience": "public", "version": 1})
    change = Change.objects.filter(root=world.report.uuid).last()
    county = world.plan.county.slug

    told = text_of(client.get(f"/{county}/historik/report/{world.report.uuid}/"))
    undone = client.post(f"/{county}/angra/{change.pk}/")

    assert "Ändrade: rapport" in told and "Annan" in told
    assert undone["Location"] == world.report.get_absolute_url()
    assert world.now.title == "Uppföljning"


def test_what_happens_in_drafts_is_not_told_among_the_plans_changes(world) -> None:
    world.lead.post(world.of_draft("report_settings"), {"title": "Hemlig", "audience": "public", "version": 1})

    page = world.client(None).get(world.url("compare") + "?fran=2020-01-01&till=nu")

    assert page.status_code == 200 and "Hemlig" not in text_of(page)


def test_a_draft_is_taken_away_with_a_reason_and_can_come_back(world) -> None:
    client = world.lead
    without = client.post(world.of_draft("take_away_report"), {"version": 1})
    gone = client.post(world.of_draft("take_away_report"), {"version": 1, "reason": "Fel mall"})

    assert without.status_code == 422
    assert gone.status_code == 302 and not Report.objects.filter(pk=world.report.pk).exists()
    change = Change.objects.filter(root=world.report.uuid).last()
    client.post(f"/{world.plan.county.slug}/angra/{change.pk}/")
    assert world.now.title == "Uppföljning"


def test_the_list_costs_no_more_queries_for_more_drafts_and_editions(world) -> None:
    client = world.lead
    edition = world.frozen(client)
    client.post(world.url("publish_edition", edition.uuid))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(world.url("reports")).status_code == 200
        return len(queries)

    before = asked()
    for n in range(5):
        Report.objects.create(plan=world.plan, template="goal", goal=world.goal, title=f"Utkast {n}")
        world.frozen(client, f"Utgåva {n}")
    assert asked() == before


# What a draft is called


def narrowed(world, template: str) -> tuple[dict[str, object], dict[str, object]]:
    """What the form says, and what the command asks for, of a template narrowed as far as it can be."""
    if template == "goal":
        return {"goal": world.goal.pk}, {"goal": world.goal.uuid}
    if template == "extract":
        return {"organisation": world.plan.lead.pk}, {"organisation": world.plan.lead.uuid}
    if template == "area":
        place = make.municipality(parent=world.plan.county, name="Provstad")
        return {"place": f"kommun:{place.pk}"}, {"area": place.code}
    if template == "account":
        return {"year": 2031}, {"year": 2031}
    return {}, {}


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_draft_without_a_title_is_called_what_the_command_calls_it(world, template: str) -> None:
    typed, asked = narrowed(world, template)
    order = Order(plan=world.plan, template=template, **asked)

    answer = world.lead.post(
        world.url("new_report") + f"?mall={template}", {"title": "", "audience": "public", **typed}
    )

    assert answer.status_code == 302
    title = Report.objects.exclude(pk=world.report.pk).latest("id").title
    assert title == build(order, user=AnonymousUser(), today=datetime.date(2024, 3, 1)).document.title != ""


def test_a_part_of_the_county_is_called_as_in_the_document(world) -> None:
    division = make.division(county=world.plan.county)
    part = make.lansdel(division=division, name="Provlänets norra del", short="Norra delen")
    Plan.objects.filter(pk=world.plan.pk).update(division=division)
    report = Report.objects.create(plan=Plan.objects.get(pk=world.plan.pk), template="area", lansdel=part)

    assert making.first_title(report) == making.draft(report, user=None, today=datetime.date(2024, 3, 1)).document.title


def test_a_question_is_no_goal_to_report_on(world) -> None:
    question = make.goal(world.plan, kind="question", parent=world.goal, title="Hur många?")
    client, address = world.lead, world.url("new_report") + "?mall=goal"

    answer = client.post(address, {"title": "", "audience": "public", "goal": question.pk})

    assert "Hur många?" not in text_of(client.get(address))
    assert answer.status_code == 422 and "Välj ett av alternativen." in text_of(answer)
