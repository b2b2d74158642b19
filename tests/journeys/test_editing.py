"""Working in the plan, in a real browser: keyboard only, on a phone, two people at once, without JavaScript."""

import datetime

import pytest
from playwright.sync_api import Page

from handslag.plans.models import Framework, Initiative
from handslag.trust.models import Citation, SourceDocument
from handslag.trust.permissions import Role
from tests import factories as make
from tests.journeys.hands import go_by
from tests.journeys.test_keyboard import follow, tab_to
from tests.journeys.test_pages import faults, sideways

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


def type_into(page: Page, name: str, text: str) -> None:
    """Go with the tab key to a field and write in it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            page.keyboard.type(text)
            return
    raise AssertionError(f"no field {name} within reach of the keyboard")


def press_on(page: Page, name: str) -> None:
    """Go with the tab key to a button, press Enter and come where it leads."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.innerText || '').trim()") == name:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"no button {name} within reach of the keyboard")


def test_j12_an_association_begins_an_initiative_with_the_keyboard_on_a_phone(open_page, work) -> None:
    page = open_page(**PHONE)
    work.sign_in(page, Role.CIVIL_SOCIETY, work.association)
    page.goto(work.address("register"))
    tab_to(page, text="Ny insats")
    follow(page)
    page.wait_for_url("**/insatser/ny/")
    type_into(page, "title", "Kvällsöppet för unga i norr")
    page.wait_for_selector("#liknande a")  # the ended one, with its obstacle, while the name is written
    assert "För få ledare på kvällarna" in page.inner_text("#liknande")
    type_into(page, "kind", "Akt")
    type_into(page, "level", "Egen")
    type_into(page, "goal", "")
    for _ in range(3):  # the goal area, its first challenge, its second
        page.keyboard.press("ArrowDown")
    type_into(page, "period", "från hösten 2024")
    press_on(page, "Skapa insatsen")
    page.wait_for_selector("h1:has-text('Kvällsöppet för unga i norr')")
    assert "Vem ser den som är ensam?" in page.inner_text("main")
    made = Initiative.objects.get(title="Kvällsöppet för unga i norr")
    assert (made.owner, made.kind, made.level, made.visibility) == (work.association, "activity", "own", "draft")
    assert sideways(page) == {}


def test_a_form_opens_where_the_reader_stands_and_says_what_is_wrong_there(open_page, work) -> None:
    page = open_page()
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    page.goto(work.served + work.old.get_absolute_url())
    page.click("#hinder ~ p.do a")
    page.wait_for_selector(".edit form")
    assert page.url.endswith(work.old.get_absolute_url())
    page.click(".edit button.btn")
    page.wait_for_selector(".edit .errors")
    assert faults(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.fill(".edit [name=text]", "Ingen lokal på kvällen")
    page.select_option(".edit [name=theme]", "funding")
    page.select_option(".edit [name=state]", "open")
    go_by(page.locator(".edit button.btn"))
    page.wait_for_selector(".saved")
    assert "Ingen lokal på kvällen" in page.inner_text("main")
    go_by(page.locator(".saved button"))
    page.wait_for_selector("text=Ångrat")
    assert "Ingen lokal på kvällen" not in page.inner_text("main")


def test_a_save_that_does_not_reach_the_server_says_so_and_keeps_the_text(open_page, work) -> None:
    page = open_page(expected=("ERR_INTERNET_DISCONNECTED", "Failed to fetch"))
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    page.goto(work.served + work.old.get_absolute_url())
    page.click("#hinder ~ p.do a")
    page.wait_for_selector(".edit form")
    page.select_option(".edit [name=theme]", "funding")
    page.select_option(".edit [name=state]", "open")
    page.fill(".edit [name=text]", "Ingen lokal på kvällen")
    page.context.set_offline(True)
    page.click(".edit button.btn")
    page.wait_for_selector("text=Servern svarar inte")
    assert page.evaluate("document.activeElement.classList.contains('unreached')")
    assert page.input_value(".edit [name=text]") == "Ingen lokal på kvällen"

    page.context.set_offline(False)
    assert faults(page) == []
    go_by(page.locator(".edit button.btn"))
    page.wait_for_selector(".saved")
    assert work.old.obstacles.filter(text="Ingen lokal på kvällen").count() == 1


def test_saving_works_without_javascript(open_page, work) -> None:
    page = open_page(javascript=False)
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    page.goto(work.served + work.old.get_absolute_url())
    go_by(page.locator("#syfte ~ .do a"))
    page.fill("[name=purpose]", "Att ingen ska vara ensam på kvällen")
    go_by(page.locator("main form.form button.btn"))
    assert "Att ingen ska vara ensam på kvällen" in page.inner_text("main")


def test_two_people_collide_and_the_second_chooses(open_page, work) -> None:
    first, second = open_page(), open_page()
    address = work.address("edit", "syfte", work.old.uuid)
    for page in (first, second):
        work.sign_in(page, Role.COUNTY_LEAD, work.lead)
        page.goto(address)
    first.fill("[name=purpose]", "Den första skrev detta")
    go_by(first.locator("main form.form button.btn"))
    first.wait_for_selector(".saved")
    second.fill("[name=purpose]", "Den andra skrev något annat")
    second.click("main form.form button.btn")
    second.wait_for_selector(".errors")
    text = second.inner_text("main")
    assert "Den första skrev detta" in text
    assert second.input_value("[name=purpose]") == "Den andra skrev något annat"
    assert faults(second) == []
    second.set_viewport_size({"width": 1440, "height": 900})
    second.check("[name=ta_purpose]")
    go_by(second.locator("main form.form button.btn"))
    second.wait_for_selector(".notice.saved")
    assert "Den första skrev detta" in second.inner_text("main")


def test_the_lead_orders_the_goals_with_the_keyboard(open_page, work) -> None:
    page = open_page()
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    page.goto(work.address("order", work.plan.key))
    tab_to(page, text="^Ner: Var finns")
    follow(page)
    page.wait_for_selector(".saved")
    titles = page.locator(".order .order .order-row > p > a").all_inner_texts()
    assert titles == ["Vem ser den som är ensam?", "Var finns mötesplatserna?"]
    assert faults(page) == []
    assert sideways(page) == {}


def test_r121_the_pages_of_work_are_accessible(open_page, work) -> None:
    page = open_page()
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    goal = work.plan.goals.first()
    for address in (
        work.served + work.old.get_absolute_url(),
        work.served + work.plan.get_absolute_url(),
        work.served + goal.get_absolute_url(),
        work.address("new_initiative"),
        work.address("new_plan"),
        work.address("successor", work.plan.key),
        work.address("coverage", work.plan.key),
        work.address("history", "initiative", work.old.uuid),
        work.address("withdraw", "insats", work.old.uuid),
        work.address("edit", "plan", work.plan.uuid),
        work.address("survey", work.plan.key),
        work.address("add", "plan-enkat", work.plan.uuid),
        work.address("add", "plan-tal", work.plan.uuid),
    ):
        page.goto(address)
        assert (address, faults(page)) == (address, [])
        assert (address, sideways(page)) == (address, {})


def test_a_framework_is_read_in_from_the_template(open_page, work, tmp_path) -> None:
    page = open_page(**PHONE)
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    page.goto(work.address("frameworks"))
    go_by(page.locator("text=Läs in ett ramverk från en fil"))
    with page.expect_download() as fetched:
        page.click("text=hämta mallen")
    file = tmp_path / "ramverk.yaml"
    text = fetched.value.path().read_text(encoding="utf-8")
    file.write_text(text.replace("official #", "fel #"), encoding="utf-8")
    page.set_input_files("[name=file]", file)
    go_by(page.locator("text=Visa innehållet"))
    page.wait_for_selector(".errors")
    assert "Rad 30" in page.inner_text(".errors")
    assert faults(page) == []
    assert sideways(page) == {}
    file.write_text(text, encoding="utf-8")
    page.set_input_files("[name=file]", file)
    go_by(page.locator("text=Visa innehållet"))
    page.wait_for_selector("h2:has-text('Namnet på ramverket')")
    assert faults(page) == []
    assert sideways(page) == {}
    go_by(page.locator("main button.btn:has-text('Läs in')"))
    page.wait_for_selector("h1:has-text('Namnet på ramverket')")
    assert "Inläst: Namnet på ramverket." in page.inner_text("main")
    Framework.objects.get(key="strategi-2035").delete()
    Citation.everything.filter(document__key="strategi-2035").delete()
    SourceDocument.objects.filter(key="strategi-2035").delete()


def test_r35_the_list_before_an_end_is_accessible_and_leads_to_its_forms(open_page, work) -> None:
    areas = [make.municipality(parent=work.plan.county, name=name) for name in ("Alby", "Berga")]
    soon = datetime.date.today() + datetime.timedelta(days=60)
    row = make.initiative(
        work.plan, title="Slutar snart", owner=work.lead, places_precision="county", period_text=f"till {soon}",
        period_from=datetime.date(2020, 1, 1), period_to=soon, period_precision="day",
    )  # fmt: skip
    make.handover(row, areas[0], owner=work.association, contact_role="föreningens kansli")
    page = open_page(**PHONE)
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    page.goto(work.served + row.get_absolute_url())
    assert "2 kommuner: 1 planerad, 1 utan uppgift." in page.inner_text("main")
    assert faults(page) == []
    assert sideways(page) == {}
    go_by(page.locator("text=Ange vem som tar över").first)
    page.wait_for_selector("h1:has-text('Lägg till en överlämning')")
    assert page.locator("[name=area] option:checked").inner_text() == "Berga"
    page.select_option("[name=state]", "refused")
    go_by(page.locator("main form.form button.btn"))
    page.wait_for_selector(".saved")
    assert "2 kommuner: 1 planerad, 1 avböjd." in page.inner_text("main")
    row.delete()
    for area in areas:
        area.delete()


def test_a_session_that_ends_while_writing_takes_the_whole_page_and_loses_nothing(open_page, work) -> None:
    page = open_page(expected=("403",))
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    page.goto(work.served + work.old.get_absolute_url())
    page.click("#hinder ~ p.do a")
    page.wait_for_selector(".edit form")
    page.fill(".edit [name=text]", "Ingen lokal på kvällen")
    page.context.clear_cookies(name="sessionid")
    page.click(".edit button.btn")
    page.wait_for_selector("text=Det du skrev finns kvar")
    assert page.locator("main").count() == page.locator("h1").count() == 1
    assert page.locator("main [name=kvar]").first.input_value()  # what was typed, sealed, to be saved after signing in
