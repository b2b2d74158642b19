"""Planned sessions beside what the instructors can hold (R107)."""

import pytest
from django.contrib.auth.models import AnonymousUser

from handslag.indicators.models import InstructorCount, TrainingSession
from handslag.indicators.reach.capacity import checks_of, training_of
from handslag.indicators.reach.ground import places_of
from handslag.indicators.reach.outputs import initiatives_of, instructors_of, stated_outputs, typed_sessions
from handslag.plans.models import Plan
from tests.indicators.reach_ground import ReachGround

pytestmark = pytest.mark.django_db


def checks(ground: ReachGround):
    sessions, counts = TrainingSession.objects.all(), InstructorCount.objects.all()
    return checks_of(list(sessions), list(counts), places_of(ground.plan))


def training(plan: Plan):
    initiatives, places = initiatives_of(plan, AnonymousUser()), places_of(plan)
    return training_of(
        initiatives,
        stated_outputs(initiatives, places),
        typed_sessions(initiatives),
        instructors_of(initiatives),
        places,
    )


@pytest.mark.parametrize(("number", "over"), [(12, False), (13, True)])
def test_r107_more_planned_than_instructors_times_load_is_over(number: int, over: bool):
    ground = ReachGround()
    ground.instructors(3, ground.parts[0], load=4)
    ground.session("planned", ground.parts[0], number=number)

    assert [each.is_over for each in checks(ground)] == [over]


def test_the_warning_says_its_numbers():
    ground = ReachGround()
    ground.instructors(6, ground.parts[0], load=2)
    ground.session("planned", ground.parts[0], number=10)
    ground.session("held", ground.parts[0], number=5)

    (check,) = checks(ground)

    assert check.words == (
        "Norra, 2023: 10 tillfällen planerade och 5 redan hållna. 6 instruktörer × 2 tillfällen om året räcker till 12: "
        "3 fler än instruktörerna hinner."
    )


@pytest.mark.parametrize(
    ("load", "planned", "told"),
    [
        (4, 13, "Det är fler tillfällen än de hinner."),
        (4, 12, "De hinner med det."),
        (None, 13, "Hur många tillfällen var och en kan hålla om året är inte angivet."),
    ],
)
def test_r60_a_few_instructors_are_not_told_by_the_room_they_make(load: int | None, planned: int, told: str):
    ground = ReachGround()
    ground.instructors(3, ground.parts[0], load=load)
    ground.session("planned", ground.parts[0], number=planned)

    (check,) = checks(ground)

    assert check.words == (
        f"Norra, 2023: {planned} tillfällen planerade. Antal instruktörer: färre än 5, visas inte. {told}"
    )


def test_what_is_held_without_anything_planned_is_no_warning():
    ground = ReachGround()
    ground.instructors(1, ground.parts[0], load=1)
    ground.session("held", ground.parts[0], number=9)

    assert checks(ground) == []


def test_each_year_has_its_own_room():
    ground = ReachGround()
    ground.instructors(2, ground.parts[0], load=4)
    for year in (2024, 2025):
        ground.session("planned", ground.parts[0], number=8, year=year)

    assert [(each.year, each.is_over) for each in checks(ground)] == [(2024, False), (2025, False)]


def test_sessions_of_a_municipality_are_its_parts_too_and_not_the_other_parts():
    ground = ReachGround()
    ground.instructors(1, ground.parts[0], load=4)
    ground.instructors(9, ground.parts[1], load=4)
    for area in ground.municipalities:
        ground.session("planned", area, number=3)

    assert [(each.place.name, each.planned) for each in checks(ground)] == [("Norra", 6), ("Södra", 3)]


def test_instructors_of_the_whole_county_meet_all_its_sessions():
    ground = ReachGround()
    ground.instructors(2, load=4)
    ground.session("planned", ground.parts[0], number=5)
    ground.session("planned", number=4)

    (check,) = checks(ground)

    assert (check.planned, check.capacity, check.is_over) == (9, 8, True)


def test_the_newest_count_of_a_place_holds():
    ground = ReachGround()
    ground.instructors(9, ground.parts[0], as_of="2022-01-01")
    ground.instructors(1, ground.parts[0], as_of="2023-05-01")
    ground.session("planned", ground.parts[0], number=5)

    assert checks(ground)[0].instructors == 1


def test_without_a_load_nothing_is_concluded():
    ground = ReachGround()
    ground.instructors(7, ground.parts[0], load=None)
    ground.session("planned", ground.parts[0], number=50)

    (check,) = checks(ground)

    assert check.is_over is False
    assert "hur många tillfällen var och en kan hålla om året är inte angivet" in check.words


def test_no_instructor_at_all_is_a_confirmed_zero():
    ground = ReachGround()
    ground.instructors(0, ground.parts[0], load=4)
    ground.session("planned", ground.parts[0])

    assert checks(ground)[0].is_over


def test_r107_mhfa_totals_35_sessions_by_4_lansdelar():
    plan = Plan.objects.get(key="orebro-2020-2023")

    mhfa = next(each for each in training(plan) if each.initiative.key == "mhfa")

    (stated,) = mhfa.stated
    assert stated.total.value == 35
    assert [(line.place.name, line.stated.value) for line in mhfa.lines] == [
        ("Norra länsdelen", 4), ("Västra länsdelen", 14), ("Södra länsdelen", 9), ("Örebro", 8),
    ]  # fmt: skip


def test_stated_and_typed_stand_beside_each_other_and_are_not_added():
    ground = ReachGround()
    ground.figure(8, ground.parts[0], kind="sessions", unit="tillfällen")
    ground.session("held", ground.parts[0], number=3)

    (found,) = training(ground.plan)

    assert (found.stated[0].total.value, found.held) == (8, 3)
    assert [(line.place.name, line.stated and line.stated.value, line.held) for line in found.lines] == [
        ("Norra", 8, 3), ("Södra", None, None),
    ]  # fmt: skip


def test_part_of_a_sum_is_not_told_as_the_whole():
    ground = ReachGround()
    ground.session("held", ground.parts[0], attended=12, seats=20)
    ground.session("held", ground.parts[0], seats=20)

    line = training(ground.plan)[0].lines[0]

    assert (line.attended, line.seats) == (None, 40)


# Few persons (R60)


def column(ground: ReachGround, name: str) -> dict[str, int | str | None]:
    return {line.place.name: getattr(line, name) for line in training(ground.plan)[0].lines}


FEW, BESIDE = "färre än 5, visas inte", "visas inte: skyddar enskilda"


@pytest.mark.parametrize("name", ["attended", "signed_up"])
def test_r60_few_persons_at_a_place_are_hidden_with_what_would_tell_them(name: str):
    ground = ReachGround()
    alby, berg, cedra = ground.municipalities
    for area, n in ((alby, 3), (berg, 8), (cedra, 0)):
        ground.session("held", area, **{name: n})
    ground.session("held", ground.parts[0], **{name: 11})

    assert column(ground, name) == {"Alby": FEW, "Berg": 8, "Cedra": 0, "Norra": BESIDE, "Södra": None}


def test_r60_few_instructors_at_a_place_are_hidden_with_what_would_tell_them():
    ground = ReachGround()
    for count, at in ((19, None), (3, ground.parts[0]), (16, ground.parts[1])):
        ground.instructors(count, at)

    told = column(ground, "instructors")

    assert told.pop(ground.plan.county.name) == BESIDE
    assert told == {"Norra": FEW, "Södra": 16}


def test_r60_years_together_do_not_tell_the_few_of_one_year():
    ground = ReachGround()
    for year, n in ((2022, 9), (2023, 3)):
        ground.session("held", ground.municipalities[0], year=year, attended=n)
    ground.session("held", ground.municipalities[1], attended=8)

    assert column(ground, "attended") == {"Alby": BESIDE, "Berg": 8, "Cedra": None}


def test_the_page_says_why_few_are_not_shown():
    ground = ReachGround()
    ground.session("held", ground.municipalities[0], attended=3)
    ground.instructors(2)

    page = ground.page("training")

    assert page.count(FEW) == 2
    assert "Färre än fem personer på en plats visas inte" in page
