"""Keys: the rules by which a line of an agreement is shared out, each as plain values that can be stored.

A key gives each unit a base in kronor and a weight. What is left when the bases are taken is shared by weight.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar

from handslag.allocation import fields
from handslag.allocation.errors import AllocationInputError
from handslag.allocation.levels import Level
from handslag.allocation.units import AgeBand, Unit
from handslag.swedish import lists
from handslag.swedish.kronor import kronor


@dataclass(frozen=True)
class Bounds:
    """The least and the most kronor of a share. floor, ceiling: of all units. floors, ceilings: of single units instead."""

    floor: int | None = None
    ceiling: int | None = None
    floors: Mapping[str, int] = field(default_factory=dict)
    ceilings: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self != Bounds()

    def floor_of(self, code: str) -> int | None:
        return self.floors.get(code, self.floor)

    def ceiling_of(self, code: str) -> int | None:
        return self.ceilings.get(code, self.ceiling)

    def as_json(self) -> dict[str, Any]:
        """Return what is set, and nothing else."""
        told: dict[str, Any] = {"floor": self.floor, "ceiling": self.ceiling}
        told |= {"floors": dict(self.floors) or None, "ceilings": dict(self.ceilings) or None}
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class AllocationKey:
    """What all keys have. rounding: shares are whole multiples of so many kronor. reading: "" or how we read a key that
    its source leaves open; what is shown then says that the reading is ours.
    """

    bounds: Bounds = Bounds()
    rounding: int = 1
    reading: str = ""

    kind: ClassVar[str]
    is_per_unit: ClassVar[bool] = False
    """Whether it says kronor per unit, so that it means another thing for other kinds of unit."""
    by: ClassVar[str] = "folkmängd"
    counted: ClassVar[str] = "invånare"
    """What is shared by, and what a weight counts, in Swedish; "" where it counts nothing that has a name."""

    def base_of(self, code: str) -> int:
        """Return the kronor that the unit gets whatever its weight."""
        return 0

    def weight_of(self, unit: Unit) -> Fraction:
        """Return the unit's weight, at least 0. Raises AllocationInputError where it is not known."""
        return Fraction(_population(unit))

    def named(self) -> set[str]:
        """Return the codes that the key names."""
        return {*self.bounds.floors, *self.bounds.ceilings}

    def own(self) -> dict[str, Any]:
        """Return the fields that only this kind of key has, as plain JSON."""
        return {}

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"kind": self.kind, **self.own()}
        told |= {"bounds": self.bounds.as_json()} if self.bounds else {}
        told |= {"rounding": self.rounding} if self.rounding != 1 else {}
        return told | ({"reading": self.reading} if self.reading else {})

    def measure(self) -> str:
        """Return what weights are, in Swedish and in the singular definite: "folkmängden"."""
        return "folkmängden"

    def in_words(self, level: Level) -> str:
        """Return the key in a few words: "folkmängd"."""
        return self.by


@dataclass(frozen=True, kw_only=True)
class ByPopulation(AllocationKey):
    """All of it by population."""

    kind: ClassVar[str] = "population"


@dataclass(frozen=True, kw_only=True)
class BaseAndPopulation(AllocationKey):
    """So many kronor to each unit, and the rest by population."""

    base: int
    kind: ClassVar[str] = "base_and_population"
    is_per_unit: ClassVar[bool] = True

    def base_of(self, code: str) -> int:
        return self.base

    def own(self) -> dict[str, Any]:
        return {"base": self.base}

    def in_words(self, level: Level) -> str:
        return f"{kronor(self.base)} per {level.one}, resten efter folkmängd"


@dataclass(frozen=True, kw_only=True)
class FixedAmounts(AllocationKey):
    """So many kronor to each unit, other amounts to those that are named. They must add up to the total."""

    amount: int
    exceptions: Mapping[str, int] = field(default_factory=dict)
    kind: ClassVar[str] = "fixed"
    is_per_unit: ClassVar[bool] = True

    def base_of(self, code: str) -> int:
        return self.exceptions.get(code, self.amount)

    def weight_of(self, unit: Unit) -> Fraction:
        return Fraction(0)

    def named(self) -> set[str]:
        return super().named() | set(self.exceptions)

    def own(self) -> dict[str, Any]:
        return {"amount": self.amount, "exceptions": dict(self.exceptions)}

    def in_words(self, level: Level) -> str:
        others = [
            f"{kronor(amount)} till {lists.join(sorted(code for code, each in self.exceptions.items() if each == amount))}"
            for amount in sorted(set(self.exceptions.values()))
        ]
        return ", ".join([f"{kronor(self.amount)} per {level.one}", *others])


@dataclass(frozen=True, kw_only=True)
class ByAges(AllocationKey):
    """By the population from one age to another, both counted in. highest: None for no end."""

    lowest: int
    highest: int | None
    kind: ClassVar[str] = "ages"
    by: ClassVar[str] = "antal invånare"

    def weight_of(self, unit: Unit) -> Fraction:
        return Fraction(unit.aged(self.lowest, self.highest))

    def own(self) -> dict[str, Any]:
        return {"lowest": self.lowest, "highest": self.highest}

    def measure(self) -> str:
        return f"invånarna {self._span} år"

    def in_words(self, level: Level) -> str:
        return f"antal invånare {self._span} år{' (vår läsning)' if self.reading else ''}"

    @property
    def _span(self) -> AgeBand:
        return AgeBand(self.lowest, self.highest, 0)


@dataclass(frozen=True, kw_only=True)
class ByWeights(AllocationKey):
    """By weights that are given one by one. what: what they are, in Swedish: "vårddygn 2019"."""

    weights: Mapping[str, Fraction]
    what: str
    kind: ClassVar[str] = "weights"
    by: ClassVar[str] = "vikter"
    counted: ClassVar[str] = ""

    def weight_of(self, unit: Unit) -> Fraction:
        if unit.code not in self.weights:
            raise AllocationInputError(f"weights.{unit.code}", f"{unit.name} ({unit.code}) har ingen vikt.")
        return self.weights[unit.code]

    def named(self) -> set[str]:
        return super().named() | set(self.weights)

    def own(self) -> dict[str, Any]:
        return {"what": self.what, "weights": {code: str(weight) for code, weight in self.weights.items()}}

    def measure(self) -> str:
        return f"vikterna ({self.what})"

    def in_words(self, level: Level) -> str:
        return f"egna vikter: {self.what}"


def _population(unit: Unit) -> int:
    if unit.population is None:
        raise AllocationInputError(
            f"units[{unit.code}].population", f"{unit.name} ({unit.code}): folkmängden är inte känd."
        )
    return unit.population


def key_from(told: object) -> AllocationKey:
    """Return a key from plain JSON, as `as_json` gives it. Raises AllocationInputError, which names the field."""
    values = fields.mapping(told, "key")
    kind = values.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise AllocationInputError("kind", f"kind: nyckeln {kind!r} finns inte. Nycklar: {', '.join(_KINDS)}.")
    own, read = _KINDS[kind]
    fields.only(values, {"kind", "bounds", "rounding", "reading", *own}, "")
    if missing := [name for name in own if name not in values and name not in _MAY_BE_LEFT_OUT]:
        raise AllocationInputError(missing[0], f"{missing[0]} saknas i nyckeln.")
    shared = {
        "bounds": _bounds(values.get("bounds", {})),
        "rounding": fields.whole(values.get("rounding", 1), "rounding", least=1),
        "reading": fields.text(values.get("reading", ""), "reading"),
    }
    return read(values, shared)


def _bounds(told: object) -> Bounds:
    values = fields.mapping(told, "bounds")
    fields.only(values, {"floor", "ceiling", "floors", "ceilings"}, "bounds")
    floor, ceiling = (
        None if values.get(name) is None else fields.whole(values[name], f"bounds.{name}")
        for name in ("floor", "ceiling")
    )
    return Bounds(
        floor,
        ceiling,
        fields.amounts(values.get("floors", {}), "bounds.floors"),
        fields.amounts(values.get("ceilings", {}), "bounds.ceilings"),
    )


def _by_population(values: Mapping[str, object], shared: dict[str, Any]) -> AllocationKey:
    return ByPopulation(**shared)


def _base_and_population(values: Mapping[str, object], shared: dict[str, Any]) -> AllocationKey:
    return BaseAndPopulation(base=fields.whole(values["base"], "base"), **shared)


def _fixed(values: Mapping[str, object], shared: dict[str, Any]) -> AllocationKey:
    exceptions = fields.amounts(values.get("exceptions", {}), "exceptions")
    return FixedAmounts(amount=fields.whole(values["amount"], "amount"), exceptions=exceptions, **shared)


def _ages(values: Mapping[str, object], shared: dict[str, Any]) -> AllocationKey:
    lowest = fields.whole(values["lowest"], "lowest")
    highest = None if values.get("highest") is None else fields.whole(values["highest"], "highest", least=lowest)
    return ByAges(lowest=lowest, highest=highest, **shared)


def _weights(values: Mapping[str, object], shared: dict[str, Any]) -> AllocationKey:
    told = fields.mapping(values["weights"], "weights")
    weights = {code: fields.fraction(weight, f"weights.{code}") for code, weight in told.items()}
    if negative := [code for code, weight in weights.items() if weight < 0]:
        raise AllocationInputError(f"weights.{negative[0]}", f"weights.{negative[0]} får inte vara mindre än 0.")
    return ByWeights(weights=weights, what=fields.text(values["what"], "what"), **shared)


_MAY_BE_LEFT_OUT = ("exceptions", "highest")  # no exceptions; no highest age
_KINDS: dict[str, tuple[tuple[str, ...], Callable[[Mapping[str, object], dict[str, Any]], AllocationKey]]] = {
    "population": ((), _by_population),
    "base_and_population": (("base",), _base_and_population),
    "fixed": (("amount", "exceptions"), _fixed),
    "ages": (("lowest", "highest"), _ages),
    "weights": (("weights", "what"), _weights),
}
"""Each kind of key with its own fields, and what reads them."""
