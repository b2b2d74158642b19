"""The red thread from a framework to the county's goals and initiatives, and the frameworks themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from handslag.documents.figures import Column, Drawing, Link, Node, red_thread
from handslag.plans.models import Framework
from handslag.plans.pages import need_plan, open_page
from handslag.plans.queries.citations import citation_book
from handslag.plans.queries.frameworks import frameworks
from handslag.plans.queries.goals import Tree, goal_tree
from handslag.plans.queries.rows import InitiativeRow, initiative_rows
from handslag.plans.queries.thread import NodeThread, thread
from handslag.plans.rights import may_plan
from handslag.swedish.numbers import count, word


def thread_view(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """A framework's nodes with the county's goals and initiatives, as picture and list, both ways."""
    page = open_page(request, county, plan)
    need_plan(page)
    known = frameworks()
    chosen = next((item for item in known if item.key == request.GET.get("ramverk")), known[0] if known else None)
    if chosen is None:
        return render(request, "plans/thread.html", page.context("thread", frameworks=[]))
    proposed = request.GET.get("forslag", "1") == "1"
    tree = goal_tree(page.plan)
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
        drawing=_drawing(down, tree, rows, proposed, chosen) if request.GET.get("visa") != "lista" else None,
    )
    return render(request, "plans/thread.html", context)


def _drawing(
    down: list[NodeThread], tree: Tree, rows: list[InitiativeRow], proposed: bool, framework: Framework
) -> Drawing:
    """Draw nodes, the goals that bear initiatives, and how many initiatives each bears."""
    linked = {serving.goal.id for item in down for serving in item.goals}
    bearing = [goal for goal in tree.by_id.values() if goal.id in linked or goal in tree.bearing]
    nodes = tuple(
        Node(
            f"n{item.node.id}",
            f"{item.node.code} {item.node.title}".strip(),
            f"#nod-{item.node.key}",
            "quiet" if item.is_empty else "filled",
            "ingen koppling" if item.is_empty else _how_many(len(item.rows)),
        )
        for item in down
        if item.bears
    )
    goals = tuple(Node(f"g{goal.id}", goal.title, goal.url, *_goal_state(goal, rows, proposed)) for goal in bearing)
    links = tuple(
        Link(f"n{item.node.id}", f"g{serving.goal.id}", serving.origin == "proposed")
        for item in down
        for serving in item.goals
    )
    empty = sum(node.state == "quiet" for node in nodes)
    finding = (
        f"{word(empty).capitalize()} av {word(len(nodes))} har ingen koppling till länets mål eller insatser."
        if empty
        else f"Alla {word(len(nodes))} har koppling till länets mål eller insatser."
    )
    return red_thread(
        (Column(framework.get_kind_display().capitalize(), nodes), Column("Länets mål och utmaningar", goals)),
        links,
        key="trad",
        title=f"Från {framework.title} till länets mål",
        finding=finding,
        note="Streckad linje: vårt förslag till koppling, inte bekräftat av länet." if proposed else "",
    )


def _how_many(n: int) -> str:
    return count(n, "insats", "insatser") if n else ""


def _goal_state(goal, rows: list[InitiativeRow], proposed: bool) -> tuple:
    n = sum(row.serves(goal.ids, proposed=proposed) for row in rows)
    return ("filled", _how_many(n)) if n else ("quiet", "ej redovisad")


def framework_list(request: HttpRequest, county: str) -> HttpResponse:
    """The frameworks that plans can be tied to."""
    page = open_page(request, county)
    return render(
        request,
        "plans/framework_list.html",
        page.context("thread", frameworks=frameworks(), may_add=may_plan(request.user, page.county)),
    )


def framework_view(request: HttpRequest, county: str, framework: str) -> HttpResponse:
    """One framework as it is worded, with its questions and sources, in order."""
    page = open_page(request, county)
    found = get_object_or_404(Framework, key=framework)
    nodes = list(found.nodes.select_related("parent"))
    context = page.context("thread", framework=found, nodes=nodes, citations=citation_book([found.uuid]))
    return render(request, "plans/framework.html", context)
