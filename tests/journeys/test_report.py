"""A report from beginning to end, in a real browser: built, edited, rebuilt, frozen, published, compared."""

from collections.abc import Iterator

import pytest
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Page

from handslag.reports.models import BuiltFile, Edition, EditionState, Report
from handslag.reports.tasks import build_file
from handslag.trust.permissions import Role
from tests import factories as make
from tests.browser import axe
from tests.journeys.hands import go_by
from tests.journeys.test_pages import faults, sideways

pytestmark = pytest.mark.browser
OWN = "Vi har öppnat två mötesplatser."


@pytest.fixture
def reported(work) -> Iterator:
    """The ground, whose reports are taken away afterwards."""
    yield work
    mine = Report.everything.filter(plan=work.plan)
    DBTaskResult.objects.filter(task_path=build_file.module_path).delete()
    BuiltFile.objects.filter(report__in=mine).delete()
    EditionState.objects.filter(edition__report__in=mine).delete()
    Edition.objects.filter(report__in=mine).delete()
    mine.delete()


def do_the_queue() -> None:
    """Build what waits, as the worker does."""
    for waiting in DBTaskResult.objects.filter(task_path=build_file.module_path, status="READY"):
        build_file.call(*waiting.args_kwargs["args"])
        waiting.delete()


def look(page: Page) -> None:
    assert faults(page) == []
    assert sideways(page) == {}
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")


def press(page: Page, name: str) -> None:
    go_by(page.get_by_role("button", name=name, exact=True))


def follow(page: Page, name: str) -> None:
    go_by(page.locator("main").get_by_role("link", name=name).first)


def begin(page: Page, work) -> str:
    """Begin the full report; return the address of the draft."""
    page.goto(work.address("plan", work.plan.key))
    follow(page, "Bygg en rapport")
    follow(page, "Bygg en rapport")
    look(page)
    follow(page, "Uppföljningsrapport")
    look(page)
    press(page, "Bygg rapporten")
    return page.url


def freeze(page: Page, draft: str, title: str) -> str:
    page.goto(draft)
    follow(page, "Frys som utgåva")
    page.get_by_label("Vad utgåvan heter").fill(title)
    press(page, "Frys utgåvan")
    return page.url


def test_a_report_is_built_edited_frozen_published_and_compared(open_page, reported) -> None:
    work, page = reported, open_page()
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    draft = begin(page, work)

    # What is missing stands first
    look(page)
    assert page.locator(".report h2").first.inner_text() == "Det som saknas"

    # One text is edited; what it will look like is seen without leaving the page
    go_by(page.locator(".report .passage").first.locator(".do a"))
    page.get_by_label("Text", exact=True).fill(f"**{OWN}**")
    page.get_by_role("button", name="Visa hur den blir").click()
    page.wait_for_selector("#forhandsvisning strong")
    look(page)
    press(page, "Spara texten")
    assert OWN in page.inner_text(".report")

    # The data changes, and a rebuild says so without touching the text
    for n in range(2):
        row = make.initiative(work.plan, owner=work.lead, serves=work.plan.goals.last(), title=f"Nattöppet {n}")
        make.status(row, "ongoing", as_of="2024-01-01")
    page.goto(draft)
    assert "bygger på uppgifter som inte gäller längre" in page.inner_text("main")
    assert OWN in page.inner_text(".report") and "Nattöppet" in page.inner_text(".report")
    go_by(page.locator("#andrat ~ ul a").first)
    page.get_by_role("heading", name="Uppgifterna säger nu").wait_for()
    look(page)

    # Frozen, published, and read by anybody
    first = freeze(page, draft, "Före")
    look(page)
    follow(page, "Publicera")
    press(page, "Publicera utgåvan")
    visitor = open_page()
    visitor.goto(work.address("reports", work.plan.key))
    follow(visitor, "Före")
    assert OWN in visitor.inner_text("main") and "Ändra texten" not in visitor.inner_text("main")

    # The text is restored; a second edition is compared with the first
    page.goto(draft)
    go_by(page.locator(".report .passage").first.locator(".do a"))
    press(page, "Återställ den automatiska texten")
    freeze(page, draft, "Efter")
    follow(page, "utgåva 1, Före")
    assert page.locator("del", has_text=OWN).count() == 1
    look(page)
    assert page.url.startswith(work.address("compare_editions", work.plan.key)) and first not in page.url


def test_back_and_a_second_press_make_one_draft_and_one_edition(open_page, reported) -> None:
    work, page = reported, open_page()
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    draft = begin(page, work)
    page.go_back()
    press(page, "Bygg rapporten")
    assert page.url == draft

    edition = freeze(page, draft, "Till nämnden")
    page.go_back()
    press(page, "Frys utgåvan")
    assert page.url == edition
    assert (Report.objects.filter(plan=work.plan).count(), Edition.objects.count()) == (1, 2)  # one is the example's


def test_a_file_is_watched_while_it_is_built(open_page, reported) -> None:
    work, page = reported, open_page()
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    report = Report.objects.create(plan=work.plan, template="short", title="Kort")
    page.goto(work.served + report.get_absolute_url())

    page.click("form[action$='/bygg/docx/'] button")
    page.wait_for_selector("text=Väntar på sin tur")
    assert axe(page) == []
    do_the_queue()
    page.wait_for_selector("a:has-text('Hämta Word')")  # without a reload
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Hämta Word").click()
    assert fetched.value.suggested_filename == "kort.docx"


def test_without_scripts_parts_are_moved_and_files_asked_for(open_page, reported) -> None:
    work, page = reported, open_page(javascript=False)
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    report = Report.objects.create(plan=work.plan, template="short", title="Kort")
    page.goto(work.served + report.get_absolute_url())

    follow(page, "Välj delar och ordning")
    go_by(page.locator("button[value='upp:short_state']"))
    page.get_by_label("Det vi inte vet").uncheck()
    press(page, "Spara")
    assert page.locator(".report h2").all_inner_texts()[:2] == ["Så går det", "Vad planen vill"]
    go_by(page.locator("form[action$='/bygg/pdf/'] button"))
    assert "Väntar på sin tur" in page.inner_text("main")
