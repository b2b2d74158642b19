"""The keeper of the money accounts for a year: opens the account, writes one text anew, freezes it and says that it is sent."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from handslag.funding.models import Agreement, Award, GrantLine, PublishedShare
from handslag.reports.models import BuiltFile, Edition, EditionState, Report
from handslag.swedish.dates import day
from handslag.trust.permissions import Role
from tests import factories as make
from tests.browser import axe
from tests.journeys.hands import go_by

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
OWN = "Pengarna gick till kvällar som var öppna för alla."


@pytest.fixture
def money(work) -> Iterator:
    """The ground with a year's agreement, a published share and an award; taken away afterwards."""
    agreement = make.agreement(work.plan, year=2031, title="Överenskommelsen 2031")
    line = make.grant_line(agreement, title="Sammanhållen vård", kronor=9_000_000)
    make.published_share(work.plan, line, kronor=900_000)
    make.award(work.plan, initiative=work.old, title="", year=2031, kronor=300_000, line=line)
    yield work
    mine = Report.everything.filter(plan=work.plan)
    BuiltFile.objects.filter(report__in=mine).delete()
    EditionState.objects.filter(edition__report__in=mine).delete()
    Edition.objects.filter(report__in=mine).delete()
    mine.delete()
    for model in (Award, PublishedShare):
        model.everything.filter(plan=work.plan).delete()
    GrantLine.everything.filter(agreement__plan=work.plan).delete()
    Agreement.everything.filter(plan=work.plan).delete()


def look(page: Page, *, javascript: bool) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    if javascript:
        assert axe(page) == []


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_keeper_accounts_for_a_year(open_page, money, javascript: bool) -> None:
    work, page = money, open_page(javascript=javascript, **PHONE)
    work.sign_in(page, Role.CONTROLLER, work.lead)

    page.goto(f"{work.address('money')}?ar=2031")
    look(page, javascript=javascript)
    go_by(page.get_by_role("link", name="Börja redovisningen för 2031"))
    expect(page.get_by_label("Statsbidragets år")).to_have_value("2031")
    look(page, javascript=javascript)
    go_by(page.get_by_role("button", name="Bygg rapporten"))

    # What is missing stands first, then each line with its questions answered
    draft = page.url
    assert page.locator(".report h2").first.inner_text() == "Det som saknas"
    expect(page.locator(".report")).to_contain_text("Länet har fått 900")
    look(page, javascript=javascript)

    passage = page.locator(".report .passage").filter(has_text="Kvällsöppet för unga, 2031")
    go_by(passage.first.locator(".do a"))
    page.get_by_label("Text", exact=True).fill(OWN)
    go_by(page.get_by_role("button", name="Spara texten"))
    expect(page.locator(".report")).to_contain_text(OWN)

    go_by(page.get_by_role("link", name="Frys som utgåva"))
    page.get_by_label("Vad utgåvan heter").fill("Redovisning 2031 till myndigheten")
    go_by(page.get_by_role("button", name="Frys utgåvan"))
    expect(page.locator("main")).to_contain_text(OWN)

    go_by(page.get_by_role("link", name="Markera som skickad"))
    look(page, javascript=javascript)
    page.get_by_label("Vem som fick den").fill("")
    go_by(page.get_by_role("button", name="Markera som skickad"))
    expect(page.locator(".errors")).to_be_visible()
    page.get_by_label("Dag då den skickades").fill(day(timezone.localdate()))
    page.get_by_label("Vem som fick den").fill("Socialstyrelsen")
    page.get_by_label("Diarienummer").fill("RS 2032/12")
    go_by(page.get_by_role("button", name="Markera som skickad"))
    expect(page.locator("dl.facts").first).to_contain_text(
        f"{day(timezone.localdate())}, till Socialstyrelsen, dnr RS 2032/12"
    )
    look(page, javascript=javascript)

    page.goto(f"{work.address('money')}?ar=2031")
    expect(page.get_by_role("link", name=f"skickad {day(timezone.localdate())}")).to_be_visible()
    page.goto(draft)
    expect(page.locator("main")).to_contain_text(OWN)
