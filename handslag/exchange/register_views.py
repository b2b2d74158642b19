"""Reading an edited register file back: choose it, look at every change, carry them all out."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from handslag.accounts.actors import act_of
from handslag.accounts.kept import stop
from handslag.exchange.forms import RegisterFileForm
from handslag.exchange.register_changes import (
    Reading,
    Refused,
    Unanswered,
    carry_out,
    reading_of,
    signed,
    unsigned,
)
from handslag.exchange.workbook import BadWorkbook, read_rows
from handslag.plans.forms.base import NOT_A_NAME
from handslag.plans.pages import Page, need_plan, open_page
from handslag.trust.changes import DoneAlready, done_by
from handslag.trust.permissions import Permission, can


def read_in(request: HttpRequest, county: str) -> HttpResponse:
    """Show the form; with a file the preview; with a preview's changes carry them out."""
    page = open_page(request, county)
    plan = need_plan(page)
    if not request.user.is_authenticated:  # after the county: whether a draft exists is not told by asking to sign in
        return stop(request)
    if not (can(request.user, Permission.EDIT_OWN) or can(request.user, Permission.EDIT_PLAN)):
        raise PermissionDenied
    if request.method == "POST" and "changes" in request.POST:
        return _carry_out(request, page)
    is_sent = request.method == "POST"
    form = RegisterFileForm(request.POST, request.FILES) if is_sent else RegisterFileForm()
    if not (is_sent and form.is_valid()):
        return _show(request, page, form=form)
    try:
        rows = read_rows(form.cleaned_data["file"].read())
        reading = reading_of(rows, plan, user=request.user, today=timezone.localdate())
    except BadWorkbook as bad:
        form.add_error("file", str(bad))
        return _show(request, page, form=form)
    changes = signed(reading, plan, request.user) if reading.changes and not reading.errors else ""
    return _show(request, page, form=RegisterFileForm(), reading=reading, changes=changes)


def _carry_out(request: HttpRequest, page: Page) -> HttpResponse:
    plan, today = need_plan(page), timezone.localdate()
    try:
        reading = unsigned(request.POST["changes"], plan, request.user)
        is_no_name, act = NOT_A_NAME in request.POST, act_of(request)
        carry_out(reading, plan, user=request.user, today=today, not_a_name=is_no_name, act=act)
    except Unanswered as unanswered:
        more = {"changes": request.POST["changes"], "unanswered": unanswered.errors[0]}
        return _show(request, page, form=RegisterFileForm(), reading=reading, **more)
    except (Refused, DoneAlready) as refused:
        if not done_by(act_of(request).key):  # else the same form came twice, and is answered as the first
            return _show(request, page, form=RegisterFileForm(), reading=Reading(errors=getattr(refused, "errors", [])))
    address = f"{reverse('read_in', args=[page.county.slug])}?klart={reading.count}"
    if plan.state_as_of and plan.state_as_of < today and any(each.status for each in reading.changes):
        address += f"&per={today}"  # else the pages would show the day before the change
    return redirect(address)


def _show(request: HttpRequest, page: Page, **more: object) -> HttpResponse:
    done = request.GET.get("klart", "")
    told = int(done) if request.method == "GET" and done.isascii() and done.isdigit() and len(done) < 6 else None
    return render(request, "exchange/read_in.html", page.context("register", done=told, **more))
