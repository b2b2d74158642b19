"""A round as it is counted: initiatives, respondents, and who has answered by goal, place, organisation and sector."""

import datetime
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from handslag.places.models import Organisation
from handslag.plans.models import FollowUpRound
from handslag.plans.queries.goals import Goal, Tree
from handslag.swedish.sorting import sort_key

ANSWERED = frozenset({"sent", "accepted"})
STATES = {
    "to_read": "Svar att läsa",
    "partly": "Några har svarat",
    "returned": "Skickat tillbaka med en fråga",
    "silent": "Ingen rapport",
    "nobody": "Ingen rapport, ingen är tillfrågad",
    "unsent": "Ingen rapport, brevet är inte skickat",
    "reported": "Rapporterad",
}
"""How far an initiative has come in a round, what needs a person first."""

ALWAYS_SECTORS = ("region", "municipality", "civil_society")
"""Told of even where nobody is asked: these are whom a county invites."""

NO_PLACE = "Hela länet, eller plats inte angiven"
NO_ORGANISATION = "Organisation inte angiven"


class Asked(NamedTuple):
    """A respondent, as it is counted. area_id: its organisation's municipality."""

    state: str
    sector: str
    organisation_id: int | None
    organisation: str
    area_id: int | None


class Item(NamedTuple):
    """What one respondent answers for. state: of the latest answer; "" where there is none."""

    request_id: int
    organisation_id: int | None
    lansdel_id: int | None
    state: str


@dataclass(frozen=True)
class InitiativeLine:
    """An initiative in a round. status and before: its status then and before the round.

    is_unsent: somebody is to be asked about it whose letter has not been sent, in a round that is open.
    """

    id: int
    uuid: UUID
    title: str
    number: int | None
    sort_key: str
    address: Callable[[UUID, str], str]
    goal_id: int | None
    status: str
    before: str
    status_as_of: datetime.date | None
    items: tuple[Item, ...]
    is_unsent: bool = False

    @cached_property
    def url(self) -> str:
        """The initiative's own page; made when it is asked for, as a list shows few of many."""
        return self.address(self.uuid, self.title)

    @property
    def asked(self) -> int:
        return len(self.items)

    @cached_property
    def answered(self) -> int:
        return sum(item.state in ANSWERED for item in self.items)

    @cached_property
    def state(self) -> str:
        found = {item.state for item in self.items}
        if "sent" in found:
            return "to_read"
        if not found:
            return "unsent" if self.is_unsent else "nobody"
        if self.answered:
            return "partly" if self.answered < self.asked else "reported"
        return "returned" if "returned" in found else "silent"

    @property
    def state_words(self) -> str:
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many have answered. key: of a filter; "" where it is none."""

    key: str
    title: str
    answered: int
    asked: int

    @property
    def left(self) -> int:
        return self.asked - self.answered


@dataclass
class Picture:
    """All that a round's page counts. `hidden`: initiatives of the round that are withdrawn or not the reader's to see."""

    round: FollowUpRound
    tree: Tree
    lines: list[InitiativeLine]
    requests: dict[int, Asked]
    hidden: int
    lansdelar: dict[int, tuple[str, str]]

    @cached_property
    def reported(self) -> list[InitiativeLine]:
        return [line for line in self.lines if line.answered]

    @cached_property
    def silent(self) -> list[InitiativeLine]:
        return [line for line in self.lines if not line.answered]

    @cached_property
    def nobody(self) -> list[InitiativeLine]:
        return [line for line in self.lines if line.state == "nobody"]

    @cached_property
    def unread(self) -> int:
        return sum(item.state == "sent" for line in self.lines for item in line.items)

    @cached_property
    def changes(self) -> list[InitiativeLine]:
        """Those whose status is another than before the round."""
        return [line for line in self.lines if line.status != line.before]

    @cached_property
    def unsettled(self) -> list[InitiativeLine]:
        """Those that several answer for, all have answered, and whose status nobody has set since the round opened."""
        opened = self.round.opened_on
        return [
            line
            for line in self.lines
            if line.asked > 1
            and line.state == "reported"
            and opened
            and (line.status_as_of is None or line.status_as_of < opened)
        ]

    @cached_property
    def items(self) -> list[Item]:
        return [item for line in self.lines for item in line.items]

    @cached_property
    def organisations(self) -> dict[int, str]:
        """Names of those asked, in Swedish order."""
        found = {each.organisation_id: each.organisation for each in self.requests.values() if each.organisation_id}
        return dict(sorted(found.items(), key=lambda pair: sort_key(pair[1])))

    def by_goal(self) -> list[tuple[Goal | None, list[InitiativeLine]]]:
        """Return the top goals with their initiatives, by main goal; None for those without."""
        found: dict[int | None, list[InitiativeLine]] = defaultdict(list)
        for line in self.lines:
            found[self.tree.root_of(line.goal_id).id if line.goal_id in self.tree.by_id else None].append(line)
        rows: list[tuple[Goal | None, list[InitiativeLine]]] = [
            (root, found[root.id]) for root in self.tree.roots if found.get(root.id)
        ]
        return rows + ([(None, found[None])] if found.get(None) else [])

    def by_lansdel(self) -> list[Share]:
        """Return the shares of the länsdelar in their order, what has no place last."""
        shares = self._shares(lambda item: item.lansdel_id)
        rows = [Share(key, name, *shares[pk]) for pk, (key, name) in self.lansdelar.items() if pk in shares]
        return rows + ([Share("", NO_PLACE, *shares[None])] if None in shares else [])

    def by_organisation(self) -> list[Share]:
        """Return the shares of the organisations by name, those without one last."""
        shares = self._shares(lambda item: item.organisation_id)
        named = [Share(str(pk), name, *shares[pk]) for pk, name in self.organisations.items() if pk in shares]
        return named + ([Share("", NO_ORGANISATION, *shares[None])] if None in shares else [])

    def _shares(self, key: Callable[[Item], int | None]) -> dict[int | None, tuple[int, int]]:
        asked: dict[int | None, int] = defaultdict(int)
        answered: dict[int | None, int] = defaultdict(int)
        for item in self.items:
            asked[key(item)] += 1
            answered[key(item)] += item.state in ANSWERED
        return {each: (answered[each], n) for each, n in asked.items()}

    def by_sector(self) -> list[Share]:
        """Return how many respondents were asked in each sector, and how many have answered something."""
        has_answered = {item.request_id for item in self.items if item.state in ANSWERED}
        invited: dict[str, list[int]] = {sector: [] for sector in ALWAYS_SECTORS}
        for pk, each in self.requests.items():
            if each.state in ("sent", "declined"):
                invited.setdefault(each.sector, []).append(pk)
        known = [*Organisation.SECTORS, ""]
        return [
            Share(
                sector,
                Organisation.SECTORS.get(sector, NO_ORGANISATION).capitalize(),
                sum(pk in has_answered for pk in invited[sector]),
                len(invited[sector]),
            )
            for sector in sorted(invited, key=known.index)
        ]
