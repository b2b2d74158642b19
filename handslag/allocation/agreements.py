"""Reads the agreements between the state and SKR: a file a year in `agreements/`, changed by commits that readers can see."""

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from handslag.allocation.checks import RECEIVERS, StatedSum, SumCheck, check_sums
from handslag.allocation.errors import AllocationInputError
from handslag.allocation.keys import AllocationKey, key_from

FOLDER = Path(__file__).resolve().parent / "agreements"
STATUSES = {
    "proposal": "förslag till överenskommelse",
    "decided": "beslutad överenskommelse",
    "unknown": "läget är inte känt",
}


class BadAgreement(ValueError):
    """A file that is no agreement. The message names the file and the field."""


@dataclass(frozen=True)
class AgreementDate:
    """A day that matters. key: "last_requisition", "account". words: what is due, in Swedish."""

    key: str
    on: datetime.date
    words: str


@dataclass(frozen=True)
class GrantLine:
    """One line of an agreement. slug: its name in the agreement. position: its place there. receiver: of RECEIVERS.

    kronor: None where the amount is unknown. key: how it is shared out, None where it is not, or that is unknown; `note`
    says which. conditions, use_by, repay_rule: in Swedish, "" where the source that was read says nothing.
    """

    slug: str
    position: int
    title: str
    receiver: str
    source: str
    kronor: int | None = None
    key: AllocationKey | None = None
    conditions: str = ""
    use_by: str = ""
    repay_rule: str = ""
    note: str = ""


@dataclass(frozen=True)
class GrantAgreement:
    """A year's agreement. status: of STATUSES. kronor: None where the whole is unknown. stated_sums: as the source has them.

    is_complete: whether `lines` are all there are. note: what is not known, or how a figure was come by.
    """

    year: int
    title: str
    status: str
    parties: tuple[str, ...]
    is_complete: bool
    source: str
    kronor: int | None = None
    note: str = ""
    stated_sums: tuple[StatedSum, ...] = ()
    dates: tuple[AgreementDate, ...] = ()
    lines: tuple[GrantLine, ...] = ()

    def line(self, slug: str) -> GrantLine | None:
        return next((each for each in self.lines if each.slug == slug), None)

    def checks(self) -> tuple[SumCheck, ...]:
        """Return the stated sums held against the lines."""
        lines = [(each.receiver, each.kronor) for each in self.lines]
        return check_sums(self.kronor, lines, self.stated_sums, is_complete=self.is_complete)


@cache
def agreements(folder: Path = FOLDER) -> dict[int, GrantAgreement]:
    """Return every agreement by year. Raises BadAgreement."""
    return {each.year: each for each in (read(file) for file in sorted(folder.glob("*.toml")))}


def read(file: Path) -> GrantAgreement:
    """Return the agreement in a file. Raises BadAgreement, which names the field."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadAgreement(f"{file.name}: {error}") from None
    made = {
        **told,
        "stated_sums": tuple(_made(StatedSum, each, file, "stated_sums") for each in told.get("stated_sums", ())),
        "dates": tuple(_made(AgreementDate, each, file, "dates") for each in told.get("dates", ())),
        "lines": tuple(_line(each, file, position) for position, each in enumerate(told.get("lines", ()), start=1)),
    }
    agreement: GrantAgreement = _made(GrantAgreement, made, file, "")
    _check(agreement, file)
    return agreement


def _line(told: Mapping[str, Any], file: Path, position: int) -> GrantLine:
    """Return a line, placed as it stands in the file."""
    made = {**told, "position": position}
    try:
        made["key"] = key_from(told["key"]) if "key" in told else None
    except AllocationInputError as error:
        raise BadAgreement(f"{file.name}: lines[{position}].key.{error}") from None
    line: GrantLine = _made(GrantLine, made, file, f"lines[{position}]")
    return line


def _made(kind: Any, told: Mapping[str, Any], file: Path, place: str) -> Any:
    """Return a value of the kind. Lists become tuples. Raises BadAgreement on a field that is missing, unknown or no text."""
    known = {each.name: each for each in fields(kind)}
    within = f"{place}." if place else ""
    if unknown := sorted(set(told) - set(known)):
        raise BadAgreement(f"{file.name}: {within}{unknown[0]} is no field")
    for name, each in known.items():
        if name not in told and each.default is MISSING:
            raise BadAgreement(f"{file.name}: {within}{name} is missing")
        if name in told and not _has_type(name, told[name]):
            raise BadAgreement(f"{file.name}: {within}{name} cannot be {told[name]!r}")
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in told.items()})


_TYPES: dict[str, type | tuple[type, ...]] = {
    "kronor": int,
    "year": int,
    "position": int,
    "on": datetime.date,
    "is_complete": bool,
    "key": (str, AllocationKey),
    **dict.fromkeys(("parties", "receivers", "stated_sums", "dates", "lines"), (list, tuple)),
}
"""The types of fields that are not text."""


def _has_type(name: str, value: object) -> bool:
    if value is None and name == "key":  # a line's, when it has none
        return True
    return isinstance(value, _TYPES.get(name, str)) and isinstance(value, bool) == (name == "is_complete")


def _check(agreement: GrantAgreement, file: Path) -> None:
    """Raise BadAgreement where an agreement says what cannot be."""
    slugs = [line.slug for line in agreement.lines]
    receivers = {line.receiver for line in agreement.lines}
    receivers |= {receiver for each in agreement.stated_sums for receiver in each.receivers}
    amounts = [agreement.kronor, *(each.kronor for each in agreement.lines)]
    amounts += [each.kronor for each in agreement.stated_sums]
    faults = {
        "year": file.stem != str(agreement.year),
        "status": agreement.status not in STATUSES,
        "receiver": bool(receivers - set(RECEIVERS)),
        "slug": len(set(slugs)) != len(slugs),
        "kronor": any(amount is not None and amount <= 0 for amount in amounts),
        "note": not agreement.is_complete and not agreement.note,
    }
    for name, is_wrong in faults.items():
        if is_wrong:
            raise BadAgreement(f"{file.name}: {name} cannot be right")
