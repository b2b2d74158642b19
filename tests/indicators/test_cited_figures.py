"""Figures that are cited from others: undated ones say so, old ones say how old, and none is the county's but the county's."""

import datetime
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handslag.exchange.differences import differences
from handslag.exchange.exporter import export_plan
from handslag.exchange.measure_faults import measure_faults
from handslag.exchange.schema import Exchange
from handslag.indicators.cited.rows import NO_YEAR, row_of
from handslag.indicators.models import CitedFigure
from handslag.places.models import Area
from handslag.plans.models import Plan
from handslag.trust.models import Change
from handslag.trust.permissions import Role
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
TODAY = datetime.date(2026, 11, 22)
YEAR = {"period_text": "2017", "period_from": "2017-01-01", "period_to": "2017-12-31", "period_precision": "year"}
TYPED = {
    "base": "Barn och unga", "population": "flickor 13 år", "label": "har två eller fler besvär", "value": "50,5",
    "unit": "procent", "period": "2017", "source": "En myndighet, en rapport",
}  # fmt: skip


def shown(client: Client, county: str) -> str:
    """What the page says, without its markup."""
    content = client.get(reverse("cited_figures", args=[county])).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", content).split())


def row(county, **fields):
    figure = make.cited_figure(county.plan, **fields)
    figure.refresh_from_db()
    return row_of(figure, county.area, today=TODAY)


def country() -> Area:
    return Area.objects.get(kind=Area.COUNTRY)


def address(county, *, of: CitedFigure | None = None, way: str = "edit_row") -> str:
    where = [county.area.slug, "anfort-tal", county.plan.uuid]
    return reverse("add", args=where) if of is None else reverse(way, args=[*where, of.pk])


# What the reader is told


def test_r57_twelve_of_the_examples_sixteen_figures_carry_that_no_year_is_stated(client: Client) -> None:
    content = client.get(reverse("cited_figures", args=["orebro"])).content.decode()
    cells = re.findall(r'<td data-l="Årtal"><div>(.*?)(?:<br>|</div>)', content)

    assert len(cells) == 16
    assert cells.count(NO_YEAR) == 12
    assert "12 av 16 tal saknar årtal." in content


def test_r57_an_old_figure_says_how_old_it_is_and_a_newer_one_does_not(county) -> None:
    newer = {"period_text": "2021", "period_from": "2021-01-01", "period_to": "2021-12-31"}

    assert row(county, **YEAR).year == "från 2017, nio år gammalt"
    assert row(county, **newer).year == "2021"


def test_r57_a_national_figure_is_never_the_countys(county, client: Client) -> None:
    make.cited_figure(county.plan, area=country())

    assert "gäller riket, inte länet" in shown(client, county.area.slug)
    assert row(county, area=country()).where == "gäller riket, inte länet"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "källan anger inget område: det är inte länets tal"),
        ({"place_text": "Region Stockholm"}, "gäller Region Stockholm, inte länet"),
    ],
)
def test_what_is_of_no_place_of_ours_is_not_the_countys_either(county, fields, words) -> None:
    assert row(county, **fields).where == words


def test_only_what_is_stated_of_the_county_or_within_it_is_said_to_be(county) -> None:
    other = Area.objects.get(code="01")

    assert row(county, area=county.area).where == "gäller länet"
    assert row(county, area=county.north).where == "gäller Norrby"
    assert row(county, area=other).where == f"gäller {other.name}, inte länet"


def test_without_an_end_or_a_year_it_is_the_source_that_has_an_age(county) -> None:
    since = {"period_text": "sedan 2014", "period_from": "2014-01-01", "period_precision": "year/open"}

    undated = row(county, published=2020)
    begun = row(county, published=2020, **since)
    vague = row(county, period_text="på senare år", published=2024)

    assert (undated.year, undated.age) == (NO_YEAR, "källan är från 2020, sex år gammal")
    assert (begun.year, begun.age) == ("sedan 2014", "källan är från 2020, sex år gammal")
    assert (vague.year, vague.age) == (NO_YEAR, "källan säger ”på senare år”, källan är från 2024")
    assert row(county, published=2020, **YEAR).age == ""


def test_a_figure_is_told_as_its_source_puts_it(county) -> None:
    assert row(county, value="5.5").value == "5,5\u00a0%"
    assert row(county, value=1500, unit="personer", approximate=True).value == "cirka 1\u00a0500\u00a0personer"
    assert row(county, value=None, unit="", value_text="en tredjedel").value == "en tredjedel"
    assert row(county, value_text="en miljon").in_words == "en miljon"


def test_the_countys_own_indicator_is_led_to_and_its_numbers_stay_there(county, client: Client) -> None:
    make.observations("antidepressiva", county.area, {2024: (123, 1000)}, per=1000)
    make.cited_figure(county.plan, indicator="antidepressiva", area=country())

    content = client.get(county.url("cited_figures")).content.decode()

    assert f'href="{county.url("indicator", "antidepressiva")}"' in content
    assert "123" not in re.sub(r"<[^>]+>", " ", content)


def test_help_comes_first_where_a_figure_is_about_suicide(county, client: Client) -> None:
    make.cited_figure(county.plan)
    without = client.get(county.url("cited_figures")).content.decode()
    make.cited_figure(county.plan, label="dör i suicid varje år", value=1500, unit="personer")

    content = client.get(county.url("cited_figures")).content.decode()

    assert 'class="help"' not in without.split("<h1", 1)[0]
    assert 'class="help"' in content.split('class="crumb"', 1)[0]


def test_an_empty_page_says_what_will_stand_there(county, client: Client) -> None:
    assert "Inga tal är anförda än." in shown(client, county.area.slug)
    assert "Den som leder planen kan lägga till dem." in shown(client, county.area.slug)
    assert "Lägg till ett anfört tal" in shown(county.lead, county.area.slug)


def test_the_source_stands_with_its_lines(client: Client) -> None:
    content = client.get(reverse("cited_figures", args=["orebro"])).content.decode()

    assert 'href="/kallor/003/#rad-109"' in content


def test_the_page_asks_as_much_however_many_figures_there_are(county, client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(county.url("cited_figures"))
        return len(queries)

    make.cited_figure(county.plan, area=country())
    client.get(county.url("cited_figures"))
    few = asked()
    for n in range(10):
        make.cited_figure(county.plan, area=county.north, base=f"Rubrik {n}")

    assert asked() == few <= 15


# Who may


@pytest.mark.parametrize("visibility", ["draft", "internal", "shared"])
def test_the_figures_of_a_plan_that_is_not_public_are_not_shown_to_visitors(county, visibility) -> None:
    make.cited_figure(county.plan, label="bara för oss")
    county.plan.visibility = visibility
    county.plan.save()

    assert "bara för oss" not in shown(Client(), county.area.slug)
    assert "bara för oss" in shown(county.lead, county.area.slug)


def test_another_countys_figures_are_not_shown(county, client: Client) -> None:
    make.cited_figure(county.plan, label="provlänets tal")

    assert "provlänets tal" not in shown(client, "orebro")


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.COUNTY_LEAD, 302), (Role.ANALYST, 403), (Role.READER, 403), (None, 403)],
)
def test_the_plans_lead_alone_adds_changes_and_takes_away(county, role, status) -> None:
    client = county.client(role)
    figure = make.cited_figure(county.plan)

    added = client.post(address(county), TYPED)
    changed = client.post(address(county, of=figure), {**TYPED, "version": 1})
    figure.refresh_from_db()
    gone = client.post(address(county, of=figure, way="withdraw_row"), {"reason": "Fel", "version": figure.version})

    assert [answer.status_code for answer in (added, changed, gone)] == [status] * 3
    assert CitedFigure.objects.filter(plan=county.plan).count() == 1
    assert ("Ändra" in shown(client, county.area.slug)) == (status == 302)


def test_the_lead_of_another_county_changes_nothing(county) -> None:
    other = make.county(parent=country())
    body = make.organisation(county=other)
    make.plan(county=other, lead=body)
    client = Client()
    client.force_login(make.member(Role.COUNTY_LEAD, body))

    assert client.post(address(county), TYPED).status_code == 403
    assert not CitedFigure.objects.filter(plan=county.plan).exists()


# In a file


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"value": None, "text": None}, "value"),
        ({"area": "9999"}, "area"),
        ({"place_text": "Norden"}, "place_text"),
        ({"indicator": "finns-inte"}, "indicator"),
        ({"label": "dör i suicid", "area": "1880"}, "area"),
        ({"label": "tog sitt liv", "area": "1880"}, "area"),
        ({"base": "Suicid i kommunen", "area": "1880"}, "area"),
        ({"label": "dör i suicid", "area": None, "place_text": "Hällefors kommun"}, "area"),
    ],
)
def test_a_file_is_refused_with_the_fault_at_its_place(orebro, change, field) -> None:
    document = export_plan(Plan.objects.get(key="orebro-2020-2023"))
    first = next(each for each in document["plan"]["cited_figures"] if each["value"] == "40" and each["area"] == "00")
    first.update(change)

    faults = measure_faults(Exchange.model_validate(document))

    assert [place[-1] for place, _ in faults] == [field]


def test_what_changed_in_a_figure_is_told_in_words(orebro) -> None:
    before, after = (export_plan(Plan.objects.get(key="orebro-2020-2023")) for _ in range(2))
    first = next(each for each in after["plan"]["cited_figures"] if each["position"] == 1)
    first["value"] = "41.5"

    (line,) = differences(before, after)

    assert line.field.startswith("Anfört tal ”41,5 procent befolkningen: har närstående")
    assert (line.before, line.after) == ("40", "41,5")


# The form


def test_what_was_typed_is_kept_with_its_history_and_is_taken_back(county) -> None:
    lead = county.lead
    answer = lead.post(address(county), {**TYPED, "area": country().pk, "read_on": "2026-03-01"})
    figure = CitedFigure.objects.get(plan=county.plan)

    assert answer["Location"] == county.url("cited_figures")
    assert (str(figure.value.normalize()), figure.period_text, figure.area.kind) == ("50.5", "2017", Area.COUNTRY)
    history = lead.get(reverse("history", args=[county.area.slug, "plan", county.plan.uuid])).content.decode()
    assert "Vilka talet gäller" in history

    lead.post(reverse("undo", args=[county.area.slug, Change.objects.get(target_kind="cited_figure").pk]))

    assert not CitedFigure.objects.filter(plan=county.plan).exists()
    assert CitedFigure.everything.filter(plan=county.plan).exists()


def test_new_figures_stand_after_those_that_are_there(county) -> None:
    for label in ("första", "andra"):
        county.lead.post(address(county), {**TYPED, "label": label})

    assert list(CitedFigure.objects.filter(plan=county.plan).values_list("label", flat=True)) == ["första", "andra"]


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"value": "", "value_text": ""}, "value", "Skriv talet här"),
        ({"value": "många"}, "value", "Skriv ett tal."),
        ({"value": "-4"}, "value", "0"),
        ({"unit": ""}, "unit", "Skriv vad talet räknas i"),
        ({"source": ""}, "source", "Fyll i fältet."),
        ({"population": ""}, "population", "Fyll i fältet."),
        ({"period": "2019–2017"}, "period", "Slutet ligger före början"),
        ({"period": "2090"}, "period", "Året har inte kommit än."),
        ({"published": "2090"}, "published", "Året har inte kommit än."),
        ({"read_on": "i går"}, "read_on", "Skriv dagen som"),
        ({"label": "dör i självmord"}, "label", "Skriv suicid."),
        ({"source": "ring 070-123 45 67"}, "source", "telefonnummer"),
        ({"indicator": "finns-inte"}, "indicator", "Välj ett av alternativen."),
    ],
)
def test_a_fault_is_told_at_its_field_and_what_was_typed_stays(county, given, field, words) -> None:
    answer = county.lead.post(address(county), {**TYPED, "note": "En egen anmärkning", **given})

    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert "En egen anmärkning" in answer.content.decode()
    assert not CitedFigure.objects.filter(plan=county.plan).exists()


def test_a_place_is_chosen_or_written(county) -> None:
    both = {"area": country().pk, "place_text": "Norden"}

    answer = county.lead.post(address(county), {**TYPED, **both})

    assert "inte båda" in str(answer.context["form"].errors["place_text"])


@pytest.mark.parametrize(
    "said",
    [
        {"label": "dog i suicid"},
        {"label": "tog sitt liv"},
        {"base": "Suicid i kommunen", "label": "dog"},
        {"label": "dog", "unit": "suicid"},
        {"label": "dog", "value": "", "unit": "", "value_text": "två suicid"},
        {"label": "dog", "note": "Dödsorsak X60-X84"},
    ],
)
@pytest.mark.parametrize("where", ["municipality", "in words", "nowhere"])
def test_suicide_below_a_county_is_left_to_the_indicators(county, said: dict, where: str) -> None:
    place = {"municipality": {"area": county.north.pk}, "in words": {"area": "", "place_text": "Norrby kommun"}}
    given = {**TYPED, **said, **place.get(where, {"area": "", "place_text": ""})}

    answer = county.lead.post(address(county), given)

    assert answer.status_code == 422
    assert "visas som indikator" in str(answer.context["form"].errors["area"])
    assert not CitedFigure.objects.filter(plan=county.plan).exists()


def test_suicide_in_a_county_is_cited_and_help_comes_first(county, client: Client) -> None:
    given = {**TYPED, "label": "tog sitt liv", "area": county.area.pk, "place_text": ""}

    assert county.lead.post(address(county), given).status_code == 302
    assert "90101" in client.get(f"/{county.area.slug}/indikatorer/anforda-tal/").content.decode().split("<h1")[0]


@pytest.mark.parametrize("period", ["9999", "0", "20222"])
def test_a_number_that_is_no_year_is_no_period(county, period: str) -> None:
    answer = county.lead.post(address(county), {**TYPED, "period": period})

    assert "Kontrollera årtalet." in str(answer.context["form"].errors["period"])


def test_two_who_change_the_same_figure_are_told(county) -> None:
    figure, lead = make.cited_figure(county.plan), county.lead
    lead.post(address(county, of=figure), {**TYPED, "version": 1, "label": "deras"})

    answer = lead.post(address(county, of=figure), {**TYPED, "version": 1, "label": "mitt"})

    assert answer.status_code == 422
    figure.refresh_from_db()
    assert figure.label == "deras"


def test_the_database_holds_no_figure_that_says_nothing_or_is_in_two_places(county) -> None:
    for fields in ({"value": None, "value_text": ""}, {"area": county.north, "place_text": "Norden"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make.cited_figure(county.plan, **fields)
