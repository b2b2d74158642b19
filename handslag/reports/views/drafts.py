"""A plan's reports, and the drafts that its lead works on: made, read, arranged, changed, taken away."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handslag.accounts.actors import act_of, acting
from handslag.documents import html
from handslag.documents.blocks import Document
from handslag.plans.collisions import Clash, settle, with_theirs
from handslag.plans.models import Plan
from handslag.plans.pages import Page, need_plan, open_page
from handslag.plans.rights import may_edit_plan
from handslag.reports import actions, making
from handslag.reports.building import Built, CannotBuild
from handslag.reports.catalogue import FORMATS, TEMPLATES, Template
from handslag.reports.forms import NewReportForm, ReasonForm, ReportForm
from handslag.reports.grounds import for_makers, may_make, of_report, open_to_all, published, with_state
from handslag.reports.models import Edition, Report
from handslag.reports.views.files import files_of_report
from handslag.trust.changes import Collision, once

UNPUBLISHED = 50
"""Editions that are not published and drafts, at most, in the list."""


@require_safe
def reports(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """The published reports of a plan; for those who edit it also the drafts, and editions that are not published."""
    page = open_page(request, county, plan)
    found = need_plan(page)
    may_edit = may_edit_plan(request.user, found)
    made = made_by(request.user, found)
    drafts: list[Report] = []
    unpublished: list[Edition] = []
    if made:
        narrowed = ("plan__county", "area", "lansdel", "goal", "organisation")
        drafts = list(Report.objects.filter(plan=found, template__in=made).select_related(*narrowed)[:UNPUBLISHED])
        mine = with_state(Edition.objects.filter(report__plan=found, template__in=made)).exclude(state="published")
        unpublished = list(mine[:UNPUBLISHED])
    context = page.context(
        "plan",
        published=published(found) if may_edit else open_to_all(found),
        unpublished=unpublished,
        drafts=drafts,
        may_edit=may_edit,
        may_make=bool(made),
    )
    return render(request, "reports/list.html", context)


@for_makers
def new_report(request: HttpRequest, page: Page) -> HttpResponse:
    """Choose a template, and then say what the report is called and what it is narrowed to."""
    key, plan = request.GET.get("mall", ""), need_plan(page)
    made = made_by(request.user, plan)
    if key not in TEMPLATES:
        return render(request, "reports/choose.html", page.context("plan", templates=made.values(), formats=FORMATS))
    if key not in made:
        raise PermissionDenied
    # An account is for those who send it, until they say otherwise.
    row = Report(plan=plan, template=key, audience="lead" if TEMPLATES[key].of_money else "public")
    given = {"instance": row, "page": plan, "user": request.user, "initial": {"year": request.GET.get("ar")}}
    form = NewReportForm(request.POST if request.method == "POST" else None, **given)
    if request.method == "POST" and form.is_valid():
        made = Report(plan=plan, template=key, **form.values())
        made.title = made.title or making.first_title(made)
        if alike := actions.same_untouched(made):
            messages.info(request, _("Utkastet finns redan. Det öppnades i stället för att ett likadant gjordes."))
            return redirect(alike)
        actions.start(made, by=acting(request, on=plan))
        return redirect(made)
    if request.method == "POST":
        once(act_of(request))
    return _show_form(request, page, form, heading=TEMPLATES[key].title, template=TEMPLATES[key])


def made_by(user: Any, plan: Plan) -> dict[str, Template]:
    """Return the templates that `user` makes reports of the plan from, by key."""
    return {key: each for key, each in TEMPLATES.items() if may_make(user, plan, each)}


@of_report
def report_settings(request: HttpRequest, page: Page, report: Report) -> HttpResponse:
    """Change what the draft is called, whom it is for, and the day."""
    given = {"page": report.plan, "user": request.user}
    if request.method != "POST":
        form = ReportForm(instance=report, **given)
        return _show_settings(request, page, form, report)
    typed = with_theirs(ReportForm, request.POST, report, given=given)
    form, clash = ReportForm(typed, instance=Report.objects.get(pk=report.pk), **given), None
    if form.is_valid():
        seen = form.cleaned_data["version"] or 0
        try:
            made = actions.change(report, form.values(), by=acting(request, on=report.plan), version=seen)
        except Collision as collision:
            form, clash = settle(ReportForm, typed, collision.row, seen, given=given)
        else:
            _say_saved(request, made)
            return redirect(report)
    else:
        once(act_of(request))
    return _show_settings(request, page, form, report, clash=clash)


def _show_settings(
    request: HttpRequest, page: Page, form: ReportForm, report: Report, *, clash: Clash | None = None
) -> HttpResponse:
    closed = report.texts.filter(audience="lead").count() if report.audience == "lead" else 0
    return _show_form(
        request, page, form, heading=_("Ändra rapporten"), report=report, clash=clash, closed_texts=closed
    )


def _say_saved(request: HttpRequest, made: Any) -> None:
    if made is None:
        messages.info(request, _("Inget var ändrat."))
    else:
        messages.success(request, _("Sparat."), extra_tags=str(made.pk))


def _show_form(
    request: HttpRequest, page: Page, form: Any, *, heading: object, clash: Clash | None = None, **more: Any
) -> HttpResponse:
    context = page.context("plan", form=form, heading=heading, clash=clash, thing=more.get("report"), **more)
    return render(request, "reports/settings.html", context, status=422 if form.errors or clash else 200)


@of_report
@require_safe
def report(request: HttpRequest, page: Page, report: Report) -> HttpResponse:
    """The draft as it is now: what has changed under edited texts and what is missing first, then the report itself."""
    site, seen = request.build_absolute_uri("/"), making.stamp(report)
    try:
        built = making.draft(report, user=request.user, today=timezone.localdate(), site=site)
    except CannotBuild as why:
        return render(request, "reports/cannot_build.html", page.context("plan", report=report, why_not=str(why)))
    document = built.document
    context = page.context(
        "plan",
        report=report,
        document=document,
        seen=seen,
        facts=making.facts_of(document),
        contents=html.contents(document),
        body=within(html.fragment(document, edit=lambda key: text_address(report, key)), request),
        stale=[each for each in making.passages(document).values() if each.state == "stale"],
        unplaced=[each for each in _unplaced(report, document) if making.may_carry(report, each)],
        held_back=[each for each in report.texts.all() if not making.may_carry(report, each)],
        passages=making.passages(document),
        files=files_of_report(report, user=request.user),
        editions=list(with_state(report.editions.all())),
        about_suicide=bool(document.help),
    )
    return render(request, "reports/draft.html", context)


def within(fragment: str, request: HttpRequest) -> SafeString:
    """Return a report's HTML for our own page: links to our pages stay on the site that the reader is on.

    Every text in it is escaped where it is written.
    """
    return mark_safe(fragment.replace(f'href="{escape(request.build_absolute_uri("/"))}', 'href="/'))


def text_address(report: Report, key: str) -> str:
    """Return the address where one of the draft's texts is edited."""
    return f"{reverse('report_text', args=[report.plan.county.slug, report.plan.key, report.uuid])}?{urlencode({'nyckel': key})}"


def _unplaced(report: Report, document: Document) -> list[Any]:
    """Return the edited texts that stand nowhere in the report now: their part is left out, or what they told of is gone."""
    shown = making.passages(document)
    return [each for each in report.texts.all() if each.key not in shown]


@of_report
def report_sections(request: HttpRequest, page: Page, report: Report) -> HttpResponse:
    """Choose the parts and their order: a tick for each, and buttons that move it."""
    parts, clash = report.parts, False
    if request.method == "POST":
        parts = _arranged(report, request)
        seen = request.POST.get("version", "")
        try:
            version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
            made = actions.arrange(report, parts, by=acting(request, on=report.plan), version=version)
        except Collision:
            report.refresh_from_db(fields=["version"])
            clash = True
        else:
            if request.POST.get("flytta"):
                return redirect(f"{request.path}#del-{request.POST['flytta'].partition(':')[2]}")
            _say_saved(request, made)
            return redirect(report)
    context = page.context("plan", report=report, parts=parts, clash=clash)
    return render(request, "reports/sections.html", context, status=422 if clash else 200)


def _arranged(report: Report, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the parts as the form has them: in its order, ticked or not, one of them moved a step."""
    named = {part["key"]: part for part in report.parts}
    sent = [key for key in dict.fromkeys(request.POST.getlist("del")) if key in named]
    keys = sent + [key for key in named if key not in sent]
    shown = set(request.POST.getlist("visa"))
    way, _sep, key = request.POST.get("flytta", "").partition(":")
    if key in keys:
        at = keys.index(key)
        to = at - 1 if way == "upp" else at + 1
        if way in ("upp", "ner") and 0 <= to < len(keys):
            keys[at], keys[to] = keys[to], keys[at]
    return [{**named[key], "shown": key in shown} for key in keys]


@of_report
def take_away_report(request: HttpRequest, page: Page, report: Report) -> HttpResponse:
    """Withdraw the draft, with a reason; its editions stay."""
    form = ReasonForm(request.POST if request.method == "POST" else None, initial={"version": report.version})
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"] or 0
        try:
            gone = actions.take_away(
                report, by=acting(request, on=report.plan), version=seen, reason=form.cleaned_data["reason"]
            )
        except Collision:
            form.data = {**form.data.dict(), "version": Report.objects.get(pk=report.pk).version}
            form.add_error(
                None, _("Någon har ändrat rapporten sedan du öppnade sidan. Ta bort den igen om det stämmer.")
            )
        else:
            messages.success(request, _("Borttagen. Historiken finns kvar."), extra_tags=str(gone.pk))
            return redirect("reports", page.county.slug, report.plan.key)
    context = page.context("plan", form=form, report=report, frozen=report.editions.count())
    return render(request, "reports/take_away.html", context, status=422 if form.errors else 200)


def built_or_404(report: Report, request: HttpRequest, *, mark: str = making.DRAFT) -> Built:
    """Return the draft as the data gives it now, or answer 404 where it cannot be built."""
    site = request.build_absolute_uri("/")
    try:
        return making.draft(report, user=request.user, today=timezone.localdate(), site=site, mark=mark)
    except CannotBuild:
        raise Http404 from None
