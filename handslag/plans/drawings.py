"""Drawings of a plan from what the queries return: pages and reports call the same, and so show the same.

Each takes key (an id, unique on the page or in the document), links (off: nothing in the drawing is a link) and
site ("https://host" before every address, where the drawing is read somewhere else than on our pages).
"""

import datetime
from collections.abc import Callable, Sequence

from django.urls import reverse

from handslag.documents.figures import (
    ChainLink,
    ChainNode,
    Column,
    Drawing,
    Node,
    Row,
    Span,
    chain,
    red_thread,
    tally,
    timeline,
)
from handslag.documents.figures import Link as Thread
from handslag.plans.models import Framework, Initiative, Plan
from handslag.plans.queries.goals import Goal, Tree
from handslag.plans.queries.overview import status_counts
from handslag.plans.queries.relations import Link
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.queries.thread import NodeThread
from handslag.plans.rules import OVER
from handslag.plans.words import RELATIONS, STATUSES, STATUSES_OF_MANY
from handslag.swedish.numbers import capitalised, count, number, word

Address = Callable[[str], str | None]


def addresses(*, links: bool, site: str) -> Address:
    """Return what makes an address of ours into a drawing's link: None where there are to be none."""
    return lambda url: site + url if links and url else None


def status_drawing(rows: list[InitiativeRow], *, key: str = "status") -> Drawing:
    """Draw how many initiatives have each status, "unknown" last. Nothing in it is a link."""
    counts = status_counts(rows)
    return tally(
        [Row(STATUSES[each.status], each.status, each.n) for each in counts],
        key=key,
        title="Insatserna efter status",
        finding=_status_finding([(each.status, each.n) for each in counts]),
        note=f"Varje insats räknas en gång, n = {number(len(rows))}." if rows else "",
    )


def _status_finding(counts: list[tuple[str, int]]) -> str:
    """Return the statuses in one sentence, the largest first: "24 insatser: 13 pågår, 9 avslutade och 2 utan status."."""
    total = sum(n for _, n in counts)
    if not total:
        return "Ingen insats är redovisad."
    if total == 1:
        return f"Den enda insatsen: {STATUSES[counts[0][0]].lower()}."
    return f"{number(total)} insatser: {_statuses(counts)}."


def statuses_listed(rows: list[InitiativeRow]) -> str:
    """Return how many initiatives have each status: "13 pågår, 7 avslutade och 2 utan status"."""
    return _statuses([(each.status, each.n) for each in status_counts(rows)])


def _statuses(counts: list[tuple[str, int]]) -> str:
    return listed(
        [
            f"{number(n)} {STATUSES_OF_MANY[code] if n > 1 or code == 'unknown' else STATUSES[code].lower()}"
            for code, n in counts
        ]
    )


def listed(words: Sequence[str]) -> str:
    """Return the words as a list in a sentence: "a, b och c"."""
    return " och ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def timeline_drawing(
    rows: list[InitiativeRow], *, today: datetime.date, key: str = "tidslinje", links: bool = True, site: str = ""
) -> Drawing:
    """Draw when the initiatives run, no more exactly than it is known. today: the day the state is told for."""
    address = addresses(links=links, site=site)
    spans = [
        Span(row.title, row.period, address(row.url), STATUSES[row.status.status], as_of=_known_until(row))
        for row in rows
    ]
    return timeline(spans, key=key, title="När insatserna pågår", finding=_timeline_finding(rows), today=today)


def _known_until(row: InitiativeRow) -> datetime.date | None:
    """A bar without a stated end stops where somebody said that it was over."""
    return row.status.as_of if row.status.status in OVER else None


def _timeline_finding(rows: list[InitiativeRow]) -> str:
    dated = sum(row.period is not None and row.period.first is not None for row in rows)
    lasting = sum(row.period is not None and row.period.first is None for row in rows)
    finding = f"{count(dated, 'insats har', 'insatser har')} en angiven tid."
    if lasting:
        finding += f" {count(lasting, 'har', 'har')} bara en angiven längd."
    if rest := len(rows) - dated - lasting:
        finding += f" {count(rest, 'har', 'har')} ingen angiven tid."
    return finding


def chain_drawing(
    initiative: Initiative | None, *, relations: list[Link], key: str = "kedja", links: bool = True, site: str = ""
) -> Drawing | None:
    """Draw all that is tied to the initiative, directly or through others; None where nothing is.

    initiative: the one whose page it stands on; None where it stands on nobody's.
    relations: from relations_around, so that the drawing holds nothing that its reader may not know of.
    """
    if not relations:
        return None
    address = addresses(links=links, site=site)
    own = initiative.id if initiative else None
    items = {end.id: end for link in relations for end in (link.source, link.target)}
    in_time = sorted(items.values(), key=lambda item: (item.period_from is None, str(item.period_from)))
    return chain(
        [
            ChainNode(
                str(item.id),
                item.title,
                None if item.id == own else address(item.url),
                item.period_text,
                item.id == own,
            )
            for item in in_time
        ],
        [ChainLink(str(link.source.id), str(link.target.id), RELATIONS[link.kind]) for link in relations],
        key=key,
        title="Hur insatserna hänger ihop" if initiative else f"Det som hänger ihop med {in_time[0].title}",
        finding=f"{count(len(items), 'insats', 'insatser')} hänger ihop{', med den här inräknad' if initiative else ''}.",
    )


def thread_drawing(
    down: list[NodeThread],
    *,
    plan: Plan,
    framework: Framework,
    tree: Tree,
    rows: list[InitiativeRow],
    proposed: bool,
    key: str = "trad",
    links: bool = True,
    site: str = "",
) -> Drawing:
    """Draw a framework's nodes, the goals that bear initiatives, and how many initiatives each bears.

    down: from thread(), read with the same `proposed`. tree: read with its notes. A node leads to its place in the list on the thread's page.
    """
    address = addresses(links=links, site=site)
    page = f"{reverse('thread', args=[plan.county.slug, plan.key])}?ramverk={framework.key}" if site else ""
    bearing = [item for item in down if item.bears]
    shown = {serving.goal.id for item in down for serving in item.goals} | {goal.id for goal in tree.bearing}
    goals = [goal for goal in tree.by_id.values() if goal.id in shown]
    nodes = tuple(
        Node(
            f"n{item.node.id}",
            f"{item.node.code} {item.node.title}".strip(),
            address(f"{page}#nod-{item.node.key}"),
            "quiet" if item.is_empty else "filled",
            "ingen koppling" if item.is_empty else _how_many(_stated(item)),
        )
        for item in bearing
    )
    threads = tuple(
        Thread(f"n{item.node.id}", f"g{serving.goal.id}", serving.origin == "proposed")
        for item in bearing
        for serving in item.goals
    )
    return red_thread(
        (
            Column(framework.get_kind_display().capitalize(), nodes),
            Column("Länets mål och utmaningar", tuple(_goal(goal, rows, address) for goal in goals)),
        ),
        threads,
        key=key,
        title=f"Från {framework.title} till länets mål",
        finding=_thread_finding(bearing),
        note="Streckad linje: vårt förslag till koppling, inte bekräftat av länet." if proposed else "",
    )


def _thread_finding(bearing: list[NodeThread]) -> str:
    """Return how many of the nodes nothing is tied to, and how many are tied by our proposals alone."""
    total, empty = len(bearing), sum(item.is_empty for item in bearing)
    ours = sum(not item.is_empty and not _is_stated(item) for item in bearing)
    if not empty:
        told = f"Alla {word(total)} har koppling till länets mål eller insatser"
    else:
        told = f"{capitalised(word(empty))} av {word(total)} har ingen koppling till länets mål eller insatser"
    if ours and ours == total:
        return f"{told}, alla bara enligt vårt förslag."
    return f"{told}. {capitalised(word(ours))} har det bara enligt vårt förslag." if ours else f"{told}."


def _is_stated(item: NodeThread) -> bool:
    return any(serving.origin != "proposed" for serving in (*item.goals, *item.rows))


def _stated(item: NodeThread) -> int:
    """Return how many initiatives the source or the county ties to a node; our proposals are drawn and not counted."""
    return sum(serving.origin != "proposed" for serving in item.rows)


def _how_many(n: int) -> str:
    return count(n, "insats", "insatser") if n else ""


def _goal(goal: Goal, rows: list[InitiativeRow], address: Address) -> Node:
    n = sum(row.serves(goal.ids, proposed=False) for row in rows)
    place = (f"g{goal.id}", goal.title, address(goal.url))
    if n:
        return Node(*place, "filled", _how_many(n))
    return Node(*place, "zero") if goal.confirmed else Node(*place, "quiet", "ej redovisad")
