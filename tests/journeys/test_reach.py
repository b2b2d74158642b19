"""A coordinator tells of training and is warned; a lead says who began when and reads what can be told of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from handslag.indicators.models import InstructorCount, MethodStart, TrainingSession
from handslag.places.models import Area
from handslag.trust.permissions import Role
from tests import factories as make
from tests.browser import axe

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def places(work) -> list[Area]:
    """Three municipalities of the county, taken away before it is."""
    made = [make.municipality(parent=work.plan.county, name=name) for name in ("Alby", "Berg", "Cedra")]
    yield made
    for model in (TrainingSession, InstructorCount, MethodStart):
        model.everything.filter(initiative=work.old).delete()
    for area in made:
        area.delete()


def fill(page: Page, link: str, fields: dict[str, str], choices: dict[str, str]) -> None:
    """Follow the link to a form, fill it in and save."""
    form = page.locator("form").filter(has=page.locator(f"[name={next(iter(fields))}]"))
    page.get_by_role("link", name=link).click()
    expect(form).to_be_visible()
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    for name, label in choices.items():
        form.locator(f"select[name={name}]").select_option(label=label)
    form.get_by_role("button", name="Lägg till").click()
    expect(form).to_have_count(0)
    expect(page.locator(".notice.saved")).to_be_visible()


def test_a_lead_plans_more_than_the_instructors_can_hold_and_is_warned(open_page, work, places) -> None:
    page = open_page(**PHONE)
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    page.goto(work.served + work.old.get_absolute_url())

    fill(page, "Ange antal instruktörer", {"active": "6", "load": "1", "as_of": "2024-01-31"}, {"area": "Alby"})
    fill(
        page, "Lägg till utbildningstillfällen", {"period": "hösten 2024", "number": "8"},
        {"state": "Planerat", "area": "Alby"},
    )  # fmt: skip
    page.get_by_role("link", name="Utbildningar och instruktörer").click()

    page.wait_for_url(re.compile("/utbildningar/"))
    expect(page.locator(".flagged")).to_contain_text(
        "6 instruktörer × 1 tillfällen om året räcker till 6: 2 fler än instruktörerna hinner."
    )
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_lead_says_who_began_when_and_reads_why_nothing_can_be_told(
    open_page, work, places, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    page.goto(work.served + work.old.get_absolute_url())

    fill(page, "Ange när en kommun började", {"year": "2020"}, {"area": "Berg", "state": "Har börjat"})
    page.get_by_role("link", name="Vilka kommuner har börjat, och när?").click()
    page.wait_for_url(re.compile("/spridning/"))
    expect(page.locator("h1 + .lead")).to_contain_text("1 av 3 kommuner har börjat och för 2 finns ingen uppgift.")
    page.locator("select[name=matt]").select_option(label="Unga som varken arbetar eller studerar")
    page.get_by_role("button", name="Pröva").click()

    page.wait_for_url(re.compile("matt=varken-arbetar"))
    expect(page.locator("#provning ~ p strong")).to_have_text("Det går inte att svara på")
    expect(page.get_by_role("heading", name="Vad som skulle göra det möjligt")).to_be_visible()
    if javascript:  # axe is a script itself
        assert axe(page) == []
