"""Building the tree: where each goal stands. Buttons and a list to choose from, so that a keyboard is enough."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from handslag.accounts.actors import acting
from handslag.accounts.kept import signed_in
from handslag.plans import actions
from handslag.plans.forms.initiative import goal_choices
from handslag.plans.models import GoalNode, Plan
from handslag.plans.pages import need_plan, open_page, row_number
from handslag.plans.queries.goals import goal_tree
from handslag.plans.rights import may_edit_plan
from handslag.trust.changes import Collision


@signed_in
def order(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """Show the tree with ways to move each goal; a POST moves one."""
    page = open_page(request, county, plan)
    shown = need_plan(page)
    if not may_edit_plan(request.user, shown):
        raise PermissionDenied
    if request.method == "POST":
        return _move(request, shown)
    context = page.context("plan", tree=goal_tree(shown), places=goal_choices(shown))
    return render(request, "plans/order.html", context)


def _move(request: HttpRequest, plan: Plan) -> HttpResponse:
    chosen = request.POST.get("mal", "")
    goal = get_object_or_404(plan.goals.select_related("parent"), pk=row_number(chosen) or 0)
    where = _target(goal, request.POST.get("vart", ""), request.POST.get("under", ""))
    if where is None:
        messages.info(request, _("Målet kan inte flyttas dit."))
    else:
        parent, place = where
        try:
            told = actions.move_goal(goal, parent=parent, place=place, by=acting(request, on=plan))
        except Collision:
            messages.error(request, _("Någon annan ändrade målen samtidigt. Försök igen."))
        except ValueError:
            messages.error(request, _("Ett mål kan inte stå under sig självt."))
        else:
            last = next((each for each in told if each.target_id == goal.pk), None)
            messages.success(
                request, _("Flyttat: %(title)s.") % {"title": goal.title}, extra_tags=str(last.pk) if last else ""
            )
    return redirect(f"{request.path}#mal-{goal.pk}")


def _target(goal: GoalNode, way: str, under: str) -> tuple[GoalNode | None, int] | None:
    """Return the new parent and place: up, down, out one level, in under the one above, or under a chosen goal."""
    above = goal.parent if goal.parent and not goal.parent.withdrawn_on else None
    siblings = list(goal.plan.goals.filter(parent=goal.parent).order_by("position", "id"))
    at = siblings.index(goal)
    if way == "upp" and at > 0:
        return goal.parent, at - 1
    if way == "ner" and at < len(siblings) - 1:
        return goal.parent, at + 1
    if way == "in" and at > 0:
        above = siblings[at - 1]
        return above, above.children.count()
    if way == "ut" and goal.parent and not above:  # it stood under a goal that is withdrawn
        return None, goal.plan.goals.filter(parent=None).count()
    if way == "ut" and goal.parent:
        uncles = list(goal.plan.goals.filter(parent=goal.parent.parent).order_by("position", "id"))
        return goal.parent.parent, uncles.index(goal.parent) + 1
    if way == "under" and row_number(under):
        parent = goal.plan.goals.filter(pk=row_number(under)).first()
        return (parent, parent.children.count()) if parent else None
    return (None, goal.plan.goals.filter(parent=None).count()) if way == "under" else None
