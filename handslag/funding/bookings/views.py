"""Bookings from a file: choose it, say what its columns hold, look at what it would book, book it, take it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from handslag.accounts.actors import actor_for
from handslag.funding.bookings import actions, planning
from handslag.funding.bookings.columns import Choices, faults_of, suggested
from handslag.funding.bookings.forms import BookingColumnsForm, BookingFileForm
from handslag.funding.bookings.queries import Ground, files_of, same_file
from handslag.funding.grounds import for_keepers
from handslag.funding.ledger.actions import Refused
from handslag.funding.ledger.forms import TakeBackForm
from handslag.funding.models import Award, BookingFile
from handslag.funding.words import ENTRY_KINDS
from handslag.indicators.importing.reading import Unreadable, table_of
from handslag.opendata.tables import ZIP, Table, encoding_of
from handslag.plans.pages import Page, need_plan

ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252 (latin-1)", "utf-16": "UTF-16", "": "Excel"}
SHOWN = 200
"""Rows of each kind that a page shows; how many there are is told."""


@for_keepers
def bookings(request: HttpRequest, page: Page) -> HttpResponse:
    """Choose a file, and see those that have been booked."""
    plan = need_plan(page)
    form = BookingFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            content = sent.read()
            table = table_of(content)
        except Unreadable as why:
            form.add_error("file", str(why))
        else:
            return _keep(request, page, table, content, sent.name)
    coded = Award.objects.filter(plan=plan).exclude(account_code="").count()
    context = page.context("money", form=form, files=files_of(plan).select_related("plan__county"), coded=coded)
    return render(request, "funding/bookings.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, page: Page, table: Table, content: bytes, name: str) -> HttpResponse:
    """Keep the file, and go on: to the columns, or to the preview where a file like it has been read before."""
    plan = need_plan(page)
    encoding = "" if content.startswith(ZIP) else encoding_of(content)
    file = actions.keep(plan, content, name=name, encoding=encoding, by=actor_for(request.user, on=plan))
    last = actions.remembered(plan, table.headings)
    if last is None or faults_of(last, table.headings):
        return redirect("booking_columns", page.county.slug, file.uuid)
    actions.choose(file, last, table.headings, remember=False)
    return redirect(file)


def _mine(request: HttpRequest, page: Page, key: Any) -> BookingFile:
    """Return a file of the county: one that is booked, or that the reader has chosen; else answer 404."""
    found = get_object_or_404(BookingFile.objects.select_related("plan__county"), plan=need_plan(page), uuid=key)
    if found.booked_at is None and found.user_id != request.user.pk:
        raise Http404
    return found


@for_keepers
def columns(request: HttpRequest, page: Page, file: Any) -> HttpResponse:
    """Say what each column holds."""
    found = _mine(request, page, file)
    if found.booked_at:
        return redirect(found)
    table = table_of(bytes(found.content))
    start = Choices.from_json(found.choices) if found.choices else suggested(table)
    form = BookingColumnsForm(request.POST if request.method == "POST" else None, table=table, start=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose(found, form.choices, table.headings)
        except Refused as why:
            messages.warning(request, str(why))
            return redirect("bookings", page.county.slug)
        return redirect(found)
    context = page.context(
        "money", form=form, file=found, table=table, first=[row.cells for row in table.rows[:3]],
        encoding=ENCODINGS[found.encoding],
    )  # fmt: skip
    return render(request, "funding/booking_columns.html", context, status=422 if form.errors else 200)


@for_keepers
def booking(request: HttpRequest, page: Page, file: Any) -> HttpResponse:
    """What a file would book, and its booking; once it is booked, what became of it."""
    found = _mine(request, page, file)
    if found.booked_at:
        return _result(request, page, found)
    if not found.choices:
        return redirect("booking_columns", page.county.slug, found.uuid)
    if request.method == "POST" and request.POST.get("gor") == "kasta":
        return _throw_away(request, page, found)
    table = table_of(bytes(found.content))
    reading, planned, ground = actions.looked_at(found, table)
    told = ""
    if request.method == "POST":
        told = _book(request, found, table, is_whole=not reading.faults)
        if not told:
            return redirect(found)
    context = page.context(
        "money", file=found, reading=reading, planned=planned, parts=_parts(planned, ground), told=told, shown=SHOWN,
        same=same_file(found), encoding=ENCODINGS[found.encoding],
        becomes=_becomes(found), lists=_lists(planned), kronor=sum(each.kronor for each in planned.booked),
    )  # fmt: skip
    return render(request, "funding/booking_preview.html", context, status=422 if told else 200)


def _throw_away(request: HttpRequest, page: Page, file: BookingFile) -> HttpResponse:
    try:
        actions.throw_away(file)
    except Refused as why:
        messages.warning(request, str(why))
    else:
        messages.success(request, _("Filen är kastad. Inget är bokfört."))
    return redirect("bookings", page.county.slug)


def _book(request: HttpRequest, file: BookingFile, table: Table, *, is_whole: bool) -> str:
    """Book the file; return what stands in the way, "" where nothing does."""
    if not is_whole and not request.POST.get("leave_out"):
        return _("Inget är bokfört. Rätta filen, eller kryssa i att raderna som inte går att läsa lämnas utanför.")
    try:
        actions.book(file, table, mark=request.POST.get("mark", ""), by=actor_for(request.user, on=file.plan))
    except Refused as why:
        return str(why)
    messages.success(request, _("Filen är bokförd."))
    return ""


def _parts(planned: planning.Plan, ground: Ground) -> list[tuple[Award, planning.OfAward]]:
    return [(ground.awards[each.award], each) for each in planned.booked]


def _becomes(file: BookingFile) -> str:
    """Return what the rows become, in words: "använt"."""
    return ENTRY_KINDS[file.choices["kind"]].lower()


def _lists(planned: planning.Plan) -> list[tuple[str, str, list[planning.Left]]]:
    """Return the rows that are not booked, by why: key, heading, rows."""
    before = [planning.Left(row, _("bokförd tidigare")) for row in planned.before]
    return [
        ("utan-traff", _("Rader utan tilldelning"), list(planned.unmatched)),
        ("tidigare", _("Redan bokförda"), before),
        ("utanfor", _("Rader som inte bokförs"), list(planned.skipped)),
    ]


def _result(request: HttpRequest, page: Page, file: BookingFile) -> HttpResponse:
    awards = Award.everything.select_related("initiative", "plan__county").in_bulk(
        [pk for pk, *_ in file.sums["awards"]]
    )
    parts = [(awards[pk], rows, kronor) for pk, rows, kronor in file.sums["awards"]]
    context = page.context(
        "money", file=file, parts=parts, sums=file.sums, becomes=_becomes(file), encoding=ENCODINGS[file.encoding]
    )
    return render(request, "funding/booking.html", context)


@for_keepers
def take_back(request: HttpRequest, page: Page, file: Any) -> HttpResponse:
    """Take all that a file booked back, after a question why."""
    found = _mine(request, page, file)
    if found.booked_at is None or found.taken_back_at:
        return redirect(found)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back(found, reason=form.cleaned_data["text"], by=actor_for(request.user, on=found.plan))
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Bokföringen är tillbakatagen. Alla poster står kvar."))
            return redirect(reverse("booking", args=[page.county.slug, found.uuid]))
    context = page.context("money", file=found, form=form)
    return render(request, "funding/take_back_booking.html", context, status=422 if form.errors else 200)
