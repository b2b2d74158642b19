"""The trail of a county's money in a year, read in a fixed number of queries.

Money is of the year of the line that it comes from; without a line, of its pot's year; without a pot, of its own.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from handslag.funding.agreements.queries import Whole, agreements_of, published_of, wholes_of
from handslag.funding.ledger.queries import told_money
from handslag.funding.models import Award, GrantLine, LedgerEntry, Pot, PotDecision
from handslag.funding.pots.rules import Purse, purse_of
from handslag.funding.trail.rules import Balance, Given, PotBalance, Tally, tally
from handslag.places.models import Area
from handslag.plans.models import FundingStatement, GoalContribution, Initiative, Plan, Result
from handslag.plans.models.initiatives import county_address
from handslag.plans.queries.goals import Goal, Tree, goal_tree
from handslag.swedish.dates import day


@dataclass(frozen=True, slots=True)
class Served:
    """An initiative that money reaches, or may reach. goals: the plan's top goals that it serves, our proposals not counted.

    of_plan: whether it is of the plan that is shown. serves: ids of the goals themselves. owner: who answers for it.
    names_money, has_sum: whether somebody says where its money comes from, and how much, whatever the year.
    """

    id: int
    title: str
    url: str
    of_plan: bool
    is_reported: bool
    owner: str
    results: int
    names_money: bool
    has_sum: bool
    goals: tuple[Goal, ...]
    serves: frozenset[int]


class Piece(NamedTuple):
    """An award as the trail sees it. kronor: as stated, else as the ledger says is granted; None where neither does."""

    id: int
    uuid: uuid.UUID
    title: str
    kronor: int | None
    year: int
    initiative_id: int | None
    pot_id: int | None
    line_id: int | None
    source_text: str
    organisation: str | None


@dataclass(frozen=True)
class PotPart:
    """A pot with its purse and the decision in force."""

    pot: Pot
    purse: Purse
    decision: PotDecision | None

    @property
    def told(self) -> str:
        """The decision in words: "Chefsgruppen, 3 mars 2026, § 4"."""
        if self.decision is None:
            return "inget beslut"
        said = (self.decision.who, day(self.decision.decided_on), self.decision.section)
        return ", ".join(each for each in said if each)


@dataclass(frozen=True)
class Source:
    """Where money comes from: a line of the state's grant, a pot that is from no line, or somebody's words.

    key: "post-1", "pott-1" or "ord"; whole: what the county gets of it.
    """

    key: str
    title: str
    url: str
    whole: Whole
    pots: tuple[PotPart, ...]
    pieces: tuple[Piece, ...]
    balance: Balance


@dataclass(frozen=True)
class GoalMoney:
    """A goal with the money of the initiatives that serve it. naming: how many of them say that there is money.

    with_sum: how many have a known amount; tally: those amounts together, and how many awards have none.
    """

    goal: Goal
    initiatives: tuple[Served, ...]
    with_sum: int
    naming: int
    tally: Tally
    results: int


@dataclass(frozen=True)
class Trail:
    """A year's money. years: all that there is money of; stated: the plan's own words, by initiative."""

    year: int | None
    years: tuple[int, ...]
    sources: tuple[Source, ...]
    initiatives: Mapping[int, Served]
    tree: Tree
    stated: Mapping[int, tuple[FundingStatement, ...]]

    @property
    def is_reckoned(self) -> bool:
        """Whether what the county gets is our working for any source: an example, and no word from the payer."""
        return any(each.whole.kind == "computed" for each in self.sources)

    @property
    def pieces(self) -> list[tuple[Source, Piece]]:
        return [(source, piece) for source in self.sources for piece in source.pieces]

    @property
    def reported(self) -> list[Served]:
        return [each for each in self.initiatives.values() if each.of_plan and each.is_reported]


def trail_of(plan: Plan, user: Any, *, year: int | None = None, key: str = "") -> Trail:
    """Return the trail of a year; without one, of the year of the source with `key`, else of the latest. Thirteen queries at most, however much there is.

    What the reader may not know of is not in it: an award of an initiative that is not shown, a plan that is not.
    """
    plans = Plan.objects.visible_to(user).filter(county=plan.county_id).order_by().values("pk")
    lines = _lines(plan.county, user)
    pots = {each.pk: each for each in Pot.objects.filter(plan__in=plans).select_related("plan__county")}
    used = _used(lines, pots, plans)
    years = tuple(sorted(used | {each.agreement.year for each in lines.values()}, reverse=True))
    found = year if year in years else _year_of(key, lines, pots) or _latest(used, lines)
    tree = goal_tree(plan)
    initiatives = _initiatives(plan, plans, user, tree)
    ground = _Ground(found, lines, pots, _pieces(plans, found, lines, pots, initiatives))
    return Trail(found, years, ground.sources(plan), initiatives, tree, _stated(plan))


def _lines(county: Area, user: Any) -> dict[int, GrantLine]:
    """Return the lines of agreements that the reader may know of, but those to national bodies. One query."""
    seen = agreements_of(county, user).select_related(None).order_by().values("pk")
    found = GrantLine.objects.filter(agreement__in=seen).exclude(receiver="national")
    return {each.pk: each for each in found.select_related("agreement").order_by("-agreement__year", "position", "id")}


def _used(lines: Mapping[int, GrantLine], pots: Mapping[int, Pot], plans: QuerySet) -> set[int]:
    """Return the years that there are pots or awards of. One query."""
    found = {_year(pot, lines) for pot in pots.values()}
    kinds = Award.objects.filter(plan__in=plans).order_by().values_list("pot_id", "line_id", "year").distinct()
    for pot, line, year in kinds:
        if pot not in pots:
            found.add(lines[line].agreement.year if line in lines else year)
    return found


def _year(pot: Pot, lines: Mapping[int, GrantLine]) -> int:
    return lines[pot.line_id].agreement.year if pot.line_id in lines else pot.year


def _year_of(key: str, lines: Mapping[int, GrantLine], pots: Mapping[int, Pot]) -> int | None:
    """Return the year of a named source; None where there is none of that name."""
    kind, _, number = key.partition("-")
    pk = int(number) if number.isascii() and number.isdigit() else 0
    pot = pots.get(pk) if kind == "pott" else None
    line = lines.get((pot.line_id or 0) if pot else pk if kind == "post" else 0)
    if line:
        return line.agreement.year
    return pot.year if pot else None


def _latest(used: set[int], lines: Mapping[int, GrantLine]) -> int | None:
    """Return the latest year of a pot or an award, else of an agreement that is known wholly, else of any."""
    every = [each.agreement.year for each in lines.values()]
    whole = [each.agreement.year for each in lines.values() if each.agreement.is_complete]
    return max(used or whole or every, default=None)


def _initiatives(plan: Plan, plans: QuerySet, user: Any, tree: Tree) -> dict[int, Served]:
    """Return the initiatives of the county that the reader may know of, with the goals of the plan. Two queries."""
    serves: dict[int, set[int]] = defaultdict(set)
    ties = GoalContribution.objects.filter(plan=plan).exclude(origin="proposed").order_by()
    for initiative, goal in ties.values_list("initiative_id", "goal_id"):
        if goal in tree.by_id:
            serves[initiative].add(goal)
    address = county_address(plan.county.slug)
    roots = {goal: root for root in tree.roots for goal in root.ids}
    results = Result.objects.filter(initiative=OuterRef("pk")).order_by().values("initiative").annotate(n=Count("pk"))
    seen = Initiative.objects.visible_to(user).filter(plan__in=plans).order_by("sort_key", "id")
    counted = Coalesce(Subquery(results.values("n"), output_field=IntegerField()), 0)
    told = seen.annotate(told_results=counted, **told_money())
    fields = ("uuid", "plan_id", "listing", "id", "title", "owner__name", "told_results", "names_money", "has_sum")
    found = {}
    for key, of, listing, pk, title, owner, *said in told.values_list(*fields):
        n, names, has = said
        goals = frozenset(serves.get(pk, ()))
        tops = tuple(root for root in tree.roots if any(roots[goal] is root for goal in goals))
        is_ours, is_reported = of == plan.pk, listing == "reported"
        found[pk] = Served(
            pk, title, address(key, title), is_ours, is_reported, owner or "", n, bool(names), bool(has), tops, goals
        )
    return found


def _pieces(
    plans: QuerySet, year: int | None, lines: Mapping[int, GrantLine], pots: Mapping[int, Pot], known: Collection[int]
) -> list[Piece]:
    """Return the year's awards, but those of initiatives that the reader may not know of. One query."""
    granted = LedgerEntry.objects.filter(award=OuterRef("pk"), kind="granted").order_by().values("award")
    in_ledger = Subquery(granted.annotate(n=Sum("kronor")).values("n"))
    ours = [pk for pk, pot in pots.items() if _year(pot, lines) == year]
    direct = Q(line__in=[pk for pk, line in lines.items() if line.agreement.year == year])
    loose = ~Q(line__in=list(lines)) & Q(year=year)
    of_year = Q(pot__in=ours) | (~Q(pot__in=list(pots)) & (direct | loose))
    rows = Award.objects.filter(of_year, plan__in=plans).annotate(granted=Coalesce(F("kronor"), in_ledger))
    told = rows.order_by("id").values_list(
        "id", "uuid", "title", "granted", "year", "initiative_id", "pot_id", "line_id", "source_text", "organisation__name"
    )  # fmt: skip
    return [piece for piece in (Piece(*row) for row in told) if piece.initiative_id in known or not piece.initiative_id]


def _stated(plan: Plan) -> dict[int, tuple[FundingStatement, ...]]:
    found: dict[int, tuple[FundingStatement, ...]] = {}
    for each in FundingStatement.objects.filter(initiative__plan=plan).order_by("id"):
        found[each.initiative_id] = (*found.get(each.initiative_id, ()), each)
    return found


class _Ground:
    """A year's lines, pots and awards, put together source by source."""

    def __init__(
        self, year: int | None, lines: Mapping[int, GrantLine], pots: Mapping[int, Pot], pieces: Iterable[Piece]
    ) -> None:
        self.year, self.lines, self.pots = year, lines, pots
        self.by_source: dict[str, list[Piece]] = defaultdict(list)
        for piece in pieces:
            self.by_source[self._key(piece)].append(piece)
        self.by_pot: dict[str, list[Pot]] = defaultdict(list)
        for pot in pots.values():
            if _year(pot, lines) == year:
                self.by_pot[self._key_of(pot)].append(pot)

    def _key_of(self, pot: Pot) -> str:
        return f"post-{pot.line_id}" if pot.line_id in self.lines else f"pott-{pot.pk}"

    def _key(self, piece: Piece) -> str:
        if piece.pot_id in self.pots:
            return self._key_of(self.pots[piece.pot_id])
        return f"post-{piece.line_id}" if piece.line_id in self.lines else "ord"

    def sources(self, plan: Plan) -> tuple[Source, ...]:
        """Return every source: the lines in their order, pots that are from no line, and what is only said in words."""
        decisions = {
            each.pot_id: each
            for each in PotDecision.objects.in_force().filter(pot__in=list(self.pots)).select_related("body")
        }
        self.parts = {pot.pk: self._part(pot, decisions.get(pot.pk)) for pot in self.pots.values()}
        of_year = [each for each in self.lines.values() if each.agreement.year == self.year]
        published = published_of(plan, of_year)
        chosen = self._chosen(of_year, published)
        wholes = wholes_of(chosen, plan.county, published)
        own = [pots[0] for key, pots in self.by_pot.items() if key.startswith("pott-")]
        found = [self._of_line(line, wholes[line.pk], plan.county) for line in chosen]
        found += [self._of_pot(pot) for pot in own]
        if pieces := self.by_source.get("ord"):
            given = _given(pieces)
            unknown = Whole(None, "unknown", "Helheten är inte angiven.")
            found.append(Source("ord", "Annat, i ord", "", unknown, (), tuple(pieces), Balance(None, (), given)))
        return tuple(found)

    def _chosen(self, lines: list[GrantLine], published: Collection[int]) -> list[GrantLine]:
        """Return the lines that are counted. Where the county has agreements of its own they rule: then those that ship are
        there only where money is known to come of them, or the same krona could stand in them and in the county's copy."""
        if all(each.agreement.is_shipped for each in lines):
            return lines
        used = {*self.by_source, *self.by_pot}
        return [
            each for each in lines if not each.agreement.is_shipped or f"post-{each.pk}" in used or each.pk in published
        ]

    def _part(self, pot: Pot, decision: PotDecision | None) -> PotPart:
        later = [each.carried for each in self.pots.values() if each.carried_from_id == pot.pk]
        decided = decision.kronor if decision else None
        return PotPart(pot, purse_of(pot.kronor, pot.carried_known, later=later, decided=decided), decision)

    def _of_line(self, line: GrantLine, whole: Whole, county: Area) -> Source:
        key = f"post-{line.pk}"
        url = reverse("allocation", args=[county.slug, line.pk])
        return self._source(key, line.title, url, whole, self.by_pot.get(key, []))

    def _of_pot(self, pot: Pot) -> Source:
        why = "" if pot.kronor is not None else "Pottens summa är inte angiven."
        whole = Whole(pot.kronor, "unknown" if why else "pot", why)
        return self._source(f"pott-{pot.pk}", pot.title, pot.get_absolute_url(), whole, [pot])

    def _source(self, key: str, title: str, url: str, whole: Whole, pots: list[Pot]) -> Source:
        pieces = self.by_source.get(key, [])
        parts = tuple(self.parts[pot.pk] for pot in pots)
        balances = [
            PotBalance(part.purse, _given([each for each in pieces if each.pot_id == part.pot.pk])) for part in parts
        ]
        direct = _given([each for each in pieces if each.pot_id not in self.pots])
        return Source(key, title, url, whole, parts, tuple(pieces), Balance(whole.kronor, tuple(balances), direct))


def _given(pieces: list[Piece]) -> Given:
    return Given(
        tally(each.kronor for each in pieces if each.initiative_id),
        tally(each.kronor for each in pieces if not each.initiative_id),
    )


def money_of_goals(trail: Trail, goals: Iterable[Goal]) -> list[GoalMoney]:
    """Return the money of each goal: an award counts whole at every goal that its initiative serves."""
    sums: dict[int, list[int | None]] = defaultdict(list)
    for _, piece in trail.pieces:
        if piece.initiative_id:
            sums[piece.initiative_id].append(piece.kronor)
    return [money_of_goal(goal, trail.reported, sums, trail.stated) for goal in goals]


def money_of_goal(
    goal: Goal,
    initiatives: Iterable[Served],
    sums: Mapping[int, list[int | None]],
    stated: Mapping[int, tuple[FundingStatement, ...]],
) -> GoalMoney:
    """Return the money of a goal. sums: the awards of each initiative; its own words count only where it has none."""
    serving = tuple(each for each in initiatives if each.serves & goal.ids)
    told = [sums.get(each.id) or [said.kronor for said in stated.get(each.id, ())] for each in serving]
    return GoalMoney(
        goal,
        serving,
        with_sum=sum(any(kronor is not None for kronor in each) for each in told),
        naming=sum(bool(each) for each in told),
        tally=tally(kronor for each in told for kronor in each),
        results=sum(each.results for each in serving),
    )
