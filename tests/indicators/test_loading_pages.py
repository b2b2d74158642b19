"""The page where figures are fetched and looked over: who may, what it says, what it costs."""

from datetime import date, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handslag.indicators import writing
from handslag.indicators.loading import tasks
from handslag.indicators.models import Fetch, Indicator
from handslag.indicators.reading import definitions
from handslag.indicators.series import HIDDEN_HERE, SINGLE_YEAR, WORDS
from handslag.trust.permissions import Role
from tests import factories as make
from tests.public.markup import parse

pytestmark = pytest.mark.django_db
KEY = "stressrelaterad-sjukskrivning"
SUICIDE = "suicid-sakra-alla-aldrar"
TITLE = definitions()[KEY].title


@pytest.fixture
def county():
    return make.county(parent=make.county())


def client(county, role: Role | None = Role.ANALYST, *, elsewhere: bool = False) -> Client:
    found = Client()
    if role:
        found.force_login(make.member(role, make.organisation(county=make.county() if elsewhere else county)))
    return found


def address(county, query: str = "") -> str:
    return reverse("load_figures", args=[county.slug]) + query


def fetch(key: str = KEY, **fields) -> Fetch:
    writing.register()
    base = {"way": "source", "source": "Kolada, N00103", "asked_at": timezone.now(), "seen_at": timezone.now()}
    if fields.get("state") == "done":
        base["done_at"] = timezone.now()
    return Fetch.objects.create(**{**base, "indicator": Indicator.objects.get(key=key), **fields})


def row_of(page: str, key: str = KEY) -> str:
    return page.split(f'id="i-{key}"')[1].split("</tr>")[0]


# Who may


@pytest.mark.parametrize("role", [Role.ANALYST, Role.COUNTY_LEAD])
def test_those_who_take_in_the_countys_figures_may(county, role):
    assert client(county, role).get(address(county)).status_code == 200


@pytest.mark.parametrize("role", [each for each in Role if each not in (Role.ANALYST, Role.COUNTY_LEAD)])
def test_others_with_a_role_in_the_county_may_not(county, role):
    there = client(county, role)

    for name, arguments in (("load_figures", []), ("figure_history", [KEY])):
        assert there.get(reverse(name, args=[county.slug, *arguments])).status_code == 403
    for name, arguments in (("load_figure", [KEY]), ("load_all_figures", [])):
        assert there.post(reverse(name, args=[county.slug, *arguments])).status_code == 403
    assert not Fetch.objects.filter(county=county).exists()


def test_an_analyst_of_another_county_may_not(county):
    there = client(county, elsewhere=True)

    assert there.get(address(county)).status_code == 403
    assert there.post(reverse("load_figure", args=[county.slug, KEY])).status_code == 403


def test_a_visitor_is_asked_to_sign_in(county):
    answer = client(county, None).get(address(county))

    assert answer.status_code == 302 and quote(address(county)) in answer["Location"]


def test_an_indicator_that_is_none_is_not_there(county):
    there = client(county)

    assert there.get(reverse("figure_history", args=[county.slug, "finns-inte"])).status_code == 404
    assert there.post(reverse("load_figure", args=[county.slug, "finns-inte"])).status_code == 404


# What it says


def test_every_indicator_stands_there_with_source_and_review(county):
    page = client(county).get(address(county)).content.decode()

    assert all(f'id="i-{key}"' in page for key in definitions())
    assert "Kolada, N00103" in row_of(page) and "22 november 2027" in row_of(page)
    assert "inga tal än" in row_of(page) and ">Hämta<" in row_of(page)
    assert "Har ingen källa att fråga." in row_of(page, "utbildade")


def test_asked_for_it_waits_and_the_page_looks_again(county, django_capture_on_commit_callbacks):
    there = client(county)

    with django_capture_on_commit_callbacks(execute=True):
        answer = there.post(reverse("load_figure", args=[county.slug, KEY]) + "?visa=aldrig&ordning=alder")

    assert answer["Location"] == f"{address(county)}?visa=aldrig&ordning=alder#i-{KEY}"
    asked = Fetch.objects.get(county=county)
    assert (asked.state, asked.by.split(",")[0]) == ("waiting", "analytiker")
    page = there.get(address(county, "?visa=aldrig")).content.decode()
    assert "Väntar på sin tur" in row_of(page) and "every 3s" in page and "visa=aldrig" in page
    assert f"Hämtningen är begärd: {TITLE}." in page
    part = there.get(address(county), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "Väntar på sin tur" in part
    assert parse(f'<!doctype html><html lang="sv"><head><title>x</title></head><body>{part}</body></html>')[1] == []


def test_all_are_asked_for_at_once_and_those_under_way_are_left(county):
    under_way = fetch(state="running")
    there = client(county)

    there.post(reverse("load_all_figures", args=[county.slug]))

    asked = Fetch.objects.filter(county=county)
    assert asked.count() > 15 and not asked.filter(indicator=under_way.indicator).exists()
    assert "hämtningar är begärda" in there.get(address(county)).content.decode()


def test_progress_is_told_with_step_and_rows(county):
    fetch(state="running", step="Hämtar från Kolada: 3 svar", percent=25, rows=14040)

    row = row_of(client(county).get(address(county)).content.decode())

    assert "Hämtar från Kolada: 3 svar, 14\xa0040 tal hittills" in row and 'value="25"' in row
    assert "<button" not in row


def test_what_came_is_told_with_its_age(county):
    fetch(state="done", added=3, revised=2, same=10, note="12 uppgifter finns inte längre hos källan.")

    row = row_of(client(county).get(address(county)).content.decode())

    assert "I dag. 15 tal: 3 nya, 2 reviderade." in " ".join(row.split())
    assert "12 uppgifter finns inte längre hos källan." in row and ">Hämta igen<" in row


def test_a_failure_tells_why_and_offers_to_try_again(county):
    fetch(state="done", added=3, done_at=timezone.make_aware(datetime(2026, 3, 3, 12)))
    fetch(state="failed", error="Kolada svarade inte inom 60 sekunder. De tidigare talen står kvar: från 3 mars 2026.")

    row = row_of(client(county).get(address(county)).content.decode())

    assert "Kolada svarade inte inom 60 sekunder." in row and ">Försök igen<" in row and "3 mars 2026" in row


def test_one_whose_worker_has_gone_is_told_as_broken_off(county):
    fetch(state="running", seen_at=timezone.now() - timedelta(hours=1))

    row = row_of(client(county).get(address(county)).content.decode())

    assert "avbröts" in row and ">Försök igen<" in row


def test_filters_and_order_stand_in_the_address(county):
    long_ago = timezone.now() - timedelta(days=800)
    fetch(state="done", added=1, done_at=long_ago)
    fetch("forsta-besok-vuxna", state="done", added=1)
    fetch("forsta-besok-barn-och-unga", state="failed", error="Fel")
    there = client(county)

    def keys(query: str) -> list[str]:
        page = there.get(address(county, query)).content.decode()
        return [each.split('"')[0] for each in page.split('<tr id="i-')[1:]]

    assert keys("?visa=gamla") == [KEY]
    assert keys("?visa=misslyckade") == ["forsta-besok-barn-och-unga"]
    never = keys("?visa=aldrig")
    assert KEY not in never and "forsta-besok-barn-och-unga" in never and "utbildade" not in never
    assert keys("?visa=xyz") == keys("") and len(keys("")) == len(definitions())
    by_age = keys("?ordning=alder")
    assert by_age.index(KEY) < by_age.index("forsta-besok-vuxna") == len(definitions()) - 1


def test_an_empty_list_says_why_and_leads_on(county):
    page = client(county).get(address(county, "?visa=misslyckade")).content.decode()

    assert "Ingen hämtning har misslyckats." in page and "Visa alla indikatorer" in page


def test_nothing_is_fetched_for_a_made_up_county():
    county = make.county(parent=make.county(), is_example=True)
    make.plan(county=county, visibility="public")
    there = client(county)

    page = there.get(address(county)).content.decode()
    there.post(reverse("load_all_figures", args=[county.slug]))

    assert "är påhittat" in page and ">Hämta alla<" not in page and ">Hämta<" not in page
    assert "är påhittat: källorna" in there.get(address(county)).content.decode()
    assert not Fetch.objects.filter(county=county).exists()


def test_a_made_up_countys_figures_are_its_own():
    made_up, real = make.county(parent=make.county(), is_example=True), make.county(parent=make.county())
    make.plan(county=made_up, visibility="public")
    fetch(state="done", way="shipped", county=made_up)
    fetch("forsta-besok-vuxna", state="done", way="shipped")

    def row(county, key: str) -> str:
        return row_of(client(county).get(address(county)).content.decode(), key)

    assert "följer med Handslag" in row(made_up, KEY) and "följer med Handslag" not in row(real, KEY)
    assert "följer med Handslag" in row(real, "forsta-besok-vuxna")
    assert "följer med Handslag" not in row(made_up, "forsta-besok-vuxna")
    revised("behoriga-till-yrkesprogram", made_up, (80, 100), (81, 100), per=100)
    assert made_up.name in history(made_up, "behoriga-till-yrkesprogram").split('id="andrat"')[1]
    assert made_up.name not in history(real, "behoriga-till-yrkesprogram")


# The history of one


def revised(key: str, area, before: tuple[float, float], after: tuple[float, float], *, per: float) -> None:
    for part, whole in (before, after):
        taken = fetch(key, state="done", way="file", source="Provkällan", by="analytiker, Provorganisationen")
        row = writing.Row(
            area.code, date(2019, 1, 1), date(2019, 12, 31), part / whole * per, numerator=part, denominator=whole
        )
        writing.take_in(taken, [row])


def history(county, key: str, query: str = "") -> str:
    return client(county).get(reverse("figure_history", args=[county.slug, key]) + query).content.decode()


def test_a_revised_value_is_told_before_and_after(county):
    revised("behoriga-till-yrkesprogram", county, (80, 100), (81, 100), per=100)

    page = history(county, "behoriga-till-yrkesprogram")

    changes = page.split('id="andrat"')[1]
    assert county.name in changes and ">80<" in changes and ">81<" in changes and "2019" in changes
    assert "analytiker, Provorganisationen" in page and "Inläst från fil" in page


def test_what_is_hidden_elsewhere_is_hidden_here(county):
    place = make.municipality(parent=county)
    revised(SUICIDE, place, (20, 50_000), (21, 50_000), per=100_000)
    revised(SUICIDE, county, (3, 300_000), (4, 300_000), per=100_000)

    page = history(county, SUICIDE)

    assert WORDS[SINGLE_YEAR] in page and WORDS[HIDDEN_HERE] in page
    assert ">40<" not in page and ">42<" not in page
    assert page.index('class="help"') < page.index('class="crumb"')


def test_answers_are_told_with_address_and_sum(county):
    fetch(
        state="done",
        answers=[{"address": "https://kolada.invalid/data", "sha256": "ab" * 32, "bytes": 2048, "time": "x"}],
    )

    page = history(county, KEY)

    assert "https://kolada.invalid/data" in page and "ab" * 32 in page


def test_an_empty_history_says_what_to_do(county):
    page = history(county, KEY)

    assert "Inga tal har kommit än." in page and "Källan har inte ändrat något tal" in page


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "7"])
def test_a_page_that_is_none_is_empty(county, number):
    assert "andrat" in history(county, KEY, f"?sida={number}")


# What it costs


def test_the_pages_ask_as_often_however_many_fetches_there_are(county):
    there = client(county)
    pages = [address(county), reverse("figure_history", args=[county.slug, KEY])]

    def asked() -> list[int]:
        counts = []
        for each in pages:
            with CaptureQueriesContext(connection) as queries:
                assert there.get(each).status_code == 200
            counts.append(len(queries))
        return counts

    fetch(state="done", added=1)
    few = asked()
    for key in list(definitions())[:20]:
        for _ in range(5):
            fetch(key, state="done", added=1)
        fetch(key, state="failed", error=tasks.OUR_FAULT)

    assert asked() == few
    assert max(few) <= 15
