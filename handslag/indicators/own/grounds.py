"""Who may see and change own measures, and take figures in; and how pages find them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from handslag.accounts.kept import signed_in
from handslag.indicators.models import OwnMeasure
from handslag.places.models import Area
from handslag.plans.pages import need_plan, open_page
from handslag.plans.rights import may_edit_plan
from handslag.trust.permissions import Permission, grants_of


def may_take_in(user: Any, county: Area) -> bool:
    """Whether `user` may take figures in for a county."""
    return county.pk in grants_of(user).counties(Permission.TAKE_IN_FIGURES)


def find_measure(key: Any, request: HttpRequest, county: str) -> OwnMeasure:
    """Return a measure by its uuid, withdrawn or not, or answer 404 to those who may not know of it."""
    seen = OwnMeasure.everything.visible_to(request.user).filter(plan__county__slug=county)
    found = get_object_or_404(seen.select_related("plan__county", "plan__lead", "indicator"), uuid=key)
    if found.withdrawn_on and not may_edit_plan(request.user, found.plan):
        raise Http404
    return found


def for_makers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those through who may edit the county's plan; the view gets the page."""

    @signed_in
    @wraps(view)
    def checked(request: HttpRequest, county: str, **more: Any) -> HttpResponse:
        page = open_page(request, county)
        if not may_edit_plan(request.user, need_plan(page)):
            raise PermissionDenied
        return view(request, page, **more)

    return checked


def of_measure(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those through who may edit a measure's plan; the view gets the page and the standing measure."""

    @signed_in
    @wraps(view)
    def checked(request: HttpRequest, county: str, measure: Any, **more: Any) -> HttpResponse:
        page = open_page(request, county)
        found = find_measure(measure, request, county)
        if found.withdrawn_on:
            raise Http404
        if not may_edit_plan(request.user, found.plan):
            raise PermissionDenied
        return view(request, page, found, **more)

    return checked
