"""The respondent's pages. Nobody signs in: the link's cookie opens them, for one respondent and one round."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.ratelimit import consume_or_429
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from handslag.accounts import links
from handslag.accounts.models import TaskLink
from handslag.plans.followup import answering
from handslag.plans.followup.answer_forms import SAME, SAVE, SEND, TEXTS, AnswerForm, DeclineForm, HandOnForm
from handslag.plans.followup.answer_sheet import Sheet, open_items, read_list, read_others, read_sheet
from handslag.plans.followup.rounds import PURPOSE, links_until
from handslag.plans.models import FollowUp, FollowUpRequest, RequestItem
from handslag.plans.words import STATUSES

SAVES_AT_ONCE = 3
"""How many saves of one page can be on their way: on a slow line one begins before the former is answered."""

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
            return _too_late(request, link or None)
        if asked.round.state != "open" or asked.state != "sent" or asked.round.plan.withdrawn_on:
            return _closed(request, asked)
        if request.method == "POST" and (stopped := consume_or_429(request, action="answer", key=str(link.pk))):
            return stopped
        try:
            return view(request, asked, **kwargs)
        except answering.Closed:
            return _closed(request, asked)

    return checked


def _page(
    request: HttpRequest, asked: FollowUpRequest, template: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "county": asked.round.plan.county,
        "respondent": asked,
        "round": asked.round,
        "valid_to": links_until(asked.round),
        **more,
    }
    return render(request, template, context, status=status)


def _typed(request: HttpRequest) -> list[str]:
    """Return what a person wrote in a form that cannot be taken in any more."""
    fields = (*TEXTS, "granted", "used", "left", "function", "email")
    figures = [name for name in request.POST if name.startswith(("tal_", "av_"))]
    return [text for name in (*figures, *fields) if (text := request.POST.get(name, "").strip())]


def _closed(request: HttpRequest, asked: FollowUpRequest) -> HttpResponse:
    """Say that no answer is taken in any more; what was being written is shown, so that it can be kept."""
    if "HX-Request" in request.headers:
        return _not_taken_in(request)
    asked.refresh_from_db()
    return _page(request, asked, "followup/answer_closed.html", status=410, typed=_typed(request))


def _too_late(request: HttpRequest, link: TaskLink | None) -> HttpResponse:
    """Answer somebody whose link does not hold. What was being written is shown, and nothing of what the link was for."""
    if "HX-Request" in request.headers:
        return _not_taken_in(request)
    typed = _typed(request)
    if not typed and (link or not links.had_one(request)):
        return links.refuse(request, link)
    status = 410 if link or links.had_one(request) else 404
    return render(request, "followup/answer_too_late.html", {"typed": typed}, status=status)


def _not_taken_in(request: HttpRequest) -> HttpResponse:
    why = [_("Länken gäller inte längre. Kopiera det ni har skrivit om ni vill ha det kvar.")]
    return render(request, "followup/_saved.html", {"why": why, "version": request.POST.get("version", "")})


@by_link
def start(request: HttpRequest, asked: FollowUpRequest) -> HttpResponse:
    """All that the respondent answers for; where it is one thing, that form at once."""
    found = read_list(asked)
    if len(found.lines) == 1:
        return redirect("answer_item", asked.round.plan.county.slug, asked.uuid, found.lines[0].item.pk)
    return _page(request, asked, "followup/answer_list.html", list=found)


def _item(asked: FollowUpRequest, number: int) -> RequestItem:
    item = open_items(asked).filter(pk=number).first()
    if item is None and asked.items.filter(pk=number).exists():
        raise answering.Closed  # the initiative has been taken away since it was asked about
    if item is None:
        raise Http404
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
    more.setdefault("now", _shown(request) or int(time.time()))
    return _page(
        request, asked, "followup/answer_form.html", sheet=sheet, form=form, status=status, last=sheet.last,
        list=read_list(asked), **more,
    )  # fmt: skip


def _take_in(request: HttpRequest, asked: FollowUpRequest, sheet: Sheet) -> HttpResponse:
    task = next((name for name in (SEND, SAME) if name in request.POST), SAVE)
    form = AnswerForm(request.POST, sheet=sheet, task=task, has_files=bool(request.FILES))
    by_itself = "HX-Request" in request.headers
    if not form.is_valid() and task != SAVE:
        return _show(request, asked, sheet, form)
    try:
        saved = _save(request, sheet, form)
    except answering.Stale as stale:
        return _stale(request, asked, sheet, form, stale.now, by_itself=by_itself)
    if task != SAVE:
        return redirect("answer_thanks", asked.round.plan.county.slug, asked.uuid, sheet.item.pk)
    told = {"saved": saved, "at": timezone.now(), "why": [error for each in form.errors.values() for error in each]}
    if by_itself:
        return render(request, "followup/_saved.html", told)
    answering.count_time(asked, _seconds(request))
    if form.errors:  # what could be read is saved; the rest stands in the page
        form.data = form.data.copy()
        form.data["version"] = str(saved.version)
        return _show(request, asked, sheet, form, **told)
    return _show(request, asked, sheet, AnswerForm.first(sheet, saved), now=int(time.time()), **told)


def _save(request: HttpRequest, sheet: Sheet, form: AnswerForm) -> FollowUp:
    """Save what could be read, or send it. Raises Stale where somebody else has written since the page was drawn."""
    version = form.cleaned_data.get("version") or 0
    for _try in range(SAVES_AT_ONCE):
        try:
            if form.task == SAVE:
                return answering.save(sheet.item, form.values(), version=version)
            return answering.send(sheet.item, form.values(), version=version, seconds=_seconds(request))
        except answering.Stale as stale:
            if not form.goes_on_from(stale.now):
                raise
            version = stale.now.version  # the page's own save, whose answer had not reached it
    return answering.save(sheet.item, form.values(), version=version)


def _shown(request: HttpRequest) -> int:
    """Return when the page was first drawn, in seconds; 0 where the form does not say."""
    shown = request.POST.get(SHOWN, "")
    return int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 12 else 0


def _seconds(request: HttpRequest) -> int:
    return int(time.time()) - _shown(request) if _shown(request) else 0


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
    known = [asked.round.plan.county.name, asked.organisation.name if asked.organisation else ""]
    form = HandOnForm(request.POST or None, lines=names, own=asked.email, known=known)
    if not left:
        return _page(request, asked, "followup/answer_list.html", list=read_list(asked))
    if request.method == "POST" and form.is_valid():
        if stopped := consume_or_429(request, action="hand_on", key=str(asked.pk)):
            return stopped
        chosen = [line.item for line in left if str(line.item.pk) in form.cleaned_data["items"]]
        new = answering.hand_on(asked, chosen, function=form.cleaned_data["function"], email=form.cleaned_data["email"])
        asked.refresh_from_db()
        ended = asked.state == "handed_on"
        return _page(request, asked, "followup/answer_handed.html", new=new, count=len(chosen), all=ended)
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
