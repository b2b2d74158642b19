"""The county's money of a year; the agreements, read and made; and lines taken in from a file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handslag.accounts.actors import act_of, acting
from handslag.funding.agreements import actions, importing
from handslag.funding.agreements.drawings import waterfall
from handslag.funding.agreements.forms import AgreementForm, LinesFileForm
from handslag.funding.agreements.grounds import find_agreement
from handslag.funding.agreements.parting import key_words
from handslag.funding.agreements.queries import (
    agreements_of,
    chosen_of,
    known_words,
    latest_whole,
    money_of,
    receivers_in_words,
    sums_of,
    year_links,
)
from handslag.funding.agreements.receivers import official
from handslag.funding.grounds import for_keepers, may_keep
from handslag.funding.ledger.queries import stated_of
from handslag.funding.models import Agreement
from handslag.funding.panels import for_money
from handslag.places.models import Area
from handslag.plans.pages import Page, need_plan, open_page, row_number
from handslag.trust.changes import once

"""What stands under "Belopp per insats": the ledger's own panel, where it is there."""


@require_safe
def money(request: HttpRequest, county: str) -> HttpResponse:
    """A year's agreement: its lines, what the county gets of each, and how a chosen share came about."""
    page = open_page(request, county)
    everything = list(agreements_of(page.county, request.user).prefetch_related("lines", "dates"))
    agreement = _asked(request, everything)
    context = {"years": year_links(everything, agreement), "agreement": agreement}
    if agreement is not None:
        found = money_of(agreement, page.county, page.plan, asked_year=row_number(request.GET.get("folkmangd", "")))
        line = found.line(request.GET.get("post", ""))
        context |= {
            "money": found,
            "chosen": chosen_of(found, line, page.county),
            "drawing": waterfall(found, page.county),
            "by_initiative": stated_of(page.plan, request.user) if page.plan else None,
            "stated": receivers_in_words(agreement),
            "agreement_address": agreement.address_in(page.county),
            "may_edit": may_keep(request.user, page.plan),
        }
        context["panels"] = for_money(request, page.plan, sorted({each.year for each in everything}))
        context["chosen_pk"] = str(line.line.pk) if line else ""
    return render(request, "funding/money.html", page.context("money", **context))


def _asked(request: HttpRequest, agreements: list[Agreement]) -> Agreement | None:
    """Return the agreement of the address, else the one of the year, else the latest of which all lines are known."""
    named, year = request.GET.get("overenskommelse", ""), request.GET.get("ar", "")
    for each in agreements:
        if str(each.uuid) == named:
            return each
    in_year = [each for each in agreements if str(each.year) == year]
    return in_year[0] if in_year else latest_whole(agreements)


@require_safe
def agreement_list(request: HttpRequest, county: str) -> HttpResponse:
    """Every agreement that is known, those that ship and the county's own, with what is known of each."""
    page = open_page(request, county)
    found = list(agreements_of(page.county, request.user).prefetch_related("lines"))
    rows = [(each, known_words(each), sums_of(each, each.lines.all())) for each in found]
    may = may_keep(request.user, page.plan)
    return render(request, "funding/agreements.html", page.context("money", rows=rows, may_edit=may))


@require_safe
def agreement_view(request: HttpRequest, county: str, agreement: Any) -> HttpResponse:
    """An agreement with its lines, sums, days and source. Those who keep the money may change the county's own."""
    page = open_page(request, county)
    found = find_agreement(agreement, request, page.county)
    lines = list(found.lines.all())
    names = _names() if any((each.allocation_key or {}).get("exceptions") for each in lines) else {}
    context = page.context(
        "money",
        agreement=found,
        lines=[(each, key_words(each, names)) for each in lines],
        sums=sums_of(found, lines),
        stated=receivers_in_words(found),
        dates=list(found.dates.all()),
        may_edit=may_keep(request.user, found.plan),
        may_copy=may_keep(request.user, page.plan),
    )
    return render(request, "funding/agreement.html", context)


def _names() -> dict[str, str]:
    return dict(official().filter(kind=Area.COUNTY).values_list("code", "name"))


@for_keepers
def new_agreement(request: HttpRequest, page: Page) -> HttpResponse:
    """Make an agreement of the county's own; with `kopia` in the address, a copy of another with its lines and days."""
    plan = need_plan(page)
    named = request.GET.get("kopia", "")
    like = None
    if named:
        seen = agreements_of(page.county, request.user)
        like = next((each for each in seen if str(each.uuid) == named), None)
        if like is None:
            raise Http404
    start = Agreement(plan=plan, stated_sums=like.stated_sums if like else {})
    given = {"instance": start, "page": plan, "user": request.user}
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=_start(like), **given)
    if request.method == "POST" and form.is_valid():
        made, told = actions.make_agreement(plan, form.values(), like=like, by=acting(request, on=plan))
        messages.success(
            request, _("Överenskommelsen finns. Lägg in eller ändra dess poster."), extra_tags=str(told.pk)
        )
        return redirect(made)
    if request.method == "POST":
        once(act_of(request))
    context = page.context("money", form=form, like=like)
    return render(request, "funding/agreement_form.html", context, status=422 if form.errors else 200)


def _start(like: Agreement | None) -> dict[str, Any]:
    """Return what the form of a copy shows to begin with."""
    if like is None:
        return {}
    names = ("year", "title", "status", "parties", "kronor", "is_complete", "source", "note", "stated_sums")
    return AgreementForm.initial_of({name: getattr(like, name) for name in names})


@for_keepers
def import_lines(request: HttpRequest, page: Page, agreement: Any) -> HttpResponse:
    """Take lines in from a file: choose it, see what would be added and what is wrong, confirm. Nothing is saved before."""
    plan = need_plan(page)
    found = get_object_or_404(Agreement.objects.filter(plan=plan), uuid=agreement)
    form = LinesFileForm(request.POST or None, request.FILES or None)
    reading = None
    if request.method == "POST" and form.is_valid():
        try:
            reading = importing.read(form.content, agreement=found, user=request.user)
        except importing.Unreadable as why:
            form.add_error("file" if form.cleaned_data.get("file") else "pasted", str(why))
    if reading and not reading.faults and request.POST.get("gor") == "spara":
        told = actions.take_in_lines(found, [each.values for each in reading.lines], by=acting(request, on=found))
        messages.success(request, _("Posterna är inlagda."), extra_tags=str(told.pk) if told else "")
        return redirect(found)
    names = _names() if reading else {}
    context = page.context(
        "money",
        agreement=found,
        form=form,
        reading=reading,
        lines=[(each, key_words(each.line, names)) for each in reading.lines] if reading else [],
        standing=found.lines.count(),
    )
    is_bad = bool(form.errors or (reading and reading.faults))
    return render(request, "funding/import_lines.html", context, status=422 if is_bad else 200)


@for_keepers
@require_safe
def lines_template(request: HttpRequest, page: Page) -> HttpResponse:
    """A file with the right headings, to fill in."""
    response = HttpResponse(importing.template(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="poster-mall.csv"'
    return response
