"""The respondent's pages. Nobody signs in: the link's cookie opens them, for one respondent and one round."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.ratelimit import consume_or_429
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from handslag.accounts import links
from handslag.plans.followup import answering
from handslag.plans.followup.answer_forms import SAME, SAVE, SEND, AnswerForm, DeclineForm, HandOnForm
from handslag.plans.followup.answer_sheet import Sheet, read_list, read_others, read_sheet
from handslag.plans.followup.rounds import GRACE, PURPOSE
from handslag.plans.models import FollowUp, FollowUpRequest, RequestItem
from handslag.plans.words import STATUSES

SHOWN = "visad"
"""The field that says when the page was drawn, in seconds: what asking costs is told as a sum."""


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only whoever holds an open link of this respondent through; the view is given the respondent."""

    @wraps(view)
    @never_cache
    def checked(request: HttpRequest, county: str, respondent: Any, **kwargs: Any) -> HttpResponse:
        rows = FollowUpRequest.objects.select_related("round__plan__county", "organisation")
        asked = rows.filter(uuid=respondent, round__plan__county__slug=county).first()
        link = asked and links.carried(request, PURPOSE, asked.pk)
        if asked is None or link is None or not link.is_open:
            return links.refuse(request, link or None)
        if asked.round.state != "open" or asked.state != "sent":
            return _closed(request, asked)
        if request.method == "POST":
            if stopped := consume_or_429(request, action="answer", key=str(link.pk)):
                return stopped
            try:
                return view(request, asked, **kwargs)
            except answering.Closed:
                return _closed(request, asked)
        return view(request, asked, **kwargs)

    return checked


def _page(
    request: HttpRequest, asked: FollowUpRequest, template: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "county": asked.round.plan.county,
        "respondent": asked,
        "round": asked.round,
        "valid_to": asked.round.due_on + GRACE,
        **more,
    }
    return render(request, template, context, status=status)


def _closed(request: HttpRequest, asked: FollowUpRequest) -> HttpResponse:
    """Say that no answer is taken in any more; what was being written is shown, so that it can be kept."""
    asked.refresh_from_db()
    typed = [text for name, text in request.POST.items() if name in AnswerForm.base_fields and text.strip()]
    return _page(request, asked, "followup/answer_closed.html", status=410, typed=typed)


@by_link
def start(request: HttpRequest, asked: FollowUpRequest) -> HttpResponse:
    """All that the respondent answers for; where it is one thing, that form at once."""
    found = read_list(asked)
    if len(found.lines) == 1:
        return redirect("answer_item", asked.round.plan.county.slug, asked.uuid, found.lines[0].item.pk)
    return _page(request, asked, "followup/answer_list.html", list=found)


def _item(asked: FollowUpRequest, number: int) -> RequestItem:
    rows = asked.items.select_related("initiative__plan", "area", "lansdel")
    item = get_object_or_404(rows, pk=number)
    item.request = asked
    return item


@by_link
def answer_item(request: HttpRequest, asked: FollowUpRequest, item: int) -> HttpResponse:
    """The form of one initiative: saved as it goes, sent, or sent with "nothing changed"."""
    found = _item(asked, item)
    sheet = read_sheet(found)
    if request.method == "POST":
        return _take_in(request, asked, sheet)
    if sheet.sent and request.GET.get("andra") != "1":
        return _page(request, asked, "followup/answer_sent.html", sheet=sheet, list=read_list(asked))
    return _show(request, asked, sheet, AnswerForm.first(sheet, answering.go_on(found, sheet.latest)))


def _show(request: HttpRequest, asked: FollowUpRequest, sheet: Sheet, form: AnswerForm, **more: Any) -> HttpResponse:
    status = more.pop("status", 422 if form.errors else 200)
    return _page(
        request, asked, "followup/answer_form.html", sheet=sheet, form=form, status=status,
        now=int(time.time()), last=sheet.last, list=read_list(asked), **more,
    )  # fmt: skip


def _take_in(request: HttpRequest, asked: FollowUpRequest, sheet: Sheet) -> HttpResponse:
    task = next((name for name in (SEND, SAME) if name in request.POST), SAVE)
    form = AnswerForm(request.POST, sheet=sheet, task=task, has_files=bool(request.FILES))
    by_itself = "HX-Request" in request.headers
    if not form.is_valid():
        return _not_saved(request, form) if by_itself else _show(request, asked, sheet, form)
    version = form.cleaned_data["version"] or 0
    try:
        if task == SAVE:
            saved = answering.save(sheet.item, form.values(), version=version)
        else:
            answering.send(sheet.item, form.values(), version=version, seconds=_seconds(request))
    except answering.Stale as stale:
        return _stale(request, asked, sheet, form, stale.now, by_itself=by_itself)
    if task != SAVE:
        return redirect("answer_thanks", asked.round.plan.county.slug, asked.uuid, sheet.item.pk)
    if by_itself:
        return render(request, "followup/_saved.html", {"saved": saved, "at": timezone.now()})
    form = AnswerForm.first(sheet, saved)
    return _show(request, asked, sheet, form, saved=saved, at=timezone.now())


def _seconds(request: HttpRequest) -> int:
    shown = request.POST.get(SHOWN, "")
    return int(time.time()) - int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 12 else 0


def _not_saved(request: HttpRequest, form: AnswerForm) -> HttpResponse:
    """Answer a save that the page made by itself: why it was not made. The text stands in the page."""
    why = [error for errors in form.errors.values() for error in errors]
    return render(request, "followup/_saved.html", {"why": why, "version": form.data.get("version", "")})


def _stale(
    request: HttpRequest, asked: FollowUpRequest, sheet: Sheet, form: AnswerForm, now: FollowUp, *, by_itself: bool
) -> HttpResponse:
    """Show what was written here beside what was saved elsewhere; what is sent next from here holds."""
    if by_itself:
        return render(request, "followup/_saved.html", {"stale": True, "version": form.data.get("version", "")})
    theirs = AnswerForm.first(sheet, now)
    differing = [
        (field.label, theirs[field.name].initial)
        for field in form
        if field.name in theirs.fields
        and not field.is_hidden
        and _text(theirs[field.name].initial) != _text(field.value())
    ]
    if form.task != SAVE and now.pk is None and not differing:  # the button was pressed twice
        return redirect("answer_thanks", asked.round.plan.county.slug, asked.uuid, sheet.item.pk)
    form.data = form.data.copy()
    form.data["version"] = str(now.version)
    return _show(request, asked, sheet, form, status=409, theirs=differing)


def _text(value: Any) -> str:
    return "" if value in (None, False) else str(value).strip()


@by_link
def thanks(request: HttpRequest, asked: FollowUpRequest, item: int) -> HttpResponse:
    """Thank, show what others have said, and lead on to what is left."""
    found = _item(asked, item)
    everything = read_list(asked)
    return _page(
        request, asked, "followup/answer_thanks.html",
        item=found, list=everything, next=everything.after(found), others=read_others(found), words=STATUSES,
    )  # fmt: skip


@by_link
def hand_on(request: HttpRequest, asked: FollowUpRequest) -> HttpResponse:
    """Let somebody else answer, for all of it or some."""
    left = [line for line in read_list(asked).lines if line.state != "accepted"]
    names = [(str(line.item.pk), _name(line.item)) for line in left]
    form = HandOnForm(request.POST or None, lines=names)
    if request.method == "POST" and form.is_valid():
        if stopped := consume_or_429(request, action="hand_on", key=str(asked.pk)):
            return stopped
        chosen = [line.item for line in left if str(line.item.pk) in form.cleaned_data["items"]]
        new = answering.hand_on(asked, chosen, function=form.cleaned_data["function"], email=form.cleaned_data["email"])
        return _page(
            request, asked, "followup/answer_handed.html", new=new, count=len(chosen), all=len(chosen) == len(left)
        )
    return _page(request, asked, "followup/answer_hand_on.html", form=form, status=422 if form.is_bound else 200)


def _name(item: RequestItem) -> str:
    return f"{item.initiative.title}, {item.place}" if item.place else item.initiative.title


@by_link
def decline(request: HttpRequest, asked: FollowUpRequest) -> HttpResponse:
    """Say that it is not ours to answer; the lead is told why."""
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answering.decline(asked, form.cleaned_data["reason"])
        title = _("Tack. Vi frågar någon annan")
        text = _("Den som leder uppföljningen ser det ni skrev. Länken gäller inte längre.")
        return render(request, "error.html", {"title": title, "text": text, "county": asked.round.plan.county})
    return _page(request, asked, "followup/answer_decline.html", form=form, status=422 if form.is_bound else 200)
