"""The feed. It has no login: a calendar program gets what everybody may know."""

from hashlib import sha256

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handslag.funding.calendar.days import Day, days_of
from handslag.funding.calendar.feed import feed
from handslag.funding.ledger import queries
from handslag.plans.models import Initiative
from handslag.plans.pages import Page, need_plan, open_page
from handslag.plans.queries.overview import endings
from handslag.plans.queries.rows import initiative_rows
from handslag.plans.rules import add_months

MONTHS = 36
"""So far ahead the calendar reaches."""


@require_safe
def calendar(request: HttpRequest, county: str) -> HttpResponse | HttpResponseNotModified:
    """What ends, and what is to be done by when, for three years ahead. The same bytes all day, until something changes."""
    request.user = AnonymousUser()  # whoever asks: an address is given on, and the program that follows it has no login
    page = open_page(request, county)
    name = _("Medel och slut, %(county)s") % {"county": page.county.name}
    site = f"{request.scheme}://{request.get_host()}"
    body = feed(_days(request, page), name=name, today=page.day, site=site)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="medel-{page.county.slug}.ics"'
    response["ETag"] = tag = quote_etag(sha256(body).hexdigest())
    return get_conditional_response(request, etag=tag, response=response) or response


def _days(request: HttpRequest, page: Page) -> list[Day]:
    plan = need_plan(page)
    rows = initiative_rows(plan, user=request.user, day=page.day, parts=frozenset())
    ends, _unknown = endings(plan, rows, day=page.day, months=MONTHS)
    known = set(Initiative.objects.visible_to(request.user).filter(plan=plan).values_list("pk", flat=True))
    lines = [
        line
        for line in queries.lines_of(plan, of=queries.to_be_used())
        if line.use_by and line.use_by >= page.day
        if line.award.initiative_id is None or line.award.initiative_id in known
    ]
    dates = queries.dates_between(plan, page.day, add_months(page.day, MONTHS))
    return days_of(ends, lines, dates, page=reverse("money_ends", args=[page.county.slug]))
