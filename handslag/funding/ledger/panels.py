"""The panel on an initiative's page: what it has been awarded, and what is left."""

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string

from handslag.funding.grounds import may_keep
from handslag.funding.ledger.queries import lines_of
from handslag.plans.models import Initiative


def money_panel(request: HttpRequest, initiative: object) -> str:
    """Return the panel; "" where nothing is entered, for those who cannot enter anything. No query then, else two."""
    assert isinstance(initiative, Initiative)
    may = may_keep(request.user, initiative.plan)
    is_there = any(what == "award" for what, *_ in initiative.beside)
    lines = lines_of(initiative.plan, of=Q(initiative=initiative)) if is_there else []
    if not (lines or may):
        return ""
    context = {
        "county": initiative.plan.county,
        "plan": initiative.plan,
        "initiative": initiative,
        "lines": lines,
        "may_edit": may,
    }
    return render_to_string("funding/_award_panel.html", context, request=request)
