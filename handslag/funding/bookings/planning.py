"""What becomes of the rows of an accounting export: which award each is of, and which entries they make. Pure; knows no Django.

A ledger holds whole kronor above zero, and entries that take back another. docs/decisions/0019-bookings-from-a-file.md says what that makes of
ören and of rows below zero.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from handslag.funding.bookings.reading import Row, total

NO_CODE, UNKNOWN_CODE, SEVERAL = (
    "utan kod",
    "ingen tilldelning har koden",
    "flera tilldelningar har koden, ingen för radens år",
)
NOTHING, TOO_MUCH = "raden är noll", "tar tillbaka mer än som är bokfört"
LEVELLING = "Öresutjämning"


@dataclass(frozen=True)
class Account:
    """An award as bookings know it."""

    award: int
    code: str
    year: int


@dataclass
class Open:
    """An entry above zero that nothing has taken back. pk: None until it is written; place: among those of the file."""

    kronor: int
    reference: str
    pk: int | None = None
    place: int | None = None


@dataclass(frozen=True)
class Entry:
    """An entry to be written. takes_back: the entry that it is the opposite of."""

    award: int
    kronor: int
    on: datetime.date
    reference: str
    text: str
    takes_back: Open | None = None


@dataclass(frozen=True)
class Left:
    """A row that is not booked, and why."""

    row: Row
    why: str


@dataclass
class OfAward:
    """What a file books on an award. ore_left: what of the rows' öre makes no whole krona, and stands in no entry."""

    award: int
    rows: list[Row] = field(default_factory=list)
    kronor: int = 0
    levelled: int = 0
    other_years: int = 0

    @property
    def ore_in_file(self) -> int:
        """What the rows make together, in öre."""
        return total(self.rows)

    @property
    def ore_left(self) -> int:
        return self.ore_in_file - 100 * self.kronor

    @property
    def cancelled(self) -> int:
        """How many of the rows take back."""
        return sum(row.ore < 0 for row in self.rows)


@dataclass(frozen=True)
class Plan:
    """What is made of a file: every row stands in just one of booked, unmatched, before and skipped. kind: of the entries."""

    ore: int
    booked: tuple[OfAward, ...]
    entries: tuple[Entry, ...]
    unmatched: tuple[Left, ...]
    before: tuple[Row, ...]
    skipped: tuple[Left, ...]
    kind: str = "used"

    @property
    def booked_rows(self) -> list[Row]:
        return [row for each in self.booked for row in each.rows]

    @property
    def sums(self) -> dict[str, int]:
        """The sum of each part, in öre; together they are the file's."""
        return {
            "booked": total(self.booked_rows), "unmatched": total([each.row for each in self.unmatched]),
            "before": total(self.before), "skipped": total([each.row for each in self.skipped]),
        }  # fmt: skip

    @property
    def mark(self) -> str:
        """What tells whether a file would be booked as it was when somebody looked at it."""
        told = [
            (each.award, each.kronor, str(each.on), each.reference, each.text, each.takes_back and each.takes_back.pk)
            for each in self.entries
        ]
        return sha256(repr((self.kind, told)).encode()).hexdigest()[:32]


def plan(
    rows: Sequence[Row],
    accounts: Iterable[Account],
    booked: Mapping[str, int],
    open_entries: Mapping[int, Sequence[Open]],
    *,
    kind: str = "used",
) -> Plan:
    """Return what becomes of the rows. booked: how many of each mark stand already. open_entries: of each award, oldest first."""
    by_code, left = defaultdict(list), Counter(booked)
    for account in accounts:
        by_code[account.code.casefold()].append(account)
    open_now = {award: list(entries) for award, entries in open_entries.items()}
    parts: dict[int, OfAward] = {}
    unmatched, before, skipped, entries = [], [], [], []
    # What is used before what is cancelled: a cancellation may stand above its row in the file.
    for row in sorted(rows, key=lambda each: (each.ore < 0, each.on, each.number)):
        account, why = _account(row, by_code)
        if left[row.mark] > 0:
            left[row.mark] -= 1
            before.append(row)
        elif not row.ore or not row.code:
            skipped.append(Left(row, NO_CODE if not row.code else NOTHING))
        elif account is None:
            unmatched.append(Left(row, why))
        elif not _write(row, account.award, entries, open_now.setdefault(account.award, [])):
            skipped.append(Left(row, TOO_MUCH))
        else:
            part = parts.setdefault(account.award, OfAward(account.award))
            part.rows.append(row)
            part.kronor += whole(row.ore)
            part.other_years += row.on.year != account.year
    for part in parts.values():
        _level(part, entries, open_now[part.award])
    return Plan(
        total(rows), tuple(parts.values()), tuple(entries), tuple(unmatched), tuple(before), tuple(skipped), kind
    )


def whole(ore: int) -> int:
    """Return the whole kronor of a sum, towards zero."""
    return ore // 100 if ore >= 0 else -(-ore // 100)


def _account(row: Row, by_code: Mapping[str, Sequence[Account]]) -> tuple[Account | None, str]:
    """Return the award that a row is of: the only one with its code, else the only one of the row's year."""
    found = by_code.get(row.code.casefold(), ())
    if len(found) > 1:
        found = [each for each in found if each.year == row.on.year]
        return (found[0], "") if len(found) == 1 else (None, SEVERAL)
    return (found[0], "") if found else (None, UNKNOWN_CODE)


def _level(part: OfAward, entries: list[Entry], open_now: list[Open]) -> None:
    """Book the whole kronor that the öre of an award's rows make together, as an entry of its own."""
    kronor, last = whole(part.ore_left), max(row.on for row in part.rows)
    row = Row(0, "", last, 100 * kronor, text=LEVELLING)
    if kronor and _write(row, part.award, entries, open_now):
        part.kronor += kronor
        part.levelled = kronor


def _write(row: Row, award: int, entries: list[Entry], open_now: list[Open]) -> bool:
    """Add a row's entries; return False, and add none, where it takes back more than stands."""
    kronor = whole(row.ore)
    if kronor > 0:
        open_now.append(Open(kronor, row.reference, place=len(entries)))
        entries.append(Entry(award, kronor, row.on, row.reference, row.text))
    if kronor >= 0:
        return True
    chosen = _taken(-kronor, row.reference, open_now)
    rest = sum(each.kronor for each in chosen) + kronor
    if rest < 0:
        return False
    for each in chosen:
        open_now.remove(each)
        entries.append(Entry(award, -each.kronor, row.on, row.reference or each.reference, row.text, each))
    if rest:
        open_now.append(Open(rest, chosen[-1].reference, place=len(entries)))
        entries.append(Entry(award, rest, row.on, chosen[-1].reference, row.text))
    return True


def _taken(kronor: int, reference: str, open_now: Sequence[Open]) -> list[Open]:
    """Return which entries are taken back: one of the same sum, of the same voucher if there is one; else the latest until it is enough."""
    same = [each for each in reversed(open_now) if each.kronor == kronor]
    if same:
        return [next((each for each in same if reference and each.reference == reference), same[0])]
    ordered = sorted(reversed(open_now), key=lambda each: not (reference and each.reference == reference))
    chosen, so_far = [], 0
    for each in ordered:
        if so_far >= kronor:
            break
        chosen.append(each)
        so_far += each.kronor
    return chosen
