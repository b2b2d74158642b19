"""Shares money out by the method of the largest remainder, so that shares sum to the krona, and keeps every step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import lcm
from typing import Any

from handslag.allocation import fields
from handslag.allocation.bounded import Claim, amount_per_weight, exact
from handslag.allocation.errors import AllocationInputError
from handslag.allocation.keys import AllocationKey
from handslag.allocation.levels import Level, level_of
from handslag.allocation.units import Unit, Vintage
from handslag.swedish.kronor import kronor

FORMULA_VERSION = 1
"""The version of what is worked out here. A new one gets a new number, and the old one stays in FORMULAS."""


@dataclass(frozen=True, slots=True)
class Share:
    """One unit's share with every step to it.

    base: kronor whatever the weight. weight: what the key reads for the unit (inhabitants, mostly). exact: the share before
    rounding. bound: "floor" or "ceiling" where that decides it, else "". rounded_down: to whole multiples of the rounding
    unit. remainder: what that took away, in kronor. order: 1 for the first that got a rounding unit more, None for those
    that did not. extra: what it got then. kronor: the share.
    """

    code: str
    name: str
    population: int | None
    base: int
    weight: Fraction
    exact: Fraction
    bound: str
    rounded_down: int
    remainder: Fraction
    order: int | None
    extra: int
    kronor: int

    def as_json(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in self.__slots__}
        return {name: str(each) if isinstance(each, Fraction) else each for name, each in told.items()}


@dataclass(frozen=True)
class Allocation:
    """A total shared out. unit: kronor that shares are whole multiples of. per_weight: kronor for each unit of weight.

    shares: in the order of their codes. vintage: which edition of the figures, None where that was not said.
    Nothing here ever changes, so what is summed is kept: every unit's explanation asks for it.
    """

    total: int
    unit: int
    key: AllocationKey
    level: Level
    units: tuple[Unit, ...]
    shares: tuple[Share, ...]
    per_weight: Fraction
    vintage: Vintage | None = None
    formula_version: int = FORMULA_VERSION

    def share(self, code: str) -> Share:
        """Return the share of a unit. Raises AllocationInputError."""
        if code not in self._by_code:
            raise AllocationInputError("code", f"{code} är inte med i fördelningen.")
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> Mapping[str, Share]:
        return {each.code: each for each in self.shares}

    @cached_property
    def bases(self) -> int:
        return sum(each.base for each in self.shares)

    @cached_property
    def has_one_base(self) -> bool:
        return len({each.base for each in self.shares}) == 1

    @cached_property
    def weights(self) -> Fraction:
        return sum((each.weight for each in self.shares), Fraction(0))

    @cached_property
    def free(self) -> tuple[Share, ...]:
        """The shares that no floor or ceiling decides."""
        return tuple(each for each in self.shares if not each.bound)

    @cached_property
    def free_weights(self) -> Fraction:
        return sum((each.weight for each in self.free), Fraction(0))

    @cached_property
    def left_to_free(self) -> Fraction:
        """Kronor that are shared by weight when those at a floor or ceiling have theirs."""
        held = sum((each.exact for each in self.shares if each.bound), Fraction(0))
        return self.total - held - sum(each.base for each in self.free)

    @cached_property
    def left_over(self) -> int:
        """Kronor that were left when all exact shares had been rounded down."""
        return self.total - sum(each.rounded_down for each in self.shares)

    @cached_property
    def served(self) -> int:
        """How many got something of what was left over."""
        return max(each.order or 0 for each in self.shares)

    def as_json(self) -> dict[str, Any]:
        """Return the run as plain JSON, whole: `repeat` works it out again from this alone."""
        vintage = {"as_of": self.vintage.as_of, "source": self.vintage.source} if self.vintage else None
        return {
            "formula_version": self.formula_version,
            "total": self.total,
            "unit": self.unit,
            "level": self.level.key,
            "key": self.key.as_json(),
            "vintage": vintage,
            "units": [each.as_json() for each in self.units],
            "per_weight": str(self.per_weight),
            "shares": [each.as_json() for each in self.shares],
        }


def allocate(
    total: int,
    units: Sequence[Unit],
    key: AllocationKey,
    *,
    unit: int | None = None,
    level: str = "unit",
    vintage: Vintage | None = None,
    formula_version: int = FORMULA_VERSION,
) -> Allocation:
    """Return the total shared out among the units by the key. The shares add up to it exactly, in whatever order units come.

    total: whole kronor. unit: kronor that shares are rounded to, None for what the key says. level: what the units are
    called, a key of LEVELS. formula_version: an older one to repeat what was worked out then.
    Raises AllocationInputError, which names what is wrong, where something is unknown or cannot add up.
    """
    version = known_version(formula_version)
    fields.whole(total, "total")
    step = fields.whole(key.rounding if unit is None else unit, "unit", least=1)
    in_order = tuple(sorted(units, key=lambda each: each.code))
    _check_units(in_order, key)
    _check_step(key, step)
    per_weight, shares = FORMULAS[version](total, in_order, key, step)
    return Allocation(total, step, key, level_of(level), in_order, shares, per_weight, vintage, version)


def known_version(version: object) -> int:
    """Return the version of the formula. Raises AllocationInputError on one that this Handslag does not know."""
    if isinstance(version, bool) or not isinstance(version, int) or version not in FORMULAS:
        known = ", ".join(str(each) for each in FORMULAS)
        raise AllocationInputError(
            "formula_version",
            f"Fördelningen är räknad med formelversion {version}, som den här versionen av Handslag inte känner till. "
            f"Kända: {known}.",
        )
    return version


def _check_units(units: Sequence[Unit], key: AllocationKey) -> None:
    if not units:
        raise AllocationInputError("units", "Det finns ingen att fördela till.")
    codes = [each.code for each in units]
    if twice := next((code for code, following in pairwise(codes) if code == following), None):
        raise AllocationInputError("units", f"{twice} står två gånger bland dem som ska få del.")
    if unknown := sorted(key.named() - set(codes)):
        raise AllocationInputError("key", f"Nyckeln nämner {unknown[0]}, som inte är bland dem som ska få del.")


def _check_step(key: AllocationKey, step: int) -> None:
    """Raise AllocationInputError on a bound that no rounded share can meet: rounding would break it."""
    for name in ("floor", "ceiling"):
        single = getattr(key.bounds, f"{name}s")
        for amount in [getattr(key.bounds, name), *single.values()]:
            if amount is not None and amount % step:
                field = f"bounds.{name}"
                raise AllocationInputError(field, f"{field}: {kronor(amount)} går inte jämnt upp i {kronor(step)}.")


def _largest_remainder(
    total: int, units: Sequence[Unit], key: AllocationKey, step: int
) -> tuple[Fraction, tuple[Share, ...]]:
    """Return the kronor per weight and the shares: formula 1."""
    claims = [_claim(each, key) for each in units]
    if not any(claim.weight for claim in claims) and not key.is_per_unit:
        raise AllocationInputError("weights", "Alla vikter är 0, så det går inte att säga vem som ska få vad.")
    per_weight = amount_per_weight(total, claims)
    rights = [exact(claim, per_weight) for claim in claims]
    downs = [each.amount // step * step for each in rights]
    remainders = [each.amount - down for each, down in zip(rights, downs, strict=True)]
    # Sorting keeps the order of codes where remainder and weight are the same.
    rests, weights = _over_one(remainders), _over_one([claim.weight for claim in claims])
    queue = sorted(range(len(units)), key=lambda n: (-rests[n], -weights[n]))
    extras = _served(total - sum(downs), step)
    order = {n: place for place, n in enumerate(queue[: len(extras)], start=1)}
    shares = []
    for n, (unit, claim, right) in enumerate(zip(units, claims, rights, strict=True)):
        extra = extras[order[n] - 1] if n in order else 0
        shares.append(
            Share(
                unit.code, unit.name, unit.population, claim.base, claim.weight, right.amount, right.bound,
                downs[n], remainders[n], order.get(n), extra, downs[n] + extra,
            )
        )  # fmt: skip
    return per_weight, tuple(shares)


def _claim(unit: Unit, key: AllocationKey) -> Claim:
    floor, ceiling = key.bounds.floor_of(unit.code), key.bounds.ceiling_of(unit.code)
    if floor is not None and ceiling is not None and floor > ceiling:
        told = f"{unit.name} ({unit.code}): golvet {kronor(floor)} är högre än taket {kronor(ceiling)}."
        raise AllocationInputError("bounds.floor", told)
    return Claim(key.base_of(unit.code), key.weight_of(unit), floor, ceiling)


def _over_one(values: Sequence[Fraction]) -> list[int]:
    """Return the values over one denominator: whole numbers in the same order, which are compared much faster."""
    under = lcm(*(each.denominator for each in values))
    return [each.numerator * (under // each.denominator) for each in values]


def _served(left: int, step: int) -> list[int]:
    """Return what is handed out when all are rounded down: whole steps, then what is too little for a step."""
    return [step] * (left // step) + ([left % step] if left % step else [])


FORMULAS: dict[int, Callable[[int, Sequence[Unit], AllocationKey, int], tuple[Fraction, tuple[Share, ...]]]] = {
    1: _largest_remainder
}
"""Every formula that there has been. One that was used is never changed: what is stored must come out the same."""
