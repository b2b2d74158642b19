"""The register of initiatives, its files and timeline, and an initiative's own page."""

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from handslag.places.models import Area
from handslag.plans import panels
from handslag.plans.drawings import chain_drawing, timeline_drawing
from handslag.plans.models import Initiative
from handslag.plans.pages import Page, need_plan, open_page, page_of
from handslag.plans.queries.ending import checklist, concerned, summary
from handslag.plans.queries.goals import goal_tree
from handslag.plans.queries.initiative import InitiativePage, alike, initiative_page, naming, read_parts, similar
from handslag.plans.queries.quotes import every_quote, shown_quotes
from handslag.plans.queries.register import SORTS, Found, filters, search_register
from handslag.plans.queries.rows import initiative_rows
from handslag.plans.rights import may_edit, may_edit_plan, may_give, may_start
from handslag.plans.rules import is_time_to_hand_over
from handslag.plans.tables import register_csv, register_xlsx
from handslag.plans.words import INITIATIVE_KINDS, TIERS

ALL_PARTS = frozenset({"goals", "places", "groups", "nodes", "parties"})


def _found(request: HttpRequest, page: Page) -> tuple[Found, list]:
    plan = need_plan(page)
    mentioned = request.GET.get("omnamnda") == "1"
    rows = initiative_rows(plan, user=request.user, day=page.day, parts=ALL_PARTS, mentioned=mentioned)
    known = filters(plan, goal_tree(plan), rows)
    return search_register(rows, known, request.GET.dict(), plan=plan), known


def register(request: HttpRequest, county: str) -> HttpResponse:
    """The register: search that forgives, filters kept in the address, sorting, counts, files."""
    page = open_page(request, county)
    if page.plan is None:
        return render(request, "plans/register.html", page.context("register"))
    found, known = _found(request, page)
    near = alike(found.query, plan=page.plan, user=request.user) if found.query and not found.rows else []
    context = page.context(
        "register",
        found=found,
        more_chosen=_more_chosen(found, known),
        filters=known,
        sorts=SORTS,
        near=near,
        may_start=may_start(request.user, page.plan),
        kinds=INITIATIVE_KINDS,
        mentioned=request.GET.get("omnamnda") == "1",
    )
    template = "plans/register.html" + ("#results" if request.htmx and not request.htmx.boosted else "")
    return render(request, template, context)


def _more_chosen(found: Found, known: list) -> bool:
    """Whether a choice is made among the filters that are folded away."""
    return bool(found.chosen.keys() & {each.name for each in known[2:]}) or found.sort != "ordning"


def register_file(request: HttpRequest, county: str, file_format: str) -> HttpResponse:
    """The register as shown, filters and all, as CSV or XLSX."""
    page = open_page(request, county)
    found, _ = _found(request, page)
    tree = goal_tree(page.plan)
    if file_format == "csv":
        response = HttpResponse(register_csv(found.rows, tree), content_type="text/csv; charset=utf-8")
    elif file_format == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response = HttpResponse(register_xlsx(found.rows, tree, day=page.day), content_type=kind)
    else:
        raise Http404
    name = f"insatser-{page.plan.key}.{file_format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def timeline_view(request: HttpRequest, county: str) -> HttpResponse:
    """When the initiatives run, drawn no more exactly than it is known."""
    page = open_page(request, county)
    found, known = _found(request, page)
    context = page.context(
        "register",
        found=found,
        more_chosen=_more_chosen(found, known),
        filters=known,
        drawing=timeline_drawing(found.rows, today=page.day),
        mentioned=request.GET.get("omnamnda") == "1",
    )
    return render(request, "plans/timeline.html", context)


def initiative_view(request: HttpRequest, county: str, initiative, slug: str = "") -> HttpResponse:
    """Everything stated about an initiative. A wrong or missing title in the address is put right."""
    seen = Initiative.objects.visible_to(request.user).filter(plan__county__slug=county)
    related = seen.select_related("plan__county", "owner")
    found = get_object_or_404(related, uuid=initiative)
    if slug != found.get_absolute_url().rstrip("/").rsplit("/", 1)[-1]:
        return redirect(found.get_absolute_url(), permanent=False)
    read_parts(found)
    page = page_of(request, found.plan)
    shown = initiative_page(found, tree=goal_tree(found.plan), user=request.user, day=page.day)
    edits, is_time = may_edit(request.user, found), _is_time(shown, page.day)
    names = naming(found, areas=concerned(found) if edits and is_time else Area.objects.none())
    found.beside = names.beside
    alike_ones, obstacles = similar(found, user=request.user)
    quoted = [survey for survey in found.surveys.all() if survey.has_quotes]
    ending = None
    if edits and is_time:
        ending = checklist(found, links=shown.links, municipalities=names.areas, day=page.day)
    context = page.context(
        "register",
        page=shown,
        initiative=found,
        names=names,
        glossary=names.glossary,
        citations=shown.citations,
        chain=chain_drawing(found, relations=shown.links),
        similar=alike_ones,
        obstacles=obstacles,
        panels=panels.for_initiative(request, found),
        about_suicide=found.about_suicide,
        quotes=every_quote(quoted) if edits else shown_quotes(quoted),
        result_groups=_result_groups(found),
        tiers=TIERS,
        may_edit=edits,
        ending=ending,
        ending_summary=summary(ending) if ending else "",
        without_end=is_time is None,
        may_give=may_give(request.user, found),
        leads=may_edit_plan(request.user, found.plan),
    )
    return render(request, "plans/initiative.html", context)


def _is_time(shown: InitiativePage, day: datetime.date) -> bool | None:
    return is_time_to_hand_over(shown.status.status, shown.initiative.period, day=day)


RESULT_HEADINGS = (
    ("Vad som gjordes", ("done", "product")),
    ("Vad det ledde till", ("outcome",)),
    ("Slutsatser", ("finding",)),
    ("Beslut", ("decision",)),
    ("Negativa upplevelser", ("adverse_experience",)),
)


def _result_groups(initiative: Initiative) -> list[tuple[str, list]]:
    """Return the results under the page's headings; empty headings are left out."""
    results = list(initiative.results.all())
    groups = [(title, [each for each in results if each.kind in kinds]) for title, kinds in RESULT_HEADINGS]
    return [(title, members) for title, members in groups if members]
