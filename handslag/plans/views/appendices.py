"""What a plan and its follow-up refer to outside their own text."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handslag.plans.pages import need_plan, open_page
from handslag.plans.queries.appendices import appendices
from handslag.plans.queries.citations import citation_book
from handslag.plans.rights import may_edit_plan


def appendix_list(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """The plan's appendices by number, with those that are named but that nobody can read."""
    page = open_page(request, county, plan)
    shown = need_plan(page)
    slots = appendices(shown, user=request.user)
    context = page.context(
        "plan",
        slots=slots,
        not_attached=sum(not slot.is_attached for slot in slots),
        broken=sum(slot.appendix.state == "broken" for slot in slots),
        citations=citation_book([shown.uuid]),
        may_edit=may_edit_plan(request.user, shown),
    )
    return render(request, "plans/appendices.html", context)
