"""The controller books the accounts' export: a code, a file with a cancellation, its columns, a look, and what is left."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from handslag.funding.models import Award, BookedRow, BookingFile, BookingMapping, LedgerEntry
from handslag.trust.append_only import protect, release
from handslag.trust.permissions import Role
from tests.browser import axe
from tests.journeys.hands import go_by

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
TABLE = "funding_ledgerentry"
FILE = (
    "Vernr;Bokf.datum;Projekt;Belopp;Text\n"
    "A1;2026-02-01;P7;100 000,00;Hyra\nA2;2026-03-01;P7;50 000,00;\nA3;2026-04-01;P7;25 000,00;\n"
    "A4;2026-04-02;P7;-50 000,00;Rättning\nA5;2026-04-02;P9;12,50;\n"
)


@pytest.fixture
def award(work) -> Iterator[Award]:
    """An award with a code; what is booked on it is taken away before the county is."""
    from django.db import connection

    yield Award.objects.create(
        plan=work.plan, initiative=work.old, year=2026, kronor=300_000, source_text="egna medel", account_code="P7"
    )
    BookedRow.objects.filter(award__plan=work.plan).delete()
    BookingFile.objects.filter(plan=work.plan).delete()
    BookingMapping.objects.filter(county=work.plan.county).delete()
    release(connection, table=TABLE)
    LedgerEntry.objects.filter(award__plan=work.plan, corrects__isnull=False).delete()
    LedgerEntry.objects.filter(award__plan=work.plan).delete()
    protect(connection, TABLE, "an entry of the ledger cannot be changed")
    Award.everything.filter(plan=work.plan).delete()


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_controller_books_a_file_with_a_cancellation_and_sees_what_is_left(
    open_page, work, award, javascript: bool
) -> None:
    page = open_page(javascript=javascript, **PHONE)
    work.sign_in(page, Role.CONTROLLER, work.lead)

    def sound() -> bool:
        return fits(page) and (not javascript or axe(page) == [])

    page.goto(work.address("awards"))
    go_by(page.get_by_role("link", name="Bokföring från fil"))
    assert sound()
    page.get_by_label("Fil från bokföringen").set_input_files(
        {"name": "april.csv", "mimeType": "text/csv", "buffer": FILE.encode("cp1252")}
    )
    page.get_by_role("button", name="Läs filen").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Vad är det i kolumnerna?")
    expect(page.get_by_label("Projekt")).to_have_value("code")
    assert sound()
    page.get_by_role("button", name="Visa vad som bokförs").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.locator("#utan-traff")).to_contain_text("Rader utan tilldelning")
    expect(page.locator("main")).to_contain_text(re.compile("Hela filen\\s*125.012,50.kr"))
    assert sound()
    page.get_by_role("button", name=re.compile("Bokför 125.000.kr")).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Filen är bokförd")
    assert sound()
    go_by(page.locator("#bokfort + ul").get_by_role("link"))
    expect(page.locator("h1 + .lead")).to_contain_text(re.compile("175.000.kr"))
