"""The coverage view in the browser: three states in words, cells that open, proposals that show (R22)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from handslag.plans.models import CoverageNote, GoalNode
from tests.journeys.hands import go_by
from tests.pages import PLAN

pytestmark = pytest.mark.browser
both_ways = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])


def groups(page: Page) -> dict[str, list[str]]:
    """The rows under each heading of the table: heading -> titles."""
    found = {}
    for body in page.locator(".cover tbody").all():
        heading = body.locator(".grp th").inner_text()
        rows = body.locator("tr:not(.grp) > th").all_inner_texts()
        found[heading.split("\n")[0].strip()] = [row.split("\n")[0] for row in rows]
    return found


def rows_under(page: Page, heading: str) -> list[str]:
    return next((rows for title, rows in groups(page).items() if title.startswith(heading)), [])


@both_ways
def test_r22_a_click_on_a_cell_shows_what_is_there_and_what_is_near(open_page, where, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto(where["coverage"])
    cell = page.locator("a.cell:not(.quiet)").first
    n = int(re.search(r"\d+", cell.inner_text()).group())

    go_by(cell)

    opened = page.locator("#ruta").locator("xpath=..")
    expect(opened).to_be_visible()
    expect(opened.locator("ul.inits").first.locator("li")).to_have_count(n)
    go_by(opened.locator("ul.inits a").first)
    page.wait_for_url("**/insatser/**")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@both_ways
def test_r22_an_empty_cell_says_that_the_source_is_silent(open_page, where, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto(f"{where['coverage']}?kolumner=municipality")
    go_by(page.locator("a.cell.quiet").first)

    opened = page.locator("#ruta").locator("xpath=..")
    assert "Ej redovisad: källan säger inget om den här rutan." in opened.inner_text()
    assert "Övrigt på raden" in opened.inner_text()


def test_r22_an_opened_cell_is_closed_again(open_page, where) -> None:
    page = open_page(javascript=False)
    page.goto(where["coverage_cell"])

    go_by(page.get_by_role("link", name="Stäng rutan"))

    page.wait_for_url(lambda address: "rad=" not in address)
    expect(page.locator("#ruta")).to_have_count(0)


@both_ways
def test_r22_our_proposals_change_the_picture_and_the_page_says_so(open_page, where, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto(where["coverage"])
    silent = rows_under(page, "Ej redovisad")
    assert len(silent) == 6 and len(rows_under(page, "Redovisade")) == 3
    assert "Våra förslag till kopplingar är inräknade" not in page.locator("main").inner_text()

    page.get_by_label("Våra förslag till kopplingar").select_option(label="Räknas med")
    go_by(page.get_by_role("button", name="Visa"))

    page.wait_for_url("**forslag=1**")
    assert "De är inte bekräftade av länet." in page.locator("main .notice").inner_text()
    assert len(rows_under(page, "Ej redovisad")) < len(silent)
    assert len(rows_under(page, "Redovisade")) > 3

    go_by(page.get_by_role("link", name="Visa som uppföljningen redovisar"))
    assert rows_under(page, "Ej redovisad") == silent


def test_r22_as_printed_three_challenges_hold_6_11_and_7(open_page, where) -> None:
    page = open_page()
    page.goto(where["coverage"])
    totals = page.locator(".cover tbody:has(a.cell) td.total").all_inner_texts()

    assert [re.search(r"\d+", text).group() for text in totals] == ["6", "11", "7"]
    assert "ingen insats" not in page.locator(".cover").inner_text().lower()


@pytest.fixture
def confirmed_goal(served: str) -> Iterator[GoalNode]:
    """A challenge of which somebody responsible has said, for this test, that nothing exists."""
    goals = GoalNode.objects.filter(plan__key=PLAN, kind="challenge").exclude(contributions__primary=True)
    goal = goals.order_by("position", "id").first()
    note = CoverageNote.objects.create(goal=goal, role="utvecklingsledare", date="2024-02-01", text="Prövat i år.")
    yield goal
    note.delete()


@pytest.mark.parametrize("width", [1440, 390])
def test_r22_the_three_states_differ_in_words_and_shape(open_page, where, confirmed_goal, width: int) -> None:
    page = open_page(width=width, javascript=False)
    page.goto(where["coverage"])
    states = {title.split("\n")[0]: rows for title, rows in groups(page).items()}

    assert len(states) == 3 and len(set(states)) == 3
    assert rows_under(page, "Bekräftat: ingen insats") == [confirmed_goal.title]
    assert len(rows_under(page, "Ej redovisad i uppföljningen")) == 5
    assert len(rows_under(page, "Redovisade insatser")) == 3
    row = page.locator(".cover tr.lit").inner_text()
    assert "Bekräftat av utvecklingsledare, 1 februari 2024." in row and "Prövat i år." in row
    shapes = {knot.get_attribute("class") for knot in page.locator(".cover .grp .knot").all()}
    assert len(shapes) == 3


def test_r22_the_three_states_differ_in_the_file_too(open_page, where, confirmed_goal) -> None:
    page = open_page()
    page.goto(where["coverage"])
    with page.expect_download() as sent:
        page.get_by_role("link", name="Hämta tabellen (CSV)").click()
    lines = sent.value.path().read_text(encoding="utf-8-sig").splitlines()

    assert next(line for line in lines if line.startswith(confirmed_goal.title)).endswith("0 (bekräftat)")
    assert sum(line.endswith(";ej redovisad") for line in lines) == 5
    assert [line.rsplit(";", 1)[1] for line in lines[1:] if line.rsplit(";", 1)[1].isdigit()] == ["6", "11", "7"]
