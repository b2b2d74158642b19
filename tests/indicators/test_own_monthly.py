"""Own measures that have a figure each month or quarter: made, typed, read in, drawn, and taken along in an export."""

import datetime

import pytest

from handslag.exchange.exporter import export_plan
from handslag.indicators.importing.periods import next_part
from handslag.indicators.models import Observation, OwnMeasure
from handslag.indicators.own.definition import as_definition
from handslag.swedish.dates import month_end
from tests import factories as make
from tests.indicators.test_own_measures import ALL, change, figures, made
from tests.indicators.test_own_typing import rows, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def monthly(county) -> OwnMeasure:
    return made(county, frequency="month", visibility="public")


def months(county, measure: OwnMeasure, n: int) -> None:
    """Give a measure a figure for so many months from January 2024."""
    for at in range(n):
        day = datetime.date(2024 + at // 12, at % 12 + 1, 1)
        make.observations(
            measure.indicator.key, county.area, {2024: 20 + at % 5}, period_from=day, period_to=month_end(day)
        )


def test_a_measure_is_yearly_where_nothing_else_is_said_and_the_question_is_folded_away(county):
    form = county.lead.get(county.url("new_measure")).context["form"]

    assert made(county).frequency == "year"
    assert "frequency" in [each.name for each in form.folded]


def test_a_month_is_typed_and_the_next_one_is_proposed(county, monthly):
    client = county.analyst
    assert typed(county, client, monthly, "mars 2025", area="14").status_code == 302
    days = Observation.objects.values_list("period_from", "period_to").get()
    shown = client.get(county.url("type_figures", monthly.indicator.key))

    assert days == (datetime.date(2025, 3, 1), datetime.date(2025, 3, 31))
    assert shown.context["form"].initial["period"] == "april 2025"
    assert "mars 2025 eller 2025-03" in shown.content.decode()
    assert "mars 2025" in client.get(monthly.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("frequency", "period", "told"),
    [
        ("month", "2024", "2024 är inte en månad, men måttet har ett tal per månad."),
        ("month", "kvartal 1 2025", "kvartal 1 2025 är inte en månad"),
        ("quarter", "mars 2025", "mars 2025 är inte ett kvartal, men måttet har ett tal per kvartal."),
        ("year", "mars 2025", "kortare än ett år"),
    ],
)
def test_periods_of_another_length_do_not_stand_in_the_series(county, frequency, period, told):
    answer = typed(county, county.analyst, made(county, frequency=frequency, visibility="internal"), period, area="14")

    assert answer.status_code == 422 and told in answer.content.decode()
    assert rows() == []


def test_a_quarter_is_typed_as_it_is_printed(county):
    measure = made(county, frequency="quarter", visibility="internal")

    assert typed(county, county.analyst, measure, "kvartal 2 2025", area="14").status_code == 302
    form = county.analyst.get(county.url("type_figures", measure.indicator.key)).context["form"]
    assert form.initial["period"] == "kvartal 3 2025"


@pytest.mark.parametrize(
    ("last", "part", "told"),
    [
        (None, 1, "december 2025"),
        (None, 3, "kvartal 4 2025"),
        (datetime.date(2025, 12, 31), 1, "januari 2026"),
        (datetime.date(2026, 1, 31), 1, "januari 2026"),
        (datetime.date(2025, 9, 30), 3, "kvartal 4 2025"),
    ],
)
def test_no_period_is_proposed_that_has_not_begun(last, part, told):
    assert next_part(last, part, today=datetime.date(2026, 1, 15)) == told


def test_a_file_of_months_is_read_in(county, monthly):
    client = county.analyst
    template = client.get(county.url("import_template", monthly.indicator.key)).content.decode("utf-8-sig")
    upload = county.paste(
        client, monthly.indicator.key, "område\tperiod\tvärde\nProvlän\t2025-01\t12\nProvlän\t2024\t99\n"
    )
    roles = {"column_0": "area", "column_1": "period", "column_2": "value"}
    client.post(county.url("import_columns", monthly.indicator.key, upload.uuid), roles)
    found = client.get(county.url("import_preview", monthly.indicator.key, upload.uuid)).context["found"]

    assert any(name in template for name in ("januari ", "februari ", "mars ", "oktober ", "november ", "december "))
    assert len(found.sound) == 1 and "inte en månad" in found.faults[0].message


def test_the_page_draws_the_months_and_a_control_chart(county, monthly):
    months(county, monthly, 14)
    address = county.url("indicator", monthly.indicator.key)
    trend = county.analyst.get(address)
    control = county.analyst.get(address, {"vy": "styrdiagram"})

    assert "februari 2025" in trend.context["drawing"].description
    assert control.context["drawing"] is not None and "februari 2025" in control.context["drawing"].description


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"frequency": "month", "window": "3"}, "window"),
        ({"frequency": "vecka"}, "frequency"),
        (
            {"frequency": "month", "title": "Suicidförsök", "kind": "outcome", "smallest": "10", "needs_help": "on"},
            "frequency",
        ),
    ],
)
def test_what_cannot_be_is_told_at_its_field(county, given, field):
    answer = county.lead.post(county.url("new_measure"), {**ALL, **given})

    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert OwnMeasure.objects.count() == 0


def test_another_frequency_begins_a_series_anew_and_never_goes_on(county):
    measure = made(county)
    figures(county, measure)
    asked = change(county, county.lead, measure, frequency="month")
    refused = change(county, county.lead, measure, frequency="month", follows="vidare", follow_reason="x")
    anew = change(county, county.lead, measure, frequency="month", follows="om", follow_reason="Månadsvis från 2025.")

    assert asked.status_code == 422 and "hur ofta det kommer ett tal" in asked.content.decode()
    assert refused.status_code == 422 and "Låt den börja om" in refused.content.decode()
    assert anew.status_code == 302
    measure.refresh_from_db()
    told = measure.meaning_changes.get()
    assert (as_definition(measure).frequency, told.meant["frequency"]) == ("month", "year")


def test_it_follows_along_in_an_export(county, monthly):
    (told,) = export_plan(county.plan)["indicators"]

    assert told["frequency"] == "month"
