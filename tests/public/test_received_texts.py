"""What has come in to an authority is taken out in one click, and nothing that came in to another."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from handslag.plans import actions
from handslag.plans.models import Initiative, Obstacle, Plan
from handslag.trust import changes
from handslag.trust.changes import Actor
from handslag.trust.models import AuditEvent
from handslag.trust.permissions import Role
from tests import factories as make
from tests.accounts.conftest import Ground, browser_of

pytestmark = pytest.mark.django_db
ADDRESS = "/provlan/administration/handlingar.csv"
ME = Actor(7, "insatsägare, Provkommun")


class Received(Ground):
    """The county with a plan that its organisation leads, and another organisation's initiative in it."""

    def __init__(self) -> None:
        super().__init__()
        self.plan: Plan = make.plan(county=self.county, lead=self.organisation, title="Planen")
        self.own = make.initiative(self.plan, owner=self.organisation, title="Vår insats", visibility="draft")
        self.association = make.organisation(county=self.county)
        self.theirs = make.initiative(self.plan, owner=self.association, title="Deras insats")


@pytest.fixture
def ground(static_files) -> Received:
    return Received()


def written(row: Initiative | Plan, text: str) -> None:
    field = "vision" if isinstance(row, Plan) else "summary"
    changes.save(row, {field: text}, by=ME, version=row.version)


def lines(client: Client) -> list[list[str]]:
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))[1:]


def texts(client: Client) -> list[str]:
    return [line[6] for line in lines(client)]


@pytest.fixture
def lead(ground: Received) -> Client:
    return browser_of(ground.member(Role.COUNTY_LEAD))


def test_a_text_comes_with_day_role_page_and_address_newest_first(ground: Received, lead: Client) -> None:
    written(ground.plan, "Allas hälsa")
    obstacle = Obstacle(initiative=ground.own, text="Få ledare", theme="staffing", state="open")
    actions.add(obstacle, by=ME)
    first, last = lines(lead)

    assert first[2:] == [ME.role, "Hinder", "Vår insats", "Vad är i vägen?", "Få ledare", ground.own.get_absolute_url()]
    assert (last[4], last[6]) == ("Planen", "Allas hälsa")


def test_choices_numbers_and_links_are_no_texts(ground: Received, lead: Client) -> None:
    changes.save(ground.own, {"number": 7, "kind": "project", "visibility": "internal"}, by=ME, version=1)
    assert lines(lead) == []


def test_a_reason_is_a_text_too(ground: Received, lead: Client) -> None:
    changes.withdraw(ground.own, by=ME, version=1, reason="Står två gånger")
    assert texts(lead) == ["Står två gånger"]


@pytest.mark.parametrize(("visibility", "seen"), [("draft", 0), ("internal", 0), ("shared", 1), ("public", 1)])
def test_the_lead_gets_of_others_what_they_have_shared(ground: Received, lead: Client, visibility, seen) -> None:
    Initiative.objects.filter(pk=ground.theirs.pk).update(visibility=visibility)
    ground.theirs.refresh_from_db()
    written(ground.theirs, "Föreningens text")
    assert len(texts(lead)) == seen


def test_an_organisation_that_does_not_lead_gets_its_own_only(ground: Received) -> None:
    for row in (ground.plan, ground.own, ground.theirs):
        written(row, f"Om {row}")
    client = browser_of(ground.member(Role.ADMINISTRATOR, organisation=ground.association))
    assert texts(client) == ["Om Deras insats"]


def test_a_role_in_another_county_brings_nothing_from_there(ground: Received, lead: Client) -> None:
    elsewhere = make.plan(county=ground.other_county, lead=ground.organisation)
    written(elsewhere, "Grannens")
    assert texts(lead) == []


def test_a_reader_of_an_organisation_of_ones_own_adds_nothing(ground: Received) -> None:
    written(ground.theirs, "Föreningens text")
    Initiative.objects.filter(pk=ground.theirs.pk).update(visibility="internal")
    user = ground.member(Role.ADMINISTRATOR)
    make.member(Role.READER, ground.association)
    assert texts(browser_of(user)) == []


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1"])
def test_no_text_is_taken_for_a_formula(ground: Received, lead: Client, start: str) -> None:
    written(ground.own, start)
    assert texts(lead) == [f"'{start}"]


def test_that_it_was_taken_out_is_told_of(ground: Received, lead: Client) -> None:
    lines(lead)
    event = AuditEvent.objects.get(kind="export")
    assert (event.what, event.county_id) == ("Hämtade inkomna texter", ground.county.pk)
    assert event.role == "utvecklingsledare för länet, Provkommun"


def test_ten_more_texts_cost_no_more_queries(ground: Received, lead: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            lines(lead)
        return len(found)

    written(ground.own, "0")
    before = cost()
    for n in range(10):
        other = make.initiative(ground.plan, owner=ground.organisation)
        written(other, str(n))
        written(ground.own, f"text {n}")
    assert cost() == before


def test_thousands_of_texts_come_in_order_and_once(ground: Received, lead: Client, monkeypatch) -> None:
    monkeypatch.setattr("handslag.public.received.AT_ONCE", 3)
    for n in range(10):
        written(ground.own, f"text {n}")
    assert texts(lead) == [f"text {n}" for n in reversed(range(10))]
