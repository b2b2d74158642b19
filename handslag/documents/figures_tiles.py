"""The tile map: a county's municipalities as equal tiles in a fixed order, each with its number or its state in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from handslag.documents.drawing import (
    BROAD,
    FALL,
    LINE,
    NARROW,
    RISE,
    Drawing,
    Picture,
    draw,
    label,
    num,
    path,
    text,
)
from handslag.documents.figures_coverage import CoverageCell, shade
from handslag.documents.figures_thread import knot
from handslag.documents.lettering import fit, visible, wrap

GAP = 8.0  # px between tiles
_INSIDE = 8.0  # px from a tile's edge to its words
_WIDEST = 168.0
LIST = 40.0  # px between the map and the list of its parts
_LIT, _SILENT = ("k-strip", "ochre_soft", "ochre", "4 3"), ("k-quiet", "paper", "edge", "2 3")
_IN_GRID = {"broad": 5, "narrow": 3}  # tiles beside each other where no positions are known


@dataclass(frozen=True)
class Tile:
    """A municipality. code: its name in `places`. cell: what is known. group: the part of the county it belongs to."""

    code: str
    name: str
    cell: CoverageCell
    group: str = ""


class Placed(Protocol):
    """What stands at a place of a map, whatever it shows."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def group(self) -> str: ...


Place = tuple[int, int]
"""A column and a row, from the upper left, from 0."""


def tile_map(
    tiles: Sequence[Tile],
    places: Mapping[str, Place],
    *,
    key: str,
    title: str,
    finding: str,
    unit: str = "Insatser",
    head: str = "Kommun",
    group_head: str = "Länsdel",
    note: str = "",
) -> Drawing:
    """Return the map. places: code -> column and row; where some tile has none, all stand in order under their groups.

    The data and the list keep the order of the tiles, and of the groups as they first occur: never by number.
    Raises ValueError on two tiles in one place.
    """
    spots = {tile.code: places[tile.code] for tile in tiles if tile.code in places}
    if len(set(spots.values())) < len(spots):
        raise ValueError(f"two tiles in one place: {sorted(spots.items())}")
    mapped = len(spots) == len(tiles) > 0
    grouped = any(tile.group for tile in tiles)
    return draw(
        key=key,
        title=title,
        finding=finding,
        description=_description(title, tiles),
        broad=_map(tiles, spots, width=BROAD) if mapped else _grid(tiles, width=BROAD, across=_IN_GRID["broad"]),
        narrow=_map(tiles, spots, width=NARROW) if mapped else _grid(tiles, width=NARROW, across=_IN_GRID["narrow"]),
        columns=(head, *((group_head,) if grouped else ()), unit),
        rows=tuple(
            tuple(visible(each) for each in (tile.name, *((tile.group,) if grouped else ()), tile.cell.words))
            for tile in tiles
        ),
        note=" ".join(part for part in (*_reading(tiles, mapped=mapped), note) if part),
    )


def groups(tiles: Sequence[Placed]) -> list[str]:
    """Return the parts in the order in which they first occur."""
    return list(dict.fromkeys(tile.group for tile in tiles))


def _map(tiles: Sequence[Tile], spots: Mapping[str, Place], *, width: float) -> Picture:
    """Return the tiles at their places, lines between the parts, and the parts listed beside or below."""
    across = max(column for column, _ in spots.values()) + 1
    size = min((width + GAP) / across - GAP, _WIDEST)
    height = max(_height(tile, size) for tile in tiles)
    body = [
        _tile(tile, spots[tile.code][0] * (size + GAP), spots[tile.code][1] * (height + GAP), size, height)
        for tile in tiles
    ]
    body += borders(tiles, spots, size + GAP, height + GAP)
    bottom = (max(row for _, row in spots.values()) + 1) * (height + GAP) - GAP
    beside = across * (size + GAP) - GAP + LIST
    fits = width - beside >= 150
    listed, end = parts(
        tiles, x=beside if fits else 0, y=0 if fits else bottom + 16, width=width - beside if fits else width
    )
    return Picture("".join([*body, *listed]), max(bottom, end) + 2)


def _grid(tiles: Sequence[Tile], *, width: float, across: int) -> Picture:
    """Return the tiles in their order under the headings of their groups."""
    size = (width + GAP) / across - GAP
    height = max((_height(tile, size) for tile in tiles), default=0)
    body, y = [], 0.0
    for group in groups(tiles):
        if group:
            y += 10 if y else 0
            body.append(text(0, y + RISE + 2, fit(group, within=width, bold=True), bold=True))
            y += LINE + 6
        members = [tile for tile in tiles if tile.group == group]
        for at, tile in enumerate(members):
            body.append(_tile(tile, at % across * (size + GAP), y + at // across * (height + GAP), size, height))
        y += -(-len(members) // across) * (height + GAP)
    return Picture("".join(body), max(y, LINE) + 2)


def _name(tile: Tile, size: float) -> tuple[str, ...]:
    return wrap(tile.name, within=size - 2 * _INSIDE, lines=2)


def _height(tile: Tile, size: float) -> float:
    return (len(_name(tile, size)) + 1) * LINE + 16


def _tile(tile: Tile, x: float, y: float, width: float, height: float) -> str:
    """Return a tile: filled with its number, lit where it is confirmed that nothing is, an outline where silent."""
    cell, left, last = tile.cell, x + _INSIDE, y + height - 8 - FALL
    box = f"M{num(x)} {num(y)}h{num(width)}v{num(height)}h{num(-width)}Z"
    if cell.state == "filled":
        name, token, tone = shade(cell.n)
        words = fit(cell.words, within=width - 2 * _INSIDE, bold=True)
        drawn, said = path(box, name=name, fill=token), text(left, last, words, tone=tone, bold=True)
    else:
        lit = cell.state == "zero"
        tone = "ink"
        name, fill, stroke, dash = _LIT if lit else _SILENT
        words = fit(cell.words, within=width - 2 * _INSIDE - 16)
        drawn = path(box, name=name, fill=fill, stroke=stroke, width=1.5, dash=dash)
        said = knot(left + 5, last - 5, cell.state, radius=5.5) + text(
            left + 16, last, words, tone="ochre" if lit else "muted"
        )
    named = [text(left, y + 8 + RISE + i * LINE, line, tone=tone) for i, line in enumerate(_name(tile, width))]
    return drawn + "\n".join(named) + "\n" + said


def borders(
    tiles: Sequence[Placed], spots: Mapping[str, Place], step_x: float, step_y: float, *, top: float = 0
) -> list[str]:
    """Return the lines between neighbours of different parts, in the gap between their tiles. top: of the first row."""
    at = {spots[tile.code]: tile.group for tile in tiles}
    lines = []
    for (column, row), group in at.items():
        left, upper = column * step_x - GAP / 2, top + row * step_y - GAP / 2
        right, lower = left + step_x, upper + step_y
        if at.get((column + 1, row), group) != group:
            short = 0 if (column, row + 1) in at else GAP / 2
            lines.append(f"M{num(right)} {num(max(upper, 0))}V{num(lower - short)}")
        if at.get((column, row + 1), group) != group:
            short = 0 if (column + 1, row) in at else GAP / 2
            lines.append(f"M{num(max(left, 0))} {num(lower)}H{num(right - short)}")
    return [path(d, name="k-part", stroke="rule", width=2) for d in lines]


def parts(tiles: Sequence[Placed], *, x: float, y: float, width: float) -> tuple[list[str], float]:
    """Return the parts with the names of those that belong to them, and the lowest edge."""
    body = []
    for group in filter(None, groups(tiles)):
        names = ", ".join(visible(tile.name) for tile in tiles if tile.group == group)
        lines = wrap(names, within=width, lines=6)
        body.append(text(x, y + RISE + 1, fit(group, within=width, bold=True), bold=True))
        body.append(label(x, y + RISE + 1 + LINE, lines))
        y += (len(lines) + 1) * LINE + 10
    return body, y


def _reading(tiles: Sequence[Tile], *, mapped: bool) -> list[str]:
    """Return how to read the map and the marks that occur."""
    cells = [tile.cell for tile in tiles]
    states = {cell.state for cell in cells}
    grouped = mapped and len(groups(tiles)) > 1
    return [
        words
        for words, occurs in (
            ("Lika stora rutor, ungefär som kommunerna ligger.", mapped),
            ("Linje mellan rutor: gräns mellan länsdelar.", grouped),
            ("Mörkare från 2, 4 och 8.", any(cell.n > 1 for cell in cells)),
            ("”Minst”: någon insats har platser som inte är namngivna.", any(cell.at_least for cell in cells)),
            ("Grå ring: ej redovisad, ingen slutsats dras.", "quiet" in states),
            ("Ockra: bekräftat att inget finns.", "zero" in states),
        )
        if occurs
    ]


def _description(title: str, tiles: Sequence[Tile]) -> str:
    told = [title]
    for group in groups(tiles):
        members = ", ".join(f"{tile.name} {tile.cell.words}" for tile in tiles if tile.group == group)
        told.append(f"{group}: {members}" if group else members)
    return visible(". ".join(told)) + "."
