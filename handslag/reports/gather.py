"""Everything a report rests on, read in one short transaction: what is said in it was true at one moment."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from django.db import connection, transaction
from django.db.models import F, Prefetch, prefetch_related_objects

from handslag.funding.telling import Telling, telling
from handslag.indicators.following import Following, following
from handslag.indicators.models import CitedFigure
from handslag.places.models import Organisation
from handslag.plans.models import (
    Adoption,
    Appendix,
    Contradiction,
    Figure,
    FollowUpRound,
    Framework,
    FundingStatement,
    GoalContribution,
    GoalLink,
    Handover,
    Initiative,
    InitiativeNodeLink,
    InitiativePlace,
    InitiativeRelation,
    Method,
    Obstacle,
    Participation,
    PilotDecision,
    Plan,
    Post,
    PostRelation,
    PostTask,
    QuestionAnswer,
    Recommendation,
    Result,
    StatedSurveyResult,
    StatusEntry,
    SuccessFactor,
    TargetGroup,
    Term,
)
from handslag.plans.models.initiatives import initiative_known
from handslag.plans.queries.citations import CitationBook, citation_book
from handslag.plans.queries.coverage import Coverage, Place, coverage, lansdelar_of, municipalities_of
from handslag.plans.queries.frameworks import frameworks
from handslag.plans.queries.goals import Goal, Tree, goal_tree
from handslag.plans.queries.overview import Ending, Event, endings, events
from handslag.plans.queries.proposals import Proposal, proposals
from handslag.plans.queries.quotes import Quotes, shown_quotes
from handslag.plans.queries.rows import InitiativeRow, initiative_rows
from handslag.plans.queries.thread import NodeThread, thread
from handslag.reports.account_ground import AccountGround, account_ground

ROW_PARTS = frozenset({"goals", "places", "groups", "nodes", "parties"})

_PARTS: tuple[tuple[str, object], ...] = (
    ("statuses", StatusEntry.objects.all()),
    ("contradictions", Contradiction.objects.all()),
    ("contributions", GoalContribution.objects.all()),
    ("places", InitiativePlace.objects.select_related("area", "lansdel")),
    ("node_links", InitiativeNodeLink.objects.select_related("node__framework")),
    ("participations", Participation.objects.select_related("organisation")),
    ("posts", Post.objects.select_related("lansdel")),
    ("posts__tasks", PostTask.objects.all()),
    ("posts__relations", PostRelation.objects.all()),
    ("figures", Figure.objects.select_related("lansdel", "area")),
    ("surveys", StatedSurveyResult.objects.all()),
    ("results", Result.objects.all()),
    ("decisions", PilotDecision.objects.all()),
    ("obstacles", Obstacle.objects.all()),
    ("success_factors", SuccessFactor.objects.all()),
    ("recommendations", Recommendation.objects.all()),
    ("funding", FundingStatement.objects.select_related("organisation")),
    ("handovers", Handover.objects.select_related("area", "owner")),
    ("target_groups", TargetGroup.objects.all()),
    ("methods", Method.objects.all()),
)


@dataclass(frozen=True)
class Ground:
    """What the sections tell of. rows: reported first, then what is only mentioned. initiatives: the same, whole, by id.

    Nothing is fetched after this: every relation that a section reads has been read.
    """

    plan: Plan
    day: datetime.date
    tree: Tree
    rows: list[InitiativeRow]
    initiatives: dict[int, Initiative]
    relations: list[InitiativeRelation]
    answers: dict[int, QuestionAnswer]
    goal_links: dict[int, list[GoalLink]]
    coverage: Coverage
    by_municipality: Coverage
    framework: Framework | None
    thread: list[NodeThread]
    parts: list[Place]
    municipalities: list[Place]
    surveys: list[StatedSurveyResult]
    figures: list[Figure]
    obstacles: list[Obstacle]
    results: list[Result]
    recommendations: list[Recommendation]
    terms: list[Term]
    methods: list[Method]
    groups: list[TargetGroup]
    adoptions: list[Adoption]
    organisations: list[Organisation]
    endings: list[Ending]
    without_known_end: list[Ending]
    events: list[Event]
    rounds: list[FollowUpRound]
    appendices: list[Appendix]
    quotes: Quotes
    proposals: list[Proposal]
    following: Following
    cited: list[CitedFigure]
    money: Telling
    book: CitationBook
    account: AccountGround | None = None  # of a report that is narrowed to a year

    @property
    def reported(self) -> list[InitiativeRow]:
        return [row for row in self.rows if row.listing == "reported"]

    @property
    def mentioned(self) -> list[InitiativeRow]:
        return [row for row in self.rows if row.listing != "reported"]

    def serving(self, goal: Goal, *, proposed: bool = False) -> list[InitiativeRow]:
        """Return the reported initiatives that serve a goal or any under it."""
        return [row for row in self.reported if row.serves(goal.ids, proposed=proposed)]

    def of_organisation(self, key: int) -> list[InitiativeRow]:
        """Return the initiatives in which an organisation (its id) has a part; to be offered something is none."""
        return self._by_organisation.get(key, [])

    def relations_of(self, key: int) -> list[InitiativeRelation]:
        """Return the relations to and from an initiative (its id)."""
        return self._by_end.get(key, [])

    @cached_property
    def _by_organisation(self) -> dict[int, list[InitiativeRow]]:
        found: dict[int, list[InitiativeRow]] = {}
        for row in self.rows:
            for key in {ref.organisation_id for ref in row.parties if ref.role != "audience"}:
                found.setdefault(key, []).append(row)
        return found

    @cached_property
    def _by_end(self) -> dict[int, list[InitiativeRelation]]:
        found: dict[int, list[InitiativeRelation]] = {}
        for each in self.relations:
            for key in {each.from_initiative_id, each.to_initiative_id}:
                found.setdefault(key, []).append(each)
        return found


def gather(plan: Plan, *, user: object, day: datetime.date, year: int | None = None) -> Ground:
    """Return what `user` may know of the plan as stated on `day`. year: whose money is asked for too. About ninety queries, all but the indicators' in one transaction."""
    # Before the moment: what is hidden among the figures may have to be worked out and kept, and in it nothing is written.
    told = following(plan, goal_tree(plan), user)
    with one_moment():
        return _gather(plan, told, user=user, day=day, year=year)


@contextmanager
def one_moment() -> Iterator[None]:
    """Let every question inside see the database as it is now, whoever saves meanwhile, and hold nobody up."""
    if connection.in_atomic_block:  # the caller's own transaction is the moment
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    mode = connection.transaction_mode
    connection.transaction_mode = "DEFERRED"  # a reader takes no lock: writers go on beside it (WAL)
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = mode


def _gather(plan: Plan, told: Following, *, user: object, day: datetime.date, year: int | None) -> Ground:
    # Anew: the caller read it before this moment.
    found = Plan.everything.select_related("county", "lead", "division").prefetch_related("relations")
    plan = found.get(pk=plan.pk)
    tree = goal_tree(plan, notes=True)
    rows = initiative_rows(plan, user=user, day=day, parts=ROW_PARTS, mentioned=True)
    rows.sort(key=lambda row: row.listing != "reported")
    reported = [row for row in rows if row.listing == "reported"]
    initiatives = _whole(plan, [row.id for row in rows])
    answers = QuestionAnswer.objects.filter(goal__plan=plan, answered_on__lte=day).order_by("answered_on", "id")
    soon, unknown = endings(plan, reported, day=day)
    surveys = list(plan.surveys.all())
    asked = [*surveys, *(each for initiative in initiatives.values() for each in initiative.surveys.all())]
    framework = next(iter(frameworks()), None)
    appendices = list(plan.appendices.all())
    money = telling(plan, user=user, day=day, tree=tree, rows=rows)
    roots = [plan.uuid, *(goal.uuid for goal in tree.by_id.values()), *(row.uuid for row in rows), *money.roots]
    return Ground(
        plan=plan,
        day=day,
        tree=tree,
        rows=rows,
        initiatives=initiatives,
        relations=_relations(plan, user),
        answers={answer.goal_id: answer for answer in answers},
        goal_links=_goal_links(plan),
        coverage=coverage(plan, tree, reported, dimension="lansdel", proposed=False),
        by_municipality=coverage(plan, tree, reported, dimension="municipality", proposed=False),
        framework=framework,
        thread=thread(plan, framework, tree, reported, proposed=True)[0] if framework else [],
        parts=lansdelar_of(plan),
        municipalities=municipalities_of(plan),
        surveys=surveys,
        figures=list(plan.figures.select_related("lansdel", "area")),
        obstacles=list(plan.obstacles.all()),
        results=list(plan.results.all()),
        recommendations=list(plan.recommendations.all()),
        terms=list(plan.terms.prefetch_related("not_same_as")),
        methods=list(plan.methods.all()),
        groups=list(plan.target_groups.all()),
        adoptions=list(plan.adoptions.select_related("organisation")),
        organisations=_organisations(plan),
        endings=soon,
        without_known_end=unknown,
        events=events(reported, day=day),
        rounds=list(FollowUpRound.objects.filter(plan=plan).order_by("id")),
        appendices=appendices,
        quotes=shown_quotes(asked),
        proposals=[each for each in proposals(plan, user) if each.recommendation.plan_id == plan.pk],
        following=told,
        cited=list(CitedFigure.objects.filter(plan=plan).select_related("area")),
        money=money,
        book=citation_book(roots),
        account=account_ground(plan, year, user=user, known=initiatives) if year else None,
    )


def _whole(plan: Plan, ids: Iterable[int]) -> dict[int, Initiative]:
    """Return the initiatives with everything stated about them. One query for each kind of statement."""
    found = list(Initiative.objects.filter(pk__in=list(ids)).order_by(F("number").asc(nulls_last=True), "sort_key"))
    for initiative in found:
        initiative.plan = plan  # the same object: its county has been read
    prefetch_related_objects(found, *(Prefetch(name, queryset) for name, queryset in _PARTS))
    return {initiative.pk: initiative for initiative in found}


def _relations(plan: Plan, user: object) -> list[InitiativeRelation]:
    both = initiative_known(user, prefix="from_initiative__") & initiative_known(user, prefix="to_initiative__")
    found = InitiativeRelation.objects.filter(both, from_initiative__plan=plan)
    return list(found.select_related("from_initiative", "to_initiative"))


def _goal_links(plan: Plan) -> dict[int, list[GoalLink]]:
    found: dict[int, list[GoalLink]] = {}
    for link in GoalLink.objects.filter(goal__plan=plan).select_related("node__framework").order_by("id"):
        found.setdefault(link.goal_id, []).append(link)
    return found


def _organisations(plan: Plan) -> list[Organisation]:
    """Return the county's register of organisations: a report says who they are, and some are asked for by name."""
    return list(Organisation.objects.filter(county_id=plan.county_id).order_by("sort_key"))
