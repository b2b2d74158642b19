"""Editing a text of a report where it stands: what is written, how it will look, and what the data says meanwhile."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handslag.accounts.actors import act_of, acting
from handslag.documents import html
from handslag.documents.blocks import Document, Passage
from handslag.documents.html_blocks import Writer
from handslag.documents.markdown import MAX_CHARACTERS, from_markdown
from handslag.plans.pages import Page
from handslag.reports import actions, making
from handslag.reports.forms import TextForm
from handslag.reports.grounds import of_report
from handslag.reports.models import EditedText, Report
from handslag.reports.views.drafts import built_or_404, within
from handslag.swedish.dates import day
from handslag.trust import changes
from handslag.trust.changes import Collision, once
from handslag.trust.models import Change

PREVIEW = "visa"


@dataclass(frozen=True)
class Other:
    """What somebody else has done with the text meanwhile. text: theirs, "" where the automatic text stands again."""

    role: str
    when: str
    text: str


@of_report
def report_text(request: HttpRequest, page: Page, report: Report) -> HttpResponse:
    """Write a text in the place of an automatic one."""
    built, site = built_or_404(report, request), request.build_absolute_uri("/")
    document = built.document
    passage = making.passages(document).get(request.GET.get("nyckel", ""))
    if passage is None:
        return _unplaced(request, page, report)
    if request.method != "POST":
        standing, automatic = report.texts.filter(key=passage.key).first(), making.local(passage.automatic, site)
        first = {"markdown": standing.shown if standing else automatic}
        form = TextForm(initial=first | {"seen": standing.stamp if standing else "", "automatic": automatic})
        return _show(request, page, report, passage, form, document)
    form = TextForm(request.POST)
    other, is_preview = None, PREVIEW in (request.POST.get("gor"), request.GET.get("gor"))
    if form.is_valid() and not is_preview:
        try:
            made = _save(request, report, passage, form, told=built.told)
        except Collision as collision:
            other = _other(collision.row)
            form = TextForm(_newly_seen(form, report, passage))
        else:
            if made is None:
                messages.info(request, _("Inget var ändrat."))
            else:
                messages.success(request, _("Sparat."), extra_tags=str(made.pk))
            return redirect(f"{report.get_absolute_url()}#{html.passage_id(passage.key)}")
    elif not is_preview:
        once(act_of(request))  # a second click is no fault
    return _show(request, page, report, passage, form, document, other=other, preview=is_preview)


def _save(
    request: HttpRequest, report: Report, passage: Passage, form: TextForm, *, told: Iterable[uuid.UUID]
) -> Change | None:
    site = request.build_absolute_uri("/")
    said = {name: making.kept(form.cleaned_data[name], site) for name in ("markdown", "automatic")}
    by = acting(request, on=report.plan)
    return actions.write_text(report, passage, by=by, told=told, seen=form.cleaned_data["seen"], **said)


def _newly_seen(form: TextForm, report: Report, passage: Passage) -> dict[str, Any]:
    """Return what was typed, with the stamp of what stands now: to save it again is then a choice."""
    now = report.texts.filter(key=passage.key).first()
    return {**form.data.dict(), "seen": now.stamp if now else ""}


def _other(row: EditedText) -> Other:
    """Say what somebody else did with a text."""
    latest = Change.objects.filter(target_kind=row.KIND, target_id=row.pk).order_by("-version").first()
    role = latest.role if latest else _("någon")
    when = f"{day(changes.day_of(latest))} {timezone.localtime(latest.at):%H.%M}" if latest else ""
    return Other(role, when, "" if row.withdrawn_on else row.shown)


def _show(
    request: HttpRequest,
    page: Page,
    report: Report,
    passage: Passage,
    form: TextForm,
    document: Document,
    *,
    other: Other | None = None,
    preview: bool = False,
) -> HttpResponse:
    typed, standing = str(form["markdown"].value() or ""), report.texts.filter(key=passage.key).first()
    context = page.context(
        "plan",
        report=report,
        passage=passage,
        form=form,
        other=other,
        standing=standing,
        is_held_back=bool(standing) and not making.may_carry(report, standing),
        automatic=_drawn(passage.automatic, document, request),
        before=_drawn(passage.before, document, request) if passage.state == "stale" else "",
        preview=_drawn(typed, document, request) if preview else "",
        is_preview=preview,
        most=MAX_CHARACTERS,
    )
    if preview and request.htmx:
        return render(request, "reports/text.html#preview", context)
    faulty = bool(other) or (form.is_bound and bool(form.errors))
    return render(request, "reports/text.html", context, status=422 if faulty else 200)


def _drawn(markdown: str, document: Document, request: HttpRequest) -> SafeString:
    """Return a text as it stands in the report; a text that is too long as nothing."""
    if len(markdown) > MAX_CHARACTERS:
        return SafeString("")
    site = request.build_absolute_uri("/")
    text = making.led_to(making.kept(markdown, site), site)
    return within(Writer(document).blocks(from_markdown(text), 3), request)


def _unplaced(request: HttpRequest, page: Page, report: Report) -> HttpResponse:
    """Answer for a text whose place is gone: what was typed is shown, to be copied."""
    if request.method != "POST" or not request.POST.get("markdown"):
        raise Http404
    context = page.context("plan", report=report, typed=request.POST["markdown"][:MAX_CHARACTERS])
    return render(request, "reports/text_gone.html", context, status=422)


@of_report
@require_POST
def restore_text(request: HttpRequest, page: Page, report: Report, text: int) -> HttpResponse:
    """Let the automatic text stand again."""
    row = report.texts.filter(pk=text).first()
    if row is None:
        raise Http404
    try:
        made = actions.restore_text(row, by=acting(request, on=report.plan), seen=request.POST.get("seen", ""))
    except Collision:
        messages.error(
            request, _("Någon har ändrat texten sedan du öppnade sidan. Läs den och återställ igen om det stämmer.")
        )
    else:
        messages.success(request, _("Den automatiska texten står där igen."), extra_tags=str(made.pk) if made else "")
    return redirect(f"{report.get_absolute_url()}#{html.passage_id(row.key)}")
