"""The calendar feed, read again as a calendar program reads it."""

import datetime
import re

import pytest
from django.test import Client
from icalendar import Calendar

from handslag.trust.permissions import Role
from tests import factories as make
from tests.funding.ledger_ground import Purse

pytestmark = pytest.mark.django_db
DAY = {"per": "2024-03-01"}


@pytest.fixture
def purse(static_files, db) -> Purse:
    return Purse.made()


def events(purse: Purse, client: Client | None = None, *, start: str = "Pengar att använda") -> dict[str, dict]:
    """Return the feed's events by their titles, those that begin so."""
    response = (client or Client()).get(purse.url("money_calendar"), DAY)
    found = {str(each["summary"]): each for each in Calendar.from_ical(response.content).walk("VEVENT")}
    return {title: each for title, each in found.items() if title.startswith(start)}


def test_r47_the_posts_that_end_stand_on_the_first_day_that_their_end_may_be(static_files) -> None:
    response = Client().get("/orebro/medel/kalender.ics", DAY)

    told = {str(each["summary"]): each for each in Calendar.from_ical(response.content).walk("VEVENT")}
    ends = {title: each["dtstart"].dt for title, each in told.items() if "änsdelssamordnare" in title}
    assert sorted(ends.values())[:3] == [
        datetime.date(2024, 8, 1), datetime.date(2025, 2, 1), datetime.date(2025, 3, 1),
    ]  # fmt: skip
    assert "Väster" in min(ends, key=ends.get)
    assert "Angivet slut: augusti 2024." in str(told[min(ends, key=ends.get)]["description"])


def test_a_day_is_whole_and_leads_to_what_it_is_about(purse: Purse) -> None:
    award = purse.award(
        title="Utbildare", kronor=100_000, use_by=datetime.date(2024, 12, 31), repay_rule="Betalas åter."
    )

    (event,) = events(purse).values()

    assert (event["dtstart"].dt, event["dtend"].dt) == (datetime.date(2024, 12, 31), datetime.date(2025, 1, 1))
    assert str(event["summary"]) == f"Pengar att använda: Utbildare, {award.year}"
    assert str(event["url"]) == f"http://testserver{award.get_absolute_url()}"
    assert "100\xa0000\xa0kr är kvar" in str(event["description"])
    assert "Betalas åter." in str(event["description"])


def test_it_reminds_twelve_six_and_three_months_ahead_of_what_is_still_to_come(purse: Purse) -> None:
    purse.award(title="Snart", kronor=1, use_by=datetime.date(2024, 10, 31))

    (event,) = events(purse).values()

    assert [each["trigger"].dt.date() for each in event.walk("VALARM")] == [
        datetime.date(2024, 4, 30), datetime.date(2024, 7, 31),
    ]  # fmt: skip


def test_what_is_used_is_not_there_and_an_unknown_sum_is_no_zero(purse: Purse) -> None:
    used = purse.award(title="Använt", kronor=100, use_by=datetime.date(2024, 4, 1))
    purse.booked(used, "used", 100)
    over = purse.award(title="Mer än beviljat", kronor=100, use_by=datetime.date(2024, 4, 1))
    purse.booked(over, "used", 150)
    purse.award(title="Okänt", kronor=None, use_by=datetime.date(2024, 4, 1))

    (event,) = events(purse).values()

    assert "Okänt" in str(event["summary"])
    assert "beloppet är inte angivet" in str(event["description"])


def test_the_days_of_agreements_are_the_county_s_own_and_those_that_ship(purse: Purse) -> None:
    own, others = make.agreement(purse.plan), make.agreement(Purse.made().plan)
    make.grant_date(
        own, kind="account", on="2025-03-31", words="Redovisa; till, staten", source="Överenskommelsen s. 4"
    )
    make.grant_date(others, kind="account", on="2025-03-31", words="Någon annans")

    told = events(purse, start="Statsbidrag")

    assert "Statsbidrag: Redovisa; till, staten" in told
    assert not any("Någon annans" in title for title in told)


def test_a_day_that_is_moved_is_still_the_same(purse: Purse) -> None:
    award = purse.award(title="Flyttas", kronor=5, use_by=datetime.date(2024, 5, 1))
    before = next(iter(events(purse).values()))
    type(award).objects.filter(pk=award.pk).update(use_by=datetime.date(2024, 6, 1))

    after = next(iter(events(purse).values()))

    assert str(after["uid"]) == str(before["uid"])
    assert after["dtstart"].dt == datetime.date(2024, 6, 1)


def test_what_not_everybody_may_know_of_is_not_in_it_whoever_asks(purse: Purse) -> None:
    hidden = make.initiative(purse.plan, title="Hemlig", visibility="internal", owner=purse.plan.lead)
    purse.award(initiative=hidden, title="", kronor=5, use_by=datetime.date(2024, 5, 1))
    lead = Client()
    lead.force_login(make.member(Role.COUNTY_LEAD, purse.plan.lead))

    assert events(purse) == {}
    assert events(purse, lead) == {}
    assert "Hemlig" in lead.get(purse.url("money_ends"), DAY).content.decode()


def test_lines_are_folded_and_a_program_that_has_it_gets_nothing_anew(purse: Purse) -> None:
    purse.award(title="Å" * 120, kronor=5, use_by=datetime.date(2024, 5, 1))

    first = Client().get(purse.url("money_calendar"), DAY)
    again = Client().get(purse.url("money_calendar"), DAY, headers={"if-none-match": first["ETag"]})

    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in first.content.split(b"\r\n"))
    assert again.status_code == 304
    assert not again.content


def test_more_awards_ask_no_more(purse: Purse, django_assert_max_num_queries) -> None:
    for n in range(8):
        purse.award(title=f"Nummer {n}", kronor=5, use_by=datetime.date(2024, 5, 1))

    with django_assert_max_num_queries(12):
        assert len(events(purse)) == 8


def test_the_page_tells_the_address(purse: Purse) -> None:
    told = Client().get(purse.url("money_ends")).content.decode()

    assert re.search(r'href="([^"]+)">http://testserver\1</a>', told)[1] == purse.url("money_calendar")
