"""Where figures came from is said in one way, on pages and in reports: what ships with Handslag was not fetched here."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from handslag.indicators.following import following
from handslag.indicators.models import Fetch
from handslag.indicators.pages.origin import told
from handslag.plans.queries.goals import goal_tree
from tests import factories as make

NOON = timezone.make_aware(datetime.datetime(2026, 5, 3, 12))


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("shipped", "Kolada, följer med Handslag 3 maj 2026, källans datum 1 april 2026"),
        ("source", "Kolada, hämtat från källan 3 maj 2026, källans datum 1 april 2026"),
        ("file", "Kolada, inläst från fil 3 maj 2026, källans datum 1 april 2026"),
    ],
)
def test_each_way_that_figures_come_has_its_words(way: str, words: str):
    fetch = Fetch(way=way, source="Kolada", asked_at=NOON, done_at=NOON, source_date=datetime.date(2026, 4, 1))

    assert told(fetch) == words


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["shipped", "source"])
def test_a_report_says_it_as_the_page_does(way: str):
    plan = make.plan(county=make.county(parent=make.county()))
    make.observations("suicid-sakra-15-ar", plan.county, {2024: 14.0})
    fetch = Fetch.objects.get(indicator__key="suicid-sakra-15-ar", source="Provkällan")
    Fetch.objects.filter(pk=fetch.pk).update(way=way)
    fetch.refresh_from_db()

    (found,) = following(plan, goal_tree(plan), AnonymousUser()).county

    assert found.source == told(fetch)
    assert ("följer med Handslag" in found.source) == (way == "shipped")
