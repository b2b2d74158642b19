"""Records are destroyed by a rule that rests on a decision, and by nothing else."""

import datetime
import io
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handslag.accounts import actions
from handslag.accounts.models import Invitation
from handslag.exchange.history import net_changes
from handslag.exchange.knowing import known_to
from handslag.plans.models import Initiative, Obstacle
from handslag.public.models import DefectReport
from handslag.trust import changes, retention
from handslag.trust.changes import Actor, CannotUndo
from handslag.trust.models import AuditEvent, Change, RetentionRule
from handslag.trust.permissions import ROLE_PERMISSIONS, Permission, Role
from tests import factories as make
from tests.accounts.conftest import Ground, browser_of, faults_of

pytestmark = pytest.mark.django_db
HOME = "/provlan/administration/gallring/"
ME = Actor(7, "insatsägare, Provkommun")
DECISION = {
    "months": "24",
    "decided_by": "Regionstyrelsen",
    "decided_on": "2025-02-01",
    "section_number": "14",
    "registry_number": "RS 2025/77",
}
MAY = [role for role in Role if Permission.SET_RETENTION in ROLE_PERMISSIONS[role]]


@pytest.fixture
def ground() -> Ground:
    return Ground()


@pytest.fixture
def admin(ground: Ground) -> Client:
    return browser_of(ground.admin)


@pytest.fixture
def lead(ground: Ground) -> Client:
    return browser_of(ground.member(Role.COUNTY_LEAD))


def rule(ground: Ground | None, record_type: str, **more) -> RetentionRule:
    fields = {
        "record_type": record_type,
        "county_id": ground and ground.county.pk,
        "months": 24,
        "decided_by": "Regionstyrelsen",
        "decided_on": datetime.date(2025, 2, 1),
        "registry_number": "RS 2025/77",
    }
    return RetentionRule.objects.create(**fields | more)


def ago(months: int) -> datetime.datetime:
    """A moment so many months ago, at noon."""
    day = retention.months_before(timezone.localdate(), months)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def run(*options: str) -> str:
    said = io.StringIO()
    call_command("retention", *options, stdout=said)
    return said.getvalue()


def initiative(ground: Ground) -> Initiative:
    """An initiative whose text was changed three years ago, and last month."""
    plan = make.plan(county=ground.county, lead=ground.organisation)
    row = make.initiative(plan, title="Kvällsöppet", summary="Den första", owner=ground.organisation)
    old = changes.save(row, {"summary": "Den andra", "number": 5}, by=ME, version=1, reason="Bad om det")
    new = changes.save(row, {"summary": "Den tredje"}, by=ME, version=2)
    Change.objects.filter(pk=old.pk).update(at=ago(36))
    Change.objects.filter(pk=new.pk).update(at=ago(1))
    return row


# The page: right role, wrong role, other county, stranger


def addresses(ground: Ground) -> list[str]:
    return [HOME, f"{HOME}ny/", f"{HOME}{rule(ground, 'change').pk}/avsluta/", "/provlan/administration/handlingar.csv"]


@pytest.mark.parametrize("role", MAY)
def test_who_may_set_retention_in_the_county_reads_every_page(ground: Ground, role: Role) -> None:
    client = browser_of(ground.member(role))
    for address in addresses(ground):
        answer = client.get(address)
        assert answer.status_code == 200, address
        if not address.endswith(".csv"):
            assert faults_of(answer) == [], address


@pytest.mark.parametrize("role", [role for role in Role if role not in MAY])
def test_another_role_in_the_county_is_refused(ground: Ground, role: Role) -> None:
    client = browser_of(ground.member(role))
    for address in addresses(ground):
        assert (client.get(address).status_code, client.post(address, DECISION).status_code) == (403, 403), address
    assert RetentionRule.objects.in_force().count() == 1


@pytest.mark.parametrize("role", MAY)
def test_another_county_finds_no_page(ground: Ground, role: Role) -> None:
    client = browser_of(ground.member(role, organisation=ground.elsewhere))
    for address in addresses(ground):
        assert (client.get(address).status_code, client.post(address, DECISION).status_code) == (404, 404), address
    assert RetentionRule.objects.in_force().count() == 1


def test_a_stranger_is_asked_to_sign_in(ground: Ground, static_files) -> None:
    for address in addresses(ground):
        assert Client().get(address)["Location"] == f"/logga-in/?next={address}"
        assert Client().post(address, DECISION).status_code == 403


def test_another_countys_rule_is_not_reached_through_ones_own(ground: Ground, admin: Client) -> None:
    theirs = rule(None, "change", county_id=ground.other_county.pk)
    assert admin.post(f"{HOME}{theirs.pk}/avsluta/").status_code == 404
    assert RetentionRule.objects.in_force().filter(pk=theirs.pk).exists()


def test_the_way_there_goes_from_ones_account(ground: Ground, lead: Client, admin: Client) -> None:
    assert HOME in lead.get("/konto/").content.decode()
    assert HOME in admin.get("/provlan/administration/").content.decode()
    assert HOME not in browser_of(ground.member(Role.READER)).get("/konto/").content.decode()


# Setting and ending


def test_a_rule_is_set_with_its_decision_and_told_of(ground: Ground, lead: Client) -> None:
    assert lead.post(f"{HOME}ny/", {**DECISION, "record_type": "change"})["Location"] == HOME

    made = RetentionRule.objects.get()
    assert (made.county_id, made.months) == (ground.county.pk, 24)
    assert made.decision == "Regionstyrelsen 2025-02-01 § 14, RS 2025/77"
    event = AuditEvent.objects.get(kind="retention")
    assert event.what == "Satte gallringsregel: Äldre lydelser i historiken, 24 månader"
    assert (event.county_id, event.target) == (ground.county.pk, f"Beslut: {made.decision}")
    assert made.decision in lead.get(HOME).content.decode()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"record_type": ""}, "Välj vad som ska gallras."),
        ({"record_type": "session"}, "Välj"),
        ({"record_type": "audit"}, "Välj"),
        ({"months": "0"}, "Ange minst 1 månad."),
        ({"months": "två"}, "Skriv antalet månader med siffror."),
        ({"decided_by": ""}, "Ange vem som har beslutat."),
        ({"decided_by": "namn@exempel.se"}, "e-postadress"),
        ({"decided_on": "2999-01-01"}, "Ange en dag som har varit"),
        ({"registry_number": ""}, "Ange beslutets diarienummer."),
        ({"record_type": "invitation"}, "Det finns redan en regel."),
    ],
    ids=str,
)
def test_a_fault_is_told_by_its_field_and_nothing_is_set(ground: Ground, lead: Client, more, message: str) -> None:
    rule(ground, "invitation")
    answer = lead.post(f"{HOME}ny/", {**DECISION, "record_type": "change", **more})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count(message) >= 2 and "<title>Fel:" in text
    assert faults_of(answer) == []
    assert RetentionRule.objects.count() == 1


def test_a_rule_ends_and_stands_among_the_ended(ground: Ground, lead: Client) -> None:
    held = rule(ground, "change")
    lead.post(f"{HOME}{held.pk}/avsluta/")

    assert "Avslutade regler" in lead.get(HOME).content.decode()
    assert AuditEvent.objects.get().what == "Avslutade gallringsregel: Äldre lydelser i historiken"
    assert lead.post(f"{HOME}{held.pk}/avsluta/").status_code == 404


@pytest.mark.parametrize("missing", [{"decided_by": ""}, {"registry_number": ""}])
def test_the_database_takes_no_rule_without_a_decision(ground: Ground, missing) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(ground, "change", **missing)


@pytest.mark.parametrize("county", [True, False])
def test_the_database_takes_one_rule_in_force_for_the_same_records(ground: Ground, county: bool) -> None:
    where = ground if county else None
    rule(where, "defect_report", ended_at=timezone.now())
    rule(where, "defect_report")
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(where, "defect_report")


def test_the_page_says_why_the_log_is_kept(lead: Client) -> None:
    assert "Databasen vägrar" in lead.get(HOME).content.decode()


# The command


def test_nothing_is_destroyed_without_a_rule(ground: Ground) -> None:
    row = initiative(ground)
    DefectReport.objects.create(text="x")
    assert run("--yes") == "Ingen gallringsregel gäller. Allt sparas.\n"
    assert Change.objects.filter(root=row.uuid, emptied_on=None).count() == 2


def test_a_preview_counts_and_writes_nothing(ground: Ground) -> None:
    initiative(ground)
    rule(ground, "change")
    said = run()

    assert "Provlän: Äldre lydelser i historiken, före" in said and ": 1. Beslut: Regionstyrelsen" in said
    assert not Change.objects.filter(emptied_on__isnull=False).exists()
    assert not AuditEvent.objects.filter(kind="retention").exists()


def test_old_texts_are_emptied_and_the_change_stays_and_says_so(ground: Ground, lead: Client) -> None:
    row = initiative(ground)
    rule(ground, "change")
    run("--yes")

    old, new = Change.objects.filter(root=row.uuid)
    assert (old.before, old.after) == ({"summary": None, "number": None}, {"summary": None, "number": 5})
    assert (old.title, old.reason, old.emptied_on) == ("", "", timezone.localdate())
    assert (old.role, old.user_id, old.version) == (ME.role, 7, 2)
    assert new.before == {"summary": "Den andra"}
    assert Initiative.objects.get(pk=row.pk).summary == "Den tredje"
    page = lead.get(reverse("history", args=["provlan", "initiative", row.uuid]))
    assert "Texterna gallrades den" in page.content.decode()
    assert "Den första" not in page.content.decode()


def test_what_was_taken_back_and_away_anew_counts_from_the_last_time(ground: Ground) -> None:
    plan = make.plan(county=ground.county, lead=ground.organisation)
    row = make.obstacle(make.initiative(plan, owner=ground.organisation), text="Ingen lokal")
    first = changes.withdraw(row, by=ME, version=1, reason="Löst")
    back = changes.undo(first, by=ME)
    Change.objects.filter(pk__in=[first.pk, back.pk]).update(at=ago(36))
    last = changes.withdraw(Obstacle.objects.get(pk=row.pk), by=ME, version=3, reason="Löst nu")
    rule(ground, "change")

    run("--yes")

    gone = Obstacle.everything.get(pk=row.pk)
    assert (gone.text, gone.withdrawn_reason) == ("Ingen lokal", "Löst nu")
    changes.undo(last, by=ME)
    assert Obstacle.objects.get(pk=row.pk).text == "Ingen lokal"


def test_what_was_destroyed_is_told_of_with_count_day_and_decision(ground: Ground) -> None:
    initiative(ground)
    rule(ground, "change")
    run("--yes")
    run("--yes")

    event = AuditEvent.objects.get(kind="retention")
    day = retention.months_before(timezone.localdate(), 24)
    assert event.what == f"Gallrade 1: Äldre lydelser i historiken, före {day}"
    assert event.target == "Beslut: Regionstyrelsen 2025-02-01, RS 2025/77"
    assert (event.county_id, event.user_id) == (ground.county.pk, None)


def test_an_emptied_change_cannot_be_taken_back(ground: Ground) -> None:
    row = initiative(ground)
    rule(ground, "change")
    run("--yes")
    with pytest.raises(CannotUndo):
        changes.undo(Change.objects.filter(root=row.uuid)[0], by=ME)


def test_what_was_taken_away_long_ago_is_emptied_too_and_what_stands_is_not(ground: Ground) -> None:
    plan = make.plan(county=ground.county, lead=ground.organisation)
    gone, stays = (make.initiative(plan, title=title, summary="Hemligt", owner=ground.organisation) for title in "AB")
    part, other = make.obstacle(gone, text="Ingen lokal"), make.obstacle(stays, text="Få ledare")
    away = changes.withdraw(gone, by=ME, version=1, reason="Blev aldrig av")
    part_of_it = changes.withdraw(other, by=ME, version=1, reason="Löst")
    Change.objects.filter(pk__in=[away.pk, part_of_it.pk]).update(at=ago(36))
    rule(ground, "change")

    run("--yes")

    gone, stays = (Initiative.everything.get(pk=each.pk) for each in (gone, stays))
    assert (gone.title, gone.summary, gone.withdrawn_reason) == ("(gallrat)", "", "")
    assert Obstacle.everything.get(pk=part.pk).text == "(gallrat)"
    assert Obstacle.everything.get(pk=other.pk).text == "(gallrat)"
    assert (stays.title, stays.summary) == ("B", "Hemligt")
    with pytest.raises(CannotUndo):
        changes.undo(Change.objects.get(pk=away.pk), by=ME)


def test_what_differs_between_two_days_says_that_a_text_is_destroyed_and_not_that_there_was_none(
    ground: Ground,
) -> None:
    row = initiative(ground)
    rule(ground, "change")
    run("--yes")

    known = known_to(ground.member(Role.COUNTY_LEAD), row.plan)
    told = net_changes(row.plan, since=ago(48), until=timezone.now(), known=known)
    texts = {each.field: (each.before, each.after) for each in told}
    assert ("(gallrad text)", "Den tredje") in texts.values()


def test_what_differs_is_silent_on_a_text_that_is_destroyed_on_both_sides(ground: Ground) -> None:
    row = initiative(ground)
    Change.objects.update(at=ago(36))
    rule(ground, "change")
    run("--yes")

    known = known_to(ground.member(Role.COUNTY_LEAD), row.plan)
    told = net_changes(row.plan, since=ago(48), until=timezone.now(), known=known)
    assert [(each.before, each.after) for each in told] == [("", "5")]  # the number is no text


def test_the_audit_trail_holds_no_text_that_could_not_be_destroyed(ground: Ground) -> None:
    obstacle = Obstacle(initiative=initiative(ground), text="Texten själv", theme="staffing", state="open")
    changes.create(obstacle, by=ME)
    assert AuditEvent.objects.filter(kind="change").order_by("pk").last().target == "Kvällsöppet"


def test_a_rule_destroys_nothing_in_another_county(ground: Ground) -> None:
    row = initiative(ground)
    rule(None, "change", county_id=ground.other_county.pk)
    run("--yes")
    assert not Change.objects.filter(root=row.uuid, emptied_on__isnull=False).exists()


@pytest.mark.parametrize("more", [{"ended_at": timezone.now()}, {"decided_on": datetime.date(2999, 1, 1)}])
def test_an_ended_rule_or_one_decided_later_destroys_nothing(ground: Ground, more) -> None:
    initiative(ground)
    rule(ground, "change", **more)
    run("--yes")
    assert not Change.objects.filter(emptied_on__isnull=False).exists()


def test_a_rule_for_records_that_nobody_answers_for_destroys_nothing(ground: Ground) -> None:
    rule(ground, "something_gone")
    assert "Ingen gallringsregel" in run("--yes")


def test_one_fault_leaves_everything_as_it_was(ground: Ground, monkeypatch) -> None:
    initiative(ground)
    rule(ground, "change")
    rule(ground, "invitation")
    invitation(ground, used_at=ago(25))

    def broken(found) -> int:
        raise RuntimeError

    types = retention._TYPES
    monkeypatch.setitem(types, "invitation", retention.RecordType(**types["invitation"].__dict__ | {"destroy": broken}))
    with pytest.raises(RuntimeError):
        run("--yes")
    assert not Change.objects.filter(emptied_on__isnull=False).exists()
    assert not AuditEvent.objects.filter(kind="retention").exists()


# The other kinds


def invitation(ground: Ground, **fields) -> Invitation:
    made, _ = actions.invite(
        f"{Invitation.objects.count()}@example.invalid", Role.READER, ground.organisation,
        county=ground.county, by=ground.admin, acting=ME,
    )  # fmt: skip
    closed = {"email": ""} if "used_at" in fields or "revoked_at" in fields else {}
    Invitation.objects.filter(pk=made.pk).update(**fields, **closed)
    return made


def test_closed_invitations_go_by_the_day_they_were_closed(ground: Ground) -> None:
    gone = [
        invitation(ground, used_at=ago(25)),
        invitation(ground, revoked_at=ago(25)),
        invitation(ground, valid_to=ago(25).date()),
    ]
    kept = [invitation(ground), invitation(ground, used_at=ago(1), valid_to=ago(25).date())]
    rule(ground, "invitation")
    run("--yes")
    left = Invitation.objects.values_list("pk", flat=True)
    assert [each.pk for each in kept] == sorted(left) and not {each.pk for each in gone} & set(left)


def report(address: str) -> DefectReport:
    made = DefectReport.objects.create(text="Går inte att läsa", address=address)
    DefectReport.objects.filter(pk=made.pk).update(reported_at=ago(25))
    return made


@pytest.mark.parametrize(
    ("address", "of_county"),
    [
        ("/provlan/insatser/", True),
        ("https://handslag.example/provlan/", True),
        ("/provlan", True),
        ("/provlanet/", False),
        ("/grannlan/provlan/", False),
        ("", False),
    ],
)
def test_a_report_belongs_to_the_county_whose_page_it_is_about(ground: Ground, address: str, of_county: bool) -> None:
    report(address)
    DefectReport.objects.create(text="Nyss", address=address)
    rule(ground, "defect_report")
    run("--yes")
    assert DefectReport.objects.count() == (1 if of_county else 2)


def test_the_installations_own_rule_takes_reports_of_no_county_and_old_sessions(ground: Ground) -> None:
    for address in ("/provlan/", "", "/om/"):
        report(address)
    for key, moment in (("a", ago(25)), ("b", ago(1))):
        Session.objects.create(session_key=key, session_data="", expire_date=moment)
    told = ("--months", "24", "--body", "Regionstyrelsen", "--date", "2025-02-01", "--registry-number", "RS 1")
    run("--set", "defect_report", *told)
    run("--set", "session", *told)
    run("--yes")

    assert DefectReport.objects.get().address == "/provlan/"
    assert Session.objects.get().session_key == "b"
    run("--end", "session")
    assert not RetentionRule.objects.in_force().filter(record_type="session").exists()


@pytest.mark.parametrize(
    "told",
    [
        (),
        ("--months", "0", "--body", "x", "--date", "2025-01-01", "--registry-number", "1"),
        ("--months", "1", "--body", "x", "--date", "igår", "--registry-number", "1"),
    ],
)
def test_the_command_sets_no_rule_without_a_decision(told) -> None:
    with pytest.raises(CommandError):
        run("--set", "session", *told)
    assert not RetentionRule.objects.exists()


# What it costs


def test_ten_more_ended_rules_cost_no_more_queries(ground: Ground, lead: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            lead.get(HOME)
        return len(found)

    lead.get(HOME)
    before = cost()
    for _ in range(10):
        rule(ground, "change", ended_at=timezone.now())
    assert cost() == before


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [("2024-03-31", 1, "2024-02-29"), ("2024-01-15", 1, "2023-12-15"), ("2024-02-29", 12, "2023-02-28")],
)
def test_months_are_counted_by_the_calendar(day: str, months: int, expected: str) -> None:
    found = retention.months_before(datetime.date.fromisoformat(day), months)
    assert found == datetime.date.fromisoformat(expected)


# Out of the file


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL clears its files by itself")
@pytest.mark.django_db(transaction=True)
def test_what_is_destroyed_stands_in_no_file_of_the_database(static_files) -> None:
    row = initiative(ground := Ground())
    marked = changes.save(row, {"summary": "igenkännlig lydelse 4711"}, by=ME, version=3)
    changes.save(row, {"summary": "Nu"}, by=ME, version=4)
    Change.objects.filter(pk__gte=marked.pk).update(at=ago(36))
    rule(ground, "change")
    assert "igenkännlig lydelse 4711".encode() in _files()

    run("--yes")

    assert "igenkännlig lydelse 4711".encode() not in _files()


def _files() -> bytes:
    """All bytes of the database's file and its helper; JSON's escapes as the letters they stand for."""
    path = Path(connection.settings_dict["NAME"])
    raw = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    return raw.replace(rb"\u00e4", "ä".encode())
