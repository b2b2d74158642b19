"""An initiative as an investment: five answers, who bears the cost, and who has the benefit (R50)."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from handslag.funding.longview.rules import benefits_elsewhere
from handslag.funding.models import LongView
from handslag.funding.words import LONG_VIEW
from handslag.places.models import Area
from handslag.trust.changes import OPERATOR, create
from handslag.trust.permissions import Role
from tests import factories as make


@pytest.fixture
def initiative(db):
    county = make.county(parent=Area.objects.get(code="00"))
    return make.initiative(make.plan(county=county, lead=make.organisation(county=county, sector="region")))


def signed_in(role: Role, organisation) -> Client:
    client = Client()
    client.force_login(make.member(role, organisation))
    return client


def stated(initiative, *benefits, cost=None) -> LongView:
    view = LongView(
        initiative=initiative, cost_carrier=cost or initiative.plan.lead, on=datetime.date(2024, 3, 1),
        answers={"long_term": "yes", "results": "no"},
    )  # fmt: skip
    create(view, by=OPERATOR, apart={"benefit_carriers": benefits})
    return view


def address(initiative) -> str:
    return reverse("add", args=[initiative.plan.county.slug, "lang-sikt", initiative.uuid])


@pytest.mark.parametrize(("benefits", "elsewhere"), [([], False), ([1], False), ([1, 2], True), ([2], True)])
def test_benefit_is_elsewhere_where_another_than_the_payer_has_it(benefits, elsewhere) -> None:
    assert benefits_elsewhere(1, benefits) is elsewhere


def test_an_initiative_whose_benefit_falls_outside_the_payer_is_marked_and_listed_first(initiative) -> None:
    plan = initiative.plan
    own = make.initiative(plan, title="A: betalar själv")
    municipality = make.organisation(county=plan.county)
    stated(initiative, municipality)
    stated(own, plan.lead)

    page = Client().get(reverse("long_views", args=[plan.county.slug]))

    assert [(row.initiative, row.elsewhere) for row in page.context["rows"]] == [(initiative, True), (own, False)]
    assert "I 1 av 2 bedömda insatser hamnar nyttan hos andra än den som betalar." in page.content.decode()
    assert page.content.decode().count('<span class="tag">nyttan hos andra</span>') == 1


def test_who_may_change_the_initiative_says_it_in_a_form_and_it_is_read_on_its_page(initiative) -> None:
    plan = initiative.plan
    municipality = make.organisation(county=plan.county, name="Norrby kommun")
    typed = dict.fromkeys(LONG_VIEW, "partly") | {
        "cost_carrier": plan.lead.pk, "benefit_carriers": [municipality.pk], "on": "2024-03-01",
    }  # fmt: skip
    client = signed_in(Role.COUNTY_LEAD, plan.lead)

    assert client.post(address(initiative), typed).status_code == 302

    view = LongView.objects.get()
    assert view.answers == dict.fromkeys(LONG_VIEW, "partly")
    told = Client().get(initiative.get_absolute_url()).content.decode()
    assert "Nyttan hamnar hos andra än den som betalar." in told and "Norrby kommun" in told


def test_what_is_missing_is_said_at_the_field_and_nothing_typed_is_lost(initiative) -> None:
    typed = dict.fromkeys(LONG_VIEW, "yes") | {"cost_carrier": "", "on": "i går"}

    page = signed_in(Role.COUNTY_LEAD, initiative.plan.lead).post(address(initiative), typed)

    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"cost_carrier", "benefit_carriers", "on"}
    assert page.context["form"]["long_term"].value() == "yes"
    assert not LongView.objects.exists()


@pytest.mark.parametrize("role", [Role.READER, Role.ANALYST, Role.CONTROLLER])
def test_who_may_not_change_the_initiative_may_not_say_it(initiative, role) -> None:
    assert signed_in(role, initiative.plan.lead).post(address(initiative), {}).status_code == 403


def test_a_stranger_says_nothing_and_finds_no_draft(initiative) -> None:
    assert Client().post(address(initiative), {}).status_code == 403
    hidden = make.initiative(initiative.plan, visibility="draft")
    stated(hidden, initiative.plan.lead)

    page = Client().get(reverse("long_views", args=[initiative.plan.county.slug]))

    assert page.context["rows"] == []
    assert "Ingen insats är bedömd på lång sikt." in page.content.decode()


def test_the_latest_view_holds(initiative) -> None:
    stated(initiative, make.organisation(county=initiative.plan.county))
    later = stated(initiative, initiative.plan.lead)
    LongView.objects.filter(pk=later.pk).update(on=datetime.date(2025, 1, 1))

    page = Client().get(reverse("long_views", args=[initiative.plan.county.slug]))

    assert [row.view for row in page.context["rows"]] == [later]


def test_the_list_asks_as_often_however_many_there_are(initiative, django_assert_max_num_queries) -> None:
    for n in range(12):
        other = make.initiative(initiative.plan, title=f"Insats {n}")
        stated(other, make.organisation(county=initiative.plan.county))

    with django_assert_max_num_queries(9):
        Client().get(reverse("long_views", args=[initiative.plan.county.slug]))
