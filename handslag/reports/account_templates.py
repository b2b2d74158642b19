"""What an account to the state asks of a year: a file in `accounts/` for each year that is known, and one for the others."""

import datetime
import tomllib
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "accounts"
STANDARD = "standard"
ANSWERS = {
    "line": ("purpose", "amount", "decisions", "awards", "used"),
    "initiative": ("status",),
}
"""What the register can answer, of each line of the agreements and of each initiative."""
COVERED = ("region", "municipality", "county")
"""Receivers of lines that a county accounts for, where a file names no others."""


class BadTemplate(ValueError):
    """A file that is no template of an account. The message names the file and the field."""


@dataclass(frozen=True)
class Question:
    """What is asked. key: in the file. of: "line" or "initiative". answer: which of ANSWERS the register fills it in by.

    source: where the question stands; ours: why it is our own reading. One of them is always there.
    """

    key: str
    of: str
    answer: str
    title: str
    source: str = ""
    ours: str = ""


@dataclass(frozen=True)
class AccountTemplate:
    """A year's questions. year None: for a year that has no file. receiver, due: "" and None where they are not known."""

    questions: tuple[Question, ...]
    year: int | None = None
    receiver: str = ""
    receiver_ours: str = ""
    due: datetime.date | None = None
    covers: tuple[str, ...] = COVERED
    source: str = ""
    note: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the year has questions of its own."""
        return self.year is not None

    def of(self, what: str) -> tuple[Question, ...]:
        """Return the questions of each "line" or "initiative"."""
        return tuple(each for each in self.questions if each.of == what)


@cache
def account_templates(folder: Path = FOLDER) -> dict[str, AccountTemplate]:
    """Return every template by its file's name. Raises BadTemplate."""
    return {file.stem: read(file) for file in sorted(folder.glob("*.toml"))}


def template_of(year: int) -> AccountTemplate:
    """Return a year's template; where the year has none, the one that says so."""
    known = account_templates()
    return known.get(str(year), known[STANDARD])


def read(file: Path) -> AccountTemplate:
    """Return the template in a file. Raises BadTemplate, which names the field."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadTemplate(f"{file.name}: {error}") from None
    questions = tuple(_made(Question, each, f"{file.name}: questions") for each in told.get("questions", ()))
    template: AccountTemplate = _made(AccountTemplate, {**told, "questions": questions}, file.name)
    _check(template, file)
    return template


def _made(kind: Any, told: dict[str, Any], place: str) -> Any:
    known = {each.name: each for each in fields(kind)}
    if unknown := sorted(set(told) - set(known)):
        raise BadTemplate(f"{place}: {unknown[0]} is no field")
    if missing := [name for name, each in known.items() if name not in told and each.default is MISSING]:
        raise BadTemplate(f"{place}: {missing[0]} is missing")
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in told.items()})


def _check(template: AccountTemplate, file: Path) -> None:
    """Raise BadTemplate where a template says what cannot be."""
    keys = [each.key for each in template.questions]
    faults = {
        "year": file.stem != (STANDARD if template.year is None else str(template.year)),
        "covers": bool(set(template.covers) - set(COVERED)),
        "questions": not keys or len(set(keys)) != len(keys),
        "answer": any(each.answer not in ANSWERS.get(each.of, ()) for each in template.questions),
        "source": any(not (each.source or each.ours) for each in template.questions),
    }
    for name, is_wrong in faults.items():
        if is_wrong:
            raise BadTemplate(f"{file.name}: {name} cannot be right")
