"""Pages where figures are fetched and looked over, for those who take in a county's figures."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handslag.accounts.actors import acting
from handslag.accounts.kept import signed_in
from handslag.indicators.loading import actions
from handslag.indicators.loading.revisions import revisions
from handslag.indicators.loading.standing import FILTERS, SORTS, chosen, of_county, standings
from handslag.indicators.models import Fetch
from handslag.indicators.own.grounds import may_take_in
from handslag.indicators.queries import definitions_for
from handslag.indicators.reading import Definition
from handslag.plans.pages import Page, open_page, row_number

LAST_FETCHES = 50


def for_takers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those through who may take in the county's figures; the view gets the page."""

    @signed_in
    @wraps(view)
    def checked(request: HttpRequest, county: str, **more: Any) -> HttpResponse:
        page = open_page(request, county)
        if not may_take_in(request.user, page.county):
            raise PermissionDenied
        return view(request, page, **more)

    return checked


@for_takers
@never_cache
@require_safe
def load_figures(request: HttpRequest, page: Page) -> HttpResponse:
    """Every indicator with its source, how old its figures are, and what is under way."""
    only, order = _one_of(FILTERS, request.GET.get("visa", "")), _one_of(SORTS, request.GET.get("ordning", ""))
    known = definitions_for(page.county, request.user)
    everything = standings(timezone.localdate(), known, county=page.county)
    live = [each for each in everything if each.is_live]
    context = page.context(
        "indicators",
        found=chosen(everything, only=only, order=order),
        only=only,
        order=order,
        filters=FILTERS,
        sorts=SORTS,
        query=_query(only, order),
        total=len(everything),
        live=len(live),
        never=sum(each.fetched is None for each in live),
        failed=sum(each.has_failed for each in everything),
        under_way=sum(each.is_under_way for each in everything),
        waits_long=any(each.last is not None and each.last.waits_long for each in everything),
    )
    return render(request, "indicators/_load_list.html" if request.htmx else "indicators/load.html", context)


@for_takers
@require_POST
def load_figure(request: HttpRequest, page: Page, indicator: str) -> HttpResponse:
    """Ask for an indicator's figures."""
    definition = _definition(request, page, indicator)
    try:
        actions.ask_for(indicator, county=page.county, by=acting(request, on=_On(page)))
    except actions.CannotFetch as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Hämtningen är begärd: %(title)s.") % {"title": definition.title})
    return redirect(_back(request, page, f"i-{indicator}"))


@for_takers
@require_POST
def load_all_figures(request: HttpRequest, page: Page) -> HttpResponse:
    """Ask for the figures of all indicators that have a source to be asked."""
    try:
        asked = actions.ask_for_all(actions.fetchable(), county=page.county, by=acting(request, on=_On(page)))
    except actions.CannotFetch as error:
        messages.error(request, str(error))
    else:
        told = ngettext("%(n)s hämtning är begärd.", "%(n)s hämtningar är begärda.", asked) % {"n": asked}
        messages.success(request, told)
    return redirect(_back(request, page))


@for_takers
@never_cache
@require_safe
def figure_history(request: HttpRequest, page: Page, indicator: str) -> HttpResponse:
    """How an indicator's figures have come, and what its source has revised."""
    definition = _definition(request, page, indicator)
    number = max(1, min(row_number(request.GET.get("sida", "")) or 1, 100_000))
    changes, is_more = revisions(definition, county=page.county, page=number)
    context = page.context(
        "indicators",
        indicator=definition,
        about_suicide=definition.needs_help,
        fetches=Fetch.objects.filter(of_county(page.county), indicator__key=indicator)[:LAST_FETCHES],
        changes=changes,
        number=number,
        newer=number - 1,
        older=number + 1 if is_more else 0,
    )
    return render(request, "indicators/load_history.html", context)


class _On:
    """What is acted on: the county, and no single organisation."""

    owner_id = None

    def __init__(self, page: Page) -> None:
        self.county_id = page.county.pk


def _definition(request: HttpRequest, page: Page, key: str) -> Definition:
    """Return what an indicator means, or answer 404 to those who may not know of it."""
    found = definitions_for(page.county, request.user).get(key)
    if found is None:
        raise Http404
    return found


def _one_of(words: dict[str, str], told: str) -> str:
    return told if told in words else ""


def _query(only: str, order: str) -> str:
    return urlencode({name: word for name, word in (("visa", only), ("ordning", order)) if word})


def _back(request: HttpRequest, page: Page, anchor: str = "") -> str:
    """Return the address of the list, filtered as it was."""
    only, order = _one_of(FILTERS, request.GET.get("visa", "")), _one_of(SORTS, request.GET.get("ordning", ""))
    query = _query(only, order)
    address = reverse("load_figures", args=[page.county.slug])
    return f"{address}{'?' if query else ''}{query}{'#' if anchor else ''}{anchor}"
