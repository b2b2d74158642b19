"""What each unit has a right to, exactly: base plus weight times one amount for all, held between floor and ceiling."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from handslag.allocation.errors import AllocationInputError
from handslag.swedish.kronor import kronor


@dataclass(frozen=True, slots=True)
class Claim:
    """What is known of one unit. base, floor, ceiling: kronor, None for no bound. weight: at least 0."""

    base: int
    weight: Fraction
    floor: int | None
    ceiling: int | None

    @property
    def bounds(self) -> list[int]:
        return [bound for bound in (self.floor, self.ceiling) if bound is not None]


@dataclass(frozen=True, slots=True)
class Exact:
    """A unit's exact share. bound: "floor" or "ceiling" where that is why, else ""."""

    amount: Fraction
    bound: str


def amount_per_weight(total: int, claims: Sequence[Claim]) -> Fraction:
    """Return the kronor for each unit of weight with which the shares add up to the total.

    It is where it ends when all who fall below their floor or rise above their ceiling are put there, and what remains is
    shared anew among the others, until nobody moves. Floors lift it for some and ceilings lower it, so who is put where
    in which order could matter; the sum of shares only grows with it, so there is one answer, and it is looked for
    directly between the amounts at which somebody reaches a bound.
    Raises AllocationInputError where floors take more than there is, or ceilings less.
    """
    scale = lcm(*(each.weight.denominator for each in claims))
    wholes = [_Whole(each, each.weight.numerator * (scale // each.weight.denominator)) for each in claims]
    _check(total, wholes)
    turns = sorted({turn for each in wholes for turn in each.turns()} | {Fraction(0)})
    low, high = 0, len(turns)  # the sum at turns[low] is at most the total; from turns[high] on it is more
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _sum(wholes, turns[middle]) <= total else (low, middle)
    moving = sum(each.weight for each in wholes if each.moves_after(turns[low]))
    left = total - _sum(wholes, turns[low])
    return (turns[low] + (left / moving if moving else 0)) * scale


def exact(claim: Claim, per_weight: Fraction) -> Exact:
    """Return the exact share at so many kronor for each unit of weight."""
    under = claim.weight.denominator * per_weight.denominator
    free = Fraction(claim.base * under + claim.weight.numerator * per_weight.numerator, under)
    if claim.floor is not None and free < claim.floor:
        return Exact(Fraction(claim.floor), "floor")
    if claim.ceiling is not None and free > claim.ceiling:
        return Exact(Fraction(claim.ceiling), "ceiling")
    return Exact(free, "")


class _Whole:
    """A claim whose weight is a whole number: sums over thousands of units then need no common denominators."""

    __slots__ = ("claim", "weight")

    def __init__(self, claim: Claim, weight: int) -> None:
        self.claim = claim
        self.weight = weight

    def turns(self) -> list[Fraction]:
        """Return the amounts per weight at which the unit leaves its floor or meets its ceiling."""
        if not self.weight:
            return []
        reached = (Fraction(bound - self.claim.base, self.weight) for bound in self.claim.bounds)
        return [each for each in reached if each > 0]

    def times(self, per_weight: Fraction) -> int:
        """Return the share, times the denominator of the amount per weight."""
        over, under = per_weight.numerator, per_weight.denominator
        share = self.claim.base * under + self.weight * over
        if self.claim.floor is not None:
            share = max(share, self.claim.floor * under)
        return share if self.claim.ceiling is None else min(share, self.claim.ceiling * under)

    def moves_after(self, per_weight: Fraction) -> bool:
        """True if the share grows when the amount per weight does."""
        under = per_weight.denominator
        share = self.claim.base * under + self.weight * per_weight.numerator
        is_at_floor = self.claim.floor is not None and share < self.claim.floor * under
        is_at_ceiling = self.claim.ceiling is not None and share >= self.claim.ceiling * under
        return bool(self.weight) and not is_at_floor and not is_at_ceiling


def _sum(wholes: Sequence[_Whole], per_weight: Fraction) -> Fraction:
    return Fraction(sum(each.times(per_weight) for each in wholes), per_weight.denominator)


def _check(total: int, wholes: Sequence[_Whole]) -> None:
    """Raise AllocationInputError where no amount per weight can give the total."""
    floors = sum(each.claim.floor or 0 for each in wholes)
    if floors > total:
        raise _cannot("bounds.floors", f"Golven är tillsammans {kronor(floors)}", total, floors - total, "mer")
    bases = sum(each.claim.base for each in wholes)
    least = int(_sum(wholes, Fraction(0)))
    if least > total:
        what = f"De fasta delarna är tillsammans {kronor(bases)}"
        what += f", med golv {kronor(least)}" if least != bases else ""
        raise _cannot("base", what, total, least - total, "mer")
    if all(each.claim.ceiling is not None or not each.weight for each in wholes):
        most = sum(_most(each) for each in wholes)
        if most < total:
            raise _too_little(wholes, most, total)


def _most(each: _Whole) -> int:
    ceiling = each.claim.ceiling
    return ceiling if each.weight and ceiling is not None else each.times(Fraction(0))


def _too_little(wholes: Sequence[_Whole], most: int, total: int) -> AllocationInputError:
    if any(each.weight for each in wholes):
        return _cannot(
            "bounds.ceilings", f"Taken tar tillsammans emot högst {kronor(most)}", total, total - most, "kvar"
        )
    return _cannot("base", f"De fasta beloppen är tillsammans {kronor(most)}", total, total - most, "kvar")


def _cannot(field: str, what: str, total: int, difference: int, state: str) -> AllocationInputError:
    told = {"mer": "mer än det som ska fördelas", "kvar": "som inte fördelas"}[state]
    return AllocationInputError(field, f"{what}, men {kronor(total)} ska fördelas: {kronor(difference)} {told}.")
