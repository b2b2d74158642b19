"""Läget: the state of a county's plan on one page."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from handslag.plans import rules
from handslag.plans.models import Handover, Plan, Post
from handslag.plans.queries.ending import mark
from handslag.plans.queries.goals import Goal, Tree
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.words import STATUSES, STATUSES_OF_MANY
from handslag.swedish.dates import distance
from handslag.swedish.periods import Period, end_words, start_words


@dataclass(frozen=True)
class GoalState:
    """A goal with its initiatives (counted once) and its state: reported, confirmed or silent."""

    goal: Goal
    rows: tuple[InitiativeRow, ...]

    @property
    def statuses(self) -> tuple[str, ...]:
        """One status per initiative, in the order of the list of statuses."""
        order = list(STATUSES)
        return tuple(sorted((row.status.status for row in self.rows), key=order.index))

    @property
    def summary(self) -> list[str]:
        """The statuses in words: ["3 pågår", "1 avslutas"]."""
        counted = Counter(self.statuses).items()
        return [f"{n} {STATUSES_OF_MANY[status] if n > 1 else STATUSES[status].lower()}" for status, n in counted]

    @property
    def state(self) -> str:
        if self.rows:
            return "reported"
        return "confirmed" if self.goal.confirmed else "silent"


@dataclass(frozen=True)
class StatusCount:
    status: str
    rows: tuple[InitiativeRow, ...]

    @property
    def n(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Ending:
    """Something with an end ahead: an initiative or a post. period None or open: the end is not known.

    handover: how far an initiative's hand-over has come, in a few words.
    """

    title: str
    url: str
    period: Period | None
    row: InitiativeRow
    day: datetime.date
    post_id: int | None = None
    handover: str = ""

    @property
    def end_words(self) -> str:
        """The end as stated: "augusti 2024"."""
        return end_words(self.period) if self.period else ""

    @property
    def distance(self) -> str:
        """How far ahead it is, counted to the first day it may be: "om fem månader"."""
        known = self.period and self.period.end_precision in ("day", "month")
        return distance(self.day, self.first_day) if known and self.first_day else ""

    @property
    def first_day(self) -> datetime.date | None:
        return self.period.end_span[0] if self.period and self.period.end_span else None


@dataclass(frozen=True)
class Event:
    """Something that began or ended, by the date of the fact."""

    day: datetime.date
    when: str
    text: str
    title: str
    url: str
    vague: bool


def goal_states(tree: Tree, rows: list[InitiativeRow], *, proposed: bool = False) -> dict[int, GoalState]:
    """Return the state of each goal that initiatives hang on, by goal id."""
    return {
        goal.id: GoalState(goal, tuple(row for row in rows if row.serves(goal.ids, proposed=proposed)))
        for goal in tree.bearing
    }


def status_counts(rows: list[InitiativeRow]) -> list[StatusCount]:
    """Return initiatives by current status, the largest first and "unknown" last; none left out."""
    counts = Counter(row.status.status for row in rows)
    order = sorted(counts, key=lambda status: (status == "unknown", -counts[status], list(STATUSES).index(status)))
    return [StatusCount(status, tuple(row for row in rows if row.status.status == status)) for status in order]


def endings(
    plan: Plan, rows: list[InitiativeRow], *, day: datetime.date, months: int = 12
) -> tuple[list[Ending], list[Ending]]:
    """Return what ends within `months` of `day`, soonest first, and posts paid for a time with no known end.

    Initiatives that are over are left out. Two queries: posts, and hand-overs.
    """
    live = {row.id: row for row in rows if row.status.status not in rules.OVER}
    found = [Ending(row.title, row.url, row.period, row, day) for row in live.values()]
    posts = Post.objects.filter(initiative__in=live).order_by("id")
    financed = set()
    for post in posts:
        row = live[post.initiative_id]
        if post.financed_by:
            financed.add(post.id)
        found.append(Ending(post.role, f"{row.url}#tjanst-{post.id}", post.period, row, day, post.id))
    judged = [(ending, rules.ends_within(ending.period, day=day, months=months)) for ending in found]
    soon = [ending for ending, ends in judged if ends]
    unknown = [ending for ending, ends in judged if ends is None and ending.post_id in financed and _limited(ending)]
    return sorted(_marked(soon, day=day), key=lambda ending: (ending.first_day, ending.title)), unknown


def _marked(endings: list[Ending], *, day: datetime.date) -> list[Ending]:
    """Return the endings, those of initiatives with how far the hand-over has come. One query."""
    ids = [ending.row.id for ending in endings if ending.post_id is None]
    states: dict[int, list[str]] = defaultdict(list)
    for key, state in Handover.objects.filter(initiative__in=ids).order_by().values_list("initiative_id", "state"):
        states[key].append(state)
    return [ending if ending.post_id else replace(ending, handover=_mark(ending, states, day)) for ending in endings]


def _mark(ending: Ending, states: dict[int, list[str]], day: datetime.date) -> str:
    is_time = rules.is_time_to_hand_over(ending.row.status.status, ending.period, day=day)
    return mark(states[ending.row.id], is_time=bool(is_time))


def _limited(ending: Ending) -> bool:
    """A stated length without a start is a question to ask; ordinary operations have no end."""
    return ending.period is not None and ending.period.end_precision == "duration"


def without_end(rows: list[InitiativeRow]) -> list[InitiativeRow]:
    """Return what is under way and has no stated end."""
    return [
        row for row in rows if row.status.status in rules.LIVE and (row.period is None or row.period.end_span is None)
    ]


def events(rows: list[InitiativeRow], *, day: datetime.date, months: int = 12) -> list[Event]:
    """Return what began or ended in the months before `day`, latest first."""
    since = rules.add_months(day, -months)
    found = []
    for row in rows:
        period = row.period
        if period is None:
            continue
        ends = (
            (period.start_span and period.start_span[0], "Börjar", start_words(period), period.start_precision),
            (period.end_span and period.end_span[1], "Slutar", end_words(period), period.end_precision),
        )
        for at, text, when, precision in ends:
            if at and since <= at <= day:
                found.append(Event(at, when, text, row.title, row.url, precision not in ("day", "month")))
    return sorted(found, key=lambda event: (event.day, event.title), reverse=True)
