"""Editions: frozen, read, published, taken back, and compared."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handslag.accounts.actors import acting
from handslag.documents import html
from handslag.documents.blocks import Passage
from handslag.plans.pages import Page, need_plan, open_page
from handslag.plans.rights import may_edit_plan
from handslag.reports import actions, comparing, making
from handslag.reports.account_templates import template_of
from handslag.reports.building import Built
from handslag.reports.forms import FreezeForm, ReasonForm, SentForm
from handslag.reports.grounds import (
    edition_of,
    for_editors,
    for_makers,
    is_readable,
    may_make,
    of_report,
    with_state,
)
from handslag.reports.models import Edition, Report
from handslag.reports.views.drafts import built_or_404, within
from handslag.reports.views.files import files_of_edition


@of_report
def freeze_report(request: HttpRequest, page: Page, report: Report) -> HttpResponse:
    """Keep the draft as an edition, if it is still what was read: else say so, and ask again."""
    built = built_or_404(report, request, mark="")
    now = making.stamp(report)  # after it was built: no change can come between
    unread = actions.unread_texts(making.shown_texts(report, built)) if report.audience == "public" else []
    form = FreezeForm(request.POST if request.method == "POST" else None, initial={"title": report.title, "seen": now})
    if request.method == "POST":
        by = acting(request, on=report.plan)
        changed = request.POST.get("seen") != now and not actions.frozen_by(by, report)
        if form.is_valid() and not changed and not unread:
            made = actions.freeze(report, built, title=form.cleaned_data["title"], by=by)
            messages.success(request, _("Fryst. Utgåvan kan inte ändras efteråt."))
            return redirect(made)
        form.data = {**form.data.dict(), "seen": now}
    else:
        changed = request.GET.get("sedd", now) != now
    context = page.context("plan", form=form, report=report, stale=_stale(built), unread=unread, changed=changed)
    return render(request, "reports/freeze.html", context, status=422 if request.method == "POST" else 200)


def _stale(built: Built) -> list[Passage]:
    """Return the texts that rest on what the data does not say any longer."""
    return [each for each in making.passages(built.document).values() if each.state == "stale"]


@require_safe
def edition(request: HttpRequest, county: str, plan: str, edition: uuid.UUID) -> HttpResponse:
    """An edition as it was frozen: the report, its files and its hash; for editors what can be done with it."""
    page = open_page(request, county, plan)
    found = edition_of(request, page, edition)
    may_edit = may_edit_plan(request.user, found.plan)
    may_read_states = may_make(request.user, found.plan, found.made_from)
    try:
        document = making.document_of(Edition.objects.get(pk=found.pk))
    except making.Altered:
        return render(request, "reports/altered.html", page.context("plan", edition=found))
    context = page.context(
        "plan",
        edition=found,
        document=document,
        facts=making.facts_of(document),
        contents=html.contents(document),
        body=within(html.fragment(document), request),
        files=files_of_edition(found, user=request.user),
        others=_others(found, request),
        may_edit=may_edit,
        may_make=may_read_states,
        states=list(found.states.all()) if may_read_states else [],
        sent=found.states.filter(state="sent").last(),
        in_the_way=actions.in_the_way(found, user=request.user) if may_edit else [],
        about_suicide=bool(document.help),
    )
    return render(request, "reports/edition.html", context)


def _others(edition: Edition, request: HttpRequest) -> list[Edition]:
    """Return the other editions of the same report that the reader may read, newest first."""
    same = with_state(Edition.objects.filter(report=edition.report_id)).exclude(pk=edition.pk)
    return [each for each in same if is_readable(each, request.user)]


@for_editors
def publish_edition(request: HttpRequest, page: Page, edition: uuid.UUID) -> HttpResponse:
    """Ask whether the edition is to be published, and do it."""
    found = edition_of(request, page, edition)
    why_not = actions.in_the_way(found, user=request.user)
    if request.method == "POST":
        site = request.build_absolute_uri("/")
        try:
            actions.publish(found, user=request.user, by=acting(request, on=found.plan), site=site)
        except actions.NotNow as why:
            why_not = why_not or [str(why)]
        else:
            messages.success(request, _("Publicerad. Vem som helst kan läsa den nu."))
            return redirect(found)
    context = page.context("plan", edition=found, why_not=why_not)
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/publish.html", context, status=status)


@for_editors
def take_back_edition(request: HttpRequest, page: Page, edition: uuid.UUID) -> HttpResponse:
    """Take the edition off the web, with a reason."""
    found = edition_of(request, page, edition)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back(found, by=acting(request, on=found.plan), reason=form.cleaned_data["reason"])
        except actions.NotNow as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Tagen från webben. Utgåvan finns kvar här."))
            return redirect(found)
    context = page.context("plan", form=form, edition=found)
    return render(request, "reports/take_back.html", context, status=422 if form.errors else 200)


@for_makers
def send_edition(request: HttpRequest, page: Page, edition: uuid.UUID) -> HttpResponse:
    """Say that an account has been sent: when, to whom, and under which number."""
    found = edition_of(request, page, edition)
    if not found.made_from.of_money:
        raise Http404
    if not may_make(request.user, found.plan, found.made_from):
        raise PermissionDenied
    year = found.report.year
    start = {"on": timezone.localdate().isoformat(), "receiver": template_of(year).receiver if year else ""}
    days = {"frozen_on": timezone.localdate(found.made_at), "today": timezone.localdate()}
    form = SentForm(request.POST if request.method == "POST" else None, initial=start, **days)
    if request.method == "POST" and form.is_valid():
        if actions.send(found, by=acting(request, on=found.plan), **form.cleaned_data):
            messages.success(request, _("Noterat. Utgåvan står kvar som den skickades."))
        else:
            messages.info(request, _("Det är redan noterat."))
        return redirect(found)
    context = page.context("plan", form=form, edition=found)
    return render(request, "reports/send.html", context, status=422 if form.errors else 200)


@require_safe
def compare_editions(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """What differs between two editions that the reader may read."""
    page = open_page(request, county, plan)
    found = need_plan(page)
    listed = [
        each
        for each in with_state(Edition.objects.filter(report__plan=found)).order_by("report_id", "-number")
        if is_readable(each, request.user)
    ]
    by_key = {str(each.uuid): each for each in listed}
    chosen = {name: by_key.get(request.GET.get(name, "")) for name in ("fran", "till")}
    errors, sections = {}, None
    if request.GET:
        told = {"fran": _("Välj den tidigare utgåvan."), "till": _("Välj den senare utgåvan.")}
        errors = {name: told[name] for name, each in chosen.items() if each is None}
        if not errors:
            try:
                sections = comparing.differences(*(making.document_of(each) for each in chosen.values()))
            except making.Altered as why:
                errors = {"fran": str(why)}
    context = page.context(
        "plan",
        choices={key: _named(each) for key, each in by_key.items()},
        chosen={name: str(each.uuid) if each else "" for name, each in chosen.items()},
        before=chosen["fran"],
        after=chosen["till"],
        errors=errors,
        sections=sections,
    )
    return render(request, "reports/compare.html", context, status=422 if errors else 200)


def _named(edition: Edition) -> str:
    return _("%(title)s, utgåva %(number)s") % {"title": edition.title, "number": edition.number}
