"""Addresses and links of a round go when the county's rule says so, out of every place where they have been; counts stay."""

import datetime
import logging
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from handslag.accounts import letters, outbox
from handslag.accounts.models import OutgoingMail, TaskLink
from handslag.plans.followup import answering, reading, rounds
from handslag.plans.models import FollowUp, FollowUpRequest, FollowUpRound
from handslag.trust import retention
from handslag.trust.models import AuditEvent, RetentionRule
from handslag.trust.permissions import Role
from tests import factories as make
from tests.accounts.conftest import browser_of
from tests.mail import receiving, work_off
from tests.plans.answers_ground import LEAD, FollowUpGround, follow_up_ground, send
from tests.public.test_retention import rule, run

MARK = "igenkannlig4711"
ASKED, COLLEAGUE, REFUSED, QUESTIONS = (f"{MARK}.{n}@example.invalid" for n in ("ett", "kollega", "fel", "fragor"))


@pytest.fixture
def ground(db) -> FollowUpGround:
    """A round of two sectors with recognisable addresses, not sent yet."""
    ground = follow_up_ground()
    plan = ground.asked.plan
    FollowUpRequest.objects.all().delete()
    sectors = {"municipality": (ASKED, REFUSED), "civil_society": (f"{MARK}.tre@example.invalid",)}
    for sector, addresses in sectors.items():
        organisation = make.organisation(county=plan.county, sector=sector)
        for n, address in enumerate(addresses):
            function = f"{sector} {n}"
            make.follow_up_request(
                ground.asked, ground.initiative, email=address, function=function, organisation=organisation,
                state="new", sent_on=None,
            )  # fmt: skip
    FollowUpRound.objects.update(reply_to=QUESTIONS, state="draft", opened_on=None)
    ground.asked.refresh_from_db()
    ground.request = FollowUpRequest.objects.get(email=ASKED)
    return ground


@pytest.fixture
def log() -> Iterator[list[str]]:
    """Everything that is logged while the test runs, SQL apart."""
    found: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name != "django.db.backends":
                found.append(self.format(record))

    root, handler = logging.getLogger(), Keep()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield found
    root.removeHandler(handler)
    root.setLevel(level)


def live(ground: FollowUpGround, settings, folder: Path, monkeypatch) -> None:
    """Let the round go on as rounds do, so that addresses come everywhere that they can come."""
    settings.EMAIL_FILE_PATH = folder
    settings.EMAIL_BACKEND = "handslag.accounts.outbox.OutboxBackend"
    rounds.send(ground.asked, site="http://testserver/", by=LEAD)
    work_off(monkeypatch)
    answering.hand_on(ground.request, ground.request.items.all(), function="Kollega", email=COLLEAGUE)
    work_off(monkeypatch)
    colleague = FollowUpRequest.objects.get(email=COLLEAGUE)
    reading.ask_back(send(colleague.items.get(), happened="Många kurser"), "Hur många?", by=LEAD)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with receiving() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        server.replies[f"RCPT {REFUSED}"] = f"550 {REFUSED} is unknown here"
        letters.queue(rounds.PURPOSE, "ask", FollowUpRequest.objects.values_list("pk", flat=True), site="http://t/")
        work_off(monkeypatch)
    reading.send_again(FollowUpRequest.objects.get(email=REFUSED), email=f"{MARK}.ratt@example.invalid", by=LEAD)


def everything_stored() -> str:
    """Every row of every table, cache included."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found.append(repr(cursor.fetchall()))
    return "\n".join(found)


def file_bytes() -> bytes:
    """All bytes of SQLite's file and of its helpers."""
    path = Path(connection.settings_dict["NAME"])
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def addresses_left() -> set[str]:
    return set(FollowUpRequest.objects.values_list("email", flat=True)) - {""}


# At close


@pytest.mark.django_db(transaction=True)
def test_with_no_months_everything_is_gone_when_the_round_is_closed(
    ground: FollowUpGround, settings, tmp_path: Path, monkeypatch, log: list[str]
) -> None:
    rule(None, "follow_up_address", months=0, county_id=ground.asked.plan.county_id)
    live(ground, settings, tmp_path / "mail", monkeypatch)
    hashes = list(TaskLink.objects.values_list("key_hash", flat=True))
    invited = Counter(FollowUpRequest.objects.values_list("sector", flat=True))
    assert MARK in everything_stored() and len(hashes) >= 5
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 4
    assert set(OutgoingMail.objects.values_list("state", flat=True)) >= {"sent", "failed"}

    rounds.close(ground.asked, by=LEAD)

    stored = everything_stored()
    assert MARK not in stored and not [each for each in hashes if each in stored]
    assert MARK not in "\n".join(log)
    assert list((tmp_path / "mail").glob("*.eml")) == []
    asked = FollowUpRound.objects.get()
    assert (asked.state, asked.reply_to, asked.forgotten_on) == ("closed", "", timezone.localdate())
    assert not TaskLink.objects.exists()
    assert Counter(FollowUpRequest.objects.values_list("sector", flat=True)) == invited
    assert invited["municipality"] == 3 and invited["civil_society"] == 1
    assert FollowUp.objects.get().happened == "Många kurser"
    told = AuditEvent.objects.filter(kind="retention").get()
    assert told.what == "Gallrade adresser och länkar"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL clears its files by itself")
@pytest.mark.django_db(transaction=True)
def test_no_address_stands_in_sqlites_file_or_in_a_copy_made_after(
    ground: FollowUpGround, settings, tmp_path: Path, monkeypatch
) -> None:
    rule(None, "follow_up_address", months=0, county_id=ground.asked.plan.county_id)
    live(ground, settings, tmp_path / "mail", monkeypatch)
    hashes = [each.encode() for each in TaskLink.objects.values_list("key_hash", flat=True)]
    assert MARK.encode() in file_bytes() and hashes[0] in file_bytes()

    rounds.close(ground.asked, by=LEAD)
    with sqlite3.connect(tmp_path / "backup.sqlite3") as copy:
        connection.connection.backup(copy)
    copy.close()

    for found in (file_bytes(), (tmp_path / "backup.sqlite3").read_bytes()):
        assert MARK.encode() not in found
        assert not [each for each in hashes if each in found]
        assert "Många kurser".encode() in found  # it is the database that was searched


# Later, and never


def closed(ground: FollowUpGround, *, months_ago: int) -> None:
    rounds.send(ground.asked, site="http://testserver/", by=LEAD)
    rounds.close(ground.asked, by=LEAD)
    day = retention.months_before(timezone.localdate(), months_ago) - datetime.timedelta(days=1)
    FollowUpRound.objects.update(closed_on=day)


@pytest.mark.django_db
def test_without_a_rule_they_stay(ground: FollowUpGround) -> None:
    closed(ground, months_ago=60)

    assert "Ingen gallringsregel" in run("--yes")
    assert len(addresses_left()) == 3
    assert FollowUpRound.objects.get().reply_to == QUESTIONS


@pytest.mark.django_db
@pytest.mark.parametrize(("months_ago", "left"), [(2, 3), (3, 0)])
def test_with_three_months_the_operators_command_destroys_them(
    ground: FollowUpGround, months_ago: int, left: int
) -> None:
    rule(None, "follow_up_address", months=3, county_id=ground.asked.plan.county_id)
    closed(ground, months_ago=months_ago)
    assert len(addresses_left()) == 3  # not at close
    run()
    assert len(addresses_left()) == 3  # and not by a preview

    run("--yes")

    assert len(addresses_left()) == left
    assert FollowUpRound.objects.get().forgotten_on == (None if left else timezone.localdate())
    assert FollowUpRequest.objects.count() == 3


@pytest.mark.django_db
def test_a_round_that_is_open_keeps_its_addresses_whatever_the_rule(ground: FollowUpGround) -> None:
    rule(None, "follow_up_address", months=0, county_id=ground.asked.plan.county_id)
    rounds.send(ground.asked, site="http://testserver/", by=LEAD)
    run("--yes")
    assert len(addresses_left()) == 3


@pytest.mark.django_db
def test_a_rule_that_came_after_the_close_is_carried_out_by_the_command(ground: FollowUpGround) -> None:
    closed(ground, months_ago=1)
    rule(None, "follow_up_address", months=0, county_id=ground.asked.plan.county_id)
    run("--yes")
    assert addresses_left() == set()
    run("--yes")
    assert AuditEvent.objects.filter(kind="retention", what__startswith="Gallrade").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "more", [{"ended_at": timezone.now()}, {"decided_on": datetime.date(2999, 1, 1)}, {"months": 1}]
)
def test_a_rule_that_does_not_hold_today_destroys_nothing_at_close(ground: FollowUpGround, more: dict) -> None:
    rule(None, "follow_up_address", **{"months": 0, "county_id": ground.asked.plan.county_id, **more})
    rounds.send(ground.asked, site="http://testserver/", by=LEAD)
    rounds.close(ground.asked, by=LEAD)
    assert len(addresses_left()) == 3


@pytest.mark.django_db
def test_another_countys_rule_destroys_nothing_here(ground: FollowUpGround) -> None:
    rule(None, "follow_up_address", months=0, county_id=make.county().pk)
    rounds.send(ground.asked, site="http://testserver/", by=LEAD)
    rounds.close(ground.asked, by=LEAD)
    run("--yes")
    assert len(addresses_left()) == 3


@pytest.mark.django_db
def test_one_round_leaves_anothers_letters_in_the_demos_outbox(ground: FollowUpGround, settings, tmp_path) -> None:
    settings.EMAIL_FILE_PATH = tmp_path
    for about in (str(ground.asked.uuid), "another"):
        (tmp_path / f"{about}.eml").write_text(f"X-Handslag-About: {about}\n\nHej", encoding="utf-8")
    assert outbox.forget(str(ground.asked.uuid)) == 1
    assert [path.stem for path in tmp_path.glob("*.eml")] == ["another"]


# Which rules can be set


@pytest.mark.django_db
def test_no_rule_of_the_whole_installation_is_set_for_them() -> None:
    told = ("--months", "0", "--body", "x", "--date", "2025-01-01", "--registry-number", "1")
    with pytest.raises((CommandError, SystemExit)):
        run("--set", "follow_up_address", *told)
    assert not RetentionRule.objects.exists()


@pytest.mark.django_db
def test_no_rule_of_no_months_is_set_where_nothing_has_served(ground: FollowUpGround) -> None:
    for record_type in ("change", "session", "invitation", "defect_report"):
        asked = RetentionRule(record_type=record_type, months=0, decided_by="R", registry_number="1")
        asked.decided_on, asked.county_id = datetime.date(2025, 1, 1), ground.asked.plan.county_id
        with pytest.raises(ValueError, match="a month at the earliest"):
            retention.set_rule(asked, by=LEAD)
    with pytest.raises(CommandError):
        call_command(
            "retention", "--set", "session", "--months=0", "--body=R", "--date=2025-01-01", "--registry-number=1"
        )
    assert not RetentionRule.objects.exists()


@pytest.mark.django_db
def test_the_lead_sets_no_months_on_the_page_and_reads_what_it_means(ground: FollowUpGround, static_files) -> None:
    plan = ground.asked.plan
    client = browser_of(make.member(Role.COUNTY_LEAD, plan.lead))
    home = f"/{plan.county.slug}/administration/gallring/"
    told = {
        "record_type": "follow_up_address", "months": "0", "decided_by": "Regionstyrelsen",
        "decided_on": "2025-02-01", "registry_number": "RS 1",
    }  # fmt: skip

    assert client.post(f"{home}ny/", told)["Location"] == home
    page = client.get(home).content.decode()
    assert "Gallras så snart den har gjort sitt." in page
    assert "Adresser i uppföljningar" in page
    assert "Gallras efter 0" not in page
