"""What an edited register file changes: found out for a preview, and carried out all or nothing.

A cell is read as the field of the form that changes the same thing on the initiative's page, and the same rules hold.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from handslag.accounts.actors import actor_for
from handslag.exchange.workbook import BadWorkbook, Cell
from handslag.plans import indexing
from handslag.plans.forms.base import period_columns, read_field
from handslag.plans.forms.facts import LACKING, StatusForm
from handslag.plans.forms.initiative import WHY_LEVEL, BasicsForm
from handslag.plans.models import Initiative, PilotDecision, Plan, StatusEntry
from handslag.plans.queries.goals import goal_tree
from handslag.plans.queries.rows import InitiativeRow, initiative_rows
from handslag.plans.rights import may_edit
from handslag.plans.rules import PILOTS, asks_why_level, lacking
from handslag.plans.tables import HEADINGS, cells, version_marks
from handslag.plans.words import INITIATIVE_KINDS, LEVELS, STATUSES
from handslag.swedish.dates import day as day_words
from handslag.trust.changes import Act, Actor, Collision, create, save
from handslag.trust.guard import findings

NEEDED = ("titel", "typ", "status", "skäl till status", "period", "nivå", "nyckel", "version")
READ_ONLY = ("nummer", "status enligt", "första möjliga dag", "sista möjliga dag", "huvudmål", "övriga mål", "plats")
NOT_STATED = ("", "inte angiven")
SALT = "register"
HOURS = 2
NO_COLUMN = "Filen har ingen kolumn för det."
NEWER = "Det finns en senare statusuppgift än den som filen visar ({day})."
ON_ITS_PAGE = "Ändra på insatsens sida."


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
    """What a file would change. errors: by cell or row, in Swedish; with any of them nothing is carried out.

    doubts: by cell, what may be a person's name; it is carried out when somebody has said that it is none.
    """

    changes: list[RowChange] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(change.lines) for change in self.changes)


class Refused(Exception):
    """Nothing was carried out. `errors` says why, by row."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


class Unanswered(Refused):
    """Nothing was carried out: nobody has said whether what looks like a name is one."""


# The preview


def reading_of(rows: Iterable[tuple[int, dict[str, Cell]]], plan: Plan, *, user: Any, today: datetime.date) -> Reading:
    """Return what the rows would change of the plan's initiatives, as the file shows them. Nothing is written.

    Raises BadWorkbook where the table is not the register's.
    """
    rows = list(rows)
    if not rows:
        raise BadWorkbook("Filen har inga rader.")
    if missing := [name for name in NEEDED if name not in rows[0][1]]:
        raise BadWorkbook(f"Kolumnen ”{missing[0].capitalize()}” saknas. Hämta registret som Excel på nytt.")
    here = _Here(plan, user, day=_day_of(rows) or plan.state_as_of or today, today=today)
    reading, seen = Reading(), set()
    for number, cells_of_row in rows:
        uuid = cells_of_row["nyckel"].text
        if uuid in seen:
            reading.errors.append(f"Rad {number}: Insatsen står på två rader.")
            continue
        seen.add(uuid)
        _read_row(reading, here, number, cells_of_row)
    return reading


def _day_of(rows: Iterable[tuple[int, Mapping[str, Cell]]]) -> datetime.date | None:
    """Return the day that the file shows; None in a file that does not say."""
    days = {each["version"].text.partition(" ")[2] for _, each in rows} - {""}
    if len(days) > 1:
        raise BadWorkbook("Raderna visar läget olika dagar. Hämta registret som Excel på nytt.")
    try:
        return datetime.date.fromisoformat(days.pop()) if days else None
    except ValueError:
        raise BadWorkbook("Kolumnen ”Version” är ändrad. Hämta registret som Excel på nytt.") from None


class _Here:
    """The plan's initiatives as they are now, as far as the user may know of them. A fixed number of queries."""

    def __init__(self, plan: Plan, user: Any, *, day: datetime.date, today: datetime.date) -> None:
        self.user, self.day = user, day
        parts = frozenset({"goals", "places"})
        self.rows = {
            str(row.uuid): row for row in initiative_rows(plan, user=user, day=day, parts=parts, mentioned=True)
        }
        seen = Initiative.objects.visible_to(user).filter(plan=plan).select_related("plan__county", "owner")
        self.initiatives = {str(row.uuid): row for row in seen}
        self.marks = version_marks(row.id for row in self.rows.values())
        self.tree = goal_tree(plan)
        self.decided = _initiatives_of(PilotDecision.objects.filter(initiative__plan=plan))
        newer = StatusEntry.objects.filter(initiative__plan=plan, as_of__gt=day, as_of__lte=today)
        self.restated = _initiatives_of(newer)

    def cells(self, row: InitiativeRow) -> dict[str, str]:
        return dict(zip(HEADINGS, cells(row, self.tree), strict=True)) | {"skäl till status": row.status.reason}


def _initiatives_of(parts: QuerySet[Any]) -> frozenset[int]:
    return frozenset(parts.order_by().values_list("initiative_id", flat=True))


@dataclass
class _RowReading:
    """What one row says that differs from what stands, and what is wrong with it."""

    lines: list[Line] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    status: str = ""
    reason: str = ""


def _read_row(reading: Reading, here: _Here, number: int, new: Mapping[str, Cell]) -> None:
    row = here.rows.get(new["nyckel"].text)
    if row is None:
        text = "Nya insatser läggs inte till här." if not new["nyckel"].text else "Insatsen finns inte i registret."
        reading.errors.append(f"Rad {number}: {text}")
        return
    old = here.cells(row)
    reading.notes += [
        f"{new[name].at}: {name.capitalize()} ändras inte här. Cellen lämnas."
        for name in READ_ONLY
        if name in new and not new[name].fault and _one_line(new[name].text) != _one_line(old[name])
    ]
    read = _read_cells(old, new)
    _check_level(read, row, new)
    _check_status(read, here, row, new)
    if not read.lines and not read.faults:
        return
    mark = new["version"].text.partition(" ")[0]
    if not may_edit(here.user, here.initiatives[new["nyckel"].text]):
        read.faults = [f"Rad {number}: Du får inte ändra insatsen ”{row.title}”."]
    elif mark != here.marks.get(row.id):
        read.faults = [f"Rad {number}: ”{row.title}” har ändrats sedan filen hämtades. Hämta registret på nytt."]
    reading.errors += read.faults
    if not read.faults:
        reading.doubts += read.doubts
        about = number, str(row.uuid), row.title, mark
        reading.changes.append(RowChange(*about, tuple(read.lines), read.values, read.status, read.reason))


def _read_cells(old: Mapping[str, str], new: Mapping[str, Cell]) -> _RowReading:
    """Return what the cells say, each by itself."""
    faults = [f"{cell.at}: {cell.fault}" for name, cell in new.items() if cell.fault and name in (*NEEDED, *READ_ONLY)]
    found = _RowReading(faults=faults)
    for name, read in COLUMNS.items():
        cell = new[name]
        if cell.fault or _one_line(cell.text) == _one_line(old[name]):
            continue
        about_persons = findings(cell.text)
        found.faults += [f"{cell.at}: {each.message}" for each in about_persons if each.certain]
        found.doubts += [f"{cell.at}: {each.message}" for each in about_persons if not each.certain]
        try:
            found.values |= read(cell.text)
            found.lines.append(Line(cell.at, name.capitalize(), old[name], cell.text))
        except ValidationError as error:
            found.faults.append(f"{cell.at}: {error.messages[0]}")
    return found


def _check_level(read: _RowReading, row: InitiativeRow, new: Mapping[str, Cell]) -> None:
    """Find fault with a level that is changed: the file has no column for the reason."""
    if "level" in read.values and asks_why_level(row.level, read.values["level"]):
        read.faults.append(f"{new['nivå'].at}: {WHY_LEVEL} {NO_COLUMN} {ON_ITS_PAGE}")


def _check_status(read: _RowReading, here: _Here, row: InitiativeRow, new: Mapping[str, Cell]) -> None:
    """Put status and reason, of which one or both are changed, together; find fault with what a status lacks."""
    status, reason = read.values.pop("status", ""), read.values.pop("reason", None)
    if not status and reason is None:
        return
    read.status = status or row.status.status
    read.reason = new["skäl till status"].text if reason is None else reason
    read.lines = [_with_reason(line, read.reason) for line in read.lines]
    at = new["status"].at
    if row.id in here.restated:
        read.faults.append(f"{at}: {NEWER.format(day=day_words(here.day))} {ON_ITS_PAGE}")
    is_undecided = read.values.get("kind", row.kind) in PILOTS and row.id not in here.decided
    lacks = lacking(read.status, reason=read.reason, continues="", decision="", is_undecided_pilot=is_undecided)
    for name in lacks:
        if name == "reason":
            read.faults.append(f"{new['skäl till status'].at}: {LACKING[name]}")
        else:
            read.faults.append(f"{at}: {LACKING[name]} {NO_COLUMN} {ON_ITS_PAGE}")


def _with_reason(line: Line, reason: str) -> Line:
    """Return a changed status with the reason that stands beside it: both are added as one new statement."""
    return replace(line, after=f"{line.after} ({reason})") if line.column == "Status" and reason else line


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _one_of(
    field_name: str, words: Mapping[str, str], what: str, *, empty: tuple[str, ...] = ()
) -> Callable[[str], dict[str, Any]]:
    """Return the function that reads a word of a list. It raises ValidationError with the words there are."""
    codes = {word.lower(): code for code, word in words.items()}

    def read(text: str) -> dict[str, Any]:
        word = _one_line(text).lower()
        if word in empty:
            return {field_name: ""}
        if word not in codes:
            raise ValidationError(f"Okänd {what} ”{text[:60]}”. Välj bland: {', '.join(words.values())}.")
        return {field_name: codes[word]}

    return read


def _title(text: str) -> dict[str, Any]:
    if not text:
        raise ValidationError("Skriv en titel.")
    return {"title": read_field(BasicsForm, "title", _one_line(text))}


def _period(text: str) -> dict[str, Any]:
    """Return the period's fields: what the words say, no more. Days as text: they are sent to the reader and back."""
    stated = "" if text.lower() in NOT_STATED else _one_line(text)
    columns = period_columns(read_field(BasicsForm, "period", stated))
    return {name: value.isoformat() if isinstance(value, datetime.date) else value for name, value in columns.items()}


COLUMNS: dict[str, Callable[[str], dict[str, Any]]] = {
    "titel": _title,
    "typ": _one_of("kind", INITIATIVE_KINDS, "typ", empty=("",)),
    "status": _one_of("status", STATUSES, "status"),
    "skäl till status": lambda text: {"reason": read_field(StatusForm, "reason", text)},
    "period": _period,
    "nivå": _one_of("level", LEVELS, "nivå", empty=NOT_STATED),
}
"""The columns that can be edited, and how each is read. Each raises ValidationError with a message in Swedish."""


# From preview to deed


def signed(reading: Reading, plan: Plan, user: Any) -> str:
    """Return the changes as a signed text: to be sent back as it is, by the same login."""
    rows = [
        [each.number, each.uuid, each.title, each.mark, [[*vars(line).values()] for line in each.lines],
         dict(each.values), each.status, each.reason]
        for each in reading.changes
    ]  # fmt: skip
    return signing.dumps([user.pk, str(plan.uuid), rows, reading.doubts], salt=SALT, compress=True)


def unsigned(text: str, plan: Plan, user: Any) -> Reading:
    """Return what was read, of a signed text. Raises Refused where it is too old, altered or somebody else's."""
    try:
        owner, about, rows, doubts = signing.loads(text, salt=SALT, max_age=HOURS * 3600)
    except (signing.BadSignature, ValueError):  # or one signed by an earlier version of the program
        owner, about, rows, doubts = None, "", [], []
    if owner != user.pk or about != str(plan.uuid):
        raise Refused(["Förhandsvisningen är för gammal. Välj filen igen."])
    changes = [
        RowChange(number, uuid, title, mark, tuple(Line(*line) for line in lines), values, status, reason)
        for number, uuid, title, mark, lines, values, status, reason in rows
    ]
    return Reading(changes=changes, doubts=doubts)


def carry_out(
    reading: Reading, plan: Plan, *, user: Any, today: datetime.date, not_a_name: bool = False, act: Act | None = None
) -> None:
    """Write all the changes, or none. not_a_name: somebody has said that what the reading doubts is no name.

    act: of the first row, so that the same form sent twice is known; each row is undone by itself.
    Raises Refused with every row that stands in the way, and Unanswered where the doubts are.
    """
    changes = reading.changes
    if reading.doubts and not not_a_name:
        raise Unanswered(["Rätta filen, eller kryssa i att det inte är personnamn."])
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
                by = replace(actors[row.owner_id], act=act if each is changes[0] else None)
                _write(each, row, by=by, mark=marks[row.id], today=today)
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
