"""What the follow-up of a plan proposes for the next one, and what became of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handslag.accounts.actors import acting
from handslag.accounts.kept import signed_in
from handslag.plans import succession
from handslag.plans.forms.proposals import ProposalsForm
from handslag.plans.models import GoalNode, Plan
from handslag.plans.pages import need_plan, open_page
from handslag.plans.queries.proposals import Proposal, proposals
from handslag.plans.rights import may_edit_plan


@signed_in
def proposal_list(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """Every recommendation of the plan: answered or not, which goals it became, and the way to make it a draft.

    till: the key of the next plan, where there are several.
    """
    page = open_page(request, county, plan)
    old = need_plan(page)
    if not may_edit_plan(request.user, old):
        raise PermissionDenied
    found = proposals(old, request.user)
    successors = [each for each in succession.open_successors(old) if may_edit_plan(request.user, each)]
    successor = _chosen(successors, request)
    form = _form(request, found, successor)
    if form is not None and form.is_bound and form.is_valid():
        assert successor is not None  # there is no form without one
        _draft(form, found, successor, request)
        return redirect(f"{request.path}?till={successor.key}")
    if request.method == "POST" and form is None:
        messages.warning(request, _("Inget sparades: det finns ingen nästa plan som kan ta emot utkast."))
        return redirect(request.path)
    context = page.context(
        "plan",
        rows=[(each, each.goals_in(successor) if successor else []) for each in found],
        successors=successors,
        successor=successor,
        form=form,
        unanswered=sum(not each.is_answered for each in found),
        became=sum(bool(each.goals) for each in found),
        may_edit=True,
    )
    return render(request, "plans/proposals.html", context, status=422 if form is not None and form.errors else 200)


def _chosen(successors: list[Plan], request: HttpRequest) -> Plan | None:
    """Return the next plan that is asked for, else the latest."""
    asked = request.POST.get("till") or request.GET.get("till", "")
    return next((each for each in successors if each.key == asked), successors[0] if successors else None)


def _form(request: HttpRequest, found: list[Proposal], successor: Plan | None) -> ProposalsForm | None:
    """Return the form of those that are no goal of the next plan yet; one's own button chooses that one alone."""
    if successor is None:
        return None
    data = None
    if request.method == "POST":
        data = request.POST.copy()
        if alone := data.get("bara"):
            data.setlist("rad", [alone])
    return ProposalsForm(data, successor=successor, among=_sent(found, successor, is_sent=data is not None))


def _sent(found: list[Proposal], successor: Plan, *, is_sent: bool) -> list[Proposal]:
    """Return what may be chosen; of what is sent also what has become a goal meanwhile, which is no fault."""
    return [each for each in found if is_sent or not each.goals_in(successor)]


@transaction.atomic
def _draft(form: ProposalsForm, found: list[Proposal], successor: Plan, request: HttpRequest) -> None:
    """Make what is chosen drafts, in one act, and tell of it."""
    by = acting(request, on=successor)
    under = form.cleaned_data["under"]
    parent = GoalNode.objects.filter(plan=successor, pk=under).first() if under else None
    chosen: dict[int, Any] = {each.recommendation.pk: each.recommendation for each in found}
    made = [
        change
        for key in form.cleaned_data["rad"]
        for _goal, change in [succession.draft_from(chosen[key], plan=successor, parent=parent, by=by)]
        if change
    ]
    if not made:
        messages.info(request, _("Förslagen är redan utkast i %(plan)s.") % {"plan": successor.title})
        return
    told = ngettext("%(n)s förslag blev utkast i %(plan)s.", "%(n)s förslag blev utkast i %(plan)s.", len(made))
    messages.success(request, told % {"n": len(made), "plan": successor.title}, extra_tags=str(made[0].pk))
