"""Which of the stated figures count what was done, which of them may be added, and what stands apart."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from handslag.indicators.reach.ground import places_of
from handslag.indicators.reach.outputs import initiatives_of, stated_outputs, typed_outputs, typed_sessions
from tests import factories as make
from tests.indicators.reach_ground import ReachGround

pytestmark = pytest.mark.django_db


def outputs(ground: ReachGround, user=None):
    places = places_of(ground.plan)
    return stated_outputs(initiatives_of(ground.plan, user or AnonymousUser()), places)


def typed(ground: ReachGround):
    initiatives = initiatives_of(ground.plan, AnonymousUser())
    return typed_outputs(typed_sessions(initiatives), initiatives, places_of(ground.plan))


def test_figures_of_one_series_kind_unit_and_period_may_be_added():
    ground = ReachGround()
    for value, part in zip((8, 4), ground.parts, strict=True):
        ground.figure(value, part)

    (found,) = outputs(ground)

    assert found.total("part").value == 12


@pytest.mark.parametrize(
    "other", [{"period_text": "2022"}, {"unit": "elever"}, {"kind": "trained"}, {"series": "annan"}]
)
def test_figures_of_another_period_unit_kind_or_series_stand_apart(other):
    ground = ReachGround()
    ground.figure(8, ground.parts[0])
    ground.figure(4, ground.parts[1], **other)

    assert [each.total("part").value for each in outputs(ground)] == [8, 4]


def test_figures_without_a_series_stand_in_one_table_and_are_not_added():
    ground = ReachGround()
    for value, part in zip((8, 4), ground.parts, strict=True):
        ground.figure(value, part, series="")

    (found,) = outputs(ground)

    assert len(found.by_place) == 2
    assert found.total("part") is None


def test_two_numbers_of_one_place_without_a_series_are_two_tables():
    ground = ReachGround()
    for value in (8, 4):
        ground.figure(value, ground.parts[0], series="")

    assert [each.total("part").value for each in outputs(ground)] == [8, 4]


@pytest.mark.parametrize(
    "fields",
    [{"context": True}, {"computed": True}, {"label": "per tillfälle"}, {"kind": "rating"}, {"value": None}],
    ids=["another's", "an average", "per occasion", "a rating", "no value"],
)
def test_what_does_not_count_what_was_done_is_no_output(fields):
    ground = ReachGround()
    ground.figure(fields.pop("value", 8), ground.parts[0], **fields)

    assert outputs(ground) == []


def test_approximate_and_at_least_stay_with_a_sum():
    ground = ReachGround()
    ground.figure(8, ground.parts[0], approximate=True)
    ground.figure(4, ground.parts[1], at_least=True)

    total = outputs(ground)[0].total("part")

    assert (total.value, total.approximate, total.at_least) == (12, True, True)


def test_a_figure_without_a_place_of_the_plan_stands_elsewhere_in_its_words():
    ground = ReachGround()
    ground.figure(8, None, place_text="två skolor")

    (found,) = outputs(ground)

    assert found.by_place == {}
    assert [(words, amount.value) for words, amount in found.elsewhere] == [("två skolor", 8)]


def test_a_drafts_figures_are_counted_for_nobody_else():
    ground = ReachGround()
    ground.figure(8, ground.parts[0], of=make.initiative(ground.plan, visibility="draft"))

    assert outputs(ground) == []


def test_held_sessions_are_counted_by_year_and_what_was_planned_or_cancelled_is_not():
    ground = ReachGround()
    ground.session("held", ground.parts[0], number=3)
    ground.session("held", ground.parts[1], year=2024)
    ground.session("planned", ground.parts[0])
    ground.session("cancelled", ground.parts[0])

    found = {each.year: each.total("part").value for each in typed(ground)}

    assert found == {2023: 3, 2024: 1}


def test_attended_is_at_least_where_a_session_does_not_tell_it():
    ground = ReachGround()
    ground.session(at=ground.parts[0], attended=20)
    ground.session(at=ground.parts[0])

    amount = next(each for each in typed(ground) if each.measure.key == "deltagare").total("part")

    assert (amount.value, amount.at_least) == (Decimal(20), True)


def test_typed_and_stated_sessions_are_never_added():
    ground = ReachGround()
    ground.figure(8, ground.parts[0], kind="sessions", unit="tillfällen")
    ground.session(at=ground.parts[0], number=8)

    assert [each.total("part").value for each in [*outputs(ground), *typed(ground)]] == [8, 8]
