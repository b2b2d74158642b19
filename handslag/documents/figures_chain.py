"""The chain: how one initiative became another, over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handslag.documents.drawing import (
    BROAD,
    FALL,
    LINE,
    NARROW,
    RISE,
    Drawing,
    Picture,
    circle,
    draw,
    label,
    num,
    spread,
    text,
)
from handslag.documents.figures_thread import thread
from handslag.documents.lettering import fit, measure, visible, wrap

_KNOT = 7.0
_INDENT = 24.0
_ACROSS = 3  # steps beside each other; then the chain goes on below
_GAP = 148.0  # px between two steps: the thread and its words
_BEND = 18.0  # px that a thread needs to change level
_BETWEEN = 20.0  # px between the nodes of a step
_LANE = 11.0  # px between the threads that pass beside the nodes of the narrow picture


@dataclass(frozen=True)
class ChainNode:
    """An initiative in the chain. when: its period in words. current: the one that the page is about."""

    key: str
    label: str
    href: str | None = None
    when: str = ""
    current: bool = False


@dataclass(frozen=True)
class ChainLink:
    """How one leads to another, in words: "fortsätter som", "blir underlag till", "är del av"."""

    from_key: str
    to_key: str
    word: str


@dataclass(frozen=True)
class _Piece:
    """A part of a link, from one step to the next. A step that the link only passes is a place of its own."""

    source: str
    target: str
    word: str


def chain(
    nodes: Sequence[ChainNode],
    links: Sequence[ChainLink],
    *,
    key: str,
    title: str,
    finding: str,
    note: str = "",
) -> Drawing:
    """Return the chain from left to right, folded after three steps; nodes stand in the order of their links.

    A link that would close a circle is in the table and not in the picture; the note says so.
    Raises ValueError on a node key used twice and on a link to a node that is not there.
    """
    _check(nodes, links)
    forward = _without_circles(nodes, links)
    left_out = len(links) - len(forward)
    round_trip = f"Relationer som bara står i tabellen, för att de går tillbaka: {left_out}." if left_out else ""
    return draw(
        key=key,
        title=title,
        finding=finding,
        description=_description(title, nodes, links),
        broad=_Broad(nodes, forward).picture(),
        narrow=_narrow(nodes, forward),
        columns=("Insats", "Period", "Relation", "Till"),
        rows=_rows(nodes, links),
        note=" ".join(part for part in (round_trip, note) if part),
        links=any(node.href for node in nodes),
    )


def _check(nodes: Sequence[ChainNode], links: Sequence[ChainLink]) -> None:
    keys = {node.key for node in nodes}
    if len(keys) < len(nodes):
        raise ValueError(f"two nodes have the same key: {sorted(node.key for node in nodes)}")
    for link in links:
        for end in (link.from_key, link.to_key):
            if end not in keys:
                raise ValueError(f"a link leads to {end!r}, which is not among the nodes")


def _without_circles(nodes: Sequence[ChainNode], links: Sequence[ChainLink]) -> list[ChainLink]:
    """Return the links, without each that leads back to where it came from."""
    kept: list[ChainLink] = []
    onward: dict[str, set[str]] = {node.key: set() for node in nodes}
    for link in links:
        if link.from_key not in _reached(link.to_key, onward):
            onward[link.from_key].add(link.to_key)
            kept.append(link)
    return kept


def _reached(start: str, onward: Mapping[str, set[str]]) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        fresh = onward[waiting.pop()] - seen
        seen |= fresh
        waiting += fresh
    return seen


def _steps(nodes: Sequence[ChainNode], links: Sequence[ChainLink]) -> dict[str, int]:
    """Return each node's step: one more than the last of those that lead to it."""
    steps = {node.key: 0 for node in nodes}
    for _ in nodes:
        for link in links:
            steps[link.to_key] = max(steps[link.to_key], steps[link.from_key] + 1)
    return steps


class _Broad:
    """Lays out the broad picture: steps as columns, three to a band."""

    def __init__(self, nodes: Sequence[ChainNode], links: Sequence[ChainLink]) -> None:
        self.nodes = {node.key: node for node in nodes}
        self.steps = _steps(nodes, links)
        self.pieces = self._pieces(links)
        self.count = max(self.steps.values(), default=0) + 1
        self.across = min(self.count, _ACROSS)
        self.room = (BROAD - (self.across - 1) * _GAP) / self.across
        if self.count > _ACROSS:  # room at the side for the thread that turns to the next band
            self.room -= 2 * _BEND / self.across
        self.margin = _BEND if self.count > _ACROSS else 0.0
        self.middles: dict[str, float] = {}
        self.threads: list[str] = []
        self.words: list[str] = []

    def _pieces(self, links: Sequence[ChainLink]) -> list[_Piece]:
        pieces = []
        for number, link in enumerate(links):
            stops = [link.from_key]
            for step in range(self.steps[link.from_key] + 1, self.steps[link.to_key]):
                stops.append(f"\0{number}.{step}")  # no node's key: keys come without NUL
                self.steps[stops[-1]] = step
            stops.append(link.to_key)
            words = [link.word] + [""] * len(stops)
            pieces += [_Piece(a, b, w) for a, b, w in zip(stops, stops[1:], words, strict=False)]
        return pieces

    def picture(self) -> Picture:
        """Return the bands under each other, and the threads that turn from one to the next."""
        y = 4.0
        for first in range(0, self.count, _ACROSS):
            turning = [piece for piece in self.pieces if self.steps[piece.target] == first] if first else []
            turning.sort(key=lambda piece: -self.middles[piece.source])
            lanes = [y + (i + 1) * (LINE + 14) - 6 for i in range(len(turning))]
            below = lanes[-1] + 26 if lanes else y
            y = self._band(range(first, min(first + _ACROSS, self.count)), top=below)
            for i, (piece, lane) in enumerate(zip(turning, lanes, strict=True)):
                apart = min(6.0, 2 * _BEND / 3 / len(turning)) * i
                self._turn(piece, lane, far=BROAD - 14 + apart, near=4 + apart)
            y += 10
        return Picture("".join(self.threads + self.words), y)

    def _band(self, band: range, *, top: float) -> float:
        """Place the steps of a band and draw the threads between them; return the lowest edge."""
        columns = [[key for key, at in self.steps.items() if at == step] for step in band]
        tall = max(self._height(column) for column in columns)
        lanes = [self._between(step) for step in band][:-1]
        tall = max([tall, *(sum(_word_height(piece) for piece in pieces) for pieces in lanes)])
        for column in columns:
            self._place(column, top=top, bottom=top + tall)
        for step in band:
            if step != band[-1]:
                self._threads(self._between(step), top=top, bottom=top + tall)
        for column in columns:
            for key in column:
                self._node(key)
        return top + tall

    def _between(self, step: int) -> list[_Piece]:
        return [piece for piece in self.pieces if self.steps[piece.source] == step]

    def _height(self, column: Sequence[str]) -> float:
        return sum(self._tall(key) + _BETWEEN for key in column) - _BETWEEN

    def _lines(self, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        node = self.nodes[key]
        room = self.room - _INDENT
        return (
            wrap(node.label, within=room, lines=6, bold=node.current),
            wrap(node.when, within=room, lines=2),
        )

    def _tall(self, key: str) -> float:
        if key not in self.nodes:
            return LINE
        lines, when = self._lines(key)
        return max((len(lines) + len(when)) * LINE, 2 * _KNOT + 6)

    def _place(self, column: list[str], *, top: float, bottom: float) -> None:
        """Give the step's nodes their level: as near as they can be to those that lead to them."""
        centre = (top + bottom) / 2
        wanted = {}
        for key in column:
            levels = [self.middles[p.source] for p in self.pieces if p.target == key and self._same_band(p)]
            wanted[key] = sum(levels) / len(levels) if levels else centre
        column.sort(key=lambda key: wanted[key])
        placed = spread(
            [wanted[key] for key in column],
            heights=[self._tall(key) for key in column],
            gap=_BETWEEN,
            top=top,
            bottom=bottom,
        )
        self.middles.update(zip(column, placed, strict=True))

    def _same_band(self, piece: _Piece) -> bool:
        return self.steps[piece.source] // _ACROSS == self.steps[piece.target] // _ACROSS

    def _x(self, key: str) -> float:
        return self.margin + self.steps[key] % _ACROSS * (self.room + _GAP)

    def _leaves(self, key: str) -> float:
        """Return the x where a thread leaves a node: behind its words."""
        if key not in self.nodes:
            return self._x(key)
        bold = self.nodes[key].current
        lines, when = self._lines(key)
        width = max([measure(line, bold=bold) for line in lines] + [measure(line) for line in when], default=0)
        return self._x(key) + _INDENT + width + 8

    def _threads(self, pieces: list[_Piece], *, top: float, bottom: float) -> None:
        """Draw the threads to the next step, each on a level of its own where its words stand."""
        pieces.sort(key=lambda piece: (self.middles[piece.source], self.middles[piece.target]))
        heights = [_word_height(piece) for piece in pieces]
        # A thread's level is the foot of its block; the words stand above it.
        wanted = [self._level(p) - height / 2 + FALL for p, height in zip(pieces, heights, strict=True)]
        placed = spread(wanted, heights=heights, gap=0, top=top - 10, bottom=bottom + 10)
        for piece, middle, height in zip(pieces, placed, heights, strict=True):
            self._thread(piece, middle + height / 2 - FALL)

    def _level(self, piece: _Piece) -> float:
        """Return the level a thread would choose: that of the end where it is alone, else between the two."""
        start, end = self.middles[piece.source], self.middles[piece.target]
        if sum(other.target == piece.target for other in self.pieces) == 1:
            return end
        if sum(other.source == piece.source for other in self.pieces) == 1:
            return start
        return (start + end) / 2

    def _thread(self, piece: _Piece, lane: float) -> None:
        left = self._x(piece.source) + self.room
        right = left + _GAP
        start, end = self.middles[piece.source], self.middles[piece.target]
        self.threads.append(
            thread(
                f"M{num(self._leaves(piece.source))} {num(start)}H{num(left)}"
                + _bend(left, start, left + _BEND, lane)
                + f"H{num(right - _BEND)}"
                + _bend(right - _BEND, lane, right + _KNOT, end)
            )
        )
        lines = _word_lines(piece.word)
        for i, line in enumerate(lines):
            y = lane - 6 - (len(lines) - 1 - i) * LINE
            self.words.append(text((left + right) / 2, y, line, tone="muted", anchor="middle"))

    def _turn(self, piece: _Piece, lane: float, *, far: float, near: float) -> None:
        """Draw a thread out to the right, back between the bands, and in from the left."""
        start, end = self.middles[piece.source], self.middles[piece.target]
        x = self._x(piece.target) + _KNOT
        self.threads.append(
            thread(
                f"M{num(self._leaves(piece.source))} {num(start)}H{num(far - 8)}q8 0 8 8V{num(lane - 8)}q0 8 -8 8"
                f"H{num(near + 8)}q-8 0 -8 8V{num(end - 8)}q0 8 8 8H{num(x)}"
            )
        )
        words = fit(piece.word, within=BROAD - 2 * _BEND)
        self.words.append(text(_BEND, lane - 6, words, tone="muted"))

    def _node(self, key: str) -> None:
        if key not in self.nodes:
            return
        node, x, middle = self.nodes[key], self._x(key), self.middles[key]
        lines, when = self._lines(key)
        first = middle + (RISE - FALL) / 2 + 1 - (len(lines) + len(when) - 1) * LINE / 2
        self.words.append(_knot(x + _KNOT, middle, node))
        self.words.append(label(x + _INDENT, first, lines, href=node.href, bold=node.current))
        for i, line in enumerate(when):
            self.words.append(text(x + _INDENT, first + (len(lines) + i) * LINE, line, tone="muted"))


def _bend(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = num((x + to_x) / 2)
    return f"C{middle} {num(y)} {middle} {num(to_y)} {num(to_x)} {num(to_y)}"


def _word_lines(word: str) -> tuple[str, ...]:
    return wrap(word, within=_GAP - 2 * _BEND, lines=3)


def _word_height(piece: _Piece) -> float:
    return len(_word_lines(piece.word)) * LINE + 10


def _knot(x: float, y: float, node: ChainNode) -> str:
    """Return the node's knot: filled for the one that the page is about, open for the others."""
    if node.current:
        return circle(x, y, _KNOT, name="k-knot", fill="falu")
    return circle(x, y, _KNOT - 1, name="k-open", fill="paper", stroke="falu", width=2)


def _narrow(nodes: Sequence[ChainNode], links: Sequence[ChainLink]) -> Picture:
    """Return the nodes under each other, with the threads in lanes to the left and their words under the node."""
    steps = _steps(nodes, links)
    order = sorted(nodes, key=lambda node: steps[node.key])
    place = {node.key: i for i, node in enumerate(order)}
    lanes = _lanes([(place[link.from_key], place[link.to_key]) for link in links])
    trunk = max([lane for lane in lanes], default=0) * _LANE + _KNOT
    names = {node.key: node.label for node in nodes}
    y, ys, words = 0.0, [], []
    for i, node in enumerate(order):
        told = [
            link.word if place[link.to_key] == i + 1 else f"{link.word}: {names[link.to_key]}"
            for link in links
            if link.from_key == node.key
        ]
        ys.append(y + 12)
        part, y = _narrow_node(node, told, x=trunk + _INDENT - _KNOT, y=y)
        words.append(part)
    threads = [
        thread(_lane_path(trunk, trunk - lane * _LANE, ys[place[link.from_key]], ys[place[link.to_key]]))
        for link, lane in zip(links, lanes, strict=True)
    ]
    knots = [_knot(trunk, at, node) for node, at in zip(order, ys, strict=True)]
    return Picture("".join(threads + knots + words), max(y - 6, LINE))


def _narrow_node(node: ChainNode, told: Sequence[str], *, x: float, y: float) -> tuple[str, float]:
    """Return a node's words from y down, and where the next node begins."""
    lines = wrap(node.label, within=NARROW - x, lines=5, bold=node.current)
    body = [label(x, y + 17, lines, href=node.href, bold=node.current)]
    y += 17 + len(lines) * LINE
    for line in wrap(node.when, within=NARROW - x, lines=2):
        body.append(text(x, y, line, tone="muted"))
        y += LINE
    for words in told:
        for line in wrap(f"→ {words}", within=NARROW - x, lines=2):
            body.append(text(x, y + 2, line))
            y += LINE
    return "".join(body), y + 8


def _lanes(stretches: Sequence[tuple[int, int]]) -> list[int]:
    """Return a lane for each thread: 0 between neighbours, else the nearest where it meets no other."""
    taken: list[list[tuple[int, int]]] = []
    lanes = []
    for begin, end in stretches:
        if end == begin + 1:
            lanes.append(0)
            continue
        lane = next((i for i, row in enumerate(taken) if all(end <= a or b <= begin for a, b in row)), len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((begin, end))
        lanes.append(lane + 1)
    return lanes


def _lane_path(trunk: float, x: float, start: float, end: float) -> str:
    if x == trunk:
        return f"M{num(x)} {num(start)}V{num(end)}"
    near = min(8.0, trunk - x)
    return (
        f"M{num(trunk)} {num(start)}H{num(x + near)}q-{num(near)} 0 -{num(near)} {num(near)}"
        f"V{num(end - near)}q0 {num(near)} {num(near)} {num(near)}H{num(trunk)}"
    )


def _rows(nodes: Sequence[ChainNode], links: Sequence[ChainLink]) -> tuple[tuple[str, ...], ...]:
    """Return a row for each link, and one for each node without any onwards."""
    names = {node.key: node.label for node in nodes}
    rows = []
    for node in nodes:
        out = [link for link in links if link.from_key == node.key]
        rows += [(node.label, node.when, link.word, names[link.to_key]) for link in out]
        if not out:
            rows.append((node.label, node.when, "", ""))
    return tuple(tuple(visible(cell) for cell in row) for row in rows)


def _description(title: str, nodes: Sequence[ChainNode], links: Sequence[ChainLink]) -> str:
    told = [title]
    for name, when, word, target in _rows(nodes, links):
        told.append(name + (f" ({when})" if when else "") + (f" {word} {target}" if word or target else ""))
    return visible(". ".join(told)) + "."
