"""Who may see and change what of a plan's reports, and how pages find them.

A draft is known to those who may edit the plan, an account of money also to those who keep its money: here both are
called those who make it. A published edition is known to all who may know of the plan, as long
as all that it tells of is public; one that is not published, or tells of what has closed, to those who make it, and one for its lead only to those who may know of all that it tells of.
"""

import uuid
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from handslag.accounts.kept import signed_in
from handslag.funding.grounds import may_keep
from handslag.plans.models import Initiative, Plan
from handslag.plans.pages import Page, need_plan, open_page
from handslag.plans.rights import may_edit_plan
from handslag.reports.catalogue import Template
from handslag.reports.models import Edition, EditionState, Report
from handslag.trust import prepared
from handslag.trust.prepared import Written
from handslag.trust.visibility import Visibility


def may_make(user: Any, plan: Plan, template: Template | None = None) -> bool:
    """Whether `user` makes reports of a plan from a template; None: from any.

    Who may edit the plan makes them all, who keeps its money the accounts of it.
    """
    return may_edit_plan(user, plan) or ((template is None or template.of_money) and may_keep(user, plan))


def makes(user: Any, page: Any, row: Any = None) -> bool:
    """Whether `user` may change a draft or a text of it. See `handslag.plans.rights.add_rule`."""
    return may_make(user, page.plan, page.made_from)


def with_state(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Return the editions with `state` ("published", "taken_back" or None), `state_at` and `sent_on`, without their contents."""
    of_it = EditionState.objects.filter(edition=OuterRef("pk")).order_by("-id")
    latest, sent = of_it.filter(state__in=EditionState.PUBLICITY), of_it.filter(state="sent")
    found = editions.annotate(
        state=Subquery(latest.values("state")[:1]),
        state_at=Subquery(latest.values("at")[:1]),
        sent_on=Subquery(sent.values("on")[:1]),
    )
    return found.defer("content").select_related("report__plan__county")


def _published(plan_id: int) -> QuerySet[Edition]:
    return with_state(Edition.objects.filter(report__plan=plan_id)).filter(state="published")


_PUBLISHED = Written(_published, (prepared.number(),))


def published(plan: Plan) -> list[Edition]:
    """Return the plan's editions that are published, newest first, with `has_closed`: see `open_to_all`. Two queries."""
    found: list[Edition] = _PUBLISHED.instances(plan.pk)
    closed = closed_of(uuid for each in found for uuid in each.told)
    for each in found:
        each.has_closed = not closed.isdisjoint(each.told)
    return found


def open_to_all(plan: Plan) -> list[Edition]:
    """Return the published editions that anybody who may know of the plan may read: all they tell of is public."""
    return [each for each in published(plan) if not each.has_closed]


def closed_of(told: Iterable[str]) -> set[str]:
    """Return those of the initiatives, as uuids, that are not public now, withdrawn ones included. One query."""
    closed = Initiative.everything.filter(uuid__in=set(told)).exclude(visibility=Visibility.PUBLIC)
    return {str(uuid) for uuid in closed.values_list("uuid", flat=True)}


def hidden_from(user: Any, told: Iterable[str]) -> bool:
    """Whether something that an edition tells of may not be known to `user`."""
    standing = Initiative.objects.filter(uuid__in=list(told))
    return standing.exclude(pk__in=Initiative.objects.visible_to(user).values("pk")).exists()


def is_readable(edition: Edition, user: Any) -> bool:
    """Whether `user`, who may know of the plan, may read an edition that `with_state` found."""
    if edition.state == "published" and not closed_of(edition.told):
        return True
    if not may_make(user, edition.plan, edition.made_from):
        return False
    return edition.audience == "public" or not hidden_from(user, edition.told)


def find_report(key: Any, request: HttpRequest, county: str) -> Report:
    """Return a draft by its uuid, or answer 404 to those who may not know of it."""
    seen = Plan.objects.visible_to(request.user).filter(county__slug=county)
    found = get_object_or_404(Report.everything.select_related("plan__county").filter(plan__in=seen), uuid=key)
    if not may_make(request.user, found.plan, found.made_from):
        raise Http404
    return found


def for_editors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those through who may edit the plan; the view gets the page."""

    @signed_in
    @wraps(view)
    def checked(request: HttpRequest, county: str, plan: str, **more: Any) -> HttpResponse:
        page = open_page(request, county, plan)
        if not may_edit_plan(request.user, need_plan(page)):
            raise PermissionDenied
        return view(request, page, **more)

    return checked


def for_makers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those through who make some report of the plan; the view gets the page, and asks of which template."""

    @signed_in
    @wraps(view)
    def checked(request: HttpRequest, county: str, plan: str, **more: Any) -> HttpResponse:
        page = open_page(request, county, plan)
        if not may_make(request.user, need_plan(page)):
            raise PermissionDenied
        return view(request, page, **more)

    return checked


def of_report(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those through who make the draft; the view gets the page and the draft."""

    @for_makers
    @wraps(view)
    def checked(request: HttpRequest, page: Page, report: uuid.UUID, **more: Any) -> HttpResponse:
        return view(request, page, draft_of(page, report, request.user), **more)

    return checked


def draft_of(page: Page, key: uuid.UUID, user: Any) -> Report:
    """Return the plan's draft with this uuid, or answer 404 to those who do not make it."""
    drafts = Report.objects.select_related("plan__county", "plan__lead", "area", "lansdel", "goal", "organisation")
    found = get_object_or_404(drafts, plan=need_plan(page), uuid=key)
    if not may_make(user, found.plan, found.made_from):
        raise Http404
    return found


def edition_of(request: HttpRequest, page: Page, key: uuid.UUID) -> Edition:
    """Return the plan's edition with this uuid, or answer 404 to those who may not know of it."""
    found = get_object_or_404(with_state(Edition.objects.filter(report__plan=need_plan(page))), uuid=key)
    if not is_readable(found, request.user):
        raise Http404
    return found
