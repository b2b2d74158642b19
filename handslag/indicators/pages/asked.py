"""What the address of an indicator's page asks for. An unknown word falls back to the first choice, and nothing breaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest

from handslag.indicators.findings import why_not_comparable
from handslag.indicators.models import Observation
from handslag.indicators.queries import known_definition
from handslag.indicators.reading import Definition
from handslag.indicators.wording import SEXES
from handslag.places.models import Area

VIEWS = {"": "Utveckling", "styrdiagram": "Styrdiagram"}
SHOWN = {
    "kommuner": "Kommuner, med intervall",
    "kommunkarta": "Kommuner, karta",
    "lan": "Län, med intervall",
    "lanskarta": "Län, karta",
}
"""The areas beside each other, and how they are shown."""
SORTS = {
    "": "Senaste perioden först",
    "aldst": "Äldsta perioden först",
    "varde": "Lägsta värdet först",
    "hogst": "Högsta värdet först",
}


@dataclass(frozen=True)
class Areas:
    """The areas that an indicator's page may tell of. country: None in an example county, which is beside no real one.

    municipalities, counties: () where the indicator is not shown for such.
    """

    county: Area
    country: Area | None
    municipalities: tuple[Area, ...]
    counties: tuple[Area, ...]

    @property
    def own(self) -> tuple[Area, ...]:
        """The areas whose figures can be looked at on their own."""
        return (self.county, *self.municipalities, *([self.country] if self.country else []))


@dataclass(frozen=True)
class Asked:
    """What is looked at.

    other: the area to lay beside, None where there is none or it cannot be compared: then `why_not` tells.

    ages: what there are figures of, "" first. beside: areas that can be laid beside, by code. shown: a key of SHOWN, "" where the
    indicator has no areas beside each other.
    """

    area: Area
    other: Area | None
    why_not: str
    sex: str
    age: str
    view: str
    sort: str
    ages: tuple[str, ...]
    beside: dict[str, str]
    shown: str
    shown_choices: dict[str, str]

    @property
    def as_map(self) -> bool:
        return self.shown.endswith("karta")

    @property
    def of_municipalities(self) -> bool:
        return self.shown.startswith("kommun")


def definition_or_404(key: str, county: Area, user: Any) -> Definition:
    """Return what an indicator means, or answer 404 to those who may not know of it in the county."""
    found = known_definition(key, county, user)
    if found is None:
        raise Http404
    return found


def areas_of(definition: Definition, county: Area) -> Areas:
    """Return the areas of a page. One query."""
    wanted = Q(pk=county.pk) | Q(parent=county)
    if not county.is_example:
        wanted |= Q(kind=Area.COUNTRY) | Q(kind=Area.COUNTY, is_example=False, parent__isnull=False)
    found = list(Area.objects.filter(wanted))
    is_below = "municipality" in definition.levels and not (definition.needs_help and definition.intent)
    return Areas(
        county=next(area for area in found if area.pk == county.pk),
        country=next((area for area in found if area.kind == Area.COUNTRY), None),
        municipalities=tuple(area for area in found if area.kind == Area.MUNICIPALITY) if is_below else (),
        counties=tuple(area for area in found if area.kind == Area.COUNTY) if not county.is_example else (),
    )


def asked(request: HttpRequest, definition: Definition, areas: Areas) -> Asked:
    """Return what the address asks for. One query where figures of ages may be there."""
    said = request.GET
    area = next((each for each in areas.own if each.code == said.get("omrade")), areas.county)
    candidates = _candidates(area, areas)
    beside = {
        each.code: "Riket" if each.kind == Area.COUNTRY else each.name
        for each in candidates
        if not why_not_comparable(definition, area.code, each.code)
    }
    wanted = said.get("jamfor", areas.country.code if areas.country else "")
    other = next((each for each in candidates if each.code == wanted), None)
    why_not = why_not_comparable(definition, area.code, other.code) if other else ""
    ages = _ages(definition, area)
    shown = _shown_choices(definition, areas)
    return Asked(
        area=area,
        other=None if why_not else other,
        why_not=why_not,
        sex=_one_of(said.get("kon", ""), tuple(SEXES)),
        age=_one_of(said.get("alder", ""), ages),
        view=_one_of(said.get("vy", ""), tuple(VIEWS)),
        sort=_one_of(said.get("sortera", ""), tuple(SORTS)),
        ages=ages,
        beside=beside,
        shown=_one_of(said.get("omraden", ""), tuple(shown) or ("",)),
        shown_choices=shown,
    )


def _shown_choices(definition: Definition, areas: Areas) -> dict[str, str]:
    """Return how areas can be shown beside each other.

    What is counted of the county's own work is no measure of areas, and a number of people goes by how many live there.
    """
    has = {"kommun": len(areas.municipalities) > 1, "lan": len(areas.counties) > 1}
    return {
        key: name
        for key, name in SHOWN.items()
        if definition.kind != "output" and definition.measure != "count" and has["kommun" if key[0] == "k" else "lan"]
    }


def _candidates(area: Area, areas: Areas) -> list[Area]:
    """Return what an area may be laid beside: the country, its like, and its county."""
    like: Sequence[Area] = (areas.county, *areas.municipalities) if area.kind == Area.MUNICIPALITY else areas.counties
    above = [areas.country] if areas.country else []
    return [each for each in (*above, *like) if each.pk != area.pk] if area.kind != Area.COUNTRY else []


def _ages(definition: Definition, area: Area) -> tuple[str, ...]:
    if "age" not in definition.breakdowns:
        return ("",)
    rows = Observation.objects.filter(indicator__key=definition.key, area=area, latest=True).exclude(age="")
    return ("", *sorted(rows.order_by().values_list("age", flat=True).distinct(), key=lambda age: (len(age), age)))


def _one_of(said: str, known: Sequence[str]) -> str:
    return said if said in known else known[0]
