"""What is left of an award, reckoned on plain values. Knows no Django. None is not known, which is not zero."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """How an award stands. stated: its own sum. granted to in_kind: the sums of its ledger, None where nothing is entered.

    What is granted is the award's own sum; where that is not stated, what the ledger says has been granted. Left is what
    is granted less what is used and repaid; work in kind is no money and takes nothing.
    """

    stated: int | None
    in_ledger: int | None
    requisitioned: int | None
    used: int | None
    repaid: int | None
    in_kind: int | None

    @property
    def granted(self) -> int | None:
        return self.in_ledger if self.stated is None else self.stated

    @property
    def spent(self) -> int:
        return (self.used or 0) + (self.repaid or 0)

    @property
    def left(self) -> int | None:
        """What is still to be used or repaid; below zero where more is used than granted."""
        return None if self.granted is None else self.granted - self.spent

    @property
    def left_or_unknown(self) -> bool:
        """Whether something is left to use, or may be."""
        return self.left is None or self.left > 0

    @property
    def is_overdrawn(self) -> bool:
        return self.left is not None and self.left < 0

    @property
    def to_requisition(self) -> int | None:
        """What can still be asked for."""
        return None if self.granted is None else max(0, self.granted - (self.requisitioned or 0))

    @property
    def differs(self) -> int:
        """How much more, or less, the ledger says is granted than the award itself; 0 where only one of them says."""
        return 0 if self.stated is None or self.in_ledger is None else self.in_ledger - self.stated


def standing(stated: int | None, entries: Iterable[tuple[str, int]]) -> Standing:
    """Return how an award stands. entries: kind and kronor of each line of its ledger, those that take back below zero.

    An entry is above zero: where the sum is none, all has been taken back, and nothing is entered.
    """
    sums: dict[str, int] = {}
    for kind, kronor in entries:
        sums[kind] = sums.get(kind, 0) + kronor
    kinds = ("granted", "requisitioned", "used", "repaid", "in_kind")
    return Standing(stated, *(sums.get(kind) or None for kind in kinds))


def known_sums(awards: Sequence[int | None], words: Sequence[int | None]) -> list[int]:
    """Return the sums that are stated of an initiative: of its awards, and of the plan's own words only where it has none."""
    return [each for each in awards or words if each is not None]


def total(amounts: Iterable[int | None]) -> tuple[int, int]:
    """Return the sum of the known amounts, and how many are not known."""
    known, unknown = 0, 0
    for amount in amounts:
        known, unknown = (known, unknown + 1) if amount is None else (known + amount, unknown)
    return known, unknown
