"""Obstacles and recommendations of a whole county: of its plans and of their initiatives."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F, Q

from handslag.places.models import Area
from handslag.plans.models import Initiative, Obstacle, Plan, Recommendation
from handslag.plans.queries.citations import CitationBook, citation_book
from handslag.plans.words import SOLVERS, THEMES


@dataclass(frozen=True)
class Group:
    """Statements under one heading."""

    key: str
    title: str
    items: tuple


def of_county(model, county: Area, user):
    """Return the statements of one model that hang on something the user may know of."""
    initiatives = Initiative.objects.visible_to(user).filter(plan__county=county).values("id")
    plans = Plan.objects.visible_to(user).filter(county=county).values("id")
    return (
        model.objects.filter(Q(initiative__in=initiatives) | Q(plan__in=plans))
        .select_related("initiative__plan__county", "plan__county")
        .order_by(F("initiative__number").asc(nulls_last=True), "id")
    )


def _grouped(items, key, titles: dict[str, str], rest: str) -> list[Group]:
    groups = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    known = [Group(name, title, tuple(groups[name])) for name, title in titles.items() if groups.get(name)]
    others = [(name, members) for name, members in groups.items() if name not in titles]
    named = [Group(name, name, tuple(members)) for name, members in sorted(others) if name]
    return known + named + [Group("", rest, tuple(members)) for name, members in others if not name]


def obstacles(county: Area, *, user, by: str = "theme") -> tuple[list[Group], int]:
    """Return the county's obstacles grouped by "theme" or by "level" (who can solve them), and how many."""
    items = list(of_county(Obstacle, county, user))
    if by == "level":
        return _grouped(items, lambda item: item.level, SOLVERS, "Inte angivet vem som kan lösa det"), len(items)
    return _grouped(items, lambda item: item.theme, THEMES, "Övrigt"), len(items)


def recommendations(county: Area, *, user, by: str = "theme", only_open: bool = False) -> tuple[list[Group], int, int]:
    """Return the county's recommendations by "theme", "to" or "by", how many, and how many unanswered.

    only_open: the groups hold the unanswered ones alone.
    """
    every = list(of_county(Recommendation, county, user))
    unanswered = [item for item in every if not item.answer]
    items = unanswered if only_open else every
    if by == "to":
        groups = _grouped(items, lambda item: item.to, {}, "Mottagare inte angiven")
    elif by == "by":
        groups = _grouped(items, lambda item: item.by, {}, "Avsändare inte angiven")
    else:
        groups = _grouped(items, lambda item: item.theme, THEMES, "Övrigt")
    return groups, len(every), len(unanswered)


def unanswered(county: Area, *, user) -> int:
    """Return how many of the county's recommendations that the user may know of have no answer. One query."""
    return of_county(Recommendation, county, user).filter(answer="").count()


def book_for(items, *, kind: str) -> CitationBook:
    """Return the sources of statements of one kind ("obstacle", "recommendation"), in one query."""
    return citation_book({(item.initiative or item.plan).uuid for item in items}, kind=kind)
