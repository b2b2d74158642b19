"""Money per initiative and per goal: what is stated, what is known to be there without a sum, and what nobody has said."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from handslag.funding.ledger.rules import Standing, known_sums, standing, total
from handslag.funding.models import Award, FeeTotal, GrantDate, LedgerEntry, OwnGrant
from handslag.places.models import Organisation
from handslag.plans.models import FundingStatement, Initiative, Plan
from handslag.plans.queries.goals import Goal, Tree
from handslag.plans.queries.overview import Ending
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.rules import add_months


@dataclass(frozen=True)
class Granted:
    """What an award grants, without the rest of it. award, initiative: their ids. kronor: None where nobody has said."""

    award: int
    initiative: int | None
    year: int
    kronor: int | None


@dataclass(frozen=True)
class Line:
    """An award with its ledger summed up."""

    award: Award
    standing: Standing

    @property
    def granted(self) -> Granted:
        return Granted(self.award.pk, self.award.initiative_id, self.award.year, self.standing.granted)

    @property
    def where_from(self) -> str:
        """Where the money comes from, in words."""
        award, line = self.award, self.award.line
        of_line = (line.agreement.year, line.title) if line else None
        return in_words(award.pot.title if award.pot else None, of_line, award.source_text)

    @property
    def use_by(self) -> datetime.date | None:
        """By when it is to be used: its own day, else the pot's, else the line's."""
        award = self.award
        return award.use_by or (award.pot and award.pot.use_by) or (award.line and award.line.use_by) or None

    @property
    def repay_rule(self) -> str:
        award = self.award
        return (
            award.repay_rule
            or (award.pot.repay_rule if award.pot else "")
            or (award.line.repay_rule if award.line else "")
        )


def in_words(pot: str | None, line: tuple[int, str] | None, words: str) -> str:
    """Return where money comes from: the pot's title, the line's year and title, or what somebody has said."""
    if pot is not None:
        return pot
    return f"{line[0]}: {line[1]}" if line else words


@dataclass(frozen=True)
class MoneyRow:
    """An initiative with what is said of its money: in the plan's own words, and as awards.

    lines: the awards with their ledgers, where they are to be shown: see `with_lines`.
    """

    row: InitiativeRow
    statements: tuple[FundingStatement, ...]
    awards: tuple[Granted, ...]
    lines: tuple[Line, ...] = ()

    @property
    def sums(self) -> list[int]:
        """Every sum that is stated: of awards; of statements where there is no award."""
        return known_sums([each.kronor for each in self.awards], [each.kronor for each in self.statements])

    @property
    def kronor(self) -> int | None:
        """The stated sums together; None where none is."""
        return sum(self.sums) if self.sums else None

    @property
    def names_money(self) -> bool:
        """Whether it is said where money comes from, with or without a sum."""
        return bool(self.statements or self.awards)

    @property
    def unknown(self) -> int:
        """How many awards have no sum."""
        return sum(each.kronor is None for each in self.awards)


@dataclass(frozen=True)
class Stated:
    """How many reported initiatives there are, how many have a sum, and how many say where money comes from."""

    initiatives: int
    with_sum: int
    naming: int


@dataclass(frozen=True)
class GoalMoney:
    """A goal's initiatives, how many have a sum, and what these make together at least: one may serve several goals."""

    goal: Goal
    initiatives: int
    with_sum: int
    kronor: int

    @property
    def without(self) -> int:
        return self.initiatives - self.with_sum


def lines_of(plan: Plan, *, of: Q | None = None) -> list[Line]:
    """Return the plan's awards with their ledgers summed up. Two queries, however many there are."""
    chosen = Award.objects.filter(of or Q(), plan=plan)
    found = chosen.select_related("plan__county", "pot", "line__agreement", "organisation", "initiative", "decision")
    sums: dict[int, list[tuple[str, int]]] = defaultdict(list)
    booked = LedgerEntry.objects.filter(award__in=chosen.order_by().values("pk")).order_by().values("award", "kind")
    for award, kind, kronor in booked.annotate(n=Sum("kronor")).values_list("award", "kind", "n"):
        sums[award].append((kind, kronor))
    return [Line(each, standing(each.kronor, sums[each.pk])) for each in found]


def to_be_used() -> Q:
    """Return what chooses awards that are to be used by a day: for `lines_of`."""
    return Q(use_by__isnull=False) | Q(pot__use_by__isnull=False) | Q(line__use_by__isnull=False)


def granted_kronor() -> Coalesce:
    """Return what an award grants, to annotate awards with: its own sum, else what its ledger says is granted."""
    entries = LedgerEntry.objects.filter(award=OuterRef("pk"), kind="granted").order_by().values("award")
    return Coalesce("kronor", Subquery(entries.annotate(n=Sum("kronor")).values("n")))


def granted_of(plan: Plan) -> list[Granted]:
    """Return what each of the plan's awards grants, in their order. One query; a ledger is read where the award says no sum."""
    found = Award.objects.filter(plan=plan).annotate(granted=granted_kronor())
    return [Granted(*each) for each in found.values_list("pk", "initiative_id", "year", "granted")]


def with_lines(rows: Iterable[MoneyRow], lines: Iterable[Line]) -> list[MoneyRow]:
    """Return the rows with their awards and ledgers."""
    by_initiative: dict[int | None, list[Line]] = defaultdict(list)
    for line in lines:
        by_initiative[line.award.initiative_id].append(line)
    return [replace(each, lines=tuple(by_initiative[each.row.id])) for each in rows]


def money_rows(plan: Plan, rows: Sequence[InitiativeRow], granted: Iterable[Granted]) -> list[MoneyRow]:
    """Return the initiatives with what is said of their money. One query: the plan's own statements."""
    by_initiative: dict[int | None, list[Granted]] = defaultdict(list)
    for award in granted:
        by_initiative[award.initiative].append(award)
    statements: dict[int, list[FundingStatement]] = defaultdict(list)
    for each in FundingStatement.objects.filter(initiative__plan=plan).order_by("id"):
        statements[each.initiative_id].append(each)
    return [MoneyRow(row, tuple(statements[row.id]), tuple(by_initiative[row.id])) for row in rows]


def told_money() -> dict[str, Any]:
    """Return what tells of an initiative whether anybody says where its money comes from, and whether a sum is stated.

    Annotations: `names_money` and `has_sum`. Where there is an award it says what is known, not the plan's own words.
    """
    awards = Award.objects.filter(initiative=OuterRef("pk")).order_by()
    granted = Exists(LedgerEntry.objects.filter(award=OuterRef("pk"), kind="granted"))
    words = FundingStatement.objects.filter(initiative=OuterRef("pk")).order_by()
    is_awarded, is_worded = Exists(awards), Exists(words)
    known = Exists(awards.filter(Q(kronor__isnull=False) | granted))
    in_words = Exists(words.filter(kronor__isnull=False))
    yes, no = Value(1), Value(0)
    return {
        "names_money": Case(When(Q(is_awarded) | Q(is_worded), then=yes), default=no),
        "has_sum": Case(When(Q(known) | (~Q(is_awarded) & Q(in_words)), then=yes), default=no),
    }


def stated_of(plan: Plan, user: Any) -> Stated:
    """Return how much is stated of the reported initiatives that `user` may know of. One query."""
    seen = Initiative.objects.visible_to(user).filter(plan=plan, listing="reported").order_by()
    told = seen.annotate(**told_money()).aggregate(n=Count("pk"), sums=Sum("has_sum"), naming=Sum("names_money"))
    return Stated(told["n"], told["sums"] or 0, told["naming"] or 0)


def per_goal(tree: Tree, rows: Sequence[MoneyRow]) -> list[GoalMoney]:
    """Return the money of each top goal of a plan, an initiative counted once in each that it serves."""
    found = []
    for goal in tree.roots:
        serving = [
            each for each in rows if each.row.listing == "reported" and each.row.serves(goal.ids, proposed=False)
        ]
        with_sum = [each for each in serving if each.sums]
        found.append(GoalMoney(goal, len(serving), len(with_sum), sum(sum(each.sums) for each in with_sum)))
    return found


@dataclass(frozen=True)
class OwnMoney:
    """What the municipalities have of their own for a year: how many there are, have shared a sum, and that sum at least."""

    municipalities: int
    shared: int
    kronor: int
    rows: tuple[OwnGrant, ...]


def own_money(plan: Plan, year: int, user: Any) -> OwnMoney:
    """Return what organisations have shared of their own money. Two queries. What is not shared is read by nobody else."""
    rows = OwnGrant.objects.filter(plan=plan, year=year, shared="total").select_related("organisation")
    found = tuple(rows.order_by("organisation__sort_key"))
    towns = Organisation.objects.filter(county=plan.county_id, sector="municipality", parent=None).count()
    told = [each for each in found if each.kronor is not None and each.organisation.sector == "municipality"]
    return OwnMoney(towns, len(told), total(each.kronor for each in told)[0], found)


def fee_totals(plan: Plan) -> list[FeeTotal]:
    """Return the sums of fees, the latest year first. One query."""
    return list(FeeTotal.objects.filter(plan=plan).select_related("pot"))


@dataclass(frozen=True)
class Span:
    """What ends within so many months of a day, and not within fewer."""

    months: int
    ends: tuple[Ending, ...]
    money: tuple[Line, ...]
    dates: tuple[GrantDate, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.ends or self.money or self.dates)


def dates_between(plan: Plan, first: datetime.date, last: datetime.date) -> list[GrantDate]:
    """Return the days that agreements set: those that ship with Handslag and the plan's own. One query."""
    known = Q(agreement__plan=None) | Q(agreement__plan=plan)
    found = GrantDate.objects.filter(known, agreement__withdrawn_on=None, on__gte=first, on__lte=last)
    return list(found.select_related("agreement").order_by("on", "id"))


def by_distance(
    day: datetime.date, months: Sequence[int], ends: Iterable[Ending], lines: Iterable[Line], dates: Iterable[GrantDate]
) -> list[Span]:
    """Return what ends by how far ahead it is: a month that begins on the last day of a span is still within it."""
    ends, lines, dates = list(ends), list(lines), list(dates)
    spans, since = [], day
    for ahead in months:
        until = add_months(day, ahead)
        money = [
            line for line in lines if line.use_by and since <= line.use_by <= until and line.standing.left_or_unknown
        ]
        spans.append(
            Span(
                ahead,
                tuple(each for each in ends if each.first_day and since <= each.first_day <= until),
                tuple(sorted(money, key=lambda line: str(line.use_by))),
                tuple(each for each in dates if since <= each.on <= until),
            )
        )
        since = until + datetime.timedelta(days=1)
    return spans
