"""Drawings of reach: dots with whiskers for the places, and a tile map of the municipalities. In fixed order, never ranked."""

from handslag.documents.figures import Drawing, Point, ValueTile, WhiskerRow, value_tiles, whisker_chart
from handslag.documents.figures_values import State
from handslag.indicators.reach.ground import MUNICIPALITY
from handslag.indicators.reach.rates import ReachRow, ReachTable, told_finding
from handslag.places.tiles import positions
from handslag.swedish.numbers import rounded

_BESIDE = {"more": "fler än vid jämn fördelning", "less": "färre än vid jämn fördelning"}
_STATES: dict[str, State] = {"more": "higher", "less": "lower"}


def drawings_of(table: ReachTable, *, key: str) -> list[Drawing]:
    """Return the table's drawings; none where no place has a number per inhabitant."""
    if not any(row.value is not None for row in table.rows) or len(table.rows) < 2:
        return []
    drawn = [_whiskers(table, key=key)]
    if table.kind == MUNICIPALITY:
        drawn.append(_map(table, key=f"{key}-karta"))
    return drawn


def _unit(table: ReachTable) -> str:
    return f"{table.output.unit} per 1 000 {table.base.ages.words if table.base else 'invånare'}"


def _title(table: ReachTable) -> str:
    return f"{table.output.initiative.title}: {table.output.unit}, {table.output.period_text or 'tid inte angiven'}"


def _whiskers(table: ReachTable, *, key: str) -> Drawing:
    groups = list(dict.fromkeys(row.place.group for row in table.rows))
    rows = [
        WhiskerRow(row.place.name, _point(row), group=row.place.group, stands_out=_BESIDE.get(row.beside, ""))
        for row in sorted(table.rows, key=lambda row: groups.index(row.place.group))  # each part named once
    ]
    return whisker_chart(
        rows,
        reference=("hela länet", table.whole) if table.whole is not None else None,
        key=key,
        title=_title(table),
        finding=told_finding(table),
        unit=_unit(table),
        decimals=2,
        note=_source(table),
    )


def _point(row: ReachRow) -> Point:
    if row.value is None:
        return Point(row.place.name, None, word=row.word or "folkmängd saknas")
    return Point(row.place.name, row.value, row.lower, row.upper, base=row.number)


def _map(table: ReachTable, *, key: str) -> Drawing:
    tiles = [
        ValueTile(row.place.code, row.place.name, _word(row), _state(row, compared=bool(table.spread)), row.place.group)
        for row in table.rows
    ]
    return value_tiles(
        tiles,
        positions(),
        key=key,
        title=f"{_title(table)}, efter kommun",
        finding=told_finding(table),
        unit=_unit(table),
        reference="en jämn fördelning",
        areas="kommunerna",
        head="Kommun",
        note=_source(table),
    )


def _word(row: ReachRow) -> str:
    if row.value is None:
        return row.word or "folkmängd saknas"
    return rounded(row.value, 2)


def _state(row: ReachRow, *, compared: bool) -> State:
    if row.value is None:
        return "not_known"
    return _STATES.get(row.beside, "alike") if compared else "none"


def _source(table: ReachTable) -> str:
    if table.base is None:
        return ""
    return f"Folkmängd: {table.base.source}, {table.base.year}."
