"""All that is told of a plan's money in a report, read once: agreements, pots with decisions, awards with their ledgers.

Only what the reader may know of. A pot that is not decided, and what nobody has shared of their own, is told to nobody
who may not read proposals.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from handslag.funding.agreements.queries import Money, agreements_of, moneys_of
from handslag.funding.ledger.queries import GoalMoney, Line, MoneyRow, dates_between, money_rows, per_goal, with_lines
from handslag.funding.ledger.rules import standing, total
from handslag.funding.longview.queries import Row as LongViewRow
from handslag.funding.longview.queries import rows_of as long_views
from handslag.funding.models import Award, FeeTotal, GrantDate, LedgerEntry, OwnGrant, Pot, PotDecision
from handslag.funding.pots.queries import may_read_proposals, pots_of
from handslag.funding.pots.rules import Purse, purse_of
from handslag.places.models import Organisation
from handslag.plans.models import Plan
from handslag.plans.queries.goals import Tree
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.rules import add_months

AHEAD = 12
"""Months ahead that what ends is told of."""


@dataclass(frozen=True)
class PotTold:
    """A pot with its decision in force (None: there is none), and how much of it awards have been made of.

    awarded: the known sums; unknown: how many awards of it have no sum.
    """

    pot: Pot
    purse: Purse
    decision: PotDecision | None
    awarded: int
    unknown: int

    @property
    def unplaced(self) -> int | None:
        """What is decided and given to nobody yet; None where that is not known."""
        if self.decision is None or self.unknown:
            return None
        return max(0, self.decision.kronor - self.awarded)


@dataclass(frozen=True)
class OwnYear:
    """What municipalities have shared of their own for a year: how many of how many, and their sum at least."""

    year: int
    municipalities: int
    shared: int
    kronor: int
    others: tuple[OwnGrant, ...]


@dataclass(frozen=True)
class Telling:
    """A plan's money. day: the report's. rows: the reported initiatives. lines: all awards. late: past their day and not used.

    pots: those that are decided, and for who may read proposals the others too. years: those of its agreements, pots and awards.
    """

    day: datetime.date
    agreements: tuple[Money, ...]
    pots: tuple[PotTold, ...]
    lines: tuple[Line, ...]
    rows: tuple[MoneyRow, ...]
    goals: tuple[GoalMoney, ...]
    own: tuple[OwnYear, ...]
    fees: tuple[FeeTotal, ...]
    views: tuple[LongViewRow, ...]
    dates: tuple[GrantDate, ...]

    @property
    def roots(self) -> list[UUID]:
        """What citations of the money are gathered under."""
        pages = [each.agreement for each in self.agreements] + [each.pot for each in self.pots]
        return [each.uuid for each in (*pages, *(line.award for line in self.lines))]

    @cached_property
    def _by_initiative(self) -> dict[int | None, list[Line]]:
        found: dict[int | None, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.award.initiative_id, []).append(line)
        return found

    def awards_of(self, initiative: int) -> list[Line]:
        """Return the awards of an initiative (its id)."""
        return self._by_initiative.get(initiative, [])

    @cached_property
    def with_sums(self) -> frozenset[int]:
        """The ids of the reported initiatives of which a sum is stated."""
        return frozenset(each.row.id for each in self.rows if each.sums)

    @property
    def years(self) -> list[int]:
        told = [each.agreement.year for each in self.agreements] + [each.pot.year for each in self.pots]
        return sorted({*told, *(each.award.year for each in self.lines)})

    @property
    def decided(self) -> list[PotTold]:
        return [each for each in self.pots if each.decision]

    @property
    def ending(self) -> list[Line]:
        """The awards that are to be used within a year of the day and are not used up, the soonest first."""
        last = add_months(self.day, AHEAD)
        found = [each for each in self.lines if each.use_by and self.day <= each.use_by <= last]
        return sorted((each for each in found if each.standing.left_or_unknown), key=lambda line: str(line.use_by))

    @property
    def late(self) -> list[Line]:
        return [each for each in self.lines if each.use_by and each.use_by < self.day and each.standing.left_or_unknown]

    @property
    def left(self) -> tuple[int, int]:
        """What is left of the awards whose sum is known, and of how many it is not. What one has spent too much is no less of another."""
        return total(max(0, left) if (left := each.standing.left) is not None else None for each in self.lines)

    @property
    def overdrawn(self) -> int:
        """How many kronor are spent beyond what is granted."""
        return sum(max(0, -(each.standing.left or 0)) for each in self.lines)

    @property
    def booked_until(self) -> datetime.date | None:
        """The day of the latest entry in the ledgers that still holds."""
        entries = [entry for line in self.lines for entry in line.award.entries.all()]
        taken = {entry.corrects_id for entry in entries if entry.corrects_id}
        return max((each.on for each in entries if not each.corrects_id and each.pk not in taken), default=None)

    @property
    def elsewhere(self) -> list[LongViewRow]:
        """The initiatives whose benefit somebody else has than who pays."""
        return [each for each in self.views if each.elsewhere]


def telling(plan: Plan, *, user: Any, day: datetime.date, tree: Tree, rows: Sequence[InitiativeRow]) -> Telling:
    """Return the plan's money as `user` may know of it. rows: the initiatives that they may know of. About twenty queries."""
    known = {row.id for row in rows}
    lines = [each for each in _lines(plan) if each.award.initiative_id is None or each.award.initiative_id in known]
    pots = _pots(plan, user, lines)
    reported = [row for row in rows if row.listing == "reported"]
    told = with_lines(money_rows(plan, reported, [each.granted for each in lines]), lines)
    return Telling(
        day=day,
        agreements=tuple(_agreements(plan, user, lines, pots)),
        pots=tuple(pots),
        lines=tuple(lines),
        rows=tuple(told),
        goals=tuple(per_goal(tree, told)),
        own=tuple(_own(plan)),
        fees=tuple(FeeTotal.objects.filter(plan=plan).select_related("pot").order_by("year", "work", "id")),
        views=tuple(long_views(plan, user)),
        dates=tuple(dates_between(plan, day, add_months(day, AHEAD))),
    )


def _lines(plan: Plan) -> list[Line]:
    """Return the awards, the first year first, with every entry of their ledgers. Two queries."""
    found = Award.objects.filter(plan=plan).order_by("year", "id")
    found = found.select_related("plan__county", "pot", "line__agreement", "organisation", "initiative", "decision")
    awards = found.prefetch_related(Prefetch("entries", LedgerEntry.objects.order_by("on", "id")))
    return [
        Line(each, standing(each.kronor, [(entry.kind, entry.kronor) for entry in each.entries.all()]))
        for each in awards
    ]


def _pots(plan: Plan, user: Any, lines: Iterable[Line]) -> list[PotTold]:
    """Return the pots, the first year first. Three queries, and what rights take."""
    pots = list(pots_of(plan.county.slug, user).filter(plan=plan).order_by("year", "title", "id"))
    keys = [each.pk for each in pots]
    in_force = PotDecision.objects.in_force().filter(pot__in=keys).select_related("body")
    decisions = {each.pot_id: each for each in in_force}
    later: dict[int, list[int | None]] = {}
    for carried_from, carried in Pot.objects.filter(carried_from__in=keys).values_list("carried_from", "carried"):
        later.setdefault(carried_from, []).append(carried)
    reads = may_read_proposals(user, plan)
    of_pot: dict[int, list[int | None]] = {}
    for line in lines:
        if line.award.pot_id:
            of_pot.setdefault(line.award.pot_id, []).append(line.standing.granted)
    found = []
    for pot in pots:
        decision = decisions.get(pot.pk)
        purse = purse_of(
            pot.kronor, pot.carried_known, later=later.get(pot.pk, ()), decided=decision.kronor if decision else None
        )
        if decision or reads:
            found.append(PotTold(pot, purse, decision, *total(of_pot.get(pot.pk, ()))))
    return found


def _agreements(plan: Plan, user: Any, lines: Iterable[Line], pots: Iterable[PotTold]) -> list[Money]:
    """Return the plan's own agreements, those that its pots and awards name, and those of its years that ship."""
    named = {each.pot.line.agreement_id for each in pots if each.pot.line}
    named |= {each.award.line.agreement_id for each in lines if each.award.line}
    period = plan.period
    of_period = range(period.first.year, period.last.year + 1) if period and period.first and period.last else ()
    found = agreements_of(plan.county, user).prefetch_related("lines", "dates").order_by("year", "title", "id")
    return moneys_of(
        (
            each
            for each in found
            if each.plan_id == plan.pk
            or each.pk in named
            or (each.plan_id is None and each.year in of_period and not plan.county.is_example)
        ),
        plan.county,
        plan,
    )


def _own(plan: Plan) -> list[OwnYear]:
    """Return what is shared of own money, the first year first. Two queries."""
    found = OwnGrant.objects.filter(plan=plan, shared="total").select_related("organisation")
    rows = list(found.order_by("year", "organisation__sort_key"))
    towns = (
        Organisation.objects.filter(county=plan.county_id, sector="municipality", parent=None).count() if rows else 0
    )
    told = []
    for year in dict.fromkeys(each.year for each in rows):
        of_year = [each for each in rows if each.year == year]
        stated = [
            each.kronor for each in of_year if each.organisation.sector == "municipality" and each.kronor is not None
        ]
        others = tuple(each for each in of_year if each.organisation.sector != "municipality")
        told.append(OwnYear(year, towns, len(stated), sum(stated), others))
    return told
