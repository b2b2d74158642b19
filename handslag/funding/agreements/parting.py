"""A line parted among its receivers, or why it cannot be; and what a county gets of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from handslag.allocation import Allocation, AllocationInputError, allocate, key_from
from handslag.allocation.levels import LEVELS
from handslag.funding.agreements.receivers import KINDS, Receivers
from handslag.funding.models import GrantLine
from handslag.places.models import Area

UNKNOWN_KEY = "inte känd"
NOT_PARTED = "Posten går till nationell nivå och fördelas inte."
NO_SUM = "Postens belopp är inte känt."
NO_KEY = "Det är inte känt hur posten fördelas."
NO_PEOPLE = "Folkmängden är inte inläst."
BY_AGE = (
    "Folkmängd efter ålder finns i SCB:s statistikdatabas, under Folkmängd efter region, ålder och år. När den är inläst "
    "räknas posten av sig själv."
)
AN_EXAMPLE = "Länet är ett exempel och får inga statsbidrag."


@dataclass(frozen=True)
class Parting:
    """A line parted. allocation: None where it cannot be, and why then says what is missing."""

    line: GrantLine
    allocation: Allocation | None
    why: str = ""


@dataclass(frozen=True)
class CountyShare:
    """What a county gets of a line by our working. kronor: None where that is not known. parts: of municipalities, by code."""

    kronor: int | None
    why: str = ""
    parts: Mapping[str, int] | None = None


def key_kind(line: GrantLine) -> str:
    """Return the kind of the line's key; "" where it is not known."""
    return (line.allocation_key or {}).get("kind", "")


def needs_ages(lines: list[GrantLine]) -> bool:
    return any(key_kind(line) == "ages" for line in lines)


def key_words(line: GrantLine, names: Mapping[str, str]) -> str:
    """Return the line's key in a few words. names: of areas, by code."""
    return words_of_key(line.allocation_key, line.receiver, names)


def words_of_key(told: object, receiver: str, names: Mapping[str, str]) -> str:
    """Return a key as it is stored in a few words: "5 000 000 kr per län, resten efter folkmängd"."""
    if receiver not in KINDS:
        return "fast belopp"
    if not told:
        return UNKNOWN_KEY
    try:
        said = key_from(told).in_words(LEVELS[receiver])
    except AllocationInputError as error:
        return error.message_sv
    named = told.get("exceptions", {}) if isinstance(told, Mapping) else {}
    return re.sub(
        "|".join(rf"\b{re.escape(code)}\b(?!\u00a0)" for code in named) or r"(?!)",
        lambda code: names.get(code[0], code[0]),
        said,
    )


def part(line: GrantLine, receivers: Receivers) -> Parting:
    """Return the line parted among all its receivers."""
    for why, is_so in (
        (NOT_PARTED, line.receiver not in KINDS),
        (NO_SUM, line.kronor is None),
        (NO_KEY, not line.allocation_key),
        (NO_PEOPLE, receivers.year is None),
    ):
        if is_so:
            return Parting(line, None, why)
    try:
        return Parting(line, allocation_of(line, receivers))
    except AllocationInputError as error:
        return Parting(line, None, _told(error))


def allocation_of(line: GrantLine, receivers: Receivers) -> Allocation:
    """Return the allocation of a line whose sum and key are known. Raises AllocationInputError."""
    return allocate(
        line.kronor or 0,
        receivers.units[line.receiver],
        key_from(line.allocation_key),
        level=line.receiver,
        vintage=receivers.edition,
    )


def _told(error: AllocationInputError) -> str:
    return f"{error.message_sv} {BY_AGE}" if error.field.endswith(".ages") else error.message_sv


def share_of(parting: Parting, county: Area, receivers: Receivers) -> CountyShare:
    """Return what a county gets of a line: its own share, or what its municipalities get together."""
    if parting.allocation is None:
        return CountyShare(None, parting.why)
    shares = {each.code: each.kronor for each in parting.allocation.shares}
    if parting.line.receiver != "municipality":
        return CountyShare(shares[county.code]) if county.code in shares else CountyShare(None, AN_EXAMPLE)
    parts = {code: shares[code] for code in receivers.of_county(county.code)}
    return CountyShare(sum(parts.values()), parts=parts) if parts else CountyShare(None, AN_EXAMPLE)
