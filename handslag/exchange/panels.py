"""What exchange adds to pages of the areas below it."""

import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.template.loader import render_to_string

from handslag.exchange.versions import visited
from handslag.reports.making import KINDS as REPORTS
from handslag.trust.models import Change

READ = "nytt_last"
"""In the session: the plan, and the visit since which its news have been read."""


def have_read(request: HttpRequest, plan: Any, last: datetime.datetime | None) -> None:
    """Note that the reader has seen what is new since the last visit: the line need not lead there again."""
    if last and request.user.is_authenticated:
        request.session[READ] = [str(plan.uuid), last.isoformat()]


def since_last_visit(request: HttpRequest, plan: Any) -> str:
    """Return a line that leads to what others may have changed since the reader was here; "" where nothing has."""
    if not request.user.is_authenticated:
        return ""
    try:
        with transaction.atomic():
            last = visited(request.user.pk, plan)
    except DatabaseError:  # it cannot be written to: the page is read all the same
        return ""
    if last is None or request.session.get(READ) == [str(plan.uuid), last.isoformat()]:
        return ""
    news = Change.objects.filter(scope=plan.uuid, at__gt=last).exclude(target_kind__in=REPORTS)
    if not news.exclude(user_id=request.user.pk).exists():
        return ""
    return render_to_string("exchange/_since.html", {"plan": plan, "county": plan.county, "last": last}, request)
