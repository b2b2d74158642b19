"""Reading a framework in from a file: choose it, look at it, add it."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from handslag.accounts.actors import actor_for
from handslag.accounts.kept import stop
from handslag.exchange.actions import add_frameworks
from handslag.exchange.forms import FrameworkFileForm
from handslag.exchange.framework_file import problems_of, read_file, shown
from handslag.exchange.keys import suffix_of
from handslag.exchange.reader import BrokenFile
from handslag.exchange.run import CannotLoad
from handslag.plans.models import Plan
from handslag.plans.pages import Page, open_page
from handslag.plans.rights import may_plan

SALT = "framework"
HOURS = 2
TEMPLATE = Path(__file__).resolve().parent / "data" / "ramverk.yaml"


class TooOld(Exception):
    """What was to be confirmed is too old, altered or somebody else's."""


def read_in(request: HttpRequest, county: str) -> HttpResponse:
    """Show the form; with a file the preview; with a preview's file add it, all or nothing."""
    page = open_page(request, county)
    if refusal := _refusal(request, page):
        return refusal
    if request.method != "POST":
        return _show(request, page, form=FrameworkFileForm())
    if "innehall" in request.POST:
        return _confirmed(request, page)
    form = FrameworkFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, page, form=form, status=422)
    file = form.cleaned_data["file"]
    return _preview(request, page, file.read(), suffix_of(file.name), name=file.name)


def _refusal(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Ask a visitor to sign in; refuse whoever does not lead plans in the county."""
    if not request.user.is_authenticated:
        return stop(request)
    if not may_plan(request.user, page.county):
        raise PermissionDenied
    return None


def _preview(request: HttpRequest, page: Page, raw: bytes, suffix: str, *, name: str) -> HttpResponse:
    """Show what the file holds and what is here already, or its faults by line. Nothing is written."""
    form = FrameworkFileForm()
    try:
        found = shown(read_file(raw, suffix))
    except BrokenFile as broken:
        return _show(request, page, form=form, errors=problems_of(broken), name=name, status=422)
    new = [each for each in found if not each.is_here]
    content = _signed(request.user, page, raw, suffix, name) if new else ""
    return _show(request, page, form=form, found=found, content=content, name=name)


def _confirmed(request: HttpRequest, page: Page) -> HttpResponse:
    """Add the frameworks of a previewed file; or tell what stands in the way by now."""
    try:
        raw, suffix, name = _unsigned(request, page)
    except TooOld:
        errors = [_("Förhandsvisningen är för gammal. Välj filen igen.")]
        return _show(request, page, form=FrameworkFileForm(), errors=errors, status=422)
    by = actor_for(request.user, on=Plan(county=page.county))
    try:
        added = add_frameworks(read_file(raw, suffix), county=page.county, by=by)
    except BrokenFile as broken:
        return _show(request, page, form=FrameworkFileForm(), errors=problems_of(broken), name=name, status=422)
    except (CannotLoad, IntegrityError):  # somebody added the same in this very moment: what is here now is shown
        return _preview(request, page, raw, suffix, name=name)
    if not added:
        messages.info(request, _("Allt i filen fanns redan. Inget lades till."))
        return redirect("frameworks", page.county.slug)
    names = ", ".join(each.title for each in added)
    messages.success(request, _("Inläst: %(names)s.") % {"names": names})
    return redirect("framework", page.county.slug, added[0].key)


def _signed(user: Any, page: Page, raw: bytes, suffix: str, name: str) -> str:
    """Return the file as one text, so that what is added is what was looked at."""
    content = [user.pk, page.county.pk, suffix, name[:200], raw.decode("utf-8")]
    return signing.dumps(content, salt=SALT, compress=True)


def _unsigned(request: HttpRequest, page: Page) -> tuple[bytes, str, str]:
    """Return a signed file: its content, ending and name. Raises TooOld."""
    try:
        owner, county, suffix, name, text = signing.loads(request.POST["innehall"], salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        raise TooOld from None
    if (owner, county) != (request.user.pk, page.county.pk):
        raise TooOld
    return text.encode(), suffix, name


def _show(request: HttpRequest, page: Page, *, status: int = 200, **more: object) -> HttpResponse:
    return render(request, "exchange/read_framework.html", page.context("thread", **more), status=status)


def template(request: HttpRequest, county: str) -> HttpResponse:
    """A small file to download and fill in."""
    if refusal := _refusal(request, open_page(request, county)):
        return refusal
    response = HttpResponse(TEMPLATE.read_text(encoding="utf-8"), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ramverk-mall.yaml"'
    return response
