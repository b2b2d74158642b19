"""What an edited register file changes: found out for a preview, and carried out all or nothing."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction

from handslag.accounts.actors import actor_for
from handslag.exchange.workbook import BadWorkbook, Cell
from handslag.plans import indexing
from handslag.plans.models import Initiative, Plan, StatusEntry
from handslag.plans.queries.goals import goal_tree
from handslag.plans.queries.rows import InitiativeRow, initiative_rows
from handslag.plans.rights import may_edit
from handslag.plans.tables import HEADINGS, cells, version_marks
from handslag.plans.words import INITIATIVE_KINDS, LEVELS, STATUSES
from handslag.swedish.periods import stated_period
from handslag.trust.changes import Actor, Collision, create, save
from handslag.trust.guard import findings

NEEDED = ("titel", "typ", "status", "skäl till status", "period", "nivå", "nyckel", "version")
READ_ONLY = ("nummer", "status enligt", "första möjliga dag", "sista möjliga dag", "huvudmål", "övriga mål", "plats")
NOT_STATED = ("", "inte angiven")
SALT = "register"
HOURS = 2
LONGEST = {"titel": 500, "period": 500, "skäl till status": 2_000}


@dataclass(frozen=True)
class Line:
    """One change to show: cell, column, and the value before and after in words."""

    at: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """What one row of the file changes. values: the initiative's fields; status: of the entry to add, "" for none."""

    number: int
    uuid: str
    title: str
    mark: str
    lines: tuple[Line, ...]
    values: Mapping[str, Any]
    status: str = ""
    reason: str = ""


@dataclass
class Reading:
    """What a file would change. errors: by cell or row, in Swedish; with any of them nothing is carried out."""

    changes: list[RowChange] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(change.lines) for change in self.changes)


class Refused(Exception):
    """Nothing was carried out. `errors` says why, by row."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


# The preview


def reading_of(rows: Iterable[tuple[int, dict[str, Cell]]], plan: Plan, *, user: Any, day: datetime.date) -> Reading:
    """Return what the rows would change of the plan's initiatives, as they stand on `day`. Nothing is written.

    Raises BadWorkbook where the table is not the register's.
    """
    rows = list(rows)
    if not rows:
        raise BadWorkbook("Filen har inga rader.")
    if missing := [name for name in NEEDED if name not in rows[0][1]]:
        raise BadWorkbook(f"Kolumnen ”{missing[0].capitalize()}” saknas. Hämta registret som Excel på nytt.")
    here = _Here(plan, user, day)
    reading, seen = Reading(), set()
    for number, cells_of_row in rows:
        uuid = cells_of_row["nyckel"].text
        if uuid in seen:
            reading.errors.append(f"Rad {number}: Insatsen står på två rader.")
            continue
        seen.add(uuid)
        _read_row(reading, here, number, cells_of_row)
    return reading


class _Here:
    """The plan's initiatives as they are now, as far as the user may know of them. A fixed number of queries."""

    def __init__(self, plan: Plan, user: Any, day: datetime.date) -> None:
        self.user = user
        parts = frozenset({"goals", "places"})
        self.rows = {
            str(row.uuid): row for row in initiative_rows(plan, user=user, day=day, parts=parts, mentioned=True)
        }
        seen = Initiative.objects.visible_to(user).filter(plan=plan).select_related("plan__county", "owner")
        self.initiatives = {str(row.uuid): row for row in seen}
        self.marks = version_marks(row.id for row in self.rows.values())
        self.tree = goal_tree(plan)

    def cells(self, row: InitiativeRow) -> dict[str, str]:
        return dict(zip(HEADINGS, cells(row, self.tree), strict=True)) | {"skäl till status": row.status.reason}


def _read_row(reading: Reading, here: _Here, number: int, new: Mapping[str, Cell]) -> None:
    row = here.rows.get(new["nyckel"].text)
    if row is None:
        text = "Nya insatser läggs inte till här." if not new["nyckel"].text else "Insatsen finns inte i registret."
        reading.errors.append(f"Rad {number}: {text}")
        return
    old = here.cells(row)
    faults = [f"{cell.at}: {cell.fault}" for name, cell in new.items() if cell.fault and name in (*NEEDED, *READ_ONLY)]
    reading.notes += [
        f"{new[name].at}: {name.capitalize()} ändras inte här. Cellen lämnas."
        for name in READ_ONLY
        if name in new and not new[name].fault and _one_line(new[name].text) != _one_line(old[name])
    ]
    values: dict[str, Any] = {}
    lines = []
    for name, read in COLUMNS.items():
        cell = new[name]
        if cell.fault or _one_line(cell.text) == _one_line(old[name]):
            continue
        try:
            values |= read(_guarded(name, cell.text))
            lines.append(Line(cell.at, name.capitalize(), old[name], cell.text))
        except ValueError as error:
            faults.append(f"{cell.at}: {error}")
    status, reason = values.pop("status", ""), values.pop("reason", None)
    if status or reason is not None:
        status = status or row.status.status
        reason = new["skäl till status"].text if reason is None else reason
        lines = [_with_reason(line, reason) for line in lines]
        if status == "struggling" and not reason:
            faults.append(f"{new['skäl till status'].at}: Skriv vad som hindrar.")
    if not lines and not faults:
        return
    if not may_edit(here.user, here.initiatives[new["nyckel"].text]):
        faults = [f"Rad {number}: Du får inte ändra insatsen ”{row.title}”."]
    elif new["version"].text != here.marks.get(row.id):
        faults = [f"Rad {number}: ”{row.title}” har ändrats sedan filen hämtades. Hämta registret på nytt."]
    reading.errors += faults
    if not faults:
        mark = new["version"].text
        reading.changes.append(
            RowChange(number, str(row.uuid), row.title, mark, tuple(lines), values, status, reason or "")
        )


def _with_reason(line: Line, reason: str) -> Line:
    """Return a changed status with the reason that stands beside it: both are added as one new statement."""
    return replace(line, after=f"{line.after} ({reason})") if line.column == "Status" and reason else line


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _guarded(column: str, text: str) -> str:
    """Return the text. Raises ValueError where it is too long or certain to point at a person."""
    if len(text) > LONGEST.get(column, 100):
        raise ValueError(f"Korta texten till högst {LONGEST.get(column, 100)} tecken.")
    for finding in findings(text):
        if finding.certain:
            raise ValueError(finding.message)
    return text


def _one_of(
    field_name: str, words: Mapping[str, str], what: str, *, empty: tuple[str, ...] = ()
) -> Callable[[str], dict[str, Any]]:
    """Return the function that reads a word of a list. Raises ValueError with the words there are."""
    codes = {word.lower(): code for code, word in words.items()}

    def read(text: str) -> dict[str, Any]:
        word = _one_line(text).lower()
        if word in empty:
            return {field_name: ""}
        if word not in codes:
            raise ValueError(f"Okänd {what} ”{text[:60]}”. Välj bland: {', '.join(words.values())}.")
        return {field_name: codes[word]}

    return read


def _title(text: str) -> dict[str, Any]:
    if not text:
        raise ValueError("Skriv en titel.")
    return {"title": _one_line(text)}


def _period(text: str) -> dict[str, Any]:
    """Return the period's fields: what the words say, no more."""
    text = _one_line(text)
    stated = text.lower() not in NOT_STATED
    try:
        period = stated_period(text) if stated else None
    except ValueError:
        raise ValueError("Slutet ligger före början. Kontrollera åren.") from None
    return {
        "period_text": period.text if period else "",
        "period_from": period.first.isoformat() if period and period.first else None,
        "period_to": period.last.isoformat() if period and period.last else None,
        "period_precision": period.precision if period else "",
    }


COLUMNS: dict[str, Callable[[str], dict[str, Any]]] = {
    "titel": _title,
    "typ": _one_of("kind", INITIATIVE_KINDS, "typ", empty=("",)),
    "status": _one_of("status", STATUSES, "status"),
    "skäl till status": lambda text: {"reason": text},
    "period": _period,
    "nivå": _one_of("level", LEVELS, "nivå", empty=NOT_STATED),
}
"""The columns that can be edited, and how each is read. Each raises ValueError with a message in Swedish."""


# From preview to deed


def signed(reading: Reading, plan: Plan, user: Any) -> str:
    """Return the changes as a signed text: to be sent back as it is, by the same login."""
    rows = [
        [each.number, each.uuid, each.title, each.mark, [[*vars(line).values()] for line in each.lines],
         dict(each.values), each.status, each.reason]
        for each in reading.changes
    ]  # fmt: skip
    return signing.dumps([user.pk, str(plan.uuid), rows], salt=SALT, compress=True)


def unsigned(text: str, plan: Plan, user: Any) -> list[RowChange]:
    """Return the changes of a signed text. Raises Refused where it is too old, altered or somebody else's."""
    try:
        owner, about, rows = signing.loads(text, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        owner, about, rows = None, "", []
    if owner != user.pk or about != str(plan.uuid):
        raise Refused(["Förhandsvisningen är för gammal. Välj filen igen."])
    return [
        RowChange(number, uuid, title, mark, tuple(Line(*line) for line in lines), values, status, reason)
        for number, uuid, title, mark, lines, values, status, reason in rows
    ]


def carry_out(changes: Iterable[RowChange], plan: Plan, *, user: Any, today: datetime.date) -> None:
    """Write all the changes, or none. Raises Refused with every row that stands in the way."""
    changes = list(changes)
    errors: list[str] = []
    actors: dict[int | None, Actor] = {}
    with transaction.atomic():
        wanted = [UUID(each.uuid) for each in changes]
        seen = Initiative.objects.visible_to(user).filter(plan=plan, uuid__in=wanted).select_related("plan__county")
        rows = {str(row.uuid): row for row in seen}
        marks = version_marks(row.id for row in rows.values())
        for each in changes:
            row = rows.get(each.uuid)
            if row is None or not may_edit(user, row):
                errors.append(f"Rad {each.number}: Du får inte ändra insatsen ”{each.title}”.")
                continue
            if row.owner_id not in actors:
                actors[row.owner_id] = actor_for(user, on=row)
            try:
                _write(each, row, by=actors[row.owner_id], mark=marks[row.id], today=today)
            except Collision:
                errors.append(f"Rad {each.number}: ”{each.title}” har ändrats sedan filen hämtades.")
        if errors:
            transaction.set_rollback(True)
        else:
            indexing.index_plan(plan)
    if errors:
        raise Refused(errors)


def _write(change: RowChange, row: Initiative, *, by: Actor, mark: str, today: datetime.date) -> None:
    """Write one row's changes. Raises Collision where the initiative or its status is not what the file was made from."""
    version, _, status = change.mark.partition("-")
    if mark.partition("-")[2] != status:
        raise Collision(row)
    if change.values:
        save(row, change.values, by=by, version=int(version))
    elif row.version != int(version):
        raise Collision(row)
    if change.status:
        entry = StatusEntry(initiative=row, status=change.status, reason=change.reason, as_of=today, role=by.role[:200])
        create(entry, by=by)
