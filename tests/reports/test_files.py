"""Files of reports, built in the background: asked for, watched, fetched; and what can go wrong on the way.

A worker that is really killed, and a disk that is really full: tests/faults/test_reports.py.
"""

import datetime
import os
import socket
from hashlib import sha256
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from handslag.reports import making, tasks
from handslag.reports.models import LEASE, BuiltFile, Report
from handslag.trust.permissions import Role
from tests import factories as make
from tests.public.markup import parse

pytestmark = pytest.mark.django_db
LONG_AGO = LEASE + datetime.timedelta(minutes=1)


class TooLong(Exception):
    pass


@pytest.fixture
def writer(monkeypatch) -> SimpleNamespace:
    """What stands in for the libraries: a writer that gives some bytes, or fails as it is told to."""
    faked = SimpleNamespace(error=None, seen=[], TooLong=TooLong)

    def write(document, **more: object) -> bytes:
        faked.seen.append((document, more))
        if faked.error:
            raise faked.error
        return b"%PDF-prov"

    faked.write = write
    monkeypatch.setattr(making, "import_module", lambda name: faked)
    return faked


def ask(world, client: Client, file_format: str = "pdf", **headers: object):
    return client.post(world.of_draft("build_report_file", file_format), **headers)


def work() -> None:
    """Do what the queue holds, as the worker does."""
    for waiting in DBTaskResult.objects.filter(task_path=tasks.build_file.module_path, status="READY").order_by("id"):
        tasks.build_file.call(*waiting.args_kwargs["args"])
        waiting.delete()


def state_of(world, client: Client) -> str:
    return client.get(world.of_draft("report_files")).content.decode()


@pytest.fixture
def queued(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_file_is_asked_for_watched_and_fetched(world, writer, queued) -> None:
    client = world.lead
    with queued():
        asked = ask(world, client)

    assert asked["Location"] == f"{world.report.get_absolute_url()}#filer"
    waiting = state_of(world, client)
    assert "Väntar på sin tur" in waiting and "every 2s" in waiting
    assert client.get(world.of_draft("report_file", "pdf")).status_code == 404
    work()
    done = state_of(world, client)
    assert "Hämta PDF" in done and "every 2s" not in done
    fetched = client.get(world.of_draft("report_file", "pdf"))
    assert (fetched.content, fetched["Content-Type"]) == (b"%PDF-prov", "application/pdf")
    assert fetched["Content-Disposition"] == 'attachment; filename="uppfoljning.pdf"'
    file = BuiltFile.objects.get()
    assert file.sha256 == sha256(b"%PDF-prov").hexdigest() and file.seconds >= 0
    assert writer.seen[0][0].mark == "Utkast"


def test_the_queue_holds_no_more_than_a_number(world, writer, queued) -> None:
    with queued():
        ask(world, world.lead)

    task = DBTaskResult.objects.get(task_path=tasks.build_file.module_path)
    assert task.args_kwargs == {"args": [BuiltFile.objects.get().pk], "kwargs": {}}


def test_a_file_asked_for_twice_is_built_once(world, writer, queued) -> None:
    client = world.lead
    with queued():
        ask(world, client)
        ask(world, client)
    number = BuiltFile.objects.get().pk

    work()
    tasks.build_file.call(number)

    assert len(writer.seen) == 1


def test_with_htmx_the_list_of_files_comes_back_alone(world, writer, queued) -> None:
    with queued():
        answer = ask(world, world.lead, headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert "<html" not in page and "Väntar på sin tur" in page
    assert parse(f'<!doctype html><html lang="sv"><head><title>x</title></head><body>{page}</body></html>')[1] == []


def test_a_file_built_before_the_latest_change_says_so(world, writer, queued) -> None:
    client = world.lead
    with queued():
        ask(world, client)
    work()
    assert "har ändrats sedan dess" not in state_of(world, client)

    client.post(world.of_draft("report_settings"), {"title": "Ny titel", "audience": "public", "version": 1})

    assert "har ändrats sedan dess" in state_of(world, client)
    with queued():
        ask(world, client)
    work()
    assert "har ändrats sedan dess" not in state_of(world, client)


def test_a_change_in_another_draft_does_not_make_a_file_old(world, writer, queued) -> None:
    client = world.lead
    with queued():
        ask(world, client)
    work()
    client.post(world.url("new_report") + "?mall=short", {"title": "Annat", "audience": "public"})

    assert "har ändrats sedan dess" not in state_of(world, client)


# What goes wrong


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TooLong("Rapporten är för lång. Välj färre delar."), "Välj färre delar."),
        (ValueError("19811218-9876"), "Något gick fel hos oss"),
        (MemoryError(), "Något gick fel hos oss"),
    ],
)
def test_a_build_that_fails_says_so_in_words_and_can_be_tried_again(world, writer, queued, error, words: str) -> None:
    client = world.lead
    writer.error = error
    with queued():
        ask(world, client)
    work()

    told = state_of(world, client)

    assert words in told and "Bygg igen" in told and "19811218" not in told
    writer.error = None
    with queued():
        ask(world, client)
    work()
    assert "Hämta PDF" in state_of(world, client)


def test_a_draft_that_cannot_be_built_tells_why_at_the_file(world, writer, queued) -> None:
    client = world.lead
    with queued():
        ask(world, client)
    Report.objects.update(template="goal")
    work()

    assert "behöver ett mål" in state_of(world, client)


def test_a_build_whose_worker_was_killed_is_told_of_and_taken_up_again(world, writer, queued) -> None:
    client = world.lead
    with queued():
        ask(world, client)
    gone = {"state": "running", "attempts": 1, "worker": "en-annan-maskin:7", "started_at": timezone.now() - LONG_AGO}
    BuiltFile.objects.update(**gone)
    DBTaskResult.objects.all().delete()

    assert "Bygget avbröts innan det var klart" in state_of(world, client)
    with queued():
        tasks.take_up_lost()
    work()

    assert "Hämta PDF" in state_of(world, client)


def test_a_build_that_takes_its_worker_with_it_is_not_tried_for_ever(world, queued) -> None:
    gone = {"state": "running", "worker": f"{socket.gethostname()}:{os.getpid()}", "started_at": timezone.now()}
    BuiltFile.objects.create(report=world.report, file_format="pdf", attempts=tasks.MOST_ATTEMPTS, **gone)

    tasks.take_up_lost()

    file = BuiltFile.objects.get()
    assert (file.state, file.error) == ("failed", tasks.STOPPED)


def test_a_build_under_way_on_another_machine_is_left_alone(world) -> None:
    file = BuiltFile.objects.create(
        report=world.report, file_format="pdf", state="running", worker="en-annan-maskin:7", started_at=timezone.now()
    )

    tasks.take_up_lost()

    assert BuiltFile.objects.get(pk=file.pk).state == "running"


def test_a_worker_that_was_thought_lost_writes_over_nothing(world, writer) -> None:
    file = BuiltFile.objects.create(report=world.report, file_format="pdf")

    def overtaken(document, **more: object) -> bytes:
        BuiltFile.objects.update(state="done", attempts=2, content=b"den andras")
        return b"den forstas"

    writer.write = overtaken
    tasks.build_file.call(file.pk)

    assert bytes(BuiltFile.objects.get().content) == b"den andras"


def test_drafts_files_are_taken_away_after_a_month_and_editions_are_kept(world, writer) -> None:
    edition = world.frozen(world.lead)
    old = {"state": "done", "content": b"x", "done_at": timezone.now() - datetime.timedelta(days=31)}
    BuiltFile.objects.create(report=world.report, file_format="pdf", **old)
    kept = BuiltFile.objects.create(edition=edition, file_format="pdf", **old)

    tasks.build_file.call(0)

    assert list(BuiltFile.objects.all()) == [kept]


# Editions


def test_an_editions_file_is_built_of_what_was_frozen_and_kept(world, writer, queued) -> None:
    edition = world.frozen(world.lead)
    make.initiative(world.plan, serves=world.goal, title="Efteråt")
    address = world.url("build_edition_file", edition.uuid, "docx")
    with queued():
        world.lead.post(address)
    work()
    with queued():
        world.lead.post(address)
    work()

    assert [document for document, _ in writer.seen] == [making.document_of(edition)]
    assert world.client(None).get(world.url("edition_file", edition.uuid, "docx")).status_code == 404
    world.lead.post(world.url("publish_edition", edition.uuid))
    assert world.client(None).get(world.url("edition_file", edition.uuid, "docx")).content == b"%PDF-prov"
    assert "Bygg igen" not in world.client(None).get(world.url("edition_files", edition.uuid)).content.decode()


def test_publishing_has_every_file_built(world, writer, queued) -> None:
    edition = world.frozen(world.lead)
    with queued():
        world.lead.post(world.url("publish_edition", edition.uuid))
    work()

    page = world.client(None).get(edition.get_absolute_url()).content.decode()
    assert all(f"Hämta {name}" in page for name in ("PDF", "Word", "Excel"))


# Who may


@pytest.mark.parametrize("role", [None, Role.READER, Role.INITIATIVE_OWNER])
def test_only_who_edits_the_plan_builds(world, role) -> None:
    client = world.client(role, world.plan.lead if role else None)
    edition = world.frozen(world.lead)
    world.lead.post(world.url("publish_edition", edition.uuid))
    before = BuiltFile.objects.count()

    assert ask(world, client).status_code == 403
    assert client.post(world.url("build_edition_file", edition.uuid, "pdf")).status_code == 403
    assert BuiltFile.objects.count() == before


@pytest.mark.parametrize("file_format", ["pptx", "html", "exe"])
def test_a_combination_that_does_not_exist_is_not_found(world, file_format: str) -> None:
    edition = world.frozen(world.lead)

    assert ask(world, world.lead, file_format).status_code == 404
    assert world.lead.post(world.url("build_edition_file", edition.uuid, file_format)).status_code == 404


def test_a_file_for_the_lead_is_fetched_only_by_who_asked(world, writer, queued) -> None:
    Report.objects.update(audience="lead")
    first, second = world.lead, world.lead
    with queued():
        ask(world, first)
    work()

    assert first.get(world.of_draft("report_file", "pdf")).status_code == 200
    assert second.get(world.of_draft("report_file", "pdf")).status_code == 404


def test_one_who_asks_too_often_is_stopped(world, writer, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "build_report": "2/h/user"}
    client = world.lead

    assert [ask(world, client).status_code for _ in range(3)] == [302, 302, 429]


@pytest.mark.parametrize(("seconds", "told"), [(20, False), (40, True)])
def test_a_file_that_nobody_takes_up_says_what_the_operator_does(world, seconds: int, told: bool) -> None:
    client = world.lead
    ask(world, client)
    BuiltFile.objects.update(asked_at=timezone.now() - datetime.timedelta(seconds=seconds))

    state = state_of(world, client)

    assert "Väntar på sin tur" in state and "every 2s" in state
    assert ("Ingen har börjat bygga filen på 30 sekunder" in state and "handslag worker" in state) is told
