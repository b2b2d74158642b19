"""Everything on an initiative's page, in a number of queries that does not grow with what is stated."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, QuerySet, TextField, Value, prefetch_related_objects
from django.db.models.functions import Cast
from django.urls import reverse

from handslag.places.models import Area
from handslag.plans import rules
from handslag.plans.followup.queries_rounds import Told, read_told, told_of
from handslag.plans.models import (
    Contradiction,
    Figure,
    FundingStatement,
    GoalContribution,
    Handover,
    Initiative,
    InitiativeNodeLink,
    InitiativePlace,
    Obstacle,
    Participation,
    PilotDecision,
    Plan,
    Post,
    Recommendation,
    Result,
    StatedSurveyResult,
    StatusEntry,
    SuccessFactor,
    SurveyQuote,
)
from handslag.plans.queries.citations import CitationBook, citation_book
from handslag.plans.queries.goals import Goal, Tree
from handslag.plans.queries.relations import Link, Related, related, relations_around
from handslag.swedish.periods import end_words, start_words
from handslag.trust import search
from handslag.trust.models import SearchEntry
from handslag.trust.prepared import Belonging


@dataclass(frozen=True)
class FigureSum:
    """Figures that may be summed: same series, kind, unit and period. `total` is computed by us."""

    label: str
    unit: str
    total: Decimal
    parts: tuple[Figure, ...]


@dataclass(frozen=True)
class Served:
    """A goal that an initiative serves, with the path down to it."""

    path: tuple[Goal, ...]
    contribution: GoalContribution


@dataclass(frozen=True)
class HistoryLine:
    """Something in an initiative's course. vague: known to a season or a year only, or not dated."""

    sort: tuple[bool, datetime.date]
    when: str
    text: str
    vague: bool


@dataclass
class InitiativePage:
    """What the page shows. Lists are ready to draw; nothing is fetched while drawing."""

    initiative: Initiative
    status: rules.StatedStatus
    status_entry: StatusEntry | None
    flags: tuple[rules.Flag, ...]
    served: list[Served]
    figures: list[Figure]
    context_figures: list[Figure]
    sums: list[FigureSum]
    related: list[Related]
    links: list[Link]
    history: list[HistoryLine]
    citations: CitationBook


HAS_QUOTES = Exists(SurveyQuote.objects.filter(survey=OuterRef("pk")))
"""Most surveys have no quotes: their page then asks for none."""

PARTS = {
    name: Belonging(queryset, of="initiative")
    for name, queryset in (
        ("statuses", StatusEntry.objects.all()),
        ("contradictions", Contradiction.objects.all()),
        ("contributions", GoalContribution.objects.select_related("goal")),
        ("places", InitiativePlace.objects.select_related("area", "lansdel")),
        ("node_links", InitiativeNodeLink.objects.select_related("node__framework")),
        ("participations", Participation.objects.select_related("organisation")),
        ("posts", Post.objects.select_related("lansdel")),
        ("figures", Figure.objects.select_related("lansdel")),
        ("surveys", StatedSurveyResult.objects.annotate(has_quotes=HAS_QUOTES)),
        ("results", Result.objects.all()),
        ("decisions", PilotDecision.objects.all()),
        ("success_factors", SuccessFactor.objects.all()),
        ("recommendations", Recommendation.objects.all()),
        ("funding", FundingStatement.objects.all()),
        ("handovers", Handover.objects.select_related("area", "owner")),
    )
}
"""What the page reads of an initiative: one query each, however much is stated."""


def read_parts(initiative: Initiative) -> None:
    """Read everything stated about the initiative, for its page. A query a part, and two if it has posts."""
    for name, part in PARTS.items():
        part.read(initiative, name)
    prefetch_related_objects(list(initiative.posts.all()), "tasks", "relations")


@dataclass(frozen=True)
class Naming:
    """The names a page shows beside its texts, and what rounds have told, read in one query."""

    target_groups: list[str]
    methods: list[str]
    glossary: list[tuple[str, tuple[str, str]]]
    areas: dict[int, str]
    told: list[Told]
    beside: list[tuple[str, str, str, str]]


@dataclass(frozen=True)
class _Beside:
    """Rows of an area above this one: its kind, the queryset for an initiative, and the three texts of a row."""

    kind: str
    rows: Callable[[Initiative], QuerySet]
    fields: tuple[str, str, str]


_beside: list[_Beside] = []


def add_beside(kind: str, rows: Callable[[Initiative], QuerySet], *fields: str) -> None:
    """Let an area above this one read short rows of three texts with the page's names, in the same query.

    Its panel finds them in `initiative.beside`, each after its kind.
    """
    first, second, third = fields
    _beside.append(_Beside(kind, rows, (first, second, third)))


def naming(initiative: Initiative, *, areas: QuerySet[Area]) -> Naming:
    """Return the initiative's target groups and methods, its plan's defined terms, the names of these areas by id,
    who has answered for it in rounds of follow-up, and what areas above this one read beside.
    """

    def told(kind: str, rows, *fields: str):
        return rows.annotate(named_as=Value(kind, output_field=TextField())).order_by().values_list("named_as", *fields)

    nothing = Value("", output_field=TextField())
    groups = told("group", initiative.target_groups.annotate(more=nothing), "title", "key", "more")
    methods = told("method", initiative.methods.annotate(more=nothing), "title", "key", "more")
    terms = told("term", initiative.plan.terms.filter(kind="concept"), "term", "key", "definition")
    places = told("area", areas.annotate(number=Cast("pk", TextField()), more=nothing), "name", "number", "more")
    rounds = told("round", told_of(initiative).annotate(more=nothing), "title", "told", "more")
    others = [told(each.kind, each.rows(initiative), *each.fields) for each in _beside]
    rows = list(groups.union(methods, terms, places, rounds, *others, all=True))
    address = reverse("terms", args=[initiative.plan.county.slug, initiative.plan.key])
    defined = [(name, (f"{address}#{key}", more)) for kind, name, key, more in rows if kind == "term"]
    return Naming(
        sorted(name for kind, name, _, _ in rows if kind == "group"),
        sorted(name for kind, name, _, _ in rows if kind == "method"),
        sorted(defined, key=lambda pair: -len(pair[0])),
        {int(key): name for kind, name, key, _ in rows if kind == "area"},
        read_told((name, key) for kind, name, key, _ in rows if kind == "round"),
        [row for row in rows if row[0] in {each.kind for each in _beside}],
    )


def initiative_page(initiative: Initiative, *, tree: Tree, user, day: datetime.date) -> InitiativePage:
    """Return everything stated about `initiative` as seen on `day` by `user`."""
    entries = list(initiative.statuses.all())
    stated = [
        rules.StatedStatus(entry.status, entry.words, entry.as_of, entry.as_of_text, entry.reason) for entry in entries
    ]
    status = rules.current_status(stated, day=day)
    current = next((entry for entry, told in zip(entries, stated, strict=True) if told is status), None)
    contradictions = [(clash.text, clash.since) for clash in initiative.contradictions.all()]
    figures = list(initiative.figures.all())
    links = relations_around(initiative, user=user)
    return InitiativePage(
        initiative=initiative,
        status=status,
        status_entry=current,
        flags=rules.flags(
            status=status,
            period=initiative.period,
            contradictions=contradictions,
            day=day,
            stale_after_months=initiative.plan.stale_after_months,
        ),
        served=_served(initiative, tree),
        figures=[figure for figure in figures if not figure.context],
        context_figures=[figure for figure in figures if figure.context],
        sums=figure_sums(figures),
        related=related(initiative, links),
        links=links,
        history=_history(initiative, entries),
        citations=citation_book([initiative.uuid]),
    )


def _served(initiative: Initiative, tree: Tree) -> list[Served]:
    served = []
    for contribution in initiative.contributions.all():
        goal = tree.by_id.get(contribution.goal_id)
        path: list[Goal] = []
        while goal:
            path.insert(0, goal)
            goal = tree.by_id.get(goal.parent_id) if goal.parent_id else None
        if path:
            served.append(Served(tuple(path), contribution))
    return served


def figure_sums(figures: Sequence[Figure]) -> list[FigureSum]:
    """Return the sums that may be made: over figures of one series, of the same kind, unit and period."""
    groups: dict[tuple, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.series and not figure.context and figure.value is not None:
            groups[figure.series, figure.kind, figure.unit, figure.period_text].append(figure)
    return [
        FigureSum(
            parts[0].label, parts[0].unit, sum((part.value.normalize() for part in parts), Decimal(0)), tuple(parts)
        )
        for parts in groups.values()
        if len(parts) > 1
    ]


def _history(initiative: Initiative, entries: list[StatusEntry]) -> list[HistoryLine]:
    never = (True, datetime.date.max)
    lines = []
    period = initiative.period
    if period and period.start_span:
        vague = period.start_precision not in ("day", "month")
        lines.append(HistoryLine((False, period.start_span[0]), start_words(period), "Börjar.", vague))
    if period and period.end_span:
        vague = period.end_precision not in ("day", "month")
        lines.append(HistoryLine((False, period.end_span[1]), end_words(period), "Angivet slut.", vague))
    for entry in entries:
        text = f"{entry.get_status_display()}." + (f" {entry.reason}" if entry.reason else "")
        sort = (False, entry.as_of) if entry.as_of else never
        lines.append(HistoryLine(sort, entry.as_of_text or "datum inte angivet", text, True))
    for decision in initiative.decisions.all():
        text = f"Beslut om {decision.subject}: {decision.get_decision_display().lower()}."
        sort = (False, decision.date) if decision.date else never
        lines.append(HistoryLine(sort, decision.date_text or "datum inte angivet", text, decision.date is None))
    return sorted(lines, key=lambda line: line.sort)


@dataclass(frozen=True)
class Similar:
    """An initiative like another: its title and address, kind and status in words, and its obstacles."""

    title: str
    url: str
    context: str
    obstacles: tuple[str, ...]


def similar(initiative: Initiative, *, user, limit: int = 4) -> tuple[list[Similar], list[Obstacle]]:
    """Return those of the county most like this one, finished and only mentioned ones too; and its own obstacles.

    Likeness is in words: of titles, methods, target groups and what is told. Two queries: the obstacles
    of all are read together.
    """
    plan = initiative.plan
    seen = Initiative.objects.visible_to(user).filter(plan__county_id=plan.county_id)
    entries = SearchEntry.objects.filter(scope=plan.county.code, kind="initiative", root__in=seen.values("uuid"))
    rows = list(entries.values_list("id", "root", "stems", "title", "url", "context"))
    own = next((stems for _, root, stems, *_ in rows if root == initiative.uuid), "")
    others = [(key, stems) for key, root, stems, *_ in rows if root != initiative.uuid]
    order = [key for key, _ in search.most_alike(set(own.split()), among=others, at_least=4)[:limit]]
    best = [row for key in order for row in rows if row[0] == key]
    wanted = [initiative.uuid, *(root for _, root, *_ in best)]
    obstacles = list(Obstacle.objects.filter(initiative__uuid__in=wanted).annotate(root=F("initiative__uuid")))
    found = [
        Similar(title, url, context, tuple(each.text for each in obstacles if each.root == root))
        for _, root, _, title, url, context in best
    ]
    return found, [obstacle for obstacle in obstacles if obstacle.root == initiative.uuid]


def in_order(seen, uuids: list) -> list[Initiative]:
    """Return these initiatives in this order, with what a short list needs. Three queries."""
    found = seen.filter(uuid__in=uuids).select_related("plan__county").prefetch_related("statuses", "obstacles")
    by_uuid = {item.uuid: item for item in found}
    return [by_uuid[key] for key in uuids if key in by_uuid]


def alike(text: str, *, plan: Plan, user, limit: int = 8) -> list[Initiative]:
    """Return the initiatives of the plan's county most like some words, best first; finished ones too."""
    seen = Initiative.objects.visible_to(user).filter(plan__county_id=plan.county_id)
    entries = SearchEntry.objects.filter(scope=plan.county.code, kind="initiative", root__in=seen.values("uuid"))
    rows = list(entries.values_list("id", "root", "stems"))
    roots = {key: root for key, root, _ in rows}
    best = search.alike(text, among=[(key, stems) for key, _, stems in rows], at_least=2)
    return in_order(seen, [roots[key] for key, _ in best[:limit]])
