"""The page of a method's spread: who began when, what its figures can tell, and who may read and change it."""

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handslag.indicators.models import MethodStart
from tests import factories as make
from tests.indicators.reach_ground import ReachGround

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files"), pytest.mark.pure]
KEY = "varken-arbetar-eller-studerar"


@pytest.fixture
def twelve() -> ReachGround:
    """Twelve municipalities with fifteen years of figures; five have begun, and what is measured fell there."""
    ground = ReachGround()
    county = ground.plan.county
    areas = ground.municipalities + [make.municipality(parent=county, name=f"Ort {n:02}") for n in range(9)]
    rng = np.random.default_rng(3)
    for n, area in enumerate(areas):
        start = 2018 + n % 3 if n < 5 else None
        ground.start(area, start)
        level = {year: 9.0 * (0.7 if start and year >= start else 1) + rng.normal(0, 0.3) for year in range(2010, 2025)}
        make.observations(KEY, area, level)
    return ground


def test_it_shows_who_began_when_and_who_nobody_has_told_of():
    ground = ReachGround()
    ground.start(ground.municipalities[0], 2019, source="nämndens beslut")
    ground.start(ground.municipalities[1], None)

    page = ground.page("rollout")

    assert "1 av 3 kommuner har börjat, 1 har inte börjat och för 1 finns ingen uppgift." in page
    assert "började 2019" in page and "nämndens beslut" in page
    assert "bild-starter" in page


def test_begun_without_a_year_is_not_the_same_as_not_begun():
    ground = ReachGround()
    MethodStart.objects.create(initiative=ground.mine, area=ground.municipalities[0], state="started")

    assert "har börjat, år inte angivet" in ground.page("rollout")


def test_a_chosen_indicator_is_answered_with_interval_chance_and_ground(twelve: ReachGround):
    page = twelve.page("rollout", query=f"?matt={KEY}")

    assert "Det här går att säga" in page
    assert "95-procentigt osäkerhetsintervall" in page
    assert "Slumpen ensam ger en minst så stor skillnad i 1 av " in page
    assert "Underlag: 12 kommuner, 2010–2024." in page
    assert "Provkällan" in page


def test_what_is_missing_is_refused_in_words():
    ground = ReachGround()
    for area in ground.municipalities:
        ground.start(area, None)

    page = ground.page("rollout", query=f"?matt={KEY}")

    assert "Det går inte att svara på" in page
    assert "Det finns inga årliga siffror för kommunerna." in page
    assert "Vad som skulle göra det möjligt" in page


def test_suicide_is_refused_and_help_stands_first():
    ground = ReachGround()

    page = ground.page("rollout", query="?matt=suicid-sakra-25-ar-fem-ar")

    assert "får inte visas för enskilda år i en kommun" in page
    assert page.index("90101") < page.index('class="crumb"') < page.index("<h1>")


@pytest.mark.parametrize("query", ["", "?matt=", "?matt=finns-inte", "?matt=deltagare"])
def test_without_a_measure_of_the_inhabitants_nothing_is_tried(query: str):
    assert "Det går inte att svara på" not in ReachGround().page("rollout", query=query)


@pytest.mark.parametrize(("who", "status"), [("", 404), ("other", 404), ("lead", 404), ("owner", 200)])
def test_a_drafts_spread_is_not_there_for_others(who: str, status: int):
    ground = ReachGround()
    ground.mine.visibility = "draft"
    ground.mine.save()
    client = getattr(ground, who) if who else Client()

    assert client.get(ground.address("rollout")).status_code == status


@pytest.mark.parametrize(("who", "may"), [("", False), ("other", False), ("lead", True), ("owner", True)])
def test_ways_to_change_are_there_for_those_who_may(who: str, may: bool):
    ground = ReachGround()
    row = ground.start(ground.municipalities[0], 2019)
    ways = [
        reverse("edit_row", args=[ground.plan.county.slug, "metodstart", ground.mine.uuid, row.pk]),
        reverse("add", args=[ground.plan.county.slug, "metodstart", ground.mine.uuid]),
    ]

    page = ground.page("rollout", getattr(ground, who) if who else None)

    assert [way in page for way in ways] == [may, may]


def test_it_asks_as_much_however_many_municipalities_there_are(twelve: ReachGround):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            twelve.page("rollout", query=f"?matt={KEY}")
        return len(found)

    asked()
    few = asked()
    for n in range(5):
        area = make.municipality(parent=twelve.plan.county, name=f"Ny {n}")
        twelve.start(area, 2020)
        make.observations(KEY, area, dict.fromkeys(range(2010, 2025), 8.0))

    assert asked() == few <= 15
