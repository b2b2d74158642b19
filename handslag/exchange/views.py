"""A plan's versions, and what differs between two of them or between two days."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from handslag.accounts.actors import actor_for
from handslag.accounts.kept import stop
from handslag.exchange import comparing
from handslag.exchange.exporter import to_json
from handslag.exchange.forms import FreezeForm
from handslag.exchange.knowing import Known, as_known, known_to
from handslag.exchange.models import PlanVersion
from handslag.exchange.panels import have_read
from handslag.exchange.versions import Altered, document_of, freeze, visited
from handslag.plans.models import Plan
from handslag.plans.pages import Page, need_plan, open_page
from handslag.trust.permissions import Permission, can, require


def _open(request: HttpRequest, county: str, plan: str) -> tuple[Page, Plan]:
    page = open_page(request, county, plan)
    return page, need_plan(page)


def known_versions(plan: Plan, known: Known) -> QuerySet[PlanVersion]:
    """Return the plan's versions that the reader may know of, newest first."""
    return PlanVersion.objects.filter(plan=plan, visibility__in=known.levels)


def versions(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """The versions that have been frozen, and a way to compare them."""
    page, found = _open(request, county, plan)
    last_visit = visited(request.user.pk, found) if request.user.is_authenticated else None
    listed = Paginator(known_versions(found, known_to(request.user, found)).defer("content"), 50).get_page(
        request.GET.get("sida")
    )
    context = page.context(
        "plan",
        versions=listed,
        last_visit=last_visit,
        may_freeze=can(request.user, Permission.EDIT_PLAN, on=found),
    )
    return render(request, "exchange/versions.html", context)


def new_version(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """Freeze the plan as it is now."""
    page, found = _open(request, county, plan)
    if not request.user.is_authenticated:  # after the plan: whether a draft exists is not told by asking to sign in
        return stop(request)
    require(request.user, Permission.EDIT_PLAN, on=found)
    form = FreezeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = freeze(found, by=actor_for(request.user, on=found), **form.cleaned_data)
        return redirect("version", county, found.key, made.number)
    return render(request, "exchange/new_version.html", page.context("plan", form=form))


def version(request: HttpRequest, county: str, plan: str, number: int) -> HttpResponse:
    """One version: the decision, its hash, and how much it holds of what the reader may know."""
    page, found = _open(request, county, plan)
    known = known_to(request.user, found)
    made = get_object_or_404(known_versions(found, known), number=number)
    try:
        document = as_known(document_of(made), known)
    except Altered:
        document = None
    context = page.context(
        "plan",
        version=made,
        document=document,
        may_fetch=can(request.user, Permission.EDIT_PLAN, on=found),
    )
    return render(request, "exchange/version.html", context)


def version_file(request: HttpRequest, county: str, plan: str, number: int) -> HttpResponse:
    """The version as JSON, without the drafts of others: for those who edit the plan."""
    _, found = _open(request, county, plan)
    if not request.user.is_authenticated:
        return stop(request)
    require(request.user, Permission.EDIT_PLAN, on=found)
    known = known_to(request.user, found)
    made = get_object_or_404(known_versions(found, known), number=number)
    try:
        text = to_json(as_known(document_of(made), known))
    except Altered:
        raise Http404 from None
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.key}-version-{number}.json"'
    return response


def compare(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """What differs between two versions, two days, or one of each and now."""
    page, found = _open(request, county, plan)
    asked = request.GET
    if "fran_dag" in asked or "till_dag" in asked:
        return redirect(comparing.address(found, asked))
    known = known_to(request.user, found)
    listed = list(known_versions(found, known).defer("content"))
    last_visit = visited(request.user.pk, found) if request.user.is_authenticated else None
    chosen = comparing.choose(asked, listed, last_visit)
    groups, counts = [], []
    if asked.get("fran") == comparing.LAST:
        have_read(request, found, last_visit)
    if chosen.is_whole:
        lines = comparing.lines(found, chosen, known)
        counts = comparing.summary(lines)
        groups = comparing.grouped(found, lines, known, only=chosen.section)
    context = page.context(
        "plan",
        chosen=chosen,
        choices=comparing.choices(listed, last_visit),
        sections=comparing.SECTIONS,
        groups=groups,
        counts=counts,
        last_visit=last_visit,
    )
    return render(request, "exchange/compare.html", context)
