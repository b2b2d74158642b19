"""Series as they may be shown: limits where there is ground for them, nothing that points at few people."""

import datetime

import pytest

from handslag.indicators import queries, writing
from handslag.indicators.models import Observation
from handslag.indicators.reading import definitions
from handslag.indicators.series import HIDDEN_HERE, SINGLE_YEAR, Key
from tests import factories

RATE = "suicid-sakra-alla-aldrar"
SHARE = "behoriga-till-yrkesprogram"
OWN = "utbildade"

pytestmark = pytest.mark.django_db


def only(key: str, area, **asked):
    return queries.series_of(definitions()[key], [area], **asked)[Key(key, area.code)]


def test_a_rate_with_its_counts_gets_exact_limits():
    area = factories.county()
    factories.observations(RATE, area, {2019: (38, 304_805)}, per=100_000)

    (found,) = only(RATE, area).values

    assert found.limits == "counts"
    assert (round(found.value, 2), round(found.lower, 2), round(found.upper, 2)) == (12.47, 8.82, 17.11)


def test_a_rate_without_counts_has_no_limits_and_none_are_made_up():
    area = factories.county()
    factories.observations(RATE, area, {2019: 12.4})

    (found,) = only(RATE, area).values

    assert (found.value, found.lower, found.limits) == (12.4, None, "")


def test_the_sources_own_limits_go_before_ours():
    area = factories.county()
    factories.observations(SHARE, area, {2019: (80, 100)}, per=100, lower=70.0, upper=90.0)

    (found,) = only(SHARE, area).values

    assert (found.lower, found.upper, found.limits) == (70.0, 90.0, "source")


def test_what_is_counted_whole_has_no_uncertainty():
    area = factories.county()
    factories.observations(OWN, area, {2023: 210})

    assert only(OWN, area).values[0].limits == "whole"


def test_few_people_are_hidden_and_a_zero_is_not():
    area = factories.county()
    factories.observations(RATE, area, {2020: (3, 50_000), 2021: (0, 50_000)}, per=100_000)

    few, none = only(RATE, area).values

    assert (few.state, few.value, few.numerator, few.denominator) == (HIDDEN_HERE, None, None, None)
    assert (none.value, none.numerator) == (0.0, 0.0)


def test_single_years_of_suicide_are_not_shown_below_a_county():
    area = factories.municipality()
    factories.observations(RATE, area, {2020: (15, 50_000)}, per=100_000)

    assert only(RATE, area).values[0].state == SINGLE_YEAR


def test_a_series_that_is_not_there_is_empty_and_many_take_few_queries(django_assert_num_queries):
    areas = [factories.county() for _ in range(4)]
    factories.observations(SHARE, areas[1], {2019: (80, 100), 2020: (82, 100)}, per=100)
    wanted = [definitions()[key] for key in (RATE, SHARE, OWN)]

    queries.all_series(wanted, areas, sexes=("T", "K"))  # what is hidden is worked out once
    with django_assert_num_queries(2):
        found = queries.all_series(wanted, areas, sexes=("T", "K"))

    assert len(found) == 24
    assert [len(each.values) for each in found.values() if each.values] == [2]


def row(area, value: float | None, year: int = 2019, **more) -> writing.Row:
    return writing.Row(area.code, datetime.date(year, 1, 1), datetime.date(year, 12, 31), value, **more)


def fetch_of(key: str):
    """A taking in of an indicator that has no figures yet."""
    area = factories.county()
    factories.observations(key, area, {1990: 1})
    return Observation.objects.get(area=area).fetch


def test_a_second_taking_in_adds_nothing_and_a_revised_figure_is_a_new_vintage():
    area, fetch = factories.county(), fetch_of(SHARE)
    first = writing.take_in(fetch, [row(area, 81.0), row(area, None, 2020, state="missing")])

    again = writing.take_in(fetch, [row(area, 81.0), row(area, None, 2020, state="missing")])
    revised = writing.take_in(fetch, [row(area, 82.0)])

    assert (first, again) == (writing.Taken(2, 0, 0), writing.Taken(0, 0, 2))
    assert revised == writing.Taken(0, 1, 0)
    assert list(
        Observation.objects.filter(area=area, period_from__year=2019)
        .order_by("vintage")
        .values_list("vintage", "value", "latest")
    ) == [(1, 81.0, False), (2, 82.0, True)]
    assert only(SHARE, area).values[0].vintage == 2


def test_an_area_that_is_none_leaves_nothing_behind():
    area, fetch = factories.county(), fetch_of(SHARE)
    before = Observation.objects.count()

    with pytest.raises(writing.UnknownArea):
        writing.take_in(
            fetch, [row(area, 81.0), writing.Row("0000", datetime.date(2019, 1, 1), datetime.date(2019, 12, 31), 1.0)]
        )

    assert Observation.objects.count() == before
