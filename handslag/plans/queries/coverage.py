"""The coverage view: goals, framework nodes or target groups against places, levels and groups.

Three states that are never mixed: not reported (the source is silent), confirmed 0 (somebody
responsible has said so) and n; "at least n" where some initiative's place is known only as a count.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from handslag.places.models import Area, Lansdel
from handslag.plans.models import CoverageNote, Plan, TargetGroup
from handslag.plans.queries.frameworks import bearing_nodes
from handslag.plans.queries.goals import Tree
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.words import LEVEL_COLUMNS, TIERS

NOT_REPORTED, CONFIRMED, COUNTED = "not_reported", "confirmed", "counted"
WHOLE, UNPLACED = "*", "-"
BY_PLACE = ("lansdel", "municipality")


@dataclass(frozen=True)
class Column:
    """key: value in the address; WHOLE (all of the county) and UNPLACED are two of their own.

    part: a municipality's länsdel, after its place among them: (1, "Väster").
    """

    key: str
    title: str
    part: tuple[int, str] = (0, "")

    @property
    def is_apart(self) -> bool:
        return self.key in (WHOLE, UNPLACED)


@dataclass(frozen=True)
class Cell:
    """state: one of the three. at_least: more may be there, as some place is known only as a count."""

    column: Column
    state: str
    rows: tuple[InitiativeRow, ...] = ()
    at_least: bool = False
    note: CoverageNote | None = None

    @property
    def n(self) -> int:
        return len(self.rows)

    @property
    def shade(self) -> str:
        """The mark's darkness, a step each for 1, 2-3, 4-7 and 8 or more."""
        return next(name for limit, name in ((8, "c8"), (4, "c4"), (2, "c2"), (0, "c1")) if self.n >= limit)


@dataclass(frozen=True)
class CoverRow:
    """One row: what it is about, its initiatives counted once, and its cells."""

    key: str
    title: str
    url: str
    state: str
    rows: tuple[InitiativeRow, ...]
    cells: tuple[Cell, ...] = ()
    note: CoverageNote | None = None
    near: tuple[InitiativeRow, ...] = ()
    group: str = ""

    @property
    def n(self) -> int:
        return len(self.rows)

    @property
    def counts_of_places(self) -> tuple[InitiativeRow, ...]:
        """Those whose place is known only as a count: the reason for "at least"."""
        return tuple(row for row in self.rows if row.places_precision == "count")


@dataclass(frozen=True)
class Coverage:
    """The whole view. `silent`, `confirmed` and `counted` are its rows by state, gaps first."""

    columns: tuple[Column, ...]
    rows: tuple[CoverRow, ...]
    dimension: str = "lansdel"
    by: str = "goals"
    tests: tuple[Callable[[InitiativeRow], bool], ...] = field(default=(), repr=False, compare=False)
    silent: tuple[CoverRow, ...] = field(init=False)
    confirmed: tuple[CoverRow, ...] = field(init=False)
    counted: tuple[CoverRow, ...] = field(init=False)

    def __post_init__(self) -> None:
        for name, state in (("silent", NOT_REPORTED), ("confirmed", CONFIRMED), ("counted", COUNTED)):
            object.__setattr__(self, name, tuple(row for row in self.rows if row.state == state))

    def whole(self, rows: Sequence[InitiativeRow]) -> tuple[Cell, ...]:
        """Return a cell for each column of initiatives of all kinds, whether or not they serve a row of the view."""
        columns = list(zip(self.columns, self.tests, strict=True))
        return _cells(columns, tuple(rows), {}, by_place=self.dimension in BY_PLACE)

    def cell(self, row_key: str, column_key: str) -> tuple[CoverRow, Cell | None] | None:
        """Return a row and one of its cells, or None where the row does not exist."""
        for row in self.rows:
            if row.key == row_key:
                return row, next((cell for cell in row.cells if cell.column.key == column_key), None)
        return None


@dataclass(frozen=True)
class Place:
    """A part of the county with the codes of its municipalities."""

    key: str
    title: str
    codes: frozenset[str]


def lansdelar_of(plan: Plan) -> list[Place]:
    """Return the länsdelar of the plan's division, with their municipalities. One query."""
    parts = Lansdel.objects.filter(division_id=plan.division_id).order_by("position", "id")
    codes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for key, title, code in parts.values_list("key", "short", "municipalities__code"):
        codes[key, title].add(code or "")
    return [Place(key, title, frozenset(members - {""})) for (key, title), members in codes.items()]


def municipalities_of(plan: Plan) -> list[Place]:
    """Return the county's municipalities."""
    areas = Area.objects.filter(parent_id=plan.county_id, kind=Area.MUNICIPALITY).order_by("name")
    return [Place(area.code, area.name, frozenset({area.code})) for area in areas]


def stands_in(row: InitiativeRow, place: Place, parts: Sequence[Place]) -> bool:
    """Return whether the row surely stands in the place: named, or a count so large that it must."""
    if place.codes & set(row.areas) or place.key in row.lansdelar:
        return True
    if any(part.key in row.lansdelar and place.codes <= part.codes for part in parts):
        return True
    missing = (row.places_of or 0) - (row.places_count or 0)
    return row.places_precision == "count" and row.places_unit in ("", "kommuner") and 0 <= missing < len(place.codes)


def _place_columns(places: list[Place], parts: list[Place]) -> list[tuple[Column, Callable[[InitiativeRow], bool]]]:
    def somewhere(row: InitiativeRow) -> bool:
        return row.places_precision == "county" or any(stands_in(row, place, parts) for place in places)

    columns: list[tuple[Column, Callable[[InitiativeRow], bool]]] = [
        (Column(WHOLE, "Gemensamt"), lambda row: row.places_precision == "county")
    ]
    for place in places:
        columns.append(
            (
                Column(place.key, place.title, _part_of(place, parts)),
                lambda row, place=place: row.places_precision != "county" and stands_in(row, place, parts),
            )
        )
    columns.append((Column(UNPLACED, "Plats inte angiven"), lambda row: not somewhere(row)))
    return columns


def _part_of(place: Place, parts: Sequence[Place]) -> tuple[int, str]:
    """Return the länsdel that a municipality belongs to, last and nameless where it belongs to none."""
    found = ((at, part.title) for at, part in enumerate(parts) if place.codes and place.codes <= part.codes)
    return next(found, (len(parts), ""))


def parts_for(dimension: str, by: str) -> frozenset[str]:
    """Return the parts of the rows that this view needs, and no more."""
    wanted = {"goals": "goals", "groups": "groups"}.get(by, "nodes")
    shown = {"lansdel": "places", "municipality": "places", "target_group": "groups"}.get(dimension, wanted)
    return frozenset({wanted, shown})


def columns_for(plan: Plan, dimension: str) -> list[tuple[Column, Callable[[InitiativeRow], bool]]]:
    """Return the columns of a dimension, each with the test that puts an initiative in it."""
    if dimension == "lansdel":
        parts = lansdelar_of(plan)
        return _place_columns(parts, parts)
    if dimension == "municipality":
        return _place_columns(municipalities_of(plan), lansdelar_of(plan))
    if dimension == "level":
        named = [(Column(key, title), lambda row, key=key: row.level == key) for key, title in LEVEL_COLUMNS.items()]
        return [*named, (Column(UNPLACED, "Nivå inte angiven"), lambda row: not row.level)]
    if dimension == "tier":
        named = [
            (Column(key, title.capitalize()), lambda row, key=key: key in row.tiers) for key, title in TIERS.items()
        ]
        return [*named, (Column(UNPLACED, "Inte angivet"), lambda row: not row.tiers)]
    groups = TargetGroup.objects.filter(plan=plan)
    named = [
        (Column(group.key, group.title), lambda row, key=group.key: any(ref.key == key for ref in row.target_groups))
        for group in groups
    ]
    return [*named, (Column(UNPLACED, "Inte angiven"), lambda row: not row.target_groups)]


def _cells(
    columns, rows: tuple[InitiativeRow, ...], notes: dict[str, CoverageNote], *, by_place: bool
) -> tuple[Cell, ...]:
    placed_by_count = [row for row in rows if row.places_precision in ("count", "unknown")] if by_place else []
    cells = []
    for column, test in columns:
        here = tuple(row for row in rows if test(row))
        certain = column.key in (WHOLE, UNPLACED)
        at_least = not certain and any(row not in here for row in placed_by_count)
        note = notes.get(column.key)
        state = COUNTED if here else CONFIRMED if note else NOT_REPORTED
        cells.append(Cell(column, state, here, at_least and bool(here), note))
    return tuple(cells)


def coverage(
    plan: Plan, tree: Tree, rows: list[InitiativeRow], *, dimension: str, proposed: bool, by: str = "goals"
) -> Coverage:
    """Return the coverage view of a plan's rows.

    tree: read with its notes. dimension: lansdel, level, target_group, tier or municipality (the columns). proposed: count our
    proposed links too. by: "goals", "groups" or the key of a framework (the rows).
    """
    columns = columns_for(plan, dimension)
    by_place = dimension in BY_PLACE
    noted = [note for note in tree.notes if note.dimension == dimension] if by == "goals" else []
    notes = {(note.goal_id, note.value): note for note in noted}
    made = []
    for subject in _subjects(plan, tree, by):
        here = tuple(row for row in rows if subject.holds(row, proposed))
        near = tuple(row for row in rows if row not in here and subject.holds(row, True))
        state = COUNTED if here else CONFIRMED if subject.note else NOT_REPORTED
        mine = {value: note for (goal, value), note in notes.items() if goal == subject.id}
        cells = _cells(columns, here, mine, by_place=by_place) if here else ()
        made.append(
            CoverRow(subject.key, subject.title, subject.url, state, here, cells, subject.note, near, subject.group)
        )
    tests = tuple(test for _, test in columns)
    return Coverage(tuple(column for column, _ in columns), tuple(made), dimension, by, tests)


@dataclass(frozen=True)
class _Subject:
    """What one row of the view is about, and the test for what belongs to it."""

    id: int
    key: str
    title: str
    url: str
    holds: Callable[[InitiativeRow, bool], bool]
    note: CoverageNote | None = None
    group: str = ""


def _subjects(plan: Plan, tree: Tree, by: str) -> list[_Subject]:
    if by == "goals":
        return [
            _Subject(
                goal.id,
                str(goal.uuid),
                goal.title,
                goal.url,
                lambda row, proposed, ids=goal.ids: row.serves(ids, proposed=proposed),
                goal.confirmed,
                tree.root_of(goal.id).title,
            )
            for goal in tree.bearing
        ]
    if by == "groups":
        return [
            _Subject(
                group.id,
                group.key,
                group.title,
                "",
                lambda row, _, key=group.key: any(ref.key == key for ref in row.target_groups),
            )
            for group in TargetGroup.objects.filter(plan=plan)
        ]
    nodes = bearing_nodes(by)
    return [
        _Subject(
            node.id,
            node.key,
            f"{node.code} {node.title}".strip(),
            "",
            lambda row, proposed, key=node.key: any(
                ref.key == key and (proposed or ref.origin != "proposed") for ref in row.nodes
            ),
        )
        for node in nodes
    ]
