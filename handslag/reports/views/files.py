"""Files of drafts and editions: asked for, watched while the worker builds them, and fetched."""

import uuid
from dataclasses import dataclass
from typing import Any

from allauth.core.ratelimit import consume_or_429
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handslag.documents.blocks import Document
from handslag.plans.pages import Page, open_page
from handslag.reports import actions, making
from handslag.reports.building import CannotBuild
from handslag.reports.catalogue import FORMATS, MEDIA_TYPES
from handslag.reports.grounds import edition_of, for_makers, may_make, of_report
from handslag.reports.models import BuiltFile, Edition, Report
from handslag.reports.sections.account_lists import ANSWERS


@dataclass(frozen=True)
class FileLine:
    """A format, and how its file is. file: None where nobody has asked for it. is_old: built before the latest change.

    build: the address that builds it, "" where the reader may not; fetch: where it is fetched.
    """

    file_format: str
    name: str
    file: BuiltFile | None
    build: str
    fetch: str
    is_old: bool = False

    @property
    def is_ready(self) -> bool:
        return self.file is not None and self.file.state == "done"

    @property
    def is_under_way(self) -> bool:
        return self.file is not None and self.file.is_under_way

    @property
    def has_failed(self) -> bool:
        return self.file is not None and (self.file.state == "failed" or self.file.is_lost)


@dataclass(frozen=True)
class Files:
    """The files of a draft or an edition. address: where their state is asked for."""

    lines: tuple[FileLine, ...]
    address: str

    @property
    def is_under_way(self) -> bool:
        return any(line.is_under_way for line in self.lines)


def files_of_report(report: Report, *, user: Any) -> Files:
    """Return how the draft's files are; one for its lead is the asker's own. Two queries."""
    reader = 0 if report.audience == "public" else user.pk
    held = {each.file_format: each for each in report.files.filter(reader=reader).defer("content")}
    latest = making.last_change(report)
    where = [report.plan.county.slug, report.plan.key, report.uuid]
    lines = [
        FileLine(
            name,
            FORMATS[name],
            file := held.get(name),
            reverse("build_report_file", args=[*where, name]),
            reverse("report_file", args=[*where, name]),
            bool(file and file.state == "done" and file.last_change < latest),
        )
        for name in report.made_from.formats
        if name != "html"
    ]
    return Files(tuple(lines), reverse("report_files", args=where))


def files_of_edition(edition: Edition, *, user: Any) -> Files:
    """Return how the edition's files are. One query."""
    held = {each.file_format: each for each in edition.files.defer("content")}
    may_build = may_make(user, edition.plan, edition.made_from)
    where = [edition.plan.county.slug, edition.plan.key, edition.uuid]
    lines = [
        FileLine(
            name,
            FORMATS[name],
            held.get(name),
            reverse("build_edition_file", args=[*where, name]) if may_build else "",
            reverse("edition_file", args=[*where, name]),
        )
        for name in edition.made_from.formats
        if name != "html"
    ]
    return Files(tuple(lines), reverse("edition_files", args=where))


@of_report
@require_POST
def build_report_file(request: HttpRequest, page: Page, report: Report, file_format: str) -> HttpResponse:
    """Let the worker build a draft's file."""
    if file_format not in report.made_from.formats or file_format == "html":
        raise Http404
    if stopped := consume_or_429(request, action="build_report", user=request.user):
        return stopped
    actions.ask_for_draft(report, file_format, by=request.user.pk, site=request.build_absolute_uri("/"))
    return _asked(request, page, files_of_report(report, user=request.user), report.get_absolute_url())


@for_makers
@require_POST
def build_edition_file(request: HttpRequest, page: Page, edition: uuid.UUID, file_format: str) -> HttpResponse:
    """Let the worker build an edition's file."""
    found = edition_of(request, page, edition)
    if not may_make(request.user, found.plan, found.made_from):
        raise PermissionDenied
    if file_format not in found.made_from.formats or file_format == "html":
        raise Http404
    if stopped := consume_or_429(request, action="build_report", user=request.user):
        return stopped
    actions.ask_for_edition(found, file_format, by=request.user.pk, site=request.build_absolute_uri("/"))
    return _asked(request, page, files_of_edition(found, user=request.user), found.get_absolute_url())


def _asked(request: HttpRequest, page: Page, files: Files, address: str) -> HttpResponse:
    return _state(request, page, files) if request.htmx else redirect(f"{address}#filer")


@of_report
@never_cache
@require_safe
def report_files(request: HttpRequest, page: Page, report: Report) -> HttpResponse:
    """How the draft's files are: what the page asks for while something is built."""
    return _state(request, page, files_of_report(report, user=request.user))


@never_cache
@require_safe
def edition_files(request: HttpRequest, county: str, plan: str, edition: uuid.UUID) -> HttpResponse:
    """How the edition's files are."""
    page = open_page(request, county, plan)
    found = edition_of(request, page, edition)
    return _state(request, page, files_of_edition(found, user=request.user))


def _state(request: HttpRequest, page: Page, files: Files) -> HttpResponse:
    return render(request, "reports/_files.html", page.context("plan", files=files))


@of_report
@never_cache
@require_safe
def report_file(request: HttpRequest, page: Page, report: Report, file_format: str) -> HttpResponse:
    """The draft's file."""
    reader = 0 if report.audience == "public" else request.user.pk
    file = get_object_or_404(report.files, file_format=file_format, reader=reader, content__isnull=False)
    return _sent(file, report.title)


@require_safe
def edition_file(request: HttpRequest, county: str, plan: str, edition: uuid.UUID, file_format: str) -> HttpResponse:
    """The edition's file; of a published one to everybody."""
    page = open_page(request, county, plan)
    found = edition_of(request, page, edition)
    file = get_object_or_404(found.files, file_format=file_format, content__isnull=False)
    return _sent(file, found.title)


@of_report
@never_cache
@require_safe
def report_csv(request: HttpRequest, page: Page, report: Report) -> HttpResponse:
    """The draft's answers as the data gives them now."""
    try:
        built = making.draft(report, user=request.user, today=timezone.localdate())
    except CannotBuild:
        raise Http404 from None
    return _answers(built.document, report.title)


@require_safe
def edition_csv(request: HttpRequest, county: str, plan: str, edition: uuid.UUID) -> HttpResponse:
    """The answers as they were frozen; of a published edition to everybody."""
    found = edition_of(request, open_page(request, county, plan), edition)
    try:
        document = making.document_of(Edition.objects.get(pk=found.pk))
    except making.Altered:
        raise Http404 from None
    return _answers(document, found.title)


def _answers(document: Document, title: str) -> HttpResponse:
    """Return the answers of an account; 404 for what is none."""
    table = next((each for each in document.lists if each.key == ANSWERS), None)
    if table is None:
        raise Http404
    response = HttpResponse(making.as_csv(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{making.file_name(title, "csv", slug=slugify)}"'
    return response


def _sent(file: BuiltFile, title: str) -> HttpResponse:
    name = making.file_name(title, file.file_format, slug=slugify)
    response = HttpResponse(bytes(file.content), content_type=MEDIA_TYPES[file.file_format])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
