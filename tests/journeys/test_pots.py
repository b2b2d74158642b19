"""The keeper of the money makes a pot and two proposals, decides, sees that all is locked, and opens the decision again."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from handslag.funding.models import Award, Pot, PotDecision, Proposal, ProposalLine
from handslag.trust.permissions import Role
from tests.browser import axe
from tests.journeys.hands import go_by

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def pots(work) -> Iterator[str]:
    """The address of the county's pots; what is made there is taken away before the county is."""
    yield f"{work.served}/{work.plan.county.slug}/medel/potter/"
    ours = {"pot__plan": work.plan}
    Award.everything.filter(**ours).delete()
    PotDecision.everything.filter(**ours).delete()
    ProposalLine.everything.filter(proposal__pot__plan=work.plan).delete()
    Proposal.everything.filter(**ours).delete()
    Pot.everything.filter(plan=work.plan).delete()


def send(page: Page, button: str, **fields: str) -> None:
    """Fill in the one form of the page's body and send it."""
    for name, value in fields.items():
        page.locator(f".form [name={name}]").fill(value)
    go_by(page.locator(".form").get_by_role("button", name=button, exact=True))


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_keeper_parts_a_pot_decides_and_opens_the_decision_again(open_page, work, pots, javascript: bool) -> None:
    page = open_page(javascript=javascript, **PHONE)
    work.sign_in(page, Role.CONTROLLER, work.lead)

    page.goto(pots)
    page.get_by_role("link", name="Gör en pott").click()
    expect(page.locator(".form [name=title]")).to_be_visible()
    page.locator("select[name=kind]").select_option(label="Länsgemensamma medel")
    send(page, "Lägg till", title="Gemensamt", year="2026", kronor="500 000")
    go_by(page.get_by_role("link", name="Gemensamt"))
    for title, kronor in (("Förslag A", "500 000"), ("Förslag B", "500 001")):
        page.get_by_role("link", name="Lägg till ett förslag").click()
        expect(page.locator(".form [name=text]")).to_be_visible()
        send(page, "Lägg till", title=title)
        panel = page.locator("section.panel").filter(has_text=title)
        panel.get_by_role("link", name="Lägg till en rad").click()
        expect(page.locator(".form [name=kronor]")).to_be_visible()
        send(page, "Lägg till", title="Kvällsöppet", kronor=kronor)
    expect(page.locator(".over")).to_contain_text("Över potten: 1 kr mer än de 500 000 kr som finns att fördela.")
    if javascript:
        assert axe(page) == []

    go_by(page.get_by_role("link", name="Registrera beslut"))
    page.get_by_label("Förslag B").check()
    send(page, "Registrera beslutet", body_text="Chefsgruppen", decided_on="2026-03-01", registry_number="RS 2026/1")
    expect(page.locator(".errors")).to_contain_text("1 kr mer än det finns att fördela")
    page.get_by_label("Förslag A").check()
    send(page, "Registrera beslutet")

    expect(page.get_by_text("Potten är låst.")).to_be_visible()
    expect(page.get_by_role("link", name="Lägg till en rad")).to_have_count(0)
    go_by(page.get_by_role("link", name="Protokollsutdrag"))
    expect(page.locator("h1 + .lead")).to_contain_text(re.compile("Chefsgruppen fördelade 500.000.kr"))
    if javascript:
        assert axe(page) == []
    page.go_back()

    go_by(page.get_by_role("link", name="Öppna beslutet igen"))
    send(page, "Öppna igen", reason="Fel belopp")
    expect(page.locator("#beslut ~ article h3")).to_contain_text("Öppnat igen, gäller inte")
    expect(page.get_by_role("link", name="Lägg till en rad").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
