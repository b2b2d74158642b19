"""What exchange adds to pages of the areas below it."""

from typing import Any

from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.template.loader import render_to_string

from handslag.exchange.versions import visited
from handslag.trust.models import Change


def since_last_visit(request: HttpRequest, plan: Any) -> str:
    """Return a line that leads to what has changed since the reader was here; "" where nothing has."""
    if not request.user.is_authenticated:
        return ""
    try:
        with transaction.atomic():
            last = visited(request.user.pk, plan)
    except DatabaseError:  # it cannot be written to: the page is read all the same
        return ""
    if last is None or not Change.objects.filter(scope=plan.uuid, at__gt=last).exists():
        return ""
    return render_to_string("exchange/_since.html", {"plan": plan, "county": plan.county, "last": last}, request)
