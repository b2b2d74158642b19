"""The picture of a year's money: from its source over pots, receivers and initiatives to the plan's goals."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from handslag.documents.drawing import Drawing
from handslag.documents.figures_thread import Column, Link, Node, red_thread
from handslag.funding.trail.queries import Piece, Source, Trail
from handslag.funding.trail.rules import Tally, tally
from handslag.swedish.kronor import kronor
from handslag.swedish.numbers import count

MOST = 12
"""So many receivers and initiatives are drawn by name, those with most money first; the rest stand together."""
UNKNOWN = "belopp inte angivet"
NO_RECEIVER, NO_GOAL = "Mottagare inte angiven", "Inget mål i planen"
DASHED = "Streckad tråd: något belopp är inte angivet."
NOTE = "Trådarna är lika breda: bredden säger inget om belopp. Tabellen under bilden har alla belopp."


def amounts(sums: Tally) -> str:
    """Return known amounts and how many are not known, in words: "300 kr och 2 utan belopp"."""
    if not sums.unknown:
        return kronor(sums.kronor)
    if not sums.kronor:
        return UNKNOWN if sums.unknown == 1 else f"{sums.unknown} utan belopp"
    return f"{kronor(sums.kronor)} och {sums.unknown} utan belopp"


@dataclass
class _Threads:
    """The money between any two nodes, and nodes by column in the order in which they came."""

    nodes: list[dict[str, Node]] = field(default_factory=lambda: [{} for _ in range(5)])
    sums: dict[tuple[str, str], list[int | None]] = field(default_factory=lambda: defaultdict(list))
    rests: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, column: int, node: Node) -> str:
        self.nodes[column].setdefault(node.key, node)
        return node.key

    def links(self) -> list[Link]:
        """Return a thread for each pair; dashed where an amount is not known."""
        found = []
        for (start, end), every in self.sums.items():
            told = tally(every)
            found.append(Link(start, end, bool(told.unknown), amounts(told)))
        return found + [Link(start, end, words=words) for (start, end), words in self.rests.items()]


def trail_drawing(trail: Trail, sources: Iterable[Source], *, key: str = "spar") -> Drawing | None:
    """Return the picture of the sources; None where nothing has been placed or put into a pot: there is no trail yet."""
    shown = [each for each in sources if each.pieces or each.pots]
    if not shown:
        return None
    threads = _Threads()
    names = _named(trail, shown)
    for source in shown:
        _draw_source(threads, source)
        for piece in source.pieces:
            _draw_piece(threads, trail, source, piece, names)
    _draw_goals_without(threads, trail)
    headings = ("Källa", "Pott och beslut", "Mottagare", "Insats", "Mål")
    columns = [Column(head, tuple(nodes.values())) for head, nodes in zip(headings, threads.nodes, strict=True)]
    return red_thread(
        columns, threads.links(), key=key, title="Pengarnas väg", finding=finding(shown), note=NOTE, dashed=DASHED
    )


def finding(sources: Iterable[Source]) -> str:
    """Return how much reaches how many initiatives, in a sentence."""
    pieces = [piece for source in sources for piece in source.pieces if piece.initiative_id]
    if not pieces:
        return "Inga pengar är införda som når en insats."
    sums, many = tally(piece.kronor for piece in pieces), len({piece.initiative_id for piece in pieces})
    return f"{amounts(sums)[:1].upper()}{amounts(sums)[1:]} når {count(many, 'insats', 'insatser')}."


def _named(trail: Trail, sources: Iterable[Source]) -> Mapping[str, set]:
    """Return the initiatives and receivers that are drawn by name: those with most money."""
    of: dict[str, dict] = {"initiative": defaultdict(int), "receiver": defaultdict(int)}
    for source in sources:
        for piece in source.pieces:
            of["initiative"][_end(piece)] += piece.kronor or 0
            of["receiver"][receiver_of(trail, piece)] += piece.kronor or 0
    return {name: set(sorted(sums, key=lambda each: -sums[each])[:MOST]) for name, sums in of.items()}


def receiver_of(trail: Trail, piece: Piece) -> str:
    """Return who gets the money: as stated, else who answers for the initiative, else ""."""
    owner = trail.initiatives[piece.initiative_id].owner if piece.initiative_id else ""
    return piece.organisation or owner


def _end(piece: Piece) -> str:
    return f"i{piece.initiative_id}" if piece.initiative_id else f"b{piece.id}"


def _draw_source(threads: _Threads, source: Source) -> None:
    whole = UNKNOWN if source.whole.kronor is None else kronor(source.whole.kronor)
    if source.whole.kind == "computed":
        whole += ", räkneexempel"
    start = threads.add(0, Node(source.key, source.title, source.url or None, note=whole))
    for part, balance in zip(source.pots, source.balance.pots, strict=True):
        pot = threads.add(1, Node(f"p{part.pot.pk}", part.pot.title, part.pot.get_absolute_url(), note=part.told))
        threads.sums[start, pot].append(part.purse.kronor)
        if part.purse.carried_on:
            later = threads.add(
                2, Node(f"c{part.pot.pk}", "Fört till ett senare år", note=kronor(part.purse.carried_on))
            )
            threads.rests[pot, later] = kronor(part.purse.carried_on)
        if balance.left is None or balance.left > 0:
            most = "högst " if balance.given.unknown or not part.purse.carried_on_known else ""
            words = "okänt hur mycket" if balance.left is None else most + kronor(balance.left)
            rest = threads.add(2, Node(f"l{part.pot.pk}", "Oplacerat i potten", state="quiet", note=words))
            threads.rests[pot, rest] = words
    outside = source.balance.outside
    if outside is not None and outside > 0:
        rest = threads.add(1, Node(f"o{source.key}", "Oplacerat", state="quiet", note=kronor(outside)))
        threads.rests[start, rest] = kronor(outside)


def _draw_piece(threads: _Threads, trail: Trail, source: Source, piece: Piece, names: Mapping[str, set]) -> None:
    is_from_pot = any(part.pot.pk == piece.pot_id for part in source.pots)
    direct = Node(f"d{source.key}", "Direkt, utan pott")
    via = f"p{piece.pot_id}" if is_from_pot else threads.add(1, direct)
    if not is_from_pot:
        threads.sums[source.key, via].append(piece.kronor)
    to = threads.add(2, _receiver(receiver_of(trail, piece), names["receiver"]))
    threads.sums[via, to].append(piece.kronor)
    end = threads.add(3, _initiative(trail, piece, names["initiative"]))
    threads.sums[to, end].append(piece.kronor)
    served = trail.initiatives.get(piece.initiative_id or 0)
    for goal in served.goals if served else ():
        at = threads.add(4, Node(f"g{goal.id}", goal.title, goal.url))
        threads.sums[end, at].append(piece.kronor)
    if not (served and served.goals):
        at = threads.add(4, Node("g0", NO_GOAL, state="quiet"))
        threads.sums[end, at].append(piece.kronor)


def _receiver(name: str, named: set) -> Node:
    if not name:
        return Node("m-", NO_RECEIVER)
    return Node(f"m{name}", name) if name in named else Node("m+", "Andra mottagare")


def _initiative(trail: Trail, piece: Piece, named: set) -> Node:
    if _end(piece) not in named:
        return Node("i+", "Andra insatser och budgetposter")
    served = trail.initiatives.get(piece.initiative_id or 0)
    if served is None:
        return Node(_end(piece), piece.title, note="budgetpost utan insats")
    return Node(_end(piece), served.title, served.url)


def _draw_goals_without(threads: _Threads, trail: Trail) -> None:
    for goal in trail.tree.roots:
        threads.add(4, Node(f"g{goal.id}", goal.title, goal.url, "quiet", "inga pengar införda"))
