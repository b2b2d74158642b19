"""The money that an account to the state rests on: a year's lines, with what is paid, decided, awarded and entered of each."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from handslag.funding.agreements.queries import MoneyLine, agreements_of, money_of
from handslag.funding.grounds import may_keep
from handslag.funding.ledger.queries import Line, lines_of
from handslag.funding.ledger.rules import total
from handslag.funding.models import Agreement, Award, GrantDate, LedgerEntry, Payee, Pot, PotDecision, PublishedShare
from handslag.plans.models import Plan
from handslag.plans.rights import may_edit_plan
from handslag.reports.account_templates import AccountTemplate, template_of
from handslag.swedish.dates import day


@dataclass(frozen=True)
class Sums:
    """Awards summed up: the kronor that are known, and of how many awards they are not. in_kind, used ...: None where nothing is entered."""

    awards: int
    granted: int
    unknown: int
    requisitioned: int | None
    used: int | None
    repaid: int | None
    in_kind: int | None
    left: int

    @property
    def known_granted(self) -> int | None:
        """The granted kronor; None where no award says how much."""
        return self.granted if self.awards > self.unknown else None

    @property
    def known_left(self) -> int | None:
        return self.left if self.awards > self.unknown else None


@dataclass(frozen=True)
class AccountLine:
    """A line of the year with what is kept of it. hidden: awards for initiatives that the reader may not know of."""

    money: MoneyLine
    pots: tuple[Pot, ...]
    decisions: tuple[PotDecision, ...]
    awards: tuple[Line, ...]
    hidden: int = 0

    @property
    def title(self) -> str:
        return self.money.line.title

    @property
    def key(self) -> str:
        """Names the line for as long as it exists."""
        return f"{self.money.line.agreement.uuid}:{self.money.line.slug}"

    @property
    def sums(self) -> Sums:
        return sums_of(self.awards)


@dataclass(frozen=True)
class Due:
    """When the account is to be in. ours: why the day is our assumption, "" where a source says it."""

    on: datetime.date
    source: str = ""
    ours: str = ""


@dataclass(frozen=True)
class AccountGround:
    """A year's account. others: awards of the year that come from no line. unlined: agreements whose lines are not known.

    may_ask: whether the reader may begin a follow-up of initiatives.
    """

    year: int
    template: AccountTemplate
    due: Due
    agreements: tuple[Agreement, ...]
    lines: tuple[AccountLine, ...]
    others: tuple[Line, ...]
    unlined: tuple[Agreement, ...]
    entries: tuple[LedgerEntry, ...]
    may_ask: bool = False

    @property
    def awards(self) -> list[Line]:
        return [award for line in self.lines for award in line.awards] + list(self.others)

    def awards_of(self, initiative: int) -> list[Line]:
        """Return the awards of an initiative (its id)."""
        return [each for each in self.awards if each.award.initiative_id == initiative]


def sums_of(awards: Iterable[Line]) -> Sums:
    """Return the awards summed up."""
    awards = list(awards)
    granted, unknown = total(each.standing.granted for each in awards)
    entered = [
        _entered(getattr(each.standing, name) for each in awards)
        for name in ("requisitioned", "used", "repaid", "in_kind")
    ]
    return Sums(len(awards), granted, unknown, *entered, left=total(each.standing.left for each in awards)[0])


def _entered(amounts: Iterable[int | None]) -> int | None:
    known = [each for each in amounts if each is not None]
    return sum(known) if known else None


def account_ground(plan: Plan, year: int, *, user: Any, known: Collection[int]) -> AccountGround:
    """Return what is kept of a year's money. known: ids of the initiatives that `user` may know of.

    About a dozen queries, and some seven for each agreement of the year.
    """
    template = template_of(year)
    agreements = _agreements(plan, year, user)
    moneys = [money_of(each, plan.county, plan) for each in agreements]
    covered = [line for each in moneys for line in each.lines if line.line.receiver in template.covers]
    for money in moneys:
        for line in money.lines:
            line.line.agreement = money.agreement
    keys = [each.line.pk for each in covered]
    pots = list(Pot.objects.filter(plan=plan, line__in=keys).select_related("plan__county").order_by("year", "id"))
    decisions = list(
        PotDecision.objects.in_force().filter(pot__in=pots).select_related("body", "pot").order_by("decided_on", "id")
    )
    ours = Q(line__in=keys) | Q(line=None, pot__line__in=keys) | Q(year=year, line=None) & Q(pot__line=None)
    awards = lines_of(plan, of=ours)
    seen = [each for each in awards if each.award.initiative_id is None or each.award.initiative_id in known]
    tells = may_keep(user, plan) or may_edit_plan(user, plan)
    lines = tuple(_line(each, pots, decisions, seen, awards if tells else seen) for each in covered)
    return AccountGround(
        year,
        template,
        due_of(year, template, agreements),
        tuple(agreements),
        lines,
        tuple(each for each in seen if line_id(each.award) is None),
        tuple(each.agreement for each in moneys if not each.lines),
        _entries(seen),
        may_edit_plan(user, plan),
    )


def _agreements(plan: Plan, year: int, user: Any) -> list[Agreement]:
    """Return the year's agreements: the county's own; what ships where it has none, or where something is kept of its lines."""
    found = list(agreements_of(plan.county, user).filter(year=year).prefetch_related("lines", "dates"))
    own = [each for each in found if each.plan_id == plan.pk]
    shipped = [each for each in found if each.plan_id is None]
    return [*own, *(each for each in shipped if not own or _is_used(each, plan))]


def _is_used(agreement: Agreement, plan: Plan) -> bool:
    """Whether the plan keeps anything of an agreement's lines."""
    kinds = (Award, Pot, PublishedShare, Payee)
    return any(kind.objects.filter(plan=plan, line__agreement=agreement).exists() for kind in kinds)


def line_id(award: Award) -> int | None:
    """Return the line that an award comes from, itself or by its pot."""
    return award.line_id or (award.pot.line_id if award.pot else None)


def _line(
    money: MoneyLine, pots: list[Pot], decisions: list[PotDecision], seen: list[Line], awards: list[Line]
) -> AccountLine:
    mine = [each for each in pots if each.line_id == money.line.pk]
    told = tuple(each for each in seen if line_id(each.award) == money.line.pk)
    every = sum(line_id(each.award) == money.line.pk for each in awards)
    held = {each.pk for each in mine}
    return AccountLine(
        money, tuple(mine), tuple(each for each in decisions if each.pot_id in held), told, every - len(told)
    )


def due_of(year: int, template: AccountTemplate, agreements: Iterable[Agreement]) -> Due:
    """Return when the account is due: as the year's agreements say, else its template, else the last of March after."""
    said: list[tuple[GrantDate, Agreement]] = [
        (each, agreement) for agreement in agreements for each in agreement.dates.all() if each.kind == "account"
    ]
    if said:
        on, agreement = said[0]
        return Due(on.on, on.source or agreement.source)
    if template.due:
        return Due(template.due, template.source)
    on = datetime.date(year + 1, 3, 31)
    return Due(on, ours=f"Ingen källa säger när. {day(on)} är vår gissning efter hur det är för medlen 2026.")


def _entries(awards: list[Line]) -> tuple[LedgerEntry, ...]:
    """Return the awards' ledgers in order, each entry with its award as it was read. One query."""
    by_id = {each.award.pk: each.award for each in awards}
    found = list(LedgerEntry.objects.filter(award__in=list(by_id)).order_by("award_id", "on", "id"))
    for entry in found:
        entry.award = by_id[entry.award_id]
    return tuple(found)
