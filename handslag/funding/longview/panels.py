"""The panel on an initiative's page: its cost, its benefit, and five answers."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from handslag.funding.longview.queries import row_of
from handslag.funding.models import LongView
from handslag.plans.models import Initiative
from handslag.plans.rights import may_edit


def long_view_panel(request: HttpRequest, initiative: object) -> str:
    """Return the panel. No query where nothing is said, else two."""
    assert isinstance(initiative, Initiative)
    may = may_edit(request.user, initiative)
    is_there = any(what == "long_view" for what, *_ in initiative.beside)
    if not (is_there or may):
        return ""
    row = None
    if is_there:
        views = LongView.objects.filter(initiative=initiative).select_related(
            "initiative__plan__county", "cost_carrier"
        )
        row = row_of(views.prefetch_related("benefit_carriers")[0])
    context = {"county": initiative.plan.county, "initiative": initiative, "row": row, "may_edit": may}
    return render_to_string("funding/_long_view_panel.html", context, request=request)
