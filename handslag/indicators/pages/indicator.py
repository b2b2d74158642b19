"""An indicator's own page."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handslag.documents.figures import Drawing
from handslag.indicators import drawings, wording
from handslag.indicators.drawings import Beside
from handslag.indicators.findings import COUNTRY, why_not_comparable
from handslag.indicators.loading.asking import live_sources
from handslag.indicators.models import OwnMeasure, Target
from handslag.indicators.own.definition import PREFIX
from handslag.indicators.own.grounds import may_take_in
from handslag.indicators.pages import asked as asking
from handslag.indicators.pages import reading
from handslag.indicators.pages.asked import SORTS, VIEWS, Areas, Asked
from handslag.indicators.pages.origin import origin
from handslag.indicators.pages.reading import Figures
from handslag.indicators.reading import Definition
from handslag.indicators.series import Series
from handslag.places.models import Area
from handslag.places.tiles import county_positions, positions
from handslag.plans.models import Plan
from handslag.plans.pages import open_page


def indicator_view(request: HttpRequest, county: str, indicator: str) -> HttpResponse:
    """An indicator in a county: what it says, its figures, what it can carry, and where it comes from."""
    page = open_page(request, county)
    definition = asking.definition_or_404(indicator, page.county, request.user)
    areas = asking.areas_of(definition, page.county)
    asked = asking.asked(request, definition, areas)
    shown = reading.figures(definition, asked, areas)
    own = _own_measure(definition)
    plans = Plan.objects.visible_to(request.user).filter(county=page.county)
    target = reading.target_of(definition, asked, shown.own, plans)
    context = page.context(
        "indicators",
        definition=definition,
        asked=asked,
        areas=areas,
        shown=shown,
        finding=shown.finding,
        latest=shown.own.latest,
        unit=wording.unit(definition, shown.own.values),
        rows=reading.table(definition, shown, asked.sort, reading.revisions(definition, asked, shown.own)),
        has_hidden=reading.has_hidden(shown.own),
        about_suicide=definition.needs_help,
        nodes=reading.nodes_of(definition),
        goals=reading.goals_that_use(definition, plans),
        target=target,
        target_words=_target_words(definition, target),
        origin=origin(definition, page.county, reading.fetches(_told_of(shown))),
        may_take_in=may_take_in(request.user, page.county),
        is_live=bool(live_sources(definition)) and not page.county.is_example,
        own=own,
        is_past=bool(definition.followed_by),
        views=VIEWS,
        sorts=SORTS,
        sexes=wording.SEXES,
        ages=wording.ages(definition.ages),
        age_names={"": wording.ages(definition.ages) or "alla åldrar"}
        | {age: wording.ages(age) for age in asked.ages if age},
        kind=wording.KINDS[definition.kind],
        polarity=wording.POLARITIES[definition.polarity],
        **_drawn(definition, asked, areas, shown, target),
    )
    return render(request, "indicators/indicator.html", context)


def _drawn(
    definition: Definition,
    asked: Asked,
    areas: Areas,
    shown: Figures,
    target: tuple[Target, float | None] | None,
) -> dict[str, Any]:
    """Return the page's drawings, and the words of the control chart."""
    own = Beside(_name(asked.area), shown.own)
    drawn: dict[str, Any] = {}
    if asked.view == "styrdiagram":
        drawn["drawing"], drawn["control_words"] = drawings.control_drawing(definition, own)
    elif shown.own.values:
        other = Beside(_name(asked.other), shown.other) if asked.other and shown.other else None
        drawn["drawing"] = drawings.trend_drawing(
            definition, own, other, finding=shown.finding.sentence, target=_line_of(target), note=_from(shown.own)
        )
    if shown.by_sex and asked.view != "styrdiagram":
        country = _name(areas.country) if _is_beside_country(definition, asked.area, areas) else ""
        panels = [
            (
                Beside(name.capitalize(), one),
                Beside(country, beside) if country and beside and beside.latest else None,
                said.sentence,
            )
            for name, one, beside, said in shown.by_sex
        ]
        drawn["sexes_drawing"] = drawings.sexes_drawing(definition, panels)
    drawn["regions_drawing"] = _regions(definition, asked, shown)
    drawn["must_not_stand_beside"] = not drawings.may_stand_beside(definition, _beside(shown))
    return drawn


def _regions(definition: Definition, asked: Asked, shown: Figures) -> Drawing | None:
    """Return the areas as dots or as a map; None where fewer than two of them have a figure."""
    if not shown.period or sum(bool(each.series.latest) for each in shown.regions) < 2:
        return None
    beside = _beside(shown)
    if not drawings.may_stand_beside(definition, beside):
        return None
    head, areas = ("Kommun", "kommunerna") if asked.of_municipalities else ("Län", "länen")
    title = f"{areas.capitalize()} {shown.period}"
    if asked.as_map:
        places = positions() if asked.of_municipalities else county_positions()
        return drawings.tiles_drawing(definition, beside, places, head=head, areas=areas, title=title)
    is_beside = not why_not_comparable(definition, asked.area.code, COUNTRY)
    country = drawings.compared(shown.country, shown.own) if is_beside else None
    return drawings.whisker_drawing(definition, beside, country=country, head=head, title=title)


def _is_beside_country(definition: Definition, area: Area, areas: Areas) -> bool:
    return areas.country is not None and not why_not_comparable(definition, area.code, areas.country.code)


def _beside(shown: Figures) -> list[Beside]:
    return [Beside(each.area.name, each.series, each.state) for each in shown.regions]


def _told_of(shown: Figures) -> list[Series]:
    """Return the series whose source is told: the own; where it has nothing, those of the areas that are shown."""
    return [shown.own] if shown.own.values else [each.series for each in shown.regions]


def _own_measure(definition: Definition) -> OwnMeasure | None:
    """Return the own measure that an indicator is, or was; None for those of the files. One query, for own measures only."""
    if not definition.key.startswith(PREFIX):
        return None
    of_it = Q(indicator__key=definition.key) | Q(meaning_changes__earlier__key=definition.key)
    return OwnMeasure.objects.select_related("plan__county", "indicator").filter(of_it).first()


def _name(area: Area | None) -> str:
    return "" if area is None else "Riket" if area.kind == Area.COUNTRY else area.name


def _line_of(target: tuple[Target, float | None] | None) -> tuple[str, float, float | None] | None:
    return (f"mål {target[0].by}", target[1], float(target[0].by)) if target and target[1] is not None else None


def _target_words(definition: Definition, target: tuple[Target, float | None] | None) -> str:
    if target is None:
        return "inte satt"
    found, value = target
    if value is None:
        return f"satt för {found.by}, men nivån före går inte att räkna ut ur de uppgifter som finns"
    return f"{wording.with_unit(value, definition)} år {found.by}"


def _from(series) -> str:
    if any(value.limits == "counts" for value in series.values):
        return "Intervallen är beräknade av oss ur täljare och nämnare."
    return "Intervallen är källans egna." if any(value.limits == "source" for value in series.values) else ""
