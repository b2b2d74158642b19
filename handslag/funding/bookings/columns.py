"""What the columns of an accounting export hold: suggested by their headings, said by a person. Pure; knows no Django."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from handslag.funding.bookings import cells
from handslag.opendata.tables import Table

ROLES = {
    "": "läses inte",
    "code": "kod: projekt, aktivitet eller konto som tilldelningen har",
    "on": "dag",
    "amount": "belopp",
    "debit": "debet",
    "credit": "kredit",
    "reference": "verifikation",
    "text": "text",
}
_WORDS = {
    "code": "projekt projektkod aktivitet aktivitetskod objekt kod kostnadsställe ansvar konto kontokod",
    "on": "datum dag bokföringsdatum bokföringsdag verifikationsdatum transaktionsdatum verdatum",
    "amount": "belopp summa utfall",
    "debit": "debet debit",
    "credit": "kredit credit",
    "reference": "verifikation verifikationsnummer verifikat vernr ver verifikationsnr verif",
    "text": "text beskrivning benämning verifikationstext transaktionstext",
}
"""Words of headings; of several columns that may hold the code the one whose word stands first is suggested."""
_LOOKED_AT = 50


@dataclass(frozen=True)
class Choices:
    """How a file is read. roles: of each column. kind: of the entries that its rows become.

    is_cost_below: the accounts write what is used with a minus.
    """

    roles: tuple[str, ...]
    kind: str = "used"
    is_cost_below: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Choices":
        return cls(tuple(kept["roles"]), kept["kind"], kept["is_cost_below"])

    def column(self, role: str) -> int | None:
        """Return which column has a role; None where none has."""
        return self.roles.index(role) if role in self.roles else None


def suggested(table: Table) -> Choices:
    """Return how a table is probably read: by its headings, and where these do not tell the day and the sum, by what stands below."""
    roles = [""] * len(table.headings)
    for role, words in _WORDS.items():
        place = _first(table.headings, words.split())
        if place is not None and not roles[place]:
            roles[place] = role
    if "debit" in roles and "credit" in roles:
        roles = ["" if role == "amount" else role for role in roles]
    if "on" not in roles:
        _fill(table, roles, "on", cells.day)
    if not {"amount", "debit", "credit"} & set(roles):
        _fill(table, roles, "amount", cells.ore)
    return Choices(tuple(roles))


def _first(headings: Sequence[str], words: Sequence[str]) -> int | None:
    said = [set(re.findall(r"[a-zåäö]+", each.casefold())) for each in headings]
    return next((n for word in words for n, found in enumerate(said) if word in found), None)


def _fill(table: Table, roles: list[str], role: str, reads: Any) -> None:
    """Give the role to the one column without one that reads so; to none where several do."""
    fits = [n for n, each in enumerate(roles) if not each and _all(table, n, reads)]
    if len(fits) == 1:
        roles[fits[0]] = role


def _all(table: Table, column: int, reads: Any) -> bool:
    found = [row.cells[column].content for row in table.rows[:_LOOKED_AT] if row.cells[column].content]
    try:
        return bool(found) and all(reads(each) is not None for each in found)
    except ValueError:
        return False


def faults_of(choices: Choices, headings: Sequence[str]) -> list[str]:
    """Return what hinders that a table is read so, in Swedish."""
    told = []
    for role in (each for each in ROLES if each):
        doubles = [headings[n] or f"kolumn {n + 1}" for n, each in enumerate(choices.roles) if each == role]
        if len(doubles) > 1:
            told.append(f"{', '.join(doubles)} kan inte alla vara {ROLES[role].partition(':')[0]}. Välj en.")
    has = {role for role in choices.roles if role}
    told += [
        f"Välj vilken kolumn som är {word}." for role, word in (("code", "koden"), ("on", "dagen")) if role not in has
    ]
    if "amount" in has and has & {"debit", "credit"}:
        told.append("Välj antingen belopp, eller debet och kredit.")
    if not has & {"amount", "debit", "credit"}:
        told.append("Välj vilken kolumn som är beloppet, eller vilka som är debet och kredit.")
    return told
