"""What a plan's goals are measured by, read from the database and answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from handslag.indicators import queries
from handslag.indicators.goals.verdicts import MEASURABLE, Answer, Wish, answer
from handslag.indicators.models import Fetch, GoalIndicator, Observation, OwnMeasure, Target
from handslag.indicators.reading import Definition, definitions
from handslag.indicators.series import Key, Series
from handslag.places.models import Area
from handslag.plans.models import GoalNode, Plan
from handslag.plans.queries.goals import Goal, Tree
from handslag.swedish.numbers import plain
from handslag.trust import prepared
from handslag.trust.permissions import Grants, Holder, grants_of
from handslag.trust.prepared import Written

STATES = {
    "measurable": "Går att mäta",
    "later": "Syns senare, eller bara för länet",
    "not": "Går inte att mäta så här",
    "unset": "Har indikator, men inget att nå",
    "none": "Saknar indikator",
}
"""How it is with a goal, the best of what can be said of it."""
_LATER = ("only_after_year", "measurable_only_for_county")
FIELDS = (
    "id", "indicator__key", "area_id", "area__code", "area__name", "area__kind", "area__parent_id", "area__is_example",
    "sex", "baseline_from", "baseline_to", "wished", "change", "by", "note",
)  # fmt: skip


class Row(NamedTuple):
    """A target as it stands in the database."""

    pk: int
    indicator: str
    area_id: int
    code: str
    area: str
    kind: str
    parent_id: int | None
    is_example: bool
    sex: str
    baseline_from: int
    baseline_to: int
    wished: float | None
    change: float | None
    by: int
    note: str

    @property
    def wish(self) -> Wish:
        return Wish(self.area, (self.baseline_from, self.baseline_to), self.by, self.wished, self.change)

    @property
    def place(self) -> Area:
        """The area, as far as figures are asked for by it."""
        return Area(
            pk=self.area_id, code=self.code, name=self.area, kind=self.kind, parent_id=self.parent_id,
            is_example=self.is_example,
        )  # fmt: skip


@dataclass(frozen=True)
class Aim:
    """A target with what can be said of it."""

    row: Row
    definition: Definition
    answer: Answer

    @property
    def title(self) -> str:
        """What is wished, in words: "Suicid ...: 20 procent färre till 2030 i Örebro län, jämfört med 2015–2019"."""
        return f"{self.definition.title}: {wished(self.definition, self.row)}"

    @property
    def query(self) -> str:
        """The fields of the form that it was set by."""
        row = self.row
        told = {
            "indicator": row.indicator, "area": row.code, "baseline_from": row.baseline_from,
            "baseline_to": row.baseline_to, "by": row.by, "note": row.note,
            "percent": None if row.change is None else figure(abs(100 * row.change)),
            "wished": None if row.wished is None else figure(row.wished),
        }  # fmt: skip
        return urlencode({name: value for name, value in told.items() if value not in (None, "")})


def wished(definition: Definition, row: Row) -> str:
    """Return what is wished, where, until when and compared with when."""
    years = str(row.baseline_from) if row.baseline_from == row.baseline_to else f"{row.baseline_from}–{row.baseline_to}"
    if row.wished is not None:
        return f"{figure(row.wished)} {definition.unit} till {row.by}, {row.area}. Utgångsläge {years}."
    size = figure(abs(100 * float(row.change or 0)))
    return f"{size} procent {'lägre' if (row.change or 0) < 0 else 'högre'} till {row.by}, {row.area}. Utgångsläge {years}."


def figure(value: float) -> str:
    """Return a number in Swedish with no more decimals than it has: "20", "12,5"."""
    return plain(value, 4)


@dataclass(frozen=True)
class Measured:
    """A goal with its indicators and its targets, the newest first."""

    goal: Goal
    indicators: tuple[Definition, ...]
    aims: tuple[Aim, ...]

    @property
    def state(self) -> str:
        return state_of([each.answer.code for each in self.aims], has_indicator=bool(self.indicators))

    @property
    def word(self) -> str:
        return STATES[self.state]


@dataclass(frozen=True)
class Tally:
    """How many goals a plan has, how many of them can be measured, and how many have no indicator."""

    goals: int
    measurable: int
    without: int


def state_of(codes: Sequence[str], *, has_indicator: bool) -> str:
    """Return the state of a goal, a key of STATES. codes: of its answers."""
    if MEASURABLE.intersection(codes):
        return "measurable"
    if any(each in _LATER for each in codes):
        return "later"
    if codes:
        return "not"
    return "unset" if has_indicator else "none"


def known_of(keys: Iterable[str], county: Area, user: Any) -> Mapping[str, Definition]:
    """Return the definitions that `user` may know of, these among them. No query, two where some are the county's own."""
    shipped = definitions()
    return shipped if set(keys) <= shipped.keys() else queries.definitions_for(county, user)


def answered(rows: Sequence[Row], county: Area, known: Mapping[str, Definition]) -> list[Aim]:
    """Return what can be said of each target, those of unknown indicators left out. As many queries as `shown_series`, or none."""
    kept = [row for row in rows if row.indicator in known]
    if not kept:
        return []
    wanted = {row.indicator: known[row.indicator] for row in kept}
    places = {row.code: row.place for row in kept} | {county.code: county}
    sexes = sorted({row.sex for row in kept})
    found = queries.all_series(list(wanted.values()), list(places.values()), sexes=sexes)
    return [Aim(row, known[row.indicator], _answer(known[row.indicator], row, found, county)) for row in kept]


def _answer(definition: Definition, row: Row, found: Mapping[Key, Series], county: Area) -> Answer:
    own = found[Key(row.indicator, row.code, row.sex)]
    above = found[Key(row.indicator, county.code, row.sex)] if row.code != county.code else None
    return answer(definition, row.wish, own, above)


def of_goals(goals: Iterable[Goal], county: Area, user: Any) -> list[Measured]:
    """Return the goals with their indicators and what can be said of their targets, as far as `user` may know of them.

    Two queries, and those of `known_of` and `answered`.
    """
    wanted = list(goals)
    ids = [goal.id for goal in wanted]
    followed: dict[int, dict[str, Definition]] = {each: {} for each in ids}
    ties = list(GoalIndicator.objects.filter(goal__in=ids).order_by("id").values_list("goal_id", "indicator__key"))
    targets = list(Target.objects.filter(goal__in=ids).order_by("-id").values_list("goal_id", *FIELDS))
    used = [*ties, *((each[0], each[2]) for each in targets)]
    known = known_of([key for _, key in used], county, user)
    for goal_id, key in used:
        if key in known:
            followed[goal_id][key] = known[key]
    goal_of = {each[1]: each[0] for each in targets}
    aims: dict[int, list[Aim]] = {each: [] for each in ids}
    for aim in answered([Row(*each[1:]) for each in targets], county, known):
        aims[goal_of[aim.row.pk]].append(aim)
    return [Measured(goal, tuple(followed[goal.id].values()), tuple(aims[goal.id])) for goal in wanted]


def of_plan(tree: Tree, county: Area, user: Any) -> list[Measured]:
    """Return the plan's goals that initiatives hang on, and above them those that are measured themselves, in its order."""
    bearing = {goal.id for goal in tree.bearing}
    every = of_goals([goal for root in tree.roots for goal in root.walk()], county, user)
    return [each for each in every if each.goal.id in bearing or each.indicators]


def tally(plan: Plan, user: Any) -> Tally:
    """Return how it is with the plan's goals, as `of_plan` counts them. One query, as long as no figures come in."""
    nodes: dict[int, tuple[int | None, str, bool]] = {}
    rows: dict[int, list[Row]] = {}
    state: tuple[Any, ...] = ()
    for goal_id, parent, kind, followed, newest, done_at, *target in GOALS_WITH_TARGETS.rows(
        plan.pk, shape=(grants_of(user),)
    ):
        nodes[goal_id], state = (parent, kind, followed), (newest, done_at)
        if target[0] is not None:
            rows.setdefault(goal_id, []).append(Row(*target))
    parents = {parent for parent, kind, _ in nodes.values() if kind != "question"}
    counted = [
        goal_id
        for goal_id, (_, kind, followed) in nodes.items()
        if (kind != "question" and goal_id not in parents) or followed or goal_id in rows
    ]
    every = tuple(row for each in rows.values() for row in each)
    known = known_of([row.indicator for row in every], plan.county, user)
    meant = {row.indicator: known[row.indicator] for row in every if row.indicator in known}
    codes = _codes(every, _Ground(plan.county, meant), state)
    states = [
        state_of([codes[row.pk] for row in rows.get(each, ()) if row.pk in codes], has_indicator=nodes[each][2])
        for each in counted
    ]
    return Tally(len(states), states.count("measurable"), states.count("none"))


class _Ground:
    """A county and what is meant by the indicators, as a key."""

    def __init__(self, county: Area, known: Mapping[str, Definition]) -> None:
        self.county, self.known = county, known

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ground) and (other.county.pk, other.known) == (self.county.pk, self.known)

    def __hash__(self) -> int:
        return hash((self.county.pk, frozenset(self.known)))


@lru_cache(maxsize=100)  # Läget is read far more often than figures or targets change
def _codes(rows: tuple[Row, ...], ground: _Ground, state: tuple[Any, ...]) -> dict[int, str]:
    """Return the code of each target's answer. state: changes when figures come in."""
    return {aim.row.pk: aim.answer.code for aim in answered(rows, ground.county, ground.known)}


def _goals_with_targets(plan_id: int, held: Grants) -> QuerySet:
    """Return id, parent, kind, whether an indicator hangs on it, and a target's fields: a row for each target, or one.

    Between them what changes when figures come in: the newest figure, and when the last taking in was done.
    """
    own = OwnMeasure.objects.visible_to(Holder(held)).values("indicator")
    ties = GoalIndicator.objects.filter(Q(indicator__county=None) | Q(indicator__in=own), goal=OuterRef("pk"))
    goals = GoalNode.objects.filter(plan=plan_id).annotate(
        aim=FilteredRelation("targets", condition=Q(targets__withdrawn_on__isnull=True)),
        followed=Exists(ties),
        newest=Subquery(Observation.objects.order_by("-pk").values("pk")[:1]),
        done_at=Subquery(Fetch.objects.filter(done_at__isnull=False).order_by("-done_at").values("done_at")[:1]),
    )
    return goals.values_list(
        "id", "parent_id", "kind", "followed", "newest", "done_at", *(f"aim__{name}" for name in FIELDS)
    )


GOALS_WITH_TARGETS = Written(_goals_with_targets, (prepared.number(),))
