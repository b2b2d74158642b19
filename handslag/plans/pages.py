"""What every page under a county starts with: the county, the plan, the day, and who may know of them."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from handslag.places.models import Area
from handslag.plans.models import Plan
from handslag.plans.queries.rows import day_for
from handslag.plans.words import STATUSES
from handslag.trust import prepared
from handslag.trust.permissions import Grants, Holder, grants_of
from handslag.trust.prepared import Written


@dataclass(frozen=True)
class Page:
    """county; plan (None where the county has none that the reader may know of); day of the overview."""

    county: Area
    plan: Plan | None
    day: datetime.date
    asked_day: bool

    def context(self, section: str, **more: object) -> dict[str, object]:
        """Return the template context that the base template needs, and what else is given."""
        return {
            "county": self.county,
            "plan": self.plan,
            "day": self.day,
            "asked_day": self.asked_day,
            "section": section,
            "words": STATUSES,
            **more,
        }


def _named(county_id: int, key: str, held: Grants) -> QuerySet[Plan]:
    return Plan.objects.visible_to(Holder(held)).filter(county=county_id, key=key).select_related("county")


def _current(county_id: int, held: Grants) -> QuerySet[Plan]:
    return Plan.objects.visible_to(Holder(held)).filter(county=county_id).select_related("county")[:1]


NAMED = Written(_named, (prepared.number(), prepared.text()))
CURRENT = Written(_current, (prepared.number(),))


def open_page(request: HttpRequest, county: str, plan: str | None = None) -> Page:
    """Return the page's ground. Answers 404 to those who may not know of the county or the plan.

    Without `plan` the county's current one is taken: the latest that the reader may know of. One query
    for the county, one for the plan.
    """
    area = get_object_or_404(Area, slug=county, kind=Area.COUNTY, parent__isnull=False)
    held = grants_of(request.user)
    plans = NAMED.instances(area.pk, plan, shape=(held,)) if plan else CURRENT.instances(area.pk, shape=(held,))
    found = plans[0] if plans else None
    if found is None and (plan or area.is_example):
        raise Http404
    return _page(request, area, found)


def page_of(request: HttpRequest, plan: Plan) -> Page:
    """Return the ground of a page about something in `plan`, which the reader is known to may see."""
    return _page(request, plan.county, plan)


def _page(request: HttpRequest, area: Area, plan: Plan | None) -> Page:
    per = request.GET.get("per", "")
    day = day_for(plan, per)
    return Page(area, plan, day, bool(per) and day.isoformat() == per)


def row_number(text: str) -> int | None:
    """Return a row's number as a form or an address gives it; None where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def need_plan(page: Page) -> Plan:
    """Return the page's plan, or answer 404 where the county has none."""
    if page.plan is None:
        raise Http404
    return page.plan
