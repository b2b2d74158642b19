"""An area's indicators: what the intervals carry is said, the rest is told apart, and nothing is ranked."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import slugify

from handslag.indicators import writing
from handslag.indicators.models import Observation
from handslag.indicators.reading import definitions
from handslag.places.models import Area, Population
from tests import factories as make
from tests.indicators.test_goals_pages import NOT_COUNTED, text_of

pytestmark = pytest.mark.django_db
SUICIDE, SCHOOL, NEET = "suicid-sakra-15-ar", "behoriga-till-yrkesprogram", "varken-arbetar-eller-studerar"
STRESS = "kanner-sig-stressad"
YEARS = range(2018, 2023)


class Ground:
    """A county with two länsdelar, three municipalities and a plan; and the country."""

    def __init__(self) -> None:
        writing.register()
        Observation.objects.all().delete()  # the country's own: here everything is constructed
        self.country = Area.objects.get(kind=Area.COUNTRY)
        self.county = make.county(parent=self.country, name="Provlän")
        division = make.division(county=self.county)
        names = ("Östby", "Västby", "Alby")
        east, west, third = (make.municipality(parent=self.county, name=name, slug=slugify(name)) for name in names)
        make.lansdel(division, west, name="Väster", position=0)
        make.lansdel(division, east, third, name="Öster", position=1)
        self.municipalities = [west, third, east]  # by länsdel, then name
        self.plan = make.plan(county=self.county, division=division, lead=make.organisation(county=self.county))

    def figures(self, key: str, area: Area, *counts, of: int = 10_000, first: int = 2018) -> None:
        per = definitions()[key].per
        make.observations(key, area, {first + n: (count, of) for n, count in enumerate(counts)}, per=per)

    def page(self, area: Area | None = None, query: str = "") -> str:
        return reverse("area", args=[self.county.slug, area.slug if area else "lanet"]) + query

    def text(self, area: Area | None = None, query: str = "") -> str:
        answer = Client().get(self.page(area, query))
        assert answer.status_code == 200
        return text_of(answer)


@pytest.fixture
def ground(static_files) -> Ground:
    return Ground()


def row_of(text: str, title: str) -> str:
    return next(row for row in text.split("<tr") if title in row)


# What is said


def test_a_value_stands_with_its_interval_base_and_period(ground):
    ground.figures(SCHOOL, ground.county, 8000)

    row = row_of(ground.text(), definitions()[SCHOOL].title)

    assert "80,0 % (79,2–80,8), 8 000 av 10 000, 2018" in row


def test_a_difference_to_the_country_is_said_in_words_and_shape(ground):
    ground.figures(NEET, ground.county, *[1500] * 5)
    ground.figures(NEET, ground.country, *[100_000] * 5, of=1_000_000)

    row = row_of(ground.text(), definitions()[NEET].title)

    assert '<span aria-hidden="true">▲</span> Högre än riket' in row
    assert "signifikant" not in row and "bäst" not in row and "sämst" not in row


def test_no_difference_is_said_where_the_interval_holds_the_country(ground):
    ground.figures(NEET, ground.county, *[101] * 5, of=1000)
    ground.figures(NEET, ground.country, *[100_000] * 5, of=1_000_000)

    assert "Ingen säker skillnad mot riket" in row_of(ground.text(), definitions()[NEET].title)


def test_a_change_for_the_worse_is_said_to_go_the_wrong_way(ground):
    ground.figures(NEET, ground.county, 800, 1000, 1200, 1400, 1600)

    row = row_of(ground.text(), definitions()[NEET].title)

    assert "Har ökat 2018–2022, mer än slumpen brukar ge, åt fel håll" in row and "↗" in row


def test_a_published_value_without_ground_is_not_judged(ground):
    make.observations(SUICIDE, ground.county, {2022: 15.0})
    make.observations(SUICIDE, ground.country, {2022: 11.0})

    row = row_of(ground.text(), definitions()[SUICIDE].title)

    assert "underlag för osäkerhet saknas" in row and "Högre än riket" not in row


def test_what_nobody_has_reported_is_named_and_is_no_zero(ground):
    text = ground.text()

    assert "Inga uppgifter är inlästa för Provlän än." in text
    missing = text.split('id="saknas"')[1]
    assert definitions()[SCHOOL].title in missing and "Inga uppgifter är inlästa." in missing


# Suicide and self-harm


def test_help_stands_first_where_suicide_is_told_of(ground):
    text = ground.text()

    assert text.index("Vid fara för livet") < text.index('class="crumb"') < text.index("<h1>")


def test_a_municipality_never_tells_of_suicide(ground):
    place = ground.municipalities[0]
    ground.figures(SUICIDE, place, *[20] * 5)

    text = ground.text(place)

    assert definitions()[SUICIDE].title not in text and "suicid" not in text.lower()
    assert "Vid fara för livet" not in text


def test_the_municipalities_are_not_drawn_for_suicide(ground):
    ground.figures(SUICIDE, ground.county, *[200] * 5)
    for place in ground.municipalities:
        ground.figures(SUICIDE, place, *[20] * 5)

    text = ground.text(query=f"?indikator={SUICIDE}")

    assert 'id="kommuner"' not in text


# Worse and getting worse


@pytest.fixture
def troubled(ground) -> Ground:
    """Worse and getting worse; worse and unchanged; and one that cannot be told."""
    ground.figures(NEET, ground.county, 1200, 1400, 1600, 1800, 2000)
    ground.figures(NEET, ground.country, *[100_000] * 5, of=1_000_000)
    ground.figures(SCHOOL, ground.county, *[7000] * 5)
    ground.figures(SCHOOL, ground.country, *[850_000] * 5, of=1_000_000)
    make.observations(STRESS, ground.county, {2022: 15.0})
    return ground


def test_the_filter_keeps_what_is_worse_and_getting_worse(troubled):
    shown, apart = troubled.text(query="?urval=samre").split('id="kommuner"')[0].split('id="okant"')

    assert definitions()[NEET].title in shown
    assert definitions()[SCHOOL].title not in shown
    assert definitions()[STRESS].title in apart and definitions()[SCHOOL].title not in apart


def test_what_cannot_be_told_says_why(troubled):
    apart = troubled.text(query="?urval=samre").split('id="okant"')[1]

    assert "underlag för osäkerhet saknas" in apart.lower()


def test_where_nothing_is_surely_worse_it_says_so_without_comfort(ground):
    ground.figures(SCHOOL, ground.county, *[8000] * 5)

    text = ground.text(query="?urval=samre")

    assert "Ingen indikator är säkert både sämre än riket och på väg åt fel håll." in text
    assert "Det betyder inte att allt är bra" in text


def test_an_unknown_filter_shows_everything(troubled):
    assert definitions()[SCHOOL].title in troubled.text(query="?urval=hittepa")


def test_counties_with_another_survey_are_never_compared(static_files):
    county = Area.objects.get(code="03")  # a county that has its own survey; its figures are made up for this test
    writing.register()
    make.observations(STRESS, county, {2022: (300, 1000)}, per=100)
    make.observations(STRESS, Area.objects.get(code="00"), {2022: (100, 1000)}, per=100)

    text = text_of(Client().get(reverse("area", args=[county.slug, "lanet"])))

    assert "Kan inte jämföras med riket" in row_of(text, definitions()[STRESS].title)
    assert "Skillnaden kan ligga i enkäten." in text


# The municipalities


@pytest.fixture
def mapped(ground) -> Ground:
    ground.figures(SCHOOL, ground.county, 8000)
    ground.figures(SCHOOL, ground.country, 850_000, of=1_000_000)
    for place, count in zip(ground.municipalities, (900, 500, 850), strict=True):
        ground.figures(SCHOOL, place, count, of=1000)
    return ground


def test_the_municipalities_stand_by_lansdel_and_are_never_ranked(mapped):
    text = mapped.text(query=f"?indikator={SCHOOL}").split('id="kommuner"')[1]
    table = text.split("<tbody>")[1]

    assert table.index("Västby") < table.index("Alby") < table.index("Östby")
    assert "De rangordnas inte: där intervallen överlappar" in text
    assert text.count("<figure") == 1


def test_the_map_is_another_address_of_the_same(mapped):
    text = mapped.text(query=f"?indikator={SCHOOL}&visa=karta").split('id="kommuner"')[1]

    assert f"Karta: {definitions()[SCHOOL].title}" in text
    assert all(place.name in text for place in mapped.municipalities)


def test_a_municipality_without_figures_says_so_in_the_drawing(ground):
    ground.figures(SCHOOL, ground.county, 8000)
    for place in ground.municipalities[:2]:
        ground.figures(SCHOOL, place, 800, of=1000)

    assert "Uppgift saknas för Östby. Det är inte noll." in ground.text().split('id="kommuner"')[1]


def test_another_indicator_is_chosen_by_the_address(mapped):
    mapped.figures(NEET, mapped.county, 800)
    for place in mapped.municipalities:
        mapped.figures(NEET, place, 100, of=1000)

    text = mapped.text(query=f"?indikator={NEET}").split('id="kommuner"')[1]

    assert f"Kommunerna: {definitions()[NEET].title}" in text


def test_a_municipality_has_no_map_of_its_county(mapped):
    assert 'id="kommuner"' not in mapped.text(mapped.municipalities[0])


# Which there are


def test_the_list_has_the_municipalities_by_lansdel_with_their_population(ground):
    Population.objects.create(area=ground.municipalities[0], year=2024, count=12345, source="SCB", vintage="2026-11")

    text = text_of(Client().get(reverse("areas", args=[ground.county.slug])))

    assert text.index("Väster") < text.index("Västby") < text.index("Öster") < text.index("Alby") < text.index("Östby")
    assert "12 345 invånare 2024" in text and "folkmängd saknas" in text


def test_the_population_says_its_year_its_source_and_that_it_was_disturbed(ground):
    Population.objects.create(
        area=ground.county, year=2025, count=305_000, source="SCB, TAB638", vintage="2026-11", perturbed=True
    )

    text = ground.text()

    assert "305 000, 31 december 2025" in text and "SCB, TAB638" in text
    assert "en liten slumpmässig avvikelse" in text


def test_a_county_and_a_municipality_of_one_name_have_a_page_each(ground):
    place = make.municipality(parent=ground.county, name="Prov", slug=ground.county.slug)

    assert "<h1>Prov</h1>" in ground.text(place) and "<h1>Provlän</h1>" in ground.text()


def test_another_countys_municipality_is_not_there(ground):
    elsewhere = make.municipality(slug="annanstans")

    assert Client().get(reverse("area", args=[ground.county.slug, elsewhere.slug])).status_code == 404


def test_an_example_county_is_beside_no_real_one(ground):
    Area.objects.filter(pk=ground.county.pk).update(is_example=True)
    ground.figures(NEET, ground.county, *[1500] * 5)
    ground.figures(NEET, ground.country, *[100_000] * 5, of=1_000_000)

    text = ground.text()

    assert "Högre än riket" not in text and "Talen är exempel" in text


# What it costs


def test_the_page_asks_at_most_fifteen_questions_whatever_there_is(mapped):
    def asked() -> int:
        Client().get(
            mapped.page(query=f"?indikator={SCHOOL}")
        )  # the first reader after new figures waits for what they hide
        with CaptureQueriesContext(connection) as found:
            Client().get(mapped.page(query=f"?indikator={SCHOOL}"))
        return len([each for each in found if not each["sql"].startswith(NOT_COUNTED)])

    few = asked()
    for key in (NEET, SUICIDE, STRESS):
        for area in (mapped.county, mapped.country, *mapped.municipalities):
            mapped.figures(key, area, *[3, 200, 300], of=1000, first=2015)  # small ones too: they hide others
    many = asked()

    assert few <= many <= few + 1  # one more where indicators nest in each other, however many they are
    assert many <= 15


def test_a_municipality_leads_to_what_is_done_there(ground):
    here, elsewhere = ground.municipalities[:2]
    make.place(make.initiative(ground.plan, title="Här"), here)
    make.place(make.initiative(ground.plan, title="Där"), elsewhere)
    address = f"{reverse('register', args=[ground.county.slug])}?kommun={here.code}"

    assert f'href="{address}"' in ground.text(here)
    listed = Client().get(address).context["found"].rows
    assert [row.title for row in listed] == ["Här"]


def test_municipalities_of_a_county_with_its_own_survey_have_no_country_in_their_drawing(static_files):
    Observation.objects.all().delete()
    county = Area.objects.get(code="18")
    below = list(Area.objects.filter(parent=county, kind=Area.MUNICIPALITY)[:3])
    for area in (county, *below, Area.objects.get(kind=Area.COUNTRY)):
        make.observations("gott-psykiskt-valbefinnande", area, {2022: (8500, 10_000)}, per=100)

    content = Client().get(reverse("area", args=[county.slug, "lanet"])).content.decode()
    drawn = content.split('id="bild-omraden"')[1].split("</figure>")[0]

    assert below[0].name in drawn
    assert "Riket" not in drawn
