"""The front page of a county, search over everything, sources, and the installation's own pages."""

from collections import defaultdict
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from handslag.places.models import Area, Organisation
from handslag.plans import panels
from handslag.plans.indexing import KINDS
from handslag.plans.models import Framework, GoalNode, Initiative, Plan
from handslag.plans.pages import Page, open_page
from handslag.plans.queries import statements
from handslag.plans.queries.goals import Tree, goal_tree
from handslag.plans.queries.initiative import alike
from handslag.plans.queries.overview import endings, events, goal_states, status_counts, without_end
from handslag.plans.queries.rows import InitiativeRow, initiative_rows
from handslag.public.forms import DefectReportForm
from handslag.public.models import DefectReport
from handslag.public.tasks import tell_of_defect
from handslag.swedish.numbers import count, word
from handslag.swedish.search import fold
from handslag.trust import search
from handslag.trust.models import Citation, SearchEntry, SourceDocument
from handslag.trust.permissions import Permission, require

MAX_HITS = 200
"""How many hits a search page lists; the count is of all."""


def front(request: HttpRequest) -> HttpResponse:
    """Läget of the default county, or of the only one with a plan; else a choice."""
    slug = settings.DEFAULT_COUNTY
    if not slug:
        known = list(_counties_with_plans(request)[:2])
        slug = known[0].slug if len(known) == 1 else ""
    if slug and Area.objects.filter(slug=slug, kind=Area.COUNTY).exists():
        return state_of_county(request, slug)
    return counties(request)


def _counties_with_plans(request: HttpRequest):
    plans = Plan.objects.visible_to(request.user).values("county_id")
    return Area.objects.filter(kind=Area.COUNTY, id__in=plans)


def counties(request: HttpRequest) -> HttpResponse:
    """The counties to choose from: those with a plan first."""
    with_plan = list(_counties_with_plans(request))
    others = Area.objects.filter(kind=Area.COUNTY, parent__isnull=False, is_example=False).exclude(
        id__in=[area.id for area in with_plan]
    )
    return render(request, "public/counties.html", {"with_plan": with_plan, "others": others})


def state_of_county(request: HttpRequest, county: str) -> HttpResponse:
    """Läget: goals and their initiatives, statuses, what is silent, stale or contradictory, what ends."""
    page = open_page(request, county)
    if page.plan is None:
        return render(request, "public/no_plan.html", page.context("lage"))
    proposed = request.GET.get("forslag") == "1"
    tree = goal_tree(page.plan, notes=True)
    every = initiative_rows(page.plan, user=request.user, day=page.day, parts=frozenset({"goals"}), mentioned=True)
    rows = [row for row in every if row.listing == "reported"]
    states = goal_states(tree, rows, proposed=proposed)
    soon, unknown_end = endings(page.plan, every, day=page.day)
    context = page.context(
        "lage",
        tree=tree,
        states=states,
        finding=_finding(page.plan, rows, states, tree),
        statuses=status_counts(rows),
        initiatives=rows,
        flagged=[row for row in rows if row.flags],
        without_status=[row for row in rows if row.status.status == "unknown"],
        to_discuss=[row for row in rows if row.status.status == "to_be_discussed"],
        soon=soon,
        unknown_end=unknown_end,
        without_end=without_end(rows),
        events=events(every, day=page.day)[:6],
        proposed=proposed,
        panels=panels.for_overview(request, page.plan),
        **_open_questions(page, rows, user=request.user),
    )
    return render(request, "public/lage.html", context)


def _finding(plan: Plan, rows: list[InitiativeRow], states: dict, tree: Tree) -> str:
    """Say in a sentence or two what the follow-up reports and what it is silent on."""
    if not states:
        return "Planen har inga mål än."
    total = len(states)
    if not plan.is_followed_up:
        linked = count(len(rows), "insats är kopplad", "insatser är kopplade")
        return f"Utkast med {word(len(tree.roots))} områden och {word(total)} punkter. {linked.capitalize()} än."
    reported = sum(bool(state.rows) for state in states.values())
    silent = sum(state.state == "silent" for state in states.values())
    text = f"Uppföljningen redovisar {count(len(rows), 'insats', 'insatser')} under {word(reported, gender='en')}"
    text += f" av planens {word(total)} utmaningar."
    if silent:
        text += f" {word(silent, gender='en').capitalize()} är {'ej redovisade' if silent > 1 else 'ej redovisad'}."
    return text


def _open_questions(page: Page, rows: list[InitiativeRow], *, user) -> dict[str, int]:
    """Return how many questions, recommendations and amounts have no answer. Three queries."""
    asked = GoalNode.objects.filter(plan=page.plan, kind="question")
    with_amount = Initiative.objects.filter(id__in=[row.id for row in rows], funding__kronor__isnull=False)
    return {
        "unanswered_questions": asked.filter(answers__isnull=True).count(),
        "unanswered_advice": statements.unanswered(page.county, user=user),
        "with_amount": with_amount.distinct().count(),
    }


def search_page(request: HttpRequest, county: str) -> HttpResponse:
    """Search over everything in the county (or all counties) that the reader may know of."""
    page = open_page(request, county)
    query = request.GET.get("q", "").strip()[:200]
    everywhere = request.GET.get("alla") == "1"
    context = page.context(
        "search", query=query, everywhere=everywhere, kinds=KINDS, about_suicide=_about_suicide(query)
    )
    if query:
        among = SearchEntry.objects.all() if everywhere else SearchEntry.objects.filter(scope=page.county.code)
        found = search.find(query, among=among, allow=lambda roots: known_roots(request.user, roots))
        groups = defaultdict(list)
        for hit in found.entries[:MAX_HITS]:
            groups[hit.kind].append(hit)
        total = len(found.entries)
        context |= {
            "groups": [(title, groups[kind]) for kind, title in KINDS.items() if groups[kind]],
            "total": total,
            "cut": total > MAX_HITS,
            "read_as": found.read_as,
            "near": alike(query, plan=page.plan, user=request.user) if page.plan and total < 3 else [],
        }
    template = "public/search.html" + ("#results" if request.htmx and not request.htmx.boosted else "")
    return render(request, template, context)


def _about_suicide(query: str) -> bool:
    """Who searches for this may be in need: help comes before the hits."""
    folded = fold(query)
    return "suicid" in folded or "sjalvmord" in folded or "ta mitt liv" in folded


def known_roots(user, roots: set[UUID]) -> set[UUID]:
    """Return which of these plans, initiatives and organisations the user may know of. Three queries."""
    initiatives = Initiative.objects.visible_to(user).filter(uuid__in=roots).values_list("uuid", flat=True)
    plans = Plan.objects.visible_to(user)
    counties = Area.objects.filter(is_example=False) | Area.objects.filter(id__in=plans.values("county_id"))
    organisations = Organisation.objects.filter(uuid__in=roots, county__in=counties).values_list("uuid", flat=True)
    return {*initiatives, *plans.filter(uuid__in=roots).values_list("uuid", flat=True), *organisations}


def _known_documents(user):
    """Return the documents that something the user may know of is cited from; others are not told of."""
    plans = Plan.objects.visible_to(user)
    counties = Area.objects.filter(is_example=False) | Area.objects.filter(id__in=plans.values("county_id"))
    open_roots = [
        Initiative.objects.visible_to(user).values("uuid"),
        plans.values("uuid"),
        GoalNode.objects.filter(plan__in=plans).values("uuid"),
        Framework.objects.values("uuid"),
        Organisation.objects.filter(Q(county__in=counties) | Q(county__isnull=True)).values("uuid"),
    ]
    cited = Citation.objects.filter(document=OuterRef("pk"))
    condition = Q()
    for roots in open_roots:
        condition |= Exists(cited.filter(root__in=roots))
    return SourceDocument.objects.filter(condition)


def source_list(request: HttpRequest) -> HttpResponse:
    """The documents that facts are cited from."""
    return render(request, "public/sources.html", {"documents": _known_documents(request.user)})


def source(request: HttpRequest, key: str) -> HttpResponse:
    """One document, and what is cited from which lines of it, as far as the reader may know."""
    found = get_object_or_404(_known_documents(request.user), key=key)
    roots: dict = {}
    seen = Initiative.objects.visible_to(request.user).select_related("plan__county")
    cited = set(Citation.objects.filter(document=found).values_list("root", flat=True).distinct())
    for item in [
        *seen.filter(uuid__in=cited),
        *Plan.objects.visible_to(request.user).select_related("county").filter(uuid__in=cited),
    ]:
        roots[item.uuid] = item
    goals = GoalNode.objects.filter(uuid__in=cited, plan__in=Plan.objects.visible_to(request.user))
    roots |= {goal.uuid: goal for goal in goals.select_related("plan__county")}
    groups = defaultdict(list)
    for citation in Citation.objects.filter(document=found, root__in=list(roots)):
        groups[citation.root].append(citation.lines)
    lines = [(roots[root], sorted(set(places), key=_first_line)) for root, places in groups.items()]
    lines.sort(key=lambda pair: _first_line(pair[1][0]))
    return render(request, "public/source.html", {"document": found, "lines": _with_anchors(lines)})


def _with_anchors(lines: list[tuple]) -> list[tuple]:
    """Return (thing, [(lines, is_first)]): a citation leads to the first place where its lines stand."""
    known: set[str] = set()
    marked = []
    for thing, places in lines:
        marked.append((thing, [(place, slugify(place) not in known) for place in places]))
        known |= {slugify(place) for place in places}
    return marked


def _first_line(lines: str) -> int:
    digits = lines.split(",")[0].split("-")[0].strip()
    return int(digits) if digits.isdigit() else 0


def health(request: HttpRequest) -> HttpResponse:
    """For operators and their monitoring: whether the database answers and is up to date."""
    checks = {"database": False, "migrations": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        checks["database"] = True
        executor = MigrationExecutor(connection)
        checks["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        pass
    status = 200 if all(checks.values()) else 503
    response = JsonResponse({"ok": status == 200, **checks}, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language in a cookie and go back to where they were."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = redirect(target)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=31_536_000,
            samesite="Lax",
            secure=settings.HTTPS,
            httponly=True,
        )
    return response


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "public/about.html")


def how_we_count(request: HttpRequest) -> HttpResponse:
    return render(request, "public/how_we_count.html")


def open_data(request: HttpRequest) -> HttpResponse:
    plans = Plan.objects.visible_to(request.user).filter(visibility="public").select_related("county")
    return render(request, "public/open_data.html", {"plans": plans})


def personal_data(request: HttpRequest) -> HttpResponse:
    return render(request, "public/personal_data.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "public/accessibility.html")


def report_defect(request: HttpRequest) -> HttpResponse:
    """Take a report of a defect in accessibility, from anyone, and say that it has been received."""
    form = DefectReportForm(request.POST or None, initial={"address": request.GET.get("sida", "")[:500]})
    if request.method == "POST" and form.is_valid():
        report = form.save()
        tell_of_defect.enqueue(report.id)
        return render(request, "public/report_thanks.html")
    status = 422 if request.method == "POST" else 200
    return render(request, "public/report_defect.html", {"form": form}, status=status)


def defect_reports(request: HttpRequest) -> HttpResponse:
    """The reports received, for those who take care of them."""
    if not request.user.is_authenticated:
        raise Http404
    require(request.user, Permission.READ_DEFECT_REPORTS)
    return render(request, "public/defect_reports.html", {"reports": DefectReport.objects.all()[:500]})
