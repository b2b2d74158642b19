"""Who may see and keep what is about money, and how pages find it.

Whoever may know of a plan may read what is decided and used of its money. What it is kept in is for those who keep it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from handslag.accounts.kept import signed_in
from handslag.funding.models.parts import FundingPage
from handslag.plans.models import Plan
from handslag.plans.pages import need_plan, open_page
from handslag.trust.permissions import Permission, can


def may_keep(user: Any, plan: Plan | None) -> bool:
    """Whether `user` keeps the money of a plan; nobody keeps what belongs to none."""
    return plan is not None and can(user, Permission.KEEP_MONEY, on=plan)


def keeps(user: Any, page: Any, row: Any = None) -> bool:
    """Whether `user` may change a row about money on a page. See `handslag.plans.rights.add_rule`."""
    return may_keep(user, page.of_plan)


def finder(model: type[FundingPage]) -> Callable[[Any, HttpRequest, str], Any]:
    """Return what finds a page of the model by its uuid, withdrawn or not, and answers 404 to who may not know of it."""

    def find(key: Any, request: HttpRequest, county: str) -> FundingPage:
        plans = Plan.objects.visible_to(request.user).filter(county__slug=county)
        rows = model.everything.filter(plan__in=plans).select_related("plan__county", "plan__lead")
        found = get_object_or_404(rows, uuid=key)
        if found.withdrawn_on and not may_keep(request.user, found.plan):
            get_object_or_404(rows.none())
        return found

    return find


def for_keepers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those through who keep the money of the county's plan; the view gets the page."""

    @signed_in
    @wraps(view)
    def checked(request: HttpRequest, county: str, **more: Any) -> HttpResponse:
        page = open_page(request, county)
        if not may_keep(request.user, need_plan(page)):
            raise PermissionDenied
        return view(request, page, **more)

    return checked
