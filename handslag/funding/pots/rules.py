"""Reasoning on a pot's money and on proposals, on plain values: whole kronor, and None for what is not known."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
MOST_POINTS = 5
MOST_WEIGHT = 100


class Refused(Exception):
    """What a pot's money does not allow. code: a key of `words.REFUSALS`; kronor: the sum that it is about, or None."""

    def __init__(self, code: str, kronor: int | None = None) -> None:
        super().__init__(f"{code} {kronor}")
        self.code, self.kronor = code, kronor


@dataclass(frozen=True)
class Purse:
    """A pot's money. kronor: what came this year. carried: what is left of earlier years. None is not known.

    carried_on: what later pots have taken over, as far as it is known; carried_on_known: whether all of it is.
    decided: the sum of the decision in force, None where there is none.
    """

    kronor: int | None
    carried: int | None = 0
    carried_on: int = 0
    decided: int | None = None
    carried_on_known: bool = True

    @property
    def to_share(self) -> int | None:
        """How much there is in all; None where a part of it is not known."""
        return None if self.kronor is None or self.carried is None else self.kronor + self.carried

    @property
    def free(self) -> int | None:
        """How much a decision may be about: what no later pot has taken over."""
        return None if self.to_share is None else self.to_share - self.carried_on

    @property
    def left(self) -> int | None:
        """How much is neither decided nor known to be taken over; None where that is not known."""
        if self.free is None or not self.carried_on_known:
            return None
        return self.free - (self.decided or 0)

    def deciding(self, kronor: int) -> "Purse":
        """Return the purse with a decision of so much. Raises Refused."""
        if self.decided is not None:
            raise Refused("decided_already")
        if self.free is None:
            raise Refused("unknown")
        if kronor <= 0:
            raise Refused("empty")
        if kronor > self.free:
            raise Refused("too_much", kronor - self.free)
        return replace(self, decided=kronor)

    def reopened(self) -> "Purse":
        """Return the purse without its decision. Raises Refused where there is none."""
        if self.decided is None:
            raise Refused("not_decided")
        return replace(self, decided=None)

    def carrying_on(self, kronor: int | None) -> "Purse":
        """Return the purse when one more pot has taken over so much. Raises Refused where so much is not left.

        What cannot be checked, as the pot's sum is not known, is let through, and shown as not checked.
        """
        if kronor is None:
            return replace(self, carried_on_known=False)
        rest = None if self.free is None else self.free - (self.decided or 0)
        if rest is not None and kronor > rest:
            raise Refused("not_left", rest)
        return replace(self, carried_on=self.carried_on + kronor)

    def stating(self, kronor: int | None, carried: int | None) -> "Purse":
        """Return the purse with other sums in it. Raises Refused where more is decided or taken over than that."""
        stated = replace(self, kronor=kronor, carried=carried)
        held = self.carried_on + (self.decided or 0)
        if self.decided is not None and stated.to_share is None:
            raise Refused("unknown")
        if stated.to_share is not None and stated.to_share < held:
            raise Refused("taken_over", held)
        return stated


def purse_of(
    kronor: int | None, carried: int | None, *, later: Iterable[int | None] = (), decided: int | None = None
) -> Purse:
    """Return a purse. later: what each later pot has taken over, None where it does not say how much."""
    sums = list(later)
    known = [each for each in sums if each is not None]
    return Purse(kronor, carried, sum(known), decided, carried_on_known=len(known) == len(sums))


@dataclass(frozen=True)
class Judged:
    """The weighted points of a line; None where a criterion is not judged. missing: the criteria that are not."""

    points: int | None
    missing: tuple[str, ...] = field(default=())


def judged(criteria: Sequence[Mapping[str, Any]], points: Mapping[str, int]) -> Judged:
    """Return the sum of points by weight. What is not judged is no zero: then there is no sum."""
    missing = tuple(each["words"] for each in criteria if each["words"] not in points)
    if missing or not criteria:
        return Judged(None, missing)
    return Judged(sum(each["weight"] * points[each["words"]] for each in criteria))


def places(sums: Sequence[int | None]) -> list[int | None]:
    """Return the place of each sum, the largest first and equals sharing one; no place for any where one is missing."""
    known = [each for each in sums if each is not None]
    if len(known) < len(sums):
        return [None] * len(sums)
    return [1 + sum(other > each for other in known) for each in known]


def summed(parts: Iterable[tuple[_Key, int]]) -> dict[_Key, int]:
    """Return the sum of each key."""
    found: dict[_Key, int] = {}
    for key, kronor in parts:
        found[key] = found.get(key, 0) + kronor
    return found


def per_inhabitant(kronor: int, inhabitants: int) -> Decimal:
    """Return kronor per inhabitant, rounded to whole öre, half to even. Raises ValueError where nobody lives there."""
    if inhabitants <= 0:
        raise ValueError(f"{inhabitants} inhabitants")
    return Decimal(round(Fraction(100 * kronor, inhabitants))) / 100
