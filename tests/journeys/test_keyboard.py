"""With the keyboard only: every journey, and a focus that is always seen (R121)."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
FOCUSED = """() => {
    const clear = 'rgba(0, 0, 0, 0)'
    const colourOf = element => getComputedStyle(element).backgroundColor
    const behind = element => element.parentElement && colourOf(element.parentElement) === clear
        ? behind(element.parentElement) : colourOf(element.parentElement || element)
    const here = document.activeElement, style = getComputedStyle(here)
    const box = here.getClientRects()[0] || here.getBoundingClientRect()  // a link may stand on two lines
    const middle = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, innerHeight / 2))
    return {
        name: here.localName, href: here.getAttribute('href') || here.getAttributeNS('http://www.w3.org/1999/xlink',
        'href') || '', text: here.textContent.trim().slice(0, 80), ring: parseFloat(style.outlineWidth),
        line: style.outlineStyle, colour: style.outlineColor, background: behind(here),
        width: box.width, height: box.height, top: box.top, bottom: box.bottom, screen: innerHeight,
        covered: middle !== null && !here.contains(middle) && !middle.contains(here) && !middle.closest('label'),
    }
}"""
MOST_STOPS = 400


def press_tab(page: Page) -> dict:
    """Go one stop on and return what has the focus."""
    page.keyboard.press("Tab")
    return page.evaluate(FOCUSED)


def tab_to(page: Page, href: str = "", text: str = "") -> dict:
    """Go on until the focus is on a link whose address and text match these patterns."""
    for _ in range(MOST_STOPS):
        stop = press_tab(page)
        if re.search(href, stop["href"]) and re.search(text, stop["text"]):
            return stop
    raise AssertionError(f"no stop leads to {href!r} {text!r}")


def follow(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("javascript", [True, False])
def test_r121_from_laget_to_an_initiative_to_the_line_in_the_source(open_page, where, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto(where["front"])
    assert page.get_by_role("heading", level=1).inner_text() == "Läget i länet"

    initiative = tab_to(page, href=r"/insatser/[0-9a-f-]{36}/")
    follow(page)
    assert page.get_by_role("heading", level=1).inner_text().startswith(initiative["text"][:20])

    citation = tab_to(page, href=r"^#kalla-\d+$")
    follow(page)
    assert urlsplit(page.url).fragment == citation["href"][1:]

    source = press_tab(page)
    assert source["href"].startswith("/kallor/")
    follow(page)
    assert page.get_by_role("heading", level=1).inner_text()
    line = urlsplit(page.url).fragment
    assert line
    expect(page.locator(f'[id="{line}"]')).to_be_visible()


def test_r121_the_first_stop_leads_past_the_menu(open_page, where) -> None:
    page = open_page()
    page.goto(where["lage"])

    stop = press_tab(page)
    assert stop["text"] == "Till innehållet" and stop["top"] >= 0
    follow(page)

    after = press_tab(page)
    assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)"), after


@pytest.mark.parametrize("javascript", [True, False])
def test_r121_the_menu_on_a_phone_opens_and_closes(open_page, where, javascript: bool) -> None:
    page = open_page(width=390, height=844, javascript=javascript)
    page.goto(where["lage"])
    menu = page.locator("#meny")
    expect(menu).to_be_hidden()

    tab_to(page, href="^#meny$")
    follow(page)
    expect(menu).to_be_visible()
    assert press_tab(page)["text"] == "Läget"

    tab_to(page, text="Stäng menyn")
    follow(page)
    expect(menu).to_be_hidden()


def test_r121_the_menu_on_a_phone_leads_on(open_page, where) -> None:
    page = open_page(width=390, height=844, javascript=False)
    page.goto(where["lage"])
    tab_to(page, href="^#meny$")
    follow(page)

    tab_to(page, text="^Insatser$")
    follow(page)

    assert page.get_by_role("heading", level=1).inner_text() == "Insatser"
    expect(page.locator("#meny")).to_be_hidden()


@pytest.mark.parametrize(
    ("name", "dark"),
    [
        *((name, False) for name in ("lage", "plan", "register", "initiative", "coverage", "thread", "report_defect")),
        ("coverage", True),
    ],
)
def test_r121_the_focus_is_seen_on_every_stop(open_page, where, name: str, dark: bool) -> None:
    page = open_page(dark=dark)
    page.goto(where[name])
    stops, ended = [], False
    while not ended and len(stops) < MOST_STOPS:
        stops.append(press_tab(page))
        ended = stops[-1]["name"] == "body"

    assert ended, "the focus never leaves the page"
    assert len(stops) > 15
    for stop in stops[:-1]:
        assert stop["line"] != "none" and stop["ring"] >= 2, stop
        assert stop["colour"] != stop["background"], stop
        assert stop["width"] > 0 and stop["height"] > 0 and not stop["covered"], stop
        assert stop["bottom"] > 0 and stop["top"] < stop["screen"], stop


def test_r121_the_filters_are_used_with_the_keyboard(open_page, where) -> None:
    page = open_page(javascript=False)
    page.goto(where["register"])
    while press_tab(page)["name"] != "input":
        pass
    page.keyboard.type("MHFA")
    follow(page)

    assert "q=MHFA" in page.url
    assert re.match(r"\d+ av 24 insatser", page.locator("#traffar h2").inner_text())


def test_r121_a_cell_of_the_coverage_view_opens_with_the_keyboard(open_page, where) -> None:
    page = open_page(javascript=False)
    page.goto(where["coverage"])

    tab_to(page, href="rad=.*#ruta$")
    follow(page)

    expect(page.locator("#ruta")).to_be_visible()
    assert "/insatser/" in press_tab(page)["href"]
