"""Figures typed by hand: a period, a value and a comment for each area."""

import re

import pytest
from django.test import Client

from handslag.indicators.models import Fetch, Observation, OwnMeasure
from handslag.trust.models import AuditEvent
from handslag.trust.permissions import Role
from tests import factories as make
from tests.indicators.test_own_measures import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(county) -> OwnMeasure:
    return made(county, visibility="internal")


def typed(county, client: Client, measure: OwnMeasure, period: str = "2024", **values: str):
    """Type values, by the name of the area; note_<name> for a comment."""
    areas = {"area": county.area, "north": county.north, "south": county.south}
    given = {}
    for name, text in values.items():
        kind, _, which = name.rpartition("_")
        given[f"{kind or 'value'}_{areas[which].pk}"] = text
    return client.post(county.url("type_figures", measure.indicator.key), {"period": period, **given})


def rows() -> list[tuple]:
    return list(
        Observation.objects.filter(latest=True).order_by("id").values_list("area__name", "value", "state", "note")
    )


def test_r61_typed_figures_are_taken_in_with_their_comments(county, measure):
    client = county.analyst
    answer = typed(county, client, measure, area="1 234", note_area="Färre kurser i våras", north="0", south="..")

    assert answer.status_code == 302
    assert rows() == [
        ("Provlän", 1234.0, "", "Färre kurser i våras"), ("Norrby", 0.0, "", ""), ("Söderby", None, "missing", ""),
    ]  # fmt: skip
    fetch = Fetch.objects.get()
    assert (fetch.way, fetch.source[:22]) == ("file", "inskrivet av analytike")
    text = client.get(measure.get_absolute_url()).content.decode()
    assert "1\u00a0234" in text and "Färre kurser i våras" in text and "uppgift saknas" in text
    assert "Färre kurser i våras" in client.get(county.url("own_measures")).content.decode()


# The fields that a board is reported to about (R61); what each is called is the county's own business.
FIELDS = (
    "Ekonomi", "Omställning nära vård", "Bemanning", "Tillgänglighet", "Medicinsk kvalitet", "Produktion",
    "Verksamhetsnära stödprocesser", "Patientdelaktighet", "Patientsäkerhet", "Pandemin",
)  # fmt: skip


def test_r61_a_meeting_reads_ten_fields_with_their_newest_values_or_that_no_report_has_come(county):
    fields = [made(county, title=title, visibility="internal") for title in FIELDS]
    client = county.analyst
    for period, value in (("2022", "7"), ("2023", "9"), ("2024", "12")):
        typed(county, client, fields[0], period, area=value, note_area="Fler än väntat" if period == "2024" else "")
    typed(county, client, fields[1], area="..")

    page = client.get(county.url("own_measures")).content.decode()

    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert all(title in text for title in FIELDS)
    assert "2 av 10 mått har en rapport för länet." in text
    assert re.search(
        r"Ekonomi (Bara inloggade |[^0-9]*)12 \S+, 2024 9 \( ?2023 ?\) 7 \( ?2022 ?\) Fler än väntat", text
    )
    assert "uppgift saknas" in text
    assert text.count("ingen rapport") == 8


def test_typed_figures_stand_in_the_trail_and_what_the_measure_is_called_does_not(county, measure):
    typed(county, county.analyst, measure, area="1 234", note_area="Färre kurser i våras")

    told = AuditEvent.objects.get(kind="import")
    assert (told.what, told.county_id) == ("Inskrivning av tal", county.area.pk)
    assert told.target == f"eget mått {measure.indicator_id}"


def test_a_share_is_typed_with_its_base(county):
    share = made(county, stated="percent")
    client = county.lead
    typed(county, client, share, area="18 av 50")

    row = Observation.objects.get()
    assert (row.value, row.numerator, row.denominator) == (36.0, 18.0, 50.0)
    assert "36,0 (18 av 50)" in client.get(share.get_absolute_url()).content.decode()


@pytest.mark.parametrize("text", ["6,5 av 130", "12 av 12.000", f"1 av {'9' * 29}"])
def test_a_share_of_parts_of_people_is_refused(county, text):
    answer = typed(county, county.lead, made(county, stated="percent"), area=text)

    assert answer.status_code == 422
    assert rows() == []


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"area": "många"}, "value", "”många” är inget tal"),
        ({"area": "9" * 29}, "value", "för stort tal"),
        ({"area": "1.200"}, "value", "två sätt"),
        ({"area": "6,5"}, "value", "inget helt tal"),
        ({"area": "-4"}, "value", "mindre än noll"),
        ({"area": "-"}, "value", "Skriv 0 om det är noll"),
        ({"area": "18 av 50"}, "value", "Skriv ett tal."),
        ({"note_area": "bara ord"}, "value", "Skriv ett värde till kommentaren"),
        ({}, "value", "Skriv minst ett värde."),
        ({"area": "4", "note_area": "Anna 811218-9876"}, "note", "personnummer"),
        ({"area": "4", "period": "2018-19"}, "period", "Flera år skrivs med fyra siffror"),
        ({"area": "4", "period": ""}, "period", "Skriv vilken period"),
        ({"area": "4", "period": "2999"}, "period", "årtal som inte kan stämma"),
        ({"area": "4", "period": "2024-03"}, "period", "kortare än ett år"),
        ({"area": "4", "period": "2022-2023"}, "period", "indikatorn gäller ett år"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_saved(county, measure, given, field, words):
    answer = typed(county, county.lead, measure, **given)
    name = field if field == "period" else f"{field}_{county.area.pk}"

    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[name])
    assert rows() == []


def test_one_fault_stops_all_and_what_was_typed_stays(county, measure):
    answer = typed(county, county.lead, measure, area="12", north="fel", note_south="ett ord")

    assert rows() == []
    assert 'value="12"' in answer.content.decode() and 'value="fel"' in answer.content.decode()
    assert "<details open>" in answer.content.decode()


def test_a_period_that_has_figures_is_shown_and_may_be_revised(county, measure):
    client = county.lead
    typed(county, client, measure, area="12", note_area="Preliminärt")
    form = client.get(county.url("type_figures", measure.indicator.key), {"period": "2024"}).context["form"]

    assert form[f"value_{county.area.pk}"].value() == "12"
    assert form[f"note_{county.area.pk}"].value() == "Preliminärt"
    typed(county, client, measure, area="13")
    assert list(Observation.objects.order_by("id").values_list("value", "vintage", "latest")) == [
        (12, 1, False),
        (13, 2, True),
    ]


def test_the_next_period_is_proposed(county, measure):
    client = county.lead
    typed(county, client, measure, period="2021", area="12")

    assert client.get(county.url("type_figures", measure.indicator.key)).context["form"]["period"].value() == "2022"


def test_the_same_again_changes_nothing(county, measure):
    client = county.lead
    typed(county, client, measure, area="12")
    typed(county, client, measure, area="12")

    assert Fetch.objects.count() == 1


def test_a_period_that_overlaps_another_is_refused(county, measure):
    client = county.lead
    typed(county, client, measure, area="12")
    answer = typed(county, client, measure, period="2024/25", area="1")

    assert "läsåret 2024/25 överlappar 2024" in answer.content.decode()
    assert len(rows()) == 1


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ANALYST, 200), (Role.COUNTY_LEAD, 200), (Role.READER, 403), (None, 302)]
)
def test_those_who_may_take_figures_in_type_them(county, measure, role, status):
    assert county.client(role).get(county.url("type_figures", measure.indicator.key)).status_code == status


def test_a_measure_of_another_county_and_one_of_the_files_are_not_typed(county, measure):
    stranger = Client()
    stranger.force_login(make.member(Role.COUNTY_LEAD, make.organisation()))

    assert stranger.get(county.url("type_figures", measure.indicator.key)).status_code == 404
    assert county.lead.get(county.url("type_figures", "deltagare")).status_code == 404


def test_an_own_measure_is_read_in_from_a_file_too(county, measure):
    client = county.lead
    upload = county.paste(
        client, measure.indicator.key, "period\tvärde\tkommentar\n2023\t12\tPreliminärt\n2024\t15\t\n"
    )
    roles = {"column_0": "period", "column_1": "value", "column_2": "note", "area": county.area.code}
    client.post(county.url("import_columns", measure.indicator.key, upload.uuid), roles)
    address = county.url("import_preview", measure.indicator.key, upload.uuid)
    client.post(address, {"mark": client.get(address).context["compared"].mark})

    assert rows() == [("Provlän", 12.0, "", "Preliminärt"), ("Provlän", 15.0, "", "")]


def test_the_form_asks_a_few_questions(county, measure, django_assert_max_num_queries):
    client = county.lead
    with django_assert_max_num_queries(15):
        client.get(county.url("type_figures", measure.indicator.key), {"period": "2024"})
