"""How pages find an agreement, a line or a stored run, and answer 404 to those who may not know of it."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from handslag.funding.agreements.queries import agreements_of, lines_of
from handslag.funding.models import Agreement, AllocationRun, GrantLine
from handslag.places.models import Area
from handslag.plans.models import Plan


def find_agreement(key: Any, request: HttpRequest, county: Area) -> Agreement:
    """Return a standing agreement, shipped or of a plan of the county that the reader may know of."""
    return get_object_or_404(agreements_of(county, request.user), uuid=key)


def find_line(key: int, request: HttpRequest, county: Area) -> GrantLine:
    """Return a standing line of such an agreement."""
    return get_object_or_404(lines_of(county, request.user), pk=key)


def find_run(key: Any, request: HttpRequest, county: Area) -> AllocationRun:
    """Return a stored run of a plan of the county that the reader may know of."""
    plans = Plan.objects.visible_to(request.user).filter(county=county)
    runs = AllocationRun.objects.filter(plan__in=plans).select_related("line__agreement__plan", "plan__county")
    return get_object_or_404(runs, uuid=key)
