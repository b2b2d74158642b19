"""The register: search that forgives, filters kept in the address, the same with and without JavaScript (R26)."""

import csv
import io
import re

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import go_by

pytestmark = pytest.mark.browser
both_ways = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])


def titles(page: Page) -> list[str]:
    return page.locator("#traffar tbody th a").all_inner_texts()


def result(page: Page) -> str:
    return page.locator("#traffar h2").inner_text()


def search_for(page: Page, words: str) -> None:
    """Type the words and wait for the answer: another page, or with JavaScript another list under a new address."""
    field = page.get_by_label("Sök i titlar")
    field.fill(words)
    with page.expect_navigation(url=re.compile("q=")):
        field.press("Enter")


def choose(page: Page, name: str, option: str, *, javascript: bool) -> None:
    """Choose in a list; without JavaScript also press the button."""
    with page.expect_navigation(url=re.compile(r"/insatser/\?")):
        page.locator(f"select[name={name}]").select_option(label=option)
        if not javascript:
            page.get_by_role("button", name="Visa").click()
    expect(page.locator("ul.used")).to_contain_text(option)


@both_ways
def test_r26_a_filter_changes_the_list_the_count_and_the_address(open_page, where, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto(where["register"])
    assert result(page) == "24 av 24 insatser"

    choose(page, "status", "Avslutad", javascript=javascript)

    found = titles(page)
    assert 0 < len(found) < 24
    assert result(page) == f"{len(found)} av 24 insatser"
    assert "status=finished" in page.url
    assert {*page.locator("#traffar td .status").all_inner_texts()} == {"Avslutad"}
    again = open_page(javascript=javascript)
    again.goto(page.url)
    assert titles(again) == found


@both_ways
def test_r26_a_search_and_a_filter_are_combined(open_page, where, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto(where["register"])
    search_for(page, "suicid")
    alone = titles(page)

    choose(page, "status", "Pågår", javascript=javascript)

    assert set(titles(page)) < set(alone)
    assert "q=suicid" in page.url and "status=ongoing" in page.url


@both_ways
def test_r26_a_typing_error_is_mended_and_said(open_page, where, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto(where["register"])

    search_for(page, "suicidprevetion")

    assert page.locator("#traffar .notice").inner_text().startswith("Ingen träff på ”suicidprevetion”. Visar ”")
    assert "Samordnare för suicidprevention" in titles(page)


@both_ways
@pytest.mark.parametrize("words", ["MHFA", "forsta hjalpen", "Första hjälpen till psykisk hälsa"])
def test_r26_an_initiative_is_found_by_its_other_names(open_page, where, javascript: bool, words: str) -> None:
    page = open_page(javascript=javascript)
    page.goto(where["register"])

    search_for(page, words)

    assert any("MHFA" in title for title in titles(page))


@both_ways
def test_r26_no_hit_says_what_to_try(open_page, where, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto(where["register"])

    search_for(page, "xyzzyxyzzy")

    assert "Ingen träff på ”xyzzyxyzzy”. Pröva ett annat ord" in page.locator("#traffar").inner_text()
    go_by(page.get_by_role("link", name="Visa alla insatser"))
    expect(page.locator("#traffar h2")).to_have_text("24 av 24 insatser")


@both_ways
def test_r26_a_filter_is_taken_away_by_itself(open_page, where, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto(f"{where['register']}?q=suicid&status=ongoing")

    go_by(page.get_by_role("link", name=re.compile("^Status: Pågår")))

    expect(page).to_have_url(re.compile(r"\?q=suicid$"))
    go_by(page.get_by_role("link", name="Rensa allt"))
    expect(page.locator("#traffar h2")).to_have_text("24 av 24 insatser")


def test_r26_with_javascript_the_page_stays_and_the_result_is_announced(open_page, where) -> None:
    page = open_page()
    page.goto(where["register"])
    page.evaluate("() => { window.stayed = true }")
    live = page.locator("#traffar")
    assert live.get_attribute("aria-live") == "polite"

    search_for(page, "MHFA")

    expect(live.locator("h2")).to_have_text(re.compile(r"^\d av 24 insatser$"))
    assert page.evaluate("() => window.stayed")
    assert page.get_by_label("Sök i titlar").evaluate("field => field === document.activeElement")


def test_r26_with_javascript_the_way_back_leads_to_the_list_before(open_page, where) -> None:
    page = open_page()
    page.goto(where["register"])
    search_for(page, "MHFA")
    expect(page.locator("#traffar h2")).not_to_have_text("24 av 24 insatser")

    page.go_back()

    expect(page.locator("#traffar h2")).to_have_text("24 av 24 insatser")
    assert "q=" not in page.url


@both_ways
def test_r26_the_list_is_sorted_as_asked(open_page, where, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto(where["register"])
    as_printed = titles(page)
    page.get_by_text("Fler filter och sortering").click()  # leads nowhere: it opens the filters
    with page.expect_navigation(url=re.compile("sortera=titel")):
        page.get_by_label("Sortera efter").select_option(label="Titel")
        if not javascript:
            page.get_by_role("button", name="Visa").click()

    expect(page).to_have_url(re.compile("sortera=titel"))
    expect(page.locator("#traffar tbody th a").first).not_to_have_text(as_printed[0])
    by_title = titles(page)
    assert sorted(by_title) == sorted(as_printed) and by_title != as_printed
    alphabet = "abcdefghijklmnopqrstuvwxyzåäö"
    firsts = [next(letter for letter in title.lower() if letter in alphabet) for title in by_title]
    assert [alphabet.index(letter) for letter in firsts] == sorted(alphabet.index(letter) for letter in firsts)


@both_ways
def test_r26_the_files_carry_the_filters(open_page, where, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto(where["register"])
    choose(page, "status", "Avslutad", javascript=javascript)
    shown = titles(page)

    with page.expect_download() as sent:
        page.get_by_role("link", name="Hämta som CSV").click()
    text = sent.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert sent.value.suggested_filename == "insatser-orebro-2020-2023.csv"
    assert [row[1] for row in rows[1:]] == shown

    with page.expect_download() as sent:
        page.get_by_role("link", name="Hämta som Excel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(sent.value.path().read_bytes())).active
    assert [row[1].value for row in list(sheet.rows)[1:]] == shown
