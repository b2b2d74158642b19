"""How initiatives hang together: what one leads to and comes from, directly or through others."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from handslag.plans.models import Initiative, InitiativeRelation
from handslag.plans.models.initiatives import county_address, initiative_known
from handslag.plans.words import RELATIONS, RELATIONS_BACK

END_COLUMNS = ("id", "uuid", "title", "period_text", "period_from")


@dataclass(frozen=True, slots=True)
class End:
    """One end of a relation: an initiative as a drawing or a list names it."""

    id: int
    title: str
    url: str
    period_text: str
    period_from: datetime.date | None


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two initiatives, read from `source` to `target`."""

    id: int
    kind: str
    text: str
    source: End
    target: End


@dataclass(frozen=True)
class Related:
    """Another initiative and how it relates to this one, in words. is_ours: stated on this one's page."""

    initiative: End
    words: str
    text: str
    pk: int
    is_ours: bool

    def __str__(self) -> str:
        return f"{self.words} {self.initiative.title}"


def relations_around(initiative: Initiative, *, user) -> list[Link]:
    """Return the relations in the plan that tie the initiative to others `user` may know of. One query."""
    both = initiative_known(user, prefix="from_initiative__") & initiative_known(user, prefix="to_initiative__")
    found = InitiativeRelation.objects.filter(
        both, from_initiative__plan=initiative.plan_id, to_initiative__plan=initiative.plan_id
    )
    columns = [f"{side}_initiative__{name}" for side in ("from", "to") for name in END_COLUMNS]
    rows = list(found.order_by("id").values_list("from_initiative", "to_initiative", "id", "kind", "text", *columns))
    reached = _reached(initiative.id, [(source, target) for source, target, *_ in rows])
    address = county_address(initiative.plan.county.slug)

    def end(key: int, uuid, title: str, period: str, since: datetime.date | None) -> End:
        return End(key, title, address(uuid, title), period, since)

    return [
        Link(key, kind, text, end(*ends[:5]), end(*ends[5:]))
        for source, _, key, kind, text, *ends in rows
        if source in reached
    ]


def _reached(start: int, pairs: list[tuple[int, int]]) -> set[int]:
    """Return all that hang together with `start` (ids)."""
    beside: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        beside[one].add(other)
        beside[other].add(one)
    reached, waiting = {start}, [start]
    while waiting:
        new = beside[waiting.pop()] - reached
        waiting += new
        reached |= new
    return reached


def related(initiative: Initiative, links: list[Link]) -> list[Related]:
    """Return what the initiative itself leads to and comes from."""
    found = []
    for link in links:
        if initiative.id == link.source.id:
            found.append(Related(link.target, RELATIONS[link.kind], link.text, link.id, True))
        elif initiative.id == link.target.id:
            found.append(Related(link.source, RELATIONS_BACK[link.kind], link.text, link.id, False))
    return found
