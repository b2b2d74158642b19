"""A disk that takes no more: a clear page, what was typed is kept, and nothing is half written."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from handslag.plans.models import Initiative
from handslag.trust import storage
from handslag.trust.models import AuditEvent, Change
from handslag.trust.permissions import Role
from tests import factories as make
from tests import server
from tests.faults.conftest import Installation
from tests.plans.conftest import Ground
from tests.public.markup import parse
from tests.public.test_html import form_faults, nesting_faults, outline_faults, reference_faults
from tests.server import Writer, found, serving

HEADING = "Det gick inte att spara"
TEXT = "Långt resonemang som ingen vill skriva en gång till. "
CHANGED = {"summary": TEXT, "version": "1"}
sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own way to fail")


@pytest.fixture
def lead(static_files, db) -> tuple[Client, Initiative, str]:
    """The plan's lead, an initiative, and the address where its text is changed."""
    county = make.county(parent=make.county())
    organisation = make.organisation(county=county)
    plan = make.plan(county=county, lead=organisation)
    row = make.initiative(plan, owner=organisation, title="Kvällsöppet")
    client = Client(raise_request_exception=False)
    client.force_login(make.member(Role.COUNTY_LEAD, organisation))
    return client, row, Ground(plan, None, row).url("edit", "syfte", row)


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def read_only() -> Iterator[None]:
    """A database that refuses every write."""
    if connection.vendor == "sqlite":
        sql("PRAGMA query_only = ON")
        yield
        sql("PRAGMA query_only = OFF")
        return
    with transaction.atomic():
        sql("SET TRANSACTION READ ONLY")
        yield
        transaction.set_rollback(True)  # which also lets it write again


def assert_told_and_kept(answer, text: str) -> None:
    page = answer.content.decode()
    assert answer.status_code == 507
    assert HEADING in page and "Inget av det du skickade är sparat" in page
    assert text in page and "Försök igen" in page
    root, faults = parse(page)
    assert faults + outline_faults(root) + reference_faults(root) + form_faults(root) + nesting_faults(root) == []
    assert answer["Cache-Control"] == "no-store"


def assert_nothing_written(row: Initiative) -> None:
    now = Initiative.objects.get(pk=row.pk)
    assert (now.summary, now.version) == ("", 1)
    assert not Change.objects.filter(root=row.uuid).exists()
    assert not AuditEvent.objects.filter(kind="change", target=row.title).exists()


@sqlite_only
def test_a_full_disk_is_told_of_and_nothing_is_half_written(lead) -> None:
    client, row, address = lead
    long = TEXT * 180  # more than fits in what deleted rows have left
    sql("PRAGMA max_page_count = 1")  # no more than it has
    try:
        answer = client.post(address, {"summary": long, "purpose": long, "background": long, "version": "1"})
    finally:
        sql("PRAGMA max_page_count = 1073741823")

    assert_told_and_kept(answer, TEXT)
    assert_nothing_written(row)
    assert client.post(address, {"summary": "Nu går det", "version": "1"}).status_code == 302


@pytest.mark.parametrize("htmx", [False, True])
def test_a_read_only_database_is_told_of(lead, htmx: bool) -> None:
    client, row, address = lead
    with read_only():
        answer = client.post(address, CHANGED, headers={"HX-Request": "true"} if htmx else {})

    assert_told_and_kept(answer, TEXT.strip())
    assert answer["HX-Retarget"] == "#innehall"  # not inside the form that was sent
    assert_nothing_written(row)
    assert client.post(address, CHANGED).status_code == 302  # the button sends the same again


def test_a_form_from_another_site_is_not_offered_for_sending_again(lead) -> None:
    client, _, address = lead
    with read_only():
        answer = client.post(address, CHANGED, headers={"Origin": "https://ond.example"})
    assert (answer.status_code, TEXT in answer.content.decode()) == (507, False)


def test_a_file_that_could_not_be_told_of_is_refused(lead) -> None:
    client, row, _ = lead
    with read_only(), transaction.atomic():
        answer = client.get(f"/{row.plan.county.slug}/administration/handlingar.csv")
    assert (answer.status_code, HEADING in answer.content.decode()) == (507, True)


@pytest.mark.django_db
def test_another_fault_of_the_database_is_no_full_disk() -> None:
    with pytest.raises(DatabaseError) as told:
        sql("SELECT no_such_column FROM trust_change")
    assert storage.trouble(told.value) == ""
    assert storage.trouble(ValueError("full")) == storage.trouble(None) == ""


# The real server, which the system lets write no more


def test_the_server_goes_on_reading_when_the_system_lets_it_write_no_more(installation: Installation) -> None:
    ground, (first, *_) = installation.ground, installation.ground.initiatives
    text = TEXT * 100
    with serving(installation.settings, file_size=100_000) as limited:
        writer = Writer(limited, ground, "en skrivare")
        while writer.save(first):
            pass
        assert writer.errors[0].startswith("507")
        status, page = writer.post(ground.page(first), {"summary": text, "version": "1"})
        assert status in (422, 507) and TEXT in page
        assert writer.get(f"/{ground.county}/insatser/")[0] == 200

    told = found(installation.settings)[first]
    assert told["texts"] == writer.acknowledged.get(first, [])
    assert told["is_whole"] and told["events"] == len(told["texts"])
    with sqlite3.connect(installation.database) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with serving(installation.settings) as free:
        again = Writer(free, ground, "samma skrivare", versions={first: told["version"]})
        assert again.save(first)


def test_a_command_says_that_nothing_was_saved(installation: Installation) -> None:
    def limit() -> None:
        server.resource.setrlimit(server.resource.RLIMIT_FSIZE, (200_000, 200_000))

    done = server.run(server.command("load"), installation.settings, preexec_fn=limit)

    assert done.returncode == 1
    assert "Det gick inte att skriva till databasen, och inget är sparat" in done.stderr
    assert "Traceback" not in done.stderr
    assert _count(installation.database, "places_population") == 0


def _count(database: Path, table: str) -> int:
    with sqlite3.connect(database) as opened:
        return opened.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
