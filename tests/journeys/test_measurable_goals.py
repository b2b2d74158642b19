"""The coordinator asks whether a goal can be measured, is told that it cannot be seen in time, and changes it (R59)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from handslag.indicators import writing
from handslag.indicators.models import Fetch, Observation, Target
from handslag.trust.permissions import Role
from tests import factories as make

pytestmark = pytest.mark.browser
both_ways = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
SHARE = "behoriga-till-yrkesprogram"


@pytest.fixture
def figured(work) -> Iterator:
    """The county to work in, with constructed figures of five years."""
    writing.register()
    make.observations(SHARE, work.plan.county, {year: (800, 1000) for year in range(2015, 2020)}, per=100)
    yield work
    Target.everything.filter(goal__plan=work.plan).delete()
    mine = Observation.objects.filter(area=work.plan.county)
    fetches = set(mine.values_list("fetch", flat=True))
    mine.delete()
    Fetch.objects.filter(pk__in=fetches).delete()


def fill(page: Page, **fields: str) -> None:
    for label, text in fields.items():
        page.locator(f"#id_{label}").fill(text)


def ask(page: Page) -> None:
    page.get_by_role("button", name="Se om det går att mäta").click()
    page.wait_for_url("**indicator=**")
    expect(page.locator("#svar")).to_be_visible()


@both_ways
def test_r59_a_goal_that_cannot_be_seen_is_changed_to_one_that_can(open_page, figured, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    figured.sign_in(page, Role.COUNTY_LEAD, figured.lead)
    page.goto(figured.address("lage"))
    expect(page.get_by_text("Noll av två mål")).to_be_visible()

    page.get_by_role("link", name="Välj en indikator för ett av dem").click()
    page.wait_for_url("**/matbara-mal/")
    page.get_by_role("link", name="Pröva om målet går att mäta").first.click()
    page.wait_for_url("**/matbara-mal/*-*/")
    expect(page.get_by_role("heading", name="Går målet att mäta?")).to_be_visible()

    page.locator("#id_indicator").select_option(SHARE)
    fill(page, baseline_from="2015", baseline_to="2019", percent="4", by="2020")
    ask(page)
    expect(page.locator("#svar")).to_contain_text("Syns först efter sitt år")
    expect(page.get_by_text("Minsta ändring som kan synas till dess")).to_be_visible()

    later = page.get_by_role("link", name="Samma mål till år")
    later.click()
    expect(page.locator("#svar")).to_have_text("● Går att mäta")

    page.get_by_role("button", name="Spara som mål").click()
    page.wait_for_url("**/mal/**")
    expect(page.get_by_role("heading", name="Så mäts målet")).to_be_visible()
    expect(page.get_by_role("heading", name="4 procent högre till")).to_be_visible()
    page.goto(figured.address("lage"))
    expect(page.get_by_text("Ett av två mål")).to_be_visible()


def test_r59_what_is_wrong_in_the_form_is_said_at_the_field(open_page, figured) -> None:
    page = open_page(expected=("422",))
    goal = figured.plan.goals.filter(kind="challenge").first()
    page.goto(figured.address("measurable", figured.plan.key, goal.uuid))

    page.locator("#id_indicator").select_option(SHARE)
    fill(page, baseline_from="2015", baseline_to="2010", percent="2", by="2021")
    page.get_by_role("button", name="Se om det går att mäta").click()
    page.wait_for_url("**indicator=**")

    expect(page.locator(".errors a")).to_have_count(1)
    expect(page.locator("#id_by")).to_have_value("2021")
