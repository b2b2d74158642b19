"""Where a source's money has gone, reckoned on plain values: whole kronor. None is not known, which is not zero.

What comes in is the county's share and what was left of earlier years; what goes out reaches an initiative, is awarded to a
post of a budget without one, is carried on to a later year, or is not placed. The two sides are always the same sum.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from handslag.funding.pots.rules import Purse

Place = Literal["outside", "undecided", "unawarded"]
"""Where money that is not placed stands: in no pot, in a pot without decision, decided and not awarded."""


@dataclass(frozen=True)
class Tally:
    """Kronor that are known, and how many amounts are not."""

    kronor: int = 0
    unknown: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.kronor + other.kronor, self.unknown + other.unknown)


def tally(amounts: Iterable[int | None]) -> Tally:
    """Return the known amounts together, and how many are not known."""
    every = list(amounts)
    return Tally(sum(each for each in every if each is not None), sum(each is None for each in every))


def together(tallies: Iterable[Tally]) -> Tally:
    """Return tallies summed up."""
    return sum(tallies, Tally())


@dataclass(frozen=True)
class Given:
    """What has been awarded: to initiatives, and to posts of a budget that no initiative is behind."""

    initiatives: Tally = Tally()
    posts: Tally = Tally()

    @property
    def kronor(self) -> int:
        return self.initiatives.kronor + self.posts.kronor

    @property
    def unknown(self) -> int:
        return self.initiatives.unknown + self.posts.unknown


@dataclass(frozen=True)
class PotBalance:
    """A pot with what has been awarded from it."""

    purse: Purse
    given: Given

    @property
    def left(self) -> int | None:
        """What is neither awarded nor carried on; below zero where more is awarded than there is."""
        return None if self.purse.free is None else self.purse.free - self.given.kronor

    @property
    def unawarded(self) -> int:
        """What is decided and not awarded; below zero where more is awarded than decided."""
        return 0 if self.purse.decided is None else self.purse.decided - self.given.kronor

    @property
    def undecided(self) -> int | None:
        """What is left besides that."""
        return None if self.left is None else self.left - self.unawarded


@dataclass(frozen=True)
class Balance:
    """A source's money. whole: what the county gets of it, None where that is not known.

    pots: those that have their money from it; direct: what is awarded from it without a pot.
    """

    whole: int | None
    pots: tuple[PotBalance, ...] = ()
    direct: Given = Given()

    @property
    def in_pots(self) -> Tally:
        return tally(each.purse.kronor for each in self.pots)

    @property
    def decided(self) -> int:
        return sum(each.purse.decided or 0 for each in self.pots)

    @property
    def carried_in(self) -> Tally:
        return tally(each.purse.carried for each in self.pots)

    @property
    def carried_on(self) -> int:
        return sum(each.purse.carried_on for each in self.pots)

    @property
    def reached(self) -> Tally:
        """What has reached initiatives."""
        return together([self.direct.initiatives, *(each.given.initiatives for each in self.pots)])

    @property
    def posts(self) -> Tally:
        """What is awarded to posts of a budget without an initiative."""
        return together([self.direct.posts, *(each.given.posts for each in self.pots)])

    @property
    def rest(self) -> int | None:
        """What comes in less all that goes out; None where what comes in is not known."""
        if self.whole is None or self.carried_in.unknown:
            return None
        return self.whole + self.carried_in.kronor - self.reached.kronor - self.posts.kronor - self.carried_on

    @property
    def unplaced(self) -> int | None:
        return None if self.rest is None else max(self.rest, 0)

    @property
    def over(self) -> int:
        """How much more has gone out than has come in."""
        return max(-(self.rest or 0), 0)

    @property
    def is_at_most(self) -> bool:
        """Whether some amount that goes out is not known: then what is not placed may be less than it seems."""
        is_carried = all(each.purse.carried_on_known for each in self.pots)
        return bool(self.reached.unknown or self.posts.unknown) or not is_carried

    @property
    def outside(self) -> int | None:
        """What is in no pot and not awarded; below zero where the pots hold more than the share."""
        if self.whole is None or self.in_pots.unknown:
            return None
        return self.whole - self.in_pots.kronor - self.direct.kronor

    @property
    def parts(self) -> dict[Place, int]:
        """Where what is not placed stands; empty where that cannot be told. Their sum is `rest`."""
        left = [each.undecided for each in self.pots]
        if self.outside is None or self.rest is None or None in left:
            return {}
        undecided = sum(each for each in left if each is not None)
        unawarded = sum(each.unawarded for each in self.pots)
        return {"outside": self.outside, "undecided": undecided, "unawarded": unawarded}

    @property
    def in_pots_over(self) -> int:
        """How much more the pots hold than what there is for them; what is awarded beside them counts too."""
        return max(-(self.outside or 0), 0)


@dataclass(frozen=True)
class Total:
    """Sources together, as far as it is known what comes into them. unknown: of how many it is not."""

    whole: int
    carried_in: int
    reached: Tally
    posts: Tally
    carried_on: int
    unplaced: int
    over: int
    is_at_most: bool
    unknown: int


def total(balances: Iterable[Balance]) -> Total:
    """Return the sums of those sources whose rest is known: whole + carried_in + over is all the others together."""
    every = list(balances)
    known = [each for each in every if each.rest is not None]
    return Total(
        whole=sum(each.whole or 0 for each in known),
        carried_in=sum(each.carried_in.kronor for each in known),
        reached=together(each.reached for each in known),
        posts=together(each.posts for each in known),
        carried_on=sum(each.carried_on for each in known),
        unplaced=sum(each.unplaced or 0 for each in known),
        over=sum(each.over for each in known),
        is_at_most=any(each.is_at_most for each in known),
        unknown=len(every) - len(known),
    )


GoalState = Literal["money", "unknown", "none"]


def goal_state(*, sums: int, naming: int) -> GoalState:
    """Return what is known of a goal's money. sums: initiatives with a known amount; naming: those that say there is money."""
    if sums:
        return "money"
    return "unknown" if naming else "none"
