"""Every form of the plan, as it opens and as it comes back with faults: axe finds nothing, and it fits a phone."""

import pytest
from playwright.sync_api import Page

from handslag.plans.editors import EDITORS, Editor
from handslag.trust.permissions import Role
from tests import factories as make
from tests.browser import axe, overflows
from tests.journeys.hands import go_by
from tests.journeys.test_pages import faults, sideways

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
PARTS = 4
"""The forms are gone through in so many tests, side by side."""
FAULTLESS = frozenset({"synlighet", "plan-synlighet", "for-vem"})
"""Forms in which whatever can be chosen may be saved."""
MADE = {
    "agreement": make.agreement,
    "pot": make.pot,
    "award": make.award,
    "proposal": lambda plan: make.pot_proposal(make.pot(plan)),
}
"""What makes a page of an area above, on a plan."""


def address_of(work, editor: Editor) -> str:
    things = {"initiative": work.old, "goal": work.plan.goals.last(), "plan": work.plan}
    thing = things[editor.on] if editor.on in things else MADE[editor.on](work.plan)
    return work.address("edit" if editor.is_page else "add", editor.slug, thing.uuid)


def look(page: Page) -> list[str]:
    """What axe finds on a form, on a phone: the pages that hold the forms are looked at in every theme and width."""
    found = axe(page)
    if (wide := overflows(page)) > 0:
        found.append(f"{wide} pixels too wide")
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_r121_every_form_is_accessible_as_it_opens_and_with_its_faults(open_page, work, part: int) -> None:
    goal = work.plan.goals.last()
    goal.kind = "question"
    goal.save()
    make.post(work.old)  # what a task and a change of a post hang on
    page = open_page(**PHONE)
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    editors = [editor for editor in EDITORS.values() if editor.is_page or editor.add]
    for editor in editors[part::PARTS]:
        page.goto(address_of(work, editor))
        assert (editor.slug, look(page)) == (editor.slug, [])
        if editor.slug in FAULTLESS:
            continue
        for field in page.query_selector_all("main form.form input[type=text], main form.form textarea"):
            if field.is_visible():  # a form may show only what an earlier answer asks for
                field.fill("19811218-9876")
        page.locator("main form.form button.btn").click()
        page.wait_for_selector(".errors")
        assert (editor.slug, look(page)) == (editor.slug, [])


def test_the_administrator_invites_revokes_and_reads_the_trail(open_page, work) -> None:
    page = open_page()
    work.sign_in(page, Role.ADMINISTRATOR, work.lead)
    page.goto(work.address("administration"))
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    go_by(page.locator("text=Bjud in"))
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    go_by(page.locator("main form button.btn"))
    page.wait_for_selector(".errors")
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.fill("[name=email]", "samordnare@exempel.invalid")
    page.select_option("[name=role]", Role.INITIATIVE_OWNER)
    page.select_option("[name=organisation]", str(work.association.pk))
    go_by(page.locator("main form button.btn"))
    page.wait_for_selector("text=samordnare@exempel.invalid")
    page.goto(work.address("administration"))
    go_by(page.locator("a:has-text('Återkalla')"))
    go_by(page.locator("main form button.btn"))
    page.goto(work.address("audit_trail"))
    told = page.inner_text("main").lower()
    assert told.index("återkallade") < told.index("bjöd in")  # newest first
    assert faults(page) == []
    assert sideways(page) == {}
    for name in ("retention", "add_retention_rule", "give_role"):
        page.goto(work.address(name))
        assert (name, faults(page)) == (name, [])
        assert (name, sideways(page)) == (name, {})


def test_the_lead_freezes_the_plan_changes_it_and_compares(open_page, work) -> None:
    page = open_page()
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    page.goto(work.address("new_version", work.plan.key))
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.fill("[name=title]", "Antagen")
    go_by(page.locator("main form button.btn"))
    page.wait_for_url("**/versioner/1/")
    goal = work.plan.goals.last()
    page.goto(work.address("edit", "mal", goal.uuid))
    page.fill("[name=title]", "Vem märker den som är ensam?")
    go_by(page.locator("main form.form button.btn"))
    page.wait_for_selector(".saved")
    page.goto(f"{work.address('compare', work.plan.key)}?fran=1&till=nu")
    told = page.inner_text("main")
    assert "Vem ser den som är ensam?" in told and "Vem märker den som är ensam?" in told
    assert faults(page) == []
    assert sideways(page) == {}
