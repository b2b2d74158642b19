"""Rounds over time, beginning one, and what it asks about."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from handslag.accounts.actors import acting
from handslag.accounts.kept import signed_in
from handslag.plans.followup import rounds as steps
from handslag.plans.followup.figures import latest_figures
from handslag.plans.followup.grounds import led, not_now, way
from handslag.plans.followup.queries_rounds import Choice, choices, costs, history, time_words
from handslag.plans.followup.round_forms import RoundForm
from handslag.plans.models import FollowUpRound, Initiative
from handslag.plans.pages import Page, need_plan, open_page, row_number
from handslag.plans.rights import may_edit_plan
from handslag.trust.changes import Actor


def rounds(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """The plan's rounds over time; for its lead also what they have cost."""
    page = open_page(request, county, plan)
    found = need_plan(page)
    is_lead = may_edit_plan(request.user, found)
    spent = costs(found) if is_lead else []
    context = page.context(
        "plan",
        past=history(found, user=request.user, is_lead=is_lead),
        costs=spent,
        total=time_words(sum(each.seconds for each in spent)),
        is_lead=is_lead,
    )
    return render(request, "followup/rounds.html", context)


@signed_in
def new_round(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """Begin a round: nothing is sent until its lead has seen the letters."""
    page = open_page(request, county, plan)
    found = need_plan(page)
    if not may_edit_plan(request.user, found):
        raise PermissionDenied
    offered = choices(found, user=request.user)
    one = row_number(request.GET.get("insats", ""))
    start = {"initiatives": [one]} if one in {each.id for each in offered} else {}
    form = RoundForm(request.POST or None, choices=offered, initial=start)
    if request.method == "POST" and form.is_valid():
        made = _create(found, form, by=acting(request, on=found))
        if made:
            messages.success(request, _("Sparat. Inget är skickat än: ange vem ni frågar."))
            return way(page, made, "round_recipients")
        form.add_error(None, _("Formuläret hör till en annan uppföljning. Ladda om sidan och försök igen."))
    return _show(request, page, form, offered, heading=_("Starta en uppföljning"))


def _create(plan: Any, form: RoundForm, *, by: Actor) -> FollowUpRound | None:
    """Return the round of a form, made once however often it is sent; None where its key is another plan's."""
    key = form.cleaned_data["key"] or uuid.uuid4()
    initiatives = Initiative.objects.filter(pk__in=form.cleaned_data["initiatives"])
    before = FollowUpRound.objects.filter(uuid=key).first()
    if before is None:
        try:
            with transaction.atomic():
                return steps.create(plan, {**form.values(), "uuid": key}, initiatives, by=by)
        except IntegrityError:  # the same form, at the same moment
            before = FollowUpRound.objects.filter(uuid=key).first()
    return before if before and before.plan_id == plan.pk else None


def _show(
    request: HttpRequest, page: Page, form: RoundForm, offered: list[Choice], *, heading: str, asked: Any = None
) -> HttpResponse:
    context = page.context("plan", form=form, heading=heading, round=asked, offered=len(offered))
    return render(request, "followup/settings.html", context, status=422 if form.errors else 200)


@led("draft", "open")
def round_settings(request: HttpRequest, page: Page, asked: FollowUpRound) -> HttpResponse:
    """Change the round's settings, also when it is under way."""
    offered = choices(asked.plan, user=request.user)
    held = set(asked.initiatives.values_list("initiative_id", flat=True))
    form = RoundForm(request.POST or None, choices=offered, asked=asked)
    if request.method == "POST" and form.is_valid():
        by = acting(request, on=asked.plan)
        chosen = set(form.cleaned_data["initiatives"])
        unseen = held - {each.id for each in offered}  # what is not the reader's to see is not taken away unseen
        initiatives = Initiative.objects.filter(pk__in=chosen | unseen)
        try:
            seen = form.cleaned_data["version"] or 0
            steps.change(asked, form.values(), version=seen, by=by, initiatives=initiatives)
        except steps.Stale:
            return _collided(request, page, asked, form, offered)
        except steps.NotNow:
            asked.refresh_from_db()
            return not_now(request, asked)
        messages.success(request, _("Sparat."))
        return redirect(asked.get_absolute_url())
    return _show(request, page, form, offered, heading=_("Inställningar"), asked=asked)


def _collided(request: HttpRequest, page: Page, asked: FollowUpRound, form: RoundForm, offered: list) -> HttpResponse:
    """Show the form again as it was typed, at the round's version now: to save it is then a choice."""
    asked.refresh_from_db(fields=["version"])
    form.data = form.data.copy()
    form.data["version"] = str(asked.version)
    form.add_error(
        None,
        _("Någon annan har ändrat inställningarna sedan du öppnade sidan. Spara igen om dina ska gälla i stället."),
    )
    return _show(request, page, form, offered, heading=_("Inställningar"), asked=asked)


@led("draft", "open")
def round_figures(request: HttpRequest, page: Page, asked: FollowUpRound) -> HttpResponse:
    """Say which figures are due from each initiative."""
    rows = list(asked.initiatives.select_related("initiative").order_by("initiative__number", "initiative__sort_key"))
    offered = latest_figures([row.initiative_id for row in rows])
    error = ""
    if request.method == "POST":
        chosen = {row_number(each) for each in request.POST.getlist("figur")}
        due = {key: [figure.pk for figure in figures if figure.pk in chosen] for key, figures in offered.items()}
        seen = row_number(request.POST.get("version", "")) or 0
        try:
            steps.change(asked, {}, version=seen, by=acting(request, on=asked.plan), figures=due)
        except steps.Stale:
            asked.refresh_from_db(fields=["version"])
            error = _("Någon annan har ändrat uppföljningen sedan du öppnade sidan. Spara igen om ditt val ska gälla.")
        except steps.NotNow:
            asked.refresh_from_db()
            return not_now(request, asked)
        else:
            messages.success(request, _("Sparat."))
            return redirect(asked.get_absolute_url())
    else:
        chosen = {key for row in rows for key in row.figures}
    groups = [(row.initiative, offered[row.initiative_id]) for row in rows if row.initiative_id in offered]
    context = page.context("plan", round=asked, groups=groups, chosen=chosen, error=error)
    context["without"] = len(rows) - len(groups)
    return render(request, "followup/figures.html", context, status=422 if error else 200)
