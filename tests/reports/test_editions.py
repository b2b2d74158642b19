"""Editions: frozen for ever, published and taken back as recorded acts, and compared."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.html import escape

from handslag.plans.models import Initiative
from handslag.reports import actions, making
from handslag.reports.models import BuiltFile, Edition, EditionState, Report
from handslag.trust import changes
from handslag.trust.append_only import protect, release
from handslag.trust.models import AuditEvent
from handslag.trust.permissions import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 3, 1)


@pytest.fixture
def edition(world) -> Edition:
    return world.frozen(world.lead)


def edition_states(world) -> list[EditionState]:
    return list(EditionState.objects.filter(edition__report=world.report))


def publish(world, edition: Edition):
    return world.lead.post(world.url("publish_edition", edition.uuid))


def test_an_edition_holds_the_report_as_it_was(world, edition) -> None:
    Initiative.objects.update(title="Något helt annat")

    page = world.lead.get(edition.get_absolute_url()).content.decode()

    assert "Kvällsöppet" in page and "Något helt annat" not in page
    assert edition.sha256 in page and edition.role in page and "utvecklingsledare" in edition.role
    assert making.document_of(edition).mark == ""
    assert edition.told == [str(world.initiative.uuid)]
    event = AuditEvent.objects.get(kind="export")
    assert (event.target, event.user_id) == ("Till nämnden", edition.user_id)


def test_editions_of_a_report_are_numbered(world, edition) -> None:
    assert [world.frozen(world.lead, "Igen").number, edition.number] == [2, 1]


@pytest.mark.parametrize("bad", ["", "19811218-9876"])
def test_a_name_that_cannot_be_kept_is_refused(world, bad: str) -> None:
    answer = world.lead.post(world.of_draft("freeze_report"), {"title": bad})

    assert answer.status_code == 422 and not world.report.editions.exists()


@pytest.mark.parametrize("action", ["update", "delete"])
@pytest.mark.parametrize("model", [Edition, EditionState])
def test_the_database_refuses_to_change_an_edition(world, edition, model, action: str) -> None:
    EditionState.objects.create(edition=edition, state="published", role="prov")
    table = model._meta.db_table
    release(connection, table=table)
    protect(connection, table, "no")
    rows = model.objects.all()

    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(role="annan") if action == "update" else rows._raw_delete(rows.db)

    assert model.objects.count() == 2 and not model.objects.filter(role="annan").exists()


def test_what_is_not_as_it_was_frozen_is_not_shown(world, edition) -> None:
    release(connection, table="reports_edition")
    Edition.objects.update(sha256="0" * 64)
    protect(connection, "reports_edition", "no")

    page = world.lead.get(edition.get_absolute_url()).content.decode()

    assert "Kontrollsumman stämmer inte" in page and "Kvällsöppet" not in page


def test_publishing_is_asked_about_recorded_and_open_to_all(world, edition) -> None:
    stranger = world.client(None)
    assert stranger.get(edition.get_absolute_url()).status_code == 404
    assert "Vem som helst kan läsa den" in world.lead.get(world.url("publish_edition", edition.uuid)).content.decode()

    publish(world, edition)

    assert stranger.get(edition.get_absolute_url()).status_code == 200
    assert edition.get_absolute_url() in stranger.get(world.url("reports")).content.decode()
    assert edition.get_absolute_url() in stranger.get(f"/{world.plan.county.slug}/").content.decode()
    event = AuditEvent.objects.get(kind="publication")
    assert event.what == f"Publicerade utgåva {edition.uuid}" and "utvecklingsledare" in event.role
    assert set(BuiltFile.objects.values_list("file_format", flat=True)) == {"pdf", "docx", "xlsx"}


def test_an_edition_is_published_once(world, edition) -> None:
    publish(world, edition)

    again = publish(world, edition)

    assert again.status_code == 422 and "redan publicerad" in again.content.decode()
    assert len(edition_states(world)) == 1


@pytest.mark.parametrize("visibility", ["draft", "internal", "shared"])
def test_an_edition_that_tells_of_what_is_public_no_longer_is_refused(world, edition, visibility: str) -> None:
    Initiative.objects.update(visibility=visibility, owner=make.organisation(county=world.plan.county))

    asked = world.lead.get(world.url("publish_edition", edition.uuid)).content.decode()
    answer = publish(world, edition)

    told = "Insatsen Kvällsöppet är" if visibility == "shared" else "En insats som ni inte ser är"
    assert answer.status_code == 422 and told in answer.content.decode() and told in asked
    assert not edition_states(world)


@pytest.mark.parametrize("change", [{"visibility": "shared"}, {"visibility": "draft", "withdrawn_on": "2024-03-01"}])
def test_what_is_published_closes_while_something_it_tells_of_is_not_public(world, edition, change) -> None:
    publish(world, edition)
    BuiltFile.objects.filter(edition=edition).update(state="done", content=b"hela filen")
    lists = (world.url("reports"), f"/{world.plan.county.slug}/")
    of_edition = (edition.get_absolute_url(), world.url("edition_files", edition.uuid))
    addresses = (*of_edition, world.url("edition_file", edition.uuid, "pdf"))
    Initiative.objects.filter(pk=world.initiative.pk).update(**change)
    stranger, lead = world.client(None), world.lead

    assert [stranger.get(each).status_code for each in addresses] == [404, 404, 404]
    assert not any(edition.get_absolute_url() in stranger.get(each).content.decode() for each in lists)
    assert [lead.get(each).status_code for each in addresses] == [200, 200, 200]
    assert "Utgåvan tar upp det som inte är offentligt längre" in lead.get(addresses[0]).content.decode()
    listed = lead.get(lists[0]).content.decode()
    assert edition.get_absolute_url() in listed and "Läses bara av er som leder planen" in listed

    Initiative.everything.filter(pk=world.initiative.pk).update(visibility="public")
    assert [stranger.get(each).status_code for each in addresses] == [200, 200, 200]
    assert all(edition.get_absolute_url() in stranger.get(each).content.decode() for each in lists)


def test_an_edition_for_the_lead_is_not_published(world) -> None:
    Report.objects.update(audience="lead")
    world.report.refresh_from_db()
    edition = world.frozen(world.lead)

    answer = publish(world, edition)

    assert answer.status_code == 422 and "för dem som leder planen" in answer.content.decode()


def test_an_edition_for_the_lead_is_read_by_those_who_may_know_all_of_it(world) -> None:
    other = make.organisation(county=world.plan.county)
    hidden = make.initiative(world.plan, serves=world.goal, owner=other, visibility="internal", title="Internt")
    both = make.member(Role.COUNTY_LEAD, world.plan.lead)
    both.memberships.create(organisation=other, role=Role.READER)
    Report.objects.update(audience="lead")
    client = world.client(None)
    client.force_login(both)
    edition = world.frozen(client)

    assert str(hidden.uuid) in edition.told
    assert "Internt" in client.get(edition.get_absolute_url()).content.decode()
    assert world.lead.get(edition.get_absolute_url()).status_code == 404


def test_an_edition_is_taken_back_with_a_reason(world, edition) -> None:
    publish(world, edition)
    address = world.url("take_back_edition", edition.uuid)

    without = world.lead.post(address, {})
    taken = world.lead.post(address, {"reason": "Fel siffra"})

    assert (without.status_code, taken.status_code) == (422, 302)
    assert world.client(None).get(edition.get_absolute_url()).status_code == 404
    assert "Fel siffra" in world.lead.get(edition.get_absolute_url()).content.decode()
    assert AuditEvent.objects.filter(kind="publication").count() == 2
    assert world.lead.post(address, {"reason": "Igen"}).status_code == 422


@pytest.mark.parametrize("role", [None, Role.READER, Role.INITIATIVE_OWNER, Role.ADMINISTRATOR])
def test_only_who_edits_the_plan_publishes(world, edition, role) -> None:
    client = world.client(role, world.plan.lead if role else None)

    for name in ("publish_edition", "take_back_edition"):
        assert client.post(world.url(name, edition.uuid), {"reason": "x"}).status_code == 403
    elsewhere = world.client(Role.COUNTY_LEAD, make.organisation(county=make.county()))
    assert elsewhere.post(world.url("publish_edition", edition.uuid)).status_code == 403
    assert not edition_states(world)


# Comparing


def test_two_editions_are_compared_section_by_section(world, edition) -> None:
    make.initiative(world.plan, serves=world.goal, owner=world.plan.lead, title="Nattöppet")
    later = world.frozen(world.lead, "Senare")

    answer = world.lead.get(world.url("compare_editions"), {"fran": edition.uuid, "till": later.uuid})

    page = answer.content.decode()
    assert answer.status_code == 200 and "Från utgåva 1 till utgåva 2" in page
    assert "Tillkom:" in page and "Nattöppet" in page and "avsnitt skiljer sig" in page


def test_an_edition_does_not_differ_from_itself(world, edition) -> None:
    page = world.lead.get(world.url("compare_editions"), {"fran": edition.uuid, "till": edition.uuid})

    assert "inget skiljer." in page.content.decode()


def test_what_one_may_not_read_is_not_compared(world, edition) -> None:
    later = world.frozen(world.lead, "Senare")
    publish(world, later)

    answer = world.client(None).get(world.url("compare_editions"), {"fran": edition.uuid, "till": later.uuid})

    assert answer.status_code == 422
    assert "Välj den tidigare utgåvan." in answer.content.decode() and "Till nämnden" not in answer.content.decode()


# Freezing what was read, once


def freeze_form(world, client) -> dict[str, str]:
    form = client.get(world.of_draft("freeze_report")).context["form"]
    return {"title": "Till nämnden", "seen": form["seen"].value(), "csrfmiddlewaretoken": "a" * 32}


def test_a_form_sent_twice_freezes_one_edition(world) -> None:
    client = world.lead
    typed = freeze_form(world, client)

    first, second = (client.post(world.of_draft("freeze_report"), typed) for _ in range(2))

    assert world.report.editions.count() == 1 and AuditEvent.objects.filter(kind="export").count() == 1
    assert (first.status_code, second.status_code) == (302, 302) and first["Location"] == second["Location"]


def test_the_same_again_after_back_is_the_same_edition(world) -> None:
    client = world.lead
    first = world.frozen(client)

    assert world.frozen(client) == first and world.report.editions.count() == 1
    world.frozen(client, "Ett annat namn")
    assert world.report.editions.count() == 2


@pytest.mark.parametrize("what", ["plan", "texts"])
def test_what_nobody_has_read_is_not_frozen(world, what: str) -> None:
    client, address = world.lead, world.of_draft("freeze_report")
    typed = freeze_form(world, client)
    if what == "plan":
        row = make.initiative(world.plan, serves=world.goal, owner=world.plan.lead, title="Nattöppet")
        changes.save(row, {"title": "Nattöppet igen"}, by=changes.OPERATOR, version=row.version)
    else:
        passage = next(iter(making.passages(making.draft(world.now, user=None, today=DAY).document).values()))
        actions.write_text(world.now, passage, markdown="Nytt", automatic="", told=(), seen="", by=changes.OPERATOR)

    asked = client.post(address, {**typed, "title": "Mitt namn"})

    assert asked.status_code == 422 and not world.report.editions.exists()
    assert "har ändrats sedan du läste den" in asked.content.decode() and "Mitt namn" in asked.content.decode()
    anyway = {name: asked.context["form"][name].value() for name in ("title", "seen")}
    assert client.post(address, anyway).status_code == 302 and world.report.editions.get().title == "Mitt namn"


def test_what_changed_since_the_draft_was_read_is_told_before_freezing(world) -> None:
    client = world.lead
    page = client.get(world.report.get_absolute_url()).content.decode()
    address = next(part for part in page.split('"') if "frys/?sedd=" in part)
    assert "har ändrats sedan" not in client.get(address).content.decode()
    changes.save(world.initiative, {"title": "Nattöppet"}, by=changes.OPERATOR, version=1)

    assert "har ändrats sedan du läste den" in client.get(address).content.decode()


def test_texts_that_rest_on_what_is_no_longer_so_are_named_before_freezing(world) -> None:
    passages = making.passages(making.draft(world.now, user=None, today=DAY).document)
    passage = next(each for each in passages.values() if each.title)
    actions.write_text(
        world.now, passage, markdown="Nytt", automatic="Ett annat", told=(), seen="", by=changes.OPERATOR
    )

    page = world.lead.get(world.of_draft("freeze_report")).content.decode()

    assert f">{escape(passage.title)}</a>" in page and f"{world.of_draft('report_text')}?nyckel=" in page
