"""An indicator's figures as files: what is shown on pages, hidden where they hide it."""

import json

from django.http import FileResponse, HttpRequest, HttpResponse

from handslag.indicators import exports
from handslag.indicators.models import Observation
from handslag.indicators.pages import asked as asking
from handslag.indicators.pages import reading
from handslag.indicators.queries import series_of
from handslag.places.models import Area
from handslag.plans.pages import open_page


def indicator_csv(request: HttpRequest, county: str, indicator: str) -> HttpResponse:
    """The figures as CSV for Swedish spreadsheets: semicolons, decimal comma, byte order mark."""
    table = _table(request, county, indicator)
    response = HttpResponse(exports.csv_for_people(table), content_type="text/csv; charset=utf-8")
    return _named(response, table, "csv")


def indicator_json(request: HttpRequest, county: str, indicator: str) -> HttpResponse:
    """The figures as JSON-stat 2."""
    table = _table(request, county, indicator)
    text = json.dumps(exports.json_stat(table), ensure_ascii=False)
    return _named(HttpResponse(text, content_type="application/json; charset=utf-8"), table, "json")


def indicator_package(request: HttpRequest, county: str, indicator: str) -> HttpResponse | FileResponse:
    """The figures as a data package: a zip with the table, what its columns mean, and what the figures are."""
    table = _table(request, county, indicator)
    return _named(FileResponse(exports.package(table), content_type="application/zip"), table, "zip")


def _named(response, table: exports.Table, ending: str):
    response["Content-Disposition"] = f'attachment; filename="{table.definition.key}-{table.place}.{ending}"'
    return response


def _table(request: HttpRequest, county: str, indicator: str) -> exports.Table:
    """Return the figures of the county, its municipalities and the country, as they may be shown."""
    page = open_page(request, county)
    definition = asking.definition_or_404(indicator, page.county, request.user)
    areas = asking.areas_of(definition, page.county)
    there = Observation.objects.filter(indicator__key=definition.key, area__in=areas.own, latest=True)
    ages = sorted(set(there.order_by().values_list("age", flat=True).distinct()) | {""})
    read = series_of(definition, areas.own, sexes=("T", "K", "M"), ages=ages)
    kept = [each for each in read.values() if each.values]
    fetched = reading.fetches(kept)
    return exports.Table(
        definition,
        page.county.slug,
        {area.code: "Riket" if area.kind == Area.COUNTRY else area.name for area in areas.own},
        kept,
        {pk: each.source for pk, each in fetched.items()},
    )
