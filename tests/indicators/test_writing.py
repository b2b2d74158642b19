"""Figures come in whole or not at all: every row is held to the rules, and rows to each other."""

import datetime
from dataclasses import replace

import pytest
from django.utils import timezone

from handslag.indicators import staging, writing
from handslag.indicators.models import Fetch, Indicator, Observation
from handslag.indicators.reading import definitions
from handslag.indicators.writing import BadRow, Row, Taken
from tests import factories

SHARE = "behoriga-till-yrkesprogram"
WINDOW = "suicid-sakra-25-ar-fem-ar"

pytestmark = pytest.mark.django_db


def years(first: int, last: int | None = None) -> tuple[datetime.date, datetime.date]:
    return datetime.date(first, 1, 1), datetime.date(last or first, 12, 31)


def fetch(key: str = SHARE, **fields) -> Fetch:
    indicator, _ = Indicator.objects.get_or_create(key=key)
    base = {"way": "source", "source": "Provkällan", "state": "done", "asked_at": timezone.now()}
    return Fetch.objects.create(**{**base, "indicator": indicator, **fields})


@pytest.fixture
def area():
    return factories.county()


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"value": -1.0}, "value", "under noll"),
        ({"value": 100.5}, "value", "över 100"),
        ({"value": float("nan")}, "value", "inget tal"),
        ({"denominator": 1e13}, "denominator", "för stort"),
        ({"value": None}, "value", "inte varför"),
        ({"state": "missing"}, "value", "sägs också saknas"),
        ({"value": None, "state": "glömt"}, "state", "säger inte varför"),
        ({"numerator": -1.0}, "numerator", "under noll"),
        ({"numerator": 11.0, "denominator": 10.0}, "numerator", "större än basen"),
        ({"denominator": 0.0}, "denominator", "över noll"),
        ({"lower": 51.0}, "lower", "utanför sina gränser"),
        ({"upper": 49.0}, "upper", "utanför sina gränser"),
        ({"sex": "X"}, "sex", "T, K eller M"),
        ({"age": "unga"}, "age", "15-24"),
        ({"note": "x" * 301}, "note", "300 tecken"),
        ({"period_to": datetime.date(2018, 1, 1)}, "period_to", "slutar innan"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_its_number_and_nothing_is_written(area, more, field, words):
    good = Row(area.code, *years(2018), 50.0)
    bad = Row(area.code, *years(2019), 50.0)._replace(**more)

    with pytest.raises(BadRow, match=words) as caught:
        writing.take_in(fetch(), [good, bad])

    assert (caught.value.number, caught.value.field) == (2, field)
    assert str(caught.value).startswith(f"Rad 2 ({area.code} 2019-01-01")
    assert not Observation.objects.filter(area=area).exists()


def test_a_rate_may_have_more_cases_than_people(area):
    row = Row(area.code, *years(2015, 2019), 150_000.0, numerator=15.0, denominator=10.0)

    assert writing.take_in(fetch(WINDOW), [row]).added == 1


def test_the_same_figure_twice_is_refused_also_when_it_says_the_same(area):
    row = Row(area.code, *years(2019), 50.0)

    with pytest.raises(BadRow, match="står på rad 1") as caught:
        writing.take_in(fetch(), [row, row._replace(sex="K"), row])

    assert (caught.value.number, caught.value.row.area) == (3, area.code)


def test_periods_that_overlap_are_refused(area):
    rows = [
        Row(area.code, *years(2017, 2019), 50.0),
        Row(area.code, *years(2018), 50.0),
        Row(area.code, *years(2020), 5.0),
    ]

    with pytest.raises(BadRow, match="överlappar den på rad 1") as caught:
        writing.take_in(fetch(), rows)

    assert caught.value.number == 2


def test_other_sexes_and_ages_are_other_series(area):
    row = Row(area.code, *years(2017, 2019), 50.0)
    rows = [row, row._replace(sex="K", period_to=years(2018)[1]), row._replace(age="15-24", period_to=years(2018)[1])]

    assert writing.take_in(fetch(), rows).added == 3


def test_windows_of_a_definition_may_roll_but_only_with_their_like(area):
    rolling = [Row(area.code, *years(first, first + 4), 15.0) for first in range(2010, 2020)]

    assert writing.take_in(fetch(WINDOW), rolling).added == 10
    with pytest.raises(BadRow, match="överlappar"):
        writing.take_in(fetch(WINDOW), [*rolling, Row(area.code, *years(2018, 2019), 15.0)])
    with pytest.raises(BadRow, match="överlappar"):
        writing.take_in(fetch(SHARE), rolling)


def test_what_the_source_no_longer_tells_stands_and_is_counted(area):
    first = [Row(area.code, *years(year), 50.0) for year in (2018, 2019, 2020)]
    assert writing.take_in(fetch(), first) == Taken(3, 0, 0, 0)

    assert writing.take_in(fetch(), first[1:]) == Taken(0, 0, 2, 1)
    assert writing.take_in(fetch(way="file", source="En fil"), first[2:]).gone == 0
    assert writing.take_in(fetch(source="En annan källa"), first[2:]).gone == 0
    assert Observation.objects.filter(area=area, latest=True).count() == 3


def test_a_value_that_goes_missing_and_comes_back_is_three_vintages(area):
    here, gone = Row(area.code, *years(2019), 50.0), Row(area.code, *years(2019), None, state="suppressed_source")

    for row in (here, gone, gone, here):
        writing.take_in(fetch(), [row])

    rows = Observation.objects.filter(area=area).order_by("vintage")
    assert [(each.vintage, each.value, each.state, each.latest) for each in rows] == [
        (1, 50.0, "", False),
        (2, None, "suppressed_source", False),
        (3, 50.0, "", True),
    ]


def test_a_zero_is_no_missing_value(area):
    writing.take_in(fetch(), [Row(area.code, *years(2019), 0.0, numerator=0.0, denominator=10.0)])

    assert (
        writing.take_in(fetch(), [Row(area.code, *years(2019), None, state="missing", denominator=10.0)]).revised == 1
    )


def test_rows_are_read_once_and_in_chunks(area, monkeypatch):
    monkeypatch.setattr(staging, "CHUNK", 3)

    taken = writing.take_in(fetch(), (Row(area.code, *years(1990 + n), float(n)) for n in range(10)))

    assert taken == Taken(10, 0, 0, 0)


def test_text_comes_in_as_it_is(area):
    note = 'Tabb\there, rad\nnästa \\ och "citat"; \\N'

    writing.take_in(fetch(), [Row(area.code, *years(2019), 1 / 3, note=note)])

    found = Observation.objects.get(area=area)
    assert (found.note, found.value) == (note, 1 / 3)
    assert writing.take_in(fetch(), [Row(area.code, *years(2019), 1 / 3, note=note)]).same == 1


def test_a_measure_without_a_file_is_held_to_the_definition_that_is_given(area):
    row = Row(area.code, *years(2019), 101.0)

    assert writing.take_in(fetch("egen"), [row]).added == 1
    with pytest.raises(BadRow, match="över 100"):
        writing.take_in(fetch("egen"), [row], definition=definitions()[SHARE])


def told_by(way: str, county, area, key: str = SHARE) -> Taken:
    return writing.take_in(fetch(key, way=way, county=county), [Row(area.code, *years(2019), 50.0)])


@pytest.mark.parametrize("is_example", [False, True])
def test_a_county_writes_figures_of_its_own_areas_only(area, is_example):
    type(area).objects.filter(pk=area.pk).update(is_example=is_example)
    own, elsewhere = factories.municipality(parent=area), factories.municipality()
    country = type(area).objects.get(kind="country")

    assert [told_by("file", area, each).added for each in (area, own)] == [1, 1]
    for each in (country, elsewhere, elsewhere.parent):
        with pytest.raises(BadRow, match="Ett län skriver bara tal för sina egna områden"):
            told_by("file", area, each)
    assert told_by("file", None, elsewhere).added == 1
    assert told_by("source", area, elsewhere.parent).added == 1


def test_a_county_writes_no_figures_of_another_countys_measure(area):
    Indicator.objects.create(key="egen-annan", county=factories.county())

    with pytest.raises(BadRow, match="sina egna områden"):
        told_by("file", area, area, "egen-annan")


def test_a_month_is_not_written_as_a_year(area):
    month = Row(area.code, datetime.date(2024, 3, 1), datetime.date(2024, 3, 31), 50.0)

    with pytest.raises(BadRow, match="kortare än ett år"):
        writing.take_in(fetch(), [month])
    by_month = replace(definitions()[SHARE], frequency="month")
    assert writing.take_in(fetch(), [month], definition=by_month).added == 1
    with pytest.raises(BadRow, match="kortare än ett år"):
        writing.take_in(fetch(), [month], definition=replace(by_month, single_years=False))
