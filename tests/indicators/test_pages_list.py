"""The list of indicators: by the strategy's goals with its gaps, filtered and sorted by the address."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from handslag.indicators.pages.listing import HOW_TO_FETCH, LEVELS
from handslag.indicators.reading import definitions
from handslag.places.models import Area
from handslag.plans.models import FrameworkNode
from tests import factories as make

SHARE = "behoriga-till-yrkesprogram"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files"), pytest.mark.pure]


@pytest.fixture
def county() -> Area:
    """A county with five years of one indicator, above the country's."""
    country = Area.objects.get(kind=Area.COUNTRY)
    county = make.county(parent=country)
    make.observations(SHARE, county, {2020 + n: (900, 1000) for n in range(5)}, per=100)
    make.observations(SHARE, country, {2020 + n: (80_000, 100_000) for n in range(5)}, per=100)
    return county


def text_of(client: Client, county: Area, query: str = "") -> str:
    content = client.get(reverse("indicators", args=[county.slug]) + query).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", content).split())


def titles(client: Client, county: Area, query: str) -> list[str]:
    """The indicators in the tables, and under each those without figures, in order."""
    content = client.get(reverse("indicators", args=[county.slug]) + query).content.decode()
    return re.findall(r'(?:<tr><th scope="row">|<li>)<a href="[^"]+/indikatorer/[^"]+">([^<]+)</a>[.<]', content)


def test_r4_each_part_of_the_strategy_stands_there_whether_something_serves_it_or_not(client: Client, county: Area):
    known = FrameworkNode.objects.filter(key__startswith="strategi-mal-1").get()
    make.node(known.framework, key="strategi-delmal-99", kind="delmål", title="Ett delmål som inget mäter", code="99")

    shown = text_of(client, county)

    for node in FrameworkNode.objects.filter(framework=known.framework, kind__in=LEVELS):
        assert node.title in shown
    assert "Ett delmål som inget mäter Ingen indikator mäter det här delmålet." in shown


def test_each_indicator_stands_once_in_the_tables(client: Client, county: Area):
    found = titles(client, county, "")

    assert sorted(found) == sorted(each.title for each in definitions().values())


def test_a_value_travels_with_its_interval_period_and_base(client: Client, county: Area):
    shown = text_of(client, county)

    assert "90,0\u00a0% 88,0–91,7 2024 900 av 1\u00a0000" in shown.replace(" 000", "\u00a0000") or (
        "90,0 % 88,0–91,7 2024 900 av 1 000 Högre än riket, ingen säker förändring 2020–2024." in shown
    )


def test_what_has_no_figures_says_where_they_are(client: Client, county: Area):
    source = definitions()["allvarlig-psykisk-pafrestning"].sources[0]

    assert f"Inga uppgifter inlästa. {HOW_TO_FETCH[source.name]} ({source.table})." in text_of(client, county)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?tal=1", {definitions()[SHARE].title}),
        ("?q=yrkesprogram", {definitions()[SHARE].title}),
        ("?typ=output", {each.title for each in definitions().values() if each.kind == "output"}),
        ("?mal=strategi-mal-2", {each.title for each in definitions().values() if "strategi-mal-2" in each.serves}),
        ("?q=xyzzy", set()),
        ("?typ=finns-inte&mal=finns-inte", {each.title for each in definitions().values()}),
    ],
)
def test_the_address_says_which_are_shown(client: Client, county: Area, query: str, expected: set[str]):
    assert set(titles(client, county, query)) == expected


def test_a_certain_difference_can_stand_first_and_all_can_stand_by_kind(client: Client, county: Area):
    assert titles(client, county, "?gruppera=typ&typ=determinant&sortera=osaker")[0] == definitions()[SHARE].title


def test_nothing_found_says_what_was_asked_for_and_loses_nothing(client: Client, county: Area):
    content = client.get(reverse("indicators", args=[county.slug]) + "?q=xyzzy&typ=care").content.decode()

    assert "Ingen träff på ”xyzzy”" in content
    assert 'value="xyzzy"' in content
    assert '<option value="care" selected>' in content


def test_help_stands_first_where_suicide_is_among_what_is_shown(client: Client, county: Area):
    def first(query: str) -> bool:
        content = client.get(reverse("indicators", args=[county.slug]) + query).content.decode()
        return "90101" in content.split("<h1")[0]

    assert first("")
    assert not first("?typ=output")


def test_a_fragment_is_the_results_alone(client: Client, county: Area):
    answer = client.get(reverse("indicators", args=[county.slug]), headers={"HX-Request": "true"})

    assert "<html" not in answer.content.decode()
    assert definitions()[SHARE].title in answer.content.decode()


def test_the_list_asks_few_questions_however_many_figures_there_are(
    client: Client, county: Area, django_assert_max_num_queries
):
    address = reverse("indicators", args=[county.slug])
    for key in list(definitions())[:12]:
        make.observations(key, county, {1990 + n: (40, 1000) for n in range(20)}, per=definitions()[key].per)
    client.get(address)

    with django_assert_max_num_queries(10):
        client.get(address)


def test_an_indicator_of_municipalities_alone_says_so(client: Client, county: Area):
    said = text_of(client, county)

    assert "Källan har tal för kommunerna, inte för länet: de står på indikatorns sida." in said
