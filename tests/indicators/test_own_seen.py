"""Own measures among the other indicators: they stand where these stand, for those who may know of them and nobody else."""

import pytest
from django.test import Client
from django.urls import reverse

from handslag.trust.permissions import Role
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files"), pytest.mark.pure]
FILES = {"csv": "csv", "json": "json", "package": "zip"}
"""The ending of each file, by the name of its address."""
WHO = {
    "public": "visitor neighbour stranger reader lead",
    "shared": "reader lead",
    "internal": "reader lead",
    "draft": "lead",
}
"""Who may know of a measure of each visibility. The reader is of the organisation that leads the plan, the neighbour of another."""


@pytest.fixture
def readers(county) -> dict[str, Client]:
    stranger = Client()
    elsewhere = make.organisation(county=make.county())
    stranger.force_login(make.member(Role.COUNTY_LEAD, elsewhere))
    neighbour = Client()
    neighbour.force_login(make.member(Role.READER, make.organisation(county=county.area)))
    reader = county.client(Role.READER)
    return {"visitor": Client(), "stranger": stranger, "neighbour": neighbour, "reader": reader, "lead": county.lead}


@pytest.fixture
def measure(county):
    made = make.own_measure(county.plan, title="Gåtfulla kurser", kind="outcome")
    make.observations(made.indicator.key, county.area, {2023: 100, 2024: 120})
    return made


def addresses(county, measure) -> list[str]:
    key = measure.indicator.key
    own = [county.url("indicator", key), *(county.url(f"indicator_{each}", key) for each in FILES)]
    return [*own, measure.get_absolute_url()]


@pytest.mark.parametrize("visibility", WHO)
def test_a_measure_answers_those_who_may_know_of_it_and_nobody_else(county, readers, measure, visibility):
    type(measure).objects.update(visibility=visibility)
    known = WHO[visibility].split()

    for who, client in readers.items():
        for address in addresses(county, measure):
            assert client.get(address).status_code == (200 if who in known else 404), (who, address)
        for name, more in (("indicators", []), ("area", ["lanet"])):
            page = client.get(county.url(name, *more)).content.decode()
            assert (measure.title in page) == (who in known), (who, name)


def test_a_measure_of_a_draft_plan_is_known_to_those_who_know_the_plan(county, readers, measure):
    type(county.plan).objects.update(visibility="draft")

    for who, client in readers.items():
        for address in addresses(county, measure):
            assert client.get(address).status_code == (200 if who == "lead" else 404), (who, address)


def test_another_county_has_no_page_of_it(readers, measure):
    other = make.county()

    for ending in ("/", *(f".{each}" for each in FILES.values())):
        assert readers["lead"].get(f"/{other.slug}/indikatorer/{measure.indicator.key}{ending}").status_code == 404


def test_a_withdrawn_measure_has_no_page(county, readers, measure):
    measure.withdrawn_on = "2025-01-01"
    measure.save()

    for address in addresses(county, measure):
        assert readers["lead"].get(address).status_code == 404, address


@pytest.mark.parametrize("name", ["figure_history", "import_figures", "import_template", "type_figures"])
def test_who_may_take_in_figures_still_finds_no_measure_of_another_county(county, measure, name):
    other = Client()
    other.force_login(make.member(Role.ANALYST, make.organisation(county=make.county())))

    type(measure).objects.update(visibility="draft")

    answer = other.get(county.url(name, measure.indicator.key))

    assert answer.status_code in (403, 404)
    assert answer.status_code == other.get(county.url(name, "egen-finns-inte")).status_code


TAKING_IN = ["figure_history", "import_figures", "import_template", "type_figures"]


@pytest.mark.parametrize("name", TAKING_IN)
@pytest.mark.parametrize("who", ["visitor", "stranger", "neighbour", "reader"])
def test_a_draft_measure_is_nothing_that_others_can_tell_from_one_that_is_not_there(
    county, readers, measure, name, who
):
    type(measure).objects.update(visibility="draft")
    key = measure.indicator.key
    answer, other = (readers[who].get(county.url(name, each)) for each in (key, "egen-finns-inte"))

    assert answer.status_code == other.status_code != 200
    assert answer.get("Location", "").replace(key, "") == other.get("Location", "").replace("egen-finns-inte", "")
    assert measure.title not in answer.content.decode()
    assert readers[who].post(county.url(name, key), {"period": "2024"}).status_code != 200


@pytest.mark.parametrize("name", TAKING_IN)
def test_figures_of_a_withdrawn_measure_are_neither_read_nor_taken_in(county, readers, measure, name):
    assert readers["lead"].get(county.url(name, measure.indicator.key)).status_code == 200
    type(measure).objects.update(withdrawn_on="2025-01-01")

    assert readers["lead"].get(county.url(name, measure.indicator.key)).status_code == 404


@pytest.mark.parametrize("name", TAKING_IN)
def test_another_county_takes_in_nothing_for_a_measure_not_its_own(measure, name):
    other = make.county()
    analyst = Client()
    analyst.force_login(make.member(Role.ANALYST, make.organisation(county=other)))
    type(measure).objects.update(visibility="public")

    assert analyst.get(reverse(name, args=[other.slug, measure.indicator.key])).status_code == 404


def test_the_page_of_the_measure_and_the_indicators_page_lead_to_each_other(county, readers, measure):
    as_indicator = county.url("indicator", measure.indicator.key)

    assert f'href="{as_indicator}"' in readers["visitor"].get(measure.get_absolute_url()).content.decode()
    assert f'href="{measure.get_absolute_url()}"' in readers["visitor"].get(as_indicator).content.decode()
