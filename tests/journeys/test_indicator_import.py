"""Figures from files and own measures, in a real browser: three faults mended, a vintage noticed, a measure made in few steps."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from handslag.indicators.models import (
    ColumnMapping,
    Fetch,
    GoalIndicator,
    Indicator,
    MeaningChange,
    Observation,
    OwnMeasure,
    Upload,
)
from handslag.trust.permissions import Role
from tests import factories as make
from tests.journeys.hands import Hands
from tests.journeys.test_pages import faults, sideways

pytestmark = pytest.mark.browser
KEY = "behoriga-till-yrkesprogram"
WRONG = "Område;Period;Värde\nArbetslän;2021;12,3,4\nArbetslän;2022;82,5\nNorraby;2022;80\nArbetslän;2023;120\n"
RIGHT = "Område;Period;Värde\nArbetslän;2021;80,1\nArbetslän;2022;82,5\nArbetslän;2023;83,0\n"
REVISED = RIGHT.replace("82,5", "82,9")


@pytest.fixture
def counted(work) -> Iterator:
    """The ground, whose figures and measures are taken away afterwards."""
    yield work
    county = work.plan.county
    Upload.objects.filter(county=county).delete()
    ColumnMapping.objects.filter(county=county).delete()
    fetches = Fetch.objects.filter(county=county)
    Observation.objects.filter(fetch__in=fetches).delete()
    fetches.delete()
    GoalIndicator.everything.filter(goal__plan=work.plan).delete()
    MeaningChange.everything.filter(measure__plan=work.plan).delete()
    OwnMeasure.everything.filter(plan=work.plan).delete()
    Indicator.objects.filter(county=county).delete()


def look(page: Page) -> None:
    assert faults(page) == []
    assert sideways(page) == {}
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")


def choose(page: Page, address: str, text: str) -> None:
    """Choose a file of this content, and come to what follows."""
    page.goto(address)
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "skola.csv", "mimeType": "text/csv", "buffer": text.encode("cp1252")}
    )
    page.get_by_label("Var kommer talen ifrån?").fill("Skolverket")
    page.get_by_role("button", name="Läs filen").click()


def test_the_analyst_mends_three_faults_and_sees_what_a_revised_file_changes(open_page, counted) -> None:
    work, page = counted, open_page(expected=("422",))
    work.sign_in(page, Role.ANALYST, work.lead)
    address = work.address("import_figures", KEY)
    page.goto(address)
    look(page)

    choose(page, address, WRONG)
    expect(page.get_by_role("heading", name="Vad är det i kolumnerna?")).to_be_visible()
    expect(page.get_by_label("Värde", exact=True)).to_have_value("value")
    look(page)
    page.get_by_role("button", name="Visa vad som blir nytt").click()
    expect(page.get_by_text("3 fel i filen. Inget är inläst")).to_be_visible()
    expect(page.get_by_text("Rad 2, kolumn Värde: ”12,3,4” är inget tal")).to_be_visible()
    expect(page.get_by_text("Rad 4, kolumn Område: ”Norraby” är inget område som finns.")).to_be_visible()
    expect(page.get_by_text("Rad 5, kolumn Värde: 120 är mer än alla (100).")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Ta in talen").click()
    expect(page.get_by_text("Rätta filen, eller kryssa i")).to_be_visible()
    look(page)
    assert not Observation.objects.filter(fetch__county=work.plan.county).exists()

    choose(page, address, RIGHT)  # the same headings: the preview comes at once
    expect(page.get_by_role("heading", name="Nya tal")).to_be_visible()
    page.get_by_role("button", name="Ta in talen").click()
    expect(page.get_by_text("3 nya, 0 ändrade, 0 som förut.")).to_be_visible()
    look(page)

    choose(page, address, REVISED)
    expect(page.get_by_role("heading", name="Ändrade tal")).to_be_visible()
    expect(page.get_by_text("blir det en ny utgåva av talet")).to_be_visible()
    expect(page.locator("del")).to_have_text("82,5")
    expect(page.locator("main ins")).to_have_text("82,9")
    look(page)
    page.get_by_role("button", name="Ta in talen").click()
    expect(page.get_by_text("0 nya, 1 ändrat, 2 som förut.")).to_be_visible()
    kept = Observation.objects.filter(fetch__county=work.plan.county, period_from__year=2022)
    assert list(kept.order_by("vintage").values_list("value", "latest")) == [(82.5, False), (82.9, True)]


def test_the_analyst_says_that_a_file_of_suicides_follows_the_four_choices(open_page, counted) -> None:
    work, page = counted, open_page(expected=("422",))
    work.sign_in(page, Role.ANALYST, work.lead)
    choose(page, work.address("import_figures", "suicid-sakra-15-ar"), "Område;Period;Värde\nArbetslän;2022;13,1\n")
    expect(page.get_by_text("avsikten är säkert fastställd")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Visa vad som blir nytt").click()
    expect(page.locator("#id_follows_error")).to_be_visible()
    expect(page.get_by_label("Värde", exact=True)).to_have_value("value")
    look(page)
    page.get_by_label("Filens tal följer indikatorns fyra val").check()
    page.get_by_role("button", name="Visa vad som blir nytt").click()
    expect(page.get_by_role("heading", name="Nya tal")).to_be_visible()
    page.get_by_role("button", name="Ta in talen").click()
    expect(page.get_by_text("fyra val bekräftades av")).to_be_visible()
    look(page)


def test_r53_a_measure_is_made_in_five_fields_and_its_first_figure_typed(open_page, counted) -> None:
    work, page = counted, open_page()
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    page.goto(work.address("new_measure"))
    look(page)
    hands = Hands(page)
    hands.write(page.get_by_label("Namn", exact=True), "Deltagare i kurser")
    hands.write(page.get_by_label("Vad räknas?"), "personer som har gått kursen")
    hands.touch(page.get_by_label("Vilket håll är bra?"))
    page.get_by_label("Vilket håll är bra?").select_option("high")  # leads nowhere: it fills in a field
    hands.write(page.get_by_label("Vem redovisar talen?"), "Folkhälsoenheten")
    hands.press("Gör måttet")
    expect(page.get_by_role("heading", name="Skriv in tal")).to_be_visible()
    assert hands.clicks <= 6
    look(page)

    hands.write(page.get_by_label(f"Värde, {work.plan.county.name}"), "210")
    hands.write(page.get_by_label(f"Kommentar, {work.plan.county.name}"), "Fler kurser i höst")
    hands.press("Spara talen")
    expect(page.get_by_text("Nya tal: 1. Ändrade: 0.")).to_be_visible()
    assert hands.clicks <= 10
    page.get_by_role("link", name="Till måttet").click()
    expect(page.get_by_role("cell", name="Fler kurser i höst")).to_be_visible()
    look(page)
    page.goto(work.address("own_measures"))
    expect(page.get_by_text("Fler kurser i höst")).to_be_visible()
    look(page)


def test_another_meaning_asks_what_becomes_of_the_series(open_page, counted) -> None:
    work, page = counted, open_page(expected=("422",))
    work.sign_in(page, Role.COUNTY_LEAD, work.lead)
    measure = make.own_measure(work.plan, title="Deltagare")
    make.observations(measure.indicator.key, work.plan.county, {2023: 100})
    Fetch.objects.filter(indicator=measure.indicator).update(county=work.plan.county)
    page.goto(work.address("change_measure", measure.uuid))
    page.get_by_label("Vad räknas?").fill("de som har anmält sig")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Vad händer med serien?")).to_be_visible()
    look(page)
    page.get_by_label("Den börjar om").check()
    page.get_by_label("Varför?").fill("Räknas ur anmälningarna från 2024.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", name="Serien har börjat om")).to_be_visible()
    look(page)
