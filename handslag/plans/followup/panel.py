"""What an initiative's own page tells of follow-up."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from handslag.plans.followup.queries_rounds import told_of
from handslag.plans.models import Initiative
from handslag.plans.rights import may_edit_plan

LATEST = 8
"""Answers that the panel names; those before stand on their round's page."""


def follow_ups(request: HttpRequest, initiative: Initiative) -> str:
    """Return the panel: accepted answers, and closed rounds to which no report came. One query."""
    told = told_of(initiative)
    if not told:
        return ""
    plan = initiative.plan
    context = {
        "told": told[:LATEST],
        "more": len(told) > LATEST,
        "initiative": initiative,
        "plan": plan,
        "county": plan.county,
        "is_lead": may_edit_plan(request.user, plan),
    }
    return render_to_string("followup/_panel.html", context)
