"""Keys as plain JSON and back, and what is said of one that cannot be read."""

import json
from fractions import Fraction

import pytest

from handslag.allocation import (
    LEVELS,
    AllocationInputError,
    AllocationKey,
    BaseAndPopulation,
    Bounds,
    ByAges,
    ByPopulation,
    ByWeights,
    FixedAmounts,
    key_from,
)

KEYS = [
    ByPopulation(),
    ByPopulation(bounds=Bounds(floor=5, ceilings={"18": 9}), rounding=1000, reading="Så läser vi."),
    ByPopulation(bounds=Bounds(floor=0)),
    BaseAndPopulation(base=5_000_000),
    FixedAmounts(amount=1_000_000, exceptions={"01": 2_000_000, "12": 2_000_000, "14": 2_000_000}),
    ByAges(lowest=0, highest=25, reading="Så läser vi."),
    ByAges(lowest=65, highest=None),
    ByWeights(weights={"18": Fraction(1, 3), "19": Fraction(5, 2), "20": Fraction(4)}, what="vårddygn 2019"),
]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.kind)
def test_a_key_comes_back_from_json_as_it_was(key: AllocationKey):
    assert key_from(json.loads(json.dumps(key.as_json()))) == key


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ("population", "key"),
        ({}, "kind"),
        ({"kind": "lottery"}, "kind"),
        ({"kind": ["population"]}, "kind"),
        ({"kind": "population", "base": 5}, "base"),
        ({"kind": "base_and_population"}, "base"),
        ({"kind": "base_and_population", "base": 5.0}, "base"),
        ({"kind": "base_and_population", "base": True}, "base"),
        ({"kind": "base_and_population", "base": -5}, "base"),
        ({"kind": "fixed", "amount": 1, "exceptions": {"01": "2"}}, "exceptions.01"),
        ({"kind": "fixed", "amount": 1, "exceptions": [1]}, "exceptions"),
        ({"kind": "ages", "lowest": 26, "highest": 25}, "highest"),
        ({"kind": "ages", "highest": 25}, "lowest"),
        ({"kind": "weights", "what": "x", "weights": {"01": 0.1}}, "weights.01"),
        ({"kind": "weights", "what": "x", "weights": {"01": "1/0"}}, "weights.01"),
        ({"kind": "weights", "what": "x", "weights": {"01": "1e99999999"}}, "weights.01"),
        ({"kind": "weights", "what": "x", "weights": {"01": "-1"}}, "weights.01"),
        ({"kind": "weights", "what": 1, "weights": {}}, "what"),
        ({"kind": "population", "rounding": 0}, "rounding"),
        ({"kind": "population", "reading": None}, "reading"),
        ({"kind": "population", "bounds": {"floor": "5"}}, "bounds.floor"),
        ({"kind": "population", "bounds": {"least": 5}}, "bounds.least"),
        ({"kind": "population", "bounds": {"floors": {"01": -5}}}, "bounds.floors.01"),
    ],
)
def test_a_key_that_cannot_be_read_names_the_field(told: object, field: str):
    with pytest.raises(AllocationInputError) as refused:
        key_from(told)

    assert refused.value.field == field
    assert field.split(".")[0] in refused.value.message_sv or field == "key"


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (KEYS[0], "folkmängd"),
        (KEYS[3], "5 000 000 kr per län, resten efter folkmängd"),
        (KEYS[4], "1 000 000 kr per län, 2 000 000 kr till 01, 12 och 14"),
        (KEYS[5], "antal invånare 0–25 år (vår läsning)"),
        (KEYS[6], "antal invånare 65+ år"),
        (KEYS[7], "egna vikter: vårddygn 2019"),
    ],
)
def test_a_key_is_told_in_a_few_words(key: AllocationKey, told: str):
    assert key.in_words(LEVELS["county"]).replace("\u00a0", " ") == told
