"""Puts a plan's things into the search index, and those of the areas above it that have asked for it."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from django.urls import reverse

from handslag.places.models import Organisation
from handslag.plans.models import GoalNode, Initiative, Plan
from handslag.plans.models.initiatives import initiative_url
from handslag.plans.words import INITIATIVE_KINDS, STATUSES
from handslag.trust import search
from handslag.trust.models import SearchEntry

KINDS = {
    "initiative": "Insatser",
    "goal": "Planens mål, utmaningar och frågor",
    "obstacle": "Hinder",
    "recommendation": "Rekommendationer",
    "organisation": "Organisationer",
    "term": "Begrepp",
    "appendix": "Bilagor",
}
"""What can be found, in the order in which a search page shows it."""

Beside = Callable[[Plan, Collection[UUID] | None], list[SearchEntry]]
"""Given a plan and the roots that are asked for (None: all of them), returns entries with these as roots."""
_BESIDE: dict[str, Beside] = {}


def add_beside(kinds: Mapping[str, str], make: Beside) -> None:
    """Let an area above find its own things. kinds: theirs, with the heading on a search page."""
    KINDS.update(kinds)
    _BESIDE.update(dict.fromkeys(kinds, make))


def index_beside(plan: Plan, roots: Collection[UUID]) -> None:
    """Index anew what areas above have under the roots: the plan, or initiatives."""
    entries = [entry for make in _makers() for entry in make(plan, roots)]
    search.put_kinds(entries, scope=plan.county.code, kinds=_BESIDE, roots=roots)


def _makers() -> list[Beside]:
    return list(dict.fromkeys(_BESIDE.values()))


def index_plan(plan: Plan) -> None:
    """Index everything of the plan's county anew: all its plans, and its organisations."""
    entries: list[SearchEntry] = []
    for each in Plan.objects.filter(county=plan.county).select_related("county"):
        entries += _goals(each) + _initiatives(each) + _statements(each) + _terms(each) + _appendices(each)
        entries += [entry for make in _makers() for entry in make(each, None)]
    entries += _organisations(plan)
    search.replace(entries, scope=plan.county.code, kinds=KINDS)


def index_page(page: Plan | GoalNode | Initiative) -> None:
    """Index anew what one page holds, after a change of it."""
    if isinstance(page, Initiative):
        plan = page.plan
        entries = [] if page.withdrawn_on else _initiatives(plan, only=page.pk) + _stated_on(page, plan)
        search.put(entries, scope=plan.county.code, root=page.uuid)
        index_beside(plan, [page.uuid])
        return
    plan = page.of_plan
    entries = _goals(plan) + _terms(plan) + _appendices(plan) + _stated_on(plan, plan)
    search.put(entries, scope=plan.county.code, root=plan.uuid)
    of = getattr(page, "initiative", None)  # of an area above: its own page, about an initiative
    if of:
        search.drop(plan.county.code, url=page.get_absolute_url())
    index_beside(plan, [plan.uuid, *([of.uuid] if of else [])])


def _goals(plan: Plan) -> list[SearchEntry]:
    return [
        search.entry(
            scope=plan.county.code,
            kind="goal",
            root=plan.uuid,
            url=goal.get_absolute_url(),
            title=goal.title,
            texts=[goal.code, goal.text, goal.plain, goal.public_line, *goal.aliases],
            context=plan.level_names.get(goal.kind) or goal.get_kind_display(),
        )
        for goal in plan.goals.select_related("plan__county")
    ]


def _initiatives(plan: Plan, *, only: int | None = None) -> list[SearchEntry]:
    related = ("statuses", "target_groups", "methods", "results", "figures", "posts", "participations__organisation")
    entries = []
    found = plan.initiatives.prefetch_related(*related)
    for item in found.filter(pk=only) if only else found:
        groups, methods = list(item.target_groups.all()), list(item.methods.all())
        latest = list(item.statuses.all())[-1:]
        entries.append(
            search.entry(
                scope=plan.county.code,
                kind="initiative",
                root=item.uuid,
                url=initiative_url(plan.county.slug, item.uuid, item.title),
                title=item.title,
                texts=[
                    item.source_title,
                    *item.aliases,
                    item.summary,
                    item.purpose,
                    item.background,
                    *(name for thing in [*groups, *methods] for name in [thing.title, *thing.aliases]),
                    *(result.text for result in item.results.all()),
                    *(figure.label for figure in item.figures.all()),
                    *(post.role for post in item.posts.all()),
                    *(part.organisation.name for part in item.participations.all()),
                ],
                context=", ".join(
                    [
                        *([INITIATIVE_KINDS[item.kind]] if item.kind else []),
                        *(STATUSES[entry.status].lower() for entry in latest),
                    ]
                ),
            )
        )
    return entries


def _statements(plan: Plan) -> list[SearchEntry]:
    entries = []
    for item in [plan, *plan.initiatives.prefetch_related("obstacles", "recommendations")]:
        entries += _stated_on(item, plan)
    return entries


def _stated_on(item: Plan | Initiative, plan: Plan) -> list[SearchEntry]:
    entries = []
    for kind, url_name in (("obstacle", "obstacles"), ("recommendation", "recommendations")):
        url = reverse(url_name, args=[plan.county.slug])
        for statement in getattr(item, f"{kind}s").all():
            entries.append(
                search.entry(
                    scope=plan.county.code,
                    kind=kind,
                    root=item.uuid,
                    url=f"{url}#{kind}-{statement.id}",
                    title=statement.text,
                    texts=[statement.get_theme_display()],
                    context=item.title,
                )
            )
    return entries


def _terms(plan: Plan) -> list[SearchEntry]:
    url = reverse("terms", args=[plan.county.slug, plan.key])
    return [
        search.entry(
            scope=plan.county.code,
            kind="term",
            root=plan.uuid,
            url=f"{url}#{term.key}",
            title=term.term,
            texts=[term.definition],
            context=term.get_kind_display(),
        )
        for term in plan.terms.all()
    ]


def _appendices(plan: Plan) -> list[SearchEntry]:
    url = reverse("appendices", args=[plan.county.slug, plan.key])
    return [
        search.entry(
            scope=plan.county.code,
            kind="appendix",
            root=plan.uuid,
            url=f"{url}#bilaga-{each.id}",
            title=each.title,
            texts=[f"bilaga {each.number}", each.holds],
            context=f"Bilaga {each.number}, {each.get_state_display()}",
        )
        for each in plan.appendices.all()
    ]


def _organisations(plan: Plan) -> list[SearchEntry]:
    return [
        search.entry(
            scope=plan.county.code,
            kind="organisation",
            root=item.uuid,
            url=reverse("organisation", args=[plan.county.slug, item.uuid]),
            title=item.name,
            texts=[*item.aliases, item.note],
            context=item.get_sector_display(),
        )
        for item in Organisation.objects.filter(county=plan.county)
    ]
