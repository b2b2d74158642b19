"""The tile map of values: areas as equal tiles at their places, each with its value or why there is none.

A tile's look says only what the interval carries: higher, lower, or no certain difference. There is no scale of colours by
value, which would show differences that chance alone makes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from handslag.documents.drawing import BROAD, LINE, NARROW, RISE, Drawing, Picture, draw, label, num, path, text
from handslag.documents.figures_thread import knot
from handslag.documents.figures_tiles import GAP, LIST, Place, borders, groups, parts
from handslag.documents.lettering import fit, measure, visible, wrap

State = Literal["higher", "lower", "alike", "same", "not_known", "not_comparable", "none"]

_INSIDE, _AFTER = 8.0, 4.0  # px from a tile's left edge to its words, and from them to its right edge
_BAR = 7.0  # px, the bar along the edge of a tile that is higher or lower
_POST = 3.5  # px, the upright bar of one that is alike
_HAIR = 0.7  # px that an outline needs inside the picture
_WIDEST = 132.0
_NARROWEST = 78.0  # px; in smaller tiles the names of Swedish areas would be cut
_IN_GRID = {"broad": 5, "narrow": 3}
_WORDS: dict[State, str] = {
    "higher": "högre än {}",
    "lower": "lägre än {}",
    "alike": "ingen säker skillnad mot {}",
    "not_known": "uppgift saknas",
    "not_comparable": "kan inte jämföras med {}",
    "none": "jämförs inte med {}",
    "same": "lika med {}",
}
_SHORT: dict[State, str] = {"higher": "högre", "lower": "lägre"}
_LOOKS: dict[State, tuple[str, str, str, str]] = {  # class, fill, stroke, dashes
    "higher": ("k-unlike", "lake_soft", "lake", ""),
    "lower": ("k-unlike", "lake_soft", "lake", ""),
    "alike": ("k-alike", "lime", "edge", ""),
    "not_known": ("k-silent", "paper", "edge", "2 3"),
    "not_comparable": ("k-silent", "paper", "edge", "7 4"),
    "none": ("k-silent", "paper", "edge", ""),
    "same": ("k-alike", "lime", "edge", ""),
}


@dataclass(frozen=True)
class ValueTile:
    """An area. code: its name in `places`. word: its value, or why there is none. state: what the interval carries.

    "alike": no difference that the interval carries; "same": the very same, of a value that has none. "not_known": no value. "not_comparable": its figures are made in another way. "none": a value that is not compared,
    for one without an interval. group: the part it belongs to.
    """

    code: str
    name: str
    word: str
    state: State
    group: str = ""


def value_tiles(
    tiles: Sequence[ValueTile],
    places: Mapping[str, Place],
    *,
    key: str,
    title: str,
    finding: str,
    unit: str,
    reference: str = "riket",
    areas: str = "områdena",
    head: str = "Område",
    group_head: str = "Del",
    note: str = "",
) -> Drawing:
    """Return the map. places: code -> column and row; where some tile has none, all stand in their order in a grid.

    reference: what they are compared with, as in "högre än riket". areas: as in "ungefär som länen ligger".
    Raises ValueError on two tiles in one place, and on an unknown state.
    """
    spots = {tile.code: places[tile.code] for tile in tiles if tile.code in places}
    if len(set(spots.values())) < len(spots) or len({tile.code for tile in tiles}) < len(tiles):
        raise ValueError(f"two tiles in one place: {sorted(tile.code for tile in tiles)}")
    if wrong := [tile.state for tile in tiles if tile.state not in _LOOKS]:
        raise ValueError(f"not a state of a tile: {wrong[0]!r}")
    mapped = len(spots) == len(tiles) > 0
    grouped = any(tile.group for tile in tiles)
    said = _Said(visible(reference), visible(unit))
    return draw(
        key=key,
        title=title,
        finding=finding,
        description=said.description(title, tiles),
        broad=_picture(tiles, spots if mapped else {}, said, width=BROAD, across=_IN_GRID["broad"]),
        narrow=_picture(tiles, spots if mapped else {}, said, width=NARROW, across=_IN_GRID["narrow"]),
        columns=tuple(
            visible(each)
            for each in (head, *((group_head,) if grouped else ()), unit or "Värde", f"Jämfört med {reference}")
        ),
        rows=tuple(
            tuple(
                visible(each)
                for each in (tile.name, *((tile.group,) if grouped else ()), tile.word, said.comparison(tile.state))
            )
            for tile in tiles
        ),
        note=" ".join(each for each in (*said.reading(tiles, visible(areas), mapped=mapped), note) if each),
    )


@dataclass(frozen=True)
class _Said:
    """What is written round the tiles."""

    reference: str
    unit: str

    def comparison(self, state: State) -> str:
        return _WORDS[state].format(self.reference)

    def description(self, title: str, tiles: Sequence[ValueTile]) -> str:
        told = [title, *([self.unit] if self.unit else [])]
        for group in groups(tiles):
            members = "; ".join(_member(tile, self) for tile in tiles if tile.group == group)
            told.append(f"{group}: {members}" if group else members)
        return visible(". ".join(told)) + "."

    def reading(self, tiles: Sequence[ValueTile], areas: str, *, mapped: bool) -> list[str]:
        """Return how to read the map; its looks are told in the picture."""
        compared = any(tile.state in ("higher", "lower", "alike") for tile in tiles)
        parted = mapped and len(groups(tiles)) > 1
        return [
            words
            for words, occurs in (
                (f"Lika stora rutor, ungefär som {areas} ligger.", mapped),
                ("Linje mellan rutor: gräns mellan delarna.", parted),
                ("Rutans utseende visar bara en skillnad som intervallet bär, inte hur stort värdet är.", compared),
            )
            if occurs
        ]


def _member(tile: ValueTile, said: _Said) -> str:
    compared = said.comparison(tile.state)
    return f"{tile.name} {tile.word}" + ("" if tile.word == compared else f" ({compared})")


def _picture(
    tiles: Sequence[ValueTile], spots: Mapping[str, Place], said: _Said, *, width: float, across: int
) -> Picture:
    """Return the unit, the tiles, and what their looks mean beside or below them."""
    lines = wrap(said.unit, within=width, lines=2)
    body = [text(0, RISE + at * LINE, line, tone="muted") for at, line in enumerate(lines)]
    top = len(lines) * LINE + (8 if lines else 0)
    columns = max((column for column, _ in spots.values()), default=0) + 1
    size = min((width + GAP) / columns - GAP, _WIDEST)
    if spots and size >= _NARROWEST:
        drawn, right, bottom = _map(tiles, spots, size, top)
    else:
        drawn, bottom = _grid(tiles, (width + GAP) / across - GAP, across, top)
        right = width
    fits = width - right - LIST >= 150
    x, y = (right + LIST, top) if fits else (0.0, bottom + 18)
    legend, y = _legend(tiles, said, x=x, y=y, width=width - x)
    if spots and len(groups(tiles)) > 1:
        listed, y = parts(tiles, x=x, y=y + 12, width=width - x)
        legend += listed
    return Picture("".join([*body, *drawn, *legend]), max(bottom, y, LINE) + 2)


def _map(
    tiles: Sequence[ValueTile], spots: Mapping[str, Place], size: float, top: float
) -> tuple[list[str], float, float]:
    """Return the tiles at their places with lines between the parts, and the right and lower edges."""
    height = max(_height(tile, size) for tile in tiles)
    drawn = [
        _tile(tile, spots[tile.code][0] * (size + GAP), top + spots[tile.code][1] * (height + GAP), size, height)
        for tile in tiles
    ]
    drawn += borders(tiles, spots, size + GAP, height + GAP, top=top)
    right = (max(column for column, _ in spots.values()) + 1) * (size + GAP) - GAP
    return drawn, right, top + (max(row for _, row in spots.values()) + 1) * (height + GAP) - GAP


def _grid(tiles: Sequence[ValueTile], size: float, across: int, top: float) -> tuple[list[str], float]:
    """Return the tiles in their order under the headings of their groups, and the lower edge."""
    height = max((_height(tile, size) for tile in tiles), default=0)
    drawn, y = [], top
    for group in groups(tiles):
        if group:
            y += 10 if y > top else 0
            words = fit(group, within=(size + GAP) * across - GAP, bold=True)
            drawn.append(text(0, y + RISE + 2, words, bold=True))
            y += LINE + 6
        members = [tile for tile in tiles if tile.group == group]
        for at, tile in enumerate(members):
            drawn.append(_tile(tile, at % across * (size + GAP), y + at // across * (height + GAP), size, height))
        y += -(-len(members) // across) * (height + GAP)
    return drawn, y - (GAP if tiles else 0)


def _name(tile: ValueTile, size: float) -> tuple[str, ...]:
    return wrap(tile.name, within=size - _INSIDE - _AFTER, lines=2)


def _word(tile: ValueTile, size: float) -> tuple[str, ...]:
    inset = 15 if tile.state == "not_known" else 0
    return wrap(tile.word, within=size - _INSIDE - _AFTER - inset, lines=2, bold=_has_value(tile))


def _has_value(tile: ValueTile) -> bool:
    return tile.state in ("higher", "lower", "alike", "same", "none")


def _short(tile: ValueTile, size: float) -> bool:
    """Whether the comparison's word stands on a line of its own under the value."""
    word = _word(tile, size)
    beside = measure(word[-1], bold=True) + 6 + measure(_SHORT[tile.state]) if tile.state in _SHORT and word else 0
    return beside > size - _INSIDE - _AFTER


def _height(tile: ValueTile, size: float) -> float:
    lines = len(_name(tile, size)) + max(len(_word(tile, size)), 1) + _short(tile, size)
    return lines * LINE + 2 * _BAR + 8


def _tile(tile: ValueTile, x: float, y: float, width: float, height: float) -> str:
    """Return a tile: its name at the top, its value or state at the foot."""
    drawn = [_look(tile.state, x, y, width, height)]
    left, first = x + _INSIDE, y + _BAR + 3 + RISE
    drawn += [text(left, first + at * LINE, line) for at, line in enumerate(_name(tile, width))]
    word, alone = _word(tile, width), _short(tile, width)
    last = y + height - _BAR - 7
    base = last - (len(word) - 1 + alone) * LINE
    valued = _has_value(tile)
    inset = 0.0
    if tile.state == "not_known":
        drawn.append(knot(left + 5, base - 5, "quiet", radius=5.5))
        inset = 15.0
    drawn += [
        text(left + inset, base + at * LINE, line, tone="ink" if valued else "muted", bold=valued)
        for at, line in enumerate(word)
    ]
    if tile.state in _SHORT:
        beside = left if alone or not word else left + measure(word[-1], bold=True) + 6
        drawn.append(text(beside, last, _SHORT[tile.state]))
    return "\n".join(drawn)


def _look(state: State, x: float, y: float, width: float, height: float) -> str:
    """Return the ground of a tile: a bar along its upper edge is higher, along its lower edge lower, at its left alike."""
    name, fill, stroke, dash = _LOOKS[state]
    x, y, width, height = x + _HAIR, y + _HAIR, width - 2 * _HAIR, height - 2 * _HAIR
    box = f"M{num(x)} {num(y)}h{num(width)}v{num(height)}h{num(-width)}Z"
    drawn = path(box, name=name, fill=fill, stroke=stroke, width=1.25, dash=dash)
    bar = min(_BAR, height / 3)
    if state in ("higher", "lower"):
        top = y if state == "higher" else y + height - bar
        drawn += path(f"M{num(x)} {num(top)}h{num(width)}v{num(bar)}h{num(-width)}Z", name="k-lake", fill="lake")
    if state in ("alike", "same"):
        drawn += path(f"M{num(x)} {num(y)}h{_POST}v{num(height)}h-{_POST}Z", name="k-post", fill="edge")
    if state == "not_comparable":
        corner = min(12.0, height / 2)
        d = f"M{num(x + width - corner)} {num(y)}l{num(corner)} {num(corner)}"
        drawn += path(d, name="k-hush", stroke="edge", width=1.25)
    return drawn


def _legend(tiles: Sequence[ValueTile], said: _Said, *, x: float, y: float, width: float) -> tuple[list[str], float]:
    """Return what each look that occurs means, and the lower edge."""
    drawn = []
    states = {tile.state for tile in tiles}
    for state in _LOOKS:
        if state not in states:
            continue
        lines = wrap(said.comparison(state), within=width - 36, lines=3)
        drawn.append(_look(state, x, y, 27, 19))
        drawn.append(label(x + 36, y + RISE + 2, lines))
        y += max(len(lines) * LINE, 20) + 6
    return drawn, y
