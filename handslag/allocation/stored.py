"""Works a stored run out again, and holds two runs against each other."""

from dataclasses import dataclass

from handslag.allocation import fields
from handslag.allocation.errors import AllocationInputError
from handslag.allocation.keys import key_from
from handslag.allocation.shares import Allocation, allocate, known_version
from handslag.allocation.units import Vintage, unit_from

_STORED = {"formula_version", "total", "unit", "level", "key", "vintage", "units", "per_weight", "shares"}


@dataclass(frozen=True)
class Difference:
    """One unit in two runs. before, after: kronor, None where the unit is not in that run."""

    code: str
    name: str
    before: int | None
    after: int | None

    @property
    def kronor(self) -> int:
        """What changed: whoever is not in a run has nothing from it."""
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True)
class Comparison:
    """Two runs. differences: every unit of either, by code. total: what the totals differ by, the sum of the differences."""

    before: Allocation
    after: Allocation
    differences: tuple[Difference, ...]

    @property
    def total(self) -> int:
        return self.after.total - self.before.total


@dataclass(frozen=True)
class Repeat:
    """A stored run worked out anew. differences: the units whose stored share is another, as stored and as now."""

    allocation: Allocation
    differences: tuple[Difference, ...]

    @property
    def is_same(self) -> bool:
        return not self.differences


def repeat(stored: object) -> Repeat:
    """Work a stored run out again, from its own inputs and by its own version of the formula.

    Raises AllocationInputError where a field is wrong, or the version is one that this Handslag does not know.
    """
    told = fields.mapping(stored, "run")
    version = known_version(told.get("formula_version"))
    fields.only(told, _STORED, "")
    units = [unit_from(each, f"units[{n}]") for n, each in enumerate(fields.sequence(told.get("units"), "units"))]
    again = allocate(
        fields.whole(told.get("total"), "total"),
        units,
        key_from(told.get("key")),
        unit=fields.whole(told.get("unit"), "unit", least=1),
        level=fields.text(told.get("level"), "level"),
        vintage=_vintage(told.get("vintage")),
        formula_version=version,
    )
    before, names = _stored_shares(told.get("shares"))
    after = {each.code: each.kronor for each in again.shares}
    names = {each.code: each.name for each in again.shares} | names
    compared = [Difference(code, names[code], before.get(code), after.get(code)) for code in sorted(names)]
    return Repeat(again, tuple(each for each in compared if each.before != each.after))


def compare(before: Allocation, after: Allocation) -> Comparison:
    """Return what differs between two runs, unit by unit: with another edition of the population, another key or total."""
    old, new = ({each.code: each.kronor for each in run.shares} for run in (before, after))
    names = {each.code: each.name for run in (before, after) for each in run.shares}
    differences = (Difference(code, names[code], old.get(code), new.get(code)) for code in sorted(names))
    return Comparison(before, after, tuple(differences))


def _vintage(told: object) -> Vintage | None:
    if told is None:
        return None
    values = fields.mapping(told, "vintage")
    fields.only(values, {"as_of", "source"}, "vintage")
    return Vintage(
        fields.text(values.get("as_of"), "vintage.as_of"), fields.text(values.get("source"), "vintage.source")
    )


def _stored_shares(told: object) -> tuple[dict[str, int], dict[str, str]]:
    """Return the stored kronor and names by code. Raises AllocationInputError."""
    kronor: dict[str, int] = {}
    names: dict[str, str] = {}
    for n, each in enumerate(fields.sequence(told, "shares")):
        field = f"shares[{n}]"
        values = fields.mapping(each, field)
        code = fields.text(values.get("code"), f"{field}.code")
        if code in kronor:
            raise AllocationInputError(field, f"{field}: {code} står två gånger i den sparade fördelningen.")
        kronor[code] = fields.whole(values.get("kronor"), f"{field}.kronor")
        names[code] = fields.text(values.get("name"), f"{field}.name")
    return kronor, names
