"""The red thread: how goals on one level hang together with those on the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

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
    path,
    spread,
    text,
)
from handslag.documents.lettering import measure, visible, wrap

NO_LINK = "ingen koppling"
_KNOT = 7.0  # px, a knot's radius
_INDENT = 24.0  # px from a knot's left edge to its words
_GAP = 18.0  # px between the blocks of a column
_TINY = 5.0

State = Literal["filled", "quiet", "zero"]


@dataclass(frozen=True)
class Node:
    """A goal, a challenge or the like.

    key: unique in the picture. state: filled (linked, reported), quiet (the source is silent: nothing is
    concluded) or zero (somebody has confirmed that nothing exists). note: a second text, "6 insatser".
    """

    key: str
    label: str
    href: str | None = None
    state: State = "filled"
    note: str = ""


@dataclass(frozen=True)
class Link:
    """A thread between two nodes in neighbouring columns; dashed where it is only proposed, or not known wholly.

    words: what the table says of it, where "ja" or "föreslagen" is not enough: "1 200 000 kr".
    """

    from_key: str
    to_key: str
    proposed: bool = False
    words: str = ""

    @property
    def told(self) -> str:
        return self.words or ("föreslagen" if self.proposed else "ja")


@dataclass(frozen=True)
class Column:
    """A level of the plan, with its nodes from top to bottom."""

    heading: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class _Block:
    """A node laid out in a column: its lines, its height and the width of its widest line, in px."""

    node: Node
    lines: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def height(self) -> float:
        return max((len(self.lines) + len(self.notes)) * LINE, 2 * _KNOT + 4)

    @property
    def width(self) -> float:
        return max((measure(line) for line in (*self.lines, *self.notes)), default=0)


def red_thread(
    columns: Sequence[Column],
    links: Sequence[Link],
    *,
    key: str,
    title: str,
    finding: str,
    note: str = "",
    dashed: str = "Streckad tråd: föreslagen koppling.",
) -> Drawing:
    """Return the red thread over the columns, from left to right. dashed: what a dashed thread means.

    Raises ValueError on a node key used twice, on a link to a node that is not there, and on a link that
    does not go from one column to the next.
    """
    _check(columns, links)
    rows = _rows(columns, links)
    return draw(
        key=key,
        title=title,
        finding=finding,
        description=_description(title, columns, links),
        broad=_broad(columns, links),
        narrow=_narrow(columns, links),
        columns=("Nivå", "Rubrik", "Uppgift", "Hör ihop med", "Koppling"),
        rows=rows,
        note=" ".join(part for part in (*_reading(columns, links, dashed), note) if part),
        links=any(node.href for column in columns for node in column.nodes),
    )


def knot(x: float, y: float, state: State, *, radius: float = _KNOT) -> str:
    """Return a knot with its middle at x, y: filled, the quiet ring with its dash, or the lit ochre ring."""
    if state == "filled":
        return circle(x, y, radius, name="k-knot", fill="falu")
    if state == "zero":
        arc = 2 * 3.14159 * (radius - 0.9) / 60
        dash = f"{arc * 5.3:.2f} {arc * 4.7:.2f}"
        return circle(x, y, radius - 0.9, name="k-zero", fill="paper", stroke="ochre", width=2.4, dash=dash)
    step = 2 * 3.14159 * (radius - 0.7) / 20
    ring = circle(
        x, y, radius - 0.7, name="k-quiet", fill="paper", stroke="edge", width=1.5, dash=f"{step:.2f} {step:.2f}"
    )
    reach = radius * 0.42
    return ring + path(f"M{num(x - reach)} {num(y)}h{num(2 * reach)}", name="k-hush", stroke="edge", width=1.8)


def thread(d: str, *, proposed: bool = False, to: State = "filled") -> str:
    """Return the line along a path: falu, dashed where only proposed.

    To a node without anything it is dotted in the colour of that node's ring: the red thread does not reach it.
    """
    if proposed or to == "filled":
        return path(d, name="k-thread", stroke="falu", width=2, dash="6 5" if proposed else "")
    if to == "quiet":
        return path(d, name="k-faint", stroke="edge", width=1.5, dash="3 4")
    return path(d, name="k-lit", stroke="ochre", width=1.5, dash="3 4")


def _check(columns: Sequence[Column], links: Sequence[Link]) -> None:
    place: dict[str, int] = {}
    for index, column in enumerate(columns):
        for node in column.nodes:
            if node.key in place:
                raise ValueError(f"two nodes have the key {node.key!r}")
            place[node.key] = index
    for link in links:
        for end in (link.from_key, link.to_key):
            if end not in place:
                raise ValueError(f"a link leads to {end!r}, which is not among the nodes")
        if place[link.to_key] != place[link.from_key] + 1:
            raise ValueError(f"not from one column to the next: {link.from_key!r} to {link.to_key!r}")


def _note_of(node: Node) -> str:
    """Return the node's second text; where the source is silent the words say so."""
    return node.note or {"quiet": NO_LINK, "zero": "0, bekräftat", "filled": ""}[node.state]


def _broad(columns: Sequence[Column], links: Sequence[Link]) -> Picture:
    count = max(len(columns), 1)
    gap = 64.0 if count <= 3 else 48.0
    room = (BROAD - gap * (count - 1)) / count
    lefts = [i * (room + gap) for i in range(count)]
    heads = [wrap(column.heading, within=room, lines=2, bold=True) for column in columns]
    body = [label(x, 15, lines, bold=True) for x, lines in zip(lefts, heads, strict=False)]
    top = max((len(lines) for lines in heads), default=0) * LINE + 5
    body.append(path(f"M0 {num(top)}H{num(BROAD)}", name="k-grid", stroke="line"))
    blocks = [
        [_block(node, room - _INDENT, lines=4 if count <= 3 else 5) for node in column.nodes] for column in columns
    ]
    middles, bottom = _middles(blocks, links, top=top + 18)
    places = {
        block.node.key: (block, x, middles[block.node.key])
        for x, column in zip(lefts, blocks, strict=False)
        for block in column
    }
    # Red lies over grey where threads leave together.
    for link in sorted(links, key=lambda link: places[link.to_key][0].node.state == "filled"):
        body.append(_curve(places[link.from_key], places[link.to_key], room, proposed=link.proposed))
    for x, column in zip(lefts, blocks, strict=False):
        body += [_placed(block, x, middles[block.node.key]) for block in column]
    return Picture("".join(body), bottom + 10)


def _block(node: Node, within: float, *, lines: int) -> _Block:
    words = wrap(node.label, within=within, lines=lines)
    return _Block(node, words, wrap(_note_of(node), within=within, lines=2))


def _middles(
    blocks: Sequence[Sequence[_Block]], links: Sequence[Link], *, top: float
) -> tuple[dict[str, float], float]:
    """Return each node's middle, and the lowest edge.

    The tallest column stands as it is; from there each column seeks the level of those it is linked with.
    """
    heights = [sum(block.height + _GAP for block in column) - _GAP for column in blocks]
    bottom = top + max([*heights, LINE])
    tallest = heights.index(max(heights)) if heights else 0
    order = [tallest, *range(tallest - 1, -1, -1), *range(tallest + 1, len(blocks))]
    middles: dict[str, float] = {}
    for index in order if blocks else []:
        column = blocks[index]
        wanted = [_wanted(block.node, i, len(column), links, middles, top, bottom) for i, block in enumerate(column)]
        placed = spread(wanted, heights=[b.height for b in column], gap=_GAP, top=top, bottom=bottom)
        middles.update(zip((block.node.key for block in column), placed, strict=True))
    return middles, bottom


def _wanted(
    node: Node,
    index: int,
    count: int,
    links: Sequence[Link],
    middles: Mapping[str, float],
    top: float,
    bottom: float,
) -> float:
    """Return the mean level of the nodes it is linked with that are placed; its even share if there is none."""
    ends = [
        link.to_key if link.from_key == node.key else link.from_key
        for link in links
        if node.key in (link.from_key, link.to_key)
    ]
    levels = [middles[end] for end in ends if end in middles]
    return sum(levels) / len(levels) if levels else top + (bottom - top) * (index + 0.5) / count


def _curve(
    source: tuple[_Block, float, float], target: tuple[_Block, float, float], room: float, *, proposed: bool
) -> str:
    """Return the thread from behind the source's words to the target's knot."""
    (block, x, y), (aim, to_x, to_y) = source, target
    begin, turn, end = x + _INDENT + block.width + 8, x + room, to_x + _KNOT
    middle = (turn + end) / 2
    return thread(
        f"M{num(begin)} {num(y)}H{num(max(turn, begin))}"
        f"C{num(middle)} {num(y)} {num(middle)} {num(to_y)} {num(end)} {num(to_y)}",
        proposed=proposed,
        to=aim.node.state,
    )


def _placed(block: _Block, x: float, middle: float) -> str:
    count = len(block.lines) + len(block.notes)
    first = middle + (RISE - FALL) / 2 + 1 - (count - 1) * LINE / 2
    notes = "".join(
        text(x + _INDENT, first + (len(block.lines) + i) * LINE, line, tone="muted")
        for i, line in enumerate(block.notes)
    )
    words = label(x + _INDENT, first, block.lines, href=block.node.href)
    return knot(x + _KNOT, middle, block.node.state) + words + notes


def _narrow(columns: Sequence[Column], links: Sequence[Link]) -> Picture:
    """Return a section for each pair of levels: every node with those it leads to as branches under it."""
    tree = _Tree()
    for column, following in pairwise(columns):
        tree.heading(f"{column.heading} → {following.heading}")
        targets = {node.key: node for node in following.nodes}
        for node in column.nodes:
            branches = [(targets[link.to_key], link.proposed) for link in links if link.from_key == node.key]
            tree.node(node, branches)
    if columns:
        reached = {link.to_key for link in links}
        left = [node for node in columns[-1].nodes if len(columns) == 1 or node.key not in reached]
        if left:
            tree.heading(columns[-1].heading + (f": {NO_LINK}" if len(columns) > 1 else ""))
        for node in left:
            tree.node(node, [])
    return Picture("".join(tree.body), tree.y + 6)


class _Tree:
    """Writes the narrow picture from top to bottom."""

    def __init__(self) -> None:
        self.body: list[str] = []
        self.y = 0.0

    def heading(self, words: str) -> None:
        """Write a level's heading over a hairline."""
        lines = wrap(words, within=NARROW, lines=2, bold=True)
        self.y += 20 if self.body else 0
        self.body.append(label(0, self.y + 15, lines, bold=True))
        self.y += len(lines) * LINE + 5
        self.body.append(path(f"M0 {num(self.y)}H{num(NARROW)}", name="k-grid", stroke="line"))
        self.y += 10

    def node(self, node: Node, branches: Sequence[tuple[Node, bool]]) -> None:
        """Write a node, its second text, and a branch to each node that it leads to."""
        at = bend = self.y + 12
        self._words(node, x=_INDENT, lines=4)
        knots = []
        for index, (target, proposed) in enumerate(branches):
            level = self.y + 12
            # Down to here the stem is as red as the reddest branch still to come.
            onward, onward_proposed = min(branches[index:], key=_redness)
            stem = f"M{num(_KNOT)} {num(bend)}V{num(level - 8)}"
            self.body.append(thread(stem, proposed=onward_proposed, to=onward.state))
            branch = f"M{num(_KNOT)} {num(level - 8)}q0 8 8 8H{num(_INDENT + 4)}"
            self.body.append(thread(branch, proposed=proposed, to=target.state))
            knots.append(knot(_INDENT + 7, level, target.state, radius=_TINY))
            self._words(target, x=2 * _INDENT - 2, lines=3)
            bend = level - 8
        self.body += [*knots, knot(_KNOT, at, node.state)]
        self.y += 12

    def _words(self, node: Node, *, x: float, lines: int) -> None:
        words = wrap(node.label, within=NARROW - x, lines=lines)
        notes = wrap(_note_of(node), within=NARROW - x, lines=2)
        self.body.append(label(x, self.y + 17, words, href=node.href))
        self.body += [
            text(x, self.y + 17 + (len(words) + i) * LINE, line, tone="muted") for i, line in enumerate(notes)
        ]
        self.y += (len(words) + len(notes)) * LINE + 8


def _redness(branch: tuple[Node, bool]) -> int:
    """Return 0 for a thread that holds, then a proposed one, a confirmed gap, and silence."""
    node, proposed = branch
    return 1 if proposed else ("filled", "", "zero", "quiet").index(node.state)


def _reading(columns: Sequence[Column], links: Sequence[Link], dashed: str) -> list[str]:
    """Return how to read the marks that occur."""
    states = {node.state for column in columns for node in column.nodes}
    return [
        words
        for words, occurs in (
            (dashed, any(link.proposed for link in links)),
            ("Grå ring: inget är redovisat eller kopplat, ingen slutsats dras.", "quiet" in states),
            ("Ockra ring: bekräftat att inget finns.", "zero" in states),
        )
        if occurs
    ]


def _rows(columns: Sequence[Column], links: Sequence[Link]) -> tuple[tuple[str, ...], ...]:
    """Return a row for each link, and one for each node that leads nowhere."""
    names = {node.key: node.label for column in columns for node in column.nodes}
    rows = []
    for index, column in enumerate(columns):
        for node in column.nodes:
            start = (column.heading, node.label, _note_of(node))
            out = [link for link in links if link.from_key == node.key]
            rows += [(*start, names[link.to_key], link.told) for link in out]
            if not out:
                last = index == len(columns) - 1
                rows.append((*start, "" if last else NO_LINK, ""))
    return tuple(tuple(visible(cell) for cell in row) for row in rows)


def _description(title: str, columns: Sequence[Column], links: Sequence[Link]) -> str:
    names = {node.key: node.label for column in columns for node in column.nodes}
    told = [title]
    for column in columns:
        for node in column.nodes:
            ends = [
                names[link.to_key] + (f" ({link.told})" if link.proposed or link.words else "")
                for link in links
                if link.from_key == node.key
            ]
            words = [part for part in (_note_of(node), "leder till " + " och ".join(ends) if ends else "") if part]
            told.append(f"{column.heading}, {node.label}" + (": " + ", ".join(words) if words else ""))
    return visible(". ".join(told)) + "."
