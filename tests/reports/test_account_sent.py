"""An account that has been sent: who may say so, what is kept of it, and that nobody changes it."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from handslag.reports import making
from handslag.reports.models import BuiltFile, Edition, EditionState, Report
from handslag.swedish.dates import day
from handslag.trust.append_only import protect, release
from handslag.trust.models import Change
from handslag.trust.permissions import Role
from tests import factories as make
from tests.reports.account_ground import Accounted, accounted
from tests.reports.texts import texts

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SENT = {"on": TODAY.isoformat(), "receiver": "Socialstyrelsen", "registry_number": "RS 2032/12"}


@pytest.fixture
def world(db) -> Accounted:
    return accounted()


@pytest.fixture
def edition(world) -> Edition:
    return world.frozen(world.keeper)


def test_what_was_sent_stands_on_the_edition_with_day_receiver_and_number(world, edition):
    client = world.keeper

    assert client.post(world.url("send_edition", edition.uuid), SENT).status_code == 302

    page = client.get(edition.get_absolute_url()).content.decode()
    assert f"{day(TODAY)}, till Socialstyrelsen, dnr RS 2032/12" in page
    told = edition.states.get()
    assert (told.state, told.on, told.user_id is not None) == ("sent", TODAY, True)


def test_the_same_said_twice_is_said_once_and_a_correction_stands_beside(world, edition):
    client, address = world.keeper, world.url("send_edition", edition.uuid)

    for typed in (SENT, SENT, SENT | {"registry_number": "RS 2032/13"}):
        client.post(address, typed)

    assert [each.registry_number for each in edition.states.all()] == ["RS 2032/12", "RS 2032/13"]
    page = client.get(edition.get_absolute_url()).content.decode()
    assert page.count("RS 2032/12") == 1 and page.count("RS 2032/13") == 2


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"on": ""}, "on"),
        ({"on": "31 februari 2032"}, "on"),
        ({"on": "2099-01-01"}, "on"),
        ({"on": "1999-01-01"}, "on"),
        ({"receiver": ""}, "receiver"),
        ({"receiver": "chef@x.se"}, "receiver"),
    ],
)
def test_what_is_wrong_is_told_at_the_field_and_nothing_is_lost(world, edition, typed, field):
    answer = world.keeper.post(world.url("send_edition", edition.uuid), SENT | typed)

    assert answer.status_code == 422 and answer.context["form"].errors[field]
    assert answer.context["form"]["registry_number"].value() == "RS 2032/12"
    assert not edition.states.exists()


@pytest.mark.parametrize("action", ["update", "delete"])
@pytest.mark.parametrize("model", [Edition, EditionState])
def test_the_database_refuses_to_change_what_was_sent(world, edition, model, action):
    world.keeper.post(world.url("send_edition", edition.uuid), SENT)
    table = model._meta.db_table
    release(connection, table=table)  # tests let what they write be removed afterwards
    protect(connection, table, "no")

    with pytest.raises(DatabaseError), transaction.atomic():
        rows = model.objects.all()
        rows.update(role="annan") if action == "update" else rows._raw_delete(rows.db)

    assert edition.states.get().registry_number == "RS 2032/12"


def test_the_database_refuses_that_something_was_sent_to_nobody(edition):
    with pytest.raises(DatabaseError), transaction.atomic():
        EditionState.objects.create(edition=edition, state="sent", role="x", on=datetime.date(2032, 3, 30))
    with pytest.raises(DatabaseError), transaction.atomic():
        EditionState.objects.create(edition=edition, state="sent", role="x", receiver="Myndigheten")


def test_what_is_sent_is_as_public_as_it_was(world, edition):
    """To be sent and to be published are two things: neither takes the other away."""
    Report.objects.filter(pk=world.report.pk).update(audience="public")
    lead = world.client(Role.COUNTY_LEAD)
    public = world.frozen(lead, "Till alla")
    assert lead.post(world.url("publish_edition", public.uuid)).status_code == 302

    lead.post(world.url("send_edition", public.uuid), SENT)

    assert world.client(None).get(public.get_absolute_url()).status_code == 200
    assert world.client(None).get(edition.get_absolute_url()).status_code == 404


def test_only_an_account_is_sent(world):
    full = Report.objects.create(plan=world.plan, template="full", title="Hela")
    lead = world.client(Role.COUNTY_LEAD)
    form = lead.get(world.url("freeze_report", full.uuid)).context["form"]
    lead.post(world.url("freeze_report", full.uuid), {"title": "X", "seen": form["seen"].value()})
    frozen = Edition.objects.get(report=full)

    assert lead.get(world.url("send_edition", frozen.uuid)).status_code == 404
    assert "Markera som skickad" not in lead.get(frozen.get_absolute_url()).content.decode()


# Who makes an account

DRAFT = (
    "report",
    "report_settings",
    "report_sections",
    "take_away_report",
    "freeze_report",
    "report_files",
    "report_csv",
)


@pytest.mark.parametrize("role", [Role.CONTROLLER, Role.COUNTY_LEAD])
def test_the_keeper_of_the_money_and_the_lead_make_it(world, role):
    client = world.client(role)

    assert client.get(f"{world.url('new_report')}?mall=account&ar=2031").status_code == 200
    for name in DRAFT:
        assert client.get(world.of_draft(name)).status_code == 200, name
    edition = world.frozen(client)
    for name in ("edition", "edition_csv", "edition_files", "send_edition"):
        assert client.get(world.url(name, edition.uuid)).status_code == 200, name
    assert client.post(world.of_draft("build_report_file", "docx")).status_code == 302
    assert client.post(world.url("build_edition_file", edition.uuid, "xlsx")).status_code == 302
    assert BuiltFile.objects.count() == 2
    assert world.report.title in client.get(world.url("reports")).content.decode()


@pytest.mark.parametrize("who", ["stranger", "reader", "analyst", "owner", "other county", "other organisation"])
def test_nobody_else_makes_or_reads_it(world, edition, who):
    other = make.organisation(county=make.county(parent=world.plan.county.parent))
    town = make.organisation(county=world.plan.county)
    client = {
        "stranger": lambda: world.client(None),
        "reader": lambda: world.client(Role.READER),
        "analyst": lambda: world.client(Role.ANALYST),
        "owner": lambda: world.client(Role.INITIATIVE_OWNER),
        "other county": lambda: world.client(Role.CONTROLLER, other),
        "other organisation": lambda: world.client(Role.CONTROLLER, town),
    }[who]()
    refused = {302, 403} if who == "stranger" else {403, 404}

    for name in (*DRAFT, "report_text"):
        assert client.get(world.of_draft(name)).status_code in refused, name
    assert client.get(f"{world.url('new_report')}?mall=account").status_code in refused
    assert client.post(world.url("send_edition", edition.uuid), SENT).status_code in refused
    for name in ("edition", "edition_csv", "edition_files"):
        assert client.get(world.url(name, edition.uuid)).status_code == 404, name
    assert not edition.states.exists()
    assert world.report.title not in client.get(world.url("reports")).content.decode()


def test_a_keeper_makes_no_other_report_and_publishes_nothing(world, edition):
    client = world.keeper
    full = Report.objects.create(plan=world.plan, template="full", title="Uppföljningen")

    assert client.get(f"{world.url('new_report')}?mall=full").status_code == 403
    assert client.get(world.url("report", full.uuid)).status_code == 404
    assert client.get(world.url("publish_edition", edition.uuid)).status_code == 403
    assert client.get(world.url("take_back_edition", edition.uuid)).status_code == 403
    said = client.get(world.url("reports")).content.decode()
    assert "Uppföljningen" not in said and "Word- och PowerPointmallar" not in said
    choice = client.get(world.url("new_report")).content.decode()
    assert "Redovisning till staten" in choice and "Kortversion" not in choice


def test_a_keeper_reads_the_history_of_the_account_and_undoes(world):
    client = world.keeper
    form = client.get(world.of_draft("report_settings")).context["form"]
    typed = {"title": "Nytt namn", "audience": "lead", "day": "", "version": form["version"].value()}
    assert client.post(world.of_draft("report_settings"), typed).status_code == 302

    history = reverse("history", args=[world.plan.county.slug, "report", world.report.uuid])
    assert "Nytt namn" in client.get(history).content.decode()
    undo = reverse("undo", args=[world.plan.county.slug, Change.objects.latest("id").pk])
    assert client.post(undo).status_code == 302
    assert Report.objects.get(pk=world.report.pk).title == "Redovisning 2031"


def test_the_migration_left_the_trigger_that_refuses_changes():
    """SQLite makes a table anew for a new column, without its triggers. Tests take the one against removal away."""
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'reports_editionstate'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'reports_editionstate'::regclass",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])

        assert "reports_editionstate_no_update" in {name for (name,) in cursor.fetchall()}


def test_what_is_missing_stands_in_the_draft_and_not_in_what_is_sent(world, edition):
    draft, edition = world.built(), making.document_of(edition)

    assert "account_missing" in {each.key for each in draft.walk()}
    assert "account_missing" not in {each.key for each in edition.walk()}
    assert not [each for each in texts(edition) if "Ändra texten där den står" in each]
