"""Every page type in a real browser: accessible in both themes and widths, never wider than its window.

Nothing may be asked of another host and nothing may fail on the way: `open_page` sees to that.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, overflows
from tests.journeys.hands import go_by
from tests.pages import PAGES

pytestmark = pytest.mark.browser
DESKTOP, PHONE, NARROW = (1440, 900), (390, 844), (320, 640)
DOUBLED = (195, 422)  # a phone with doubled text: every length and every limit of the style sheet is in em
ALIKE = {
    "front", "lage_another_day", "lage_proposed", "search_mended", "register_filtered", "register_nothing",
    "register_no_plan", "plan_proposed", "coverage_proposed", "goal_without", "indicators_filtered",
    "indicators_nothing", "area_municipality", "area_worse", "measurable_goals_without",
}  # fmt: skip
"""Pages that differ from another in their words only."""
DRAFT = "/exempellan/planer/exempellan-2026/"
PERSONA_PAGES = {
    "led": ("/orebro/",),
    "mgr": ("/om/tillganglighet/rapporter/",),  # 403
    "adm": ("/om/tillganglighet/rapporter/",),
    "led-exempel": ("/exempellan/", DRAFT, f"{DRAFT}luckor/"),
}


def resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def faults(page: Page) -> list[str]:
    """What axe finds on the page as it stands: wide in the light theme, narrow in the dark one.

    A colour does not depend on the width, nor what is there on the theme: two looks see what four would.
    """
    found = []
    for theme, size in (("light", DESKTOP), ("dark", PHONE)):
        page.emulate_media(color_scheme=theme)
        resize(page, size)
        found += [f"{theme} {size[0]} px: {line}" for line in axe(page)]
    return found


def sideways(page: Page) -> dict[int, int]:
    """By how many pixels the page is too wide, by the window's width; empty where it fits."""
    found = {}
    for size in (NARROW, DOUBLED):
        resize(page, size)
        found[size[0]] = overflows(page)
    return {width: n for width, n in found.items() if n}


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ALIKE])
def test_r121_a_page_is_accessible_and_fits_its_window(open_page, where, name: str) -> None:
    page = open_page()
    page.goto(where[name])

    assert faults(page) == []
    assert sideways(page) == {}


@pytest.mark.parametrize("persona", PERSONA_PAGES)
def test_r121_the_pages_of_a_persona_are_accessible(open_page, served: str, step_in, persona: str) -> None:
    page = open_page()
    step_in(page, persona)
    for path in PERSONA_PAGES[persona]:
        page.goto(served + path)
        assert faults(page) == [], path
        assert sideways(page) == {}, path


def test_r121_the_sign_in_page_of_the_demo_is_accessible(open_page, served: str, step_in) -> None:
    page = open_page()
    page.goto(f"{served}/logga-in/")
    expect(page.get_by_role("button", name="Prova som Utvecklingsledare i Örebro län")).to_be_visible()

    assert faults(page) == []
    assert sideways(page) == {}


def test_r121_a_visitor_steps_into_a_persona_and_back(open_page, served: str, step_in) -> None:
    page = open_page(javascript=False)
    page.goto(f"{served}/logga-in/")
    go_by(page.get_by_role("button", name="Prova som Utvecklingsledare i Örebro län"))
    expect(page.get_by_text("Du provar som Utvecklingsledare i Örebro län")).to_be_visible()

    go_by(page.get_by_role("button", name="Läs som besökare i stället"))

    expect(page.get_by_text("Du läser som besökare.")).to_be_visible()


def test_r121_a_form_with_faults_is_accessible(open_page, served: str) -> None:
    page = open_page()
    page.goto(f"{served}/om/tillganglighet/rapportera/")
    page.get_by_label("E-postadress, om du vill ha svar").fill("inte en adress")
    go_by(page.get_by_role("button", name="Skicka rapporten"))

    assert page.title().startswith("Fel:")
    assert page.get_by_role("alert").get_by_role("link").count() == 2
    assert page.get_by_label("E-postadress, om du vill ha svar").input_value() == "inte en adress"
    assert faults(page) == []
    assert sideways(page) == {}
    go_by(page.get_by_role("alert").get_by_role("link", name="Skriv vad som inte fungerar."))
    expect(page.get_by_label("Vad fungerar inte?")).to_be_focused()


@pytest.mark.parametrize(
    ("status", "path", "heading"),
    [
        (400, "/om/?q=%00", "Adressen går inte att läsa"),
        (404, "/finns/inte/alls/", "Sidan finns inte"),
        (500, "/om/", "Något gick fel hos oss"),
    ],
)
def test_r121_an_error_page_is_accessible(open_page, served, monkeypatch, status, path: str, heading: str) -> None:
    if status == 500:
        monkeypatch.setattr("handslag.public.views.render", None)
    page = open_page()
    answer = page.goto(served + path)

    assert answer.status == status
    assert page.get_by_role("heading", level=1).inner_text() == heading
    assert faults(page) == []
    assert sideways(page) == {}


# On paper


@pytest.mark.parametrize("name", ["lage", "plan", "initiative", "coverage", "register", "thread"])
def test_on_paper_the_menu_the_buttons_and_the_footer_are_left_out(open_page, where, name: str) -> None:
    page = open_page(width=794, height=1123, dark=True)  # A4
    page.goto(where[name])
    page.emulate_media(media="print")

    for left_out in ("#meny", ".menu", ".skip", "footer", "main .btn", ".crumb", ".toc"):
        assert not [each for each in page.locator(left_out).all() if each.is_visible()], left_out
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert overflows(page) == 0
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_on_paper_what_is_folded_stands_open(open_page, where) -> None:
    page = open_page()
    page.goto(where["initiative_suicide"])
    folded = page.locator("details:not([open]) li").first
    expect(folded).to_be_hidden()

    page.emulate_media(media="print")

    expect(folded).to_be_visible()


# Without anything but HTML


@pytest.mark.parametrize("name", ["lage", "plan", "coverage", "register", "initiative", "thread", "search_hits"])
def test_without_javascript_a_page_reads_the_same(open_page, where, name: str) -> None:
    texts = []
    for javascript in (True, False):
        page = open_page(javascript=javascript)
        page.goto(where[name])
        texts.append(page.locator("main").inner_text())

    assert texts[0] == texts[1]
