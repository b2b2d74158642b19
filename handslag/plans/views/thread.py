"""The red thread from a framework to the county's goals and initiatives, and the frameworks themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from handslag.plans import panels
from handslag.plans.drawings import thread_drawing
from handslag.plans.models import Framework
from handslag.plans.pages import Page, need_plan, open_page
from handslag.plans.queries.citations import citation_book
from handslag.plans.queries.frameworks import frameworks
from handslag.plans.queries.goals import goal_tree
from handslag.plans.queries.rows import initiative_rows
from handslag.plans.queries.thread import NodeThread, thread
from handslag.plans.rights import may_plan


def thread_view(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """A framework's nodes with the county's goals and initiatives, as picture and list, both ways."""
    page = open_page(request, county, plan)
    need_plan(page)
    known = frameworks()
    chosen = next((item for item in known if item.key == request.GET.get("ramverk")), known[0] if known else None)
    if chosen is None:
        return render(request, "plans/thread.html", page.context("thread", frameworks=[]))
    proposed = request.GET.get("forslag", "1") == "1"
    tree = goal_tree(page.plan, notes=True)
    rows = initiative_rows(page.plan, user=request.user, day=page.day, parts=frozenset({"goals", "nodes"}))
    down, up = thread(page.plan, chosen, tree, rows, proposed=proposed)
    context = page.context(
        "thread",
        frameworks=known,
        framework=chosen,
        proposed=proposed,
        down=[item for item in down if item.bears],
        others=[item.node for item in down if not item.bears],
        up=up,
    )
    if request.GET.get("visa") != "lista":
        context["drawing"] = thread_drawing(
            down, plan=page.plan, framework=chosen, tree=tree, rows=rows, proposed=proposed
        )
    return render(request, "plans/thread.html", context)


def framework_list(request: HttpRequest, county: str) -> HttpResponse:
    """The frameworks that plans can be tied to."""
    page = open_page(request, county)
    return render(
        request,
        "plans/framework_list.html",
        page.context("thread", frameworks=frameworks(), may_add=may_plan(request.user, page.county)),
    )


def framework_view(request: HttpRequest, county: str, framework: str) -> HttpResponse:
    """One framework as it is worded, with its questions and sources, in order, and what the county has for each part."""
    page = open_page(request, county)
    found = get_object_or_404(Framework, key=framework)
    context = page.context(
        "thread",
        framework=found,
        parts=_parts(request, page, found),
        beside=panels.under_nodes(page.county),
        citations=citation_book([found.uuid]),
    )
    return render(request, "plans/framework.html", context)


def _parts(request: HttpRequest, page: Page, framework: Framework) -> list[NodeThread]:
    """Return the framework's parts with the plan's goals and initiatives; a part that has none stays, and is shown so."""
    if page.plan is None:
        return [NodeThread(node, (), (), bears=False) for node in framework.nodes.select_related("parent")]
    tree = goal_tree(page.plan)
    rows = initiative_rows(page.plan, user=request.user, day=page.day, parts=frozenset({"nodes"}))
    down, _ = thread(page.plan, framework, tree, rows, proposed=True)
    return down
