"""A line parted among all its receivers, each share explained; and runs that are stored, repeated and compared."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handslag.accounts.actors import actor_for
from handslag.allocation import AllocationInputError, Comparison, compare, explain, repeat, rule_in_words
from handslag.funding.agreements import actions
from handslag.funding.agreements.drawings import share_map, told_spread
from handslag.funding.agreements.grounds import find_line, find_run
from handslag.funding.agreements.parting import Parting, key_words, needs_ages, part
from handslag.funding.agreements.queries import names_of, reason_of
from handslag.funding.agreements.receivers import Receivers, receivers_in, year_for, years_known
from handslag.funding.agreements.table import ORDERS, Row, as_csv, as_xlsx, rows_of
from handslag.funding.grounds import for_keepers, may_keep
from handslag.funding.models import AllocationRun, GrantLine, PublishedShare
from handslag.plans.models import Plan
from handslag.plans.pages import Page, need_plan, open_page, row_number

RUNS = 50
"""So many stored runs are listed."""


def _parted(line: GrantLine, asked: str) -> tuple[Receivers, Parting]:
    """Return the receivers in the asked year, and the line parted. Four queries."""
    years = years_known()
    year = year_for(row_number(asked), years, grant_year=line.agreement.year)
    receivers = receivers_in(year, years, by_age=needs_ages([line]))
    return receivers, part(line, receivers)


def _published(plan: Plan | None, line: GrantLine) -> dict[str, PublishedShare]:
    rows = PublishedShare.objects.filter(plan=plan, line=line).select_related("area", "line") if plan else []
    return {each.area.code: each for each in rows}


def _rows(request: HttpRequest, page: Page, parting: Parting, receivers: Receivers) -> tuple[list[Row], str]:
    order = request.GET.get("sortera", "")
    order = order if order in ORDERS else "namn"
    if parting.allocation is None:
        return [], order
    said = _published(page.plan, parting.line)
    return rows_of(parting.allocation, receivers, page.county, said, order=order), order


@require_safe
def allocation_view(request: HttpRequest, county: str, line: int) -> HttpResponse:
    """All receivers of a line with their shares, any of them explained, and the runs that are stored."""
    page = open_page(request, county)
    found = find_line(line, request, page.county)
    receivers, parting = _parted(found, request.GET.get("folkmangd", ""))
    rows, order = _rows(request, page, parting, receivers)
    runs = list(AllocationRun.objects.filter(plan=page.plan, line=found).defer("stored")[:RUNS]) if page.plan else []
    context = page.context(
        "money",
        line=found,
        agreement=found.agreement,
        key=key_words(found, names_of(receivers)),
        receivers=receivers,
        parting=parting,
        rows=rows,
        total=sum(row.kronor for row in rows),
        orders=ORDERS,
        order=order,
        has_published=any(row.published is not None for row in rows),
        runs=runs,
        may_keep=may_keep(request.user, page.plan) and parting.allocation is not None,
    )
    if parting.allocation is not None:
        context |= {
            "rule": rule_in_words(parting.allocation),
            "explained": _explained(request, parting, rows, receivers),
            "drawing": share_map(rows, parting.allocation, receivers),
            "spread": told_spread(rows),
        }
    return render(request, "funding/allocation.html", context)


def _explained(request: HttpRequest, parting: Parting, rows: list[Row], receivers: Receivers) -> dict[str, Any] | None:
    """Return the steps to the share of the asked receiver, of the county's own first one where none is asked for."""
    asked = request.GET.get("enhet", "")
    row = next((each for each in rows if each.code == asked), None) or next(
        (each for each in rows if each.is_ours), None
    )
    allocation = parting.allocation
    if row is None or allocation is None:
        return None
    reason = None
    if row.difference and row.published is not None:
        reason = reason_of(allocation, row.code, row.published, receivers, parting.line)
    return {"row": row, "steps": explain(allocation, row.code), "reason": reason}


@require_safe
def allocation_file(request: HttpRequest, county: str, line: int, file_format: str) -> HttpResponse:
    """The table as shown, as CSV or XLSX."""
    page = open_page(request, county)
    found = find_line(line, request, page.county)
    receivers, parting = _parted(found, request.GET.get("folkmangd", ""))
    if parting.allocation is None or file_format not in ("csv", "xlsx"):
        raise Http404
    rows, _order = _rows(request, page, parting, receivers)
    title = f"{found.agreement.title}: {found.title}"
    if file_format == "csv":
        response = HttpResponse(as_csv(rows, parting.allocation, title), content_type="text/csv; charset=utf-8")
    else:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response = HttpResponse(as_xlsx(rows, parting.allocation, title), content_type=kind)
    name = f"fordelning-{found.agreement.year}-{found.slug}-{receivers.year}.{file_format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_keepers
@require_POST
def keep_allocation(request: HttpRequest, page: Page, line: int) -> HttpResponse:
    """Store the line as it is parted now."""
    plan = need_plan(page)
    found = find_line(line, request, page.county)
    receivers, parting = _parted(found, request.POST.get("folkmangd", ""))
    if parting.allocation is None:
        messages.error(request, _("Inget är sparat. %s") % parting.why)
        return redirect("allocation", page.county.slug, found.pk)
    run = actions.keep_run(plan, found, parting.allocation, receivers, by=actor_for(request.user, on=plan))
    messages.success(request, _("Fördelningen är sparad."))
    return redirect("allocation_run", page.county.slug, run.uuid)


@require_safe
def run_view(request: HttpRequest, county: str, run: Any) -> HttpResponse:
    """A stored run, worked out anew from what it stored, and beside another run of the line where one is chosen."""
    page = open_page(request, county)
    found = find_run(run, request, page.county)
    again, why = None, ""
    try:
        again = repeat(found.stored)
    except AllocationInputError as error:
        why = error.message_sv
    others = list(
        AllocationRun.objects.filter(plan=found.plan, line=found.line).exclude(pk=found.pk).defer("stored")[:RUNS]
    )
    other = next((each for each in others if str(each.uuid) == request.GET.get("jamfor", "")), None)
    context = page.context(
        "money", run=found, agreement=found.line.agreement, line=found.line, again=again, why=why, others=others, other=other,
        compared=_compared(other, found) if other and again else None,
    )  # fmt: skip
    return render(request, "funding/allocation_run.html", context)


def _compared(before: AllocationRun, after: AllocationRun) -> Comparison | None:
    """Return what differs between two stored runs, each worked out from what it stored; None where one cannot be."""
    try:
        return compare(repeat(before.stored).allocation, repeat(after.stored).allocation)
    except AllocationInputError:
        return None
