"""A stored run is worked out again, and two runs are held against each other."""

import json
from typing import Any

import pytest

from handslag.allocation import (
    FORMULA_VERSION,
    AgeBand,
    AllocationInputError,
    AllocationKey,
    BaseAndPopulation,
    Bounds,
    ByAges,
    ByPopulation,
    Unit,
    Vintage,
    allocate,
    compare,
    repeat,
)
from tests.allocation.ground import AT_THE_END_OF_2019, people, units


def stored(key: AllocationKey | None = None) -> dict[str, Any]:
    """A run as it comes out of a database: through JSON."""
    run = allocate(100, units(6, 6, 2), key or ByPopulation(), level="county", vintage=AT_THE_END_OF_2019)
    told: dict[str, Any] = json.loads(json.dumps(run.as_json()))
    return told


@pytest.mark.parametrize(
    "key", [ByPopulation(), BaseAndPopulation(base=7, rounding=10), ByPopulation(bounds=Bounds(floor=20, ceiling=45))]
)
def test_a_stored_run_comes_out_the_same(key: AllocationKey):
    again = repeat(stored(key))

    assert again.is_same
    assert json.loads(json.dumps(again.allocation.as_json())) == stored(key)


def test_ages_are_stored_too():
    ages = (AgeBand(0, 25, 3), AgeBand(26, None, 4))
    run = allocate(10, [Unit("a", "A", 7, ages), Unit("b", "B", None, ages)], ByAges(lowest=0, highest=25))

    assert repeat(json.loads(json.dumps(run.as_json()))).allocation == run


def test_a_share_that_was_changed_is_told_with_both_amounts():
    told = stored()
    told["shares"][0]["kronor"] += 1

    again = repeat(told)

    assert [(each.code, each.before, each.after) for each in again.differences] == [("a", 44, 43)]


def test_a_share_that_is_missing_or_too_much_is_told():
    told = stored()
    told["shares"][0]["code"] = "x"

    assert [(each.code, each.before, each.after) for each in repeat(told).differences] == [
        ("a", None, 43),
        ("x", 43, None),
    ]


def test_an_input_that_was_changed_shows():
    told = stored()
    told["units"][2]["population"] = 20

    assert not repeat(told).is_same


@pytest.mark.parametrize("version", [0, FORMULA_VERSION + 1, "1", None, True])
def test_a_version_of_the_formula_that_is_not_known_is_refused(version):
    with pytest.raises(AllocationInputError, match=r"inte känner till\. Kända: 1") as refused:
        repeat(stored() | {"formula_version": version})

    assert refused.value.field == "formula_version"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"total": "100"}, "total"),
        ({"unit": 0}, "unit"),
        ({"level": "parish"}, "level"),
        ({"units": {}}, "units"),
        ({"units": [{"code": 1, "name": "A"}]}, "units[0].code"),
        ({"units": [{"code": "a", "name": "A", "population": 1.5}]}, "units[0].population"),
        ({"units": [{"code": "a", "name": "A", "ages": [[0, 5]]}]}, "units[0].ages"),
        ({"vintage": {"as_of": 2019}}, "vintage.as_of"),
        ({"shares": [{"code": "a", "name": "A", "kronor": None}]}, "shares[0].kronor"),
        ({"shares": [{"code": "a", "name": "A", "kronor": 1}] * 2}, "shares[1]"),
        ({"note": "x"}, "note"),
    ],
)
def test_a_stored_run_that_cannot_be_read_names_the_field(changed: dict[str, Any], field: str):
    with pytest.raises(AllocationInputError) as refused:
        repeat(stored() | changed)

    assert refused.value.field == field


def test_another_population_moves_money_and_makes_none():
    # Known: with 2018 instead of 2019 Örebro county's share of 300 million is 9 435 kr less or more.
    before, after = (
        allocate(300_000_000, people("county", year), ByPopulation(), vintage=Vintage(f"{year}-12-31", "SCB"))
        for year in (2018, 2019)
    )

    found = compare(before, after)

    assert sum(each.kronor for each in found.differences) == found.total == 0
    orebro = next(each for each in found.differences if each.code == "18")
    assert abs(orebro.kronor) == 9_435


def test_a_unit_that_is_only_in_one_run_has_nothing_from_the_other():
    found = compare(allocate(10, units(1, 1), ByPopulation()), allocate(12, units(1, 1, 1), ByPopulation()))

    assert [(each.before, each.after, each.kronor) for each in found.differences] == [
        (5, 4, -1),
        (5, 4, -1),
        (None, 4, 4),
    ]
    assert found.total == sum(each.kronor for each in found.differences) == 2
