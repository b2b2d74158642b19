"""Versions of a plan: frozen whole, shown to each reader as far as they may know, compared in words."""

import datetime
import hashlib
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handslag.accounts.models import User
from handslag.exchange.exporter import export_plan, to_json
from handslag.exchange.models import Frozen, PlanVersion, PlanVisit
from handslag.exchange.versions import Altered, document_of, freeze, text_of
from handslag.plans.models import GoalContribution, Initiative, Obstacle, Plan, StatusEntry
from handslag.trust.changes import OPERATOR, create, save, withdraw
from handslag.trust.models import AuditEvent, Change
from handslag.trust.permissions import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
LATER = datetime.timedelta(days=3)


@pytest.fixture
def lead(plan: Plan) -> User:
    return make.member(Role.COUNTY_LEAD, plan.lead)


@pytest.fixture
def base(plan: Plan) -> str:
    return f"/orebro/planer/{plan.key}/"


@pytest.fixture
def signed_in(static_files: None):
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def text_at(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer
    return answer.content.decode()


def changed(row, **values) -> None:
    """Change a row as a page would."""
    save(row, values, by=OPERATOR, version=row.version)


# Freezing


def test_a_version_is_the_export_with_its_hash(plan: Plan) -> None:
    text = to_json(export_plan(plan))

    made = freeze(plan, by=OPERATOR, title="Som antagen", body="Nämnden", section_number="§ 3")

    assert text_of(made) == text
    assert made.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert document_of(PlanVersion.objects.get(pk=made.pk)) == json.loads(text)
    assert len(bytes(made.content)) < len(text) / 4
    assert made.number == 2
    assert AuditEvent.objects.filter(kind="export", target="Som antagen").count() == 1


def test_a_version_is_not_changed(plan: Plan) -> None:
    made = freeze(plan, by=OPERATOR, title="Ett")
    made.title = "Två"

    with pytest.raises(Frozen):
        made.save()
    with pytest.raises(Frozen):
        made.delete()


@pytest.mark.parametrize("content", [b"", b"skrap", None])
def test_an_altered_version_is_refused(plan: Plan, content: bytes | None, client: Client, base: str) -> None:
    made = freeze(plan, by=OPERATOR, title="Ett")
    altered = content if content is not None else bytes(freeze(plan, by=OPERATOR, title="x").content)[:-9]
    PlanVersion.objects.filter(pk=made.pk).update(content=altered)

    with pytest.raises(Altered):
        document_of(PlanVersion.objects.get(pk=made.pk))
    assert "Kontrollsumman stämmer inte" in text_at(client, f"{base}versioner/{made.number}/")
    assert "går inte att jämföra" in text_at(client, f"{base}jamfor/?fran={made.number}&till=nu")


def test_the_lead_freezes_by_the_form(lead: User, signed_in, base: str, plan: Plan) -> None:
    client = signed_in(lead)
    sent = {"title": "Som antagen", "body": "Regionstyrelsen", "decided_on": "2026-02-03", "section_number": "§ 12"}

    answer = client.post(f"{base}versioner/ny/", sent)

    made = plan.versions.first()
    assert answer["Location"] == f"{base}versioner/{made.number}/"
    assert (made.title, made.decided_on, made.user_id) == ("Som antagen", datetime.date(2026, 2, 3), lead.pk)
    assert made.role.startswith("utvecklingsledare för länet")
    text = text_at(client, answer["Location"])
    assert made.sha256 in text and "Regionstyrelsen" in text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"title": ""}, "Skriv vad det är för version."),
        ({"title": "x" * 201}, "Korta texten till högst 200 tecken."),
        ({"title": "A", "decided_on": "3/2"}, "Skriv dagen som ÅÅÅÅ-MM-DD."),
        ({"title": "A", "body": "namn@exempel.se"}, "Texten innehåller en e-postadress"),
    ],
)
def test_a_form_with_faults_keeps_what_was_written(lead, signed_in, base, plan, sent: dict, said: str) -> None:
    text = signed_in(lead).post(f"{base}versioner/ny/", sent | {"registry_number": "26RS1"}).content.decode()

    assert said in text and "<title>Fel:" in text and "26RS1" in text
    assert plan.versions.count() == 1


@pytest.mark.parametrize("role", [Role.READER, Role.INITIATIVE_OWNER, Role.ADMINISTRATOR])
def test_only_who_edits_the_plan_freezes_and_fetches(plan: Plan, signed_in, base: str, role: Role) -> None:
    client = signed_in(make.member(role, plan.lead))

    assert client.get(f"{base}versioner/ny/").status_code == 403
    assert client.post(f"{base}versioner/ny/", {"title": "A"}).status_code == 403
    assert client.get(f"{base}versioner/1.json").status_code == 403
    assert plan.versions.count() == 1


def test_the_file_is_what_was_frozen(plan: Plan, lead: User, signed_in, base: str) -> None:
    made = plan.versions.get()

    answer = signed_in(lead).get(f"{base}versioner/1.json")

    assert hashlib.sha256(answer.content).hexdigest() == made.sha256
    assert answer["Content-Disposition"] == f'attachment; filename="{plan.key}-version-1.json"'


# What a reader sees


def test_a_reader_meets_no_draft_of_a_version(plan: Plan, client: Client, base: str) -> None:
    row = make.initiative(plan, title="Hemligt utkast", visibility="draft", owner=plan.lead)
    known = plan.initiatives.get(key="mhfa")
    make.relation(known, "becomes_input_to", row)
    made = freeze(plan, by=OPERATOR, title="Två")

    for address in (f"versioner/{made.number}/", f"jamfor/?fran=1&till={made.number}", "jamfor/?fran=1&till=nu"):
        text = text_at(client, base + address)
        assert "Hemligt utkast" not in text, address
        assert row.key not in text, address


def test_what_was_a_draft_then_is_new_to_readers_now(plan: Plan, client: Client, base: str) -> None:
    row = make.initiative(plan, title="Från utkast", visibility="draft", summary="Tidig tanke", owner=plan.lead)
    made = freeze(plan, by=OPERATOR, title="Två")
    changed(row, visibility="public", summary="Färdig text")

    text = text_at(client, f"{base}jamfor/?fran={made.number}&till=nu")

    assert "Från utkast" in text and "tillkom" in text
    assert "Tidig tanke" not in text


def test_a_version_of_a_draft_plan_is_not_shown_to_all(plan: Plan, client: Client, lead, signed_in, base: str) -> None:
    Plan.objects.filter(pk=plan.pk).update(visibility="draft")
    plan.refresh_from_db()
    made = freeze(plan, by=OPERATOR, title="Som utkast")
    Plan.objects.filter(pk=plan.pk).update(visibility="public")

    assert "Som utkast" not in text_at(client, f"{base}versioner/")
    text_at(client, f"{base}versioner/{made.number}/", 404)
    assert "Som utkast" in text_at(signed_in(lead), f"{base}versioner/")


# Comparing versions


def test_counts_come_first_and_changes_are_in_words(plan: Plan, client: Client, base: str) -> None:
    row = plan.initiatives.get(key="mhfa")
    StatusEntry.objects.create(initiative=row, status="paused", as_of="2026-01-02", reason="för få instruktörer")
    make.initiative(plan, title="En ny insats")

    text = text_at(client, f"{base}jamfor/?fran=1&till=nu")

    assert "1 insats tillkom, 1 fick ny status" in text
    assert "Pausad, 2 januari 2026 (för få instruktörer)" in text
    assert row.get_absolute_url() in text


def test_the_filter_stays_in_the_address(client: Client, base: str, plan: Plan) -> None:
    make.initiative(plan, title="En ny insats")

    text = text_at(client, f"{base}jamfor/?fran=1&till=nu&slag=goals")

    assert "Inget av det slaget har ändrats." in text
    assert "fran=1&amp;till=nu" in text
    assert "En ny insats" not in text


def test_nothing_changed_says_so(client: Client, base: str) -> None:
    assert "Inget har ändrats." in text_at(client, f"{base}jamfor/?fran=1&till=nu")


@pytest.mark.parametrize(
    "asked", ["fran=99", "fran=1&till=igår", "fran=2026-13-01", "fran=9999-12-31", "fran=..", "fran=senast"]
)
def test_what_cannot_be_read_is_told_at_the_field(client: Client, base: str, asked: str) -> None:
    text = text_at(client, f"{base}jamfor/?{asked}")

    assert "Välj en version, eller skriv en dag som ÅÅÅÅ-MM-DD." in text
    assert "<title>Fel:" in text


def test_a_form_with_days_gets_a_short_address(client: Client, base: str) -> None:
    answer = client.get(f"{base}jamfor/?fran=dag&fran_dag=2026-01-01&till=&till_dag=2026-02-01&slag=")

    assert answer["Location"] == f"{base}jamfor/?fran=2026-01-01&till=2026-02-01"


# Comparing days, by the history of changes


def at(when: datetime.datetime) -> None:
    """Put the changes that were just made at another moment."""
    Change.objects.filter(at__gt=timezone.now() - datetime.timedelta(minutes=5)).update(at=when)


def days(before: int, after: int) -> str:
    today = timezone.localdate()
    return "&".join(
        f"{name}={(today - datetime.timedelta(days=n)).isoformat()}" for name, n in (("fran", before), ("till", after))
    )


def test_two_days_show_the_net_effect(plan: Plan, client: Client, base: str) -> None:
    row = plan.initiatives.get(key="mhfa")
    changed(row, level="own", title="Mellannamn")
    changed(row, title="Slutnamn")
    create(Obstacle(initiative=row, text="För få lokaler", theme="time"), by=OPERATOR)
    create(StatusEntry(initiative=row, status="paused", as_of=datetime.date(2026, 1, 2)), by=OPERATOR)
    taken = row.contributions.first()
    goal = taken.goal.title
    withdraw(taken, by=OPERATOR, version=taken.version, reason="Fel mål")
    at(timezone.now() - LATER)

    text = text_at(client, f"{base}jamfor/?{days(5, 1)}")

    assert "Slutnamn" in text and "Mellannamn" not in text
    assert "För få lokaler" in text and "Pausad, 2 januari 2026" in text
    assert goal in text and "egen" in text
    assert "Inget har ändrats." in text_at(client, f"{base}jamfor/?{days(2, 1)}")


def test_what_came_and_went_within_the_days_is_not_told(plan: Plan, client: Client, base: str) -> None:
    row = plan.initiatives.get(key="mhfa")
    changed(row, title="Annat")
    changed(row, title="Mental Health First Aid (MHFA)")
    made = Obstacle(initiative=row, text="Tillfälligt", theme="time")
    create(made, by=OPERATOR)
    withdraw(made, by=OPERATOR, version=1, reason="Misstag")
    at(timezone.now() - LATER)

    assert "Inget har ändrats." in text_at(client, f"{base}jamfor/?{days(5, 1)}")


def test_a_new_initiative_of_the_days_is_one_line(plan: Plan, client: Client, base: str) -> None:
    row = Initiative(plan=plan, key="ny", uuid="00000000-0000-0000-0000-0000000000aa", title="Ny", visibility="public")
    create(row, by=OPERATOR)
    create(GoalContribution(initiative=row, goal=plan.goals.first(), plan=plan, origin="reported"), by=OPERATOR)
    at(timezone.now() - LATER)

    text = text_at(client, f"{base}jamfor/?{days(5, 1)}")

    assert "1 insats tillkom." in text


def test_days_before_something_was_published_tell_nothing_of_it(
    plan: Plan, client: Client, lead, signed_in, base
) -> None:
    row = make.initiative(plan, title="Utkastet", visibility="draft", owner=plan.lead)
    changed(row, summary="Tidig tanke")
    at(timezone.now() - 2 * LATER)
    changed(row, visibility="public")
    at(timezone.now() - LATER)
    changed(row, summary="Färdig")
    at(timezone.now() - datetime.timedelta(days=1))

    whole = text_at(client, f"{base}jamfor/?{days(9, 0)}")
    early = text_at(client, f"{base}jamfor/?{days(9, 5)}")
    own = text_at(signed_in(lead), f"{base}jamfor/?{days(9, 5)}")

    assert "Utkastet" in whole and "tillkom" in whole and "Tidig tanke" not in whole
    assert "Utkastet" not in early
    assert "Tidig tanke" in own


def test_a_draft_is_not_told_of_by_days(plan: Plan, client: Client, base: str) -> None:
    row = make.initiative(plan, title="Hemligt utkast", visibility="draft", owner=plan.lead)
    changed(row, summary="Tidig tanke")
    known = plan.initiatives.get(key="mhfa")
    relation = make.relation(known, "becomes_input_to", row)
    changed(relation, text="Om det hemliga")

    text = text_at(client, f"{base}jamfor/?{days(1, 0)}")

    assert "Hemligt" not in text and "Tidig tanke" not in text and "Om det hemliga" not in text


def test_the_lead_sees_what_was_withdrawn_and_why(plan: Plan, lead, signed_in, client: Client, base: str) -> None:
    row = plan.initiatives.get(key="mhfa")
    withdraw(row, by=OPERATOR, version=row.version, reason="Dubblett av en annan")

    for address in (f"{base}jamfor/?{days(1, 0)}", f"{base}jamfor/?fran=1&till=nu"):
        assert "Dubblett av en annan" in text_at(signed_in(lead), address)
        assert "Dubblett av en annan" not in text_at(client, address)


def test_a_moved_goal_is_told_as_a_move_by_days(plan: Plan, client: Client, base: str) -> None:
    goal = plan.goals.filter(parent__isnull=False).first()
    other = plan.goals.exclude(pk__in=[goal.pk, goal.parent_id]).filter(parent=None).first()
    changed(goal, parent=other.pk)

    text = text_at(client, f"{base}jamfor/?{days(1, 0)}")

    assert "flyttades" in text and other.title in text


# Since the last visit


def test_changes_since_the_last_visit(plan: Plan, signed_in, base: str) -> None:
    user = make.user()
    client = signed_in(user)
    assert "sedan ditt förra besök" not in text_at(client, f"{base}versioner/")
    PlanVisit.objects.filter(user_id=user.pk).update(seen_at=timezone.now() - LATER)
    changed(plan.initiatives.get(key="mhfa"), title="Nytt namn")

    assert "sedan ditt förra besök" in text_at(client, f"{base}versioner/")
    assert "Nytt namn" in text_at(client, f"{base}jamfor/?fran=senast")
    assert "Nytt namn" in text_at(client, f"{base}jamfor/?fran=senast"), "the same visit"


def test_the_front_page_says_that_there_may_be_news_to_who_was_here_before(plan: Plan, signed_in, client) -> None:
    user = make.user()
    reader, home = signed_in(user), f"/{plan.county.slug}/"
    assert "sedan du var här" not in text_at(reader, home)
    PlanVisit.objects.filter(user_id=user.pk).update(seen_at=timezone.now() - LATER)
    assert "sedan du var här" not in text_at(reader, home), "nothing has changed"
    PlanVisit.objects.filter(user_id=user.pk).update(seen_at=timezone.now() - LATER)
    changed(plan.initiatives.get(key="mhfa"), title="Nytt namn")

    assert "sedan du var här" in text_at(reader, home)
    assert "Nytt namn" in text_at(reader, f"{home}planer/{plan.key}/jamfor/?fran=senast")
    assert "sedan du var här" not in text_at(reader, home), "it has been read"
    assert "sedan du var här" not in text_at(client, home)


# What pages ask


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_more_versions_and_changes_cost_no_more_queries(plan: Plan, client: Client, base: str) -> None:
    row = plan.initiatives.get(key="mhfa")
    changed(row, summary="Text")
    create(Obstacle(initiative=row, text="Ett", theme="time"), by=OPERATOR)
    addresses = [f"{base}versioner/", f"{base}jamfor/?{days(1, 0)}", f"{base}jamfor/?fran=1&till=nu"]
    before = [queries(client, address) for address in addresses]
    for n, each in enumerate(plan.initiatives.all()[:10]):
        changed(each, summary=f"Text {n}")
        create(Obstacle(initiative=each, text=f"Hinder {n}", theme="time"), by=OPERATOR)
    for n in range(3):
        freeze(plan, by=OPERATOR, title=f"Version {n}")

    assert [queries(client, address) for address in addresses] == before
    assert before[0] <= 8 and before[1] <= 20
