"""What has been taken out of a plan, and the way back."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handslag.accounts.kept import signed_in
from handslag.plans.pages import need_plan, open_page
from handslag.plans.queries.withdrawn import withdrawn_pages
from handslag.plans.rights import may_edit_plan, may_start


@signed_in
def withdrawn(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """The goals and initiatives taken out of the plan: all that the reader might have taken out."""
    page = open_page(request, county, plan)
    shown = need_plan(page)
    if not may_edit_plan(request.user, shown) and not may_start(request.user, shown):
        raise PermissionDenied
    context = page.context("plan", gone=withdrawn_pages(shown, user=request.user))
    return render(request, "plans/withdrawn.html", context)
