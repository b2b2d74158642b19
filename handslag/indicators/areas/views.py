"""The pages of areas: which there are, and what the figures say of each."""

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from handslag.documents.figures import Drawing
from handslag.indicators import drawings, queries
from handslag.indicators.areas import reading
from handslag.indicators.areas.rows import AreaRow, grouped
from handslag.indicators.findings import COUNTRY, why_not_comparable
from handslag.indicators.reading import Definition
from handslag.places.models import Area
from handslag.places.tiles import positions
from handslag.plans.pages import Page, open_page
from handslag.swedish.numbers import capitalised, count, word

WHOLE = "lanet"
"""In the address: the county itself. Its own name is often that of a municipality too."""
TROUBLE = "samre"
"""In the address: only what is worse than the country and getting worse."""


def areas(request: HttpRequest, county: str) -> HttpResponse:
    """The county and its municipalities by länsdel."""
    page = open_page(request, county)
    members = reading.municipalities(page.county, page.plan)
    groups = [(title, list(each)) for title, each in groupby(members, key=lambda each: each.part)]
    people = reading.inhabitants([page.county, *(each.area for each in members)])
    context = page.context("indicators", groups=groups, people=people, members=members)
    return render(request, "indicators/areas.html", context)


def area(request: HttpRequest, county: str, area: str) -> HttpResponse:
    """The indicators of the county or of a municipality."""
    page = open_page(request, county)
    here = _area(page.county, area)
    country = reading.country_of(page.county)
    found = reading.area_rows(here, country, queries.standing_for(page.county, request.user))
    only = request.GET.get("urval") == TROUBLE
    shown = [row for row in found if row.is_trouble] if only else [row for row in found if row.has_value]
    context = page.context(
        "indicators",
        area=here,
        people=reading.inhabitants([here]).get(here.pk),
        groups=grouped(shown),
        only=only,
        unknown=[row for row in found if row.has_value and row.is_trouble is None] if only else [],
        empty=[] if only else [row for row in found if not row.has_value and row.is_awaited],
        finding=_finding(found, here, country),
        about_suicide=any(row.definition.needs_help for row in found),
        not_comparable=_not_comparable(found),
    )
    if here.pk == page.county.pk:
        context |= _maps(request, page, found, country)
    return render(request, "indicators/area.html", context)


def _area(county: Area, slug: str) -> Area:
    if slug == WHOLE:
        return county
    found = Area.objects.filter(parent=county, kind=Area.MUNICIPALITY, slug=slug).first()
    if found is None:
        raise Http404
    return found


def _finding(found: list[AreaRow], here: Area, country: Area | None) -> str:
    """Return what the page says first: how much differs from the country, as far as it can be told."""
    known = [row for row in found if row.has_value]
    if not known:
        return f"Inga uppgifter är inlästa för {here.name} än."
    text = f"{capitalised(count(len(known), 'indikator', 'indikatorer'))} med uppgifter."
    if country is None:
        return f"{text} Talen är exempel och jämförs inte med riket."
    told = [row for row in known if row.finding.against_country in ("higher", "lower", "alike")]
    if not told:
        return f"{text} Ingen kan jämföras med riket med de uppgifter som finns."
    differ = sum(row.finding.against_country != "alike" for row in told)
    if not differ:
        return f"{text} Ingen säker skillnad mot riket för {_of(len(told))} som kan jämföras."
    return f"{text} Av {_of(len(told))} som kan jämföras skiljer sig {word(differ, gender='en')} säkert från riket."


def _of(n: int) -> str:
    return f"{'den' if n == 1 else 'de'} {word(n, gender='en')}"


def _not_comparable(found: list[AreaRow]) -> list[str]:
    """Return why some figures cannot be laid beside others', each reason once."""
    return list(
        dict.fromkeys(
            each.why
            for row in found
            if row.has_value and row.finding.against_country == "not_comparable"
            for each in row.definition.not_comparable
        )
    )


def _maps(request: HttpRequest, page: Page, found: list[AreaRow], country: Area | None) -> dict[str, Any]:
    """Return the municipalities beside each other for one indicator, and what can be chosen."""
    choices = [row.definition for row in found if _is_mapped(row)]
    key = request.GET.get("indikator", "")
    chosen = next((each for each in choices if each.key == key), choices[0] if choices else None)
    if chosen is None:
        return {}
    as_map = request.GET.get("visa") == "karta"
    drawing, silent = _drawn(chosen, page, country, as_map=as_map)
    return {
        "choices": {each.key: each.title for each in choices}, "chosen": chosen, "drawing": drawing, "as_map": as_map,
        "silent": silent,
    }  # fmt: skip


def _is_mapped(row: AreaRow) -> bool:
    definition = row.definition
    is_counted = definition.kind == "output" or definition.measure == "count"
    return row.has_value and reading.shown_in(Area.MUNICIPALITY, [definition]) and not is_counted


def _drawn(chosen: Definition, page: Page, country: Area | None, *, as_map: bool) -> tuple[Drawing | None, list[str]]:
    """Return dots with whiskers, or a map, and the municipalities without figures; None where fewer than two have a value."""
    rows, drawn = reading.beside(chosen, reading.municipalities(page.county, page.plan), country)
    silent = [each.name for each in rows if not each.series.last]
    if sum(bool(each.series.latest) for each in rows) < 2 or not drawings.may_stand_beside(chosen, rows):
        return None, silent
    if as_map:
        title = f"Karta: {chosen.title}"
        return drawings.tiles_drawing(chosen, rows, positions(), head="Kommun", areas="kommunerna", title=title), silent
    title = f"Kommunerna: {chosen.title}"
    reference = None if why_not_comparable(chosen, page.county.code, COUNTRY) else drawn
    return drawings.whisker_drawing(chosen, rows, country=reference, head="Kommun", title=title), silent
