"""The log of a county: newest first, filtered by what stands in the address, and for its administrators only."""

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handslag.accounts import audit
from handslag.trust.cells import FORMULA_STARTS
from handslag.trust.models import AuditEvent
from tests.accounts.conftest import Ground, faults_of

pytestmark = pytest.mark.django_db
LOG, FILE = "/provlan/administration/logg/", "/provlan/administration/logg.csv"


def event(ground: Ground, what: str, **fields) -> AuditEvent:
    return AuditEvent.objects.create(**{"kind": "change", "county_id": ground.county.pk, "what": what, **fields})


def at(text: str) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.fromisoformat(text))


def shown(client: Client, **asked) -> list[str]:
    return [each.what for each in client.get(LOG, asked).context["events"]]


def rows(client: Client, **asked) -> list[list[str]]:
    text = b"".join(client.get(FILE, asked)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_newest_stands_first_and_other_counties_events_do_not(ground: Ground, admin: Client) -> None:
    event(ground, "Ett"), event(ground, "Två")
    event(ground, "Någon annans", county_id=ground.other_county.pk), event(ground, "Ingens", county_id=None)

    assert shown(admin) == ["Två", "Ett"]
    assert [row[3] for row in rows(admin)[1:]] == ["Hämtade loggen", "Två", "Ett"]


def test_filters_stay_in_the_address_and_in_the_links(ground: Ground, admin: Client) -> None:
    event(ground, "Natten före", at=at("2024-02-29T23:59"), role="läsare, Kumla")
    event(ground, "Från", at=at("2024-03-01T00:00"), role="läsare, Kumla")
    event(ground, "Till", at=at("2024-03-02T23:59"), role="läsare, Kumla", kind="export")
    event(ground, "Natten efter", at=at("2024-03-03T00:00"), role="administratör, Örebro")
    asked = {"fran": "2024-03-01", "till": "2024-03-02"}

    assert shown(admin, **asked) == ["Till", "Från"]
    assert shown(admin, handelse="export") == ["Till"]
    assert shown(admin, roll="örebro" if connection.vendor == "postgresql" else "rebro") == ["Natten efter"]
    assert [row[3] for row in rows(admin, **asked, handelse="export")][1:] == ["Till"]
    assert "logg.csv?fran=2024-03-01&amp;till=2024-03-02" in admin.get(LOG, asked).content.decode()
    assert 'value="2024-03-01"' in admin.get(LOG, asked).content.decode()


def test_pages_follow_each_other_without_a_gap_while_new_events_come(ground: Ground, admin: Client) -> None:
    for n in range(audit.PAGE * 2 + 1):
        event(ground, str(n))
    first = admin.get(LOG)
    seen = [each.what for each in first.context["events"]]
    event(ground, "kom emellan")
    older = first.context["older"]
    while older:
        page = admin.get(f"{LOG}?{older}")
        seen += [each.what for each in page.context["events"]]
        older = page.context["older"]

    assert seen == [str(n) for n in reversed(range(audit.PAGE * 2 + 1))]
    assert "Till de senaste" in page.content.decode() and faults_of(page) == []


def test_ten_more_events_cost_no_more_queries(ground: Ground, admin: Client) -> None:
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            answer = admin.get(address)
            b"".join(answer)
        return len(found)

    event(ground, "x")
    before = {address: cost(address) for address in (LOG, FILE)}
    for _ in range(10):
        event(ground, "x")
    assert {address: cost(address) for address in (LOG, FILE)} == before


@pytest.mark.parametrize("what", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_the_file_holds_no_formula(ground: Ground, admin: Client, what: str) -> None:
    event(ground, what, target=what, role=what)
    cells = [cell for row in rows(admin) for cell in row]

    assert cells.count(f"'{what}") == 3
    assert not any(cell.startswith(FORMULA_STARTS) for cell in cells)


def test_taking_the_file_is_itself_told_of(ground: Ground, admin: Client) -> None:
    rows(admin)
    told = AuditEvent.objects.get(kind="export")

    assert (told.what, told.user_id, told.county_id) == ("Hämtade loggen", ground.admin.pk, ground.county.pk)
    assert told.role == "administratör, Provkommun"


@pytest.mark.parametrize(
    "asked",
    [
        {"fran": "igår"},
        {"till": "9999-12-31"},
        {"fran": "0001-01-01"},
        {"fore": "-1"},
        {"fore": "9" * 40},
        {"fore": "x"},
        {"handelse": "allt"},
        {"roll": "å" * 600},
        {"roll": "<script>alert(1)</script>"},
        {"roll": "%_\\"},
    ],
    ids=lambda asked: ascii(asked)[:40],
)
def test_odd_filters_break_nothing(ground: Ground, admin: Client, asked) -> None:
    event(ground, "x", role="<script>alert(1)</script>")
    answer = admin.get(LOG, asked)

    assert answer.status_code == 200 and faults_of(answer) == []
    assert "<script>alert" not in answer.content.decode()
    assert admin.get(FILE, asked).status_code == 200


def test_an_empty_log_says_what_will_stand_there(admin: Client) -> None:
    answer = admin.get(LOG)
    assert "Här står vad som görs i länet." in answer.content.decode()
    assert "Välj bredare." in admin.get(LOG, {"handelse": "import"}).content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_method_changes_a_line(ground: Ground, admin: Client, method: str) -> None:
    event(ground, "x")
    getattr(admin, method)(LOG)

    assert list(AuditEvent.objects.values_list("what", flat=True)) == ["x"]


def test_a_role_is_found_however_it_begins(ground: Ground) -> None:
    event(ground, "Ett", role="ägare, Kumla")
    event(ground, "Två", role="Ägare, Hallsberg")
    found = audit.events(ground.county.pk, audit.Filters(role="ägare"))
    assert {each.what for each in found} == {"Ett", "Två"}
