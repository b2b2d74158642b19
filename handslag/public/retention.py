"""What can be destroyed of reported defects in accessibility."""

import datetime
import re

from django.db.models import QuerySet

from handslag.places.models import Area
from handslag.public.models import DefectReport
from handslag.trust.retention import RecordType, register


def due(county_id: int | None, before: datetime.datetime) -> QuerySet[DefectReport]:
    """Return the reports from before a moment about a county's pages; with None those about no county's page."""
    reports = DefectReport.objects.filter(reported_at__lt=before)
    counties = Area.objects.filter(kind=Area.COUNTY)
    if county_id is None:
        return reports.exclude(address__regex=_page_of(counties))
    return reports.filter(address__regex=_page_of(counties.filter(pk=county_id)))


def _page_of(counties: QuerySet[Area]) -> str:
    """Return the pattern of an address, with or without the site's name, in one of the counties."""
    slugs = "|".join(re.escape(slug) for slug in counties.values_list("slug", flat=True))
    return rf"^(https?://[^/]+)?/({slugs})(/|$)"


def destroy(found: QuerySet[DefectReport]) -> int:
    """Delete reports; return how many."""
    return found.delete()[0]


register(
    RecordType(
        key="defect_report",
        title="Anmälda brister i tillgängligheten",
        what=(
            "Anmälningar som gäller länets sidor tas bort när de är så gamla, med den adress som lämnades för svar. "
            "Vilken sida det gäller står i anmälan; de som inte anger någon hör till installationen."
        ),
        due=due,
        destroy=destroy,
        by_installation=True,
    )
)
