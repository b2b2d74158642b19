"""Holds an agreement's stated sums against its lines. What is not known is not taken for zero."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handslag.swedish import lists
from handslag.swedish.kronor import kronor

RECEIVERS = {
    "region": "regionerna",
    "municipality": "kommunerna",
    "county": "länen gemensamt",
    "national": "nationell mottagare",
}
"""Whom a line goes to, and how that is told in Swedish."""
RIGHT, WRONG, UNKNOWN = "right", "wrong", "unknown"


@dataclass(frozen=True)
class StatedSum:
    """What a source states that some receivers get together. receivers: of RECEIVERS. kronor: None where it is unknown."""

    receivers: tuple[str, ...]
    kronor: int | None = None


@dataclass(frozen=True)
class SumCheck:
    """One sum that was checked. what: which, in Swedish. stated: None where nobody states it. summed: of what is known.

    state: "right", "wrong", or "unknown" where it cannot be checked. why: what is missing then, in Swedish.
    """

    what: str
    stated: int | None
    summed: int
    state: str
    why: str = ""

    @property
    def difference(self) -> int | None:
        """Kronor that the sum is above what is stated; None where it cannot be checked."""
        return None if self.stated is None or self.state == UNKNOWN else self.summed - self.stated

    def __str__(self) -> str:
        if self.state == UNKNOWN or self.stated is None:
            return f"{self.what}: går inte att kontrollera, {self.why}."
        if not self.difference:
            return f"{self.what}: {kronor(self.stated)}, på kronan."
        side = "mer" if self.difference > 0 else "mindre"
        told = f"{kronor(self.summed)}, {kronor(abs(self.difference))} {side} än angivna {kronor(self.stated)}"
        return f"{self.what}: {told}."


def check_sums(
    total: int | None,
    lines: Sequence[tuple[str, int | None]],
    parts: Sequence[StatedSum] = (),
    *,
    is_complete: bool = True,
) -> tuple[SumCheck, ...]:
    """Return a check of the total against the lines, of each stated part against its lines, and of parts against the total.

    lines: receiver and kronor, None where the amount is unknown. is_complete: whether all lines are there. A sum that
    lacks something cannot be checked, unless what is known of it is already more than is stated: then it is wrong.
    The last check is there only where each receiver is in one part that was stated for it alone.
    """
    checks = [_check("Posterna mot hela summan", total, [amount for _, amount in lines], is_complete)]
    for part in parts:
        amounts = [amount for receiver, amount in lines if receiver in part.receivers]
        checks.append(_check(f"Posterna till {_named(part)}", part.kronor, amounts, is_complete))
    return (*checks, *_parts_and_total(total, parts))


def _named(part: StatedSum) -> str:
    return lists.join(RECEIVERS[each] for each in part.receivers)


def _check(what: str, stated: int | None, amounts: Sequence[int | None], is_complete: bool) -> SumCheck:
    known = [amount for amount in amounts if amount is not None]
    summed, missing = sum(known), len(amounts) - len(known)
    if stated is None:
        return SumCheck(what, None, summed, UNKNOWN, "summan är inte angiven")
    if summed > stated:
        return SumCheck(what, stated, summed, WRONG)
    if missing:
        return SumCheck(what, stated, summed, UNKNOWN, "alla belopp är inte kända")
    if not is_complete:
        return SumCheck(what, stated, summed, UNKNOWN, "alla poster är inte kända")
    return SumCheck(what, stated, summed, RIGHT if summed == stated else WRONG)


def _parts_and_total(total: int | None, parts: Sequence[StatedSum]) -> Iterator[SumCheck]:
    single = [part for part in parts if len(part.receivers) == 1]
    if {part.receivers[0] for part in single} == set(RECEIVERS) and len(single) == len(RECEIVERS):
        yield _check("Delsummorna mot hela summan", total, [part.kronor for part in single], is_complete=True)
