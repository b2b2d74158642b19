"""An indicator's own page: what it says, what it refuses, and what stands beside each figure."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from handslag.indicators.models import Fetch, GoalIndicator, Observation, Target
from handslag.indicators.reading import definitions
from handslag.places.models import Area
from handslag.trust.permissions import Role
from tests import factories as make

SHARE = "behoriga-till-yrkesprogram"
SUICIDE = "suicid-sakra-15-ar"
SURVEY = "gott-psykiskt-valbefinnande"
OUTPUT = "utbildade"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files"), pytest.mark.pure]


@pytest.fixture
def country() -> Area:
    return Area.objects.get(kind=Area.COUNTRY)


@pytest.fixture
def county(country: Area) -> Area:
    return make.county(parent=country, name="Provlän")


def page(client: Client, county: Area, key: str, query: str = "") -> str:
    answer = client.get(f"/{county.slug}/indikatorer/{key}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def words(content: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content).split())


def shares(area: Area, n: int, *, first: int = 2020, years: int = 5, of: int = 1000, **more) -> None:
    make.observations(SHARE, area, {first + year: (n, of) for year in range(years)}, per=100, **more)


def test_the_finding_stands_under_the_heading_with_its_ground(client: Client, county: Area, country: Area):
    shares(county, 800)
    shares(country, 80_000, of=100_000)

    content = page(client, county, SHARE)

    assert "Ingen säker skillnad mot riket, ingen säker förändring 2020–2024." in content.split('class="facts"')[0]
    assert "Provlän: 80,0 % (77,4–82,4), 800 av 1 000, 2024." in words(content).replace("\u00a0", " ")


def test_help_stands_before_the_crumbs_and_the_heading_of_suicide(client: Client, county: Area):
    content = page(client, county, SUICIDE)

    for number in ("90101", "116 111", "112"):
        assert number in content.split('class="crumb"')[0].replace("\u00a0", " ")
    assert "självmord " not in words(content).casefold()


def test_suicide_is_not_shown_for_municipalities(client: Client, county: Area, country: Area):
    place = make.municipality(parent=county, name="Provköping")
    for area in (county, place, make.municipality(parent=county)):
        make.observations(SUICIDE, area, {2020: (50, 250_000)}, per=100_000)

    content = page(client, county, SUICIDE, f"?omrade={place.code}&omraden=kommuner")

    assert "Provköping" not in content
    assert "Kommuner 2020" not in content
    assert "Jämför inte kommuner" in content


def test_a_published_value_without_a_base_says_so_and_gets_no_limits(client: Client, county: Area):
    make.observations(SHARE, county, {2024: 81.5})

    shown = words(page(client, county, SHARE))

    assert "Underlag för osäkerhet saknas: skillnader kan inte bedömas." in shown
    assert "2024 81,5\u00a0% underlag för osäkerhet saknas –" in shown or "underlag för osäkerhet saknas" in shown


def test_a_revised_figure_tells_what_it_was(client: Client, county: Area):
    shares(county, 800)
    Fetch.objects.update(way="source")
    old = Observation.objects.get(area=county, period_from__year=2024)
    Observation.objects.filter(pk=old.pk).update(latest=False)
    values = {"numerator": 817, "denominator": 1000, "value": 81.7, "vintage": 2, "fetch": old.fetch}
    days = {"period_from": old.period_from, "period_to": old.period_to}
    Observation.objects.create(indicator=old.indicator, area=county, **days, **values)

    assert "Reviderat av källan: 80,0 % blev 81,7 %" in page(client, county, SHARE).replace("\u00a0", " ")


def test_a_revision_of_what_was_of_few_people_does_not_tell_how_many(client: Client, county: Area):
    make.observations(SHARE, county, {2024: (3, 100)}, per=100, latest=False)
    make.observations(SHARE, county, {2024: (60, 100)}, per=100, vintage=2)

    content = page(client, county, SHARE)

    assert "Rättat" in content and "Reviderat av källan" not in content  # it came from a file
    assert "3,0" not in content


def test_a_revised_sum_does_not_tell_what_is_hidden_beside_it(client: Client, county: Area):
    for sex, was, became in (("K", 3, 20), ("M", 20, 20), ("T", 23, 40)):
        make.observations(SHARE, county, {2024: (was, 400)}, per=100, sex=sex, latest=False)
        make.observations(SHARE, county, {2024: (became, 400)}, per=100, sex=sex, vintage=2)

    content = page(client, county, SHARE).replace("\u00a0", " ")

    assert "Rättat" in content and "10,0 %" in content
    assert "5,8 %" not in content


def test_a_county_with_another_survey_has_no_country_beside_it(client: Client, country: Area):
    orebro = Area.objects.get(code="18")
    for area in (orebro, country):
        make.observations(SURVEY, area, {2022: (8500, 10_000)}, per=100)

    content = page(client, orebro, SURVEY)

    assert "Kan inte jämföras med riket" in words(content)
    assert "Liv &amp; Hälsa" in content
    beside = content.split('name="jamfor"')[1].split("</select>")[0]
    assert "Riket" not in beside
    assert "Uppsala län" in beside
    assert "Riket 85" not in content.replace("\u00a0", " ")


def test_areas_with_another_survey_are_left_out_of_the_areas_with_a_word(client: Client, country: Area):
    inside, apart, another = (Area.objects.get(code=code) for code in ("18", "05", "12"))
    for area in (inside, apart, another, country):
        make.observations(SURVEY, area, {2022: (8500, 10_000)}, per=100)
    for query in ("?omraden=lan", "?omraden=lanskarta"):
        content = page(client, apart, SURVEY, query).split('id="omraden"')[1].split('id="las"')[0]
        assert "Några områden visas inte här." in content
        assert "Liv &amp; Hälsa" in content
        assert inside.name not in content
        assert another.name in content


def test_counts_of_areas_are_not_drawn_beside_each_other(client: Client, county: Area, country: Area):
    Observation.objects.all().delete()
    for area in (county, make.county(parent=country), country):
        make.observations("antal-suicid-sakra", area, {2022: 30})

    content = page(client, county, "antal-suicid-sakra", "?omraden=lan")

    assert "Områdena bredvid varandra" not in content
    assert 'id="bild-omraden"' not in content


def test_sex_area_and_comparison_stand_in_the_address(client: Client, county: Area, country: Area):
    place = make.municipality(parent=county, name="Provköping")
    shares(place, 600, sex="K")
    shares(county, 800, sex="K")

    shown = words(page(client, county, SHARE, f"?omrade={place.code}&kon=K&jamfor={county.code}"))

    assert "Provköping , kvinnor: 60,0" in shown.replace("\u00a0", " ") or "Provköping, kvinnor: 60,0" in shown
    assert "80,0" in shown


@pytest.mark.parametrize("query", ["?omrade=9999", "?kon=X&alder=abc", "?vy=tårta&sortera=;", "?jamfor=<b>&omraden=1"])
def test_words_that_the_page_does_not_know_fall_back_to_the_first_choice(client: Client, county: Area, query: str):
    shares(county, 800)

    assert "Provlän: 80,0" in words(page(client, county, SHARE, query)).replace("\u00a0", " ")


def test_women_and_men_stand_beside_each_other_only_where_both_have_figures(client: Client, county: Area):
    shares(county, 800)
    shares(county, 420, sex="K", of=500)
    assert "Kvinnor och män" not in page(client, county, SHARE)

    shares(county, 380, sex="M", of=500)

    assert "Kvinnor och män" in page(client, county, SHARE)


def test_areas_stand_in_a_fixed_order_with_what_the_interval_says(client: Client, county: Area, country: Area):
    first, second, third = (make.municipality(parent=county, name=name) for name in ("Aby", "Beby", "Ceby"))
    for area, n in ((first, 800), (second, 500), (third, 900), (county, 2200)):
        make.observations(SHARE, area, {2024: (n, 1000 if area != county else 3000)}, per=100)
    make.observations(SHARE, country, {2024: (80_000, 100_000)}, per=100)

    content = page(client, county, SHARE)
    chart = content.split('id="bild-omraden"')[1]

    assert chart.index("Aby") < chart.index("Beby") < chart.index("Ceby")
    assert "Av tre områden är en säkert högre än riket och en säkert lägre än riket." in chart
    assert "rangordnas inte" in content
    assert "lägre än riket" in page(client, county, SHARE, "?omraden=kommunkarta").split('id="bild-karta"')[1]


def test_a_control_chart_needs_twelve_years(client: Client, county: Area):
    shares(county, 800, first=2014, years=11)
    assert "behöver minst tolv värden" in page(client, county, SHARE, "?vy=styrdiagram")

    make.observations(SHARE, county, {2013: (805, 1000)}, per=100)
    content = page(client, county, SHARE, "?vy=styrdiagram")

    assert 'id="bild-styrdiagram"' in content
    assert "Två frågor: meningen överst svarar på om de fem senaste perioderna går åt ett håll" in content
    assert "behöver minst tolv värden" not in content


def test_a_target_is_drawn_and_told(client: Client, county: Area):
    shares(county, 800)
    goal = make.goal(make.plan(county=county))
    indicator = Observation.objects.filter(area=county).first().indicator
    base = {"goal": goal, "indicator": indicator, "area": county, "baseline_from": 2020, "baseline_to": 2022}
    Target.objects.create(**base, change=0.05, by=2030)

    shown = words(page(client, county, SHARE)).replace("\u00a0", " ")

    assert "84,0 % år 2030" in shown
    assert "mål 2030" in shown


def test_goals_of_a_plan_that_the_reader_may_not_know_of_are_not_told(client: Client, county: Area):
    shares(county, 800)
    indicator = Observation.objects.filter(area=county).first().indicator
    for visibility, title in (("public", "Det öppna målet"), ("draft", "Det hemliga målet")):
        goal = make.goal(make.plan(county=county, visibility=visibility), title=title)
        GoalIndicator.objects.create(goal=goal, indicator=indicator)
        Target.objects.create(
            goal=goal, indicator=indicator, area=county, baseline_from=2020, baseline_to=2021, wished=88.8, by=2030,
            withdrawn_on=datetime.date(2024, 1, 1) if visibility == "public" else None,
        )  # fmt: skip

    content = page(client, county, SHARE)

    assert "Det öppna målet" in content
    assert "Det hemliga målet" not in content
    assert "88,8" not in content


def test_own_work_is_bars_without_a_country_beside(client: Client, county: Area):
    make.observations(OUTPUT, county, {2022: 180, 2023: 210})

    content = page(client, county, OUTPUT)

    assert "Allt är räknat" in content
    assert "Områdena bredvid varandra" not in content
    assert "inget betyg på någons arbete" not in content


def test_every_definition_has_a_page_with_all_that_its_figures_need(client: Client, county: Area):
    for key, definition in definitions().items():
        shown = words(page(client, county, key)).replace("&amp;", "&")

        assert definition.owner in shown
        assert "Granskas igen" in shown
        assert definition.changes[0].what in shown
        assert "Inga uppgifter är inlästa" in shown


def test_an_indicator_that_is_none_answers_404(client: Client, county: Area):
    assert client.get(f"/{county.slug}/indikatorer/finns-inte/").status_code == 404


def test_the_page_asks_as_few_questions_of_many_areas_as_of_few(
    client: Client, county: Area, country: Area, django_assert_max_num_queries
):
    shares(county, 800, years=20, first=2000)
    shares(country, 80_000, of=100_000, years=20, first=2000)
    for n in range(15):
        shares(make.municipality(parent=county), 3 + n, of=40, years=20, first=2000)
    Observation.objects.filter(area=county, period_from__year=2019).update(vintage=2)
    client.get(f"/{county.slug}/indikatorer/{SHARE}/")

    with django_assert_max_num_queries(15):
        client.get(f"/{county.slug}/indikatorer/{SHARE}/")


# Where the figures come from


def test_a_fetch_that_failed_is_told_with_the_age_of_the_figures(client: Client, county: Area):
    shares(county, 800)
    taken = Fetch.objects.get(observations__area=county, observations__period_from__year=2024)
    Fetch.objects.filter(pk=taken.pk).update(done_at="2025-03-01T12:00Z", note="3 rader är utelämnade: okänd kommun.")
    asked = {"indicator": taken.indicator, "way": "source", "source": "Kolada"}
    assert "Källan svarade inte" not in page(client, county, SHARE)

    failed = Fetch.objects.create(**asked, state="failed", error="svarade 500", asked_at="2025-06-05T12:00Z")

    shown = words(page(client, county, SHARE))
    assert (
        "Den senaste hämtningen från källan, 5 juni 2025, gick inte att genomföra. Talen är från 1 mars 2025" in shown
    )
    assert "Vid inläsningen: 3 rader är utelämnade: okänd kommun." in shown
    Fetch.objects.create(**asked, state="done", asked_at=failed.asked_at, done_at="2025-06-06T12:00Z")
    assert "Källan svarade inte" not in page(client, county, SHARE)


def test_areas_without_intervals_do_not_stand_beside_each_other_for_suicide(
    client: Client, county: Area, country: Area
):
    other = make.county(parent=country, name="Annat län")
    for area in (county, other):
        make.observations(SUICIDE, area, {2022: 12.5})
        make.observations(SHARE, area, {2022: 81.5})

    shown = page(client, county, SUICIDE)
    assert "skulle läsas som en rangordning" in shown
    assert other.name not in re.sub(r"<select.*?</select>", "", shown, flags=re.DOTALL)
    assert other.name in re.sub(r"<select.*?</select>", "", page(client, county, SHARE), flags=re.DOTALL)


def test_who_takes_in_figures_finds_the_ways_to_do_it(client: Client, county: Area):
    ways = ("load_figures", []), ("import_figures", [SHARE]), ("figure_history", [SHARE])
    addresses = [reverse(name, args=[county.slug, *more]) for name, more in ways]
    assert not any(each in page(client, county, SHARE) for each in addresses)

    client.force_login(make.member(Role.ANALYST, make.organisation(county=county)))

    assert all(each in page(client, county, SHARE) for each in addresses)
    assert addresses[0] in client.get(reverse("indicators", args=[county.slug])).content.decode()


def test_an_area_without_figures_leads_to_those_that_have_and_shows_them(client: Client, county: Area, country: Area):
    with_figures = [make.municipality(parent=county, name=name) for name in ("Alby", "Berga")]
    make.municipality(parent=county, name="Cedra")
    for each in with_figures:
        shares(each, 800)

    content = page(client, county, SHARE)

    said = words(content)
    assert "Inga uppgifter är inlästa för området." in said
    assert "Tal finns för Alby , Berga ." in said
    assert f'href="?omrade={with_figures[0].code}"' in content
    assert "Kommunerna 2024" in said
    assert f"Inga tal för {county.name}, men för 2 andra områden." in said
    assert "inga uppgifter inlästa" not in said.lower().split("om indikatorn")[1]


def test_an_indicator_without_any_figure_says_how_they_come(client: Client, county: Area):
    assert "Här kommer utvecklingen att stå när tal är hämtade" in words(page(client, county, SHARE))
