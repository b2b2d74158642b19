"""Money per initiative, an award with its ledger, and what ends when."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handslag.accounts.actors import acting
from handslag.accounts.kept import signed_in
from handslag.funding.grounds import finder, may_keep
from handslag.funding.ledger import actions, queries, tables
from handslag.funding.ledger.budgets import budgets_of
from handslag.funding.ledger.drawings import award_drawing
from handslag.funding.ledger.forms import EntryForm, TakeBackForm
from handslag.funding.ledger.rights import may_state
from handslag.funding.ledger.rules import total
from handslag.funding.models import Award, LedgerEntry
from handslag.funding.trail.panels import way_of
from handslag.plans.models import Initiative
from handslag.plans.pages import Page, need_plan, open_page, page_of, row_number
from handslag.plans.queries.goals import goal_tree
from handslag.plans.queries.overview import endings
from handslag.plans.queries.rows import initiative_rows
from handslag.plans.rules import add_months

SHOWN = {"": "Alla insatser", "utan": "Utan belopp", "med": "Med belopp", "kalla": "Säger varifrån"}
ORDERS = {"": "Planens ordning", "namn": "Namn", "belopp": "Störst belopp först"}
ON_A_PAGE = 40
"""So many rows are on a page, and the rest of the last initiative's: none is parted between two pages."""
AHEAD = (3, 6, 12)
"""Months ahead that what ends is told of."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def awards(request: HttpRequest, county: str) -> HttpResponse:
    """What is stated about money, initiative by initiative and goal by goal; what nobody has said stands first."""
    page = open_page(request, county)
    plan = need_plan(page)
    granted, every = _read(request, page)
    year = row_number(request.GET.get("ar", ""))
    rows = _chosen(every, year=year, shown=request.GET.get("visa", ""), order=request.GET.get("ordning", ""))
    years = sorted({each.year for each in granted}, reverse=True)
    of_year = year or (years[0] if years else page.day.year)
    leaf = Paginator(_leaves(rows), 1).get_page(request.GET.get("sida", "1"))
    on_page = next(iter(leaf.object_list), [])
    unbound = Q(initiative=None) if year is None else Q(initiative=None, year=year)
    lines = queries.lines_of(plan, of=unbound | Q(initiative__in=[each.row.id for each in on_page]))
    context = page.context(
        "money",
        rows=queries.with_lines(on_page, lines),
        leaf=leaf,
        stated=queries.stated_of(plan, request.user),
        goals=queries.per_goal(goal_tree(plan), every),
        others=[each for each in lines if each.award.initiative_id is None],
        total=total(each.kronor for each in granted),
        own=queries.own_money(plan, of_year, request.user),
        own_year=of_year,
        fees=queries.fee_totals(plan),
        choices={"ar": {"": _("Alla år")} | {str(each): str(each) for each in years}, "visa": SHOWN, "ordning": ORDERS},
        chosen={name: request.GET.get(name, "") for name in ("ar", "visa", "ordning")},
        may_edit=may_keep(request.user, plan),
        may_state=request.user.is_authenticated and may_state(request.user, plan),
    )
    return render(request, "funding/awards.html", context)


def _read(request: HttpRequest, page: Page) -> tuple[list[queries.Granted], list[queries.MoneyRow]]:
    """Return what the awards grant that the reader may know of, and the reported initiatives with what is said of their money."""
    plan = need_plan(page)
    rows = initiative_rows(plan, user=request.user, day=page.day, parts=frozenset({"goals"}))
    known = {row.id for row in rows}
    granted = [each for each in queries.granted_of(plan) if each.initiative is None or each.initiative in known]
    return granted, queries.money_rows(plan, [row for row in rows if row.listing == "reported"], granted)


def _chosen(rows: list[queries.MoneyRow], *, year: int | None, shown: str, order: str) -> list[queries.MoneyRow]:
    if year is not None:
        rows = [row for row in rows if any(each.year == year for each in row.awards)]
    tests = {
        "utan": lambda row: not row.sums,
        "med": lambda row: bool(row.sums),
        "kalla": lambda row: row.names_money,
    }
    rows = [row for row in rows if tests.get(shown, lambda _row: True)(row)]
    if order == "namn":
        return sorted(rows, key=lambda row: row.row.sort_key)
    return sorted(rows, key=lambda row: -sum(row.sums)) if order == "belopp" else rows


def _leaves(rows: list[queries.MoneyRow]) -> list[list[queries.MoneyRow]]:
    """Return the initiatives page by page."""
    leaves: list[list[queries.MoneyRow]] = []
    n = ON_A_PAGE
    for row in rows:
        if n >= ON_A_PAGE:
            leaves.append([])
            n = 0
        leaves[-1].append(row)
        n += len(row.awards) or 1
    return leaves


@require_safe
def awards_file(request: HttpRequest, county: str, file_format: str) -> HttpResponse:
    """The table as shown, filters and all, as CSV or XLSX."""
    page = open_page(request, county)
    rows = _chosen(
        _read(request, page)[1], year=row_number(request.GET.get("ar", "")), shown=request.GET.get("visa", ""),
        order=request.GET.get("ordning", ""),
    )  # fmt: skip
    rows = queries.with_lines(
        rows, queries.lines_of(need_plan(page), of=Q(initiative__in=[each.row.id for each in rows]))
    )
    if file_format == "csv":
        response = HttpResponse(tables.as_csv(rows), content_type="text/csv; charset=utf-8")
    elif file_format == "xlsx":
        response = HttpResponse(tables.as_xlsx(rows), content_type=XLSX)
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="medel-{need_plan(page).key}.{file_format}"'
    return response


def _award(request: HttpRequest, county: str, key: Any) -> Award:
    """Return a standing award of something that the reader may know of, or answer 404."""
    found: Award = finder(Award)(key, request, county)
    if found.withdrawn_on:
        raise Http404
    if found.initiative_id:
        get_object_or_404(Initiative.objects.visible_to(request.user), pk=found.initiative_id)
    return found


@require_safe
def award(request: HttpRequest, county: str, award: Any) -> HttpResponse:
    """An award: where it comes from, its ledger, what is left and by when."""
    return _show(request, _award(request, county, award), EntryForm())


def _show(request: HttpRequest, found: Award, form: EntryForm) -> HttpResponse:
    line = queries.lines_of(found.plan, of=Q(pk=found.pk))[0]
    entries = list(
        LedgerEntry.objects.filter(award=found).select_related("corrected_by", "corrects").order_by("on", "id")
    )
    context = page_of(request, found.plan).context(
        "money",
        line=line,
        award=line.award,
        entries=entries,
        drawing=award_drawing(line),
        way=way_of(found),
        form=form,
        may_edit=may_keep(request.user, found.plan),
        today=timezone.localdate(),
    )
    return render(request, "funding/award.html", context, status=422 if form.errors else 200)


@signed_in
def enter(request: HttpRequest, county: str, award: Any) -> HttpResponse:
    """Add an entry to the ledger."""
    found = _kept(request, county, award)
    if request.method != "POST":
        return redirect(found)
    form = EntryForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    try:
        actions.enter(found, by=acting(request, on=found.plan), **form.entry)
    except actions.EnteredAlready:
        messages.info(request, _("Posten är redan bokförd."))
    except actions.Refused as why:
        form.add_error(None, str(why))
        return _show(request, found, form)
    else:
        messages.success(request, _("Bokfört."))
    return redirect(found)


@signed_in
def take_back(request: HttpRequest, county: str, award: Any, entry: int) -> HttpResponse:
    """Take an entry back by its opposite, after a question why."""
    found = _kept(request, county, award)
    mistaken = get_object_or_404(LedgerEntry.objects.select_related("award__plan"), pk=entry, award=found)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back(
                mistaken, on=timezone.localdate(), by=acting(request, on=found.plan), text=form.cleaned_data["text"]
            )
        except actions.EnteredAlready:
            messages.info(request, _("Posten är redan tillbakatagen."))
            return redirect(found)
        except actions.Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Posten är tillbakatagen. Båda står kvar i bokföringen."))
            return redirect(found)
    context = page_of(request, found.plan).context("money", award=found, entry=mistaken, form=form)
    return render(request, "funding/take_back.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, county: str, key: Any) -> Award:
    found = _award(request, county, key)
    if not may_keep(request.user, found.plan):
        raise PermissionDenied
    return found


@require_safe
def lansdel_budgets(request: HttpRequest, county: str) -> HttpResponse:
    """Each länsdel's budget with what is granted of it, used and left, and the awards behind the sums."""
    page = open_page(request, county)
    plan = need_plan(page)
    known = Initiative.objects.visible_to(request.user).filter(plan=plan)
    lines = queries.lines_of(plan, of=Q(initiative=None) | Q(initiative__in=known.order_by().values("pk")))
    places = budgets_of(plan, lines)
    return render(request, "funding/lansdel_budgets.html", page.context("money", places=places))


@require_safe
def money_ends(request: HttpRequest, county: str) -> HttpResponse:
    """What ends within three, six and twelve months of the day: posts, initiatives, money to use or repay, agreements' days."""
    page = open_page(request, county)
    plan = need_plan(page)
    rows = initiative_rows(plan, user=request.user, day=page.day, parts=frozenset())
    soon, unknown = endings(plan, rows, day=page.day, months=AHEAD[-1])
    known = set(Initiative.objects.visible_to(request.user).filter(plan=plan).values_list("pk", flat=True))
    every = queries.lines_of(plan, of=queries.to_be_used())
    lines = [line for line in every if line.award.initiative_id is None or line.award.initiative_id in known]
    dates = queries.dates_between(plan, page.day, add_months(page.day, AHEAD[-1]))
    context = page.context(
        "money",
        unknown=unknown,
        spans=queries.by_distance(page.day, AHEAD, soon, lines, dates),
        late=[line for line in lines if line.use_by and line.use_by < page.day and (line.standing.left or 0) > 0],
    )
    return render(request, "funding/ends.html", context)
