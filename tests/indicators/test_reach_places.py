"""Whom reach is told per: places, and the inhabitants of the ages asked for, as far as they are known."""

import pytest

from handslag.indicators.reach.ground import Ages, People, places_of
from tests.indicators.reach_ground import ReachGround

pytestmark = pytest.mark.django_db


def people(ground: ReachGround) -> People:
    return People(area.pk for area in ground.municipalities)


def test_places_stand_in_a_fixed_order_with_their_members():
    ground = ReachGround()

    places = places_of(ground.plan)

    assert [part.name for part in places.parts] == ["Norra", "Södra"]
    assert [(each.name, each.group) for each in places.municipalities] == [
        ("Alby", "Norra"), ("Berg", "Norra"), ("Cedra", "Södra"),
    ]  # fmt: skip
    assert places.parts[0].members == {area.pk for area in ground.municipalities[:2]}


def test_a_part_has_the_inhabitants_of_its_municipalities():
    ground = ReachGround()

    base = people(ground).base(Ages(), year=2023)

    assert [base.of(part) for part in places_of(ground.plan).parts] == [4_000, 6_000]


def test_a_part_with_an_unknown_municipality_has_no_number_of_inhabitants():
    ground = ReachGround(people=(1_000,))

    base = people(ground).base(Ages(), year=2023)

    assert [base.of(part) for part in places_of(ground.plan).parts] == [None, None]


def test_ages_are_put_together_of_bands_that_meet():
    ground = ReachGround()
    for area in ground.municipalities:
        ground.populate(area, 40, first=13, last=15)
        ground.populate(area, 60, first=16, last=17)

    base = people(ground).base(Ages(13, 17), year=2023)

    assert base.ages == Ages(13, 17)
    assert base.of(places_of(ground.plan).county) == 300


@pytest.mark.parametrize("ages", [Ages(13, 18), Ages(12, 17), Ages(13, 16), Ages(13, None)])
def test_ages_that_no_bands_make_are_told_per_all_inhabitants(ages):
    ground = ReachGround()
    for area in ground.municipalities:
        ground.populate(area, 40, first=13, last=15)
        ground.populate(area, 60, first=16, last=17)

    base = people(ground).base(ages, year=2023)

    assert base.ages == Ages()
    assert base.of(places_of(ground.plan).county) == 10_000


def test_an_open_band_is_the_end_of_open_ages():
    ground = ReachGround()
    for area in ground.municipalities:
        ground.populate(area, 70, first=65, last=84)
        ground.populate(area, 30, first=85, last=120)

    assert people(ground).base(Ages(65, None), year=2023).of(places_of(ground.plan).county) == 300


@pytest.mark.parametrize(("asked", "found"), [(2022, 2021), (2025, 2023), (2019, 2021), (None, 2023)])
def test_the_year_is_the_nearest_before_else_the_first(asked, found):
    ground = ReachGround()
    for area in ground.municipalities:
        ground.populate(area, 500, year=2021)

    assert people(ground).base(Ages(), year=asked).year == found


def test_without_population_there_is_no_base():
    assert people(ReachGround(people=())).base(Ages(), year=2023) is None
