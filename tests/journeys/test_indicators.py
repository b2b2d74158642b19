"""A manager asks whether the county is better than the country, and finds the answer with its reason."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from handslag.indicators.models import Fetch, Observation
from handslag.indicators.reading import definitions
from handslag.places.models import Area
from tests import factories as make

pytestmark = pytest.mark.browser
KEY = "behoriga-till-yrkesprogram"
TITLE = definitions()[KEY].title
both_ways = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])


@pytest.fixture
def figures(served: str) -> Iterator[str]:
    """Twelve years of the county and the country, which it does not certainly differ from; taken away afterwards."""
    before = set(Fetch.objects.values_list("pk", flat=True))
    county, country = Area.objects.get(code="18"), Area.objects.get(kind=Area.COUNTRY)
    make.observations(KEY, county, {2013 + n: (810, 1000) for n in range(12)}, per=100)
    make.observations(KEY, country, {2013 + n: (80_000, 100_000) for n in range(12)}, per=100)
    yield served
    made = Fetch.objects.exclude(pk__in=before)
    Observation.objects.filter(fetch__in=made).delete()
    made.delete()


@both_ways
def test_a_manager_asks_if_we_are_better_than_the_country(open_page, figures: str, javascript: bool) -> None:
    page: Page = open_page(javascript=javascript)
    page.goto(f"{figures}/orebro/")

    if javascript:
        page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="Indikatorer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Indikatorer")
    page.get_by_role("link", name=TITLE, exact=True).first.click()
    page.wait_for_url(f"**/indikatorer/{KEY}/")

    expect(page.locator("#fynd")).to_have_text("Ingen säker skillnad mot riket, ingen säker förändring 2020–2024.")
    expect(page.get_by_text(re.compile(r"Örebro län: 81,0.%.*810 av 1.000, 2024"))).to_be_visible()
    expect(page.get_by_role("heading", name="Så kan talet läsas")).to_be_visible()


@both_ways
def test_another_picture_and_the_words_for_it_stand_in_the_address(open_page, figures: str, javascript: bool) -> None:
    page: Page = open_page(javascript=javascript)
    page.goto(f"{figures}/orebro/indikatorer/{KEY}/")
    page.get_by_text("Välj område, kön, jämförelse och bild").click()
    expect(page.locator("select[name=vy]")).to_be_visible()

    page.locator("select[name=vy]").select_option("styrdiagram")
    page.get_by_role("button", name="Visa", exact=True).click()
    page.wait_for_url(re.compile("vy=styrdiagram"))

    expect(page.get_by_role("heading", name="Styrdiagram: vad brukar slumpen ge?")).to_be_visible()
    expect(page.get_by_text("har inte varierat").first).to_be_visible()
