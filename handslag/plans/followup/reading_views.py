"""The round as a picture, and reading what came in: one answer, several side by side, the plain ones at once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handslag.accounts.actors import acting
from handslag.accounts.kept import signed_in
from handslag.plans.followup import reading as steps
from handslag.plans.followup.grounds import led, not_now, way
from handslag.plans.followup.lines import Picture
from handslag.plans.followup.listing import SORTS, Listed, listed
from handslag.plans.followup.picture import drawing, finding
from handslag.plans.followup.queries import picture, respondents, round_of, troubles
from handslag.plans.followup.queries_beside import is_unsent, side_by_side
from handslag.plans.followup.queries_reading import reading, seen_in, unread, waiting
from handslag.plans.followup.queries_rounds import missing
from handslag.plans.followup.round_forms import AcceptForm, AskBackForm
from handslag.plans.followup.rounds import NotNow
from handslag.plans.followup.step_views import address_rule
from handslag.plans.forms.facts import StatusForm
from handslag.plans.models import FollowUp, FollowUpRound, Initiative, StatusEntry
from handslag.plans.pages import Page, need_plan, open_page
from handslag.plans.rights import may_edit_plan
from handslag.plans.views.editing import after_status
from handslag.plans.words import ROUND_QUESTIONS, STATUSES

FLAGGED = 5
"""Answers with flags that the round's page names; the others are found by reading on."""

FEW = 8
"""Organisations that the side column names; the rest are in the list's filter."""


def round_view(request: HttpRequest, county: str, plan: str, round: UUID) -> HttpResponse:
    """A round: to its plan's lead always, to others who may see the plan when it is closed."""
    page = open_page(request, county, plan)
    is_lead = may_edit_plan(request.user, need_plan(page))
    asked = round_of(need_plan(page), round, is_lead=is_lead, counted=True)
    if asked.state == "draft":
        context = page.context("plan", round=asked, missing=missing(asked), questions=_questions(asked), is_lead=True)
        context |= {"initiatives": asked.initiatives.count(), "respondents": asked.requests.count()}
        context["letters"] = (
            asked.requests.filter(state="new", items__isnull=False).exclude(email="").distinct().count()
        )
        return render(request, "followup/draft.html", context)
    found = picture(asked, user=request.user)
    shown = listed(found, request.GET, by_respondent=is_lead and request.GET.get("visa") == "tillfragade")
    context = page.context(
        "plan", round=asked, picture=found, listed=shown, is_lead=is_lead, questions=_questions(asked)
    )
    context |= _counts(found, asked) | _names(shown, asked)
    if is_lead:
        context["is_behind"] = _is_behind(asked)
    if is_lead and asked.state == "open":
        context |= _to_do(found, asked, user=request.user)
    if is_lead and asked.state == "closed":
        context["rule"] = address_rule(asked)
    return render(request, "followup/round.html", context)


def _is_behind(asked: FollowUpRound) -> bool:
    """Whether the plan's overviews are of a day before the round: what is accepted does not show in them."""
    day = asked.plan.state_as_of
    return bool(day and asked.opened_on and day < asked.opened_on)


def _questions(asked: FollowUpRound) -> list[str]:
    return [ROUND_QUESTIONS[each] for each in asked.questions if each in ROUND_QUESTIONS]


def _counts(found: Picture, asked: FollowUpRound) -> dict[str, Any]:
    organisations = sorted(found.by_organisation(), key=lambda share: -share.left)
    return {
        "drawing": drawing(found),
        "finding": finding(found),
        "lansdelar": found.by_lansdel(),
        "organisations": organisations[:FEW],
        "organisations_left": len(organisations) - FEW,
        "sectors": found.by_sector(),
        "questions_asked": len(found.tree.of_kind("question")),
        "sorts": SORTS,
        "statuses": STATUSES,
        "changes": found.changes,
    }


def _names(shown: Listed, asked: FollowUpRound) -> dict[str, Any]:
    """Return the respondents of the page by id, where it is they that are listed."""
    if not shown.by_respondent:
        return {}
    return {"named": {each.pk: each for each in respondents(asked, (line.id for line in shown.page))}}


def _to_do(found: Picture, asked: FollowUpRound, *, user: Any) -> dict[str, Any]:
    """Return what the lead has to do now. Two queries."""
    waits = unread(asked, user=user)
    flagged = [each for each in waits if each.flags]
    late = [pk for pk, who in found.requests.items() if who.state == "sent"]
    answered = {item.request_id for item in found.items if item.state not in ("sent", "accepted")}
    stuck, declined = troubles(asked)
    return {
        "flagged": flagged[:FLAGGED],
        "flagged_n": len(flagged),
        "looked_at": len(waits),
        "plain_n": sum(each.is_plain for each in waits),
        "troubles": stuck,
        "declined": declined,
        "late_n": sum(pk in answered for pk in late),
        "unsent_n": sum(who.state == "new" for who in found.requests.values()),
    }


@led("open", "closed")
def next_answer(request: HttpRequest, page: Page, asked: FollowUpRound) -> HttpResponse:
    """Lead to the answer that has waited longest to be read."""
    return _next(request, page, asked)


def _next(request: HttpRequest, page: Page, asked: FollowUpRound) -> HttpResponse:
    seen = seen_in(asked, user=request.user)
    first = waiting(asked).filter(initiative__in=seen.values("pk")).values_list("uuid", flat=True).first()
    if first:
        return way(page, asked, "round_answer", first)
    messages.info(request, _("Alla svar som har kommit in är lästa."))
    return redirect(asked.get_absolute_url())


def _answer(request: HttpRequest, asked: FollowUpRound, uuid: UUID) -> FollowUp:
    seen = seen_in(asked, user=request.user)
    sent = FollowUp.objects.filter(round=asked, initiative__in=seen.values("pk")).exclude(state="draft")
    related = sent.select_related(
        "initiative__plan__county", "item__request__organisation", "item__area", "item__lansdel"
    )
    found = get_object_or_404(related, uuid=uuid)
    found.round = asked
    return found


@led("open", "closed")
def round_answer(request: HttpRequest, page: Page, asked: FollowUpRound, *, answer: UUID) -> HttpResponse:
    """Read one answer: accept it, with a remark or without, or ask back."""
    found = _answer(request, asked, answer)
    asks = request.method == "POST" and request.POST.get("gor") == "fraga"
    accepts = request.method == "POST" and not asks
    accept = AcceptForm(request.POST if accepts else None, obstacle=found.obstacle)
    back = AskBackForm(request.POST if asks else None)
    if accepts and accept.is_valid():
        return _accept(request, page, asked, found, accept)
    if asks and back.is_valid():
        return _ask_back(request, page, asked, found, back)
    told = reading(found)
    context = page.context("plan", round=asked, reading=told, answer=found, accept=accept, back=back)
    context["initiative"] = found.initiative
    return render(request, "followup/reading.html", context, status=422 if accept.errors or back.errors else 200)


def _accept(request: HttpRequest, page: Page, asked: FollowUpRound, answer: FollowUp, form: AcceptForm) -> HttpResponse:
    by = acting(request, on=asked.plan)
    try:
        steps.accept(answer, by=by, remark=form.cleaned_data["remark"], theme=form.cleaned_data.get("theme", ""))
    except steps.AlreadyRead:
        return _read_already(request, page, asked, answer)
    messages.success(request, _("Godkänt. Det som svaret säger står nu i insatsen."))
    return _next(request, page, asked)


def _ask_back(
    request: HttpRequest, page: Page, asked: FollowUpRound, answer: FollowUp, form: AskBackForm
) -> HttpResponse:
    try:
        steps.ask_back(answer, form.cleaned_data["note"], by=acting(request, on=asked.plan))
    except steps.AlreadyRead:
        return _read_already(request, page, asked, answer)
    except NotNow:
        asked.refresh_from_db()
        return not_now(request, asked)
    messages.success(request, _("Er fråga är på väg till dem som svarade."))
    return _next(request, page, asked)


def _read_already(request: HttpRequest, page: Page, asked: FollowUpRound, answer: FollowUp) -> HttpResponse:
    """Tell that somebody else, or the first of two clicks, was here before."""
    answer.refresh_from_db(fields=["state"])
    told = {
        "accepted": _("Svaret är redan godkänt."),
        "returned": _("Svaret är redan skickat tillbaka med en fråga."),
        "sent": _("Ett nyare svar har kommit in. Läs det i stället."),
    }
    messages.info(request, told.get(answer.state, told["sent"]))
    return way(page, asked, "round_answer", answer.uuid)


@led("open", "closed")
def accept_plain(request: HttpRequest, page: Page, asked: FollowUpRound) -> HttpResponse:
    """Accept all answers without flag or obstacle, of those that were shown."""
    plain = [each for each in unread(asked, user=request.user) if each.is_plain]
    if request.method != "POST":
        return render(request, "followup/accept_plain.html", page.context("plan", round=asked, plain=plain))
    shown = set(request.POST.getlist("svar"))
    chosen = [each.answer for each in plain if str(each.answer.uuid) in shown]
    count = steps.accept_all(chosen, by=acting(request, on=asked.plan))
    if count:
        messages.success(request, ngettext("Ett svar är godkänt.", "%(n)s svar är godkända.", count) % {"n": count})
    else:
        messages.info(request, _("Svaren är redan lästa."))
    return redirect(asked.get_absolute_url())


def round_initiative(request: HttpRequest, county: str, plan: str, round: UUID, initiative: UUID) -> HttpResponse:
    """What was said of one initiative, respondent by respondent; the lead sets its status where several answer.

    Others see it when the round is closed: what is accepted, and how many reports came in.
    """
    page = open_page(request, county, plan)
    is_lead = may_edit_plan(request.user, need_plan(page))
    asked = round_of(need_plan(page), round, is_lead=is_lead)
    seen = seen_in(asked, user=request.user)
    found = get_object_or_404(seen.select_related("plan__county"), uuid=initiative)
    if request.method == "POST":
        return _set_status(request, page, asked, found)
    return _show_initiative(request, page, asked, found, is_lead=is_lead)


def _show_initiative(
    request: HttpRequest,
    page: Page,
    asked: FollowUpRound,
    initiative: Initiative,
    *,
    is_lead: bool,
    form: StatusForm | None = None,
) -> HttpResponse:
    places, sums = side_by_side(asked, initiative, only_accepted=not is_lead)
    if form is None and is_lead and len(places) > 1 and asked.state != "draft":
        form = _status_form(request, initiative)
    unsent = asked.state == "open" and not places and is_unsent(asked, initiative)
    latest = initiative.statuses.last()
    context = page.context("plan", round=asked, initiative=initiative, places=places, sums=sums, form=form)
    context |= {"is_lead": is_lead, "latest": latest, "answered": sum(bool(place.answer) for place in places)}
    context |= {"unsent": unsent, "has_money": any(place.has_money for place in places)}
    return render(request, "followup/initiative.html", context, status=422 if form and form.errors else 200)


def _status_form(request: HttpRequest, initiative: Initiative, data: Any = None) -> StatusForm:
    row = StatusEntry(initiative=initiative)
    form = StatusForm(data, instance=row, page=initiative, user=request.user)
    for each in form.fields.values():
        each.widget.attrs.pop("autofocus", None)  # the answers above are read first
    return form


@signed_in
def _set_status(request: HttpRequest, page: Page, asked: FollowUpRound, initiative: Initiative) -> HttpResponse:
    if not may_edit_plan(request.user, asked.plan):
        raise PermissionDenied
    if asked.state == "draft":
        raise Http404
    form = _status_form(request, initiative, request.POST)
    if not form.is_valid():
        return _show_initiative(request, page, asked, initiative, is_lead=True, form=form)
    by = acting(request, on=asked.plan)
    with transaction.atomic():
        steps.set_status(asked, initiative, form.values(), by=by)
        after_status(form, initiative, by)
    messages.success(request, _("Status är satt."))
    return redirect(reverse("round_initiative", args=[page.county.slug, asked.plan.key, asked.uuid, initiative.uuid]))
